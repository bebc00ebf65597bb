//! Money: what is charged, paid, returned, slashed.
//!
//! Nothing here fails: what an account cannot receive is parked in the pot for `claim`, so that no
//! payee can stop a job by being unable to take its share.

use crate::{
	CancelReason, Claimable, Config, Error, Event, Fate, HoldReason, JobDetails, JobState,
	JobsByAccount, Outcome, Pallet, Records, RefundReason, SeatState, Settlement, Stage,
	VacateReason,
	pricing::{self, Charge},
};
use alloc::vec::Vec;
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};
use sp_runtime::{Permill, traits::AccountIdConversion};
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, DeclineReason, JobId,
	frame::{
		Holds, ModelInspect, OnSettled, ProviderBond, ProviderInspect, SettledJob, SharesIncome,
	},
};

impl<T: Config> Holds for Pallet<T> {
	type AccountId = T::AccountId;
	type Reason = HoldReason;
	type Currency = T::Currency;

	const LOG: &'static str = "runtime::inference";

	fn insufficient_funds() -> DispatchError {
		Error::<T>::InsufficientFunds.into()
	}
}

impl<T: Config> Pallet<T> {
	/// The account that keeps parked payments.
	pub fn pot() -> T::AccountId {
		T::PotId::get().into_account_truncating()
	}

	/// The pot must exist, or it could not receive small amounts.
	pub(crate) fn endow_pot() {
		let least = T::Currency::minimum_balance();
		if T::Currency::total_balance(&Self::pot()) < least
			&& let Err(error) = T::Currency::mint_into(&Self::pot(), least)
		{
			log::error!(target: "runtime::inference", "pot: {error:?}");
		}
	}

	/// Moves `amount` on hold at `from` to `to`; parks it if `to` cannot receive it.
	pub(crate) fn pay(reason: HoldReason, from: &T::AccountId, to: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		if from == to {
			return Self::give_back(reason, from, amount);
		}
		if Self::move_held(reason, from, to, amount).is_ok() {
			return;
		}
		let parked = Self::move_held(reason, from, &Self::pot(), amount);
		if parked.is_err() {
			log::error!(target: "runtime::inference", "pot cannot receive: {parked:?}");
			return Self::give_back(reason, from, amount);
		}
		Claimable::<T>::mutate(to, |owed| *owed = owed.saturating_add(amount));
		Self::deposit_event(Event::PaymentParked { account: to.clone(), amount });
	}

	pub(crate) fn release_deposit(who: &T::AccountId, deposit: Balance) {
		Self::give_back(HoldReason::RecordDeposit, who, deposit);
	}

	fn pay_from_escrow(job: &mut JobDetails<T::AccountId>, to: &T::AccountId, amount: Balance) {
		let amount = amount.min(job.escrow);
		job.escrow = job.escrow.saturating_sub(amount);
		Self::pay(HoldReason::Escrow, &job.requester, to, amount);
	}

	/// Pays a provider for its work: those who back it get their part of it.
	fn pay_provider(job: &mut JobDetails<T::AccountId>, provider: &T::AccountId, amount: Balance) {
		let mut amount = amount.min(job.escrow);
		if let Some((pot, part)) = T::Income::share(provider, amount) {
			let part = part.min(amount);
			if Self::move_held(HoldReason::Escrow, &job.requester, &pot, part).is_ok() {
				job.escrow = job.escrow.saturating_sub(part);
				amount = amount.saturating_sub(part);
				T::Income::shared(provider, part);
			}
		}
		Self::pay_from_escrow(job, provider, amount);
	}

	fn return_escrow(job: &mut JobDetails<T::AccountId>) -> Balance {
		let left = core::mem::take(&mut job.escrow);
		Self::give_back(HoldReason::Escrow, &job.requester, left);
		left
	}

	/// What a seat costs for an answer of `tokens` tokens.
	pub(crate) fn seat_cost(
		job: &JobDetails<T::AccountId>,
		at: usize,
		claim: &AnswerClaim,
	) -> Balance {
		job.seats.get(at).map_or(0, |seat| {
			let cost = seat.price.cost(job.prompt_tokens, claim.tokens);
			if seat.auditor {
				pricing::audit_cost(cost, job.parameters.audit_share.get())
			} else {
				cost
			}
		})
	}

