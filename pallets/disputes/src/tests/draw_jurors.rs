use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use std::collections::BTreeMap;
use stoa_primitives::{Court, STOA, Side, frame::NewCase};

fn try_draw(id: u64) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Disputes::draw_jurors(signed(CAROL), id)
}

/// Who would sit, for many outputs, without changing anything. The case waits for its draw.
pub fn panels(id: u64, draws: u64) -> BTreeMap<AccountId, u32> {
	let mut seats = BTreeMap::new();
	for luck in 0..draws {
		Luck::set(luck);
		let _ = frame_support::storage::with_transaction(|| {
			assert_ok!(try_draw(id));
			for (juror, seat) in Disputes::panel(id, case(id).round) {
				*seats.entry(juror).or_default() += seat.seats;
			}
			frame_support::storage::TransactionOutcome::Rollback(
				Ok::<_, sp_runtime::DispatchError>(()),
			)
		});
	}
	seats
}

#[test]
fn draw_jurors_should_wait_for_its_outputs_and_lock_what_is_behind_the_seats() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		assert_noop!(try_draw(id), Error::<Test>::WrongPhase);
		run(11);
		advance(id);
		let Phase::Drawing { first } = case(id).phase else { panic!("it waits") };
		assert_eq!(first, System::block_number() + DRAW_LAG + 1);
		run(DRAW_LAG + DRAW_OUTPUTS);
		assert_noop!(try_draw(id), Error::<Test>::DrawNotReady);
		run(1);
		assert_ok!(try_draw(id));
		let panel = panel(id);
		assert_eq!(panel.len(), 3);
		for juror in panel {
			assert_eq!(details(Court::Compute, juror).locked, parameters().seat_bond);
			assert_eq!(Disputes::duties(juror, 9), [(id, 0)]);
		}
	});
}

#[test]
fn draw_jurors_should_name_later_blocks_when_it_is_late_or_an_output_is_missing() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		to_draw(id);
		Withheld::set(true);
		assert_noop!(try_draw(id), Error::<Test>::DrawNotReady);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		run(DRAW_WINDOW + 1);
		Withheld::set(false);
		assert_noop!(try_draw(id), Error::<Test>::DrawLost);
		advance(id);
		draw(id);
		assert_eq!(panel(id).len(), 3);
	});
}

#[test]
fn draw_jurors_should_take_nobody_who_bonded_after_the_case_was_opened() {
	build_and_execute(|| {
		bond(Court::Compute, JUROR..JUROR + 10, 200);
		run(DELAY);
		let id = open(7);
		// Nine times as much as all that is eligible.
		bond(Court::Compute, JUROR + 50..JUROR + 140, 200);
		// And an old juror who has ten times as much now.
		bond(Court::Compute, [JUROR], 1_800);
		run(DELAY);
		advance(id);
		to_draw(id);
		let seats = panels(id, 60);
		assert!(seats.keys().all(|juror| *juror < JUROR + 10), "{seats:?}");
		// It counts for what it had then, not for nine times the others.
		assert!(seats[&JUROR] < seats.values().sum::<u32>() / 4, "{seats:?}");
	});
}

#[test]
fn draw_jurors_should_take_a_bond_that_came_a_full_delay_before() {
	build_and_execute(|| {
		bond(Court::Compute, JUROR..JUROR + 5, 200);
		run(DELAY - 1);
		let early = open(7);
		run(1);
		let late = open(8);
		run(11);
		advance(early);
		advance(late);
		to_draw(late);
		assert_ok!(try_draw(early));
		assert_ok!(try_draw(late));
		assert_eq!(case(early).phase, Phase::Final);
		assert!(!panel(late).is_empty());
	});
}

#[test]
fn draw_jurors_should_follow_the_bonds() {
	build_and_execute(|| {
		let stakes = [100u32, 200, 300, 400, 500, 600, 700, 800];
		for (juror, stake) in (JUROR..).zip(stakes) {
			bond(Court::General, [juror], stake);
		}
		run(DELAY);
		let single =
			CourtParameters { seats: stoa_primitives::frame::Within::clamped(1), ..parameters() };
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::General, single));
		let id = open_with(7, NewCase { court: Court::General, ..new_case() });
		to_draw(id);
		let draws = 3_600;
		let seats = panels(id, draws);
		let mut chi = 0.0;
		for (juror, stake) in (JUROR..).zip(stakes) {
			let expected = draws as f64 * f64::from(stake) / 3_600.0;
			let seen = f64::from(seats.get(&juror).copied().unwrap_or(0));
			chi += (seen - expected).powi(2) / expected;
		}
		// Seven degrees of freedom: 24.3 is passed once in a thousand, and these outputs are fixed.
		assert!(chi < 24.3, "chi-square {chi}: {seats:?}");
	});
}

#[test]
fn draw_jurors_should_leave_out_the_sides_who_is_close_to_them_and_who_pays() {
	build_and_execute(|| {
		jurors();
		bond(Court::Compute, [ALICE, BOB], 200);
		run(DELAY);
		Close::set(vec![(JUROR, ALICE), (BOB, JUROR + 1)]);
		let id = open(7);
		to_draw(id);
		let seats = panels(id, 200);
		for who in [ALICE, BOB, JUROR, JUROR + 1] {
			assert!(!seats.contains_key(&who), "{who} sits");
		}
		assert_eq!(seats.len(), 8);
		draw(id);
		run(11);
		advance(id);
		advance(id);
		// Nobody voted. Who pays for the next round does not sit in it.
		let next = JUROR + 2;
		assert_ok!(Disputes::fund_appeal(signed(next), id, Side::Claimant, 500 * STOA));
		to_draw(id);
		assert!(!panels(id, 50).contains_key(&next));
	});
}

