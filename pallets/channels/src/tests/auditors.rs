//! What auditors say, and what their silence means.

use super::*;
use stoa_primitives::{
	SubjectKey,
	channel::{Receipt, trace_salt},
	frame::Verdict,
};

fn trace(receipt: &Receipt) -> ([u8; 32], [u8; 32]) {
	let roots = roots(receipt.sequence);
	(trace_salt(&roots.salt), roots.trace)
}

fn contradicted() -> (u64, Receipt) {
	let (_, receipt) = auditing();
	let id = receipt.channel;
	assert_ok!(Market::contradict_sample(signed(&auditor(id)), id));
	(id, receipt)
}

fn show(receipt: &Receipt) -> sp_runtime::DispatchResult {
	let roots = roots(receipt.sequence);
	let shown = Market::show_trace(signed(&provider(0)), Box::new(*receipt), roots);
	shown.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn confirm_sample_should_pay_the_auditor_out_of_what_is_redeemed() {
	build_and_execute(2, || {
		let (_, receipt) = auditing();
		let id = receipt.channel;
		let before = (balance(&provider(0)), balance(&provider(1)));
		let all = issuance();
		confirm(&receipt);
		let price = PRICE.cost(receipt.prompt_tokens, receipt.output_tokens);
		let fee = pricing::redeem_fee(&Parameters::default(), 2 * CERTAIN);
		assert_eq!(balance(&provider(1)) - before.1, price);
		assert_eq!(balance(&provider(0)) - before.0, 2 * CERTAIN - fee - price);
		assert_eq!(all - issuance(), fee);
		assert_eq!(Providers::get(&provider(1)).reserved, 0);
		assert_eq!((details(id).unaudited, details(id).pending), (0, 0));
	});
}

#[test]
fn confirm_sample_should_need_the_trace_and_the_auditor() {
	build_and_execute(3, || {
		let (_, receipt) = auditing();
		let (id, who) = (receipt.channel, auditor(receipt.channel));
		let (salt, root) = trace(&receipt);
		let say = |who: &AccountId, salt, root| {
			Market::confirm_sample(signed(who), id, salt, root).map_err(|error| error.error)
		};
		assert_noop!(say(&who, salt, [0; 32]), Fault::TraceMismatch);
		assert_noop!(say(&who, [0; 32], root), Fault::TraceMismatch);
		assert_noop!(say(&provider(0), salt, root), Fault::NotAuditor);
		assert_noop!(say(&bob(), salt, root), Fault::NotAuditor);
		assert_ok!(say(&who, salt, root));
		assert_noop!(say(&who, salt, root), Fault::NoAudit);
	});
}

#[test]
fn a_silent_auditor_should_be_struck_and_replaced_and_the_provider_paid_in_the_end() {
	build_and_execute(5, || {
		let (_, receipt) = auditing();
		let id = receipt.channel;
		let mut asked = Vec::new();
		while Audits::<Runtime>::contains_key(id) {
			let who = auditor(id);
			assert!(!asked.contains(&who), "nobody is asked twice");
			asked.push(who.clone());
			let early = Market::poke(signed(&bob()), id).map_err(|error| error.error);
			assert_noop!(early, Fault::NothingDue);
			run(110);
			assert_ok!(Market::poke(signed(&bob()), id));
			assert_eq!(Providers::get(&who).strikes.len(), 1);
			assert_eq!(Providers::get(&who).reserved, 0);
		}
		assert_eq!(asked.len(), usize::from(MAX_AUDITORS));
		assert!(matches!(last_event(), Event::AuditEnded { end: AuditEnd::Unaudited, .. }));
		assert_eq!(details(id).pending, 0);
		assert_eq!(details(id).unaudited, 2 * CERTAIN);
	});
}

#[test]
fn a_lie_that_its_auditor_finds_should_cost_everything() {
	build_and_execute(2, || {
		let (id, receipt) = contradicted();
		assert_ok!(show(&receipt));
		let subject = Referees::knows(SubjectKey::Receipt(receipt.hash())).unwrap();
		assert_eq!((subject.defender, subject.reserved), (provider(0), TERMS.collateral));
		assert_eq!(subject.claim.trace, roots(receipt.sequence).trace);
		let (bond, auditors) = (Providers::bond(&provider(0)), balance(&provider(1)));
		let costs = vec![(bob(), STOA / 10), (provider(1), STOA / 5)];
		tell(receipt.hash(), Verdict::ProviderLied { finder: bob(), silent: false, costs });
		let parameters = Parameters::default();
		assert_eq!(bond - Providers::bond(&provider(0)), TERMS.collateral + parameters.slash_floor);
		// The drawn auditor comes before strangers: its price, the bounty and three times its costs.
		let price = PRICE.cost(receipt.prompt_tokens, receipt.output_tokens);
		let bounty = TERMS.collateral / pricing::FINDER_PART + 3 * STOA / 5;
		assert_eq!(balance(&provider(1)) - auditors, price + bounty);
		assert_eq!(balance(&bob()), FUNDS + STOA / 10);
		assert_eq!(Providers::get(&provider(1)).reserved, 0);
		assert!(details(id).refuted);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), 0);
	});
}

