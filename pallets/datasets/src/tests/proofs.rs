//! Proofs, true and false.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::{
	Balance, LicenseId, STOA,
	dataset::{Chunk, DataLeaf, chunk_key, encrypt_chunk},
};

/// What the release of [`bad_release`] has in its chunk 1.
fn bad_leaves(change: impl FnOnce(&mut DataLeaf)) -> Vec<DataLeaf> {
	let mut leaves = chunks().1;
	change(&mut leaves[1]);
	leaves
}

/// A licence of BUYER's of a release of which a leaf is false.
fn bad_release(leaves: &[DataLeaf]) -> LicenseId {
	let dataset = publish(OWNER);
	let release = NewDataRelease { data: commitment(leaves), ..new_release() };
	let release = add_release(OWNER, dataset, release);
	buy(BUYER, (release, add_term(OWNER, dataset, term())))
}

fn chunk(index: u32) -> Chunk {
	chunks().0[index as usize].clone().try_into().unwrap()
}

fn garbage(leaves: &[DataLeaf], who: AccountId, id: LicenseId, index: u32) -> RuntimeResult {
	let key = chunk_key(&KEY, index);
	Data::prove_garbage(signed(who), id, opening(leaves, index), key, chunk(index))
}

type RuntimeResult = frame_support::dispatch::DispatchResultWithPostInfo;

/// What was paid to a licensee, and burned, of the bond.
fn slashed() -> Option<(Balance, Balance)> {
	events().into_iter().find_map(|event| match event {
		Event::BondSlashed { paid, burned, .. } => Some((paid, burned)),
		_ => None,
	})
}

#[test]
fn prove_wrong_key_should_refund_and_slash_when_the_envelope_holds_another_key() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		assert_ok!(Data::deliver(signed(OWNER), id, sealed(BUYER, [8; 32])));
		let post = Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), None).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(ended(id), Some((EndReason::WrongKey, 0, PRICE)));
		// A quarter of the bond: 40% of it to the buyer, the rest burned.
		assert_eq!(slashed(), Some((10 * STOA, 15 * STOA)));
		assert_eq!(balance(BUYER), FUNDS + 10 * STOA);
		assert_eq!(dataset(0).bond, BOND - 25 * STOA);
		assert_eq!(dataset(0).record.refuted, 1);
		// With less behind it than is asked for, nothing is sold.
		let key = Some(one_time_key(BUYER));
		let again = Data::buy(signed(BUYER), 0, 0, PRICE, key);
		assert_noop!(again, Error::<Test>::BondTooSmall);
	});
}

#[test]
fn prove_wrong_key_should_refund_when_it_was_sealed_to_somebody_else() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let (one, two) = (buy(BUYER, sale), buy(OTHER, sale));
		let envelope = sealed(BUYER, KEY);
		assert_ok!(Data::deliver(signed(OWNER), one, envelope));
		assert_ok!(Data::deliver(signed(OWNER), two, envelope));
		let by_other = Data::prove_wrong_key(signed(OTHER), two, secret(BUYER), None);
		assert_noop!(by_other, Error::<Test>::NotTheSecret);
		assert_ok!(Data::prove_wrong_key(signed(OTHER), two, secret(OTHER), None));
		assert_eq!(ended(two), Some((EndReason::WrongKey, 0, PRICE)));
	});
}

#[test]
fn prove_wrong_key_should_refund_when_the_key_does_not_lead_to_a_chunks() {
	build_and_execute(|| {
		let leaves = bad_leaves(|leaf| leaf.key = [1; 32]);
		let id = bad_release(&leaves);
		deliver(id);
		let proof = Some(opening(&leaves, 1));
		assert_ok!(Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), proof));
		assert_eq!(ended(id), Some((EndReason::WrongKey, 0, PRICE)));
	});
}

#[test]
fn prove_wrong_key_should_burn_the_deposit_when_the_key_is_right() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		deliver(id);
		let proof = |who| Data::prove_wrong_key(signed(who), id, secret(BUYER), None);
		assert_noop!(proof(OTHER), Error::<Test>::NotLicensee);
		assert_eq!(proof(BUYER).unwrap().pays_fee, Pays::Yes);
		assert_eq!(balance(BUYER), FUNDS - LICENSE_DEPOSIT);
		assert_eq!(license(id).deposit, 0);
		assert!(Data::license_info(id).unwrap().in_force);
		assert_noop!(proof(BUYER), Error::<Test>::NotChecking);
		assert_eq!((slashed(), dataset(0).bond), (None, BOND));
	});
}

#[test]
fn prove_wrong_key_should_fail_when_the_time_to_check_is_over() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		let proof = || Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), None);
		assert_noop!(proof(), Error::<Test>::NotChecking);
		assert_ok!(Data::deliver(signed(OWNER), id, sealed(BUYER, [8; 32])));
		run(CHECK + 1);
		assert_noop!(proof(), Error::<Test>::NotChecking);
	});
}

