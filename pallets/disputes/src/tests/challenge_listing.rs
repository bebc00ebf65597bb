use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, ListingFault, Ruling};

fn challenge(who: AccountId, listing: u64) -> sp_runtime::DispatchResult {
	Disputes::challenge_listing(signed(who), listing, ListingFault::FalseCard)
}

fn ruled(id: u64, ruling: Ruling) {
	vote(id, |_| Some(ruling));
	no_appeal(id);
	wind_up(id);
}

#[test]
fn challenge_listing_should_flag_what_is_at_fault_and_tell_no_market() {
	build_and_execute(|| {
		jurors();
		assert_eq!(Disputes::listing_state(LISTING), ListingState::Clean);
		assert_ok!(challenge(ALICE, LISTING));
		assert_eq!(Disputes::listing_state(LISTING), ListingState::Challenged(0));
		assert_eq!((case(0).respondent.account, case(0).court), (OWNER, Court::Models));
		ruled(0, Ruling::Revoke);
		let flag = Flag { case: 0, fault: ListingFault::FalseCard, by: ALICE };
		assert_eq!(Disputes::listing_state(LISTING), ListingState::Flagged(flag));
		assert!(Told::get().is_empty());
		assert_no_case_left();
	});
}

#[test]
fn challenge_listing_should_leave_a_listing_alone_when_the_claim_is_dismissed() {
	build_and_execute(|| {
		jurors();
		assert_ok!(challenge(ALICE, LISTING));
		ruled(0, Ruling::Dismiss);
		assert_eq!(Disputes::listing_state(LISTING), ListingState::Clean);
	});
}

#[test]
fn challenge_listing_should_take_a_flag_away_when_the_owner_is_right() {
	build_and_execute(|| {
		jurors();
		assert_ok!(challenge(ALICE, LISTING));
		ruled(0, Ruling::Revoke);
		assert_noop!(challenge(BOB, LISTING), Error::<Test>::NotOwner);
		// What it was flagged for is what jurors are asked about.
		let other = ListingFault::Infringing;
		assert_ok!(Disputes::challenge_listing(signed(OWNER), LISTING, other));
		assert_eq!(case(1).fault, Some(ListingFault::FalseCard));
		// It stays hidden meanwhile.
		assert!(matches!(Disputes::listing_state(LISTING), ListingState::Flagged(_)));
		assert_eq!(case(1).respondent.account, ALICE);
		ruled(1, Ruling::Restore);
		assert_eq!(Disputes::listing_state(LISTING), ListingState::Clean);
		assert_no_case_left();
	});
}

#[test]
fn challenge_listing_should_refuse_what_is_none_and_ones_own() {
	build_and_execute(|| {
		assert_noop!(challenge(ALICE, 7), Error::<Test>::ListingNotFound);
		assert_noop!(challenge(OWNER, LISTING), Error::<Test>::OwnCase);
		assert_noop!(challenge(NOBODY, LISTING), Error::<Test>::InsufficientFunds);
		assert_ok!(challenge(ALICE, LISTING));
		assert_noop!(challenge(BOB, LISTING), Error::<Test>::CaseOpen);
	});
}
