//! `stoa-provider`: serve models on Stoa and get paid for verified answers.

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use stoa_client::AccountId;
use stoa_provider::{init, run, shell::Options};

#[derive(Parser)]
#[command(version, about = "Serve models on Stoa and get paid for verified answers.")]
struct Arguments {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Write a commented configuration and fresh keys. Overwrites nothing.
	Init {
		/// Where the configuration goes; keys go to `data` beside it.
		#[arg(long, default_value = "provider.toml")]
		config: PathBuf,
	},
	/// Say what is wrong with configuration, keys, model files, chain and network, and what to do.
	Check {
		/// The configuration.
		#[arg(long, default_value = "provider.toml")]
		config: PathBuf,
	},
	/// Serve. SIGTERM or Ctrl-C leaves the draw, finishes what is open and ends; a second one ends at once.
	Run {
		/// The configuration.
		#[arg(long, default_value = "provider.toml")]
		config: PathBuf,
	},
}

async fn execute(command: Command) -> anyhow::Result<()> {
	match command {
		Command::Init { config } => {
			let account = AccountId(init::init(&config)?);
			println!("Wrote {0} and, beside it, keys in `data`.", config.display());
			println!("Your account is {account}: send the bond and a little for fees to it.");
			println!(
				"Edit the configuration, then: stoa-provider check --config {}",
				config.display()
			);
			Ok(())
		}
		Command::Check { config } => run::check(&config).await,
		Command::Run { config } => run::run(&config, Options::default(), |engine| engine).await,
	}
}

fn main() -> ExitCode {
	// Started by itself, as a part of a workload.
	if let Some(code) = stoa_runner::helper() {
		return ExitCode::from(u8::try_from(code).unwrap_or(1));
	}
	answer()
}

#[tokio::main]
async fn answer() -> ExitCode {
	match execute(Arguments::parse().command).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("stoa-provider: {error:#}");
			ExitCode::FAILURE
		}
	}
}
