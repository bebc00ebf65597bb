//! How leases begin, and what their tenants may change.

use crate::{
	Config, Contest, CurrentParameters, Due, EndReason, Error, Event, HoldReason, LeaseDetails,
	LeaseOrder, LeaseTerms, Leases, LeasesByProvider, LeasesByTenant, NextLeaseId, OfferTerms,
	Pallet, Parameters, Pending, Renewals, Running, Stage, clock::LeaseOf, pricing,
	pricing::Schedule,
};
use frame_support::{pallet_prelude::*, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError};
use stoa_primitives::{
	Balance, BlockNumber, LeaseId, OfferId, Resources,
	frame::{Clock, Holds, SpokenFor},
};

/// A lease that was matched, and that its provider has to start.
pub(crate) struct Match<AccountId> {
	pub tenant: AccountId,
	pub provider: AccountId,
	pub offer: OfferId,
	pub resources: Resources,
	pub order: LeaseOrder,
	pub terms: LeaseTerms,
	pub price_per_block: Balance,
	pub deposit: Balance,
	pub bid_deposit: Balance,
}

impl Running {
	/// Where the unsigned blocks that are paid end at the latest.
	pub fn bound(&self, terms: &LeaseTerms) -> BlockNumber {
		self.signed_until.saturating_add(terms.period_blocks)
	}

	/// Until when either side waits for a signature: the same, put off by what the clock has stood still.
	pub fn patience(&self, terms: &LeaseTerms) -> BlockNumber {
		self.bound(terms).saturating_add(self.missed)
	}

	/// Signed and not paid, in planck.
	pub fn claimable(&self) -> Balance {
		self.signed_due.saturating_sub(self.paid)
	}

	/// The price of the unsigned blocks before `at`, of one period at most.
	pub fn unsigned(&self, terms: &LeaseTerms, at: BlockNumber) -> Balance {
		self.schedule.between(self.signed_until, at.min(self.bound(terms)))
	}
}

impl<AccountId> LeaseDetails<AccountId> {
	/// The first block that a running lease does not have, as things stand, and why.
	pub fn ends(&self, running: &Running) -> (BlockNumber, EndReason) {
		let money = self.escrow.saturating_sub(running.claimable());
		let funded = running.schedule.funded_until(running.signed_until, money);
		let unsigned = running.patience(&self.terms).saturating_add(self.terms.grace_blocks);
		let end = running.schedule.end();
		if end <= funded && end <= unsigned {
			let left_by = running.notice.map(EndReason::left_by);
			(end, left_by.unwrap_or(EndReason::Completed))
		} else if funded <= unsigned {
			(funded, EndReason::Overdrawn)
		} else {
			(unsigned, EndReason::Unsigned)
		}
	}

