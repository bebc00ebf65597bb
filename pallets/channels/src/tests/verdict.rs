//! What a verdict of the referee does to a channel.

use super::*;
use stoa_primitives::{channel::Receipt, frame::Verdict};

fn shown(audited: bool) -> Receipt {
	let id = opened(audited);
	let answer = receipt(id, 1, 0, STOA);
	let opened = roots(1);
	assert_ok!(Market::challenge_receipt(signed(&bob()), Box::new(sign(answer)), opened));
	answer
}

fn lied() -> Verdict<AccountId> {
	Verdict::ProviderLied { finder: bob(), silent: false, costs: vec![(bob(), STOA / 10)] }
}

#[test]
fn a_refuted_receipt_should_end_the_channel_and_return_the_deposit() {
	build_and_execute(1, || {
		let answer = shown(false);
		let id = answer.channel;
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 3).redemption()));
		let before = (balance(&alice()), balance(&bob()), Providers::bond(&provider(0)));
		tell(answer.hash(), lied());
		let parameters = Parameters::default();
		let bounty = TERMS.collateral / pricing::FINDER_PART + 3 * STOA / 10;
		assert_eq!(balance(&bob()) - before.1, bounty);
		// The price of the answer, which was paid.
		assert_eq!(balance(&alice()) - before.0, STOA);
		let lost = TERMS.collateral + parameters.slash_floor;
		assert_eq!(before.2 - Providers::bond(&provider(0)), lost);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
		// At least three fifths of what a liar loses leaves circulation.
		assert!(STOA + bounty <= lost * 2 / 5);

		assert_ok!(Market::drop_receipt(signed(&bob()), answer.hash()));
		run(1);
		assert_ok!(Market::drop_channel(signed(&bob()), id));
		assert_nothing_left();
	});
}

#[test]
fn a_lie_should_cost_no_more_than_one_channels_collateral_and_the_floor() {
	build_and_execute(1, || {
		let (one, other) = (shown(false), shown(true));
		let bond = Providers::bond(&provider(0));
		tell(one.hash(), lied());
		let lost = TERMS.collateral + Parameters::default().slash_floor;
		assert_eq!(bond - Providers::bond(&provider(0)), lost);
		assert!(!details(other.channel).refuted);
		assert_eq!(Providers::get(&provider(0)).reserved, TERMS.collateral);
	});
}

#[test]
fn a_second_lie_in_a_channel_should_find_nothing_more_to_take() {
	build_and_execute(1, || {
		let one = shown(false);
		let other = receipt(one.channel, 2, STOA, STOA);
		let opened = roots(2);
		assert_ok!(Market::challenge_receipt(signed(&bob()), Box::new(sign(other)), opened));
		tell(one.hash(), lied());
		let bond = Providers::bond(&provider(0));
		tell(other.hash(), lied());
		assert_eq!(Providers::bond(&provider(0)), bond);
		let third = Box::new(sign(receipt(one.channel, 3, 2 * STOA, STOA)));
		assert_noop!(
			Market::challenge_receipt(signed(&bob()), third, roots(3)),
			Fault::ChannelRefuted
		);
	});
}

#[test]
fn a_failed_challenge_should_change_nothing() {
	build_and_execute(1, || {
		let answer = shown(true);
		let before = details(answer.channel);
		let until = System::block_number() + 100;
		tell(answer.hash(), Verdict::ChallengeFailed { challenger: bob(), paid: 0, until });
		assert_eq!(details(answer.channel), before);
	});
}

#[test]
fn a_verdict_about_a_bad_model_should_blame_nobody() {
	build_and_execute(1, || {
		let answer = shown(false);
		let before = (details(answer.channel), Providers::bond(&provider(0)));
		tell(answer.hash(), Verdict::BadRelease { by: bob() });
		assert_eq!(before, (details(answer.channel), Providers::bond(&provider(0))));
		assert_ok!(Market::drop_receipt(signed(&bob()), answer.hash()));
	});
}

#[test]
fn a_verdict_about_something_unknown_should_do_nothing() {
	build_and_execute(1, || {
		use stoa_primitives::{Digest, frame::OnRefereed};
		let before = Providers::bond(&provider(0));
		<Market as OnRefereed<AccountId, Digest>>::on_refereed(&[9; 32], &provider(0), lied());
		assert_eq!(Providers::bond(&provider(0)), before);
	});
}

#[test]
fn what_a_payer_gets_back_should_never_be_more_than_it_paid() {
	build_and_execute(1, || {
		// A friend signs whatever; nothing was redeemed.
		let id = opened(false);
		let answer = receipt(id, 1, 0, 50 * STOA);
		let opened = roots(1);
		assert_ok!(Market::challenge_receipt(signed(&bob()), Box::new(sign(answer)), opened));
		let before = balance(&alice());
		tell(answer.hash(), lied());
		assert_eq!(balance(&alice()), before);
	});
}
