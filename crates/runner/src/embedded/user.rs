//! Whom a workload runs as.

use super::userns::IDS;
use crate::{RunnerError, error::During};
use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use std::{fs::File, io::Read, path::Path};

/// Most bytes of `/etc/passwd` that are read.
const MAX_BYTES: u64 = 1 << 20;

/// The ids inside of `user`, as [`crate::Spec::user`] has it, by the image in `root`.
pub(super) fn ids(root: &Path, user: &str) -> Result<(u32, u32), RunnerError> {
	let unknown = || {
		RunnerError::BadSpec(format!(
			"the image has no user {user:?}: give uid, uid:gid (both below {IDS}), or a name in its /etc/passwd"
		))
	};
	let fits = |id: &str| id.parse().ok().filter(|id: &u32| *id < IDS);
	if let Some((uid, gid)) = user.split_once(':') {
		return fits(uid).zip(fits(gid)).ok_or_else(unknown);
	}
	let passwd = passwd(root)?;
	let entry = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| {
		fields.first() == Some(&user) || (fields.get(2) == Some(&user) && fits(user).is_some())
	});
	match (entry.as_deref(), fits(user)) {
		(Some([_, _, uid, gid, ..]), _) => fits(uid).zip(fits(gid)).ok_or_else(unknown),
		(_, Some(uid)) => Ok((uid, 0)),
		_ => Err(unknown()),
	}
}

/// The image's list of users. Links in the image lead nowhere but into it.
fn passwd(root: &Path) -> Result<String, RunnerError> {
	let root = File::open(root).during(root.display())?;
	let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
	let inside = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
	let Ok(file) = openat2(&root, "etc/passwd", flags, Mode::empty(), inside) else {
		return Ok(String::new());
	};
	let mut bytes = Vec::new();
	File::from(file).take(MAX_BYTES).read_to_end(&mut bytes).during("the image's /etc/passwd")?;
	Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_come_from_the_image_and_never_from_the_host() {
		let root = tempfile::tempdir().unwrap();
		std::fs::create_dir(root.path().join("etc")).unwrap();
		let passwd = root.path().join("etc/passwd");
		std::fs::write(&passwd, "web:x:101:102::/:/bin/sh\nbig:x:70000:1::/:\n").unwrap();
		assert_eq!(ids(root.path(), "web").unwrap(), (101, 102));
		assert_eq!(ids(root.path(), "101").unwrap(), (101, 102));
		assert_eq!(ids(root.path(), "7").unwrap(), (7, 0));
		assert_eq!(ids(root.path(), "7:8").unwrap(), (7, 8));
		for wrong in ["root", "big", "70000", "7:70000", "-1", ":"] {
			assert!(ids(root.path(), wrong).is_err(), "{wrong}");
		}
		std::fs::remove_file(&passwd).unwrap();
		std::os::unix::fs::symlink("/etc/passwd", &passwd).unwrap();
		assert!(ids(root.path(), "root").is_err(), "a link to the host's file");
	}
}
