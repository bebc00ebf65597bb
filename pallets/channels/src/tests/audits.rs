//! `poke` and `open_sample`: whether there is an audit, and what is opened.

use super::*;
use stoa_primitives::channel::Receipt;

fn open(opening: SampleOpening) -> sp_runtime::DispatchResult {
	let opened = Market::open_sample(signed(&provider(0)), Box::new(opening));
	opened.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn poke_should_pay_when_chance_lets_a_redemption_pass() {
	build_and_execute(2, || {
		// One of the many seeds that do.
		SeedSalt::set(1);
		let id = opened(true);
		assert_noop!(Market::poke(signed(&bob()), id).map_err(|error| error.error), Fault::NoAudit);
		let before = balance(&provider(0));
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA / 1_000, 1).redemption()));
		draw(id);
		let fee = pricing::redeem_fee(&Parameters::default(), STOA / 1_000);
		assert_eq!(balance(&provider(0)) - before, STOA / 1_000 - fee);
		let (end, auditor) = (AuditEnd::NotSampled, None);
		let ended = Event::AuditEnded { channel: id, end, amount: STOA / 1_000, auditor };
		assert_eq!(last_event(), ended);
		assert_eq!(details(id).unaudited, STOA / 1_000);
	});
}

#[test]
fn poke_should_sample_about_as_often_as_it_should() {
	build_and_execute(1, || {
		let (id, price) = (opened(true), STOA / 1_000);
		let mut sampled = 0;
		for n in 0..200u32 {
			let answers = Answers::new(id, n + 1, Balance::from(n) * price, price, 1);
			assert_ok!(redeem(answers.redemption()));
			draw(id);
			if Audits::<Runtime>::contains_key(id) {
				sampled += 1;
				assert_ok!(open(answers.opening()));
			}
		}
		// One in twenty: 10 of 200 are expected.
		assert!((2..30).contains(&sampled), "{sampled}");
	});
}

#[test]
fn poke_should_sample_for_certain_when_more_was_redeemed_than_a_lie_costs() {
	build_and_execute(1, || {
		for n in 0..10 {
			SeedSalt::set(n);
			let answers = sampled();
			let id = answers.receipts[0].channel;
			assert!(matches!(audit(id).stage, AuditStage::Opening { .. }));
		}
	});
}

#[test]
fn open_sample_should_ask_an_auditor() {
	build_and_execute(2, || {
		let (answers, receipt) = auditing();
		let id = answers.receipts[0].channel;
		assert_eq!(auditor(id), provider(1));
		assert_eq!(Providers::get(&provider(1)).reserved, Parameters::default().verdict_bond);
		let opened =
			Event::SampleOpened { channel: id, hash: receipt.hash(), receipt: Box::new(receipt) };
		assert!(events().contains(&opened));
	});
}

#[test]
fn open_sample_should_refuse_whatever_does_not_cover_the_point() {
	build_and_execute(2, || {
		let answers = sampled();
		let good = answers.opening();
		let receipt = good.receipt.receipt;
		let other = *answers.receipts.iter().find(|other| **other != receipt).unwrap();
		assert_noop!(
			open(SampleOpening { receipt: sign(other), ..good.clone() }),
			Fault::NotSampled
		);
		let less = SampleOpening { amount: good.amount - 1, ..good.clone() };
		assert_noop!(open(less), Fault::NotSampled);
		let short = SampleOpening { path: Default::default(), ..good.clone() };
		assert_noop!(open(short), Fault::NotSampled);
		let mut forged = good.clone();
		forged.receipt.signature = [0; 64];
		assert_noop!(open(forged), Fault::BadSignature);
		let stranger = Receipt { provider: [9; 32], ..receipt };
		let stranger = SampleOpening { receipt: sign(stranger), ..good.clone() };
		assert_noop!(open(stranger), Fault::WrongReceipt);
		let by_bob = Market::open_sample(signed(&bob()), Box::new(good.clone()));
		assert_noop!(by_bob.map_err(|error| error.error), Fault::NotParty);
		assert_ok!(open(good.clone()));
		assert_noop!(open(good), Fault::NotAwaited);
	});
}

#[test]
fn open_sample_should_refuse_a_receipt_that_says_it_is_owed_for_something_else() {
	build_and_execute(2, || {
		// A leaf of the right amount, with a receipt that is owed for other answers.
		let id = opened(true);
		let mut answers = Answers::new(id, 1, 0, CERTAIN, 2);
		for receipt in &mut answers.receipts {
			receipt.total += 3 * CERTAIN;
		}
		let root = answers.root();
		answers.receipts[1].total -= 3 * CERTAIN;
		let redemption = Redemption { root, ..answers.redemption() };
		assert_ok!(redeem(redemption));
		draw(id);
		answers.receipts[1].total += 3 * CERTAIN;
		assert_noop!(open(answers.opening()), Fault::NotSampled);
	});
}

#[test]
fn silence_about_a_sample_should_cost_what_a_lie_costs() {
	build_and_execute(2, || {
		let answers = sampled();
		let id = answers.receipts[0].channel;
		let (bond, alices) = (Providers::bond(&provider(0)), balance(&alice()));
		let poke = || Market::poke(signed(&bob()), id).map_err(|error| error.error);
		run(Parameters::default().answer_window.get());
		assert_noop!(poke(), Fault::NothingDue);
		run(1);
		assert_ok!(poke());
		let lost = TERMS.collateral + Parameters::default().slash_floor;
		assert_eq!(bond - Providers::bond(&provider(0)), lost);
		// All of the deposit is free again, and nothing was paid.
		assert_eq!(balance(&alice()), alices);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
		assert!(details(id).refuted);
		assert_noop!(redeem(answers.redemption()), Fault::ChannelClosed);
	});
}

#[test]
fn open_sample_should_be_enough_when_nobody_can_recompute_it() {
	build_and_execute(2, || {
		for replicated in [true, false] {
			let id = opened(true);
			let mut answers = Answers::new(id, 1, 0, CERTAIN, 2);
			for receipt in &mut answers.receipts {
				if replicated {
					receipt.release = 1;
				} else {
					receipt.output_tokens = 0;
				}
			}
			assert_ok!(redeem(answers.redemption()));
			draw(id);
			assert_ok!(open(answers.opening()));
			let opened = |event| matches!(event, Event::AuditEnded { end: AuditEnd::Opened, .. });
			assert!(opened(last_event()));
			assert_eq!(details(id).pending, 0);
		}
	});
}

#[test]
fn open_sample_should_refuse_an_exact_answer_without_its_trace() {
	build_and_execute(2, || {
		let id = opened(true);
		let mut answers = Answers::new(id, 1, 0, CERTAIN, 2);
		for receipt in &mut answers.receipts {
			receipt.trace = None;
		}
		assert_ok!(redeem(answers.redemption()));
		draw(id);
		assert_noop!(open(answers.opening()), Fault::NotRefereeable);
	});
}
