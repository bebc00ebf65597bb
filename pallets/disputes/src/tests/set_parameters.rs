use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{
	assert_noop, assert_ok,
	traits::{GetCallName, UnfilteredDispatchable},
};
use sp_runtime::DispatchError;
use stoa_primitives::{Court, ListingFault, Ruling, STOA, Side, frame::Within};

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

#[test]
fn a_case_should_keep_the_parameters_under_which_it_began() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		let dear = CourtParameters {
			fee: 9 * STOA,
			seat_bond: 90 * STOA,
			seats: Within::clamped(7),
			max_rounds: Within::clamped(1),
			..parameters()
		};
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::Compute, dear));
		assert_eq!(case(id).parameters, parameters());
		vote(id, |_| Some(Ruling::Refund));
		assert_eq!(Disputes::round(id, 0).unwrap().seats, 3);
		assert_eq!(Disputes::panel(id, 0)[0].1.lock, parameters().seat_bond);
		assert!(matches!(case(id).phase, Phase::Appealing { .. }), "it has its other rounds still");
		no_appeal(id);
		wind_up(id);
		assert_eq!(balance(ALICE), FUNDS - 3 * parameters().fee);
	});
}

/// The DAO moves parameters, and has no other call: nothing that could open, stop, decide or repeat a case.
#[test]
fn the_dao_should_have_no_say_in_a_case() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let before = case(id);
		let (juror, ruling, salt) = (JUROR, Ruling::Refund, [1; 32]);
		let calls = [
			Call::<Test>::bond { court: Court::Data, amount: STOA },
			Call::unbond { court: Court::Data, amount: STOA },
			Call::withdraw { court: Court::Data },
			Call::challenge_listing { subject: LISTING, fault: ListingFault::FalseCard },
			Call::join { case: id },
			Call::submit_evidence { case: id, content: salt, bytes: 1, place: Default::default() },
			Call::draw_jurors { case: id },
			Call::commit_vote { case: id, digest: salt },
			Call::prove_early_opening { case: id, juror, ruling, salt },
			Call::reveal_vote { case: id, ruling, salt },
			Call::fund_appeal { case: id, side: Side::Claimant, amount: STOA },
			Call::advance { case: id },
			Call::execute { case: id },
			Call::settle_round { case: id, round: 0 },
			Call::withdraw_contribution { case: id, round: 1, contributor: juror },
			Call::drop_flag { subject: LISTING },
		];
		for call in &calls {
			let refused = call.clone().dispatch_bypass_filter(RuntimeOrigin::root());
			assert_eq!(refused.unwrap_err().error, DispatchError::BadOrigin, "{call:?}");
		}
		let movable = Call::<Test>::get_call_names().len() - calls.len();
		assert_eq!(movable, 1, "a call that is new belongs above, or must not touch a case");
		assert_eq!(case(id), before);
	});
}