	/// The block in which something is due, unless something happens before. The last of all while it is
	/// before the court.
	pub fn deadline(&self) -> BlockNumber {
		match &self.stage {
			Stage::Contested(Contest { case: Some(_), .. }) => BlockNumber::MAX,
			Stage::Pending(pending) => pending.start_by.saturating_add(1),
			Stage::Active(running) => self.ends(running).0,
			Stage::Contested(contest) => contest.until.saturating_add(1),
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_lease(
		who: T::AccountId,
		id: OfferId,
		order: LeaseOrder,
		price_limit: Balance,
	) -> DispatchResult {
		let offer = Self::open_offer(id, &who)?;
		let terms = &offer.terms;
		let lasts = (terms.min_blocks..=terms.max_blocks).contains(&order.blocks);
		ensure!(lasts, Error::<T>::BadDuration);
		let price = pricing::price(terms, order.units, order.blocks);
		let price = price.ok_or(ArithmeticError::Overflow)?;
		ensure!(price <= price_limit, Error::<T>::PriceAboveLimit);
		let agreed = Self::agreed(terms, &order)?;
		let (period, notice) = (agreed.period_blocks, agreed.notice_blocks);
		let least = pricing::least_escrow(price, order.blocks, period, notice);
		ensure!(order.escrow >= least, Error::<T>::EscrowTooSmall);
		let deposit = T::LeaseDeposit::get();
		Self::hold(HoldReason::Escrow, &who, order.escrow)?;
		Self::hold(HoldReason::LeaseDeposit, &who, deposit)?;
		let matched = Match {
			tenant: who,
			provider: offer.provider.clone(),
			offer: id,
			resources: terms.resources,
			order,
			terms: agreed,
			price_per_block: price,
			deposit,
			bid_deposit: 0,
		};
		Self::take_units(id, offer, order.units)?;
		let due_at = Self::insert_lease(matched);
		ensure!(due_at > 0, Error::<T>::AgendaFull);
		Ok(())
	}

	/// The terms of a lease of an offer.
	fn agreed(terms: &OfferTerms, order: &LeaseOrder) -> Result<LeaseTerms, DispatchError> {
		let parameters = CurrentParameters::<T>::get();
		let all = |renewals: Renewals| {
			let units = Balance::from(order.units);
			let price_per_block = renewals.price_per_block.checked_mul(units)?;
			Some(Renewals { price_per_block, ..renewals })
		};
		let renewal = match terms.renewals {
			Some(renewals) => Some(all(renewals).ok_or(ArithmeticError::Overflow)?),
			None => None,
		};
		let notice = pricing::long_term(terms, order.blocks).map_or(0, |term| term.notice_blocks);
		Ok(LeaseTerms {
			notice_blocks: notice,
			max_blocks: terms.max_blocks,
			renewal,
			..Self::plain_terms(&parameters, terms.period_blocks, order.blocks)
		})
	}

	/// Terms without notice and renewals.
	pub(crate) fn plain_terms(
		parameters: &Parameters,
		period_blocks: BlockNumber,
		blocks: BlockNumber,
	) -> LeaseTerms {
		LeaseTerms {
			period_blocks,
			grace_blocks: parameters.grace_blocks.get(),
			notice_blocks: 0,
			max_blocks: blocks,
			renewal: None,
			renewal_blocks: blocks,
			answer_blocks: parameters.answer_blocks.get(),
			case_blocks: parameters.case_blocks.get(),
		}
	}

	/// A lease that waits for its provider.
	fn pending(matched: Match<T::AccountId>) -> LeaseOf<T> {
		let Match { tenant, provider, offer, resources, order, terms, .. } = matched;
		let start_blocks = CurrentParameters::<T>::get().start_blocks.get();
		let stage = Stage::Pending(Pending {
			price_per_block: matched.price_per_block,
			blocks: order.blocks,
			start_by: Self::now().saturating_add(start_blocks),
			bid_deposit: matched.bid_deposit,
		});
		LeaseDetails {
			tenant,
			provider,
			offer,
			units: order.units,
			resources,
			usage_key: order.usage_key,
			manifest: order.manifest,
			terms,
			escrow: order.escrow,
			deposit: matched.deposit,
			stage,
			stood: T::Clock::stood_still(),
			due_at: 0,
		}
	}

	/// Stores a lease that was matched; returns the block on whose agenda it is.
	pub(crate) fn insert_lease(matched: Match<T::AccountId>) -> BlockNumber {
		let mut lease = Self::pending(matched);
		let id = NextLeaseId::<T>::get();
		NextLeaseId::<T>::put(id.saturating_add(1));
		lease.due_at = Self::schedule(Due::Lease(id), lease.deadline());
		LeasesByTenant::<T>::insert(&lease.tenant, id, ());
		LeasesByProvider::<T>::insert(&lease.provider, id, ());
		Self::with_seller(&lease.provider, |seller| {
			seller.leases = seller.leases.saturating_add(1);
		});
		if let Stage::Pending(pending) = &lease.stage {
			Self::deposit_event(Event::LeaseMatched {
				lease: id,
				tenant: lease.tenant.clone(),
				provider: lease.provider.clone(),
				offer: lease.offer,
				units: lease.units,
				price_per_block: pending.price_per_block,
				blocks: pending.blocks,
				escrow: lease.escrow,
				manifest: lease.manifest,
				start_by: pending.start_by,
			});
		}
		let due_at = lease.due_at;
		Leases::<T>::insert(id, lease);
		due_at
	}

	pub(crate) fn do_start_lease(who: T::AccountId, id: LeaseId) -> DispatchResultWithPostInfo {
		let (mut lease, pending) = Self::pending_of(&who, id)?;
		let now = Self::now();
		ensure!(now <= pending.start_by, Error::<T>::TooLateToStart);
		Self::give_back(HoldReason::BidDeposit, &lease.provider, pending.bid_deposit);
		let running = Running {
			started_at: now,
			schedule: Schedule::new(now, pending.price_per_block, pending.blocks),
			signed_until: now,
			signed_due: 0,
			paid: 0,
			notice: None,
			next_measurement: 0,
			missed: 0,
		};
		lease.stage = Stage::Active(running);
		Self::with_seller(&lease.provider, |seller| {
			seller.record.started = seller.record.started.saturating_add(1);
		});
		let ends_at = lease.ends(&running).0;
		Self::deposit_event(Event::LeaseStarted {
			lease: id,
			provider: lease.provider.clone(),
			ends_at,
		});
		Self::store_lease(id, lease);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_decline_lease(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let (lease, pending) = Self::pending_of(&who, id)?;
		// A signing key moves no money.
		let own = pending.bid_deposit == 0 || who == lease.provider;
		ensure!(own, Error::<T>::NotProvider);
		// What it would not start it does not offer any more.
		crate::Offers::<T>::mutate_extant(lease.offer, |offer| {
			offer.terms.units = offer.terms.units.saturating_sub(lease.units);
		});
		Self::end_pending(id, lease, pending, EndReason::Declined);
		Ok(())
	}

	/// A lease that `who` may start.
	fn pending_of(who: &T::AccountId, id: LeaseId) -> Result<(LeaseOf<T>, Pending), DispatchError> {
		let lease = Self::lease_at(id)?;
		ensure!(T::Keys::speaks_for(who, &lease.provider), Error::<T>::NotProvider);
		let Stage::Pending(pending) = lease.stage else {
			return Err(Error::<T>::AlreadyStarted.into());
		};
		Ok((lease, pending))
	}

	pub(crate) fn do_extend_lease(
		who: T::AccountId,
		id: LeaseId,
		blocks: BlockNumber,
		escrow: Balance,
	) -> DispatchResult {
		let (mut lease, mut running) = Self::running(id)?;
		Self::ensure_tenant_stays(&who, &lease, &running)?;
		ensure!(blocks > 0, Error::<T>::BadDuration);
		ensure!(running.schedule.next.is_none(), Error::<T>::RenewalWaits);
		running.schedule.extend(blocks);
		let lasts = running.schedule.end().saturating_sub(running.schedule.from);
		ensure!(lasts <= lease.terms.max_blocks, Error::<T>::BadDuration);
		Self::hold(HoldReason::Escrow, &who, escrow)?;
		lease.escrow = lease.escrow.saturating_add(escrow);
		lease.stage = Stage::Active(running);
		let ends_at = running.schedule.end();
		Self::deposit_event(Event::LeaseExtended { lease: id, ends_at, escrow: lease.escrow });
		Self::store_lease(id, lease);
		Ok(())
	}

	pub(crate) fn do_renew_lease(
		who: T::AccountId,
		id: LeaseId,
		escrow: Balance,
	) -> DispatchResult {
		let (mut lease, mut running) = Self::running(id)?;
		Self::ensure_tenant_stays(&who, &lease, &running)?;
		let mut renewal = lease.terms.renewal.ok_or(Error::<T>::NotRenewable)?;
		renewal.times = renewal.times.checked_sub(1).ok_or(Error::<T>::NotRenewable)?;
		let price = renewal.price_per_block;
		// A schedule forgets what blocks before its present price cost: those must be signed.
		let signed = running.signed_until;
		let renewed = running.schedule.renew(signed, price, lease.terms.renewal_blocks);
		ensure!(renewed, Error::<T>::RenewalWaits);
		Self::hold(HoldReason::Escrow, &who, escrow)?;
		lease.escrow = lease.escrow.saturating_add(escrow);
		lease.terms.renewal = Some(renewal);
		lease.stage = Stage::Active(running);
		let ends_at = running.schedule.end();
		let event = Event::LeaseRenewed { lease: id, price_per_block: price, ends_at };
		Self::deposit_event(event);
		Self::store_lease(id, lease);
		Ok(())
	}

	fn ensure_tenant_stays(
		who: &T::AccountId,
		lease: &LeaseOf<T>,
		running: &Running,
	) -> DispatchResult {
		ensure!(lease.tenant == *who, Error::<T>::NotTenant);
		ensure!(running.notice.is_none(), Error::<T>::NoticeGiven);
		Ok(())
	}

	pub(crate) fn do_top_up(who: T::AccountId, id: LeaseId, amount: Balance) -> DispatchResult {
		let mut lease = Self::live(id)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::hold_for(HoldReason::Escrow, &who, &lease.tenant, amount)?;
		lease.escrow = lease.escrow.saturating_add(amount);
		let escrow = lease.escrow;
		Self::deposit_event(Event::EscrowIncreased { lease: id, payer: who, amount, escrow });
		Self::store_lease(id, lease);
		Ok(())
	}

	pub(crate) fn do_transfer_lease(
		who: T::AccountId,
		id: LeaseId,
		to: T::AccountId,
		usage_key: [u8; 32],
	) -> DispatchResult {
		let mut lease = Self::live(id)?;
		ensure!(lease.tenant == who, Error::<T>::NotTenant);
		ensure!(lease.provider != to, Error::<T>::OwnOffer);
		if to != who {
			Self::hand_over(HoldReason::Escrow, &who, &to, lease.escrow)?;
			Self::hand_over(HoldReason::LeaseDeposit, &who, &to, lease.deposit)?;
			LeasesByTenant::<T>::remove(&who, id);
			LeasesByTenant::<T>::insert(&to, id, ());
		}
		lease.tenant = to.clone();
		lease.usage_key = usage_key;
		Self::deposit_event(Event::LeaseTransferred { lease: id, from: who, to, usage_key });
		Self::store_lease(id, lease);
		Ok(())
	}

	/// A lease that is not over.
	fn live(id: LeaseId) -> Result<LeaseOf<T>, DispatchError> {
		let lease = Self::lease_at(id)?;
		let contested = matches!(lease.stage, Stage::Contested(_));
		ensure!(!contested && Self::now() < lease.deadline(), Error::<T>::LeaseOver);
		Ok(lease)
	}

	/// A lease that runs.
	pub(crate) fn running(id: LeaseId) -> Result<(LeaseOf<T>, Running), DispatchError> {
		let lease = Self::live(id)?;
		let Stage::Active(running) = lease.stage else {
			return Err(Error::<T>::NotStarted.into());
		};
		Ok((lease, running))
	}

	/// Stores a lease; puts it on an earlier agenda if its clock was moved forward, and on none while it is before
	/// the court.
	pub(crate) fn store_lease(id: LeaseId, mut lease: LeaseOf<T>) {
		let deadline = lease.deadline();
		// An agenda that was full put it later than its clock says: that is no reason for another entry.
		let before = Self::find_lease(id).map_or(BlockNumber::MAX, |stored| stored.deadline());
		if deadline == BlockNumber::MAX {
			lease.due_at = 0;
		} else if lease.due_at == 0 || (deadline < lease.due_at && deadline < before) {
			lease.due_at = Self::schedule(Due::Lease(id), deadline);
		}
		Leases::<T>::insert(id, lease);
	}
}
