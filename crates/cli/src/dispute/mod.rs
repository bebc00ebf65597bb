//! `stoa dispute`.

mod matter;
mod push;
pub mod raise;
mod show;
pub mod words;

use crate::{
	account,
	args::DisputeCommand,
	context::Context,
	fail::{FAILED, Fail},
	show as print,
};
use serde_json::{Value, json};
use std::path::Path;
use stoa_client::{
	Amount, At,
	calls::court,
	keys,
	types::{CaseDetails, CasePhase},
};
use stoa_primitives::{Balance, CaseId, Side, merkle};

/// Longest place of a piece of evidence.
const PLACE_BYTES: usize = 128;

/// Runs `stoa dispute`.
pub async fn run(context: &Context, command: DisputeCommand) -> Result<(), Fail> {
	match command {
		DisputeCommand::List => list(context).await,
		DisputeCommand::Show { case } => show::one(context, case).await,
		DisputeCommand::Raise(args) => raise::run(context, args).await,
		DisputeCommand::Join { case, yes } => join(context, case, yes).await,
		DisputeCommand::Evidence { case, file, place } => {
			evidence(context, case, &file, &place).await
		}
		DisputeCommand::Fund { case, side, amount, yes } => {
			fund(context, case, side.into(), amount, yes).await
		}
		DisputeCommand::Push { case } => push::run(context, case).await,
	}
}

/// A case that must be there.
pub async fn find(at: &At, id: CaseId) -> Result<CaseDetails, Fail> {
	at.case(id).await?.ok_or_else(|| {
		Fail::refused(format!("there is no case {id}, or it is over: see `stoa dispute list`"))
	})
}

async fn list(context: &Context) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let mut lines = Vec::new();
	let mut all = Vec::new();
	for id in at.cases().await? {
		let Some(case) = at.case(id).await? else { continue };
		let (word, phrase) = words::phase(&case.phase, at.number());
		let court = words::court(case.court.0);
		all.push(json!({
			"case": id,
			"about": words::subject(&case.subject),
			"court": court,
			"phase": word,
			"round": case.round,
		}));
		lines.push([id.to_string(), words::subject(&case.subject), court.to_string(), phrase]);
	}
	context.print(&Value::Array(all), || {
		if lines.is_empty() {
			return "no case is open: bring one with `stoa dispute raise`".to_string();
		}
		print::table(["case", "about", "court", "phase"], &lines)
	});
	Ok(())
}

async fn join(context: &Context, id: CaseId, yes: bool) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let (at, who) = (client.best().await?, keys::account_of(&signer));
	let case = find(&at, id).await?;
	if case.respondent.account != who {
		return Err(Fail::refused(format!(
			"case {id} is against {}: nobody else joins it",
			case.respondent.account
		)));
	}
	let CasePhase::Evidence { until } = case.phase else {
		let (_, phrase) = words::phase(&case.phase, at.number());
		return Err(Fail::refused(format!("it is too late to join case {id}: {phrase}")));
	};
	let missing = case.claimant.fee.saturating_sub(case.respondent.fee);
	if missing == 0 {
		return Err(Fail::refused(format!("you have put up all that case {id} asks of you")));
	}
	let mut rows = vec![
		("about", words::subject(&case.subject)),
		("claimant", case.claimant.account.to_string()),
		("put up", format!("{}, {}", Amount(missing), words::by(until, at.number()))),
		("if the claim fails", "it comes back, with a part of the claimant's bond".to_string()),
		("if it is right", "it pays the jurors, and the claimant need not".to_string()),
		("if nobody wins", "it pays half of the jurors, and the rest comes back".to_string()),
	];
	rows.extend(words::rulings(&case.subject, case.rulings.0));
	context.begin(|| print::rows(&rows));
	account::require(&at, &who, missing, "joining the case").await?;
	let question = format!("Join case {id}? {} are put on hold.", Amount(missing));
	context.confirm(&question, yes, "not joined: nothing was put on hold")?;
	let included = client.submit(&signer, &court::join(id)).await?.in_best_block().await?;
	let block = included.block.number;
	context.print(&json!({ "case": id, "held": missing.to_string(), "block": block }), || {
		let held = Amount(missing);
		format!(
			"put up {held} in case {id}: it comes back unless the claimant wins, but for half of the jurors' fees \
			 if nobody does"
		)
	});
	Ok(())
}

async fn evidence(context: &Context, id: CaseId, file: &Path, place: &str) -> Result<(), Fail> {
	let bytes = std::fs::read(file)
		.map_err(|error| Fail::refused(format!("{}: {error}", file.display())))?;
	let length = u32::try_from(bytes.len())
		.map_err(|_| Fail::refused("the file is larger than the court looks at: bring a part"))?;
	if place.len() > PLACE_BYTES {
		return Err(Fail::refused(format!(
			"--place has {} bytes, and the chain takes {PLACE_BYTES}: give a shorter address",
			place.len()
		)));
	}
	let content = merkle::content_root(&bytes);
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.best().await?;
	let deposit = find(&at, id).await?.parameters.evidence_deposit;
	account::require(&at, &keys::account_of(&signer), deposit, "a piece of evidence").await?;
	let call = court::submit_evidence(id, content, length, place);
	let block = client.submit(&signer, &call).await?.in_best_block().await?.block.number;
	let root = print::hash(&content);
	context.print(&json!({ "case": id, "content": root, "bytes": length, "block": block }), || {
		format!("{} is evidence in case {id}: keep it at {place} until the case is over", root)
	});
	Ok(())
}

async fn fund(
	context: &Context,
	id: CaseId,
	side: Side,
	amount: Option<Amount>,
	yes: bool,
) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.best().await?;
	let case = find(&at, id).await?;
	let Some(lacking) = at.appeal_quote(id, side).await? else {
		let (_, phrase) = words::phase(&case.phase, at.number());
		return Err(Fail::refused(format!("no appeal can be paid for now: {phrase}")));
	};
	let name = words::side(side);
	if lacking == 0 {
		return Err(Fail::refused(format!("the {name} has all that its appeal costs")));
	}
	let amount: Balance = amount.map_or(lacking, |amount| amount.0.min(lacking));
	account::require(&at, &keys::account_of(&signer), amount, "the appeal").await?;
	let question = format!(
		"Pay {} for the {name} in case {id}? If the {name} is right in the end, it comes back, with as much again at \
		 most, but for what the jurors cost and the other side has not put up; if the other side is right, it is lost. \
		 If neither is, it pays its part of the jurors, and the rest comes back. If no appeal comes about, all of it \
		 comes back.",
		Amount(amount)
	);
	context.confirm(&question, yes, "nothing was paid")?;
	let call = court::fund_appeal(id, side, amount);
	let block = client.submit(&signer, &call).await?.in_best_block().await?.block.number;
	let left = lacking.saturating_sub(amount);
	let won = case.ruling.and_then(|ruling| ruling.winner()) == Some(side);
	context.print(
		&json!({
			"case": id,
			"side": name,
			"paid": amount.to_string(),
			"lacking": left.to_string(),
			"block": block,
		}),
		|| match (left, case.phase) {
			(0, _) => format!("the {name} has all that its appeal costs"),
			(_, CasePhase::Appealing { half, until }) => {
				let last = if won { until } else { half };
				format!("{} are lacking still, until block {last}", Amount(left))
			}
			_ => format!("{} are lacking still", Amount(left)),
		},
	);
	Ok(())
}

/// What can only be if this program and the chain do not belong together.
pub fn unexpected(what: &str) -> Fail {
	Fail::new(FAILED, format!("the chain did not say {what}: use the release that belongs to it"))
}
