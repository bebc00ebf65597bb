//! A provider that breaks one promise, for tests of the whole. It is the real daemon around a changed
//! engine, or with a gate that keeps something in.

use async_trait::async_trait;
use clap::{Parser, ValueEnum};
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use stoa_e2e::lies::{Lie, Lies, argument};
use stoa_primitives::ReleaseId;
use stoa_provider::{
	engine::{Answer, Engine, EngineError, Request},
	run,
	shell::Options,
	state::Leaving,
};

#[derive(Parser)]
struct Arguments {
	#[arg(long)]
	config: PathBuf,
	#[arg(long, value_enum, required_unless_present = "lie")]
	fault: Option<Fault>,
	/// What it lies about in class Exact: `NAME`, or `RELEASE=NAME` for each release another lie.
	#[arg(long, value_parser = argument)]
	lie: Vec<(Option<ReleaseId>, Lie)>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Fault {
	/// Answers another question than it was asked.
	OtherAnswer,
	/// Never commits.
	NeverCommit,
	/// Commits and never reveals.
	NeverReveal,
	/// Reveals and then keeps the output.
	WithholdOutput,
	/// Makes no move in a game.
	NoMoves,
}

/// Runs the real engine on another prompt: equal from outside, but not what was bought.
struct OtherAnswer(Arc<dyn Engine>);

#[async_trait]
impl Engine for OtherAnswer {
	fn digest(&self) -> [u8; 32] {
		self.0.digest()
	}

	fn deterministic(&self) -> bool {
		self.0.deterministic()
	}

	fn context_tokens(&self) -> u32 {
		self.0.context_tokens()
	}

	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		let other = Request { content: b"Name a colour.".to_vec(), ..request };
		self.0.generate(other, on_text).await
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	let Arguments { config, fault, lie } = Arguments::parse();
	let kept_in = move |leaving: &Leaving<'_>| match (fault, leaving) {
		(Some(Fault::NeverCommit), Leaving::Statement(_))
		| (Some(Fault::WithholdOutput), Leaving::Output | Leaving::Data)
		| (Some(Fault::NoMoves), Leaving::Move(_)) => true,
		(Some(Fault::NeverReveal), Leaving::Statement(statement)) => statement.is_opening(),
		_ => false,
	};
	let gate = move |leaving: Leaving<'_>| !kept_in(&leaving);
	let faults = (!lie.is_empty()).then(|| Arc::new(Lies::new(lie)) as Arc<_>);
	let options = Options { gate: Arc::new(gate), faults, ..Options::default() };
	let wrap: run::Wrap = match fault {
		Some(Fault::OtherAnswer) => |engine| Arc::new(OtherAnswer(engine)),
		_ => |engine| engine,
	};
	match run::run(&config, options, wrap).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("faulty-provider: {error:#}");
			ExitCode::FAILURE
		}
	}
}