#[test]
fn a_contradiction_that_comes_to_nothing_should_cost_the_auditor_its_bond() {
	build_and_execute(2, || {
		let (id, receipt) = contradicted();
		assert_ok!(show(&receipt));
		let before = (balance(&provider(0)), Providers::bond(&provider(1)));
		let poke = || Market::poke(signed(&bob()), id).map_err(|error| error.error);
		run(500);
		assert_noop!(poke(), Fault::NothingDue);
		run(1_300);
		assert_ok!(poke());
		let fee = pricing::redeem_fee(&Parameters::default(), 2 * CERTAIN);
		assert_eq!(balance(&provider(0)) - before.0, 2 * CERTAIN - fee);
		let bond = Parameters::default().verdict_bond;
		assert_eq!(before.1 - Providers::bond(&provider(1)), bond);
		assert_eq!((details(id).challenged, details(id).pending), (0, 0));
	});
}

#[test]
fn silence_about_a_contradicted_trace_should_cost_what_a_lie_costs() {
	build_and_execute(2, || {
		let (id, _) = contradicted();
		run(101);
		let bond = Providers::bond(&provider(0));
		assert_ok!(Market::poke(signed(&bob()), id));
		let lost = TERMS.collateral + Parameters::default().slash_floor;
		assert_eq!(bond - Providers::bond(&provider(0)), lost);
		let finder = Some(provider(1));
		let found = |event: &Event<Runtime>| matches!(event, Event::ChannelRefuted { lie: Lie::TraceNotShown, finder: who, .. } if *who == finder);
		assert!(events().iter().any(found));
	});
}

#[test]
fn show_trace_should_take_nothing_but_the_samples_own_roots() {
	build_and_execute(2, || {
		let (_, receipt) = auditing();
		assert_noop!(show(&receipt), Fault::NotAwaited);
		let id = receipt.channel;
		assert_ok!(Market::contradict_sample(signed(&auditor(id)), id));
		let other = Receipt { ended: true, ..receipt };
		assert_noop!(show(&other), Fault::WrongReceipt);
		let wrong = roots(receipt.sequence + 7);
		let shown = Market::show_trace(signed(&provider(0)), Box::new(receipt), wrong);
		assert_noop!(shown.map_err(|error| error.error), Fault::RootsMismatch);
		let by_bob = Market::show_trace(signed(&bob()), Box::new(receipt), wrong);
		assert_noop!(by_bob.map_err(|error| error.error), Fault::NotParty);
		assert_ok!(show(&receipt));
	});
}

#[test]
fn show_trace_should_join_a_challenge_that_somebody_made_already() {
	build_and_execute(2, || {
		let (id, receipt) = contradicted();
		let shown = Box::new(sign(receipt));
		let opened = roots(receipt.sequence);
		assert_ok!(Market::challenge_receipt(signed(&bob()), shown, opened));
		assert_ok!(show(&receipt));
		assert_eq!(details(id).challenged, 1);
		assert!(matches!(audit(id).stage, AuditStage::Disputed { .. }));
	});
}

#[test]
fn a_bad_model_should_be_nobodys_lie() {
	build_and_execute(2, || {
		// Before anybody was asked, before the trace is shown, and by a game.
		Bad::set(true);
		let (answers, _) = auditing();
		assert!(!Audits::<Runtime>::contains_key(answers.receipts[0].channel));
		Bad::set(false);
		let (id, receipt) = contradicted();
		Bad::set(true);
		assert_ok!(show(&receipt));
		assert!(!Audits::<Runtime>::contains_key(id));
		Bad::set(false);
		let (id, receipt) = contradicted();
		assert_ok!(show(&receipt));
		let bonds = [0, 1].map(|n| Providers::bond(&provider(n)));
		tell(receipt.hash(), Verdict::BadRelease { by: provider(1) });
		assert!(!Audits::<Runtime>::contains_key(id));
		assert_eq!(bonds, [0, 1].map(|n| Providers::bond(&provider(n))));
		assert_eq!(Providers::get(&provider(1)).reserved, 0);
		let bad = |event: &&Event<Runtime>| {
			matches!(event, Event::AuditEnded { end: AuditEnd::BadModel, .. })
		};
		assert_eq!(events().iter().filter(bad).count(), 3);
	});
}
