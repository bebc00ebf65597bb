//! What is said about a seat, and when.

use super::{
	Answered, Asked, Command, LAST_BLOCKS, Machine, Post, Role, STALL, Seat, SeatKey, Stage,
	StatementKind, View, Wants,
};
use stoa_primitives::{
	AnswerClaim, DeclineReason, Digest, JobId, MAX_INLINE_BYTES, Statement, payload,
};

impl Machine {
	/// What to say about the seat of `round` in `job`.
	pub fn asked(&self, job: JobId, round: u8) -> Asked {
		let Some((key, seat, view)) = self.current(job, round) else { return Asked::Unknown };
		match (self.word(&key, seat, view), seat.answered()) {
			(Some(StatementKind::Reveal), _) => {
				self.opening(job, round, view).map_or(Asked::Working, |(seat, answered)| {
					Asked::Says {
						statement: last_word(seat, answered),
						// In class Exact it is on chain since the executor gave it.
						inline_output: (seat.role == Role::Replicated)
							.then(|| goes_inline(seat, answered))
							.flatten(),
					}
				})
			}
			(Some(StatementKind::Commit), Some(answered)) => first_word(seat, answered),
			(Some(StatementKind::Decline), _) => match &seat.stage {
				Stage::Declined { reason, .. } => {
					Asked::Says { statement: Statement::Decline(*reason), inline_output: None }
				}
				_ => Asked::Working,
			},
			_ => Asked::Working,
		}
	}

	/// The answer whose commitment the chain shows: on another fork the same job number may have been
	/// other work, and a validator may have carried that commitment over.
	pub(super) fn opening(&self, job: JobId, round: u8, view: &View) -> Option<(&Seat, &Answered)> {
		let Wants::Reveal(shown) = view.wants else { return None };
		self.seats_of(job)
			.filter(|(key, _)| key.round == round)
			.filter_map(|(_, seat)| Some((seat, seat.answered()?)))
			.find(|(_, answered)| answered.commitment == shown)
	}

	/// Which statement the chain waits for and this seat can make.
	fn word(&self, key: &SeatKey, seat: &Seat, view: &View) -> Option<StatementKind> {
		match (view.wants, &seat.stage) {
			(Wants::Commit, Stage::Answered(_)) => {
				(!self.finality_stalls()).then_some(StatementKind::Commit)
			}
			(Wants::Commit, Stage::Declined { reason, .. }) => {
				// Once the requester posted the prompt the seat is asked for work, not for words.
				let answered = *reason == DeclineReason::PromptUnavailable && view.prompt_posted;
				(!answered).then_some(StatementKind::Decline)
			}
			(Wants::Reveal(_), _)
				if (view.draw_is_final || self.is_late(view))
					&& self.opening(key.job, key.round, view).is_some() =>
			{
				Some(StatementKind::Reveal)
			}
			_ => None,
		}
	}

	/// Whether the chain is about to stop waiting. Keeping an opening back would cost the bond; being copied
	/// on another fork costs a place in a quorum.
	fn is_late(&self, view: &View) -> bool {
		self.best.saturating_add(LAST_BLOCKS) >= view.deadline
	}

	/// Whether what is committed now may have to be opened before its draw is final.
	fn finality_stalls(&self) -> bool {
		self.best.saturating_sub(self.finalised) > STALL
	}

	/// Brings to the chain what no validator has brought in time.
	pub(super) fn speak(&mut self, out: &mut Vec<Command>) {
		let now = self.best;
		let patience = self.settings.self_post_after;
		let mut due = Vec::new();
		let mut opened = Vec::new();
		for (key, view) in self.views.iter().filter(|(_, view)| view.gone_since.is_none()) {
			let Some(seat) = self.seats.get(key) else { continue };
			if let Some(kind) = self.word(key, seat, view) {
				let since = match (kind, &seat.stage) {
					(StatementKind::Reveal, _) => {
						if view.reveal_since.is_none() {
							opened.push(*key);
						}
						view.reveal_since.unwrap_or(now)
					}
					(_, Stage::Answered(answered)) => answered.at,
					(_, Stage::Declined { at, .. }) => *at,
					_ => now,
				};
				if now >= since.saturating_add(patience) || self.is_late(view) {
					due.push(Post::Statement(*key, kind));
				}
			}
			if seat.answered().is_some() {
				due.extend(
					view.demanded.iter().map(|demand| Post::Data { key: *key, demand: *demand }),
				);
			}
		}
		for key in opened {
			if let Some(view) = self.views.get_mut(&key) {
				view.reveal_since = Some(now);
			}
		}
		for post in due {
			let again = self.posted.get(&post).is_none_or(|at| now >= at.saturating_add(patience));
			if again {
				self.posted.insert(post.clone(), now);
				out.push(Command::Submit(post));
			}
		}
	}
}

/// What is said when the work is done: only an executor of class Exact shows its answer.
fn first_word(seat: &Seat, answered: &Answered) -> Asked {
	let commitment = answered.commitment;
	match seat.role {
		Role::Replicated | Role::Auditor => {
			Asked::Says { statement: Statement::Commit(commitment), inline_output: None }
		}
		Role::Executor => Asked::Says {
			statement: Statement::Answer {
				claim: AnswerClaim { trace: None, ..answered.claim },
				seal: commitment,
			},
			inline_output: goes_inline(seat, answered),
		},
	}
}

/// What opens a commitment: an executor of class Exact has shown its answer, all but the trace.
fn last_word(seat: &Seat, answered: &Answered) -> Statement {
	let (claim, salt) = (answered.claim, answered.salt);
	match (seat.role, claim.trace) {
		(Role::Executor, Some(trace)) => Statement::Trace { trace, salt },
		_ => Statement::Reveal { claim, salt },
	}
}

/// The output's blob, when it may travel with what is said.
fn goes_inline(seat: &Seat, answered: &Answered) -> Option<Digest> {
	let public = seat.reply_key.is_none() && answered.prompt_salt == payload::ZERO_SALT;
	(public && answered.claim.bytes <= MAX_INLINE_BYTES).then_some(answered.output_root)
}