	/// Losers of a verdict pay the added seats behind the answer, out of what they reserved.
	pub(crate) fn charge_losers(
		job: &mut JobDetails<T::AccountId>,
		losers: &[usize],
		claim: &AnswerClaim,
	) {
		let core = job.core();
		let judges = Self::seats_claiming(job, |other| other == *claim);
		for judge in judges.into_iter().filter(|at| *at >= core) {
			let mut due = Self::seat_cost(job, judge, claim);
			let Some(payee) = job.seats.get(judge).map(|seat| seat.provider.clone()) else {
				continue;
			};
			for at in losers {
				let Some(loser) = job.seats.get_mut(*at) else { continue };
				let part = due.min(loser.reserved);
				let moved = T::Providers::pay_from_reserved(&loser.provider, part, &payee);
				loser.reserved = loser.reserved.saturating_sub(moved);
				due = due.saturating_sub(moved);
				if let Some(seat) = job.seats.get_mut(judge) {
					seat.paid = seat.paid.saturating_add(moved);
				}
			}
		}
	}

	/// What the escrow owes each seat behind the answer. Added seats that the losers could not pay in
	/// full share what the losers' own seats would have cost, so that the requester never pays for
	/// more seats than were ordered.
	fn seats_owed(job: &JobDetails<T::AccountId>, claim: &AnswerClaim) -> Vec<(usize, Balance)> {
		let core = job.core();
		let mut spare = (0..job.seats.len().min(core))
			.filter(|at| {
				job.seats
					.get(*at)
					.is_some_and(|seat| seat.state == SeatState::Vacated(VacateReason::Outvoted))
			})
			.fold(0, |sum: Balance, at| sum.saturating_add(Self::seat_cost(job, at, claim)));
		Self::seats_claiming(job, |other| other == *claim)
			.into_iter()
			.map(|at| {
				let cost = Self::seat_cost(job, at, claim);
				if at < core {
					return (at, cost);
				}
				let paid = job.seats.get(at).map_or(0, |seat| seat.paid);
				let part = cost.saturating_sub(paid).min(spare);
				spare = spare.saturating_sub(part);
				(at, part)
			})
			.collect()
	}

	/// Pays everyone for the answer `claim` and returns the rest.
	pub(crate) fn settle(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		claim: AnswerClaim,
		now: BlockNumber,
	) -> Fate {
		let owed = Self::seats_owed(job, &claim);
		let charge = Charge::new(
			owed.iter().map(|(_, amount)| *amount).collect(),
			job.royalty.cost(job.prompt_tokens, claim.tokens),
			job.parameters.network_share(),
			Permill::from_parts(job.parameters.burn_share.get()),
			job.risk_fee,
		);
		let charged = charge.total().min(job.escrow);
		for (at, amount) in owed {
			let Some(seat) = job.seats.get_mut(at) else { continue };
			seat.paid = seat.paid.saturating_add(amount);
			let provider = seat.provider.clone();
			Self::pay_provider(job, &provider, amount);
		}
		let dust = Self::pay_owners(job, charge.royalty);
		let burned = charge.burned.min(job.escrow);
		job.escrow = job.escrow.saturating_sub(burned);
		Self::burn(HoldReason::Escrow, &job.requester, burned);
		let treasury = charge.treasury.saturating_add(dust);
		Self::pay_from_escrow(job, &T::Treasury::get(), treasury);
		let returned = Self::return_escrow(job);

		job.settlement = Some(Settlement { charged, burned, settled_at: now });
		Self::deposit_event(Event::JobSettled {
			job: id,
			claim,
			executors: job.executors(),
			quorum: job.quorum(),
			backers: Self::paid_backers(job, &claim),
			losing_percent: job.losing_percent,
			value_at_risk: job.value_at_risk,
			charged,
			royalty: charge.royalty.saturating_sub(dust),
			burned,
			treasury,
			returned,
		});
		if job.stage != Stage::First {
			return Self::finalize(id, job);
		}
		let until = now.saturating_add(job.parameters.freeze_window.get());
		job.state = JobState::Settled { until };
		Self::remind(id, until);
		Fate::Lives
	}

	/// Pays the owners and returns what none of them gets: the rounding, and parts that are less than a
	/// new account needs. Parking those would keep an entry for each without the existential deposit.
	fn pay_owners(job: &mut JobDetails<T::AccountId>, royalty: Balance) -> Balance {
		let (owners, mut rest) = pricing::split(royalty, &T::Models::payees(job.release));
		let least = T::Currency::minimum_balance();
		for (owner, amount) in owners {
			if amount < least && T::Currency::total_balance(&owner) == 0 {
				rest = rest.saturating_add(amount);
			} else {
				Self::pay_from_escrow(job, &owner, amount);
			}
		}
		rest
	}

