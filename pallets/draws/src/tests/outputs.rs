use crate::{OUTPUTS_KEPT, Outputs, mock::*};

#[test]
fn outputs_should_be_kept_when_blocks_end() {
	build_and_execute(|| {
		run_to(3);
		for height in 1..=3 {
			assert_eq!(Outputs::<Test>::get(height), Some(output_of(height)));
		}
		assert_eq!(Outputs::<Test>::iter().count(), 3);
	});
}

#[test]
fn outputs_should_be_pruned_when_they_are_old() {
	build_and_execute(|| {
		run_to(500);
		assert_eq!(Outputs::<Test>::iter().count(), OUTPUTS_KEPT as usize);
		assert!(!Outputs::<Test>::contains_key(500 - OUTPUTS_KEPT));
		assert!(Outputs::<Test>::contains_key(500 - OUTPUTS_KEPT + 1));
	});
}

#[test]
fn outputs_should_be_pruned_when_later_blocks_have_none() {
	build_and_execute(|| {
		run_to(10);
		run_to_with(200, |_| true);
		assert_eq!(Outputs::<Test>::iter().count(), 0);
	});
}
