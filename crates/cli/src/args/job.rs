//! `stoa job`: what can be typed.

use super::account;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;
use stoa_client::{AccountId, Amount};
use stoa_primitives::JobId;

/// `stoa job`.
#[derive(Subcommand)]
pub enum JobCommand {
	/// Order an answer, follow it, print it with what it cost.
	Submit(SubmitArgs),
	/// Follow a job to its end; delivers what it waits for if it is yours.
	Watch {
		/// The job.
		job: JobId,
		#[command(flatten)]
		tokenizer: TokenizerArg,
	},
	/// What is known about a job.
	Show {
		/// The job.
		job: JobId,
		#[command(flatten)]
		tokenizer: TokenizerArg,
	},
	/// Compute a job's answer again on this machine, and say whether it is the same to the bit.
	Verify(VerifyArgs),
	/// Challenge a false answer of class Exact: computes it again, puts a bond behind the doubt, and plays the
	/// game to the verdict.
	Challenge(ChallengeArgs),
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
	/// Bring a finished job into the contract that ordered it, for its fee.
	Deliver {
		/// The job.
		#[arg(required_unless_present = "watch", conflicts_with = "watch")]
		job: Option<JobId>,
		/// Deliver every job whose fee covers the transaction, until stopped.
		#[arg(long)]
		watch: bool,
		/// What must be left of a fee when the transaction has cost the most that it can.
		#[arg(long, value_name = "AMOUNT", default_value = "0 STOA", requires = "watch")]
		least_gain: Amount,
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
	#[command(flatten)]
	pub sampling: SamplingArgs,
	/// How the prompt is put to the model.
	#[arg(long, value_enum, default_value = "chat")]
	pub template: TemplateArg,
	/// How the answer is verified; as the release says without it.
	#[arg(long, value_enum)]
	pub assurance: Option<AssuranceArg>,
	/// Replicated: executors that are drawn, 3 without it.
	#[arg(long)]
	pub executors: Option<u8>,
	/// Replicated: equal answers that are needed; more than half without it.
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
	#[command(flatten)]
	pub tokenizer: TokenizerArg,
	/// Return once the job is in a block.
	#[arg(long)]
	pub no_wait: bool,
	/// Class Exact: return with the answer, which is committed and not final, or when it is final.
	#[arg(long, value_enum, default_value = "final", conflicts_with = "no_wait")]
	pub until: UntilArg,
}

/// How the answer's tokens are chosen.
#[derive(ClapArgs)]
pub struct SamplingArgs {
	/// Class Exact: choose tokens at random, the more evenly the higher this is; 0.8 is usual. Without it, or
	/// with 0, the likeliest token each time.
	#[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
	pub temperature: Option<f64>,
	/// Leave out tokens that are less than this times as likely as the likeliest one; 0.05 without it, and 0
	/// leaves none out.
	#[arg(long, value_name = "PART", requires = "temperature", allow_negative_numbers = true)]
	pub min_p: Option<f64>,
	/// Whoever knows the seed computes the same answer: 64 hexadecimal digits, public on chain; random without
	/// it, and printed.
	#[arg(long, value_name = "HEX|random", requires = "temperature")]
	pub seed: Option<String>,
}

/// Which tokenizer turns text into a model's token ids, and back.
#[derive(ClapArgs)]
pub struct TokenizerArg {
	/// A GGUF file or a folder with the model's tokenizer.
	#[arg(long, visible_alias = "gguf", value_name = "MODEL.gguf", env = "STOA_GGUF")]
	pub tokenizer: Option<PathBuf>,
}

/// How an answer is verified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum AssuranceArg {
	/// One executor; anybody may challenge its computation, of which the chain recomputes one step.
	Exact,
	/// Several executors drawn by lot must agree.
	Replicated,
}

/// How long a job of class Exact is followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum UntilArg {
	/// Until there is an answer.
	Answer,
	/// Until nothing can change any more.
	Final,
}

/// `stoa job verify`.
#[derive(ClapArgs)]
pub struct VerifyArgs {
	/// The job.
	pub job: JobId,
	/// The file that the job's release names.
	#[arg(long, value_name = "MODEL.stoa")]
	pub artefact: PathBuf,
	#[command(flatten)]
	pub tokenizer: TokenizerArg,
}

/// `stoa job challenge`.
#[derive(ClapArgs)]
pub struct ChallengeArgs {
	/// The job.
	pub job: JobId,
	/// The file that the job's release names.
	#[arg(long, value_name = "MODEL.stoa")]
	pub artefact: PathBuf,
	/// Do not ask before the bond is put on hold. A right answer is not challenged anyway.
	#[arg(long)]
	pub yes: bool,
	/// Go on with a challenge that was begun on this machine.
	#[arg(long)]
	pub resume: bool,
}

/// How a prompt is put to the model.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateArg {
	/// As one user message under the model's own chat template.
	Chat,
	/// As it is.
	Raw,
}
