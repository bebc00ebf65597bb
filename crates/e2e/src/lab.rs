//! Several machines on one: each node has a network namespace of its own, and a [`Switch`] in this process carries
//! the frames between them, late, not at all, or only within groups.
//!
//! ```text
//!   namespace 1: node, provider          namespace 2: node, provider
//!   10.44.0.1 ── eth0 (TAP) ──► switch ──► eth0 (TAP) ── 10.44.0.2
//!   127.0.0.1:9944 ◄── door ── 127.0.0.1:PORT of the test
//! ```
//!
//! A door leads from a port of this machine's loopback device to one inside: what a test asks a node does not take
//! the way that the test cuts. Nothing else of this machine can be reached from inside, or the other way round.
//!
//! Everything goes when the lab is dropped. Whatever a killed test leaves is removed by the next one.

mod host;
mod space;
mod switch;
mod tap;

pub use host::{Clock, Host};
pub use switch::{Switch, Weather};

use crate::{
	network::{ProviderHome, ProviderSetup},
	node::Node,
	process::{Process, program},
	spec,
};
use anyhow::{Result, ensure};
use space::Space;
use std::{
	fs,
	path::Path,
	process::Command,
	sync::{
		Arc,
		atomic::{AtomicU32, Ordering::Relaxed},
	},
	time::Duration,
};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// How long nodes may take to answer when all of them start at once on a busy machine.
const START: Duration = Duration::from_secs(240);
/// Set to `required` where networks can be made: a test that cannot make one then fails instead of being skipped.
const REQUIRED: &str = "STOA_NETWORK";

/// The validators of the `local` preset, in the order of their hosts.
pub const VALIDATORS: [&str; 4] = ["alice", "bob", "charlie", "dave"];

/// Nodes that are machines of their own as far as the network is concerned.
pub struct Lab {
	/// The nodes: first the validators of [`VALIDATORS`], then what was added. Dropped before their namespaces.
	pub nodes: Vec<Node>,
	hosts: Vec<Host>,
	spaces: Vec<Space>,
	switch: Arc<Switch>,
	number: u32,
	dir: TempDir,
}

/// Whether this machine lets us make networks. If not, says why, and that tests are skipped; where `STOA_NETWORK`
/// says `required`, that is an error.
pub fn permitted() -> Result<bool> {
	let probe = Space::new(
		&format!("stoa-lab-{}-probe", std::process::id()),
		1,
		&Arc::new(Switch::default()),
	);
	match probe {
		Ok(_) => Ok(true),
		Err(error) if std::env::var(REQUIRED).is_ok_and(|value| value == "required") => {
			Err(error.context(format!("{REQUIRED} says that networks can be made here")))
		}
		Err(error) => {
			println!(
				"skipped: no network namespaces here ({error:#}); run it as root, with /dev/net/tun"
			);
			Ok(false)
		}
	}
}

impl Lab {
	/// Four validators, connected, that have made and finalised a block.
	pub async fn new() -> Result<Self> {
		static NUMBER: AtomicU32 = AtomicU32::new(0);
		space::remove_abandoned()?;
		let mut lab = Self {
			nodes: Vec::new(),
			hosts: Vec::new(),
			spaces: Vec::new(),
			switch: Arc::default(),
			number: NUMBER.fetch_add(1, Relaxed),
			dir: TempDir::with_prefix("stoa-lab-")?,
		};
		for name in VALIDATORS {
			lab.add(name, name)?;
		}
		lab.wait_until_up().await?;
		Ok(lab)
	}

	/// A further host, called `name`, with a validator that has `key`'s session keys. Its index.
	pub fn add(&mut self, name: &str, key: &str) -> Result<usize> {
		let index = self.hosts.len();
		let space = format!("stoa-lab-{}-{}-{index}", std::process::id(), self.number);
		self.spaces.push(Space::new(&space, u8::try_from(index)? + 1, &self.switch)?);
		self.hosts.push(Host::new(name, key, index, self.folder())?);
		let process = self.run_node(index, &[], Clock::Right)?;
		let space = &self.spaces[index];
		self.nodes.push(Node::new(process, space.rpc, space.metrics));
		Ok(index)
	}

