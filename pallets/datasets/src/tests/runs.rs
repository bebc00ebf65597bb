//! Algorithms beside data.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::{
	Balance,
	dataset::{DataCommitment, chunk_key},
};

const ALL: Balance = RUN_PRICE + SEAT_PRICE;

#[test]
fn a_run_should_be_paid_when_its_key_was_acknowledged() {
	build_and_execute(|| {
		let license = computing(None);
		let before = [OWNER, CONTRIBUTOR, CUSTODIAN, BUYER].map(balance);
		let run = offered(license, result());
		assert_eq!(held(HoldReason::RunEscrow, BUYER), ALL);
		assert_eq!(held(HoldReason::RunDeposit, BUYER), LICENSE_DEPOSIT);
		assert_ok!(Data::accept_run(signed(BUYER), run));
		let post = Data::deliver_run(signed(OWNER), run, sealed(BUYER, RESULT_KEY)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_ok!(Data::acknowledge_run(signed(BUYER), run));
		assert_eq!(run_ended(run), Some((RunEnd::Done, ALL, 0, 0)));
		let after = [OWNER, CONTRIBUTOR, CUSTODIAN, BUYER].map(balance);
		let changes = [RUN_PRICE / 10 * 9, RUN_PRICE / 10, SEAT_PRICE];
		for (at, change) in changes.into_iter().enumerate() {
			assert_eq!(after[at] - before[at], change);
		}
		assert_eq!(before[3] - after[3], ALL);
		assert_eq!(dataset(0).record.runs, 1);
		assert_eq!((dataset(0).open, Runs::<Test>::iter().count()), (1, 0));
	});
}

#[test]
fn silence_of_the_requester_should_pay_after_the_window() {
	build_and_execute(|| {
		let run = run_delivered(computing(None), result(), RESULT_KEY);
		crate::mock::run(CHECK);
		assert_eq!(run_ended(run), None);
		crate::mock::run(1);
		assert_eq!(run_ended(run), Some((RunEnd::Done, ALL, 0, 0)));
	});
}

#[test]
fn request_run_should_fail_when_it_is_not_allowed() {
	build_and_execute(|| {
		let license = computing(None);
		let seats =
			|list: &[AccountId]| -> Custodians<AccountId> { list.to_vec().try_into().unwrap() };
		let key = one_time_key(BUYER);
		let ask = |who, checksum, seats, limit| {
			Data::request_run(signed(who), license, checksum, INPUT, key, seats, limit)
		};
		type E = Error<Test>;
		let one = || seats(&[CUSTODIAN]);
		assert_noop!(ask(OTHER, CHECKSUM, one(), ALL), E::NotInForce);
		assert_noop!(ask(BUYER, [9; 32], one(), ALL), E::AlgorithmNotAllowed);
		assert_noop!(ask(BUYER, CHECKSUM, one(), ALL - 1), E::PriceAboveLimit);
		for bad in [vec![], vec![OWNER], vec![RIVAL], vec![CUSTODIAN, CUSTODIAN]] {
			assert_noop!(ask(BUYER, CHECKSUM, seats(&bad), Balance::MAX), E::InvalidSeats);
		}
		assert_ok!(ask(BUYER, CHECKSUM, one(), ALL));
		assert_ok!(Data::set_algorithm(signed(OWNER), 0, CHECKSUM, None));
		assert_noop!(ask(BUYER, CHECKSUM, one(), ALL), E::AlgorithmNotAllowed);
		run_to(2 + BLOCKS);
		assert_noop!(ask(BUYER, CHECKSUM, one(), ALL), E::NotInForce);
	});
}

#[test]
fn a_run_should_be_offered_when_more_than_half_found_the_same() {
	build_and_execute(|| {
		let license = computing(None);
		let run = request(license, &[CUSTODIAN, SECOND, THIRD]);
		let other = found([66; 32], 100).0;
		let shown = [(CUSTODIAN, result()), (SECOND, other), (THIRD, result())];
		commit(run, &shown);
		reveal(run, &shown);
		let offer = events().into_iter().rev().find_map(|event| match event {
			Event::RunOffered { agreed, .. } => Some(agreed),
			_ => None,
		});
		assert_eq!(offer, Some(vec![CUSTODIAN, THIRD]));
		assert_ok!(Data::accept_run(signed(BUYER), run));
		let envelope = sealed(BUYER, RESULT_KEY);
		let late = Data::deliver_run(signed(SECOND), run, envelope);
		assert_noop!(late, Error::<Test>::NotCustodian);
		let before = balance(SECOND);
		assert_ok!(Data::deliver_run(signed(THIRD), run, envelope));
		assert_ok!(Data::acknowledge_run(signed(BUYER), run));
		// Who found something else gets nothing, and its part is back.
		let paid = RUN_PRICE + 2 * SEAT_PRICE;
		assert_eq!(run_ended(run), Some((RunEnd::Done, paid, 0, SEAT_PRICE)));
		assert_eq!(balance(SECOND), before);
	});
}

#[test]
fn all_should_be_back_when_custodians_disagree_or_are_silent() {
	build_and_execute(|| {
		let license = computing(None);
		let two = RUN_PRICE + 2 * SEAT_PRICE;
		let other = found([66; 32], 100).0;
		let differ = request(license, &[CUSTODIAN, SECOND]);
		let shown = [(CUSTODIAN, result()), (SECOND, other)];
		commit(differ, &shown);
		reveal(differ, &shown);
		assert_eq!(run_ended(differ), Some((RunEnd::Disagreed, 0, 0, two)));

		// One of two commits, and nobody can do more about it.
		let silent = request(license, &[CUSTODIAN, SECOND]);
		commit(silent, &[(CUSTODIAN, result())]);
		run(RUN + 1);
		assert_eq!(run_ended(silent), Some((RunEnd::Undone, 0, 0, two)));

		// Both commit, one shows nothing.
		let hides = request(license, &[CUSTODIAN, SECOND]);
		commit(hides, &[(CUSTODIAN, result()), (SECOND, result())]);
		reveal(hides, &[(CUSTODIAN, result())]);
		run(DELIVERY + 1);
		assert_eq!(run_ended(hides), Some((RunEnd::Disagreed, 0, 0, two)));
		assert_eq!(dataset(0).record.failed_runs, 3);
		assert_eq!(held(HoldReason::RunEscrow, BUYER), 0);
	});
}

#[test]
fn a_run_should_end_as_soon_as_too_few_can_find_something() {
	build_and_execute(|| {
		type E = Error<Test>;
		let license = computing(Some(1));
		allow(400);
		let alone = request(license, &[CUSTODIAN]);
		assert_noop!(Data::fail_run(signed(SECOND), alone), E::NotSeat);
		let post = Data::fail_run(signed(CUSTODIAN), alone).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(run_ended(alone), Some((RunEnd::Failed, 0, 0, ALL)));
		assert_noop!(Data::fail_run(signed(CUSTODIAN), alone), E::RunNotFound);
		// The use is there again; of the budget it stays taken what a program may have told somebody.
		assert_eq!(
			(crate::mock::license(license).uses_left, dataset(0).budget.spent),
			(Some(1), 400)
		);

		let several = request(license, &[CUSTODIAN, SECOND, THIRD]);
		assert_ok!(Data::fail_run(signed(SECOND), several));
		let mine = hidden(several, SECOND, &result());
		assert_noop!(Data::commit_run(signed(SECOND), several, mine), E::AlreadyCommitted);
		assert_noop!(Data::fail_run(signed(SECOND), several), E::AlreadyCommitted);
		commit(several, &[(CUSTODIAN, result())]);
		assert_noop!(Data::fail_run(signed(CUSTODIAN), several), E::AlreadyCommitted);
		assert_eq!(run_ended(several), None);
		assert_ok!(Data::fail_run(signed(THIRD), several));
		let all = RUN_PRICE + 3 * SEAT_PRICE;
		assert_eq!(run_ended(several), Some((RunEnd::Failed, 0, 0, all)));
		assert_eq!(held(HoldReason::RunEscrow, BUYER) + held(HoldReason::RunDeposit, BUYER), 0);
	});
}

#[test]
fn results_should_be_shown_as_soon_as_all_have_committed_or_failed() {
	build_and_execute(|| {
		let run = request(computing(None), &[CUSTODIAN, SECOND, THIRD]);
		let shown = [(CUSTODIAN, result()), (THIRD, result())];
		commit(run, &shown[..1]);
		assert_ok!(Data::fail_run(signed(SECOND), run));
		commit(run, &shown[1..]);
		assert!(matches!(Data::run(run).unwrap().stage, RunStage::Revealing { .. }));
		assert_noop!(Data::fail_run(signed(THIRD), run), Error::<Test>::NotCommitting);
		reveal(run, &shown);
		assert!(matches!(Data::run(run).unwrap().stage, RunStage::Offered { .. }));
	});
}

#[test]
fn what_a_custodian_has_computed_should_stay_taken_of_the_budget() {
	build_and_execute(|| {
		let license = computing(None);
		allow(400);
		// One fails, and the other never says a word.
		let run = request(license, &[CUSTODIAN, SECOND, THIRD]);
		assert_ok!(Data::fail_run(signed(CUSTODIAN), run));
		crate::mock::run(RUN + 1);
		assert_eq!(run_ended(run).map(|(reason, ..)| reason), Some(RunEnd::Undone));
		assert_eq!(dataset(0).budget.spent, 400);
	});
}

#[test]
fn two_of_three_should_do_when_the_third_is_silent() {
	build_and_execute(|| {
		let run = request(computing(None), &[CUSTODIAN, SECOND, THIRD]);
		let shown = [(CUSTODIAN, result()), (SECOND, result())];
		commit(run, &shown);
		crate::mock::run(RUN + 1);
		assert_noop!(
			Data::commit_run(signed(THIRD), run, hidden(run, THIRD, &result())),
			Error::<Test>::NotCommitting
		);
		reveal(run, &shown);
		assert!(matches!(Data::run(run).unwrap().stage, RunStage::Offered { .. }));
	});
}

#[test]
fn a_key_that_does_not_come_should_give_all_back() {
	build_and_execute(|| {
		let run = offered(computing(None), result());
		assert_ok!(Data::accept_run(signed(BUYER), run));
		crate::mock::run(DELIVERY + 1);
		assert_eq!(run_ended(run), Some((RunEnd::Undelivered, 0, 0, ALL)));
	});
}

#[test]
fn a_result_that_nobody_fetches_should_cost_a_tenth_and_pay_nobody() {
	build_and_execute(|| {
		let before = [OWNER, CUSTODIAN].map(balance);
		let run = offered(computing(Some(1)), result());
		crate::mock::run(DELIVERY + 1);
		assert_eq!(run_ended(run), Some((RunEnd::Abandoned, 0, ALL / 10, ALL - ALL / 10)));
		assert_eq!([OWNER, CUSTODIAN].map(balance)[1], before[1]);
		// It has taken the only use: the licence is over.
		crate::mock::run(1);
		assert_eq!(ended(0).map(|(reason, ..)| reason), Some(EndReason::Expired));
	});
}

#[test]
fn a_wrong_key_of_a_result_should_be_shown() {
	build_and_execute(|| {
		let run = run_delivered(computing(None), result(), [3; 32]);
		let prove = |who, secret| Data::prove_wrong_run_key(signed(who), run, secret, None);
		assert_noop!(prove(OTHER, secret(BUYER)), Error::<Test>::NotRequester);
		assert_noop!(prove(BUYER, [1; 32]), Error::<Test>::NotTheSecret);
		let post = prove(BUYER, secret(BUYER)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(run_ended(run), Some((RunEnd::WrongKey, 0, 0, ALL)));
		assert_eq!(dataset(0).bond, BOND / 4 * 3);
	});
}

#[test]
fn a_false_proof_about_a_result_should_burn_the_deposit_and_pay() {
	build_and_execute(|| {
		let run = run_delivered(computing(None), result(), RESULT_KEY);
		let (_, opening, _) = found(RESULT_KEY, 100);
		let opening = Some(Box::new(opening));
		let before = balance(BUYER);
		let post = Data::prove_wrong_run_key(signed(BUYER), run, secret(BUYER), opening).unwrap();
		assert_eq!(post.pays_fee, Pays::Yes);
		assert_eq!(run_ended(run), Some((RunEnd::Done, ALL, 0, 0)));
		assert_eq!(before - balance(BUYER), LICENSE_DEPOSIT + ALL);
		assert_eq!(dataset(0).bond, BOND);
	});
}

#[test]
fn garbage_in_a_result_should_be_shown() {
	build_and_execute(|| {
		let (sound, mut opening, chunk) = found(RESULT_KEY, 100);
		opening.leaf.plaintext = [1; 32];
		let mut tree = stoa_primitives::dataset::DataTree::default();
		tree.push(&opening.leaf);
		let garbage = DataCommitment { root: tree.root().unwrap(), ..sound };
		let run = run_delivered(computing(None), garbage, RESULT_KEY);
		let key = chunk_key(&RESULT_KEY, 0);
		let chunk = chunk.try_into().unwrap();
		assert_ok!(Data::prove_run_garbage(signed(BUYER), run, Box::new(opening), key, chunk));
		assert_eq!(run_ended(run), Some((RunEnd::Garbage, 0, 0, ALL)));
		assert_eq!(dataset(0).record.refuted, 1);
	});
}

#[test]
fn custodians_should_do_what_is_their_turn_only() {
	build_and_execute(|| {
		type E = Error<Test>;
		let run = request(computing(None), &[CUSTODIAN, SECOND]);
		let mine = hidden(run, CUSTODIAN, &result());
		assert_noop!(Data::commit_run(signed(THIRD), run, mine), E::NotSeat);
		assert_noop!(Data::commit_run(signed(THIRD), 9, mine), E::RunNotFound);
		assert_noop!(Data::commit_run(signed(CUSTODIAN), run, [0; 32]), E::NothingFound);
		assert_ok!(Data::commit_run(signed(CUSTODIAN), run, mine));
		assert_noop!(Data::commit_run(signed(CUSTODIAN), run, [1; 32]), E::AlreadyCommitted);
		let show = |who, result, salt| Data::reveal_run(signed(who), run, result, salt);
		assert_noop!(show(CUSTODIAN, result(), SALT), E::NotRevealing);
		// Copied from the other: it cannot be opened.
		assert_ok!(Data::commit_run(signed(SECOND), run, mine));
		assert_noop!(show(SECOND, result(), SALT), E::CommitmentMismatch);
		assert_noop!(show(CUSTODIAN, result(), [0; 32]), E::CommitmentMismatch);
		assert_noop!(show(THIRD, result(), SALT), E::NotSeat);
		let long = found(RESULT_KEY, 1_001).0;
		assert_noop!(show(CUSTODIAN, long, SALT), E::BadResult);
		assert_ok!(show(CUSTODIAN, result(), SALT));
		assert_noop!(show(CUSTODIAN, result(), SALT), E::AlreadyRevealed);
		assert_noop!(Data::accept_run(signed(BUYER), run), E::NotOffered);
		let envelope = sealed(BUYER, RESULT_KEY);
		assert_noop!(Data::deliver_run(signed(CUSTODIAN), run, envelope), E::NotAwaited);
		assert_noop!(Data::acknowledge_run(signed(BUYER), run), E::NotChecking);
		assert_noop!(Data::poke_run(signed(OTHER), run), E::NothingDue);
	});
}

#[test]
fn a_privacy_budget_should_refuse_when_it_is_spent() {
	build_and_execute(|| {
		let license = computing(None);
		allow(400);
		let spent = || dataset(0).budget.spent;
		let paid = offered(license, result());
		let second = request(license, &[CUSTODIAN]);
		assert_eq!(spent(), 800);
		assert_noop!(try_request(license, &[CUSTODIAN]), Error::<Test>::BudgetSpent);
		let lower = Data::set_privacy_budget(signed(OWNER), 0, 799);
		assert_noop!(lower, Error::<Test>::BudgetBelowSpent);
		// Nobody has computed the second one: what it took is there again. The first one has it for good.
		run(RUN + 1);
		assert_eq!(run_ended(second).map(|(reason, ..)| reason), Some(RunEnd::Undone));
		assert!(run_ended(paid).is_some());
		assert_eq!(spent(), 400);
		assert_ok!(try_request(license, &[CUSTODIAN]));
	});
}

#[test]
fn a_use_should_be_given_back_when_a_run_fails() {
	build_and_execute(|| {
		let id = computing(Some(1));
		let run = request(id, &[CUSTODIAN]);
		assert_noop!(try_request(id, &[CUSTODIAN]), Error::<Test>::NotInForce);
		assert_eq!((license(id).uses_left, license(id).running), (Some(0), 1));
		crate::mock::run(RUN + 1);
		assert_eq!(run_ended(run).map(|(reason, ..)| reason), Some(RunEnd::Undone));
		assert_eq!((license(id).uses_left, license(id).running), (Some(1), 0));
		let run = run_delivered(id, result(), RESULT_KEY);
		assert_ok!(Data::acknowledge_run(signed(BUYER), run));
		crate::mock::run(1);
		assert_eq!(ended(id), Some((EndReason::Expired, PRICE, 0)));
	});
}

#[test]
fn a_run_should_go_on_when_its_licence_is_over() {
	build_and_execute(|| {
		let id = computing(None);
		let run = request(id, &[CUSTODIAN]);
		assert_ok!(Data::drop_license(signed(BUYER), id));
		assert_ok!(Data::retire_release(signed(OWNER), 0));
		assert_noop!(Data::drop_release(signed(OWNER), 0), Error::<Test>::LicensesOpen);
		commit(run, &[(CUSTODIAN, result())]);
		reveal(run, &[(CUSTODIAN, result())]);
		assert_ok!(Data::accept_run(signed(BUYER), run));
		assert_ok!(Data::deliver_run(signed(CUSTODIAN), run, sealed(BUYER, RESULT_KEY)));
		assert_ok!(Data::acknowledge_run(signed(BUYER), run));
		assert_ok!(Data::drop_release(signed(OWNER), 0));
	});
}

#[test]
fn runs_should_be_found_by_who_has_to_do_with_them() {
	build_and_execute(|| {
		let license = computing(None);
		let (one, two) = (request(license, &[CUSTODIAN]), request(license, &[SECOND, THIRD]));
		let ids = |filter, from| {
			Data::runs(filter, from, 9).into_iter().map(|(id, _)| id).collect::<Vec<_>>()
		};
		let all = RunFilter::default;
		assert_eq!(ids(all(), 0), [one, two]);
		assert_eq!(ids(all(), two), [two]);
		assert_eq!(ids(RunFilter { custodian: Some(THIRD), ..all() }, 0), [two]);
		assert_eq!(ids(RunFilter { requester: Some(OTHER), ..all() }, 0), Vec::<u64>::new());
		assert_eq!(ids(RunFilter { release: Some(0), ..all() }, 0), [one, two]);
		let stopped = Data::run(two).unwrap().until();
		StoodStill::set(5);
		assert_eq!(Data::run(two).unwrap().until(), stopped + 5);
		assert_eq!(Data::run(one).unwrap().class(), RunClass::OwnerRun);
	});
}
