//! The calls: who may make them, what they weigh, and what they are called with.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Orders an answer. Signed by the requester, from whom `max_fee` and the record deposit (both
		/// in planck) are held. A `reply_key` (X25519) makes the job private: its output never goes on
		/// chain in the clear. `value_at_risk` (planck, default `max_fee`) is what a lie could be
		/// worth; executors reserve bond in proportion. The job ends within `timeout_blocks`, plus what
		/// a disagreement or a late prompt adds. The transaction's fee covers the draws; what is put at
		/// risk above the fee costs `risk_rate`, out of `max_fee`.
		///
		/// Refused before anything is held, by the errors up to `AgendaFull`, `SamplingNotOffered` and
		/// `BadSampling`. Deposits `JobSubmitted`.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::submit_weight(
			prompt.inline.as_ref().map_or(0, |inline| inline.len() as u32),
			parameters::MAX_ROUNDS,
		))]
		pub fn submit_job(
			origin: OriginFor<T>,
			subject: JobSubject,
			prompt: Prompt,
			generation: Generation,
			assurance: Assurance,
			reply_key: Option<[u8; 32]>,
			max_fee: Balance,
			value_at_risk: Option<Balance>,
			timeout_blocks: Option<BlockNumber>,
		) -> DispatchResultWithPostInfo {
			let requester = ensure_signed(origin)?;
			let inline = prompt.inline.as_ref().map_or(0, |inline| inline.len() as u32);
			let order = submit::Order {
				subject,
				prompt,
				generation,
				assurance,
				reply_key,
				max_fee,
				value_at_risk,
				timeout_blocks,
			};
			match Self::do_submit_job(requester, order) {
				Ok(rounds) => Ok(Some(Self::submit_weight(inline, rounds)).into()),
				Err(error) => Err(error.with_weight(Self::submit_weight(inline, 0))),
			}
		}

		/// Withdraws a job before the blocks that decide its draw. Signed by the requester, who gets
		/// everything back. Errors: `NotRequester`, `TooLateToCancel`. Deposits `JobCancelled`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel_job().saturating_add(T::DbWeight::get().reads_writes(1, 1)))]
		pub fn cancel_job(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_job(who, job)
		}

		/// Commits to an answer. Signed by the drawn provider or its signing key's account; free when
		/// valid. `commitment` is `primitives::payload::answer_commitment`. Errors: `NotExecutor`,
		/// `NotAwaited`. Deposits `AnswerCommitted`.
		#[pallet::call_index(2)]
		#[pallet::weight((Pallet::<T>::statement_weight(true), DispatchClass::Operational))]
		pub fn commit(
			origin: OriginFor<T>,
			job: JobId,
			commitment: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_commit(who, job, commitment)
		}

		/// Opens a commitment; in class Exact, of an auditor. Signed as `commit`; free when valid. `output` is the output itself if
		/// the job is public and it is short; a wrong one is left out. Errors: `NotExecutor`,
		/// `NotAwaited`, `CommitmentMismatch`, `ClaimOutOfBounds`. Deposits `AnswerRevealed` and
		/// `OutputPosted`; the last reveal decides the job.
		#[pallet::call_index(3)]
		#[pallet::weight((Pallet::<T>::statement_weight(true), DispatchClass::Operational))]
		pub fn reveal(
			origin: OriginFor<T>,
			job: JobId,
			claim: AnswerClaim,
			salt: Digest,
			output: Option<InlineBytes>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_reveal(who, job, claim, salt, output)
		}

		/// Gives a seat back before committing, without strike. Signed as `commit`; free when valid. Who is
		/// `Busy` leaves every draw until it activates itself. Errors: `NotExecutor`, `NotAwaited`, `PromptIsAvailable`. Deposits `SeatVacated` or
		/// `PromptWanted`.
		#[pallet::call_index(4)]
		#[pallet::weight((Pallet::<T>::statement_weight(true), DispatchClass::Operational))]
		pub fn decline(
			origin: OriginFor<T>,
			job: JobId,
			reason: DeclineReason,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_decline(who, job, reason)
		}

		/// Brings providers' signed statements to the chain. Authorised by a current dispatch key's
		/// `signature` over `RelayBatch::digest`; free. What is no longer awaited is ignored.
		#[pallet::call_index(5)]
		#[pallet::weight((
			T::WeightInfo::relay(batch.statements.len() as u32),
			DispatchClass::Operational,
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_relay(batch.statements.len() as u32))]
		#[pallet::authorize(Self::authorize_relay_call)]
		pub fn relay(
			origin: OriginFor<T>,
			batch: RelayBatch,
			signature: DispatchSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			let _checked_by_authorize = signature;
			Self::do_relay(batch)
		}

		/// Posts the prompt sealed to `provider`, which said that it did not arrive. Signed by the
		/// requester, who pays for its bytes. Errors: `NotRequester`, `PromptNotWanted`,
		/// `SealedTooShort`, `SealedTooLong`. Deposits `PromptPosted`.
		#[pallet::call_index(6)]
		#[pallet::weight((
			T::WeightInfo::post_prompt(sealed.len() as u32),
			DispatchClass::Operational,
		))]
		pub fn post_prompt(
			origin: OriginFor<T>,
			job: JobId,
			provider: T::AccountId,
			sealed: SealedPrompt,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post_prompt(who, job, provider, sealed)
		}

		/// Confirms that the output arrived: settles at once. Signed by the requester. Errors:
		/// `NotRequester`, `NotServing`, `DemandOpen`. Deposits `JobSettled`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::acknowledge())]
		pub fn acknowledge(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_acknowledge(who, job)
		}

		/// Demands a chunk of an output that its backers do not serve; holds its bytes times `byte_fee`
		/// (planck) for whoever answers. Signed by the requester, or by anyone if the job is public.
		/// An `open` chunk must come in the clear and is proven against the claim; else the chunk of a
		/// private job comes sealed to `reply_key`, and the chain sees only that it came; if it is not
		/// what was claimed, the same chunk can be demanded `open`. Errors: `NotRequester`, `NotServing`,
		/// `NoSuchChunk`, `AlreadyDemanded`, `InsufficientFunds`. Deposits `DataDemanded`.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::demand_data(), DispatchClass::Operational))]
		pub fn demand_data(
			origin: OriginFor<T>,
			job: JobId,
			chunk: u32,
			open: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_demand_data(who, job, chunk, open)
		}

		/// Answers a demand. Signed by a backer or its signing key's account; free when valid, and
		/// takes the prepayment. Errors: `NotExecutor`, `NotServing`, `NotDemanded`, `BadDataProof`.
		/// Deposits `DataProvided`.
		#[pallet::call_index(9)]
		#[pallet::weight((
			T::WeightInfo::provide_data(bytes.len() as u32),
			DispatchClass::Operational,
		))]
		pub fn provide_data(
			origin: OriginFor<T>,
			job: JobId,
			chunk: u32,
			bytes: ChunkBytes,
			proof: Option<DataProof>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_provide_data(who, job, chunk, bytes, proof)
		}

		/// Puts a bond against a paid, unanimous answer while its exposure is frozen: a larger committee
		/// decides. Signed by anyone, from whom the price of the added seats (planck) is held, or one
		/// percent of the bond that it freezes if that is more. Errors: `NotEscalatable`, `NoNewServers`,
		/// `InsufficientFunds`. Deposits `JobEscalated`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::escalate().saturating_add(T::WeightInfo::run_draw()))]
		pub fn escalate(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_escalate(who, job)
		}

		/// Runs what is overdue in a job. Signed by anyone; free when something was. Errors:
		/// `JobNotFound`, `NothingDue`.
		#[pallet::call_index(11)]
		#[pallet::weight((Pallet::<T>::poke_weight(), DispatchClass::Operational))]
		pub fn poke(origin: OriginFor<T>, job: JobId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_poke(job)
		}

		/// Drops a finished job's record and returns its deposit to the requester. Signed by the
		/// requester, or by anyone after `keep_until`; free when valid. Errors: `RecordNotFound`,
		/// `RecordNotExpired`. Deposits `RecordDropped`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::drop_expired().saturating_add(T::DbWeight::get().reads_writes(1, 1)))]
		pub fn drop_expired(origin: OriginFor<T>, job: JobId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_drop_expired(who, job)
		}

		/// Pays out what the signer could not receive before. Errors: `NothingToClaim`, or the
		/// currency's if it still cannot. Deposits `PaymentClaimed`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who)
		}

		/// Sets the parameters under which new jobs begin. Origin: `ForceOrigin`. Errors:
		/// `BadParameters`. Deposits `ParametersSet`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}

		/// Answers a job of class Exact. Signed as `commit`, by the executor; free when valid. `claim` is without
		/// its trace, `seal` is `primitives::payload::answer_commitment` of the claim with it, `output` the token
		/// ids, four bytes each. Errors: `NotExecutor`, `NotAwaited`, `OutputMismatch`. Deposits `AnswerGiven`
		/// and `OutputPosted`.
		#[pallet::call_index(15)]
		#[pallet::weight((Pallet::<T>::statement_weight(true), DispatchClass::Operational))]
		pub fn answer(
			origin: OriginFor<T>,
			job: JobId,
			claim: AnswerClaim,
			seal: Digest,
			output: InlineBytes,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_answer(who, job, claim, seal, output)
		}

		/// Shows that a provider gave two answers to one question (release, prompt, generation) of class Exact, in
		/// two jobs that are not over, as executor or auditor. It loses what it reserved for both. Signed by
		/// anyone; free when it is so. Errors: `NoEquivocation`. Deposits `SeatVacated`, `ProviderSlashed`, and
		/// `JobRefunded` for a job that it executed.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::prove_equivocation(), DispatchClass::Operational))]
		pub fn prove_equivocation(
			origin: OriginFor<T>,
			provider: T::AccountId,
			one: JobId,
			other: JobId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_equivocation(who, provider, one, other)
		}

		/// Shows that an auditor executed what it confirmed. Signed by it or its signing key's account; free when
		/// valid. `secret` is the one of its tree of cells, `openings` the cells that `cells_asked` names, in that
		/// order (`stoa_exact::cells::verify` says of what they consist). A wrong opening changes nothing. Errors:
		/// `JobNotFound`, `NotExecutor`, `NoCellsAsked`, `WrongCells`. Deposits `CellsOpened`.
		#[pallet::call_index(17)]
		#[pallet::weight((T::WeightInfo::open_cells(), DispatchClass::Operational))]
		pub fn open_cells(
			origin: OriginFor<T>,
			job: JobId,
			secret: Digest,
			openings: [CellOpening; OPENED_CELLS as usize],
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_open_cells(who, job, secret, openings)
		}

		/// Drops what is known of a provider's answers for a release, when nobody needs it: it is no provider any
		/// more, the release takes no jobs, or it has not been drawn for it in `keep_blocks` and cannot be. The
		/// worst that comes of it is that its next answer is audited for certain. Signed by anyone; free when
		/// valid. Errors: `AuditHistoryNotFound`, `AuditHistoryInUse`. Deposits `AuditHistoryDropped`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::drop_audit_history())]
		pub fn drop_audit_history(
			origin: OriginFor<T>,
			provider: T::AccountId,
			release: ReleaseId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_drop_audit_history(provider, release)
		}

		/// Opens the seal of an answer of class Exact. Signed as `commit`, by the executor; free when valid. Errors:
		/// `NotExecutor`, `NotAwaited`, `CommitmentMismatch`. Deposits `AnswerRevealed`.
		#[pallet::call_index(19)]
		#[pallet::weight((Pallet::<T>::statement_weight(true), DispatchClass::Operational))]
		pub fn reveal_trace(
			origin: OriginFor<T>,
			job: JobId,
			trace: Digest,
			salt: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_reveal_trace(who, job, trace, salt)
		}

		/// Has a running job delivered into the signer's contract when it is over: the contract is called with
		/// `selector` and `contract::DeliveredJob`, and may use `gas`. Holds `fee` (planck; without it, what the
		/// view function `delivery_fee` says) for whoever delivers; it comes back with the record if nobody does.
		/// Signed by the requester of a public job with an inline prompt. Errors: `JobNotFound`,
		/// `NotRequester`, `NotDeliverable`, `DeliveryExists`, `GasTooHigh`, `DeliveryFeeTooLow`,
		/// `InsufficientFunds`. Deposits `DeliveryRequested`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::request_delivery())]
		pub fn request_delivery(
			origin: OriginFor<T>,
			job: JobId,
			selector: [u8; 4],
			gas: Weight,
			fee: Option<Balance>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_delivery(who, job, selector, gas, fee)
		}

		/// Delivers a job that is over into the contract that ordered it, once, and takes the fee for it, whatever
		/// the contract does. `gas` is the delivery's; `output` the answer's if it stands and is short enough to
		/// be inline, else none. Signed by anyone. Errors: `NothingToDeliver`, `NotOver`, `WrongGas`,
		/// `OutputMismatch`, `TooDeep`. Deposits `JobDelivered`.
		#[pallet::call_index(21)]
		#[pallet::weight(Pallet::<T>::deliver_weight(*gas))]
		pub fn deliver(
			origin: OriginFor<T>,
			job: JobId,
			gas: Weight,
			output: Option<InlineBytes>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_deliver(who, job, gas, output)
		}
	}
}
