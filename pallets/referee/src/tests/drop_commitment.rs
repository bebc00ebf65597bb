use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::frame::Referee as _;

#[test]
fn drop_commitment_should_burn_the_bond_when_it_was_not_shown_in_time() {
	build_and_execute(|| {
		open(0, truth());
		let drop = || Referee::drop_commitment(signed(&bob()), 0, alice());
		assert_noop!(drop(), Error::<Runtime>::CommitmentNotFound);
		commit(&alice(), 0, &Opening::Trace);
		let (bond, issuance) = (held(&alice()), Balances::total_issuance());
		run(40);
		assert_noop!(drop(), Error::<Runtime>::NotExpired);
		run(1);
		assert_eq!(drop().unwrap().pays_fee, Pays::No);
		assert_eq!((balance(&alice()), held(&alice())), (FUNDS - bond, 0));
		assert_eq!(issuance - Balances::total_issuance(), bond);
		assert_eq!(burned(), bond);
		assert!(!Referee::has_open_games(&0));
	});
}

#[test]
fn drop_commitment_should_return_the_bond_when_the_claim_was_closed_meanwhile() {
	build_and_execute(|| {
		open(0, truth());
		commit(&alice(), 0, &Opening::Trace);
		Referee::void(&0);
		assert_ok!(Referee::drop_commitment(signed(&bob()), 0, alice()));
		assert_eq!(balance(&alice()), FUNDS);
		assert_nothing_left();
	});
}
