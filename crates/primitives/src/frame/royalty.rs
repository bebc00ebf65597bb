//! Who gets which part of a royalty. Pure arithmetic, no storage.
//!
//! A release pays its parents first, each in turn by its own list, and splits the rest among its own
//! accounts. The list is worked out once, when the release is published: settling a job then costs
//! the same however long the lineage is, and nobody can change it afterwards.
//!
//! Rounding: every part is rounded down to a billionth; what is left over, at most a billionth per
//! entry, goes to the first account of the release's own split.

use super::Payees;
use alloc::vec::Vec;
use sp_arithmetic::{PerThing, Perbill};

/// The whole, in parts.
pub const WHOLE: u32 = Perbill::ACCURACY;

/// Why there is no list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoyaltyError {
	/// An account is named twice, a share is zero, or the split does not add up to one.
	InvalidSplit,
	/// The parents' shares add up to more than one.
	SharesTooHigh,
	/// More accounts than a list can hold.
	TooManyPayees,
}

/// Whether `split` names each account once with a share above zero, and adds up to exactly one.
pub fn is_whole<AccountId: PartialEq>(split: &[(AccountId, Perbill)]) -> bool {
	let sum = split.iter().map(|(_, share)| u64::from(share.deconstruct())).sum::<u64>();
	let mut seen: Vec<&AccountId> = Vec::with_capacity(split.len());
	for (account, share) in split {
		if share.is_zero() || seen.contains(&account) {
			return false;
		}
		seen.push(account);
	}
	sum == u64::from(WHOLE)
}

/// `part` of `share`, rounded down.
fn part_of(share: Perbill, part: Perbill) -> u32 {
	share.mul_floor(part.deconstruct())
}

/// The flat list of a release with this `split` and these `parents` (share and list of each).
///
/// Own accounts come first, in the order of the split, then those of the parents. An account that
/// appears more than once is merged into its first entry; a part below a billionth is left out.
pub fn flatten<AccountId: Clone + PartialEq>(
	split: &[(AccountId, Perbill)],
	parents: &[(Perbill, Payees<AccountId>)],
) -> Result<Payees<AccountId>, RoyaltyError> {
	if !is_whole(split) {
		return Err(RoyaltyError::InvalidSplit);
	}
	let passed_on = parents
		.iter()
		.try_fold(0u32, |sum, (share, _)| sum.checked_add(share.deconstruct()))
		.ok_or(RoyaltyError::SharesTooHigh)?;
	let own = WHOLE.checked_sub(passed_on).ok_or(RoyaltyError::SharesTooHigh)?;

	let mut flat: Vec<(AccountId, u32)> = Vec::new();
	let mut add = |account: &AccountId, parts: u32| {
		if parts == 0 {
			return;
		}
		match flat.iter_mut().find(|(known, _)| known == account) {
			Some((_, sum)) => *sum = sum.saturating_add(parts),
			None => flat.push((account.clone(), parts)),
		}
	};
	for (account, share) in split {
		add(account, part_of(Perbill::from_parts(own), *share));
	}
	for (share, payees) in parents {
		for (account, part) in payees {
			add(account, part_of(*share, *part));
		}
	}

	let given = flat.iter().fold(0u32, |sum, (_, parts)| sum.saturating_add(*parts));
	if let Some((_, first)) = flat.first_mut() {
		*first = first.saturating_add(WHOLE.saturating_sub(given));
	}
	let flat: Vec<_> =
		flat.into_iter().map(|(account, parts)| (account, Perbill::from_parts(parts))).collect();
	Payees::try_from(flat).map_err(|_| RoyaltyError::TooManyPayees)
}
