//! What runs of algorithms beside data are made of.

use super::*;
use stoa_primitives::{RunId, dataset::NOTHING_FOUND};

/// Custodians that compute one run.
pub type RunSeats<AccountId> = BoundedVec<RunSeat<AccountId>, ConstU32<MAX_CUSTODIANS>>;
/// What runs with their ids.
pub type IdentifiedRun<AccountId> = (RunId, RunDetails<AccountId>);

stored! {
	/// What can be due in a block.
	#[derive(Copy)]
	pub enum Due {
		/// Something about a licence.
		#[codec(index = 0)]
		License(LicenseId),
		/// Something about a run.
		#[codec(index = 1)]
		Run(RunId),
	}

	/// What stands behind the result of a run.
	#[derive(Copy)]
	pub enum RunClass {
		/// The word of one custodian.
		#[codec(index = 0)]
		OwnerRun,
		/// That more than half of several custodians found the same, without seeing what the others found.
		#[codec(index = 1)]
		Replicated,
	}

	/// A custodian that computes a run.
	pub struct RunSeat<AccountId> {
		/// Who.
		pub custodian: AccountId,
		/// What hides its result; [`NOTHING_FOUND`] if it says that computing came to nothing.
		pub commitment: Option<Digest>,
		/// Its result, once it was shown.
		pub result: Option<DataCommitment>,
	}

	/// Where a run stands, and the last block for what is to come.
	pub enum RunStage {
		/// The custodians compute, and commit to what they find.
		#[codec(index = 0)]
		Committing {
			/// Last block for it.
			until: BlockNumber,
		},
		/// They show what they found.
		#[codec(index = 1)]
		Revealing {
			/// Last block for it.
			until: BlockNumber,
		},
		/// Enough of them found the same. The requester fetches the ciphertext.
		#[codec(index = 2)]
		Offered {
			/// What they found.
			result: DataCommitment,
			/// Last block for it.
			until: BlockNumber,
		},
		/// The requester has the ciphertext. Its key is to be delivered.
		#[codec(index = 3)]
		Accepted {
			/// What they found.
			result: DataCommitment,
			/// Last block for it.
			until: BlockNumber,
		},
		/// The requester has the key, and can show that it, or a chunk, is wrong.
		#[codec(index = 4)]
		Delivered {
			/// What they found.
			result: DataCommitment,
			/// The result's key, sealed to the one-time key.
			envelope: Envelope,
			/// Last block for it.
			until: BlockNumber,
		},
	}

	/// A run as stored, until it is over.
	pub struct RunDetails<AccountId> {
		/// The licence by which it is allowed.
		pub license: LicenseId,
		/// The licence's dataset.
		pub dataset: DatasetId,
		/// The licence's release.
		pub release: DataReleaseId,
		/// Who pays. What is on hold for the run is on this account.
		pub requester: AccountId,
		/// Checksum of image and entry point.
		pub checksum: Digest,
		/// blake2b-256 of what the algorithm is told.
		pub input: Digest,
		/// The requester's one-time key.
		pub one_time_key: [u8; 32],
		/// Who computes.
		pub seats: RunSeats<AccountId>,
		/// Planck for the payees of the release.
		pub price: Balance,
		/// Planck for each custodian that finds what is paid for.
		pub seat_price: Balance,
		/// Most bytes of a result.
		pub output_bytes: u32,
		/// Taken of the privacy budget, in millionths of an epsilon.
		pub epsilon: u64,
		/// Held for what is stored; lost with a false proof.
		pub deposit: Balance,
		/// Blocks to show, fetch or deliver something in.
		pub delivery_blocks: BlockNumber,
		/// Blocks to check a key in.
		pub check_blocks: BlockNumber,
		/// Where it stands.
		pub stage: RunStage,
		/// The block whose agenda it is on; zero if it is on none.
		pub due_at: BlockNumber,
		/// For how many blocks the clock had stood still when its deadline was as it is.
		pub stood: BlockNumber,
	}

	/// Why a run ended.
	#[derive(Copy)]
	pub enum RunEnd {
		/// It was paid.
		#[codec(index = 0)]
		Done,
		/// Too few custodians committed in time: all back.
		#[codec(index = 1)]
		Undone,
		/// Too few custodians showed the same result in time: all back.
		#[codec(index = 2)]
		Disagreed,
		/// The requester did not say that it has the ciphertext: a part is burned, the rest is back.
		#[codec(index = 3)]
		Abandoned,
		/// No key came in time: all back.
		#[codec(index = 4)]
		Undelivered,
		/// A wrong key came: all back.
		#[codec(index = 5)]
		WrongKey,
		/// The result is garbage: all back.
		#[codec(index = 6)]
		Garbage,
		/// So many custodians say that computing came to nothing that the others are too few: all back.
		#[codec(index = 7)]
		Failed,
	}
}

/// Which runs are looked for. What is `None` fits all.
#[derive(
	Clone, PartialEq, Eq, Debug, DefaultNoBound, Encode, Decode, DecodeWithMemTracking, TypeInfo,
)]
pub struct RunFilter<AccountId> {
	/// Who is one of those that compute it.
	pub custodian: Option<AccountId>,
	/// Who pays.
	pub requester: Option<AccountId>,
	/// Beside what.
	pub release: Option<DataReleaseId>,
}

impl<AccountId> RunSeat<AccountId> {
	/// Whether it has committed to something.
	pub fn has_committed(&self) -> bool {
		self.commitment.is_some() && !self.has_failed()
	}

	/// Whether it says that computing came to nothing.
	pub fn has_failed(&self) -> bool {
		self.commitment == Some(NOTHING_FOUND)
	}
}

impl<AccountId> RunDetails<AccountId> {
	/// Planck on hold for what is paid in the end.
	pub fn escrow(&self) -> Balance {
		let seats = self.seat_price.saturating_mul(self.seats.len() as Balance);
		self.price.saturating_add(seats)
	}

	/// How many equal results it needs: more than half.
	pub fn quorum(&self) -> usize {
		self.seats.len().saturating_div(2).saturating_add(1)
	}

	/// What stands behind its result.
	pub fn class(&self) -> RunClass {
		if self.seats.len() > 1 { RunClass::Replicated } else { RunClass::OwnerRun }
	}

	/// The last block for what is to come.
	pub fn until(&self) -> BlockNumber {
		match self.stage {
			RunStage::Committing { until }
			| RunStage::Revealing { until }
			| RunStage::Offered { until, .. }
			| RunStage::Accepted { until, .. }
			| RunStage::Delivered { until, .. } => until,
		}
	}

	/// The result that enough custodians have shown, if there is one.
	pub fn agreed(&self) -> Option<DataCommitment> {
		let shown = || self.seats.iter().filter_map(|seat| seat.result);
		shown().find(|result| shown().filter(|other| other == result).count() >= self.quorum())
	}
}
