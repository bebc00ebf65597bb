use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn demand(who: AccountId, chunk: u32) -> Result<(), sp_runtime::DispatchError> {
	Inference::demand_data(RuntimeOrigin::signed(who), 0, chunk, false)
}

#[test]
fn demand_data_should_slash_all_backers_when_nobody_answers() {
	build_and_execute(3, || {
		let before = balance(&alice());
		Ask::default().drawn();
		answer_all(0, false, |_| 1);
		assert_ok!(demand(bob(), 0));
		let prepaid = 40 * Inference::parameters().byte_fee;
		assert_eq!(Inference::held(HoldReason::DataPrepayment, &bob()), prepaid);
		let exposure = details(0).exposure;
		run(39);
		assert!(Jobs::<Runtime>::contains_key(0));
		run(1);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::DataWithheld));
		assert_eq!(balance(&alice()), before);
		for n in 0..3 {
			let lost = 1_000 * STOA - Providers::bond(&provider(n));
			assert_eq!(lost, exposure + Inference::parameters().slash_floor);
		}
		assert_eq!(balance(&bob()) - 1_000 * STOA, 3 * prepaid, "its costs three times");
		assert_nothing_left();
	});
}

#[test]
fn demand_data_should_refuse_when_it_has_no_place() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		assert_noop!(demand(alice(), 0), Error::<Runtime>::NoSuchChunk);
		answer_all(0, false, |_| 1);
		assert_noop!(demand(bob(), 0), Error::<Runtime>::NotRequester);
		assert_noop!(demand(alice(), 1), Error::<Runtime>::NoSuchChunk);
		assert_ok!(demand(alice(), 0));
		assert_noop!(demand(alice(), 0), Error::<Runtime>::AlreadyDemanded);
	});
}

#[test]
fn demand_data_should_refuse_when_the_output_is_on_chain() {
	build_and_execute(3, || {
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		assert_noop!(demand(alice(), 0), Error::<Runtime>::NotServing);
	});
}
