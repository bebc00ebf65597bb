//! Hidden challenges, and showing them.
//!
//! Whoever sees where a challenge points can no longer have been first: the commitment fixed account and
//! cell at least a block before.

use crate::{
	Commitment, Commitments, Config, CurrentParameters, Error, Event, GameDetails, Games,
	GamesByAccount, GamesByCell, HoldReason, HostBlake2, NextGameId, OpenChallenges, OpenGames,
	Opening, Pallet, Parameters, QueuedGames, Sides, Stage, SubjectDetails, Subjects, pricing,
};
use frame_support::pallet_prelude::*;
use stoa_exact::{
	Claim, Inner,
	game::{Refused, Standing},
};
use stoa_primitives::{
	Balance, BlockNumber, Digest, GameId,
	frame::{ChainIdentity, Clock, Holds, SpokenFor},
	payload::{challenge_commitment, inner_root_digest},
};

/// Bytes of the extrinsic that hides a challenge.
const HIDDEN_BYTES: usize = 200;

impl<T: Config> Pallet<T> {
	/// What a challenge costs. Within the market's window only the challenger's own open challenges make it
	/// dearer; in what failed challenges added to it, each of these does too, so that nobody keeps a claim
	/// open for ever.
	pub(crate) fn bond_for(
		details: &SubjectDetails<T::AccountId>,
		claim: &Claim,
		parameters: &Parameters,
		challenger: &T::AccountId,
		now: BlockNumber,
	) -> Balance {
		let open = OpenChallenges::<T>::get(&details.defender, challenger);
		let late = if now > details.due { details.extensions } else { 0 };
		let doublings = open.saturating_add(late);
		pricing::bond(parameters, claim, details.reserved, details.regeneration, doublings)
	}

	pub(crate) fn do_commit_challenge(
		who: T::AccountId,
		subject: T::Subject,
		digest: Digest,
	) -> DispatchResult {
		let now = Self::now();
		let mut details = Self::find_subject(&subject).ok_or(Error::<T>::SubjectNotFound)?;
		ensure!(details.defender != who, Error::<T>::OwnClaim);
		ensure!(details.is_open(now), Error::<T>::WindowOver);
		ensure!(!Self::model_is_bad(&details.claim), Error::<T>::ModelIsBad);
		let known = Commitments::<T>::contains_key(&subject, &who);
		ensure!(!known, Error::<T>::AlreadyCommitted);
		let parameters = CurrentParameters::<T>::get();
		let claim = Self::claim(&details.claim)?;
		let bond = Self::bond_for(&details, &claim, &parameters, &who, now);
		Self::hold(HoldReason::ChallengeBond, &who, bond)?;
		let game = NextGameId::<T>::get();
		NextGameId::<T>::put(game.saturating_add(1));
		details.hidden = details.hidden.saturating_add(1);
		OpenChallenges::<T>::mutate(&details.defender, &who, |open| {
			*open = open.saturating_add(1);
		});
		let reveal_by = now.saturating_add(parameters.reveal_window.get());
		let defender = details.defender.clone();
		let stood = T::Clock::stood_still();
		let made_at = now;
		let commitment =
			Commitment { game, defender, digest, bond, made_at, reveal_by, stood, parameters };
		Subjects::<T>::insert(&subject, details);
		Commitments::<T>::insert(&subject, &who, commitment);
		let event = Event::ChallengeCommitted { game, subject, challenger: who, bond, reveal_by };
		Self::deposit_event(event);
		Ok(())
	}

	pub(crate) fn do_reveal_challenge(
		who: T::AccountId,
		subject: T::Subject,
		salt: [u8; 16],
		opening: Opening,
	) -> DispatchResultWithPostInfo {
		let now = Self::now();
		let hidden = Commitments::<T>::get(&subject, &who);
		let hidden = hidden.ok_or(Error::<T>::CommitmentNotFound)?;
		let Some(mut details) = Self::find_subject(&subject) else {
			Self::end_commitment(subject, who, hidden, true);
			return Ok(Pays::No.into());
		};
		ensure!(now > hidden.made_at, Error::<T>::TooEarlyToReveal);
		ensure!(now <= Self::last_to_show(&hidden), Error::<T>::TooLateToReveal);
		let cell = opening.cell().map(|cell| cell.pair());
		let digest = challenge_commitment(&T::Chain::genesis(), &subject, &who, cell, &salt);
		ensure!(digest == hidden.digest, Error::<T>::CommitmentMismatch);
		let claim = Self::claim(&details.claim)?;
		let standing = Self::first_standing(&subject, &details.defender, &claim, &opening)?;
		Commitments::<T>::remove(&subject, &who);
		details.hidden = details.hidden.saturating_sub(1);
		details.games = details.games.saturating_add(1);
		let clock = pricing::clock(&hidden.parameters, &claim, details.regeneration);
		let game = GameDetails {
			subject: subject.clone(),
			defender: details.defender.clone(),
			challenger: who,
			cell: opening.cell(),
			bond: hidden.bond,
			opened_at: now,
			stage: Stage::Queued,
			standing: Self::stored(&standing),
			clocks: Sides { defender: clock, challenger: clock },
			stood: T::Clock::stood_still(),
			// To hide the challenge cost a fee; to move costs none.
			costs: Sides {
				challenger: pricing::move_price(&hidden.parameters, HIDDEN_BYTES),
				defender: 0,
			},
			parameters: hidden.parameters,
		};
		Subjects::<T>::insert(&subject, details);
		Self::insert_game(hidden.game, game, clock);
		Ok(Pays::No.into())
	}

