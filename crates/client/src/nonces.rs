//! Nonces that were used here and that the node may not know of yet.

use crate::types::AccountId;
use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};

/// How long a nonce that was used here counts, when the node does not know it yet.
const MEMORY: Duration = Duration::from_secs(30);

/// The next nonce of each account, as far as is known here.
#[derive(Debug, Default)]
pub(crate) struct Nonces(BTreeMap<AccountId, (u64, Instant)>);

impl Nonces {
	/// The next unused nonce of an account, of which the node knows `known`.
	pub fn next(&self, account: &AccountId, known: u64) -> u64 {
		match self.0.get(account) {
			Some((next, when)) if when.elapsed() < MEMORY => known.max(*next),
			_ => known,
		}
	}

	/// Notes that a nonce was used.
	pub fn used(&mut self, account: AccountId, nonce: u64) {
		self.0.insert(account, (nonce.saturating_add(1), Instant::now()));
	}

	/// Forgets what was noted of an account: one of its transactions is gone, or may be, and whatever
	/// counts on its nonce would wait for ever. The node knows best which one is next.
	pub fn forget(&mut self, account: &AccountId) {
		self.0.remove(account);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys;

	#[test]
	fn submissions_follow_one_another() {
		let (alice, bob) = (keys::account("//Alice").unwrap(), keys::account("//Bob").unwrap());
		let mut nonces = Nonces::default();
		assert_eq!(nonces.next(&alice, 4), 4);
		nonces.used(alice, 4);
		assert_eq!(nonces.next(&alice, 4), 5);
		assert_eq!(nonces.next(&alice, 9), 9);
		assert_eq!(nonces.next(&bob, 4), 4);
	}

	#[test]
	fn the_nonce_of_a_lost_transaction_is_used_again() {
		let alice = keys::account("//Alice").unwrap();
		let mut nonces = Nonces::default();
		nonces.used(alice, 4);
		nonces.forget(&alice);
		assert_eq!(nonces.next(&alice, 4), 4);
	}
}
