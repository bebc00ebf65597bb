//! Two of four are cut off: nobody can finalise, and both sides go on making blocks.

use super::{ALICE, BOB, CHARLIE, DAVE, LOOK, seconds, trade::Trade, until};
use crate::{bench::Figure, lab::Lab};
use anyhow::{Result, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long they are cut off.
const CUT_OFF: Duration = Duration::from_secs(60);
/// By when three must be connected and finalise again, from the link's being up.
const RESUMED: Duration = Duration::from_secs(60);
/// Within how many blocks of being connected.
const RESUMED_BLOCKS: f64 = 3.0;
/// How long jobs may take to end afterwards.
const ENDED: Duration = Duration::from_secs(300);
/// Votes that have arrived when the link goes down can still finalise blocks, later on a busy machine.
const SETTLED: Duration = Duration::from_secs(20);

/// Alice and Bob here, Charlie and Dave there, jobs on both sides; then Charlie is back, and at last Dave.
pub async fn two_and_two(lab: &Lab, trade: &mut Trade) -> Result<Vec<Figure>> {
	trade.order_here(2).await?;
	lab.switch().partition(&[&[ALICE, BOB], &[CHARLIE, DAVE]]);
	let cut = Instant::now();
	sleep(SETTLED).await;
	let before = finalised(lab).await?;
	let made = lab.nodes[ALICE].best().await?.number;
	trade.order_here(1).await?;
	trade.order_there(1).await?;
	sleep(CUT_OFF.saturating_sub(cut.elapsed())).await;
	let after = finalised(lab).await?;
	ensure!(after == before, "two of four finalised blocks by themselves: {before:?}, {after:?}");
	let made = lab.nodes[ALICE].best().await?.number - made;
	ensure!(made > 0, "no blocks while finality stood still");
	lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;

	lab.switch().partition(&[&[ALICE, BOB, CHARLIE]]);
	let mut figures = resumed(lab).await?;
	lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;
	lab.switch().heal();
	let back = until("the last one has caught up", RESUMED * 2, async || {
		let last = lab.nodes[DAVE].finalised().await?.number;
		Ok(last + 2 >= lab.nodes[ALICE].finalised().await?.number)
	})
	.await?;
	figures.push(seconds("the fourth has caught up after", back).at_most(120.0));
	figures.extend(trade.ended(lab, ENDED).await?);
	let compared = lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;
	println!(
		"{made} blocks during the partition; {compared} finalised blocks compared, none differ"
	);
	Ok(figures)
}

/// Heights that the four have finalised.
async fn finalised(lab: &Lab) -> Result<Vec<u32>> {
	let mut all = Vec::new();
	for index in [ALICE, BOB, CHARLIE, DAVE] {
		all.push(lab.nodes[index].finalised().await?.number);
	}
	Ok(all)
}

/// What the two that were left and the one that is back have heard of each other.
async fn heard(lab: &Lab) -> Result<Vec<Option<String>>> {
	let mut heard = Vec::new();
	for (one, other) in [(ALICE, CHARLIE), (BOB, CHARLIE), (CHARLIE, ALICE), (CHARLIE, BOB)] {
		let peer = lab.nodes[other].peer_id().await?;
		heard.push(lab.nodes[one].best_of_peer(&peer).await?);
	}
	Ok(heard)
}

/// The link is up: how long three of four take to be connected, and then to finalise.
///
/// Connected are those that have heard a block of each other since. Their list of peers says nothing: it is the same
/// during the partition, and TCP first tries again when its last pause is over, which is as long as all before it.
async fn resumed(lab: &Lab) -> Result<Vec<Figure>> {
	let three = [ALICE, BOB, CHARLIE].map(|index| &lab.nodes[index]);
	let before = finalised(lab).await?.into_iter().max().unwrap_or_default();
	let (up, old) = (Instant::now(), heard(lab).await?);
	let connected = until("three of four hear each other", RESUMED, async || {
		let now = heard(lab).await?;
		Ok(now.iter().zip(&old).all(|(now, old)| now.is_some() && now != old))
	})
	.await?;
	// From the higher chain: the other's blocks are given up, and those of this one are all that is new.
	let mut height = 0;
	for node in three {
		height = height.max(node.best().await?.number);
	}
	loop {
		let mut all = true;
		for node in three {
			all &= node.finalised().await?.number > before;
		}
		if all || up.elapsed() > RESUMED {
			break;
		}
		sleep(LOOK).await;
	}
	let took = up.elapsed();
	let blocks = lab.nodes[ALICE].best().await?.number.saturating_sub(height);
	Ok(vec![
		seconds("three are connected after link-up", connected),
		Figure::new("finality resumes after they are", f64::from(blocks), "blocks")
			.at_most(RESUMED_BLOCKS),
		seconds("finality resumes after link-up", took).at_most(RESUMED.as_secs_f64()),
	])
}
