//! Goes into a running workload, with no more rights than it has, and runs one more program there.

use super::{jail, seccomp, store::Meta, supervise, userns};
use crate::{ExecSpec, RunnerError, error::During, process::Process};
use rustix::thread::{
	CapabilitySet, CapabilitySets, ThreadNameSpaceType as Space, clear_ambient_capability_set,
	configure_capability_in_ambient_set, move_into_thread_name_spaces, set_capabilities,
	set_no_new_privs, set_thread_groups,
};
use std::{
	ffi::OsString,
	fs,
	os::{fd::AsFd, unix::process::CommandExt},
	process::Command,
};

/// The same as [`jail::RIGHTS`].
const RIGHTS: CapabilitySet = CapabilitySet::CHOWN
	.union(CapabilitySet::DAC_OVERRIDE)
	.union(CapabilitySet::FOWNER)
	.union(CapabilitySet::FSETID)
	.union(CapabilitySet::KILL)
	.union(CapabilitySet::NET_BIND_SERVICE)
	.union(CapabilitySet::SETGID)
	.union(CapabilitySet::SETUID);

/// Exit code of a program that is not there, as shells have it.
const NOT_FOUND: i32 = 127;

/// The helper. Its folder is the workload's; its argument is the workload's first process, and the program is in its
/// environment, which only root can read.
pub(crate) fn main(arguments: &[OsString]) -> Result<i32, RunnerError> {
	let spec: ExecSpec =
		serde_json::from_str(&std::env::var("STOA_RUNNER_SPEC").unwrap_or_default())?;
	let init: Process = serde_json::from_str(
		arguments.first().and_then(|argument| argument.to_str()).unwrap_or_default(),
	)?;
	let meta: Meta = serde_json::from_slice(&fs::read("meta.json")?)?;
	let mut env = meta.config.program(&meta.spec)?.env;
	env.extend(spec.env);
	let [program, rest @ ..] = spec.command.as_slice() else {
		return Err(RunnerError::BadSpec("name a program".into()));
	};
	jail::confine(&meta)?;
	drop_into(&init, &meta)?;
	let mut command = Command::new(program);
	command.args(rest).env_clear().envs(env).current_dir("/");
	let parent_death = || {
		rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
		Ok(())
	};
	// SAFETY: between fork and exec it makes one system call, and takes no memory.
	unsafe { command.pre_exec(parent_death) };
	match command.status() {
		Ok(status) => Ok(supervise::code(status)),
		Err(error) => {
			eprintln!("{program}: {error}");
			Ok(NOT_FOUND)
		}
	}
}

/// Gives up everything that the workload does not have.
fn drop_into(init: &Process, meta: &Meta) -> Result<(), RunnerError> {
	let gone = || RunnerError::NotRunning(meta.id.clone());
	let pidfd = init.pidfd().ok_or_else(gone)?;
	let filter = seccomp::filter()?;
	let all = Space::USER
		| Space::MOUNT
		| Space::PROCESS_ID
		| Space::NETWORK
		| Space::INTER_PROCESS_COMMUNICATION
		| Space::HOST_NAME_AND_NIS_DOMAIN_NAME
		| Space::CONTROL_GROUP;
	set_thread_groups(&[]).during("setgroups")?;
	move_into_thread_name_spaces(pidfd.as_fd(), all).during("entering the workload")?;
	userns::become_user(meta.user.0, meta.user.1)?;
	set_no_new_privs(true)?;
	let rights = if meta.user == (0, 0) { RIGHTS } else { CapabilitySet::empty() };
	clear_ambient_capability_set()?;
	let sets = CapabilitySets { effective: rights, permitted: rights, inheritable: rights };
	set_capabilities(None, sets).during("capset")?;
	for right in rights.iter() {
		configure_capability_in_ambient_set(right, true).during("ambient set")?;
	}
	// After the last call that it refuses.
	seccompiler::apply_filter(&filter)
		.map_err(|error| RunnerError::Unavailable(format!("no filter of system calls: {error}")))
}
