//! How a job went: the answer, what it is worth, what it cost and who got it.

use super::follow::{Ended, Ending};
use crate::{
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	local::Reader,
	show,
};
use serde_json::{Value, json};
use stoa_client::{Amount, Settled, types::JobDetails};
use stoa_primitives::{AnswerClaim, Balance, JobId, ReleaseId};

/// What was ordered.
pub struct Ordered {
	/// The release.
	pub release: ReleaseId,
	/// The model's name, if known.
	pub model: Option<String>,
	/// Most it could cost, in planck.
	pub max_fee: Balance,
	/// What a lie could be worth, in planck.
	pub value_at_risk: Balance,
	/// Whether prompt and answer are for the drawn executors alone.
	pub private: bool,
	/// Whether it is of class Exact; else it is Replicated.
	pub exact: bool,
}

impl Ordered {
	/// From the chain's record.
	pub fn of(details: &JobDetails) -> Self {
		Self {
			release: details.release,
			model: None,
			max_fee: details.max_fee,
			value_at_risk: details.value_at_risk,
			private: details.reply_key.is_some(),
			exact: details.exact.is_some(),
		}
	}
}

/// Prints it; an error, told already, unless there is the answer that was waited for.
pub fn print(
	context: &Context,
	ordered: &Ordered,
	ending: &Ending,
	reader: &Reader,
) -> Result<(), Fail> {
	let output = ending.output.as_ref();
	let answer = output.map(|output| reader.output(output, ordered.exact));
	match &ending.result {
		Ended::Given(claim) => {
			context.print(&given_json(ordered, ending, claim, &answer), || {
				let job = ending.job;
				format!(
					"{}\n\ncommitted, not verified yet: follow it with `stoa job watch {job}`",
					answer.clone().unwrap_or_default()
				)
			});
			Ok(())
		}
		Ended::Settled(settled) => {
			context.print(&settled_json(ordered, ending, settled, &answer), || {
				settled_text(ordered, ending, settled, &answer)
			});
			match ending.output {
				Some(_) => Ok(()),
				None => Err(Fail::told(FAILED, "the answer was paid, but could not be fetched")),
			}
		}
		Ended::Without { status, reason, text, returned, call_out } => {
			let object = json!({
				"job": ending.job,
				"release": ordered.release,
				"status": status,
				"reason": reason,
				"error": text,
				"returned": returned.to_string(),
				"call_out": call_out.to_string(),
				"blocks": blocks(ending),
				"seconds": ending.took.as_secs_f64(),
			});
			context.print(&object, || {
				let mut line = format!(
					"job {} was {status}: {text}\n{} returned",
					ending.job,
					Amount(*returned)
				);
				if *call_out > 0 {
					line.push_str(&format!(", {} paid to the executors", Amount(*call_out)));
				}
				line
			});
			Err(Fail::told(REFUNDED, text.clone()))
		}
	}
}

fn blocks(ending: &Ending) -> Value {
	json!({
		"submitted": ending.submitted,
		"ended": ending.ended.number,
		"count": ending.submitted.map(|first| ending.ended.number.saturating_sub(first)),
	})
}

fn given_json(
	ordered: &Ordered,
	ending: &Ending,
	claim: &AnswerClaim,
	answer: &Option<String>,
) -> Value {
	json!({
		"job": ending.job,
		"release": ordered.release,
		"model": ordered.model,
		"status": "committed",
		"answer": answer,
		"answer_hex": ending.output.as_ref().map(hex::encode),
		"tokens": claim.tokens,
		"verified": { "class": "Exact", "state": "Committed" },
		"blocks": blocks(ending),
		"seconds": ending.took.as_secs_f64(),
	})
}

