//! What computes answers.
//!
//! | engine | answers |
//! | --- | --- |
//! | [`embedded`] | integers: equal bits on every machine |
//! | [`exact`] | the same for class Exact: with the root of the trace, and ready for games |
//! | [`import`] | that, out of a model file |
//! | [`openai`] | whatever an OpenAI-compatible server beside the daemon computes |
//! | [`stream`] | by any of them, an answer that is sold by the token |

pub mod embedded;
pub mod exact;
pub mod import;
pub mod openai;
mod sse;
pub mod stream;

use crate::config::{EngineConfig, Serve};
use anyhow::Context;
use async_trait::async_trait;
use import::Progress;
use std::{
	collections::BTreeMap,
	env,
	path::{Path, PathBuf},
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
	},
	thread,
};
use stoa_exact::{cells::CellKey, engine::SessionError};
use stoa_primitives::{Digest, Generation, PromptKind, ReleaseId, Template};
use tokio::sync::Semaphore;

/// Engines by the release that they run.
pub type Engines = BTreeMap<ReleaseId, Arc<dyn Engine>>;

/// Makes engines ready. Releases of one model file share it.
pub struct Loader {
	/// By file, and the model of class Exact that was made of it.
	files: BTreeMap<(PathBuf, Option<Digest>), Arc<dyn Engine>>,
	/// Where artefacts go that the daemon makes.
	artefacts: PathBuf,
	progress: Progress,
}

impl Loader {
	/// One that keeps what it makes in a daemon's data folder, and tells `progress` what takes long.
	pub fn new(data_dir: &Path, progress: Progress) -> Self {
		Self { files: BTreeMap::new(), artefacts: data_dir.join("artefacts"), progress }
	}

	/// One that tells the log.
	pub fn logging(data_dir: &Path) -> Self {
		Self::new(data_dir, |text| tracing::info!("{text}"))
	}

	/// Makes the engine of one configured release ready; `model` is the root of the release's model in class
	/// Exact.
	pub async fn load(
		&mut self,
		serve: &Serve,
		model: Option<Digest>,
	) -> anyhow::Result<Arc<dyn Engine>> {
		let (file, made) = match &serve.engine {
			EngineConfig::Embedded { gguf } => (gguf, model),
			EngineConfig::Exact { artefact, .. } => (artefact, None),
			EngineConfig::OpenAi { url, model, api_key_env, .. } => {
				return connect(url, model, api_key_env.as_ref()).await;
			}
		};
		let key = (file.clone(), made);
		if let Some(engine) = self.files.get(&key) {
			return Ok(engine.clone());
		}
		let engine: Arc<dyn Engine> = match (&serve.engine, made) {
			(EngineConfig::Exact { tokenizer: None, .. }, _) => {
				Arc::new(exact::Exact::open(file).await?)
			}
			(EngineConfig::Exact { tokenizer: Some(from), .. }, _) => {
				Arc::new(import::with_text(exact::Exact::open(file).await?, from).await?)
			}
			(_, Some(root)) => {
				Arc::new(import::open(file, &self.artefacts, root, self.progress).await?)
			}
			(_, None) => Arc::new(embedded::Embedded::open(file).await?),
		};
		self.files.insert(key, engine.clone());
		Ok(engine)
	}
}

async fn connect(
	url: &str,
	model: &str,
	api_key_env: Option<&String>,
) -> anyhow::Result<Arc<dyn Engine>> {
	let key = |name: &String| {
		env::var(name)
			.with_context(|| format!("the environment variable {name} (api_key_env) is not set"))
	};
	let key = api_key_env.map(key).transpose()?;
	Ok(Arc::new(openai::OpenAi::connect(url, model, key).await?))
}

/// Work for an engine.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
	/// How the content is to be read.
	pub kind: PromptKind,
	/// The prompt.
	pub content: Vec<u8>,
	/// What to generate.
	pub generation: Generation,
	/// Input tokens that the requester declared.
	pub declared_tokens: u32,
	/// Whose tree of cells class Exact makes beside the trace; none is made without.
	pub cells: Option<CellKey>,
}

