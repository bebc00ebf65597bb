//! Files of a workload that its caller reads back.

use crate::{RunnerError, error::During, spec::require};
use rustix::{
	fs::{Mode, OFlags, ResolveFlags, openat2},
	io::Errno,
};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeSet,
	fs::{self, File},
	io::{self, Read},
	path::{Component, Path},
};

/// Most files that can be declared.
const MAX_FILES: usize = 256;

/// A folder that the workload may write to, and what of it the caller reads after the end
/// ([`crate::Runner::collect`]).
///
/// It is a file system of its own, like a [`crate::Volume`]: no link in it leads anywhere else, and it fills nothing of the
/// host. It begins empty, belongs to the workload's user, and keeps what is in it until the workload is removed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Output {
	/// Where the workload sees it, such as `/out`.
	pub at: String,
	/// How much it can hold, in MiB; at least 16.
	pub mib: u32,
	/// The files that are read back, by their paths in it, such as `result.json`. All else is dropped with the workload.
	pub files: Vec<String>,
	/// Most bytes of them all.
	pub max_bytes: u64,
}

/// A file that was read back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Collected {
	/// As it was declared.
	pub name: String,
	/// How long it is.
	pub bytes: u64,
}

/// What whoever asks for the output of a workload without one is told.
pub(crate) fn none() -> RunnerError {
	RunnerError::BadSpec("this workload has no output folder: declare one in its spec".into())
}

impl Output {
	/// Refuses what could not be read back.
	pub(crate) fn validate(&self) -> Result<(), RunnerError> {
		require(self.mib >= 16, || "an output folder needs 16 MiB".into())?;
		require(self.max_bytes > 0, || "max_bytes of the output must be more than 0".into())?;
		require((1..=MAX_FILES).contains(&self.files.len()), || {
			format!("an output declares 1 to {MAX_FILES} files")
		})?;
		let mut seen = BTreeSet::new();
		for name in &self.files {
			let path = Path::new(name);
			let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
			// As it is written, too: `a//b` and `a/.` have plain components.
			let same =
				path.components().collect::<std::path::PathBuf>().as_os_str() == name.as_str();
			require(plain && same && !name.is_empty() && !name.contains('\0'), || {
				format!(
					"{name:?} is no name of an output file: name it as result.json or sub/result.json"
				)
			})?;
			require(seen.insert(path), || format!("{name} is declared twice"))?;
		}
		let nested = self
			.files
			.iter()
			.find(|name| Path::new(name).ancestors().skip(1).any(|above| seen.contains(above)));
		require(nested.is_none(), || {
			format!("{} is declared below another file", nested.map_or("", String::as_str))
		})
	}

	/// Copies the declared files that are in `folder` to the new folder `to`; those that are not there are left out. All
	/// or nothing.
	pub(crate) fn collect(&self, folder: &Path, to: &Path) -> Result<Vec<Collected>, RunnerError> {
		fs::create_dir(to).during(to.display())?;
		let copied = self.copy(folder, to);
		if copied.is_err() {
			fs::remove_dir_all(to).during(to.display())?;
		}
		copied
	}

	fn copy(&self, folder: &Path, to: &Path) -> Result<Vec<Collected>, RunnerError> {
		use crate::embedded::store::{create, make_dir};
		let root = File::open(folder).during(folder.display())?;
		let mut left = self.max_bytes;
		let mut all = Vec::new();
		for name in &self.files {
			let Some(from) = open(&root, name)? else { continue };
			let path = to.join(name);
			make_dir(path.parent().unwrap_or(to))?;
			let mut file = create(&path).during(path.display())?;
			// Counted as it is read: a file can be longer than the disk that it is on.
			let mut from = from.take(left.saturating_add(1));
			let bytes = io::copy(&mut from, &mut file).during(name)?;
			left = left.checked_sub(bytes).ok_or_else(|| {
				RunnerError::BadOutput(format!(
					"with {name} the output is larger than {} bytes: write less, or agree on more",
					self.max_bytes
				))
			})?;
			all.push(Collected { name: name.clone(), bytes });
		}
		Ok(all)
	}
}

