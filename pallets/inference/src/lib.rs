//! # Inference
//!
//! Jobs: escrow, drawn executors, commit and reveal, settlement.
//!
//! ## Overview
//!
//! A requester pays for an answer of a released model. Executors are drawn by lot in proportion to
//! their bond, each commits to its answer before anyone shows one, and what they agree on is paid.
//! Any disagreement enlarges the committee before anyone is struck. `docs/PROTOCOL.md` §2 and §3
//! state the rules and what each fault costs.
//!
//! ## Terminology
//!
//! - **Seat**: an executor's place in a job's committee. Never refilled; a replacement is a new seat.
//! - **Round**: one draw. Part of every statement, so that none can be replayed in a later one.
//! - **Statement**: what an executor says about its seat: commit, reveal, decline.
//! - **Backer**: an executor whose revealed claim is the answer.
//! - **Exposure**: bond that a seat reserves until the job is final.
//! - **Auditor**: in class Exact, who was drawn to execute an answer again.
//! - **Window**: in class Exact, the time in which an answer can be challenged before it is paid.
//!
//! ## Example
//!
//! See `submit_job_should_settle_when_all_agree` in `tests/submit_job.rs`.
//!
//! ## API
//!
//! Calls 0–21 below: those with which a clock is met (statements, prompts, data, `poke`) are
//! operational, so that a full block cannot make anyone late; view functions `quote`, `job`, `jobs_of`, `cells_asked`, `claimable`, `delivery`, `delivery_fee`, `parameters`;
//! [`offchain_api`] for the node's worker and runtime API. `OnSettled` hears of every final job.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `types`, `parameters` | what is stored, and the bounded parameters |
//! | `pricing`, `tally` | pure arithmetic: who gets what, which answer wins |
//! | `submit` | refusals, quote, a new job |
//! | `draw` | filling seats |
//! | `audit`, `cells`, `window` | class Exact: answers, auditors and what they open, challenges and what verdicts cost |
//! | `statements` | commit, reveal, decline, from signed calls and from relayed batches alike |
//! | `progress` | the state machine: what follows when a clock runs out or the last one has spoken |
//! | `settle`, `escalate` | money |
//! | `data` | prompts and outputs that do not travel inline |
//! | `deliver` | finished jobs on their way into the contracts that ordered them |
//! | `agenda`, `clock` | the bounded list of deadlines per block; what puts them off |
//! | `moot` | what is said too late to change anything |
//! | `relay`, `session`, `offchain`, `offchain_api` | validators carry statements to the chain |
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]

extern crate alloc;

mod agenda;
mod audit;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod cells;
mod clock;
mod data;
mod deliver;
pub mod dispatch;
mod draw;
mod errors;
mod escalate;
mod events;
#[cfg(test)]
mod mock;
mod moot;
mod offchain;
pub mod offchain_api;
pub mod parameters;
pub mod pricing;
mod progress;
pub mod relay;
mod session;
mod settle;
mod statements;
mod submit;
pub mod tally;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod views;
pub mod weights;
mod window;

pub use dispatch::DispatchId;
use frame_support::pallet_macros::import_section;
pub use offchain_api::DueSeat;
pub use pallet::*;
pub use parameters::{Parameters, Within};
pub use relay::RelayBatch;
pub use submit::{MAX_EXECUTORS, Refusal};
pub(crate) use types::Fate;
pub use types::*;
pub use weights::WeightInfo;

