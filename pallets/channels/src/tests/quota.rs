use super::*;

#[test]
fn grant_quota_should_be_found_and_replaced_for_one_deposit() {
	build_and_execute(1, || {
		let grant =
			|tokens, until| Market::grant_quota(signed(&provider(0)), alice(), tokens, until);
		assert_ok!(grant(1_000, 100));
		assert_ok!(grant(5_000, 200));
		let quota = Market::quota(provider(0), alice()).unwrap();
		assert_eq!((quota.tokens, quota.until), (5_000, 200));
		let deposit = Parameters::default().record_deposit;
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), deposit);
	});
}

#[test]
fn grant_quota_should_be_bounded() {
	build_and_execute(1, || {
		let grant =
			|tokens, until| Market::grant_quota(signed(&provider(0)), alice(), tokens, until);
		let most = u64::from(Parameters::default().max_quota.get()) * 1_000;
		assert_noop!(grant(0, 100), Fault::QuotaOutOfBounds);
		assert_noop!(grant(most + 1, 100), Fault::QuotaOutOfBounds);
		assert_noop!(grant(1, System::block_number()), Fault::BadExpiry);
		assert_ok!(grant(most, 100));
		let by_bob = Market::grant_quota(signed(&bob()), alice(), 1, 100);
		assert_noop!(by_bob, Fault::NotProvider);
	});
}

#[test]
fn drop_quota_should_be_the_providers_until_it_is_over_and_then_anyones() {
	build_and_execute(1, || {
		let drop = |who: &AccountId| Market::drop_quota(signed(who), provider(0), alice());
		let grant = || Market::grant_quota(signed(&provider(0)), alice(), 10, 100);
		assert_noop!(drop(&provider(0)), Fault::QuotaNotFound);
		assert_ok!(grant());
		assert_noop!(drop(&alice()), Fault::NotExpired);
		assert_ok!(drop(&provider(0)));
		assert_ok!(grant());
		System::set_block_number(101);
		assert_ok!(drop(&bob()));
		assert_eq!(held(HoldReason::RecordDeposit, &provider(0)), 0);
	});
}
