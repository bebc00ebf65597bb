use super::*;
use alloc::vec::Vec;
use proptest::prelude::*;

const KEY: DataKey = [7; 32];
const SECRET: [u8; 32] = [9; 32];

fn seal(key: &DataKey) -> Envelope {
	seal_envelope(&public_key(&SECRET), key, [5; 32]).unwrap()
}

/// A release of `bytes` bytes: what it commits to, its leaves and its chunks.
fn release(bytes: usize) -> (DataCommitment, Vec<DataLeaf>, Vec<Vec<u8>>) {
	let text: Vec<u8> = (0..bytes).map(|i| (i * 31 % 251) as u8).collect();
	let mut chunks: Vec<Vec<u8>> = text.chunks(CHUNK_BYTES as usize).map(Vec::from).collect();
	let leaves: Vec<_> =
		(0u32..).zip(&mut chunks).map(|(index, chunk)| encrypt_chunk(&KEY, index, chunk)).collect();
	(committed(bytes, &leaves), leaves, chunks)
}

fn committed(bytes: usize, leaves: &[DataLeaf]) -> DataCommitment {
	let mut tree = DataTree::default();
	leaves.iter().for_each(|leaf| tree.push(leaf));
	DataCommitment { root: tree.root().unwrap(), bytes: bytes as u64, key: key_commitment(&KEY) }
}

const THREE: usize = 2 * CHUNK_BYTES as usize + 5;

fn claim(data: &DataCommitment, envelope: &Envelope, opening: Option<&DataOpening>) -> bool {
	wrong_key(data, &public_key(&SECRET), &SECRET, envelope, opening).unwrap()
}

#[test]
fn what_is_encrypted_is_decrypted_and_nothing_can_be_shown_of_it() {
	let (data, leaves, chunks) = release(THREE);
	for (index, chunk) in (0u32..).zip(&chunks) {
		let opening = open_leaf(&leaves, index).unwrap();
		assert_eq!(garbage(&data, &opening, &chunk_key(&KEY, index), chunk), Ok(false));
		assert!(!claim(&data, &seal(&KEY), Some(&opening)));
		let mut text = chunk.clone();
		assert!(decrypt_chunk(&KEY, index, &opening.leaf, &mut text));
		let begin = index as usize * CHUNK_BYTES as usize;
		let expected: Vec<u8> =
			(begin..begin + chunk.len()).map(|i| (i * 31 % 251) as u8).collect();
		assert_eq!(text, expected);
		let mut flipped = chunk.clone();
		flipped[0] ^= 1;
		assert!(!decrypt_chunk(&KEY, index, &opening.leaf, &mut flipped));
	}
}

#[test]
fn a_wrong_key_can_be_shown() {
	let (data, mut leaves, _) = release(THREE);
	assert!(!claim(&data, &seal(&KEY), None));
	assert!(claim(&data, &seal(&[8; 32]), None), "another key");
	let mut broken = seal(&KEY);
	broken[79] ^= 1;
	assert!(claim(&data, &broken, None), "it does not open");
	let others = seal_envelope(&public_key(&[3; 32]), &KEY, [5; 32]).unwrap();
	assert!(claim(&data, &others, None), "sealed to somebody else");
	// The right key, which does not open all of the release.
	leaves[1].key = [1; 32];
	let data = committed(THREE, &leaves);
	assert!(claim(&data, &seal(&KEY), open_leaf(&leaves, 1).as_ref()));
	assert!(!claim(&data, &seal(&KEY), open_leaf(&leaves, 2).as_ref()));
}

#[test]
fn a_proof_needs_the_secret_and_leaves_of_the_release() {
	let (data, leaves, chunks) = release(THREE);
	let public = public_key(&SECRET);
	let by = |secret: [u8; 32]| wrong_key(&data, &public, &secret, &seal(&[8; 32]), None);
	assert_eq!(by([1; 32]), Err(BadProof::NotTheSecret));
	// Another spelling of the same key, by the bit that X25519 ignores: nobody could have sealed to it.
	let mut spelt = public;
	spelt[31] ^= 0x80;
	let envelope = seal_envelope(&spelt, &KEY, [5; 32]).unwrap();
	assert_eq!(wrong_key(&data, &spelt, &SECRET, &envelope, None), Err(BadProof::NotTheSecret));

	let mut opening = open_leaf(&leaves, 1).unwrap();
	let key = chunk_key(&KEY, 1);
	assert_eq!(garbage(&data, &opening, &key, &chunks[0]), Err(BadProof::NotTheChunk));
	let other = chunk_key(&KEY, 0);
	assert_eq!(garbage(&data, &opening, &other, &chunks[1]), Err(BadProof::NotTheChunkKey));
	opening.leaf.plaintext = [0; 32];
	assert_eq!(garbage(&data, &opening, &key, &chunks[1]), Err(BadProof::NotInRelease));
	let proof = wrong_key(&data, &public, &SECRET, &seal(&KEY), Some(&opening));
	assert_eq!(proof, Err(BadProof::NotInRelease));
}

