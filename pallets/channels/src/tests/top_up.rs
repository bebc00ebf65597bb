use super::*;

#[test]
fn top_up_should_add_to_the_deposit() {
	build_and_execute(1, || {
		let id = opened(false);
		assert_ok!(Market::top_up(signed(&alice()), id, 5 * STOA));
		assert_eq!(details(id).deposit, DEPOSIT + 5 * STOA);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), DEPOSIT + 5 * STOA);
		// More than the first deposit can now be redeemed.
		let answers = Answers::new(id, 1, 0, DEPOSIT + STOA, 1);
		assert_ok!(redeem(answers.redemption()));
	});
}

#[test]
fn top_up_should_refuse_strangers_and_closed_channels() {
	build_and_execute(1, || {
		let id = opened(false);
		assert_noop!(Market::top_up(signed(&bob()), id, STOA), Fault::NotPayer);
		assert_noop!(Market::top_up(signed(&alice()), id, 0), Fault::ZeroAmount);
		assert_noop!(Market::top_up(signed(&alice()), id, FUNDS), Fault::InsufficientFunds);
		assert_noop!(Market::top_up(signed(&alice()), 7, STOA), Fault::ChannelNotFound);
		assert_ok!(Market::close(signed(&alice()), id));
		assert_noop!(Market::top_up(signed(&alice()), id, STOA), Fault::ChannelClosed);
	});
}
