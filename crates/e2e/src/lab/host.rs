//! A machine of the lab: its name, keys and clock.

use crate::process::program;
use anyhow::{Context, Result, bail, ensure};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Debian's library that shifts the clock of a program.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// What a node's clock shows.
#[derive(Clone, Copy)]
pub enum Clock {
	/// The time.
	Right,
	/// So many seconds more, or less if negative.
	Off(f64),
}

impl Clock {
	pub(super) fn environment(self) -> Result<Vec<(String, String)>> {
		let Self::Off(seconds) = self else { return Ok(Vec::new()) };
		if !Path::new(FAKETIME).exists() {
			bail!("{FAKETIME} is missing: run scripts/setup, which installs libfaketime");
		}
		let variable = |name: &str, value: String| (name.to_owned(), value);
		Ok(vec![
			variable("LD_PRELOAD", FAKETIME.to_owned()),
			variable("FAKETIME", format!("{seconds:+}")),
			// Timers go on as they are; only the time of day is wrong.
			variable("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
		])
	}
}

/// A node's host.
pub struct Host {
	name: String,
	/// Whose session keys it has: `alice`.
	key: String,
	number: usize,
	peer: String,
	data: PathBuf,
}

impl Host {
	pub(super) fn new(name: &str, key: &str, index: usize, folder: &Path) -> Result<Self> {
		let number = index + 1;
		let file = folder.join(format!("{name}.key"));
		fs::write(&file, secret(number))?;
		let shown = program("stoa-node")?
			.args(["key", "inspect-node-key", "--file"])
			.arg(&file)
			.output()?;
		ensure!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
		let peer = String::from_utf8(shown.stdout).context("a peer id")?.trim().to_owned();
		let data = folder.join(format!("{name}-data"));
		Ok(Self { name: name.to_owned(), key: key.to_owned(), number, peer, data })
	}

	/// What it is called, and its log.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Its address inside the lab.
	pub fn ip(&self) -> String {
		format!("10.44.0.{}", self.number)
	}

	pub(super) fn data(&self) -> &Path {
		&self.data
	}

	/// Where peers find it.
	pub(super) fn address(&self) -> String {
		format!("/ip4/{}/tcp/30333/p2p/{}", self.ip(), self.peer)
	}

	pub(super) fn arguments(&self) -> Vec<String> {
		let fixed = [
			"--validator",
			"--dispatcher-allow-private-endpoints",
			"--rpc-port=9944",
			// Whoever comes through a door names the port of the door.
			"--rpc-cors=all",
			"--prometheus-port=9615",
			"--no-telemetry",
			"--no-mdns",
			// Every daemon reads each block at once.
			"--max-runtime-instances=32",
		];
		let mut all: Vec<String> = fixed.map(str::to_owned).into();
		all.push(format!("--{}", self.key));
		all.push(format!("--node-key={}", secret(self.number)));
		all.push(format!("--base-path={}", self.data.display()));
		all.push(format!("--listen-addr=/ip4/{}/tcp/30333", self.ip()));
		all
	}
}

/// The node key of host `number`: for tests only.
fn secret(number: usize) -> String {
	format!("{number:064x}")
}
