//! Random sequences of calls, of what jobs do to the bond, and of blocks.

use crate::{mock::*, *};
use frame_support::traits::{Hooks, fungible::Inspect};
use proptest::prelude::*;
use stoa_primitives::{Balance, STOA, frame::StrikeReason};

#[derive(Clone, Debug)]
enum Step {
	Register(AccountId, Balance),
	Deregister(AccountId),
	BondExtra(AccountId, Balance),
	Unbond(AccountId, Balance),
	Withdraw(AccountId),
	Serve(AccountId, u32, Balance),
	Unserve(AccountId, u32),
	Chill(AccountId),
	Activate(AccountId),
	ForceChill(AccountId),
	SetHardware(AccountId, u32),
	DropHardware(AccountId),
	Reserve(AccountId, Balance),
	Release(AccountId, Balance),
	Slash(AccountId, Balance, Balance, Option<(AccountId, Balance)>),
	Pay(AccountId, Balance, AccountId),
	Strike(AccountId),
	Blocks(u32),
}

fn who() -> impl Strategy<Value = AccountId> {
	1u64..6
}

/// Accounts that may be paid: providers, a rich one, one without an account.
fn payee() -> impl Strategy<Value = AccountId> {
	prop_oneof![who(), Just(REQUESTER), Just(NOBODY)]
}

fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![
		6 => 0u128..60 * STOA,
		2 => (0u128..60).prop_map(|stoa| stoa * STOA),
		1 => 0u128..10,
		1 => Just(Balance::MAX),
	]
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	prop_oneof![
		4 => (who(), amount()).prop_map(|(who, amount)| Register(who, amount)),
		1 => who().prop_map(Deregister),
		3 => (who(), amount()).prop_map(|(who, amount)| BondExtra(who, amount)),
		3 => (who(), amount()).prop_map(|(who, amount)| Unbond(who, amount)),
		2 => who().prop_map(Withdraw),
		6 => (who(), 1u32..5, 0u128..100).prop_map(|(who, release, price)| Serve(who, release, price)),
		3 => (who(), 1u32..5).prop_map(|(who, release)| Unserve(who, release)),
		2 => who().prop_map(Chill),
		3 => who().prop_map(Activate),
		1 => who().prop_map(ForceChill),
		1 => (who(), 0u32..300).prop_map(|(who, block)| SetHardware(who, block)),
		1 => who().prop_map(DropHardware),
		4 => (who(), amount()).prop_map(|(who, amount)| Reserve(who, amount)),
		2 => (who(), amount()).prop_map(|(who, amount)| Release(who, amount)),
		2 => (who(), amount(), amount(), proptest::option::of((payee(), amount())))
			.prop_map(|(who, reserved, floor, payee)| Slash(who, reserved, floor, payee)),
		2 => (who(), amount(), payee()).prop_map(|(who, amount, payee)| Pay(who, amount, payee)),
		2 => who().prop_map(Strike),
		6 => (1u32..40).prop_map(Blocks),
	]
}

/// A call that may well fail: what counts is that nothing breaks.
fn tried<T, E>(_: Result<T, E>) {}

/// One provider that moves its weight in and out, often, within few blocks.
fn weight_step() -> impl Strategy<Value = Step> {
	use Step::*;
	prop_oneof![
		4 => (1u128..50).prop_map(|stoa| BondExtra(ALICE, stoa * STOA)),
		4 => (1u128..50).prop_map(|stoa| Unbond(ALICE, stoa * STOA)),
		1 => Just(Chill(ALICE)),
		2 => Just(Activate(ALICE)),
		1 => Just(Unserve(ALICE, RELEASE)),
		2 => Just(Serve(ALICE, RELEASE, 1)),
		1 => (1u128..20).prop_map(|stoa| Slash(ALICE, 0, stoa * STOA, None)),
		8 => (1u32..4).prop_map(Blocks),
	]
}

/// Three providers that can be drawn for one release, to begin with.
fn begin() {
	for who in [ALICE, BOB, CAROL] {
		register_and_serve(who, 10 + who as u32);
	}
	run_to(1 + DELAY);
}

