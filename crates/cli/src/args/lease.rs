//! `stoa lease`: what can be typed.

use super::account;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;
use stoa_client::{AccountId, Amount};
use stoa_primitives::{BlockNumber, LeaseId, OfferId, RequestId};

/// `stoa lease`.
#[derive(Subcommand)]
pub enum LeaseCommand {
	/// Machines that can be leased now.
	Offers(OffersArgs),
	/// What a lease of an offer would cost, and what each side would risk.
	Quote {
		/// The offer.
		offer: OfferId,
		/// For how many blocks of 3 s; 1,200 are an hour.
		#[arg(long)]
		blocks: BlockNumber,
		/// How many units.
		#[arg(long, default_value_t = 1)]
		units: u32,
	},
	/// Lease machines of an offer: says what it costs and what each side risks, asks, signs, hands the provider what
	/// is to run, and waits until it runs.
	Open(OpenArgs),
	/// Ask for bids instead: whoever bids least before the deadline has the lease.
	Request(RequestArgs),
	/// A request and the best bid so far; the lease that it became, once it is decided.
	Bids {
		/// The request.
		request: RequestId,
	},
	/// Take a request back before it is decided: everybody has everything back.
	CancelRequest {
		/// The request.
		request: RequestId,
	},
	/// Hand the provider what is to run: again, or for a request that was won.
	Upload {
		/// The lease.
		lease: LeaseId,
		/// Stay, and sign what is used.
		#[arg(long)]
		keep: bool,
	},
	/// Leases of an account, as tenant and as provider; the key's own without an argument.
	List {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// One lease: how it stands on chain and with its provider.
	Show {
		/// The lease.
		lease: LeaseId,
	},
	/// What the workload prints.
	Logs {
		/// The lease.
		lease: LeaseId,
		/// Go on with what it will print, until it ends.
		#[arg(short, long)]
		follow: bool,
		/// At most so many lines of what it has printed.
		#[arg(long, value_name = "LINES")]
		tail: Option<usize>,
	},
	/// Run a program in the workload; a shell if none is named.
	Shell {
		/// The lease.
		lease: LeaseId,
		/// Program and arguments, after `--`.
		#[arg(last = true)]
		command: Vec<String>,
	},
	/// Sign what is used, period by period, until the lease ends. A lease that nobody signs for ends after one period
	/// and the grace; that period is paid.
	Keep {
		/// The lease.
		lease: LeaseId,
	},
	/// Make a lease last longer, at its price.
	Extend {
		/// The lease.
		lease: LeaseId,
		/// How many blocks more.
		blocks: BlockNumber,
		/// Pay so much more in advance rather than the price of those blocks.
		#[arg(long)]
		escrow: Option<Amount>,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Pay more in advance for a lease, whosesoever it is. What is left in the end is its tenant's.
	TopUp {
		/// The lease.
		lease: LeaseId,
		/// How much.
		amount: Amount,
	},
	/// Let a lease go on after its end, as long again, at the price agreed before it began.
	Renew {
		/// The lease.
		lease: LeaseId,
		/// Pay so much more in advance rather than the price of those blocks.
		#[arg(long)]
		escrow: Option<Amount>,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Make a key with which this machine can use and sign for a lease that somebody transfers to you.
	NewKey,
	/// Give a lease, with what was paid in advance, to another account.
	Transfer {
		/// The lease.
		lease: LeaseId,
		/// To whom.
		#[arg(value_parser = account)]
		to: AccountId,
		/// The key with which they will use it and sign: they print one with `stoa lease new-key`.
		#[arg(long, value_name = "HEX")]
		usage_key: String,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Leave a lease: pays what was used, and gets the rest back.
	Close {
		/// The lease.
		lease: LeaseId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Leave a lease and say that what is not signed was not served: it stays on hold until the provider answers, and
	/// is yours if it does not.
	Contest {
		/// The lease.
		lease: LeaseId,
		/// What was wrong.
		#[arg(long, value_enum, default_value_t = LeaseFaultArg::Outage)]
		fault: LeaseFaultArg,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Bring what is contested, and insisted on, before the court.
	Court {
		/// The lease.
		lease: LeaseId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Doubt a provider's claims: its free units, or those of a lease of yours, must show what they are. The bond is
	/// lost if they do.
	ChallengeHardware {
		/// The provider; with --lease, its own.
		#[arg(value_parser = account, required_unless_present = "lease")]
		provider: Option<AccountId>,
		/// The lease in which to measure.
		#[arg(long)]
		lease: Option<LeaseId>,
		/// Wait for the result.
		#[arg(long)]
		wait: bool,
		/// Do not ask before the bond is put on hold.
		#[arg(long)]
		yes: bool,
	},
}

/// What a unit must have.
#[derive(ClapArgs, Clone, Default)]
pub struct NeedsArgs {
	/// At least so many cores.
	#[arg(long, default_value_t = 0)]
	pub cpus: u16,
	/// At least so much memory, in MiB.
	#[arg(long, value_name = "MIB", default_value_t = 0)]
	pub memory: u32,
	/// At least so much disk, in GiB.
	#[arg(long, value_name = "GIB", default_value_t = 0)]
	pub disk: u32,
	/// At least so many GPUs.
	#[arg(long, default_value_t = 0)]
	pub gpus: u16,
	/// At least so much memory of each GPU, in MiB.
	#[arg(long, value_name = "MIB", default_value_t = 0)]
	pub vram: u32,
	/// Such as gpu="RTX 4090" or region=eu-north; all that are given.
	#[arg(long = "attribute", value_name = "KEY=VALUE")]
	pub attributes: Vec<String>,
}

/// `stoa lease offers`.
#[derive(ClapArgs)]
pub struct OffersArgs {
	#[command(flatten)]
	pub needs: NeedsArgs,
	/// At least so many free units.
	#[arg(long, default_value_t = 1)]
	pub units: u32,
	/// That can be leased for so many blocks.
	#[arg(long, default_value_t = 0)]
	pub blocks: BlockNumber,
	/// At most so much for a unit and block.
	#[arg(long, value_name = "AMOUNT")]
	pub max_price: Option<Amount>,
	/// Go on from this offer: what the last page named.
	#[arg(long, value_name = "OFFER", default_value_t = 0)]
	pub from: OfferId,
	/// Most offers that are shown.
	#[arg(long, default_value_t = 50)]
	pub limit: u32,
}

/// What is to run. What is typed comes before what the manifest says.
#[derive(ClapArgs, Clone, Default)]
pub struct WorkloadArgs {
	/// File in TOML that says all of this: offer, blocks, units, image, ports, command, env and the rest.
	#[arg(long, value_name = "FILE")]
	pub manifest: Option<PathBuf>,
	/// Image: an archive as `docker save` or `podman save` write it.
	#[arg(long, value_name = "FILE", conflicts_with = "registry")]
	pub image: Option<PathBuf>,
	/// Image: a reference in a registry, for providers that run Docker.
	#[arg(long, value_name = "REFERENCE")]
	pub registry: Option<String>,
	/// TCP port of the workload to publish.
	#[arg(long = "port", value_name = "PORT")]
	pub ports: Vec<u16>,
	/// Variable of its environment. Secrets are sealed to the provider, who can read them.
	#[arg(long, value_name = "KEY=VALUE")]
	pub env: Vec<String>,
	/// Disk that outlives restarts: MiB and where, such as 1024:/data.
	#[arg(long, value_name = "MIB:PATH")]
	pub volume: Option<String>,
	/// Let it reach the Internet, where the offer has it.
	#[arg(long)]
	pub internet: bool,
	/// Program and arguments instead of the image's, after `--`.
	#[arg(last = true)]
	pub command: Vec<String>,
	/// How many blocks of 3 s; 1,200 are an hour.
	#[arg(long)]
	pub blocks: Option<BlockNumber>,
	/// How many units.
	#[arg(long)]
	pub units: Option<u32>,
	/// Pay so much in advance rather than all of it, and more with `stoa lease top-up`. The lease ends when it is used up.
	#[arg(long)]
	pub escrow: Option<Amount>,
	/// Do not ask.
	#[arg(long)]
	pub yes: bool,
	/// Stay when it runs, and sign what is used.
	#[arg(long)]
	pub keep: bool,
}

/// `stoa lease open`.
#[derive(ClapArgs)]
pub struct OpenArgs {
	/// The offer.
	#[arg(long)]
	pub offer: Option<OfferId>,
	/// Most that all units may cost, per block; without it, what is quoted.
	#[arg(long, value_name = "AMOUNT")]
	pub max_price: Option<Amount>,
	#[command(flatten)]
	pub workload: WorkloadArgs,
}

/// `stoa lease request`.
#[derive(ClapArgs)]
pub struct RequestArgs {
	#[command(flatten)]
	pub needs: NeedsArgs,
	/// Most that all units may cost, per block.
	#[arg(long, value_name = "AMOUNT")]
	pub price_limit: Amount,
	/// For how many blocks bids are taken.
	#[arg(long, default_value_t = 20)]
	pub bidding_blocks: BlockNumber,
	/// For how many blocks either side goes on without the other's word: what each risks.
	#[arg(long, default_value_t = 100)]
	pub period: BlockNumber,
	/// Wait until it is decided, and hand the winner what is to run. Without it: `stoa lease bids`, then
	/// `stoa lease upload`.
	#[arg(long)]
	pub wait: bool,
	#[command(flatten)]
	pub workload: WorkloadArgs,
}

/// What was wrong with a lease.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LeaseFaultArg {
	/// It did not run, or could not be reached.
	Outage,
	/// The machine is not what the offer said.
	WrongHardware,
}