#[test]
fn garbage_can_be_shown() {
	let (_, mut leaves, mut chunks) = release(THREE);
	let key = chunk_key(&KEY, 1);
	leaves[1].plaintext = [1; 32];
	let data = committed(THREE, &leaves);
	let opening = open_leaf(&leaves, 1).unwrap();
	assert_eq!(garbage(&data, &opening, &key, &chunks[1]), Ok(true), "another plaintext");
	// A chunk that is shorter than it should be.
	chunks[1].pop();
	leaves[1] = {
		apply_keystream(&key, &mut chunks[1]);
		encrypt_chunk(&KEY, 1, &mut chunks[1])
	};
	let data = committed(THREE, &leaves);
	let opening = open_leaf(&leaves, 1).unwrap();
	assert_eq!(garbage(&data, &opening, &key, &chunks[1]), Ok(true), "too short");
}

#[test]
fn formats_do_not_change() {
	let (data, _, _) = release(THREE);
	assert_eq!(hex::encode(data.root), ROOT);
	assert_eq!(hex::encode(seal(&KEY)), ENVELOPE);
	assert_eq!(data.chunks(), Some(3));
	assert_eq!((data.chunk_bytes(2), data.chunk_bytes(3)), (Some(5), None));
	let sized = |bytes| DataCommitment { bytes, ..data }.chunks();
	assert_eq!((sized(0), sized(MAX_DATA_BYTES + 1)), (None, None));
	assert_eq!(sized(MAX_DATA_BYTES), Some(1 << MAX_PATH));
}

/// Both as another implementation of the same primitives computes them.
const ROOT: &str = "1bb5bfbed5979cc75bb08565e5b717f15011bc9565b04e1e6087ea2ca7d2a1fe";
const ENVELOPE: &str = "50a61409b1ddd0325e9b16b700e719e9772c07000b1bd7786e907c653d20495d5e6f609813d312fb\
dd698c2d940408512943280fa41a5fea3bb4c7bf289dd4c02e4eb1952aca03cab4cdee87c91c0e17";

#[test]
fn what_a_run_hides_binds_all_that_it_names() {
	let (data, ..) = release(5);
	let salt = [4; 32];
	let base = || run_commitment(&[1; 32], 2, &3u64, &data, &salt);
	let longer = DataCommitment { bytes: 6, ..data };
	let others = [
		run_commitment(&[9; 32], 2, &3u64, &data, &salt),
		run_commitment(&[1; 32], 9, &3u64, &data, &salt),
		run_commitment(&[1; 32], 2, &9u64, &data, &salt),
		run_commitment(&[1; 32], 2, &3u64, &longer, &salt),
		run_commitment(&[1; 32], 2, &3u64, &data, &[9; 32]),
	];
	assert_eq!(base(), base());
	assert!(others.iter().all(|other| *other != base()));
	let key =
		|genesis, key, run, output| result_key(&[genesis; 32], &[key; 32], run, &[output; 32]);
	let keys =
		[key(1, 2, 3, 4), key(9, 2, 3, 4), key(1, 9, 3, 4), key(1, 2, 9, 4), key(1, 2, 3, 9)];
	assert!((1..5).all(|at| !keys[..at].contains(&keys[at])));
	let seed = |genesis, key, run| run_seed(&[genesis; 32], &[key; 32], run);
	let seeds = [seed(1, 2, 3), seed(9, 2, 3), seed(1, 9, 3), seed(1, 2, 9), key(1, 2, 3, 4)];
	assert!((1..5).all(|at| !seeds[..at].contains(&seeds[at])));
}

/// Shares of a key, any three of which make it: values of random polynomials of degree two, written out.
fn split_in_three_of(count: u8) -> Vec<KeyShare> {
	let times = |mut a: u16, mut b: u16| {
		let mut product = 0;
		while b > 0 {
			product ^= a * (b & 1);
			a = (a << 1) ^ (0x11d * (a >> 7));
			b >>= 1;
		}
		product
	};
	let value = |x: u16, byte: usize| {
		let (one, two) = (byte as u16 * 7 % 256, (byte as u16 * 13 % 256) ^ 0x5a);
		u16::from(KEY[byte]) ^ times(one, x) ^ times(two, times(x, x))
	};
	let share = |x: u8| core::array::from_fn(|byte| value(x.into(), byte) as u8);
	(1..=count).map(share).collect()
}