#[test]
fn draw_jurors_should_not_seat_again_who_has_judged_before() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| None);
		let before: Vec<_> = Disputes::panel(id, 0).into_iter().map(|(juror, _)| juror).collect();
		assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Claimant, 500 * STOA));
		to_draw(id);
		let seats = panels(id, 50);
		assert!(before.iter().all(|juror| !seats.contains_key(juror)));
		assert!(seats.len() > 3);
	});
}

#[test]
fn draw_jurors_should_cap_the_seats_of_an_account() {
	build_and_execute(|| {
		let two = CourtParameters {
			seats: stoa_primitives::frame::Within::clamped(5),
			seats_per_account: stoa_primitives::frame::Within::clamped(2),
			..parameters()
		};
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::General, two));
		bond(Court::General, [JUROR], 10_000);
		bond(Court::General, JUROR + 1..JUROR + 5, 100);
		run(DELAY);
		let id = open_with(7, NewCase { court: Court::General, ..new_case() });
		draw(id);
		let panel = Disputes::panel(id, 0);
		assert!(panel.iter().all(|(_, seat)| seat.seats <= 2));
		let first = panel.iter().find(|(juror, _)| *juror == JUROR).expect("it has most");
		assert_eq!(first.1.seats, 2);
		assert_eq!(details(Court::General, JUROR).locked, 2 * parameters().seat_bond);
	});
}

#[test]
fn draw_jurors_should_go_to_the_general_court_when_one_account_has_over_a_fifth() {
	build_and_execute(|| {
		jurors();
		bond(Court::Compute, [JUROR + 60], 9_000);
		run(DELAY);
		let id = open(7);
		draw(id);
		assert_eq!(case(id).court, Court::General);
		assert_eq!(Disputes::round(id, 0).unwrap().court, Court::General);
	});
}

#[test]
fn draw_jurors_should_go_to_the_general_court_when_little_is_bonded_against_the_stake() {
	build_and_execute(|| {
		jurors();
		// 2,000 STOA are bonded, ten times what is at stake is asked.
		let id = open_with(7, NewCase { at_stake: 200 * STOA, ..new_case() });
		let other = open_with(8, NewCase { at_stake: 200 * STOA + 1, ..new_case() });
		draw(id);
		advance(other);
		draw(other);
		assert_eq!((case(id).court, case(other).court), (Court::Compute, Court::General));
	});
}

#[test]
fn draw_jurors_should_not_go_by_bonds_that_came_after_the_case_was_opened() {
	build_and_execute(|| {
		jurors();
		let id = open_with(7, NewCase { at_stake: 200 * STOA + 1, ..new_case() });
		// Whoever has most of a small court would keep the case in it.
		bond(Court::Compute, [JUROR + 60], 9_000);
		run(DELAY);
		assert!(Disputes::court_weight(Court::Compute) > 10_000);
		draw(id);
		assert_eq!(Disputes::round(id, 0).unwrap().court, Court::General);
	});
}

#[test]
fn draw_jurors_should_end_the_case_and_return_everything_when_there_is_no_juror() {
	build_and_execute(|| {
		let id = open_with(7, NewCase { respondent_deposit: 3 * STOA, ..new_case() });
		draw(id);
		assert_eq!((case(id).phase, case(id).ruling), (Phase::Final, None));
		assert_ok!(Disputes::execute(signed(CAROL), id));
		assert_eq!((balance(ALICE), balance(BOB)), (FUNDS, FUNDS));
		assert_eq!(Told::get()[0].1.ruling, None);
		assert_no_case_left();
	});
}

#[test]
fn draw_jurors_should_seat_no_panel_of_less_than_half() {
	build_and_execute(|| {
		// Two of three are enough, one is not.
		bond(Court::General, [JUROR], 200);
		run(DELAY);
		let id = open(7);
		draw(id);
		assert_eq!(case(id).phase, Phase::Final);
		bond(Court::General, [JUROR + 1], 200);
		run(DELAY);
		let id = open(8);
		draw(id);
		assert_eq!(panel(id), [JUROR, JUROR + 1]);
	});
}

#[test]
fn draw_jurors_should_pass_over_bonds_that_other_seats_lock() {
	build_and_execute(|| {
		bond(Court::General, [JUROR], 100);
		bond(Court::General, [JUROR + 1, JUROR + 2], 1_000);
		run(DELAY);
		let ids: Vec<_> = (1..5).map(open).collect();
		run(11);
		ids.iter().for_each(|id| advance(*id));
		for id in &ids {
			to_draw(*id);
			assert_ok!(try_draw(*id));
		}
		// A bond of 100 is enough for two seats of 50.
		let seats = ids.iter().filter(|id| panel(**id).contains(&JUROR)).count();
		assert_eq!(seats, 2);
		assert_eq!(details(Court::General, JUROR).free(), 0);
	});
}
