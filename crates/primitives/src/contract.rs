//! What contracts and the chain say to each other: the functions of the chain extension, their arguments and
//! results, and what a contract is told of a job that it asked for.
//!
//! A contract calls the extension with [`id`] of a function, its arguments in SCALE, and a buffer for the result.
//! The function's code is 0 and the buffer holds the result, or the code says why not and the buffer is left
//! alone. `docs/write-a-contract.md` has the table of functions.

use crate::{
	Assurance, Balance, BlockNumber, DataReleaseId, Digest, Generation, InlineBytes, JobId,
	LeaseId, ListingId, OfferId, PromptKind, ReleaseId, TermId, TokenPrice, VerificationClass,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Which extension of the runtime this is.
pub const EXTENSION: u16 = 0x5354;
/// Longest arguments of a function, in bytes.
pub const MAX_ARGUMENTS: u32 = 2_048;

/// Functions. The high byte is the version of what it takes and gives: one that changes either gets a new
/// number, and the old one stays.
pub mod function {
	/// What an answer would cost.
	pub const QUOTE: u16 = 0x0100;
	/// Orders an answer.
	pub const SUBMIT_JOB: u16 = 0x0101;
	/// Withdraws a job before its draw.
	pub const CANCEL_JOB: u16 = 0x0102;
	/// Where a job stands, and what came of it.
	pub const JOB: u16 = 0x0103;
	/// Whether some bytes are the output of a job that is over.
	pub const IS_OUTPUT: u16 = 0x0104;
	/// Drops the record of a job that is over: its deposit and an unused fee for its delivery come back.
	pub const DROP_JOB: u16 = 0x0105;
	/// Takes what the contract could not be paid before.
	pub const CLAIM: u16 = 0x0106;
	/// What having a job delivered costs now at least.
	pub const DELIVERY_FEE: u16 = 0x0107;
	/// A listing of a model.
	pub const LISTING: u16 = 0x0110;
	/// A release of it.
	pub const RELEASE: u16 = 0x0111;
	/// What a lease would cost.
	pub const LEASE_QUOTE: u16 = 0x0120;
	/// Leases units of an offer.
	pub const OPEN_LEASE: u16 = 0x0121;
	/// Leaves a lease, with or without saying what was at fault.
	pub const CLOSE_LEASE: u16 = 0x0122;
	/// Where a lease stands.
	pub const LEASE: u16 = 0x0123;
	/// Brings a contested lease to court.
	pub const GO_TO_COURT: u16 = 0x0130;
	/// Challenges a listing.
	pub const CHALLENGE_LISTING: u16 = 0x0131;
	/// A licence of a dataset: whose it is, and whether it can be used.
	pub const LICENSE: u16 = 0x0140;
	/// Buys a licence of a dataset.
	pub const BUY_LICENSE: u16 = 0x0141;
	/// A seed that nobody knew before the blocks that it is made of.
	pub const SEED: u16 = 0x0150;
}

/// The number by which a contract calls `function`.
pub const fn id(function: u16) -> u32 {
	((EXTENSION as u32) << 16) | function as u32
}

/// What a function answers with, beside its result.
pub mod code {
	/// Done: the result is in the buffer.
	pub const OK: u32 = 0;
	/// There is no such function, or not yet.
	pub const NO_FUNCTION: u32 = 1;
	/// The arguments are no SCALE of what the function takes, too long, or followed by something.
	pub const BAD_ARGUMENTS: u32 = 2;
	/// The function changes something, and the contract was called to read only.
	pub const READ_ONLY: u32 = 3;
	/// There is no such thing, or it cannot be had now.
	pub const NOT_FOUND: u32 = 4;
	/// Refused, but by no pallet's own error: a balance that is too small, for example.
	pub const REFUSED: u32 = 5;
	/// With the index of a pallet in the second byte and that of its error in the lowest: refused by it.
	pub const REFUSED_BY: u32 = 0x0001_0000;

	/// The code of a pallet's error.
	pub const fn refused_by(pallet: u8, error: u8) -> u32 {
		REFUSED_BY | (pallet as u32) << 8 | error as u32
	}
}

/// Derives for what travels.
macro_rules! values {
	($($item:item)*) => { $(
		#[derive(
			Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
		)]
		$item
	)* };
}

