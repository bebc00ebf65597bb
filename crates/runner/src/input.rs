//! Files of the caller that a workload may read.

use crate::{RunnerError, error::During};
use rustix::{
	fs::{CWD, Mode, OFlags, openat},
	mount::{MountFlags, mount_bind, mount_remount},
};
use serde::{Deserialize, Serialize};
use std::{
	fs::{self, File, Metadata},
	os::{
		fd::{AsRawFd, OwnedFd},
		unix::fs::{MetadataExt, PermissionsExt},
	},
	path::{Path, PathBuf},
};

/// A file or folder of the caller that the workload sees, and cannot change, at a place of its own file system.
///
/// Nothing above or beside it is seen: a link in it leads to what the workload has at that path. It is not copied, so it
/// must stay where it is, and as it is, until the workload is removed. What is in it has to be files, folders and links
/// on one file system, readable by everybody (mode 0644 and 0755), because a workload is nobody to the host; a folder
/// above with mode 0700 keeps it from others of the host. It is checked when the workload is created.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Input {
	/// What the caller has, as an absolute path without links in it.
	pub source: PathBuf,
	/// Where the workload sees it, such as `/in/data`.
	pub at: String,
}

impl Input {
	/// Refuses what cannot be given, or would give more than was meant.
	pub(crate) fn check(&self) -> Result<(), RunnerError> {
		let named = || self.source.display();
		let real = self.source.canonicalize().during(named())?;
		if real != self.source {
			return Err(bad(&self.source, &format!("is another name for {}", real.display())));
		}
		let top = fs::symlink_metadata(&self.source).during(named())?;
		let mut left = Vec::from([self.source.clone()]);
		while let Some(path) = left.pop() {
			let metadata = fs::symlink_metadata(&path).during(path.display())?;
			if let Some(why) = refusal(&metadata, top.dev()) {
				return Err(bad(&path, why));
			}
			if metadata.is_dir() {
				for entry in fs::read_dir(&path).during(path.display())? {
					left.push(entry?.path());
				}
			}
		}
		Ok(())
	}

	/// Opens it, to be mounted after its path has gone out of sight.
	pub(crate) fn open(&self) -> Result<OwnedFd, RunnerError> {
		let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
		openat(CWD, &self.source, flags, Mode::empty()).during(self.source.display())
	}

	/// Brings it, once opened, to `at`, read-only, in the mount namespace of this process.
	pub(crate) fn mount(opened: OwnedFd, at: &Path) -> Result<(), RunnerError> {
		let opened = File::from(opened);
		if opened.metadata()?.is_dir() {
			fs::create_dir(at).during(at.display())?;
		} else {
			fs::write(at, "").during(at.display())?;
		}
		let source = format!("/proc/self/fd/{}", opened.as_raw_fd());
		mount_bind(source, at).during(at.display())?;
		let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
		mount_remount(at, flags, "").during(at.display())
	}
}

/// Why something may not be in an input.
fn refusal(metadata: &Metadata, device: u64) -> Option<&'static str> {
	let kind = metadata.file_type();
	let mode = metadata.permissions().mode();
	if metadata.dev() != device {
		return Some("is on another file system: nothing may be mounted in an input");
	}
	if kind.is_symlink() {
		return None;
	}
	if !(kind.is_file() || kind.is_dir()) {
		return Some("is neither file nor folder nor link");
	}
	let needed = if kind.is_dir() { 0o005 } else { 0o004 };
	(mode & needed != needed)
		.then_some("cannot be read by everybody: the workload is nobody on this machine")
}

fn bad(path: &Path, why: &str) -> RunnerError {
	RunnerError::BadSpec(format!("input {}: it {why}", path.display()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::os::unix::{fs::symlink, net::UnixListener};

	fn check(source: &Path) -> Result<(), RunnerError> {
		Input { source: source.to_owned(), at: "/in".into() }.check()
	}

	fn set_mode(path: &Path, mode: u32) {
		fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
	}

	#[test]
	fn only_readable_files_folders_and_links_are_given() {
		let dir = tempfile::tempdir().unwrap();
		let folder = dir.path().canonicalize().unwrap().join("data");
		fs::create_dir(&folder).unwrap();
		let file = folder.join("rows");
		fs::write(&file, "1").unwrap();
		set_mode(&folder, 0o755);
		set_mode(&file, 0o644);
		symlink("/etc/shadow", folder.join("link")).unwrap();
		check(&folder).unwrap();
		check(&file).unwrap();
		assert!(check(&folder.join("link")).is_err(), "a link as the input itself");
		assert!(check(&folder.join("../data")).is_err(), "a path with .. in it");
		assert!(check(&folder.join("missing")).is_err());
		set_mode(&file, 0o600);
		assert!(check(&folder).is_err(), "a file that the workload could not read");
		set_mode(&file, 0o644);
		set_mode(&folder, 0o754);
		assert!(check(&folder).is_err(), "a folder that the workload could not enter");
		set_mode(&folder, 0o755);
		let _socket = UnixListener::bind(folder.join("socket")).unwrap();
		assert!(check(&folder).is_err(), "a way to a process of the host");
	}
}
