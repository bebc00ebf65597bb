//! Releases, their parents and payees.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;
use stoa_primitives::{
	DataReleaseId, LicenseId,
	dataset::{DataCommitment, MAX_DATA_BYTES},
};

fn from(parents: &[(DataReleaseId, Option<LicenseId>, u32)]) -> NewDataRelease<AccountId> {
	let parents: Vec<_> = parents
		.iter()
		.map(|(release, license, percent)| DataParent {
			release: *release,
			license: *license,
			share: Perbill::from_percent(*percent),
		})
		.collect();
	NewDataRelease { parents: parents.try_into().unwrap(), ..by(BUYER) }
}

fn by(owner: AccountId) -> NewDataRelease<AccountId> {
	NewDataRelease { split: split(&[(owner, 100)]), ..new_release() }
}

#[test]
fn parents_should_share_what_their_descendants_earn() {
	build_and_execute(|| {
		let license = active(term());
		let dataset = publish(BUYER);
		let release = add_release(BUYER, dataset, from(&[(0, Some(license), 20)]));
		let number = add_term(BUYER, dataset, term());
		let id = NextLicenseId::<Test>::get();
		let key = Some(one_time_key(OTHER));
		assert_ok!(Data::buy(signed(OTHER), release, number, PRICE, key));
		assert_ok!(Data::deliver(signed(BUYER), id, sealed(OTHER, KEY)));
		assert_ok!(Data::acknowledge(signed(OTHER), id));
		let (owner, contributor) = (balance(OWNER), balance(CONTRIBUTOR));
		assert_ok!(Data::drop_license(signed(OTHER), id));
		assert_eq!(balance(OWNER) - owner, PRICE * 18 / 100);
		assert_eq!(balance(CONTRIBUTOR) - contributor, PRICE * 2 / 100);
		let above = Data::ancestors(release);
		assert_eq!((above[0].release, above[0].license, above[0].distance), (0, Some(license), 1));
	});
}

#[test]
fn add_release_should_fail_when_others_data_is_not_licensed() {
	build_and_execute(|| {
		let license = active(Term { rights: Rights::default(), ..term() });
		let dataset = publish(BUYER);
		let add = |new| Data::add_release(signed(BUYER), dataset, Box::new(new));
		use Error as E;
		assert_noop!(add(from(&[(0, None, 20)])), E::<Test>::ParentNotLicensed);
		assert_noop!(add(from(&[(0, Some(license), 20)])), E::<Test>::ParentNotLicensed);
		assert_noop!(add(from(&[(9, None, 20)])), E::<Test>::ReleaseNotFound);
		// One's own needs no licence.
		let own = add_release(BUYER, dataset, by(BUYER));
		assert_ok!(add(from(&[(own, None, 20)])));
		assert_noop!(add(from(&[(own, None, 20), (own, None, 20)])), E::<Test>::InvalidParents);
		assert_noop!(add(from(&[(own, None, 100)])), E::<Test>::InvalidParents);
		assert_noop!(add(from(&[(own, None, 0)])), E::<Test>::InvalidParents);
	});
}

#[test]
fn a_licence_should_be_used_up_when_data_is_derived_by_it() {
	build_and_execute(|| {
		let rights = Rights { derive: true, ..Default::default() };
		let license = active(Term { uses: Some(1), rights, ..term() });
		let dataset = publish(BUYER);
		add_release(BUYER, dataset, from(&[(0, Some(license), 20)]));
		let again = from(&[(0, Some(license), 20)]);
		assert_noop!(
			Data::add_release(signed(BUYER), dataset, Box::new(again)),
			Error::<Test>::ParentNotLicensed
		);
		run(1);
		assert_eq!(ended(license), Some((EndReason::Expired, PRICE, 0)));
	});
}

#[test]
fn lineage_should_end_when_it_is_too_deep() {
	build_and_execute(|| {
		let dataset = publish(BUYER);
		let mut last = add_release(BUYER, dataset, by(BUYER));
		for _ in 0..MAX_LINEAGE_DEPTH {
			last = add_release(BUYER, dataset, from(&[(last, None, 20)]));
		}
		assert_eq!(Data::ancestors(last).len(), usize::from(MAX_LINEAGE_DEPTH));
		let deeper = Box::new(from(&[(last, None, 20)]));
		assert_noop!(
			Data::add_release(signed(BUYER), dataset, deeper),
			Error::<Test>::LineageTooDeep
		);
	});
}

#[test]
fn add_release_should_fail_when_it_makes_no_sense() {
	build_and_execute(|| {
		let dataset = publish(OWNER);
		let add = |new| Data::add_release(signed(OWNER), dataset, Box::new(new));
		use Error as E;
		for bytes in [0, MAX_DATA_BYTES + 1] {
			let data = DataCommitment { bytes, ..new_release().data };
			assert_noop!(add(NewDataRelease { data, ..new_release() }), E::<Test>::BadLength);
		}
		let half = NewDataRelease { split: split(&[(OWNER, 50)]), ..new_release() };
		assert_noop!(add(half), E::<Test>::InvalidSplit);
		for custodians in [vec![OWNER], vec![CUSTODIAN, CUSTODIAN]] {
			let custodians = custodians.try_into().unwrap();
			let new = NewDataRelease { custodians, ..new_release() };
			assert_noop!(add(new), E::<Test>::InvalidCustodians);
		}
		let release = add_release(OWNER, dataset, new_release());
		assert_ok!(Data::retire_release(signed(OWNER), release));
		assert_noop!(Data::retire_release(signed(OWNER), release), E::<Test>::ReleaseNotActive);
	});
}
