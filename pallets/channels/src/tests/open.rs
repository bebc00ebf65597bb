use super::*;
use sp_core::Pair;

fn try_open(who: &AccountId, deposit: Balance, expires_at: u32) -> sp_runtime::DispatchResult {
	let key = lane().public().0;
	whole(|| Market::open(signed(who), provider(0), deposit, key, expires_at, true, MAX_FEE))
}

#[test]
fn open_should_hold_deposit_and_collateral_and_pay_the_fee() {
	build_and_execute(1, || {
		let before = balance(&provider(0));
		let id = opened(true);
		assert_eq!(held(HoldReason::ChannelDeposit, &alice()), DEPOSIT);
		assert_eq!(held(HoldReason::RecordDeposit, &alice()), Parameters::default().record_deposit);
		assert_eq!(balance(&provider(0)) - before, TERMS.opening_fee);
		assert_eq!(Providers::get(&provider(0)).reserved, TERMS.collateral);
		let channel = details(id);
		assert_eq!(channel.receipt_key, signer(0).public().0);
		assert_eq!(channel.state, ChannelState::Open);
		assert!(matches!(last_event(), Event::ChannelOpened { channel: 0, audited: true, .. }));
	});
}

#[test]
fn open_should_refuse_when_the_provider_does_not_want_it() {
	build_and_execute(1, || {
		assert_noop!(try_open(&alice(), DEPOSIT, 100), Fault::NoTerms);
		let terms = Terms { channels: 1, ..TERMS };
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(terms)));
		assert_noop!(try_open(&alice(), TERMS.min_deposit - 1, 100), Fault::DepositTooSmall);
		let dearer = Terms { opening_fee: TERMS.opening_fee + 1, ..terms };
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(dearer)));
		assert_noop!(try_open(&alice(), DEPOSIT, 100), Fault::FeeTooHigh);
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(terms)));
		assert_ok!(try_open(&alice(), TERMS.min_deposit, 100));
		assert_noop!(try_open(&bob(), DEPOSIT, 100), Fault::TooManyChannels);
	});
}

#[test]
fn open_should_refuse_a_provider_itself_and_its_key() {
	build_and_execute(1, || {
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(TERMS)));
		assert_noop!(try_open(&provider(0), DEPOSIT, 100), Fault::OwnChannel);
		let key = AccountId::new(signer(0).public().0);
		assert_noop!(try_open(&key, DEPOSIT, 100), Fault::OwnChannel);
	});
}

#[test]
fn open_should_change_nothing_when_bond_money_or_time_is_missing() {
	build_and_execute(1, || {
		let greedy = Terms { collateral: BOND + 1, ..TERMS };
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(greedy)));
		assert!(try_open(&alice(), DEPOSIT, 100).is_err());
		assert_ok!(Market::set_terms(signed(&provider(0)), Some(TERMS)));
		let now = System::block_number();
		assert_noop!(try_open(&alice(), DEPOSIT, now), Fault::BadExpiry);
		let last = now + Parameters::default().max_lifetime.get();
		assert_noop!(try_open(&alice(), DEPOSIT, last + 1), Fault::BadExpiry);
		assert_noop!(try_open(&alice(), 2 * FUNDS, last), Fault::InsufficientFunds);
		// Everything but the opening fee can be held.
		let rest = FUNDS - Parameters::default().record_deposit - ED;
		assert_noop!(try_open(&alice(), rest, last), Fault::InsufficientFunds);
		assert_nothing_left();
	});
}

#[test]
fn open_should_never_use_an_id_twice() {
	build_and_execute(1, || {
		let first = opened(false);
		Market::close(signed(&provider(0)), first).unwrap();
		run(2_000);
		assert_ok!(Market::drop_channel(signed(&bob()), first));
		assert_eq!(opened(false), first + 1);
	});
}
