//! Processes that may have been started by an earlier life of this one.

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde::{Deserialize, Serialize};
use std::{
	fs, io,
	os::fd::OwnedFd,
	time::{SystemTime, UNIX_EPOCH},
};
use tokio::io::unix::AsyncFd;

/// One process of this machine, never another one that has its number later.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Process {
	/// Its number.
	pub pid: i32,
	/// When it started, in ticks since the machine did.
	start: u64,
	/// Which start of the machine.
	boot: String,
}

impl Process {
	/// The process that has this number now.
	pub(crate) fn of(pid: i32) -> Option<Self> {
		let (state, start) = stat(pid)?;
		if state == 'Z' || state == 'X' {
			return None;
		}
		Some(Self { pid, start, boot: boot_id() })
	}

	/// This process.
	pub(crate) fn own() -> io::Result<Self> {
		i32::try_from(std::process::id())
			.ok()
			.and_then(Self::of)
			.ok_or_else(|| io::Error::other("/proc does not show this process: mount it"))
	}

	/// Whether it still runs.
	pub(crate) fn is_alive(&self) -> bool {
		Self::of(self.pid).as_ref() == Some(self)
	}

	/// A handle that no other process can get. `None` if it has ended.
	pub(crate) fn pidfd(&self) -> Option<OwnedFd> {
		let fd = pidfd_open(Pid::from_raw(self.pid)?, PidfdFlags::empty()).ok()?;
		// What has this number now is what the handle is of, if it is still the same afterwards.
		self.is_alive().then_some(fd)
	}

	/// Sends a signal; nothing happens if it has ended.
	pub(crate) fn signal(&self, signal: Signal) {
		if let Some(fd) = self.pidfd() {
			// It may end in between.
			let _ = pidfd_send_signal(&fd, signal);
		}
	}

	/// Waits until it has ended. It need not be a child.
	pub(crate) async fn ended(&self) -> io::Result<()> {
		let Some(fd) = self.pidfd() else { return Ok(()) };
		// SAFETY: the handle is owned, and gives the same number until it is dropped with this.
		let fd = unsafe { AsyncFd::register_with_interest(fd, tokio::io::Interest::READABLE) }?;
		fd.readable().await.map(|_| ())
	}

	/// The first child, as bubblewrap's first process has one: the workload's program.
	pub(crate) fn first_child(&self) -> Option<Self> {
		let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.pid)).ok()?;
		Self::of(children.split_ascii_whitespace().next()?.parse().ok()?)
	}

	/// When it started, in seconds since 1970.
	pub(crate) fn since(&self) -> u64 {
		let boot = fs::read_to_string("/proc/stat").unwrap_or_default();
		let boot = boot.lines().find_map(|line| line.strip_prefix("btime ")?.parse::<u64>().ok());
		let ticks = rustix::param::clock_ticks_per_second().max(1);
		boot.unwrap_or(0).saturating_add(self.start / ticks)
	}
}

/// State and start of a process.
fn stat(pid: i32) -> Option<(char, u64)> {
	let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
	// The name in brackets may contain anything.
	let (_, rest) = stat.rsplit_once(')')?;
	let mut fields = rest.split_ascii_whitespace();
	let state = fields.next()?.chars().next()?;
	Some((state, fields.nth(18)?.parse().ok()?))
}

fn boot_id() -> String {
	fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_process_is_known_until_it_ends() {
		let own = Process::own().unwrap();
		assert!(own.is_alive());
		assert!(now().abs_diff(own.since()) < 3600 * 24 * 365);
		let mut other = own.clone();
		other.start += 1;
		assert!(!other.is_alive());
		assert!(other.pidfd().is_none());
		let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
		let process = Process::of(child.id() as i32).unwrap();
		assert!(process.is_alive());
		process.signal(Signal::KILL);
		child.wait().unwrap();
		assert!(!process.is_alive());
	}
}
