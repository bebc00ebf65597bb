//! Runs in tests: what is asked for, found, hidden and shown.

use super::*;
use stoa_primitives::{RunId, dataset::run_commitment};

/// What may run in tests.
pub const CHECKSUM: Digest = [1; 32];
/// What the algorithm is told in tests.
pub const INPUT: Digest = [2; 32];

/// Lets the algorithm of tests run beside dataset 0, each time for so much of its budget of 1,000.
pub fn allow(epsilon: u64) {
	assert_ok!(Data::set_algorithm(signed(OWNER), 0, CHECKSUM, Some(algorithm(epsilon))));
	assert_ok!(Data::set_privacy_budget(signed(OWNER), 0, 1_000));
}

/// A licence of BUYER's by which one may compute only, in force, with this many uses.
pub fn computing(uses: Option<u32>) -> LicenseId {
	let rights = Rights { sublicenses: 0, ..term().rights };
	let (release, number) = sold_by(Term { compute_only: true, uses, rights, ..term() });
	allow(0);
	let id = NextLicenseId::<Test>::get();
	assert_ok!(Data::buy(signed(BUYER), release, number, PRICE, None));
	id
}

pub fn try_request(license: LicenseId, seats: &[AccountId]) -> sp_runtime::DispatchResult {
	let seats = seats.to_vec().try_into().unwrap();
	let key = one_time_key(BUYER);
	Data::request_run(signed(BUYER), license, CHECKSUM, INPUT, key, seats, Balance::MAX)
}

pub fn request(license: LicenseId, seats: &[AccountId]) -> RunId {
	let id = NextRunId::<Test>::get();
	assert_ok!(try_request(license, seats));
	id
}

pub const SALT: Digest = [8; 32];

/// What a run put out in tests, under `key`: one chunk, of this length.
pub fn found(key: DataKey, bytes: usize) -> (DataCommitment, DataOpening, Vec<u8>) {
	let mut chunk = vec![5u8; bytes];
	let leaf = encrypt_chunk(&key, 0, &mut chunk);
	let mut tree = DataTree::default();
	tree.push(&leaf);
	let root = tree.root().unwrap();
	let data = DataCommitment { root, bytes: bytes as u64, key: key_commitment(&key) };
	(data, open_leaf(&[leaf], 0).unwrap(), chunk)
}

/// The key of results of tests.
pub const RESULT_KEY: DataKey = [77; 32];

/// The same for all who compute honestly.
pub fn result() -> DataCommitment {
	found(RESULT_KEY, 100).0
}

pub fn hidden(run: RunId, who: AccountId, result: &DataCommitment) -> Digest {
	run_commitment(&GENESIS, run, &who, result, &SALT)
}

/// Each of them commits to what it found.
pub fn commit(run: RunId, results: &[(AccountId, DataCommitment)]) {
	for (who, result) in results {
		let post = Data::commit_run(signed(*who), run, hidden(run, *who, result)).unwrap();
		assert_eq!(post.pays_fee, frame_support::dispatch::Pays::No);
	}
}

/// Each of them shows it.
pub fn reveal(run: RunId, results: &[(AccountId, DataCommitment)]) {
	for (who, result) in results {
		assert_ok!(Data::reveal_run(signed(*who), run, *result, SALT));
	}
}

/// A run of one custodian that is offered.
pub fn offered(license: LicenseId, result: DataCommitment) -> RunId {
	let id = request(license, &[CUSTODIAN]);
	commit(id, &[(CUSTODIAN, result)]);
	reveal(id, &[(CUSTODIAN, result)]);
	id
}

/// The same, of which this key was delivered.
pub fn run_delivered(license: LicenseId, result: DataCommitment, key: DataKey) -> RunId {
	let id = offered(license, result);
	assert_ok!(Data::accept_run(signed(BUYER), id));
	assert_ok!(Data::deliver_run(signed(CUSTODIAN), id, sealed(BUYER, key)));
	id
}

/// How a run ended: why, what was paid, burned and refunded.
pub fn run_ended(id: RunId) -> Option<(RunEnd, Balance, Balance, Balance)> {
	events().into_iter().find_map(|event| match event {
		Event::RunEnded { run, reason, paid, burned, refunded, .. } if run == id => {
			Some((reason, paid, burned, refunded))
		}
		_ => None,
	})
}
