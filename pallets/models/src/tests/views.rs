use crate::{Parent, mock::*};
use frame_support::assert_ok;
use sp_runtime::Perbill;

#[test]
fn listings_should_come_in_pages_when_there_are_many() {
	build_and_execute(|| {
		for _ in 0..5 {
			listing(ALICE);
		}
		assert_ok!(Models::unpublish(signed(ALICE), 1));
		let ids = |page: &crate::ListingPage<u64>| -> Vec<u32> {
			page.listings.iter().map(|(id, _)| *id).collect()
		};
		let first = Models::listings(0, 2);
		assert_eq!((ids(&first), first.next), (vec![0, 2], Some(3)));
		let second = Models::listings(3, 2);
		assert_eq!((ids(&second), second.next), (vec![3, 4], None));
		assert_eq!(ids(&Models::listings(9, 2)), Vec::<u32>::new());
		assert_eq!(ids(&Models::listings(0, u32::MAX)).len(), 4);
	});
}

#[test]
fn listings_should_end_the_page_when_a_gap_is_long() {
	build_and_execute(|| {
		listing(ALICE);
		crate::NextListingId::<Test>::put(5_000);
		listing(ALICE);
		let (mut from, mut found, mut pages) = (Some(0), Vec::new(), 0);
		while let Some(at) = from {
			let page = Models::listings(at, 10);
			found.extend(page.listings.into_iter().map(|(id, _)| id));
			from = page.next;
			pages += 1;
		}
		assert_eq!(found, [0, 5_000]);
		assert!(pages <= 6);
	});
}

#[test]
fn listing_and_release_should_show_what_is_stored() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		assert_eq!(Models::listing(0).unwrap().metadata, metadata("SmolLM2"));
		assert_eq!(Models::release(id).unwrap().artefact, artefact());
		assert_eq!(Models::listing(9), None);
		assert_eq!(Models::release(9), None);
		let exact = exact_release(ALICE, 1);
		assert_eq!(Models::model_header(exact), Some(header(1)));
		assert_eq!((Models::model_header(id), Models::bad_model(model(1))), (None, None));
	});
}

#[test]
fn lineage_should_name_each_ancestor_nearest_first() {
	build_and_execute(|| {
		let base = release(ALICE, &[]);
		let left = release(BOB, &[(base, 10)]);
		let right = release(CAROL, &[(base, 20)]);
		let merged = release(ALICE, &[(left, 25), (right, 25)]);
		let found: Vec<_> = Models::lineage(merged)
			.into_iter()
			.map(|a| (a.parent, a.child, a.distance, a.share))
			.collect();
		let percent = Perbill::from_percent;
		assert_eq!(
			found,
			[
				(Parent::Release(left), merged, 1, percent(25)),
				(Parent::Release(right), merged, 1, percent(25)),
				(Parent::Release(base), left, 2, percent(10)),
				(Parent::Release(base), right, 2, percent(20)),
			]
		);
	});
}

#[test]
fn lineage_should_stop_at_an_ancestor_when_it_was_dropped() {
	build_and_execute(|| {
		let base = release(ALICE, &[]);
		let middle = release(BOB, &[(base, 10)]);
		let last = release(CAROL, &[(middle, 10)]);
		retire_and_wait(BOB, middle);
		assert_ok!(Models::drop_release(signed(BOB), middle));
		let found: Vec<_> = Models::lineage(last).into_iter().map(|a| a.parent).collect();
		assert_eq!(found, [Parent::Release(middle)]);
	});
}
