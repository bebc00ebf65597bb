//! A data key for several custodians, of whom so many are needed to have it: Shamir's scheme over GF(256), byte by
//! byte, as `blahaj` does it. Fewer shares say nothing at all about the key.

use crate::DataError;
use blahaj::{Share, Sharks};
use stoa_primitives::dataset::DataKey;
use zeroize::Zeroizing;

/// Bytes of a share: its place, then a byte for each of the key.
pub const SHARE_BYTES: usize = 33;

/// What one custodian holds.
pub type KeyShare = [u8; SHARE_BYTES];

/// Splits a key into `count` shares of which `threshold` are needed.
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
	dealt
		.map(|share| {
			let bytes = Zeroizing::new(Vec::from(&share));
			let share = KeyShare::try_from(bytes.as_slice());
			share.map(Zeroizing::new).map_err(|_| broken())
		})
		.collect()
}

/// The key that follows from `threshold` shares or more. Whether it is the right one, its commitment tells.
pub fn combine(
	threshold: u8,
	shares: &[Zeroizing<KeyShare>],
) -> Result<Zeroizing<DataKey>, DataError> {
	let shares: Vec<Share> = shares
		.iter()
		.map(|share| Share::try_from(share.as_slice()))
		.collect::<Result<_, _>>()
		.map_err(|_| broken())?;
	let scheme = Sharks(threshold);
	let Ok(key) = scheme.recover(&shares).map(Zeroizing::new) else {
		return Err(DataError::Shares(format!(
			"{threshold} different shares are needed, and {} are here: ask more custodians",
			shares.len()
		)));
	};
	DataKey::try_from(key.as_slice()).map(Zeroizing::new).map_err(|_| broken())
}

fn broken() -> DataError {
	DataError::Shares("these are no shares of a data key".to_string())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn so_many_shares_have_the_key_and_fewer_do_not() {
		let key = [42; 32];
		let shares = split(&key, 3, 5).unwrap();
		assert_eq!(shares.len(), 5);
		for of in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
			let some: Vec<_> = of.iter().map(|at| shares[*at].clone()).collect();
			assert_eq!(*combine(3, &some).unwrap(), key);
		}
		assert!(combine(3, &shares[..2]).is_err());
		let twice = [shares[0].clone(), shares[0].clone(), shares[1].clone()];
		assert!(combine(3, &twice).is_err());
		// Two shares fit to any key: they say nothing.
		assert_ne!(*combine(2, &shares[..2]).unwrap(), key);
	}

	#[test]
	fn one_custodian_alone_is_no_split() {
		assert!(split(&[1; 32], 1, 3).is_err());
		assert!(split(&[1; 32], 4, 3).is_err());
		assert!(split(&[1; 32], 2, 2).is_ok());
	}
}
