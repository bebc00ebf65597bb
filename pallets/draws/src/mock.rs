//! A runtime with this pallet alone, whose blocks carry chosen outputs.

use crate as pallet_draws;
use frame_support::{derive_impl, parameter_types, traits::Hooks};
use sp_runtime::BuildStorage;
use stoa_primitives::Digest;

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Draws: pallet_draws,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

parameter_types! {
	pub static CurrentOutput: Option<Digest> = None;
}

impl pallet_draws::Config for Test {
	type CurrentOutput = CurrentOutput;
	type WeightInfo = ();
}

/// The output that [`run_to`] gives to a block.
pub fn output_of(height: u32) -> Digest {
	[height as u8; 32]
}

pub const GENESIS: Digest = [0xAA; 32];

/// Runs the blocks up to `height`; those for which `missing` holds have no output.
pub fn run_to_with(height: u32, missing: impl Fn(u32) -> bool) {
	while System::block_number() < height {
		let next = System::block_number() + 1;
		let parent = if next == 1 { GENESIS } else { [next as u8; 32] };
		System::initialize(&next, &parent.into(), &Default::default());
		Draws::on_initialize(next);
		CurrentOutput::set((!missing(next)).then(|| output_of(next)));
		Draws::on_finalize(next);
		System::finalize();
	}
}

/// Runs the blocks up to `height`, each with its output.
pub fn run_to(height: u32) {
	run_to_with(height, |_| false);
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into()
}

/// Runs a test and then checks every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Draws::do_try_state(System::block_number()).unwrap();
	});
}
