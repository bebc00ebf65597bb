//! Pure arithmetic: what blocks cost. All amounts are in planck. Whatever does not come out even is rounded
//! in favour of whoever is paid.

use crate::{LongTerm, OfferTerms};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Permill;
use stoa_primitives::{Balance, BlockNumber};

/// A price and until when it holds.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Segment {
	/// Of each block.
	pub price: Balance,
	/// The first block that it does not hold for.
	pub until: BlockNumber,
}

/// What each block of a lease costs: one price, and after it perhaps that of a renewal. What was before is a
/// sum, so that nothing grows with the number of renewals.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Schedule {
	/// The first block that `now` holds for.
	pub from: BlockNumber,
	/// The price of all blocks before.
	pub before: Balance,
	/// The price at first.
	pub now: Segment,
	/// The price after that.
	pub next: Option<Segment>,
}

fn span(from: BlockNumber, until: BlockNumber, price: Balance) -> Balance {
	price.saturating_mul(Balance::from(until.saturating_sub(from)))
}

impl Schedule {
	/// `blocks` blocks at one price.
	pub fn new(from: BlockNumber, price: Balance, blocks: BlockNumber) -> Self {
		let now = Segment { price, until: from.saturating_add(blocks) };
		Self { from, before: 0, now, next: None }
	}

	/// The first block that has no price.
	pub fn end(&self) -> BlockNumber {
		self.next.map_or(self.now.until, |next| next.until)
	}

	/// The price of all blocks before `at`. Of times before `from` it knows no more than that it was at most
	/// `before`.
	pub fn due(&self, at: BlockNumber) -> Balance {
		let first = span(self.from, at.min(self.now.until), self.now.price);
		let next = self.next.map_or(0, |next| span(self.now.until, at.min(next.until), next.price));
		self.before.saturating_add(first).saturating_add(next)
	}

	/// The price of the blocks from `from` to `until`.
	pub fn between(&self, from: BlockNumber, until: BlockNumber) -> Balance {
		self.due(until).saturating_sub(self.due(from))
	}

	/// The first block that `money` does not pay for, if it pays for those from `at` on; at most `end`.
	pub fn funded_until(&self, at: BlockNumber, money: Balance) -> BlockNumber {
		let from = at.max(self.from).min(self.end());
		let (until, left) = Self::funded_in(&self.now, from, money);
		match self.next {
			Some(next) if until >= self.now.until => {
				Self::funded_in(&next, from.max(self.now.until), left).0
			}
			_ => until,
		}
	}

	/// How far `money` goes in one segment, and what is left of it at the segment's end.
	fn funded_in(segment: &Segment, from: BlockNumber, money: Balance) -> (BlockNumber, Balance) {
		if from >= segment.until {
			return (from, money);
		}
		let all = span(from, segment.until, segment.price);
		if let Some(left) = money.checked_sub(all) {
			return (segment.until, left);
		}
		let blocks = money.checked_div(segment.price).unwrap_or(0);
		let blocks = BlockNumber::try_from(blocks).unwrap_or(BlockNumber::MAX);
		(from.saturating_add(blocks).min(segment.until), 0)
	}

	/// Ends it at `at` if it would last longer.
	pub fn cut(&mut self, at: BlockNumber) {
		self.next = self.next.filter(|_| at > self.now.until);
		if let Some(next) = &mut self.next {
			next.until = next.until.min(at);
		}
		self.now.until = self.now.until.min(at);
	}

	/// Makes the last price hold for `blocks` more.
	pub fn extend(&mut self, blocks: BlockNumber) {
		let last = self.next.as_mut().unwrap_or(&mut self.now);
		last.until = last.until.saturating_add(blocks);
	}

	/// Adds `blocks` at another price. False, changing nothing, if such a price waits for its time already.
	pub fn renew(&mut self, now: BlockNumber, price: Balance, blocks: BlockNumber) -> bool {
		if let Some(next) = self.next {
			if now < self.now.until {
				return false;
			}
			self.before = self.due(self.now.until);
			self.from = self.now.until;
			self.now = next;
		}
		self.next = Some(Segment { price, until: self.now.until.saturating_add(blocks) });
		true
	}
}

