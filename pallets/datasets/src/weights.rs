//! Weights of `pallet_datasets`. Estimated. From the number of storage accesses, 32 payees wherever money is paid out,
//! and 5 ms for what a proof computes; `scripts/weights` replaces this file once the pallet is in the runtime.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

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
	fn request_run() -> Weight;
	fn commit_run() -> Weight;
	fn reveal_run() -> Weight;
	fn accept_run() -> Weight;
	fn deliver_run() -> Weight;
	fn acknowledge_run() -> Weight;
	fn prove_wrong_run_key() -> Weight;
	fn prove_run_garbage() -> Weight;
	fn end_run() -> Weight;
	fn deliver_share() -> Weight;
	fn prove_wrong_shares() -> Weight;
	fn train() -> Weight;
	fn forget() -> Weight;
}

/// Estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn publish() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_state() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn add_bond() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn unpublish() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn add_release() -> Weight {
		Weight::from_parts(2_010_000_000, 77_300)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(16_u64))
	}
	fn retire_release() -> Weight {
		Weight::from_parts(225_000_000, 6_900)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn drop_release() -> Weight {
		Weight::from_parts(660_000_000, 13_300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn add_term() -> Weight {
		Weight::from_parts(615_000_000, 16_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn set_price() -> Weight {
		Weight::from_parts(225_000_000, 6_900)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn drop_term() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_list() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn list_account() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_algorithm() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_privacy_budget() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn buy() -> Weight {
		Weight::from_parts(1_275_000_000, 38_900)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(390_000_000, 16_500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(645_000_000, 19_700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn prove_wrong_key() -> Weight {
		Weight::from_parts(14_090_000_000, 288_500)
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(84_u64))
	}
	fn prove_garbage() -> Weight {
		Weight::from_parts(14_165_000_000, 288_500)
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(85_u64))
	}
	fn claim_refund() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().writes(80_u64))
	}
	fn collect() -> Weight {
		Weight::from_parts(7_290_000_000, 224_500)
			.saturating_add(T::DbWeight::get().reads(70_u64))
			.saturating_add(T::DbWeight::get().writes(68_u64))
	}
	fn go_to_court() -> Weight {
		Weight::from_parts(1_335_000_000, 45_300)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn transfer_license() -> Weight {
		Weight::from_parts(1_065_000_000, 32_500)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn sublicense() -> Weight {
		Weight::from_parts(1_095_000_000, 35_700)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn drop_license() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().writes(80_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(165_000_000, 500)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(300_000_000, 6_900)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(120_000_000, 3_700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	fn run_license() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().writes(80_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().writes(80_u64))
	}
	fn request_run() -> Weight {
		Weight::from_parts(1_600_000_000, 52_000)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn commit_run() -> Weight {
		Weight::from_parts(500_000_000, 14_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn reveal_run() -> Weight {
		Weight::from_parts(1_400_000_000, 42_000)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn accept_run() -> Weight {
		Weight::from_parts(420_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn deliver_run() -> Weight {
		Weight::from_parts(450_000_000, 15_000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn acknowledge_run() -> Weight {
		Weight::from_parts(10_650_000_000, 330_000)
			.saturating_add(T::DbWeight::get().reads(104_u64))
			.saturating_add(T::DbWeight::get().writes(100_u64))
	}
	fn prove_wrong_run_key() -> Weight {
		Weight::from_parts(15_900_000_000, 335_000)
			.saturating_add(T::DbWeight::get().reads(108_u64))
			.saturating_add(T::DbWeight::get().writes(102_u64))
	}
	fn prove_run_garbage() -> Weight {
		Weight::from_parts(15_900_000_000, 335_000)
			.saturating_add(T::DbWeight::get().reads(108_u64))
			.saturating_add(T::DbWeight::get().writes(102_u64))
	}
	fn end_run() -> Weight {
		Weight::from_parts(10_650_000_000, 330_000)
			.saturating_add(T::DbWeight::get().reads(104_u64))
			.saturating_add(T::DbWeight::get().writes(100_u64))
	}
	fn train() -> Weight {
		Weight::from_parts(700_000_000, 22_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn forget() -> Weight {
		Weight::from_parts(800_000_000, 34_000)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn deliver_share() -> Weight {
		Weight::from_parts(520_000_000, 19_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn prove_wrong_shares() -> Weight {
		Weight::from_parts(15_500_000_000, 292_000)
			.saturating_add(T::DbWeight::get().reads(91_u64))
			.saturating_add(T::DbWeight::get().writes(85_u64))
	}
}

/// For tests.
impl WeightInfo for () {
	fn publish() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_state() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn add_bond() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn unpublish() -> Weight {
		Weight::from_parts(405_000_000, 10_100)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn add_release() -> Weight {
		Weight::from_parts(2_010_000_000, 77_300)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(16_u64))
	}
	fn retire_release() -> Weight {
		Weight::from_parts(225_000_000, 6_900)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn drop_release() -> Weight {
		Weight::from_parts(660_000_000, 13_300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn add_term() -> Weight {
		Weight::from_parts(615_000_000, 16_500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_price() -> Weight {
		Weight::from_parts(225_000_000, 6_900)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn drop_term() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_list() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn list_account() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_algorithm() -> Weight {
		Weight::from_parts(510_000_000, 13_300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn set_privacy_budget() -> Weight {
		Weight::from_parts(195_000_000, 3_700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn buy() -> Weight {
		Weight::from_parts(1_275_000_000, 38_900)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn deliver() -> Weight {
		Weight::from_parts(390_000_000, 16_500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(645_000_000, 19_700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn prove_wrong_key() -> Weight {
		Weight::from_parts(14_090_000_000, 288_500)
			.saturating_add(ParityDbWeight::get().reads(90_u64))
			.saturating_add(ParityDbWeight::get().writes(84_u64))
	}
	fn prove_garbage() -> Weight {
		Weight::from_parts(14_165_000_000, 288_500)
			.saturating_add(ParityDbWeight::get().reads(90_u64))
			.saturating_add(ParityDbWeight::get().writes(85_u64))
	}
	fn claim_refund() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(ParityDbWeight::get().reads(84_u64))
			.saturating_add(ParityDbWeight::get().writes(80_u64))
	}
	fn collect() -> Weight {
		Weight::from_parts(7_290_000_000, 224_500)
			.saturating_add(ParityDbWeight::get().reads(70_u64))
			.saturating_add(ParityDbWeight::get().writes(68_u64))
	}
	fn go_to_court() -> Weight {
		Weight::from_parts(1_335_000_000, 45_300)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn transfer_license() -> Weight {
		Weight::from_parts(1_065_000_000, 32_500)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn sublicense() -> Weight {
		Weight::from_parts(1_095_000_000, 35_700)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn drop_license() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(ParityDbWeight::get().reads(84_u64))
			.saturating_add(ParityDbWeight::get().writes(80_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(165_000_000, 500)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(300_000_000, 6_900)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(120_000_000, 3_700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_license() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(ParityDbWeight::get().reads(84_u64))
			.saturating_add(ParityDbWeight::get().writes(80_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(8_610_000_000, 269_300)
			.saturating_add(ParityDbWeight::get().reads(84_u64))
			.saturating_add(ParityDbWeight::get().writes(80_u64))
	}
	fn request_run() -> Weight {
		Weight::from_parts(1_600_000_000, 52_000)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn commit_run() -> Weight {
		Weight::from_parts(500_000_000, 14_000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn reveal_run() -> Weight {
		Weight::from_parts(1_400_000_000, 42_000)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn accept_run() -> Weight {
		Weight::from_parts(420_000_000, 12_000)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn deliver_run() -> Weight {
		Weight::from_parts(450_000_000, 15_000)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn acknowledge_run() -> Weight {
		Weight::from_parts(10_650_000_000, 330_000)
			.saturating_add(ParityDbWeight::get().reads(104_u64))
			.saturating_add(ParityDbWeight::get().writes(100_u64))
	}
	fn prove_wrong_run_key() -> Weight {
		Weight::from_parts(15_900_000_000, 335_000)
			.saturating_add(ParityDbWeight::get().reads(108_u64))
			.saturating_add(ParityDbWeight::get().writes(102_u64))
	}
	fn prove_run_garbage() -> Weight {
		Weight::from_parts(15_900_000_000, 335_000)
			.saturating_add(ParityDbWeight::get().reads(108_u64))
			.saturating_add(ParityDbWeight::get().writes(102_u64))
	}
	fn end_run() -> Weight {
		Weight::from_parts(10_650_000_000, 330_000)
			.saturating_add(ParityDbWeight::get().reads(104_u64))
			.saturating_add(ParityDbWeight::get().writes(100_u64))
	}
	fn train() -> Weight {
		Weight::from_parts(700_000_000, 22_000)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn forget() -> Weight {
		Weight::from_parts(800_000_000, 34_000)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn deliver_share() -> Weight {
		Weight::from_parts(520_000_000, 19_000)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn prove_wrong_shares() -> Weight {
		Weight::from_parts(15_500_000_000, 292_000)
			.saturating_add(ParityDbWeight::get().reads(91_u64))
			.saturating_add(ParityDbWeight::get().writes(85_u64))
	}
}