	fn paid_backers(
		job: &JobDetails<T::AccountId>,
		claim: &AnswerClaim,
	) -> Vec<(T::AccountId, Balance)> {
		Self::seats_claiming(job, |other| other == *claim)
			.into_iter()
			.filter_map(|at| job.seats.get(at).map(|seat| (seat.provider.clone(), seat.paid)))
			.collect()
	}

	/// The answer stands: exposure is free, backers are credited.
	pub(crate) fn finalize(id: JobId, job: &mut JobDetails<T::AccountId>) -> Fate {
		Self::release_exposure(job);
		if let (Some(claim), Some(settlement)) = (job.answer, job.settlement) {
			let executors = Self::paid_backers(job, &claim);
			for (provider, _) in &executors {
				T::Providers::credit(provider);
			}
			let audited = Self::is_audited(job, &claim);
			T::OnSettled::on_settled(&SettledJob {
				job: id,
				release: job.release,
				requester: job.requester.clone(),
				charged: settlement.charged,
				burned: settlement.burned,
				executors,
				audited,
			});
		}
		Fate::Over(Outcome::Final)
	}

	/// Whether somebody else who was drawn has found the same: an auditor, or another executor. Where few serve,
	/// chance chooses between few, so a release needs `min_servers`, as for an audit.
	fn is_audited(job: &JobDetails<T::AccountId>, claim: &AnswerClaim) -> bool {
		let drawn = T::Providers::server_count(job.release) >= job.parameters.min_servers.get();
		let others = match job.exact {
			Some(_) => Self::auditors_claiming(job, |other| other == *claim).len(),
			None => Self::seats_claiming(job, |other| other == *claim).len().saturating_sub(1),
		};
		drawn && others > 0
	}

	pub(crate) fn release_exposure(job: &mut JobDetails<T::AccountId>) {
		for seat in job.seats.iter_mut() {
			let reserved = core::mem::take(&mut seat.reserved);
			if reserved > 0 {
				T::Providers::release(&seat.provider, reserved);
			}
		}
	}

	/// Ends a job without an answer: everything goes back, but for what a requester owes who called
	/// executors out in vain.
	pub(crate) fn refund(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		reason: RefundReason,
		call_out: Balance,
	) -> Fate {
		Self::release_exposure(job);
		job.answer = None;
		let (burned, treasury) = Self::charge_risk(job, call_out);
		let returned = Self::return_escrow(job);
		Self::deposit_event(Event::JobRefunded {
			job: id,
			reason,
			call_out,
			burned,
			treasury,
			returned,
		});
		Fate::Over(Outcome::Refunded(reason))
	}

	/// As `refund`, when most of those who were drawn refused the prompt: they are paid for coming.
	pub(crate) fn refund_refused_prompt(id: JobId, job: &mut JobDetails<T::AccountId>) -> Fate {
		let call_out = Self::call_out(job, SeatState::refused_prompt);
		Self::refund(id, job, RefundReason::PromptRefused, call_out)
	}

	/// As `refund`, when no verdict could be reached. If the requester kept the prompt from the judges,
	/// those who have answered are paid for coming.
	pub(crate) fn refund_undecided(id: JobId, job: &mut JobDetails<T::AccountId>) -> Fate {
		let reason = VacateReason::Declined(DeclineReason::PromptUnavailable);
		let kept_back = job.seats.iter().any(|seat| seat.state == SeatState::Vacated(reason));
		let call_out = if kept_back { Self::call_out(job, SeatState::is_revealed) } else { 0 };
		Self::refund(id, job, RefundReason::NoMajority, call_out)
	}

	/// Ends a job whose prompt the requester kept back: everyone who sat in it is paid for coming.
	pub(crate) fn cancel_for_prompt(id: JobId, job: &mut JobDetails<T::AccountId>) -> Fate {
		let call_out = Self::call_out(job, |state| !matches!(state, SeatState::Vacated(_)));
		Self::cancel(id, job, CancelReason::PromptWithheld, call_out)
	}

