//! What computes answers.
//!
//! | engine | answers |
//! | --- | --- |
//! | [`embedded`] | integers: equal bits on every machine |
//! | [`openai`] | whatever an OpenAI-compatible server beside the daemon computes |

pub mod embedded;
pub mod openai;
mod sse;

use crate::{
	config::{Config, EngineConfig},
	shell::Engines,
};
use anyhow::Context;
use async_trait::async_trait;
use std::{collections::BTreeMap, env, path::Path, sync::Arc};
use stoa_primitives::{Generation, PromptKind};

/// Makes the engine of each configured release ready. Releases of one model file share it.
pub async fn load(config: &Config) -> anyhow::Result<Engines> {
	let mut engines = Engines::new();
	let mut files: BTreeMap<&Path, Arc<dyn Engine>> = BTreeMap::new();
	for serve in &config.serve {
		let release = serve.release;
		let engine: Arc<dyn Engine> = match &serve.engine {
			EngineConfig::Embedded { gguf } => match files.get(gguf.as_path()) {
				Some(engine) => engine.clone(),
				None => {
					let opened = embedded::Embedded::open(gguf).await;
					let engine: Arc<dyn Engine> =
						Arc::new(opened.with_context(|| format!("release {release}"))?);
					files.insert(gguf, engine.clone());
					engine
				}
			},
			EngineConfig::OpenAi { url, model, api_key_env, .. } => {
				let key = match api_key_env {
					Some(name) => Some(env::var(name).with_context(|| {
						format!(
							"release {release}: the environment variable {name} (api_key_env) is not set"
						)
					})?),
					None => None,
				};
				let connected = openai::OpenAi::connect(url, model, key).await;
				Arc::new(connected.with_context(|| format!("release {release}"))?)
			}
		};
		engines.insert(release, engine);
	}
	Ok(engines)
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
	/// Computes; `on_text` sees the text as it grows. (`for<'t>` because the macro would give `&str` a
	/// lifetime of its own.)
	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError>;
}
