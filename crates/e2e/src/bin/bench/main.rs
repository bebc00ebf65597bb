//! Measures a running Stoa and prints each figure against its bound; `scripts/bench` builds and runs it.

mod channels;
mod contracts;
mod court;
mod datasets;
mod inference;
mod leases;
mod network;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use stoa_e2e::bench::Figure;

#[derive(Parser)]
struct Arguments {
	/// What to measure.
	#[command(subcommand)]
	name: Name,
}

#[derive(Subcommand)]
enum Name {
	/// The main job: blocks, bytes, state.
	Inference,
	/// Contracts: what deliveries into them take against their weight, how many fit into a block.
	Contracts,
	/// The court with many jurors and cases: calls and blocks against their weights, what a draw reads.
	Court,
	/// Datasets: publishing and buying 1 GiB beside hash and cipher alone, and proofs in wasm.
	Datasets {
		/// The optimised `speed`, an example of `stoa-data`.
		#[arg(long)]
		speed: PathBuf,
		/// A Python that has wasmtime.
		#[arg(long)]
		python: PathBuf,
		/// The module `stoa-data-wasm`.
		#[arg(long)]
		wasm: PathBuf,
	},
	/// Leases: what settling costs, how soon a workload runs, what that takes.
	Leases,
	/// A network that loses machines and links: finality, and how soon it is whole again.
	Network,
	/// Paying by the token: what the gateway adds beside LiteLLM, what a redemption costs.
	Channels {
		/// Folder with the optimised `stoa-gateway`, and `relaying-provider` among its examples.
		#[arg(long)]
		optimised: PathBuf,
		/// LiteLLM's program.
		#[arg(long)]
		litellm: PathBuf,
		/// Seconds for which each is asked in each round.
		#[arg(long, default_value_t = 10)]
		seconds: u32,
	},
}

#[tokio::main]
async fn main() -> ExitCode {
	match measure(Arguments::parse().name).await {
		Ok(figures) => {
			for figure in &figures {
				println!("{figure}");
			}
			ExitCode::from(u8::from(!figures.iter().all(Figure::is_ok)))
		}
		Err(error) => {
			eprintln!("bench: {error:?}");
			ExitCode::FAILURE
		}
	}
}

async fn measure(name: Name) -> Result<Vec<Figure>> {
	match name {
		Name::Inference => inference::figures().await,
		Name::Contracts => contracts::figures(),
		Name::Court => court::figures(),
		Name::Datasets { speed, python, wasm } => datasets::figures(&speed, &python, &wasm),
		Name::Leases => leases::figures().await,
		Name::Network => network::figures().await,
		Name::Channels { optimised, litellm, seconds } => {
			channels::figures(&optimised, &litellm, seconds).await
		}
	}
}
