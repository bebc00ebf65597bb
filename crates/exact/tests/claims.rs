//! Listings, claims and proofs come from strangers: whatever they are, the referee answers, and its answer takes no
//! more than a proof's worth of memory.

mod common;

use common::tiny;
use proptest::{collection::vec, prelude::*};
use std::sync::OnceLock;
use stoa_exact::{
	Blake2, Claim, Header, Inner, MAX_OPENING, Outcome, Sampling, Shape, check_weights,
	game::{Node, Standing, most_rounds},
	recompute,
};

/// The tiny model's header.
fn header() -> &'static [u8] {
	static HEADER: OnceLock<Vec<u8>> = OnceLock::new();
	HEADER.get_or_init(|| tiny().header().encode())
}

/// Lengths, often at the ends of what there can be.
fn length() -> impl Strategy<Value = u32> {
	prop_oneof![0u32..4, 30u32..70, 8_190u32..8_195, any::<u32>(), Just(u32::MAX)]
}

/// A header of which some numbers are others.
fn changed() -> impl Strategy<Value = Vec<u8>> {
	let number = prop_oneof![
		0u32..5,
		(0u32..130).prop_map(|groups| groups * 32),
		any::<u32>(),
		Just(u32::MAX)
	];
	vec((0usize..9, number), 0..4).prop_map(|changes| {
		let mut bytes = header().to_vec();
		for (at, number) in changes {
			bytes[48 + 4 * at..][..4].copy_from_slice(&number.to_le_bytes());
		}
		// As many layers as it says, if that is not too many.
		let length = Header::length(&bytes).unwrap_or(bytes.len());
		bytes.resize(length, 0);
		bytes
	})
}

/// Walks from a node to a proof, always into the last child; how far that is.
fn depth(claim: &Claim, node: Node) -> u32 {
	let children = node.children(claim);
	assert!(node.answer_bytes(claim) <= stoa_exact::game::MAX_ANSWER || children == 0);
	match node {
		Node::Proof { .. } | Node::Leaves { level: 0, .. } => 0,
		_ => 1 + depth(claim, node.child(claim, children.saturating_sub(1))),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn no_claim_is_trouble(
		header in changed(),
		(prompt, output, ended) in (length(), length(), any::<bool>()),
		root: [u8; 32],
		step in vec(any::<u8>(), 16),
		(position, slot) in (0u32..70, 0u32..5),
		opening in vec(any::<u8>(), 0..2_000),
	) {
		let Ok(header) = Header::decode(&header) else { return Ok(()) };
		prop_assert!(header.largest_opening() <= MAX_OPENING);
		let malformed = check_weights::<Blake2>(&header, &opening);
		prop_assert_eq!(malformed, Outcome::Malformed);
		let Some(shape) = Shape::new(prompt, output, ended) else { return Ok(()) };
		let Some(claim) = Claim::new(header, shape, Sampling::Greedy, root, root, root) else { return Ok(()) };
		let standing = Standing::open(&claim);
		if claim.header().can_be_shown() {
			prop_assert!(depth(&claim, *standing.node()) <= most_rounds(&claim));
		}
		prop_assert!(standing.answer::<Blake2>(&claim, &opening).is_err());
		prop_assert!(Standing::at_cell::<Blake2>(&claim, position, slot, &opening).is_err());
		let inner = Inner { position, slot, root };
		let mut proof = [position.to_le_bytes(), [0; 4], [0; 4], [0; 4]].concat();
		proof[4..].copy_from_slice(&step[4..]);
		proof[4..6].copy_from_slice(&(slot as u16).to_le_bytes());
		proof[6] %= 13;
		proof[7] %= 16;
		proof.extend(&opening);
		for inner in [None, Some(&inner)] {
			let outcome = recompute::recompute::<Blake2>(&claim, inner, &proof);
			prop_assert_eq!(outcome, Outcome::Malformed, "nothing hashes to a root by chance");
		}
	}

	#[test]
	fn no_header_is_trouble(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..9), cut: bool) {
		let mut bytes = header().to_vec();
		for (at, byte) in changes {
			let at = at.index(bytes.len());
			bytes[at] = byte;
		}
		if cut {
			bytes.pop();
		}
		if let Ok(header) = Header::decode(&bytes) {
			prop_assert_eq!(header.encode(), bytes);
		}
	}
}
