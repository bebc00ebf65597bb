//! What redemptions cost, how often they are sampled, and what a period has earned: arithmetic apart from
//! storage.

use crate::Parameters;
use sp_runtime::Permill;
use stoa_primitives::{Balance, BlockNumber, Digest, payload::draw_number};

/// Of a finder's costs, how much it gets: its costs, and something for its trouble.
pub const FINDER_MULTIPLE: Balance = 3;
/// Of the collateral, the finder's part: one in so many, up to `bounty`.
pub const FINDER_PART: Balance = 10;
/// Of the collateral, what a payer gets back at most: one in so many. With what finders get it stays below
/// two fifths.
pub const REFUND_PART: Balance = 5;
/// The number of a seed's stream that decides whether there is an audit.
const LOTTERY: u32 = u32::MAX;
/// Those that choose the point.
const POINT: [u32; 2] = [u32::MAX - 1, u32::MAX - 2];
const MILLION: Balance = 1_000_000;

/// What is burned of a redemption: a share, rounded down, or the least fee; never more than there is.
pub fn redeem_fee(parameters: &Parameters, amount: Balance) -> Balance {
	parameters.share().mul_floor(amount).max(parameters.redeem_fee).min(amount)
}

/// The chance that a redemption is sampled: as large as what was redeemed since an audit was passed is against
/// what a lie costs, and half as much again, because a third of the auditors may be the provider's friends.
/// Whatever part of that value is a lie, it then costs at least what it earned.
pub fn audit_rate(parameters: &Parameters, unaudited: Balance, at_stake: Balance) -> Permill {
	let floor = parameters.audit_floor.get();
	let wanted = unaudited.saturating_mul(3);
	let whole = at_stake.saturating_mul(2);
	if wanted >= whole {
		return Permill::one();
	}
	// Both are shifted down until the product fits; the rate is rounded up.
	let shift = 128u32.saturating_sub(whole.leading_zeros()).saturating_sub(100);
	let shifted = |value: Balance| value.checked_shr(shift).unwrap_or(0);
	let (wanted, whole) = (shifted(wanted), shifted(whole));
	let rate = wanted.saturating_mul(MILLION).div_ceil(whole.max(1)).min(MILLION);
	Permill::from_parts((rate as u32).max(floor))
}

/// Whether a seed says that there is an audit.
pub fn is_sampled(seed: &Digest, rate: Permill) -> bool {
	let whole = u64::from(Permill::one().deconstruct());
	let drawn = draw_number(seed, LOTTERY).checked_rem(whole);
	drawn.is_some_and(|drawn| drawn < rate.deconstruct().into())
}

/// The point below `amount` that a seed chooses.
pub fn point(seed: &Digest, amount: Balance) -> Balance {
	let [high, low] = POINT.map(|n| draw_number(seed, n).to_le_bytes());
	let mut bytes = [0; 16];
	for (to, from) in bytes.iter_mut().zip(high.into_iter().chain(low)) {
		*to = from;
	}
	Balance::from_le_bytes(bytes).checked_rem(amount).unwrap_or(0)
}

/// What the finder of a lie gets; `cost` is what its moves cost.
pub fn bounty(parameters: &Parameters, collateral: Balance, cost: Balance) -> Balance {
	collateral
		.checked_div(FINDER_PART)
		.unwrap_or(0)
		.min(parameters.bounty)
		.saturating_add(cost.saturating_mul(FINDER_MULTIPLE))
}

/// What a payer gets back of a lie's price: what it really paid, so that nobody moves a bond to a friend by lying
/// to him, and no more than a part of the collateral.
pub fn refund(price: Balance, paid: Balance, collateral: Balance) -> Balance {
	price.min(paid).min(collateral.checked_div(REFUND_PART).unwrap_or(0))
}

/// What so many blocks of a period have earned, rounded down; all of it after the end.
pub fn earned(price: Balance, period: BlockNumber, elapsed: BlockNumber) -> Balance {
	if elapsed >= period {
		return price;
	}
	let (period, elapsed) = (Balance::from(period), Balance::from(elapsed));
	let (Some(each), Some(rest)) = (price.checked_div(period), price.checked_rem(period)) else {
		return price;
	};
	let rest = rest.saturating_mul(elapsed).checked_div(period).unwrap_or(0);
	each.saturating_mul(elapsed).saturating_add(rest)
}

/// How long an auditor has for so many tokens, in blocks.
pub fn audit_blocks(parameters: &Parameters, tokens: u32) -> BlockNumber {
	let work = tokens.div_ceil(parameters.tokens_per_block.get().max(1));
	parameters.audit_window.get().saturating_add(work)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn lying_never_pays(
			unaudited in 1u128..1 << 100, at_stake in 1u128..1 << 100,
		) {
			let rate = audit_rate(&Parameters::default(), unaudited, at_stake);
			// Two of three auditors are honest; a share f of lies is found f times as often and earns f times
			// as much, so f cancels out.
			let rate = f64::from(rate.deconstruct()) / 1e6;
			let loss = rate * (2.0 / 3.0) * at_stake as f64;
			prop_assert!(rate >= 1.0 || loss >= unaudited as f64 * 0.999_999);
		}

		#[test]
		fn what_is_earned_grows_to_the_price_and_no_further(
			price in any::<u128>(), period in 1u32.., one in any::<u32>(), other in any::<u32>(),
		) {
			let (early, late) = (one.min(other), one.max(other));
			let parts = [early, late, period].map(|elapsed| earned(price, period, elapsed));
			prop_assert!(parts[0] <= parts[1] && parts[1] <= parts[2]);
			prop_assert_eq!(parts[2], price);
			prop_assert_eq!(earned(price, period, 0), 0);
		}

		#[test]
		fn a_fee_is_never_more_than_there_is(amount in any::<u128>()) {
			let parameters = Parameters::default();
			let fee = redeem_fee(&parameters, amount);
			prop_assert!(fee <= amount && (fee >= parameters.redeem_fee || fee == amount));
		}

		#[test]
		fn a_point_is_below_the_amount(seed in any::<[u8; 32]>(), amount in 1u128..) {
			prop_assert!(point(&seed, amount) < amount);
		}
	}
}
