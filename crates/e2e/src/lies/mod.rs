//! What a provider can lie about in class Exact, for tests of the whole.
//!
//! | module | subject |
//! | --- | --- |
//! | here | the lies, by name, and a provider that tells them |
//! | [`change`] | how a computation is changed |
//! | [`weights`] | how a model is changed |
//! | [`rehearsal`] | the step at which the game about a lie must end |

mod change;
pub mod rehearsal;
pub mod weights;

pub use change::PROMPT_TOKENS;

use anyhow::{Context, Result, bail};
use change::Change;
use std::{collections::BTreeMap, path::Path, str::FromStr, sync::Arc};
use stoa_exact::{artefact::Artefact, game::Node, op::Op};
use stoa_primitives::ReleaseId;
use stoa_provider::{
	engine::{Answer, ExactRoots},
	faults::{Due, Duty, Fault, Faults},
	machine::Role,
};

/// A lie. Positions suit prompts of [`PROMPT_TOKENS`] tokens and answers of six.
#[derive(Clone, Debug)]
pub enum Lie {
	/// One inner operation.
	Op(Op),
	/// One inner operation, and as auditor it finds what the liar says: two of a gang.
	Gang,
	/// A key that was never computed: an entry of the cache.
	Key,
	/// A value that was never computed.
	Value,
	/// A layer's output.
	Residual,
	/// Numbers in a cell that the contract does not have.
	Garbage,
	/// Another embedding than the token's.
	Embedding,
	/// Another activation before the head.
	Norm,
	/// Another token chosen than the best.
	Choice,
	/// Another token written than was chosen.
	Token,
	/// Tokens chosen by another seed than was asked for. Greedy orders have none.
	Seed,
	/// The answer ends too early.
	Cut,
	/// A token chosen where none is.
	Absent,
	/// Another cell in a page's second index.
	SecondIndex,
	/// Another prompt, by one token.
	Prompt,
	/// The answer to another question of the same length, with its trace.
	Cached,
	/// A root of no trace at all.
	Root,
	/// With other weights.
	Weights(Arc<Artefact>),
	/// One inner operation; silent in a game where it stands at a node of this kind.
	SilentAt(Place),
	/// As executor, it never answers.
	NoAnswer,
	/// As executor, it answers and never shows its trace.
	NoReveal,
	/// As auditor, it commits and never shows its claim.
	MuteAuditor,
	/// As auditor, confirms a trace that it was told, without cells of its own.
	Copy,
	/// As auditor, another trace than that of an honest executor, and a challenge for it.
	Contradiction,
}

/// A kind of node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the nodes of the same name")]
pub enum Place {
	Pages,
	Positions,
	Slots,
	Cell,
	Leaves,
}

impl Place {
	/// The kind of a node, if a game about a lie in an operation comes to it.
	pub fn of(node: &Node) -> Option<Self> {
		Some(match node {
			Node::Pages { .. } => Self::Pages,
			Node::Positions { .. } => Self::Positions,
			Node::Slots { .. } => Self::Slots,
			Node::Cell { .. } => Self::Cell,
			Node::Leaves { .. } => Self::Leaves,
			_ => return None,
		})
	}
}

/// `FeedInput` is `feed-input`.
fn kebab(name: &str) -> String {
	let mut kebab = String::new();
	for letter in name.chars() {
		if letter.is_uppercase() && !kebab.is_empty() {
			kebab.push('-');
		}
		kebab.extend(letter.to_lowercase());
	}
	kebab
}

impl FromStr for Lie {
	type Err = anyhow::Error;

