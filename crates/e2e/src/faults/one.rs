//! What one of four validators suffers, and the others hardly notice.

use super::{ALICE, BOB, CHARLIE, DAVE, said, seconds, until, watch};
use crate::{
	bench::Figure,
	lab::{Clock, Lab, Weather},
};
use anyhow::{Result, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What a node logs when it has made a block.
pub(super) const AUTHORED: &str = "Pre-sealed block for proposal";
/// Blocks for which the others are watched.
const BLOCKS: u32 = 8;
/// Most time that they may take.
const LONG: Duration = Duration::from_secs(150);
/// How long a validator stands still.
const STILL: Duration = Duration::from_secs(20);
/// By when it is level again. It is behind by some rounds of votes, asks one peer for them, and another one only when 45
/// seconds have passed without an answer.
const LEVEL: f64 = 120.0;
/// Blocks by which a node may be behind and still count as being there.
const NEAR: u32 = 2;
/// Seconds by which a clock is ahead: a third of a slot.
const AHEAD: f64 = 1.0;

/// All is well.
pub async fn nothing(lab: &Lab) -> Result<Vec<Figure>> {
	Ok(watch(lab, ALICE, BLOCKS, LONG).await?.figures("four of four"))
}

/// Dave is killed.
pub async fn killed(lab: &mut Lab) -> Result<Vec<Figure>> {
	for index in [BOB, CHARLIE] {
		votes(lab, index).await?;
	}
	lab.nodes[DAVE].process.cut_off()?;
	let figures = watch(lab, ALICE, BLOCKS, LONG).await?.figures("one of four killed");
	lab.agree(&[ALICE, BOB, CHARLIE]).await?;
	Ok(figures)
}

/// Dave, who was killed, lost his disk. He begins with proofs of finality and the state of a late block, and then
/// validates as before.
pub async fn wiped(lab: &mut Lab) -> Result<Vec<Figure>> {
	lab.wipe(DAVE)?;
	let before = lab.nodes[DAVE].process.output().len();
	let began = Instant::now();
	lab.restart(DAVE, &["--sync=warp"], Clock::Right)?;
	said(lab, DAVE, "Running JSON-RPC server", before, LONG).await?;
	let started = began.elapsed();
	until("the wiped node is back", Duration::from_secs(120), async || {
		let ours = lab.nodes[DAVE].finalised().await?.number;
		Ok(ours > 0 && ours + NEAR >= lab.nodes[ALICE].finalised().await?.number)
	})
	.await?;
	let back = began.elapsed();
	let log = lab.nodes[DAVE].process.output().split_off(before);
	ensure!(log.contains("Warp sync is complete"), "it did not sync by proofs:\n{log}");
	said(lab, DAVE, AUTHORED, before, LONG).await?;
	let authors = began.elapsed();
	votes(lab, DAVE).await?;
	Ok(vec![
		seconds("a wiped node answers again after", started),
		seconds("warp sync and restart of a wiped node", back).at_most(120.0),
		seconds("a wiped validator makes blocks again after", authors).at_most(150.0),
		seconds("a wiped validator votes again after", began.elapsed()).at_most(240.0),
	])
}

/// Waits until a validator votes. When it was restarted its voter begins with the first round, and until the others have
/// told it where they are it counts as away; so does one that has missed a round because the machine was busy.
async fn votes(lab: &Lab, index: usize) -> Result<()> {
	until("the validator votes", Duration::from_secs(120), async || {
		let (theirs, round) = lab.nodes[ALICE].voting_round().await?;
		let (ours, reached) = lab.nodes[index].voting_round().await?;
		Ok((ours, reached + u64::from(NEAR)) >= (theirs, round))
	})
	.await?;
	Ok(())
}

/// Bob stands still, as a machine does that swaps or is moved, and then goes on as if nothing had been.
pub async fn stopped(lab: &Lab) -> Result<Vec<Figure>> {
	let bob = &lab.nodes[BOB];
	for index in [CHARLIE, DAVE] {
		votes(lab, index).await?;
	}
	bob.process.signal("STOP")?;
	let watched = watch(lab, ALICE, BLOCKS, LONG).await;
	if let Ok(course) = &watched {
		sleep(STILL.saturating_sub(course.took)).await;
	}
	bob.process.signal("CONT")?;
	let mut figures = watched?.figures("one of four stands still");
	let back = until("the stopped validator is back", LONG, async || {
		let ours = bob.finalised().await?.number;
		Ok(ours + NEAR >= lab.nodes[ALICE].finalised().await?.number)
	})
	.await?;
	lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;
	figures.push(seconds("a validator that stood still is back after", back).at_most(LEVEL));
	Ok(figures)
}

/// Charlie's clock is wrong by a part of a slot. Its blocks are still taken.
pub async fn late_clock(lab: &mut Lab) -> Result<Vec<Figure>> {
	lab.nodes[CHARLIE].process.cut_off()?;
	let before = lab.nodes[CHARLIE].process.output().len();
	lab.restart(CHARLIE, &[], Clock::Off(AHEAD))?;
	said(lab, CHARLIE, AUTHORED, before, LONG).await?;
	// What is watched is the clock, not the restart.
	votes(lab, CHARLIE).await?;
	until("finality is level", LONG, async || {
		let alice = &lab.nodes[ALICE];
		Ok(alice.finalised().await?.number + NEAR >= alice.best().await?.number)
	})
	.await?;
	let figures = watch(lab, ALICE, BLOCKS, LONG).await?;
	lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;
	Ok(figures.figures("one clock a second ahead"))
}

/// Everything between all of them is late, and some of it lost, as between continents on a bad day.
pub async fn bad_weather(lab: &Lab) -> Result<Vec<Figure>> {
	let bad = Weather { delay: Duration::from_millis(200), lost_per_mille: 20 };
	lab.switch().set_weather(bad);
	let course = watch(lab, ALICE, BLOCKS, LONG).await;
	lab.switch().set_weather(Weather::default());
	let figures = course?.figures("200 ms late, 2% lost");
	lab.agree(&[ALICE, BOB, CHARLIE, DAVE]).await?;
	Ok(figures)
}
