//! What tenant and provider do not agree on, before the court.
//!
//! The tenant contests, the provider insists; then either side can bring it. What is contested stays on hold, and
//! nothing is due, until the case has ended: every step of a case can be made by anybody, so neither side can keep
//! it from ending. Nobody has put anything up for the jurors beforehand: insisting costs nothing, so that a
//! provider's daemon can do it, and whoever is brought to court may join.

use crate::{
	Config, Contest, ContestOutcome, Error, Event, Pallet, Stage, WeightInfo, clock::LeaseOf,
};
use frame_support::pallet_prelude::*;
use sp_runtime::{PerThing, Perbill};
use stoa_primitives::{
	Balance, Court, LeaseFault, LeaseId, Ruling, Rulings, Side,
	frame::{
		Arbitrator, CaseOutcome, NewCase, OnRuling, ProviderStanding, SpokenFor, StrikeReason,
	},
};

/// What the court can rule when the tenant claims: that it pays, has it back, either half, or has it back from
/// a provider that is struck.
const TENANT_CLAIMS: Rulings = Rulings::new(&[Ruling::Refund, Ruling::Split, Ruling::Slash]);
/// What it can rule when the provider claims: that it has nothing, half, or all that the tenant put up.
const PROVIDER_CLAIMS: Rulings = Rulings::new(&[Ruling::Split, Ruling::Slash]);

/// The tenant's share of what is contested.
fn tenant_share(ruling: Ruling, tenant_claims: bool) -> Perbill {
	match ruling.winner() {
		None => Perbill::from_percent(50),
		Some(winner) if (winner == Side::Claimant) == tenant_claims => Perbill::one(),
		Some(_) => Perbill::zero(),
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_insist(who: T::AccountId, id: LeaseId) -> DispatchResultWithPostInfo {
		let mut lease = Self::lease_at(id)?;
		ensure!(T::Keys::speaks_for(&who, &lease.provider), Error::<T>::NotProvider);
		let Stage::Contested(mut contest) = lease.stage else {
			return Err(Error::<T>::NotContested.into());
		};
		ensure!(!contest.insisted, Error::<T>::AlreadyAnswered);
		ensure!(Self::now() <= contest.until, Error::<T>::TooLateToAnswer);
		contest.insisted = true;
		contest.until = Self::now().saturating_add(lease.terms.case_blocks);
		let until = contest.until;
		lease.stage = Stage::Contested(contest);
		Self::deposit_event(Event::ContestAnswered { lease: id, until });
		Self::store_lease(id, lease);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_go_to_court(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let mut lease = Self::lease_at(id)?;
		let (respondent, rulings) = if who == lease.tenant {
			(lease.provider.clone(), TENANT_CLAIMS)
		} else {
			// It costs money: a signing key is not enough.
			ensure!(who == lease.provider, Error::<T>::NotParty);
			(lease.tenant.clone(), PROVIDER_CLAIMS)
		};
		let Stage::Contested(mut contest) = lease.stage else {
			return Err(Error::<T>::NotContested.into());
		};
		ensure!(contest.case.is_none(), Error::<T>::BeforeCourt);
		ensure!(contest.insisted, Error::<T>::NotAnswered);
		ensure!(Self::now() <= contest.until, Error::<T>::TooLateForCourt);
		let at_stake = contest.amount;
		let new = NewCase {
			claimant: who.clone(),
			respondent,
			court: Court::Compute,
			rulings,
			at_stake,
			respondent_deposit: 0,
		};
		let case = T::Court::open(id, new)?;
		contest.case = Some(case);
		lease.stage = Stage::Contested(contest);
		Self::deposit_event(Event::LeaseBeforeCourt { lease: id, case, claimant: who, at_stake });
		Self::store_lease(id, lease);
		Ok(())
	}

	/// Divides what is contested as the court says.
	fn settle_by_ruling(
		id: LeaseId,
		lease: LeaseOf<T>,
		contest: Contest,
		ruling: Ruling,
		tenant_claims: bool,
	) {
		let to_tenant = tenant_share(ruling, tenant_claims);
		let wanted = contest.amount.saturating_sub(to_tenant.mul_floor(contest.amount));
		let paid = Self::pay_provider(&lease.tenant, &lease.provider, wanted);
		Self::note_earned(&lease.provider, paid);
		let served = to_tenant.left_from_one().mul_floor(contest.blocks);
		Self::with_seller(&lease.provider, |seller| {
			let ruled = &mut seller.record.ruled_blocks;
			*ruled = ruled.saturating_add(served.into());
		});
		if tenant_claims && ruling == Ruling::Slash {
			let reason = match contest.fault {
				LeaseFault::Outage => StrikeReason::LeaseNotServed,
				LeaseFault::WrongHardware => StrikeReason::WrongHardware,
			};
			T::Providers::strike(&lease.provider, reason);
		}
		Self::end_contest(id, lease, paid, 0, ContestOutcome::Ruled);
	}

	/// No ruling came about: it can be brought again until the time for that is over, and in this block. Then it is
	/// burned: whoever got back anything for nobody's ruling would contest whenever jurors are few.
	fn resume_contest(id: LeaseId, mut lease: LeaseOf<T>, mut contest: Contest) {
		contest.case = None;
		contest.until = contest.until.max(Self::now());
		lease.stage = Stage::Contested(contest);
		Self::store_lease(id, lease);
	}
}

impl<T: Config> OnRuling<T::AccountId, LeaseId> for Pallet<T> {
	fn on_ruling(id: &LeaseId, outcome: &CaseOutcome<T::AccountId>) -> Balance {
		let Some(lease) = Self::find_lease(*id) else { return 0 };
		// While the case went on, a statement may have settled all of it.
		let Stage::Contested(contest) = lease.stage else { return 0 };
		if contest.case != Some(outcome.case) {
			return 0;
		}
		let Some(ruling) = outcome.ruling else {
			Self::resume_contest(*id, lease, contest);
			return 0;
		};
		let tenant_claims = outcome.claimant == lease.tenant;
		Self::settle_by_ruling(*id, lease, contest, ruling, tenant_claims);
		contest.amount
	}

	fn weight() -> Weight {
		T::WeightInfo::on_ruling()
	}
}
