//! The terminal that this program runs in: its size, and letting every key through. `stty` does both; where there
//! is none, there is no terminal.

use std::{
	io::IsTerminal,
	process::{Command, Stdio},
};

/// A terminal that passes every key on, until this is dropped.
pub struct Raw {
	before: String,
}

impl Raw {
	/// Nothing where there is no terminal.
	pub fn begin() -> Option<Self> {
		if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
			return None;
		}
		let before = stty(&["-g"])?;
		stty(&["raw", "-echo"])?;
		Some(Self { before: before.trim().to_string() })
	}

	/// Columns and rows.
	pub fn size(&self) -> Option<(u16, u16)> {
		size_of(&stty(&["size"])?)
	}
}

impl Drop for Raw {
	fn drop(&mut self) {
		let _ = stty(&[&self.before]);
	}
}

/// What `stty size` says: rows, then columns.
fn size_of(text: &str) -> Option<(u16, u16)> {
	let (rows, columns) = text.trim().split_once(' ')?;
	let size: (u16, u16) = (columns.parse().ok()?, rows.parse().ok()?);
	(size.0 > 0 && size.1 > 0).then_some(size)
}

fn stty(arguments: &[&str]) -> Option<String> {
	let output = Command::new("stty").args(arguments).stdin(Stdio::inherit()).output().ok()?;
	output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_size_is_columns_and_rows() {
		assert_eq!(size_of("24 80\n"), Some((80, 24)));
		assert_eq!(size_of("0 0"), None);
		assert_eq!(size_of("?"), None);
	}
}
