//! What a job costs and who gets it. Pure arithmetic.
//!
//! Everything that is paid adds up to what is charged, to the last planck. Rounding favours the
//! payer, except in a provider's or owner's own price, which `TokenPrice::cost` rounds up.

use alloc::vec::Vec;
use sp_runtime::{Perbill, Permill, Rounding, helpers_128bit::multiply_by_rational_with_rounding};
use stoa_primitives::Balance;

/// The network's part of a net amount; rounded down.
pub fn network_fee(net: Balance, share: Permill) -> Balance {
	scale(net, u128::from(share.deconstruct()), ACCURACY, Rounding::Down)
}

/// The largest net amount for which net and network fee together stay within `max_fee`.
pub fn net(max_fee: Balance, share: Permill) -> Balance {
	scale(max_fee, ACCURACY, with_fee(share), Rounding::Down)
}

/// The least `max_fee` that leaves `net` after the network fee; saturates.
pub fn gross(net: Balance, share: Permill) -> Balance {
	scale(net, with_fee(share), ACCURACY, Rounding::Up)
}

/// A seat, in the parts that [`shares`] counts.
pub const SEAT: u128 = ACCURACY;

/// What executors and auditors cost in parts of an executor's seat, of which an auditor costs `audit_share`.
pub fn shares(executors: u8, auditors: u8, audit_share: u32) -> u128 {
	let audits = u128::from(auditors).saturating_mul(audit_share.into());
	u128::from(executors).saturating_mul(SEAT).saturating_add(audits)
}

/// What an auditor costs, of what an executor's seat costs; rounded down.
pub fn audit_cost(seat: Balance, audit_share: u32) -> Balance {
	scale(seat, audit_share.into(), SEAT, Rounding::Down)
}

/// Most that one executor's seat may cost of `shares` when the royalty is `royalty`. `None` if nothing is
/// left for them.
pub fn seat_budget(
	max_fee: Balance,
	share: Permill,
	royalty: Balance,
	shares: u128,
) -> Option<Balance> {
	let rest = net(max_fee, share).checked_sub(royalty)?;
	Some(scale(rest, SEAT, shares.max(1), Rounding::Down))
}

/// How likely an answer is audited. Certain, if more is at risk than was ever audited of this provider; else
/// the likelier the more it was paid since the last audit, and never less than `floor` (millionths): `reach`
/// times the largest audited value cannot go by without one.
pub fn audit_rate(
	value_at_risk: Balance,
	largest: Balance,
	unaudited: Balance,
	floor: u32,
	reach: u32,
) -> Permill {
	if value_at_risk > largest {
		return Permill::one();
	}
	let since = unaudited.saturating_add(value_at_risk);
	let most = largest.saturating_mul(reach.into());
	let rate = scale(since, ACCURACY, most.max(1), Rounding::Up).min(ACCURACY);
	Permill::from_parts(floor.max(rate as u32))
}

/// How many auditors an answer has: one, and another for each factor of ten that more is at risk than it
/// costs at least.
pub fn auditors(value_at_risk: Balance, least_fee: Balance, most: u8) -> u8 {
	let tens = value_at_risk.checked_div(least_fee.max(1)).map_or(0, |times| times.max(1).ilog10());
	(tens as u8).saturating_add(1).min(most)
}

/// What is charged, in millionths, for the part of the value at risk that is above the fee; rounded up.
pub fn risk_fee(value_at_risk: Balance, max_fee: Balance, rate: u32) -> Balance {
	scale(value_at_risk.saturating_sub(max_fee), rate.into(), ACCURACY, Rounding::Up)
}

/// The least `max_fee` that leaves `fee` after the risk fee; saturates.
pub fn with_risk(fee: Balance, value_at_risk: Balance, rate: u32) -> Balance {
	let of = ACCURACY.saturating_add(rate.into());
	let above = value_at_risk.saturating_sub(fee);
	fee.saturating_add(scale(above, rate.into(), of, Rounding::Up))
}

