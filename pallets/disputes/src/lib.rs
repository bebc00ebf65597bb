//! # Disputes
//!
//! The court: jurors drawn by lot settle what code cannot decide.
//!
//! ## Overview
//!
//! A market brings a *case* about one of its *subjects*. Jurors who bonded before it was opened are drawn in
//! proportion to bond, hide their votes, show them, and are paid if they voted as the case ends, or pay. Who
//! does not like a ruling pays for a larger panel, a bounded number of times. What is ruled the market does,
//! in code; nobody can change a ruling. Anyone may challenge a listing the same way.
//! `docs/decisions/0022-court.md` has the attack that each rule answers.
//!
//! ## Terminology
//!
//! - **Court**: one of four, `General` above the others. Its jurors bonded in it; the general court takes
//!   jurors of all.
//! - **Panel**: the jurors of a round. A juror has one seat in it or more.
//! - **Coherent**: of a vote, as the case ended.
//! - **Contributor**: who paid for an appeal, of either side.
//!
//! ## Example
//!
//! See `a_case_should_pay_who_is_right_when_nobody_appeals` in `tests/settle.rs`.
//!
//! ## API
//!
//! Calls 0–16 in `calls`. Markets open cases through [`stoa_primitives::frame::Arbitrator`] and hear of rulings
//! through [`stoa_primitives::frame::OnRuling`]. Whatever meets a deadline is operational and gives its fee
//! back when valid. View functions `case`, `cases`, `case_of`, `round`, `panel`, `contributors`,
//! `evidence_of`, `duties`, `juror`, `costs`, `appeal_quote`, `court_weight`, `parameters`, `listing_state`.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `calls` | what can be called |
//! | `types`, `parameters` | what is stored, and the bounded parameters |
//! | `tally`, `pricing` | pure arithmetic: votes, fees, bonds, shares |
//! | `standing` | since when a juror has had how much weight |
//! | `bonding`, `trees` | jurors' bonds, and the trees that follow them after a delay |
//! | `cases`, `curation` | how cases begin |
//! | `draw` | panels |
//! | `phases`, `votes`, `appeals` | what happens in a case |
//! | `clock` | what puts its deadlines off |
//! | `execute`, `settle` | how it ends, and who gets what |
//! | `money` | holds and the pot |
//! | `moot` | steps that somebody else has made |
//!
//! No deadline is kept in an agenda: whoever wants a case to go on calls `advance`, `draw_jurors`, `execute`
//! or `settle_round`, free when something is due.
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

mod appeals;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bonding;
mod calls;
mod cases;
mod clock;
mod curation;
mod draw;
mod errors;
mod events;
mod execute;
#[cfg(test)]
mod mock;
mod money;
mod moot;
pub mod parameters;
mod phases;
pub mod pricing;
mod settle;
pub mod standing;
mod storage;
mod tally;
#[cfg(test)]
mod tests;
mod trees;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod views;
mod votes;
pub mod weights;

pub use draw::{DRAW_LAG, DRAW_OUTPUTS, DRAW_WINDOW};
use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use parameters::CourtParameters;
pub use tally::Tally;
pub use types::*;
pub use weights::WeightInfo;

/// Benchmarks only: what cases are about.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<Subject> {
	/// Another one for each number.
	fn subject(number: u32) -> Subject;
}

