//! Challenges of listings. The court itself does what is ruled: it sets a flag, which default views obey and
//! nobody's key can set or take away.

use crate::{
	CaseBySubject, Config, Error, Event, Flag, Flags, ListingState, Pallet, cases::CaseOf,
};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays};
use sp_runtime::DispatchResult;
use stoa_primitives::{
	CaseId, ListingFault, Ruling, Rulings,
	frame::{ChallengedListing, Curation, NewCase},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge_listing(
		who: T::AccountId,
		subject: T::Subject,
		fault: ListingFault,
	) -> DispatchResult {
		let listing = T::Curation::listing(&subject).ok_or(Error::<T>::ListingNotFound)?;
		let ChallengedListing { owner, court } = listing;
		let (respondent, ruling, fault) = match Flags::<T>::get(&subject) {
			None => (owner, Ruling::Revoke, fault),
			Some(flag) => {
				ensure!(who == owner, Error::<T>::NotOwner);
				// Jurors judge the fault that the case names: an owner could name one that it has mended.
				(flag.by, Ruling::Restore, flag.fault)
			}
		};
		let new = NewCase {
			claimant: who,
			respondent,
			court,
			rulings: Rulings::new(&[ruling]),
			at_stake: 0,
			respondent_deposit: 0,
		};
		Self::open_case_about(subject, new, Some(fault))?;
		Ok(())
	}

	/// Does what was ruled about a listing.
	pub(crate) fn curate(id: CaseId, case: &CaseOf<T>, fault: ListingFault) {
		let subject = case.subject.clone();
		match case.ruling {
			Some(Ruling::Revoke) => {
				let by = case.claimant.account.clone();
				Flags::<T>::insert(&subject, Flag { case: id, fault, by });
				Self::deposit_event(Event::ListingFlagged { subject, case: id, fault });
			}
			Some(Ruling::Restore) => {
				Flags::<T>::remove(&subject);
				Self::deposit_event(Event::FlagDropped { subject });
			}
			_ => {}
		}
	}

	pub(crate) fn do_drop_flag(subject: T::Subject) -> DispatchResultWithPostInfo {
		ensure!(Flags::<T>::contains_key(&subject), Error::<T>::FlagNotFound);
		ensure!(T::Curation::listing(&subject).is_none(), Error::<T>::ListingExists);
		Flags::<T>::remove(&subject);
		Self::deposit_event(Event::FlagDropped { subject });
		Ok(Pays::No.into())
	}

	pub(crate) fn view_listing_state(subject: T::Subject) -> ListingState<T::AccountId> {
		if let Some(flag) = Flags::<T>::get(&subject) {
			return ListingState::Flagged(flag);
		}
		CaseBySubject::<T>::get(&subject).map_or(ListingState::Clean, ListingState::Challenged)
	}
}