	/// Where logs and data are.
	pub fn folder(&self) -> &Path {
		self.dir.path()
	}

	/// What carries the frames.
	pub fn switch(&self) -> &Switch {
		&self.switch
	}

	/// Starts a node that was killed, with more arguments and a clock.
	pub fn restart(&mut self, index: usize, more: &[&str], clock: Clock) -> Result<()> {
		self.nodes[index].process = self.run_node(index, more, clock)?;
		Ok(())
	}

	/// Removes all that a killed node has stored, its keys as well.
	pub fn wipe(&self, index: usize) -> Result<()> {
		fs::remove_dir_all(self.hosts[index].data())?;
		Ok(())
	}

	fn run_node(&self, index: usize, more: &[&str], clock: Clock) -> Result<Process> {
		let host = &self.hosts[index];
		let mut command = self.inside(index, &clock.environment()?, &program("stoa-node")?);
		command.arg("--chain").arg(spec::raw("local")?).args(host.arguments());
		let boot = self.hosts[..VALIDATORS.len().min(self.hosts.len())].iter();
		for other in boot.filter(|other| other.name() != host.name()) {
			command.args(["--bootnodes", &other.address()]);
		}
		command.args(more);
		Process::start(host.name(), self.folder(), &mut command)
	}

	/// `program` inside a namespace. It dies with the thread that starts it, however that one ends.
	fn inside(&self, index: usize, environment: &[(String, String)], program: &Command) -> Command {
		let mut command = Command::new("setpriv");
		command.args(["--pdeathsig", "KILL", "ip", "netns", "exec", self.spaces[index].name()]);
		command.arg("env").args(environment.iter().map(|(name, value)| format!("{name}={value}")));
		command.arg(program.get_program()).args(program.get_args());
		command
	}

	/// A provider on the host of a node, which it asks.
	pub fn provider_home(&self, index: usize, setup: &ProviderSetup<'_>) -> Result<ProviderHome> {
		let listen = format!("{}:8090", self.hosts[index].ip());
		ProviderHome::write(self.folder(), setup, "ws://127.0.0.1:9944", &listen)
	}

	/// Starts it.
	pub fn start_provider(&self, index: usize, home: &ProviderHome) -> Result<Process> {
		let mut command = self.inside(index, &[], &home.command()?);
		Process::start(home.name(), self.folder(), &mut command)
	}

	async fn wait_until_up(&mut self) -> Result<()> {
		let end = Instant::now() + START;
		for node in &mut self.nodes {
			// Until it listens, nobody answers.
			while !node.finalised().await.is_ok_and(|last| last.number > 0) {
				node.process.still_runs()?;
				let tail = || node.process.tail();
				ensure!(Instant::now() < end, "nothing is finalised:\n{}", tail());
				sleep(Duration::from_millis(500)).await;
			}
		}
		Ok(())
	}

	/// Compares the finalised blocks of the given nodes at every height: how many were compared. That two
	/// nodes finalised different blocks is an error, and what must never happen.
	pub async fn agree(&self, nodes: &[usize]) -> Result<u32> {
		let mut known: Vec<Option<String>> = Vec::new();
		let mut compared = 0;
		for index in nodes {
			let node = &self.nodes[*index];
			let chain = node.hashes(node.finalised().await?.number).await?;
			known.resize(known.len().max(chain.len()), None);
			for (height, (ours, theirs)) in chain.into_iter().zip(&mut known).enumerate() {
				let name = self.hosts[*index].name();
				match (&ours, &theirs) {
					(Some(ours), Some(theirs)) => {
						compared += 1;
						ensure!(
							ours == theirs,
							"{name} finalised {ours} at height {height}, another node {theirs}"
						);
					}
					(Some(_), None) => *theirs = ours,
					// A node that skipped old blocks fetches them later.
					(None, _) => {}
				}
			}
		}
		Ok(compared)
	}
}
