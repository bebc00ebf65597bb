//! `stoa dispute` and `stoa juror`: what can be typed.

use super::account;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;
use stoa_client::{AccountId, Amount};
use stoa_primitives::{
	CaseId, Court, DatasetId, LeaseId, LicenseId, ListingFault, ListingId, Ruling, Side,
};

/// `stoa dispute`.
#[derive(Subcommand)]
pub enum DisputeCommand {
	/// All cases that are open or not settled.
	List,
	/// One case: both sides, what can be ruled and what it does, evidence, votes, what is due and by when.
	Show {
		/// The case.
		case: CaseId,
	},
	/// Bring a case: says what it costs, what each ruling does and by when, asks, and opens it.
	Raise(RaiseArgs),
	/// Put up, as the respondent, the fee that the claimant put up too: who has is compensated if the claim fails.
	Join {
		/// The case.
		case: CaseId,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Bring evidence: a file, and where everybody can fetch it. The chain keeps its hash.
	Evidence {
		/// The case.
		case: CaseId,
		/// The file.
		file: PathBuf,
		/// An address of the file, at most 128 bytes.
		#[arg(long, value_name = "URL")]
		place: String,
	},
	/// Pay for an appeal, for one of the sides.
	Fund {
		/// The case.
		case: CaseId,
		/// For whom.
		#[arg(long, value_enum)]
		side: SideArg,
		/// How much; without it, all that is lacking.
		amount: Option<Amount>,
		/// Do not ask.
		#[arg(long)]
		yes: bool,
	},
	/// Do whatever is due in a case and needs nobody in particular: free when it is.
	Push {
		/// The case.
		case: CaseId,
	},
}

/// `stoa dispute raise`.
#[derive(ClapArgs)]
pub struct RaiseArgs {
	#[command(flatten)]
	pub about: AboutArgs,
	/// What is wrong with the listing or dataset, or said to be.
	#[arg(
		long,
		value_enum,
		conflicts_with_all = ["license", "lease", "strikes"],
		default_value_t = FaultArg::FalseCard
	)]
	pub fault: FaultArg,
	/// Only say what it would cost, and what can come of it.
	#[arg(long)]
	pub quote: bool,
	/// Do not ask before it is brought.
	#[arg(long)]
	pub yes: bool,
}

/// What a case is about.
#[derive(ClapArgs, Clone, Copy, Default)]
#[group(required = true, multiple = false)]
pub struct AboutArgs {
	/// The listing of a model: to have it flagged, or, as the owner of a flagged one, to have the flag taken away.
	#[arg(long)]
	pub listing: Option<ListingId>,
	/// A dataset, in the same way.
	#[arg(long)]
	pub dataset: Option<DatasetId>,
	/// A licence of data: as its licensee, to have back what is not earned; as the dataset's owner, to have it revoked.
	#[arg(long, value_name = "LICENCE")]
	pub license: Option<LicenseId>,
	/// What is contested of a lease, and insisted on.
	#[arg(long)]
	pub lease: Option<LeaseId>,
	/// The strikes that count against the provider that signs.
	#[arg(long)]
	pub strikes: bool,
}

/// `stoa juror`.
#[derive(Subcommand)]
pub enum JurorCommand {
	/// Bonds, and what is due from an account, with the last block for it; the key's own without an argument.
	Show {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Stay, and say what is due from an account when it becomes due, and again at half time and near the end.
	Watch {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Bond as a juror. It counts in cases that are opened a full epoch later.
	Bond {
		/// The court whose cases you understand.
		#[arg(value_enum)]
		court: CourtArg,
		/// How much, such as 200STOA.
		amount: Amount,
	},
	/// Ask for a part of a bond back.
	Unbond {
		/// The court.
		#[arg(value_enum)]
		court: CourtArg,
		/// How much, such as 200STOA.
		amount: Amount,
	},
	/// Take out what was asked back.
	Withdraw {
		/// The court.
		#[arg(value_enum)]
		court: CourtArg,
	},
	/// Hide a vote. Its salt is kept on this machine until it is shown; nobody may learn it before.
	Vote {
		/// The case.
		case: CaseId,
		/// The ruling.
		#[arg(value_enum)]
		ruling: RulingArg,
	},
	/// Show the vote that `vote` hid.
	Reveal {
		/// The case.
		case: CaseId,
	},
}

/// Values that are typed, and what they are on chain.
macro_rules! typed {
	($(#[$doc:meta])* $name:ident, $of:ident { $($(#[$each:meta])* $value:ident),* }) => {
		$(#[$doc])*
		#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
		pub enum $name {
			$($(#[$each])* $value),*
		}

		impl From<$name> for $of {
			fn from(typed: $name) -> Self {
				match typed {
					$($name::$value => Self::$value),*
				}
			}
		}
	};
}

typed! {
	/// A court.
	CourtArg, Court {
		/// All matters, and last appeals.
		General,
		/// Leases and machines.
		Compute,
		/// Datasets.
		Data,
		/// Models and their answers.
		Models
	}
}

typed! {
	/// What is wrong with a listing.
	FaultArg, ListingFault {
		/// It is not what its card says.
		FalseCard,
		/// It uses what its owner has no right to.
		Infringing
	}
}

typed! {
	/// A side of a case.
	SideArg, Side {
		/// Who brought it.
		Claimant,
		/// Against whom.
		Respondent
	}
}

typed! {
	/// A ruling.
	RulingArg, Ruling {
		/// The claim has no ground.
		Dismiss,
		/// The claimant gets back what it paid.
		Refund,
		/// What is at stake is halved.
		Split,
		/// The respondent loses what it put up.
		Slash,
		/// The relation between both ends.
		Close,
		/// A licence is revoked, a listing flagged.
		Revoke,
		/// A record is put right: strikes or a flag go.
		Restore
	}
}
