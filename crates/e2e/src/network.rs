//! A chain with its validators, and the providers on it.

use crate::{
	node::Node,
	process::{Process, free_port, program},
	spec,
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::Duration,
};
use stoa_client::Client;
use stoa_primitives::ReleaseId;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// How long a node may take to answer, on a busy machine.
const NODE_START: Duration = Duration::from_secs(120);

/// A running network. Everything stops, and its folder goes, when it is dropped.
pub struct Network {
	dir: TempDir,
	/// The spec from which they begin.
	chain: PathBuf,
	/// The validators.
	pub nodes: Vec<Node>,
}

/// What a provider does wrong, as arguments of `faulty-provider`; nothing for `None`.
pub type Fault = Option<&'static [&'static str]>;

/// How a provider is set up.
#[derive(Default)]
pub struct ProviderSetup<'a> {
	/// Its name, for its folder and log.
	pub name: &'a str,
	/// Secret URI of its account.
	pub account: &'a str,
	/// Releases that it serves.
	pub serves: &'a [ReleaseId],
	/// Its bond, as written in its configuration.
	pub bond: &'a str,
	/// The engine of its configuration, in TOML; the real model's if empty.
	pub engine: &'a str,
	/// More tables of its configuration.
	pub more: &'a str,
	/// What it does wrong.
	pub fault: Fault,
	/// What it lies about, as `faulty-provider` reads it.
	pub lies: &'a [String],
	/// Whether it leaves its answers to the validators and posts none by itself.
	pub relayed_only: bool,
}

/// A provider's folder and ports, kept so that it can be started again.
pub struct ProviderHome {
	name: String,
	config: PathBuf,
	/// Arguments of `faulty-provider`; none for the daemon itself.
	faults: Vec<String>,
}

impl ProviderHome {
	/// Its configuration.
	pub fn config(&self) -> &Path {
		&self.config
	}

	/// Its name.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Writes a provider's configuration and keys into a folder in `folder`, as `stoa-provider init` does. It asks
	/// the node at `url`, and listens at `listen`.
	pub fn write(
		folder: &Path,
		setup: &ProviderSetup<'_>,
		url: &str,
		listen: &str,
	) -> Result<Self> {
		let home = folder.join(setup.name);
		fs::create_dir_all(&home)?;
		let config = home.join("provider.toml");
		let made = program("stoa-provider")?.arg("init").arg("--config").arg(&config).output()?;
		ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
		let model = model_file()?;
		let mut text = format!(
			"node = \"{url}\"\ndata_dir = \"data\"\nlisten = \"{listen}\"\npublic_endpoint = \"http://{listen}\"\n\
			 bond = \"{}\"\n[keys]\naccount_uri = \"{}\"\n",
			setup.bond, setup.account
		);
		text += setup.more;
		if setup.relayed_only {
			text += "[timing]\nself_post_after_blocks = 100\n";
		}
		let engine = match setup.engine {
			"" => format!("embedded = {{ gguf = \"{}\" }}", model.display()),
			engine => engine.to_owned(),
		};
		for release in setup.serves {
			text += &format!(
				"[[serve]]\nrelease = {release}\nprice_in = \"0.001 STOA\"\nprice_out = \"0.002 STOA\"\n\
				 engine = {{ {engine} }}\n"
			);
		}
		fs::write(&config, text)?;
		let mut faults: Vec<String> =
			setup.fault.unwrap_or_default().iter().map(|word| (*word).to_owned()).collect();
		faults.extend(setup.lies.iter().flat_map(|lie| ["--lie".to_owned(), lie.clone()]));
		Ok(Self { name: setup.name.to_owned(), config, faults })
	}

	/// What runs it.
	pub fn command(&self) -> Result<Command> {
		let mut command = match self.faults.is_empty() {
			true => {
				let mut command = program("stoa-provider")?;
				command.arg("run");
				command
			}
			false => {
				let mut command = program("faulty-provider")?;
				command.args(&self.faults);
				command
			}
		};
		command.arg("--config").arg(&self.config);
		Ok(command)
	}
}

