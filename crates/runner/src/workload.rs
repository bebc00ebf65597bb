//! Names of workloads.

use crate::RunnerError;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Longest name, in bytes.
const MAX_BYTES: usize = 40;

/// The name of a workload: 1 to 40 of `a`-`z`, `0`-`9` and `-`, beginning with a letter or digit, such as `lease-17`.
/// It is part of names of files, cgroups and containers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkloadId(String);

impl WorkloadId {
	/// The name.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

impl FromStr for WorkloadId {
	type Err = RunnerError;

	fn from_str(name: &str) -> Result<Self, RunnerError> {
		let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
		let fits = !name.is_empty() && name.len() <= MAX_BYTES && !name.starts_with('-');
		if fits && name.bytes().all(plain) {
			return Ok(Self(name.to_owned()));
		}
		Err(RunnerError::BadSpec(format!(
			"{name:?} is no name of a workload: 1 to {MAX_BYTES} of a-z, 0-9 and -, beginning with a letter or digit"
		)))
	}
}

impl TryFrom<String> for WorkloadId {
	type Error = RunnerError;

	fn try_from(name: String) -> Result<Self, RunnerError> {
		name.parse()
	}
}

impl From<WorkloadId> for String {
	fn from(id: WorkloadId) -> Self {
		id.0
	}
}

impl fmt::Display for WorkloadId {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_safe_in_paths() {
		assert!("lease-17".parse::<WorkloadId>().is_ok());
		let long = "a".repeat(MAX_BYTES + 1);
		for name in ["", "-a", "..", "a/b", "A", "a.b", "a\0", &long] {
			assert!(name.parse::<WorkloadId>().is_err(), "{name:?}");
		}
	}
}
