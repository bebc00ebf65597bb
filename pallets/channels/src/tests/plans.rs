use super::*;

const PERIOD: u32 = 1_000;
const COST: Balance = 10 * STOA;

fn published() -> u64 {
	let id = NextPlanId::<Runtime>::get();
	let by = signed(&provider(0));
	assert_ok!(Market::publish_plan(by, Some(0), Allowance::Tokens(50_000), PERIOD, COST));
	id
}

fn subscribed(renewals: u32) -> u64 {
	let (id, plan) = (opened(false), published());
	assert_ok!(Market::subscribe(signed(&alice()), id, plan, renewals));
	id
}

#[test]
fn publish_plan_should_refuse_what_is_no_plan() {
	build_and_execute(1, || {
		let publish = |release, allowance, period, price| {
			Market::publish_plan(signed(&provider(0)), release, allowance, period, price)
		};
		let some = Allowance::Calls(1);
		assert_noop!(publish(Some(9), some, 10, 1), Fault::PlanOutOfBounds);
		assert_noop!(publish(None, Allowance::Calls(0), 10, 1), Fault::PlanOutOfBounds);
		assert_noop!(publish(None, Allowance::Tokens(0), 10, 1), Fault::PlanOutOfBounds);
		assert_noop!(publish(None, some, 0, 1), Fault::PlanOutOfBounds);
		assert_noop!(publish(None, some, 10, 0), Fault::PlanOutOfBounds);
		let long = Parameters::default().max_lifetime.get() + 1;
		assert_noop!(publish(None, some, long, 1), Fault::PlanOutOfBounds);
		let by_alice = Market::publish_plan(signed(&alice()), None, some, 10, 1);
		assert_noop!(by_alice, Fault::NotProvider);
	});
}

#[test]
fn subscribe_should_hold_one_period_and_no_more() {
	build_and_execute(1, || {
		let id = subscribed(3);
		assert_eq!(held(HoldReason::Subscription, &alice()), COST);
		let again = Market::subscribe(signed(&alice()), id, 0, 0);
		assert_noop!(again, Fault::AlreadySubscribed);
	});
}

#[test]
fn subscribe_should_refuse_what_does_not_fit() {
	build_and_execute(2, || {
		let (id, plan) = (opened(false), published());
		let by =
			|who: &AccountId, plan, renewals| Market::subscribe(signed(who), id, plan, renewals);
		assert_noop!(by(&bob(), plan, 0), Fault::NotPayer);
		assert_noop!(by(&alice(), 9, 0), Fault::PlanNotFound);
		let most = Parameters::default().max_renewals.get();
		assert_noop!(by(&alice(), plan, most + 1), Fault::TooManyRenewals);
		let others = signed(&provider(1));
		assert_ok!(Market::publish_plan(others, None, Allowance::Calls(1), 10, 1));
		assert_noop!(by(&alice(), plan + 1, 0), Fault::WrongProvider);
		let dear = signed(&provider(0));
		assert_ok!(Market::publish_plan(dear, None, Allowance::Calls(1), 10, 2 * FUNDS));
		assert_noop!(by(&alice(), plan + 2, 0), Fault::InsufficientFunds);
		assert_ok!(Market::close(signed(&alice()), id));
		assert_noop!(by(&alice(), plan, 0), Fault::ChannelClosed);
	});
}

#[test]
fn collect_should_pay_for_time_that_has_passed_and_renew_within_the_limit() {
	build_and_execute(1, || {
		let id = subscribed(1);
		let before = balance(&provider(0));
		assert_noop!(Market::collect(signed(&bob()), id), Fault::NothingDue);
		run(PERIOD / 4);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert_eq!(balance(&provider(0)) - before, COST / 4);
		assert_noop!(Market::collect(signed(&bob()), id), Fault::NothingDue);
		// Late by half a period: the time between is not charged.
		run(PERIOD * 5 / 4);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert_eq!(balance(&provider(0)) - before, COST);
		assert_eq!(held(HoldReason::Subscription, &alice()), COST);
		run(PERIOD);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert_eq!(balance(&provider(0)) - before, 2 * COST);
		// Over: nothing is charged any more.
		assert!(!Subscriptions::<Runtime>::contains_key(id));
		assert_eq!(held(HoldReason::Subscription, &alice()), 0);
		assert_noop!(Market::collect(signed(&bob()), id), Fault::SubscriptionNotFound);
	});
}