/// What an engine made of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
	/// The output: UTF-8 text for a text prompt, little-endian `u32` ids for token ids.
	pub output: Vec<u8>,
	/// Tokens generated, the end token excluded.
	pub tokens: u32,
	/// Tokens of the prompt.
	pub input_tokens: u32,
	/// What class Exact commits to.
	pub exact: Option<ExactRoots>,
}

/// What class Exact commits to, beside the lengths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExactRoots {
	/// Root of the output's tokens.
	pub output: Digest,
	/// Root of the trace.
	pub trace: Digest,
	/// Root of the tree of cells; zeros if none was asked for.
	pub cells: Digest,
}

/// Why an engine made nothing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EngineError {
	/// The prompt has more tokens than were declared.
	#[error("the prompt has {counted} tokens, more than declared")]
	Undercounted {
		/// Tokens counted.
		counted: u32,
	},
	/// The content is not what it says it is.
	#[error("malformed prompt: {0}")]
	Malformed(String),
	/// It does not fit into the context.
	#[error("{asked} tokens do not fit into a context of {context}")]
	TooLong {
		/// Positions of the context.
		context: u32,
		/// Positions that would be needed.
		asked: u64,
	},
	/// No room now.
	#[error("busy")]
	Busy,
	/// Something broke.
	#[error("{0}")]
	Failed(String),
}

/// Computes answers for one release.
#[async_trait]
pub trait Engine: Send + Sync {
	/// Identifies program, version and settings.
	fn digest(&self) -> [u8; 32];
	/// Whether equal requests give equal bits on every machine.
	fn deterministic(&self) -> bool;
	/// Longest prompt and output together, in tokens.
	fn context_tokens(&self) -> u32;
	/// Itself, if it serves class Exact. What wraps it gives it on: games are played with it.
	fn exact(&self) -> Option<&exact::Exact> {
		None
	}
	/// Itself as what sells answers by the token, if it can.
	fn streams(&self) -> Option<&dyn stream::Streams> {
		None
	}
	/// Computes; `on_text` sees the text as it grows. (`for<'t>` because the macro would give `&str` a
	/// lifetime of its own.)
	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError>;
}

/// The token ids of a request.
fn token_ids(request: &Request) -> Result<Vec<u32>, EngineError> {
	let (ids, rest) = request.content.as_chunks::<4>();
	match () {
		() if request.generation.template != Template::Raw => {
			Err(EngineError::Malformed("token ids take no template".into()))
		}
		() if !rest.is_empty() => {
			Err(EngineError::Malformed("token ids have four bytes each".into()))
		}
		() => Ok(ids.iter().map(|id| u32::from_le_bytes(*id)).collect()),
	}
}

/// The tokens of a prompt, if there are some, the model has them, and they are not more than were declared.
fn checked(ids: Vec<u32>, vocabulary: u32, declared: u32) -> Result<Vec<u32>, EngineError> {
	let counted = ids.len() as u32;
	match () {
		() if ids.is_empty() => Err(EngineError::Malformed("the prompt has no token".into())),
		() if ids.iter().any(|id| *id >= vocabulary) => {
			Err(EngineError::Malformed("the model has no such token".into()))
		}
		() if counted > declared => Err(EngineError::Undercounted { counted }),
		() => Ok(ids),
	}
}

/// What a session's refusal means to who asked.
fn session_error(error: SessionError) -> EngineError {
	match error {
		SessionError::ContextFull { context, asked } => EngineError::TooLong { context, asked },
		SessionError::UnknownToken(_) | SessionError::EmptyPrompt => {
			EngineError::Malformed(error.to_string())
		}
	}
}

/// Tells a computing thread, when it is dropped, that nobody waits any more.
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
	fn drop(&mut self) {
		self.0.store(true, Ordering::Relaxed);
	}
}

/// As many places as there are cores: more computations would only be slower together.
fn places() -> Arc<Semaphore> {
	Arc::new(Semaphore::new(thread::available_parallelism().map_or(1, usize::from)))
}
