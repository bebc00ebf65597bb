//! Training by licences.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::LicenseInspect;

#[test]
fn train_should_note_lineage_up_to_the_roots() {
	build_and_execute(|| {
		let derive = active(term());
		let dataset = publish(BUYER);
		let share = sp_runtime::Perbill::from_percent(20);
		let parent = DataParent { release: 0, license: Some(derive), share };
		let parents = vec![parent].try_into().unwrap();
		let split = split(&[(BUYER, 100)]);
		let release =
			add_release(BUYER, dataset, NewDataRelease { parents, split, ..new_release() });
		let number = add_term(BUYER, dataset, term());
		let id = NextLicenseId::<Test>::get();
		let key = Some(one_time_key(OTHER));
		assert_ok!(Data::buy(signed(OTHER), release, number, PRICE, key));
		assert_ok!(Data::deliver(signed(BUYER), id, sealed(OTHER, KEY)));
		assert_ok!(Data::acknowledge(signed(OTHER), id));

		assert_ok!(Data::train(77, &OTHER, &[id]));
		let root = commitment(&chunks().1).root;
		let found = |release, license, child, distance| DataAncestor {
			release,
			root,
			license: Some(license),
			child,
			distance,
		};
		let lineage = Data::lineage(77);
		assert_eq!(lineage, [found(release, id, None, 1), found(0, derive, Some(release), 2)]);
		assert_noop!(Data::train(77, &OTHER, &[id]), Error::<Test>::ModelKnown);
		// What is noted stays, whatever becomes of the licence.
		assert_ok!(Data::drop_license(signed(OTHER), id));
		assert_eq!(Data::lineage(77), lineage);
		Data::forget(77);
		assert!(Data::lineage(77).is_empty());
		assert_eq!(ModelData::<Test>::iter().count(), 0);
	});
}

#[test]
fn train_should_fail_when_a_licence_does_not_allow_it() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let waits = buy(BUYER, sale);
		assert_noop!(Data::train(1, &BUYER, &[waits]), Error::<Test>::NotInForce);
		let id = activated(waits);
		assert_noop!(Data::train(1, &OTHER, &[id]), Error::<Test>::NotInForce);
		assert_noop!(Data::train(1, &BUYER, &[id, id]), Error::<Test>::NotAllowed);
		assert_ok!(Data::train(1, &BUYER, &[]));
		assert_eq!(ModelData::<Test>::iter().count(), 0);
		for model in 0..MAX_MODELS {
			assert_ok!(Data::train(model, &BUYER, &[id]));
		}
		assert_noop!(Data::train(99, &BUYER, &[id]), Error::<Test>::TooManyModels);
		// What a model that is gone took is free again.
		Data::forget(0);
		assert_ok!(Data::train(99, &BUYER, &[id]));
		run(BLOCKS);
		assert_noop!(Data::train(98, &BUYER, &[id]), Error::<Test>::NotInForce);
	});
}

#[test]
fn uses_should_be_counted_and_end_the_licence() {
	build_and_execute(|| {
		let rights = Rights { train: true, ..Default::default() };
		let id = active(Term { uses: Some(2), blocks: None, rights, ..term() });
		assert_ok!(Data::train(1, &BUYER, &[id]));
		assert_eq!(license(id).uses_left, Some(1));
		assert_ok!(Data::train(2, &BUYER, &[id]));
		assert!(!Data::may_train(id, &BUYER));
		run(1);
		assert_eq!(ended(id), Some((EndReason::Expired, PRICE, 0)));
	});
}
