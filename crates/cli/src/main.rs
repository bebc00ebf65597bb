//! # stoa
//!
//! The command line for people: keys, balances, models, providers, and jobs from the prompt to the paid
//! answer.
//!
//! | module | subject |
//! | --- | --- |
//! | [`args`] | what can be typed |
//! | [`context`] | the node, the key, how to print |
//! | [`fail`] | one line and one exit code for whatever goes wrong |
//! | [`key`], [`account`], [`model`], [`provider`], [`job`], [`channel`], [`receipt`], [`plan`], [`quota`] | the commands |
//! | [`challenge`] | challenges of jobs' answers and of receipts |
//! | [`dispute`], [`juror`] | cases before the court, and those who judge them |
//! | [`data`] | licences of data |
//! | [`lease`] | machines for rent |
//! | [`rewards`], [`delegate`] | rebates of checked work; standing behind providers |
//! | [`grades`] | grades of models and providers, from a gateway |
//! | [`local`] | what this machine has of a model: its artefact, its tokenizer |
//! | [`find`] | models by name, and near names for what was mistyped |
//! | [`show`] | tables, shares, states in words |
//! | [`vault`] | what only the requester of a private job knows, kept until the job is over |
#![warn(missing_docs)]

mod account;
mod args;
mod challenge;
mod channel;
mod context;
mod data;
mod delegate;
mod dispute;
mod fail;
mod find;
mod grades;
mod job;
mod juror;
mod key;
mod lease;
mod local;
mod model;
mod plan;
mod provider;
mod quota;
mod receipt;
mod rewards;
mod show;
mod vault;

use args::{Args, Command};
use clap::Parser;
use context::Context;
use fail::Fail;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	let args = Args::parse();
	let context = Context::new(&args);
	match run(&context, args.command).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(fail) => {
			context.print_failure(&fail);
			ExitCode::from(fail.code)
		}
	}
}

async fn run(context: &Context, command: Command) -> Result<(), Fail> {
	match command {
		Command::Key { command } => key::run(context, command),
		Command::Balance { account } => account::balance(context, account).await,
		Command::Transfer { to, amount } => account::transfer(context, to, amount).await,
		Command::Model { command } => model::run(context, command).await,
		Command::Provider { command } => provider::run(context, command).await,
		Command::Job { command } => job::run(context, command).await,
		Command::Channel { command } => channel::run(context, command).await,
		Command::Plan { command } => plan::run(context, command).await,
		Command::Quota { command } => quota::run(context, command).await,
		Command::Receipt { command } => receipt::run(context, command).await,
		Command::Data { command } => data::run(context, command).await,
		Command::Rewards { command } => rewards::run(context, command).await,
		Command::Delegate { command } => delegate::run(context, command).await,
		Command::Lease { command } => lease::run(context, command).await,
		Command::Dispute { command } => dispute::run(context, command).await,
		Command::Juror { command } => juror::run(context, command).await,
		Command::Grades { of, gateway, at } => grades::run(context, of, &gateway, at).await,
	}
}
