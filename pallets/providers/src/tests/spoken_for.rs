//! That the account of a signing key speaks is tested in the runtime: accounts are numbers here.

use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_core::{Pair, sr25519};

const DIGEST: [u8; 32] = [3; 32];

fn pair(seed: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[seed; 32])
}

fn signs(account: AccountId, digest: &[u8; 32], signature: &sr25519::Signature) -> bool {
	<ProvidersPallet as SpokenFor<_>>::signed(&account, digest, &signature.0)
}

#[test]
fn speaks_for_should_hold_for_the_account_itself_whether_it_is_a_provider_or_not() {
	build_and_execute(|| {
		register(ALICE, 20);
		let speaks = |who: AccountId, account: AccountId| {
			<ProvidersPallet as SpokenFor<_>>::speaks_for(&who, &account)
		};
		assert!(speaks(ALICE, ALICE));
		assert!(speaks(REQUESTER, REQUESTER));
		assert!(!speaks(BOB, ALICE));
		assert!(!speaks(ALICE, BOB));
	});
}

#[test]
fn signed_should_hold_for_the_signing_key_alone() {
	build_and_execute(|| {
		register(ALICE, 20);
		let origin = RuntimeOrigin::signed(ALICE);
		assert_ok!(ProvidersPallet::set_keys(origin, pair(1).public().0, [9; 32]));
		let signature = pair(1).sign(&DIGEST);
		assert!(signs(ALICE, &DIGEST, &signature));
		assert!(!signs(ALICE, &[4; 32], &signature));
		assert!(!signs(ALICE, &DIGEST, &pair(2).sign(&DIGEST)));
		assert!(!signs(BOB, &DIGEST, &signature));
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn benchmark_sign_should_sign_whoever_asks() {
	build_and_execute(|| {
		for _ in 0..2 {
			let signature = <ProvidersPallet as SpokenFor<_>>::benchmark_sign(&ALICE, &DIGEST);
			assert!(<ProvidersPallet as SpokenFor<_>>::signed(&ALICE, &DIGEST, &signature));
		}
	});
}
