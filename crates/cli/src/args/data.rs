//! `stoa data`: what can be typed.

use super::account;
use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;
use stoa_client::{AccountId, Amount};
use stoa_primitives::{DataReleaseId, DatasetId, LicenseId, ReleaseId, TermId};

/// `stoa data`.
#[derive(Subcommand)]
pub enum DataCommand {
	/// Encrypt a file on this machine and sell licences of it. Only ciphertext leaves the machine.
	Publish(Box<DataPublishArgs>),
	/// Datasets whose licences can be bought.
	List {
		/// Those of one account only: SS58 address, hex key or development URI.
		#[arg(long, value_parser = account)]
		owner: Option<AccountId>,
		/// Paused and retired ones too.
		#[arg(long)]
		all: bool,
	},
	/// One dataset: releases, terms, custodians, record, what may run beside it.
	Show {
		/// The dataset.
		dataset: DatasetId,
	},
	/// Buy a licence: fetches and checks the ciphertext, pays into escrow, waits for the key, decrypts and compares all
	/// of it. No key in time, a wrong one, or garbage: the money comes back.
	Buy(DataBuyArgs),
	/// Go on with a licence that was bought on this machine, or decrypt its data again.
	Open {
		/// The licence.
		license: LicenseId,
		#[command(flatten)]
		place: PlaceArgs,
	},
	/// Licences of an account; the key's own without an argument.
	Licenses {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Deliver keys of your datasets to those who bought: stays, and delivers until it is stopped.
	Deliver {
		#[command(flatten)]
		own: OwnArgs,
		/// Deliver what is awaited now, and end.
		#[arg(long)]
		once: bool,
	},
	/// Hand the key of a release to its custodians, or to each its share of it: they deliver while you are away.
	Entrust {
		/// The release.
		release: DataReleaseId,
		#[command(flatten)]
		own: OwnArgs,
	},
	/// What a dataset's release, or a model, was made from, up to the roots.
	Lineage {
		/// A release of a dataset.
		#[arg(required_unless_present = "model", conflicts_with = "model")]
		release: Option<DataReleaseId>,
		/// A release of a model instead.
		#[arg(long)]
		model: Option<ReleaseId>,
		/// Compare the copies in this folder with the roots that are named.
		#[arg(long, value_name = "FOLDER")]
		from: Option<PathBuf>,
	},
	/// Allow a program or a query to run beside a dataset of yours, or no more. Without this nothing may.
	Allow(AllowArgs),
	/// Say how much queries together may tell of a dataset of yours.
	Budget {
		/// The dataset.
		dataset: DatasetId,
		/// An epsilon in all, such as 2.5.
		epsilon: f64,
	},
	/// Write down what an image runs, so that owners can allow it: prints the program as JSON.
	Program(ProgramArgs),
	/// Run a program beside data that stays where it is. Only the files that it declares come out.
	Compute(ComputeArgs),
	/// Count, sum or average over datasets without seeing a row: each custodian adds noise, and the answers are added
	/// up here.
	Aggregate(AggregateArgs),
	#[command(flatten)]
	Manage(ManageCommand),
	#[command(flatten)]
	Held(HeldCommand),
	/// Compare a copy of a release's ciphertext with what the chain has of it.
	Verify {
		/// The release.
		release: DataReleaseId,
		/// The folder in which the copy is.
		#[arg(long, value_name = "FOLDER")]
		from: PathBuf,
	},
}

/// What an owner does with a dataset that is listed.
#[derive(Subcommand)]
pub enum ManageCommand {
	/// Sell no licences of a dataset for a while; those that were bought go on.
	Pause {
		/// A dataset of yours.
		dataset: DatasetId,
	},
	/// Sell licences of a dataset again.
	Resume {
		/// A dataset of yours.
		dataset: DatasetId,
	},
	/// Sell no licences of a dataset any more, or of one of its releases, for good.
	Retire {
		/// A dataset of yours.
		dataset: DatasetId,
		/// A release of it alone.
		#[arg(long)]
		release: Option<DataReleaseId>,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Let licences to come cost something else.
	Price {
		/// A dataset of yours.
		dataset: DatasetId,
		/// On what terms: `stoa data show` lists them.
		#[arg(long)]
		term: TermId,
		/// The price, such as 5STOA.
		price: Amount,
	},
	/// Put an account on the list of buyers, or take it off. The terms say whether those on it may buy, or may not.
	Buyer {
		/// A dataset of yours.
		dataset: DatasetId,
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: AccountId,
		/// Take it off.
		#[arg(long)]
		remove: bool,
	},
	/// Take a dataset out, with all that belongs to it: bond and deposits come back. Its licences have to be over.
	Unpublish {
		/// A dataset of yours.
		dataset: DatasetId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
}

/// What is done with a licence that is there.
#[derive(Subcommand)]
pub enum HeldCommand {
	/// Give a licence to somebody else, if its terms allow that.
	Transfer {
		/// A licence of yours.
		license: LicenseId,
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		to: AccountId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Pass a licence on while it lasts, if its terms allow that: you keep yours.
	Sublicense {
		/// A licence of yours.
		license: LicenseId,
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		to: AccountId,
	},
	/// Give a licence up: its deposit comes back.
	Drop {
		/// A licence of yours.
		license: LicenseId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Pay what a licence has earned by now to those who sell the data. Anybody can.
	Collect {
		/// The licence.
		license: LicenseId,
	},
	/// Take back what is not earned of a licence whose data somebody has shown to be garbage.
	Refund {
		/// A licence of yours.
		license: LicenseId,
	},
}

/// `stoa data publish`.
#[derive(ClapArgs)]
pub struct DataPublishArgs {
	/// The file.
	pub file: PathBuf,
	/// Name of a new dataset.
	#[arg(long, required_unless_present = "dataset", conflicts_with = "dataset")]
	pub name: Option<String>,
	/// A dataset of yours that gets a new release instead.
	#[arg(long)]
	pub dataset: Option<DatasetId>,
	/// On what terms licences are sold, and who shares what they cost: see docs/license-data.md.
	#[arg(long, value_name = "FILE.toml", required_unless_present = "dataset")]
	pub terms: Option<PathBuf>,
	/// A text about it: columns, a sample, where it comes from. Its hash goes on chain.
	#[arg(long, value_name = "FILE")]
	pub card: Option<PathBuf>,
	/// A base URL under which the folder of --store is served, and the card.
	#[arg(long, default_value = "")]
	pub uri: String,
	/// Put behind its keys and chunks, such as 100STOA; as much as the chain asks for without it. With --dataset, what is
	/// added.
	#[arg(long)]
	pub bond: Option<Amount>,
	/// A custodian, a registered provider with [custody]; can be given several times.
	#[arg(long = "custodian", value_parser = account, value_name = "ACCOUNT")]
	pub custodians: Vec<AccountId>,
	/// How many custodians it takes to have the key; without it each of them has all of it.
	#[arg(long, value_name = "COUNT", requires = "custodians")]
	pub threshold: Option<u8>,
	#[command(flatten)]
	pub own: OwnArgs,
	/// Do not ask before the bond is put on hold.
	#[arg(long)]
	pub yes: bool,
}

/// Where an owner's things are.
#[derive(ClapArgs, Clone)]
pub struct OwnArgs {
	/// Folder for ciphertext, leaves and nonces, as any web server serves it; one of your own without it.
	#[arg(long, value_name = "FOLDER")]
	pub store: Option<PathBuf>,
	/// File with the secret from which all your data keys follow; made if it is not there. Keep a copy.
	#[arg(long, value_name = "FILE", env = "STOA_DATA_SECRET")]
	pub secret: Option<PathBuf>,
}

/// `stoa data buy`.
#[derive(ClapArgs)]
pub struct DataBuyArgs {
	/// The dataset.
	pub dataset: DatasetId,
	/// A release of it; the newest that is sold without it.
	#[arg(long)]
	pub release: Option<DataReleaseId>,
	/// On what terms: `stoa data show` lists them.
	#[arg(long)]
	pub term: TermId,
	/// Most that it may cost.
	#[arg(long, value_name = "AMOUNT")]
	pub price_limit: Amount,
	#[command(flatten)]
	pub place: PlaceArgs,
	/// Do not ask before it is paid.
	#[arg(long)]
	pub yes: bool,
}

/// Where data comes from and goes to.
#[derive(ClapArgs, Clone)]
pub struct PlaceArgs {
	/// Where the decrypted file goes; `dataset-ID` in this folder without it.
	#[arg(long, value_name = "FILE")]
	pub out: Option<PathBuf>,
	/// A folder of this machine with the ciphertext, asked before all others.
	#[arg(long, value_name = "FOLDER")]
	pub from: Option<PathBuf>,
}

/// `stoa data allow`.
#[derive(ClapArgs)]
pub struct AllowArgs {
	/// The dataset.
	pub dataset: DatasetId,
	/// A program or a query, as JSON: see docs/license-data.md.
	#[arg(value_name = "FILE.json")]
	pub algorithm: PathBuf,
	/// What you get for a run.
	#[arg(long, default_value = "0")]
	pub price: Amount,
	/// What each custodian gets for a run.
	#[arg(long, default_value = "0")]
	pub seat_price: Amount,
	/// Most bytes that leave; a query needs no more than the default.
	#[arg(long, default_value_t = 65_536)]
	pub output_bytes: u32,
	/// Allow it no more.
	#[arg(long)]
	pub remove: bool,
}

/// What a run beside data is asked for with.
#[derive(ClapArgs, Clone)]
pub struct RunArgs {
	/// A licence of yours for each dataset, in the same order; the first that is in force without it.
	#[arg(long = "license", value_name = "LICENCE")]
	pub licenses: Vec<LicenseId>,
	/// How many custodians compute it: 1 is one's word, of more than one more than half must find the same. All
	/// without it.
	#[arg(long, value_name = "COUNT")]
	pub seats: Option<usize>,
	/// Most that a run may cost.
	#[arg(long, value_name = "AMOUNT")]
	pub price_limit: Amount,
	/// Do not ask before it is paid.
	#[arg(long)]
	pub yes: bool,
}

/// `stoa data compute`.
#[derive(ClapArgs)]
pub struct ComputeArgs {
	/// The dataset.
	pub dataset: DatasetId,
	/// The program, as JSON: `stoa data program` makes one of an image.
	#[arg(long, value_name = "FILE.json")]
	pub algorithm: PathBuf,
	/// The image that it names.
	#[arg(long, value_name = "FILE.tar")]
	pub image: PathBuf,
	/// A file of parameters, which the program finds as /in/input.
	#[arg(long, value_name = "FILE")]
	pub input: Option<PathBuf>,
	/// Folder for what comes out.
	#[arg(long, value_name = "FOLDER")]
	pub out: PathBuf,
	#[command(flatten)]
	pub run: RunArgs,
}

/// `stoa data aggregate`.
#[derive(ClapArgs)]
pub struct AggregateArgs {
	/// The datasets.
	#[arg(required = true)]
	pub datasets: Vec<DatasetId>,
	/// The query, as JSON, which all their owners allow.
	#[arg(long, value_name = "FILE.json")]
	pub query: PathBuf,
	#[command(flatten)]
	pub run: RunArgs,
}

/// `stoa data program`.
#[derive(ClapArgs)]
pub struct ProgramArgs {
	/// The image: a file that `docker save` writes, or a tar of a root file system.
	pub image: PathBuf,
	/// A file that may come out; can be given several times.
	#[arg(long = "file", required = true, value_name = "NAME")]
	pub files: Vec<String>,
	/// Memory, in MiB.
	#[arg(long, default_value_t = 256)]
	pub memory_mib: u32,
	/// Most seconds that it runs.
	#[arg(long, default_value_t = 60)]
	pub seconds: u32,
	/// What is started in it: `-- /bin/count --all`.
	#[arg(last = true, required = true)]
	pub command: Vec<String>,
}
