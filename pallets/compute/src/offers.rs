//! What providers offer. An offer is a claim about machines that expires, and the units that are left of it.

use crate::{
	Config, CurrentParameters, Error, Event, HoldReason, NextOfferId, OfferDetails, OfferTerms,
	Offers, OffersByProvider, Pallet, SellerDetails, Sellers, types::MAX_OFFERS,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_runtime::{DispatchError, Permill};
use stoa_primitives::{
	BlockNumber, OfferId,
	frame::{Holds, ProviderStanding},
	lease,
};

/// Shortest period that terms may name, in blocks.
pub const MIN_PERIOD: BlockNumber = 10;

impl<AccountId> OfferDetails<AccountId> {
	/// Units that nothing has.
	pub fn free(&self) -> u32 {
		self.terms.units.saturating_sub(self.used)
	}

	/// Whether a lease can begin, as far as the offer says.
	pub fn is_open(&self, now: BlockNumber) -> bool {
		!self.closing && now < self.terms.expires_at
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_offer(who: T::AccountId, terms: OfferTerms) -> DispatchResult {
		ensure!(T::Providers::may_sell(&who), Error::<T>::ProviderNotActive);
		Self::ensure_terms(&terms)?;
		let mut seller = Sellers::<T>::get(&who);
		ensure!(seller.offers < MAX_OFFERS, Error::<T>::TooManyOffers);
		let deposit = T::OfferDeposit::get();
		Self::hold(HoldReason::OfferDeposit, &who, deposit)?;
		let id = NextOfferId::<T>::get();
		NextOfferId::<T>::put(id.saturating_add(1));
		seller.offers = seller.offers.saturating_add(1);
		Sellers::<T>::insert(&who, seller);
		OffersByProvider::<T>::insert(&who, id, ());
		Self::deposit_event(Event::OfferCreated {
			offer: id,
			provider: who.clone(),
			terms: terms.clone(),
		});
		let offer =
			OfferDetails { provider: who, terms, used: 0, closing: false, deposit, measured: None };
		Offers::<T>::insert(id, offer);
		Ok(())
	}

	pub(crate) fn do_update_offer(
		who: T::AccountId,
		id: OfferId,
		terms: OfferTerms,
	) -> DispatchResult {
		let mut offer = Self::offer_of(&who, id)?;
		ensure!(!offer.closing, Error::<T>::OfferClosed);
		Self::ensure_terms(&terms)?;
		ensure!(terms.units >= offer.used, Error::<T>::UnitsInUse);
		if terms.resources != offer.terms.resources {
			// What was measured is not what is offered.
			offer.measured = None;
		}
		offer.terms = terms.clone();
		Offers::<T>::insert(id, offer);
		Self::deposit_event(Event::OfferUpdated { offer: id, provider: who, terms });
		Ok(())
	}

	pub(crate) fn do_close_offer(who: T::AccountId, id: OfferId) -> DispatchResult {
		let mut offer = Self::offer_of(&who, id)?;
		ensure!(!offer.closing, Error::<T>::OfferClosed);
		offer.closing = true;
		Self::deposit_event(Event::OfferClosed { offer: id, provider: who });
		Self::store_offer(id, offer);
		Ok(())
	}

	fn ensure_terms(terms: &OfferTerms) -> DispatchResult {
		let now = Self::now();
		let parameters = CurrentParameters::<T>::get();
		ensure!(terms.resources.is_valid(), Error::<T>::BadResources);
		ensure!(lease::are_valid(&terms.attributes), Error::<T>::BadAttributes);
		ensure!(terms.units > 0, Error::<T>::ZeroUnits);
		let renewable = terms.renewals.is_none_or(|renewals| renewals.price_per_block > 0);
		ensure!(terms.price_per_block > 0 && renewable, Error::<T>::ZeroPrice);
		let durations = 0 < terms.min_blocks && terms.min_blocks <= terms.max_blocks;
		ensure!(durations, Error::<T>::BadDuration);
		Self::ensure_period(terms.period_blocks)?;
		let fair = |term: &crate::LongTerm| {
			term.discount < Permill::one() && term.notice_blocks <= term.min_blocks
		};
		let rising = terms.long_terms.is_sorted_by(|one, two| one.min_blocks < two.min_blocks);
		ensure!(rising && terms.long_terms.iter().all(fair), Error::<T>::BadLongTerms);
		let latest = now.saturating_add(parameters.max_offer_age.get());
		let timely = now < terms.expires_at && terms.expires_at <= latest;
		ensure!(timely, Error::<T>::BadExpiry);
		Ok(())
	}

	/// Whether a period is one that terms may name.
	pub(crate) fn ensure_period(blocks: BlockNumber) -> DispatchResult {
		let longest = CurrentParameters::<T>::get().max_period.get();
		ensure!((MIN_PERIOD..=longest).contains(&blocks), Error::<T>::BadPeriod);
		Ok(())
	}

	fn offer_of(
		who: &T::AccountId,
		id: OfferId,
	) -> Result<OfferDetails<T::AccountId>, DispatchError> {
		let offer = Offers::<T>::get(id).ok_or(Error::<T>::OfferNotFound)?;
		ensure!(offer.provider == *who, Error::<T>::NotProvider);
		Ok(offer)
	}

	/// An offer that takes leases, bids included, from `tenant`.
	pub(crate) fn open_offer(
		id: OfferId,
		tenant: &T::AccountId,
	) -> Result<OfferDetails<T::AccountId>, DispatchError> {
		let offer = Offers::<T>::get(id).ok_or(Error::<T>::OfferNotFound)?;
		ensure!(!offer.closing, Error::<T>::OfferClosed);
		ensure!(offer.is_open(Self::now()), Error::<T>::OfferExpired);
		ensure!(offer.provider != *tenant, Error::<T>::OwnOffer);
		ensure!(T::Providers::may_sell(&offer.provider), Error::<T>::ProviderNotActive);
		Ok(offer)
	}

	/// Takes units of an offer.
	pub(crate) fn take_units(
		id: OfferId,
		mut offer: OfferDetails<T::AccountId>,
		units: u32,
	) -> DispatchResult {
		ensure!(units > 0, Error::<T>::ZeroUnits);
		ensure!(units <= offer.free(), Error::<T>::NotEnoughUnits);
		offer.used = offer.used.saturating_add(units);
		Offers::<T>::insert(id, offer);
		Ok(())
	}

	/// Gives units back to their offer.
	pub(crate) fn return_units(id: OfferId, units: u32) {
		if let Some(mut offer) = Offers::<T>::get(id) {
			offer.used = offer.used.saturating_sub(units);
			Self::store_offer(id, offer);
		}
	}

	/// Stores an offer; one that closes vanishes with the last of its units.
	pub(crate) fn store_offer(id: OfferId, offer: OfferDetails<T::AccountId>) {
		if !offer.closing || offer.used > 0 {
			Offers::<T>::insert(id, offer);
			return;
		}
		Offers::<T>::remove(id);
		OffersByProvider::<T>::remove(&offer.provider, id);
		Self::give_back(HoldReason::OfferDeposit, &offer.provider, offer.deposit);
		Self::with_seller(&offer.provider, |seller| {
			seller.offers = seller.offers.saturating_sub(1);
		});
		Self::deposit_event(Event::OfferRemoved { offer: id, provider: offer.provider });
	}

	/// Changes what is known of a provider; of one without offers and leases nothing is.
	pub(crate) fn with_seller(who: &T::AccountId, change: impl FnOnce(&mut SellerDetails)) {
		let mut seller = Sellers::<T>::get(who);
		change(&mut seller);
		if seller.offers == 0 && seller.leases == 0 && seller.measurement.is_none() {
			Sellers::<T>::remove(who);
		} else {
			Sellers::<T>::insert(who, seller);
		}
	}
}
