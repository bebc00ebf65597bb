//! What the node asks its runtime.

use crate::{Balance, JobId, SeatIndex};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

pub use crate::wire::{SeatAssignment, SeatPhase};

/// Where a job is that is not final.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum JobStage {
	/// Its executors are to be drawn.
	#[codec(index = 0)]
	Drawing,
	/// They compute.
	#[codec(index = 1)]
	Computing,
	/// They show what they have committed to.
	#[codec(index = 2)]
	Revealing,
	/// Its requester fetches the output.
	#[codec(index = 3)]
	Serving,
	/// Class Exact: its answer can be challenged.
	#[codec(index = 4)]
	Challengeable,
	/// Paid, and not final.
	#[codec(index = 5)]
	Settled,
}

/// Some of the jobs that are not final.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct OpenJobs {
	/// Where each is, and what it has on hold as escrow, in planck.
	pub jobs: Vec<(JobStage, Balance)>,
	/// After which job to go on; none if these were the last.
	pub last: Option<JobId>,
}

/// What was done to a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum JobStep {
	/// It was ordered.
	#[codec(index = 0)]
	Submitted,
	/// Executors were drawn.
	#[codec(index = 1)]
	Drawn,
	/// All of them have answered or committed to an answer.
	#[codec(index = 2)]
	Answered,
	/// It was paid.
	#[codec(index = 3)]
	Settled,
	/// It got no answer, and its escrow went back.
	#[codec(index = 4)]
	Refunded,
	/// It was cancelled.
	#[codec(index = 5)]
	Cancelled,
	/// Nothing more can be done about it.
	#[codec(index = 6)]
	Finalized,
}

/// What a block did to the market.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum MarketEvent {
	/// Something was done to a job.
	#[codec(index = 0)]
	Job(JobId, JobStep),
	/// A provider lost bond, in planck.
	#[codec(index = 1)]
	ProviderSlashed(Balance),
	/// A provider was struck.
	#[codec(index = 2)]
	ProviderStruck,
	/// A validator or nominator lost stake, in planck.
	#[codec(index = 3)]
	StakeSlashed(Balance),
}

sp_api::decl_runtime_apis! {
	/// Read by the node's dispatcher.
	pub trait InferenceApi {
		/// The seat as of this block, or nothing if there is no such seat.
		fn seat(job: JobId, seat: SeatIndex) -> Option<SeatAssignment>;
		/// The current session's dispatch keys (sr25519), in authority order.
		fn dispatch_keys() -> Vec<[u8; 32]>;
	}

	/// Read by the node for its metrics.
	pub trait MarketApi {
		/// At most `limit` (and at most 1,000) of the jobs that are not final, from the one after `after` on, in
		/// no order that means anything.
		fn open_jobs(after: Option<JobId>, limit: u32) -> OpenJobs;
		/// What this block did to the market, in order.
		fn market_events() -> Vec<MarketEvent>;
	}
}
