//! Draws from the block numbers, and a clock that tests stop. Those of the tests of channels, too.

use super::System;
use codec::Encode;
use frame_support::parameter_types;
use stoa_primitives::{
	Digest,
	frame::{ChainIdentity, Clock, DrawSource},
	payload,
};

parameter_types! {
	/// Whether the outputs that a draw needs are known.
	pub static OutputsKnown: bool = true;
	/// Changes all seeds.
	pub static SeedSalt: u32 = 0;
	/// For how many blocks the clock has stood still.
	pub static Stood: u32 = 0;
}

pub struct Watch;

impl Clock for Watch {
	fn stood_still() -> u32 {
		Stood::get()
	}
}

pub struct Draws;

impl DrawSource for Draws {
	fn seed(tag: &[u8; 16], id: u64, attempt: u32, first: u32, count: u32) -> Option<Digest> {
		let known = OutputsKnown::get() && first + count <= System::block_number();
		let outputs: Vec<Digest> = (first..first + count)
			.map(|block| sp_io::hashing::blake2_256(&(SeedSalt::get(), block).encode()))
			.collect();
		known.then(|| payload::draw_seed(&Self::genesis(), tag, id, attempt, &outputs))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(_: u32, _: u32) {}
}

impl ChainIdentity for Draws {
	fn genesis() -> Digest {
		[7; 32]
	}
}
