use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{STOA, frame::Backed};

#[test]
fn others_stake_should_count_in_the_draw_after_the_delay_and_up_to_the_own_bond() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		back(ALICE, 40);
		assert_eq!((weight(ALICE), tree_weight(ALICE)), (100, 100));
		settle();
		assert_eq!((weight(ALICE), tree_weight(ALICE)), (140, 140));
		back(ALICE, 300);
		settle();
		assert_eq!(weight(ALICE), 200);
		// Who takes stake away counts less at once.
		back(ALICE, 10);
		assert_eq!((weight(ALICE), tree_weight(ALICE)), (110, 200));
	});
}

#[test]
fn work_should_be_reserved_of_the_own_bond_alone() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		back(ALICE, 100);
		settle();
		assert_eq!(ProvidersPallet::free_bond(&ALICE), 100 * STOA);
		assert!(ProvidersPallet::reserve(&ALICE, 101 * STOA).is_err());
		assert_ok!(ProvidersPallet::reserve(&ALICE, 100 * STOA));
	});
}

#[test]
fn a_slash_should_take_the_same_part_of_what_others_have() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		back(ALICE, 50);
		settle();
		assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(ALICE), 20 * STOA));
		ProvidersPallet::slash(&ALICE, 0, 10 * STOA, None);
		// A tenth of all that could be slashed, what is unbonding included.
		assert_eq!(Stakes::get()[&ALICE], 45 * STOA);
		assert_eq!(details(ALICE).bond, 70 * STOA);
		settle();
		assert_eq!(weight(ALICE), 115);
	});
}

#[test]
fn a_provider_without_its_own_least_bond_should_not_count_by_others_stake() {
	build_and_execute(|| {
		drawable(ALICE, 10);
		back(ALICE, 10);
		settle();
		ProvidersPallet::slash(&ALICE, 0, STOA, None);
		settle();
		assert_eq!(weight(ALICE), 0);
	});
}

#[test]
fn large_backers_should_not_sit_in_one_matter_with_their_provider() {
	build_and_execute(|| {
		register(ALICE, 100);
		register(BOB, 100);
		let related = |one, two| ProvidersPallet::related(&one, &two);
		assert!(!related(ALICE, BOB) && !related(ALICE, REQUESTER));
		Large::set(vec![(ALICE, BOB), (ALICE, REQUESTER)]);
		assert!(related(ALICE, BOB) && related(BOB, ALICE) && related(ALICE, REQUESTER));
		assert!(!related(CAROL, REQUESTER));
	});
}

#[test]
fn who_leaves_should_not_be_backed() {
	build_and_execute(|| {
		register(ALICE, 100);
		assert_eq!(ProvidersPallet::own_bond(&ALICE), Some(100 * STOA));
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		assert_eq!(ProvidersPallet::own_bond(&ALICE), None);
		assert_eq!(ProvidersPallet::own_bond(&REQUESTER), None);
	});
}
