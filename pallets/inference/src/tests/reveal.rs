use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{AnswerClaim, InlineBytes};

fn committed() {
	Ask::default().drawn();
	(0..3).for_each(|at| commit(0, at, 1));
}

fn try_reveal(
	at: usize,
	claim: AnswerClaim,
	output: Option<InlineBytes>,
) -> frame_support::dispatch::DispatchResult {
	let who = details(0).seats[at].provider.clone();
	Inference::reveal(RuntimeOrigin::signed(who), 0, claim, SALT, output)
		.map(|_| ())
		.map_err(|e| e.error)
}

#[test]
fn reveal_should_refuse_when_it_does_not_open_the_commitment() {
	build_and_execute(3, || {
		committed();
		assert_noop!(try_reveal(0, claim(2), None), Error::<Runtime>::CommitmentMismatch);
		assert_ok!(try_reveal(0, claim(1), Some(output(1))));
		assert_noop!(try_reveal(0, claim(1), None), Error::<Runtime>::NotAwaited);
	});
}

#[test]
fn reveal_should_leave_the_output_out_when_it_is_not_the_claimed_one() {
	build_and_execute(3, || {
		committed();
		assert_ok!(try_reveal(0, claim(1), Some(output(2))));
		assert_eq!(
			details(0).seats[0].state,
			SeatState::Revealed { claim: claim(1), shown: false }
		);
		assert_ok!(try_reveal(1, claim(1), Some(output(1))));
		assert_eq!(details(0).seats[1].state, SeatState::Revealed { claim: claim(1), shown: true });
	});
}

#[test]
fn reveal_should_refuse_when_others_have_not_committed() {
	build_and_execute(3, || {
		Ask::default().drawn();
		commit(0, 0, 1);
		assert_noop!(try_reveal(0, claim(1), None), Error::<Runtime>::NotAwaited);
	});
}

#[test]
fn reveal_should_refuse_when_the_commitment_is_a_copy() {
	build_and_execute(3, || {
		Ask::default().drawn();
		commit(0, 0, 1);
		let copied = commitment(0, 0, &claim(1));
		for at in 1..3 {
			let who = details(0).seats[at].provider.clone();
			assert_ok!(Inference::commit(RuntimeOrigin::signed(who), 0, copied));
		}
		assert_ok!(try_reveal(0, claim(1), Some(output(1))));
		assert_noop!(try_reveal(1, claim(1), None), Error::<Runtime>::CommitmentMismatch);
	});
}

#[test]
fn reveal_should_refuse_when_the_claim_exceeds_the_order() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let claims = [
			AnswerClaim { tokens: 101, ..claim(1) },
			AnswerClaim { bytes: 65_537, ..claim(1) },
			AnswerClaim { trace: Some([0; 32]), ..claim(1) },
		];
		for (at, claim) in claims.iter().enumerate() {
			let who = details(0).seats[at].provider.clone();
			let commitment = commitment(0, at, claim);
			assert_ok!(Inference::commit(RuntimeOrigin::signed(who), 0, commitment));
		}
		for (at, claim) in claims.into_iter().enumerate() {
			assert_noop!(try_reveal(at, claim, None), Error::<Runtime>::ClaimOutOfBounds);
		}
	});
}

#[test]
fn reveal_should_post_the_output_once_when_all_send_it() {
	build_and_execute(3, || {
		committed();
		(0..3).for_each(|at| reveal(0, at, 1, true));
		let posted = events().iter().filter(|e| matches!(e, Event::OutputPosted { .. })).count();
		assert_eq!(posted, 1);
	});
}

#[test]
fn reveal_should_wait_for_the_requester_when_the_output_is_not_inline() {
	build_and_execute(3, || {
		committed();
		(0..3).for_each(|at| reveal(0, at, 1, false));
		assert!(matches!(details(0).state, JobState::Serving { until: 104, .. }));
		assert_eq!(details(0).escrow, FEE, "nothing is paid yet");
		run(100);
		assert!(matches!(details(0).state, JobState::Settled { .. }), "silence is consent");
	});
}
