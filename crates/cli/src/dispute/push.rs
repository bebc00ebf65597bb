//! `stoa dispute push`: what is due and needs nobody in particular, one step after the other.

use super::{find, words};
use crate::{context::Context, fail::Fail};
use serde_json::{Value, json};
use stoa_client::{Client, Keypair, calls::court, court::CaseStep, submit::Included};
use stoa_primitives::CaseId;

/// Steps in one go; a case has fewer, unless many have paid for its appeals.
const MOST: usize = 200;

/// Runs it.
pub async fn run(context: &Context, id: CaseId) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	find(&client.best().await?, id).await?;
	let mut done: Vec<Value> = Vec::new();
	while let Some(step) = client.best().await?.case_step(id).await?.filter(|_| done.len() < MOST) {
		let included = make(&client, &signer, id, &step).await?;
		let (name, block) = (name(&step), included.block.number);
		context.note(&format!("block {block}: {name}"));
		done.push(json!({ "step": name, "block": block }));
	}
	let at = client.best().await?;
	let phase = at.case(id).await?.map(|case| words::phase(&case.phase, at.number()));
	let object = json!({
		"case": id,
		"steps": done,
		"phase": phase.as_ref().map_or("over", |(word, _)| *word),
	});
	context.print(&object, || match phase {
		Some((_, phrase)) => format!("case {id}: {phrase}"),
		None => format!("case {id} is over: all is settled and paid"),
	});
	Ok(())
}

async fn make(
	client: &Client,
	signer: &Keypair,
	id: CaseId,
	step: &CaseStep,
) -> Result<Included, Fail> {
	let sent = match step {
		CaseStep::Advance => client.submit(signer, &court::advance(id)).await?,
		CaseStep::Draw => client.submit(signer, &court::draw_jurors(id)).await?,
		CaseStep::Execute => client.submit(signer, &court::execute(id)).await?,
		CaseStep::Settle(round) => client.submit(signer, &court::settle_round(id, *round)).await?,
		CaseStep::Withdraw(round, who) => {
			client.submit(signer, &court::withdraw_contribution(id, *round, *who)).await?
		}
	};
	Ok(sent.in_best_block().await?)
}

/// A step in words.
pub fn name(step: &CaseStep) -> String {
	match step {
		CaseStep::Advance => "the phase is ended".to_string(),
		CaseStep::Draw => "jurors are drawn".to_string(),
		CaseStep::Execute => "the ruling is executed".to_string(),
		CaseStep::Settle(round) => format!("the jurors of round {round} are paid"),
		CaseStep::Withdraw(round, who) => format!("{who} gets its part of round {round}"),
	}
}
