//! `stoa juror show`: bonds, and what is due from a juror with the last block for it.

use crate::{context::Context, dispute::words, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	Amount, At,
	types::{AccountId, CasePhase, JurorSeatState},
};
use stoa_primitives::{BlockNumber, CaseId, Court};

/// What a juror has to do.
pub struct Duty {
	/// In which case.
	pub case: CaseId,
	/// In which round of it.
	pub round: u8,
	/// A word for scripts: `vote`, `reveal` or `wait`.
	pub word: &'static str,
	/// The same for people.
	pub phrase: String,
	/// Last block for it, if it has one.
	pub until: Option<BlockNumber>,
}

impl Duty {
	/// For scripts.
	pub fn as_json(&self) -> Value {
		json!({
			"case": self.case,
			"round": self.round,
			"due": self.word,
			"until": self.until,
		})
	}

	/// For people.
	pub fn line(&self) -> String {
		format!("case {}, round {}: {}", self.case, self.round, self.phrase)
	}
}

/// All that is due from a juror, the most urgent first.
pub async fn all(at: &At, who: &AccountId) -> Result<Vec<Duty>, Fail> {
	let mut due = Vec::new();
	for (case, round) in at.juror_duties(who).await? {
		due.push(duty(at, who, case, round).await?);
	}
	due.sort_by_key(|duty| duty.until.unwrap_or(BlockNumber::MAX));
	Ok(due)
}

/// Prints it.
pub async fn show(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let who = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let mut rows = vec![("juror", who.to_string())];
	let bonds = bonds(&at, &who, &mut rows).await?;
	let due = all(&at, &who).await?;
	rows.extend(due.iter().map(|duty| ("seat", duty.line())));
	let duties: Vec<Value> = due.iter().map(Duty::as_json).collect();
	let object = json!({ "juror": who.to_string(), "bonds": bonds, "duties": duties });
	context.print(&object, || {
		if bonds.is_empty() {
			return format!("{who} has no bond in a court: `stoa juror bond COURT AMOUNT`");
		}
		show::rows(&rows)
	});
	Ok(())
}

async fn bonds(
	at: &At,
	who: &AccountId,
	rows: &mut Vec<(&'static str, String)>,
) -> Result<Vec<Value>, Fail> {
	let mut bonds = Vec::new();
	for court in Court::ALL {
		let Some(bond) = at.juror(court, who).await? else { continue };
		let name = words::court(court);
		let mut line = format!("{} in court {name}, weight {}", Amount(bond.bond), bond.weight);
		if bond.locked > 0 {
			line.push_str(&format!("; {} behind seats", Amount(bond.locked)));
		}
		if bond.leaving > 0 {
			let leaving = Amount(bond.leaving);
			line.push_str(&format!("; {leaving} to be taken out from block {}", bond.leave_at));
		}
		rows.push(("bond", line));
		bonds.push(json!({
			"court": name,
			"bond": bond.bond.to_string(),
			"locked": bond.locked.to_string(),
			"leaving": bond.leaving.to_string(),
			"leave_at": bond.leave_at,
			"weight": bond.weight,
		}));
	}
	Ok(bonds)
}

async fn duty(at: &At, who: &AccountId, id: CaseId, round: u8) -> Result<Duty, Fail> {
	let wait = |phrase: &str| Duty {
		case: id,
		round,
		word: "wait",
		phrase: phrase.to_string(),
		until: None,
	};
	let Some(case) = at.case(id).await?.filter(|case| case.round == round) else {
		return Ok(wait("nothing to do: its bond is free when the case is settled"));
	};
	let panel = at.panel(id, round).await?;
	let state = panel.into_iter().find(|(juror, _)| juror == who).map(|(_, seat)| seat.state);
	let now = at.number();
	Ok(match (case.phase, state) {
		(CasePhase::Committing { until }, Some(JurorSeatState::Drawn)) => Duty {
			word: "vote",
			phrase: format!("vote {}: `stoa juror vote {id} RULING`", words::by(until, now)),
			until: Some(until),
			..wait("")
		},
		(CasePhase::Committing { until }, Some(JurorSeatState::Committed(_))) => {
			wait(&format!("hidden; to be shown after block {until}, or once all are hidden"))
		}
		(CasePhase::Revealing { until }, Some(JurorSeatState::Committed(_))) => Duty {
			word: "reveal",
			phrase: format!("show the vote {}: `stoa juror reveal {id}`", words::by(until, now)),
			until: Some(until),
			..wait("")
		},
		_ => wait("nothing to do: its bond is free when the case is settled"),
	})
}
