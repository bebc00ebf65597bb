//! Holders who stand behind providers and share what they earn, and owners of data who earn by models.

use crate::{Balance, ReleaseId};
use alloc::vec::Vec;

/// Who shares what providers earn. Implemented by `delegation`; with `()` nobody does.
pub trait SharesIncome<AccountId> {
	/// Of `amount` that `provider` is about to be paid, the part of those who back it and the account that takes
	/// it; `None` if all of it is the provider's. Never more than `amount`.
	fn share(provider: &AccountId, amount: Balance) -> Option<(AccountId, Balance)>;
	/// That account got the part: it is theirs.
	fn shared(provider: &AccountId, part: Balance);
}

impl<AccountId> SharesIncome<AccountId> for () {
	fn share(_: &AccountId, _: Balance) -> Option<(AccountId, Balance)> {
		None
	}
	fn shared(_: &AccountId, _: Balance) {}
}

/// What others stand behind providers with. Implemented by `delegation`; with `()` nobody does.
pub trait Backing<AccountId> {
	/// What of it counts beside an own bond of `own`, in planck.
	fn counted(provider: &AccountId, own: Balance) -> Balance;
	/// The provider lost `lost` of the `own` bond that could be slashed: those who back it lose the same part
	/// of what counts.
	fn slashed(provider: &AccountId, lost: Balance, own: Balance);
	/// Whether `backer` has so much behind `provider`, whose bond is `own`, that the two must not sit in one
	/// matter.
	fn is_large(provider: &AccountId, own: Balance, backer: &AccountId) -> bool;
}

impl<AccountId> Backing<AccountId> for () {
	fn counted(_: &AccountId, _: Balance) -> Balance {
		0
	}
	fn slashed(_: &AccountId, _: Balance, _: Balance) {}
	fn is_large(_: &AccountId, _: Balance, _: &AccountId) -> bool {
		false
	}
}

/// Providers that can be backed. Implemented by `providers`.
pub trait Backed<AccountId> {
	/// The provider's own bond, in planck, without what is unbonding; `None` if it is none, or leaving.
	fn own_bond(provider: &AccountId) -> Option<Balance>;
	/// What a provider that is leaving can still lose, in planck; `None` if it is none, or stays.
	fn leaving_bond(provider: &AccountId) -> Option<Balance>;
	/// What stands behind the provider has changed: its weight follows.
	fn backing_changed(provider: &AccountId);
	/// Benchmarks only: a provider with a large bond, another one for each `seed`.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_backed(seed: u32) -> AccountId;
}

/// Who owns the data that models were trained on. Implemented by the runtime; `()` knows nobody.
pub trait DataOwners<AccountId> {
	/// An owner for each dataset that `model` was trained on; a few at most.
	fn data_owners(model: ReleaseId) -> Vec<AccountId>;
}

impl<AccountId> DataOwners<AccountId> for () {
	fn data_owners(_: ReleaseId) -> Vec<AccountId> {
		Vec::new()
	}
}
