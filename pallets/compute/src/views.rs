//! What the view functions answer.

use crate::{
	Config, LeaseInfo, LeaseQuote, LeasesByProvider, LeasesByTenant, MAX_PAGE, NextOfferId,
	OfferDetails, OfferFilter, OfferPage, Offers, Pallet, Stage, pricing,
};
use alloc::vec::Vec;
use frame_support::traits::Get;
use stoa_primitives::{BlockNumber, LeaseId, OfferId, frame::ProviderStanding, lease};

/// Most offers that one page looks at, those that do not fit included.
const MAX_LOOKED_AT: u64 = 1_024;

impl OfferFilter {
	/// Whether an offer fits.
	fn fits<AccountId>(&self, offer: &OfferDetails<AccountId>) -> bool {
		let terms = &offer.terms;
		let lasts =
			self.blocks == 0 || (terms.min_blocks..=terms.max_blocks).contains(&self.blocks);
		let cheap = || match (self.price_limit, pricing::price(terms, 1, self.blocks)) {
			(Some(limit), Some(price)) => price <= limit,
			(Some(_), None) => false,
			(None, _) => true,
		};
		terms.resources.covers(&self.resources)
			&& offer.free() >= self.units
			&& lasts && lease::have(&terms.attributes, &self.attributes)
			&& cheap()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn offer_page(
		filter: OfferFilter,
		from: OfferId,
		limit: u32,
	) -> OfferPage<T::AccountId> {
		let now = Self::now();
		let all = NextOfferId::<T>::get();
		let end = all.min(from.saturating_add(MAX_LOOKED_AT));
		let limit = limit.min(MAX_PAGE) as usize;
		let mut offers = Vec::new();
		for id in from..end {
			if offers.len() >= limit {
				return OfferPage { offers, next: Some(id) };
			}
			let Some(offer) = Offers::<T>::get(id) else { continue };
			let sold = offer.is_open(now) && T::Providers::may_sell(&offer.provider);
			if sold && filter.fits(&offer) {
				offers.push((id, offer));
			}
		}
		OfferPage { offers, next: (end < all).then_some(end) }
	}

	pub(crate) fn lease_info(id: LeaseId) -> Option<LeaseInfo<T::AccountId>> {
		let details = Self::find_lease(id)?;
		let (claimable, unsigned, ends) = match &details.stage {
			Stage::Active(running) => {
				let ends = details.ends(running);
				let claimable = running.claimable().min(details.escrow);
				let unsigned = running.unsigned(&details.terms, Self::now().min(ends.0));
				let there = details.escrow.saturating_sub(claimable);
				(claimable, unsigned.min(there), Some(ends))
			}
			_ => (0, 0, None),
		};
		Some(LeaseInfo { details, claimable, unsigned, ends })
	}

	pub(crate) fn lease_page(
		account: T::AccountId,
		from: Option<LeaseId>,
		limit: u32,
	) -> Vec<LeaseId> {
		let from = from.unwrap_or(0);
		let mut ids: Vec<LeaseId> = LeasesByTenant::<T>::iter_key_prefix(&account)
			.chain(LeasesByProvider::<T>::iter_key_prefix(&account))
			.filter(|id| *id >= from)
			.collect();
		ids.sort_unstable();
		ids.truncate(limit.min(MAX_PAGE) as usize);
		ids
	}

	pub(crate) fn lease_quote(
		offer: OfferId,
		units: u32,
		blocks: BlockNumber,
	) -> Option<LeaseQuote> {
		let offer = Offers::<T>::get(offer)?;
		let terms = &offer.terms;
		let sold = offer.is_open(Self::now()) && T::Providers::may_sell(&offer.provider);
		let lasts = (terms.min_blocks..=terms.max_blocks).contains(&blocks);
		if !sold || !lasts || units == 0 || units > offer.free() {
			return None;
		}
		let price_per_block = pricing::price(terms, units, blocks)?;
		let notice_blocks = pricing::long_term(terms, blocks).map_or(0, |term| term.notice_blocks);
		let period = terms.period_blocks;
		Some(LeaseQuote {
			price_per_block,
			total: price_per_block.checked_mul(blocks.into())?,
			least_escrow: pricing::least_escrow(price_per_block, blocks, period, notice_blocks),
			risk: pricing::least_escrow(price_per_block, blocks, period, 0),
			notice_blocks,
			deposit: T::LeaseDeposit::get(),
		})
	}
}
