use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::Perbill;
use stoa_primitives::TokenPrice;

#[test]
fn claim_should_pay_what_a_payee_could_not_receive_when_it_can() {
	build_and_execute(3, || {
		// An executor whose account is gone and whose price is less than a new one needs.
		let cheap = TokenPrice { per_1k_input: 0, per_1k_output: 10_000 };
		let poor = provider(0);
		Providers::change(&poor, |entry| entry.price = cheap);
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		(0..3).for_each(|at| reveal(0, at, 1, false));
		let burn = (Preservation::Expendable, Precision::Exact, Fortitude::Force);
		assert_ok!(Balances::burn_from(&poor, 10 * ED, burn.0, burn.1, burn.2));
		assert_ok!(Inference::acknowledge(RuntimeOrigin::signed(alice()), 0));
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

#[test]
fn claim_should_not_grow_when_an_owner_without_account_gets_too_little() {
	build_and_execute(3, || {
		let nobody = account(99);
		Owners::set(vec![
			(account(200), Perbill::from_parts(999_999_000)),
			(nobody.clone(), Perbill::from_parts(1_000)),
		]);
		Terms::mutate(|terms| terms.as_mut().unwrap().price.per_1k_output = 10_000_000_000);
		Ask::default().drawn();
		let treasury = balance(&account(250));
		answer_all(0, true, |_| 1);
		assert_eq!(Claimable::<Runtime>::iter().count(), 0);
		assert_eq!(balance(&nobody), 0);
		let paid = events().into_iter().find_map(|event| match event {
			Event::JobSettled { royalty, treasury, .. } => Some((royalty, treasury)),
			_ => None,
		});
		let (royalty, to_treasury) = paid.unwrap();
		assert_eq!(balance(&account(200)) - ED, royalty, "all that was paid as royalty");
		assert_eq!(balance(&account(250)) - treasury, to_treasury, "the rest is there");
	});
}
