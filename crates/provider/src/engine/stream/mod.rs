//! Answers that are sold by the token: they grow as far as they are allowed to, and rest there.
//!
//! | module | what it does |
//! | --- | --- |
//! | here | what is wished for, and what an answer shows while it grows |
//! | [`local`] | sessions of the built-in engine, several at once on the machine's threads |
//! | [`stops`] | stop sequences |
//! | [`upstream`] | the same by an OpenAI-compatible server |

pub mod local;
mod stops;
mod upstream;

use super::EngineError;
use async_trait::async_trait;
use serde_json::{Map, Value};
use stoa_primitives::{Digest, Generation, channel::End};
use tokio::sync::mpsc;

/// Steps that an answer may be ahead of who reads it.
const AHEAD: usize = 64;

/// What the model is to go on with.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
	/// OpenAI's `messages`.
	Chat(Value),
	/// A text as it is.
	Text(String),
	/// Token ids.
	Tokens(Vec<u32>),
}

/// What is wished for, as OpenAI's parameters say it; `None` where nothing is said.
#[derive(Clone, PartialEq, Debug)]
pub struct Wish {
	/// What the model is to go on with.
	pub input: Input,
	/// Most tokens to write.
	pub most: Option<u32>,
	/// 0 is greedy; OpenAI's default is 1.
	pub temperature: Option<f64>,
	/// The least probability mass that may be chosen from.
	pub top_p: Option<f64>,
	/// The least probability, against the likeliest token's, that may be chosen.
	pub min_p: Option<f64>,
	/// Seed of the choice.
	pub seed: Option<i64>,
	/// The seed where none is wished for: of the request's digest, so that the provider does not choose it.
	pub fresh_seed: Digest,
	/// Texts at which the answer ends.
	pub stop: Vec<String>,
	/// Parameters that only some engines know, as they came.
	pub others: Map<String, Value>,
}

/// Why a wish is not granted; says what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unwanted {
	/// OpenAI's name of the parameter.
	pub parameter: Option<String>,
	/// A word for programs.
	pub code: &'static str,
	/// A sentence for people. It quotes nothing of the prompt.
	pub message: String,
}

impl Unwanted {
	/// About one parameter.
	pub fn of(parameter: &str, code: &'static str, message: impl Into<String>) -> Self {
		Self { parameter: Some(parameter.into()), code, message: message.into() }
	}
}

/// A wish that can be granted.
pub struct Prepared {
	/// Tokens of the prompt, if the engine counts them before it begins.
	pub prompt_tokens: Option<u32>,
	/// Token ids of the prompt, for class Exact.
	pub ids: Option<Vec<u32>>,
	/// What is to be generated, as receipts say it.
	pub generation: Generation,
	begin: Box<dyn FnOnce(u32) -> Growing + Send>,
}

impl Prepared {
	/// Begins an answer of at most so many tokens. Nothing is computed before [`Growing::grow`].
	pub fn begin(self, most: u32) -> Growing {
		(self.begin)(most)
	}
}

/// Something that happened to an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
	/// So many more tokens of the prompt were read.
	Read(u32),
	/// A token was written. Its text may be empty, or have to do with others.
	Token {
		/// Its id, if the engine tells.
		id: Option<u32>,
		/// What it adds to what can be shown.
		text: String,
	},
	/// The embedding of one input.
	Vector(Vec<f32>),
	/// It has grown as far as it was allowed to.
	Rest {
		/// Class Exact, once a token was written: root of the trace so far.
		trace: Option<Digest>,
	},
	/// It has ended.
	End {
		/// Why.
		end: End,
		/// Whether by an end token of the model.
		ended: bool,
		/// Text that was held back.
		text: String,
		/// Class Exact: root of the trace.
		trace: Option<Digest>,
		/// Tokens of prompt and output, where only the end tells.
		counted: Option<(u32, u32)>,
	},
}

/// An answer that grows. Dropping it ends it.
pub struct Growing {
	grants: mpsc::UnboundedSender<u32>,
	steps: mpsc::Receiver<Result<Step, EngineError>>,
}

impl Growing {
	/// Lets it read or write so many more tokens.
	pub fn grow(&self, positions: u32) {
		// Its other end is gone only with the answer, which the next step says.
		let _ = self.grants.send(positions);
	}

	/// What happens next. After a grant: steps, then one [`Step::Rest`] or [`Step::End`].
	pub async fn next(&mut self) -> Result<Step, EngineError> {
		let broke = || Err(EngineError::Failed("the engine broke".into()));
		self.steps.recv().await.unwrap_or_else(broke)
	}
}

/// The other end of a [`Growing`].
struct Maker {
	grants: mpsc::UnboundedReceiver<u32>,
	steps: mpsc::Sender<Result<Step, EngineError>>,
}

fn pair() -> (Growing, Maker) {
	let (grant, grants) = mpsc::unbounded_channel();
	let (step, steps) = mpsc::channel(AHEAD);
	(Growing { grants: grant, steps }, Maker { grants, steps: step })
}

/// Sells answers by the token.
#[async_trait]
pub trait Streams: Send + Sync {
	/// Whether answers are of class Exact.
	fn is_exact(&self) -> bool;
	/// Longest prompt and output together, in tokens.
	fn context(&self) -> u32;
	/// Reads a wish: what it asks for that the engine cannot do, it says.
	async fn prepare(&self, wish: Wish) -> Result<Prepared, Unwanted>;
	/// The same for embeddings of texts: one [`Step::Vector`] for each input, in order.
	async fn prepare_embeddings(&self, inputs: Vec<Input>) -> Result<Prepared, Unwanted>;
}
