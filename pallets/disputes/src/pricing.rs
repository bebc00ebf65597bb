//! What cases cost and who gets what: arithmetic apart from storage. All is rounded down; what rounding
//! leaves over is burned or stays with who paid it, as said.

use crate::{CourtParameters, LossRecord, MAX_PANEL, Sides};
use stoa_primitives::{Balance, BlockNumber, Side};

/// Doublings beyond which a bond is out of reach anyway.
const MAX_DOUBLINGS: u32 = 32;
/// Of a claimant's lost bond, what a respondent who put something up gets at most, in percent.
const COMPENSATION_PERCENT: u32 = 40;
/// Of a forfeited lock, what who showed it gets, in percent.
const FINDER_PERCENT: u32 = 25;

/// `percent` hundredths of `amount`, rounded down, without a product that could be too large.
pub fn percent(amount: Balance, percent: u32) -> Balance {
	let percent = Balance::from(percent);
	let whole = amount.checked_div(100).unwrap_or(0).saturating_mul(percent);
	let rest = amount.checked_rem(100).unwrap_or(0).saturating_mul(percent);
	whole.saturating_add(rest.checked_div(100).unwrap_or(0))
}

/// Seats of the panel of `round`: each is twice the one before, and one more.
pub fn seats(parameters: &CourtParameters, round: u8) -> u32 {
	let grown = (0..round).fold(parameters.seats.get(), |seats, _| {
		seats.saturating_mul(2).saturating_add(1).min(MAX_PANEL)
	});
	grown.min(MAX_PANEL)
}

/// What the jurors of `round` earn together if all are right.
pub fn fees(parameters: &CourtParameters, round: u8) -> Balance {
	parameters.fee.saturating_mul(seats(parameters, round).into())
}

/// What `side` pays for a panel of `round` at most; one that did not win needs all of it for an appeal.
pub fn appeal_price(
	parameters: &CourtParameters,
	round: u8,
	side: Side,
	winner: Option<Side>,
) -> Balance {
	let share = if winner == Some(side) {
		parameters.winner_percent.get()
	} else {
		parameters.loser_percent.get()
	};
	percent(fees(parameters, round), share)
}

/// The claimant's bond after so many lost cases.
pub fn claim_bond(parameters: &CourtParameters, losses: u32) -> Balance {
	parameters.claim_bond.saturating_mul(2u128.saturating_pow(losses.min(MAX_DOUBLINGS)))
}

/// What still counts of a record: one loss is forgotten for each `memory` blocks.
pub fn remembered(record: LossRecord, now: BlockNumber, memory: BlockNumber) -> LossRecord {
	let passed = now.saturating_sub(record.since).checked_div(memory).unwrap_or(0);
	let count = record.count.saturating_sub(passed);
	let since =
		if count == 0 { now } else { record.since.saturating_add(passed.saturating_mul(memory)) };
	LossRecord { count, since }
}

/// What both sides pay of the first round's fees, `due`: the loser alone as far as its deposit goes, both
/// halves if nobody lost. What the respondent lacks the claimant has.
pub fn first_fees(due: Balance, respondent_has: Balance, winner: Option<Side>) -> Sides<Balance> {
	let wanted = match winner {
		Some(Side::Claimant) => due,
		Some(Side::Respondent) => 0,
		None => due.checked_div(2).unwrap_or(0),
	};
	let respondent = wanted.min(respondent_has);
	Sides { claimant: due.saturating_sub(respondent), respondent }
}

/// What a respondent who put up `deposit` gets of a claimant's lost bond.
pub fn compensation(lost: Balance, deposit: Balance) -> Balance {
	percent(lost, COMPENSATION_PERCENT).min(deposit)
}

/// What who shows that a vote was told too early gets of the lock.
pub fn finders_share(lock: Balance) -> Balance {
	percent(lock, FINDER_PERCENT)
}

/// What those who paid for the side that was right lack to be whole, after fees of `due`.
pub fn shortfall(raised: &Sides<Balance>, due: Balance, right: Side) -> Balance {
	due.saturating_sub(raised.get(right.other())).min(raised.get(right))
}

/// Of `left`, what goes to those who paid `raised` for the right side: never more than twice what they paid.
/// If nobody was right, all of it goes back to all.
pub fn to_contributors(left: Balance, raised: &Sides<Balance>, right: Option<Side>) -> Balance {
	match right {
		Some(side) => left.min(raised.get(side).saturating_mul(2)),
		None => left.min(raised.sum()),
	}
}

/// `part` of `whole` of `amount`, rounded down. `part` is at most `whole`.
pub fn share(amount: Balance, part: Balance, whole: Balance) -> Balance {
	sp_runtime::helpers_128bit::multiply_by_rational_with_rounding(
		amount,
		part,
		whole,
		sp_runtime::Rounding::Down,
	)
	.unwrap_or(0)
	.min(amount)
}

/// What a coherent seat gets of `penalties`, which `coherent` seats share.
pub fn redistribution(parameters: &CourtParameters, penalties: Balance, coherent: u32) -> Balance {
	let cap = percent(parameters.seat_bond, parameters.redistribution_percent.get());
	penalties.checked_div(coherent.into()).unwrap_or(0).min(cap)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn panels_double_and_are_bounded() {
		let parameters = CourtParameters::default();
		assert_eq!([0, 1, 2, 3, 4].map(|round| seats(&parameters, round)), [3, 7, 15, 31, 31]);
	}

	#[test]
	fn losses_double_the_bond_and_are_forgotten_one_by_one() {
		let parameters = CourtParameters::default();
		let base = parameters.claim_bond;
		assert_eq!([0, 1, 5].map(|n| claim_bond(&parameters, n)), [base, 2 * base, 32 * base]);
		let record = LossRecord { count: 3, since: 100 };
		assert_eq!(remembered(record, 199, 100).count, 3);
		assert_eq!(remembered(record, 350, 100), LossRecord { count: 1, since: 300 });
		assert_eq!(remembered(record, 900, 100), LossRecord { count: 0, since: 900 });
	}

	proptest! {
		#[test]
		fn percents_are_exact(amount in 0u128..1 << 100, part in 0u32..1_001) {
			prop_assert_eq!(percent(amount, part), amount * u128::from(part) / 100);
		}

		#[test]
		fn the_first_fees_are_paid_in_full(due in 0u128..1 << 90, has in 0u128..1 << 90) {
			for winner in [None, Some(Side::Claimant), Some(Side::Respondent)] {
				let paid = first_fees(due, has, winner);
				prop_assert_eq!(paid.sum(), due);
				prop_assert!(paid.respondent <= has);
			}
		}

		#[test]
		fn whoever_was_right_is_whole_once_the_shortfall_is_covered(
			claimant in 0u128..1 << 90, respondent in 0u128..1 << 90, due in 0u128..1 << 90,
		) {
			let raised = Sides { claimant, respondent };
			let due = due.min(raised.sum());
			for right in Side::BOTH {
				let lacking = shortfall(&raised, due, right);
				let left = raised.sum() - due + lacking;
				prop_assert!(left >= raised.get(right));
				prop_assert!(to_contributors(left, &raised, Some(right)) >= raised.get(right));
			}
		}

		#[test]
		fn shares_never_exceed_the_whole(amount in any::<u128>(), part in 0u128..1 << 90, more in 1u128..1 << 90) {
			let whole = part + more;
			prop_assert!(share(amount, part, whole) + share(amount, more, whole) <= amount);
		}
	}
}
