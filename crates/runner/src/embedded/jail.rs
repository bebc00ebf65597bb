//! Goes into the workload's cgroup and user namespace, and becomes bubblewrap.

use super::{cgroup::Tree, seccomp, store::Meta, supervise::STAGE, userns};
use crate::{RunnerError, error::During, image::Program};
use rustix::{
	fs::{MemfdFlags, memfd_create},
	process::{Resource, Rlimit, getrlimit, setrlimit},
};
use std::{
	ffi::OsString,
	fs::{self, File},
	io::{Seek, SeekFrom, Write},
	os::{fd::AsRawFd, unix::process::CommandExt},
	process::Command,
};

/// What root inside may do with what is inside: what servers need to start as root and go on as somebody else.
pub(crate) const RIGHTS: [&str; 8] = [
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_NET_BIND_SERVICE",
	"CAP_SETGID",
	"CAP_SETUID",
];
/// Open files of a process.
const OPEN_FILES: u64 = 65_536;

/// The helper. Its folder is the workload's; its arguments are who keeps the user namespace, and the numbers of the
/// files where bubblewrap tells its first process and waits.
pub(crate) fn main(arguments: &[OsString]) -> Result<i32, RunnerError> {
	let [holder, info, wait] = arguments else {
		return Err(RunnerError::Unsupported("three arguments".into()));
	};
	let meta: Meta = serde_json::from_slice(&fs::read("meta.json")?)?;
	let program = meta.config.program(&meta.spec)?;
	confine(&meta)?;
	userns::enter(Some(holder))?;
	if meta.user != (0, 0) {
		userns::become_user(meta.user.0, meta.user.1)?;
	}
	rustix::process::chdir("/")?;
	let filter = inherited("filter", &seccomp::filter_bytes()?)?;
	let mut list = rules(&meta);
	let files = [("--info-fd", info), ("--block-fd", wait)];
	for (option, file) in files {
		list.extend([option.to_owned(), file.to_string_lossy().into_owned()]);
	}
	list.extend(["--seccomp".into(), filter.as_raw_fd().to_string()]);
	list.extend(environment(&program));
	// In a file, because everybody on the host sees the arguments of programs.
	let list = inherited("arguments", list.join("\0").as_bytes())?;
	let mut command = Command::new("bwrap");
	command.args(["--args", &list.as_raw_fd().to_string(), "--"]).args(&program.command);
	let error = command.exec();
	Err(RunnerError::Unavailable(format!("bwrap cannot be started ({error}): install bubblewrap")))
}

/// Goes into the cgroup, and sets the limits that are a process's own.
pub(crate) fn confine(meta: &Meta) -> Result<(), RunnerError> {
	Tree::detect()?.group(&meta.cgroup).join()?;
	for (resource, limit) in [(Resource::Nofile, OPEN_FILES), (Resource::Core, 0)] {
		// Not more than the daemon has.
		let limit = getrlimit(resource).maximum.map_or(limit, |most| most.min(limit));
		setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
	}
	Ok(())
}

/// A file in memory that the next program inherits, to be read from its beginning.
fn inherited(name: &str, bytes: &[u8]) -> Result<File, RunnerError> {
	let mut file = File::from(memfd_create(name, MemfdFlags::empty())?);
	file.write_all(bytes).during(name)?;
	file.seek(SeekFrom::Start(0))?;
	Ok(file)
}

/// What bubblewrap is to do.
fn rules(meta: &Meta) -> Vec<String> {
	let mut list: Vec<String> = Vec::new();
	let mut add = |words: &[&str]| list.extend(words.iter().map(|word| (*word).to_owned()));
	add(&["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup"]);
	add(&[
		"--die-with-parent",
		"--new-session",
		"--hostname",
		meta.id.as_str(),
		"--cap-drop",
		"ALL",
	]);
	if meta.user == (0, 0) {
		for right in RIGHTS {
			add(&["--cap-add", right]);
		}
	}
	add(&["--ro-bind", &format!("{STAGE}/root"), "/", "--proc", "/proc", "--dev", "/dev"]);
	let tmp_bytes = (u64::from(meta.spec.limits.tmp_mib) << 20).to_string();
	add(&["--perms", "1777", "--size", &tmp_bytes, "--tmpfs", "/tmp"]);
	for (name, _, at) in meta.spec.disks() {
		add(&["--bind", &format!("{STAGE}/{name}"), at]);
	}
	for (number, input) in meta.spec.inputs.iter().enumerate() {
		add(&["--ro-bind", &format!("{STAGE}/input-{number}"), &input.at]);
	}
	for device in meta.spec.gpus.iter().flat_map(|gpu| &gpu.devices) {
		let device = device.to_string_lossy();
		add(&["--dev-bind", &device, &device]);
	}
	list
}

fn environment(program: &Program) -> Vec<String> {
	let mut list = Vec::from(["--clearenv".to_owned()]);
	for (key, value) in &program.env {
		list.extend(["--setenv".to_owned(), key.clone(), value.clone()]);
	}
	list.extend(["--chdir".to_owned(), program.workdir.clone()]);
	list
}
