//! Weights of `pallet_inference`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
//! on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(
	unused_parens,
	unused_imports,
	missing_docs,
	clippy::arithmetic_side_effects,
	reason = "written by scripts/weights: one template for pallets with and without variables"
)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_inference` may cost.
pub trait WeightInfo {
	fn submit_job(b: u32, ) -> Weight;
	fn cancel_job() -> Weight;
	fn commit() -> Weight;
	fn reveal() -> Weight;
	fn answer() -> Weight;
	fn reveal_trace() -> Weight;
	fn prove_equivocation() -> Weight;
	fn open_cells() -> Weight;
	fn drop_audit_history() -> Weight;
	fn on_refereed() -> Weight;
	fn decline() -> Weight;
	fn relay(n: u32, ) -> Weight;
	fn authorize_relay(n: u32, ) -> Weight;
	fn post_prompt(b: u32, ) -> Weight;
	fn acknowledge() -> Weight;
	fn demand_data() -> Weight;
	fn provide_data(b: u32, ) -> Weight;
	fn escalate() -> Weight;
	fn poke() -> Weight;
	fn drop_expired() -> Weight;
	fn request_delivery() -> Weight;
	fn deliver() -> Weight;
	fn claim() -> Weight;
	fn set_parameters() -> Weight;
	fn agenda_block() -> Weight;
	fn agenda_stale() -> Weight;
	fn run_draw() -> Weight;
	fn run_commit_deadline() -> Weight;
	fn run_reveal_deadline() -> Weight;
	fn run_serve_deadline() -> Weight;
	fn run_final() -> Weight;
	fn run_window() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Inference::CurrentParameters` (r:1 w:0)
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(188), added: 683, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:1 w:0)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Inference::NextJobId` (r:1 w:1)
	/// Proof: `Inference::NextJobId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:82 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:0 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// `b` is `[0, 1024]`.
	fn submit_job(b: u32, ) -> Weight {
		// Shortest: 1_759_676_000 ps.
		Weight::from_parts(1_802_234_077, 336288)
			// Standard error: 14_793.
			.saturating_add(Weight::from_parts(39_175, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(89_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Deliveries` (r:1 w:0)
	/// Proof: `Inference::Deliveries` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn cancel_job() -> Weight {
		// Shortest: 430_850_000 ps.
		Weight::from_parts(439_614_000, 7728)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:19 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Shortest: 775_112_000 ps.
		Weight::from_parts(845_897_000, 78681)
			.saturating_add(T::DbWeight::get().reads(37_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:44 w:44)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:10 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::CurrentParameters` (r:1 w:0)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Earned` (r:10 w:10)
	/// Proof: `Rewards::Earned` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Points` (r:1 w:1)
	/// Proof: `Rewards::Points` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:7)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn reveal() -> Weight {
		// Shortest: 10_816_532_000 ps.
		Weight::from_parts(10_989_720_000, 115522)
			.saturating_add(T::DbWeight::get().reads(92_u64))
			.saturating_add(T::DbWeight::get().writes(85_u64))
	}
	/// Storage: `Providers::Providers` (r:8 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:8 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:19 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn answer() -> Weight {
		// Shortest: 1_179_984_000 ps.
		Weight::from_parts(1_229_188_000, 78681)
			.saturating_add(T::DbWeight::get().reads(39_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:21 w:3)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn reveal_trace() -> Weight {
		// Shortest: 826_459_000 ps.
		Weight::from_parts(862_623_000, 86859)
			.saturating_add(T::DbWeight::get().reads(27_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:2 w:2)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:2 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:2)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Audits` (r:0 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:2)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn prove_equivocation() -> Weight {
		// Shortest: 1_722_941_000 ps.
		Weight::from_parts(1_794_167_000, 49614)
			.saturating_add(T::DbWeight::get().reads(27_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
	/// Storage: `Providers::Providers` (r:2 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:28 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn open_cells() -> Weight {
		// Shortest: 1_181_927_000 ps.
		Weight::from_parts(1_192_823_000, 115482)
			.saturating_add(T::DbWeight::get().reads(32_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Audits` (r:1 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::CurrentParameters` (r:1 w:0)
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(188), added: 683, mode: `MaxEncodedLen`)
	fn drop_audit_history() -> Weight {
		// Shortest: 252_806_000 ps.
		Weight::from_parts(264_694_000, 4029)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:3 w:3)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:2 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:2)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Audits` (r:0 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn on_refereed() -> Weight {
		// Shortest: 2_962_024_000 ps.
		Weight::from_parts(3_020_281_000, 49614)
			.saturating_add(T::DbWeight::get().reads(35_u64))
			.saturating_add(T::DbWeight::get().writes(38_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:15 w:15)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:8 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn decline() -> Weight {
		// Shortest: 2_490_863_000 ps.
		Weight::from_parts(2_575_570_000, 46575)
			.saturating_add(T::DbWeight::get().reads(36_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
	/// Storage: `Inference::Jobs` (r:16 w:16)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:44 w:44)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:10 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::CurrentParameters` (r:1 w:0)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Earned` (r:10 w:10)
	/// Proof: `Rewards::Earned` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Points` (r:1 w:1)
	/// Proof: `Rewards::Points` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:7)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:16)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:16)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:16)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// `n` is `[1, 16]`.
	fn relay(n: u32, ) -> Weight {
		// Shortest: 10_782_572_000 ps.
		Weight::from_parts(710_805_580, 115522)
			// Standard error: 748_596_382.
			.saturating_add(Weight::from_parts(10_310_787_157, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(81_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6738).saturating_mul(n.into()))
	}
	/// Storage: `Inference::DispatchKeys` (r:1 w:0)
	/// Proof: `Inference::DispatchKeys` (`max_values`: Some(1), `max_size`: Some(3202), added: 3697, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:16 w:0)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:16 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// `n` is `[1, 16]`.
	fn authorize_relay(n: u32, ) -> Weight {
		// Shortest: 345_894_000 ps.
		Weight::from_parts(257_737_847, 4687)
			// Standard error: 1_424_603.
			.saturating_add(Weight::from_parts(106_597_223, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6738).saturating_mul(n.into()))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:81 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// `b` is `[1, 66000]`.
	fn post_prompt(b: u32, ) -> Weight {
		// Shortest: 1_227_014_000 ps.
		Weight::from_parts(1_329_147_342, 332199)
			// Standard error: 1_311.
			.saturating_add(Weight::from_parts(457, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(82_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:16 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::CurrentParameters` (r:1 w:0)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Earned` (r:8 w:8)
	/// Proof: `Rewards::Earned` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Points` (r:1 w:1)
	/// Proof: `Rewards::Points` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn acknowledge() -> Weight {
		// Shortest: 8_827_385_000 ps.
		Weight::from_parts(8_940_583_000, 107713)
			.saturating_add(T::DbWeight::get().reads(88_u64))
			.saturating_add(T::DbWeight::get().writes(70_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:19 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn demand_data() -> Weight {
		// Shortest: 693_862_000 ps.
		Weight::from_parts(756_415_000, 78681)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:28 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// `b` is `[1, 16384]`.
	fn provide_data(b: u32, ) -> Weight {
		// Shortest: 1_151_261_000 ps.
		Weight::from_parts(1_224_689_558, 115482)
			// Standard error: 3_010.
			.saturating_add(Weight::from_parts(5_505, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(48_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:7 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:7 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:82 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn escalate() -> Weight {
		// Shortest: 1_929_388_000 ps.
		Weight::from_parts(1_994_866_000, 336288)
			.saturating_add(T::DbWeight::get().reads(100_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:19 w:19)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:9 w:9)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:8 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:8)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn poke() -> Weight {
		// Shortest: 6_361_969_000 ps.
		Weight::from_parts(6_576_458_000, 50447)
			.saturating_add(T::DbWeight::get().reads(54_u64))
			.saturating_add(T::DbWeight::get().writes(57_u64))
	}
	/// Storage: `Inference::Records` (r:1 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Deliveries` (r:1 w:0)
	/// Proof: `Inference::Deliveries` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn drop_expired() -> Weight {
		// Shortest: 353_025_000 ps.
		Weight::from_parts(368_979_000, 4108)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Deliveries` (r:1 w:1)
	/// Proof: `Inference::Deliveries` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn request_delivery() -> Weight {
		// Shortest: 312_305_000 ps.
		Weight::from_parts(331_643_000, 7728)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Deliveries` (r:1 w:1)
	/// Proof: `Inference::Deliveries` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:1 w:0)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Contracts::ContractInfoOf` (r:1 w:0)
	/// Proof: `Contracts::ContractInfoOf` (`max_values`: None, `max_size`: Some(1795), added: 4270, mode: `MaxEncodedLen`)
	fn deliver() -> Weight {
		// Shortest: 437_220_000 ps.
		Weight::from_parts(463_279_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Inference::Claimable` (r:1 w:1)
	/// Proof: `Inference::Claimable` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Shortest: 258_854_000 ps.
		Weight::from_parts(277_863_000, 6196)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Inference::CurrentParameters` (r:0 w:1)
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(188), added: 683, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 39_098_000 ps.
		Weight::from_parts(41_342_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn agenda_block() -> Weight {
		// Shortest: 51_927_000 ps.
		Weight::from_parts(54_271_000, 5079)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	fn agenda_stale() -> Weight {
		// Shortest: 72_998_000 ps.
		Weight::from_parts(80_720_000, 7728)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:29 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Draws::Outputs` (r:2 w:0)
	/// Proof: `Draws::Outputs` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:30 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:6 w:0)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Servers` (r:28 w:0)
	/// Proof: `Providers::Servers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:31 w:10)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:28 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Delegations` (r:336 w:0)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn run_draw() -> Weight {
		// Shortest: 19_395_808_000 ps.
		Weight::from_parts(19_639_611_000, 935070)
			.saturating_add(T::DbWeight::get().reads(493_u64))
			.saturating_add(T::DbWeight::get().writes(15_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:16)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn run_commit_deadline() -> Weight {
		// Shortest: 1_956_569_000 ps.
		Weight::from_parts(2_015_998_000, 49614)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(41_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:9 w:9)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:18 w:18)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:8 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:8)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn run_reveal_deadline() -> Weight {
		// Shortest: 6_286_246_000 ps.
		Weight::from_parts(6_546_864_000, 49614)
			.saturating_add(T::DbWeight::get().reads(55_u64))
			.saturating_add(T::DbWeight::get().writes(58_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:18 w:18)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:18 w:18)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:16 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:16)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_serve_deadline() -> Weight {
		// Shortest: 5_703_110_000 ps.
		Weight::from_parts(6_079_399_000, 57114)
			.saturating_add(T::DbWeight::get().reads(72_u64))
			.saturating_add(T::DbWeight::get().writes(74_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_final() -> Weight {
		// Shortest: 717_958_000 ps.
		Weight::from_parts(739_460_000, 49614)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4263), added: 6738, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:4 w:4)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:38 w:38)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:4 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Audits` (r:1 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:3)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_window() -> Weight {
		// Shortest: 8_024_551_000 ps.
		Weight::from_parts(8_207_584_000, 99904)
			.saturating_add(T::DbWeight::get().reads(72_u64))
			.saturating_add(T::DbWeight::get().writes(68_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn submit_job(b: u32, ) -> Weight {
		Weight::from_parts(1_802_234_077, 336288)
			.saturating_add(Weight::from_parts(39_175, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(89_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(439_614_000, 7728)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(845_897_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(37_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(10_989_720_000, 115522)
			.saturating_add(ParityDbWeight::get().reads(92_u64))
			.saturating_add(ParityDbWeight::get().writes(85_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(1_229_188_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(39_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn reveal_trace() -> Weight {
		Weight::from_parts(862_623_000, 86859)
			.saturating_add(ParityDbWeight::get().reads(27_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn prove_equivocation() -> Weight {
		Weight::from_parts(1_794_167_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(27_u64))
			.saturating_add(ParityDbWeight::get().writes(30_u64))
	}
	fn open_cells() -> Weight {
		Weight::from_parts(1_192_823_000, 115482)
			.saturating_add(ParityDbWeight::get().reads(32_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn drop_audit_history() -> Weight {
		Weight::from_parts(264_694_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn on_refereed() -> Weight {
		Weight::from_parts(3_020_281_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(35_u64))
			.saturating_add(ParityDbWeight::get().writes(38_u64))
	}
	fn decline() -> Weight {
		Weight::from_parts(2_575_570_000, 46575)
			.saturating_add(ParityDbWeight::get().reads(36_u64))
			.saturating_add(ParityDbWeight::get().writes(30_u64))
	}
	fn relay(n: u32, ) -> Weight {
		Weight::from_parts(710_805_580, 115522)
			.saturating_add(Weight::from_parts(10_310_787_157, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(90_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(81_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6738).saturating_mul(n.into()))
	}
	fn authorize_relay(n: u32, ) -> Weight {
		Weight::from_parts(257_737_847, 4687)
			.saturating_add(Weight::from_parts(106_597_223, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6738).saturating_mul(n.into()))
	}
	fn post_prompt(b: u32, ) -> Weight {
		Weight::from_parts(1_329_147_342, 332199)
			.saturating_add(Weight::from_parts(457, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(82_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(8_940_583_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(88_u64))
			.saturating_add(ParityDbWeight::get().writes(70_u64))
	}
	fn demand_data() -> Weight {
		Weight::from_parts(756_415_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn provide_data(b: u32, ) -> Weight {
		Weight::from_parts(1_224_689_558, 115482)
			.saturating_add(Weight::from_parts(5_505, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(48_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn escalate() -> Weight {
		Weight::from_parts(1_994_866_000, 336288)
			.saturating_add(ParityDbWeight::get().reads(100_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn poke() -> Weight {
		Weight::from_parts(6_576_458_000, 50447)
			.saturating_add(ParityDbWeight::get().reads(54_u64))
			.saturating_add(ParityDbWeight::get().writes(57_u64))
	}
	fn drop_expired() -> Weight {
		Weight::from_parts(368_979_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn request_delivery() -> Weight {
		Weight::from_parts(331_643_000, 7728)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(463_279_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(277_863_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(41_342_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(54_271_000, 5079)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(80_720_000, 7728)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_draw() -> Weight {
		Weight::from_parts(19_639_611_000, 935070)
			.saturating_add(ParityDbWeight::get().reads(493_u64))
			.saturating_add(ParityDbWeight::get().writes(15_u64))
	}
	fn run_commit_deadline() -> Weight {
		Weight::from_parts(2_015_998_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(41_u64))
	}
	fn run_reveal_deadline() -> Weight {
		Weight::from_parts(6_546_864_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(55_u64))
			.saturating_add(ParityDbWeight::get().writes(58_u64))
	}
	fn run_serve_deadline() -> Weight {
		Weight::from_parts(6_079_399_000, 57114)
			.saturating_add(ParityDbWeight::get().reads(72_u64))
			.saturating_add(ParityDbWeight::get().writes(74_u64))
	}
	fn run_final() -> Weight {
		Weight::from_parts(739_460_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().writes(21_u64))
	}
	fn run_window() -> Weight {
		Weight::from_parts(8_207_584_000, 99904)
			.saturating_add(ParityDbWeight::get().reads(72_u64))
			.saturating_add(ParityDbWeight::get().writes(68_u64))
	}
}
