//! Weights of `pallet_datasets`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_datasets` may cost.
pub trait WeightInfo {
	fn publish() -> Weight;
	fn set_metadata() -> Weight;
	fn set_state() -> Weight;
	fn add_bond() -> Weight;
	fn unpublish() -> Weight;
	fn add_release() -> Weight;
	fn retire_release() -> Weight;
	fn drop_release() -> Weight;
	fn add_term() -> Weight;
	fn set_price() -> Weight;
	fn drop_term() -> Weight;
	fn set_list() -> Weight;
	fn list_account() -> Weight;
	fn set_algorithm() -> Weight;
	fn set_privacy_budget() -> Weight;
	fn buy() -> Weight;
	fn deliver() -> Weight;
	fn acknowledge() -> Weight;
	fn prove_wrong_key() -> Weight;
	fn prove_garbage() -> Weight;
	fn claim_refund() -> Weight;
	fn collect() -> Weight;
	fn go_to_court() -> Weight;
	fn transfer_license() -> Weight;
	fn sublicense() -> Weight;
	fn drop_license() -> Weight;
	fn set_parameters() -> Weight;
	fn agenda_block() -> Weight;
	fn agenda_stale() -> Weight;
	fn run_license() -> Weight;
	fn on_ruling() -> Weight;
	fn deliver_share() -> Weight;
	fn prove_wrong_shares() -> Weight;
	fn request_run() -> Weight;
	fn commit_run() -> Weight;
	fn fail_run() -> Weight;
	fn reveal_run() -> Weight;
	fn accept_run() -> Weight;
	fn deliver_run() -> Weight;
	fn acknowledge_run() -> Weight;
	fn prove_wrong_run_key() -> Weight;
	fn prove_run_garbage() -> Weight;
	fn end_run() -> Weight;
	fn train() -> Weight;
	fn forget() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Datasets::NextDatasetId` (r:1 w:1)
	/// Proof: `Datasets::NextDatasetId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:0 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// Shortest: 449_278_000 ps.
		Weight::from_parts(461_937_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn set_metadata() -> Weight {
		// Shortest: 83_965_000 ps.
		Weight::from_parts(86_949_000, 3959)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn set_state() -> Weight {
		// Shortest: 80_860_000 ps.
		Weight::from_parts(83_414_000, 3959)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn add_bond() -> Weight {
		// Shortest: 289_861_000 ps.
		Weight::from_parts(296_110_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn unpublish() -> Weight {
		// Shortest: 393_786_000 ps.
		Weight::from_parts(399_524_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:4 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:4 w:4)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:4 w:1)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::NextReleaseId` (r:1 w:1)
	/// Proof: `Datasets::NextReleaseId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasesByDataset` (r:0 w:1)
	/// Proof: `Datasets::ReleasesByDataset` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn add_release() -> Weight {
		// Shortest: 708_304_000 ps.
		Weight::from_parts(732_980_000, 15550)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn retire_release() -> Weight {
		// Shortest: 102_402_000 ps.
		Weight::from_parts(111_025_000, 4276)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:0 w:1)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasesByDataset` (r:0 w:1)
	/// Proof: `Datasets::ReleasesByDataset` (`max_values`: None, `max_size`: Some(24), added: 2499, mode: `MaxEncodedLen`)
	fn drop_release() -> Weight {
		// Shortest: 298_464_000 ps.
		Weight::from_parts(309_981_000, 4276)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::NextTermId` (r:1 w:1)
	/// Proof: `Datasets::NextTermId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Terms` (r:0 w:1)
	/// Proof: `Datasets::Terms` (`max_values`: None, `max_size`: Some(122), added: 2597, mode: `MaxEncodedLen`)
	fn add_term() -> Weight {
		// Shortest: 311_242_000 ps.
		Weight::from_parts(319_105_000, 4108)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Terms` (r:1 w:1)
	/// Proof: `Datasets::Terms` (`max_values`: None, `max_size`: Some(122), added: 2597, mode: `MaxEncodedLen`)
	fn set_price() -> Weight {
		// Shortest: 103_634_000 ps.
		Weight::from_parts(109_944_000, 3959)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Terms` (r:1 w:1)
	/// Proof: `Datasets::Terms` (`max_values`: None, `max_size`: Some(122), added: 2597, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn drop_term() -> Weight {
		// Shortest: 280_337_000 ps.
		Weight::from_parts(287_617_000, 4108)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn set_list() -> Weight {
		// Shortest: 81_140_000 ps.
		Weight::from_parts(84_827_000, 3959)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Listed` (r:1 w:1)
	/// Proof: `Datasets::Listed` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn list_account() -> Weight {
		// Shortest: 316_110_000 ps.
		Weight::from_parts(353_585_000, 4108)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Algorithms` (r:1 w:1)
	/// Proof: `Datasets::Algorithms` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn set_algorithm() -> Weight {
		// Shortest: 319_575_000 ps.
		Weight::from_parts(357_371_000, 4108)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	fn set_privacy_budget() -> Weight {
		// Shortest: 81_751_000 ps.
		Weight::from_parts(86_809_000, 3959)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Listed` (r:1 w:0)
	/// Proof: `Datasets::Listed` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Terms` (r:1 w:0)
	/// Proof: `Datasets::Terms` (`max_values`: None, `max_size`: Some(122), added: 2597, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::NextLicenseId` (r:1 w:1)
	/// Proof: `Datasets::NextLicenseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:0 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn buy() -> Weight {
		// Shortest: 600_583_000 ps.
		Weight::from_parts(620_082_000, 5279)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:0)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn deliver() -> Weight {
		// Shortest: 150_253_000 ps.
		Weight::from_parts(155_931_000, 5279)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn acknowledge() -> Weight {
		// Shortest: 156_152_000 ps.
		Weight::from_parts(161_410_000, 5279)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn prove_wrong_key() -> Weight {
		// Shortest: 1_138_803_000 ps.
		Weight::from_parts(1_164_692_000, 7226)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:34 w:34)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn prove_garbage() -> Weight {
		// Shortest: 6_690_968_000 ps.
		Weight::from_parts(6_794_452_000, 89492)
			.saturating_add(T::DbWeight::get().reads(41_u64))
			.saturating_add(T::DbWeight::get().writes(42_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:33 w:33)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn claim_refund() -> Weight {
		// Shortest: 5_964_868_000 ps.
		Weight::from_parts(6_087_251_000, 86889)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:0)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:33 w:33)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn collect() -> Weight {
		// Shortest: 5_597_032_000 ps.
		Weight::from_parts(5_682_409_000, 86889)
			.saturating_add(T::DbWeight::get().reads(37_u64))
			.saturating_add(T::DbWeight::get().writes(35_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:0)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
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
	/// Storage: `Disputes::TreeNodes` (r:1 w:0)
	/// Proof: `Disputes::TreeNodes` (`max_values`: None, `max_size`: Some(150), added: 2625, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Cases` (r:0 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	fn go_to_court() -> Weight {
		// Shortest: 452_763_000 ps.
		Weight::from_parts(461_587_000, 4276)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Listed` (r:1 w:0)
	/// Proof: `Datasets::Listed` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:2)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn transfer_license() -> Weight {
		// Shortest: 557_389_000 ps.
		Weight::from_parts(591_600_000, 7226)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:2)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:0)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Listed` (r:1 w:0)
	/// Proof: `Datasets::Listed` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::NextLicenseId` (r:1 w:1)
	/// Proof: `Datasets::NextLicenseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn sublicense() -> Weight {
		// Shortest: 401_136_000 ps.
		Weight::from_parts(415_658_000, 6196)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:33 w:33)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn drop_license() -> Weight {
		// Shortest: 5_893_923_000 ps.
		Weight::from_parts(6_036_115_000, 86889)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	/// Storage: `Datasets::CurrentParameters` (r:0 w:1)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 39_419_000 ps.
		Weight::from_parts(41_131_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::AgendaCursor` (r:0 w:1)
	/// Proof: `Datasets::AgendaCursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn agenda_block() -> Weight {
		// Shortest: 37_857_000 ps.
		Weight::from_parts(39_649_000, 5279)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:0)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn agenda_stale() -> Weight {
		// Shortest: 41_932_000 ps.
		Weight::from_parts(43_595_000, 3945)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:33 w:33)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn run_license() -> Weight {
		// Shortest: 5_772_293_000 ps.
		Weight::from_parts(5_935_786_000, 86889)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:33 w:33)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:0 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	fn on_ruling() -> Weight {
		// Shortest: 6_021_914_000 ps.
		Weight::from_parts(6_116_394_000, 86889)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:0)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:1 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn deliver_share() -> Weight {
		// Shortest: 168_921_000 ps.
		Weight::from_parts(174_900_000, 5279)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::DeliveredShares` (r:1 w:1)
	/// Proof: `Datasets::DeliveredShares` (`max_values`: None, `max_size`: Some(665), added: 3140, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByRelease` (r:0 w:1)
	/// Proof: `Datasets::LicensesByRelease` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::LicensesByAccount` (r:0 w:1)
	/// Proof: `Datasets::LicensesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn prove_wrong_shares() -> Weight {
		// Shortest: 2_530_012_000 ps.
		Weight::from_parts(2_597_703_000, 7226)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Algorithms` (r:1 w:0)
	/// Proof: `Datasets::Algorithms` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::CurrentParameters` (r:1 w:0)
	/// Proof: `Datasets::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(56), added: 551, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::NextRunId` (r:1 w:1)
	/// Proof: `Datasets::NextRunId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Runs` (r:0 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	fn request_run() -> Weight {
		// Shortest: 603_667_000 ps.
		Weight::from_parts(615_755_000, 5279)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn commit_run() -> Weight {
		// Shortest: 133_698_000 ps.
		Weight::from_parts(137_114_000, 5279)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn fail_run() -> Weight {
		// Shortest: 488_747_000 ps.
		Weight::from_parts(512_252_000, 4963)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn reveal_run() -> Weight {
		// Shortest: 163_132_000 ps.
		Weight::from_parts(170_624_000, 5279)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn accept_run() -> Weight {
		// Shortest: 124_506_000 ps.
		Weight::from_parts(130_163_000, 5279)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn deliver_run() -> Weight {
		// Shortest: 128_221_000 ps.
		Weight::from_parts(134_039_000, 5279)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn acknowledge_run() -> Weight {
		// Shortest: 7_302_768_000 ps.
		Weight::from_parts(7_457_278_000, 107713)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(46_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn prove_wrong_run_key() -> Weight {
		// Shortest: 7_597_907_000 ps.
		Weight::from_parts(7_755_872_000, 107713)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(46_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn prove_run_garbage() -> Weight {
		// Shortest: 7_627_391_000 ps.
		Weight::from_parts(7_811_484_000, 107713)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(46_u64))
	}
	/// Storage: `Datasets::Runs` (r:1 w:1)
	/// Proof: `Datasets::Runs` (`max_values`: None, `max_size`: Some(1498), added: 3973, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ReleasePayees` (r:1 w:0)
	/// Proof: `Datasets::ReleasePayees` (`max_values`: None, `max_size`: Some(1165), added: 3640, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:41 w:41)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Datasets` (r:1 w:1)
	/// Proof: `Datasets::Datasets` (`max_values`: None, `max_size`: Some(494), added: 2969, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Releases` (r:1 w:1)
	/// Proof: `Datasets::Releases` (`max_values`: None, `max_size`: Some(811), added: 3286, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn end_run() -> Weight {
		// Shortest: 7_266_655_000 ps.
		Weight::from_parts(7_344_330_000, 107713)
			.saturating_add(T::DbWeight::get().reads(47_u64))
			.saturating_add(T::DbWeight::get().writes(46_u64))
	}
	/// Storage: `Datasets::ModelData` (r:1 w:1)
	/// Proof: `Datasets::ModelData` (`max_values`: None, `max_size`: Some(365), added: 2840, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:1 w:1)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Agenda` (r:1 w:1)
	/// Proof: `Datasets::Agenda` (`max_values`: None, `max_size`: Some(1814), added: 4289, mode: `MaxEncodedLen`)
	fn train() -> Weight {
		// Shortest: 149_603_000 ps.
		Weight::from_parts(155_130_000, 5279)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Datasets::ModelData` (r:1 w:1)
	/// Proof: `Datasets::ModelData` (`max_values`: None, `max_size`: Some(365), added: 2840, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::Licenses` (r:8 w:8)
	/// Proof: `Datasets::Licenses` (`max_values`: None, `max_size`: Some(480), added: 2955, mode: `MaxEncodedLen`)
	fn forget() -> Weight {
		// Shortest: 183_323_000 ps.
		Weight::from_parts(187_439_000, 24630)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn publish() -> Weight {
		Weight::from_parts(461_937_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(86_949_000, 3959)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_state() -> Weight {
		Weight::from_parts(83_414_000, 3959)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn add_bond() -> Weight {
		Weight::from_parts(296_110_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn unpublish() -> Weight {
		Weight::from_parts(399_524_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn add_release() -> Weight {
		Weight::from_parts(732_980_000, 15550)
			.saturating_add(ParityDbWeight::get().reads(17_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn retire_release() -> Weight {
		Weight::from_parts(111_025_000, 4276)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn drop_release() -> Weight {
		Weight::from_parts(309_981_000, 4276)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn add_term() -> Weight {
		Weight::from_parts(319_105_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_price() -> Weight {
		Weight::from_parts(109_944_000, 3959)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn drop_term() -> Weight {
		Weight::from_parts(287_617_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_list() -> Weight {
		Weight::from_parts(84_827_000, 3959)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn list_account() -> Weight {
		Weight::from_parts(353_585_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_algorithm() -> Weight {
		Weight::from_parts(357_371_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_privacy_budget() -> Weight {
		Weight::from_parts(86_809_000, 3959)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn buy() -> Weight {
		Weight::from_parts(620_082_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(155_931_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(161_410_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn prove_wrong_key() -> Weight {
		Weight::from_parts(1_164_692_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn prove_garbage() -> Weight {
		Weight::from_parts(6_794_452_000, 89492)
			.saturating_add(ParityDbWeight::get().reads(41_u64))
			.saturating_add(ParityDbWeight::get().writes(42_u64))
	}
	fn claim_refund() -> Weight {
		Weight::from_parts(6_087_251_000, 86889)
			.saturating_add(ParityDbWeight::get().reads(38_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	fn collect() -> Weight {
		Weight::from_parts(5_682_409_000, 86889)
			.saturating_add(ParityDbWeight::get().reads(37_u64))
			.saturating_add(ParityDbWeight::get().writes(35_u64))
	}
	fn go_to_court() -> Weight {
		Weight::from_parts(461_587_000, 4276)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn transfer_license() -> Weight {
		Weight::from_parts(591_600_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn sublicense() -> Weight {
		Weight::from_parts(415_658_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn drop_license() -> Weight {
		Weight::from_parts(6_036_115_000, 86889)
			.saturating_add(ParityDbWeight::get().reads(38_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(41_131_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(39_649_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(43_595_000, 3945)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_license() -> Weight {
		Weight::from_parts(5_935_786_000, 86889)
			.saturating_add(ParityDbWeight::get().reads(38_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(6_116_394_000, 86889)
			.saturating_add(ParityDbWeight::get().reads(38_u64))
			.saturating_add(ParityDbWeight::get().writes(40_u64))
	}
	fn deliver_share() -> Weight {
		Weight::from_parts(174_900_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn prove_wrong_shares() -> Weight {
		Weight::from_parts(2_597_703_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn request_run() -> Weight {
		Weight::from_parts(615_755_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn commit_run() -> Weight {
		Weight::from_parts(137_114_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn fail_run() -> Weight {
		Weight::from_parts(512_252_000, 4963)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn reveal_run() -> Weight {
		Weight::from_parts(170_624_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn accept_run() -> Weight {
		Weight::from_parts(130_163_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn deliver_run() -> Weight {
		Weight::from_parts(134_039_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn acknowledge_run() -> Weight {
		Weight::from_parts(7_457_278_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(46_u64))
	}
	fn prove_wrong_run_key() -> Weight {
		Weight::from_parts(7_755_872_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(46_u64))
	}
	fn prove_run_garbage() -> Weight {
		Weight::from_parts(7_811_484_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(46_u64))
	}
	fn end_run() -> Weight {
		Weight::from_parts(7_344_330_000, 107713)
			.saturating_add(ParityDbWeight::get().reads(47_u64))
			.saturating_add(ParityDbWeight::get().writes(46_u64))
	}
	fn train() -> Weight {
		Weight::from_parts(155_130_000, 5279)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn forget() -> Weight {
		Weight::from_parts(187_439_000, 24630)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
}
