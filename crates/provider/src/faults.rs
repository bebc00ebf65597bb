//! Faults on purpose: what tests of the whole put into class Exact, to see that the chain finds them. The
//! daemon has none, and no configuration can give it one.

use crate::{
	engine::Answer,
	machine::{Role, Seat},
};
use std::sync::Arc;
use stoa_exact::{artefact::Artefact, game::Node, trace::Meddle};
use stoa_primitives::{JobId, ReleaseId, Statement};

/// Another way to compute an answer.
#[derive(Clone)]
pub enum Fault {
	/// By the portable operations, with changes. Slow: for small models.
	Meddle(Arc<dyn Meddle>),
	/// With other weights, of the same shape.
	Weights(Arc<Artefact>),
}

/// What a fault is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duty {
	/// The job.
	pub job: JobId,
	/// The release that it is about.
	pub release: ReleaseId,
	/// What for.
	pub role: Role,
}

impl Duty {
	/// That of a seat in a job.
	pub fn of(job: JobId, seat: &Seat) -> Self {
		Self { job, release: seat.release, role: seat.role }
	}
}

/// Something that the chain waits for.
#[derive(Clone, Copy, Debug)]
pub enum Due<'a> {
	/// A statement about a seat.
	Statement(&'a Statement),
	/// What is below a node of the own trace, in a game.
	Answer(&'a Node),
}

/// What goes wrong, and where. What must be silent whatever the duty is the gate's matter: see
/// [`crate::state::Gate`].
pub trait Faults: Send + Sync {
	/// How an answer is computed: when it is given, and again when a game is about it.
	fn computing(&self, _: &Duty) -> Option<Fault> {
		None
	}
	/// With which other weights answers are sold by the token: when they are given, and again when an audit or a
	/// game is about one.
	fn selling(&self, _: ReleaseId) -> Option<Arc<Artefact>> {
		None
	}
	/// What is claimed in place of `answer`; games know nothing of the change.
	fn claiming(&self, _: &Duty, answer: Answer) -> Answer {
		answer
	}
	/// Whether an auditor challenges an answer that it contradicts although executing it again shows that it
	/// is right.
	fn challenges_what_is_right(&self, _: &Duty) -> bool {
		false
	}
	/// Whether what is due is kept in.
	fn is_silent(&self, _: &Duty, _: Due<'_>) -> bool {
		false
	}
}
