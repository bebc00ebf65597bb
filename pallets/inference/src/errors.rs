//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// No such job is running. Look it up with the view function `job`.
		JobNotFound,
		/// No such record. It was dropped, or the job is still running.
		RecordNotFound,
		/// Compute-to-data is not offered yet. Name a model release.
		SubjectNotOffered,
		/// No such release. Look it up in `models`.
		ReleaseNotFound,
		/// The release takes no new jobs. Use a newer one.
		ReleaseRetired,
		/// The release is not verified in this way. Ask for the class that it names.
		ClassNotOffered,
		/// A committee has 2 to 7 executors and its quorum is more than half of them.
		BadQuorum,
		/// Declare at least one input token and ask for at least one new token.
		ZeroTokens,
		/// The prompt is longer than 65,536 bytes, or empty. Shorten it.
		PromptTooLarge,
		/// Input and new tokens together exceed the release's context. Ask for fewer.
		ContextTooLarge,
		/// The inline prompt differs from its commitment or length. Commit to it with the zero salt.
		PromptMismatch,
		/// An inline prompt is public. Omit either the inline prompt or the reply key.
		PrivateInline,
		/// Token ids are four bytes each and take no template.
		BadTokenIds,
		/// Fewer providers serve the release than executors are asked for. Ask for fewer, or wait.
		TooFewServers,
		/// No executor can be found for this fee. Ask `quote` and raise `max_fee`.
		FeeTooLow,
		/// The time is too short or too long. See `parameters`, or give none.
		BadTimeout,
		/// The account cannot pay fee and deposit. Fund it, or lower `max_fee`.
		InsufficientFunds,
		/// Too many deadlines near this block. Give another timeout.
		AgendaFull,
		/// Only the requester may do this.
		NotRequester,
		/// Only a drawn executor, or its signing key's account, may do this.
		NotExecutor,
		/// Too late: the blocks that decide the draw have begun, or the draw was made.
		TooLateToCancel,
		/// The chain does not wait for this from this seat now.
		NotAwaited,
		/// The reveal does not open the commitment. Send claim and salt exactly as committed.
		CommitmentMismatch,
		/// The claim exceeds what was asked for. No such claim can win.
		ClaimOutOfBounds,
		/// The prompt is on chain: read it there.
		PromptIsAvailable,
		/// The executor did not say that the prompt is unavailable.
		PromptNotWanted,
		/// The sealed prompt is shorter than the prompt. Seal it whole.
		SealedTooShort,
		/// The output is not being served: it is on chain, settled, or not known yet.
		NotServing,
		/// The output has no such chunk.
		NoSuchChunk,
		/// The chunk was demanded before. One posting answers all.
		AlreadyDemanded,
		/// Nobody waits for this chunk.
		NotDemanded,
		/// The chunk does not belong to the answer. Prove it against the claim.
		BadDataProof,
		/// A demand is open. Wait for its answer.
		DemandOpen,
		/// Only a paid, unanimous answer whose exposure is still frozen can be escalated.
		NotEscalatable,
		/// Nothing is overdue.
		NothingDue,
		/// The record is kept until its `keep_until`; the requester may drop it earlier.
		RecordNotExpired,
		/// Nothing waits for this account.
		NothingToClaim,
		/// The parameters contradict one another. See `Parameters::validate`.
		BadParameters,
	}
}
