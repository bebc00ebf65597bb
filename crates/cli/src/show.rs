//! Tables, hashes, shares, and the chain's states in words.

use crate::fail::Fail;
use serde_json::{Value, json};
use stoa_client::types::{
	CancelReason, JobDetails, JobRecord, JobState, Openings, Outcome, RefundReason, Refusal,
	SeatState, VacateReason,
};
use stoa_primitives::{Assurance, DeclineReason, Digest, ReleaseId, TokenPrice, VerificationClass};

use stoa_client::Amount;

/// A hash as hex.
pub fn hash(digest: &Digest) -> String {
	format!("0x{}", hex::encode(digest))
}

/// Bytes from the chain that should be text; control characters are not printed.
pub fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes)
		.chars()
		.map(|c| if c.is_control() { '\u{fffd}' } else { c })
		.collect()
}

/// An answer as text; line breaks and tabs stay, what could drive a terminal does not.
pub fn answer(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes)
		.chars()
		.map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c })
		.collect()
}

/// Names and values, aligned.
pub fn rows(rows: &[(&str, String)]) -> String {
	let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
	rows.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
}

/// A table with a heading, columns aligned.
pub fn table<const N: usize>(heading: [&str; N], lines: &[[String; N]]) -> String {
	let mut widths = heading.map(|cell| cell.chars().count());
	for line in lines {
		for (width, cell) in widths.iter_mut().zip(line) {
			*width = (*width).max(cell.chars().count());
		}
	}
	let print = |cells: &[String]| {
		let line: String =
			cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}  ")).collect();
		format!("{}\n", line.trim_end())
	};
	let mut out = print(&heading.map(str::to_string));
	for line in lines {
		out.push_str(&print(line));
	}
	out
}

