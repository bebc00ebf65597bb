use crate::{RuntimeCall, configs::ProxyType};
use frame_support::traits::InstanceFilter;

fn transfer() -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_all {
		dest: sp_runtime::MultiAddress::Id(crate::AccountId::new([1; 32])),
		keep_alive: false,
	})
}

#[test]
fn a_providing_proxy_should_not_move_a_bond_or_a_balance() {
	let filter = ProxyType::Providing;
	assert!(!filter.filter(&transfer()));
	assert!(!filter.filter(&RuntimeCall::Providers(pallet_providers::Call::unbond { amount: 1 })));
	assert!(!filter.filter(&RuntimeCall::Providers(pallet_providers::Call::withdraw_unbonded {})));
	let chill = RuntimeCall::Providers(pallet_providers::Call::chill {});
	assert!(filter.filter(&chill));
	assert!(ProxyType::NonTransfer.filter(&chill));
	assert!(!ProxyType::NonTransfer.filter(&transfer()));
	assert!(ProxyType::Any.filter(&transfer()));
}

#[test]
fn a_batch_should_not_pass_when_its_proxy_may_not_batch() {
	let batch = RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![transfer()] });
	assert!(!ProxyType::Providing.filter(&batch));
}
