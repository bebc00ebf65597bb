use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use stoa_primitives::{Balance, STOA, frame::Deliver};

fn request(
	who: AccountId,
	id: u64,
	gas: Weight,
	fee: Option<Balance>,
) -> sp_runtime::DispatchResult {
	Inference::request_delivery(RuntimeOrigin::signed(who), id, SELECTOR, gas, fee)
}

#[test]
fn request_delivery_should_hold_the_least_fee_when_none_is_named() {
	build_and_execute(3, || {
		let id = Ask::default().drawn();
		let least = Inference::delivery_fee(GAS);
		assert!(least >= Contracts::fee(GAS, 1_024), "it covers the gas and the longest output");
		assert_ok!(request(alice(), id, GAS, None));
		assert_eq!(Inference::held(HoldReason::DeliveryFee, &alice()), least);
		let fee = least;
		assert_eq!(Inference::delivery(id), Some(Delivery { selector: SELECTOR, gas: GAS, fee }));
		assert_noop!(request(alice(), id, GAS, None), Error::<Runtime>::DeliveryExists);
	});
}

#[test]
fn request_delivery_should_refuse_when_nobody_could_or_would_deliver() {
	build_and_execute(3, || {
		let id = Ask::default().drawn();
		assert_noop!(request(bob(), id, GAS, None), Error::<Runtime>::NotRequester);
		assert_noop!(request(alice(), id + 1, GAS, None), Error::<Runtime>::JobNotFound);
		let most = Contracts::most_gas();
		for gas in [most.add_ref_time(1), most.add_proof_size(1)] {
			assert_noop!(request(alice(), id, gas, None), Error::<Runtime>::GasTooHigh);
		}
		let fee = Inference::delivery_fee(GAS);
		assert_noop!(request(alice(), id, GAS, Some(fee - 1)), Error::<Runtime>::DeliveryFeeTooLow);
		let fortune = 10_000_000 * STOA;
		assert_noop!(request(alice(), id, GAS, Some(fortune)), Error::<Runtime>::InsufficientFunds);
		assert_ok!(request(alice(), id, GAS, Some(fee + 1)));
	});
}

#[test]
fn request_delivery_should_refuse_when_nobody_else_can_check_the_output() {
	build_and_execute(3, || {
		let long = Ask { prompt: long_prompt(), ..Default::default() }.drawn();
		assert_noop!(request(alice(), long, GAS, None), Error::<Runtime>::NotDeliverable);
		let private =
			Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		assert_noop!(request(alice(), private, GAS, None), Error::<Runtime>::NotDeliverable);
	});
}

#[test]
fn request_delivery_should_refuse_when_the_job_is_over() {
	build_and_execute(3, || {
		let id = Ask::default().drawn();
		answer_all(id, true, |_| 1);
		run(200);
		assert_noop!(request(alice(), id, GAS, None), Error::<Runtime>::JobNotFound);
	});
}
