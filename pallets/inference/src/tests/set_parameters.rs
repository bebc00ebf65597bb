use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn set_parameters_should_spare_jobs_that_run_when_it_changes_them() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let parameters = Parameters {
			reveal_timeout: Within::clamped(5),
			network_fee: Within::clamped(0),
			..Default::default()
		};
		assert_ok!(Inference::set_parameters(RuntimeOrigin::root(), parameters));
		assert_eq!(Inference::parameters(), parameters);
		(0..3).for_each(|at| commit(0, at, 1));
		assert_eq!(details(0).state, JobState::Revealing { until: 4 + 20 });
		Ask::default().drawn();
		(0..3).for_each(|at| commit(1, at, 1));
		assert_eq!(details(1).state, JobState::Revealing { until: 7 + 5 });
	});
}

#[test]
fn set_parameters_should_refuse_when_unauthorised_or_contradictory() {
	build_and_execute(3, || {
		let set = |origin, parameters| Inference::set_parameters(origin, parameters);
		assert_noop!(
			set(RuntimeOrigin::signed(alice()), Default::default()),
			DispatchError::BadOrigin
		);
		for parameters in [
			Parameters { slash_floor: parameters::MIN_SLASH_FLOOR - 1, ..Default::default() },
			Parameters { call_out_fee: parameters::MIN_CALL_OUT_FEE - 1, ..Default::default() },
			Parameters { byte_fee: parameters::MIN_BYTE_FEE - 1, ..Default::default() },
			Parameters { min_fee: 0, ..Default::default() },
			Parameters { record_deposit: 0, ..Default::default() },
			Parameters { max_timeout: Within::clamped(28), ..Default::default() },
			Parameters { opening_window: Within::clamped(197), ..Default::default() },
		] {
			assert_noop!(set(RuntimeOrigin::root(), parameters), Error::<Runtime>::BadParameters);
		}
		let least = Parameters {
			slash_floor: parameters::MIN_SLASH_FLOOR,
			call_out_fee: parameters::MIN_CALL_OUT_FEE,
			byte_fee: parameters::MIN_BYTE_FEE,
			opening_window: Within::clamped(196),
			..Default::default()
		};
		assert_ok!(set(RuntimeOrigin::root(), least));
	});
}

#[test]
fn parameters_should_not_decode_when_they_leave_their_bounds() {
	type Small = Within<4, 10>;
	assert_eq!(Small::decode(&mut &4u32.encode()[..]).unwrap().get(), 4);
	for value in [0u32, 3, 11, u32::MAX] {
		assert!(Small::decode(&mut &value.encode()[..]).is_err());
	}
	assert_eq!((Small::clamped(0).get(), Small::clamped(99).get()), (4, 10));
	let all = Parameters::default();
	assert_eq!(Parameters::decode(&mut &all.encode()[..]).unwrap(), all);
	assert_eq!(all.validate(), Ok(()));
	// What is at risk is never nearly free, and nobody is given no time at all.
	assert_eq!(
		Within::<100, 1_000_000>::clamped(0),
		Parameters { risk_rate: Within::clamped(0), ..all }.risk_rate
	);
	assert_eq!(all.for_work(0, 0).commit_timeout.get(), 40);
	assert_eq!(all.for_work(240, 30).commit_timeout.get(), 42);
	assert_eq!(all.for_work(u32::MAX, u32::MAX).commit_timeout.get(), 28_800);
}
