//! The daemon's mind: events in, commands out, no clock, no disk, no network.
//!
//! **Invariants** (held by the property tests, whatever the order of events and wherever it is killed)
//! 1. A seat has at most one commitment, ever: `Answered` is never left and never replaced.
//! 2. Nothing leaves before it is written: each change of a seat comes with `Persist` before any command
//!    that follows from it, and what a restart reads gives the same words.
//! 3. No job is forgotten: a seat that the chain waits for is waiting for its prompt, waiting for its turn,
//!    in work, or has something to say.
//! 4. An opening is said only for the commitment that the chain shows, and only once the block that drew the
//!    seat is final or the chain is about to stop waiting (`LAST_BLOCKS`). Nothing new is committed while
//!    finality stalls. (`docs/decisions/0010-reveal-before-finality.md`)
//! 5. Before its opening nothing of an answer leaves in class Replicated, and nothing of its trace in class
//!    Exact.
//! 6. A seat whose claim may be challenged, or that has to challenge one or to open cells, keeps what that
//!    needs.

mod claim;
mod presence;
mod queries;
mod types;
mod words;

#[cfg(test)]
mod tests;

pub use types::*;

use presence::Presence;
use std::collections::{BTreeMap, BTreeSet};
use stoa_primitives::{BlockNumber, DeclineReason, Digest, JobId, merkle, payload};

/// Blocks for which a seat may be gone from the best chain before its work is stopped: short forks heal.
const GONE_FOR: BlockNumber = 2;
/// The last blocks before a deadline: what is ready is said in them whatever finality does, and posted by
/// own extrinsic at once, for one that is sent now may need a block or two.
const LAST_BLOCKS: BlockNumber = 4;
/// Blocks by which finality may be behind before nothing new is committed.
const STALL: BlockNumber = 10;
/// Longest pause between two tries of work that failed.
const MAX_RETRY_BLOCKS: BlockNumber = 8;

/// What the machine is configured with.
#[derive(Clone, Debug)]
pub struct Settings {
	/// Genesis hash.
	pub genesis: Digest,
	/// This provider's account.
	pub provider: [u8; 32],
	/// Secret from which commitments get their salt, so that a seat has one salt even if the disk is lost.
	pub salt_secret: [u8; 32],
	/// Jobs computed at the same time.
	pub max_concurrent: usize,
	/// Seats in wait or work beyond which it leaves the draw.
	pub queue: usize,
	/// Whether it enters the draw again when something else than itself took it out.
	pub auto_activate: bool,
	/// Blocks after which a statement is posted by own extrinsic.
	pub self_post_after: BlockNumber,
	/// Blocks to wait for a prompt.
	pub prompt_wait: BlockNumber,
}

/// What the last best block said about a seat. Not written down: the next block says it again.
#[derive(Clone, Debug)]
struct View {
	draw_is_final: bool,
	deadline: BlockNumber,
	wants: Wants,
	prompt_posted: bool,
	demanded: Vec<Demand>,
	/// The greatest height at which it was shown.
	last_shown: BlockNumber,
	/// Since when the best chain does not show the seat.
	gone_since: Option<BlockNumber>,
	/// Since when the opening may be said.
	reveal_since: Option<BlockNumber>,
	tries: u32,
	retry_at: BlockNumber,
	/// When the prompt that was posted on chain was last looked for.
	fetched_at: Option<BlockNumber>,
}

/// See the module's header.
#[derive(Clone, Debug)]
pub struct Machine {
	settings: Settings,
	seats: BTreeMap<SeatKey, Seat>,
	views: BTreeMap<SeatKey, View>,
	running: BTreeSet<SeatKey>,
	posted: BTreeMap<Post, BlockNumber>,
	best: BlockNumber,
	finalised: BlockNumber,
	presence: Presence,
}

impl Machine {
	/// A machine that remembers `seats`.
	pub fn new(settings: Settings, seats: BTreeMap<SeatKey, Seat>) -> Self {
		Self {
			settings,
			seats,
			views: BTreeMap::new(),
			running: BTreeSet::new(),
			posted: BTreeMap::new(),
			best: 0,
			finalised: 0,
			presence: Presence::default(),
		}
	}

