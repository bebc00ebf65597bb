//! What custody needs of a chain. Everything is of a final block: a fork could give the number of a licence or a run to
//! another buyer, for whom what is sealed here would be wrong, and cost the owner its bond.

use anyhow::Result;
use async_trait::async_trait;
use stoa_primitives::{
	BlockNumber, DataReleaseId, Digest, LicenseId, RunId,
	dataset::{DataCommitment, Envelope},
};

/// A release of a dataset.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReleaseView {
	/// Its id.
	pub id: DataReleaseId,
	/// Whose it is.
	pub owner: [u8; 32],
	/// What it commits to.
	pub data: DataCommitment,
	/// Who holds its key, in the order of their places.
	pub custodians: Vec<[u8; 32]>,
	/// If no custodian has the key alone: how many have it together, and what the release says of each share.
	pub split: Option<(u8, Vec<Digest>)>,
	/// Base URLs under which it may be served.
	pub places: Vec<String>,
}

/// A licence that waits for its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purchase {
	/// The licence.
	pub license: LicenseId,
	/// Of what.
	pub release: DataReleaseId,
	/// Whose.
	pub licensee: [u8; 32],
	/// What the key is sealed to.
	pub one_time_key: [u8; 32],
	/// Whether this custodian has delivered its share of it.
	pub delivered: bool,
	/// Last block for it.
	pub until: BlockNumber,
}

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunStage {
	/// Custodians compute.
	Committing,
	/// They show what they found.
	Revealing,
	/// The requester fetches it.
	Offered,
	/// Its key is due.
	Accepted(DataCommitment),
	/// The key is there.
	Delivered,
}

/// A run that this custodian has a seat in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunView {
	/// The run.
	pub id: RunId,
	/// Who asked for it.
	pub requester: [u8; 32],
	/// Beside what.
	pub release: DataReleaseId,
	/// Checksum of what runs.
	pub checksum: Digest,
	/// blake2b-256 of its parameters.
	pub input: Digest,
	/// What the result's key, and the log, is sealed to.
	pub one_time_key: [u8; 32],
	/// Most bytes that leave.
	pub output_bytes: u32,
	/// Who computes.
	pub seats: Vec<[u8; 32]>,
	/// Whether this custodian has committed.
	pub committed: bool,
	/// Whether it has shown its result.
	pub revealed: bool,
	/// Whether it has said that computing came to nothing.
	pub failed: bool,
	/// Where it stands.
	pub stage: RunStage,
	/// Last block for what is to come.
	pub until: BlockNumber,
}

/// What one final block shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Look {
	/// Its height.
	pub finalised: BlockNumber,
	/// Licences that wait, of releases whose key is held.
	pub purchases: Vec<Purchase>,
	/// Runs with a seat of this custodian.
	pub runs: Vec<RunView>,
}

/// An extrinsic of a custodian.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the call of the same name")]
pub enum CustodyCall {
	Deliver(LicenseId, Envelope),
	DeliverShare(LicenseId, Envelope),
	CommitRun(RunId, Digest),
	FailRun(RunId),
	RevealRun(RunId, DataCommitment, Digest),
	DeliverRun(RunId, Envelope),
}

impl CustodyCall {
	/// Its name, for logs and metrics.
	pub fn name(&self) -> &'static str {
		match self {
			Self::Deliver(..) => "deliver",
			Self::DeliverShare(..) => "deliver_share",
			Self::CommitRun(..) => "commit_run",
			Self::FailRun(..) => "fail_run",
			Self::RevealRun(..) => "reveal_run",
			Self::DeliverRun(..) => "deliver_run",
		}
	}

	/// What it is about.
	pub fn subject(&self) -> u64 {
		match self {
			Self::Deliver(id, _)
			| Self::DeliverShare(id, _)
			| Self::CommitRun(id, _)
			| Self::FailRun(id)
			| Self::RevealRun(id, ..)
			| Self::DeliverRun(id, _) => *id,
		}
	}
}

/// Another custodian.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeerView {
	/// Its daemon's base URL.
	pub endpoint: String,
	/// What is sealed to it.
	pub transport_key: [u8; 32],
}

/// The market of data from a custodian's chair.
#[async_trait]
pub trait CustodyChain: Send + Sync + 'static {
	/// What is to be done; `held` are the releases whose key is held.
	async fn look(&self, held: &[DataReleaseId]) -> Result<Look>;
	/// A release.
	async fn release(&self, id: DataReleaseId) -> Result<Option<ReleaseView>>;
	/// A run of which this custodian may have no seat.
	async fn run(&self, id: RunId) -> Result<Option<RunView>>;
	/// A registered provider.
	async fn peer(&self, account: &[u8; 32]) -> Result<Option<PeerView>>;
	/// Signs an extrinsic, and waits until it is in a best block.
	async fn submit(&self, call: CustodyCall) -> Result<()>;
}
