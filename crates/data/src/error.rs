//! The one error type. Every text says what happened and what to do.

use std::path::{Path, PathBuf};

/// What can go wrong with a dataset's files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
	/// The disk.
	#[error("{path}: {error}", path = .path.display())]
	Io {
		/// Which file.
		path: PathBuf,
		/// What the system said.
		error: std::io::Error,
	},
	/// Reading or writing, where no file is known.
	#[error("the data could not be read or written: {0}")]
	Stream(#[from] std::io::Error),
	/// Nothing, or more than a release takes.
	#[error("a release has 1 to 2^40 bytes, not {0}: publish a larger file in parts")]
	BadLength(u64),
	/// The file became shorter or longer while it was read.
	#[error(
		"the file has changed while it was read ({expected} bytes were expected): leave it alone and try again"
	)]
	Changed {
		/// Its length when reading began.
		expected: u64,
	},
	/// The leaves are not those of the release.
	#[error("{from}: the leaves are not those of this release: fetch them from somebody else")]
	WrongLeaves {
		/// Whose they are.
		from: String,
	},
	/// A chunk of the ciphertext does not hash to its leaf.
	#[error("chunk {chunk} is damaged: fetch the data again, or from somebody else")]
	Damaged {
		/// Its number.
		chunk: u32,
	},
	/// The key does not lead to a chunk's.
	#[error(
		"the key does not open chunk {chunk}: that is a wrong key, and can be shown to the chain"
	)]
	WrongKey {
		/// Its number.
		chunk: u32,
	},
	/// A chunk does not decrypt to what its leaf says.
	#[error(
		"chunk {chunk} does not decrypt to what the release says: that is garbage, and can be shown to the chain"
	)]
	Garbage {
		/// Its number.
		chunk: u32,
	},
	/// The secret from which keys follow. Never contains it.
	#[error("{path}: {reason}", path = .path.display())]
	Secret {
		/// The file.
		path: PathBuf,
		/// What is wrong, and what to do.
		reason: String,
	},
	/// No store has it.
	#[error(
		"what is needed of others did not come ({0}): try again later; a copy of data can be named with --from"
	)]
	NotServed(String),
	/// Shares that lead to no key.
	#[error("{0}")]
	Shares(String),
	/// A question that is no question, or a table that has no answer to it.
	#[error("{0}")]
	Query(String),
}

impl DataError {
	/// What the system said about a file.
	pub(crate) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
		let path = path.to_path_buf();
		move |error| Self::Io { path, error }
	}
}
