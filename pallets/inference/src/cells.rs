//! Class Exact: auditors show that they executed.
//!
//! An auditor that is told the trace's root could confirm it without work. So its commitment binds a tree over
//! all cells as it computed them, which only it can make (`stoa_exact::cells`): the tree's root is the salt.
//! Once the window is open, blocks that nobody knew when the auditors committed decide whether those who agree
//! must open two cells each, and which. Who does not open them in time has not executed, and is slashed.

use crate::{
	CellOpening, CellsAsked, Config, DRAW_DELAY, DRAW_OUTPUTS, Error, Event, JobDetails, JobState,
	OPENED_CELLS, Openings, Pallet, VacateReason, audit::LOTTERY,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use stoa_exact::{
	Claim, Hash, Hasher, Header, Sampling, Shape,
	cells::{CellKey, pick, verify},
};
use stoa_primitives::{
	BlockNumber, Digest, JobId, SeatIndex,
	frame::DrawSource,
	payload::{domain, draw_number},
};

/// blake2b-256 by the host.
struct HostBlake2;

impl Hasher for HostBlake2 {
	fn hash(bytes: &[u8]) -> Hash {
		sp_io::hashing::blake2_256(bytes)
	}
}

impl<T: Config> Pallet<T> {
	/// What auditors who agree may have to do, as the window opens. The trees of the others are of no use.
	pub(crate) fn begin_openings(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Openings {
		let agree = Self::auditors_claiming(job, |claim| Some(claim) == job.answer);
		if let Some(exact) = &mut job.exact {
			exact.keep_trees(|seat| agree.contains(&usize::from(seat)));
		}
		if agree.is_empty() {
			return Openings::Over;
		}
		let at = now.saturating_add(DRAW_DELAY);
		Self::remind(id, at);
		Openings::Undecided { at }
	}

	/// The clock of the openings has run out.
	pub(crate) fn openings_deadline(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) {
		match Self::openings(job) {
			Openings::Undecided { at } if now >= at => Self::draw_cells(id, job, at, now),
			Openings::Due { until } if now >= until => Self::close_openings(id, job, now),
			_ => {}
		}
	}

	/// How far the openings of a job are.
	pub(crate) fn openings(job: &JobDetails<T::AccountId>) -> Openings {
		match job.state {
			JobState::Challengeable { openings, .. } => openings,
			_ => Openings::Over,
		}
	}

	fn set_openings(job: &mut JobDetails<T::AccountId>, next: Openings) {
		if let (Openings::Over, Some(exact)) = (next, &mut job.exact) {
			exact.keep_trees(|_| false);
		}
		if let JobState::Challengeable { openings, .. } = &mut job.state {
			*openings = next;
		}
	}

	/// Decides whether cells must be opened. A draw that comes late is made from later blocks, as any other
	/// is; one whose seed is not there when the window is over is not made at all: money waits for no seed.
	fn draw_cells(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: BlockNumber,
		now: BlockNumber,
	) {
		let first = at.saturating_sub(DRAW_OUTPUTS);
		let attempt = job.round.into();
		let lost = Self::is_lost(at, now);
		let seed = T::Draws::seed(domain::DRAW_CELLS, id, attempt, first, DRAW_OUTPUTS);
		let over = matches!(job.state, JobState::Challengeable { until, .. } if now >= until);
		match seed.filter(|_| !lost) {
			Some(seed) => Self::ask(id, job, seed, now),
			None if over && !lost => Self::set_openings(job, Openings::Over),
			None => {
				let at = if lost { now.saturating_add(DRAW_DELAY) } else { at };
				Self::set_openings(job, Openings::Undecided { at });
				Self::remind(id, at.max(now.saturating_add(1)));
			}
		}
	}

	/// The seed's lottery, and what it asks for.
	fn ask(id: JobId, job: &mut JobDetails<T::AccountId>, seed: Digest, now: BlockNumber) {
		let rate = u64::from(job.parameters.opening_rate.get());
		if draw_number(&seed, LOTTERY) % 1_000_000 >= rate {
			return Self::set_openings(job, Openings::Over);
		}
		job.draw_seed = seed;
		let until = now.saturating_add(job.parameters.opening_window.get());
		Self::set_openings(job, Openings::Due { until });
		let asked = Self::asked(job);
		if asked.is_empty() {
			return Self::set_openings(job, Openings::Over);
		}
		Self::remind(id, until);
		Self::deposit_event(Event::CellsDrawn { job: id, asked, until });
	}

	/// Who must still open which cells.
	fn asked(job: &JobDetails<T::AccountId>) -> Vec<CellsAsked<T::AccountId>> {
		let (Openings::Due { until }, Some(exact), Some(claim)) =
			(Self::openings(job), job.exact, Self::exact_claim(job))
		else {
			return Vec::new();
		};
		let asked = exact.trees.iter().flatten().filter_map(|tree| {
			let provider = job.seats.get(usize::from(tree.seat))?.provider.clone();
			let cells = Self::cells_of(&claim, &job.draw_seed, tree.seat);
			Some(CellsAsked { seat: tree.seat, provider, cells, until })
		});
		asked.collect()
	}

	/// The cells that a seed draws for a seat.
	fn cells_of(
		claim: &Claim,
		seed: &Digest,
		seat: SeatIndex,
	) -> [(u32, u32); OPENED_CELLS as usize] {
		let first = u32::from(seat).saturating_mul(OPENED_CELLS);
		let numbers = [first, first.saturating_add(1)];
		numbers.map(|n| pick(claim.header(), claim.shape(), draw_number(seed, n)))
	}

	/// The answer with its trace, as `stoa_exact` takes it.
	fn exact_claim(job: &JobDetails<T::AccountId>) -> Option<Claim> {
		let parts = Self::trace_claim(job, &job.answer?)?;
		let header = Header::decode(&parts.header).ok()?;
		let shape = Shape::new(parts.prompt_tokens, parts.output_tokens, parts.ended)?;
		let sampling = Sampling::new(parts.sampling.seeded()).ok()?;
		Claim::new(header, shape, sampling, parts.prompt, parts.output, parts.trace)
	}

	pub(crate) fn do_open_cells(
		who: T::AccountId,
		id: JobId,
		secret: Digest,
		openings: [CellOpening; OPENED_CELLS as usize],
	) -> DispatchResultWithPostInfo {
		let now = Self::now();
		Self::with_job(id, |job| {
			let at = Self::auditor_of(job, &who).ok_or(Error::<T>::NotExecutor)?;
			let seat = at as SeatIndex;
			let due = matches!(Self::openings(job), Openings::Due { .. });
			let tree = job.exact.filter(|_| due).and_then(|exact| exact.tree(seat));
			let tree = tree.ok_or(Error::<T>::NoCellsAsked)?;
			let claim = Self::exact_claim(job).ok_or(Error::<T>::NoCellsAsked)?;
			let provider = job.seats.get(at).map(|seat| seat.provider.clone());
			let provider = provider.ok_or(Error::<T>::NotExecutor)?;
			let auditor = Self::account_bytes(&provider).ok_or(Error::<T>::NotExecutor)?;
			let key = CellKey { auditor, secret };
			let cells = Self::cells_of(&claim, &job.draw_seed, seat);
			let opens = |(cell, opening): (&(u32, u32), &CellOpening)| {
				verify::<HostBlake2>(&claim, &key, &tree, *cell, opening)
			};
			ensure!(cells.iter().zip(&openings).all(opens), Error::<T>::WrongCells);
			job.forget_tree(at);
			Self::deposit_event(Event::CellsOpened { job: id, seat, provider });
			Self::end_openings(id, job, now);
			Ok(crate::Fate::Lives)
		})?;
		Ok(Pays::No.into())
	}

	/// Nobody is waited for once all have opened.
	fn end_openings(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) {
		if job.exact.is_some_and(|exact| exact.trees.iter().flatten().next().is_some()) {
			return;
		}
		Self::set_openings(job, Openings::Over);
		if let JobState::Challengeable { until, .. } = job.state
			&& now >= until
		{
			Self::remind(id, now.saturating_add(1));
		}
	}

	/// Who has not opened has not executed. If that was all of the audit there was none.
	fn close_openings(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) {
		for asked in Self::asked(job) {
			let at = usize::from(asked.seat);
			if job.seats.get(at).is_some_and(|seat| seat.state.is_revealed()) {
				Self::slash(id, job, at, VacateReason::NotExecuted, None, None);
			}
		}
		Self::set_openings(job, Openings::Over);
		if Self::auditors_claiming(job, |_| true).is_empty() {
			Self::note_unaudited(job, now);
		}
	}

	/// What an auditor that reveals binds beside its claim.
	pub(crate) fn keep_tree(job: &mut JobDetails<T::AccountId>, at: usize, root: Digest) {
		let auditor = job.seats.get(at).is_some_and(|seat| seat.auditor);
		if let Some(exact) = job.exact.as_mut().filter(|_| auditor) {
			exact.add_tree(at as SeatIndex, root);
		}
	}

	/// What [`Pallet::cells_asked`] shows.
	pub(crate) fn view_cells_asked(id: JobId) -> Vec<CellsAsked<T::AccountId>> {
		Self::find_job(id).map(|job| Self::asked(&job)).unwrap_or_default()
	}

	/// A tree is kept of an auditor that may still have to open cells, and of nobody else.
	#[cfg(any(test, feature = "try-runtime"))]
	pub(crate) fn trees_fit(job: &JobDetails<T::AccountId>) -> bool {
		let Some(exact) = job.exact else { return true };
		let shown = matches!(job.state, JobState::Revealing { .. });
		let waits = Self::openings(job) != Openings::Over;
		exact.trees.iter().flatten().all(|tree| {
			let seat = job.seats.get(usize::from(tree.seat)).filter(|seat| seat.auditor);
			let claim = seat.and_then(|seat| match seat.state {
				crate::SeatState::Revealed { claim, .. } => Some(claim),
				_ => None,
			});
			claim.is_some_and(|claim| shown || (waits && Some(claim) == job.answer))
		})
	}
}
