use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use stoa_primitives::{Court, LeaseFault, LeaseId, Ruling, Rulings, frame::StrikeReason};

/// A lease of 100 blocks of which 10 are signed and 15 more are contested and insisted on, in block 26.
fn insisted(fault: LeaseFault) -> LeaseId {
	let id = leased(100);
	run(10);
	sign_now(id);
	run(15);
	assert_ok!(Compute::close_lease(signed(TENANT), id, Some(fault)));
	assert_ok!(Compute::insist(signed(signer(PROVIDER)), id));
	id
}

/// The same, brought by one side.
fn sued(by: AccountId, fault: LeaseFault) -> LeaseId {
	let id = insisted(fault);
	assert_ok!(Compute::go_to_court(signed(by), id));
	id
}

/// What the provider was paid and the tenant has paid in the end, in blocks.
fn blocks_paid() -> (u128, u128) {
	((balance(PROVIDER) - FUNDS) / PRICE, (FUNDS - balance(TENANT)) / PRICE)
}

#[test]
fn go_to_court_should_open_a_case_about_what_is_contested() {
	build_and_execute(|| {
		let id = sued(TENANT, LeaseFault::Outage);
		let (_, case, new) = Cases::get().pop().unwrap();
		assert_eq!((new.claimant, new.respondent, new.court), (TENANT, PROVIDER, Court::Compute));
		assert_eq!((new.at_stake, new.respondent_deposit), (15 * PRICE, 0));
		assert_eq!(new.rulings, Rulings::new(&[Ruling::Refund, Ruling::Split, Ruling::Slash]));
		let (claimant, at_stake) = (TENANT, 15 * PRICE);
		assert_eq!(last_event(), Event::LeaseBeforeCourt { lease: id, case, claimant, at_stake });
	});
}

#[test]
fn go_to_court_should_refuse_when_it_is_not_the_time_or_not_a_party() {
	build_and_execute(|| {
		let id = leased(100);
		let go = |who| Compute::go_to_court(signed(who), id);
		assert_noop!(Compute::go_to_court(signed(TENANT), 9), Error::<Test>::LeaseNotFound);
		assert_noop!(go(TENANT), Error::<Test>::NotContested);
		run(15);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_noop!(go(TENANT), Error::<Test>::NotAnswered);
		assert_ok!(Compute::insist(signed(PROVIDER), id));
		for stranger in [OTHER, signer(PROVIDER)] {
			assert_noop!(go(stranger), Error::<Test>::NotParty);
		}
		Broke::set(true);
		assert_noop!(go(TENANT), DispatchError::Unavailable);
		Broke::set(false);
		System::set_block_number(16 + 201_601);
		assert_noop!(go(TENANT), Error::<Test>::TooLateForCourt);
		System::set_block_number(16 + 201_600);
		assert_ok!(go(PROVIDER));
		assert_noop!(go(TENANT), Error::<Test>::BeforeCourt);
	});
}

#[test]
fn a_ruling_should_divide_what_the_tenant_contests() {
	for (ruling, provider_has, struck) in [
		(Ruling::Dismiss, 25, None),
		(Ruling::Refund, 10, None),
		(Ruling::Slash, 10, Some(StrikeReason::LeaseNotServed)),
	] {
		build_and_execute(|| {
			let id = sued(TENANT, LeaseFault::Outage);
			assert_eq!(rule(id, Some(ruling)), Some(15 * PRICE));
			assert_eq!(blocks_paid(), (provider_has, provider_has), "{ruling:?}");
			let strikes: Vec<_> = struck.map(|reason| (PROVIDER, reason)).into_iter().collect();
			assert_eq!(Struck::get(), strikes);
			let served = if ruling == Ruling::Dismiss { 15 } else { 0 };
			assert_eq!(Compute::seller(PROVIDER).record.ruled_blocks, served);
			assert_nothing_left();
		});
	}
}

