//! `stoa dispute raise`: what it costs, what can come of it and by when, before anything is signed.

use super::{matter::Matter, unexpected, words};
use crate::{account, args::RaiseArgs, context::Context, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	Amount, Client, Keypair, Submission,
	calls::{court, datasets, leases},
	keys,
	types::{CaseCosts, CaseSubject, CourtParameters},
};
use stoa_primitives::{BlockNumber, ListingFault};

/// Runs it.
pub async fn run(context: &Context, args: RaiseArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let who = keys::account_of(&signer);
	let at = client.best().await?;
	let matter = Matter::of(&at, &who, &args).await?;
	let costs = at.case_costs(matter.court, &who).await?;
	let parameters = at.court_parameters(matter.court).await?;
	let mut object = as_json(&matter, &costs, &parameters, at.number());
	context.begin(|| show::rows(&rows(&matter, &costs, &parameters, at.number())));
	if args.quote {
		context.print(&object, String::new);
		return Ok(());
	}
	let needed = costs.fee.saturating_add(costs.bond);
	account::require(&at, &who, needed, "the case").await?;
	let question = format!("Bring it before the court? {} are put on hold.", Amount(needed));
	context.confirm(
		&question,
		args.yes,
		"not brought before the court: nothing was put on hold",
	)?;
	let included = submit(&client, &signer, &matter).await?.in_best_block().await?;
	let case = included.opened_case().ok_or_else(|| unexpected("which case was opened"))?;
	object["case"] = case.into();
	object["block"] = included.block.number.into();
	context.print(&object, || {
		format!(
			"case {case} is open: bring evidence with `stoa dispute evidence {case} FILE --place URL`, \
			 follow it with `stoa dispute show {case}`"
		)
	});
	Ok(())
}

/// Each market brings its own subjects.
async fn submit(client: &Client, signer: &Keypair, matter: &Matter) -> Result<Submission, Fail> {
	Ok(match &matter.subject {
		CaseSubject::ModelListing(_) | CaseSubject::Dataset(_) => {
			let fault = matter.fault.unwrap_or(ListingFault::FalseCard);
			let call = court::challenge_listing(matter.subject.clone(), fault);
			client.submit(signer, &call).await?
		}
		CaseSubject::Strikes(_) => client.submit(signer, &court::appeal_strikes()).await?,
		CaseSubject::Lease(id) => client.submit(signer, &leases::go_to_court(*id)).await?,
		CaseSubject::License(id) => client.submit(signer, &datasets::go_to_court(*id)).await?,
	})
}

fn as_json(
	matter: &Matter,
	costs: &CaseCosts,
	parameters: &CourtParameters,
	now: BlockNumber,
) -> Value {
	json!({
		"about": words::subject(&matter.subject),
		"court": words::court(matter.court),
		"against": matter.against.map(|account| account.to_string()),
		"at_stake": matter.at_stake.to_string(),
		"fee": costs.fee.to_string(),
		"bond": costs.bond.to_string(),
		"rulings": words::effects(&matter.subject, matter.rulings),
		"evidence_until": now.saturating_add(1).saturating_add(parameters.evidence_blocks),
		"commit_blocks": parameters.commit_blocks,
		"reveal_blocks": parameters.reveal_blocks,
		"appeal_blocks": parameters.appeal_blocks,
		"max_rounds": parameters.max_rounds,
	})
}

fn rows(
	matter: &Matter,
	costs: &CaseCosts,
	parameters: &CourtParameters,
	now: BlockNumber,
) -> Vec<(&'static str, String)> {
	let against = matter.against.map(|account| account.to_string());
	let mut rows = vec![
		("about", words::subject(&matter.subject)),
		("court", words::court(matter.court).to_string()),
		("against", against.unwrap_or_else(|| "the treasury, which puts nothing up".to_string())),
	];
	rows.extend(matter.fault.map(|fault| ("claim", words::fault(fault).to_string())));
	if matter.at_stake > 0 {
		rows.push(("at stake", format!("{}: a ruling moves no more", Amount(matter.at_stake))));
	}
	rows.extend([
		(
			"jurors' fee",
			format!(
				"{}; the losing side pays it as far as it put it up, or each side half if nobody wins",
				Amount(costs.fee)
			),
		),
		("bond", format!("{}; lost if the claim is dismissed", Amount(costs.bond))),
	]);
	rows.extend(words::rulings(&matter.subject, matter.rulings));
	let evidence = now.saturating_add(1).saturating_add(parameters.evidence_blocks);
	let deposit = Amount(parameters.evidence_deposit);
	rows.extend([
		("evidence", format!("{}; {deposit} on hold for each piece", words::by(evidence, now))),
		(
			"jurors",
			format!(
				"{}, drawn after that; {} to hide their votes, {} to show them",
				parameters.seats,
				words::span(parameters.commit_blocks),
				words::span(parameters.reveal_blocks)
			),
		),
		(
			"appeals",
			format!(
				"{} to pay for one after each ruling, {} rounds at most",
				words::span(parameters.appeal_blocks),
				parameters.max_rounds
			),
		),
	]);
	rows
}
