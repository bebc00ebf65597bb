//! What both sides sign, and what is paid for it.

use crate::{
	Config, Contest, ContestOutcome, Error, Event, Pallet, Running, Stage, clock::LeaseOf,
};
use frame_support::pallet_prelude::*;
use sp_core::sr25519;
use stoa_primitives::{
	Balance, BlockNumber, LeaseId, Usage,
	frame::{ChainIdentity, SpokenFor},
	lease::usage_digest,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_usage(
		usage: Usage,
		tenant_signature: [u8; 64],
		provider_signature: [u8; 64],
	) -> DispatchResult {
		let lease = Self::lease_at(usage.lease)?;
		let digest = usage_digest(&T::Chain::genesis(), &usage);
		let key = sr25519::Public::from_raw(lease.usage_key);
		let signature = sr25519::Signature::from_raw(tenant_signature);
		let signed = sp_io::crypto::sr25519_verify(&signature, &digest, &key)
			&& T::Keys::signed(&lease.provider, &digest, &provider_signature);
		ensure!(signed, Error::<T>::NotSigned);
		match lease.stage {
			Stage::Contested(contest) => Self::note_contested(usage, lease, contest),
			_ => Self::note_usage(usage),
		}
	}

	/// A statement about a lease that runs.
	fn note_usage(usage: Usage) -> DispatchResult {
		let id = usage.lease;
		let (mut lease, mut running) = Self::running(id)?;
		Self::ensure_plausible(&usage, &running, lease.escrow)?;
		let blocks = usage.until.saturating_sub(running.signed_until);
		running.signed_until = usage.until;
		running.signed_due = usage.due;
		running.missed = 0;
		lease.stage = Stage::Active(running);
		Self::note_signed(&lease.provider, &usage, blocks);
		Self::store_lease(id, lease);
		Ok(())
	}

	/// A statement that the tenant had signed before it contested: it cannot take that back.
	fn note_contested(usage: Usage, mut lease: LeaseOf<T>, mut contest: Contest) -> DispatchResult {
		ensure!(usage.until > contest.signed_until, Error::<T>::UsageStale);
		ensure!(usage.until <= contest.closed_at, Error::<T>::UsageAhead);
		ensure!(usage.due > contest.signed_due, Error::<T>::UsageStale);
		let blocks = usage.until.saturating_sub(contest.signed_until);
		let owed = usage.due.saturating_sub(contest.signed_due).min(contest.amount);
		let paid = Self::pay_provider(&lease.tenant, &lease.provider, owed);
		ensure!(paid == owed, Error::<T>::CannotReceive);
		Self::note_signed(&lease.provider, &usage, blocks);
		Self::note_earned(&lease.provider, paid);
		let provider = lease.provider.clone();
		Self::deposit_event(Event::LeasePaid { lease: usage.lease, provider, amount: paid });
		contest.signed_until = usage.until;
		contest.signed_due = usage.due;
		contest.blocks = contest.blocks.saturating_sub(blocks);
		contest.amount = contest.amount.saturating_sub(paid);
		lease.escrow = contest.amount;
		if contest.amount == 0 {
			Self::end_contest(usage.lease, lease, 0, 0, ContestOutcome::Signed);
		} else {
			lease.stage = Stage::Contested(contest);
			Self::store_lease(usage.lease, lease);
		}
		Ok(())
	}

	fn note_signed(provider: &T::AccountId, usage: &Usage, blocks: BlockNumber) {
		Self::with_seller(provider, |seller| {
			let signed = &mut seller.record.signed_blocks;
			*signed = signed.saturating_add(blocks.into());
		});
		Self::deposit_event(Event::UsageSigned {
			lease: usage.lease,
			until: usage.until,
			due: usage.due,
			meters: usage.meters,
		});
	}

	/// Whether a statement can follow what was signed before.
	fn ensure_plausible(usage: &Usage, running: &Running, escrow: Balance) -> DispatchResult {
		ensure!(usage.until > running.signed_until, Error::<T>::UsageStale);
		ensure!(usage.until <= Self::now(), Error::<T>::UsageAhead);
		ensure!(usage.due >= running.signed_due, Error::<T>::UsageStale);
		ensure!(usage.due <= running.schedule.due(usage.until), Error::<T>::DueAboveSchedule);
		let there = running.paid.saturating_add(escrow);
		ensure!(usage.due <= there, Error::<T>::DueAboveEscrow);
		Ok(())
	}

	pub(crate) fn do_claim(id: LeaseId) -> DispatchResult {
		let mut lease = Self::lease_at(id)?;
		let Stage::Active(mut running) = lease.stage else {
			return Err(Error::<T>::NothingToClaim.into());
		};
		let owed = running.claimable().min(lease.escrow);
		let amount = Self::pay_provider(&lease.tenant, &lease.provider, owed);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		running.paid = running.paid.saturating_add(amount);
		lease.escrow = lease.escrow.saturating_sub(amount);
		lease.stage = Stage::Active(running);
		Self::note_earned(&lease.provider, amount);
		Self::deposit_event(Event::LeasePaid {
			lease: id,
			provider: lease.provider.clone(),
			amount,
		});
		Self::store_lease(id, lease);
		Ok(())
	}

	pub(crate) fn note_earned(provider: &T::AccountId, amount: Balance) {
		Self::with_seller(provider, |seller| {
			seller.record.earned = seller.record.earned.saturating_add(amount);
		});
	}
}
