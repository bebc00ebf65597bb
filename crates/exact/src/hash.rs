//! The one hash of all commitments, blake2b-256, behind a trait: a runtime brings its host function.
//!
//! Leaves and nodes of trees begin with different bytes, so that neither can pass for the other. A leaf
//! travels together with its first byte: what is received is hashed as it is.

use blake2::{Blake2b, Digest, digest::consts::U32};

/// A blake2b-256 digest.
pub type Hash = [u8; 32];

/// First byte of a leaf.
pub const LEAF: u8 = 0;
/// First byte of a node.
pub const NODE: u8 = 1;

/// An implementation of blake2b-256.
pub trait Hasher {
	/// blake2b-256 of `bytes`.
	fn hash(bytes: &[u8]) -> Hash;

	/// Parent of two hashes.
	fn node(left: &Hash, right: &Hash) -> Hash {
		let mut bytes = [NODE; 65];
		for (to, from) in bytes.iter_mut().skip(1).zip(left.iter().chain(right)) {
			*to = *from;
		}
		Self::hash(&bytes)
	}
}

/// blake2b-256 in Rust, for everything outside a runtime.
#[derive(Clone, Copy, Debug)]
pub struct Blake2;

impl Hasher for Blake2 {
	fn hash(bytes: &[u8]) -> Hash {
		Blake2b::<U32>::digest(bytes).into()
	}
}
