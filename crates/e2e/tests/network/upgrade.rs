//! Holders upgrade the chain from the last release's runtime to this one, while jobs are under way.

use crate::{
	governance::{self, Referendum},
	stand::{PEOPLE, Stand},
};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
	fs,
	path::{Path, PathBuf},
	time::Duration,
};
use stoa_client::Error;
use stoa_e2e::{faults::until, network::Network, spec};
use stoa_primitives::BlockNumber;
use tokio::time::sleep;

/// Between two orders while the runtime changes: two blocks.
const PAUSE: Duration = Duration::from_secs(5);
/// Orders before it is brought.
const BEFORE: usize = 2;
/// How long the chain may take to have the new runtime everywhere: each of five nodes compiles it.
const UPGRADED: Duration = Duration::from_secs(240);
/// Blocks that all nodes must finalise with the new runtime.
const BLOCKS: u32 = 5;
/// How long jobs may take to end.
const ENDED: Duration = Duration::from_secs(300);

/// The spec of a network that begins with the last release. Its sessions, eras and unbonding are shorter than those of
/// other test chains.
pub fn chain() -> Result<PathBuf> {
	let durations = json!({ "epochBlocks": 10, "unbondingBlocks": 30 });
	spec::of_last_release("upgrade", &json!({ "durations": durations }))
}

/// The new runtime as a file.
pub fn runtime(folder: &Path) -> Result<String> {
	let file = folder.join("runtime.compact.compressed.wasm");
	fs::write(&file, spec::runtime()?)?;
	Ok(file.to_string_lossy().into_owned())
}

/// Somebody brings the runtime that holders have authorised. Jobs are ordered before, meanwhile and after, by a client
/// and to providers that know nothing of it; all are paid, once.
pub async fn by_referendum(
	network: &mut Network,
	stand: &mut Stand,
	authorised: Referendum,
	file: &str,
) -> Result<()> {
	governance::ensure_slow(&authorised.carried_out().await?)?;
	let mut again = 0;
	for _ in 0..BEFORE {
		again += order(stand).await?;
		sleep(PAUSE).await;
	}
	let url = network.nodes[0].url.clone();
	let applied = Referendum::apply(&url, file, PEOPLE[2]);
	let (applied, more) = tokio::join!(applied, async {
		let mut again = 0;
		while stand.market.client.best().await?.version() == spec::last_release()?.0 {
			again += order(stand).await?;
			sleep(PAUSE).await;
		}
		anyhow::Ok(again)
	});
	let (applied, again) = (applied?, again + more?);
	let first = versions(&applied)?;
	everywhere(network, first).await?;
	let last = stand.order().await?;
	stand.market.settlement(last, ENDED).await?;
	stand.all_ended(ENDED).await?;
	stand.all_serve()?;
	let flying = stand.books.in_flight_at(first - 1);
	ensure!(flying > 0, "no job was under way when the runtime changed");
	ensure!(stand.books.paid() == stand.books.ordered(), "a job was not paid");
	ensure!(stand.books.struck().is_empty(), "struck: {:?}", stand.books.struck());
	println!(
		"       {flying} of {} jobs under way at block {first}, all paid once; {again} orders sent again",
		stand.books.ordered()
	);
	Ok(())
}

/// Orders an answer; again, if the first order was in the pool when the runtime changed. How often that was.
async fn order(stand: &Stand) -> Result<usize> {
	let Err(error) = stand.order().await else { return Ok(0) };
	let dropped =
		matches!(error.downcast_ref::<Error>(), Some(Error::Dropped(_) | Error::Unknown { .. }));
	ensure!(dropped, "{error:#}");
	stand.order().await?;
	Ok(1)
}

/// From the last release to this one; the first block of the new runtime.
fn versions(applied: &Value) -> Result<BlockNumber> {
	let (from, to) = (spec::last_release()?.0, stoa_runtime::VERSION.spec_version);
	ensure!(applied["from"] == from && applied["to"] == to, "{from} to {to}: {applied}");
	let block = applied["firstBlock"].as_u64().context("a block")?;
	Ok(BlockNumber::try_from(block)?)
}

/// All nodes run it, none was restarted, and finality goes on.
async fn everywhere(network: &mut Network, first: BlockNumber) -> Result<()> {
	for node in &mut network.nodes {
		node.process.still_runs()?;
		let node = &*node;
		until("a node with the new runtime that finalises", UPGRADED, async || {
			let version = node.call("state_getRuntimeVersion", json!([])).await?;
			let last = node.finalised().await?.number;
			let new = version["specVersion"] == stoa_runtime::VERSION.spec_version;
			Ok(new && last >= first + BLOCKS)
		})
		.await?;
		let unread = node.counted("stoa_market_unread_blocks_total", "runtime").await?;
		ensure!(unread == 0, "{unread} blocks are missing in a node's metrics");
	}
	Ok(())
}
