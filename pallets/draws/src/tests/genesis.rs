use crate::{ChainIdentity, mock::*};
use frame_support::traits::Get;

#[test]
fn genesis_should_be_known_when_other_hashes_are_forgotten() {
	build_and_execute(|| {
		let kept: u32 = <Test as frame_system::Config>::BlockHashCount::get();
		run_to(kept + 50);
		assert_eq!(System::block_hash(1), Default::default());
		assert_eq!(<Draws as ChainIdentity>::genesis(), GENESIS);
	});
}

#[test]
fn genesis_should_not_change_when_blocks_go_on() {
	build_and_execute(|| {
		run_to(1);
		let first = <Draws as ChainIdentity>::genesis();
		run_to(100);
		assert_eq!(<Draws as ChainIdentity>::genesis(), first);
	});
}
