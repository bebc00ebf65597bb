//! Calls of rewards and of delegation. Amounts are in planck.

use crate::{Call, chain::stoa, types::AccountId};
use stoa_primitives::{Balance, ReleaseId};

/// Mints what the signer has earned in eras that are over.
pub fn claim() -> impl Call {
	stoa::tx().rewards().claim()
}

/// The same, for another account.
pub fn claim_other(who: AccountId) -> impl Call {
	stoa::tx().rewards().claim_other(who)
}

/// Passes what a release has earned on to its owners.
pub fn claim_release(release: ReleaseId) -> impl Call {
	stoa::tx().rewards().claim_release(release)
}

/// Lets others stand behind the signing provider; `take` is in millionths.
pub fn set_terms(take: u32, limit: Balance) -> impl Call {
	stoa::tx().delegation().set_terms(take, limit)
}

/// Stands behind a provider.
pub fn delegate(provider: AccountId, amount: Balance) -> impl Call {
	stoa::tx().delegation().delegate(provider, amount)
}

/// Begins to leave a provider.
pub fn undelegate(provider: AccountId, amount: Balance) -> impl Call {
	stoa::tx().delegation().undelegate(provider, amount)
}

/// Takes out what has left a provider, with what was earned.
pub fn withdraw(provider: AccountId) -> impl Call {
	stoa::tx().delegation().withdraw(provider)
}

/// Pays out what was earned behind a provider.
pub fn claim_income(provider: AccountId) -> impl Call {
	stoa::tx().delegation().claim(provider)
}

/// Forgets a pool that nobody is in.
pub fn drop_pool(provider: AccountId) -> impl Call {
	stoa::tx().delegation().drop_pool(provider)
}
