//! What can be typed.

mod channel;
mod court;
mod data;
mod job;
mod lease;
mod model;
mod plan;
mod rewards;

pub use channel::{ChannelCommand, GatewayArgs, ReceiptArgs, ReceiptCommand};
use clap::{Parser, Subcommand, ValueEnum};
pub use court::{AboutArgs, DisputeCommand, FaultArg, JurorCommand, RaiseArgs};
pub use data::{
	AggregateArgs, AllowArgs, ComputeArgs, DataBuyArgs, DataCommand, DataPublishArgs, HeldCommand,
	ManageCommand, OwnArgs, PlaceArgs, ProgramArgs, RunArgs,
};
pub use job::{
	AssuranceArg, ChallengeArgs, JobCommand, SamplingArgs, SubmitArgs, TemplateArg, TokenizerArg,
	UntilArg, VerifyArgs,
};
pub use lease::{
	LeaseCommand, LeaseFaultArg, NeedsArgs, OffersArgs, OpenArgs, RequestArgs, WorkloadArgs,
};
pub use model::{Class, Format, ImportArgs, ModelCommand, PublishArgs};
pub use plan::{PlanCommand, QuotaCommand};
pub use rewards::{DelegateCommand, RewardsCommand};
use std::path::PathBuf;
use stoa_client::{AccountId, Amount, keys};

/// Keys, models, providers and paid, verified answers on the Stoa chain.
///
/// Exit codes: 0 done (for jobs: verified and paid), 1 failed, 2 wrong usage, 3 refused, 4 refunded,
/// cancelled or overturned, 5 node not reachable, 6 not known yet: stopped before the end, or the connection
/// was lost after something was sent, 7 the answer differs from what this machine computes.
#[derive(Parser)]
#[command(name = "stoa", version, max_term_width = 100)]
pub struct Args {
	/// The node's WebSocket address.
	#[arg(long, global = true, env = "STOA_URL", default_value = "ws://127.0.0.1:9944")]
	pub url: String,
	/// Secret URI of the account to sign with: //Alice, a phrase, a 0x seed, with derivations. Without it and
	/// --keystore, STOA_KEY.
	// The variables are read in `context`: to clap, one of another kind would be in conflict with a flag.
	#[arg(long, global = true, value_name = "URI", conflicts_with = "keystore")]
	pub key: Option<String>,
	/// Keystore file with the key to sign with; the password is asked for, or read from STOA_PASSWORD. Without
	/// it and --key, STOA_KEYSTORE.
	#[arg(long, global = true, value_name = "FILE")]
	pub keystore: Option<PathBuf>,
	/// Print one JSON object; amounts are in planck, as strings.
	#[arg(long, global = true)]
	pub json: bool,
	/// Let providers' addresses lead to this machine and its network. For development networks only.
	#[arg(long, global = true, env = "STOA_ALLOW_PRIVATE_ENDPOINTS")]
	pub allow_private_endpoints: bool,
	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
	/// Make, show and keep keys.
	Key {
		/// What to do.
		#[command(subcommand)]
		command: KeyCommand,
	},
	/// What an account has; the key's own without an argument.
	Balance {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Send STOA to an account.
	Transfer {
		/// To whom.
		#[arg(value_parser = account)]
		to: AccountId,
		/// How much, such as 1.5STOA.
		amount: Amount,
	},
	/// Publish, list and price models.
	Model {
		/// What to do.
		#[command(subcommand)]
		command: ModelCommand,
	},
	/// Who sells compute.
	Provider {
		/// What to do.
		#[command(subcommand)]
		command: ProviderCommand,
	},
	/// Order answers and follow them.
	Job {
		/// What to do.
		#[command(subcommand)]
		command: JobCommand,
	},
	/// Payment channels: what applications pay providers by the token with.
	Channel {
		/// What to do.
		#[command(subcommand)]
		command: ChannelCommand,
	},
	/// Receipts of answers that were paid by the token.
	Receipt {
		/// What to do.
		#[command(subcommand)]
		command: ReceiptCommand,
	},
	/// Plans: prepaid periods of a provider's answers.
	Plan {
		/// What to do.
		#[command(subcommand)]
		command: PlanCommand,
	},
	/// Free tokens that providers grant.
	Quota {
		/// What to do.
		#[command(subcommand)]
		command: QuotaCommand,
	},
	/// License data: publish, buy, deliver keys, and compute beside data that stays where it is.
	Data {
		/// What to do.
		#[command(subcommand)]
		command: DataCommand,
	},
	/// What checked work brings back of what it burned; where new STOA and fees go.
	Rewards {
		/// What to do.
		#[command(subcommand)]
		command: RewardsCommand,
	},
	/// Stand behind providers with stake, share what they earn, and lose with them.
	Delegate {
		/// What to do.
		#[command(subcommand)]
		command: DelegateCommand,
	},
	/// Rent machines: offers, bids, leases, what runs in them, what comes back.
	Lease {
		/// What to do.
		#[command(subcommand)]
		command: LeaseCommand,
	},
	/// Bring cases before the court, and follow them.
	Dispute {
		/// What to do.
		#[command(subcommand)]
		command: DisputeCommand,
	},
	/// Sit in the court: bond, learn what is due, vote, be paid.
	Juror {
		/// What to do.
		#[command(subcommand)]
		command: JurorCommand,
	},
	/// How good the record of models and providers is, from 0 to 100, as a gateway's index computes it.
	Grades {
		/// Of what.
		#[arg(value_enum, default_value_t = GradedArg::Models)]
		of: GradedArg,
		/// The gateway's address.
		#[arg(long, env = "STOA_GATEWAY", default_value = "http://127.0.0.1:8088")]
		gateway: String,
		/// As of this block rather than the last finalised one; rounded down to the end of a period of 100.
		#[arg(long, value_name = "BLOCK")]
		at: Option<u32>,
	},
}

/// What is graded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum GradedArg {
	/// Releases of models.
	Models,
	/// Providers.
	Providers,
}

/// `stoa key`.
#[derive(Subcommand)]
pub enum KeyCommand {
	/// Make a new key: prints its phrase, or keeps it in a keystore file.
	New {
		/// Keep it here, encrypted, and do not print the phrase.
		#[arg(long, value_name = "FILE")]
		out: Option<PathBuf>,
	},
	/// Print the account and public key of --key or --keystore.
	Show,
	/// Keep the key of --key (or of standard input) in a keystore file.
	Import {
		/// Where.
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
}

/// `stoa provider`.
#[derive(Subcommand)]
pub enum ProviderCommand {
	/// All providers; with --model, those that serve it.
	List {
		/// Name of a model, or id of a release.
		#[arg(long)]
		model: Option<String>,
	},
	/// One provider.
	Show {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: AccountId,
	},
}

fn account(text: &str) -> Result<AccountId, String> {
	keys::account(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_is_sound() {
		Args::command().debug_assert();
	}

	#[test]
	fn a_prompt_is_needed_once() {
		let parse = |args: &[&str]| Args::try_parse_from(args.iter().copied());
		assert!(parse(&["stoa", "job", "submit", "--model", "m", "hello"]).is_ok());
		assert!(parse(&["stoa", "job", "submit", "--model", "m"]).is_err());
		assert!(
			parse(&["stoa", "job", "submit", "--model", "m", "x", "--prompt-file", "f"]).is_err()
		);
		assert!(parse(&["stoa", "transfer", "//Bob", "1.5STOA"]).is_ok());
		assert!(parse(&["stoa", "transfer", "//Bob", "lots"]).is_err());
	}
}
