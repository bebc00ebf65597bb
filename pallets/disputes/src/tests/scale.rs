//! Many jurors and many cases.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Mutate};
use stoa_primitives::{Court, STOA, frame::sum_tree};

#[test]
fn a_panel_should_be_drawn_from_ten_thousand_jurors_while_a_thousand_cases_are_open() {
	build_and_execute(|| {
		for juror in 10_000..20_000 {
			assert_ok!(Balances::mint_into(&juror, 1_000 * STOA));
			assert_ok!(Disputes::bond(
				signed(juror),
				Court::Compute,
				(100 + u128::from(juror % 400)) * STOA
			));
		}
		// A hundred enter in each block.
		(0..DELAY + 100).for_each(|_| step());
		assert_eq!(SlotCount::<Test>::get(Court::Compute), 10_000);
		let tree = crate::trees::CourtTree::<Test>::of(Court::Compute);
		assert_eq!(sum_tree::total(&tree), (0..400u64).map(|n| (100 + n) * 25).sum::<u64>());
		assert_ok!(Balances::mint_into(&ALICE, 100_000 * STOA));
		let ids: Vec<_> = (0..1_000).map(open).collect();
		(0..11).for_each(|_| step());
		ids.iter().for_each(|id| advance(*id));
		(0..DRAW_LAG + 1 + DRAW_OUTPUTS).for_each(|_| step());
		for id in &ids {
			assert_ok!(Disputes::draw_jurors(signed(CAROL), *id));
			assert_eq!(case(*id).court, Court::Compute);
			assert_eq!(Disputes::round(*id, 0).unwrap().seats, 3);
		}
	});
}
