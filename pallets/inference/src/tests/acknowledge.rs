use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn acknowledge_should_settle_when_the_output_arrived() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		let acknowledge = |who| Inference::acknowledge(RuntimeOrigin::signed(who), 0);
		assert_noop!(acknowledge(alice()), Error::<Runtime>::NotServing);
		answer_all(0, false, |_| 1);
		assert_noop!(acknowledge(bob()), Error::<Runtime>::NotRequester);
		assert_ok!(acknowledge(alice()));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn acknowledge_should_refuse_when_a_demand_is_open() {
	build_and_execute(3, || {
		Ask::default().drawn();
		answer_all(0, false, |_| 1);
		assert_ok!(Inference::demand_data(RuntimeOrigin::signed(alice()), 0, 0, false));
		assert_noop!(
			Inference::acknowledge(RuntimeOrigin::signed(alice()), 0),
			Error::<Runtime>::DemandOpen
		);
	});
}
