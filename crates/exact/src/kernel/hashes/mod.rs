//! Many hashes at once: blake2b-256 of inputs of equal length, four or eight side by side where the processor
//! can. The hashes are those of [`crate::Blake2`].

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod block;

use crate::{
	hash::{Blake2, Hash, Hasher, NODE},
	merkle::Tree,
	pool::Team,
};

/// The hash of each input.
pub fn hash_all(team: &Team<'_>, inputs: &[&[u8]]) -> Vec<Hash> {
	// Those of equal length side by side.
	let mut order: Vec<usize> = (0..inputs.len()).collect();
	order.sort_by_key(|at| inputs[*at].len());
	let mut sorted = vec![Hash::default(); inputs.len()];
	let piece = inputs.len().div_ceil(team.size() * PIECES).next_multiple_of(LANES).max(LEAST);
	team.each(order.chunks(piece).zip(sorted.chunks_mut(piece)), |(order, mut hashes)| {
		for equal in order.chunk_by(|a, b| inputs[*a].len() == inputs[*b].len()) {
			let (now, later) = hashes.split_at_mut(equal.len());
			hash_equal(inputs, equal, now);
			hashes = later;
		}
	});
	let mut hashes = vec![Hash::default(); inputs.len()];
	for (at, hash) in order.into_iter().zip(sorted) {
		hashes[at] = hash;
	}
	hashes
}

/// Most inputs that are hashed side by side.
const LANES: usize = 8;
/// Fewest inputs that are worth another thread.
const LEAST: usize = 4 * LANES;
/// Pieces for each thread, so that one that is late delays others little.
const PIECES: usize = 2;

/// Inputs of equal length.
fn hash_equal(inputs: &[&[u8]], mut which: &[usize], mut hashes: &mut [Hash]) {
	#[cfg(target_arch = "x86_64")]
	{
		if avx512::available() {
			while let Some((now, later)) = which.split_first_chunk::<8>() {
				let (done, left) = hashes.split_at_mut(8);
				done.copy_from_slice(&avx512::hash(now.map(|at| inputs[at])));
				(which, hashes) = (later, left);
			}
		}
		if std::arch::is_x86_feature_detected!("avx2") {
			while let Some((now, later)) = which.split_first_chunk::<4>() {
				let (done, left) = hashes.split_at_mut(4);
				done.copy_from_slice(&avx2::hash(now.map(|at| inputs[at])));
				(which, hashes) = (later, left);
			}
		}
	}
	for (at, hash) in which.iter().zip(hashes) {
		*hash = Blake2::hash(inputs[*at]);
	}
}

fn node([left, right]: &[Hash; 2]) -> [u8; 65] {
	let mut node = [NODE; 65];
	node[1..33].copy_from_slice(left);
	node[33..].copy_from_slice(right);
	node
}

/// Parents of pairs.
fn parents<'a>(team: &Team<'_>, pairs: impl Iterator<Item = &'a [Hash; 2]>) -> Vec<Hash> {
	let nodes: Vec<[u8; 65]> = pairs.map(node).collect();
	hash_all(team, &nodes.iter().map(|node| &node[..]).collect::<Vec<_>>())
}

/// The root over each list of leaves; zeros if there is none.
pub fn roots(team: &Team<'_>, mut trees: Vec<Vec<Hash>>) -> Vec<Hash> {
	while trees.iter().any(|level| level.len() > 1) {
		let pairs = trees.iter().flat_map(|level| level.as_chunks::<2>().0);
		let mut hashes = parents(team, pairs).into_iter();
		for level in &mut trees {
			let (pairs, rest) = level.as_chunks::<2>();
			*level = hashes.by_ref().take(pairs.len()).chain(rest.iter().copied()).collect();
		}
	}
	trees.into_iter().map(|level| level.first().copied().unwrap_or_default()).collect()
}

/// The tree over many leaves.
pub fn tree(team: &Team<'_>, leaves: Vec<Hash>) -> Tree {
	Tree::by(leaves, |level| {
		let (pairs, rest) = level.as_chunks::<2>();
		let mut above = parents(team, pairs.iter());
		above.extend_from_slice(rest);
		above
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::pool::Pool;
	use proptest::{collection::vec, prelude::*};

	proptest! {
		#[test]
		fn many_hashes_are_the_single_ones(
			inputs in vec((prop_oneof![0usize..300, Just(128), Just(256), Just(65)], any::<u8>()), 0..140),
			threads in 1usize..4,
		) {
			let inputs: Vec<Vec<u8>> = inputs
				.into_iter()
				.map(|(length, seed)| (0..length).map(|i| (i as u8).wrapping_mul(31) ^ seed).collect())
				.collect();
			let slices: Vec<&[u8]> = inputs.iter().map(|input| &input[..]).collect();
			let expected: Vec<Hash> = slices.iter().map(|input| Blake2::hash(input)).collect();
			prop_assert_eq!(hash_all(&Pool::new(threads).team(), &slices), expected);
		}

		#[test]
		fn many_roots_are_the_single_ones(widths in vec(0u32..40, 0..9)) {
			let pool = Pool::new(2);
			let tree = |width: u32| (0..width).map(|at| Blake2::hash(&at.to_le_bytes())).collect();
			let trees: Vec<Vec<Hash>> = widths.into_iter().map(tree).collect();
			for leaves in &trees {
				let expected = Tree::new::<Blake2>(leaves.clone());
				prop_assert_eq!(super::tree(&pool.team(), leaves.clone()), expected);
			}
			let expected: Vec<Hash> =
				trees.iter().map(|tree| crate::merkle::root::<Blake2>(tree.iter().copied())).collect();
			prop_assert_eq!(roots(&pool.team(), trees), expected);
		}
	}
}
