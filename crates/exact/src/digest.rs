//! Digests by which the chain names engines and artefacts: blake2b-256.

use crate::Arithmetic;
use blake2::{Blake2b, Digest, digest::consts::U32};
use std::{
	fs::File,
	io::{self, Read},
	path::Path,
};

/// blake2b-256 of `bytes`.
pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
	Blake2b::<U32>::digest(bytes).into()
}

/// The digest by which releases name the engine: of the arithmetic's [`Arithmetic::name`], since any
/// program that keeps the arithmetic gives the same answers.
pub fn engine_digest(arithmetic: Arithmetic) -> [u8; 32] {
	blake2_256(arithmetic.name().as_bytes())
}

/// blake2b-256 of a file, read in pieces.
pub fn artefact_digest(path: &Path) -> io::Result<[u8; 32]> {
	let mut file = File::open(path)?;
	let mut hasher = Blake2b::<U32>::new();
	let mut piece = vec![0; 1 << 20];
	loop {
		match file.read(&mut piece)? {
			0 => return Ok(hasher.finalize().into()),
			read => hasher.update(&piece[..read]),
		}
	}
}

/// Lower-case hexadecimal.
#[cfg(test)]
pub(crate) fn hex(digest: [u8; 32]) -> String {
	digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_file_is_hashed_as_its_bytes() {
		let bytes: Vec<u8> = (0..3_000_000u32).map(|i| ((i * 31) >> 3) as u8).collect();
		let file = tempfile::NamedTempFile::new().unwrap();
		std::fs::write(file.path(), &bytes).unwrap();
		assert_eq!(artefact_digest(file.path()).unwrap(), blake2_256(&bytes));
	}

	#[test]
	fn the_engine_has_the_published_digest() {
		let digest = engine_digest(Arithmetic::V1);
		assert_eq!(digest, blake2_256(b"stoa-exact/X1/v1"));
	}
}
