use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::Balance;

fn ids(filter: OfferFilter) -> Vec<u64> {
	Compute::offers(filter, 0, 100).offers.into_iter().map(|(id, _)| id).collect()
}

#[test]
fn offers_should_show_what_fits_and_can_be_taken() {
	build_and_execute(|| {
		create_offer(PROVIDER);
		let big = OfferTerms {
			resources: stoa_primitives::Resources { memory_mib: 64, ..terms().resources },
			attributes: vec![attribute("region", "us")].try_into().unwrap(),
			price_per_block: 3 * PRICE,
			..terms()
		};
		assert_ok!(Compute::create_offer(signed(RIVAL), big.clone()));
		assert_eq!(ids(OfferFilter::default()), [0, 1]);
		assert_eq!(ids(OfferFilter { resources: big.resources, ..Default::default() }), [1]);
		let eu: Vec<_> = vec![attribute("region", "eu")];
		let eu = OfferFilter { attributes: eu.try_into().unwrap(), ..Default::default() };
		assert_eq!(ids(eu), [0]);
		let limit =
			|blocks| OfferFilter { blocks, price_limit: Some(PRICE - 1), ..Default::default() };
		assert_eq!(ids(limit(100)), [0u64; 0]);
		assert_eq!(ids(limit(200)), [0]);
		open(0, LeaseOrder { units: 8, escrow: 800 * PRICE, ..order(100) });
		assert_eq!(ids(OfferFilter { units: 1, ..Default::default() }), [1]);
		Chilled::set(vec![RIVAL]);
		assert_eq!(ids(OfferFilter::default()), [0]);
		run_to(5_001);
		assert_eq!(ids(OfferFilter::default()), [0u64; 0]);
		assert!(Compute::offer(0).is_some() && Compute::offer(9).is_none());
	});
}

#[test]
fn offers_should_come_in_pages() {
	build_and_execute(|| {
		for provider in [PROVIDER, RIVAL] {
			(0..5).for_each(|_| {
				create_offer(provider);
			});
		}
		let (mut from, mut seen) = (Some(0), Vec::new());
		while let Some(next) = from {
			let page = Compute::offers(OfferFilter::default(), next, 3);
			assert!(page.offers.len() <= 3);
			seen.extend(page.offers.into_iter().map(|(id, _)| id));
			from = page.next;
		}
		assert_eq!(seen, (0..10).collect::<Vec<_>>());
	});
}

#[test]
fn quote_should_name_what_a_lease_then_costs() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let quote = Compute::quote(id, 2, 200).unwrap();
		let price = 2 * PRICE * 9 / 10;
		assert_eq!(quote.price_per_block, price);
		assert_eq!(quote.total, 200 * price);
		assert_eq!(quote.risk, Balance::from(PERIOD) * price);
		assert_eq!((quote.notice_blocks, quote.deposit), (NOTICE, LEASE_DEPOSIT));
		let order = LeaseOrder { units: 2, escrow: quote.least_escrow, ..order(200) };
		assert_ok!(Compute::open_lease(signed(TENANT), id, order, quote.price_per_block));
		for (id, units, blocks) in [(9, 1, 100), (id, 0, 100), (id, 7, 100), (id, 1, 9)] {
			assert_eq!(Compute::quote(id, units, blocks), None);
		}
	});
}

#[test]
fn lease_should_show_what_is_owed_and_when_it_ends() {
	build_and_execute(|| {
		let id = started(create_offer(PROVIDER), LeaseOrder { escrow: 60 * PRICE, ..order(100) });
		run(10);
		sign_now(id);
		run(5);
		let info = Compute::lease(id).unwrap();
		assert_eq!((info.claimable, info.unsigned), (10 * PRICE, 5 * PRICE));
		assert_eq!(info.ends, Some((61, EndReason::Overdrawn)));
		assert!(Compute::lease(9).is_none());
	});
}

#[test]
fn leases_of_should_list_both_sides_in_order() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		(0..5).for_each(|_| {
			open(id, order(100));
		});
		assert_eq!(Compute::leases_of(TENANT, None, 100), [0, 1, 2, 3, 4]);
		assert_eq!(Compute::leases_of(PROVIDER, Some(2), 2), [2, 3]);
		assert_eq!(Compute::leases_of(OTHER, None, 100), [0u64; 0]);
	});
}