	/// Takes in what happened; the commands are to be done in order.
	pub fn on(&mut self, event: Event) -> Vec<Command> {
		let mut out = Vec::new();
		match event {
			Event::BlockSeen { number, standing, assignments } => {
				self.presence.seen(number, standing);
				self.block(number, assignments, &mut out);
			}
			Event::Finalised { number } => {
				// It may be less than before: the node was put back to an older state.
				self.finalised = number;
				self.forget(&mut out);
			}
			Event::PromptArrived { job, salt, root, bytes } => {
				self.prompt(job, salt, root, bytes, &mut out)
			}
			Event::EngineDone { key, result } => self.done(key, result, &mut out),
			Event::PostedPromptUseless { key } => self.useless(key, &mut out),
			Event::SubmissionFailed { post } => {
				// As if sent long ago: due again at the next block, not at once.
				let at = (self.best + 1).saturating_sub(self.settings.self_post_after);
				self.posted.insert(post, at);
			}
			Event::EnginesReady => self.presence.ready = true,
			Event::ShutdownAsked => self.presence.draining = true,
		}
		self.seek_prompts(&mut out);
		self.speak(&mut out);
		self.fill(&mut out);
		self.keep_presence(&mut out);
		self.leave(&mut out);
		out
	}

	fn block(&mut self, number: BlockNumber, assignments: Vec<Assignment>, out: &mut Vec<Command>) {
		self.best = number;
		let shown: BTreeSet<SeatKey> = assignments.iter().map(Assignment::key).collect();
		for assignment in assignments {
			self.assigned(assignment, out);
		}
		for (key, seat) in self.seats.iter().filter(|(key, _)| !shown.contains(*key)) {
			let view = self.views.entry(*key).or_insert_with(|| View::gone(seat.noted_at()));
			let since = *view.gone_since.get_or_insert(number);
			view.wants = Wants::Nothing;
			view.demanded.clear();
			view.reveal_since = None;
			if number >= since.saturating_add(GONE_FOR) && self.running.remove(key) {
				out.push(Command::StopWork(*key));
			}
		}
		self.give_up_waiting(out);
	}

	/// Notes what the best block says about a seat, and takes on what is new.
	fn assigned(&mut self, assignment: Assignment, out: &mut Vec<Command>) {
		let key = assignment.key();
		let number = self.best;
		let view = self.views.entry(key).or_insert_with(|| View::gone(number));
		view.last_shown = view.last_shown.max(number);
		view.gone_since = None;
		view.draw_is_final = assignment.draw_is_final;
		view.deadline = assignment.deadline;
		view.prompt_posted = assignment.prompt_posted;
		view.demanded = assignment.demanded;
		if view.wants != assignment.wants {
			view.reveal_since = None;
		}
		view.wants = assignment.wants;
		if matches!(view.wants, Wants::Nothing) && self.running.remove(&key) {
			out.push(Command::StopWork(key));
		}
		if let Some(seat) = self.seats.get_mut(&key) {
			// On another fork the same draw may have given it another place.
			if (seat.seat, seat.role) != (assignment.seat, assignment.role) {
				(seat.seat, seat.role) = (assignment.seat, assignment.role);
				self.persist(key, out);
			}
			return;
		}
		let stage = match &assignment.prompt.inline {
			Some(content) => {
				let root = merkle::content_root(content);
				Stage::Ready { prompt_salt: payload::ZERO_SALT, prompt_root: root }
			}
			None => Stage::WaitingForPrompt { since: number },
		};
		let seat = Seat {
			seat: assignment.seat,
			release: assignment.release,
			prompt: assignment.prompt,
			generation: assignment.generation,
			reply_key: assignment.reply_key,
			stage,
			role: assignment.role,
		};
		self.seats.insert(key, seat);
		self.persist(key, out);
	}

	fn persist(&self, key: SeatKey, out: &mut Vec<Command>) {
		if let Some(seat) = self.seats.get(&key) {
			out.push(Command::Persist(key, Box::new(seat.clone())));
		}
	}