/// What an offer's terms make of a lease of `blocks` blocks.
pub fn long_term(terms: &OfferTerms, blocks: BlockNumber) -> Option<LongTerm> {
	terms.long_terms.iter().rev().find(|term| blocks >= term.min_blocks).copied()
}

/// The price of `units` for a lease of `blocks` blocks, in planck per block; none if it is beyond all money.
pub fn price(terms: &OfferTerms, units: u32, blocks: BlockNumber) -> Option<Balance> {
	let full = terms.price_per_block.checked_mul(Balance::from(units))?;
	let discount = long_term(terms, blocks).map_or(Permill::zero(), |term| term.discount);
	Some(full.saturating_sub(discount.mul_floor(full)))
}

/// Least escrow of a lease that begins: a period and the notice, but never more than all of it.
pub fn least_escrow(
	price: Balance,
	blocks: BlockNumber,
	period: BlockNumber,
	notice: BlockNumber,
) -> Balance {
	span(0, period.saturating_add(notice).min(blocks), price)
}

/// Most that the next bid may ask, if the best so far asks `best`: a step less, at least one planck.
pub fn bid_below(best: Balance, step: Permill) -> Balance {
	best.saturating_sub(step.mul_ceil(best).max(1))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Price of each block, one by one.
	fn slow(schedule: &Schedule, at: BlockNumber) -> Balance {
		let price = |block| match schedule.next {
			_ if block < schedule.now.until => schedule.now.price,
			Some(next) if block < next.until => next.price,
			_ => 0,
		};
		schedule.before + (schedule.from..at.max(schedule.from)).map(price).sum::<Balance>()
	}

	fn schedule() -> impl Strategy<Value = Schedule> {
		let next = proptest::option::of((1u128..50, 0u32..60));
		(0u32..50, 0u128..9, 1u128..50, 0u32..60, next).prop_map(
			|(from, before, price, blocks, next)| {
				let now = Segment { price, until: from + blocks };
				let next = next.map(|(price, more)| Segment { price, until: now.until + more });
				Schedule { from, before, now, next }
			},
		)
	}

	proptest! {
		#[test]
		fn the_sum_of_the_blocks_is_what_is_due(schedule in schedule(), at in 0u32..250) {
			prop_assert_eq!(schedule.due(at), slow(&schedule, at));
		}

		#[test]
		fn money_lasts_as_long_as_it_pays_for_whole_blocks(
			schedule in schedule(), at in 0u32..250, money in 0u128..4_000,
		) {
			let until = schedule.funded_until(at, money);
			let from = at.max(schedule.from).min(schedule.end());
			prop_assert!(from <= until && until <= schedule.end());
			prop_assert!(schedule.between(from, until) <= money);
			let more = schedule.between(from, until + 1);
			prop_assert!(until == schedule.end() || more > money);
		}

		#[test]
		fn a_cut_takes_nothing_from_what_was_before(schedule in schedule(), cut in 0u32..250) {
			let mut shorter = schedule;
			shorter.cut(cut);
			let end = schedule.end().min(cut.max(schedule.from));
			prop_assert!(shorter.end() <= schedule.end() && shorter.end() <= cut);
			prop_assert_eq!(shorter.due(500), schedule.due(end));
		}

		#[test]
		fn renewals_change_no_price_of_the_past(
			schedule in schedule(), now in 0u32..250, price in 1u128..50, blocks in 1u32..60,
		) {
			let mut longer = schedule;
			let waits = schedule.next.is_some() && now < schedule.now.until;
			prop_assert_eq!(longer.renew(now, price, blocks), !waits);
			let end = schedule.end();
			prop_assert_eq!(longer.due(end), schedule.due(end));
			prop_assert_eq!(longer.end(), if waits { end } else { end + blocks });
			if !waits {
				prop_assert_eq!(longer.between(end, end + blocks), price * Balance::from(blocks));
			}
		}
	}

	#[test]
	fn a_bid_must_be_a_step_lower() {
		assert_eq!(bid_below(1_000, Permill::from_percent(1)), 990);
		assert_eq!(bid_below(5, Permill::from_percent(1)), 4);
		assert_eq!(bid_below(0, Permill::from_percent(1)), 0);
	}
}
