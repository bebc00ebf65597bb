//! A data key that no custodian has alone: Shamir's scheme over GF(256), byte by byte, as the `blahaj` crate splits
//! (polynomial 0x11D). The share of the custodian at place *n* of a release, from 1, is the polynomials' values at *n*.
//!
//! The chain only puts shares together, to see whether they are what was promised. Splitting is for the owner.

use super::{
	BadProof, DataCommitment, DataKey, DataOpening, Envelope, check_proof, open_envelope,
	opens_wrongly,
};
use crate::{
	Digest,
	payload::{domain, tagged},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A custodian's share of a data key.
pub type KeyShare = [u8; 32];

/// A share, sealed to a buyer's one-time key.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct SealedShare {
	/// The custodian's place in the release, from 1.
	pub place: u8,
	/// Its [`KeyShare`], sealed as a data key is.
	pub envelope: Envelope,
}

/// What a release says of a custodian's share.
pub fn share_commitment(place: u8, share: &KeyShare) -> Digest {
	tagged(domain::KEY_SHARE, (place, share))
}

/// Product in GF(256).
fn times(mut a: u8, mut b: u8) -> u8 {
	let mut product = 0;
	while b > 0 {
		if b & 1 == 1 {
			product ^= a;
		}
		let overflows = a & 0x80 != 0;
		a <<= 1;
		if overflows {
			a ^= 0x1d;
		}
		b >>= 1;
	}
	product
}

/// Inverse in GF(256) of what is not zero: its 254th power.
fn inverse(a: u8) -> u8 {
	let mut power = 1;
	for _ in 0..254 {
		power = times(power, a);
	}
	power
}

/// What shares at these places, from 1, make together: the data key if they are as many as are needed. None if a
/// place is zero or there twice.
pub fn combine_shares(shares: &[(u8, KeyShare)]) -> Option<DataKey> {
	let mut key = DataKey::default();
	for (at, (place, share)) in shares.iter().enumerate() {
		let mut weight = 1;
		for (_, (other, _)) in shares.iter().enumerate().filter(|(other, _)| *other != at) {
			if other == place {
				return None;
			}
			weight = times(weight, times(*other, inverse(other ^ place)));
		}
		if *place == 0 {
			return None;
		}
		for (byte, part) in key.iter_mut().zip(share) {
			*byte ^= times(weight, *part);
		}
	}
	Some(key)
}

/// As [`super::wrong_key`], of shares of a release that commits to these: whether one of them does not open or is not
/// what the release says, or they make another key together. Shows what is in them to all.
pub fn wrong_shares(
	data: &DataCommitment,
	commitments: &[Digest],
	public: &[u8; 32],
	secret: &[u8; 32],
	sealed: &[SealedShare],
	opening: Option<&DataOpening>,
) -> Result<bool, BadProof> {
	check_proof(data, public, secret, opening)?;
	let mut shares = Vec::with_capacity(sealed.len());
	for SealedShare { place, envelope } in sealed {
		let promised = commitments.get(usize::from(*place).wrapping_sub(1));
		let Some(share) = open_envelope(secret, envelope) else { return Ok(true) };
		if promised != Some(&share_commitment(*place, &share)) {
			return Ok(true);
		}
		shares.push((*place, share));
	}
	Ok(opens_wrongly(data, combine_shares(&shares), opening))
}
