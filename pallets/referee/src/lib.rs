//! # Referee
//!
//! Games about claimed answers: the chain recomputes one step.
//!
//! ## Overview
//!
//! A provider claims an answer and the root of the trace of computing it. Whoever doubts it leads it,
//! inside that commitment, to one step, which the runtime recomputes. Nobody's word is weighed against
//! anybody's, and whoever is silent loses. Which claims there are, and what a lie costs, is a market's
//! matter: it opens *subjects* through [`stoa_primitives::frame::Referee`] and hears verdicts through
//! [`stoa_primitives::frame::OnRefereed`]. `docs/exact-arithmetic.md` has the steps and the descent,
//! `docs/decisions/0015-the-referee-pallet.md` what the rules here answer.
//!
//! ## Terminology
//!
//! - **Subject**: a claim that can be challenged, under a key of the market.
//! - **Challenge**: first hidden, so that nobody can copy it; then shown, and a *game*.
//! - **Standing**: the node where a game stands, and whose turn it is.
//! - **Finder**: who made the earliest challenge that a proof shows to be right.
//!
//! ## Example
//!
//! See `prove_should_refute_a_lie_in_every_operation` in `tests/prove.rs`.
//!
//! ## API
//!
//! Calls 0–8 below. All but `set_parameters` are operational, none can be paused or filtered, and those
//! with which a clock is met give their fee back when valid. View functions `subject`, `game`, `games_of`,
//! `bond`, `parameters`.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `types`, `parameters` | what is stored, and the bounded parameters |
//! | `pricing` | pure arithmetic: bonds, clocks, what moves are worth |
//! | `clock` | which blocks count |
//! | `subjects` | what markets do |
//! | `challenge` | hidden challenges, and showing them |
//! | `moves` | what both sides do in a game, and what time does |
//! | `moot` | moves that come too late to change anything |
//! | `queue` | which games run, and which wait |
//! | `verdict` | how games end, and who gets what |
//!
//! There is no agenda of deadlines: anyone may call `timeout`, which is free when something is due. A late
//! move counts as long as nobody has.
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod challenge;
mod clock;
mod errors;
mod events;
pub mod hash;
#[cfg(test)]
mod mock;
mod moot;
mod moves;
pub mod parameters;
pub mod pricing;
mod queue;
mod subjects;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod verdict;
mod views;
pub mod weights;

use frame_support::pallet_macros::import_section;
pub use hash::HostBlake2;
pub use pallet::*;
pub use parameters::Parameters;
pub use types::*;
pub use weights::WeightInfo;

/// Benchmarks only: keys of claims.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<Subject> {
	/// Another one for each number.
	fn subject(number: u32) -> Subject;
}

