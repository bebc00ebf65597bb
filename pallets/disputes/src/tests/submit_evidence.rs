use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, STOA, Side};

fn submit(who: AccountId, id: u64, bytes: u32) -> sp_runtime::DispatchResult {
	let place = Place::try_from(b"https://example.org/a".to_vec()).unwrap();
	Disputes::submit_evidence(signed(who), id, [3; 32], bytes, place)
}

#[test]
fn submit_evidence_should_keep_the_hash_and_a_deposit_until_the_ruling_is_executed() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		let before = held(HoldReason::CaseDeposit, ALICE);
		assert_ok!(submit(ALICE, id, 1_000));
		assert_ok!(submit(BOB, id, 2_000));
		assert_eq!(held(HoldReason::CaseDeposit, ALICE), before + STOA);
		let evidence = Disputes::evidence_of(id);
		assert_eq!(evidence.iter().map(|item| item.by).collect::<Vec<_>>(), Side::BOTH);
		vote(id, |_| Some(Ruling::Refund));
		no_appeal(id);
		wind_up(id);
		assert_eq!(balance(BOB), FUNDS);
		assert_no_case_left();
	});
}

#[test]
fn submit_evidence_should_be_possible_again_before_an_appeal() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		assert_noop!(submit(BOB, id, 1), Error::<Test>::WrongPhase);
		run(11);
		advance(id);
		advance(id);
		assert_ok!(submit(BOB, id, 1));
		assert_noop!(Disputes::join(signed(BOB), id), Error::<Test>::WrongPhase);
		no_appeal(id);
		wind_up(id);
		assert_no_case_left();
	});
}

#[test]
fn submit_evidence_should_be_bounded_for_each_side() {
	build_and_execute(|| {
		let id = open(7);
		for _ in 0..MAX_EVIDENCE {
			assert_ok!(submit(ALICE, id, 1));
		}
		assert_noop!(submit(ALICE, id, 1), Error::<Test>::TooMuchEvidence);
		for _ in 0..MAX_EVIDENCE {
			assert_ok!(submit(BOB, id, 1));
		}
		assert_noop!(submit(BOB, id, 1), Error::<Test>::TooMuchEvidence);
	});
}

#[test]
fn submit_evidence_should_refuse_strangers_giants_and_latecomers() {
	build_and_execute(|| {
		let id = open(7);
		assert_noop!(submit(CAROL, id, 1), Error::<Test>::NotParty);
		assert_noop!(submit(ALICE, id, MAX_EVIDENCE_BYTES + 1), Error::<Test>::EvidenceTooLarge);
		assert_noop!(submit(ALICE, 9, 1), Error::<Test>::CaseNotFound);
		run(11);
		assert_noop!(submit(ALICE, id, 1), Error::<Test>::WrongPhase);
	});
}
