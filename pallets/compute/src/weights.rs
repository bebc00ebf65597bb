//! Weights of `pallet_compute`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_compute` may cost.
pub trait WeightInfo {
	fn create_offer() -> Weight;
	fn update_offer() -> Weight;
	fn close_offer() -> Weight;
	fn open_lease() -> Weight;
	fn request_lease() -> Weight;
	fn cancel_request() -> Weight;
	fn bid() -> Weight;
	fn start_lease() -> Weight;
	fn decline_lease() -> Weight;
	fn extend_lease() -> Weight;
	fn renew_lease() -> Weight;
	fn top_up() -> Weight;
	fn transfer_lease() -> Weight;
	fn submit_usage() -> Weight;
	fn claim() -> Weight;
	fn close_lease() -> Weight;
	fn insist() -> Weight;
	fn go_to_court() -> Weight;
	fn on_ruling() -> Weight;
	fn challenge_hardware() -> Weight;
	fn commit_measurement() -> Weight;
	fn prove_measurement() -> Weight;
	fn set_parameters() -> Weight;
	fn agenda_block() -> Weight;
	fn agenda_stale() -> Weight;
	fn run_lease() -> Weight;
	fn run_request() -> Weight;
	fn run_measurement() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::NextOfferId` (r:1 w:1)
	/// Proof: `Compute::NextOfferId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Compute::OffersByProvider` (r:0 w:1)
	/// Proof: `Compute::OffersByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:0 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	fn create_offer() -> Weight {
		// Shortest: 402_329_000 ps.
		Weight::from_parts(416_560_000, 4108)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	fn update_offer() -> Weight {
		// Shortest: 176_112_000 ps.
		Weight::from_parts(180_098_000, 5253)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::OffersByProvider` (r:0 w:1)
	/// Proof: `Compute::OffersByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn close_offer() -> Weight {
		// Shortest: 317_742_000 ps.
		Weight::from_parts(325_474_000, 5253)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::NextLeaseId` (r:1 w:1)
	/// Proof: `Compute::NextLeaseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:1)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByProvider` (r:0 w:1)
	/// Proof: `Compute::LeasesByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Leases` (r:0 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	fn open_lease() -> Weight {
		// Shortest: 614_474_000 ps.
		Weight::from_parts(641_494_000, 5279)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::NextRequestId` (r:1 w:1)
	/// Proof: `Compute::NextRequestId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Requests` (r:0 w:1)
	/// Proof: `Compute::Requests` (`max_values`: None, `max_size`: Some(1858), added: 4333, mode: `MaxEncodedLen`)
	fn request_lease() -> Weight {
		// Shortest: 535_616_000 ps.
		Weight::from_parts(556_958_000, 5279)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Compute::Requests` (r:1 w:1)
	/// Proof: `Compute::Requests` (`max_values`: None, `max_size`: Some(1858), added: 4333, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	fn cancel_request() -> Weight {
		// Shortest: 639_982_000 ps.
		Weight::from_parts(655_575_000, 7226)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Compute::Requests` (r:1 w:1)
	/// Proof: `Compute::Requests` (`max_values`: None, `max_size`: Some(1858), added: 4333, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:2 w:2)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn bid() -> Weight {
		// Shortest: 641_764_000 ps.
		Weight::from_parts(686_721_000, 9516)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	fn start_lease() -> Weight {
		// Shortest: 294_257_000 ps.
		Weight::from_parts(311_053_000, 4108)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:1)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByProvider` (r:0 w:1)
	/// Proof: `Compute::LeasesByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn decline_lease() -> Weight {
		// Shortest: 528_105_000 ps.
		Weight::from_parts(602_727_000, 5253)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn extend_lease() -> Weight {
		// Shortest: 300_376_000 ps.
		Weight::from_parts(309_090_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn renew_lease() -> Weight {
		// Shortest: 301_789_000 ps.
		Weight::from_parts(310_622_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn top_up() -> Weight {
		// Shortest: 289_240_000 ps.
		Weight::from_parts(305_814_000, 6196)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:2)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn transfer_lease() -> Weight {
		// Shortest: 516_848_000 ps.
		Weight::from_parts(525_672_000, 7226)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	fn submit_usage() -> Weight {
		// Shortest: 277_824_000 ps.
		Weight::from_parts(302_259_000, 4029)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Shortest: 338_233_000 ps.
		Weight::from_parts(351_533_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::OffersByProvider` (r:0 w:1)
	/// Proof: `Compute::OffersByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn close_lease() -> Weight {
		// Shortest: 757_306_000 ps.
		Weight::from_parts(782_493_000, 7226)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	fn insist() -> Weight {
		// Shortest: 92_097_000 ps.
		Weight::from_parts(97_234_000, 3836)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
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
	fn go_to_court() -> Weight {
		// Shortest: 405_973_000 ps.
		Weight::from_parts(425_262_000, 4108)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:1)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByProvider` (r:0 w:1)
	/// Proof: `Compute::LeasesByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn on_ruling() -> Weight {
		// Shortest: 527_204_000 ps.
		Weight::from_parts(549_838_000, 5067)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Compute::NextMeasurementId` (r:1 w:1)
	/// Proof: `Compute::NextMeasurementId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::OffersByProvider` (r:17 w:0)
	/// Proof: `Compute::OffersByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:16 w:16)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Measurements` (r:0 w:1)
	/// Proof: `Compute::Measurements` (`max_values`: None, `max_size`: Some(1677), added: 4152, mode: `MaxEncodedLen`)
	fn challenge_hardware() -> Weight {
		// Shortest: 1_271_320_000 ps.
		Weight::from_parts(1_350_538_000, 69198)
			.saturating_add(T::DbWeight::get().reads(39_u64))
			.saturating_add(T::DbWeight::get().writes(22_u64))
	}
	/// Storage: `Compute::Measurements` (r:1 w:1)
	/// Proof: `Compute::Measurements` (`max_values`: None, `max_size`: Some(1677), added: 4152, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn commit_measurement() -> Weight {
		// Shortest: 129_572_000 ps.
		Weight::from_parts(150_744_000, 5279)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Compute::Measurements` (r:1 w:1)
	/// Proof: `Compute::Measurements` (`max_values`: None, `max_size`: Some(1677), added: 4152, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:16 w:16)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn prove_measurement() -> Weight {
		// Shortest: 6_297_684_000 ps.
		Weight::from_parts(7_990_771_000, 69198)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(21_u64))
	}
	/// Storage: `Compute::CurrentParameters` (r:0 w:1)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 38_437_000 ps.
		Weight::from_parts(40_049_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::AgendaCursor` (r:0 w:1)
	/// Proof: `Compute::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn agenda_block() -> Weight {
		// Shortest: 31_196_000 ps.
		Weight::from_parts(32_679_000, 5279)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:0)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	fn agenda_stale() -> Weight {
		// Shortest: 27_350_000 ps.
		Weight::from_parts(28_933_000, 3836)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Compute::Leases` (r:1 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:1 w:1)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::OffersByProvider` (r:0 w:1)
	/// Proof: `Compute::OffersByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:1)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByProvider` (r:0 w:1)
	/// Proof: `Compute::LeasesByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn run_lease() -> Weight {
		// Shortest: 862_933_000 ps.
		Weight::from_parts(891_386_000, 7226)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Compute::Requests` (r:1 w:1)
	/// Proof: `Compute::Requests` (`max_values`: None, `max_size`: Some(1858), added: 4333, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:1 w:0)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Compute::NextLeaseId` (r:1 w:1)
	/// Proof: `Compute::NextLeaseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Agenda` (r:1 w:1)
	/// Proof: `Compute::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByTenant` (r:0 w:1)
	/// Proof: `Compute::LeasesByTenant` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::LeasesByProvider` (r:0 w:1)
	/// Proof: `Compute::LeasesByProvider` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Leases` (r:0 w:1)
	/// Proof: `Compute::Leases` (`max_values`: None, `max_size`: Some(371), added: 2846, mode: `MaxEncodedLen`)
	fn run_request() -> Weight {
		// Shortest: 230_432_000 ps.
		Weight::from_parts(238_745_000, 5323)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Compute::Measurements` (r:1 w:1)
	/// Proof: `Compute::Measurements` (`max_values`: None, `max_size`: Some(1677), added: 4152, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Offers` (r:16 w:16)
	/// Proof: `Compute::Offers` (`max_values`: None, `max_size`: Some(1788), added: 4263, mode: `MaxEncodedLen`)
	/// Storage: `Compute::CurrentParameters` (r:1 w:0)
	/// Proof: `Compute::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Compute::Sellers` (r:1 w:1)
	/// Proof: `Compute::Sellers` (`max_values`: None, `max_size`: Some(113), added: 2588, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn run_measurement() -> Weight {
		// Shortest: 1_049_290_000 ps.
		Weight::from_parts(1_078_383_000, 69198)
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(20_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn create_offer() -> Weight {
		Weight::from_parts(416_560_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn update_offer() -> Weight {
		Weight::from_parts(180_098_000, 5253)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn close_offer() -> Weight {
		Weight::from_parts(325_474_000, 5253)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn open_lease() -> Weight {
		Weight::from_parts(641_494_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn request_lease() -> Weight {
		Weight::from_parts(556_958_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn cancel_request() -> Weight {
		Weight::from_parts(655_575_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(686_721_000, 9516)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn start_lease() -> Weight {
		Weight::from_parts(311_053_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn decline_lease() -> Weight {
		Weight::from_parts(602_727_000, 5253)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn extend_lease() -> Weight {
		Weight::from_parts(309_090_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn renew_lease() -> Weight {
		Weight::from_parts(310_622_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(305_814_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn transfer_lease() -> Weight {
		Weight::from_parts(525_672_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn submit_usage() -> Weight {
		Weight::from_parts(302_259_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(351_533_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn close_lease() -> Weight {
		Weight::from_parts(782_493_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn insist() -> Weight {
		Weight::from_parts(97_234_000, 3836)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn go_to_court() -> Weight {
		Weight::from_parts(425_262_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(549_838_000, 5067)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn challenge_hardware() -> Weight {
		Weight::from_parts(1_350_538_000, 69198)
			.saturating_add(ParityDbWeight::get().reads(39_u64))
			.saturating_add(ParityDbWeight::get().writes(22_u64))
	}
	fn commit_measurement() -> Weight {
		Weight::from_parts(150_744_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn prove_measurement() -> Weight {
		Weight::from_parts(7_990_771_000, 69198)
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(21_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(40_049_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(32_679_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(28_933_000, 3836)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_lease() -> Weight {
		Weight::from_parts(891_386_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn run_request() -> Weight {
		Weight::from_parts(238_745_000, 5323)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn run_measurement() -> Weight {
		Weight::from_parts(1_078_383_000, 69198)
			.saturating_add(ParityDbWeight::get().reads(21_u64))
			.saturating_add(ParityDbWeight::get().writes(20_u64))
	}
}
