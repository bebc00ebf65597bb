//! Panels by lot.
//!
//! A seed mixes the outputs of blocks that did not exist when the draw became necessary; trees are as calls
//! left them before. Jurors are drawn in proportion to the weight that they have had ever since the case was
//! opened: what came later is passed over by a second number. Who must not sit is taken out of the draw as if
//! it were not in the trees.

use crate::{
	Cases, Config, Contributions, CourtParameters, Duties, Error, Event, Jurors, Pallet, Phase,
	RoundDetails, RoundState, Rounds, Seat, SeatState, Seats, Sides, Slots, Tally, cases::CaseOf,
	pricing, trees::CourtTree,
};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays};
use stoa_primitives::{
	Balance, BlockNumber, CaseId, Court, Digest, STOA, Side,
	frame::{
		DrawSource, Related,
		sum_tree::{self, Taken},
	},
	payload::{domain, draw_number},
};
pub use stoa_primitives::{
	JUROR_DRAW_LAG as DRAW_LAG, JUROR_DRAW_OUTPUTS as DRAW_OUTPUTS,
	JUROR_DRAW_WINDOW as DRAW_WINDOW,
};

/// Jurors that are looked at for each seat.
pub(crate) const TRIES: u32 = 4;
/// Tries are numbered below this; the second numbers begin here.
const SECOND_NUMBERS: u32 = 1 << 16;
/// A juror with more than this share of a court below the root, in percent, sends its case to the root.
const MAX_SHARE_PERCENT: u64 = 20;

/// A juror who gets seats.
struct Chosen<AccountId> {
	juror: AccountId,
	court: Court,
	seats: u32,
}

/// What came of looking at a juror.
enum Look {
	/// It may not sit.
	Out,
	/// Not this time.
	Pass,
	/// A seat is its.
	In,
	/// It has too much of the court.
	TooLarge,
}

/// The trees of a court, laid end to end.
struct Pool<T: Config> {
	/// Where each begins.
	trees: Vec<(Court, CourtTree<T>, u64)>,
	total: u64,
	taken: Taken,
}

impl<T: Config> Pool<T> {
	fn of(court: Court) -> Self {
		let mut total = 0u64;
		let mut trees = Vec::new();
		for one in court.pool() {
			let tree = CourtTree::<T>::of(*one);
			let weight = sum_tree::total(&tree);
			trees.push((*one, tree, total));
			total = total.saturating_add(weight);
		}
		Self { trees, total, taken: Taken::default() }
	}

	fn find(&self, random: u64) -> Option<(Court, u32)> {
		let point = self.taken.point(random, self.total)?;
		let (court, tree, start) = self.trees.iter().rev().find(|(_, _, start)| *start <= point)?;
		Some((*court, sum_tree::find(tree, point.saturating_sub(*start))?))
	}

	fn take_out(&mut self, court: Court, slot: u32) {
		let Some((_, tree, start)) = self.trees.iter().find(|(one, ..)| *one == court) else {
			return;
		};
		let place = sum_tree::place(tree, slot);
		let from = place.start.saturating_add(*start);
		self.taken.add(from..place.end.saturating_add(*start));
	}

