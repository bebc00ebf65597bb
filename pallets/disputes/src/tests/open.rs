use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{
	Balance, Court, Ruling, STOA,
	frame::{Arbitrator, CaseCosts, NewCase},
};

fn open(subject: u64, new: NewCase<AccountId>) -> Result<u64, sp_runtime::DispatchError> {
	<Disputes as Arbitrator<_, _>>::open(subject, new)
}

#[test]
fn open_should_hold_what_both_sides_put_up() {
	build_and_execute(|| {
		let CaseCosts { fee, bond } =
			<Disputes as Arbitrator<AccountId, u64>>::costs(Court::Compute, &ALICE);
		assert_eq!((fee, bond), (15 * STOA, 20 * STOA));
		let id = open(7, NewCase { respondent_deposit: 4 * STOA, ..new_case() }).unwrap();
		assert_eq!(held(HoldReason::CaseDeposit, ALICE), fee + bond);
		assert_eq!(held(HoldReason::CaseDeposit, BOB), 4 * STOA);
		assert_eq!(Disputes::case_of(7), Some(id));
		assert_eq!(<Disputes as Arbitrator<AccountId, u64>>::open_case(&7), Some(id));
	});
}

#[test]
fn open_should_refuse_a_second_case_about_a_subject_until_the_first_is_executed() {
	build_and_execute(|| {
		jurors();
		let id = open(7, new_case()).unwrap();
		assert_noop!(open(7, new_case()), Error::<Test>::CaseOpen);
		assert!(open(8, new_case()).is_ok());
		vote(id, |_| Some(Ruling::Refund));
		no_appeal(id);
		assert_noop!(open(7, new_case()), Error::<Test>::CaseOpen);
		assert_ok!(Disputes::execute(signed(CAROL), id));
		assert_eq!(open(7, new_case()).unwrap(), 2);
	});
}

#[test]
fn open_should_change_nothing_when_somebody_cannot_pay() {
	build_and_execute(|| {
		let poor = NewCase { claimant: NOBODY, ..new_case() };
		assert_noop!(open(7, poor), Error::<Test>::InsufficientFunds);
		let poor = NewCase { respondent: NOBODY, respondent_deposit: STOA, ..new_case() };
		assert_noop!(open(7, poor), Error::<Test>::InsufficientFunds);
		let greedy = NewCase { respondent_deposit: 15 * STOA + 1, ..new_case() };
		assert_noop!(open(7, greedy), Error::<Test>::DepositTooLarge);
		let own = NewCase { respondent: ALICE, ..new_case() };
		assert_noop!(open(7, own), Error::<Test>::OwnCase);
	});
}

#[test]
fn open_should_cost_twice_as_much_after_each_lost_case_until_it_is_forgotten() {
	build_and_execute(|| {
		jurors();
		let bond = || <Disputes as Arbitrator<AccountId, u64>>::costs(Court::Compute, &ALICE).bond;
		let first = bond();
		for lost in 1..4u32 {
			let id = open(u64::from(lost), new_case()).unwrap();
			vote(id, |_| Some(Ruling::Dismiss));
			no_appeal(id);
			wind_up(id);
			assert_eq!(bond(), first << lost);
			assert_eq!(Losses::<Test>::get(ALICE).count, lost);
		}
		run(parameters().loss_memory.get());
		assert!(bond() <= first * 4);
		run(2 * parameters().loss_memory.get());
		assert_eq!(bond(), first);
	});
}

#[test]
fn open_should_keep_the_parameters_under_which_it_began() {
	build_and_execute(|| {
		let id = open(7, new_case()).unwrap();
		let dearer = CourtParameters { fee: 40 * STOA, ..parameters() };
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::Compute, dearer));
		assert_eq!(case(id).parameters, parameters());
		let costs = Disputes::costs(Court::Compute, ALICE);
		assert_eq!(costs.fee, 3 * 40 * STOA as Balance);
	});
}
