//! Weights of `pallet_disputes`. Estimated.
//!
//! Estimated by hand from the storage that each call touches in its worst case, as the measured weights of the
//! other pallets compare with theirs, and rounded up; `scripts/weights` replaces them once the pallet is part of
//! the runtime.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{RuntimeDbWeight, Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_disputes` may cost.
pub trait WeightInfo {
	fn settle_activations(n: u32) -> Weight;
	fn bond() -> Weight;
	fn unbond() -> Weight;
	fn withdraw() -> Weight;
	fn challenge_listing() -> Weight;
	fn join() -> Weight;
	fn submit_evidence() -> Weight;
	fn draw_jurors() -> Weight;
	fn commit_vote() -> Weight;
	fn prove_early_opening() -> Weight;
	fn reveal_vote() -> Weight;
	fn fund_appeal() -> Weight;
	fn advance() -> Weight;
	fn execute() -> Weight;
	fn settle_round() -> Weight;
	fn withdraw_contribution() -> Weight;
	fn drop_flag() -> Weight;
	fn set_parameters() -> Weight;
}

/// Of a call that takes `micros` µs beside its reads and writes.
fn of(db: RuntimeDbWeight, micros: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros * 1_000_000, proof).saturating_add(db.reads_writes(reads, writes))
}

// Estimated.
macro_rules! estimated {
	($db:expr) => {
		// Each change: two places in a tree of five levels, its bond and that of who moves, the queue.
		fn settle_activations(n: u32) -> Weight {
			of($db, 30, 4_106, 2, 1).saturating_add(of($db, 300, 32_000, 18, 18).saturating_mul(n.into()))
		}
		fn bond() -> Weight { of($db, 500, 4_106, 4, 5) }
		fn unbond() -> Weight { of($db, 150, 4_106, 2, 3) }
		fn withdraw() -> Weight { of($db, 450, 4_106, 4, 5) }
		fn challenge_listing() -> Weight { of($db, 1_000, 12_000, 11, 8) }
		fn join() -> Weight { of($db, 500, 4_106, 3, 3) }
		fn submit_evidence() -> Weight { of($db, 700, 9_000, 4, 4) }
		// 31 seats, 124 tries in the general court: for each a walk of five nodes, the place of what is taken
		// out, a bond, a slot, what bars a juror; then 31 bonds, seats and duties. Twice where a court below
		// the root was tried first, there with at most 15 seats.
		fn draw_jurors() -> Weight { of($db, 30_000, 900_000, 2_200, 100) }
		fn commit_vote() -> Weight { of($db, 200, 4_106, 3, 2) }
		fn prove_early_opening() -> Weight { of($db, 900, 9_000, 9, 9) }
		fn reveal_vote() -> Weight { of($db, 250, 4_106, 4, 2) }
		fn fund_appeal() -> Weight { of($db, 700, 9_000, 6, 5) }
		fn advance() -> Weight { of($db, 250, 4_106, 3, 3) }
		fn execute() -> Weight { of($db, 2_500, 20_000, 18, 18) }
		// 31 jurors: a seat, a duty, a bond with its hold and account, an entry of the queue, two payments.
		fn settle_round() -> Weight { of($db, 25_000, 200_000, 200, 290) }
		fn withdraw_contribution() -> Weight { of($db, 800, 9_000, 6, 6) }
		fn drop_flag() -> Weight { of($db, 150, 4_106, 2, 1) }
		fn set_parameters() -> Weight { of($db, 80, 0, 0, 1) }
	};
}

/// Estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	estimated!(T::DbWeight::get());
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	estimated!(ParityDbWeight::get());
}
