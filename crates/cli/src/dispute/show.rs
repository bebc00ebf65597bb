//! `stoa dispute show`: one case with everything that both sides need to know.

use super::{find, push, words};
use crate::{context::Context, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	Amount, At,
	types::{CaseDetails, CasePhase, EvidenceItem, JurorSeatState, Party},
};
use stoa_primitives::{CaseId, Ruling, Side};

type Rows = Vec<(&'static str, String)>;

/// Prints it.
pub async fn one(context: &Context, id: CaseId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let case = find(&at, id).await?;
	let (word, phrase) = words::phase(&case.phase, at.number());
	let ruled = case.ruling.as_ref().map(|ruling| words::ruling(ruling.0));
	let mut rows: Rows = vec![
		("case", id.to_string()),
		("about", words::subject(&case.subject)),
		("claimant", party(&case, &case.claimant)),
		("respondent", party(&case, &case.respondent)),
		("court", words::court(case.court.0).to_string()),
		("phase", phrase),
	];
	if let Some(fault) = &case.fault {
		rows.push(("claim", words::fault(fault.0).to_string()));
	}
	rows.extend(words::rulings(&case.subject, case.rulings.0));
	if let Some(ruled) = ruled {
		rows.push(("ruled so far", ruled.to_string()));
	}
	let evidence = at.evidence_of(id).await?;
	rows.extend(evidence.iter().map(|item| ("evidence", piece(item))));
	let rounds = rounds(&at, id, &case, &mut rows).await?;
	let appeal = appeal(&at, id, &case, &mut rows).await?;
	let step = at.case_step(id).await?.as_ref().map(push::name);
	if let Some(step) = &step {
		rows.push(("due now", format!("{step}, by `stoa dispute push {id}`")));
	}
	let object = json!({
		"case": id,
		"about": words::subject(&case.subject),
		"claimant": case.claimant.account.to_string(),
		"respondent": case.respondent.account.to_string(),
		"court": words::court(case.court.0),
		"phase": word,
		"round": case.round,
		"rulings": words::effects(&case.subject, case.rulings.0),
		"ruled": ruled,
		"evidence": evidence.iter().map(piece_json).collect::<Value>(),
		"rounds": rounds,
		"appeal": appeal,
		"due": step,
	});
	context.print(&object, || show::rows(&rows));
	Ok(())
}

fn party(case: &CaseDetails, party: &Party) -> String {
	let evidence = case.parameters.evidence_deposit.saturating_mul(party.evidence.into());
	let held = party.fee.saturating_add(party.bond).saturating_add(evidence);
	format!("{}, {} on hold", party.account, Amount(held))
}

fn piece(item: &EvidenceItem) -> String {
	let place = show::text(&item.place);
	let root = show::hash(&item.content);
	format!("of the {}: {} bytes, root {root}, at {place}", words::side(item.by.0), item.bytes)
}

fn piece_json(item: &EvidenceItem) -> Value {
	json!({
		"by": words::side(item.by.0),
		"content": show::hash(&item.content),
		"bytes": item.bytes,
		"place": show::text(&item.place),
	})
}

/// Panels, and how they voted as far as it is shown.
async fn rounds(at: &At, id: CaseId, case: &CaseDetails, rows: &mut Rows) -> Result<Value, Fail> {
	let mut all = Vec::new();
	for number in 0..=case.round {
		let Some(round) = at.round(id, number).await? else { continue };
		let votes: Vec<String> = Ruling::ALL
			.iter()
			.zip(round.votes.0)
			.filter(|(_, votes)| *votes > 0)
			.map(|(ruling, votes)| format!("{} {votes}", words::ruling(*ruling)))
			.collect();
		let shown = if votes.is_empty() { "nothing shown".to_string() } else { votes.join(", ") };
		let (court, seats) = (words::court(round.court.0), round.seats);
		let hidden = round.hidden;
		let line = format!("{number}: court {court}, {seats} seats, {hidden} hidden; {shown}");
		rows.push(("round", line));
		let mut panel = Vec::new();
		for (juror, seat) in at.panel(id, number).await? {
			panel.push(
				json!({ "juror": juror.to_string(), "seats": seat.seats, "did": did(&seat.state) }),
			);
		}
		all.push(json!({
			"round": number,
			"court": court,
			"seats": seats,
			"hidden": hidden,
			"votes": votes,
			"panel": panel,
		}));
	}
	Ok(all.into())
}

fn did(state: &JurorSeatState) -> &'static str {
	match state {
		JurorSeatState::Drawn => "nothing",
		JurorSeatState::Committed(_) => "hidden",
		JurorSeatState::Revealed(ruling) => words::ruling(ruling.0),
		JurorSeatState::Forfeited => "forfeited",
	}
}

/// What an appeal lacks, while one can be paid for.
async fn appeal(at: &At, id: CaseId, case: &CaseDetails, rows: &mut Rows) -> Result<Value, Fail> {
	if !matches!(case.phase, CasePhase::Appealing { .. }) {
		return Ok(Value::Null);
	}
	let mut object = json!({});
	for side in Side::BOTH {
		let Some(lacking) = at.appeal_quote(id, side).await? else { continue };
		let name = words::side(side);
		object[name] = lacking.to_string().into();
		rows.push(("appeal", format!("the {name} lacks {}", Amount(lacking))));
	}
	Ok(object)
}
