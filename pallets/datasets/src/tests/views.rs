//! What the view functions answer.

use crate::{mock::*, *};
use frame_support::assert_ok;

#[test]
fn datasets_should_come_in_pages_that_fit() {
	build_and_execute(|| {
		for owner in [OWNER, RIVAL, OWNER, OWNER] {
			publish(owner);
		}
		assert_ok!(Data::set_state(signed(OWNER), 2, DatasetState::Paused));
		assert_ok!(Data::list_account(signed(OWNER), 3, BUYER, true));
		let page = |filter, from, limit| {
			let page = Data::datasets(filter, from, limit);
			(page.datasets.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), page.next)
		};
		let all = DatasetFilter::default;
		assert_eq!(page(all(), 0, 2), (vec![0, 1], Some(2)));
		assert_eq!(page(all(), 2, 9), (vec![2, 3], None));
		let owner = DatasetFilter { owner: Some(OWNER), ..all() };
		assert_eq!(page(owner, 0, 9), (vec![0, 2, 3], None));
		let state = DatasetFilter { state: Some(DatasetState::Active), ..all() };
		assert_eq!(page(state, 0, 9), (vec![0, 1, 3], None));
		let sold_to = DatasetFilter { sold_to: Some(BUYER), ..all() };
		assert_eq!(page(sold_to, 0, 9), (vec![0, 1, 2], None));
	});
}

#[test]
fn datasets_with_a_flag_should_be_hidden_unless_asked_for() {
	build_and_execute(|| {
		publish(OWNER);
		publish(OWNER);
		FlaggedDatasets::set(vec![0]);
		let ids = |flagged| {
			let page = Data::datasets(DatasetFilter { flagged, ..Default::default() }, 0, 9);
			page.datasets.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
		};
		assert_eq!(ids(false), [1]);
		assert_eq!(ids(true), [0, 1]);
		assert!(Data::dataset(0).is_some());
	});
}

#[test]
fn a_quote_should_say_what_would_be_held() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let quote = Data::quote(sale.0, sale.1, BUYER).unwrap();
		let before = held(HoldReason::LicenseEscrow, BUYER);
		buy(BUYER, sale);
		assert_eq!(held(HoldReason::LicenseEscrow, BUYER) - before, quote.price);
		assert_eq!(held(HoldReason::LicenseDeposit, BUYER), quote.deposit);
		assert_eq!((quote.delivery_blocks, quote.check_blocks), (DELIVERY, CHECK));
		assert_eq!(quote.custodians, 3);
		assert_eq!(Data::quote(sale.0, sale.1, OWNER), None);
	});
}

#[test]
fn a_licence_should_say_what_is_earned() {
	build_and_execute(|| {
		let id = active(term());
		run(BLOCKS / 2);
		let info = Data::license(id).unwrap();
		assert_eq!((info.earned, info.in_force), (PRICE / 2, true));
		let before = balance(OWNER) + balance(CONTRIBUTOR);
		assert_ok!(Data::collect(signed(OTHER), id));
		assert_eq!(balance(OWNER) + balance(CONTRIBUTOR) - before, info.earned);
		assert_eq!(Data::license(id).unwrap().earned, 0);
		assert_eq!(Data::licenses_of_release(0, 0, 9), [id]);
		assert!(Data::licenses_of_release(0, id + 1, 9).is_empty());
	});
}

#[test]
fn releases_terms_and_algorithms_should_be_listed() {
	build_and_execute(|| {
		let sale = sold_by(term());
		assert_ok!(Data::set_algorithm(signed(OWNER), 0, [1; 32], Some(algorithm(7))));
		assert_eq!(Data::releases_of(0)[0].0, sale.0);
		assert_eq!(Data::terms_of(0), [(sale.1, term())]);
		assert_eq!(Data::algorithms_of(0), [([1; 32], algorithm(7))]);
		assert_eq!(Data::release(sale.0).unwrap().dataset, 0);
		assert_eq!(Data::parameters(), parameters());
	});
}