// FRAME's own expansion of storage and calls trips these two lints.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		PalletId,
		pallet_prelude::*,
		storage::types::Key,
		traits::{
			EnsureOrigin,
			fungible::{self, hold},
		},
	};
	use frame_system::pallet_prelude::*;
	use stoa_primitives::{
		Balance, BlockNumber, CaseId, Court, Digest, ListingFault, Ruling, Side,
		frame::{
			CaseCosts, ChainIdentity, Clock, Curation, DrawSource, OnRuling, Related,
			sum_tree::{Node, NodeKey},
		},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. Durations are in blocks, amounts in planck.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::Balanced<Self::AccountId>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ hold::Balanced<Self::AccountId>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// What cases are about.
		type Subject: Parameter + Member + MaxEncodedLen;
		/// Seeds for drawing jurors.
		type Draws: DrawSource;
		/// The genesis hash that every hidden vote names.
		type Chain: ChainIdentity;
		/// Told of every ruling about a market's subject.
		type OnRuling: OnRuling<Self::AccountId, Self::Subject>;
		/// The listings that anyone may challenge.
		type Curation: Curation<Self::AccountId, Self::Subject>;
		/// Who must not sit in judgement over whom.
		type Related: Related<Self::AccountId>;
		/// The clock of those who have to do something in time.
		type Clock: Clock;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The account that keeps fees and appeal pots.
		#[pallet::constant]
		type PotId: Get<PalletId>;
		/// The least bond of a juror in a court.
		#[pallet::constant]
		type MinBond: Get<Balance>;
		/// The most weight of a juror in a court's tree.
		#[pallet::constant]
		type MaxDrawWeight: Get<u32>;
		/// Changes of trees that a block makes at most.
		#[pallet::constant]
		type MaxActivationsPerBlock: Get<u32>;
		/// How long a change of bond waits before it enters a tree: at least a full epoch, and longer than a
		/// draw takes from its first block on.
		type ActivationDelay: Get<BlockNumber>;
		/// Weights.
		type WeightInfo: WeightInfo;
		/// Benchmarks only: what cases are about.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::Subject>;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A juror's bond, in all courts.
		#[codec(index = 0)]
		JurorBond,
		/// What a side of a case put up: fees, bond, evidence.
		#[codec(index = 1)]
		CaseDeposit,
	}

	/// How the chain begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The parameters of all courts.
		pub parameters: CourtParameters,
		#[doc(hidden)]
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Err(reason) = self.parameters.validate() {
				log::error!(target: "runtime::disputes", "genesis parameters: {reason}");
			}
			Court::ALL.iter().for_each(|court| Parameters::<T>::insert(court, self.parameters));
			Pallet::<T>::endow_pot();
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::settle_weight(Self::settle_activations())
		}

		fn integrity_test() {
			let draw = DRAW_LAG.saturating_add(DRAW_OUTPUTS).saturating_add(DRAW_WINDOW);
			assert!(T::ActivationDelay::get() > draw, "changes would reach trees during a draw");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A case that is open or not settled. Its deadline is that which holds now.
		pub fn case(id: CaseId) -> Option<CaseDetails<T::AccountId, T::Subject>> {
			Self::find_case(id)
		}

		/// Ids of cases that are open or not settled, from `from` on, at most `limit` (256), in order.
		pub fn cases(from: CaseId, limit: u32) -> CasePage {
			Self::view_cases(from, limit)
		}

		/// The open case about a subject.
		pub fn case_of(subject: T::Subject) -> Option<CaseId> {
			CaseBySubject::<T>::get(subject)
		}

		/// A round that is stored.
		pub fn round(case: CaseId, round: u8) -> Option<RoundDetails> {
			Rounds::<T>::get(case, round)
		}

		/// The jurors of an unsettled round.
		pub fn panel(case: CaseId, round: u8) -> Vec<(T::AccountId, Seat)> {
			Self::panel_of(case, round)
		}

		/// Up to `limit` (at most 256) accounts that paid for a round and have not withdrawn.
		pub fn contributors(case: CaseId, round: u8, limit: u32) -> Vec<T::AccountId> {
			Self::view_contributors(case, round, limit)
		}

		/// What both sides brought.
		pub fn evidence_of(case: CaseId) -> EvidenceList {
			Evidence::<T>::get(case)
		}

		/// Up to `limit` (at most 256) unsettled seats of `juror`, as case and round.
		pub fn duties(juror: T::AccountId, limit: u32) -> Vec<(CaseId, u8)> {
			Self::view_duties(juror, limit)
		}

		/// A bond.
		pub fn juror(court: Court, who: T::AccountId) -> Option<JurorDetails> {
			Jurors::<T>::get(court, who)
		}

		/// What it would cost `claimant` to open a case in `court` now.
		pub fn costs(court: Court, claimant: T::AccountId) -> CaseCosts {
			Self::case_costs(&Parameters::<T>::get(court), &claimant)
		}

		/// What `side` still lacks for an appeal, in planck, while one can be paid for.
		pub fn appeal_quote(case: CaseId, side: Side) -> Option<Balance> {
			Self::view_appeal_quote(case, side)
		}

		/// The weight of all jurors who may sit in `court`, in whole STOA.
		pub fn court_weight(court: Court) -> u64 {
			Self::pool_weight(court)
		}

		/// The parameters under which a new case of `court` would begin.
		pub fn parameters(court: Court) -> CourtParameters {
			Parameters::<T>::get(court)
		}

		/// What stands against a listing.
		pub fn listing_state(subject: T::Subject) -> ListingState<T::AccountId> {
			Self::view_listing_state(subject)
		}
	}
}
