use super::*;

#[test]
fn channels_of_should_list_both_sides_page_by_page() {
	build_and_execute(1, || {
		let ids: Vec<u64> = (0..5).map(|_| opened(false)).collect();
		for who in [alice(), provider(0)] {
			let mut listed = Vec::new();
			let mut from = None;
			loop {
				let page = Market::channels_of(who.clone(), from, 2);
				from = page.last().copied();
				if page.is_empty() {
					break;
				}
				listed.extend(page);
			}
			listed.sort();
			assert_eq!(listed, ids);
		}
		assert!(Market::channels_of(bob(), None, 10).is_empty());
	});
}

#[test]
fn quote_should_say_what_opening_takes() {
	build_and_execute(1, || {
		assert_eq!(Market::quote(provider(0), DEPOSIT), None);
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(TERMS)));
		let quote = Market::quote(provider(0), DEPOSIT).unwrap();
		assert!(quote.offered);
		let before = Balances::free_balance(alice());
		opened(true);
		assert_eq!(before - Balances::free_balance(alice()), quote.held + quote.fee);
		assert_eq!(details(0).collateral, quote.collateral);
		assert!(!Market::quote(provider(0), TERMS.min_deposit - 1).unwrap().offered);
		Providers::change(&provider(0), |entry| entry.reserved = BOND);
		assert!(!Market::quote(provider(0), DEPOSIT).unwrap().offered);
		Providers::change(&provider(0), |entry| entry.reserved = TERMS.collateral);
	});
}
