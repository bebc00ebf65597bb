//! What benchmarks begin with.

use super::*;

pub(super) const KEY: DataKey = [7; 32];
pub(super) const SECRET: [u8; 32] = [9; 32];
pub(super) const PRICE: Balance = 32 * STOA;
pub(super) const BLOCKS: u32 = 1_000;
pub(super) const CHECKSUM: Digest = [1; 32];

pub(super) fn signed<T: Config>(who: &T::AccountId) -> RawOrigin<T::AccountId> {
	RawOrigin::Signed(who.clone())
}

pub(super) fn funded<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who: T::AccountId = account(name, n, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("there is room for more");
	who
}

pub(super) fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.saturated_into());
}

pub(super) fn now<T: Config>() -> u32 {
	Pallet::<T>::now()
}

pub(super) fn metadata() -> Metadata {
	Metadata {
		name: vec![b'n'; 64].try_into().unwrap(),
		card: [1; 32],
		uri: vec![b'u'; 256].try_into().unwrap(),
	}
}

/// A leaf at the end of the longest path that there is, of an encrypted chunk, and that.
pub(super) fn leaf(plaintext_is_right: bool) -> (DataOpening, Chunk) {
	let mut chunk = vec![3u8; CHUNK_BYTES as usize];
	let mut leaf = encrypt_chunk(&KEY, 0, &mut chunk);
	if !plaintext_is_right {
		leaf.plaintext = [1; 32];
	}
	let path = vec![[2; 32]; stoa_primitives::dataset::MAX_PATH as usize];
	let opening = DataOpening { index: 0, leaf, path: path.try_into().unwrap() };
	(opening, chunk.try_into().unwrap())
}

pub(super) fn commitment(opening: &DataOpening) -> DataCommitment {
	let mut data =
		DataCommitment { root: [0; 32], bytes: MAX_DATA_BYTES, key: key_commitment(&KEY) };
	data.root = root_of(data.chunks().unwrap(), opening).expect("a whole path");
	data
}

pub(super) fn new_release<T: Config>(owner: &T::AccountId) -> NewDataRelease<T::AccountId> {
	let custodians: Vec<_> = (0..MAX_CUSTODIANS).map(|n| account("custodian", n, 0)).collect();
	NewDataRelease {
		data: commitment(&leaf(true).0),
		custodians: custodians.try_into().unwrap(),
		key_split: None,
		split: vec![(owner.clone(), Perbill::one())].try_into().unwrap(),
		parents: Default::default(),
	}
}

pub(super) fn term() -> Term {
	Term {
		blocks: Some(BLOCKS),
		uses: None,
		compute_only: false,
		rights: Rights { train: true, derive: true, transfer: true, sublicenses: 9 },
		price: PRICE,
		text: LicenceText::Spdx(vec![b'a'; 64].try_into().unwrap()),
	}
}

pub(super) fn publish<T: Config>() -> (T::AccountId, DatasetId) {
	if now::<T>() == 0 {
		set_now::<T>(1);
	}
	let owner = funded::<T>("owner", 0);
	let id = NextDatasetId::<T>::get();
	let bond = CurrentParameters::<T>::get().bond;
	Pallet::<T>::publish(signed::<T>(&owner).into(), metadata(), bond).expect("sound");
	(owner, id)
}

/// A dataset with a release of this data that pays as many accounts as one may.
pub(super) fn on_sale<T: Config>(
	data: DataCommitment,
	term: Term,
) -> (T::AccountId, DatasetId, DataReleaseId, TermId) {
	let (owner, dataset) = publish::<T>();
	let (release, number) = (NextReleaseId::<T>::get(), NextTermId::<T>::get());
	let new = NewDataRelease { data, ..new_release::<T>(&owner) };
	let origin = signed::<T>(&owner);
	Pallet::<T>::add_release(origin.clone().into(), dataset, Box::new(new)).expect("sound");
	let each = royalty::WHOLE / 32;
	let payees: Vec<_> =
		(0..32).map(|n| (funded::<T>("payee", n), Perbill::from_parts(each))).collect();
	ReleasePayees::<T>::insert(release, Payees::try_from(payees).unwrap());
	Pallet::<T>::add_term(origin.into(), dataset, term).expect("sound");
	(owner, dataset, release, number)
}

pub(super) fn bought<T: Config>(
	data: DataCommitment,
	term: Term,
) -> (T::AccountId, T::AccountId, LicenseId) {
	let key = (!term.compute_only).then(|| public_key(&SECRET));
	let (owner, _, release, number) = on_sale::<T>(data, term);
	let (buyer, id) = (funded::<T>("buyer", 0), NextLicenseId::<T>::get());
	Pallet::<T>::buy(signed::<T>(&buyer).into(), release, number, PRICE, key).expect("it is sold");
	(owner, buyer, id)
}

pub(super) fn delivered<T: Config>(
	data: DataCommitment,
	term: Term,
	key: DataKey,
) -> (T::AccountId, T::AccountId, LicenseId) {
	let (owner, buyer, id) = bought::<T>(data, term);
	let envelope = seal_envelope(&public_key(&SECRET), &key, [5; 32]).unwrap();
	Pallet::<T>::deliver(signed::<T>(&owner).into(), id, envelope).expect("it is awaited");
	(owner, buyer, id)
}