/// Bond that each seat reserves, rounded up: `kappa` percent of what a lie could be worth, divided
/// among the committee.
pub fn exposure(
	kappa_percent: u32,
	value_at_risk: Balance,
	max_fee: Balance,
	executors: u8,
) -> Balance {
	let parts = u128::from(executors.max(1)).saturating_mul(100);
	scale(value_at_risk.max(max_fee), kappa_percent.into(), parts, Rounding::Up)
}

/// Bond of an escalation: what the added seats can cost, and at least one percent, rounded up, of the
/// bond that it freezes, or delaying a valuable answer would cost no more than a worthless one.
pub fn escalation_bond(seat_budget: Balance, added: Balance, frozen: Balance) -> Balance {
	seat_budget.saturating_mul(added).max(frozen.div_ceil(100))
}

/// What a job is charged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
	/// For each seat.
	pub seats: Vec<Balance>,
	/// For the owners.
	pub royalty: Balance,
	/// Of network fee and risk fee, burned.
	pub burned: Balance,
	/// Of network fee and risk fee, to the treasury.
	pub treasury: Balance,
}

impl Charge {
	/// Adds the network's part to what seats and owners get, and what the value at risk costs.
	pub fn new(
		seats: Vec<Balance>,
		royalty: Balance,
		network_share: Permill,
		burn_share: Permill,
		risk_fee: Balance,
	) -> Self {
		let net = seats.iter().fold(royalty, |sum, seat| sum.saturating_add(*seat));
		let fee = network_fee(net, network_share).saturating_add(risk_fee);
		let burned = network_fee(fee, burn_share);
		Self { seats, royalty, burned, treasury: fee.saturating_sub(burned) }
	}

	/// All of it.
	pub fn total(&self) -> Balance {
		self.seats
			.iter()
			.fold(self.royalty, |sum, seat| sum.saturating_add(*seat))
			.saturating_add(self.burned)
			.saturating_add(self.treasury)
	}
}

/// Splits `amount` by `shares`, each rounded down; what is left over comes second.
pub fn split<A: Clone>(amount: Balance, shares: &[(A, Perbill)]) -> (Vec<(A, Balance)>, Balance) {
	let mut rest = amount;
	let parts = shares
		.iter()
		.map(|(payee, share)| {
			let part = share.mul_floor(amount).min(rest);
			rest = rest.saturating_sub(part);
			(payee.clone(), part)
		})
		.collect();
	(parts, rest)
}

const ACCURACY: u128 = 1_000_000;

fn with_fee(share: Permill) -> u128 {
	ACCURACY.saturating_add(share.deconstruct().into())
}