	/// The only way in which a stage changes: forward, and never out of `Answered`.
	fn advance(&mut self, key: SeatKey, stage: Stage, out: &mut Vec<Command>) -> bool {
		let Some(seat) = self.seats.get_mut(&key) else { return false };
		if seat.answered().is_some() || seat.stage == stage {
			return false;
		}
		seat.stage = stage;
		self.persist(key, out);
		true
	}

	/// Gives back the seats whose prompt did not come.
	fn give_up_waiting(&mut self, out: &mut Vec<Command>) {
		let now = self.best;
		let late: Vec<SeatKey> = self
			.seats
			.iter()
			.filter(|(key, seat)| {
				let Stage::WaitingForPrompt { since } = seat.stage else { return false };
				let Some(view) = self.views.get(*key) else { return false };
				view.wants == Wants::Commit
					&& !view.prompt_posted
					&& now >= since.saturating_add(self.settings.prompt_wait)
			})
			.map(|(key, _)| *key)
			.collect();
		for key in late {
			let reason = DeclineReason::PromptUnavailable;
			self.advance(key, Stage::Declined { reason, at: now }, out);
		}
	}

	fn prompt(
		&mut self,
		job: JobId,
		salt: Digest,
		root: Digest,
		bytes: u32,
		out: &mut Vec<Command>,
	) {
		let commitment = payload::tagged(payload::domain::PROMPT, (&salt, root));
		let fits: Vec<SeatKey> = self
			.seats_of(job)
			.filter(|(_, seat)| lacks_prompt(seat))
			.filter(|(_, seat)| seat.prompt.commitment == commitment && seat.prompt.bytes == bytes)
			.map(|(key, _)| *key)
			.collect();
		for key in fits {
			self.advance(key, Stage::Ready { prompt_salt: salt, prompt_root: root }, out);
		}
	}

	fn useless(&mut self, key: SeatKey, out: &mut Vec<Command>) {
		if self.seats.get(&key).is_some_and(lacks_prompt) {
			let reason = DeclineReason::PromptMalformed;
			self.advance(key, Stage::Declined { reason, at: self.best }, out);
		}
	}

	fn done(&mut self, key: SeatKey, result: Result<Output, WorkError>, out: &mut Vec<Command>) {
		self.running.remove(&key);
		let Some(seat) = self.seats.get(&key) else { return };
		let Stage::Ready { prompt_salt, prompt_root } = seat.stage else { return };
		let declined = |reason| Stage::Declined { reason, at: self.best };
		let stage = match result {
			Ok(output) => match claim::of(seat, &prompt_salt, &output) {
				Some(claim) => {
					let salt = self.salt(&key, seat, &output);
					Stage::Answered(Answered {
						prompt_salt,
						prompt_root,
						output_root: output.root,
						claim,
						salt,
						commitment: self.commitment(&key, &claim, &salt),
						at: self.best.max(self.views.get(&key).map_or(0, |view| view.last_shown)),
					})
				}
				None => return self.retry(key, 1),
			},
			Err(WorkError::Undercounted) => declined(DeclineReason::InputUndercounted),
			Err(WorkError::Malformed) => declined(DeclineReason::PromptMalformed),
			Err(WorkError::Busy) => return self.retry(key, 0),
			Err(WorkError::Failed) => return self.retry(key, 1),
		};
		self.advance(key, stage, out);
	}

	fn retry(&mut self, key: SeatKey, failures: u32) {
		let best = self.best;
		if let Some(view) = self.views.get_mut(&key) {
			view.tries = view.tries.saturating_add(failures);
			let pause = MAX_RETRY_BLOCKS.min(1 << view.tries.min(5));
			view.retry_at = best.saturating_add(pause);
		}
	}

	/// Looks, once a block, for the prompts that were posted on chain.
	fn seek_prompts(&mut self, out: &mut Vec<Command>) {
		let now = Some(self.best);
		for (key, view) in &mut self.views {
			let lacks = self.seats.get(key).is_some_and(lacks_prompt);
			if lacks && view.prompt_posted && view.gone_since.is_none() && view.fetched_at != now {
				view.fetched_at = now;
				out.push(Command::FetchPostedPrompt(*key));
			}
		}
	}

