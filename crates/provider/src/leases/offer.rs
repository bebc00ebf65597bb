//! What is offered: the chain has one offer of this provider, on the terms of the configuration.

use super::types::{OfferView, Terms};
use stoa_primitives::{BlockNumber, OfferId};

/// What is to be done about the offers on chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OfferAction {
	/// `create_offer`.
	Create(Terms),
	/// `update_offer`.
	Update(OfferId, Terms),
	/// `close_offer`.
	Close(OfferId),
}

/// What brings the chain in line with `wanted`, the terms of an offer that is written now; nothing is wanted
/// once the daemon leases nothing any more. One offer stays, any other of this provider's is closed: two would
/// promise the same machine twice. `life` is how long an offer holds, in blocks: it is renewed at half of that.
pub fn settle(
	offers: &[OfferView],
	wanted: Option<&Terms>,
	now: BlockNumber,
	life: BlockNumber,
) -> Vec<OfferAction> {
	let mut open = offers.iter().filter(|offer| !offer.closing);
	let kept = wanted.and_then(|_| open.next());
	let mut actions: Vec<_> = open.map(|extra| OfferAction::Close(extra.id)).collect();
	let Some(wanted) = wanted else { return actions };
	match kept {
		// Leases of an offer that was withdrawn still have their units: they are not promised again.
		None => {
			let held = offers.iter().fold(0u32, |sum, offer| sum.saturating_add(offer.used));
			let units = wanted.units.saturating_sub(held);
			if units > 0 {
				actions.push(OfferAction::Create(Terms { units, ..wanted.clone() }));
			}
		}
		Some(offer) => {
			let others = offers.iter().filter(|other| other.id != offer.id);
			let held = others.fold(0u32, |sum, other| sum.saturating_add(other.used));
			// Fewer than are in use cannot be said; more than there are must not.
			let units = wanted.units.saturating_sub(held).max(offer.used).max(1);
			let terms = Terms { units, ..wanted.clone() };
			let same = Terms { expires_at: offer.terms.expires_at, ..terms.clone() } == offer.terms;
			let old = offer.terms.expires_at <= now.saturating_add(life / 2);
			if !same || old {
				actions.push(OfferAction::Update(offer.id, terms));
			}
		}
	}
	actions
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::Resources;

	fn terms() -> Terms {
		Terms {
			resources: Resources { cpu_cores: 2, memory_mib: 512, ..Default::default() },
			attributes: Vec::new(),
			units: 4,
			price_per_block: 5,
			min_blocks: 1,
			max_blocks: 100,
			period_blocks: 10,
			long_terms: Vec::new(),
			renewals: None,
			expires_at: 1_000,
		}
	}

	fn offer(id: OfferId, used: u32, closing: bool) -> OfferView {
		OfferView { id, terms: terms(), used, closing }
	}

	#[test]
	fn what_is_on_chain_as_wanted_stays() {
		assert!(settle(&[offer(1, 2, false)], Some(&terms()), 10, 1_000).is_empty());
		let renewed = Terms { expires_at: 1_500, ..terms() };
		assert_eq!(
			settle(&[offer(1, 0, false)], Some(&renewed), 500, 1_000),
			[OfferAction::Update(1, renewed)]
		);
	}

	#[test]
	fn declined_units_come_back_and_used_ones_are_not_taken() {
		let mut fewer = offer(1, 2, false);
		fewer.terms.units = 3;
		assert_eq!(settle(&[fewer], Some(&terms()), 10, 1_000), [OfferAction::Update(1, terms())]);
		let smaller = Terms { units: 1, ..terms() };
		let kept = Terms { units: 2, ..terms() };
		assert_eq!(
			settle(&[offer(1, 2, false)], Some(&smaller), 10, 1_000),
			[OfferAction::Update(1, kept)]
		);
	}

	#[test]
	fn no_machine_is_promised_twice() {
		assert_eq!(settle(&[], Some(&terms()), 10, 1_000), [OfferAction::Create(terms())]);
		assert_eq!(
			settle(&[offer(1, 0, false), offer(2, 0, false)], Some(&terms()), 10, 1_000),
			[OfferAction::Close(2)]
		);
		let rest = Terms { units: 1, ..terms() };
		assert_eq!(
			settle(&[offer(1, 3, true)], Some(&terms()), 10, 1_000),
			[OfferAction::Create(rest)]
		);
		assert!(settle(&[offer(1, 4, true)], Some(&terms()), 10, 1_000).is_empty());
	}

	#[test]
	fn who_leases_nothing_any_more_withdraws() {
		assert_eq!(
			settle(&[offer(1, 1, false), offer(2, 0, true)], None, 10, 1_000),
			[OfferAction::Close(1)]
		);
	}
}