values! {
	/// How much a call may take.
	#[derive(Copy, Default)]
	pub struct Gas {
		/// Picoseconds.
		#[codec(compact)]
		pub ref_time: u64,
		/// Bytes of proof. Blocks here have no limit for it, calls of contracts count it all the same.
		#[codec(compact)]
		pub proof_size: u64,
	}

	/// Into which function of the contract a finished job goes.
	#[derive(Copy)]
	pub struct DeliveryOrder {
		/// The first bytes of what the contract is given. [`DeliveredJob`] follows.
		pub selector: [u8; 4],
		/// Most that the contract may use for it.
		pub gas: Gas,
		/// On hold for whoever delivers, in planck. Without it, the least that is accepted.
		pub fee: Option<Balance>,
	}

	/// What to quote.
	#[derive(Copy)]
	pub struct QuoteOrder {
		/// The release that would run.
		pub release: ReleaseId,
		/// Length of the prompt in tokens.
		pub input_tokens: u32,
		/// Most tokens of the answer.
		pub max_new_tokens: u32,
		/// How it is to be verified.
		pub assurance: Assurance,
		/// What a lie could be worth, in planck.
		pub value_at_risk: Option<Balance>,
	}

	/// What an answer would cost, in planck.
	#[derive(Copy)]
	pub struct JobQuote {
		/// `max_fee` that every provider that serves the release now accepts.
		pub fee: Balance,
		/// Least `max_fee` for which an executor can be found at all.
		pub least_fee: Balance,
		/// Held beside the fee and returned with the record.
		pub record_deposit: Balance,
		/// Providers that can be drawn.
		pub servers: u32,
		/// How results are verified.
		pub class: VerificationClass,
		/// Blocks the job gets when none are named.
		pub timeout_blocks: BlockNumber,
	}

	/// An order of an answer. It is public.
	pub struct JobOrder {
		/// The release that runs.
		pub release: ReleaseId,
		/// How the prompt is to be read.
		pub kind: PromptKind,
		/// The prompt.
		pub prompt: InlineBytes,
		/// Its length in tokens: the price basis.
		pub prompt_tokens: u32,
		/// What to generate.
		pub generation: Generation,
		/// How it is to be verified.
		pub assurance: Assurance,
		/// Most that it costs, in planck.
		pub max_fee: Balance,
		/// What a lie could be worth, in planck.
		pub value_at_risk: Option<Balance>,
		/// Blocks until there is an answer or a refund.
		pub timeout_blocks: Option<BlockNumber>,
		/// Where it is delivered to when it is over.
		pub delivery: Option<DeliveryOrder>,
	}

	/// How a job ended.
	#[derive(Copy)]
	pub enum JobOutcome {
		/// Answered, paid, final.
		#[codec(index = 0)]
		Final,
		/// Answered and paid, then overturned: do not rely on the answer.
		#[codec(index = 1)]
		Overturned,
		/// No answer; the fee went back.
		#[codec(index = 2)]
		Refunded,
		/// Cancelled.
		#[codec(index = 3)]
		Cancelled,
	}

	/// What is known of a job that is over.
	#[derive(Copy)]
	pub struct JobEnd {
		/// The release that ran.
		pub release: ReleaseId,
		/// How it ended.
		pub outcome: JobOutcome,
		/// How the answer was verified.
		pub class: VerificationClass,
		/// Commitment of the output; zero without one.
		pub output: Digest,
		/// Generated tokens.
		pub tokens: u32,
		/// Length of the output in bytes.
		pub bytes: u32,
		/// Charged in all, in planck.
		pub charged: Balance,
	}

	/// Where a job stands.
	#[derive(Copy)]
	pub enum JobStatus {
		/// It runs.
		#[codec(index = 0)]
		Running {
			/// By then there is an answer, or everything is refunded; later if its clock stood still.
			expires_at: BlockNumber,
			/// Whether it was paid. The answer can still be questioned.
			settled: bool,
		},
		/// It is over.
		#[codec(index = 1)]
		Over(JobEnd),
	}

	/// What a contract is told of a job that is over, after the selector.
	pub struct DeliveredJob {
		/// The job.
		pub job: JobId,
		/// How it ended.
		pub end: JobEnd,
		/// The output that the executors agreed on, if the outcome is `Final` and it is short enough to travel
		/// in a transaction.
		pub output: Option<InlineBytes>,
	}

	/// A listing of a model.
	#[derive(Copy)]
	pub struct ListingInfo {
		/// Its owner's account.
		pub owner: [u8; 32],
		/// Hash of its card.
		pub card: Digest,
		/// How many releases it has.
		pub releases: u32,
		/// Whether a ruling stands against it.
		pub flagged: bool,
	}

	/// A release of a model.
	#[derive(Copy)]
	pub struct ReleaseInfo {
		/// The listing it belongs to.
		pub listing: ListingId,
		/// Hash of its artefact.
		pub artefact: Digest,
		/// How its results are verified.
		pub class: VerificationClass,
		/// Longest prompt and answer together, in tokens.
		pub context_tokens: u32,
		/// What its owners take.
		pub price: TokenPrice,
		/// Whether it takes no jobs any more.
		pub retired: bool,
	}

	/// What lease to quote.
	#[derive(Copy)]
	pub struct LeaseQuoteOrder {
		/// Of which offer.
		pub offer: OfferId,
		/// How many units.
		pub units: u32,
		/// For how many blocks.
		pub blocks: BlockNumber,
	}

	/// What a lease would cost, in planck.
	#[derive(Copy)]
	pub struct LeaseCosts {
		/// Of all units, per block.
		pub price_per_block: Balance,
		/// Of all blocks.
		pub total: Balance,
		/// Least escrow to begin with.
		pub least_escrow: Balance,
		/// On hold for what is stored.
		pub deposit: Balance,
	}

	/// A lease to open.
	#[derive(Copy)]
	pub struct NewLease {
		/// Of which offer.
		pub offer: OfferId,
		/// How many units.
		pub units: u32,
		/// How many blocks.
		pub blocks: BlockNumber,
		/// Paid in advance, in planck.
		pub escrow: Balance,
		/// The sr25519 key that signs usage: somebody's off the chain, whom the contract trusts with it.
		pub usage_key: [u8; 32],
		/// Hash of what is to run.
		pub manifest: Digest,
		/// Most that all units may cost per block, in planck.
		pub price_limit: Balance,
	}

	/// Where a lease stands.
	#[derive(Copy)]
	pub struct LeaseStatus {
		/// Who pays.
		pub tenant: [u8; 32],
		/// Who serves.
		pub provider: [u8; 32],
		/// How many units.
		pub units: u32,
		/// On hold for it, in planck.
		pub escrow: Balance,
		/// 0: not started, 1: it runs, 2: over but for what is contested.
		pub stage: u8,
	}

	/// A licence of a dataset.
	#[derive(Copy)]
	pub struct LicenseStatus {
		/// Of which release of data.
		pub release: DataReleaseId,
		/// Whose it is.
		pub licensee: [u8; 32],
		/// Whether it can be used now.
		pub in_force: bool,
		/// Uses that are left, if they are counted.
		pub uses_left: Option<u32>,
	}

	/// A licence to buy.
	#[derive(Copy)]
	pub struct NewLicense {
		/// Of which release of data.
		pub release: DataReleaseId,
		/// On which terms.
		pub term: TermId,
		/// Most that it may cost, in planck.
		pub price_limit: Balance,
		/// The X25519 key to which the data's key is sealed: somebody's off the chain, whom the contract trusts
		/// with it.
		pub one_time_key: Option<[u8; 32]>,
	}

	/// Which seed.
	#[derive(Copy)]
	pub struct SeedOrder {
		/// What it is for: another number gives another seed.
		pub id: u64,
		/// The first block whose output it is made of.
		pub first: BlockNumber,
		/// How many blocks, at most 64. The author of the last one can choose between two seeds by not making
		/// its block; with only one block, its author knows the seed long before.
		pub count: u32,
	}
}

