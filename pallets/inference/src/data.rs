//! Prompts and outputs that do not travel inline.

use crate::{
	ChunkBytes, Config, DataProof, Demand, Error, Event, Fate, HoldReason, JobDetails, JobState,
	MAX_CHUNK_BYTES, Pallet, RefundReason, SEAL_OVERHEAD, SealedPrompt, SeatState, VacateReason,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, JobId, frame::Holds, merkle, merkle::CHUNK_BYTES,
	payload::output_commitment,
};

/// Of what it prepaid, how much the first demander gets out of the slash when nobody answers: its
/// costs and something for its trouble.
const WITHHELD_MULTIPLE: Balance = 3;

impl<T: Config> Pallet<T> {
	/// An executor lacks the prompt: the requester must post it, or the job ends.
	pub(crate) fn want_prompt(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		now: BlockNumber,
	) -> Fate {
		let until = now.saturating_add(job.parameters.prompt_window.get());
		if let Some(seat) = job.seats.get_mut(at) {
			seat.state = SeatState::AwaitingPrompt { until };
			let provider = seat.provider.clone();
			Self::deposit_event(Event::PromptWanted { job: id, provider, until });
		}
		Self::remind(id, until);
		Self::after_commits(id, job, now)
	}

	pub(crate) fn do_post_prompt(
		who: T::AccountId,
		id: JobId,
		provider: T::AccountId,
		sealed: SealedPrompt,
	) -> DispatchResult {
		let now = Self::now();
		Self::with_job(id, |job| {
			ensure!(who == job.requester, Error::<T>::NotRequester);
			let (length, least) = (sealed.len() as u64, u64::from(job.prompt_bytes));
			ensure!(length >= least, Error::<T>::SealedTooShort);
			let most = least.saturating_add(SEAL_OVERHEAD.into());
			ensure!(length <= most, Error::<T>::SealedTooLong);
			let at = job.seat_of(&provider).ok_or(Error::<T>::PromptNotWanted)?;
			let until = now.saturating_add(job.parameters.commit_timeout.get());
			let seat = job.seats.get_mut(at).ok_or(Error::<T>::PromptNotWanted)?;
			let wanted = matches!(seat.state, SeatState::AwaitingPrompt { .. });
			ensure!(wanted, Error::<T>::PromptNotWanted);
			// The executor gets its full time, and the job the time that the requester cost it.
			seat.state = SeatState::Drawn { until, prompt_posted: true };
			job.progress_at = now;
			let reveal = job.parameters.reveal_timeout.get();
			Self::extend_deadline(id, job, until.saturating_add(reveal));
			Self::remind(id, until);
			Self::deposit_event(Event::PromptPosted { job: id, provider, until });
			Ok(Fate::Lives)
		})?;
		Ok(())
	}

	pub(crate) fn do_acknowledge(who: T::AccountId, id: JobId) -> DispatchResult {
		Self::with_job(id, |job| {
			ensure!(who == job.requester, Error::<T>::NotRequester);
			let JobState::Serving { demands, .. } = &job.state else {
				return Err(Error::<T>::NotServing.into());
			};
			ensure!(demands.iter().all(|demand| demand.answered), Error::<T>::DemandOpen);
			let claim = job.answer.ok_or(Error::<T>::NotServing)?;
			Ok(Self::settle(id, job, claim, Self::now()))
		})?;
		Ok(())
	}

	pub(crate) fn do_demand_data(
		who: T::AccountId,
		id: JobId,
		chunk: u32,
		open: bool,
	) -> DispatchResult {
		let now = Self::now();
		Self::with_job(id, |job| {
			let may = who == job.requester || job.reply_key.is_none();
			ensure!(may, Error::<T>::NotRequester);
			ensure!(chunk < job.chunks(), Error::<T>::NoSuchChunk);
			let JobState::Serving { demands, .. } = &mut job.state else {
				return Err(Error::<T>::NotServing.into());
			};
			// What is public is always proven; of a private output the requester may ask either. What came
			// sealed may be rubbish, so the same chunk can then be demanded in the clear.
			let open = open || job.reply_key.is_none();
			let covers = |known: &Demand<T::AccountId>| known.open || !open || !known.answered;
			let known = demands.iter().any(|known| known.chunk == chunk && covers(known));
			ensure!(!known, Error::<T>::AlreadyDemanded);
			let claimed = job.answer.map_or(0, |claim| claim.bytes);
			let bytes = claimed.min(CHUNK_BYTES as u32).max(1);
			let prepaid = job.parameters.byte_fee.saturating_mul(bytes.into());
			Self::hold(HoldReason::DataPrepayment, &who, prepaid)?;
			let until = now.saturating_add(job.parameters.data_timeout.get());
			let demand = Demand { chunk, open, by: who.clone(), prepaid, until, answered: false };
			demands.try_push(demand).map_err(|_| Error::<T>::AlreadyDemanded)?;
			Self::remind(id, until);
			Self::deposit_event(Event::DataDemanded {
				job: id,
				chunk,
				open,
				by: who,
				prepaid,
				until,
			});
			Ok(Fate::Lives)
		})?;
		Ok(())
	}

