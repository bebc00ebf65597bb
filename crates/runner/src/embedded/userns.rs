//! User namespaces: the ids 0 to 65535 of a workload are ids of the host that nobody else has.

use crate::{RunnerError, error::During, helper::Helper};
use rustix::{
	fs::{Gid, Uid},
	thread::{
		LinkNameSpaceType, UnshareFlags, move_into_link_name_space, set_thread_groups,
		set_thread_res_gid, set_thread_res_uid, unshare_unsafe,
	},
};
use std::{
	ffi::OsString,
	fs::{self, File},
	io::{Read, Write},
	os::fd::AsFd,
	process::{Child, Stdio},
};

/// Ids of a workload.
pub(crate) const IDS: u32 = 65_536;

/// A user namespace, kept by a process that waits inside until this is dropped.
pub(crate) struct UserSpace {
	holder: Child,
}

impl UserSpace {
	/// A process inside.
	pub(crate) fn pid(&self) -> u32 {
		self.holder.id()
	}
}

impl Drop for UserSpace {
	fn drop(&mut self) {
		// It ends by itself too, when it sees the end of its input.
		let _ = self.holder.kill();
		let _ = self.holder.wait();
	}
}

/// Makes one whose ids are those of the host from `base` on.
pub(crate) fn make(helper: &Helper, base: u32) -> Result<UserSpace, RunnerError> {
	let mut command = helper.command("hold");
	command.stdin(Stdio::piped()).stdout(Stdio::piped());
	let mut space = UserSpace { holder: command.spawn().during("starting the helper")? };
	let mut ready = [0];
	let out = space.holder.stdout.as_mut().ok_or_else(|| RunnerError::Io("no pipe".into()))?;
	out.read_exact(&mut ready).map_err(|_| {
		RunnerError::Unavailable(
			"this kernel gives no user namespaces: see user.max_user_namespaces".into(),
		)
	})?;
	for map in ["uid_map", "gid_map"] {
		let path = format!("/proc/{}/{map}", space.pid());
		fs::write(&path, format!("0 {base} {IDS}\n")).during(path)?;
	}
	Ok(space)
}

/// The helper that keeps one.
pub(crate) fn hold() -> Result<i32, RunnerError> {
	// SAFETY: no table of open files is unshared.
	unsafe { unshare_unsafe(UnshareFlags::NEWUSER) }?;
	std::io::stdout().write_all(b"x")?;
	std::io::stdout().flush()?;
	std::io::stdin().read_to_end(&mut Vec::new())?;
	Ok(0)
}

/// Goes into the one that the process with the given number keeps, as its root, who is nobody on the host.
pub(crate) fn enter(holder: Option<&OsString>) -> Result<(), RunnerError> {
	let holder = holder.and_then(|pid| pid.to_str()).unwrap_or_default();
	let path = format!("/proc/{holder}/ns/user");
	let space = File::open(&path).during(&path)?;
	set_thread_groups(&[]).during("setgroups")?;
	move_into_link_name_space(space.as_fd(), Some(LinkNameSpaceType::User)).during(&path)?;
	become_user(0, 0)
}

/// Takes ids of the namespace that this thread, the only one, is in.
pub(crate) fn become_user(uid: u32, gid: u32) -> Result<(), RunnerError> {
	let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
	set_thread_res_gid(gid, gid, gid).during("setgid")?;
	set_thread_res_uid(uid, uid, uid).during("setuid")
}
