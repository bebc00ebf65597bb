use super::*;
use crate::parameters::{MIN_FLOOR, MIN_RECORD_DEPOSIT, MIN_REDEEM_FEE, MIN_VERDICT_BOND};
use sp_runtime::DispatchError;

fn set(parameters: Parameters) -> sp_runtime::DispatchResult {
	Market::set_parameters(RuntimeOrigin::root(), parameters)
}

#[test]
fn set_parameters_should_bind_new_channels_only() {
	build_and_execute(1, || {
		let id = opened(false);
		let bounty = 7 * STOA;
		assert_ok!(set(Parameters { bounty, ..Default::default() }));
		assert_ne!(details(id).parameters.bounty, bounty);
		assert_eq!(details(opened(false)).parameters.bounty, bounty);
	});
}

#[test]
fn set_parameters_should_refuse_what_is_below_a_floor() {
	build_and_execute(0, || {
		let good = Parameters::default();
		for bad in [
			Parameters { min_collateral: MIN_FLOOR - 1, ..good },
			Parameters { slash_floor: MIN_FLOOR - 1, ..good },
			Parameters { redeem_fee: MIN_REDEEM_FEE - 1, ..good },
			Parameters { record_deposit: MIN_RECORD_DEPOSIT - 1, ..good },
			Parameters { verdict_bond: MIN_VERDICT_BOND - 1, ..good },
		] {
			assert_noop!(set(bad), Fault::BadParameters);
		}
		let by_alice = Market::set_parameters(signed(&alice()), good);
		assert_noop!(by_alice, DispatchError::BadOrigin);
	});
}

#[test]
fn a_channel_should_be_backed_by_what_the_parameters_ask_when_terms_are_older() {
	build_and_execute(1, || {
		opened(false);
		let min_collateral = 2 * TERMS.collateral;
		assert_ok!(set(Parameters { min_collateral, ..Default::default() }));
		let key = [1; 32];
		let open = Market::open(signed(&alice()), provider(0), DEPOSIT, key, 100, true, MAX_FEE);
		assert_ok!(open);
		assert_eq!(details(1).collateral, min_collateral);
	});
}
