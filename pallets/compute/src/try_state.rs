//! What must hold between any two blocks.

use crate::{
	Agenda, Config, Due, HoldReason, LeaseDetails, Leases, LeasesByProvider, LeasesByTenant,
	Measurements, NextLeaseId, NextMeasurementId, NextOfferId, NextRequestId, Offers,
	OffersByProvider, Pallet, Requests, Sellers, Stage,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{Balance, BlockNumber, LeaseId, OfferId, frame::Arbitrator};

/// A sum for each encoded key.
type Sums = BTreeMap<Vec<u8>, Balance>;

fn add(sums: &mut Sums, key: impl Encode, amount: impl Into<Balance>) {
	let entry = sums.entry(key.encode()).or_default();
	*entry = entry.saturating_add(amount.into());
}

fn sum(sums: &Sums, key: impl Encode) -> Balance {
	sums.get(&key.encode()).copied().unwrap_or(0)
}

impl<T: Config> Pallet<T> {
	/// 1. For each account and reason, what is on hold is the sum of what offers, requests, leases and
	///    measurements hold.
	/// 2. An offer's used units are those of its leases that are not over, of best bids and of measurements,
	///    and there are as many. One that closes has some.
	/// 3. Offers and leases are indexed by their accounts, nothing else is, and providers count theirs.
	/// 4. Everything with a clock is on the agenda of the block that it names.
	/// 5. A lease that runs can pay what is signed; one that is contested has on hold what is
	///    contested, and names its case while there is one.
	/// 6. Ids are below the next ones.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_holds()?;
		Self::try_units()?;
		Self::try_indices()?;
		Self::try_agenda()?;
		for (id, lease) in Leases::<T>::iter() {
			Self::try_lease(id, &lease)?;
		}
		let below = Offers::<T>::iter_keys().all(|id| id < NextOfferId::<T>::get())
			&& Requests::<T>::iter_keys().all(|id| id < NextRequestId::<T>::get())
			&& Leases::<T>::iter_keys().all(|id| id < NextLeaseId::<T>::get())
			&& Measurements::<T>::iter_keys().all(|id| id < NextMeasurementId::<T>::get());
		ensure!(below, "6: an id from the future");
		Ok(())
	}

	fn try_holds() -> Result<(), TryRuntimeError> {
		let mut held: Vec<(HoldReason, T::AccountId, Balance)> = Vec::new();
		for offer in Offers::<T>::iter_values() {
			held.push((HoldReason::OfferDeposit, offer.provider, offer.deposit));
		}
		for request in Requests::<T>::iter_values() {
			held.push((HoldReason::Escrow, request.tenant.clone(), request.order.escrow));
			held.push((HoldReason::LeaseDeposit, request.tenant, request.deposit));
			if let Some(best) = request.best {
				held.push((HoldReason::BidDeposit, best.provider, best.deposit));
			}
		}
		for lease in Leases::<T>::iter_values() {
			held.push((HoldReason::Escrow, lease.tenant.clone(), lease.escrow));
			held.push((HoldReason::LeaseDeposit, lease.tenant, lease.deposit));
			if let Stage::Pending(pending) = lease.stage {
				held.push((HoldReason::BidDeposit, lease.provider, pending.bid_deposit));
			}
		}
		for details in Measurements::<T>::iter_values() {
			held.push((HoldReason::MeasurementBond, details.challenger, details.bond));
		}
		let mut sums = Sums::new();
		held.iter().for_each(|(reason, who, amount)| add(&mut sums, (reason, who), *amount));
		for (reason, who, _) in held {
			let there = T::Currency::balance_on_hold(&reason.into(), &who);
			ensure!(there == sum(&sums, (reason, &who)), "1: holds are not the sum of their parts");
		}
		Ok(())
	}

	fn try_units() -> Result<(), TryRuntimeError> {
		let mut used = Sums::new();
		for lease in Leases::<T>::iter_values() {
			if !matches!(lease.stage, Stage::Contested(_)) {
				add(&mut used, lease.offer, lease.units);
			}
		}
		for request in Requests::<T>::iter_values() {
			if let Some(best) = request.best {
				add(&mut used, best.offer, request.order.units);
			}
		}
		for details in Measurements::<T>::iter_values() {
			if details.lease.is_none() {
				details.targets.iter().for_each(|t| add(&mut used, t.offer, t.units));
			}
		}
		for (id, offer) in Offers::<T>::iter() {
			let sum = sum(&used, id);
			ensure!(Balance::from(offer.used) == sum, "2: used units are miscounted");
			ensure!(offer.used <= offer.terms.units, "2: more units are used than there are");
			ensure!(!offer.closing || offer.used > 0, "2: a closed offer is still there");
		}
		for key in used.keys() {
			let id = <OfferId as codec::Decode>::decode(&mut &key[..]).unwrap_or(OfferId::MAX);
			ensure!(Offers::<T>::contains_key(id), "2: units of an offer that is gone");
		}
		Ok(())
	}

	fn try_indices() -> Result<(), TryRuntimeError> {
		let (mut offers, mut leases) = (Sums::new(), Sums::new());
		for (id, offer) in Offers::<T>::iter() {
			let indexed = OffersByProvider::<T>::contains_key(&offer.provider, id);
			ensure!(indexed, "3: an offer is not indexed");
			add(&mut offers, &offer.provider, 1u32);
		}
		for (id, lease) in Leases::<T>::iter() {
			let indexed = LeasesByTenant::<T>::contains_key(&lease.tenant, id)
				&& LeasesByProvider::<T>::contains_key(&lease.provider, id);
			ensure!(indexed, "3: a lease is not indexed");
			add(&mut leases, &lease.provider, 1u32);
		}
		let all = Leases::<T>::iter_keys().count();
		let exact = OffersByProvider::<T>::iter_keys().count() == Offers::<T>::iter_keys().count()
			&& LeasesByTenant::<T>::iter_keys().count() == all
			&& LeasesByProvider::<T>::iter_keys().count() == all;
		ensure!(exact, "3: something is indexed that is not there");
		for (who, seller) in Sellers::<T>::iter() {
			let counted = Balance::from(seller.offers) == sum(&offers, &who)
				&& Balance::from(seller.leases) == sum(&leases, &who);
			ensure!(counted, "3: a provider's offers or leases are miscounted");
			let empty = seller.offers == 0 && seller.leases == 0 && seller.measurement.is_none();
			ensure!(!empty, "3: a provider without offers and leases is still known");
		}
		Ok(())
	}

	fn try_agenda() -> Result<(), TryRuntimeError> {
		let on = |due: Due, at: BlockNumber| at == 0 || Agenda::<T>::get(at).contains(&due);
		for (id, lease) in Leases::<T>::iter() {
			ensure!(on(Due::Lease(id), lease.due_at), "4: a lease is on no agenda");
		}
		for (id, request) in Requests::<T>::iter() {
			ensure!(on(Due::Request(id), request.due_at), "4: a request is on no agenda");
		}
		for (id, details) in Measurements::<T>::iter() {
			ensure!(on(Due::Measurement(id), details.due_at), "4: a measurement is on no agenda");
		}
		Ok(())
	}

	fn try_lease(id: LeaseId, lease: &LeaseDetails<T::AccountId>) -> Result<(), TryRuntimeError> {
		match &lease.stage {
			Stage::Pending(pending) => {
				ensure!(pending.price_per_block > 0, "5: a lease has no price");
			}
			Stage::Active(running) => {
				ensure!(running.paid <= running.signed_due, "5: more was paid than was signed");
				ensure!(running.claimable() <= lease.escrow, "5: what is signed is not there");
				ensure!(running.started_at <= running.signed_until, "5: signed before the start");
			}
			Stage::Contested(contest) => {
				ensure!(contest.amount == lease.escrow, "5: what is contested is not on hold");
				let before_court = contest.case == T::Court::open_case(&id);
				ensure!(before_court, "5: a contest is before no court, or before another one");
			}
		}
		Ok(())
	}
}