/// The seed of a contract, from that of the chain: two contracts that ask for the same have different ones.
pub fn seed_of(contract: &[u8; 32], seed: &Digest) -> Digest {
	crate::payload::tagged(crate::payload::domain::DRAW_CONTRACT, (contract, seed))
}

/// What contested leases are closed with, beside the lease.
pub type CloseLease = (LeaseId, Option<crate::LeaseFault>);

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn functions_and_codes_keep_their_numbers() {
		assert_eq!(id(function::SUBMIT_JOB), 0x5354_0101);
		assert_eq!(id(function::SEED), 0x5354_0150);
		assert_eq!(code::refused_by(42, 3), 0x0001_2a03);
	}

	#[test]
	fn arguments_are_never_longer_than_the_extension_reads() {
		let most = [
			QuoteOrder::max_encoded_len(),
			JobOrder::max_encoded_len(),
			NewLease::max_encoded_len(),
			SeedOrder::max_encoded_len(),
			<(JobId, InlineBytes)>::max_encoded_len(),
		];
		assert!(most.iter().all(|bytes| *bytes <= MAX_ARGUMENTS as usize), "{most:?}");
	}

	#[test]
	fn two_contracts_have_different_seeds() {
		let seed = [7; 32];
		assert_ne!(seed_of(&[1; 32], &seed), seed_of(&[2; 32], &seed));
		assert_ne!(seed_of(&[1; 32], &seed), seed);
	}
}