fn settled_json(
	ordered: &Ordered,
	ending: &Ending,
	settled: &Settled,
	answer: &Option<String>,
) -> Value {
	let executors: Vec<Value> = settled
		.backers
		.iter()
		.map(|(account, paid)| json!({ "account": account.to_string(), "paid": paid.to_string() }))
		.collect();
	json!({
		"job": ending.job,
		"release": ordered.release,
		"model": ordered.model,
		"status": "settled",
		"answer": answer,
		"answer_hex": ending.output.as_ref().map(hex::encode),
		"tokens": settled.claim.tokens,
		"private": ordered.private,
		"verified": verified_json(ordered, settled),
		"cost": {
			"max_fee": ordered.max_fee.to_string(),
			"charged": settled.charged.to_string(),
			"executors": executors,
			"royalty": settled.royalty.to_string(),
			"burned": settled.burned.to_string(),
			"treasury": settled.treasury.to_string(),
			"returned": settled.returned.to_string(),
		},
		"blocks": blocks(ending),
		"seconds": ending.took.as_secs_f64(),
	})
}

fn verified_json(ordered: &Ordered, settled: &Settled) -> Value {
	let value_at_risk = ordered.value_at_risk.to_string();
	if ordered.exact {
		return json!({
			"class": "Exact",
			"state": "Final",
			"auditors": auditors(settled),
			"trace": settled.claim.trace.as_ref().map(show::hash),
			"value_at_risk": value_at_risk,
		});
	}
	json!({
		"class": "Replicated",
		"executors": settled.executors,
		"quorum": settled.quorum,
		"backers": settled.backers.len(),
		"losing_percent": settled.losing_percent,
		"value_at_risk": value_at_risk,
	})
}

/// Class Exact: who stands behind the answer beside its executor.
fn auditors(settled: &Settled) -> usize {
	settled.backers.len().saturating_sub(1)
}

/// What verified means here.
fn class(ordered: &Ordered, settled: &Settled) -> String {
	if ordered.exact {
		return match auditors(settled) {
			0 => "Exact: final; unaudited, and nobody refuted it".to_string(),
			auditors => format!("Exact: final; audited by {auditors}, and nobody refuted it"),
		};
	}
	let agreed = settled.backers.len();
	let mut class =
		format!("Replicated {}, quorum {}: {agreed} agreed", settled.executors, settled.quorum);
	if settled.losing_percent > 0 {
		class.push_str(&format!("; {}% of the bond answered otherwise", settled.losing_percent));
	}
	class
}

fn settled_text(
	ordered: &Ordered,
	ending: &Ending,
	settled: &Settled,
	answer: &Option<String>,
) -> String {
	let missing =
		"(the answer could not be fetched from its backers; they keep it until the job is final)";
	let answer = answer.as_deref().unwrap_or(missing);
	let model = ordered.model.clone().map(|name| format!(" ({name})")).unwrap_or_default();
	let mut rows = vec![
		("job", format!("{} on release {}{model}", ending.job, ordered.release)),
		("class", class(ordered, settled)),
		("at risk", Amount(ordered.value_at_risk).to_string()),
		("cost", format!("{} of at most {}", Amount(settled.charged), Amount(ordered.max_fee))),
	];
	for (at, (account, paid)) in settled.backers.iter().enumerate() {
		let who = if ordered.exact && at > 0 { "  auditor" } else { "  executor" };
		rows.push((who, format!("{}  {account}", Amount(*paid))));
	}
	rows.push(("  owners", Amount(settled.royalty).to_string()));
	rows.push(("  burned", Amount(settled.burned).to_string()));
	rows.push(("  treasury", Amount(settled.treasury).to_string()));
	rows.push(("returned", Amount(settled.returned).to_string()));
	rows.push(("time", time(ending)));
	format!("{answer}\n\n{}", show::rows(&rows))
}

fn time(ending: &Ending) -> String {
	let seconds = ending.took.as_secs_f64();
	match ending.submitted {
		Some(first) => format!(
			"{} blocks, from {first} to {} ({seconds:.1} s)",
			ending.ended.number.saturating_sub(first),
			ending.ended.number
		),
		None => format!("until block {}", ending.ended.number),
	}
}

