//! One node, and what it says of itself beside what the client library reads.

use crate::process::Process;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

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

	/// Calls a method of the node's JSON-RPC; its refusal is an error.
	pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let reply = reqwest::Client::new().post(&self.rpc).json(&request).send().await?;
		let mut reply: Value = reply.json().await?;
		match reply.get("error") {
			Some(error) => bail!("{method}: {error}"),
			None => Ok(reply["result"].take()),
		}
	}

	/// The sum of a counter over those of its labels of which one contains `label`.
	pub async fn counted(&self, counter: &str, label: &str) -> Result<u64> {
		let text = reqwest::get(&self.metrics).await?.text().await?;
		let lines = text.lines().filter(|line| line.starts_with(counter) && line.contains(label));
		lines
			.map(|line| {
				let number = line.rsplit(' ').next().and_then(|number| number.parse::<u64>().ok());
				number.with_context(|| format!("not a sample: {line}"))
			})
			.sum()
	}
}
