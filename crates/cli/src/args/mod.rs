//! What can be typed.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, str::FromStr};
use stoa_client::{AccountId, Amount, keys};
use stoa_primitives::{JobId, ListingId, ReleaseId};

/// Keys, models, providers and paid, verified answers on the Stoa chain.
///
/// Exit codes: 0 done (for jobs: verified and paid), 1 failed, 2 wrong usage, 3 refused, 4 refunded,
/// cancelled or overturned, 5 node not reachable, 6 not known yet: stopped before the end, or the connection
/// was lost after something was sent.
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

/// `stoa model`.
#[derive(Subcommand)]
pub enum ModelCommand {
	/// Publish a model: a listing (or --listing) with a release of one file.
	Publish(Box<PublishArgs>),
	/// All models with their releases.
	List,
	/// One model: releases, prices, who is paid, what it was made from.
	Show {
		/// Its name, or the id of a release.
		model: String,
	},
	/// Set a release's royalty.
	SetPrice {
		/// The release.
		release: ReleaseId,
		/// Per 1,000 input tokens.
		#[arg(long, value_name = "AMOUNT")]
		price_in: Amount,
		/// Per 1,000 output tokens.
		#[arg(long, value_name = "AMOUNT")]
		price_out: Amount,
	},
	/// Stop a release from taking new jobs, for good.
	Retire {
		/// The release.
		release: ReleaseId,
	},
}

/// `stoa model publish`.
#[derive(ClapArgs)]
pub struct PublishArgs {
	/// Name for people; makes a new listing.
	#[arg(long, required_unless_present = "listing", conflicts_with = "listing")]
	pub name: Option<String>,
	/// Add the release to this listing of yours.
	#[arg(long)]
	pub listing: Option<ListingId>,
	/// The model file. Its hash and size are fixed for ever.
	#[arg(long, value_name = "FILE")]
	pub artefact: PathBuf,
	/// Format of the file.
	#[arg(long, value_enum, default_value = "gguf")]
	pub format: Format,
	/// How results are verified.
	#[arg(long, value_enum, default_value = "replicated")]
	pub class: Class,
	/// Engine: `exact` (bit-equal integers, contract X1), or the 64 hex digits of another one's digest.
	#[arg(long, default_value = "exact")]
	pub engine: String,
	/// SPDX identifier, such as Apache-2.0.
	#[arg(long)]
	pub licence: String,
	/// Longest prompt and output together, in tokens.
	#[arg(long)]
	pub context: u32,
	/// Royalty per 1,000 input tokens.
	#[arg(long, value_name = "AMOUNT")]
	pub price_in: Amount,
	/// Royalty per 1,000 output tokens.
	#[arg(long, value_name = "AMOUNT")]
	pub price_out: Amount,
	/// Who shares the royalty, such as 5Grw…=60%; the shares add up to 100%. Without it, you get all.
	#[arg(long, value_name = "ACCOUNT=PERCENT", value_parser = split)]
	pub split: Vec<(AccountId, u32)>,
	/// A release this was made from, and its share of the royalty, such as 3=10%.
	#[arg(long, value_name = "RELEASE=PERCENT", value_parser = parent)]
	pub parent: Vec<(ReleaseId, u32)>,
	/// The model card, whose hash the listing carries.
	#[arg(long, value_name = "FILE")]
	pub card: Option<PathBuf>,
	/// Where the model can be fetched.
	#[arg(long, default_value = "")]
	pub uri: String,
}

/// Formats of a model file.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
	/// GGUF weights with their tokenizer.
	Gguf,
	/// Safetensors weights.
	Safetensors,
}

