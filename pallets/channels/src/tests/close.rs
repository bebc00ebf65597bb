//! `close`, `expire` and `withdraw`.

use super::*;
use frame_support::dispatch::Pays;

const WINDOW: u32 = 200;

#[test]
fn close_should_leave_the_provider_time_to_redeem_when_the_payer_closes() {
	build_and_execute(1, || {
		let id = opened(false);
		assert_eq!(Market::close(signed(&alice()), id).unwrap().pays_fee, Pays::No);
		run(WINDOW);
		let early = Market::withdraw(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(early, Fault::WindowOpen);
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 3).redemption()));
		run(1);
		let late = Answers::new(id, 4, 3 * STOA, STOA, 1).redemption();
		assert_noop!(redeem(late), Fault::ChannelClosed);
		let before = held(HoldReason::ChannelDeposit, &alice());
		assert_eq!(before, DEPOSIT - 3 * STOA);
		assert_ok!(Market::withdraw(signed(&bob()), id));
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
		// The collateral stays.
		assert_eq!(Providers::get(&provider(0)).reserved, TERMS.collateral);
		assert_noop!(redeem(late), Fault::ChannelClosed);
	});
}

#[test]
fn close_should_give_the_rest_back_at_once_when_the_provider_closes() {
	build_and_execute(1, || {
		let id = opened(true);
		assert_ok!(Market::close(signed(&provider(0)), id));
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
		let again = Market::close(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(again, Fault::ChannelClosed);
		let over = Market::withdraw(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(over, Fault::NotClosing);
	});
}

#[test]
fn close_should_refuse_strangers() {
	build_and_execute(1, || {
		let id = opened(false);
		let by_bob = Market::close(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(by_bob, Fault::NotParty);
		let unknown = Market::close(signed(&alice()), 9).map_err(|error| error.error);
		assert_noop!(unknown, Fault::ChannelNotFound);
		assert_ok!(Market::close(signed(&alice()), id));
		let twice = Market::close(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(twice, Fault::ChannelClosed);
	});
}

#[test]
fn expire_should_close_a_channel_that_both_have_left() {
	build_and_execute(1, || {
		let id = opened(false);
		let early = Market::expire(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(early, Fault::NotExpired);
		let expires_at = details(id).expires_at;
		System::set_block_number(expires_at + 1);
		assert_ok!(Market::expire(signed(&bob()), id));
		assert_eq!(details(id).state, ChannelState::Closing { until: expires_at + 1 + WINDOW });
		// The provider was only late.
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 3).redemption()));
		System::set_block_number(expires_at + 2 + WINDOW);
		assert_ok!(Market::withdraw(signed(&bob()), id));
	});
}

#[test]
fn withdraw_should_wait_for_an_audit_and_leave_time_for_the_last_voucher() {
	build_and_execute(1, || {
		let id = opened(true);
		let answers = Answers::new(id, 1, 0, STOA, 3);
		assert_ok!(redeem(answers.redemption()));
		assert_ok!(Market::close(signed(&alice()), id));
		run(WINDOW + 1);
		let waits = Market::withdraw(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(waits, Fault::AuditRunning);
		// Whatever the lottery says, no auditor is there.
		assert_ok!(Market::poke(signed(&bob()), id));
		if let Some(Audit { stage: AuditStage::Opening { .. }, .. }) = Audits::<Runtime>::get(id) {
			let opening = Box::new(answers.opening());
			assert_ok!(Market::open_sample(signed(&provider(0)), opening));
		}
		assert_eq!(details(id).pending, 0);
		let until = System::block_number() + WINDOW;
		assert_eq!(details(id).state, ChannelState::Closing { until });
		assert_ok!(redeem(Answers::new(id, 4, 3 * STOA, STOA, 1).redemption()));
	});
}