#[test]
fn a_ruling_should_halve_what_is_contested_whoever_brought_it() {
	for by in [TENANT, PROVIDER] {
		build_and_execute(|| {
			let id = sued(by, LeaseFault::Outage);
			rule(id, Some(Ruling::Split));
			let half = 15 * PRICE / 2;
			assert_eq!(balance(PROVIDER), FUNDS + 10 * PRICE + half);
			assert_eq!(balance(TENANT), FUNDS - 10 * PRICE - half);
			assert_nothing_left();
		});
	}
}

#[test]
fn a_ruling_should_give_the_provider_what_it_claims_and_strike_nobody() {
	for (ruling, provider_has) in [(Ruling::Slash, 25), (Ruling::Dismiss, 10)] {
		build_and_execute(|| {
			let id = sued(PROVIDER, LeaseFault::Outage);
			let (_, _, new) = Cases::get().pop().unwrap();
			assert_eq!((new.claimant, new.respondent), (PROVIDER, TENANT));
			assert_eq!(new.rulings, Rulings::new(&[Ruling::Split, Ruling::Slash]));
			rule(id, Some(ruling));
			assert_eq!(blocks_paid(), (provider_has, provider_has), "{ruling:?}");
			assert!(Struck::get().is_empty());
			assert_nothing_left();
		});
	}
}

#[test]
fn a_ruling_should_strike_for_the_machine_when_that_was_contested() {
	build_and_execute(|| {
		let id = sued(TENANT, LeaseFault::WrongHardware);
		rule(id, Some(Ruling::Slash));
		assert_eq!(Struck::get(), [(PROVIDER, StrikeReason::WrongHardware)]);
		assert_nothing_left();
	});
}

#[test]
fn nothing_should_be_due_while_a_lease_is_before_the_court() {
	build_and_execute(|| {
		let id = sued(TENANT, LeaseFault::Outage);
		run_to(26 + 201_700);
		assert_noop!(Compute::poke(signed(OTHER), Due::Lease(id)), Error::<Test>::NothingDue);
		assert_eq!(held(HoldReason::Escrow, TENANT), 15 * PRICE);
		assert_eq!(offer(0).used, 0);
		// No ruling came about, and the time to go there again is over.
		assert_eq!(rule(id, None), Some(0));
		run(1);
		assert_eq!(lease_events_burned(id), Some(15 * PRICE));
		assert_nothing_left();
	});
}

fn lease_events_burned(id: LeaseId) -> Option<u128> {
	events().into_iter().find_map(|event| match event {
		Event::ContestSettled { lease, outcome: ContestOutcome::Lapsed, burned, .. }
			if lease == id =>
		{
			Some(burned)
		}
		_ => None,
	})
}

#[test]
fn a_case_without_a_ruling_should_leave_the_time_that_there_was() {
	build_and_execute(|| {
		let id = sued(TENANT, LeaseFault::Outage);
		run(100);
		assert_eq!(rule(id, None), Some(0));
		assert_ok!(Compute::go_to_court(signed(PROVIDER), id));
		assert_eq!(rule(id, Some(Ruling::Dismiss)), Some(15 * PRICE));
		assert_nothing_left();
	});
}

#[test]
fn a_statement_should_count_while_the_court_thinks() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		run(8);
		let kept = usage(id);
		run(7);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_ok!(Compute::insist(signed(PROVIDER), id));
		assert_ok!(Compute::go_to_court(signed(TENANT), id));
		assert_ok!(submit(kept));
		// The court divides what is left.
		assert_eq!(rule(id, Some(Ruling::Refund)), Some(7 * PRICE));
		assert_eq!(blocks_paid(), (18, 18));
		assert_nothing_left();
	});
}

#[test]
fn a_ruling_should_do_nothing_when_a_statement_has_settled_all() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		let kept = usage(id);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_ok!(Compute::insist(signed(PROVIDER), id));
		assert_ok!(Compute::go_to_court(signed(TENANT), id));
		assert_ok!(submit(kept));
		assert_nothing_left();
		assert_eq!(rule(id, Some(Ruling::Slash)), Some(0));
		assert_eq!(blocks_paid(), (10, 10));
		assert!(Struck::get().is_empty());
	});
}
