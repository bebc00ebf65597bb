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
//! | `calls`, `views` | what can be called and asked |
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
mod calls;
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
#[import_section(calls::calls)]
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
			agenda::KeepsAgenda,
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
