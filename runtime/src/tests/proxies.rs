use crate::{RuntimeCall, configs::ProxyType};
use frame_support::traits::InstanceFilter;

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_all {
		dest: sp_runtime::MultiAddress::Id(crate::AccountId::new([1; 32])),
		keep_alive: false,
	}
	.into()
}

#[test]
fn a_providing_proxy_should_not_move_a_bond_or_a_balance() {
	let filter = ProxyType::Providing;
	assert!(!filter.filter(&transfer()));
	assert!(!filter.filter(&pallet_providers::Call::unbond { amount: 1 }.into()));
	assert!(!filter.filter(&pallet_providers::Call::withdraw_unbonded {}.into()));
	assert!(filter.filter(&pallet_providers::Call::chill {}.into()));
	assert!(ProxyType::NonTransfer.filter(&pallet_providers::Call::chill {}.into()));
	assert!(!ProxyType::NonTransfer.filter(&transfer()));
	assert!(ProxyType::Any.filter(&transfer()));
}

#[test]
fn a_batch_should_not_pass_when_its_proxy_may_not_batch() {
	let batch = pallet_utility::Call::batch { calls: vec![transfer()] }.into();
	assert!(!ProxyType::Providing.filter(&batch));
}
