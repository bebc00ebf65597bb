use crate::{mock::*, types::MAX_OFFERS, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Permill;
use stoa_primitives::{Attributes, Balance, Resources};

#[test]
fn create_offer_should_hold_a_deposit_when_the_terms_are_sound() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		assert_eq!(offer(id).terms, terms());
		assert_eq!((offer(id).used, offer(id).free()), (0, 8));
		assert_eq!(held(HoldReason::OfferDeposit, PROVIDER), OFFER_DEPOSIT);
		assert_eq!(Compute::seller(PROVIDER).offers, 1);
	});
}

#[test]
fn create_offer_should_refuse_when_the_terms_are_not_sound() {
	build_and_execute(|| {
		let unordered: Attributes =
			vec![attribute("b", "x"), attribute("a", "x")].try_into().unwrap();
		let refused = |change: &dyn Fn(&mut OfferTerms), error: Error<Test>| {
			let mut bad = terms();
			change(&mut bad);
			assert_noop!(Compute::create_offer(signed(PROVIDER), bad), error);
		};
		refused(&|t| t.resources = Resources::default(), Error::BadResources);
		refused(&|t| t.attributes = unordered.clone(), Error::BadAttributes);
		refused(&|t| t.units = 0, Error::ZeroUnits);
		refused(&|t| t.price_per_block = 0, Error::ZeroPrice);
		refused(
			&|t| t.renewals = Some(Renewals { price_per_block: 0, times: 1 }),
			Error::ZeroPrice,
		);
		refused(&|t| t.min_blocks = 0, Error::BadDuration);
		refused(&|t| t.max_blocks = t.min_blocks - 1, Error::BadDuration);
		refused(&|t| t.period_blocks = 9, Error::BadPeriod);
		refused(&|t| t.period_blocks = 1_201, Error::BadPeriod);
		refused(&|t| t.long_terms[0].discount = Permill::one(), Error::BadLongTerms);
		refused(&|t| t.long_terms[0].notice_blocks = 201, Error::BadLongTerms);
		refused(&|t| t.expires_at = System::block_number(), Error::BadExpiry);
		refused(&|t| t.expires_at = 1 + 864_001, Error::BadExpiry);
	});
}

#[test]
fn create_offer_should_refuse_when_the_account_may_not_sell() {
	build_and_execute(|| {
		assert_noop!(
			Compute::create_offer(signed(TENANT), terms()),
			Error::<Test>::ProviderNotActive
		);
		Chilled::set(vec![PROVIDER]);
		assert_noop!(
			Compute::create_offer(signed(PROVIDER), terms()),
			Error::<Test>::ProviderNotActive
		);
	});
}

#[test]
fn create_offer_should_refuse_when_there_are_sixteen() {
	build_and_execute(|| {
		for _ in 0..MAX_OFFERS {
			create_offer(PROVIDER);
		}
		assert_noop!(
			Compute::create_offer(signed(PROVIDER), terms()),
			Error::<Test>::TooManyOffers
		);
	});
}

#[test]
fn update_offer_should_change_nothing_for_leases_that_run() {
	build_and_execute(|| {
		let id = leased(100);
		let dearer = OfferTerms { price_per_block: 9 * PRICE, units: 1, ..terms() };
		assert_ok!(Compute::update_offer(signed(PROVIDER), 0, dearer.clone()));
		run(100);
		assert_eq!(ended(id), Some((EndReason::Completed, 20 * PRICE, 80 * PRICE)));
		assert_eq!(offer(0).terms, dearer);
	});
}

#[test]
fn update_offer_should_refuse_when_units_are_in_use_or_it_is_not_the_callers() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		open(id, LeaseOrder { units: 3, escrow: 300 * PRICE, ..order(100) });
		let fewer = OfferTerms { units: 2, ..terms() };
		assert_noop!(Compute::update_offer(signed(PROVIDER), id, fewer), Error::<Test>::UnitsInUse);
		assert_noop!(Compute::update_offer(signed(RIVAL), id, terms()), Error::<Test>::NotProvider);
		assert_noop!(
			Compute::update_offer(signed(RIVAL), 9, terms()),
			Error::<Test>::OfferNotFound
		);
	});
}

#[test]
fn close_offer_should_remove_it_when_its_last_lease_is_over() {
	build_and_execute(|| {
		let id = leased(100);
		assert_ok!(Compute::close_offer(signed(PROVIDER), 0));
		assert!(offer(0).closing);
		assert_noop!(Compute::close_offer(signed(PROVIDER), 0), Error::<Test>::OfferClosed);
		assert_noop!(
			Compute::open_lease(signed(TENANT), 0, order(100), Balance::MAX),
			Error::<Test>::OfferClosed
		);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		assert!(!Offers::<Test>::contains_key(0));
		assert_eq!(held(HoldReason::OfferDeposit, PROVIDER), 0);
		assert_eq!(Sellers::<Test>::iter().count(), 0);
	});
}

#[test]
fn close_offer_should_remove_it_at_once_when_nothing_uses_it() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		assert_noop!(Compute::close_offer(signed(RIVAL), id), Error::<Test>::NotProvider);
		assert_ok!(Compute::close_offer(signed(PROVIDER), id));
		assert_eq!(last_event(), Event::OfferRemoved { offer: id, provider: PROVIDER });
		assert_eq!(balance(PROVIDER), FUNDS);
	});
}
