//! Random sequences of calls, of what jobs do to the bond, and of blocks.

use crate::{mock::*, *};
use frame_support::traits::fungible::Inspect;
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

	/// Whatever happens, trees show it a delay later, slots included: so no block can choose the draw of
	/// the next ones.
	#[test]
	fn draws_should_not_depend_on_the_latest_blocks_when_anything_happens(
		before in proptest::collection::vec(prop_oneof![1 => weight_step(), 2 => step()], 0..60),
		after in proptest::collection::vec(prop_oneof![1 => weight_step(), 2 => step()], 0..40),
	) {
		/// Trees and their slots after each block of the delay, with `steps` in those blocks.
		fn trees(before: &[Step], steps: &[Step]) -> Vec<impl PartialEq + core::fmt::Debug> {
			let mut seen = Vec::new();
			new_test_ext().execute_with(|| {
				begin();
				before.iter().cloned().for_each(|step| { run(step); });
				let mut chunks = steps.chunks(steps.len().div_ceil(DELAY as usize - 1).max(1));
				for _ in 1..DELAY {
					let now = chunks.next().unwrap_or_default().iter();
					now.filter(|step| !matches!(step, Step::Blocks(_))).cloned().for_each(|step| {
						run(step);
					});
					run_to(System::block_number() + 1);
					let mut nodes: Vec<_> = TreeNodes::<Test>::iter().collect();
					let mut slots: Vec<_> = Servers::<Test>::iter().collect();
					nodes.sort();
					slots.sort();
					seen.push((nodes, slots));
				}
			});
			seen
		}
		assert_eq!(trees(&before, &after), trees(&before, &[]));
	}

	/// A tree follows within two delays, and what is drawn is never worth more than the bond behind it.
	#[test]
	fn weight_should_follow_the_bond_when_bonds_move_often(
		steps in proptest::collection::vec(prop_oneof![4 => weight_step(), 1 => step()], 1..100),
	) {
		new_test_ext().execute_with(|| {
			begin();
			for step in steps {
				run(step);
				for (who, details) in Providers::<Test>::iter() {
					let entitled = ProvidersPallet::entitled(&who, &details);
					for release in details.served {
						let offer = <ProvidersPallet as ProviderInspect<_>>::offer(&who, release);
						assert!(offer.is_none_or(|offer| offer.weight <= entitled));
					}
				}
			}
			// Five providers with up to four releases each, five changes a block.
			run_to(System::block_number() + 2 * (DELAY + 9));
			assert_eq!(QueueHead::<Test>::get(), QueueTail::<Test>::get());
			for (who, details) in Providers::<Test>::iter() {
				assert_eq!(details.weight, ProvidersPallet::entitled(&who, &details));
			}
			for (.., served) in Serving::<Test>::iter() {
				assert!(served.slot.is_some() && !served.leaving);
			}
		});
	}
}