/// A share in parts of 1,000,000,000 as percent.
pub fn percent(parts: u32) -> String {
	let digits = format!("{}.{:07}", parts / 10_000_000, parts % 10_000_000);
	format!("{}%", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A price for people.
pub fn price(price: &TokenPrice) -> String {
	format!(
		"{} in, {} out per 1,000 tokens",
		Amount(price.per_1k_input),
		Amount(price.per_1k_output)
	)
}

/// A price for scripts.
pub fn price_json(price: &TokenPrice) -> Value {
	json!({
		"per_1k_input": price.per_1k_input.to_string(),
		"per_1k_output": price.per_1k_output.to_string(),
	})
}

/// A class by the name that results carry.
pub fn class(class: VerificationClass) -> &'static str {
	match class {
		VerificationClass::Exact => "Exact",
		VerificationClass::Replicated => "Replicated",
		VerificationClass::Tolerant => "Tolerant",
		VerificationClass::Attested => "Attested",
	}
}

/// What was bought, as results name it.
pub fn assurance(assurance: &Assurance) -> String {
	match assurance {
		Assurance::Exact => "Exact".to_string(),
		Assurance::Replicated { executors, quorum } => {
			format!("Replicated {executors}, quorum {quorum}")
		}
	}
}

/// Class Exact: how many auditors have shown the same as the answer.
pub fn auditors(job: &JobDetails) -> usize {
	let agrees = |state: &SeatState| match (state, &job.answer) {
		(SeatState::Revealed { claim, .. }, Some(answer)) => claim.0 == answer.0,
		_ => false,
	};
	job.seats.iter().filter(|seat| seat.auditor && agrees(&seat.state)).count()
}

/// What a result that is over is worth.
pub fn verified(record: &JobRecord) -> String {
	match (record.class.0, record.auditors) {
		(VerificationClass::Exact, 0) => "Exact, unaudited".to_string(),
		(VerificationClass::Exact, auditors) => format!("Exact, audited by {auditors}"),
		(class, _) => {
			format!("{} {}, quorum {}", self::class(class), record.executors, record.quorum)
		}
	}
}

/// What a job waits for: a word for scripts, a phrase for people.
pub fn state(job: &JobDetails) -> (&'static str, String) {
	if job.exact.is_some() && job.answer.is_some() {
		return answered(job);
	}
	match &job.state {
		JobState::Drawing { at } => ("drawing", format!("executors are drawn in block {at}")),
		JobState::Computing => ("computing", format!("{} executors compute", computing(job))),
		JobState::Revealing { until } => ("revealing", format!("reveals are due by block {until}")),
		JobState::Serving { until, .. } => {
			("serving", format!("answered; the output is to be fetched by block {until}"))
		}
		JobState::Settled { until } => {
			("settled", format!("answered and paid; final in block {until}"))
		}
		JobState::Challengeable { .. } => answered(job),
		// Generated beside the variants; no job is in it.
		JobState::__Ignore(_) => {
			("unknown", "in a state that this program does not know".to_string())
		}
	}
}

/// The state of an answer of class Exact that is not final.
fn answered(job: &JobDetails) -> (&'static str, String) {
	let next = match &job.state {
		JobState::Drawing { at } => {
			format!("in block {at} it is drawn whether anybody audits it")
		}
		JobState::Computing => format!("{} auditors compute it again", computing(job)),
		JobState::Revealing { until } => format!("traces are revealed by block {until}"),
		JobState::Challengeable { until, openings, .. } => {
			let mut open =
				format!("anybody can challenge it until block {}", until.saturating_sub(1));
			if let Openings::Due { until } = openings {
				open.push_str(&format!(", and auditors must show their work by block {until}"));
			}
			return match auditors(job) {
				0 => ("unaudited", format!("Unaudited: {open}")),
				auditors => ("audited", format!("Audited by {auditors}: {open}")),
			};
		}
		_ => "to be paid".to_string(),
	};
	("committed", format!("Committed: answered, not verified yet; {next}"))
}

/// Seats that compute, or wait for the prompt.
fn computing(job: &JobDetails) -> usize {
	let waits = |state: &SeatState| {
		matches!(state, SeatState::Drawn { .. } | SeatState::AwaitingPrompt { .. })
	};
	job.seats.iter().filter(|seat| waits(&seat.state)).count()
}

/// A seat's state in words.
pub fn seat(state: &SeatState) -> String {
	match state {
		SeatState::Drawn { until, .. } => format!("computes, until block {until}"),
		SeatState::AwaitingPrompt { until } => format!("waits for the prompt, until block {until}"),
		SeatState::Committed(_) => "committed".to_string(),
		SeatState::Revealed { .. } => "revealed".to_string(),
		SeatState::Vacated(reason) => vacated(reason).to_string(),
	}
}

/// Why a seat is empty.
pub fn vacated(reason: &VacateReason) -> &'static str {
	match reason {
		VacateReason::NoCommitment => "struck: no commitment in time",
		VacateReason::NoReveal => "slashed: committed and did not reveal",
		VacateReason::Declined(reason) => match reason.0 {
			DeclineReason::InputUndercounted => {
				"declined: the prompt has more tokens than declared"
			}
			DeclineReason::PromptUnavailable => "declined: the prompt did not arrive",
			DeclineReason::PromptMalformed => "declined: the prompt is malformed",
			DeclineReason::Busy => "declined: the provider is busy",
		},
		VacateReason::Outvoted => "struck: its answer lost",
		VacateReason::DataWithheld => "slashed: withheld the output",
		VacateReason::Overturned => "slashed: its answer was overturned",
		VacateReason::FalseMatch => "slashed: confirmed an answer that was refuted",
		VacateReason::UnprovenMismatch => "slashed: contradicted the answer without refuting it",
		VacateReason::Refuted => "slashed: its answer was refuted",
		VacateReason::NotExecuted => "slashed: confirmed the answer without executing it",
		VacateReason::Equivocated => "slashed: gave two answers to one question",
	}
}

/// Why a job was refunded: a word for scripts, a phrase that says what to do.
pub fn refund(reason: &RefundReason) -> (&'static str, &'static str) {
	match reason {
		RefundReason::NoExecutors => (
			"no_executors",
			"no executor could be drawn: raise --max-fee, or wait until more providers serve the model",
		),
		RefundReason::TooFewCommitments => {
			("too_few_commitments", "too few executors answered in time: try again")
		}
		RefundReason::TooFewReveals => (
			"too_few_reveals",
			"too few executors revealed their answer (they were slashed): try again",
		),
		RefundReason::NoMajority => {
			("no_majority", "the executors disagree and none has a majority: try again")
		}
		RefundReason::DataWithheld => {
			("data_withheld", "the executors withheld the output (they were slashed): try again")
		}
		RefundReason::PromptRefused => (
			"prompt_refused",
			"the executors say that the prompt has more tokens than declared or is malformed: count them \
			 with --tokenizer",
		),
		RefundReason::Refuted => (
			"refuted",
			"the answer was refuted (its executor was slashed): do not rely on it, and try again",
		),
		RefundReason::BadRelease => (
			"bad_release",
			"the model breaks the bounds of exact inference: choose another one (`stoa model list`)",
		),
	}
}

/// Why a job was cancelled.
pub fn cancel(reason: &CancelReason) -> (&'static str, &'static str) {
	match reason {
		CancelReason::Withdrawn => ("withdrawn", "it was withdrawn"),
		CancelReason::PromptWithheld => (
			"prompt_withheld",
			"the prompt did not reach the executors: keep `stoa` running until they have it",
		),
	}
}