pub(super) fn active<T: Config>(term: Term) -> (T::AccountId, T::AccountId, LicenseId) {
	let (owner, buyer, id) = delivered::<T>(commitment(&leaf(true).0), term, KEY);
	Pallet::<T>::acknowledge(signed::<T>(&buyer).into(), id).expect("it is being checked");
	(owner, buyer, id)
}

pub(super) fn custodian<T: Config>(n: u32) -> T::AccountId {
	account("custodian", n, 0)
}

/// Splits the key of a licence's release: each custodian has [`KEY`] for a share.
pub(super) fn split_key<T: Config>(license: LicenseId, threshold: u8) {
	let release = Licenses::<T>::get(license).unwrap().release;
	let commitments: Vec<_> =
		(1..=MAX_CUSTODIANS as u8).map(|place| share_commitment(place, &KEY)).collect();
	let split = KeySplit { threshold, commitments: commitments.try_into().unwrap() };
	Releases::<T>::mutate(release, |release| release.as_mut().unwrap().key_split = Some(split));
}

/// A run at as many custodians as there can be, each of which is paid; with its requester.
pub(super) fn requested<T: Config>() -> (T::AccountId, RunId) {
	let (owner, buyer, license) = active::<T>(Term { uses: Some(9), ..term_of_runs() });
	let origin = signed::<T>(&owner);
	let dataset = Licenses::<T>::get(license).unwrap().dataset;
	Pallet::<T>::set_algorithm(origin.clone().into(), dataset, CHECKSUM, Some(algorithm()))
		.expect("there is room");
	Pallet::<T>::set_privacy_budget(origin.into(), dataset, 100).expect("nothing is spent");
	let run = NextRunId::<T>::get();
	request::<T>(&buyer, license).expect("it is allowed");
	(buyer, run)
}

pub(super) fn request<T: Config>(buyer: &T::AccountId, license: LicenseId) -> DispatchResult {
	let (key, seats) = (public_key(&SECRET), all_seats::<T>());
	let limit = Balance::MAX;
	let origin = signed::<T>(buyer).into();
	Pallet::<T>::request_run(origin, license, CHECKSUM, [2; 32], key, seats, limit)
}

pub(super) fn all_seats<T: Config>() -> Custodians<T::AccountId> {
	let seats: Vec<_> = (0..MAX_CUSTODIANS).map(custodian::<T>).collect();
	seats.try_into().unwrap()
}

pub(super) fn term_of_runs() -> Term {
	Term { rights: Rights::default(), ..term() }
}

pub(super) fn algorithm() -> Algorithm {
	Algorithm { output_bytes: u32::MAX, epsilon: 1, price: PRICE, seat_price: STOA }
}

/// What all find: as long as a result may be, with this leaf.
pub(super) fn result(opening: &DataOpening) -> DataCommitment {
	let mut data =
		DataCommitment { root: [0; 32], bytes: u64::from(u32::MAX), key: key_commitment(&KEY) };
	data.root = root_of(data.chunks().unwrap(), opening).expect("a whole path");
	data
}

/// A leaf as [`leaf`] has it, in a tree of the size of a result.
pub(super) fn leaf_of_result(plaintext_is_right: bool) -> (DataOpening, Chunk) {
	let (mut opening, chunk) = leaf(plaintext_is_right);
	let height = (u32::MAX / CHUNK_BYTES + 1).ilog2() as usize;
	opening.path.truncate(height);
	(opening, chunk)
}

pub(super) fn commit<T: Config>(run: RunId, seats: u32, result: &DataCommitment) {
	for n in 0..seats {
		let who = custodian::<T>(n);
		let hidden = run_commitment(&T::Chain::genesis(), run, &who, result, &[0; 32]);
		Pallet::<T>::commit_run(signed::<T>(&who).into(), run, hidden).expect("it has a seat");
	}
}

pub(super) fn reveal<T: Config>(run: RunId, seats: u32, result: &DataCommitment) {
	for n in 0..seats {
		let origin = signed::<T>(&custodian::<T>(n)).into();
		Pallet::<T>::reveal_run(origin, run, *result, [0; 32]).expect("it has committed to it");
	}
}

/// A run of which all custodians have shown this.
pub(super) fn offered<T: Config>(result: &DataCommitment) -> (T::AccountId, RunId) {
	let (buyer, run) = requested::<T>();
	commit::<T>(run, MAX_CUSTODIANS, result);
	reveal::<T>(run, MAX_CUSTODIANS, result);
	(buyer, run)
}

/// The same, of which a key was delivered.
pub(super) fn run_delivered<T: Config>(result: &DataCommitment) -> (T::AccountId, RunId) {
	let (buyer, run) = offered::<T>(result);
	Pallet::<T>::accept_run(signed::<T>(&buyer).into(), run).expect("it is offered");
	let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
	let origin = signed::<T>(&custodian::<T>(0)).into();
	Pallet::<T>::deliver_run(origin, run, envelope).expect("it is awaited");
	(buyer, run)
}