	pub(crate) fn cancel(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		reason: CancelReason,
		call_out: Balance,
	) -> Fate {
		Self::release_exposure(job);
		let (burned, treasury) = Self::charge_risk(job, call_out);
		let returned = Self::return_escrow(job);
		Self::deposit_event(Event::JobCancelled {
			job: id,
			reason,
			call_out,
			burned,
			treasury,
			returned,
		});
		Fate::Over(Outcome::Cancelled(reason))
	}

	/// A requester that calls executors out in vain has frozen their bond all the same: what is at risk
	/// costs what it would have cost with an answer. Returns what was burned and what the treasury got.
	fn charge_risk(job: &mut JobDetails<T::AccountId>, call_out: Balance) -> (Balance, Balance) {
		if call_out == 0 {
			return (0, 0);
		}
		let fee = job.risk_fee.min(job.escrow);
		let share = Permill::from_parts(job.parameters.burn_share.get());
		let burned = pricing::network_fee(fee, share);
		job.escrow = job.escrow.saturating_sub(burned);
		Self::burn(HoldReason::Escrow, &job.requester, burned);
		let treasury = fee.saturating_sub(burned);
		Self::pay_from_escrow(job, &T::Treasury::get(), treasury);
		(burned, treasury)
	}

	/// Pays the call-out fee to every seat that `test` accepts; returns what was paid in all.
	fn call_out(job: &mut JobDetails<T::AccountId>, test: impl Fn(&SeatState) -> bool) -> Balance {
		let before = job.escrow;
		let called: Vec<_> = job
			.seats
			.iter()
			.filter(|seat| test(&seat.state))
			.map(|seat| seat.provider.clone())
			.collect();
		for provider in called {
			Self::pay_provider(job, &provider, job.parameters.call_out_fee);
		}
		before.saturating_sub(job.escrow)
	}

	/// Takes everything that a seat reserved, and the floor. Up to two accounts that were harmed get
	/// their part out of one half each (at most 40% of it); the rest leaves circulation.
	pub(crate) fn slash(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		reason: VacateReason,
		victim: Option<(&T::AccountId, Balance)>,
		finder: Option<(&T::AccountId, Balance)>,
	) {
		let floor = job.parameters.slash_floor;
		let Some(seat) = job.seats.get_mut(at) else { return };
		let reserved = core::mem::take(&mut seat.reserved);
		seat.state = SeatState::Vacated(reason);
		let provider = seat.provider.clone();
		job.forget_tree(at);
		let half = if victim.is_some() { reserved.div_ceil(2) } else { 0 };
		let one = match victim {
			Some(_) => T::Providers::slash(&provider, half, 0, victim),
			None => Default::default(),
		};
		let rest = reserved.saturating_sub(half);
		let two = T::Providers::slash(&provider, rest, floor, finder);
		Self::deposit_event(Event::SeatVacated {
			job: id,
			seat: at as u8,
			provider: provider.clone(),
			reason,
		});
		Self::deposit_event(Event::ProviderSlashed {
			job: id,
			provider,
			taken: one.taken.saturating_add(two.taken),
			paid: one.paid.saturating_add(two.paid),
		});
	}

	pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
		let amount = Claimable::<T>::take(&who);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		T::Currency::transfer(&Self::pot(), &who, amount, Preservation::Preserve)?;
		Self::deposit_event(Event::PaymentClaimed { account: who, amount });
		Ok(())
	}

	pub(crate) fn do_drop_expired(who: T::AccountId, id: JobId) -> DispatchResultWithPostInfo {
		let record = Records::<T>::get(id).ok_or(Error::<T>::RecordNotFound)?;
		let expired = Self::now() > record.keep_until;
		ensure!(expired || who == record.requester, Error::<T>::RecordNotExpired);
		Records::<T>::remove(id);
		JobsByAccount::<T>::remove(&record.requester, id);
		Self::release_deposit(&record.requester, record.deposit);
		Self::drop_delivery(id, &record.requester);
		Self::deposit_event(Event::RecordDropped {
			job: id,
			requester: record.requester,
			deposit: record.deposit,
		});
		Ok(Pays::No.into())
	}

	/// What is on hold at `who` for `reason`.
	#[cfg(any(test, feature = "try-runtime"))]
	pub(crate) fn held(reason: HoldReason, who: &T::AccountId) -> Balance {
		use frame_support::traits::fungible::InspectHold;
		T::Currency::balance_on_hold(&reason.into(), who)
	}
}
