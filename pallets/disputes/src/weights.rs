//! Weights of `pallet_disputes`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_disputes` may cost.
pub trait WeightInfo {
	fn settle_activations(n: u32, ) -> Weight;
	fn bond() -> Weight;
	fn unbond() -> Weight;
	fn withdraw() -> Weight;
	fn challenge_listing() -> Weight;
	fn join() -> Weight;
	fn submit_evidence() -> Weight;
	fn draw_jurors() -> Weight;
	fn commit_vote() -> Weight;
	fn prove_early_opening() -> Weight;
	fn reveal_vote() -> Weight;
	fn fund_appeal() -> Weight;
	fn advance() -> Weight;
	fn execute() -> Weight;
	fn settle_round() -> Weight;
	fn withdraw_contribution() -> Weight;
	fn drop_flag() -> Weight;
	fn set_parameters() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Disputes::QueueHead` (r:1 w:1)
	/// Proof: `Disputes::QueueHead` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::QueueTail` (r:1 w:0)
	/// Proof: `Disputes::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::ActivationQueue` (r:32 w:32)
	/// Proof: `Disputes::ActivationQueue` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Jurors` (r:33 w:33)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::TreeNodes` (r:7 w:7)
	/// Proof: `Disputes::TreeNodes` (`max_values`: None, `max_size`: Some(150), added: 2625, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::SlotCount` (r:1 w:1)
	/// Proof: `Disputes::SlotCount` (`max_values`: None, `max_size`: Some(13), added: 2488, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Slots` (r:17 w:33)
	/// Proof: `Disputes::Slots` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// `n` is `[0, 32]`.
	fn settle_activations(n: u32, ) -> Weight {
		// Shortest: 23_194_000 ps.
		Weight::from_parts(113_413_248, 12703)
			// Standard error: 1_972_738.
			.saturating_add(Weight::from_parts(304_684_446, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2663).saturating_mul(n.into()))
	}
	/// Storage: `Disputes::Jurors` (r:1 w:1)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Storage: `Disputes::QueueTail` (r:1 w:1)
	/// Proof: `Disputes::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::ActivationQueue` (r:0 w:1)
	/// Proof: `Disputes::ActivationQueue` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn bond() -> Weight {
		// Shortest: 297_132_000 ps.
		Weight::from_parts(307_467_000, 4108)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Disputes::Jurors` (r:1 w:1)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Storage: `Disputes::QueueTail` (r:1 w:1)
	/// Proof: `Disputes::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::ActivationQueue` (r:0 w:1)
	/// Proof: `Disputes::ActivationQueue` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Shortest: 105_758_000 ps.
		Weight::from_parts(109_683_000, 3876)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Disputes::Jurors` (r:1 w:1)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Shortest: 255_751_000 ps.
		Weight::from_parts(276_872_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Flags` (r:1 w:0)
	/// Proof: `Disputes::Flags` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::CaseBySubject` (r:1 w:1)
	/// Proof: `Disputes::CaseBySubject` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Parameters` (r:1 w:0)
	/// Proof: `Disputes::Parameters` (`max_values`: None, `max_size`: Some(133), added: 2608, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Losses` (r:1 w:0)
	/// Proof: `Disputes::Losses` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::NextCaseId` (r:1 w:1)
	/// Proof: `Disputes::NextCaseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Cases` (r:0 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	fn challenge_listing() -> Weight {
		// Shortest: 353_726_000 ps.
		Weight::from_parts(359_976_000, 4108)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn join() -> Weight {
		// Shortest: 291_404_000 ps.
		Weight::from_parts(296_220_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Evidence` (r:1 w:1)
	/// Proof: `Disputes::Evidence` (`max_values`: None, `max_size`: Some(2689), added: 5164, mode: `MaxEncodedLen`)
	fn submit_evidence() -> Weight {
		// Shortest: 322_109_000 ps.
		Weight::from_parts(327_597_000, 6154)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::TreeNodes` (r:32 w:0)
	/// Proof: `Disputes::TreeNodes` (`max_values`: None, `max_size`: Some(150), added: 2625, mode: `MaxEncodedLen`)
	/// Storage: `Draws::Outputs` (r:16 w:0)
	/// Proof: `Draws::Outputs` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Jurors` (r:99 w:31)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Slots` (r:91 w:0)
	/// Proof: `Disputes::Slots` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:33 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Storage: `Proxy::Proxies` (r:31 w:0)
	/// Proof: `Proxy::Proxies` (`max_values`: None, `max_size`: Some(1241), added: 3716, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Seats` (r:93 w:31)
	/// Proof: `Disputes::Seats` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Contributions` (r:31 w:0)
	/// Proof: `Disputes::Contributions` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Duties` (r:0 w:31)
	/// Proof: `Disputes::Duties` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn draw_jurors() -> Weight {
		// Shortest: 23_469_556_000 ps.
		Weight::from_parts(23_746_707_000, 264627)
			.saturating_add(T::DbWeight::get().reads(430_u64))
			.saturating_add(T::DbWeight::get().writes(95_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:0)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Seats` (r:1 w:1)
	/// Proof: `Disputes::Seats` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	fn commit_vote() -> Weight {
		// Shortest: 202_671_000 ps.
		Weight::from_parts(221_199_000, 3819)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:0)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Seats` (r:1 w:1)
	/// Proof: `Disputes::Seats` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Jurors` (r:1 w:1)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Storage: `Disputes::QueueTail` (r:1 w:1)
	/// Proof: `Disputes::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::ActivationQueue` (r:0 w:1)
	/// Proof: `Disputes::ActivationQueue` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn prove_early_opening() -> Weight {
		// Shortest: 512_371_000 ps.
		Weight::from_parts(537_439_000, 7135)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:0)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Seats` (r:1 w:1)
	/// Proof: `Disputes::Seats` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	fn reveal_vote() -> Weight {
		// Shortest: 252_645_000 ps.
		Weight::from_parts(275_369_000, 3819)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:0)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Contributions` (r:1 w:1)
	/// Proof: `Disputes::Contributions` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn fund_appeal() -> Weight {
		// Shortest: 337_992_000 ps.
		Weight::from_parts(343_160_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	fn advance() -> Weight {
		// Shortest: 128_631_000 ps.
		Weight::from_parts(131_566_000, 3819)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:4 w:4)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Losses` (r:1 w:1)
	/// Proof: `Disputes::Losses` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Evidence` (r:0 w:1)
	/// Proof: `Disputes::Evidence` (`max_values`: None, `max_size`: Some(2689), added: 5164, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::CaseBySubject` (r:0 w:1)
	/// Proof: `Disputes::CaseBySubject` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn execute() -> Weight {
		// Shortest: 1_350_147_000 ps.
		Weight::from_parts(1_398_779_000, 11382)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Seats` (r:32 w:31)
	/// Proof: `Disputes::Seats` (`max_values`: None, `max_size`: Some(127), added: 2602, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Jurors` (r:31 w:31)
	/// Proof: `Disputes::Jurors` (`max_values`: None, `max_size`: Some(188), added: 2663, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:15 w:15)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:32 w:32)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x695ec709ce0439fb6d6db345d9653648` (r:1 w:0)
	/// Storage: `Disputes::QueueTail` (r:1 w:1)
	/// Proof: `Disputes::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::ActivationQueue` (r:0 w:15)
	/// Proof: `Disputes::ActivationQueue` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Duties` (r:0 w:31)
	/// Proof: `Disputes::Duties` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn settle_round() -> Weight {
		// Shortest: 8_881_335_000 ps.
		Weight::from_parts(8_951_249_000, 84286)
			.saturating_add(T::DbWeight::get().reads(114_u64))
			.saturating_add(T::DbWeight::get().writes(158_u64))
	}
	/// Storage: `Disputes::Cases` (r:1 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Rounds` (r:1 w:1)
	/// Proof: `Disputes::Rounds` (`max_values`: None, `max_size`: Some(123), added: 2598, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Contributions` (r:1 w:1)
	/// Proof: `Disputes::Contributions` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn withdraw_contribution() -> Weight {
		// Shortest: 333_997_000 ps.
		Weight::from_parts(340_526_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Disputes::Flags` (r:1 w:1)
	/// Proof: `Disputes::Flags` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	fn drop_flag() -> Weight {
		// Shortest: 86_238_000 ps.
		Weight::from_parts(88_712_000, 3925)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Disputes::Parameters` (r:0 w:1)
	/// Proof: `Disputes::Parameters` (`max_values`: None, `max_size`: Some(133), added: 2608, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 47_731_000 ps.
		Weight::from_parts(49_364_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn settle_activations(n: u32, ) -> Weight {
		Weight::from_parts(113_413_248, 12703)
			.saturating_add(Weight::from_parts(304_684_446, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2663).saturating_mul(n.into()))
	}
	fn bond() -> Weight {
		Weight::from_parts(307_467_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(109_683_000, 3876)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(276_872_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn challenge_listing() -> Weight {
		Weight::from_parts(359_976_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn join() -> Weight {
		Weight::from_parts(296_220_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn submit_evidence() -> Weight {
		Weight::from_parts(327_597_000, 6154)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn draw_jurors() -> Weight {
		Weight::from_parts(23_746_707_000, 264627)
			.saturating_add(ParityDbWeight::get().reads(430_u64))
			.saturating_add(ParityDbWeight::get().writes(95_u64))
	}
	fn commit_vote() -> Weight {
		Weight::from_parts(221_199_000, 3819)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn prove_early_opening() -> Weight {
		Weight::from_parts(537_439_000, 7135)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn reveal_vote() -> Weight {
		Weight::from_parts(275_369_000, 3819)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn fund_appeal() -> Weight {
		Weight::from_parts(343_160_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn advance() -> Weight {
		Weight::from_parts(131_566_000, 3819)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn execute() -> Weight {
		Weight::from_parts(1_398_779_000, 11382)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn settle_round() -> Weight {
		Weight::from_parts(8_951_249_000, 84286)
			.saturating_add(ParityDbWeight::get().reads(114_u64))
			.saturating_add(ParityDbWeight::get().writes(158_u64))
	}
	fn withdraw_contribution() -> Weight {
		Weight::from_parts(340_526_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn drop_flag() -> Weight {
		Weight::from_parts(88_712_000, 3925)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(49_364_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