	fn first_standing(
		subject: &T::Subject,
		defender: &T::AccountId,
		claim: &Claim,
		opening: &Opening,
	) -> Result<Standing, Error<T>> {
		let begun = match opening {
			Opening::Trace => Ok(Standing::open(claim)),
			Opening::Cell { cell, proof } => {
				Standing::at_cell::<HostBlake2>(claim, cell.position, cell.slot, proof)
			}
			Opening::Inner { cell, root, signature } => {
				let (position, slot) = cell.pair();
				let genesis = T::Chain::genesis();
				let digest = inner_root_digest(&genesis, subject, position, slot, root);
				let signed = T::Keys::signed(defender, &digest, signature);
				ensure!(signed, Error::<T>::NotSigned);
				Standing::handed_over(claim, Inner { position, slot, root: *root })
			}
		};
		begun.map_err(|_: Refused| Error::<T>::NotInTrace)
	}

	/// Puts a game where it can be found, and starts it if it need not wait.
	fn insert_game(id: GameId, game: GameDetails<T::AccountId, T::Subject>, clock: BlockNumber) {
		let place = id.to_be_bytes();
		let (defender, challenger) = (game.defender.clone(), game.challenger.clone());
		GamesByCell::<T>::insert((game.subject.clone(), game.cell, place), ());
		GamesByAccount::<T>::insert(&challenger, id, ());
		GamesByAccount::<T>::insert(&defender, id, ());
		OpenGames::<T>::mutate(&game.subject, &challenger, |games| {
			*games = games.saturating_add(1)
		});
		QueuedGames::<T>::insert(&defender, place, ());
		Self::deposit_event(Event::GameOpened {
			game: id,
			subject: game.subject.clone(),
			challenger,
			defender: defender.clone(),
			cell: game.cell,
			standing: game.standing.clone(),
			clock,
		});
		Games::<T>::insert(id, game);
		Self::fill(&defender);
	}

	pub(crate) fn do_drop_commitment(
		subject: T::Subject,
		challenger: T::AccountId,
	) -> DispatchResultWithPostInfo {
		let hidden = Commitments::<T>::get(&subject, &challenger);
		let hidden = hidden.ok_or(Error::<T>::CommitmentNotFound)?;
		let closed = !Subjects::<T>::contains_key(&subject);
		ensure!(closed || Self::now() > Self::last_to_show(&hidden), Error::<T>::NotExpired);
		Self::end_commitment(subject, challenger, hidden, closed);
		Ok(Pays::No.into())
	}

	/// A hidden challenge that becomes no game.
	fn end_commitment(
		subject: T::Subject,
		challenger: T::AccountId,
		hidden: Commitment<T::AccountId>,
		closed: bool,
	) {
		let Commitment { game, defender, bond, .. } = hidden;
		Commitments::<T>::remove(&subject, &challenger);
		Self::count_down(&defender, &challenger);
		Subjects::<T>::mutate_extant(&subject, |details| {
			details.hidden = details.hidden.saturating_sub(1);
		});
		let (returned, burned) = if closed { (bond, 0) } else { (0, bond) };
		Self::give_back(HoldReason::ChallengeBond, &challenger, returned);
		Self::burn(HoldReason::ChallengeBond, &challenger, burned);
		let event = Event::CommitmentDropped { game, subject, challenger, returned, burned };
		Self::deposit_event(event);
	}

	/// One challenge less of `challenger` against `defender`.
	pub(crate) fn count_down(defender: &T::AccountId, challenger: &T::AccountId) {
		OpenChallenges::<T>::mutate_exists(defender, challenger, less);
	}
}

/// One less of what is counted; a zero is not stored.
pub(crate) fn less(count: &mut Option<u32>) {
	*count = count.unwrap_or(0).checked_sub(1).filter(|count| *count > 0);
}
