//! Identifiers and units.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A 32-byte blake2b-256 digest.
pub type Digest = [u8; 32];
/// An amount in planck; one STOA is 10^12 planck.
pub type Balance = u128;
/// A block height; one block is 3 seconds.
pub type BlockNumber = u32;
/// A model listing.
pub type ListingId = u32;
/// An immutable release of a listing.
pub type ReleaseId = u32;
/// A dataset listing.
pub type DatasetId = u32;
/// An immutable release of a dataset.
pub type DataReleaseId = u32;
/// The terms of a dataset's licences. Never reused.
pub type TermId = u32;
/// A licence of a dataset's release. Never reused.
pub type LicenseId = u64;
/// A run of an algorithm beside a dataset. Never reused.
pub type RunId = u64;
/// A job. Never reused.
pub type JobId = u64;
/// A challenge, and the game that it becomes. Never reused.
pub type GameId = u64;
/// A payment channel. Never reused.
pub type ChannelId = u64;
/// A provider's subscription plan. Never reused.
pub type PlanId = u64;
/// What a provider leases out. Never reused.
pub type OfferId = u64;
/// A lease. Never reused.
pub type LeaseId = u64;
/// A request for bids. Never reused.
pub type RequestId = u64;
/// A measurement of a provider's machines. Never reused.
pub type MeasurementId = u64;
/// A seat's place in its job's committee.
pub type SeatIndex = u8;

/// One STOA in planck.
pub const STOA: Balance = 1_000_000_000_000;

/// What the referee knows a claim by: the market that sells it, and that market's name for it.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum SubjectKey {
	/// The answer to a job.
	#[codec(index = 0)]
	Job(JobId),
	/// An answer, or a part of one, of a channel: [`crate::channel::Receipt::hash`].
	#[codec(index = 1)]
	Receipt(Digest),
}

impl SubjectKey {
	/// The job, if it is the answer to one.
	pub fn job(&self) -> Option<JobId> {
		match self {
			Self::Job(job) => Some(*job),
			Self::Receipt(_) => None,
		}
	}
}

impl From<JobId> for SubjectKey {
	fn from(job: JobId) -> Self {
		Self::Job(job)
	}
}

impl From<Digest> for SubjectKey {
	fn from(receipt: Digest) -> Self {
		Self::Receipt(receipt)
	}
}
