//! What the off-chain worker and the node's runtime API read.

use crate::{Awaited, Config, DispatchId, DispatchKeys, JobDetails, Jobs, Pallet};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	BlockNumber, Digest, JobId, SeatIndex,
	frame::{ChainIdentity, ProviderInspect},
	wire::{SeatAssignment, SeatPhase, SeatStatement},
};

/// Most jobs that one look at the work list goes through.
pub const MAX_JOBS_LOOKED_AT: usize = 64;

/// A seat from which the chain waits for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueSeat<AccountId> {
	/// The job.
	pub job: JobId,
	/// The seat.
	pub seat: SeatIndex,
	/// The draw that filled the seat.
	pub round: u8,
	/// Who sits there.
	pub provider: AccountId,
	/// The key that signs its statements.
	pub signing_key: [u8; 32],
	/// Blocks since anything happened in the job.
	pub waited_blocks: BlockNumber,
	/// Seed that orders the validators on duty.
	pub draw_seed: Digest,
	/// What the chain waits for: `Commit` or `Reveal`.
	pub phase: SeatPhase,
}

impl<T: Config> Pallet<T> {
	/// Seats of up to [`MAX_JOBS_LOOKED_AT`] jobs that wait for a statement. The first job changes
	/// with `now`, so that a long list is gone through in the end.
	pub fn seats_due(now: BlockNumber) -> impl Iterator<Item = DueSeat<T::AccountId>> {
		Self::jobs_awaited(now).into_iter().flat_map(move |id| {
			let seats = Jobs::<T>::get(id).map(|job| Self::due_in(id, &job, now));
			seats.unwrap_or_default()
		})
	}

	fn jobs_awaited(now: BlockNumber) -> Vec<JobId> {
		let start = Awaited::<T>::hashed_key_for(JobId::from(now));
		let mut ids: Vec<JobId> =
			Awaited::<T>::iter_keys_from(start).take(MAX_JOBS_LOOKED_AT).collect();
		let left = MAX_JOBS_LOOKED_AT.saturating_sub(ids.len());
		let before: Vec<_> =
			Awaited::<T>::iter_keys().take(left).filter(|id| !ids.contains(id)).collect();
		ids.extend(before);
		ids
	}

	fn due_in(
		id: JobId,
		job: &JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Vec<DueSeat<T::AccountId>> {
		(0u8..)
			.zip(&job.seats)
			.filter_map(|(index, seat)| {
				let phase = job.phase(seat);
				(phase != SeatPhase::Done).then_some(())?;
				Some(DueSeat {
					job: id,
					seat: index,
					round: seat.round,
					provider: seat.provider.clone(),
					signing_key: T::Providers::signing_key(&seat.provider)?,
					waited_blocks: now.saturating_sub(job.progress_at),
					draw_seed: job.draw_seed,
					phase,
				})
			})
			.collect()
	}

	/// The current session's dispatch keys, in authority order.
	pub fn dispatch_keys() -> Vec<DispatchId> {
		DispatchKeys::<T>::get().into_inner()
	}

	/// Whether a statement is awaited, well formed and signed by the seat's provider.
	pub fn check_statement(said: &SeatStatement) -> bool {
		let genesis = T::Chain::genesis();
		Jobs::<T>::get(said.job).is_some_and(|job| Self::statement_is_good(&genesis, &job, said))
	}

	/// A seat as the node's dispatcher must know it, for the runtime API.
	pub fn seat_assignment(id: JobId, seat: SeatIndex) -> Option<SeatAssignment> {
		let job = Jobs::<T>::get(id)?;
		let seat = job.seats.get(usize::from(seat))?;
		Some(SeatAssignment {
			genesis: T::Chain::genesis(),
			provider: Self::account_bytes(&seat.provider)?,
			round: seat.round,
			endpoint: T::Providers::endpoint(&seat.provider)?,
			phase: job.phase(seat),
		})
	}
}
