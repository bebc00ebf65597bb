//! One node, and what it says of itself beside what the client library reads.

use crate::process::Process;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a node may take to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// The last block of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tip {
	/// Its height.
	pub number: u32,
	/// Its hash, hexadecimal with `0x`.
	pub hash: String,
}

/// One node.
pub struct Node {
	/// The program.
	pub process: Process,
	/// Its WebSocket URL.
	pub url: String,
	rpc: String,
	metrics: String,
}

impl Node {
	/// A node on these ports of this machine.
	pub fn new(process: Process, rpc: u16, metrics: u16) -> Self {
		Self {
			process,
			url: format!("ws://127.0.0.1:{rpc}"),
			rpc: format!("http://127.0.0.1:{rpc}"),
			metrics: format!("http://127.0.0.1:{metrics}/metrics"),
		}
	}

	/// Where its JSON-RPC is asked by HTTP.
	pub fn rpc(&self) -> &str {
		&self.rpc
	}

	/// Calls a method of the node's JSON-RPC; its refusal is an error.
	pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let asked = reqwest::Client::new().post(&self.rpc).timeout(ANSWER).json(&request);
		let reply = asked.send().await?.error_for_status()?;
		let mut reply: Value = reply.json().await?;
		match reply.get("error") {
			Some(error) => bail!("{method}: {error}"),
			None => Ok(reply["result"].take()),
		}
	}

	/// The last block of the best chain.
	pub async fn best(&self) -> Result<Tip> {
		self.tip(self.call("chain_getBlockHash", json!([])).await?).await
	}

	/// The last finalised block.
	pub async fn finalised(&self) -> Result<Tip> {
		self.tip(self.call("chain_getFinalizedHead", json!([])).await?).await
	}

	async fn tip(&self, hash: Value) -> Result<Tip> {
		let header = self.call("chain_getHeader", json!([hash])).await?;
		let number = header["number"].as_str().context("a header has a number")?;
		let number = u32::from_str_radix(number.trim_start_matches("0x"), 16)?;
		Ok(Tip { number, hash: hash.as_str().context("a hash")?.to_owned() })
	}

	/// The hashes of the best chain from the genesis up to a height; none where the node has no block yet.
	pub async fn hashes(&self, last: u32) -> Result<Vec<Option<String>>> {
		let heights: Vec<u32> = (0..=last).collect();
		let hashes = self.call("chain_getBlockHash", json!([heights])).await?;
		let hashes = hashes.as_array().context("a list of hashes")?;
		Ok(hashes.iter().map(|hash| hash.as_str().map(str::to_owned)).collect())
	}

	/// Where its finality voter is: the set of voters, and the round.
	pub async fn voting_round(&self) -> Result<(u64, u64)> {
		let state = self.call("grandpa_roundState", json!([])).await?;
		let set = state["setId"].as_u64().context("a set")?;
		Ok((set, state["best"]["round"].as_u64().context("a round")?))
	}

	/// Its own peer id.
	pub async fn peer_id(&self) -> Result<String> {
		let id = self.call("system_localPeerId", json!([])).await?;
		Ok(id.as_str().context("a peer id")?.to_owned())
	}

	/// The best block of a peer, as that peer has announced it; none if it is not connected.
	pub async fn best_of_peer(&self, peer: &str) -> Result<Option<String>> {
		let peers = self.call("system_peers", json!([])).await?;
		let peers = peers.as_array().context("a list of peers")?;
		let found = peers.iter().find(|known| known["peerId"] == peer);
		Ok(found.and_then(|known| known["bestHash"].as_str()).map(str::to_owned))
	}

	/// All metrics, in Prometheus's text form.
	pub async fn metrics(&self) -> Result<String> {
		Ok(reqwest::get(&self.metrics).await?.text().await?)
	}

	/// The sum of a counter over those of its labels of which one contains `label`.
	pub async fn counted(&self, counter: &str, label: &str) -> Result<u64> {
		let text = self.metrics().await?;
		let lines = text.lines().filter(|line| line.starts_with(counter) && line.contains(label));
		lines
			.map(|line| {
				let number = line.rsplit(' ').next().and_then(|number| number.parse::<u64>().ok());
				number.with_context(|| format!("not a sample: {line}"))
			})
			.sum()
	}
}
