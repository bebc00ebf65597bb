//! Filling seats by lot.
//!
//! A seed mixes the outputs of blocks that did not exist when the draw became necessary. Providers are
//! drawn in proportion to bond from those who do not sit in the committee and have not been looked at, as if
//! these were not in the tree. What is drawn is checked again: it must be able to carry the job, and not be
//! related to the requester or to a member of the committee. These checks can make a provider pass its own
//! seat and no more.

use crate::{
	AUDIT_DELAY, AUDIT_OUTPUTS, Config, DRAW_DELAY, DRAW_OUTPUTS, Event, Fate, JobDetails,
	JobState, Pallet, Seat, SeatState, Stage,
};
use stoa_primitives::{
	BlockNumber, Digest, JobId, MAX_SEATS,
	frame::{DrawSource, ProviderBond, ProviderInspect, sum_tree::Taken},
	payload::{domain, draw_number},
};

/// Providers that are looked at for one seat.
const TRIES: usize = 4;

/// From what a draw is made.
struct Lot {
	tag: &'static [u8; 16],
	/// Blocks from its reason to the draw.
	delay: BlockNumber,
	/// The last of them, whose outputs are mixed.
	outputs: u32,
}

impl Lot {
	fn of<AccountId>(stage: &Stage<AccountId>) -> Self {
		match stage {
			Stage::Audited { .. } => {
				Self { tag: domain::DRAW_AUDITORS, delay: AUDIT_DELAY, outputs: AUDIT_OUTPUTS }
			}
			_ => Self { tag: domain::DRAW_EXECUTORS, delay: DRAW_DELAY, outputs: DRAW_OUTPUTS },
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Makes the draw that the job waits for, or waits longer.
	pub(crate) fn run_draw(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: BlockNumber,
		now: BlockNumber,
	) -> Fate {
		if !Self::draw_fits(job, now) {
			return Self::after_commits(id, job, now);
		}
		let lost = Self::is_lost(at, now);
		let lot = Lot::of(&job.stage);
		let first = at.saturating_sub(lot.outputs);
		let seed = T::Draws::seed(lot.tag, id, job.round.into(), first, lot.outputs);
		let Some(seed) = seed.filter(|_| !lost) else {
			let at = if lost { now.saturating_add(lot.delay) } else { at };
			job.state = JobState::Drawing { at };
			Self::remind(id, at.max(now.saturating_add(1)));
			return Fate::Lives;
		};

		if Self::lottery_is_lost(id, job, &seed) {
			return Self::start_reveal(id, job, now);
		}
		let round = job.round;
		job.round = round.saturating_add(1);
		if let Some(exact) = job.exact.as_mut().filter(|_| lot.outputs == AUDIT_OUTPUTS) {
			exact.draws = exact.draws.saturating_add(1);
		}
		job.draw_seed = seed;
		job.progress_at = now;
		let before = job.seats.len();
		let until = now.saturating_add(job.parameters.commit_timeout.get());
		Self::fill_seats(job, &seed, round, until);
		let seats = (0u8..)
			.zip(&job.seats)
			.skip(before)
			.map(|(index, seat)| (index, seat.provider.clone(), seat.price))
			.collect();
		Self::deposit_event(Event::ExecutorsDrawn { job: id, round, seats });
		if job.seats.len() == before {
			return Self::after_commits(id, job, now);
		}
		job.state = JobState::Computing;
		Self::remind(id, until);
		Fate::Lives
	}

	/// Whether the draw of block `at` comes too late, because the agenda was full or an output is missing. It
	/// makes way for later blocks: by now the trees may hold what was done by those who knew its seed.
	pub(crate) fn is_lost(at: BlockNumber, now: BlockNumber) -> bool {
		now >= at.saturating_add(DRAW_DELAY)
	}

	/// Whether a draw now leaves time to compute and reveal before the deadline. Enlargements moved
	/// the deadline and only have to begin before it.
	pub(crate) fn draw_fits(job: &JobDetails<T::AccountId>, now: BlockNumber) -> bool {
		let needs = match job.stage {
			Stage::First => job.parameters.round_blocks().saturating_sub(DRAW_DELAY),
			_ => 1,
		};
		now.saturating_add(needs) <= job.expires_at
	}

	/// How many seats the job lacks.
	pub(crate) fn seats_wanted(job: &JobDetails<T::AccountId>) -> usize {
		if matches!(job.stage, Stage::Audited { .. }) {
			let wanted = usize::from(job.exact.map_or(0, |exact| exact.auditors));
			let sit =
				|seat: &&Seat<_>| seat.auditor && !matches!(seat.state, SeatState::Vacated(_));
			let sitting = job.seats.iter().filter(sit).count();
			return wanted.saturating_sub(sitting).min(Self::seats_left(job));
		}
		let sitting = job.count(|state| !matches!(state, SeatState::Vacated(_)));
		let all = match job.stage {
			Stage::First => job.executors().into(),
			_ => Self::enlarged_size(job),
		};
		all.saturating_sub(sitting).min(Self::seats_left(job))
	}

	/// Size of an enlarged committee: always larger than the first.
	fn enlarged_size(job: &JobDetails<T::AccountId>) -> usize {
		let least = usize::from(job.executors()).saturating_add(2);
		least.max(job.parameters.enlarged_seats.get() as usize)
	}

	/// Places that may still be filled. Replacements leave room for an enlargement, or a liar's idle
	/// friends could use up the committee and leave him among few judges.
	pub(crate) fn seats_left(job: &JobDetails<T::AccountId>) -> usize {
		let kept = match job.stage {
			Stage::First => Self::enlarged_size(job).saturating_sub(job.executors().into()),
			_ => 0,
		};
		(MAX_SEATS as usize).saturating_sub(kept).saturating_sub(job.seats.len())
	}

	/// Whether a draw could find anyone who has not been drawn yet.
	pub(crate) fn anyone_new(job: &JobDetails<T::AccountId>) -> bool {
		let known = job
			.seats
			.iter()
			.filter(|seat| T::Providers::in_draw(&seat.provider, job.release))
			.count();
		T::Providers::server_count(job.release) as usize > known
	}

	fn fill_seats(
		job: &mut JobDetails<T::AccountId>,
		seed: &Digest,
		round: u8,
		until: BlockNumber,
	) {
		let mut taken = Taken::default();
		for seat in &job.seats {
			T::Providers::take_out(&seat.provider, job.release, &mut taken);
		}
		let mut numbers = 0u32..;
		for _ in 0..Self::seats_wanted(job) {
			let tries = numbers.by_ref().take(TRIES);
			let mut seats = tries.map_while(|n| {
				let drawn = T::Providers::draw(job.release, draw_number(seed, n), &taken)?;
				T::Providers::take_out(&drawn, job.release, &mut taken);
				Some(Self::take_seat(job, &drawn, round, until))
			});
			let Some(seat) = seats.find_map(|seat| seat) else { continue };
			if job.seats.try_push(seat).is_err() {
				return;
			}
		}
	}

	/// Seats a drawn provider if it can carry the job: reserves its bond.
	fn take_seat(
		job: &JobDetails<T::AccountId>,
		provider: &T::AccountId,
		round: u8,
		until: BlockNumber,
	) -> Option<Seat<T::AccountId>> {
		let offer = T::Providers::offer(provider, job.release)?;
		let cost = offer.price.cost(job.prompt_tokens, job.generation.max_new_tokens);
		if cost > job.seat_budget || T::Providers::related(provider, &job.requester) {
			return None;
		}
		// Two seats of one machine would be one answer counted twice.
		let twin = |seat: &Seat<T::AccountId>| T::Providers::related(provider, &seat.provider);
		if job.seats.iter().any(twin) {
			return None;
		}
		T::Providers::reserve(provider, job.exposure).ok()?;
		Some(Seat {
			provider: provider.clone(),
			round,
			auditor: matches!(job.stage, Stage::Audited { .. }),
			price: offer.price,
			weight: offer.weight,
			reserved: job.exposure,
			paid: 0,
			state: SeatState::Drawn { until, prompt_posted: false },
		})
	}
}
