//! Pure arithmetic: how much may be minted in an era, and who gets which part. All is rounded down.

use crate::Parameters;
use sp_runtime::{
	Permill, Perquintill,
	traits::{One, Zero},
};
use stoa_primitives::Balance;

/// Milliseconds of a Julian year.
pub const YEAR: u64 = 31_557_600_000;

/// What an era may mint, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Budget {
	/// Leaves the schedule, minted or not.
	pub scheduled: Balance,
	/// Of that, the validators'.
	pub validators: Balance,
	/// Of that, most that all jobs together bring.
	pub markets: Balance,
}

/// A yearly `rate` of `amount`, for an era of `millis`.
fn of_a_year(amount: Balance, rate: Permill, millis: u64) -> Balance {
	// An era that seems to last longer than a year is a clock that jumped: no reason to mint more.
	Perquintill::from_rational(millis.min(YEAR), YEAR).mul_floor(rate.mul_floor(amount))
}

/// The budget of an era of `millis`, while `left` is left of the schedule and `issuance` is all there is.
pub fn budget(parameters: &Parameters, left: Balance, issuance: Balance, millis: u64) -> Budget {
	let rate = Permill::from_parts;
	let scheduled = of_a_year(left, rate(parameters.annual_rate.get()), millis);
	let share = rate(parameters.validator_share.get()).mul_floor(scheduled);
	let bound = of_a_year(issuance, rate(parameters.validator_inflation.get()), millis);
	Budget { scheduled, validators: share.min(bound), markets: scheduled.saturating_sub(share) }
}

/// What each burned planck brings back, if all of `burned` share `markets`: never more than the rebate.
pub fn rate(parameters: &Parameters, markets: Balance, burned: Balance) -> Perquintill {
	if burned.is_zero() {
		return Perquintill::zero();
	}
	let fair = match markets < burned {
		true => Perquintill::from_rational(markets, burned),
		false => Perquintill::one(),
	};
	fair.min(Permill::from_parts(parameters.rebate.get()).into())
}

/// The providers' part of what a job burned; the rest is the owners'.
pub fn providers_part(parameters: &Parameters, burned: Balance) -> Balance {
	Permill::from_parts(parameters.provider_share.get()).mul_floor(burned)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use stoa_primitives::STOA;

	#[test]
	fn a_schedule_should_halve_about_as_its_rate_says() {
		let parameters = Parameters::default();
		let day = YEAR / 365;
		let mut left = 1_000_000 * STOA;
		for _ in 0..365 {
			left -= budget(&parameters, left, 0, day).scheduled;
		}
		// 5% a year, taken daily: e^-0.05.
		assert!((951_220 * STOA..951_240 * STOA).contains(&left), "{left}");
	}

	#[test]
	fn validators_should_get_no_more_than_their_own_bound_allows() {
		let parameters = Parameters::default();
		let small = budget(&parameters, 1_000_000 * STOA, STOA, YEAR);
		assert_eq!(small.validators, STOA * 25 / 1_000);
		let large = budget(&parameters, 1_000_000 * STOA, 1_000_000 * STOA, YEAR);
		assert_eq!(large.validators, 25_000 * STOA);
		assert_eq!(large.scheduled, large.validators + large.markets);
	}

	#[test]
	fn a_jumping_clock_should_bring_no_more_than_a_year() {
		let of = |millis| budget(&Parameters::default(), STOA, STOA, millis);
		assert_eq!(of(u64::MAX), of(YEAR));
	}

	proptest! {
		#[test]
		fn no_budget_or_rate_goes_beyond_its_bounds(
			left: Balance, issuance: Balance, millis: u64, burned: Balance, rates in [0..=1_000_000u32; 5],
		) {
			let parameters = Parameters::with_rates(rates);
			let budget = budget(&parameters, left, issuance, millis);
			prop_assert!(budget.scheduled <= left);
			let both = budget.validators.checked_add(budget.markets);
			prop_assert!(both.is_some_and(|both| both <= budget.scheduled));
			let rate = rate(&parameters, budget.markets, burned);
			prop_assert!(rate.mul_floor(burned) <= budget.markets);
			prop_assert!(rate <= Perquintill::from_percent(80));
		}
	}
}
