//! Weights of `pallet_referee`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
//! on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(
	unused_parens,
	unused_imports,
	missing_docs,
	clippy::arithmetic_side_effects,
	reason = "written by scripts/weights: one template for pallets with and without variables"
)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_referee` may cost.
pub trait WeightInfo {
	fn commit_challenge() -> Weight;
	fn reveal_challenge() -> Weight;
	fn answer() -> Weight;
	fn choose() -> Weight;
	fn prove() -> Weight;
	fn timeout() -> Weight;
	fn drop_commitment() -> Weight;
	fn prove_bad_release() -> Weight;
	fn set_parameters() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(269), added: 2744, mode: `MaxEncodedLen`)
	/// Storage: `Referee::CurrentParameters` (r:1 w:0)
	/// Proof: `Referee::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:1 w:1)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Referee::NextGameId` (r:1 w:1)
	/// Proof: `Referee::NextGameId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn commit_challenge() -> Weight {
		// Shortest: 380_346_000 ps.
		Weight::from_parts(391_432_000, 4176)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(269), added: 2744, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:9 w:9)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:13)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Games` (r:12 w:13)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:8 w:8)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:8 w:8)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:8 w:8)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:0 w:9)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:18)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn reveal_challenge() -> Weight {
		// Shortest: 3_585_852_000 ps.
		Weight::from_parts(3_688_233_000, 42408)
			.saturating_add(T::DbWeight::get().reads(74_u64))
			.saturating_add(T::DbWeight::get().writes(89_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Games` (r:1 w:1)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	fn answer() -> Weight {
		// Shortest: 361_026_000 ps.
		Weight::from_parts(368_678_000, 4176)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referee::Games` (r:1 w:1)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	fn choose() -> Weight {
		// Shortest: 147_539_000 ps.
		Weight::from_parts(152_016_000, 4176)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Referee::Games` (r:16 w:16)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:2 w:12)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:12 w:12)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:12 w:12)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:12 w:12)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:12)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Challenged` (r:1 w:0)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:24)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn prove() -> Weight {
		// Shortest: 4_724_245_000 ps.
		Weight::from_parts(4_922_559_000, 46238)
			.saturating_add(T::DbWeight::get().reads(93_u64))
			.saturating_add(T::DbWeight::get().writes(114_u64))
	}
	/// Storage: `Referee::Games` (r:16 w:16)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:12 w:12)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:12 w:12)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:12 w:12)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:12)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Challenged` (r:1 w:0)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:0 w:12)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(74), added: 2549, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:24)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn timeout() -> Weight {
		// Shortest: 4_533_340_000 ps.
		Weight::from_parts(4_730_463_000, 46238)
			.saturating_add(T::DbWeight::get().reads(92_u64))
			.saturating_add(T::DbWeight::get().writes(114_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(269), added: 2744, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:1 w:1)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn drop_commitment() -> Weight {
		// Shortest: 338_763_000 ps.
		Weight::from_parts(354_057_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:1)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByModel` (r:1 w:0)
	/// Proof: `Models::ReleasesByModel` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	fn prove_bad_release() -> Weight {
		// Shortest: 291_814_000 ps.
		Weight::from_parts(316_040_000, 3815)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referee::CurrentParameters` (r:0 w:1)
	/// Proof: `Referee::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 37_636_000 ps.
		Weight::from_parts(39_499_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn commit_challenge() -> Weight {
		Weight::from_parts(391_432_000, 4176)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn reveal_challenge() -> Weight {
		Weight::from_parts(3_688_233_000, 42408)
			.saturating_add(ParityDbWeight::get().reads(74_u64))
			.saturating_add(ParityDbWeight::get().writes(89_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(368_678_000, 4176)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn choose() -> Weight {
		Weight::from_parts(152_016_000, 4176)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn prove() -> Weight {
		Weight::from_parts(4_922_559_000, 46238)
			.saturating_add(ParityDbWeight::get().reads(93_u64))
			.saturating_add(ParityDbWeight::get().writes(114_u64))
	}
	fn timeout() -> Weight {
		Weight::from_parts(4_730_463_000, 46238)
			.saturating_add(ParityDbWeight::get().reads(92_u64))
			.saturating_add(ParityDbWeight::get().writes(114_u64))
	}
	fn drop_commitment() -> Weight {
		Weight::from_parts(354_057_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn prove_bad_release() -> Weight {
		Weight::from_parts(316_040_000, 3815)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(39_499_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