// FRAME's own expansion of storage and calls trips these two lints.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::{dispatch::DispatchSignature, *};
	use alloc::vec::Vec;
	use frame_support::{
		PalletId,
		dispatch::WithPostDispatchInfo,
		pallet_prelude::*,
		traits::{
			EnsureOrigin,
			fungible::{self, hold},
		},
		weights::WeightMeter,
	};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
	use sp_runtime::SaturatedConversion;
	use stoa_primitives::{
		AnswerClaim, Assurance, Balance, BlockNumber, DeclineReason, Digest, Generation,
		InlineBytes, JobId, JobSubject, Prompt, ReleaseId, SeatIndex, TokenPrice,
		frame::{
			BadModels, ChainIdentity, Clock, Deliver, DrawSource, ModelInspect, OnSettled,
			ProviderBond, ProviderInspect, Referee, SharesIncome, StrikeReason,
		},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. `AuthorizeCall` must be among its transaction extensions, and
	/// accounts must encode to 32 bytes.
	#[pallet::config]
	pub trait Config:
		CreateAuthorizedTransaction<Call<Self>>
		+ frame_system::Config<RuntimeEvent: From<Event<Self>>>
	{
		/// The money. Everything that is not yet earned is on hold.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who may execute, and the bond behind it.
		type Providers: ProviderInspect<Self::AccountId> + ProviderBond<Self::AccountId>;
		/// What can be executed, and who owns it.
		type Models: ModelInspect<Self::AccountId> + BadModels<Self::AccountId>;
		/// Seeds for draws.
		type Draws: DrawSource;
		/// The genesis hash that every signed payload names.
		type Chain: ChainIdentity;
		/// The clock of all that somebody has to do in time: it stands still in blocks in which nobody could.
		type Clock: Clock;
		/// Where answers of class Exact are challenged, under their jobs' ids.
		type Referee: Referee<Self::AccountId, JobId>;
		/// Calls the contracts into which finished jobs are delivered.
		type Deliver: Deliver<Self::AccountId>;
		/// Told of every job that is final.
		type OnSettled: OnSettled<Self::AccountId>;
		/// Who shares what providers earn.
		type Income: SharesIncome<Self::AccountId>;
		/// Where the treasury's part of the network fee goes.
		type Treasury: Get<Self::AccountId>;
		/// Names the account that keeps what a payee could not receive.
		#[pallet::constant]
		type PotId: Get<PalletId>;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Most validators, each with one dispatch key.
		#[pallet::constant]
		type MaxAuthorities: Get<u32>;
		/// Most deadlines that fall into one block; further ones move to the next.
		#[pallet::constant]
		type MaxDeadlinesPerBlock: Get<u32>;
		/// Most weight that deadlines use in one block; further ones roll over.
		#[pallet::constant]
		type AgendaWeight: Get<Weight>;
		/// Pool priority of relayed statements.
		#[pallet::constant]
		type RelayPriority: Get<TransactionPriority>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A requester's fee for an unfinished job.
		#[codec(index = 0)]
		Escrow,
		/// For a stored job or its record.
		#[codec(index = 1)]
		RecordDeposit,
		/// For data that was demanded.
		#[codec(index = 2)]
		DataPrepayment,
		/// Against a unanimous answer.
		#[codec(index = 3)]
		EscalationBond,
		/// For whoever delivers a finished job into its contract.
		#[codec(index = 4)]
		DeliveryFee,
	}

	/// The id of the next job.
	#[pallet::storage]
	pub type NextJobId<T> = StorageValue<_, JobId, ValueQuery>;

	/// Jobs that are not final.
	#[pallet::storage]
	pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobDetails<T::AccountId>>;

	/// Prompts that were submitted inline, while their job is not final.
	#[pallet::storage]
	pub type InlinePrompts<T> = StorageMap<_, Twox64Concat, JobId, InlineBytes>;

	/// What is left of finished jobs.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, JobId, JobRecord<T::AccountId>>;

	/// Where jobs and records go that are to be delivered.
	#[pallet::storage]
	pub type Deliveries<T> = StorageMap<_, Twox64Concat, JobId, Delivery>;

	/// Jobs and records by requester.
	#[pallet::storage]
	pub type JobsByAccount<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, JobId, ()>;

	/// Jobs that wait for a statement of an executor: the validators' work list.
	#[pallet::storage]
	pub type Awaited<T> = StorageMap<_, Twox64Concat, JobId, ()>;

	/// Jobs whose clock may run out, by block. An entry whose job has moved on does nothing.
	#[pallet::storage]
	pub type Agenda<T: Config> = StorageMap<
		_,
		Twox64Concat,
		BlockNumber,
		BoundedVec<JobId, T::MaxDeadlinesPerBlock>,
		ValueQuery,
	>;

	/// The first block whose agenda is not done.
	#[pallet::storage]
	pub type AgendaCursor<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// What is known of each provider's answers of class Exact, by release. An entry lasts: it is what makes
	/// later answers cheaper to verify. Anyone may drop one that nobody needs.
	#[pallet::storage]
	pub type Audits<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		ReleaseId,
		AuditHistory,
		ValueQuery,
	>;

	/// What an account could not receive directly (too small for a new account). Call `claim`.
	#[pallet::storage]
	pub type Claimable<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Balance, ValueQuery>;

	/// The current session's dispatch keys, in authority order.
	#[pallet::storage]
	pub type DispatchKeys<T: Config> =
		StorageValue<_, WeakBoundedVec<DispatchId, T::MaxAuthorities>, ValueQuery>;

	/// The parameters under which new jobs begin.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// How the chain begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first parameters.
		pub parameters: Parameters,
		#[doc(hidden)]
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Err(reason) = self.parameters.validate() {
				log::error!(target: "runtime::inference", "genesis parameters: {reason}");
			}
			CurrentParameters::<T>::put(self.parameters);
			Pallet::<T>::endow_pot();
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::with_limit(T::AgendaWeight::get());
			Self::run_agenda(now.saturated_into(), &mut meter);
			meter.consumed()
		}

		fn offchain_worker(now: BlockNumberFor<T>) {
			crate::offchain::run::<T>(now);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

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

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What an answer would cost now, or why it cannot be had. `value_at_risk` (planck) as in
		/// `submit_job`; nothing more than the fee without it.
		pub fn quote(
			release: ReleaseId,
			input_tokens: u32,
			max_new_tokens: u32,
			assurance: Assurance,
			value_at_risk: Option<Balance>,
		) -> Result<Quote, Refusal> {
			Self::view_quote(release, input_tokens, max_new_tokens, assurance, value_at_risk)
		}

		/// A job, running or over; nothing if it never was or its record was dropped.
		pub fn job(id: JobId) -> Option<JobView<T::AccountId>> {
			Self::view_job(id)
		}

		/// Up to `limit` (at most 256) jobs and records of `account`, in a stable order, after `from`.
		pub fn jobs_of(account: T::AccountId, from: Option<JobId>, limit: u32) -> Vec<JobId> {
			Self::view_jobs_of(account, from, limit)
		}

		/// Class Exact: who must open which cells of a job's trace now, and until when.
		pub fn cells_asked(id: JobId) -> Vec<CellsAsked<T::AccountId>> {
			Self::view_cells_asked(id)
		}

		/// What `account` can claim, in planck.
		pub fn claimable(account: T::AccountId) -> Balance {
			Claimable::<T>::get(account)
		}

		/// Where a job goes when it is over, if it was not delivered yet.
		pub fn delivery(id: JobId) -> Option<Delivery> {
			Deliveries::<T>::get(id)
		}

		/// Least fee, in planck, for which a delivery with this gas can be asked for now.
		pub fn delivery_fee(gas: Weight) -> Balance {
			Self::least_delivery_fee(gas)
		}

		/// The parameters under which a new job would begin.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
