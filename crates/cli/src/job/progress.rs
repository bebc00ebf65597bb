//! What a job is doing, while it does: one line that changes on a terminal, one line per step elsewhere,
//! nothing for scripts.

use crate::{context::Context, show};
use indicatif::{ProgressBar, ProgressStyle};
use std::{io::IsTerminal, time::Duration};
use stoa_client::{Amount, JobUpdate, types::JobEvent};

/// Where progress is shown.
pub struct Progress {
	bar: Option<ProgressBar>,
	quiet: bool,
	/// Class Exact: there is an answer, and whoever is drawn now audits it.
	answered: bool,
}

impl Progress {
	/// Begins to show.
	pub fn new(context: &Context) -> Self {
		if context.json || !std::io::stderr().is_terminal() {
			return Self { bar: None, quiet: context.json, answered: false };
		}
		let bar = ProgressBar::new_spinner();
		if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
			bar.set_style(style);
		}
		bar.enable_steady_tick(Duration::from_millis(120));
		Self { bar: Some(bar), quiet: false, answered: false }
	}

	/// Shows a step.
	pub fn step(&self, text: &str) {
		match &self.bar {
			Some(bar) => {
				bar.println(text);
				bar.set_message(text.to_string());
			}
			None if !self.quiet => eprintln!("{text}"),
			None => {}
		}
	}

	/// Shows what happened to the job.
	pub fn update(&mut self, update: &JobUpdate) {
		self.answered |= matches!(update.event, JobEvent::AnswerGiven { .. });
		if let Some(text) = words(&update.event, self.answered) {
			self.step(&format!("block {:>6}  {text}", update.block.number));
		}
	}

	/// Stops showing.
	pub fn stop(&self) {
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
	}
}

/// An event in words; `None` where the report says it. `answered` says that there is an answer of class Exact.
fn words(event: &JobEvent, answered: bool) -> Option<String> {
	let who = if answered { "auditor" } else { "executor" };
	Some(match event {
		JobEvent::JobSubmitted { deadline, .. } => {
			format!("submitted; an answer or the refund comes by block {deadline}")
		}
		JobEvent::ExecutorsDrawn { round, seats, .. } => {
			let again = if *round == 0 || answered { "" } else { " more" };
			let s = if seats.len() == 1 { "" } else { "s" };
			format!("{}{again} {who}{s} drawn", seats.len())
		}
		JobEvent::AnswerCommitted { seat, .. } => format!("{who} {seat} has an answer"),
		JobEvent::AnswerGiven { seat, claim, .. } => {
			format!("executor {seat} answered ({} tokens): committed", claim.tokens)
		}
		JobEvent::AuditDecided { auditors: 0, .. } => "no audit was drawn".to_string(),
		JobEvent::AuditDecided { auditors, .. } => {
			let s = if *auditors == 1 { "" } else { "s" };
			format!("an audit was drawn, by {auditors} provider{s}")
		}
		JobEvent::ChallengeWindowOpened { until, agree, contradict, .. } => {
			window(until.saturating_sub(1), *agree, *contradict)
		}
		JobEvent::CellsDrawn { asked, until, .. } => {
			let s = if asked.len() == 1 { "" } else { "s" };
			format!("{} auditor{s} must show work by block {until}", asked.len())
		}
		JobEvent::CellsOpened { seat, .. } => format!("auditor {seat} has shown its work"),
		JobEvent::RevealStarted { until, .. } if answered => {
			format!("all have answers; their traces are revealed by block {until}")
		}
		JobEvent::RevealStarted { until, .. } => {
			format!("all have answers; they are revealed by block {until}")
		}
		JobEvent::AnswerRevealed { seat, .. } if answered => {
			format!("seat {seat} revealed its trace")
		}
		JobEvent::AnswerRevealed { seat, claim, .. } => {
			format!("executor {seat} revealed its answer ({} tokens)", claim.tokens)
		}
		JobEvent::SeatVacated { seat, reason, .. } => {
			format!("seat {seat} is out: {}", show::vacated(reason))
		}
		JobEvent::ProviderSlashed { provider, taken, .. } => {
			format!("{provider} lost {}", Amount(*taken))
		}
		JobEvent::PromptWanted { provider, until, .. } => {
			format!("{provider} did not get the prompt; it must be posted by block {until}")
		}
		JobEvent::PromptPosted { provider, .. } => format!("the prompt was posted for {provider}"),
		JobEvent::CommitteeEnlarged { added, draw_at, .. } => {
			format!("the executors disagree: up to {added} more are drawn in block {draw_at}")
		}
		JobEvent::OutputAwaited { backers, until, .. } => format!(
			"{} executors agree; the output is fetched from them by block {until}",
			backers.len()
		),
		JobEvent::DataDemanded { chunk, until, .. } => {
			format!("chunk {chunk} was demanded; it must be there by block {until}")
		}
		JobEvent::DataProvided { chunk, .. } => format!("chunk {chunk} was provided"),
		JobEvent::JobEscalated { by, .. } => format!("{by} put a bond against the answer"),
		JobEvent::EscalationResolved { .. } => "the larger committee has decided".to_string(),
		JobEvent::JobSettled { charged, .. } => format!("settled for {}", Amount(*charged)),
		JobEvent::OutputPosted { .. }
		| JobEvent::ProviderStruck { .. }
		| JobEvent::JobFinalized { .. }
		| JobEvent::JobRefunded { .. }
		| JobEvent::JobCancelled { .. }
		| JobEvent::RecordDropped { .. }
		| JobEvent::PaymentParked { .. }
		| JobEvent::PaymentClaimed { .. }
		| JobEvent::AuditHistoryDropped { .. }
		| JobEvent::DeliveryRequested { .. }
		| JobEvent::JobDelivered { .. }
		| JobEvent::DeliveryDropped { .. }
		| JobEvent::ParametersSet { .. } => return None,
	})
}

/// What auditors found, and until when the answer can be challenged.
fn window(last: u32, agree: u8, contradict: u8) -> String {
	let found = match (agree, contradict) {
		(0, 0) => "unaudited".to_string(),
		(_, 0) => format!("audited by {agree}"),
		_ => format!("{contradict} auditors contradict it and {agree} agree"),
	};
	format!("{found}; anybody can challenge the answer until block {last}")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn whoever_is_drawn_after_an_answer_is_an_auditor() {
		let drawn = JobEvent::ExecutorsDrawn { job: 1, round: 1, seats: vec![] };
		assert_eq!(words(&drawn, false).unwrap(), "0 more executors drawn");
		assert_eq!(words(&drawn, true).unwrap(), "0 auditors drawn");
	}

	#[test]
	fn the_window_says_what_auditors_found() {
		assert!(window(9, 0, 0).starts_with("unaudited; ") && window(9, 0, 0).ends_with("block 9"));
		assert!(window(9, 2, 0).starts_with("audited by 2"));
		assert!(window(9, 1, 1).contains("contradict"));
	}
}
