//! A step: one local statement inside a provider's commitment that [`crate::recompute()`] can check.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::op::Op;

/// Bytes of a step.
pub const STEP_BYTES: usize = 16;

/// Which statement, in the cell of a position and slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
	/// The position.
	pub position: u32,
	/// The slot: 0 embedding, 1 to L layers, L+1 head.
	pub slot: u32,
	/// The statement.
	pub check: Check,
}

/// A statement. The first four belong to a layer's slot and read its inner root; the first two also to the head's
/// slot of a model in parts, with the operations of the last norm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
	/// A leaf of an operation follows from the operation's inputs.
	Leaf {
		/// The operation; no claim.
		op: Op,
		/// The leaf.
		leaf: u32,
	},
	/// An element does not refute a claim about a maximum: it is not larger, not equal at a lower place, and,
	/// if it is the claimed one, has the claimed value.
	Claim {
		/// The operation; a claim.
		op: Op,
		/// The leaf.
		leaf: u32,
		/// Place of the element.
		element: u32,
	},
	/// A key is its rows, rotated and quantised.
	Key {
		/// The key's head.
		head: u32,
	},
	/// A value is its rows, quantised.
	Value {
		/// The value's head.
		head: u32,
	},
	/// A tile of the layer's output is the residual after attention plus rows of the down matrix.
	Residual {
		/// The tile.
		tile: u32,
	},
	/// The embedding's token is the one of prompt or output.
	Token,
	/// The embedding is its token's row.
	Embed,
	/// The same for a part of it, of a model in parts.
	EmbedPart {
		/// The part.
		part: u32,
	},
	/// The final activation is the norm of the last layer's output, quantised.
	FinalNorm,
	/// A token is neither likelier than the likeliest nor a better choice than the chosen one.
	Better {
		/// The token.
		token: u32,
	},
	/// The chosen token is the one that the output has next and no end token; or an end token, at the end.
	Emitted,
	/// No token is chosen before the end of the prompt.
	Absent,
	/// Both indices of the page have the same cell.
	DualIndex,
}

impl Step {
	/// The bytes: position (u32), slot (u16), statement (u8), operation (u8), and two numbers (u32).
	pub fn encode(&self) -> [u8; STEP_BYTES] {
		let (kind, op, a, b) = match self.check {
			Check::Leaf { op, leaf } => (0, op as u8, leaf, 0),
			Check::Claim { op, leaf, element } => (1, op as u8, leaf, element),
			Check::Key { head } => (2, 0, head, 0),
			Check::Value { head } => (3, 0, head, 0),
			Check::Residual { tile } => (4, 0, tile, 0),
			Check::Token => (5, 0, 0, 0),
			Check::Embed => (6, 0, 0, 0),
			Check::FinalNorm => (7, 0, 0, 0),
			Check::Better { token } => (8, 0, token, 0),
			Check::Emitted => (9, 0, 0, 0),
			Check::Absent => (10, 0, 0, 0),
			Check::DualIndex => (11, 0, 0, 0),
			Check::EmbedPart { part } => (12, 0, part, 0),
		};
		let slot = u16::try_from(self.slot).unwrap_or(u16::MAX).to_le_bytes();
		let mut bytes = [0; STEP_BYTES];
		let numbers = [self.position.to_le_bytes(), [slot[0], slot[1], kind, op]];
		let numbers = numbers.into_iter().chain([a.to_le_bytes(), b.to_le_bytes()]);
		for (to, from) in bytes.iter_mut().zip(numbers.flatten()) {
			*to = from;
		}
		bytes
	}

	/// Reads a step, in its one form.
	pub fn decode(bytes: &[u8; STEP_BYTES]) -> Option<Self> {
		let (position, rest) = bytes.split_first_chunk::<4>()?;
		let (slot, rest) = rest.split_first_chunk::<2>()?;
		let ([kind, op], rest) = rest.split_first_chunk::<2>()?;
		let (a, rest) = rest.split_first_chunk::<4>()?;
		let (a, b) = (u32::from_le_bytes(*a), u32::from_le_bytes(*rest.first_chunk::<4>()?));
		let check = match kind {
			0 => Check::Leaf { op: Op::at(u32::from(*op))?, leaf: a },
			1 => Check::Claim { op: Op::at(u32::from(*op))?, leaf: a, element: b },
			2 => Check::Key { head: a },
			3 => Check::Value { head: a },
			4 => Check::Residual { tile: a },
			5 => Check::Token,
			6 => Check::Embed,
			7 => Check::FinalNorm,
			8 => Check::Better { token: a },
			9 => Check::Emitted,
			10 => Check::Absent,
			11 => Check::DualIndex,
			12 => Check::EmbedPart { part: a },
			_ => return None,
		};
		let slot = u16::from_le_bytes(*slot).into();
		let step = Self { position: u32::from_le_bytes(*position), slot, check };
		(step.encode() == *bytes).then_some(step)
	}
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn bytes_mean_one_step_or_none(mut bytes in any::<[u8; STEP_BYTES]>(), kind in 0u8..14, op in 0u8..28) {
			(bytes[6], bytes[7]) = (kind, op);
			for clear in [false, true] {
				if clear {
					bytes[7..].fill(0);
				}
				if let Some(step) = Step::decode(&bytes) {
					prop_assert_eq!(step.encode(), bytes);
				}
			}
			prop_assert_eq!(Step::decode(&bytes).is_some(), kind < 13);
		}
	}
}
