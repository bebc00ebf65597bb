use crate::{Error, Event, Listings, Releases, mock::*};
use frame_support::{assert_noop, assert_ok, traits::Get};
use sp_runtime::Perbill;
use stoa_primitives::{VerificationClass, frame::ModelInspect};

#[test]
fn add_release_should_store_hold_and_tell_when_all_is_well() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let before = held(ALICE);
		assert_ok!(Release::of(ALICE).add(ALICE, id));
		let details = Releases::<Test>::get(0).unwrap();
		assert_eq!((details.listing, details.depth, details.retired_at), (id, 0, None));
		assert_eq!(held(ALICE) - before, details.deposit);
		assert_eq!(Listings::<Test>::get(id).unwrap().releases, 1);
		let terms = <Models as ModelInspect<_>>::terms(0).unwrap();
		assert!(terms.active);
		assert_eq!((terms.price, terms.context_tokens), (PRICE, 2_048));
		System::assert_last_event(
			Event::ReleaseAdded {
				release: 0,
				listing: id,
				owner: ALICE,
				artefact: artefact().hash,
				class: VerificationClass::Replicated,
				price: PRICE,
				deposit: details.deposit,
				exact: None,
			}
			.into(),
		);
	});
}

#[test]
fn add_release_should_fail_when_the_listing_is_unknown_or_of_another() {
	build_and_execute(|| {
		assert_noop!(Release::of(ALICE).add(ALICE, 0), Error::<Test>::ListingNotFound);
		let id = listing(ALICE);
		assert_noop!(Release::of(BOB).add(BOB, id), Error::<Test>::NotOwner);
	});
}

#[test]
fn add_release_should_fail_when_the_class_is_not_offered() {
	build_and_execute(|| {
		let id = listing(ALICE);
		for class in [VerificationClass::Tolerant, VerificationClass::Attested] {
			let new = Release { class, ..Release::of(ALICE) };
			assert_noop!(new.add(ALICE, id), Error::<Test>::ClassNotOffered);
			let new = Release { class, ..Release::exact(ALICE, 1) };
			assert_noop!(new.add(ALICE, id), Error::<Test>::ClassNotOffered);
		}
	});
}

#[test]
fn add_release_should_fail_when_a_detail_is_malformed() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let licence = Release { licence: "Apache 2", ..Release::of(ALICE) };
		assert_noop!(licence.add(ALICE, id), Error::<Test>::InvalidLicence);
		let context = Release { context_tokens: 0, ..Release::of(ALICE) };
		assert_noop!(context.add(ALICE, id), Error::<Test>::ZeroContext);
		let mut empty = Release::of(ALICE);
		empty.artefact.bytes = 0;
		assert_noop!(empty.add(ALICE, id), Error::<Test>::EmptyArtefact);
	});
}

#[test]
fn add_release_should_fail_when_the_split_is_not_whole() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let bad: [&[(u64, u32)]; 5] = [
			&[],
			&[(ALICE, 99)],
			&[(ALICE, 60), (BOB, 60)],
			&[(ALICE, 50), (ALICE, 50)],
			&[(ALICE, 100), (BOB, 0)],
		];
		for shares in bad {
			let new = Release { split: split(shares), ..Release::of(ALICE) };
			assert_noop!(new.add(ALICE, id), Error::<Test>::InvalidSplit);
		}
	});
}

#[test]
fn add_release_should_fail_when_parents_are_unknown_or_repeated() {
	build_and_execute(|| {
		let parent = release(ALICE, &[]);
		let id = listing(BOB);
		let new = |from: &[(u32, u32)]| Release { parents: parents(from), ..Release::of(BOB) };
		assert_noop!(new(&[(99, 10)]).add(BOB, id), Error::<Test>::ParentNotFound);
		let invalid = Error::<Test>::InvalidParents;
		assert_noop!(new(&[(parent, 10), (parent, 10)]).add(BOB, id), invalid);
		assert_noop!(new(&[(parent, 0)]).add(BOB, id), Error::<Test>::InvalidParents);
	});
}