/// Sets up a provider of the real model for each account, to serve `release`; `start` knows where each one runs.
pub fn start_each(
	accounts: &[&str],
	release: ReleaseId,
	start: impl Fn(usize, &ProviderSetup<'_>) -> Result<Process>,
) -> Result<Vec<Process>> {
	let one = |(index, account): (usize, &&str)| {
		let name = format!("provider{index}");
		let serves = &[release];
		let bond = "1000 STOA";
		start(index, &ProviderSetup { name: &name, account, serves, bond, ..Default::default() })
	};
	accounts.iter().enumerate().map(one).collect()
}

/// Where scripts and tests keep what the next run needs again.
pub fn cache() -> Result<PathBuf> {
	std::env::var_os("STOA_CACHE")
		.map(PathBuf::from)
		.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/stoa")))
		.context("HOME is not set")
}

/// The model that providers run: `scripts/fetch-model` put it there.
pub fn model_file() -> Result<PathBuf> {
	let folder = cache()?.join("models");
	let found = fs::read_dir(&folder)
		.ok()
		.and_then(|entries| {
			entries.flatten().map(|e| e.path()).find(|p| p.extension().is_some_and(|e| e == "gguf"))
		})
		.with_context(|| format!("no model in {}: run scripts/fetch-model", folder.display()))?;
	Ok(found)
}

impl Network {
	/// One validator that lets its dispatcher reach this machine, as `scripts/run-dev` starts it.
	pub async fn dev() -> Result<Self> {
		Self::single(&["--dev"]).await
	}

	/// The same with the guard of a public network: nothing on this machine may be reached.
	pub async fn guarded() -> Result<Self> {
		Self::single(&[
			"--alice",
			"--validator",
			"--force-authoring",
			"--unsafe-force-node-key-generation",
			// Which seats were refused, and why.
			"--log",
			"stoa_dispatcher=debug",
		])
		.await
	}

	async fn single(arguments: &[&str]) -> Result<Self> {
		let mut network = Self::empty(spec::raw("dev")?)?;
		network.add_node("node", free_port()?, arguments)?;
		network.wait_until_up().await?;
		Ok(network)
	}

	/// Four validators; those in `without_dispatcher` bring no answers to the chain.
	pub async fn local(without_dispatcher: &[usize]) -> Result<Self> {
		Self::begin(spec::raw("local")?, without_dispatcher).await
	}

	/// The same, from a raw spec of such a chain.
	pub async fn begin(chain: PathBuf, without_dispatcher: &[usize]) -> Result<Self> {
		/// A node key for tests, and the peer id that follows from it.
		const FIRST: [&str; 2] = [
			"0000000000000000000000000000000000000000000000000000000000000001",
			"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
		];
		let mut network = Self::empty(chain)?;
		let first_port = free_port()?;
		for (index, name) in ["alice", "bob", "charlie", "dave"].into_iter().enumerate() {
			let who = format!("--{name}");
			let port = if index == 0 { first_port } else { free_port()? };
			let boot = format!("/ip4/127.0.0.1/tcp/{first_port}/p2p/{}", FIRST[1]);
			let mut arguments = vec![&*who, "--validator", "--dispatcher-allow-private-endpoints"];
			match index {
				0 => arguments.extend(["--node-key", FIRST[0]]),
				_ => arguments.extend(["--bootnodes", &boot, "--unsafe-force-node-key-generation"]),
			}
			if without_dispatcher.contains(&index) {
				arguments.push("--no-dispatcher");
			}
			network.add_node(name, port, &arguments)?;
		}
		network.wait_until_up().await?;
		Ok(network)
	}

	/// Adds a node that would validate and has no keys yet, as a stranger's who joins.
	pub async fn join(&mut self, name: &str) -> Result<()> {
		let addresses = self.nodes[0].call("system_localListenAddresses", json!([])).await?;
		let boot = addresses[0].as_str().context("the first node listens nowhere")?.to_owned();
		let port = free_port()?;
		let keyless = ["--unsafe-force-node-key-generation", "--no-dispatcher"];
		let arguments = ["--validator", "--bootnodes", &boot];
		self.add_node(name, port, &[&arguments[..], &keyless[..]].concat())?;
		self.wait_until_up().await
	}

	fn empty(chain: PathBuf) -> Result<Self> {
		Ok(Self { dir: TempDir::with_prefix("stoa-e2e-")?, chain, nodes: Vec::new() })
	}

	/// Where logs and data are.
	pub fn folder(&self) -> &Path {
		self.dir.path()
	}

	fn add_node(&mut self, name: &str, port: u16, arguments: &[&str]) -> Result<()> {
		let (rpc, metrics_port) = (free_port()?, free_port()?);
		let base = self.folder().join(format!("{name}-data"));
		let mut command = program("stoa-node")?;
		command
			.args(arguments)
			.arg("--chain")
			.arg(&self.chain)
			.arg("--base-path")
			.arg(base)
			.args(["--rpc-port", &rpc.to_string()])
			.args(["--prometheus-port", &metrics_port.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{port}")])
			.args(["--no-telemetry", "--no-mdns"])
			// Every daemon reads each block at once.
			.args(["--max-runtime-instances", "32"]);
		let process = Process::start(name, self.folder(), &mut command)?;
		self.nodes.push(Node::new(process, rpc, metrics_port));
		Ok(())
	}

	async fn wait_until_up(&mut self) -> Result<()> {
		for node in &mut self.nodes {
			node.process.wait_for("Running JSON-RPC server", NODE_START)?;
		}
		let client = self.client().await?;
		let end = Instant::now() + NODE_START;
		while client.best().await?.number() == 0 {
			ensure!(Instant::now() < end, "no block:\n{}", self.nodes[0].process.tail());
			sleep(Duration::from_millis(200)).await;
		}
		Ok(())
	}

	/// A client of the first node.
	pub async fn client(&self) -> Result<Client> {
		Ok(Client::connect(&self.nodes[0].url).await?)
	}

	/// Writes a provider's configuration and keys as `stoa-provider init` does.
	pub fn provider_home(&self, setup: &ProviderSetup<'_>) -> Result<ProviderHome> {
		self.provider_home_at(0, setup)
	}

	/// The same for one that asks another node than the first.
	pub fn provider_home_at(&self, node: usize, setup: &ProviderSetup<'_>) -> Result<ProviderHome> {
		let listen = format!("127.0.0.1:{}", free_port()?);
		ProviderHome::write(self.folder(), setup, &self.nodes[node].url, &listen)
	}

	/// Starts a provider in its folder.
	pub fn start_provider(&self, home: &ProviderHome) -> Result<Process> {
		Process::start(&home.name, self.folder(), &mut home.command()?)
	}

	/// `stoa`, speaking to this network's first node as `key`.
	pub fn stoa(&self, key: &str) -> Result<Command> {
		let mut command = program("stoa")?;
		command
			.args([
				"--url",
				&self.nodes[0].url,
				"--key",
				key,
				"--json",
				"--allow-private-endpoints",
			])
			.env("STOA_GGUF", model_file()?);
		Ok(command)
	}

	/// Runs `stoa` as somebody: what it prints if it succeeds, and what it says if not.
	pub async fn ask(&self, key: &str, arguments: &[&str]) -> Result<Result<Value, String>> {
		let mut command = self.stoa(key)?;
		command.args(arguments);
		let output = tokio::task::spawn_blocking(move || command.output()).await??;
		Ok(match output.status.success() {
			true => Ok(serde_json::from_slice(&output.stdout)?),
			// With --json it says there what is wrong, too.
			false => Err(String::from_utf8_lossy(&output.stdout).into_owned()),
		})
	}

	/// Everything that anything has logged.
	pub fn logs(&self) -> Result<String> {
		let mut all = String::new();
		for entry in fs::read_dir(self.folder())? {
			let path = entry?.path();
			if path.extension().is_some_and(|e| e == "log") {
				all += &fs::read_to_string(path)?;
			}
		}
		Ok(all)
	}
}
