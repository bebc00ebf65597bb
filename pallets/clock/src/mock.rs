//! A runtime with this pallet alone, whose blocks are filled as a test wants.

use crate as pallet_clock;
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	migrations::MultiStepMigrator,
	parameter_types,
	traits::{ConstU32, Hooks},
	weights::{Weight, constants::WEIGHT_REF_TIME_PER_MILLIS},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{BuildStorage, Perbill};

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Clock: pallet_clock,
	}
);

/// Longest block.
pub const MAX_BYTES: u32 = 1_000_000;
/// Of that, what must be free.
pub const ROOM_BYTES: u32 = 100_000;

/// So many milliseconds of computing.
pub fn millis(n: u64) -> Weight {
	Weight::from_parts(n * WEIGHT_REF_TIME_PER_MILLIS, 0)
}

parameter_types! {
	/// A second, of which a quarter is kept for operational calls.
	pub Weights: BlockWeights = BlockWeights::with_sensible_defaults(
		Weight::from_parts(1_000 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX),
		Perbill::from_percent(75),
	);
	pub Length: BlockLength = BlockLength::builder().max_length(MAX_BYTES).build();
	pub Room: Weight = millis(100);
	/// Whether a migration goes on.
	pub static Migrating: bool = false;
}

pub struct Migrator;

impl MultiStepMigrator for Migrator {
	fn ongoing() -> bool {
		Migrating::get()
	}

	fn step() -> Weight {
		Weight::zero()
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type BlockWeights = Weights;
	type BlockLength = Length;
	type MultiBlockMigrator = Migrator;
}

impl pallet_clock::Config for Test {
	type RoomWeight = Room;
	type RoomBytes = ConstU32<ROOM_BYTES>;
	type MaxStop = ConstU32<5>;
	type WeightInfo = ();
}

/// Makes a block in which so many milliseconds are used by ordinary, operational and mandatory calls and hooks,
/// and so many bytes.
pub fn block(used: [u64; 3], bytes: u32) {
	let next = System::block_number() + 1;
	System::reset_events();
	System::initialize(&next, &[next as u8; 32].into(), &Default::default());
	Clock::on_initialize(next);
	let classes = [DispatchClass::Normal, DispatchClass::Operational, DispatchClass::Mandatory];
	for (class, used) in classes.into_iter().zip(used) {
		System::register_extra_weight_unchecked(millis(used), class);
	}
	frame_system::BlockSize::<Test>::put(bytes);
	Clock::on_finalize(next);
	System::finalize();
	Clock::do_try_state(next).unwrap();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	Migrating::set(false);
	frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into()
}
