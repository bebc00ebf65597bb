//! What markets do: open claims for challenges, and close them.

use crate::{Commitments, Config, Error, Event, OpenGames, Pallet, SubjectDetails, Subjects};
use frame_support::pallet_prelude::*;
use stoa_exact::{Claim, Header, Sampling, Shape};
use stoa_primitives::{
	BlockNumber, Digest,
	frame::{BadModels, Clock, NewSubject, Referee, TraceClaim},
};

impl<T: Config> Pallet<T> {
	/// What the referee works with, of a claim that it took on.
	pub(crate) fn claim(parts: &TraceClaim) -> Result<Claim, Error<T>> {
		let header = Header::decode(&parts.header);
		let shape = Shape::new(parts.prompt_tokens, parts.output_tokens, parts.ended);
		let sampling = Sampling::new(parts.sampling.seeded());
		let (Ok(header), Some(shape), Ok(sampling)) = (header, shape, sampling) else {
			return Err(Error::<T>::ClaimNotRefereeable);
		};
		Claim::new(header, shape, sampling, parts.prompt, parts.output, parts.trace)
			.ok_or(Error::<T>::ClaimNotRefereeable)
	}

	/// The root by which a release names the model.
	pub(crate) fn model(parts: &TraceClaim) -> Digest {
		sp_io::hashing::blake2_256(&parts.header)
	}

	/// Whether the claim's model was shown to be bad.
	pub(crate) fn model_is_bad(parts: &TraceClaim) -> bool {
		T::Models::is_bad(&Self::model(parts))
	}
}

impl<T: Config> Referee<T::AccountId, T::Subject> for Pallet<T> {
	fn open(subject: T::Subject, new: NewSubject<T::AccountId>) -> DispatchResult {
		ensure!(!Subjects::<T>::contains_key(&subject), Error::<T>::SubjectExists);
		let claim = Self::claim(&new.claim)?;
		ensure!(claim.header().can_be_shown(), Error::<T>::ClaimNotRefereeable);
		let NewSubject { defender, claim, until, reserved, regeneration } = new;
		let details = SubjectDetails {
			defender: defender.clone(),
			claim,
			reserved,
			regeneration,
			due: until,
			until,
			stood: T::Clock::stood_still(),
			extensions: 0,
			hidden: 0,
			games: 0,
		};
		Subjects::<T>::insert(&subject, details);
		Self::deposit_event(Event::SubjectOpened { subject, defender, until });
		Ok(())
	}

	fn extend(subject: &T::Subject, until: BlockNumber) {
		Subjects::<T>::mutate_extant(subject, |details| {
			details.put_off(T::Clock::stood_still());
			details.due = details.due.max(until);
			if until > details.until {
				details.until = until;
				Self::deposit_event(Event::WindowExtended { subject: subject.clone(), until });
			}
		});
	}

	fn close(subject: &T::Subject) -> DispatchResult {
		let Some(details) = Self::find_subject(subject) else { return Ok(()) };
		let over = !details.is_contested() && !details.is_open(Self::now());
		ensure!(over, Error::<T>::SubjectOpen);
		Subjects::<T>::remove(subject);
		Self::deposit_event(Event::SubjectClosed { subject: subject.clone() });
		Ok(())
	}

	fn void(subject: &T::Subject) {
		if let Some(details) = Subjects::<T>::take(subject) {
			Self::void_subject(subject, &details.defender);
		}
	}

	fn has_open_games(subject: &T::Subject) -> bool {
		Subjects::<T>::get(subject).is_some_and(|details| details.is_contested())
	}

	fn is_challenged_by(subject: &T::Subject, who: &T::AccountId) -> bool {
		let challenges = || {
			Commitments::<T>::contains_key(subject, who)
				|| OpenGames::<T>::contains_key(subject, who)
		};
		Subjects::<T>::contains_key(subject) && challenges()
	}

	fn open_until(subject: &T::Subject) -> Option<BlockNumber> {
		Self::find_subject(subject).map(|details| details.until)
	}
}
