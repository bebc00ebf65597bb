//! The hash of all commitments, by the host.

use stoa_exact::{Hash, Hasher};

/// blake2b-256 as a host function.
pub struct HostBlake2;

impl Hasher for HostBlake2 {
	fn hash(bytes: &[u8]) -> Hash {
		sp_io::hashing::blake2_256(bytes)
	}
}
