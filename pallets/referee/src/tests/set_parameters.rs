use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn set_parameters_should_concern_new_challenges_only() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		let parameters = Parameters { move_cost: 77 * parameters::MIN_BOND, ..Default::default() };
		assert_ok!(Referee::set_parameters(RuntimeOrigin::root(), parameters));
		assert_eq!(Referee::parameters(), parameters);
		assert_eq!(events().pop(), Some(Event::ParametersSet { parameters }));
		assert_eq!(Referee::game(game).unwrap().parameters, Parameters::default());
		let game = challenge(&bob(), 0, Opening::Trace);
		assert_eq!(Referee::game(game).unwrap().parameters, parameters);
	});
}

#[test]
fn set_parameters_should_refuse_when_a_floor_is_left_or_the_origin_is_wrong() {
	build_and_execute(|| {
		let set = |parameters| Referee::set_parameters(RuntimeOrigin::root(), parameters);
		let bad = Error::<Runtime>::BadParameters;
		let cheap = Parameters { min_bond: parameters::MIN_BOND - 1, ..Default::default() };
		assert_noop!(set(cheap), bad);
		let free = Parameters { move_cost: parameters::MIN_MOVE_COST - 1, ..Default::default() };
		assert_noop!(set(free), Error::<Runtime>::BadParameters);
		let by_alice = Referee::set_parameters(signed(&alice()), Parameters::default());
		assert_noop!(by_alice, DispatchError::BadOrigin);
		// A window that is too short does not even decode.
		let mut bytes = Parameters::default().encode();
		bytes[0] = 1;
		assert!(Parameters::decode(&mut &bytes[..]).is_err());
	});
}
