use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, vote_commitment};

#[test]
fn commit_vote_should_be_free_for_jurors_once_and_in_time() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		assert_noop!(Disputes::commit_vote(signed(JUROR), id, [0; 32]), Error::<Test>::WrongPhase);
		draw(id);
		let panel = panel(id);
		let stranger = (JUROR..JUROR + 10).find(|who| !panel.contains(who)).unwrap();
		let commit = |who| Disputes::commit_vote(signed(who), id, [0; 32]);
		assert_noop!(commit(stranger), Error::<Test>::NotJuror);
		assert_eq!(commit(panel[0]).unwrap().pays_fee, frame_support::dispatch::Pays::No);
		assert_noop!(commit(panel[0]), Error::<Test>::AlreadyCommitted);
		run(10);
		assert_ok!(commit(panel[1]));
		run(1);
		assert_noop!(commit(panel[2]), Error::<Test>::TooLate);
	});
}

#[test]
fn commit_vote_should_end_the_phase_when_all_have_committed() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		commit(id, panel[0], Ruling::Refund);
		commit(id, panel[1], Ruling::Refund);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		commit(id, panel[2], Ruling::Refund);
		advance(id);
		assert!(matches!(case(id).phase, Phase::Revealing { .. }));
	});
}

#[test]
fn a_copied_commitment_should_be_of_no_use_to_the_copier() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		let (first, copier) = (panel[0], panel[1]);
		let digest = vote_commitment(&GENESIS, id, 0, &first, Ruling::Refund, &salt(first));
		assert_ok!(Disputes::commit_vote(signed(first), id, digest));
		assert_ok!(Disputes::commit_vote(signed(copier), id, digest));
		commit(id, panel[2], Ruling::Refund);
		advance(id);
		reveal(id, first, Ruling::Refund);
		// Even with everything that the first has shown.
		assert_noop!(
			Disputes::reveal_vote(signed(copier), id, Ruling::Refund, salt(first)),
			Error::<Test>::CommitmentMismatch
		);
	});
}

#[test]
fn a_commitment_should_not_open_in_another_case_or_round() {
	build_and_execute(|| {
		jurors();
		let (id, other) = (open(7), open(8));
		draw(id);
		let juror = panel(id)[0];
		for (case, round) in [(other, 0), (id, 1)] {
			let digest =
				vote_commitment(&GENESIS, case, round, &juror, Ruling::Refund, &salt(juror));
			assert_ok!(frame_support::storage::with_transaction(|| {
				assert_ok!(Disputes::commit_vote(signed(juror), id, digest));
				run(11);
				advance(id);
				assert_noop!(
					Disputes::reveal_vote(signed(juror), id, Ruling::Refund, salt(juror)),
					Error::<Test>::CommitmentMismatch
				);
				frame_support::storage::TransactionOutcome::Rollback(Ok::<
					_,
					sp_runtime::DispatchError,
				>(()))
			}));
		}
	});
}
