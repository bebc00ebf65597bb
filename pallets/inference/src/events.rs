//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Enough to follow a job without reading storage. Deadlines are blocks at the earliest:
	/// each `StoodStill` of the clock that comes before puts them off by a block.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A job was submitted and its fee put on hold.
		JobSubmitted {
			/// The job.
			job: JobId,
			/// Who pays.
			requester: T::AccountId,
			/// What runs.
			subject: JobSubject,
			/// The verification that was bought.
			assurance: Assurance,
			/// Most it costs, in planck.
			max_fee: Balance,
			/// What a lie could be worth, in planck: the executors reserve bond in proportion.
			value_at_risk: Balance,
			/// The reserved deadline: an answer or the refund comes by this block.
			deadline: BlockNumber,
		},
		/// Executors were drawn. Fewer than wanted if nobody else could be found.
		ExecutorsDrawn {
			/// The job.
			job: JobId,
			/// The draw, counted from 0.
			round: u8,
			/// New seats: index, provider, price.
			seats: Vec<(SeatIndex, T::AccountId, TokenPrice)>,
		},
		/// An executor committed to its answer.
		AnswerCommitted {
			/// The job.
			job: JobId,
			/// The seat.
			seat: SeatIndex,
			/// The executor.
			provider: T::AccountId,
		},
		/// Class Exact: the executor has answered. Not verified yet.
		AnswerGiven {
			/// The job.
			job: JobId,
			/// The seat.
			seat: SeatIndex,
			/// The executor.
			provider: T::AccountId,
			/// What it claims, without the trace, which is sealed.
			claim: AnswerClaim,
		},
		/// Class Exact: it is decided whether the answer is audited.
		AuditDecided {
			/// The job.
			job: JobId,
			/// Auditors that execute it again; 0 without an audit.
			auditors: u8,
		},
		/// Class Exact: anybody may challenge the answer, through the referee, under the job's id.
		ChallengeWindowOpened {
			/// The job.
			job: JobId,
			/// Block from which on it is paid, unless games make that later.
			until: BlockNumber,
			/// Auditors that found the same.
			agree: u8,
			/// Auditors that found something else, and have to challenge it.
			contradict: u8,
		},
		/// Everyone has committed: reveals are due.
		RevealStarted {
			/// The job.
			job: JobId,
			/// Block at which silent seats are slashed.
			until: BlockNumber,
		},
		/// An executor revealed its answer.
		AnswerRevealed {
			/// The job.
			job: JobId,
			/// The seat.
			seat: SeatIndex,
			/// The executor.
			provider: T::AccountId,
			/// What it claims. Not verified yet.
			claim: AnswerClaim,
		},
		/// An output came with a reveal. It is the job's answer only if `JobSettled` names its claim.
		OutputPosted {
			/// The job.
			job: JobId,
			/// The seat that revealed it.
			seat: SeatIndex,
			/// The output.
			output: InlineBytes,
		},
		/// An executor is out of the committee.
		SeatVacated {
			/// The job.
			job: JobId,
			/// The seat.
			seat: SeatIndex,
			/// The executor.
			provider: T::AccountId,
			/// Why.
			reason: VacateReason,
		},
		/// An executor was struck.
		ProviderStruck {
			/// The job.
			job: JobId,
			/// The executor.
			provider: T::AccountId,
			/// For what.
			reason: StrikeReason,
		},
		/// An executor lost what it had reserved, and the floor.
		ProviderSlashed {
			/// The job.
			job: JobId,
			/// The executor.
			provider: T::AccountId,
			/// Taken from its bond, in planck.
			taken: Balance,
			/// Of that, paid to those it harmed, in planck.
			paid: Balance,
		},
		/// An executor says that the prompt did not arrive.
		PromptWanted {
			/// The job.
			job: JobId,
			/// The executor: seal the prompt to its transport key.
			provider: T::AccountId,
			/// Block at which the job is cancelled without `post_prompt`.
			until: BlockNumber,
		},
		/// The requester posted the sealed prompt; it is in the extrinsic.
		PromptPosted {
			/// The job.
			job: JobId,
			/// The executor that can open it.
			provider: T::AccountId,
			/// Block by which it must commit.
			until: BlockNumber,
		},
		/// Executors disagree, or someone escalated: more are drawn.
		CommitteeEnlarged {
			/// The job.
			job: JobId,
			/// How many seats are added at most.
			added: u8,
			/// Block of the draw.
			draw_at: BlockNumber,
			/// The deadline, moved if it was too near.
			deadline: BlockNumber,
		},
		/// There is an answer, but its output is not on chain: fetch it, then `acknowledge`.
		OutputAwaited {
			/// The job.
			job: JobId,
			/// The answer.
			claim: AnswerClaim,
			/// Who serves it.
			backers: Vec<T::AccountId>,
			/// Block at which the job settles if nothing is demanded.
			until: BlockNumber,
		},
		/// A chunk of the output was demanded and prepaid.
		DataDemanded {
			/// The job.
			job: JobId,
			/// The chunk.
			chunk: u32,
			/// Whether it must come in the clear.
			open: bool,
			/// Who demanded it.
			by: T::AccountId,
			/// What whoever answers gets, in planck.
			prepaid: Balance,
			/// Block at which the backers are slashed.
			until: BlockNumber,
		},
		/// A chunk was provided; it is in the extrinsic.
		DataProvided {
			/// The job.
			job: JobId,
			/// The chunk.
			chunk: u32,
			/// Who provided it.
			provider: T::AccountId,
		},
		/// The job has an answer and everyone was paid.
		JobSettled {
			/// The job.
			job: JobId,
			/// The answer.
			claim: AnswerClaim,
			/// Size of the committee that was ordered.
			executors: u8,
			/// Equal answers that were needed.
			quorum: u8,
			/// Executors behind the answer and what each was paid, in planck.
			backers: Vec<(T::AccountId, Balance)>,
			/// Share of bond behind other answers, in percent.
			losing_percent: u8,
			/// What a lie could be worth, in planck: the answer is backed to that extent.
			value_at_risk: Balance,
			/// Charged in all, in planck.
			charged: Balance,
			/// Of that, to the owners, in planck.
			royalty: Balance,
			/// Of that, burned, in planck.
			burned: Balance,
			/// Of that, to the treasury, in planck.
			treasury: Balance,
			/// Returned to the requester, in planck.
			returned: Balance,
		},
		/// Someone put a bond against a unanimous answer.
		JobEscalated {
			/// The job.
			job: JobId,
			/// Who.
			by: T::AccountId,
			/// On hold for it, in planck.
			bond: Balance,
		},
		/// An escalation ended.
		EscalationResolved {
			/// The job.
			job: JobId,
			/// Who escalated.
			by: T::AccountId,
			/// How it ended.
			outcome: EscalationOutcome,
			/// Returned of the bond, in planck.
			returned: Balance,
			/// Burned of the bond, in planck. The rest paid the added seats, or went to the treasury if
			/// the escalation came to nothing.
			burned: Balance,
		},
		/// The job is over: exposure is free again. Rely on the answer if `outcome` is `Final`.
		JobFinalized {
			/// The job.
			job: JobId,
			/// How it ended.
			outcome: Outcome,
			/// What a lie could be worth, in planck. Records do not keep it.
			value_at_risk: Balance,
			/// Block after which anyone may drop the record.
			keep_until: BlockNumber,
		},
		/// No answer; the escrow went back.
		JobRefunded {
			/// The job.
			job: JobId,
			/// Why.
			reason: RefundReason,
			/// Paid out of the escrow to executors that were called out in vain, in planck.
			call_out: Balance,
			/// Burned of what the value at risk costs a requester whose fault it is, in planck.
			burned: Balance,
			/// Of that cost, to the treasury, in planck.
			treasury: Balance,
			/// Returned to the requester, in planck.
			returned: Balance,
		},
		/// The job was cancelled.
		JobCancelled {
			/// The job.
			job: JobId,
			/// Why.
			reason: CancelReason,
			/// Paid out of the escrow to executors that were called out in vain, in planck.
			call_out: Balance,
			/// Burned of what the value at risk costs a requester whose fault it is, in planck.
			burned: Balance,
			/// Of that cost, to the treasury, in planck.
			treasury: Balance,
			/// Returned to the requester, in planck.
			returned: Balance,
		},
		/// A record is gone and its deposit back.
		RecordDropped {
			/// The job.
			job: JobId,
			/// Who got the deposit.
			requester: T::AccountId,
			/// The deposit, in planck.
			deposit: Balance,
		},
		/// A payment could not be received and waits for `claim`.
		PaymentParked {
			/// Who is owed.
			account: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
		/// A parked payment was claimed.
		PaymentClaimed {
			/// Who got it.
			account: T::AccountId,
			/// How much, in planck.
			amount: Balance,
		},
		/// Class Exact: auditors that confirmed the answer must show that they executed it.
		CellsDrawn {
			/// The job.
			job: JobId,
			/// Who must open which cells.
			asked: Vec<CellsAsked<T::AccountId>>,
			/// Block at which those who have not are slashed.
			until: BlockNumber,
		},
		/// An auditor has shown that it executed.
		CellsOpened {
			/// The job.
			job: JobId,
			/// Its seat.
			seat: SeatIndex,
			/// Who sits there.
			provider: T::AccountId,
		},
		/// What was known of a provider's answers for a release is forgotten: the next one is always audited.
		AuditHistoryDropped {
			/// The provider.
			provider: T::AccountId,
			/// The release.
			release: ReleaseId,
		},
		/// A job is to be delivered into its requester's contract when it is over.
		DeliveryRequested {
			/// The job.
			job: JobId,
			/// The contract.
			requester: T::AccountId,
			/// The first bytes of what it will be given.
			selector: [u8; 4],
			/// Most that it may use for it.
			gas: Weight,
			/// On hold for whoever delivers, in planck.
			fee: Balance,
		},
		/// A job was delivered into its requester's contract.
		JobDelivered {
			/// The job.
			job: JobId,
			/// The contract.
			requester: T::AccountId,
			/// Who delivered.
			by: T::AccountId,
			/// Whether the contract took it. If not, it failed, ran out of gas, or is no contract.
			accepted: bool,
			/// What the deliverer got, in planck.
			fee: Balance,
		},
		/// Nobody delivered a job: the fee for it went back to the requester.
		DeliveryDropped {
			/// The job.
			job: JobId,
			/// The fee, in planck.
			fee: Balance,
		},
		/// New jobs begin under new parameters.
		ParametersSet {
			/// The parameters.
			parameters: Parameters,
		},
	}
}
