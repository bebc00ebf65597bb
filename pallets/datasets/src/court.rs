//! What owner and licensee do not agree on, before the court.
//!
//! A licensee claims what is not earned yet: data that is not what its card says. An owner wants a licence revoked
//! that was broken; it gains no money by it, as what is not earned goes back. Nothing is earned while a case goes on:
//! every step of it can be made by anybody, so neither side can keep it from ending.

use crate::{Config, EndReason, Error, Event, LicenseCase, Pallet, WeightInfo, clock::LicenseOf};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Balance, Court, LicenseId, Ruling, Rulings,
	frame::{Arbitrator, CaseOutcome, NewCase, OnRuling},
};

/// What the court can rule when the licensee claims: that it has what is not earned back, or half of it.
const LICENSEE_CLAIMS: Rulings = Rulings::new(&[Ruling::Refund, Ruling::Split]);
/// What it can rule when the owner claims: that the licence is over.
const OWNER_CLAIMS: Rulings = Rulings::new(&[Ruling::Revoke]);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_go_to_court(who: T::AccountId, id: LicenseId) -> DispatchResult {
		let mut license = Self::license_at(id)?;
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		ensure!(license.lasts(Self::now()), Error::<T>::NotInForce);
		let at_stake = Self::unearned(&license);
		let owner = Self::dataset_at(license.dataset)?.owner;
		let (respondent, rulings) = if who == license.licensee {
			ensure!(at_stake > 0, Error::<T>::NothingAtStake);
			(owner, LICENSEE_CLAIMS)
		} else {
			ensure!(who == owner, Error::<T>::NotParty);
			(license.licensee.clone(), OWNER_CLAIMS)
		};
		let new = NewCase {
			claimant: who.clone(),
			respondent,
			court: Court::Data,
			rulings,
			at_stake,
			respondent_deposit: 0,
		};
		let case = T::Court::open(id, new)?;
		license.case = Some(LicenseCase { case, since: Self::now(), at_stake });
		Self::reschedule(id, license);
		Self::deposit_event(Event::LicenseBeforeCourt {
			license: id,
			case,
			claimant: who,
			at_stake,
		});
		Ok(())
	}

	/// Ends a licence as the court says; tells what was given back.
	fn execute(id: LicenseId, license: LicenseOf<T>, ruling: Ruling, at_stake: Balance) -> Balance {
		let (refund, reason) = match ruling {
			Ruling::Revoke => (at_stake, EndReason::Revoked),
			Ruling::Split => (at_stake.saturating_div(2), EndReason::Refunded),
			_ => (at_stake, EndReason::Refunded),
		};
		let refund = refund.min(license.escrow);
		Self::finish(id, license, refund, reason);
		refund
	}
}

impl<T: Config> OnRuling<T::AccountId, LicenseId> for Pallet<T> {
	fn on_ruling(id: &LicenseId, outcome: &CaseOutcome<T::AccountId>) -> Balance {
		let Some(mut license) = Self::find_license(*id) else { return 0 };
		let Some(case) = license.case.filter(|case| case.case == outcome.case) else { return 0 };
		match outcome.ruling {
			Some(ruling @ (Ruling::Refund | Ruling::Split | Ruling::Revoke)) => {
				Self::execute(*id, license, ruling, case.at_stake.min(outcome.at_stake))
			}
			_ => {
				license.case = None;
				Self::reschedule(*id, license);
				Self::deposit_event(Event::LicenseResumed { license: *id });
				0
			}
		}
	}

	fn weight() -> Weight {
		T::WeightInfo::on_ruling()
	}
}
