use super::*;

const WINDOW: u32 = 1_200;

#[test]
fn drop_channel_should_free_the_collateral_when_no_receipt_can_be_challenged_any_more() {
	build_and_execute(1, || {
		let id = opened(false);
		let drop = || Market::drop_channel(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(drop(), Fault::NotWithdrawn);
		assert_ok!(Market::close(signed(&provider(0)), id));
		run(WINDOW);
		assert_noop!(drop(), Fault::WindowOpen);
		run(1);
		assert_ok!(drop());
		assert_nothing_left();
		assert_noop!(drop(), Fault::ChannelNotFound);
	});
}

#[test]
fn drop_channel_should_wait_when_a_receipt_is_being_challenged() {
	build_and_execute(1, || {
		let id = opened(false);
		let answer = receipt(id, 1, 0, STOA);
		assert_ok!(Market::close(signed(&provider(0)), id));
		let shown = Box::new(sign(answer));
		assert_ok!(Market::challenge_receipt(signed(&bob()), shown, roots(1)));
		Challenges::set(vec![(answer.hash().into(), bob())]);
		run(WINDOW + 1);
		let drop = || Market::drop_channel(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(drop(), Fault::ReceiptsChallenged);
		assert!(Market::drop_receipt(signed(&bob()), answer.hash()).is_err());
		Challenges::set(Vec::new());
		assert_ok!(Market::drop_receipt(signed(&bob()), answer.hash()));
		assert_ok!(drop());
		assert_nothing_left();
	});
}

#[test]
fn drop_channel_should_wait_when_a_subscription_runs() {
	build_and_execute(1, || {
		let id = opened(false);
		let allowance = Allowance::Calls(10);
		assert_ok!(Market::publish_plan(signed(&provider(0)), None, allowance, 50_000, STOA));
		assert_ok!(Market::subscribe(signed(&alice()), id, 0, 0));
		assert_ok!(Market::close(signed(&provider(0)), id));
		run(WINDOW + 1);
		let drop = || Market::drop_channel(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(drop(), Fault::SubscriptionRunning);
		assert_ok!(Market::unsubscribe(signed(&alice()), id));
		assert_ok!(drop());
	});
}
