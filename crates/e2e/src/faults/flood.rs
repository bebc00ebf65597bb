//! One validator's JSON-RPC is flooded: requests that cost it much, that are too large, and that are none.

use super::{ALICE, BOB, CHARLIE, DAVE, until, watch};
use crate::{bench::Figure, lab::Lab};
use anyhow::{Result, ensure};
use serde_json::json;
use std::{
	sync::{
		Arc,
		atomic::{AtomicU64, Ordering::Relaxed},
	},
	time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// Who ask at once, each again as soon as it is answered.
const CALLERS: usize = 48;
/// Blocks for which the chain is watched.
const BLOCKS: u32 = 8;
/// Most time that they may take.
const LONG: Duration = Duration::from_secs(150);
/// Requests a minute below which it is no flood.
const FLOOD: f64 = 600.0;
/// Blocks by which the flooded node may be behind the others.
const NEAR: u32 = 2;

/// Bob is flooded; blocks and finality go on, his own view of them too.
pub async fn flooded(lab: &Lab) -> Result<Vec<Figure>> {
	let (asked, bob) = (Arc::new(AtomicU64::new(0)), &lab.nodes[BOB]);
	let mut callers = JoinSet::new();
	for index in 0..CALLERS {
		callers.spawn(ask(bob.rpc().to_owned(), request(index), asked.clone()));
	}
	let course = watch(lab, ALICE, BLOCKS, LONG).await;
	let asked = asked.load(Relaxed);
	callers.shutdown().await;
	let course = course?;
	until("the flooded node is level", LONG, async || {
		let ours = bob.finalised().await?.number;
		Ok(ours + NEAR >= lab.nodes[ALICE].finalised().await?.number)
	})
	.await?;
	ensure!(lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await? > 0, "nothing was compared");
	let per_minute = asked as f64 * 60.0 / course.took.as_secs_f64();
	let mut figures = course.figures("the RPC of one flooded");
	figures.push(Figure::new("requests that it answered", per_minute, "per min").at_least(FLOOD));
	Ok(figures)
}

/// What one of the callers sends.
fn request(index: usize) -> Vec<u8> {
	let call = |method: &str, params| {
		json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string()
	};
	match index % 4 {
		// Runs the runtime, and answers with most of a megabyte.
		0 => call("state_getMetadata", json!([])),
		// Walks over storage.
		1 => call("state_getKeysPaged", json!(["0x", 1000])),
		2 => call("state_call", json!(["Core_version", "0x"])),
		_ => "[".repeat(1 << 20),
	}
	.into_bytes()
}

/// Sends a request again and again, whatever comes of it.
async fn ask(url: String, body: Vec<u8>, asked: Arc<AtomicU64>) {
	let client = reqwest::Client::new();
	loop {
		let request =
			client.post(&url).header("content-type", "application/json").body(body.clone());
		match request.timeout(Duration::from_secs(10)).send().await {
			Ok(answer) => {
				let _ = answer.bytes().await;
				asked.fetch_add(1, Relaxed);
			}
			Err(_) => sleep(Duration::from_millis(100)).await,
		}
	}
}