	/// By name: `op-gated`, `silent-at-cell`, `weights:FILE`, and the others by their own.
	fn from_str(name: &str) -> Result<Self> {
		use Place::*;
		if let Some(file) = name.strip_prefix("weights:") {
			return Ok(Self::Weights(Arc::new(Artefact::open(Path::new(file))?)));
		}
		if let Some(op) = name.strip_prefix("op-") {
			let op = Op::ALL.into_iter().find(|known| kebab(&format!("{known:?}")) == op);
			return op.map(Self::Op).with_context(|| format!("no operation is called {name}"));
		}
		if let Some(place) = name.strip_prefix("silent-at-") {
			let place = [Pages, Positions, Slots, Cell, Leaves]
				.into_iter()
				.find(|known| kebab(&format!("{known:?}")) == place);
			return place.map(Self::SilentAt).with_context(|| format!("no node is called {name}"));
		}
		Ok(match name {
			"gang" => Self::Gang,
			"key" => Self::Key,
			"value" => Self::Value,
			"residual" => Self::Residual,
			"garbage" => Self::Garbage,
			"embedding" => Self::Embedding,
			"norm" => Self::Norm,
			"choice" => Self::Choice,
			"token" => Self::Token,
			"seed" => Self::Seed,
			"cut" => Self::Cut,
			"absent" => Self::Absent,
			"second-index" => Self::SecondIndex,
			"prompt" => Self::Prompt,
			"cached" => Self::Cached,
			"root" => Self::Root,
			"no-answer" => Self::NoAnswer,
			"no-reveal" => Self::NoReveal,
			"mute-auditor" => Self::MuteAuditor,
			"copy" => Self::Copy,
			"contradiction" => Self::Contradiction,
			_ => bail!("no lie is called {name}"),
		})
	}
}

impl Lie {
	/// How an answer is computed with it.
	pub fn fault(&self) -> Option<Fault> {
		match self {
			Self::Weights(other) => Some(Fault::Weights(other.clone())),
			_ => Change::of(self).map(|change| Fault::Meddle(Arc::new(change))),
		}
	}

	/// Whether whoever has this role tells it.
	fn is_told_by(&self, role: Role) -> bool {
		match self {
			Self::Gang => true,
			Self::Contradiction | Self::MuteAuditor | Self::Copy => role == Role::Auditor,
			_ => role == Role::Executor,
		}
	}
}

/// Which release a lie is told about; none for all of them.
type About = Option<ReleaseId>;

/// An argument: `NAME`, or `RELEASE=NAME`.
pub fn argument(text: &str) -> Result<(About, Lie), String> {
	let (release, name) = match text.split_once('=') {
		Some((release, name)) => {
			(Some(release.parse().map_err(|_| format!("no release: {release}"))?), name)
		}
		None => (None, text),
	};
	name.parse().map(|lie| (release, lie)).map_err(|error: anyhow::Error| format!("{error:#}"))
}

/// Tells lies, for each release its own.
pub struct Lies(BTreeMap<About, Lie>);

impl Lies {
	/// These, as [`argument`] reads them.
	pub fn new(lies: Vec<(About, Lie)>) -> Self {
		Self(lies.into_iter().collect())
	}

	fn about(&self, duty: &Duty) -> Option<&Lie> {
		let lie = self.0.get(&Some(duty.release)).or_else(|| self.0.get(&None));
		lie.filter(|lie| lie.is_told_by(duty.role))
	}
}

impl Faults for Lies {
	fn computing(&self, duty: &Duty) -> Option<Fault> {
		self.about(duty).and_then(Lie::fault)
	}

	fn selling(&self, release: ReleaseId) -> Option<Arc<Artefact>> {
		match self.0.get(&Some(release)).or_else(|| self.0.get(&None)) {
			Some(Lie::Weights(other)) => Some(other.clone()),
			_ => None,
		}
	}

	fn claiming(&self, duty: &Duty, mut answer: Answer) -> Answer {
		let tells = matches!(self.about(duty), Some(Lie::Root | Lie::Contradiction));
		if let Some(ExactRoots { trace, .. }) = answer.exact.as_mut().filter(|_| tells) {
			*trace = [0xbb; 32];
		}
		let copies = matches!(self.about(duty), Some(Lie::Copy));
		if let Some(ExactRoots { cells, .. }) = answer.exact.as_mut().filter(|_| copies) {
			*cells = [0xcc; 32];
		}
		answer
	}

	fn challenges_what_is_right(&self, duty: &Duty) -> bool {
		matches!(self.about(duty), Some(Lie::Contradiction))
	}

	fn is_silent(&self, duty: &Duty, due: Due<'_>) -> bool {
		match (self.about(duty), due) {
			(Some(Lie::SilentAt(place)), Due::Answer(node)) => Place::of(node) == Some(*place),
			(Some(Lie::NoAnswer), Due::Statement(_)) => true,
			(Some(Lie::NoReveal | Lie::MuteAuditor), Due::Statement(statement)) => {
				statement.is_opening()
			}
			_ => false,
		}
	}
}
