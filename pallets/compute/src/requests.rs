//! Requests for bids: an auction downwards in which only the best bid exists. Whoever is outbid has deposit
//! and units back in the same call, so no bid can be left over.

use crate::{
	Bid, Config, CurrentParameters, Due, Error, Event, HoldReason, LeaseOrder, Needs,
	NextRequestId, Offers, Pallet, RequestDetails, Requests, leases::Match, pricing,
};
use frame_support::{pallet_prelude::*, traits::Get};
use sp_runtime::DispatchError;
use stoa_primitives::{Balance, BlockNumber, OfferId, RequestId, frame::Holds, lease};

type DetailsOf<T> = RequestDetails<<T as frame_system::Config>::AccountId>;

impl<AccountId> RequestDetails<AccountId> {
	/// The block in which it is decided, unless bids come late.
	pub fn deadline(&self) -> BlockNumber {
		self.closes_at.saturating_add(1)
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_lease(
		who: T::AccountId,
		needs: Needs,
		order: LeaseOrder,
		price_limit: Balance,
		bidding_blocks: BlockNumber,
	) -> DispatchResult {
		ensure!(needs.resources.is_valid(), Error::<T>::BadResources);
		ensure!(lease::are_valid(&needs.attributes), Error::<T>::BadAttributes);
		Self::ensure_period(needs.period_blocks)?;
		ensure!(order.units > 0, Error::<T>::ZeroUnits);
		ensure!(price_limit > 0, Error::<T>::ZeroPrice);
		let longest = CurrentParameters::<T>::get().max_bidding.get();
		let timely = (1..=longest).contains(&bidding_blocks) && order.blocks > 0;
		ensure!(timely, Error::<T>::BadDuration);
		let least = pricing::least_escrow(price_limit, order.blocks, needs.period_blocks, 0);
		ensure!(order.escrow >= least, Error::<T>::EscrowTooSmall);
		let deposit = T::LeaseDeposit::get();
		Self::hold(HoldReason::Escrow, &who, order.escrow)?;
		Self::hold(HoldReason::LeaseDeposit, &who, deposit)?;

		let id = NextRequestId::<T>::get();
		NextRequestId::<T>::put(id.saturating_add(1));
		let closes_at = Self::now().saturating_add(bidding_blocks);
		Self::deposit_event(Event::LeaseRequested {
			request: id,
			tenant: who.clone(),
			needs: needs.clone(),
			order,
			price_limit,
			closes_at,
		});
		let request = RequestDetails {
			tenant: who,
			needs,
			order,
			price_limit,
			deposit,
			closes_at,
			latest_close: closes_at.saturating_add(bidding_blocks),
			best: None,
			due_at: Self::schedule_first(Due::Request(id), closes_at.saturating_add(1))?,
		};
		Requests::<T>::insert(id, request);
		Ok(())
	}

	pub(crate) fn do_cancel_request(who: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		ensure!(request.tenant == who, Error::<T>::NotTenant);
		Self::drop_best(&request);
		Self::end_request(id, request);
		Ok(())
	}

	pub(crate) fn do_bid(
		who: T::AccountId,
		id: RequestId,
		offer_id: OfferId,
		price: Balance,
	) -> DispatchResult {
		let now = Self::now();
		let mut request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		ensure!(now <= request.closes_at, Error::<T>::BiddingOver);
		ensure!(price > 0, Error::<T>::ZeroPrice);
		ensure!(price <= request.price_limit, Error::<T>::PriceAboveLimit);
		let parameters = CurrentParameters::<T>::get();
		if let Some(best) = &request.best {
			let most = pricing::bid_below(best.price_per_block, parameters.step());
			ensure!(price <= most, Error::<T>::BidTooHigh);
		}
		Self::drop_best(&request);
		let offer = Self::open_offer(offer_id, &request.tenant)?;
		ensure!(offer.provider == who, Error::<T>::NotProvider);
		Self::ensure_meets(&offer.terms, &request)?;
		Self::take_units(offer_id, offer, request.order.units)?;
		let deposit = T::BidDeposit::get();
		Self::hold(HoldReason::BidDeposit, &who, deposit)?;
		let late = now.saturating_add(parameters.late_bid_blocks.get());
		request.closes_at = request.closes_at.max(late.min(request.latest_close));
		request.best =
			Some(Bid { provider: who.clone(), offer: offer_id, price_per_block: price, deposit });
		Self::deposit_event(Event::BidPlaced {
			request: id,
			provider: who,
			offer: offer_id,
			price_per_block: price,
			closes_at: request.closes_at,
		});
		Requests::<T>::insert(id, request);
		Ok(())
	}

	fn ensure_meets(
		terms: &crate::OfferTerms,
		request: &DetailsOf<T>,
	) -> Result<(), DispatchError> {
		let needs = &request.needs;
		let meets = terms.resources.covers(&needs.resources)
			&& lease::have(&terms.attributes, &needs.attributes)
			&& (terms.min_blocks..=terms.max_blocks).contains(&request.order.blocks);
		ensure!(meets, Error::<T>::OfferDoesNotMeet);
		Ok(())
	}

	/// Gives the best bid's deposit and units back.
	fn drop_best(request: &DetailsOf<T>) {
		if let Some(best) = &request.best {
			Self::give_back(HoldReason::BidDeposit, &best.provider, best.deposit);
			Self::return_units(best.offer, request.order.units);
		}
	}

	fn end_request(id: RequestId, request: DetailsOf<T>) {
		Self::give_back(HoldReason::Escrow, &request.tenant, request.order.escrow);
		Self::give_back(HoldReason::LeaseDeposit, &request.tenant, request.deposit);
		Requests::<T>::remove(id);
		Self::deposit_event(Event::RequestEnded { request: id, tenant: request.tenant });
	}

	/// Decides a request whose time is over. False, changing nothing, if it is not.
	pub(crate) fn advance_request(id: RequestId, now: BlockNumber) -> bool {
		let Some(request) = Requests::<T>::get(id) else { return false };
		if now < request.deadline() {
			return false;
		}
		// Its units keep the offer of the best bid from vanishing.
		let best = request.best.clone();
		let offered = best.and_then(|best| Some((Offers::<T>::get(best.offer)?, best)));
		let Some((offer, best)) = offered else {
			Self::drop_best(&request);
			Self::end_request(id, request);
			return true;
		};
		let parameters = CurrentParameters::<T>::get();
		let RequestDetails { tenant, needs, order, deposit, .. } = request;
		let terms = Self::plain_terms(&parameters, needs.period_blocks, order.blocks);
		let price = best.price_per_block;
		Requests::<T>::remove(id);
		Self::deposit_event(Event::RequestAwarded {
			request: id,
			lease: crate::NextLeaseId::<T>::get(),
			provider: best.provider.clone(),
			price_per_block: price,
		});
		Self::insert_lease(Match {
			tenant,
			provider: best.provider,
			offer: best.offer,
			resources: offer.terms.resources,
			order,
			terms,
			price_per_block: price,
			deposit,
			bid_deposit: best.deposit,
		});
		true
	}
}
