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
		/// No executor can be found for this fee. Ask `quote` and raise `max_fee`, or lower
		/// `value_at_risk`.
		FeeTooLow,
		/// The time is too short or too long. See `parameters`, or give none.
		BadTimeout,
		/// The account's free balance does not cover what this call puts on hold: fee and record deposit,
		/// a demand's prepayment or an escalation's bond. Fund it, or ask for less.
		InsufficientFunds,
		/// Too many deadlines near this block. Give another timeout.
		AgendaFull,
		/// Only the requester may do this, and in a private job only it may demand data. Sign with the
		/// account that submitted the job.
		NotRequester,
		/// Only a drawn executor may do this, and only one behind the answer may provide data. Sign with
		/// the provider's account or its signing key's, and look the seats up with `job`.
		NotExecutor,
		/// A job can be withdrawn in its own block and the next only: later its draw can be foreseen. Wait
		/// for the answer, or for the refund at its deadline.
		TooLateToCancel,
		/// The chain does not wait for this from this seat now: the seat has spoken, or others must first.
		/// See the seat's state and the job's with `job`; send reveals after `RevealStarted`.
		NotAwaited,
		/// The reveal does not open the commitment. Send claim and salt exactly as committed.
		CommitmentMismatch,
		/// The claim is beyond the order: more tokens than `max_new_tokens`, more than 65,536 bytes, or a
		/// trace. It cannot be taken back: a seat that reveals nothing else is slashed at the deadline.
		ClaimOutOfBounds,
		/// The prompt is on chain: read it there.
		PromptIsAvailable,
		/// This provider has no seat that waits for the prompt. Post to those that `PromptWanted` named,
		/// once each.
		PromptNotWanted,
		/// The sealed prompt is shorter than the prompt. Seal it whole.
		SealedTooShort,
		/// The sealed prompt is longer than the prompt and what sealing adds. Seal nothing else with it.
		SealedTooLong,
		/// The output is not being served: it is on chain, settled, or not known yet.
		NotServing,
		/// The output has no such chunk, or there is no answer yet. Chunks of 16,384 bytes count from 0
		/// to the end of the length that `OutputAwaited` names.
		NoSuchChunk,
		/// The chunk was demanded before: one posting answers all. A private job's chunk can be demanded
		/// in the clear once its sealed posting is there.
		AlreadyDemanded,
		/// Nobody waits for this chunk: it was not demanded, or another backer has posted it. Post none.
		NotDemanded,
		/// The chunk does not belong to the answer. Prove it against the claim.
		BadDataProof,
		/// A demand is open. Wait for its answer.
		DemandOpen,
		/// Only a paid, unanimous answer whose exposure is still frozen, and that no escalation questions
		/// now, can be escalated. Escalate between `JobSettled` and `JobFinalized`.
		NotEscalatable,
		/// Nothing is overdue. See with `job` at which block the job's next clock runs out.
		NothingDue,
		/// The record is kept until its `keep_until`; the requester may drop it earlier.
		RecordNotExpired,
		/// Nothing waits for this account. Ask `claimable`; payments that could be received were paid.
		NothingToClaim,
		/// The parameters contradict one another, or an amount is below its floor. See
		/// `Parameters::validate`.
		BadParameters,
		/// Everyone who serves the release has sat in this committee. Escalate once others serve it, while
		/// the exposure is frozen.
		NoNewServers,
		/// Class Exact takes public jobs with an inline prompt of token ids. Omit the reply key, and tokenise the
		/// prompt with the release's tokenizer.
		NotExactForm,
		/// Class Exact takes at most 256 input tokens and 256 new tokens. Ask for fewer, or open a channel.
		TooManyExactTokens,
		/// An answer must come with the output that it claims: token ids, four bytes each. Send both as
		/// computed.
		OutputMismatch,
		/// These are not two different answers of this provider to one question, both revealed, in jobs that are
		/// not over. Look the seats up with `job`.
		NoEquivocation,
		/// No cells are asked of this seat: none were drawn, it has opened them, or it found another answer.
		/// Ask `cells_asked`.
		NoCellsAsked,
		/// These do not open the cells that were drawn, in the tree that the seat committed to and in the trace
		/// that it confirmed. Ask `cells_asked` for the cells, and open them in that order.
		WrongCells,
		/// No such history. Look it up in the storage `Audits`.
		AuditHistoryNotFound,
		/// The provider serves the release and takes jobs, or did not long ago. Only what nobody needs is dropped.
		AuditHistoryInUse,
		/// All providers of the release together have not bonded what this puts at risk. Lower
		/// `value_at_risk`.
		ExposureTooLarge,
		/// Only class Exact samples by a seed: the chain can check what was chosen. Order the greedy choice,
		/// or from a release of that class.
		SamplingNotOffered,
		/// The temperature must be between 1/256 and 64, and the cut at most 16 nats.
		BadSampling,
		/// Only public jobs with an inline prompt are delivered: nobody else could check the output. Read the
		/// answer of this one by `job`.
		NotDeliverable,
		/// Somebody asked for this before. A job is delivered once.
		DeliveryExists,
		/// No block would have room for it. Ask for less gas, and let the contract do the rest when it is called
		/// next.
		GasTooHigh,
		/// Nobody would deliver it for this fee. Ask `delivery_fee`, or give none.
		DeliveryFeeTooLow,
		/// Nobody asked for this job to be delivered, or somebody else was faster. Look it up with `delivery`.
		NothingToDeliver,
		/// The job is not over. Deliver it after `JobFinalized`, `JobRefunded` or `JobCancelled`.
		NotOver,
		/// The gas is not the delivery's. Look it up with `delivery`.
		WrongGas,
		/// Too many batches or multisigs around it. Deliver by a transaction of its own.
		TooDeep,
	}
}
