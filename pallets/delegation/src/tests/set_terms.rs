use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{STOA, frame::Within};

fn take() -> u32 {
	Delegation::pool(PROVIDER).unwrap().take
}

#[test]
fn set_terms_should_let_a_take_rise_only_after_its_notice_and_by_ten_points() {
	build_and_execute(|| {
		let to = |take| Delegation::set_terms(signed(PROVIDER), Within::clamped(take), STOA);
		assert_noop!(to(300_001), Error::<Test>::TakeRisesTooFast);
		assert_ok!(to(300_000));
		pass(UNBONDING - 1);
		assert_eq!(take(), 200_000);
		// Who announces anew waits anew.
		assert_ok!(to(250_000));
		pass(UNBONDING - 1);
		assert_eq!(take(), 200_000);
		pass(1);
		assert_eq!(take(), 250_000);
		assert_ok!(to(350_000));
		assert_eq!(Delegation::pool(PROVIDER).unwrap().rise.unwrap().take.get(), 350_000);
	});
}

#[test]
fn set_terms_should_let_a_take_fall_at_once() {
	build_and_execute(|| {
		set_terms(300_000, STOA);
		set_terms(100_000, STOA);
		assert_eq!((take(), Delegation::pool(PROVIDER).unwrap().rise), (100_000, None));
		pass(UNBONDING);
		assert_eq!(take(), 100_000, "an announced rise is off");
	});
}

#[test]
fn set_terms_should_refuse_who_is_no_provider() {
	build_and_execute(|| {
		let terms = Delegation::set_terms(signed(ALICE), Within::clamped(0), STOA);
		assert_noop!(terms, Error::<Test>::NotProvider);
	});
}

#[test]
fn drop_pool_should_wait_for_the_last_backer() {
	build_and_execute(|| {
		delegate(ALICE, 10);
		let drop = |who| Delegation::drop_pool(signed(who), PROVIDER);
		assert_noop!(drop(PROVIDER), Error::<Test>::PoolInUse);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 10 * STOA));
		assert_noop!(drop(PROVIDER), Error::<Test>::PoolInUse);
		pass(UNBONDING);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
		assert_noop!(drop(BOB), Error::<Test>::PoolInUse);
		remove_provider(PROVIDER);
		assert_ok!(drop(BOB));
		assert_noop!(drop(BOB), Error::<Test>::PoolNotFound);
	});
}