fn scale(value: Balance, by: u128, of: u128, rounding: Rounding) -> Balance {
	multiply_by_rational_with_rounding(value, by, of, rounding).unwrap_or(Balance::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;
	use proptest::prelude::*;
	use stoa_primitives::TokenPrice;

	fn share() -> impl Strategy<Value = Permill> {
		(0u32..=500_000).prop_map(Permill::from_parts)
	}

	proptest! {
		#[test]
		fn net_and_gross_are_inverse(amount in 0u128..1 << 100, share in share()) {
			prop_assert!(net(amount, share) + network_fee(net(amount, share), share) <= amount);
			prop_assert!(net(gross(amount, share), share) >= amount);
			let enough = gross(amount, share);
			prop_assert!(enough == 0 || net(enough - 1, share) < amount);
		}

		#[test]
		fn the_least_fee_with_risk_is_exact(
			fee in 0u128..1 << 100,
			value in 0u128..1 << 100,
			rate in 100u32..=1_000_000,
		) {
			let left = |max_fee: Balance| max_fee.checked_sub(risk_fee(value, max_fee, rate));
			let least = with_risk(fee, value, rate);
			prop_assert!(left(least) >= Some(fee));
			prop_assert!(least == 0 || left(least - 1) < Some(fee));
		}

		#[test]
		fn a_charge_within_budget_never_exceeds_the_fee(
			max_fee in 1u128..1 << 100,
			share in share(),
			burn in share(),
			executors in 1u8..8,
			auditors in 0u8..4,
			tokens in (1u32..5_000, 0u32..5_000),
			output in 0u32..5_000,
			at_risk in 1u128..100,
			rate in 100u32..20_000,
		) {
			let royalty = TokenPrice { per_1k_input: max_fee / 1_000_000, per_1k_output: max_fee / 900_000 };
			let risk = risk_fee(max_fee.saturating_mul(at_risk), max_fee, rate);
			let Some(budget) = max_fee.checked_sub(risk).and_then(|left| {
				let shares = shares(executors, auditors, 800_000);
				seat_budget(left, share, royalty.cost(tokens.0, tokens.1), shares)
			}) else { return Ok(()) };
			// The dearest price that still fits the budget for the worst case.
			let all = u128::from(tokens.0 + tokens.1);
			let price = TokenPrice {
				per_1k_input: budget / all * 1_000,
				per_1k_output: budget / all * 1_000,
			};
			prop_assert!(price.cost(tokens.0, tokens.1) <= budget);
			let output = output.min(tokens.1);
			let seat = price.cost(tokens.0, output);
			let mut seats = vec![seat; executors.into()];
			seats.extend(vec![audit_cost(seat, 800_000); auditors.into()]);
			let charge = Charge::new(seats, royalty.cost(tokens.0, output), share, burn, risk);
			prop_assert!(charge.total() <= max_fee);
		}

		#[test]
		fn shares_add_up(amount in any::<u128>(), parts in prop::collection::vec(0u32..=1_000_000_000, 0..32)) {
			let mut left = 1_000_000_000u32;
			let shares: Vec<_> = parts
				.into_iter()
				.enumerate()
				.map(|(payee, part)| {
					let part = part.min(left);
					left -= part;
					(payee, Perbill::from_parts(part))
				})
				.collect();
			let (paid, rest) = split(amount, &shares);
			prop_assert_eq!(paid.iter().map(|(_, part)| part).sum::<u128>() + rest, amount);
			if left == 0 {
				prop_assert!(rest <= shares.len() as u128 + 1);
			}
		}
	}

	#[test]
	fn an_escalation_costs_its_seats_or_a_share_of_what_it_freezes() {
		assert_eq!(escalation_bond(10, 6, 5_900), 60);
		assert_eq!(escalation_bond(10, 6, 6_001), 61);
		assert_eq!(escalation_bond(u128::MAX, 6, 0), u128::MAX);
	}

	#[test]
	fn an_audit_is_certain_for_what_was_never_audited() {
		let rate = |value, largest, unaudited| audit_rate(value, largest, unaudited, 100_000, 10);
		assert_eq!(rate(1, 0, 0), Permill::one());
		assert_eq!(rate(101, 100, 0), Permill::one(), "more than was ever audited");
		assert_eq!(rate(1, 100, 0), Permill::from_percent(10), "the floor");
		assert_eq!(rate(100, 100, 400), Permill::from_percent(50), "the more since, the likelier");
		assert_eq!(rate(100, 100, 900), Permill::one(), "not more than ten times without one");
	}

	#[test]
	fn more_at_risk_has_more_auditors() {
		let counts = [0, 9, 10, 99, 100, u128::MAX].map(|value| auditors(value, 1, 3));
		assert_eq!(counts, [1, 1, 2, 2, 3, 3]);
	}

	#[test]
	fn exposure_covers_kappa_times_the_value_at_risk() {
		assert_eq!(exposure(300, 0, 1_000, 3), 1_000);
		assert_eq!(exposure(300, 10_000, 1_000, 3), 10_000);
		assert_eq!(exposure(100, 10, 0, 3), 4);
		assert_eq!(exposure(10_000, u128::MAX, 0, 2), u128::MAX);
	}
}
