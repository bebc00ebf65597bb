//! `demand_prompt` and `provide_prompt`.

use super::*;
use frame_support::pallet_prelude::Pays;

fn demand(id: u64) -> sp_runtime::DispatchResult {
	let demanded = Market::demand_prompt(signed(&auditor(id)), id).map_err(|error| error.error)?;
	assert_eq!(demanded.pays_fee, Pays::No);
	Ok(())
}

fn provide(id: u64, bytes: usize) -> sp_runtime::DispatchResult {
	let sealed = vec![7; bytes].try_into().unwrap();
	let provided = Market::provide_prompt(signed(&provider(0)), id, sealed);
	provided.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn provide_prompt_should_give_the_auditor_its_time_again() {
	build_and_execute(2, || {
		let (_, receipt) = auditing();
		let id = receipt.channel;
		assert_noop!(provide(id, 10), Fault::NotAwaited);
		let by_bob = Market::demand_prompt(signed(&bob()), id);
		assert_noop!(by_bob.map_err(|error| error.error), Fault::NotAuditor);
		run(90);
		assert_ok!(demand(id));
		assert_noop!(demand(id), Fault::NotAwaited);
		run(90);
		let most = (receipt.prompt_tokens + receipt.output_tokens) as usize * 4 + 464;
		assert_noop!(provide(id, most + 1), Fault::PromptTooLong);
		let by_bob = Market::provide_prompt(signed(&bob()), id, Default::default());
		assert_noop!(by_bob.map_err(|error| error.error), Fault::NotParty);
		assert_ok!(provide(id, most));
		assert_noop!(demand(id), Fault::NotAwaited);
		run(90);
		confirm(&receipt);
		assert_eq!(details(id).pending, 0);
	});
}

#[test]
fn a_demanded_prompt_that_does_not_come_should_cost_what_a_lie_costs() {
	build_and_execute(2, || {
		let (_, receipt) = auditing();
		let id = receipt.channel;
		assert_ok!(demand(id));
		run(100);
		let poke = || Market::poke(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(poke(), Fault::NothingDue);
		run(1);
		let bond = Providers::bond(&provider(0));
		assert_ok!(poke());
		let lost = TERMS.collateral + Parameters::default().slash_floor;
		assert_eq!(bond - Providers::bond(&provider(0)), lost);
		assert_eq!(Providers::get(&provider(1)).reserved, 0);
	});
}

#[test]
fn prompts_that_most_auditors_can_do_nothing_with_should_leave_the_money_with_the_payer() {
	build_and_execute(4, || {
		let (answers, receipt) = auditing();
		let id = receipt.channel;
		let before = (balance(&provider(0)), Providers::bond(&provider(0)));
		while Audits::<Runtime>::contains_key(id) {
			let who = auditor(id);
			assert_ok!(demand(id));
			assert_ok!(provide(id, 100));
			run(110);
			assert_ok!(Market::poke(signed(&bob()), id));
			// It is not its fault.
			assert_eq!(Providers::get(&who).strikes.len(), 0);
		}
		assert!(matches!(last_event(), Event::AuditEnded { end: AuditEnd::Unreadable, .. }));
		assert_eq!(before, (balance(&provider(0)), Providers::bond(&provider(0))));
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), DEPOSIT - 2 * CERTAIN);
		// Nor can it be redeemed again.
		assert_noop!(redeem(answers.redemption()), Fault::VoucherStale);
	});
}
