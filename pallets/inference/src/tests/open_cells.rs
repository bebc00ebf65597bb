use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::{
	JobId, STOA,
	frame::{OnRefereed, Verdict},
};

fn openings(id: JobId) -> Openings {
	match details(id).state {
		JobState::Challengeable { openings, .. } => openings,
		other => panic!("{other:?}"),
	}
}

fn window_end(id: JobId) -> u32 {
	match details(id).state {
		JobState::Challengeable { until, .. } => until,
		other => panic!("{other:?}"),
	}
}

/// A job with two auditors, which reveal after the executor: one found trace 1, as it did, the other `found`.
fn twice_audited(found: u8) -> JobId {
	set_opening_rate(1_000_000);
	let id = answered(1, 1);
	Jobs::<Runtime>::mutate(id, |job| job.as_mut().unwrap().exact.as_mut().unwrap().auditors = 2);
	run(AUDIT_DELAY);
	confirm(id, 1, 1, 1, salt(id, 1, 1));
	confirm(id, 2, 1, found, salt(id, 2, found));
	show(id, 0, 1, 1);
	show(id, 1, 1, 1);
	show(id, 2, 1, found);
	id
}

#[test]
fn open_cells_should_let_the_answer_be_paid_when_the_auditor_executed() {
	for by_key in [false, true] {
		build_and_execute(5, || {
			let id = asked();
			let job = details(id);
			let (auditor, now) = (job.seats[1].provider.clone(), System::block_number());
			assert_eq!(openings(id), Openings::Due { until: now + 40 });
			let asked = Inference::cells_asked(id).remove(0);
			assert_eq!((asked.seat, &asked.provider, asked.until), (1, &auditor, now + 40));
			assert!(asked.cells.iter().all(|(position, slot)| *position < 15 && *slot > 0));
			let drawn = Event::CellsDrawn { job: id, asked: vec![asked], until: now + 40 };
			assert!(events().contains(&drawn));

			let key = AccountId::new(Providers::get(&auditor).key);
			let by = RuntimeOrigin::signed(if by_key { key } else { auditor.clone() });
			let paid = Inference::open_cells(by, id, SECRET, opened(id, 1, 1)).unwrap().pays_fee;
			assert_eq!(paid, Pays::No);
			assert!(events().contains(&Event::CellsOpened { job: id, seat: 1, provider: auditor }));
			assert_eq!(openings(id), Openings::Over);
			assert_eq!(details(id).exact.unwrap().trees, [None; 3]);
			assert!(Inference::cells_asked(id).is_empty());

			run(201);
			assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 1));
			assert_eq!(balance(&job.seats[1].provider), 10 * ED + 200_000);
			assert_eq!(Audits::<Runtime>::get(&job.seats[0].provider, 0).largest, STOA);
			assert_nothing_left();
		});
	}
}

