//! One child process: where its output goes, how it ends. Whatever a test starts dies with the test.

use anyhow::{Context, Result, bail, ensure};
use std::{
	fs::File,
	net::TcpListener,
	os::{
		linux::net::SocketAddrExt,
		unix::net::{SocketAddr, UnixListener},
	},
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	sync::{Mutex, PoisonError},
	thread::sleep,
	time::{Duration, Instant},
};

/// A program that this test started.
pub struct Process {
	name: String,
	child: Child,
	log: PathBuf,
}

impl Process {
	/// Starts `command` with its output in `dir/name.log`.
	pub fn start(name: &str, dir: &Path, command: &mut Command) -> Result<Self> {
		let log = dir.join(format!("{name}.log"));
		let file = File::options().create(true).append(true).open(&log)?;
		let child = command
			.stdin(Stdio::null())
			.stdout(file.try_clone()?)
			.stderr(file)
			.spawn()
			.with_context(|| format!("starting {name}: {command:?}; was it built?"))?;
		Ok(Self { name: name.to_owned(), child, log })
	}

	/// All it has printed.
	pub fn output(&self) -> String {
		std::fs::read_to_string(&self.log).unwrap_or_default()
	}

	/// Waits until it has printed `needle`.
	pub fn wait_for(&mut self, needle: &str, timeout: Duration) -> Result<()> {
		let end = Instant::now() + timeout;
		while !self.output().contains(needle) {
			if let Some(status) = self.child.try_wait()? {
				bail!(
					"{} ended with {status} before it printed {needle:?}:\n{}",
					self.name,
					self.tail()
				);
			}
			if Instant::now() > end {
				bail!("{} did not print {needle:?} in {timeout:?}:\n{}", self.name, self.tail());
			}
			sleep(Duration::from_millis(50));
		}
		Ok(())
	}

	/// An error, with the end of its log, if it has ended.
	pub fn still_runs(&mut self) -> Result<()> {
		match self.child.try_wait()? {
			Some(status) => bail!("{} ended with {status}:\n{}", self.name, self.tail()),
			None => Ok(()),
		}
	}

	/// The last lines of its output.
	pub fn tail(&self) -> String {
		let output = self.output();
		let lines: Vec<&str> = output.lines().collect();
		lines[lines.len().saturating_sub(30)..].join("\n")
	}

	/// Kills it without warning, as a power cut would.
	pub fn kill(mut self) -> Result<()> {
		self.cut_off()
	}

	/// The same, while its log can still be read.
	pub fn cut_off(&mut self) -> Result<()> {
		self.child.kill()?;
		self.child.wait()?;
		Ok(())
	}

	/// Sends it a signal, as `kill` names it: `STOP`.
	pub fn signal(&self, name: &str) -> Result<()> {
		let pid = self.child.id().to_string();
		let sent = Command::new("kill").args([&format!("-{name}"), &pid]).status()?;
		ensure!(sent.success(), "{} does not take signal {name}", self.name);
		Ok(())
	}

	/// Asks it to end and waits.
	pub fn terminate(mut self, timeout: Duration) -> Result<ExitStatus> {
		self.signal("TERM")?;
		let end = Instant::now() + timeout;
		loop {
			if let Some(status) = self.child.try_wait()? {
				return Ok(status);
			}
			if Instant::now() > end {
				bail!("{} did not end within {timeout:?} of SIGTERM:\n{}", self.name, self.tail());
			}
			sleep(Duration::from_millis(50));
		}
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// A loopback port for a program of this test alone, whether the program runs, has yet to start, or was killed and will
/// be back. The system gives out none of these by itself, and tests claim theirs by a socket's name, which goes with
/// them.
pub fn free_port() -> Result<u16> {
	const FIRST: u32 = 20_000;
	const COUNT: u32 = 10_000;
	static CLAIMED: Mutex<Vec<UnixListener>> = Mutex::new(Vec::new());
	for step in 0..COUNT {
		let port = u16::try_from(FIRST + (std::process::id() + step) % COUNT)?;
		let name = SocketAddr::from_abstract_name(format!("stoa-test-port-{port}"))?;
		let Ok(claim) = UnixListener::bind_addr(&name) else { continue };
		if TcpListener::bind(("127.0.0.1", port)).is_ok() {
			CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).push(claim);
			return Ok(port);
		}
	}
	bail!("no port from {FIRST} on is free")
}

/// One of our own programs, from the same build as the running test.
pub fn program(name: &str) -> Result<Command> {
	let this = std::env::current_exe()?;
	// Tests run from target/<profile>/deps, programs from target/<profile>.
	let folder = this.parent().context("a program is in a folder")?;
	let folder = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
	let path = folder.context("deps is in a folder")?.join(name);
	if !path.exists() {
		bail!("{} is missing: run `cargo build --workspace --bins` first", path.display());
	}
	Ok(Command::new(path))
}
