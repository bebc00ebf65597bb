//! How leases end. Whatever the provider does, its units are free in the block in which a lease is over.

use crate::{
	Config, Contest, ContestOutcome, Due, EndReason, Error, Event, HoldReason, Leases,
	LeasesByProvider, LeasesByTenant, Pallet, Pending, Running, Stage, clock::LeaseOf,
};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Balance, BlockNumber, LeaseFault, LeaseId, LeaseSide,
	frame::{Holds, ProviderStanding, SpokenFor, StrikeReason},
};

impl EndReason {
	/// That a side left.
	pub fn left_by(side: LeaseSide) -> Self {
		match side {
			LeaseSide::Tenant => Self::ClosedByTenant,
			LeaseSide::Provider => Self::ClosedByProvider,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_close_lease(
		who: T::AccountId,
		id: LeaseId,
		contested: Option<LeaseFault>,
	) -> DispatchResultWithPostInfo {
		let lease = Self::lease_at(id)?;
		let tenant = lease.tenant == who;
		ensure!(tenant || T::Keys::speaks_for(&who, &lease.provider), Error::<T>::NotParty);
		match lease.stage {
			Stage::Pending(pending) => {
				ensure!(tenant, Error::<T>::NotStarted);
				Self::end_pending(id, lease, pending, EndReason::Cancelled);
			}
			Stage::Contested(_) => return Err(Error::<T>::LeaseOver.into()),
			Stage::Active(running) => {
				ensure!(Self::now() < lease.ends(&running).0, Error::<T>::LeaseOver);
				match (tenant, contested) {
					(true, Some(fault)) => Self::contest(id, lease, running, fault),
					(true, None) => Self::leave(id, lease, running, LeaseSide::Tenant)?,
					(false, Some(_)) => return Err(Error::<T>::NotTenant.into()),
					(false, None) => Self::leave_as_provider(id, lease, running)?,
				}
			}
		}
		Ok(Pays::No.into())
	}

	/// A provider that leaves while its tenant is there has what is signed and no more: it could have had the
	/// rest signed first. One whose tenant has signed nothing for a period leaves at once, and has that
	/// period's price.
	fn leave_as_provider(id: LeaseId, lease: LeaseOf<T>, mut running: Running) -> DispatchResult {
		let now = Self::now();
		if now >= running.patience(&lease.terms) {
			Self::finish(id, lease, running, now, EndReason::ClosedByProvider);
			return Ok(());
		}
		if lease.terms.notice_blocks == 0 {
			running.schedule.cut(running.signed_until);
		}
		Self::leave(id, lease, running, LeaseSide::Provider)
	}

	/// Ends a lease at once, or after its notice.
	fn leave(
		id: LeaseId,
		mut lease: LeaseOf<T>,
		mut running: Running,
		by: LeaseSide,
	) -> DispatchResult {
		let now = Self::now();
		// A tenant need not wait for a provider that is leaving.
		let let_go = by == LeaseSide::Tenant && running.notice == Some(LeaseSide::Provider);
		if lease.terms.notice_blocks == 0 || let_go {
			Self::finish(id, lease, running, now, EndReason::left_by(by));
			return Ok(());
		}
		ensure!(running.notice.is_none(), Error::<T>::NoticeGiven);
		running.schedule.cut(now.saturating_add(lease.terms.notice_blocks));
		running.notice = Some(by);
		lease.stage = Stage::Active(running);
		let ends_at = lease.ends(&running).0;
		Self::deposit_event(Event::NoticeGiven { lease: id, by, ends_at });
		Self::store_lease(id, lease);
		Ok(())
	}

	/// Ends a lease that runs as of block `at`: the provider has what is signed and at most one period more,
	/// the tenant the rest.
	pub(crate) fn finish(
		id: LeaseId,
		lease: LeaseOf<T>,
		running: Running,
		at: BlockNumber,
		reason: EndReason,
	) {
		let unsigned = running.unsigned(&lease.terms, at);
		let owed = running.claimable().saturating_add(unsigned).min(lease.escrow);
		let paid = Self::pay_provider(&lease.tenant, &lease.provider, owed);
		Self::note_earned(&lease.provider, paid);
		Self::return_units(lease.offer, lease.units);
		Self::end_lease(id, lease, paid, reason);
	}

	/// The tenant says that what is not signed was not served, or not by such a machine. What is signed is paid,
	/// the rest of the escrow is the tenant's again, the units are the offer's; unsigned blocks and notice stay
	/// on hold.
	fn contest(id: LeaseId, mut lease: LeaseOf<T>, running: Running, fault: LeaseFault) {
		let now = Self::now();
		let signed = running.claimable().min(lease.escrow);
		let there = lease.escrow.saturating_sub(signed);
		let amount = Self::contestable(&lease, &running, now).min(there);
		if amount == 0 {
			Self::finish(id, lease, running, now, EndReason::ClosedByTenant);
			return;
		}
		Self::pay_signed(id, &mut lease, signed);
		let refunded = lease.escrow.saturating_sub(amount);
		Self::give_back(HoldReason::Escrow, &lease.tenant, refunded);
		Self::return_units(lease.offer, lease.units);
		lease.escrow = amount;
		let until = now.saturating_add(lease.terms.answer_blocks);
		Self::deposit_event(Event::LeaseContested {
			lease: id,
			tenant: lease.tenant.clone(),
			provider: lease.provider.clone(),
			fault,
			contested: amount,
			refunded,
			until,
		});
		lease.stage = Stage::Contested(Contest {
			amount,
			blocks: now.min(running.bound(&lease.terms)).saturating_sub(running.signed_until),
			fault,
			closed_at: now,
			signed_until: running.signed_until,
			signed_due: running.signed_due,
			until,
			insisted: false,
			case: None,
		});
		// Where the end was near, the answer comes later than that.
		lease.due_at = Self::schedule(Due::Lease(id), lease.deadline());
		Leases::<T>::insert(id, lease);
	}

	/// Pays what is signed of a lease that ends.
	fn pay_signed(id: LeaseId, lease: &mut LeaseOf<T>, signed: Balance) {
		let amount = Self::pay_provider(&lease.tenant, &lease.provider, signed);
		if amount == 0 {
			return;
		}
		lease.escrow = lease.escrow.saturating_sub(amount);
		Self::note_earned(&lease.provider, amount);
		let provider = lease.provider.clone();
		Self::deposit_event(Event::LeasePaid { lease: id, provider, amount });
	}

	/// What a tenant that leaves now would owe beyond what is signed: unsigned blocks and notice.
	fn contestable(lease: &LeaseOf<T>, running: &Running, now: BlockNumber) -> Balance {
		let unsigned = running.unsigned(&lease.terms, now);
		let until = match running.notice {
			Some(LeaseSide::Tenant) => running.schedule.end(),
			Some(LeaseSide::Provider) => now,
			None => now.saturating_add(lease.terms.notice_blocks),
		};
		unsigned.saturating_add(running.schedule.between(now, until.max(now)))
	}

	/// Ends a contest whose time is over: unanswered it is the tenant's, without a ruling it is nobody's.
	fn settle_late(id: LeaseId, lease: LeaseOf<T>, contest: Contest) {
		if contest.insisted {
			Self::burn(HoldReason::Escrow, &lease.tenant, contest.amount);
			Self::end_contest(id, lease, 0, contest.amount, ContestOutcome::Lapsed);
			return;
		}
		T::Providers::strike(&lease.provider, StrikeReason::LeaseNotServed);
		Self::with_seller(&lease.provider, |seller| {
			seller.record.unanswered = seller.record.unanswered.saturating_add(1);
		});
		Self::end_contest(id, lease, 0, 0, ContestOutcome::Unanswered);
	}

	pub(crate) fn end_contest(
		id: LeaseId,
		mut lease: LeaseOf<T>,
		paid: Balance,
		burned: Balance,
		outcome: ContestOutcome,
	) {
		lease.escrow = lease.escrow.saturating_sub(burned);
		let refunded = lease.escrow.saturating_sub(paid);
		Self::give_back(HoldReason::Escrow, &lease.tenant, refunded);
		Self::deposit_event(Event::ContestSettled { lease: id, outcome, paid, refunded, burned });
		Self::remove_lease(id, lease);
	}

	/// Ends a lease that never started.
	pub(crate) fn end_pending(id: LeaseId, lease: LeaseOf<T>, pending: Pending, reason: EndReason) {
		let provider = &lease.provider;
		let deposit = pending.bid_deposit;
		// Whoever outbid others and does not start pays the tenant for having waited.
		if matches!(reason, EndReason::NotStarted | EndReason::Declined) {
			let moved = Self::pay_held(HoldReason::BidDeposit, provider, &lease.tenant, deposit);
			Self::give_back(HoldReason::BidDeposit, provider, deposit.saturating_sub(moved));
		} else {
			Self::give_back(HoldReason::BidDeposit, provider, deposit);
		}
		if matches!(reason, EndReason::NotStarted) {
			T::Providers::strike(provider, StrikeReason::LeaseNotStarted);
			Self::with_seller(provider, |seller| {
				seller.record.not_started = seller.record.not_started.saturating_add(1);
			});
		}
		Self::return_units(lease.offer, lease.units);
		Self::end_lease(id, lease, 0, reason);
	}

	/// Gives the tenant what is left, and forgets the lease.
	fn end_lease(id: LeaseId, lease: LeaseOf<T>, paid: Balance, reason: EndReason) {
		let refunded = lease.escrow.saturating_sub(paid);
		Self::give_back(HoldReason::Escrow, &lease.tenant, refunded);
		Self::deposit_event(Event::LeaseEnded {
			lease: id,
			tenant: lease.tenant.clone(),
			provider: lease.provider.clone(),
			reason,
			paid,
			refunded,
		});
		Self::remove_lease(id, lease);
	}

	fn remove_lease(id: LeaseId, lease: LeaseOf<T>) {
		Self::give_back(HoldReason::LeaseDeposit, &lease.tenant, lease.deposit);
		Leases::<T>::remove(id);
		LeasesByTenant::<T>::remove(&lease.tenant, id);
		LeasesByProvider::<T>::remove(&lease.provider, id);
		Self::with_seller(&lease.provider, |seller| {
			seller.leases = seller.leases.saturating_sub(1);
		});
	}

	/// What a lease's clock makes due. False, changing nothing, if that is nothing.
	pub(crate) fn advance_lease(id: LeaseId, now: BlockNumber) -> bool {
		let Some(lease) = Self::find_lease(id) else { return false };
		if now < lease.deadline() {
			return false;
		}
		match lease.stage {
			Stage::Pending(pending) => {
				Self::end_pending(id, lease, pending, EndReason::NotStarted);
			}
			Stage::Active(running) => {
				let (at, reason) = lease.ends(&running);
				Self::finish(id, lease, running, at, reason);
			}
			Stage::Contested(contest) => Self::settle_late(id, lease, contest),
		}
		true
	}
}
