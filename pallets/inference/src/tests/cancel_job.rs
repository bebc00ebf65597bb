use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn cancel_job_should_return_everything_when_nobody_can_know_the_draw() {
	build_and_execute(3, || {
		let before = balance(&alice());
		assert_ok!(Ask::default().by(alice()));
		run(1);
		assert_noop!(
			Inference::cancel_job(RuntimeOrigin::signed(bob()), 0),
			Error::<Runtime>::NotRequester
		);
		assert_ok!(Inference::cancel_job(RuntimeOrigin::signed(alice()), 0));
		assert_eq!(balance(&alice()), before);
		assert_nothing_left();
		assert!(Inference::job(0).is_none(), "0 bytes are left");
		run(5);
		assert_noop!(
			Inference::cancel_job(RuntimeOrigin::signed(alice()), 0),
			Error::<Runtime>::JobNotFound
		);
	});
}

#[test]
fn cancel_job_should_refuse_when_the_draw_can_be_known() {
	build_and_execute(3, || {
		assert_ok!(Ask::default().by(alice()));
		run(2);
		let cancel = || Inference::cancel_job(RuntimeOrigin::signed(alice()), 0);
		assert_noop!(cancel(), Error::<Runtime>::TooLateToCancel);
		run(1);
		assert_noop!(cancel(), Error::<Runtime>::TooLateToCancel);
	});
}
