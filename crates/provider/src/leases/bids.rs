//! Bids on what tenants ask for, within the owner's bounds.

use super::types::{OfferView, RequestView};
use stoa_primitives::{Balance, BlockNumber, OfferId, RequestId, lease};

/// The owner's bounds. Prices are of one unit, in planck per block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
	/// Least.
	pub min_price: Balance,
	/// Most: what is bid where nobody else has.
	pub max_price: Balance,
}

/// A bid to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewBid {
	/// For what.
	pub request: RequestId,
	/// With what.
	pub offer: OfferId,
	/// For all units, in planck per block.
	pub price: Balance,
}

/// The bids to send now; none where this provider has the best one. `step` is by how much a bid must be lower
/// than the best one, in millionths.
pub fn bids(
	requests: &[RequestView],
	offers: &[OfferView],
	me: &[u8; 32],
	now: BlockNumber,
	bounds: &Bounds,
	step: u32,
) -> Vec<NewBid> {
	let mut free: Vec<(&OfferView, u32)> = offers
		.iter()
		.filter(|offer| !offer.closing && now < offer.terms.expires_at)
		.map(|offer| (offer, offer.terms.units.saturating_sub(offer.used)))
		.collect();
	let mut bids = Vec::new();
	for request in requests {
		let ours = request.best.is_some_and(|(whose, _)| whose == *me);
		// One that is sent in the last block comes too late.
		if ours || request.tenant == *me || request.closes_at <= now.saturating_add(1) {
			continue;
		}
		let fitting = free.iter_mut().find(|(offer, left)| fits(request, offer, *left));
		let (Some((offer, left)), Some(price)) = (fitting, price(request, bounds, step)) else {
			continue;
		};
		// The same units are not bid twice.
		*left = left.saturating_sub(request.units);
		bids.push(NewBid { request: request.id, offer: offer.id, price });
	}
	bids
}

fn fits(request: &RequestView, offer: &OfferView, free: u32) -> bool {
	let terms = &offer.terms;
	request.units <= free
		&& terms.resources.covers(&request.resources)
		&& lease::have(&terms.attributes, &request.attributes)
		&& (terms.min_blocks..=terms.max_blocks).contains(&request.blocks)
		// What a period risks is the owner's choice.
		&& request.period_blocks <= terms.period_blocks
}

/// What to bid, if that is within the bounds.
fn price(request: &RequestView, bounds: &Bounds, step: u32) -> Option<Balance> {
	let units = Balance::from(request.units);
	let (least, most) = (bounds.min_price * units, bounds.max_price * units);
	let most = most.min(request.price_limit);
	let price = match request.best {
		None => most,
		Some((_, best)) => {
			let lower = best.saturating_mul(step.into()).div_ceil(1_000_000).max(1);
			most.min(best.saturating_sub(lower))
		}
	};
	(price >= least && price > 0).then_some(price)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::leases::types::Terms;
	use stoa_primitives::Resources;

	const ME: [u8; 32] = [1; 32];
	const BOUNDS: Bounds = Bounds { min_price: 50, max_price: 100 };

	fn resources(cores: u16) -> Resources {
		Resources { cpu_cores: cores, memory_mib: 512, ..Default::default() }
	}

	fn request() -> RequestView {
		RequestView {
			id: 3,
			tenant: [2; 32],
			resources: resources(2),
			attributes: Vec::new(),
			units: 2,
			blocks: 50,
			period_blocks: 10,
			price_limit: 1_000,
			closes_at: 100,
			best: None,
		}
	}

	fn offer() -> OfferView {
		let terms = Terms {
			resources: resources(4),
			attributes: Vec::new(),
			units: 3,
			price_per_block: 1,
			min_blocks: 1,
			max_blocks: 100,
			period_blocks: 20,
			long_terms: Vec::new(),
			renewals: None,
			expires_at: 1_000,
		};
		OfferView { id: 9, terms, used: 0, closing: false }
	}

	fn price_of(request: RequestView) -> Option<Balance> {
		bids(&[request], &[offer()], &ME, 10, &BOUNDS, 10_000).first().map(|bid| bid.price)
	}

	#[test]
	fn it_bids_the_most_first_and_less_when_it_is_outbid() {
		assert_eq!(price_of(request()), Some(200));
		assert_eq!(price_of(RequestView { price_limit: 150, ..request() }), Some(150));
		let outbid = |best| RequestView { best: Some(([7; 32], best)), ..request() };
		assert_eq!(price_of(outbid(150)), Some(148));
		assert_eq!(price_of(outbid(100)), None, "below the least");
		assert_eq!(price_of(RequestView { best: Some((ME, 150)), ..request() }), None);
	}

	#[test]
	fn it_bids_for_what_it_has() {
		for other in [
			RequestView { units: 4, ..request() },
			RequestView { resources: resources(8), ..request() },
			RequestView { blocks: 101, ..request() },
			RequestView { period_blocks: 21, ..request() },
			RequestView { closes_at: 11, ..request() },
			RequestView { tenant: ME, ..request() },
		] {
			assert_eq!(price_of(other.clone()), None, "{other:?}");
		}
		let two = [request(), RequestView { id: 4, ..request() }];
		assert_eq!(bids(&two, &[offer()], &ME, 10, &BOUNDS, 10_000).len(), 1, "three units");
	}
}
