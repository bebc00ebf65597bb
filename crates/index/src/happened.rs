//! The events that change more than the list of events, read from their stored form.

use crate::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use stoa_client::events::ChainEvent;

/// What happened to a job. Fields as in the pallet's documentation, those that nothing here needs left out.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) enum JobEvent {
	JobSubmitted {
		job: u64,
		requester: String,
		subject: Value,
		assurance: Value,
		max_fee: String,
		value_at_risk: String,
		deadline: u32,
	},
	ExecutorsDrawn {
		job: u64,
		round: u8,
		seats: Vec<(u8, String, TokenPrice)>,
	},
	AnswerCommitted {
		job: u64,
		seat: u8,
	},
	AnswerGiven {
		job: u64,
		seat: u8,
		claim: Claim,
	},
	AuditDecided {
		job: u64,
		auditors: u8,
	},
	ChallengeWindowOpened {
		job: u64,
	},
	RevealStarted {
		job: u64,
	},
	AnswerRevealed {
		job: u64,
		seat: u8,
	},
	SeatVacated {
		job: u64,
		seat: u8,
		provider: String,
		reason: Value,
	},
	PromptPosted {
		job: u64,
		provider: String,
	},
	CommitteeEnlarged {
		job: u64,
	},
	OutputAwaited {
		job: u64,
	},
	JobSettled {
		job: u64,
		claim: Claim,
		backers: Vec<(String, String)>,
		losing_percent: u8,
		charged: String,
		royalty: String,
		burned: String,
		treasury: String,
		returned: String,
	},
	JobEscalated {
		job: u64,
	},
	JobFinalized {
		job: u64,
		outcome: Value,
	},
	JobRefunded {
		job: u64,
		reason: String,
		call_out: String,
		burned: String,
		treasury: String,
		returned: String,
	},
	JobCancelled {
		job: u64,
		call_out: String,
		burned: String,
		treasury: String,
		returned: String,
	},
}

/// A price per 1,000 tokens, in planck.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct TokenPrice {
	pub per_1k_input: String,
	pub per_1k_output: String,
}

/// What an executor claims.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct Claim {
	pub output: String,
	pub tokens: u32,
	pub bytes: u32,
}

/// The events of [`JobEvent`] with the fields that are read. A test compares it with the runtime.
const READ: &[(&str, &[&str])] = &[
	(
		"JobSubmitted",
		&["job", "requester", "subject", "assurance", "max_fee", "value_at_risk", "deadline"],
	),
	("ExecutorsDrawn", &["job", "round", "seats"]),
	("AnswerCommitted", &["job", "seat"]),
	("AnswerGiven", &["job", "seat", "claim"]),
	("AuditDecided", &["job", "auditors"]),
	("ChallengeWindowOpened", &["job"]),
	("RevealStarted", &["job"]),
	("AnswerRevealed", &["job", "seat"]),
	("SeatVacated", &["job", "seat", "provider", "reason"]),
	("PromptPosted", &["job", "provider"]),
	("CommitteeEnlarged", &["job"]),
	("OutputAwaited", &["job"]),
	(
		"JobSettled",
		&[
			"job",
			"claim",
			"backers",
			"losing_percent",
			"charged",
			"royalty",
			"burned",
			"treasury",
			"returned",
		],
	),
	("JobEscalated", &["job"]),
	("JobFinalized", &["job", "outcome"]),
	("JobRefunded", &["job", "reason", "call_out", "burned", "treasury", "returned"]),
	("JobCancelled", &["job", "call_out", "burned", "treasury", "returned"]),
];

impl JobEvent {
	/// What an event did to a job, if it did something that is kept.
	pub(crate) fn of(event: &ChainEvent) -> Result<Option<Self>> {
		if event.pallet != "Inference" || !READ.iter().any(|(name, _)| *name == event.name) {
			return Ok(None);
		}
		let tagged = json!({ event.name.as_str(): event.data });
		serde_json::from_value(tagged).map(Some).map_err(|error| {
			Error::unreadable(format!("event {}.{}", event.pallet, event.name), error)
		})
	}
}

