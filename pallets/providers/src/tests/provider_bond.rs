use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, STOA};

fn reserve(amount: Balance) -> sp_runtime::DispatchResult {
	<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, amount)
}

fn release(amount: Balance) {
	<ProvidersPallet as ProviderBond<_>>::release(&ALICE, amount);
}

fn pay(amount: Balance, payee: AccountId) -> Balance {
	<ProvidersPallet as ProviderBond<_>>::pay_from_reserved(&ALICE, amount, &payee)
}

fn free() -> Balance {
	<ProvidersPallet as ProviderInspect<_>>::free_bond(&ALICE)
}

#[test]
fn reserve_should_set_free_bond_aside_when_there_is_enough() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(reserve(20 * STOA));
		assert_eq!(free(), 10 * STOA);
		// It counts in the draw all the same.
		assert_eq!(weight(ALICE), 30);
		release(5 * STOA);
		assert_eq!(free(), 15 * STOA);
	});
}

#[test]
fn reserve_should_fail_when_there_is_too_little() {
	build_and_execute(|| {
		assert_noop!(reserve(1), Error::<Test>::ProviderNotFound);
		register(ALICE, 30);
		assert_noop!(reserve(30 * STOA + 1), Error::<Test>::InsufficientFreeBond);
		assert_noop!(reserve(Balance::MAX), Error::<Test>::InsufficientFreeBond);
		assert_ok!(reserve(30 * STOA));
		assert_noop!(reserve(1), Error::<Test>::InsufficientFreeBond);
		assert_ok!(reserve(0));
	});
}

#[test]
fn reserve_should_not_count_what_unbonds_when_bond_leaves() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(ALICE), 20 * STOA));
		assert_noop!(reserve(10 * STOA + 1), Error::<Test>::InsufficientFreeBond);
		assert_ok!(reserve(10 * STOA));
	});
}

#[test]
fn release_should_stop_at_zero_when_too_much_is_released() {
	build_and_execute(|| {
		release(5);
		register(ALICE, 30);
		assert_ok!(reserve(STOA));
		release(Balance::MAX);
		assert_eq!(free(), 30 * STOA);
	});
}

#[test]
fn pay_from_reserved_should_move_bond_in_full_when_reserved() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(reserve(10 * STOA));
		let issuance = Balances::total_issuance();
		assert_eq!(pay(4 * STOA, REQUESTER), 4 * STOA);
		assert_eq!(Balances::free_balance(REQUESTER), FUNDS + 4 * STOA);
		let details = details(ALICE);
		assert_eq!((details.bond, details.reserved), (26 * STOA, 6 * STOA));
		assert_eq!(held(ALICE), 26 * STOA);
		assert_eq!(weight(ALICE), 26);
		assert_eq!(Balances::total_issuance(), issuance);
		assert_event(Event::BondPaid { provider: ALICE, payee: REQUESTER, amount: 4 * STOA });
	});
}

#[test]
fn pay_from_reserved_should_stop_at_what_is_reserved_when_more_is_asked() {
	build_and_execute(|| {
		assert_eq!(pay(STOA, REQUESTER), 0);
		drawable(ALICE, 30);
		assert_eq!(pay(STOA, REQUESTER), 0);
		assert_ok!(reserve(25 * STOA));
		assert_eq!(pay(Balance::MAX, REQUESTER), 25 * STOA);
		assert_eq!(details(ALICE).reserved, 0);
		// Too little is left to be drawn.
		assert_eq!(weight(ALICE), 0);
		assert_ne!(details(ALICE).status, ProviderStatus::Active);
	});
}

#[test]
fn pay_from_reserved_should_move_nothing_when_the_payee_cannot_hold_it() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(reserve(10 * STOA));
		assert_eq!(pay(STOA / 100, NOBODY), 0);
		assert_eq!(details(ALICE).reserved, 10 * STOA);
		assert_eq!(pay(STOA, NOBODY), STOA);
	});
}

#[test]
fn pay_from_reserved_should_return_free_balance_when_the_payee_is_the_provider() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(reserve(10 * STOA));
		assert_eq!(pay(STOA, ALICE), STOA);
		assert_eq!(held(ALICE), 29 * STOA);
	});
}

#[test]
fn credit_should_count_jobs_when_the_provider_is_known() {
	build_and_execute(|| {
		<ProvidersPallet as ProviderBond<_>>::credit(&ALICE);
		register(ALICE, 30);
		for _ in 0..3 {
			<ProvidersPallet as ProviderBond<_>>::credit(&ALICE);
		}
		assert_eq!(details(ALICE).record.jobs, 3);
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn benchmark_provider_should_be_drawable_at_once_when_made() {
	build_and_execute(|| {
		for seed in 0..3 {
			let who = <ProvidersPallet as ProviderBond<AccountId>>::benchmark_provider(
				seed,
				RELEASE,
				price(1, 2),
			);
			assert!(<ProvidersPallet as ProviderInspect<_>>::offer(&who, RELEASE).is_some());
			assert_eq!(details(who).served.len() as u32, MAX_SERVED);
			let key = <ProvidersPallet as ProviderInspect<_>>::signing_key(&who).unwrap();
			let signature = sp_io::crypto::sr25519_sign(
				sp_core::crypto::KeyTypeId(stoa_primitives::frame::BENCHMARK_KEY_TYPE),
				&sp_core::sr25519::Public::from_raw(key),
				b"statement",
			);
			assert!(signature.is_some());
		}
		assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::server_count(RELEASE), 3);
	});
}