	pub(crate) fn do_provide_data(
		who: T::AccountId,
		id: JobId,
		chunk: u32,
		bytes: ChunkBytes,
		proof: Option<DataProof>,
	) -> DispatchResultWithPostInfo {
		let now = Self::now();
		Self::with_job(id, |job| {
			let claim = job.answer.ok_or(Error::<T>::NotServing)?;
			let at = Self::seat_for(job, &who).ok_or(Error::<T>::NotExecutor)?;
			let seat = job.seats.get(at).ok_or(Error::<T>::NotExecutor)?;
			ensure!(seat.state.is_revealed(), Error::<T>::NotExecutor);
			let provider = seat.provider.clone();
			let JobState::Serving { demands, until } = &mut job.state else {
				return Err(Error::<T>::NotServing.into());
			};
			let demand = demands
				.iter_mut()
				.find(|demand| demand.chunk == chunk && !demand.answered)
				.ok_or(Error::<T>::NotDemanded)?;
			let good = Self::chunk_is_good(&claim, demand, &bytes, proof.as_ref());
			ensure!(good, Error::<T>::BadDataProof);
			demand.answered = true;
			Self::pay(HoldReason::DataPrepayment, &demand.by, &provider, demand.prepaid);
			// Time to read what came before the job settles.
			let reading = now.saturating_add(job.parameters.data_timeout.get());
			*until = (*until).max(reading);
			let until = *until;
			Self::remind(id, until);
			Self::deposit_event(Event::DataProvided { job: id, chunk, provider });
			Ok(Fate::Lives)
		})?;
		Ok(Pays::No.into())
	}

	/// A chunk in the clear is proven against the claim. Of a sealed one the chain sees its length only:
	/// the requester who doubts it demands it in the clear.
	fn chunk_is_good(
		claim: &AnswerClaim,
		demand: &Demand<T::AccountId>,
		bytes: &ChunkBytes,
		proof: Option<&DataProof>,
	) -> bool {
		if !demand.open {
			let from = (CHUNK_BYTES as u32).saturating_mul(demand.chunk);
			let length = claim.bytes.saturating_sub(from).min(CHUNK_BYTES as u32);
			return (u64::from(length)..=MAX_CHUNK_BYTES.into()).contains(&(bytes.len() as u64));
		}
		proof.is_some_and(|proof| {
			output_commitment(&proof.salt, &proof.root) == claim.output
				&& merkle::verify(&proof.root, claim.bytes, demand.chunk, bytes, &proof.siblings)
		})
	}

	/// The time to fetch the output is over: settle, unless a demand went unanswered.
	pub(crate) fn serve_deadline(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		let JobState::Serving { demands, .. } = &job.state else { return Fate::Lives };
		let open: Vec<_> = demands.iter().filter(|demand| !demand.answered).cloned().collect();
		match (job.answer, open.first()) {
			(Some(claim), None) => Self::settle(id, job, claim, now),
			(_, Some(demand)) => Self::withheld(id, job, &demand.by, &open),
			(None, None) => Self::refund(id, job, RefundReason::DataWithheld, 0),
		}
	}

	/// Nobody who claimed the output shows it: as if all of them had lied. Every demander gets its
	/// prepayment back; the first one, who found out, a multiple of its own out of the slash.
	fn withheld(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		finder: &T::AccountId,
		open: &[Demand<T::AccountId>],
	) -> Fate {
		for demand in open {
			Self::give_back(HoldReason::DataPrepayment, &demand.by, demand.prepaid);
		}
		let backers = Self::seats_claiming(job, |claim| Some(claim) == job.answer);
		let prepaid = open
			.iter()
			.filter(|demand| demand.by == *finder)
			.fold(0, |sum: Balance, demand| sum.saturating_add(demand.prepaid));
		let costs =
			prepaid.saturating_mul(WITHHELD_MULTIPLE).div_ceil(backers.len().max(1) as Balance);
		for at in backers {
			Self::slash(id, job, at, VacateReason::DataWithheld, None, Some((finder, costs)));
		}
		Self::refund(id, job, RefundReason::DataWithheld, 0)
	}
}
