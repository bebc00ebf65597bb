//! Models that were trained on licensed data.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;
use stoa_primitives::LicenseId;

fn trained_on(licenses: &[(LicenseId, u32)]) -> Release {
	let parents: Vec<_> = licenses
		.iter()
		.map(|(id, percent)| (Parent::License(*id), Perbill::from_percent(*percent)))
		.collect();
	Release { parents: parents.try_into().unwrap(), ..Release::of(BOB) }
}

#[test]
fn add_release_should_note_data_and_pay_for_it_when_its_licence_allows_it() {
	build_and_execute(|| {
		let id = listing(BOB);
		assert_ok!(trained_on(&[(LICENSE, 20)]).add(BOB, id));
		assert_eq!(Trained::get(), [(0, LICENSE)]);
		assert_eq!(Models::payees(0).into_inner(), percent(&[(BOB, 80), (CAROL, 20)]));
		// Its descendants name it, and lead to the data.
		let tuned = release(ALICE, &[(0, 50)]);
		let found: Vec<_> = Models::lineage(tuned)
			.into_iter()
			.map(|ancestor| (ancestor.parent, ancestor.child, ancestor.distance))
			.collect();
		assert_eq!(found, [(Parent::Release(0), tuned, 1), (Parent::License(LICENSE), 0, 2)]);
		assert_eq!(
			Models::payees(tuned).into_inner(),
			percent(&[(ALICE, 50), (BOB, 40), (CAROL, 10)])
		);
		retire_and_wait(BOB, 0);
		assert_ok!(Models::drop_release(signed(ALICE), 0));
		assert_eq!(Trained::get(), []);
	});
}

#[test]
fn data_should_be_named_without_a_share_when_its_owner_asks_for_none() {
	build_and_execute(|| {
		let id = listing(BOB);
		assert_ok!(trained_on(&[(LICENSE, 0)]).add(BOB, id));
		assert_eq!(Models::payees(0).into_inner(), percent(&[(BOB, 100)]));
		assert_eq!(Models::lineage(0).len(), 1);
	});
}

#[test]
fn add_release_should_fail_when_data_is_not_licensed() {
	build_and_execute(|| {
		let id = listing(BOB);
		let other = trained_on(&[(LICENSE + 1, 10)]);
		assert_noop!(other.add(BOB, id), Error::<Test>::ParentNotLicensed);
		let twice = trained_on(&[(LICENSE, 10), (LICENSE, 10)]);
		assert_noop!(twice.add(BOB, id), Error::<Test>::InvalidParents);
		let hers = listing(ALICE);
		let stolen = Release { split: split(&[(ALICE, 100)]), ..trained_on(&[(LICENSE, 10)]) };
		assert_noop!(stolen.add(ALICE, hers), Error::<Test>::ParentNotLicensed);
		assert_eq!(Trained::get(), []);
	});
}
