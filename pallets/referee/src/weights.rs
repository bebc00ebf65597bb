//! Weights of `pallet_referee`, measured by `scripts/weights` on 2026-11-26: 10 steps, 6 repeats,
//! on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

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
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(240), added: 2715, mode: `MaxEncodedLen`)
	/// Storage: `Referee::CurrentParameters` (r:1 w:0)
	/// Proof: `Referee::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:1 w:1)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Referee::NextGameId` (r:1 w:1)
	/// Proof: `Referee::NextGameId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn commit_challenge() -> Weight {
		// Shortest: 431_060_000 ps.
		Weight::from_parts(761_019_000, 4106)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(240), added: 2715, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:9 w:9)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:13)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Games` (r:12 w:13)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:8 w:8)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:8 w:8)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:8 w:8)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:0 w:9)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:18)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn reveal_challenge() -> Weight {
		// Shortest: 3_977_600_000 ps.
		Weight::from_parts(6_549_800_000, 41498)
			.saturating_add(T::DbWeight::get().reads(74_u64))
			.saturating_add(T::DbWeight::get().writes(89_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Games` (r:1 w:1)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	fn answer() -> Weight {
		// Shortest: 352_531_000 ps.
		Weight::from_parts(701_129_000, 4106)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referee::Games` (r:1 w:1)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:0)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	fn choose() -> Weight {
		// Shortest: 149_927_000 ps.
		Weight::from_parts(244_455_000, 4106)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Referee::Games` (r:16 w:16)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:2 w:12)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:12 w:12)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:12 w:12)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:12 w:12)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:12)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:24)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn prove() -> Weight {
		// Shortest: 5_534_819_000 ps.
		Weight::from_parts(7_288_916_000, 45774)
			.saturating_add(T::DbWeight::get().reads(93_u64))
			.saturating_add(T::DbWeight::get().writes(114_u64))
	}
	/// Storage: `Referee::Games` (r:16 w:16)
	/// Proof: `Referee::Games` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:13 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::ActiveGames` (r:1 w:1)
	/// Proof: `Referee::ActiveGames` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenGames` (r:12 w:12)
	/// Proof: `Referee::OpenGames` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:12 w:12)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:12 w:12)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:12 w:12)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Referee::QueuedGames` (r:12 w:12)
	/// Proof: `Referee::QueuedGames` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Inference::Jobs` (r:1 w:0)
	/// Proof: `Inference::Jobs` (`max_values`: None, `max_size`: Some(4108), added: 6583, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByCell` (r:0 w:12)
	/// Proof: `Referee::GamesByCell` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
	/// Storage: `Referee::GamesByAccount` (r:0 w:24)
	/// Proof: `Referee::GamesByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn timeout() -> Weight {
		// Shortest: 4_955_096_000 ps.
		Weight::from_parts(6_844_582_000, 45774)
			.saturating_add(T::DbWeight::get().reads(92_u64))
			.saturating_add(T::DbWeight::get().writes(114_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Commitments` (r:1 w:1)
	/// Proof: `Referee::Commitments` (`max_values`: None, `max_size`: Some(240), added: 2715, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(641), added: 3116, mode: `MaxEncodedLen`)
	/// Storage: `Referee::OpenChallenges` (r:1 w:1)
	/// Proof: `Referee::OpenChallenges` (`max_values`: None, `max_size`: Some(100), added: 2575, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	fn drop_commitment() -> Weight {
		// Shortest: 468_254_000 ps.
		Weight::from_parts(535_557_000, 6196)
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
		// Shortest: 258_355_000 ps.
		Weight::from_parts(400_552_000, 3758)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Referee::CurrentParameters` (r:0 w:1)
	/// Proof: `Referee::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(72), added: 567, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 41_067_000 ps.
		Weight::from_parts(74_269_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn commit_challenge() -> Weight {
		Weight::from_parts(761_019_000, 4106)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn reveal_challenge() -> Weight {
		Weight::from_parts(6_549_800_000, 41498)
			.saturating_add(ParityDbWeight::get().reads(74_u64))
			.saturating_add(ParityDbWeight::get().writes(89_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(701_129_000, 4106)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn choose() -> Weight {
		Weight::from_parts(244_455_000, 4106)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn prove() -> Weight {
		Weight::from_parts(7_288_916_000, 45774)
			.saturating_add(ParityDbWeight::get().reads(93_u64))
			.saturating_add(ParityDbWeight::get().writes(114_u64))
	}
	fn timeout() -> Weight {
		Weight::from_parts(6_844_582_000, 45774)
			.saturating_add(ParityDbWeight::get().reads(92_u64))
			.saturating_add(ParityDbWeight::get().writes(114_u64))
	}
	fn drop_commitment() -> Weight {
		Weight::from_parts(535_557_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn prove_bad_release() -> Weight {
		Weight::from_parts(400_552_000, 3758)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(74_269_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
