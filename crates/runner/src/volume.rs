//! The disk of a workload: a file system of fixed size in a file. So it can fill neither the host's disk nor its
//! inodes, on whatever file system the host has.

use crate::{RunnerError, error::During, helper::PATH};
use rustix::{
	mount::{MountPropagationFlags, mount_change},
	thread::{UnshareFlags, unshare_unsafe},
};
use std::{
	fs::{self, File},
	os::unix::fs::MetadataExt,
	path::Path,
	process::Command,
};

/// Makes an empty one of `mib` MiB, the root of which belongs to the host's ids `owner`. Takes disk as it fills.
pub(crate) fn make(image: &Path, mib: u32, owner: (u32, u32)) -> Result<(), RunnerError> {
	let file = File::create(image).during(image.display())?;
	file.set_len(u64::from(mib) << 20).during(image.display())?;
	let options = format!("root_owner={}:{}", owner.0, owner.1);
	run(Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0", "-E", &options]).arg(image))
}

/// Mounts it in the mount namespace of this process, without set-user-id programs and devices.
pub(crate) fn mount(image: &Path, at: &Path) -> Result<(), RunnerError> {
	fs::create_dir_all(at).during(at.display())?;
	run(Command::new("mount")
		.args(["-t", "ext4", "-o", "loop,nosuid,nodev,discard"])
		.arg(image)
		.arg(at))
}

/// Unmounts it; nothing happens if it is not mounted.
pub(crate) fn unmount(at: &Path) -> Result<(), RunnerError> {
	if !at.exists() || !is_mount(at)? {
		return Ok(());
	}
	run(Command::new("umount").arg(at))
}

/// Whether something is mounted there.
pub(crate) fn is_mount(at: &Path) -> Result<bool, RunnerError> {
	let above = at.parent().unwrap_or(at);
	Ok(fs::metadata(at)?.dev() != fs::metadata(above)?.dev())
}

/// Shows the mounted disk, which is mounted nowhere else, to `look`, out of sight of all other processes.
pub(crate) fn visit<T: Send>(
	image: &Path,
	at: &Path,
	look: impl FnOnce(&Path) -> Result<T, RunnerError> + Send,
) -> Result<T, RunnerError> {
	// A mount namespace is a thread's own.
	let visit = || {
		private_mounts()?;
		mount(image, at)?;
		let seen = look(at);
		unmount(at)?;
		seen
	};
	let died = |_| RunnerError::Io("whoever reads the disk has died".into());
	std::thread::scope(|scope| scope.spawn(visit).join().map_err(died)?)
}

/// Gives this thread, and what it starts, mounts that nobody else sees.
pub(crate) fn private_mounts() -> Result<(), RunnerError> {
	// SAFETY: no table of open files is unshared.
	unsafe { unshare_unsafe(UnshareFlags::NEWNS) }.during("a mount namespace")?;
	mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)
		.during("a mount namespace")
}

/// How much the disks of the workload in this folder take on the host, in bytes.
pub(crate) fn disk_bytes(home: &Path) -> u64 {
	let bytes = |name| fs::metadata(home.join(name)).map_or(0, |metadata| metadata.blocks() * 512);
	bytes("volume.img") + bytes("output.img")
}

/// Runs a program of the system, without this process's environment.
pub(crate) fn run(command: &mut Command) -> Result<(), RunnerError> {
	let name = command.get_program().to_string_lossy().into_owned();
	let out = command.env_clear().env("PATH", PATH).output().map_err(|error| {
		RunnerError::Unavailable(format!("{name} cannot be started ({error}): install it"))
	})?;
	if out.status.success() {
		return Ok(());
	}
	let text = String::from_utf8_lossy(&out.stderr).trim().to_owned();
	Err(RunnerError::Unavailable(format!("{name} failed: {text}")))
}