	/// Takes all places of an account out.
	fn take_out_account(&mut self, who: &T::AccountId) {
		let courts: Vec<Court> = self.trees.iter().map(|(court, ..)| *court).collect();
		for court in courts {
			let slot = Jurors::<T>::get(court, who).and_then(|details| details.slot);
			if let Some(slot) = slot {
				self.take_out(court, slot);
			}
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Names the blocks from which the jurors of the current round will be drawn.
	pub(crate) fn schedule_draw(id: CaseId, case: &mut CaseOf<T>) {
		let first = Self::now().saturating_add(DRAW_LAG).saturating_add(1);
		case.phase = Phase::Drawing { first };
		Self::deposit_event(Event::DrawScheduled { case: id, round: case.round, first });
	}

	/// Whether the draw from block `first` on was not made in time.
	pub(crate) fn draw_is_lost(first: BlockNumber) -> bool {
		Self::now() > first.saturating_add(DRAW_OUTPUTS).saturating_add(DRAW_WINDOW)
	}

	pub(crate) fn do_draw_jurors(id: CaseId) -> DispatchResultWithPostInfo {
		let mut case = Self::case_at(id)?;
		let Phase::Drawing { first } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(!Self::draw_is_lost(first), Error::<T>::DrawLost);
		let wanted = pricing::seats(&case.parameters, case.round);
		let panel = loop {
			if Self::is_weak(case.court, case.at_stake, &case.parameters) {
				Self::jump(id, &mut case);
			}
			let seed = Self::next_seed(id, &mut case, first)?;
			let panel = Self::draw_panel(id, &case, &seed, wanted);
			let sits = panel.as_ref().is_some_and(|panel| Self::is_enough(panel, wanted));
			if sits || case.court.parent().is_none() {
				break panel.filter(|_| sits).unwrap_or_default();
			}
			Self::jump(id, &mut case);
		};
		if panel.is_empty() {
			let round = case.round;
			Self::deposit_event(Event::PanelEmpty { case: id, round });
			Self::void_round(id, &mut case, round);
			Self::decide(id, &mut case);
		} else {
			Self::seat(id, &mut case, panel);
		}
		Cases::<T>::insert(id, case);
		Ok(Pays::No.into())
	}

	/// Each court is asked with a seed of its own.
	fn next_seed(id: CaseId, case: &mut CaseOf<T>, first: BlockNumber) -> Result<Digest, Error<T>> {
		let seed = T::Draws::seed(domain::DRAW_JURORS, id, case.draws, first, DRAW_OUTPUTS);
		case.draws = case.draws.saturating_add(1);
		seed.ok_or(Error::<T>::DrawNotReady)
	}

	/// Whether little is bonded in a court against what is at stake.
	pub(crate) fn is_weak(court: Court, at_stake: Balance, parameters: &CourtParameters) -> bool {
		let bonded = Balance::from(Self::pool_weight(court)).saturating_mul(STOA);
		bonded < at_stake.saturating_mul(parameters.stake_factor.get().into())
	}

	/// A panel sits if at least half of its seats are filled.
	fn is_enough(panel: &[Chosen<T::AccountId>], wanted: u32) -> bool {
		let seats = panel.iter().fold(0u32, |sum, one| sum.saturating_add(one.seats));
		seats > 0 && seats.saturating_mul(2) >= wanted
	}

	/// Goes to the court above, if there is one.
	pub(crate) fn jump(id: CaseId, case: &mut CaseOf<T>) {
		if let Some(court) = case.court.parent() {
			case.court = court;
			Self::deposit_event(Event::CourtJumped { case: id, court });
		}
	}

	/// Draws up to `wanted` seats; nothing if somebody has too much of the court.
	fn draw_panel(
		id: CaseId,
		case: &CaseOf<T>,
		seed: &Digest,
		wanted: u32,
	) -> Option<Vec<Chosen<T::AccountId>>> {
		let mut pool = Pool::<T>::of(case.court);
		Side::BOTH.iter().for_each(|side| pool.take_out_account(&case.party(*side).account));
		let mut panel: Vec<Chosen<T::AccountId>> = Vec::new();
		let mut seats = 0u32;
		for n in 0..wanted.saturating_mul(TRIES) {
			if seats >= wanted {
				break;
			}
			let Some((court, slot)) = pool.find(draw_number(seed, n)) else { break };
			let Some(juror) = Slots::<T>::get(court, slot) else { break };
			let second = draw_number(seed, SECOND_NUMBERS.saturating_add(n));
			match Self::look_at(id, case, &pool, &panel, (court, &juror), second) {
				Look::TooLarge => return None,
				Look::Out => pool.take_out(court, slot),
				Look::Pass => {}
				Look::In => {
					seats = seats.saturating_add(1);
					let held = Self::give_seat(&mut panel, court, juror);
					if held >= case.parameters.seats_per_account.get() {
						pool.take_out(court, slot);
					}
				}
			}
		}
		Some(panel)
	}

	/// Returns how many seats the juror has.
	fn give_seat(panel: &mut Vec<Chosen<T::AccountId>>, court: Court, juror: T::AccountId) -> u32 {
		match panel.iter_mut().find(|one| one.juror == juror) {
			Some(one) => {
				one.seats = one.seats.saturating_add(1);
				one.seats
			}
			None => {
				panel.push(Chosen { juror, court, seats: 1 });
				1
			}
		}
	}

	fn look_at(
		id: CaseId,
		case: &CaseOf<T>,
		pool: &Pool<T>,
		panel: &[Chosen<T::AccountId>],
		(court, juror): (Court, &T::AccountId),
		second: u64,
	) -> Look {
		let Some(details) = Jurors::<T>::get(court, juror) else { return Look::Out };
		let eligible = details.standing.since(case.opened_at).min(details.weight);
		if eligible == 0 || Self::must_not_sit(id, case, juror) {
			return Look::Out;
		}
		let share = u64::from(eligible).saturating_mul(100);
		if case.court.parent().is_some() && share > pool.total.saturating_mul(MAX_SHARE_PERCENT) {
			return Look::TooLarge;
		}
		let known = panel.iter().find(|one| one.juror == *juror);
		if known.is_some_and(|one| one.court != court) {
			// It sits already, by its bond in another court.
			return Look::Out;
		}
		let seats = known.map_or(1, |one| one.seats.saturating_add(1));
		let lock = case.parameters.seat_bond.saturating_mul(seats.into());
		if details.free() < lock {
			return Look::Out;
		}
		let counted = second.checked_rem(details.weight.into()).unwrap_or(0);
		if counted < eligible.into() { Look::In } else { Look::Pass }
	}

	/// Whether an account is close to a side, judged before, or paid for this round.
	fn must_not_sit(id: CaseId, case: &CaseOf<T>, juror: &T::AccountId) -> bool {
		let related = |side: &Side| T::Related::related(juror, &case.party(*side).account);
		Side::BOTH.iter().any(related)
			|| (0..case.round).any(|round| Seats::<T>::contains_key((id, round, juror)))
			|| Contributions::<T>::contains_key((id, case.round, juror))
	}

	/// Seats a panel, and locks what is behind it.
	fn seat(id: CaseId, case: &mut CaseOf<T>, panel: Vec<Chosen<T::AccountId>>) {
		let round = case.round;
		let mut details = Rounds::<T>::get(id, round).unwrap_or_else(|| {
			case.stored_rounds = case.stored_rounds.saturating_add(1);
			Self::new_round(case.court)
		});
		details.court = case.court;
		details.state = RoundState::Sitting;
		for Chosen { juror, court, seats } in panel {
			let lock = case.parameters.seat_bond.saturating_mul(seats.into());
			Self::change_juror(court, &juror, |bond| {
				bond.locked = bond.locked.saturating_add(lock);
			});
			details.seats = details.seats.saturating_add(seats);
			details.jurors = details.jurors.saturating_add(1);
			let seat = Seat { court, seats, lock, state: SeatState::Drawn };
			Seats::<T>::insert((id, round, &juror), seat);
			Duties::<T>::insert(&juror, (id, round), ());
			Self::deposit_event(Event::JurorDrawn { case: id, round, juror, seats, lock });
		}
		let until = Self::now().saturating_add(case.parameters.commit_blocks.get());
		case.phase = Phase::Committing { until };
		let (court, seats) = (details.court, details.seats);
		Rounds::<T>::insert(id, round, details);
		Self::deposit_event(Event::PanelDrawn { case: id, round, court, seats, until });
	}

	/// A round without panel and money.
	pub(crate) fn new_round(court: Court) -> RoundDetails {
		RoundDetails {
			court,
			state: RoundState::Funding,
			seats: 0,
			jurors: 0,
			committed: 0,
			hidden: 0,
			votes: Tally::default(),
			raised: Sides::default(),
			contributors: 0,
			pot: 0,
		}
	}
}
