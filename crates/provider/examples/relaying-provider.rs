//! A provider whose answers by the token come from an OpenAI-compatible server, whatever engine its release names:
//! for `scripts/bench` only, which measures what lies before a server of fixed latency. The daemon itself refuses
//! to serve class Replicated so, and no chain offers a class for which it would not.

use anyhow::{Context, Result};
use async_trait::async_trait;
use clap::Parser;
use std::{
	path::PathBuf,
	sync::{Arc, OnceLock},
};
use stoa_provider::{
	engine::{Answer, Engine, EngineError, Request, openai::OpenAi, stream::Streams},
	run,
	shell::Options,
};

#[derive(Parser)]
struct Arguments {
	#[arg(long)]
	config: PathBuf,
	/// Base URL of the server.
	#[arg(long)]
	upstream: String,
	/// What it calls the model.
	#[arg(long)]
	model: String,
}

static UPSTREAM: OnceLock<OpenAi> = OnceLock::new();

/// The release's own engine, but for what is sold by the token.
struct Relaying(Arc<dyn Engine>);

#[async_trait]
impl Engine for Relaying {
	fn digest(&self) -> [u8; 32] {
		self.0.digest()
	}

	fn deterministic(&self) -> bool {
		self.0.deterministic()
	}

	fn context_tokens(&self) -> u32 {
		self.0.context_tokens()
	}

	fn streams(&self) -> Option<&dyn Streams> {
		UPSTREAM.get().map(|upstream| upstream as &dyn Streams)
	}

	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		self.0.generate(request, on_text).await
	}
}

#[tokio::main]
async fn main() -> Result<()> {
	let Arguments { config, upstream, model } = Arguments::parse();
	let upstream = OpenAi::connect(&upstream, &model, None).await?;
	UPSTREAM.set(upstream).ok().context("it is set once")?;
	run::run(&config, Options::default(), |engine| Arc::new(Relaying(engine))).await
}
