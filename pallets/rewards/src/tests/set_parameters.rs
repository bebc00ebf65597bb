use crate::{mock::*, schedule::YEAR, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use stoa_primitives::{STOA, frame::Within};

#[test]
fn set_parameters_should_refuse_who_may_not() {
	build_and_execute(|| {
		let other = Parameters { rebate: Within::clamped(0), ..Parameters::default() };
		let by = RuntimeOrigin::signed(1);
		assert_noop!(Rewards::set_parameters(by, other), DispatchError::BadOrigin);
		assert_ok!(Rewards::set_parameters(RuntimeOrigin::root(), other));
		settled(1, STOA, &[(2, 1)], true);
		Rewards::end_era(YEAR / 365);
		assert_eq!(Rewards::claimable(2), 0);
	});
}

#[test]
fn set_fee_shares_should_refuse_who_may_not() {
	build_and_execute(|| {
		let shares = FeeShares { burned: Within::clamped(700_000), author: Within::clamped(0) };
		let by = RuntimeOrigin::signed(1);
		assert_noop!(Rewards::set_fee_shares(by, shares), DispatchError::BadOrigin);
		assert_ok!(Rewards::set_fee_shares(RuntimeOrigin::root(), shares));
		assert_eq!(Rewards::fee_shares(), shares);
	});
}
