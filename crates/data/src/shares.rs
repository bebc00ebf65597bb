//! A data key that no custodian has alone: Shamir's scheme over GF(256), byte by byte, as `blahaj` splits and the chain
//! puts together (`stoa_primitives::dataset::combine_shares`). Fewer shares than are needed say nothing about the key.

use crate::DataError;
use blahaj::Sharks;
use stoa_primitives::dataset::{DataKey, KeyShare};
use zeroize::Zeroizing;

/// Splits a key into `count` shares of which `threshold` are needed. The first is for the custodian at place 1.
pub fn split(
	key: &DataKey,
	threshold: u8,
	count: u8,
) -> Result<Vec<Zeroizing<KeyShare>>, DataError> {
	if threshold < 2 || threshold > count {
		return Err(DataError::Shares(format!(
			"of {count} shares at least 2 and at most {count} can be needed, not {threshold}"
		)));
	}
	let dealt = Sharks(threshold).dealer(key).take(count.into());
	let shares = dealt.zip(1u8..).map(|(share, place)| {
		let bytes = Zeroizing::new(Vec::from(&share));
		let (first, rest) = bytes.split_first()?;
		let share = KeyShare::try_from(rest).ok().filter(|_| *first == place)?;
		Some(Zeroizing::new(share))
	});
	let shares: Option<Vec<_>> = shares.collect();
	shares.ok_or_else(|| DataError::Shares("the key cannot be split".to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::dataset::combine_shares;

	#[test]
	fn so_many_shares_have_the_key_and_fewer_do_not() {
		let key = [42; 32];
		let shares = split(&key, 3, 5).unwrap();
		assert_eq!(shares.len(), 5);
		let at = |places: &[u8]| {
			let some: Vec<_> =
				places.iter().map(|place| (*place, *shares[usize::from(*place) - 1])).collect();
			combine_shares(&some)
		};
		for places in [[1, 2, 3], [5, 3, 1], [2, 4, 5]] {
			assert_eq!(at(&places), Some(key));
		}
		// Two shares fit to any key.
		assert_ne!(at(&[1, 2]), Some(key));
		assert_eq!(at(&[1, 1, 2]), None);
	}

	#[test]
	fn one_custodian_alone_is_no_split() {
		assert!(split(&[1; 32], 1, 3).is_err());
		assert!(split(&[1; 32], 4, 3).is_err());
		assert!(split(&[1; 32], 2, 2).is_ok());
	}
}
