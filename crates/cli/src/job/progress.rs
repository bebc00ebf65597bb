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
}

impl Progress {
	/// Begins to show.
	pub fn new(context: &Context) -> Self {
		if context.json || !std::io::stderr().is_terminal() {
			return Self { bar: None, quiet: context.json };
		}
		let bar = ProgressBar::new_spinner();
		if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
			bar.set_style(style);
		}
		bar.enable_steady_tick(Duration::from_millis(120));
		Self { bar: Some(bar), quiet: false }
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
	pub fn update(&self, update: &JobUpdate) {
		if let Some(text) = words(&update.event) {
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

/// An event in words; `None` where the report says it.
fn words(event: &JobEvent) -> Option<String> {
	Some(match event {
		JobEvent::JobSubmitted { deadline, .. } => {
			format!("submitted; an answer or the refund comes by block {deadline}")
		}
		JobEvent::ExecutorsDrawn { round, seats, .. } => {
			let again = if *round == 0 { "" } else { " more" };
			format!("{}{again} executors drawn", seats.len())
		}
		JobEvent::AnswerCommitted { seat, .. } => format!("executor {seat} has an answer"),
		JobEvent::RevealStarted { until, .. } => {
			format!("all have answers; they are revealed by block {until}")
		}
		JobEvent::AnswerRevealed { seat, claim, .. } => {
			format!("executor {seat} revealed its answer ({} tokens)", claim.tokens)
		}
		JobEvent::SeatVacated { seat, reason, .. } => {
			format!("executor {seat} is out: {}", show::vacated(reason))
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
		| JobEvent::ParametersSet { .. } => return None,
	})
}
