//! Answers paid by the token: real nodes, a real provider with a real model, a real gateway, and OpenAI's own
//! client that knows of none of them.

mod desk;
mod killed;
mod lying;
mod plans;
mod python;
mod sample;

use anyhow::{Context, Result, ensure};
use desk::{Desk, Setup, header};
use serde_json::Value;
use stoa_e2e::scenario::{block_on, named};

const QUESTION: &str = "What is the capital of France? Mind the cobalt-heron.";

#[test]
fn an_application_pays_by_the_token_and_nobody_loses_more_than_a_chunk() {
	block_on(async {
		let mut desk = Desk::new(Setup::default()).await?;
		named("OpenAI's client asks and is answered", asks(&desk)).await?;
		named("the gateway's document says what it does", documented(&desk)).await?;
		named("a right answer is not challenged", doubted(&desk)).await?;
		named("a gateway killed at work forgets nothing", killed(&mut desk)).await?;
		named("who closes gets back what was not spent", settled(&mut desk)).await?;
		ensure!(!desk.network.logs()?.contains("cobalt-heron"), "a prompt is in a log");
		Ok(())
	});
}

/// The same words whole and in pieces, since the model chooses the likeliest; honest counts; clear refusals.
async fn asks(desk: &Desk) -> Result<()> {
	let seen = python::ask(desk, &desk.model(), QUESTION).await?;
	let text = |value: &Value| value.as_str().map(str::to_owned).context("text");
	let whole = text(&seen["whole"])?;
	ensure!(whole.contains("Paris"), "{seen:#}");
	ensure!(seen["streamed"][0] == seen["whole"], "{seen:#}");
	ensure!(seen["streamed"][1].as_u64() > Some(3), "it came in pieces: {seen:#}");
	ensure!(seen["streamed"][2] == seen["usage"][1], "{seen:#}");
	for answer in seen["together"].as_array().context("three answers")? {
		ensure!(*answer == seen["whole"], "{seen:#}");
	}
	let usage: Vec<u64> =
		seen["usage"].as_array().into_iter().flatten().flat_map(Value::as_u64).collect();
	ensure!(
		usage[0] > 10 && (1..=24).contains(&usage[1]) && usage[0] + usage[1] == usage[2],
		"{usage:?}"
	);
	ensure!(!text(&seen["completed"])?.is_empty(), "{seen:#}");
	ensure!(seen["embedding"][0].as_u64() == Some(576), "{seen:#}");
	ensure!(seen["models"].as_array().is_some_and(|all| all.len() == 1), "{seen:#}");
	for (refused, status) in [("unknown", 404), ("two", 400), ("empty", 400)] {
		ensure!(seen[refused][0] == status && seen[refused][3] == true, "{refused}: {seen:#}");
		ensure!(text(&seen[refused][2])?.len() > 20, "it says what to do: {seen:#}");
	}
	Ok(())
}

/// A tool that knows the document only finds nothing that it does not say.
async fn documented(desk: &Desk) -> Result<()> {
	python::check_document(desk).await
}

/// Computed again from what the gateway keeps of it, an answer is what its receipt says.
async fn doubted(desk: &Desk) -> Result<()> {
	let answer = desk.stream("Name three birds.", 12).await?;
	let receipt = header(&answer, "x-stoa-receipt")?;
	ensure!(answer.text().await?.contains("[DONE]"), "it came whole");
	let (won, said) = desk.challenge(&receipt).await?;
	ensure!(!won && said.contains("is right, to the bit"), "{said}");
	Ok(())
}

/// Killed in the middle of an answer, its data gone: it finds its channels and pays on.
async fn killed(desk: &mut Desk) -> Result<()> {
	let before = desk.channels().await?;
	let mut answer = desk.stream("Tell me a long story about a heron.", 300).await?;
	answer.chunk().await?.context("the answer began")?;
	desk.kill_gateway()?;
	desk.forget_database()?;
	desk.start_gateway().await?;
	let seen = python::ask(desk, &desk.model(), QUESTION).await?;
	ensure!(seen["whole"].as_str().is_some_and(|text| text.contains("Paris")), "{seen:#}");
	let after = desk.channels().await?;
	ensure!(before.iter().all(|id| after.contains(id)), "{before:?} {after:?}");
	ensure!(after.len() <= before.len() + 1, "channels are taken up again: {before:?} {after:?}");
	Ok(())
}

/// All channels are closed; the provider has what it was promised, the payer the rest.
async fn settled(desk: &mut Desk) -> Result<()> {
	desk.stop_gateway()?;
	let seller = desk.wealth("//Seller").await?;
	let ids = desk.channels().await?;
	desk.close(&ids).await?;
	let (mut deposit, mut redeemed) = (0, 0);
	for id in ids {
		let channel = desk.channel(id).await?;
		ensure!(channel.pending == 0 && !channel.refuted, "{channel:?}");
		deposit += channel.deposit;
		redeemed += channel.redeemed;
	}
	ensure!(
		redeemed > 0 && redeemed < deposit / 10,
		"{redeemed} of {deposit} planck for a few answers"
	);
	let earned = desk.wealth("//Seller").await?.checked_sub(seller).context("it has earned")?;
	ensure!(earned > redeemed / 2 && earned <= redeemed, "{earned} of {redeemed} planck came");
	Ok(())
}
