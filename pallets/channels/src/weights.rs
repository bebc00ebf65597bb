//! Weights of `pallet_channels`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_channels` may cost.
pub trait WeightInfo {
	fn set_terms() -> Weight;
	fn open() -> Weight;
	fn top_up() -> Weight;
	fn redeem(n: u32, ) -> Weight;
	fn close() -> Weight;
	fn expire() -> Weight;
	fn withdraw() -> Weight;
	fn drop_channel() -> Weight;
	fn challenge_receipt() -> Weight;
	fn drop_receipt() -> Weight;
	fn prove_equivocation() -> Weight;
	fn poke() -> Weight;
	fn open_sample() -> Weight;
	fn confirm_sample() -> Weight;
	fn contradict_sample() -> Weight;
	fn show_trace() -> Weight;
	fn demand_prompt() -> Weight;
	fn provide_prompt(b: u32, ) -> Weight;
	fn grant_quota() -> Weight;
	fn drop_quota() -> Weight;
	fn publish_plan() -> Weight;
	fn retire_plan() -> Weight;
	fn subscribe() -> Weight;
	fn collect() -> Weight;
	fn unsubscribe() -> Weight;
	fn set_parameters() -> Weight;
	fn on_refereed() -> Weight;
	fn keep_seed() -> Weight;
	fn no_seed() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Channels::ProviderTerms` (r:1 w:1)
	/// Proof: `Channels::ProviderTerms` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Channels::CurrentParameters` (r:1 w:0)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	fn set_terms() -> Weight {
		// Shortest: 122_602_000 ps.
		Weight::from_parts(144_865_000, 4029)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::CurrentParameters` (r:1 w:0)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	/// Storage: `Channels::ProviderTerms` (r:1 w:0)
	/// Proof: `Channels::ProviderTerms` (`max_values`: None, `max_size`: Some(116), added: 2591, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Channels::ChannelCount` (r:1 w:1)
	/// Proof: `Channels::ChannelCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Channels::NextChannelId` (r:1 w:1)
	/// Proof: `Channels::NextChannelId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:0 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::ChannelsByAccount` (r:0 w:2)
	/// Proof: `Channels::ChannelsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// Shortest: 876_113_000 ps.
		Weight::from_parts(929_392_000, 6196)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn top_up() -> Weight {
		// Shortest: 401_176_000 ps.
		Weight::from_parts(432_543_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Channels::Channels` (r:128 w:128)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:64 w:64)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// `n` is `[1, 128]`.
	fn redeem(n: u32, ) -> Weight {
		// Shortest: 235_020_000 ps.
		Weight::from_parts(238_164_000, 6196)
			// Standard error: 1_183_722.
			.saturating_add(Weight::from_parts(243_432_813, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2882).saturating_mul(n.into()))
	}
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn close() -> Weight {
		// Shortest: 283_572_000 ps.
		Weight::from_parts(326_396_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	fn expire() -> Weight {
		// Shortest: 201_089_000 ps.
		Weight::from_parts(237_373_000, 3872)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:0)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Shortest: 396_870_000 ps.
		Weight::from_parts(438_292_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:0)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Channels::ChannelCount` (r:1 w:1)
	/// Proof: `Channels::ChannelCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Channels::ChannelsByAccount` (r:0 w:2)
	/// Proof: `Channels::ChannelsByAccount` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn drop_channel() -> Weight {
		// Shortest: 453_094_000 ps.
		Weight::from_parts(495_697_000, 6196)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Challenged` (r:1 w:1)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	fn challenge_receipt() -> Weight {
		// Shortest: 729_795_000 ps.
		Weight::from_parts(784_607_000, 4176)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Challenged` (r:1 w:1)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn drop_receipt() -> Weight {
		// Shortest: 439_173_000 ps.
		Weight::from_parts(455_377_000, 6196)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `System::Account` (r:4 w:4)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:2 w:2)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:1)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:1 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn prove_equivocation() -> Weight {
		// Shortest: 1_432_891_000 ps.
		Weight::from_parts(1_552_368_000, 11402)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:7 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x32de29bdbf1a1d28092867a578c21eb3` (r:1 w:0)
	/// Storage: `Delegation::Pools` (r:6 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:9 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:5 w:0)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Servers` (r:8 w:0)
	/// Proof: `Providers::Servers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Delegations` (r:12 w:0)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn poke() -> Weight {
		// Shortest: 2_800_654_000 ps.
		Weight::from_parts(2_889_226_000, 34350)
			.saturating_add(T::DbWeight::get().reads(56_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:3 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:5 w:0)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Servers` (r:2 w:0)
	/// Proof: `Providers::Servers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:4 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:2 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Delegations` (r:6 w:0)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	fn open_sample() -> Weight {
		// Shortest: 1_189_539_000 ps.
		Weight::from_parts(1_243_288_000, 17670)
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:2 w:2)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	fn confirm_sample() -> Weight {
		// Shortest: 711_798_000 ps.
		Weight::from_parts(758_158_000, 8799)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	fn contradict_sample() -> Weight {
		// Shortest: 123_344_000 ps.
		Weight::from_parts(136_914_000, 3872)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:1 w:0)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Challenged` (r:1 w:1)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Referee::Subjects` (r:1 w:1)
	/// Proof: `Referee::Subjects` (`max_values`: None, `max_size`: Some(711), added: 3186, mode: `MaxEncodedLen`)
	fn show_trace() -> Weight {
		// Shortest: 421_637_000 ps.
		Weight::from_parts(449_909_000, 4176)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	fn demand_prompt() -> Weight {
		// Shortest: 126_468_000 ps.
		Weight::from_parts(142_092_000, 3872)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// `b` is `[0, 66000]`.
	fn provide_prompt(b: u32, ) -> Weight {
		// Shortest: 131_625_000 ps.
		Weight::from_parts(141_478_761, 3872)
			// Standard error: 256.
			.saturating_add(Weight::from_parts(1_379, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Channels::CurrentParameters` (r:1 w:0)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Quotas` (r:1 w:1)
	/// Proof: `Channels::Quotas` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn grant_quota() -> Weight {
		// Shortest: 346_706_000 ps.
		Weight::from_parts(387_616_000, 4108)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Channels::Quotas` (r:1 w:1)
	/// Proof: `Channels::Quotas` (`max_values`: None, `max_size`: Some(124), added: 2599, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn drop_quota() -> Weight {
		// Shortest: 277_522_000 ps.
		Weight::from_parts(305_444_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Channels::CurrentParameters` (r:1 w:0)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Channels::NextPlanId` (r:1 w:1)
	/// Proof: `Channels::NextPlanId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:0 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	fn publish_plan() -> Weight {
		// Shortest: 361_007_000 ps.
		Weight::from_parts(387_627_000, 4108)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Channels::Plans` (r:1 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn retire_plan() -> Weight {
		// Shortest: 270_632_000 ps.
		Weight::from_parts(292_255_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:1 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:1)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Channels::CurrentParameters` (r:1 w:0)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn subscribe() -> Weight {
		// Shortest: 617_368_000 ps.
		Weight::from_parts(657_238_000, 4108)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `System::Account` (r:3 w:3)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:1)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:1 w:0)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	fn collect() -> Weight {
		// Shortest: 637_668_000 ps.
		Weight::from_parts(678_859_000, 8799)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Channels::Channels` (r:1 w:0)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:1)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:1 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	fn unsubscribe() -> Weight {
		// Shortest: 824_606_000 ps.
		Weight::from_parts(884_315_000, 7226)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Channels::CurrentParameters` (r:0 w:1)
	/// Proof: `Channels::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(140), added: 635, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 38_397_000 ps.
		Weight::from_parts(41_461_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Channels::Challenged` (r:1 w:0)
	/// Proof: `Channels::Challenged` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Channels` (r:1 w:1)
	/// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(407), added: 2882, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Audits` (r:1 w:1)
	/// Proof: `Channels::Audits` (`max_values`: None, `max_size`: Some(276), added: 2751, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:2 w:2)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:9 w:9)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Subscriptions` (r:1 w:1)
	/// Proof: `Channels::Subscriptions` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Plans` (r:1 w:1)
	/// Proof: `Channels::Plans` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn on_refereed() -> Weight {
		// Shortest: 2_281_542_000 ps.
		Weight::from_parts(2_420_780_000, 24417)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(19_u64))
	}
	/// Storage: `Draws::Outputs` (r:16 w:0)
	/// Proof: `Draws::Outputs` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Channels::Seeds` (r:0 w:2)
	/// Proof: `Channels::Seeds` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn keep_seed() -> Weight {
		// Shortest: 228_019_000 ps.
		Weight::from_parts(232_315_000, 41294)
			.saturating_add(T::DbWeight::get().reads(17_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn no_seed() -> Weight {
		// Shortest: 1_232_000 ps.
		Weight::from_parts(1_362_000, 0)
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn set_terms() -> Weight {
		Weight::from_parts(144_865_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn open() -> Weight {
		Weight::from_parts(929_392_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(432_543_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn redeem(n: u32, ) -> Weight {
		Weight::from_parts(238_164_000, 6196)
			.saturating_add(Weight::from_parts(243_432_813, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2882).saturating_mul(n.into()))
	}
	fn close() -> Weight {
		Weight::from_parts(326_396_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn expire() -> Weight {
		Weight::from_parts(237_373_000, 3872)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(438_292_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn drop_channel() -> Weight {
		Weight::from_parts(495_697_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn challenge_receipt() -> Weight {
		Weight::from_parts(784_607_000, 4176)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn drop_receipt() -> Weight {
		Weight::from_parts(455_377_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn prove_equivocation() -> Weight {
		Weight::from_parts(1_552_368_000, 11402)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn poke() -> Weight {
		Weight::from_parts(2_889_226_000, 34350)
			.saturating_add(ParityDbWeight::get().reads(56_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn open_sample() -> Weight {
		Weight::from_parts(1_243_288_000, 17670)
			.saturating_add(ParityDbWeight::get().reads(28_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn confirm_sample() -> Weight {
		Weight::from_parts(758_158_000, 8799)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn contradict_sample() -> Weight {
		Weight::from_parts(136_914_000, 3872)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn show_trace() -> Weight {
		Weight::from_parts(449_909_000, 4176)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn demand_prompt() -> Weight {
		Weight::from_parts(142_092_000, 3872)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn provide_prompt(b: u32, ) -> Weight {
		Weight::from_parts(141_478_761, 3872)
			.saturating_add(Weight::from_parts(1_379, 0).saturating_mul(b.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn grant_quota() -> Weight {
		Weight::from_parts(387_616_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn drop_quota() -> Weight {
		Weight::from_parts(305_444_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn publish_plan() -> Weight {
		Weight::from_parts(387_627_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn retire_plan() -> Weight {
		Weight::from_parts(292_255_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn subscribe() -> Weight {
		Weight::from_parts(657_238_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn collect() -> Weight {
		Weight::from_parts(678_859_000, 8799)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unsubscribe() -> Weight {
		Weight::from_parts(884_315_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(41_461_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn on_refereed() -> Weight {
		Weight::from_parts(2_420_780_000, 24417)
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().writes(19_u64))
	}
	fn keep_seed() -> Weight {
		Weight::from_parts(232_315_000, 41294)
			.saturating_add(ParityDbWeight::get().reads(17_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn no_seed() -> Weight {
		Weight::from_parts(1_362_000, 0)
	}
}
