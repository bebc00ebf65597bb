//! This program, started again by itself, for what needs a process of its own.

use crate::embedded;
use std::{
	ffi::OsString,
	path::{Path, PathBuf},
	process::{Command, Stdio},
};

/// First argument of a helper.
const MARK: &str = "stoa-runner-helper";
/// Where helpers look for bwrap, mount and the like.
pub(crate) const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Does the work of a helper if this process was started as one, and returns its exit code; else returns `None` at
/// once. To be called first in `main`, before there are threads.
pub fn helper() -> Option<i32> {
	let mut arguments = std::env::args_os().skip(1);
	if arguments.next()? != MARK {
		return None;
	}
	let verb = arguments.next().unwrap_or_default();
	let rest: Vec<OsString> = arguments.collect();
	let result = match verb.to_str() {
		Some("hold") => embedded::userns::hold(),
		Some("unpack") => embedded::unpack::main(&rest),
		Some("supervise") => embedded::supervise::main(),
		Some("jail") => embedded::jail::main(&rest),
		Some("enter") => embedded::enter::main(&rest),
		Some("network") => crate::network::main(&rest),
		_ => Err(crate::RunnerError::Unsupported("unknown helper".into())),
	};
	Some(result.unwrap_or_else(|error| {
		eprintln!("{error}");
		crate::helper::FAILED
	}))
}

/// Exit code of a helper that could not do its work. bubblewrap and programs rarely use it.
pub(crate) const FAILED: i32 = 125;

/// The program to start as a helper.
#[derive(Clone, Debug)]
pub(crate) struct Helper(pub PathBuf);

impl Default for Helper {
	/// The running program, even if its file was replaced meanwhile.
	fn default() -> Self {
		Self("/proc/self/exe".into())
	}
}

impl Helper {
	/// The helper `verb`, with nothing of this process's environment, reading nothing.
	pub(crate) fn command(&self, verb: &str) -> Command {
		let mut command = Command::new(&self.0);
		command.args([MARK, verb]).env_clear().env("PATH", PATH).stdin(Stdio::null());
		command
	}

	/// The program and its first arguments.
	pub(crate) fn program(&self) -> (&Path, [&'static str; 1]) {
		(&self.0, [MARK])
	}
}