/// A job that was ordered and is not waited for.
pub fn ordered(context: &Context, job: JobId, block: u32, deadline: u32, max_fee: Balance) {
	context.print(
		&json!({
			"job": job,
			"status": "submitted",
			"block": block,
			"deadline": deadline,
			"max_fee": max_fee.to_string(),
		}),
		|| {
			format!(
				"job {job} submitted in block {block} for at most {}; an answer or the refund comes by \
				 block {deadline}\nfollow it with `stoa job watch {job}`",
				Amount(max_fee)
			)
		},
	);
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Duration;
	use stoa_client::{Block, keys};
	use stoa_primitives::{AnswerClaim, STOA};

	fn ending(output: Option<&[u8]>) -> (Ordered, Ending, Settled) {
		let settled = Settled {
			claim: AnswerClaim { output: [1; 32], tokens: 3, bytes: 5, trace: None },
			executors: 3,
			quorum: 2,
			backers: vec![(keys::account("//Bob").unwrap(), STOA / 10)],
			losing_percent: 0,
			charged: STOA / 2,
			royalty: STOA / 20,
			burned: 3,
			treasury: 2,
			returned: STOA / 2,
		};
		let ordered = Ordered {
			release: 4,
			model: Some("SmolLM2".into()),
			max_fee: STOA,
			value_at_risk: STOA,
			private: false,
			exact: false,
		};
		let ending = Ending {
			job: 7,
			output: output.map(<[u8]>::to_vec),
			result: Ended::Settled(settled.clone()),
			submitted: Some(12),
			ended: Block { number: 19, hash: [0; 32], parent: [0; 32] },
			took: Duration::from_secs(21),
		};
		(ordered, ending, settled)
	}

	#[test]
	fn the_report_names_class_cost_and_split() {
		let (ordered, ending, settled) = ending(Some(b"Paris"));
		let answer = Some("Paris".to_string());
		let text = settled_text(&ordered, &ending, &settled, &answer);
		for part in [
			"Paris",
			"Replicated 3, quorum 2",
			"0.5 STOA of at most 1 STOA",
			"0.1 STOA  5FHneW46",
			"3 planck",
			"7 blocks, from 12 to 19",
			"(SmolLM2)",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let object = settled_json(&ordered, &ending, &settled, &answer);
		assert_eq!(object["answer"], "Paris");
		assert_eq!(object["cost"]["charged"], (STOA / 2).to_string());
		assert_eq!(object["verified"]["class"], "Replicated");
		assert_eq!(object["blocks"]["count"], 7);
	}

	#[test]
	fn a_missing_answer_is_said() {
		let (ordered, ending, settled) = ending(None);
		assert!(settled_text(&ordered, &ending, &settled, &None).contains("could not be fetched"));
		assert!(!ending.is_done());
	}

	#[test]
	fn an_answer_of_class_exact_says_who_audited_it() {
		let (mut ordered, ending, mut settled) = ending(Some(&[1, 0, 0, 0]));
		ordered.exact = true;
		assert!(class(&ordered, &settled).contains("unaudited"));
		settled.backers.push((keys::account("//Charlie").unwrap(), 8));
		settled.claim.trace = Some([5; 32]);
		let text = settled_text(&ordered, &ending, &settled, &Some("Paris".into()));
		for part in ["audited by 1", "  auditor", "8 planck"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let verified = verified_json(&ordered, &settled);
		assert_eq!((&verified["auditors"], &verified["state"]), (&1.into(), &"Final".into()));
		assert_eq!(verified["trace"], show::hash(&[5; 32]));
		let given = given_json(&ordered, &ending, &settled.claim, &Some("Paris".into()));
		assert_eq!((&given["status"], &given["answer"]), (&"committed".into(), &"Paris".into()));
	}
}
