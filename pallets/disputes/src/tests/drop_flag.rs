use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{ListingFault, Ruling};

#[test]
fn drop_flag_should_forget_the_flag_of_a_listing_that_is_gone() {
	build_and_execute(|| {
		jurors();
		let drop = || Disputes::drop_flag(signed(CAROL), LISTING);
		assert_noop!(drop(), Error::<Test>::FlagNotFound);
		let fault = ListingFault::Infringing;
		assert_ok!(Disputes::challenge_listing(signed(ALICE), LISTING, fault));
		vote(0, |_| Some(Ruling::Revoke));
		no_appeal(0);
		wind_up(0);
		assert_noop!(drop(), Error::<Test>::ListingExists);
		Gone::set(vec![LISTING]);
		assert_ok!(drop());
		assert_eq!(Flags::<Test>::iter().count(), 0);
	});
}
