use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{Balance, STOA, frame::Slashed};

fn reserve(stoa: Balance) {
	assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, stoa * STOA));
}

fn slash(reserved: Balance, floor: Balance, payee: Option<(&AccountId, Balance)>) -> Slashed {
	let payee = payee.map(|(payee, stoa)| (payee, stoa * STOA));
	<ProvidersPallet as ProviderBond<_>>::slash(&ALICE, reserved * STOA, floor * STOA, payee)
}

fn stoa(taken: Balance, paid: Balance) -> Slashed {
	Slashed { taken: taken * STOA, paid: paid * STOA }
}

#[test]
fn slash_should_take_reserved_and_floor_when_both_are_there() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		reserve(20);
		let issuance = Balances::total_issuance();
		assert_eq!(slash(20, 10, None), stoa(30, 0));
		let details = details(ALICE);
		assert_eq!((details.bond, details.reserved), (70 * STOA, 0));
		assert_eq!(details.record.slashes, 1);
		assert_eq!(held(ALICE), 70 * STOA);
		assert_eq!(weight(ALICE), 70);
		// The mock's runtime burns.
		assert_eq!(Balances::total_issuance(), issuance - 30 * STOA);
		assert_event(Event::ProviderSlashed {
			provider: ALICE,
			payee: None,
			taken: 30 * STOA,
			paid: 0,
		});
	});
}

#[test]
fn slash_should_pay_at_most_two_fifths_when_the_payee_wants_more() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		reserve(50);
		let before = Balances::free_balance(REQUESTER);
		assert_eq!(slash(50, 0, Some((&REQUESTER, 49))), stoa(50, 20));
		assert_eq!(Balances::free_balance(REQUESTER), before + 20 * STOA);
	});
}

#[test]
fn slash_should_pay_what_is_asked_when_it_is_little() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		reserve(50);
		let issuance = Balances::total_issuance();
		assert_eq!(slash(50, 0, Some((&REQUESTER, 3))), stoa(50, 3));
		assert_eq!(Balances::total_issuance(), issuance - 47 * STOA);
	});
}

#[test]
fn slash_should_burn_the_share_when_the_payee_cannot_hold_it() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		reserve(50);
		let issuance = Balances::total_issuance();
		let slashed = <ProvidersPallet as ProviderBond<_>>::slash(
			&ALICE,
			50 * STOA,
			0,
			Some((&NOBODY, STOA / 100)),
		);
		assert_eq!(slashed, stoa(50, 0));
		assert_eq!(Balances::total_issuance(), issuance - 50 * STOA);
	});
}

#[test]
fn slash_should_spare_what_other_jobs_reserved_when_the_floor_is_large() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		reserve(20);
		reserve(60);
		assert_eq!(slash(20, 1_000, None), stoa(40, 0));
		let details = details(ALICE);
		assert_eq!((details.bond, details.reserved), (60 * STOA, 60 * STOA));
	});
}

#[test]
fn slash_should_reach_unbonding_funds_soonest_first_when_free_bond_is_short() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		for _ in 0..2 {
			assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(ALICE), 30 * STOA));
			run_to(System::block_number() + 1);
		}
		assert_eq!(slash(0, 75, None), stoa(75, 0));
		let details = details(ALICE);
		assert_eq!(details.bond, 0);
		assert_eq!(details.unbonding.len(), 1);
		assert_eq!(details.unbonding_total(), 25 * STOA);
		assert_eq!(held(ALICE), 25 * STOA);
	});
}

#[test]
fn slash_should_chill_when_the_bond_falls_below_the_minimum() {
	build_and_execute(|| {
		drawable(ALICE, 12);
		slash(0, 3, None);
		let until = System::block_number();
		let status = ProviderStatus::Chilled { reason: ChillReason::BondTooLow, until };
		assert_eq!(details(ALICE).status, status);
		assert_eq!(weight(ALICE), 0);
	});
}

#[test]
fn slash_should_take_what_there_is_when_more_is_asked() {
	build_and_execute(|| {
		drawable(ALICE, 12);
		let slashed = <ProvidersPallet as ProviderBond<_>>::slash(
			&ALICE,
			Balance::MAX,
			Balance::MAX,
			Some((&REQUESTER, Balance::MAX)),
		);
		assert_eq!(slashed.taken, 12 * STOA);
		assert_eq!(slashed.paid, 12 * STOA * 2 / 5);
		assert_eq!(held(ALICE), 0);
		// And once more, of nothing.
		assert_eq!(slash(5, 5, Some((&REQUESTER, 5))), stoa(0, 0));
	});
}

#[test]
fn slash_should_take_nothing_when_unknown() {
	build_and_execute(|| {
		assert_eq!(slash(5, 5, Some((&REQUESTER, 5))), stoa(0, 0));
	});
}
