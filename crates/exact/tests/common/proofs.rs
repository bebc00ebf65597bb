//! A proof with the claim that it is about, as one piece of bytes: what wasm is given to recompute.

extern crate alloc;

use alloc::vec::Vec;
use stoa_exact::{Blake2, Claim, Hash, Header, Inner, Outcome, Sampling, Shape, recompute};

/// Writes what [`outcome`] reads.
pub fn encode(claim: &Claim, inner: Option<&Inner>, proof: &[u8]) -> Vec<u8> {
	let (header, shape) = (claim.header().encode(), claim.shape());
	let mut bytes = Vec::new();
	let mut number = |number: u32| bytes.extend_from_slice(&number.to_le_bytes());
	number(header.len() as u32);
	number(shape.prompt());
	number(shape.output());
	number(shape.ended().into());
	number(inner.map_or(u32::MAX, |inner| inner.position));
	number(inner.map_or(u32::MAX, |inner| inner.slot));
	bytes.extend_from_slice(&inner.map_or([0; 32], |inner| inner.root));
	for root in [claim.prompt(), claim.output(), claim.trace()] {
		bytes.extend_from_slice(root);
	}
	bytes.extend_from_slice(&header);
	bytes.extend_from_slice(proof);
	bytes
}

/// What the referee says of a proof.
pub fn outcome(bytes: &[u8]) -> Option<u8> {
	let (numbers, rest) = bytes.split_at_checked(24)?;
	let [length, prompt, output, ended, position, slot] =
		<[u32; 6]>::try_from(numbers.chunks(4).map(number).collect::<Vec<_>>()).ok()?;
	let (roots, rest) = rest.split_at_checked(128)?;
	let mut roots = roots.chunks(32).filter_map(|root| Hash::try_from(root).ok());
	let root = roots.next()?;
	let inner = (slot != u32::MAX).then_some(Inner { position, slot, root });
	let (header, proof) = rest.split_at_checked(length as usize)?;
	let header = Header::decode(header).ok()?;
	let shape = Shape::new(prompt, output, ended == 1)?;
	let claim =
		Claim::new(header, shape, Sampling::Greedy, roots.next()?, roots.next()?, roots.next()?)?;
	Some(code(recompute::<Blake2>(&claim, inner.as_ref(), proof)))
}

fn number(bytes: &[u8]) -> u32 {
	bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A number for each outcome.
pub fn code(outcome: Outcome) -> u8 {
	match outcome {
		Outcome::Consistent => 0,
		Outcome::Inconsistent => 1,
		Outcome::BadRelease => 2,
		Outcome::Malformed => 3,
	}
}
