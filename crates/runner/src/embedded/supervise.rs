//! The process that stays with a workload: it outlives the daemon, keeps the log, and writes down how it ended.

use super::{
	cgroup::Tree,
	log::LogWriter,
	store::{Home, Meta, State, write},
	userns,
};
use crate::{
	Exit, Input, Network, RunnerError,
	error::During,
	helper::Helper,
	network,
	process::{Process, now},
	volume,
};
use rustix::mount::{MountFlags, mount, mount_bind};
use serde::Deserialize;
use std::{
	fs,
	io::{PipeReader, Read, Write, pipe},
	os::{
		fd::{AsRawFd, OwnedFd},
		unix::process::ExitStatusExt,
	},
	path::Path,
	process::{Child, ExitStatus},
	thread::JoinHandle,
};

/// Where the supervisor, in a mount namespace of its own, puts what the workload may see. bubblewrap runs with the
/// workload's ids, which may not walk to the daemon's folder.
pub(crate) const STAGE: &str = "/mnt";

/// The helper. Its folder is the workload's.
pub(crate) fn main() -> Result<i32, RunnerError> {
	let home = Home(std::env::current_dir()?);
	if let Err(error) = supervise(&home) {
		fs::write(home.path("failure"), error.to_string())?;
		return Err(error);
	}
	Ok(0)
}

fn supervise(home: &Home) -> Result<(), RunnerError> {
	// Signals to the daemon's group, as from a terminal, are not for the workload.
	let _ = rustix::process::setsid();
	let supervisor = Process::own()?;
	let state = State { supervisor, init: None };
	write(&home.path("state.json"), &state)?;
	let meta = home.meta()?.ok_or_else(|| RunnerError::Io("meta.json is missing".into()))?;
	// The names of files stay, what they lead to does not: from here on only what is below this folder is used.
	stage(&meta)?;
	let helper = Helper::default();
	let group = Tree::detect()?.group(&meta.cgroup);
	let kills = group.memory_kills();
	let space = userns::make(&helper, meta.base)?;
	let (mut child, info, go, output) = jail(&helper, &space)?;
	let log = keep_log(output, &meta);
	let started = begin(state, &meta, &helper, info, go);
	drop(space);
	if let Err(error) = started {
		let _ = child.kill();
		let _ = child.wait();
		return Err(match tail_of_log() {
			Some(text) => RunnerError::BadSpec(text),
			None => error,
		});
	}
	let status = child.wait()?;
	let _ = log.join();
	let out_of_memory = group.memory_kills() > kills;
	let exit = Exit { code: Some(code(status)), out_of_memory, at: now() };
	write(Path::new("exit.json"), &exit)
}

/// Mounts the disks, and brings root, disks and inputs where every id may go, all for this process and its children
/// only.
fn stage(meta: &Meta) -> Result<(), RunnerError> {
	volume::private_mounts()?;
	let disks = meta.spec.disks();
	for (name, ..) in &disks {
		volume::mount(Path::new(&format!("{name}.img")), Path::new(name))?;
	}
	// The stage may hide them.
	let inputs: Vec<_> = meta.spec.inputs.iter().map(Input::open).collect::<Result<_, _>>()?;
	let options = Some(c"mode=755,size=64k");
	mount("tmpfs", STAGE, "tmpfs", MountFlags::empty(), options).during(STAGE)?;
	// This folder is still the one of before, even if it is below the stage.
	for name in ["root"].into_iter().chain(disks.iter().map(|(name, ..)| *name)) {
		let at = format!("{STAGE}/{name}");
		fs::create_dir(&at)?;
		mount_bind(name, &at).during(&at)?;
	}
	for (number, opened) in inputs.into_iter().enumerate() {
		Input::mount(opened, Path::new(&format!("{STAGE}/input-{number}")))?;
	}
	Ok(())
}

type Jailed = (Child, OwnedFd, OwnedFd, PipeReader);

/// Starts bubblewrap, which waits before it starts the program. Returns it, where it tells its first process, what
/// it waits for, and what it writes.
fn jail(helper: &Helper, space: &userns::UserSpace) -> Result<Jailed, RunnerError> {
	// Of these two, bubblewrap inherits an end: they stay open when a program is started.
	let (info, info_in) = rustix::pipe::pipe()?;
	let (wait, go) = rustix::pipe::pipe()?;
	for own in [&info, &go] {
		rustix::io::fcntl_setfd(own, rustix::io::FdFlags::CLOEXEC)?;
	}
	let (output, output_in) = pipe()?;
	let mut command = helper.command("jail");
	command.arg(space.pid().to_string());
	command.arg(info_in.as_raw_fd().to_string()).arg(wait.as_raw_fd().to_string());
	command.stdout(output_in.try_clone()?).stderr(output_in);
	let child = command.spawn().during("starting the helper")?;
	Ok((child, info, go, output))
}

#[derive(Deserialize)]
struct Info {
	#[serde(rename = "child-pid")]
	child_pid: i32,
}

/// Writes down what runs, gives it its network, and lets it go.
fn begin(
	state: State,
	meta: &Meta,
	helper: &Helper,
	info: OwnedFd,
	go: OwnedFd,
) -> Result<(), RunnerError> {
	let failed = || RunnerError::Unavailable("bubblewrap could not set up the workload".into());
	let mut text = String::new();
	fs::File::from(info).read_to_string(&mut text)?;
	let info: Info = serde_json::from_str(&text).map_err(|_| failed())?;
	let init = Process::of(info.child_pid).ok_or_else(failed)?;
	if meta.spec.network == Network::Internet {
		network::attach(helper, &init)?;
	}
	write(Path::new("state.json"), &State { init: Some(init), ..state })?;
	fs::File::from(go).write_all(b"x").during("letting the workload go")
}

fn keep_log(mut output: PipeReader, meta: &Meta) -> JoinHandle<()> {
	let max_bytes = u64::from(meta.spec.limits.log_mib) << 20;
	std::thread::spawn(move || {
		let kept =
			LogWriter::open(Path::new("."), max_bytes).and_then(|mut log| log.keep(&mut output));
		if let Err(error) = kept {
			eprintln!("log: {error}");
			// A disk that is full must not stop the workload.
			let _ = std::io::copy(&mut output, &mut std::io::sink());
		}
	})
}

/// What bubblewrap said when it failed.
fn tail_of_log() -> Option<String> {
	// The thread that keeps it has seen the end of the pipe by now, or will in a moment.
	std::thread::sleep(std::time::Duration::from_millis(100));
	let log = fs::read_to_string("log").ok()?;
	log.lines().next_back().map(str::to_owned)
}

/// As shells have it.
pub(crate) fn code(status: ExitStatus) -> i32 {
	status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}
