use crate::{DrawSource, OUTPUTS_KEPT, mock::*};
use stoa_primitives::payload::{self, domain};

fn seed(id: u64, attempt: u32, first: u32, count: u32) -> Option<[u8; 32]> {
	<Draws as DrawSource>::seed(domain::DRAW_EXECUTORS, id, attempt, first, count)
}

#[test]
fn seed_should_mix_outputs_when_all_are_known() {
	build_and_execute(|| {
		// A job of block 4 is drawn for in block 7, from the outputs of blocks 5 and 6.
		run_to(6);
		let expected = payload::draw_seed(
			&GENESIS,
			domain::DRAW_EXECUTORS,
			9,
			0,
			&[output_of(5), output_of(6)],
		);
		assert_eq!(seed(9, 0, 5, 2), Some(expected));
		assert!(Draws::seed_ready(5, 2));
	});
}

#[test]
fn seed_should_wait_when_a_block_is_to_come() {
	build_and_execute(|| {
		run_to(5);
		assert_eq!(seed(9, 0, 5, 2), None);
		assert!(!Draws::seed_ready(5, 2));
		run_to(6);
		assert!(Draws::seed_ready(5, 2));
	});
}

#[test]
fn seed_should_be_none_when_a_block_had_no_output() {
	build_and_execute(|| {
		run_to_with(10, |height| height == 6);
		assert_eq!(seed(9, 0, 5, 2), None);
		assert_eq!(seed(9, 0, 6, 2), None);
		assert!(seed(9, 0, 7, 2).is_some());
	});
}

#[test]
fn seed_should_be_none_when_outputs_are_pruned() {
	build_and_execute(|| {
		run_to(100);
		assert_eq!(seed(9, 0, 100 - OUTPUTS_KEPT, 2), None);
		assert!(seed(9, 0, 100 - OUTPUTS_KEPT + 1, OUTPUTS_KEPT).is_some());
	});
}

#[test]
fn seed_should_be_none_when_the_range_makes_no_sense() {
	build_and_execute(|| {
		run_to(100);
		assert_eq!(seed(9, 0, 90, 0), None);
		assert_eq!(seed(9, 0, 0, OUTPUTS_KEPT + 1), None);
		assert_eq!(seed(9, 0, u32::MAX, 2), None);
		assert_eq!(seed(9, 0, 90, u32::MAX), None);
	});
}

#[test]
fn seed_should_differ_when_tag_id_attempt_or_blocks_differ() {
	build_and_execute(|| {
		run_to(20);
		let base = seed(9, 0, 5, 2);
		for other in [seed(8, 0, 5, 2), seed(9, 1, 5, 2), seed(9, 0, 6, 2), seed(9, 0, 5, 3)] {
			assert!(other.is_some());
			assert_ne!(base, other);
		}
		assert_ne!(base, <Draws as DrawSource>::seed(domain::DUTY, 9, 0, 5, 2));
	});
}