#[test]
fn collect_should_end_a_subscription_when_it_cannot_or_must_not_be_renewed() {
	build_and_execute(1, || {
		// The payer has nothing left.
		let id = subscribed(5);
		Balances::force_set_balance(RuntimeOrigin::root(), alice(), STOA).unwrap();
		run(PERIOD);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert!(!Subscriptions::<Runtime>::contains_key(id));
		// The plan is off the market.
		Balances::force_set_balance(RuntimeOrigin::root(), alice(), FUNDS).unwrap();
		let id = subscribed(5);
		let plan = NextPlanId::<Runtime>::get() - 1;
		assert_noop!(Market::retire_plan(signed(&alice()), plan), Fault::NotProvider);
		assert_ok!(Market::retire_plan(signed(&provider(0)), plan));
		let again = opened(false);
		let retired = Market::subscribe(signed(&alice()), again, plan, 0);
		assert_noop!(retired, Fault::PlanIsRetired);
		run(PERIOD);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert!(!Subscriptions::<Runtime>::contains_key(id));
		assert!(!Plans::<Runtime>::contains_key(plan));
		// The channel is closed.
		let id = subscribed(5);
		assert_ok!(Market::close(signed(&alice()), id));
		run(PERIOD);
		assert_ok!(Market::collect(signed(&bob()), id));
		assert!(!Subscriptions::<Runtime>::contains_key(id));
	});
}

#[test]
fn unsubscribe_should_split_the_period_by_the_time_that_has_passed() {
	build_and_execute(1, || {
		for who in [alice(), provider(0)] {
			let id = subscribed(5);
			let (paid, held_before) = (balance(&provider(0)), balance(&alice()));
			let by_bob = Market::unsubscribe(signed(&bob()), id).map_err(|error| error.error);
			assert_noop!(by_bob, Fault::NotParty);
			run(PERIOD / 5);
			assert_ok!(Market::unsubscribe(signed(&who), id));
			assert_eq!(balance(&provider(0)) - paid, COST / 5);
			assert_eq!(held_before - balance(&alice()), COST / 5);
			assert_eq!(held(HoldReason::Subscription, &alice()), 0);
			let twice = Market::unsubscribe(signed(&who), id).map_err(|error| error.error);
			assert_noop!(twice, Fault::SubscriptionNotFound);
		}
	});
}

#[test]
fn retire_plan_should_return_the_deposit_when_nobody_uses_it_any_more() {
	build_and_execute(1, || {
		let id = subscribed(0);
		let deposit = Parameters::default().record_deposit;
		assert_ok!(Market::retire_plan(signed(&provider(0)), 0));
		// That of the terms, and the plan's.
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), 2 * deposit);
		assert_ok!(Market::unsubscribe(signed(&alice()), id));
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), deposit);
		assert_noop!(Market::retire_plan(signed(&provider(0)), 0), Fault::PlanNotFound);
	});
}

#[test]
fn a_refuted_channel_should_end_its_subscription() {
	build_and_execute(1, || {
		let id = subscribed(5);
		let one = receipt(id, 1, 0, STOA);
		let other = stoa_primitives::channel::Receipt { output: [9; 32], ..one };
		let proof = [one, other].map(|receipt| Box::new(sign(receipt)));
		let [one, other] = proof;
		assert_ok!(Market::prove_equivocation(signed(&bob()), one, other));
		assert_eq!(held(HoldReason::Subscription, &alice()), 0);
		assert!(!Subscriptions::<Runtime>::contains_key(id));
	});
}
