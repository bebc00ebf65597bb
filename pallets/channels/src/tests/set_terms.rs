use super::*;

#[test]
fn set_terms_should_be_kept_until_they_are_taken_back() {
	build_and_execute(1, || {
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(TERMS)));
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(TERMS)));
		assert_eq!(Market::terms(provider(0)), Some(TERMS));
		let deposit = Parameters::default().record_deposit;
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), deposit);
		assert_eq!(last_event(), Event::TermsSet { provider: provider(0), terms: Some(TERMS) });
		assert_ok!(Market::set_terms(signed(&provider(0)), None));
		assert_eq!(Market::terms(provider(0)), None);
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), 0);
	});
}

#[test]
fn set_terms_should_refuse_when_a_lie_would_cost_too_little() {
	build_and_execute(1, || {
		let least = Parameters::default().min_collateral;
		let cheap = Terms { collateral: least - 1, ..TERMS };
		let by = || signed(&provider(0));
		let set = |terms| whole(|| Market::set_terms(by(), Some(terms)));
		assert_noop!(set(cheap), Fault::TermsOutOfBounds);
		let small = Terms { min_deposit: Parameters::default().redeem_fee, ..TERMS };
		assert_noop!(set(small), Fault::TermsOutOfBounds);
		assert_noop!(Market::set_terms(signed(&alice()), Some(TERMS)), Fault::NotProvider);
	});
}
