use crate::royalty::{RoyaltyError, WHOLE, flatten, is_whole};
use proptest::prelude::*;
use sp_runtime::Perbill;
use stoa_primitives::frame::Payees;

/// Positive parts that add up to `WHOLE`, in proportion to `weights`.
fn shares(accounts: Vec<u64>, weights: Vec<u32>) -> Vec<(u64, Perbill)> {
	let mut accounts = accounts;
	accounts.sort_unstable();
	accounts.dedup();
	let count = accounts.len().min(weights.len());
	let sum: u64 = weights[..count].iter().map(|w| u64::from(*w)).sum();
	let mut parts: Vec<u32> = weights[..count]
		.iter()
		.map(|w| (u64::from(*w) * u64::from(WHOLE - 1_000) / sum) as u32 + 1)
		.collect();
	parts[0] += WHOLE - parts.iter().sum::<u32>();
	accounts.into_iter().zip(parts.into_iter().map(Perbill::from_parts)).collect()
}

prop_compose! {
	/// Few accounts, so that the same ones turn up in several lists.
	fn list(most: usize)(
		accounts in prop::collection::vec(0u64..60, 1..=most),
		weights in prop::collection::vec(1u32..1_000_000, most),
	) -> Vec<(u64, Perbill)> {
		shares(accounts, weights)
	}
}

prop_compose! {
	fn lineage()(
		lists in prop::collection::vec((1u32..=125_000_000, list(32)), 0..=4),
	) -> Vec<(Perbill, Payees<u64>)> {
		lists
			.into_iter()
			.map(|(share, list)| (Perbill::from_parts(share), Payees::truncate_from(list)))
			.collect()
	}
}

/// Billionths of `account`, worked out without rounding, times a billion.
fn exactly(account: u64, split: &[(u64, Perbill)], parents: &[(Perbill, Payees<u64>)]) -> u128 {
	let parts = |list: &[(u64, Perbill)]| -> u128 {
		list.iter().filter(|e| e.0 == account).map(|e| u128::from(e.1.deconstruct())).sum()
	};
	let passed_on: u32 = parents.iter().map(|(share, _)| share.deconstruct()).sum();
	let own = u128::from(WHOLE - passed_on) * parts(split);
	let from_parents =
		parents.iter().map(|(share, list)| u128::from(share.deconstruct()) * parts(list));
	own + from_parents.sum::<u128>()
}

proptest! {
	#[test]
	fn the_flat_list_is_whole_bounded_and_close_to_exact(split in list(8), parents in lineage()) {
		match flatten(&split, &parents) {
			Ok(flat) => {
				prop_assert!(flat.len() <= 32);
				prop_assert!(is_whole(&flat));
				let entries = split.len() + parents.iter().map(|(_, l)| l.len()).sum::<usize>();
				for (account, share) in &flat {
					let got = i128::from(share.deconstruct()) * i128::from(WHOLE);
					let off = got - exactly(*account, &split, &parents) as i128;
					prop_assert!(off.abs() <= entries as i128 * i128::from(WHOLE));
					// Rounding never gives to anyone but the first of the split.
					prop_assert!(*account == split[0].0 || off <= 0);
				}
			},
			Err(error) => {
				prop_assert_eq!(error, RoyaltyError::TooManyPayees);
				let mut all: Vec<u64> = split.iter().map(|e| e.0).collect();
				all.extend(parents.iter().flat_map(|(_, list)| list.iter().map(|e| e.0)));
				all.sort_unstable();
				all.dedup();
				prop_assert!(all.len() > 32);
			},
		}
	}

	#[test]
	fn flattening_again_and_again_stays_whole(split in list(4), depth in 1usize..8) {
		let mut parent = flatten(&split, &[]).unwrap();
		for owner in 0..depth as u64 {
			let own = [(1_000 + owner, Perbill::one())];
			parent = flatten(&own, &[(Perbill::from_percent(50), parent)]).unwrap();
			prop_assert!(is_whole(&parent));
		}
	}

	#[test]
	fn the_same_input_gives_the_same_list(split in list(8), parents in lineage()) {
		prop_assert_eq!(flatten(&split, &parents), flatten(&split, &parents));
	}
}

#[test]
fn rounding_goes_to_the_first_of_the_split() {
	let third = Perbill::from_parts(333_333_333);
	let split = [(1, third), (2, third), (3, Perbill::from_parts(333_333_334))];
	let parent = Payees::truncate_from(split.to_vec());
	let flat = flatten(&[(9, Perbill::one())], &[(Perbill::from_percent(50), parent)]).unwrap();
	let parts: Vec<_> = flat.iter().map(|(who, share)| (*who, share.deconstruct())).collect();
	assert_eq!(parts, [(9, 500_000_001), (1, 166_666_666), (2, 166_666_666), (3, 166_666_667)]);
}

#[test]
fn parts_below_a_billionth_are_left_out() {
	let dust = [(1, Perbill::from_parts(1)), (2, Perbill::from_parts(WHOLE - 1))];
	let parent = Payees::truncate_from(dust.to_vec());
	let flat = flatten(&[(9, Perbill::one())], &[(Perbill::from_percent(50), parent)]).unwrap();
	assert_eq!(flat.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [9, 2]);
	assert!(is_whole(&flat));
}

#[test]
fn more_than_everything_cannot_be_passed_on() {
	let one = Payees::truncate_from(vec![(1, Perbill::one())]);
	let parents = vec![(Perbill::from_percent(60), one.clone()), (Perbill::from_percent(60), one)];
	assert_eq!(flatten(&[(9, Perbill::one())], &parents), Err(RoyaltyError::SharesTooHigh));
}
