use crate::mock::*;

/// Whether the clock stands still in a block of which so much is used.
fn stands_still(used: [u64; 3], bytes: u32) -> bool {
	new_test_ext().execute_with(|| {
		block(used, bytes);
		Clock::stood_still() == 1
	})
}

#[test]
fn a_block_should_count_when_a_move_would_have_fitted_beside_the_others() {
	assert!(!stands_still([0, 0, 0], 0));
	// All of it but what a move takes.
	assert!(!stands_still([0, 900, 0], 0));
	assert!(stands_still([0, 901, 0], 0));
	assert!(!stands_still([700, 200, 0], 0));
	assert!(stands_still([701, 200, 0], 0));
}

#[test]
fn a_block_should_count_when_only_ordinary_traffic_and_hooks_have_filled_it() {
	// The reserved quarter has room for a move, however full the block is beside it.
	assert!(!stands_still([750, 0, 250], 0));
	assert!(!stands_still([750, 150, 500], 0));
	assert!(stands_still([750, 151, 500], 0));
	assert!(stands_still([750, 151, 0], 0));
}

#[test]
fn a_block_should_not_count_when_it_is_too_long_for_a_move() {
	assert!(!stands_still([0, 0, 0], MAX_BYTES - ROOM_BYTES));
	assert!(stands_still([0, 0, 0], MAX_BYTES - ROOM_BYTES + 1));
}

#[test]
fn a_block_should_not_count_when_a_migration_lets_nobody_in() {
	new_test_ext().execute_with(|| {
		Migrating::set(true);
		block([0, 0, 0], 0);
		assert_eq!(Clock::stood_still(), 1);
		Migrating::set(false);
		block([0, 0, 0], 0);
		assert_eq!(Clock::stood_still(), 1);
	});
}
