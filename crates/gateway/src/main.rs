//! `stoa-gateway`: point any OpenAI client at it, and pay providers per token.

use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use stoa_client::{AccountId, Amount};
use stoa_gateway::{
	apikeys::{NewKey, Scopes},
	config::Period,
	database::now,
	init, run,
	spend::{Budget, DAY},
};

#[derive(Parser)]
#[command(version, about = "Point any OpenAI client at it, and pay providers per token.")]
struct Arguments {
	/// The configuration.
	#[arg(long, global = true, default_value = "gateway.toml")]
	config: PathBuf,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Write a commented configuration and fresh keys. Overwrites nothing.
	Init,
	/// Say what is wrong with configuration, keys, database, node and money, and what to do.
	Check,
	/// Serve. SIGTERM or Ctrl-C lets answers end, pays for them and ends; a second one ends at once.
	Run,
	/// Make, list and revoke API keys.
	#[command(subcommand)]
	Keys(Keys),
}

#[derive(Subcommand)]
enum Keys {
	/// Make a key and print it, once.
	Create(Create),
	/// List all keys with what they spent.
	List,
	/// End a key.
	Revoke {
		/// Its id, as `list` shows it.
		id: String,
	},
}

#[derive(Args)]
struct Create {
	/// A name for people.
	name: String,
	/// What it may do: chat, completions, embeddings, models, read, write. Without, all but write.
	#[arg(long)]
	scopes: Option<Scopes>,
	/// Most that it may spend, such as 5STOA.
	#[arg(long)]
	budget: Option<Amount>,
	/// When the budget begins anew.
	#[arg(long, default_value = "total", requires = "budget")]
	period: Period,
	/// Days until it ends.
	#[arg(long)]
	days: Option<u32>,
	/// Requests a minute.
	#[arg(long)]
	per_minute: Option<u32>,
}

impl Create {
	fn key(self) -> NewKey {
		let budget =
			Budget { planck: self.budget.map(|amount| amount.0), period: self.period.seconds() };
		NewKey {
			name: self.name,
			scopes: self.scopes.unwrap_or_else(Scopes::usual),
			budget,
			expires: self.days.map(|days| now().saturating_add(DAY.saturating_mul(days.into()))),
			per_minute: self.per_minute,
		}
	}
}

async fn execute(arguments: Arguments) -> anyhow::Result<()> {
	let config = arguments.config;
	match arguments.command {
		Command::Init => {
			let account = AccountId(init::init(&config)?);
			println!("Wrote {} and keys.", config.display());
			println!("Your account is {account}: send what you want to spend to it.");
			println!("Then: stoa-gateway check --config {}", config.display());
			Ok(())
		}
		Command::Check => run::check(&config).await,
		Command::Run => run::run(&config).await,
		Command::Keys(Keys::Create(create)) => run::create_key(&config, &create.key()).await,
		Command::Keys(Keys::List) => run::list_keys(&config).await,
		Command::Keys(Keys::Revoke { id }) => run::revoke_key(&config, &id).await,
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	match execute(Arguments::parse()).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("stoa-gateway: {error:#}");
			ExitCode::FAILURE
		}
	}
}