/// Verification classes on offer.
#[derive(Clone, Copy, ValueEnum)]
pub enum Class {
	/// Several executors drawn by lot must agree.
	Replicated,
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

/// `stoa job`.
#[derive(Subcommand)]
pub enum JobCommand {
	/// Order an answer, follow it, print it with what it cost.
	Submit(SubmitArgs),
	/// Follow a job to its end; delivers what it waits for if it is yours.
	Watch {
		/// The job.
		job: JobId,
	},
	/// What is known about a job.
	Show {
		/// The job.
		job: JobId,
	},
	/// Jobs of an account; the key's own without an argument.
	List {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Withdraw a job before its executors are drawn.
	Cancel {
		/// The job.
		job: JobId,
	},
	/// Confirm that the output arrived, so that it settles at once.
	Acknowledge {
		/// The job.
		job: JobId,
	},
	/// Demand an output on chain that its backers do not serve, and print it.
	Demand {
		/// The job.
		job: JobId,
		/// In the clear and proven, even if the job is private: everyone can then read it.
		#[arg(long)]
		open: bool,
	},
	/// Put a bond against a paid, unanimous answer: a larger committee decides.
	Escalate {
		/// The job.
		job: JobId,
	},
	/// Drop the record of a finished job and get its deposit back.
	Drop {
		/// The job.
		job: JobId,
	},
	/// Get what could not be paid to your account before.
	Claim,
}

/// `stoa job submit`.
#[derive(ClapArgs)]
pub struct SubmitArgs {
	/// Name of the model, or id of a release.
	#[arg(long)]
	pub model: String,
	/// The prompt.
	#[arg(required_unless_present = "prompt_file", conflicts_with = "prompt_file")]
	pub prompt: Option<String>,
	/// Read the prompt from a file; - is standard input.
	#[arg(long, value_name = "FILE")]
	pub prompt_file: Option<PathBuf>,
	/// Most tokens to generate.
	#[arg(long, default_value_t = 128)]
	pub max_new_tokens: u32,
	/// How the prompt is put to the model.
	#[arg(long, value_enum, default_value = "chat")]
	pub template: TemplateArg,
	/// Executors that are drawn.
	#[arg(long, default_value_t = 3)]
	pub executors: u8,
	/// Equal answers that are needed; more than half without it.
	#[arg(long)]
	pub quorum: Option<u8>,
	/// Most it may cost. Without it what every provider accepts, but at most three times the least.
	#[arg(long, value_name = "AMOUNT")]
	pub max_fee: Option<Amount>,
	/// What a lie could be worth; executors put bond behind it. The fee without it.
	#[arg(long, value_name = "AMOUNT")]
	pub value_at_risk: Option<Amount>,
	/// Blocks (3 s) by which there is an answer or the refund.
	#[arg(long, value_name = "BLOCKS")]
	pub timeout_blocks: Option<u32>,
	/// Show prompt and answer to the drawn executors alone.
	#[arg(long)]
	pub private: bool,
	/// The model file, to count the prompt's tokens exactly. Without it they are bounded from above, which
	/// can cost more.
	#[arg(long, value_name = "FILE", env = "STOA_GGUF")]
	pub gguf: Option<PathBuf>,
	/// Return once the job is in a block.
	#[arg(long)]
	pub no_wait: bool,
}

/// How a prompt is put to the model.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateArg {
	/// As one user message under the model's own chat template.
	Chat,
	/// As it is.
	Raw,
}

fn account(text: &str) -> Result<AccountId, String> {
	keys::account(text).map_err(|error| error.to_string())
}

fn split(text: &str) -> Result<(AccountId, u32), String> {
	let (who, share) =
		text.rsplit_once('=').ok_or("write ACCOUNT=PERCENT, such as //Bob=40%".to_string())?;
	Ok((account(who)?, percent(share)?))
}

fn parent(text: &str) -> Result<(ReleaseId, u32), String> {
	let wrong = || "write RELEASE=PERCENT, such as 3=10%".to_string();
	let (release, share) = text.rsplit_once('=').ok_or_else(wrong)?;
	Ok((ReleaseId::from_str(release).map_err(|_| wrong())?, percent(share)?))
}

/// A share in parts of 1,000,000,000.
fn percent(text: &str) -> Result<u32, String> {
	let wrong = || format!("{text:?} is not a share: write it like 60% or 12.5%");
	let number = text.trim().strip_suffix('%').ok_or_else(wrong)?;
	let (whole, part) = number.split_once('.').unwrap_or((number, ""));
	let digits = |s: &str| s.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 7 {
		return Err(wrong());
	}
	let parts: u64 = format!("{whole}{part:0<7}").parse().map_err(|_| wrong())?;
	u32::try_from(parts).ok().filter(|parts| (1..=1_000_000_000).contains(parts)).ok_or_else(wrong)
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
	fn shares_are_exact() {
		assert_eq!(percent("60%"), Ok(600_000_000));
		assert_eq!(percent("12.5%"), Ok(125_000_000));
		assert_eq!(percent("33.3333333%"), Ok(333_333_333));
		assert_eq!(percent("100%"), Ok(1_000_000_000));
		for wrong in ["60", "0%", "101%", "-1%", "a%", "%", "1.23456789%", ".5%"] {
			assert!(percent(wrong).unwrap_err().contains("60%"), "{wrong}");
		}
	}

	#[test]
	fn splits_and_parents_are_read() {
		let bob = keys::account("//Bob").unwrap();
		assert_eq!(split("//Bob=40%"), Ok((bob, 400_000_000)));
		assert_eq!(split(&format!("{bob}=40%")), Ok((bob, 400_000_000)));
		assert!(split("//Bob").unwrap_err().contains("//Bob=40%"));
		assert_eq!(parent("3=10%"), Ok((3, 100_000_000)));
		assert!(parent("x=10%").unwrap_err().contains("3=10%"));
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
