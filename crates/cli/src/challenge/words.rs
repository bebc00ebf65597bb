//! Places of a trace and ends of games, for people.

use stoa_client::types::Failure;
use stoa_exact::{Check, Step, game::Node, op::Op};

/// Where a game stands.
pub fn place(node: &Node) -> String {
	match *node {
		Node::Pages { .. } => "the trace".to_string(),
		Node::Positions { page } => format!("positions {} to {}", page * 32, page * 32 + 31),
		Node::Slots { position, .. } => format!("the layers of position {position}"),
		Node::BySlot { page, .. } => format!("the second index of page {page}"),
		Node::Column { page, slot } => {
			format!("{} in the second index of page {page}", slot_name(slot))
		}
		Node::Cell { position, slot } => format!("{} of position {position}", slot_name(slot)),
		Node::Leaves { position, slot, op, .. } => {
			format!("{} in {} of position {position}", op_name(op), slot_name(slot))
		}
		Node::Proof { position, slot } => format!("{} of position {position}", slot_name(slot)),
	}
}

/// The step that a proof is about.
pub fn step(proof: &[u8]) -> String {
	let Some(Step { position, slot, check }) = proof.first_chunk().and_then(Step::decode) else {
		return "a step".to_string();
	};
	let what = match check {
		Check::Leaf { op, .. } | Check::Claim { op, .. } => op_name(op),
		Check::Key { .. } => "a key".to_string(),
		Check::Value { .. } => "a value".to_string(),
		Check::Residual { .. } => "the output".to_string(),
		Check::Token => "the token that was read".to_string(),
		Check::Embed | Check::EmbedPart { .. } => "the embedding".to_string(),
		Check::FinalNorm => "the last norm".to_string(),
		Check::Better { .. } => "the token that was chosen".to_string(),
		Check::Emitted => "the token that was written".to_string(),
		Check::Absent => "a choice where nothing is chosen".to_string(),
		Check::DualIndex => "a cell that both indices have".to_string(),
	};
	format!("{what}, in {} of position {position}", slot_name(slot))
}

/// Slot 0 is the embedding; which one is the head the number alone does not say.
fn slot_name(slot: u32) -> String {
	match slot {
		0 => "the embedding".to_string(),
		slot => format!("layer {slot}"),
	}
}

/// An operation by the words of its name.
fn op_name(op: Op) -> String {
	let mut words = "the operation".to_string();
	for letter in format!("{op:?}").chars() {
		if letter.is_uppercase() {
			words.push(' ');
		}
		words.extend(letter.to_lowercase());
	}
	words
}

/// Why a challenge failed.
pub fn failure(reason: &Failure) -> &'static str {
	match reason {
		Failure::Consistent => "the step that was shown is consistent",
		Failure::Malformed => "the proof was not one",
		Failure::Silent => "the time for a move ran out",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn places_are_named() {
		assert_eq!(place(&Node::Positions { page: 1 }), "positions 32 to 63");
		let leaves = Node::Leaves { position: 7, slot: 3, op: Op::Gated, level: 0, at: 0 };
		assert_eq!(place(&leaves), "the operation gated in layer 3 of position 7");
		let made = Step { position: 7, slot: 0, check: Check::Embed };
		assert_eq!(step(&made.encode()), "the embedding, in the embedding of position 7");
		assert_eq!(step(b"short"), "a step");
	}
}