/// Runs a step, and returns what left circulation by it.
fn run(step: Step) -> Balance {
	let origin = RuntimeOrigin::signed;
	type Pallet = ProvidersPallet;
	match step {
		Step::Register(who, bond) => {
			tried(Pallet::register(origin(who), key_of(who), [7; 32], endpoint_of(who), bond));
		}
		Step::Deregister(who) => tried(Pallet::deregister(origin(who))),
		Step::BondExtra(who, amount) => tried(Pallet::bond_extra(origin(who), amount)),
		Step::Unbond(who, amount) => tried(Pallet::unbond(origin(who), amount)),
		Step::Withdraw(who) => tried(Pallet::withdraw_unbonded(origin(who))),
		Step::Serve(who, release, ask) => {
			tried(Pallet::serve(origin(who), release, price(ask, 100 - ask)));
		}
		Step::Unserve(who, release) => tried(Pallet::unserve(origin(who), release)),
		Step::Chill(who) => tried(Pallet::chill(origin(who))),
		Step::Activate(who) => tried(Pallet::activate(origin(who))),
		Step::ForceChill(who) => tried(Pallet::force_chill(RuntimeOrigin::root(), who)),
		Step::SetHardware(who, block) => {
			tried(Pallet::set_hardware(origin(who), HardwareClaims::default(), block));
		}
		Step::DropHardware(who) => tried(Pallet::drop_expired_hardware(origin(REQUESTER), who)),
		Step::Reserve(who, amount) => {
			tried(<Pallet as ProviderBond<_>>::reserve(&who, amount));
		}
		Step::Release(who, amount) => <Pallet as ProviderBond<_>>::release(&who, amount),
		Step::Slash(who, reserved, floor, payee) => {
			let payee = payee.as_ref().map(|(payee, wanted)| (payee, *wanted));
			let slashed = <Pallet as ProviderBond<_>>::slash(&who, reserved, floor, payee);
			assert!(slashed.paid * 5 <= slashed.taken * 2);
			assert!(slashed.paid <= payee.map_or(0, |(_, wanted)| wanted));
			return slashed.taken - slashed.paid;
		}
		Step::Pay(who, amount, payee) => {
			let moved = <Pallet as ProviderBond<_>>::pay_from_reserved(&who, amount, &payee);
			assert!(moved <= amount);
		}
		Step::Strike(who) => <Pallet as ProviderBond<_>>::strike(&who, StrikeReason::Outvoted),
		Step::Blocks(count) => run_to(System::block_number() + count),
	}
	0
}

fn all_balances() -> Balance {
	(1..=NOBODY).map(|who| <Balances as Inspect<_>>::total_balance(&who)).sum()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	#[test]
	fn invariants_and_issuance_should_hold_when_anything_happens(
		steps in proptest::collection::vec(step(), 1..80),
	) {
		new_test_ext().execute_with(|| {
			begin();
			let mut issuance = Balances::total_issuance();
			for step in steps {
				let shown = format!("{step:?}");
				issuance -= run(step);
				assert_eq!(Balances::total_issuance(), issuance, "{shown}");
				assert_eq!(all_balances(), issuance, "{shown}");
				if let Err(error) = ProvidersPallet::do_try_state() {
					panic!("{error:?} after {shown}");
				}
			}
		});
	}

	/// Nothing is stuck: whatever happened, everyone can leave with what was not slashed.
	#[test]
	fn everyone_should_be_able_to_leave_when_anything_happened(
		steps in proptest::collection::vec(step(), 1..60),
	) {
		new_test_ext().execute_with(|| {
			begin();
			for step in steps {
				run(step);
			}
			// What jobs reserved, they release in the end.
			for who in 1..6 {
				<ProvidersPallet as ProviderBond<_>>::release(&who, Balance::MAX);
			}
			run_to(System::block_number() + UNBONDING);
			for who in 1..6 {
				let Some(details) = Providers::<Test>::get(who) else { continue };
				for release in details.served {
					ProvidersPallet::unserve(RuntimeOrigin::signed(who), release).unwrap();
				}
				let _ = ProvidersPallet::withdraw_unbonded(RuntimeOrigin::signed(who));
				if Providers::<Test>::get(who).is_some_and(|d| d.status != ProviderStatus::Leaving) {
					ProvidersPallet::deregister(RuntimeOrigin::signed(who)).unwrap();
				}
			}
			run_to(System::block_number() + UNBONDING);
			for who in 1..6 {
				let _ = ProvidersPallet::withdraw_unbonded(RuntimeOrigin::signed(who));
				assert!(!Providers::<Test>::contains_key(who));
				assert_eq!(held(who), 0);
			}
			assert_eq!(TreeNodes::<Test>::iter().count(), 0);
			assert_eq!(Serving::<Test>::iter().count(), 0);
			assert_eq!(ActivationQueue::<Test>::iter().count(), 0);
			ProvidersPallet::do_try_state().unwrap();
		});
	}

	/// What is in a tree was backed by bond during the whole delay.
	#[test]
	fn weight_should_never_be_newer_than_the_delay_when_bonds_move_often(
		steps in proptest::collection::vec(prop_oneof![4 => weight_step(), 1 => step()], 1..100),
	) {
		new_test_ext().execute_with(|| {
			begin();
			// The least entitlement of each provider in each block, changes within it included.
			let mut history: Vec<[u32; 6]> = Vec::new();
			let entitled = || {
				let mut now = [0u32; 6];
				for (who, details) in Providers::<Test>::iter() {
					now[who as usize] = ProvidersPallet::entitled(&details);
				}
				now
			};
			let mut least = entitled();
			for step in steps {
				let Step::Blocks(count) = step else {
					run(step);
					for (least, now) in least.iter_mut().zip(entitled()) {
						*least = now.min(*least);
					}
					continue;
				};
				for _ in 0..count {
					history.push(least);
					System::set_block_number(System::block_number() + 1);
					ProvidersPallet::on_initialize(System::block_number());
					least = entitled();
					let window = &history[history.len().saturating_sub(DELAY as usize - 1)..];
					for (who, _, served) in Serving::<Test>::iter() {
						for then in window {
							assert!(served.weight <= then[who as usize]);
						}
					}
				}
			}
		});
	}
}
