use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use stoa_primitives::{Court, STOA, frame::Within};

#[test]
fn set_parameters_should_move_one_court_within_the_floors() {
	build_and_execute(|| {
		let set = |origin, parameters| Disputes::set_parameters(origin, Court::Data, parameters);
		let dear = CourtParameters { fee: 9 * STOA, ..parameters() };
		assert_noop!(set(signed(ALICE), dear), DispatchError::BadOrigin);
		assert_ok!(set(RuntimeOrigin::root(), dear));
		assert_eq!(Disputes::parameters(Court::Data), dear);
		assert_eq!(Disputes::parameters(Court::Models), parameters());
		let bad = [
			CourtParameters { fee: 0, ..parameters() },
			CourtParameters { seat_bond: parameters().fee - 1, ..parameters() },
			CourtParameters { claim_bond: 0, ..parameters() },
			CourtParameters { evidence_deposit: 0, ..parameters() },
			CourtParameters { silent_percent: Within::clamped(1), ..parameters() },
		];
		for parameters in bad {
			assert_noop!(set(RuntimeOrigin::root(), parameters), Error::<Test>::BadParameters);
		}
	});
}

#[test]
fn parameters_out_of_bounds_should_not_decode() {
	let good = parameters().encode();
	assert_eq!(CourtParameters::decode(&mut &good[..]).unwrap(), parameters());
	let mut bad = good;
	bad[..4].copy_from_slice(&0u32.encode());
	assert!(CourtParameters::decode(&mut &bad[..]).is_err());
}

#[test]
fn the_defaults_should_be_valid() {
	assert_eq!(CourtParameters::default().validate(), Ok(()));
}