#[test]
fn open_cells_should_be_missed_by_nobody_who_wants_to_keep_its_bond() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = asked();
		let job = details(id);
		let (executor, auditor) = (job.seats[0].provider.clone(), job.seats[1].provider.clone());
		let bonds = (Providers::bond(&executor), Providers::bond(&auditor));
		run(39);
		assert_eq!(Providers::bond(&auditor), bonds.1);
		run(1);
		assert_eq!(bonds.1 - Providers::bond(&auditor), 25 * STOA, "exposure and floor");
		let vacated = SeatState::Vacated(VacateReason::NotExecuted);
		assert_eq!(details(id).seats[1].state, vacated);
		assert_eq!(Audits::<Runtime>::get(&executor, 0).unaudited, STOA);
		run(200);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_eq!(Audits::<Runtime>::get(&executor, 0).largest, 0, "that was no audit");
		assert_eq!(Providers::bond(&executor), bonds.0, "its answer stands");
		assert_eq!(balance(&auditor), 10 * ED);
		// The requester does not pay for an audit that was none.
		assert_eq!(before - balance(&alice()), (250_000 + 25_000) * 21 / 20);
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_catch_who_was_only_told_the_root() {
	build_and_execute(5, || {
		set_opening_rate(1_000_000);
		let id = answered(1, 1);
		run(AUDIT_DELAY);
		confirm(id, 1, 1, 1, SALT);
		show(id, 0, 1, 1);
		show_salted(id, 1, 1, 1, SALT);
		let auditor = details(id).seats[1].provider.clone();
		let bond = Providers::bond(&auditor);
		run(DRAW_DELAY);
		// By now it has been told every cell; that comes too late.
		assert_noop!(open(id, 1, opened(id, 1, 1)), Error::<Runtime>::WrongCells);
		run(40);
		assert_eq!(bond - Providers::bond(&auditor), 25 * STOA);
		run(200);
		assert_eq!(record(id).auditors, 0);
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_catch_who_repeats_the_tree_of_another() {
	build_and_execute(5, || {
		set_opening_rate(1_000_000);
		let id = answered(1, 1);
		run(AUDIT_DELAY);
		let tree = Cells::of(1).tree(&details(id).seats[0].provider);
		confirm(id, 1, 1, 1, tree.root());
		show(id, 0, 1, 1);
		show_salted(id, 1, 1, 1, tree.root());
		run(DRAW_DELAY);
		let asked = Inference::cells_asked(id).remove(0);
		let executor = details(id).seats[0].provider.clone();
		let copied = asked.cells.map(|cell| Cells::of(1).open(&executor, cell));
		assert_noop!(open(id, 1, copied), Error::<Runtime>::WrongCells);
		assert_noop!(open(id, 1, opened(id, 1, 1)), Error::<Runtime>::WrongCells);
	});
}

#[test]
fn open_cells_should_refuse_what_does_not_open_and_change_nothing() {
	build_and_execute(5, || {
		let id = asked();
		let right = opened(id, 1, 1);
		let asked = Inference::cells_asked(id).remove(0);
		let wrong = |openings| {
			assert_noop!(open(id, 1, openings), Error::<Runtime>::WrongCells);
		};
		// A bit anywhere: in a cell, on the way up the tree, on the way up the trace.
		for at in [1, 300, right[0].len() - 300, right[0].len() - 1] {
			let mut other = right.clone();
			other[0][at] ^= 1;
			wrong(other);
			let mut other = right.clone();
			let last = other[1].len() - 1;
			other[1][at.min(last)] ^= 1;
			wrong(other);
		}
		// Cells that were not asked for, of another trace, none.
		let [(position, slot), _] = asked.cells;
		let next = Cells::of(1).open(&asked.provider, ((position + 1) % 15, slot.min(1)));
		wrong([next, right[1].clone()]);
		wrong(opened(id, 1, 2));
		wrong([right[0].clone(), Default::default()]);
		let mut longer = right.clone();
		longer[0].try_push(0).unwrap();
		wrong(longer);
		if asked.cells[0] != asked.cells[1] {
			wrong([right[1].clone(), right[0].clone()]);
		}
		let by = RuntimeOrigin::signed(asked.provider.clone());
		let other = Inference::open_cells(by, id, [7; 32], right.clone());
		assert_noop!(other, Error::<Runtime>::WrongCells);
		assert_ok!(open(id, 1, right));
	});
}

#[test]
fn open_cells_should_refuse_whom_nobody_asked() {
	build_and_execute(5, || {
		set_opening_rate(1_000_000);
		let id = audited(1);
		let some = || [CellOpening::default(), CellOpening::default()];
		let not_asked = || Error::<Runtime>::NoCellsAsked;
		assert_noop!(open(id, 1, some()), not_asked());
		run(DRAW_DELAY);
		let right = opened(id, 1, 1);
		assert_noop!(open(id, 0, right.clone()), Error::<Runtime>::NotExecutor);
		let by = RuntimeOrigin::signed(bob());
		let stranger = Inference::open_cells(by.clone(), id, SECRET, right.clone());
		assert_noop!(stranger, Error::<Runtime>::NotExecutor);
		let none = Inference::open_cells(by, 99, SECRET, right.clone());
		assert_noop!(none, Error::<Runtime>::JobNotFound);
		assert_ok!(open(id, 1, right.clone()));
		assert_noop!(open(id, 1, right), not_asked());
	});
}

#[test]
fn open_cells_should_be_asked_of_each_auditor_alone_when_there_are_two() {
	build_and_execute(6, || {
		let id = twice_audited(1);
		run(DRAW_DELAY);
		let asked = Inference::cells_asked(id);
		assert_eq!(asked.iter().map(|asked| asked.seat).collect::<Vec<_>>(), [1, 2]);
		let job = details(id);
		assert_ok!(open(id, 2, opened(id, 2, 1)));
		assert_eq!(Inference::cells_asked(id), asked[..1]);
		assert!(matches!(openings(id), Openings::Due { .. }));
		let bonds = [1, 2].map(|at: usize| Providers::bond(&job.seats[at].provider));
		run(40);
		let after = [1, 2].map(|at: usize| Providers::bond(&job.seats[at].provider));
		assert_eq!((bonds[0] - after[0], bonds[1] - after[1]), (25 * STOA, 0));
		run(200);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 1));
		assert_eq!(Audits::<Runtime>::get(&job.seats[0].provider, 0).largest, STOA);
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_be_asked_of_nobody_who_contradicts() {
	build_and_execute(6, || {
		let id = twice_audited(9);
		run(DRAW_DELAY);
		let asked = Inference::cells_asked(id);
		assert_eq!(asked.iter().map(|asked| asked.seat).collect::<Vec<_>>(), [1]);
		let some = [CellOpening::default(), CellOpening::default()];
		assert_noop!(open(id, 2, some), Error::<Runtime>::NoCellsAsked);
		// Alone it leaves nothing to decide.
		let other = audited(9);
		assert_eq!(openings(other), Openings::Over);
		assert_eq!(details(other).exact.unwrap().trees, [None; 3]);
	});
}

#[test]
fn open_cells_should_be_asked_at_the_rate_that_is_set() {
	let asked = |rate| {
		let of = |salt| {
			ext(5).execute_with(|| {
				SeedSalt::set(salt);
				set_opening_rate(rate);
				let id = audited(1);
				run(DRAW_DELAY);
				let asked = openings(id) != Openings::Over;
				assert_eq!(asked, Inference::cells_asked(id).len() == 1);
				assert_eq!(asked, details(id).exact.unwrap().trees[0].is_some());
				run(201);
				assert_eq!(record(id).auditors, u8::from(!asked), "a lost lottery costs nothing");
				asked
			})
		};
		let count = (0..60).filter(|salt| of(*salt)).count();
		SeedSalt::set(0);
		count
	};
	assert_eq!(asked(1_000_000), 60);
	let quarter = asked(250_000);
	assert!((6..=25).contains(&quarter), "a quarter: {quarter}");
	assert!(asked(0) <= 4, "the floor is one in a hundred");
}

#[test]
fn open_cells_should_not_save_an_auditor_whose_answer_is_refuted() {
	for early in [false, true] {
		build_and_execute(5, || {
			let before = balance(&alice());
			let id = asked();
			let auditor = details(id).seats[1].provider.clone();
			let bond = Providers::bond(&auditor);
			if early {
				assert_ok!(open(id, 1, opened(id, 1, 1)));
			}
			Referees::forget(id);
			let defender = details(id).seats[0].provider.clone();
			let costs = vec![(bob(), STOA / 10)];
			let verdict = Verdict::ProviderLied { finder: bob(), silent: false, costs };
			Inference::on_refereed(&id, &defender, verdict);
			assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::Refuted));
			assert_eq!(bond - Providers::bond(&auditor), 25 * STOA, "once");
			assert_eq!(before, balance(&alice()));
			run(100);
			assert_nothing_left();
		});
	}
}

#[test]
fn open_cells_should_be_nobodys_duty_when_the_model_is_bad() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = asked();
		let auditor = details(id).seats[1].provider.clone();
		let bond = Providers::bond(&auditor);
		Bad::set(true);
		run(40);
		assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::BadRelease));
		assert_eq!((Providers::bond(&auditor), balance(&alice())), (bond, before));
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_end_with_an_auditor_that_equivocates() {
	build_and_execute(5, || {
		let id = asked();
		let auditor = details(id).seats[1].provider.clone();
		for n in 0..5 {
			let own = provider(n) == auditor;
			Providers::change(&provider(n), |entry| entry.active = own);
		}
		let other = exact().drawn();
		answer(other, 1, 2);
		show(other, 0, 1, 2);
		let by = RuntimeOrigin::signed(bob());
		assert_ok!(Inference::prove_equivocation(by, auditor.clone(), id, other));
		assert!(Inference::cells_asked(id).is_empty());
		let bond = Providers::bond(&auditor);
		run(300);
		assert_eq!(bond, Providers::bond(&auditor), "it is not slashed twice");
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_be_waited_for_when_the_draw_came_late() {
	build_and_execute(5, || {
		set_opening_rate(1_000_000);
		let id = audited(1);
		let end = window_end(id);
		OutputsKnown::set(false);
		run_to(end - 2);
		assert!(matches!(openings(id), Openings::Undecided { .. }));
		OutputsKnown::set(true);
		run(4);
		let Openings::Due { until } = openings(id) else { panic!("{:?}", openings(id)) };
		assert!(until > end);
		run_to(end + 20);
		assert!(Jobs::<Runtime>::contains_key(id), "not paid before that is known");
		assert_ok!(open(id, 1, opened(id, 1, 1)));
		run(1);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 1));
		assert_nothing_left();
	});
}

#[test]
fn open_cells_should_be_asked_of_nobody_when_there_is_no_seed() {
	build_and_execute(5, || {
		set_opening_rate(1_000_000);
		let id = audited(1);
		let end = window_end(id);
		OutputsKnown::set(false);
		run_to(end + 4);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 1));
		assert_nothing_left();
	});
}
