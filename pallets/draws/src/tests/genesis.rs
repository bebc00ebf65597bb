use crate::{ChainIdentity, Genesis, mock::*};
use stoa_primitives::Digest;

#[test]
fn genesis_should_be_kept_when_the_system_has_forgotten_it() {
	build_and_execute(|| {
		run_to(3_000);
		assert_eq!(System::block_hash(0), Default::default());
		assert_eq!(<Draws as ChainIdentity>::genesis(), GENESIS);
	});
}

#[test]
fn genesis_should_come_from_the_system_when_block_one_has_not_begun() {
	build_and_execute(|| {
		assert!(!Genesis::<Test>::exists());
		let known: Digest = System::block_hash(0).into();
		assert_eq!(<Draws as ChainIdentity>::genesis(), known);
	});
}

#[test]
fn genesis_should_not_change_when_blocks_go_on() {
	build_and_execute(|| {
		run_to(1);
		let first = Genesis::<Test>::get();
		run_to(100);
		assert_eq!(Genesis::<Test>::get(), first);
	});
}
