//! Weights of `pallet_inference`, measured by `scripts/weights` on 2026-11-26: 10 steps, 6 repeats,
//! on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

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
	fn claim() -> Weight;
	fn request_delivery() -> Weight;
	fn deliver() -> Weight;
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
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(180), added: 675, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(308), added: 2783, mode: `MaxEncodedLen`)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:0 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// `b` is `[0, 1024]`.
	fn submit_job(b: u32, ) -> Weight {
		// Shortest: 3_765_980_000 ps.
		Weight::from_parts(5_182_158_344, 336288)
			// Standard error: 303_658.
			.saturating_add(Weight::from_parts(218_789, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(89_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn cancel_job() -> Weight {
		// Shortest: 502_700_000 ps.
		Weight::from_parts(790_419_000, 7573)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:19 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// Shortest: 1_490_860_000 ps.
		Weight::from_parts(2_148_695_000, 78681)
			.saturating_add(T::DbWeight::get().reads(37_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:44 w:44)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:7)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn reveal() -> Weight {
		// Shortest: 15_478_477_000 ps.
		Weight::from_parts(19_352_146_000, 115522)
			.saturating_add(T::DbWeight::get().reads(68_u64))
			.saturating_add(T::DbWeight::get().writes(74_u64))
	}
	/// Storage: `Providers::Providers` (r:8 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
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
		// Shortest: 2_895_548_000 ps.
		Weight::from_parts(3_151_348_000, 78681)
			.saturating_add(T::DbWeight::get().reads(39_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Estimated.
	fn reveal_trace() -> Weight {
		Weight::from_parts(5_000_000_000, 115522)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:2 w:2)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:2 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
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
		// Shortest: 2_442_861_000 ps.
		Weight::from_parts(3_793_878_000, 49614)
			.saturating_add(T::DbWeight::get().reads(26_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4212), added: 6687, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(456), added: 2931, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:28 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn open_cells() -> Weight {
		// Estimated.
		Weight::from_parts(6_000_000_000, 115522)
			.saturating_add(T::DbWeight::get().reads(46_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Inference::Audits` (r:1 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(308), added: 2783, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::CurrentParameters` (r:1 w:0)
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(188), added: 683, mode: `MaxEncodedLen`)
	fn drop_audit_history() -> Weight {
		// Estimated.
		Weight::from_parts(400_000_000, 9076)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:3 w:3)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
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
		// Shortest: 4_036_476_000 ps.
		Weight::from_parts(5_800_276_000, 49614)
			.saturating_add(T::DbWeight::get().reads(33_u64))
			.saturating_add(T::DbWeight::get().writes(38_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:15 w:15)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:10 w:10)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn decline() -> Weight {
		// Shortest: 3_270_081_000 ps.
		Weight::from_parts(4_513_039_000, 46575)
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
	/// Storage: `Inference::Jobs` (r:16 w:16)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:44 w:44)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
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
		// Shortest: 18_408_237_000 ps.
		Weight::from_parts(17_775_778_195, 115522)
			// Standard error: 600_495_855.
			.saturating_add(Weight::from_parts(10_994_352_735, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(66_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(70_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6583).saturating_mul(n.into()))
	}
	/// Storage: `Inference::DispatchKeys` (r:1 w:0)
	/// Proof: `Inference::DispatchKeys` (`max_values`: Some(1), `max_size`: Some(32002), added: 32497, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:16 w:0)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:16 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// `n` is `[1, 16]`.
	fn authorize_relay(n: u32, ) -> Weight {
		// Shortest: 529_431_000 ps.
		Weight::from_parts(341_675_118, 33487)
			// Standard error: 7_781_053.
			.saturating_add(Weight::from_parts(201_689_787, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6583).saturating_mul(n.into()))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:81 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// `b` is `[1, 66000]`.
	fn post_prompt(b: u32, ) -> Weight {
		// Shortest: 3_119_176_000 ps.
		Weight::from_parts(4_123_119_335, 332199)
			// Standard error: 1_927.
			.saturating_add(Weight::from_parts(971, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(82_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn acknowledge() -> Weight {
		// Shortest: 11_683_301_000 ps.
		Weight::from_parts(15_979_849_000, 107713)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(61_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:19 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn demand_data() -> Weight {
		// Shortest: 1_319_947_000 ps.
		Weight::from_parts(1_839_868_000, 78681)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Providers::Providers` (r:16 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:28 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// `b` is `[1, 16384]`.
	fn provide_data(b: u32, ) -> Weight {
		// Shortest: 2_195_859_000 ps.
		Weight::from_parts(3_062_472_228, 115482)
			// Standard error: 9_510.
			.saturating_add(Weight::from_parts(4_902, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(48_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:7 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:7 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:0)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:82 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	fn escalate() -> Weight {
		// Shortest: 3_875_079_000 ps.
		Weight::from_parts(5_663_521_000, 336288)
			.saturating_add(T::DbWeight::get().reads(100_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:19 w:19)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:9 w:9)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
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
		// Shortest: 7_935_915_000 ps.
		Weight::from_parts(12_429_947_000, 50447)
			.saturating_add(T::DbWeight::get().reads(46_u64))
			.saturating_add(T::DbWeight::get().writes(57_u64))
	}
	/// Storage: `Inference::Records` (r:1 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Inference::JobsByAccount` (r:0 w:1)
	/// Proof: `Inference::JobsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn drop_expired() -> Weight {
		// Shortest: 462_071_000 ps.
		Weight::from_parts(691_309_000, 3676)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Inference::Claimable` (r:1 w:1)
	/// Proof: `Inference::Claimable` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Shortest: 354_510_000 ps.
		Weight::from_parts(587_815_000, 6196)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Storage: `Inference::Deliveries` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	/// Storage: `Balances::Holds` (r:1 w:1)
	fn request_delivery() -> Weight {
		Weight::from_parts(800_000_000, 7573)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Inference::Deliveries` (r:1 w:1)
	/// Storage: `Inference::Records` (r:1 w:0)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Storage: `System::Account` (r:3 w:3)
	/// Storage: `Inference::Claimable` (r:1 w:1)
	fn deliver() -> Weight {
		Weight::from_parts(2_500_000_000, 8799)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Inference::CurrentParameters` (r:0 w:1)
	/// Proof: `Inference::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(180), added: 675, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 49_793_000 ps.
		Weight::from_parts(101_104_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn agenda_block() -> Weight {
		// Shortest: 72_285_000 ps.
		Weight::from_parts(110_211_000, 5079)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	fn agenda_stale() -> Weight {
		// Shortest: 105_561_000 ps.
		Weight::from_parts(146_833_000, 7573)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:29 w:2)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Draws::Outputs` (r:2 w:0)
	/// Proof: `Draws::Outputs` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:6 w:0)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Servers` (r:22 w:0)
	/// Proof: `Providers::Servers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:22 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:25 w:7)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn run_draw() -> Weight {
		// Shortest: 12_146_637_000 ps.
		Weight::from_parts(13_838_638_000, 119571)
			.saturating_add(T::DbWeight::get().reads(109_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:16)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Awaited` (r:0 w:1)
	/// Proof: `Inference::Awaited` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	fn run_commit_deadline() -> Weight {
		// Shortest: 2_663_414_000 ps.
		Weight::from_parts(3_591_330_000, 49614)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(41_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:9 w:9)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:18 w:18)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
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
		// Shortest: 7_314_538_000 ps.
		Weight::from_parts(10_259_323_000, 49614)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(58_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:18 w:18)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:18 w:18)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:16)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_serve_deadline() -> Weight {
		// Shortest: 7_206_420_000 ps.
		Weight::from_parts(10_538_099_000, 49614)
			.saturating_add(T::DbWeight::get().reads(56_u64))
			.saturating_add(T::DbWeight::get().writes(74_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_final() -> Weight {
		// Shortest: 1_050_895_000 ps.
		Weight::from_parts(1_519_607_000, 49614)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// Storage: `Inference::AgendaCursor` (r:1 w:1)
	/// Proof: `Inference::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Agenda` (r:1 w:1)
	/// Proof: `Inference::Agenda` (`max_values`: None, `max_size`: Some(1614), added: 4089, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:1)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:16 w:16)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:3 w:3)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:38 w:38)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Audits` (r:1 w:1)
	/// Proof: `Inference::Audits` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:2)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Inference::InlinePrompts` (r:0 w:1)
	/// Proof: `Inference::InlinePrompts` (`max_values`: None, `max_size`: Some(1042), added: 3517, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Records` (r:0 w:1)
	/// Proof: `Inference::Records` (`max_values`: None, `max_size`: Some(136), added: 2611, mode: `MaxEncodedLen`)
	fn run_window() -> Weight {
		// Shortest: 11_063_185_000 ps.
		Weight::from_parts(16_276_610_000, 99904)
			.saturating_add(T::DbWeight::get().reads(66_u64))
			.saturating_add(T::DbWeight::get().writes(66_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn submit_job(b: u32, ) -> Weight {
		Weight::from_parts(5_182_158_344, 336288)
			.saturating_add(Weight::from_parts(218_789, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(89_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(790_419_000, 7573)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(2_148_695_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(37_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(19_352_146_000, 115522)
			.saturating_add(ParityDbWeight::get().reads(68_u64))
			.saturating_add(ParityDbWeight::get().writes(74_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(3_151_348_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(39_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	/// Estimated.
	fn reveal_trace() -> Weight {
		Weight::from_parts(5_000_000_000, 115522)
			.saturating_add(ParityDbWeight::get().reads(60_u64))
			.saturating_add(ParityDbWeight::get().writes(24_u64))
	}
	fn prove_equivocation() -> Weight {
		Weight::from_parts(3_793_878_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(26_u64))
			.saturating_add(ParityDbWeight::get().writes(30_u64))
	}
	fn open_cells() -> Weight {
		Weight::from_parts(6_000_000_000, 115522)
			.saturating_add(ParityDbWeight::get().reads(46_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn drop_audit_history() -> Weight {
		Weight::from_parts(400_000_000, 9076)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn on_refereed() -> Weight {
		Weight::from_parts(5_800_276_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(33_u64))
			.saturating_add(ParityDbWeight::get().writes(38_u64))
	}
	fn decline() -> Weight {
		Weight::from_parts(4_513_039_000, 46575)
			.saturating_add(ParityDbWeight::get().reads(28_u64))
			.saturating_add(ParityDbWeight::get().writes(30_u64))
	}
	fn relay(n: u32, ) -> Weight {
		Weight::from_parts(17_775_778_195, 115522)
			.saturating_add(Weight::from_parts(10_994_352_735, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(66_u64))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(70_u64))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6583).saturating_mul(n.into()))
	}
	fn authorize_relay(n: u32, ) -> Weight {
		Weight::from_parts(341_675_118, 33487)
			.saturating_add(Weight::from_parts(201_689_787, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6583).saturating_mul(n.into()))
	}
	fn post_prompt(b: u32, ) -> Weight {
		Weight::from_parts(4_123_119_335, 332199)
			.saturating_add(Weight::from_parts(971, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(82_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(15_979_849_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(60_u64))
			.saturating_add(ParityDbWeight::get().writes(61_u64))
	}
	fn demand_data() -> Weight {
		Weight::from_parts(1_839_868_000, 78681)
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn provide_data(b: u32, ) -> Weight {
		Weight::from_parts(3_062_472_228, 115482)
			.saturating_add(Weight::from_parts(4_902, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(48_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn escalate() -> Weight {
		Weight::from_parts(5_663_521_000, 336288)
			.saturating_add(ParityDbWeight::get().reads(100_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn poke() -> Weight {
		Weight::from_parts(12_429_947_000, 50447)
			.saturating_add(ParityDbWeight::get().reads(46_u64))
			.saturating_add(ParityDbWeight::get().writes(57_u64))
	}
	fn drop_expired() -> Weight {
		Weight::from_parts(691_309_000, 3676)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(587_815_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn request_delivery() -> Weight {
		Weight::from_parts(800_000_000, 7573)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(2_500_000_000, 8799)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(101_104_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(110_211_000, 5079)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(146_833_000, 7573)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_draw() -> Weight {
		Weight::from_parts(13_838_638_000, 119571)
			.saturating_add(ParityDbWeight::get().reads(109_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn run_commit_deadline() -> Weight {
		Weight::from_parts(3_591_330_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(41_u64))
	}
	fn run_reveal_deadline() -> Weight {
		Weight::from_parts(10_259_323_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(58_u64))
	}
	fn run_serve_deadline() -> Weight {
		Weight::from_parts(10_538_099_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(56_u64))
			.saturating_add(ParityDbWeight::get().writes(74_u64))
	}
	fn run_final() -> Weight {
		Weight::from_parts(1_519_607_000, 49614)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(21_u64))
	}
	fn run_window() -> Weight {
		Weight::from_parts(16_276_610_000, 99904)
			.saturating_add(ParityDbWeight::get().reads(66_u64))
			.saturating_add(ParityDbWeight::get().writes(66_u64))
	}
}
