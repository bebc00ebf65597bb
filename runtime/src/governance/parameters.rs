//! Figures of the runtime that the DAO may move by `Parameters.set_parameter`, each within the bounds of its type.

use crate::{Balance, Runtime, constants::money::STOA, governance::bounded::Within};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::Get,
};

/// The parameters by subject. Indices never change.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// The DAO's own.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod governance {
		/// The most that one decision of the treasurer's track spends, in whole STOA: from 100 to 100,000.
		#[codec(index = 0)]
		pub static TreasurerLimit: Within<100, 100_000> = Within::clamped(10_000);
		/// Deposit of a referendum until it is over, in whole STOA: from 1 to 1,000.
		#[codec(index = 1)]
		pub static SubmissionDeposit: Within<1, 1_000> = Within::clamped(10);
	}
}

/// Benchmarks only: any parameter.
#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Governance(dynamic_params::governance::Parameters::TreasurerLimit(
			dynamic_params::governance::TreasurerLimit,
			Some(Within::clamped(1_000)),
		))
	}
}

/// The most that one decision of the treasurer's track spends, in planck.
pub struct TreasurerLimit;

impl Get<Balance> for TreasurerLimit {
	fn get() -> Balance {
		planck(dynamic_params::governance::TreasurerLimit::get().get())
	}
}

/// Deposit of a referendum until it is over, in planck.
pub struct SubmissionDeposit;

impl Get<Balance> for SubmissionDeposit {
	fn get() -> Balance {
		planck(dynamic_params::governance::SubmissionDeposit::get().get())
	}
}

fn planck(stoa: u32) -> Balance {
	Balance::from(stoa).saturating_mul(STOA)
}