// FRAME's own expansion of storage and calls trips these two lints.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		storage::types::Key,
		traits::{
			EnsureOrigin,
			fungible::{self, hold},
		},
	};
	use frame_system::pallet_prelude::*;
	use stoa_primitives::{
		Balance, BlockNumber, Digest, GameId,
		frame::{BadModels, ChainIdentity, Clock, ModelHeader, OnRefereed, SpokenFor},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// What markets name their claims by. A key is never used twice.
		type Subject: Parameter + Member + MaxEncodedLen;
		/// Who speaks for providers.
		type Keys: SpokenFor<Self::AccountId>;
		/// Told of bad models, and remembers them.
		type Models: BadModels<Self::AccountId>;
		/// Told of every verdict.
		type OnRefereed: OnRefereed<Self::AccountId, Self::Subject>;
		/// The genesis hash that every commitment and signature names.
		type Chain: ChainIdentity;
		/// The clock of all durations here: it stands still in blocks in which no move could be made.
		type Clock: Clock;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Most games that run against one provider; others wait.
		#[pallet::constant]
		type MaxActiveGames: Get<u32>;
		/// Weights.
		type WeightInfo: WeightInfo;
		/// Benchmarks only: keys of claims.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::Subject>;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Behind a challenge, hidden or shown.
		#[codec(index = 0)]
		ChallengeBond,
	}

	/// The id of the next challenge.
	#[pallet::storage]
	pub type NextGameId<T> = StorageValue<_, GameId, ValueQuery>;

	/// Claims that can be challenged, or are.
	#[pallet::storage]
	pub type Subjects<T: Config> =
		StorageMap<_, Blake2_128Concat, T::Subject, SubjectDetails<T::AccountId>>;

	/// Hidden challenges.
	#[pallet::storage]
	pub type Commitments<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::Subject,
		Blake2_128Concat,
		T::AccountId,
		Commitment<T::AccountId>,
	>;

	/// Games that run or queue.
	#[pallet::storage]
	pub type Games<T: Config> =
		StorageMap<_, Twox64Concat, GameId, GameDetails<T::AccountId, T::Subject>>;

	/// Games by what they were committed to, in the order of the commitments.
	#[pallet::storage]
	pub type GamesByCell<T: Config> = StorageNMap<
		_,
		(
			Key<Blake2_128Concat, T::Subject>,
			Key<Twox64Concat, Option<Cell>>,
			// Big-endian, so that the first key is the earliest game.
			Key<Identity, [u8; 8]>,
		),
		(),
	>;

	/// Games by challenger and by defender.
	#[pallet::storage]
	pub type GamesByAccount<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, GameId, ()>;

	/// Games that run, by defender.
	#[pallet::storage]
	pub type ActiveGames<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<GameId, T::MaxActiveGames>,
		ValueQuery,
	>;

	/// Games that wait, by defender, in the order of the commitments (big-endian ids).
	#[pallet::storage]
	pub type QueuedGames<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, [u8; 8], ()>;

	/// Challenges, hidden or shown, by defender and challenger: each makes the next dearer.
	#[pallet::storage]
	pub type OpenChallenges<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// Games that run or queue, by claim and challenger.
	#[pallet::storage]
	pub type OpenGames<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::Subject,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// The parameters under which new challenges begin.
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
				log::error!(target: "runtime::referee", "genesis parameters: {reason}");
			}
			CurrentParameters::<T>::put(self.parameters);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Challenges a claim, without saying where. Signed by the challenger, whose bond is held: view
		/// function `bond`, in planck. `digest` is `primitives::payload::challenge_commitment` of the cell
		/// that the challenge will be opened with. Errors: `SubjectNotFound`, `OwnClaim`, `WindowOver`,
		/// `ModelIsBad`, `AlreadyCommitted`, `InsufficientFunds`. Deposits `ChallengeCommitted`.
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::commit_challenge(), DispatchClass::Operational))]
		pub fn commit_challenge(
			origin: OriginFor<T>,
			subject: T::Subject,
			digest: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit_challenge(who, subject, digest)
		}

		/// Shows a challenge, in a later block than it was made in: a game. Signed by the challenger; free
		/// when valid. Errors: `CommitmentNotFound`, `TooEarlyToReveal`, `TooLateToReveal`,
		/// `CommitmentMismatch`, `NotInTrace`, `NotSigned`. Deposits `GameOpened`, and `GameStarted` unless
		/// it has to wait; if the claim was closed meanwhile, `CommitmentDropped`.
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::reveal_challenge(), DispatchClass::Operational))]
		pub fn reveal_challenge(
			origin: OriginFor<T>,
			subject: T::Subject,
			salt: [u8; 16],
			opening: Opening,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_reveal_challenge(who, subject, salt, opening)
		}

		/// Shows what is below the node where the game stands. Signed by the defender or its signing key's
		/// account; free when valid. Errors: `GameNotFound`, `NotDefender`, `GameQueued`, `NotYourTurn`,
		/// `NotCommitted`. Deposits `Answered`.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::answer(), DispatchClass::Operational))]
		pub fn answer(
			origin: OriginFor<T>,
			game: GameId,
			answer: Answer,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_answer(who, game, answer)
		}

		/// Goes into child `choice` of the node. `proof` is the child's hash (of a page: the chosen index's,
		/// then the other's) and the way to the node's. Signed by the challenger or its signing key's
		/// account; free when valid. Errors: `GameNotFound`, `NotChallenger`, `GameQueued`, `NotYourTurn`,
		/// `NotCommitted`, `NoSuchChild`. Deposits `Chosen`.
		#[pallet::call_index(3)]
		#[pallet::weight((T::WeightInfo::choose(), DispatchClass::Operational))]
		pub fn choose(
			origin: OriginFor<T>,
			game: GameId,
			choice: u32,
			proof: ChoiceProof,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_choose(who, game, choice, proof)
		}

		/// Ends a game, at any time: `proof` is a step and its opening, and the runtime recomputes it. If it
		/// does not follow, the claim is refuted; if a weight is out of bounds, it is void; else the
		/// challenge has failed. Signed by the challenger or its signing key's account; free. Errors:
		/// `GameNotFound`, `NotChallenger`. Deposits `ProofJudged` and how the game ended.
		#[pallet::call_index(4)]
		#[pallet::weight((
			T::WeightInfo::prove().saturating_add(T::OnRefereed::weight()),
			DispatchClass::Operational,
		))]
		pub fn prove(
			origin: OriginFor<T>,
			game: GameId,
			proof: Proof,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove(who, game, proof)
		}

		/// Does what is due about a game: ends it if the side whose turn it is has no time left, if its claim
		/// was closed, or if its model is known to be bad; starts the next one of its queue if there is room.
		/// Signed by anyone; free when something was due. Errors: `GameNotFound`, `NothingDue`. Deposits how
		/// the game ended.
		#[pallet::call_index(5)]
		#[pallet::weight((
			T::WeightInfo::timeout().saturating_add(T::OnRefereed::weight()),
			DispatchClass::Operational,
		))]
		pub fn timeout(origin: OriginFor<T>, game: GameId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_timeout(game)
		}

		/// Burns the bond of a challenge that was not shown in time; gives it back if the claim was closed.
		/// Signed by anyone; free when valid. Errors: `CommitmentNotFound`, `NotExpired`. Deposits
		/// `CommitmentDropped`.
		#[pallet::call_index(6)]
		#[pallet::weight((T::WeightInfo::drop_commitment(), DispatchClass::Operational))]
		pub fn drop_commitment(
			origin: OriginFor<T>,
			subject: T::Subject,
			challenger: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_drop_commitment(subject, challenger)
		}

		/// Shows that a model breaks the contract's bounds. `header` is the beginning of the release's
		/// artefact; `proof` the place of a tensor (u32), a row (u32), and the opened row. Signed by anyone;
		/// free when it is so. Errors: `BadHeader`, `NotBad`, and those of the models. Deposits
		/// `BadReleaseProven`.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::prove_bad_release(), DispatchClass::Operational))]
		pub fn prove_bad_release(
			origin: OriginFor<T>,
			header: ModelHeader,
			proof: Proof,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_bad_release(who, &header, &proof)
		}

		/// Sets the parameters under which new challenges begin. Origin: `ForceOrigin`. Errors:
		/// `BadParameters`. Deposits `ParametersSet`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A claim that can be challenged, or is. Its window is as long as it is now.
		pub fn subject(key: T::Subject) -> Option<SubjectDetails<T::AccountId>> {
			Self::find_subject(&key)
		}

		/// A game that runs or queues. For how many blocks the clock stood still in this turn is added to the
		/// time of the side whose turn it is.
		pub fn game(id: GameId) -> Option<GameDetails<T::AccountId, T::Subject>> {
			Self::view_game(id)
		}

		/// Up to `limit` (at most 256) games in which `account` challenges or defends, in a stable order,
		/// after `from`.
		pub fn games_of(account: T::AccountId, from: Option<GameId>, limit: u32) -> Vec<GameId> {
			Self::view_games_of(account, from, limit)
		}

		/// What a challenge to a claim would cost `challenger` now, in planck: it is put on hold.
		pub fn bond(key: T::Subject, challenger: T::AccountId) -> Option<Balance> {
			Self::view_bond(key, challenger)
		}

		/// The parameters under which a new challenge would begin.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
