//! What the runtime supplies: a clock, a court, providers, seeds.

use super::*;
use sp_core::{Pair, sr25519};
use sp_runtime::DispatchError;
use stoa_primitives::{
	frame::{Arbitrator, CaseCosts, ChainIdentity, Clock, DrawSource, ProviderStanding, SpokenFor},
	payload,
};

/// Stands still when tests say so.
pub struct Stopped;

impl Clock for Stopped {
	fn stood_still() -> u32 {
		Stood::get()
	}
}

/// A court that takes every case and rules what tests say.
pub struct Court;

impl Arbitrator<AccountId, LeaseId> for Court {
	fn open(lease: LeaseId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		if Broke::get() {
			return Err(DispatchError::Unavailable);
		}
		assert_eq!(Self::open_case(&lease), None, "the court has one case for a subject");
		let case = 100 + lease;
		Cases::mutate(|cases| cases.push((lease, case, new)));
		Ok(case)
	}

	fn costs(_: stoa_primitives::Court, _: &AccountId) -> CaseCosts {
		CaseCosts { fee: 0, bond: 0 }
	}

	fn open_case(lease: &LeaseId) -> Option<CaseId> {
		Cases::get().iter().find(|(about, ..)| about == lease).map(|(_, case, _)| *case)
	}
}

/// Accounts below 10 are providers. Account `n` has the signing key `//n`, whose account is `signer(n)`.
pub struct Providers;

pub fn pair(n: AccountId) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//{n}"), None).unwrap()
}

pub fn signer(n: AccountId) -> AccountId {
	n + 1_000
}

impl ProviderStanding<AccountId> for Providers {
	fn may_sell(provider: &AccountId) -> bool {
		let benchmark = cfg!(feature = "runtime-benchmarks") && *provider > 10_000;
		(*provider < 10 || benchmark) && !Chilled::get().contains(provider)
	}

	fn strike(provider: &AccountId, reason: StrikeReason) {
		Struck::mutate(|struck| struck.push((*provider, reason)));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_seller(seed: u32) -> AccountId {
		let who: AccountId = frame_benchmarking::account("seller", seed, 0);
		<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&who, FUNDS).unwrap();
		who
	}
}

impl SpokenFor<AccountId> for Providers {
	fn speaks_for(who: &AccountId, account: &AccountId) -> bool {
		who == account || *account < 10 && *who == signer(*account)
	}

	fn signed(account: &AccountId, digest: &Digest, signature: &[u8; 64]) -> bool {
		let signature = sr25519::Signature::from_raw(*signature);
		sp_io::crypto::sr25519_verify(&signature, digest, &pair(*account).public())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(account: &AccountId, digest: &Digest) -> [u8; 64] {
		pair(*account).sign(digest).0
	}
}

pub struct Chain;

impl ChainIdentity for Chain {
	fn genesis() -> Digest {
		GENESIS
	}
}

impl DrawSource for Chain {
	fn seed(tag: &[u8; 16], id: u64, attempt: u32, first: u32, count: u32) -> Option<Digest> {
		let blocks = first..first + count;
		let known = blocks.end <= System::block_number();
		let there = Missing::get().is_none_or(|missing| !blocks.contains(&missing));
		(known && there)
			.then(|| payload::draw_seed(&GENESIS, tag, id, attempt, &[[first as u8; 32]]))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(_: u32, _: u32) {}
}
