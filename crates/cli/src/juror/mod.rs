//! `stoa juror`.

mod duties;
mod kept;
mod watch;

use crate::{
	account,
	args::JurorCommand,
	context::Context,
	dispute::{find, words},
	fail::Fail,
};
use kept::KeptVote;
use serde_json::json;
use stoa_client::{
	Amount, At,
	calls::court as calls,
	keys,
	types::{AccountId, CaseDetails, CasePhase, JurorSeat, JurorSeatState},
};
use stoa_primitives::{CaseId, Court, Ruling};

/// Runs `stoa juror`.
pub async fn run(context: &Context, command: JurorCommand) -> Result<(), Fail> {
	match command {
		JurorCommand::Show { account } => duties::show(context, account).await,
		JurorCommand::Watch { account } => watch::run(context, account).await,
		JurorCommand::Bond { court, amount } => bond(context, court.into(), amount).await,
		JurorCommand::Unbond { court, amount } => unbond(context, court.into(), amount).await,
		JurorCommand::Withdraw { court } => withdraw(context, court.into()).await,
		JurorCommand::Vote { case, ruling } => vote(context, case, ruling.into()).await,
		JurorCommand::Reveal { case } => reveal(context, case).await,
	}
}

async fn bond(context: &Context, court: Court, amount: Amount) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let (who, at) = (keys::account_of(&signer), client.best().await?);
	let before = at.juror(court, &who).await?.map_or(0, |it| it.bond.saturating_sub(it.leaving));
	let (bonded, least) = (before.saturating_add(amount.0), at.least_juror_bond()?);
	if bonded < least {
		return Err(Fail::refused(format!(
			"a juror's bond is at least {}, and this would make it {}: bond {} more",
			Amount(least),
			Amount(bonded),
			Amount(least.saturating_sub(before)),
		)));
	}
	account::require(&at, &who, amount.0, "the bond").await?;
	let sent = client.submit(&signer, &calls::bond(court, amount.0)).await?;
	let block = sent.in_best_block().await?.block.number;
	let court = words::court(court);
	let object = json!({ "court": court, "amount": amount.0.to_string(), "block": block });
	context.print(&object, || {
		format!(
			"bonded {amount} in court {court}: it counts in cases that are opened after the next full \
			 epoch; `stoa juror show` tells what is due from you"
		)
	});
	Ok(())
}

async fn unbond(context: &Context, court: Court, amount: Amount) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let sent = client.submit(&signer, &calls::unbond(court, amount.0)).await?;
	let included = sent.in_best_block().await?;
	let at = client.at_block(&included.block).await?;
	let bond = at.juror(court, &keys::account_of(&signer)).await?;
	let leave_at = bond.map(|bond| bond.leave_at);
	let court = words::court(court);
	let object = json!({ "court": court, "amount": amount.0.to_string(), "leave_at": leave_at });
	context.print(&object, || {
		let from = leave_at.map(|block| format!(" from block {block} on")).unwrap_or_default();
		format!("{amount} can be taken out{from}: `stoa juror withdraw {court}`")
	});
	Ok(())
}

async fn withdraw(context: &Context, court: Court) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let sent = client.submit(&signer, &calls::withdraw(court)).await?;
	let block = sent.in_best_block().await?.block.number;
	let court = words::court(court);
	context.print(&json!({ "court": court, "block": block }), || {
		format!("what was asked back of the bond in court {court} is free")
	});
	Ok(())
}

/// The seat of `who` in the round that sits.
async fn seat(at: &At, id: CaseId, case: &CaseDetails, who: &AccountId) -> Result<JurorSeat, Fail> {
	let panel = at.panel(id, case.round).await?;
	let own = panel.into_iter().find(|(juror, _)| juror == who);
	own.map(|(_, seat)| seat).ok_or_else(|| {
		let round = case.round;
		Fail::refused(format!(
			"{who} has no seat in round {round} of case {id}: see `stoa juror show`"
		))
	})
}

async fn vote(context: &Context, id: CaseId, ruling: Ruling) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let who = keys::account_of(&signer);
	let at = client.best().await?;
	let case = find(&at, id).await?;
	if !case.rulings.0.contains(ruling) {
		let known: Vec<_> = words::known(case.rulings.0).map(words::ruling).collect();
		return Err(Fail::refused(format!(
			"in case {id} one of these is ruled: {}",
			known.join(", ")
		)));
	}
	let CasePhase::Committing { until } = case.phase else {
		let (_, phrase) = words::phase(&case.phase, at.number());
		return Err(Fail::refused(format!("no vote can be hidden now: {phrase}")));
	};
	if seat(&at, id, &case, &who).await?.state != JurorSeatState::Drawn {
		return Err(Fail::refused("you have voted: show that vote when its time has come"));
	}
	let kept = KeptVote::new(&client.genesis(), id, case.round, &who, ruling)?;
	kept.save()?;
	let sent = client.submit(&signer, &calls::commit_vote(id, kept.digest())).await?;
	let block = sent.in_best_block().await?.block.number;
	context.print(&json!({ "case": id, "round": case.round, "block": block }), || {
		let path = kept.path().display();
		format!(
			"the vote is hidden; its salt is in {path}: show it nobody. Votes are shown after block \
			 {until}, or once all are hidden: `stoa juror reveal {id}`"
		)
	});
	Ok(())
}

async fn reveal(context: &Context, id: CaseId) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let who = keys::account_of(&signer);
	let at = client.best().await?;
	let case = find(&at, id).await?;
	if !matches!(case.phase, CasePhase::Revealing { .. }) {
		let (_, phrase) = words::phase(&case.phase, at.number());
		return Err(Fail::refused(format!("no vote can be shown now: {phrase}")));
	}
	let digest = match seat(&at, id, &case, &who).await?.state {
		JurorSeatState::Committed(digest) => digest,
		JurorSeatState::Drawn => {
			return Err(Fail::refused("you have hidden no vote: it is too late to take part"));
		}
		JurorSeatState::Revealed(_) => return Err(Fail::refused("you have shown your vote")),
		JurorSeatState::Forfeited => {
			return Err(Fail::refused("your vote was told before its time, and does not count"));
		}
	};
	let kept = KeptVote::find(&client.genesis(), id, &digest)?;
	let call = calls::reveal_vote(id, kept.ruling(), kept.salt());
	let block = client.submit(&signer, &call).await?.in_best_block().await?.block.number;
	let ruling = words::ruling(kept.ruling());
	let object = json!({ "case": id, "round": case.round, "ruling": ruling, "block": block });
	context.print(&object, || format!("the vote is shown: {ruling}"));
	Ok(())
}
