use crate::{Error, Event, mock::*};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{TokenPrice, frame::ModelInspect};

#[test]
fn set_price_should_change_the_terms_when_the_owner_asks() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		let price = TokenPrice { per_1k_input: 1, per_1k_output: 2 };
		assert_ok!(Models::set_price(signed(ALICE), id, price));
		assert_eq!(<Models as ModelInspect<_>>::terms(id).unwrap().price, price);
		System::assert_last_event(Event::PriceSet { release: id, price }.into());
	});
}

#[test]
fn set_price_should_fail_when_it_is_not_the_owners_active_release() {
	build_and_execute(|| {
		assert_noop!(Models::set_price(signed(ALICE), 0, PRICE), Error::<Test>::ReleaseNotFound);
		let id = release(ALICE, &[]);
		assert_noop!(Models::set_price(signed(BOB), id, PRICE), Error::<Test>::NotOwner);
		assert_ok!(Models::retire(signed(ALICE), id));
		assert_noop!(Models::set_price(signed(ALICE), id, PRICE), Error::<Test>::ReleaseRetired);
	});
}
