//! Pure arithmetic: how much may be minted in an era, and who gets which part. All is rounded down.

use crate::Parameters;
use sp_runtime::{Permill, Perquintill, traits::Zero};
use stoa_primitives::Balance;

/// Milliseconds of a Julian year.
pub const YEAR: u64 = 31_557_600_000;
/// The longest an era counts, in milliseconds: a week. Longer, a clock has jumped or the chain stood still,
/// and neither is a reason to mint more.
pub const LONGEST_ERA: u64 = 604_800_000;

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
	Perquintill::from_rational(millis.min(LONGEST_ERA), YEAR).mul_floor(rate.mul_floor(amount))
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
	fair.min(Perquintill::from_rational(u128::from(parameters.rebate.get()), 1_000_000))
}

/// The providers' part of what a job burned; the rest is the owners'.
pub fn providers_part(parameters: &Parameters, burned: Balance) -> Balance {
	Permill::from_parts(parameters.provider_share.get()).mul_floor(burned)
}

/// Of what a release has earned, the part of `owners` whose data it was trained on, each.
pub fn data_owners_part(parameters: &Parameters, earned: Balance, owners: usize) -> Balance {
	let all = Permill::from_parts(parameters.data_share.get()).mul_floor(earned);
	all.checked_div(owners as Balance).unwrap_or(0)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use stoa_primitives::STOA;

	const DAY: u64 = YEAR / 365;

	#[test]
	fn a_schedule_should_shrink_as_its_rate_says() {
		let parameters = Parameters::default();
		let mut left = 1_000_000 * STOA;
		for _ in 0..365 {
			left -= budget(&parameters, left, 0, DAY).scheduled;
		}
		// 5% a year, taken daily: e^-0.05.
		assert!((951_220 * STOA..951_240 * STOA).contains(&left), "{left}");
	}

	#[test]
	fn validators_should_get_no_more_than_their_own_bound_allows() {
		let parameters = Parameters::default();
		let small = budget(&parameters, 1_000_000 * STOA, STOA, LONGEST_ERA);
		assert_eq!(small.validators, of_a_year(STOA, Permill::from_parts(25_000), LONGEST_ERA));
		let large = budget(&parameters, 1_000_000 * STOA, 1_000_000 * STOA, LONGEST_ERA);
		assert_eq!(large.validators, large.scheduled / 2);
		assert!(large.scheduled - large.validators - large.markets <= 1);
	}

	#[test]
	fn a_jumping_clock_should_bring_no_more_than_a_week() {
		let of = |millis| budget(&Parameters::default(), STOA, STOA, millis);
		assert_eq!(of(u64::MAX), of(LONGEST_ERA));
		assert!(of(LONGEST_ERA).scheduled > of(LONGEST_ERA - DAY).scheduled);
	}

	#[test]
	fn owners_of_data_should_share_their_part() {
		let parts = |owners| data_owners_part(&Parameters::default(), 1_000, owners);
		assert_eq!([0, 1, 2, 7].map(parts), [0, 300, 150, 42]);
	}

	proptest! {
		#[test]
		fn no_budget_or_rate_goes_beyond_its_bounds(
			left: Balance, issuance: Balance, millis: u64, burned: Balance,
			rates in prop::array::uniform6(0..=1_000_000u32),
		) {
			let parameters = Parameters::with_rates(rates);
			let budget = budget(&parameters, left, issuance, millis);
			prop_assert!(budget.scheduled <= left);
			let both = budget.validators.checked_add(budget.markets);
			prop_assert!(both.is_some_and(|both| both <= budget.scheduled));
			// 10% a year of what is left, and a week of it.
			prop_assert!(budget.scheduled <= left / 500);
			let rate = rate(&parameters, budget.markets, burned);
			prop_assert!(rate.mul_floor(burned) <= budget.markets);
			prop_assert!(rate <= Perquintill::from_percent(80));
		}
	}
}