#[test]
fn add_release_should_fail_when_parents_get_too_much() {
	build_and_execute(|| {
		let (one, two) = (release(ALICE, &[]), release(ALICE, &[]));
		let id = listing(BOB);
		let new = |from: &[(u32, u32)]| Release { parents: parents(from), ..Release::of(BOB) };
		let error = Error::<Test>::ParentsShareTooHigh;
		assert_noop!(new(&[(one, 30), (two, 21)]).add(BOB, id), error);
		assert_noop!(
			new(&[(one, 100), (two, 100)]).add(BOB, id),
			Error::<Test>::ParentsShareTooHigh
		);
		assert_ok!(new(&[(one, 30), (two, 20)]).add(BOB, id));
	});
}

#[test]
fn add_release_should_fail_when_the_lineage_is_too_deep() {
	build_and_execute(|| {
		let mut last = release(ALICE, &[]);
		for depth in 1..=4 {
			last = release(BOB, &[(last, 10)]);
			assert_eq!(Releases::<Test>::get(last).unwrap().depth, depth);
		}
		let id = listing(CAROL);
		let new = Release { parents: parents(&[(last, 10)]), ..Release::of(CAROL) };
		assert_noop!(new.add(CAROL, id), Error::<Test>::LineageTooDeep);
	});
}

#[test]
fn add_release_should_pass_royalties_up_when_there_are_parents() {
	build_and_execute(|| {
		let first = release(ALICE, &[]);
		let second = release(BOB, &[(first, 20)]);
		let third = release(CAROL, &[(second, 50)]);
		let payees = Models::payees(third).into_inner();
		assert_eq!(payees, percent(&[(CAROL, 50), (BOB, 40), (ALICE, 10)]));
	});
}

#[test]
fn add_release_should_name_an_account_once_when_it_earns_twice() {
	build_and_execute(|| {
		let base = release(ALICE, &[]);
		let tuned = release(ALICE, &[(base, 50)]);
		assert_eq!(Models::payees(tuned).into_inner(), percent(&[(ALICE, 100)]));
	});
}

#[test]
fn add_release_should_accept_a_retired_parent_when_it_is_not_dropped() {
	build_and_execute(|| {
		let base = release(ALICE, &[]);
		assert_ok!(Models::retire(signed(ALICE), base));
		let tuned = release(BOB, &[(base, 50)]);
		assert_eq!(Models::payees(tuned).into_inner(), percent(&[(BOB, 50), (ALICE, 50)]));
	});
}

#[test]
fn add_release_should_fail_when_there_would_be_too_many_payees() {
	build_and_execute(|| {
		let wide = |first: u64| -> Vec<(u64, Perbill)> {
			(0..8).map(|i| (first + i, Perbill::from_parts(125_000_000))).collect()
		};
		let mut from = Vec::new();
		for parent in 0..4 {
			let id = listing(ALICE);
			let split = wide(100 + parent * 10).try_into().unwrap();
			assert_ok!(Release { split, ..Release::of(ALICE) }.add(ALICE, id));
			from.push((parent as u32, 10));
		}
		let id = listing(ALICE);
		let new = Release { parents: parents(&from), ..Release::of(ALICE) };
		assert_noop!(new.add(ALICE, id), Error::<Test>::TooManyPayees);
		let new = Release { parents: parents(&from[..3]), ..Release::of(ALICE) };
		assert_ok!(new.add(ALICE, id));
		assert_eq!(Models::payees(4).len(), 25);
	});
}

#[test]
fn add_release_should_fail_when_the_listing_is_full() {
	build_and_execute(|| {
		let id = listing(ALICE);
		for _ in 0..<Test as crate::Config>::MaxReleases::get() {
			assert_ok!(Release::of(ALICE).add(ALICE, id));
		}
		assert_noop!(Release::of(ALICE).add(ALICE, id), Error::<Test>::TooManyReleases);
	});
}

#[test]
fn add_release_should_fail_when_the_deposit_cannot_be_held() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let free = Balances::free_balance(ALICE);
		let transfer = Balances::transfer_allow_death(signed(ALICE), BOB, free - 1_000_000_000_000);
		assert_ok!(transfer);
		assert_noop!(Release::of(ALICE).add(ALICE, id), Error::<Test>::InsufficientFunds);
	});
}
