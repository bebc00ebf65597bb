//! Faults on purpose: what tests of the whole put into class Exact, to see that the chain finds them. The
//! daemon has none, and no configuration can give it one.

use crate::{engine::Answer, machine::Role};
use std::sync::Arc;
use stoa_exact::{artefact::Artefact, trace::Meddle};
use stoa_primitives::JobId;

/// Another way to compute an answer.
#[derive(Clone)]
pub enum Fault {
	/// By the portable operations, with changes. Slow: for small models.
	Meddle(Arc<dyn Meddle>),
	/// With other weights, of the same shape.
	Weights(Arc<Artefact>),
}

/// What goes wrong, and where. Silence is the gate's matter: see [`crate::state::Gate`].
pub trait Faults: Send + Sync {
	/// How the answer of `job` is computed: when it is given, and again when a game is about it.
	fn computing(&self, _role: Role, _job: JobId) -> Option<Fault> {
		None
	}
	/// What is claimed in place of `answer`; games know nothing of the change.
	fn claiming(&self, _role: Role, _job: JobId, answer: Answer) -> Answer {
		answer
	}
	/// Whether an auditor challenges an answer that it contradicts although executing it again shows that it
	/// is right.
	fn challenges_what_is_right(&self, _job: JobId) -> bool {
		false
	}
}