#[test]
fn prove_garbage_should_stop_the_release_and_free_all_that_is_not_earned() {
	build_and_execute(|| {
		let leaves = bad_leaves(|leaf| leaf.plaintext = [1; 32]);
		let sale = (0, 0);
		let first = bad_release(&leaves);
		let second = buy(OTHER, sale);
		let third = buy(23, sale);
		activated(first);
		activated(second);
		run(BLOCKS / 2);
		let post = garbage(&leaves, BUYER, first, 1).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(ended(first), Some((EndReason::Garbage, PRICE / 2, PRICE / 2)));
		// The most that is paid is 20.
		assert_eq!(slashed(), Some((20 * STOA, 80 * STOA)));
		let key = Some(one_time_key(BUYER));
		assert_noop!(Data::buy(signed(BUYER), 0, 0, PRICE, key), Error::<Test>::ReleaseNotActive);
		// Nothing more is earned, whenever it is claimed.
		run(BLOCKS / 4);
		let post = Data::claim_refund(signed(OTHER), second).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(ended(second), Some((EndReason::Garbage, PRICE / 2, PRICE / 2)));
		assert_eq!(ended(third), Some((EndReason::Undelivered, 0, PRICE)));
	});
}

#[test]
fn what_is_not_earned_should_be_back_at_the_end_when_nobody_claims_it() {
	build_and_execute(|| {
		let leaves = bad_leaves(|leaf| leaf.plaintext = [1; 32]);
		let first = bad_release(&leaves);
		let second = activated(buy(OTHER, (0, 0)));
		deliver(first);
		assert_ok!(garbage(&leaves, BUYER, first, 1));
		assert_eq!(ended(first), Some((EndReason::Garbage, 0, PRICE)));
		run(BLOCKS);
		assert_eq!(ended(second), Some((EndReason::Garbage, 0, PRICE)));
		assert_eq!(balance(OTHER), FUNDS);
	});
}

#[test]
fn prove_garbage_should_refund_when_a_chunk_has_not_its_length() {
	build_and_execute(|| {
		let mut short = vec![3u8; 100];
		let leaf = encrypt_chunk(&KEY, 1, &mut short);
		let leaves = bad_leaves(|old| *old = leaf);
		let id = bad_release(&leaves);
		deliver(id);
		let (opening, key) = (opening(&leaves, 1), chunk_key(&KEY, 1));
		let short = short.try_into().unwrap();
		assert_ok!(Data::prove_garbage(signed(BUYER), id, opening, key, short));
		assert_eq!(ended(id), Some((EndReason::Garbage, 0, PRICE)));
	});
}

#[test]
fn prove_garbage_should_burn_the_deposit_when_the_chunk_is_sound() {
	build_and_execute(|| {
		let leaves = chunks().1;
		let id = buy(BUYER, sold_by(term()));
		assert_noop!(garbage(&leaves, BUYER, id, 1), Error::<Test>::NoKey);
		deliver(id);
		assert_noop!(garbage(&leaves, OTHER, id, 1), Error::<Test>::NotLicensee);
		assert_eq!(garbage(&leaves, BUYER, id, 1).unwrap().pays_fee, Pays::Yes);
		assert_eq!(balance(BUYER), FUNDS - LICENSE_DEPOSIT);
		assert_noop!(garbage(&leaves, BUYER, id, 2), Error::<Test>::DepositLost);
		assert_noop!(Data::claim_refund(signed(BUYER), id), Error::<Test>::NotFaulty);
		assert_eq!(dataset(0).bond, BOND);
	});
}

#[test]
fn a_proof_should_change_nothing_when_it_is_about_something_else() {
	build_and_execute(|| {
		let leaves = bad_leaves(|leaf| leaf.plaintext = [1; 32]);
		let id = bad_release(&leaves);
		deliver(id);
		let prove = |opening, key, at| {
			Data::prove_garbage(signed(BUYER), id, opening, chunk_key(&KEY, key), chunk(at))
		};
		let sound = chunks().1;
		assert_noop!(prove(opening(&sound, 1), 1, 1), Error::<Test>::NotInRelease);
		assert_noop!(prove(opening(&leaves, 1), 1, 0), Error::<Test>::NotTheChunk);
		assert_noop!(prove(opening(&leaves, 1), 0, 1), Error::<Test>::NotTheChunkKey);
		let wrong =
			Data::prove_wrong_key(signed(BUYER), id, secret(BUYER), Some(opening(&sound, 1)));
		assert_noop!(wrong, Error::<Test>::NotInRelease);
		assert_eq!(license(id).deposit, LICENSE_DEPOSIT);
	});
}