/// Opens a file of the workload's; `None` if there is none. Neither a link on the way nor what is no plain file is
/// followed, opened for long or waited for.
fn open(root: &File, name: &str) -> Result<Option<File>, RunnerError> {
	let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
	let inside = ResolveFlags::BENEATH
		| ResolveFlags::NO_SYMLINKS
		| ResolveFlags::NO_MAGICLINKS
		| ResolveFlags::NO_XDEV;
	let no_file = || RunnerError::BadOutput(format!("{name} in the output is no plain file"));
	match openat2(root, name, flags, Mode::empty(), inside) {
		Ok(file) => {
			let file = File::from(file);
			if file.metadata()?.is_file() { Ok(Some(file)) } else { Err(no_file()) }
		}
		Err(Errno::NOENT) => Ok(None),
		// A link, a link or file on the way, a socket, a device.
		Err(Errno::LOOP | Errno::NOTDIR | Errno::XDEV | Errno::NXIO | Errno::ACCESS) => {
			Err(no_file())
		}
		Err(error) => Err(error).during(name),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::{fs::symlink, net::UnixListener};

	fn output(files: &[&str], max_bytes: u64) -> Output {
		let files = files.iter().map(|name| (*name).to_owned()).collect();
		Output { at: "/out".into(), mib: 16, files, max_bytes }
	}

	#[test]
	fn names_of_files_stay_in_the_folder() {
		assert!(output(&["a", "b/c", "b/d"], 1).validate().is_ok());
		for name in ["", "/a", "../a", "a/../b", ".", "a/.", "./a", "a//b", "a/", "a\0b"] {
			assert!(output(&[name], 1).validate().is_err(), "{name:?}");
		}
		assert!(output(&["a", "a"], 1).validate().is_err());
		assert!(output(&["a/b", "a"], 1).validate().is_err());
		assert!(output(&[], 1).validate().is_err());
		assert!(output(&["a"], 0).validate().is_err());
	}

	#[test]
	fn only_declared_plain_files_within_the_cap_are_read() {
		let dir = tempfile::tempdir().unwrap();
		let (out, to) = (dir.path().join("out"), dir.path().join("to"));
		fs::create_dir_all(out.join("sub")).unwrap();
		fs::write(out.join("a"), "12345").unwrap();
		fs::write(out.join("sub/b"), "678").unwrap();
		fs::write(out.join("undeclared"), "x").unwrap();
		let found = output(&["a", "sub/b", "missing"], 8).collect(&out, &to).unwrap();
		let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.bytes)).collect();
		assert_eq!(found, [("a", 5), ("sub/b", 3)]);
		assert_eq!(fs::read(to.join("sub/b")).unwrap(), b"678");
		assert!(!to.join("undeclared").exists());
		assert!(output(&["a"], 8).collect(&out, &to).is_err(), "the folder is there already");
		fs::remove_dir_all(&to).unwrap();
		let large = output(&["a", "sub/b"], 7).collect(&out, &to);
		assert!(matches!(large, Err(RunnerError::BadOutput(_))));
		assert!(!to.exists(), "nothing is left of an output that is too large");
		File::create(out.join("sparse")).unwrap().set_len(1 << 40).unwrap();
		assert!(output(&["sparse"], 1 << 20).collect(&out, &to).is_err());
		symlink("a", out.join("link")).unwrap();
		symlink("sub", out.join("way")).unwrap();
		let _socket = UnixListener::bind(out.join("socket")).unwrap();
		rustix::fs::mknodat(
			rustix::fs::CWD,
			out.join("pipe"),
			rustix::fs::FileType::Fifo,
			Mode::RUSR,
			0,
		)
		.unwrap();
		for name in ["link", "way/b", "a/b", "sub", "pipe", "socket"] {
			let refused = output(&[name], 100).collect(&out, &to);
			assert!(matches!(refused, Err(RunnerError::BadOutput(_))), "{name}: {refused:?}");
		}
	}
}
