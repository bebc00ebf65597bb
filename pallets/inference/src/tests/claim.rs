use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use sp_runtime::Perbill;

#[test]
fn claim_should_pay_what_a_payee_could_not_receive_when_it_can() {
	build_and_execute(3, || {
		// An owner whose share is less than an account needs.
		let poor = account(99);
		Owners::set(vec![
			(account(200), Perbill::from_parts(999_999_000)),
			(poor.clone(), Perbill::from_parts(1_000)),
		]);
		Terms::mutate(|terms| terms.as_mut().unwrap().price.per_1k_output = 10_000_000_000);
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		let owed = Inference::claimable(poor.clone());
		assert_eq!(owed, 100);
		assert_eq!(balance(&poor), 0);
		let claim = || {
			frame_support::storage::with_storage_layer(|| {
				Inference::claim(RuntimeOrigin::signed(poor.clone()))
			})
		};
		assert!(claim().is_err(), "still cannot receive it");
		assert_ok!(Balances::mint_into(&poor, ED));
		assert_ok!(claim());
		assert_eq!(balance(&poor), ED + owed);
		assert_noop!(claim(), Error::<Runtime>::NothingToClaim);
	});
}