#[test]
fn as_many_shares_as_are_needed_make_the_key() {
	let shares = split_in_three_of(5);
	let at = |places: &[u8]| {
		let shares: Vec<_> =
			places.iter().map(|place| (*place, shares[usize::from(*place) - 1])).collect();
		combine_shares(&shares)
	};
	for places in [[1, 2, 3], [5, 1, 4], [2, 5, 3]] {
		assert_eq!(at(&places), Some(KEY));
	}
	assert_ne!(at(&[1, 2]), Some(KEY));
	assert_eq!(at(&[1, 2, 1]), None);
	assert_eq!(combine_shares(&[(0, KEY)]), None);
	// A constant is its own share.
	assert_eq!(combine_shares(&[(1, [0x57; 32])]), Some([0x57; 32]));
}

#[test]
fn wrong_shares_can_be_shown() {
	let (data, leaves, _) = release(THREE);
	let shares = split_in_three_of(4);
	let commitments: Vec<_> =
		(1u8..).zip(&shares).map(|(place, share)| share_commitment(place, share)).collect();
	let seal = |place: u8, share: &KeyShare| SealedShare { place, envelope: seal(share) };
	let sealed = |at: [u8; 3]| at.map(|place| seal(place, &shares[usize::from(place) - 1]));
	let claim = |sealed: &[SealedShare], opening: Option<&DataOpening>| {
		wrong_shares(&data, &commitments, &public_key(&SECRET), &SECRET, sealed, opening)
	};
	assert_eq!(claim(&sealed([1, 2, 3]), None), Ok(false));
	assert_eq!(claim(&sealed([4, 2, 1]), open_leaf(&leaves, 1).as_ref()), Ok(false));
	let mut other = sealed([1, 2, 3]);
	other[1].place = 4;
	assert_eq!(claim(&other, None), Ok(true), "another one's share");
	let mut broken = sealed([1, 2, 3]);
	broken[2].envelope[79] ^= 1;
	assert_eq!(claim(&broken, None), Ok(true), "it does not open");
	let mut outside = sealed([1, 2, 3]);
	outside[0].place = 0;
	assert_eq!(claim(&outside, None), Ok(true), "at no place");
	// Each is what was promised, and together they make another key.
	let bad = DataCommitment { key: [1; 32], ..data };
	let public = public_key(&SECRET);
	let proof = wrong_shares(&bad, &commitments, &public, &SECRET, &sealed([1, 2, 3]), None);
	assert_eq!(proof, Ok(true));
	let secret = [1; 32];
	let proof = wrong_shares(&data, &commitments, &public, &secret, &sealed([1, 2, 3]), None);
	assert_eq!(proof, Err(BadProof::NotTheSecret));
}

/// Not a bound of its own: run by hand, `--ignored --nocapture`, in a release build.
#[test]
#[ignore = "measures"]
fn measure_proofs() {
	let (data, leaves, chunks) = release(64 * CHUNK_BYTES as usize);
	let opening = open_leaf(&leaves, 5).unwrap();
	let (key, envelope) = (chunk_key(&KEY, 5), seal(&[8; 32]));
	let time = |name: &str, proof: &dyn Fn()| {
		let begun = std::time::Instant::now();
		(0..200).for_each(|_| proof());
		std::println!("{name}: {:?}", begun.elapsed() / 200);
	};
	time("wrong key", &|| assert!(claim(&data, &envelope, None)));
	let open = || assert!(!claim(&data, &seal(&KEY), Some(&opening)));
	time("right key, with a leaf, and sealing", &open);
	time("garbage", &|| assert_eq!(garbage(&data, &opening, &key, &chunks[5]), Ok(false)));
}

proptest! {
	#[test]
	fn every_leaf_verifies_and_no_other_does(count in 1u32..70, at in any::<u32>(), flip in 0usize..96) {
		let leaf = |n: u32| DataLeaf { ciphertext: [n as u8; 32], plaintext: [1; 32], key: [2; 32] };
		let leaves: Vec<_> = (0..count).map(leaf).collect();
		let data = committed(count as usize * CHUNK_BYTES as usize, &leaves);
		for index in 0..count {
			prop_assert!(data.has(&open_leaf(&leaves, index).unwrap()));
		}
		prop_assert!(open_leaf(&leaves, count).is_none());
		let mut opening = open_leaf(&leaves, at % count).unwrap();
		opening.index = (opening.index + 1) % (count + 1);
		prop_assert!(!data.has(&opening));
		let mut opening = open_leaf(&leaves, at % count).unwrap();
		let field = [&mut opening.leaf.ciphertext, &mut opening.leaf.plaintext, &mut opening.leaf.key];
		field.into_iter().nth(flip / 32).unwrap()[flip % 32] ^= 1;
		prop_assert!(!data.has(&opening));
	}
}
