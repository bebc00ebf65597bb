//! What befalls a network of four validators, and the figures by which it comes through. Tests demand that each keeps
//! its bound, `scripts/bench network` prints them.
//!
//! | module | what happens |
//! | --- | --- |
//! | [`trade`] | jobs of real providers, before and during what happens, and what the final chain says of each |
//! | [`one`] | one of four is killed, stands still, has a wrong clock, comes back without its data |
//! | [`partition`] | two of four are cut off, and their frames are late or lost |
//! | [`flood`] | one validator's JSON-RPC is asked as much as it can take |
//! | [`equivocation`] | two nodes have the keys of one validator |

pub mod equivocation;
pub mod flood;
pub mod one;
pub mod partition;
pub mod trade;

use crate::{bench::Figure, lab::Lab};
use anyhow::{Context, Result, bail};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Indices of the validators in a lab.
pub const ALICE: usize = 0;
/// See [`ALICE`].
pub const BOB: usize = 1;
/// See [`ALICE`].
pub const CHARLIE: usize = 2;
/// See [`ALICE`].
pub const DAVE: usize = 3;

/// Blocks by which finality may be behind while something is wrong. A voter that has missed a round has to be told of it
/// by others, and is one that three of four cannot do without.
const LAG: u32 = 10;

/// Pause between two looks at a node.
const LOOK: Duration = Duration::from_millis(200);

/// Waits until `test` holds; how long that took.
pub async fn until(
	what: &str,
	within: Duration,
	test: impl AsyncFn() -> Result<bool>,
) -> Result<Duration> {
	let began = Instant::now();
	while !test().await? {
		if began.elapsed() > within {
			bail!("{what}: not within {} s", within.as_secs());
		}
		sleep(LOOK).await;
	}
	Ok(began.elapsed())
}

/// Waits until a node has printed `needle`, whatever stands in the first bytes of its log, which are of an earlier run.
pub async fn said(
	lab: &Lab,
	index: usize,
	needle: &str,
	skip: usize,
	within: Duration,
) -> Result<()> {
	let process = &lab.nodes[index].process;
	let test = async || Ok(process.output().get(skip..).is_some_and(|log| log.contains(needle)));
	let waited = until(&format!("{needle:?} of node {index}"), within, test).await;
	waited.map(|_| ()).with_context(|| process.tail())
}

/// How a chain went on for a while, as one node sees it.
pub struct Course {
	/// Blocks that were finalised.
	pub finalised: u32,
	/// Most blocks by which the last final one was behind the best one.
	pub lag: u32,
	/// How long it took.
	pub took: Duration,
}

/// Watches node `index` until it has finalised `blocks` more.
pub async fn watch(lab: &Lab, index: usize, blocks: u32, within: Duration) -> Result<Course> {
	let (node, began) = (&lab.nodes[index], Instant::now());
	let first = node.finalised().await?.number;
	let mut lag = 0;
	loop {
		let (best, last) = (node.best().await?.number, node.finalised().await?.number);
		lag = lag.max(best.saturating_sub(last));
		let finalised = last - first;
		if finalised >= blocks {
			return Ok(Course { finalised, lag, took: began.elapsed() });
		}
		if began.elapsed() > within {
			bail!("{finalised} of {blocks} blocks finalised within {} s", within.as_secs());
		}
		sleep(LOOK).await;
	}
}

impl Course {
	/// Its figures: blocks per minute, and the lag.
	fn figures(&self, when: &str) -> Vec<Figure> {
		let per_minute = f64::from(self.finalised) * 60.0 / self.took.as_secs_f64();
		vec![
			// 20 slots a minute; those of a validator that is not there are empty, and some are missed on a busy machine.
			Figure::new(format!("blocks finalised, {when}"), per_minute, "per min").at_least(6.0),
			Figure::new(format!("finality lag at most, {when}"), f64::from(self.lag), "blocks")
				.at_most(f64::from(LAG)),
		]
	}
}

fn seconds(name: impl Into<String>, value: Duration) -> Figure {
	Figure::new(name, value.as_secs_f64(), "s")
}