/// How a job ended.
pub fn outcome(outcome: &Outcome) -> (&'static str, String) {
	match outcome {
		Outcome::Final => ("final", "answered, paid, final".to_string()),
		Outcome::Overturned => (
			"overturned",
			"overturned by a larger committee: do not rely on the answer".to_string(),
		),
		Outcome::Refunded(RefundReason::Refuted) => {
			("refuted", format!("Refuted: {}", refund(&RefundReason::Refuted).1))
		}
		Outcome::Refunded(reason) => ("refunded", format!("refunded: {}", refund(reason).1)),
		Outcome::Cancelled(reason) => ("cancelled", format!("cancelled: {}", cancel(reason).1)),
	}
}

/// Why an answer cannot be had.
pub fn refusal(refusal: &Refusal, release: ReleaseId, servers: usize, context: u32) -> Fail {
	Fail::refused(match refusal {
		Refusal::ReleaseNotFound => {
			format!("there is no release {release}: see `stoa model list`")
		}
		Refusal::ReleaseRetired => {
			format!("release {release} is retired: see `stoa model list` for a newer one")
		}
		Refusal::ClassNotOffered => {
			format!("release {release} is not verified in this way: leave --assurance out, or choose another model")
		}
		Refusal::BadQuorum => {
			"a committee has 2 to 7 executors and its quorum is more than half of \
		                       them: see --executors and --quorum"
				.to_string()
		}
		Refusal::ZeroTokens => {
			"nothing to do: give a prompt and at least one new token (--max-new-tokens)".to_string()
		}
		Refusal::ContextTooLarge => format!(
			"prompt and new tokens exceed the model's context of {context} tokens: shorten the prompt, \
			 lower --max-new-tokens, or count exactly with --tokenizer"
		),
		Refusal::TooManyExactTokens => {
			"class Exact takes at most 256 tokens of prompt and 256 new ones: shorten the prompt, or lower \
			 --max-new-tokens"
				.to_string()
		}
		Refusal::TooFewServers => format!(
			"too few providers serve release {release} ({servers} registered): lower --executors, or \
			 wait for more (`stoa provider list --model {release}`)"
		),
		Refusal::ExposureTooLarge => format!(
			"all providers of release {release} together have not bonded what this puts at risk: lower \
			 --value-at-risk or --max-fee, or choose another model"
		),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn shares_print_short() {
		assert_eq!(percent(1_000_000_000), "100%");
		assert_eq!(percent(125_000_000), "12.5%");
		assert_eq!(percent(1), "0.0000001%");
	}

	#[test]
	fn tables_align() {
		let table =
			table(["id", "name"], &[["7".into(), "x".into()], ["10".into(), "longer".into()]]);
		assert_eq!(table, "id  name\n7   x\n10  longer\n");
		assert_eq!(rows(&[("a", "1".into()), ("long", "2".into())]), "a     1\nlong  2\n");
	}

	#[test]
	fn foreign_text_cannot_drive_the_terminal() {
		assert_eq!(text(b"a\x1b[2Jb\n"), "a\u{fffd}[2Jb\u{fffd}");
		assert_eq!(answer(b"a\nb\x07"), "a\nb\u{fffd}");
	}

	#[test]
	fn every_refusal_says_what_to_do() {
		for (refused, word) in [
			(Refusal::ReleaseNotFound, "stoa model list"),
			(Refusal::ReleaseRetired, "newer"),
			(Refusal::ClassNotOffered, "another model"),
			(Refusal::BadQuorum, "--quorum"),
			(Refusal::ZeroTokens, "--max-new-tokens"),
			(Refusal::ContextTooLarge, "2048"),
			(Refusal::TooFewServers, "--executors"),
			(Refusal::ExposureTooLarge, "--value-at-risk"),
			(Refusal::TooManyExactTokens, "256"),
		] {
			let fail = refusal(&refused, 3, 1, 2_048);
			assert!(fail.text.contains(word), "{}", fail.text);
			assert!(!fail.text.contains('\n'));
		}
	}

	#[test]
	fn every_end_says_what_to_do() {
		for reason in [
			RefundReason::NoExecutors,
			RefundReason::TooFewCommitments,
			RefundReason::TooFewReveals,
			RefundReason::NoMajority,
			RefundReason::DataWithheld,
			RefundReason::PromptRefused,
			RefundReason::Refuted,
			RefundReason::BadRelease,
		] {
			assert!(refund(&reason).1.contains(':'));
		}
		assert_eq!(
			assurance(&Assurance::Replicated { executors: 3, quorum: 2 }),
			"Replicated 3, quorum 2"
		);
		assert_eq!(assurance(&Assurance::Exact), "Exact");
	}
}