	/// Whether the chain waits for an answer that is not here. Before the commitment it is new work. After
	/// it the answer was lost, with a disk or because a node that was put back showed the job as over: the
	/// salt is derived, so that computing again gives the same commitment and it can be opened; and a game
	/// needs the answer itself.
	fn lacks_answer(&self, key: &SeatKey, view: &View) -> bool {
		let ready = |seat: &Seat| matches!(seat.stage, Stage::Ready { .. });
		self.seats.get(key).is_some_and(ready)
			&& match view.wants {
				Wants::Commit
				| Wants::Others
				| Wants::Defence
				| Wants::Challenge
				| Wants::Opening => true,
				Wants::Reveal(_) => self.opening(key.job, key.round, view).is_none(),
				_ => false,
			}
	}

	/// Starts what is ready, the most urgent first.
	fn fill(&mut self, out: &mut Vec<Command>) {
		let mut ready: Vec<(BlockNumber, SeatKey)> = self
			.views
			.iter()
			.filter(|(key, view)| {
				view.retry_at <= self.best
					&& !self.running.contains(*key)
					&& self.lacks_answer(key, view)
			})
			.map(|(key, view)| (view.deadline, *key))
			.collect();
		ready.sort();
		let room = self.settings.max_concurrent.saturating_sub(self.running.len());
		for (_, key) in ready.into_iter().take(room) {
			self.running.insert(key);
			out.push(Command::StartWork(key));
		}
	}

	/// Drops the seats that no block up to the last final one shows. A block that is not above those that
	/// did show it says nothing: the node was put back, and the chain will come to them again. What lost to
	/// a fork is kept while its job is open: a validator may still carry its commitment over, and then it
	/// must be opened.
	fn forget(&mut self, out: &mut Vec<Command>) {
		let shown = self.views.iter().filter(|(_, view)| view.gone_since.is_none());
		let open: BTreeSet<JobId> = shown.map(|(key, _)| key.job).collect();
		let over: Vec<SeatKey> = self
			.views
			.iter()
			.filter(|(_, view)| {
				view.gone_since.is_some_and(|since| self.finalised > since.max(view.last_shown))
			})
			.filter(|(key, _)| !open.contains(&key.job))
			.map(|(key, _)| *key)
			.collect();
		for key in over {
			self.views.remove(&key);
			self.posted.retain(|post, _| post.key() != key);
			if self.running.remove(&key) {
				out.push(Command::StopWork(key));
			}
			let Some(seat) = self.seats.remove(&key) else { continue };
			out.push(Command::Forget(key));
			let unused = seat.blobs().filter(|blob| !self.uses(blob));
			out.extend(unused.map(Command::DropBlob));
		}
	}
}

impl View {
	/// Of a seat that no block shows, and that was shown at this height before.
	fn gone(last_shown: BlockNumber) -> Self {
		Self {
			draw_is_final: false,
			deadline: BlockNumber::MAX,
			wants: Wants::Nothing,
			prompt_posted: false,
			demanded: Vec::new(),
			last_shown,
			gone_since: None,
			reveal_since: None,
			tries: 0,
			retry_at: 0,
			fetched_at: None,
		}
	}
}

impl Post {
	/// The seat that it is about.
	pub fn key(&self) -> SeatKey {
		match self {
			Post::Statement(key, _) | Post::Data { key, .. } => *key,
		}
	}
}

fn waits(view: &View) -> bool {
	!view.demanded.is_empty()
		|| matches!(
			view.wants,
			Wants::Commit
				| Wants::Prompt
				| Wants::Others
				| Wants::Reveal(_)
				| Wants::Challenge
				| Wants::Opening
		)
}

fn lacks_prompt(seat: &Seat) -> bool {
	matches!(
		seat.stage,
		Stage::WaitingForPrompt { .. }
			| Stage::Declined { reason: DeclineReason::PromptUnavailable, .. }
	)
}