/// A release whose model was shown to be bad, if that is what happened.
pub(crate) fn forfeited(event: &ChainEvent) -> Option<u64> {
	let bad = event.pallet == "Models" && event.name == "BondForfeited";
	bad.then(|| event.data.get("release").and_then(Value::as_u64)).flatten()
}

/// What an event is about: ids in it, by the names of the fields, and accounts.
pub(crate) fn subjects(event: &ChainEvent) -> Vec<(&'static str, String)> {
	let mut found: Vec<(&'static str, String)> =
		event.accounts.iter().map(|account| ("account", account.clone())).collect();
	// Releases of data are counted for themselves.
	let of_data = event.pallet == "Datasets";
	let kinds = ["job", "release", "listing", "channel", "game"];
	for kind in kinds.into_iter().filter(|kind| !of_data || *kind != "release") {
		if let Some(id) = event.data.get(kind).and_then(Value::as_u64) {
			found.push((kind, id.to_string()));
		}
	}
	// Games are about a claim, which is a job's unless it says otherwise.
	let subject = event.data.get("subject").unwrap_or(&Value::Null);
	if event.pallet == "Referee"
		&& let Some(job) = subject.as_u64().or_else(|| subject.get("Job").and_then(Value::as_u64))
	{
		found.push(("job", job.to_string()));
	}
	if let Some(listing) = ruled_on(event) {
		found.push(("listing", listing.to_string()));
	}
	// A job names what it runs one level down.
	if let Some(release) = release_of(subject) {
		found.push(("release", release.to_string()));
	}
	found
}

/// The listing that an event of the court is about.
pub(crate) fn ruled_on(event: &ChainEvent) -> Option<u32> {
	let subject = event.data.get("subject").filter(|_| event.pallet == "Disputes")?;
	subject.get("ModelListing").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())
}

/// The dataset that an event of the court is about.
pub(crate) fn ruled_on_dataset(event: &ChainEvent) -> Option<u32> {
	let subject = event.data.get("subject").filter(|_| event.pallet == "Disputes")?;
	subject.get("Dataset").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())
}

/// The release that a job's subject names.
pub(crate) fn release_of(subject: &Value) -> Option<u64> {
	subject.get("Model").and_then(Value::as_u64)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_read_is_what_the_runtime_says() {
		for (event, wanted) in READ {
			let there = stoa_client::events::fields("Inference", event);
			let there = there.unwrap_or_else(|| panic!("the runtime has no event {event}"));
			for field in *wanted {
				assert!(there.contains(&(*field).to_string()), "{event} has no field {field}");
			}
		}
		let there = stoa_client::events::fields("Models", "BondForfeited").unwrap();
		assert!(there.contains(&"release".to_string()));
	}

	#[test]
	fn an_event_of_another_form_is_an_error_and_a_strange_one_is_not() {
		let event = |name: &str| ChainEvent {
			index: 0,
			extrinsic: None,
			pallet: "Inference".into(),
			name: name.into(),
			data: json!({ "job": "seven" }),
			accounts: Default::default(),
		};
		assert!(JobEvent::of(&event("RevealStarted")).is_err());
		assert_eq!(JobEvent::of(&event("SomethingNew")).unwrap(), None);
	}

	#[test]
	fn an_event_is_about_its_ids_and_accounts() {
		let event = ChainEvent {
			index: 0,
			extrinsic: Some(2),
			pallet: "Inference".into(),
			name: "JobSubmitted".into(),
			data: json!({ "job": 7, "subject": { "Model": 3 } }),
			accounts: ["5F".to_string()].into(),
		};
		let about = subjects(&event);
		for one in [("account", "5F"), ("job", "7"), ("release", "3")] {
			assert!(about.contains(&(one.0, one.1.to_string())), "{one:?}");
		}
		for subject in [json!(7), json!({ "Job": 7 })] {
			let game = ChainEvent {
				pallet: "Referee".into(),
				data: json!({ "subject": subject, "game": 2 }),
				..event.clone()
			};
			let about = subjects(&game);
			assert!(about.contains(&("job", "7".to_string())), "{subject}");
			assert!(about.contains(&("game", "2".to_string())), "{subject}");
		}
	}
}
