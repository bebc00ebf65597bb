//! Each invariant is seen to be broken by one planck, one entry or one count that is wrong.

use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	storage::{TransactionOutcome, with_transaction},
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::DispatchError;
use stoa_primitives::{Balance, CaseId, Court, Ruling, STOA, Side};

/// A fault, by the invariant that finds it.
type Fault = (&'static str, fn(&Live));

/// Two cases in the middle of their lives.
struct Live {
	/// Decided once; an appeal is paid for in part.
	appealed: CaseId,
	/// A panel sits, of which one has hidden its vote.
	voting: CaseId,
	/// That one, who has seats in no other case.
	juror: AccountId,
}

fn live() -> Live {
	jurors();
	let appealed = open(7);
	let evidence =
		Disputes::submit_evidence(signed(ALICE), appealed, [1; 32], 9, Default::default());
	assert_ok!(evidence);
	let voting = open(8);
	draw(voting);
	let juror = panel(voting)[0];
	commit(voting, juror, Ruling::Refund);
	// Nobody sits in both.
	Close::set(panel(voting).into_iter().map(|juror| (juror, ALICE)).collect());
	vote(appealed, |_| Some(Ruling::Refund));
	let fund = Disputes::fund_appeal(signed(CAROL), appealed, Side::Respondent, 5 * STOA);
	assert_ok!(fund);
	assert_ok!(Disputes::bond(signed(JUROR), Court::Data, 200 * STOA));
	Live { appealed, voting, juror }
}

fn change_bond(juror: AccountId, change: impl FnOnce(&mut JurorDetails)) {
	let court = if juror < JUROR + 10 { Court::Compute } else { Court::General };
	Jurors::<Test>::mutate(court, juror, |details| change(details.as_mut().expect("a bond")));
}

fn change_round(id: CaseId, round: u8, change: impl FnOnce(&mut RoundDetails)) {
	Rounds::<Test>::mutate(id, round, |details| change(details.as_mut().expect("a round")));
}

fn change_case(id: CaseId, change: impl FnOnce(&mut CaseDetails<AccountId, u64>)) {
	Cases::<Test>::mutate(id, |details| change(details.as_mut().expect("a case")));
}

fn lose(who: AccountId, amount: Balance) {
	let (expendable, exact, force) = (Preservation::Expendable, Precision::Exact, Fortitude::Force);
	assert_ok!(Balances::burn_from(&who, amount, expendable, exact, force));
}

const FAULTS: &[Fault] = &[
	("1", |live| change_bond(live.juror, |bond| bond.bond += 1)),
	("2", |live| change_bond(live.juror, |bond| bond.locked -= 1)),
	("2", |live| change_bond(live.juror, |bond| bond.leaving = bond.bond + 1)),
	("2", |live| {
		Seats::<Test>::mutate((live.voting, 0, live.juror), |seat| {
			seat.as_mut().expect("a seat").lock += 1;
		});
	}),
	("3", |live| change_bond(live.juror, |bond| bond.weight += 1)),
	("3", |_| SlotCount::<Test>::mutate(Court::Compute, |count| *count += 1)),
	("4", |_| QueueTail::<Test>::mutate(|tail| *tail += 1)),
	("4", |live| change_bond(live.juror, |bond| bond.pending = Some(0))),
	("5", |live| change_case(live.voting, |case| case.claimant.bond += 1)),
	("5", |live| change_case(live.voting, |case| case.respondent.fee += 1)),
	("6", |_| lose(Disputes::pot(), ED + 1)),
	("7", |live| change_round(live.appealed, 1, |round| round.raised.respondent += 1)),
	("7", |live| change_round(live.appealed, 1, |round| round.pot -= 1)),
	("7", |live| change_round(live.appealed, 1, |round| round.contributors += 1)),
	("8", |live| change_round(live.voting, 0, |round| round.hidden -= 1)),
	("8", |live| change_round(live.appealed, 0, |round| round.votes.add(Ruling::Split, 1))),
	("8", |live| Duties::<Test>::remove(live.juror, (live.voting, 0))),
	("9", |live| change_case(live.appealed, |case| case.stored_rounds -= 1)),
	("9", |_| CaseBySubject::<Test>::remove(7)),
	("9", |live| Evidence::<Test>::remove(live.appealed)),
	("10", |live| {
		let details = Rounds::<Test>::get(live.voting, 0).expect("a round");
		Rounds::<Test>::insert(99, 0, details);
	}),
	("10", |_| {
		let (by, content, bytes, place) = (Side::Claimant, [1; 32], 9, Place::default());
		assert_ok!(Evidence::<Test>::try_append(99, EvidenceItem { by, content, bytes, place }));
	}),
];

#[test]
fn try_state_should_find_every_fault() {
	build_and_execute(|| {
		let live = live();
		for (at, (invariant, fault)) in FAULTS.iter().enumerate() {
			let found = with_transaction(|| {
				fault(&live);
				TransactionOutcome::Rollback(Ok::<_, DispatchError>(Disputes::do_try_state()))
			});
			let error = found.expect("not too deep").expect_err("a fault");
			let DispatchError::Other(why) = error else { panic!("{error:?}") };
			assert!(why.starts_with(&format!("{invariant}: ")), "fault {at}: {why}");
		}
		assert_ok!(Disputes::do_try_state());
	});
}
