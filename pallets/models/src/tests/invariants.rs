//! Whatever people do in whatever order, the invariants hold and everybody gets all deposits back, and all
//! bonds of sound models.

use crate::{Event, Listings, Releases, mock::*};
use frame_support::assert_ok;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Publish(u64),
	AddRelease(u64, u32, Vec<(u32, u32)>),
	AddExact(u64, u32, u8),
	Report(u64, u8),
	SetMetadata(u64, u32, usize),
	Retire(u64, u32),
	Drop(u64, u32),
	Transfer(u64, u32, u64),
	Unpublish(u64, u32),
	Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
	let who = ALICE..=CAROL;
	let id = 0u32..8;
	let from = prop::collection::vec((0u32..8, 0u32..40), 0..3);
	prop_oneof![
		who.clone().prop_map(Step::Publish),
		(who.clone(), id.clone(), from).prop_map(|(a, b, c)| Step::AddRelease(a, b, c)),
		(who.clone(), id.clone(), 0u8..3).prop_map(|(a, b, c)| Step::AddExact(a, b, c)),
		(who.clone(), 0u8..3).prop_map(|(a, b)| Step::Report(a, b)),
		(who.clone(), id.clone(), 0usize..60).prop_map(|(a, b, c)| Step::SetMetadata(a, b, c)),
		(who.clone(), id.clone()).prop_map(|(a, b)| Step::Retire(a, b)),
		(who.clone(), id.clone()).prop_map(|(a, b)| Step::Drop(a, b)),
		(who.clone(), id.clone(), ALICE..=CAROL).prop_map(|(a, b, c)| Step::Transfer(a, b, c)),
		(who, id).prop_map(|(a, b)| Step::Unpublish(a, b)),
		(1u64..GRACE).prop_map(Step::Wait),
	]
}

/// Takes a step; whether it was allowed does not matter.
fn take(step: Step) {
	let _ = match step {
		Step::Publish(who) => Models::publish(signed(who), metadata("m")),
		Step::AddRelease(who, listing, from) => {
			Release { parents: parents(&from), ..Release::of(who) }.add(who, listing)
		}
		Step::AddExact(who, listing, model) => Release::exact(who, model).add(who, listing),
		Step::Report(who, model) => report(model, who),
		Step::SetMetadata(who, listing, length) => {
			Models::set_metadata(signed(who), listing, metadata(&"m".repeat(length)))
		}
		Step::Retire(who, release) => Models::retire(signed(who), release),
		Step::Drop(who, release) => Models::drop_release(signed(who), release),
		Step::Transfer(who, listing, to) => Models::transfer_listing(signed(who), listing, to),
		Step::Unpublish(who, listing) => Models::unpublish(signed(who), listing),
		Step::Wait(blocks) => {
			wait(blocks);
			Ok(())
		}
	};
}

/// What left circulation, as events tell.
fn burned() -> u128 {
	let events = System::events().into_iter().map(|record| record.event);
	let burned = events.map(|event| match event {
		RuntimeEvent::Models(Event::BondForfeited { burned, .. }) => burned,
		_ => 0,
	});
	burned.sum()
}

fn clear_up() {
	for (id, release) in Releases::<Test>::iter().collect::<Vec<_>>() {
		if release.retired_at.is_none() {
			let owner = Listings::<Test>::get(release.listing).unwrap().owner;
			assert_ok!(Models::retire(signed(owner), id));
		}
	}
	System::set_block_number(System::block_number() + GRACE);
	for id in Releases::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(Models::drop_release(signed(CAROL), id));
	}
	for (id, listing) in Listings::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(Models::unpublish(signed(listing.owner), id));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn any_order_of_calls_keeps_the_invariants(steps in prop::collection::vec(step(), 1..60)) {
		build_and_execute(|| {
			let issued = Balances::total_issuance();
			for step in steps {
				take(step);
				Models::do_try_state().unwrap();
			}
			clear_up();
			assert_eq!([ALICE, BOB, CAROL].map(held), [0; 3]);
			assert_eq!([ALICE, BOB, CAROL].map(bonded), [0; 3]);
			assert_eq!(Balances::total_issuance() + burned(), issued);
			assert_eq!(crate::ModelHeaders::<Test>::iter().count(), 0);
			assert_eq!(crate::ReleasesByModel::<Test>::iter().count(), 0);
			assert_eq!(crate::ReleasePayees::<Test>::iter().count(), 0);
		});
	}
}
