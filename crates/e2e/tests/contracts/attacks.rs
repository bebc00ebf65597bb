//! What contracts and deliverers may try.

use crate::{
	hostile::{Delivered, Hostile, Mode},
	stage::{Stage, TAKING},
};
use anyhow::{Result, ensure};
use stoa_primitives::contract::code;

/// A deliverer is paid more than it spends, whatever the contract does.
fn pays(delivered: &Delivered) -> Result<()> {
	ensure!(delivered.fee > 0 && delivered.gain >= 0, "the deliverer loses: {delivered:?}");
	Ok(())
}

/// Neither another output, nor the same one again, reaches the contract.
pub async fn comes_once(stage: &Stage) -> Result<()> {
	let hostile = Hostile::ask(stage, "Once", Mode::Take).await?;
	hostile.answered().await?;
	ensure!(hostile.deliver_again(b"no such answer").await.is_err(), "another output");
	let output = stage.market.client.output(hostile.job).await?.unwrap_or_default();
	let delivered = hostile.deliver().await?;
	ensure!(delivered.accepted, "{delivered:?}");
	pays(&delivered)?;
	ensure!(hostile.deliver_again(&output).await.is_err(), "a second delivery");
	let seen = hostile.seen().await?;
	ensure!(seen.0 == 1, "it was told {} times", seen.0);
	ensure!(stage.market.client.best().await?.delivery(hostile.job).await?.is_none());
	Ok(())
}

/// What is too large for a contract, or from one, ends that call alone.
pub async fn oversized(stage: &Stage) -> Result<()> {
	let hostile = Hostile::ask(stage, "Oversized", Mode::Small).await?;
	ensure!(hostile.overload().await? == (true, true), "it takes what is too long");
	fails(&hostile).await
}

/// A contract that does this with its delivery fails.
pub async fn fails_by(stage: &Stage, name: &str, mode: Mode) -> Result<()> {
	fails(&Hostile::ask(stage, name, mode).await?).await
}

/// A contract that fails leaves nothing of what it did, and takes no more than it has paid for.
async fn fails(hostile: &Hostile<'_>) -> Result<()> {
	hostile.answered().await?;
	let delivered = hostile.deliver().await?;
	ensure!(!delivered.accepted, "{delivered:?}");
	pays(&delivered)?;
	let most = TAKING.ref_time + TAKING.ref_time / 2;
	ensure!(delivered.weight < most, "it took more than its gas: {delivered:?}");
	ensure!(hostile.seen().await?.0 == 0, "what it did is undone");
	ensure!(hostile.deliver_again(b"").await.is_err(), "it is not tried again");
	Ok(())
}

/// From inside, a contract can enter itself, and nothing else.
pub async fn enters(stage: &Stage) -> Result<()> {
	let hostile = Hostile::ask(stage, "Enter", Mode::Enter).await?;
	hostile.answered().await?;
	let delivered = hostile.deliver().await?;
	ensure!(delivered.accepted, "{delivered:?}");
	pays(&delivered)?;
	let (count, codes) = hostile.seen().await?;
	ensure!(count == 2, "once by the chain and once by itself, not {count}");
	let (none, bad) = (code::NO_FUNCTION, code::BAD_ARGUMENTS);
	let refused = [1, 0, none, none, bad, bad];
	ensure!(codes == refused, "{codes:?}");
	Ok(())
}

/// A contract that ends while it is told has paid before.
pub async fn ends_itself(stage: &Stage) -> Result<()> {
	let hostile = Hostile::ask(stage, "EndsItself", Mode::Terminate).await?;
	hostile.answered().await?;
	let delivered = hostile.deliver().await?;
	ensure!(delivered.accepted, "{delivered:?}");
	pays(&delivered)?;
	ensure!(hostile.seen().await.is_err(), "it is gone");
	Ok(())
}

/// A contract that is gone before its answer comes is paid for all the same, and called no more.
pub async fn is_gone(stage: &Stage) -> Result<()> {
	let hostile = Hostile::ask(stage, "Gone", Mode::Take).await?;
	hostile.end().await?;
	hostile.answered().await?;
	let delivered = hostile.deliver().await?;
	ensure!(!delivered.accepted, "{delivered:?}");
	pays(&delivered)
}
