//! Keys that no custodian has alone.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::{
	LicenseId,
	dataset::{
		Envelope, KeyShare, combine_shares, key_commitment, seal_envelope, share_commitment,
	},
};

/// Shares of a line through some key, two of which make it.
pub(super) fn shares() -> [KeyShare; 3] {
	// Over GF(256): multiplying by two, and by three.
	let twice = |a: u8| (a << 1) ^ if a & 0x80 != 0 { 0x1d } else { 0 };
	let slope = 0x35u8;
	let add = |by: u8| core::array::from_fn(|at| KEY[at] ^ by);
	[add(slope), add(twice(slope)), add(twice(slope) ^ slope)]
}

pub(super) fn split_release() -> NewDataRelease<AccountId> {
	let commitments: Vec<_> =
		(1u8..).zip(&shares()).map(|(place, share)| share_commitment(place, share)).collect();
	let split = KeySplit { threshold: 2, commitments: commitments.try_into().unwrap() };
	NewDataRelease { key_split: Some(split), ..new_release() }
}

/// A licence of BUYER's that awaits a key, of a release of which it is split.
fn bought(release: NewDataRelease<AccountId>) -> LicenseId {
	let dataset = publish(OWNER);
	let release = add_release(OWNER, dataset, release);
	buy(BUYER, (release, add_term(OWNER, dataset, term())))
}

fn seal(share: &KeyShare) -> Envelope {
	seal_envelope(&one_time_key(BUYER), share, [5; 32]).unwrap()
}

#[test]
fn a_key_should_be_delivered_when_enough_shares_are() {
	build_and_execute(|| {
		let [one, two, three] = shares();
		assert_eq!(combine_shares(&[(1, one), (3, three)]), Some(KEY));
		assert_eq!(combine_shares(&[(2, two), (3, three)]), Some(KEY));
		let id = bought(split_release());
		assert_eq!(Data::quote(0, 0, OTHER).map(|quote| quote.threshold), Some(2));
		let post = Data::deliver_share(signed(CUSTODIAN), id, seal(&one)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		let again = Data::deliver_share(signed(CUSTODIAN), id, seal(&one));
		assert_noop!(again, Error::<Test>::ShareDeliveredAlready);
		assert!(matches!(license(id).stage, LicenseStage::Awaiting { .. }));
		assert_ok!(Data::deliver_share(signed(THIRD), id, seal(&three)));
		let places: Vec<_> = Data::shares_of(id).iter().map(|share| share.place).collect();
		assert_eq!(places, [1, 3]);
		let late = Data::deliver_share(signed(SECOND), id, seal(&two));
		assert_noop!(late, Error::<Test>::NotAwaited);
		assert_ok!(Data::acknowledge(signed(BUYER), id));
		run(BLOCKS);
		assert_eq!(ended(id), Some((EndReason::Expired, PRICE, 0)));
		assert_eq!(DeliveredShares::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_wrong_share_should_be_shown() {
	build_and_execute(|| {
		let [one, _, three] = shares();
		let id = bought(split_release());
		assert_ok!(Data::deliver_share(signed(CUSTODIAN), id, seal(&one)));
		assert_ok!(Data::deliver_share(signed(SECOND), id, seal(&three)));
		assert_ok!(Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), None));
		assert_eq!(ended(id), Some((EndReason::WrongKey, 0, PRICE)));
		assert_eq!(dataset(0).bond, BOND / 4 * 3);
	});
}

#[test]
fn shares_that_make_another_key_should_be_shown() {
	build_and_execute(|| {
		let mut release = split_release();
		release.data.key = key_commitment(&[1; 32]);
		let id = bought(release);
		for (who, share) in [CUSTODIAN, SECOND].into_iter().zip(&shares()) {
			assert_ok!(Data::deliver_share(signed(who), id, seal(share)));
		}
		assert_ok!(Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), None));
		assert_eq!(ended(id).map(|(reason, ..)| reason), Some(EndReason::WrongKey));
	});
}

#[test]
fn a_false_proof_about_shares_should_burn_the_deposit() {
	build_and_execute(|| {
		let id = bought(split_release());
		for (who, share) in [CUSTODIAN, SECOND].into_iter().zip(&shares()) {
			assert_ok!(Data::deliver_share(signed(who), id, seal(share)));
		}
		let post = Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), None).unwrap();
		assert_eq!(post.pays_fee, Pays::Yes);
		assert_eq!(license(id).deposit, 0);
	});
}

#[test]
fn too_few_shares_should_give_all_back() {
	build_and_execute(|| {
		let id = bought(split_release());
		assert_ok!(Data::deliver_share(signed(THIRD), id, seal(&shares()[2])));
		run(DELIVERY + 1);
		assert_eq!(ended(id), Some((EndReason::Undelivered, 0, PRICE)));
		assert_eq!(DeliveredShares::<Test>::iter().count(), 0);
	});
}

#[test]
fn only_the_owner_should_deliver_all_of_a_split_key() {
	build_and_execute(|| {
		type E = Error<Test>;
		let whole = buy(OTHER, sold_by(term()));
		let share = seal(&shares()[0]);
		assert_noop!(Data::deliver_share(signed(CUSTODIAN), whole, share), E::NotSplit);
		let id = bought(split_release());
		let envelope = sealed(BUYER, KEY);
		assert_noop!(Data::deliver(signed(CUSTODIAN), id, envelope), E::KeyIsSplit);
		assert_noop!(Data::deliver_share(signed(OWNER), id, share), E::NotCustodian);
		assert_ok!(Data::deliver(signed(OWNER), id, envelope));
		assert_ok!(Data::acknowledge(signed(BUYER), id));
	});
}

#[test]
fn add_release_should_fail_when_the_key_is_not_split_among_all() {
	build_and_execute(|| {
		let id = publish(OWNER);
		for (threshold, count) in [(1, 3), (4, 3), (2, 2)] {
			let commitments = vec![[1; 32]; count].try_into().unwrap();
			let key_split = Some(KeySplit { threshold, commitments });
			let release = Box::new(NewDataRelease { key_split, ..new_release() });
			let added = Data::add_release(signed(OWNER), id, release);
			assert_noop!(added, Error::<Test>::InvalidKeySplit);
		}
	});
}
