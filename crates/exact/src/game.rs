//! The descent of a dispute: from the root of a trace to the one step that is in doubt.
//!
//! A provider claims an answer and the root of its trace ([`Claim`]). A challenger says that the trace is
//! wrong, and the two take turns: the provider shows what is below the node where the game stands, the
//! challenger says into which child it goes. What is shown must hash to what was committed before; nothing
//! else is compared. Whoever is silent loses. The game ends with a proof ([`crate::recompute()`]) that the
//! challenger can build alone, since every input of the first wrong step precedes it.
//!
//! | node | what the provider shows | the challenger chooses |
//! | --- | --- | --- |
//! | [`Node::Pages`] | up to 32 hashes; at the lowest level a pair for each page, its two indices | a page and index |
//! | [`Node::Positions`] | a hash for each position of the page | a position |
//! | [`Node::Slots`] | up to 32 hashes | a slot: a cell |
//! | [`Node::BySlot`] | up to 32 hashes of the second index | a slot |
//! | [`Node::Column`] | a hash for each position of page and slot | a position: [`Node::Proof`] |
//! | [`Node::Cell`] | the roots of the inner operations (layers only), then the cell's leaves | an operation |
//! | [`Node::Leaves`] | up to 32 hashes; at the lowest level the leaves themselves | a part |
//! | [`Node::Proof`] | nothing | nothing: what is left is the proof |
//!
//! A page of which both indices are sound has equal hashes below both. A challenger who knows the cells takes
//! the first index where it differs from his own; where only the second differs, he goes down that one,
//! and [`crate::step::Check::DualIndex`] ends the game.
//!
//! A pallet stores a [`Standing`] (at most [`STANDING_BYTES`] bytes), a deadline and whose fault silence is:
//!
//! * open a game: [`Standing::open`]; with a cell that was compared off chain: [`Standing::at_cell`]; with the
//!   provider's signature under the inner root: [`Standing::handed_over`]
//! * the provider's turn ([`Standing::awaits_provider`]): [`Standing::answer`], else the provider loses
//! * the challenger's turn: [`Standing::choose`], or a proof: [`crate::recompute::recompute`] with
//!   [`Standing::inner`]. A proof may come at any time, for any step: whatever it shows was committed.
//!
//! What is shown need not be stored: a choice brings the chosen hash and the way back to the node's.
//! [`Outcome::Inconsistent`](crate::Outcome) ends a game for the challenger, `BadRelease` voids it, anything
//! else ends it for the provider.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	hash::{Hash, Hasher, LEAF},
	header::Header,
	merkle,
	op::Op,
	opening::{Claim, Inner, Opening},
	shape::ARITY,
};
use alloc::vec::Vec;

/// Longest answer of a provider, in bytes. A model of which a cell is longer cannot be refereed: a provider
/// that is right could not show it.
pub const MAX_ANSWER: usize = 18_432;

/// Where a game stands. `level` counts from what is below: at level 1 the children are the things
/// themselves, above it nodes of 32 children each, numbered by `at`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Node {
	/// Pages of the trace.
	Pages {
		/// Level.
		level: u8,
		/// Place in the level.
		at: u32,
	},
	/// The first index of a page.
	Positions {
		/// The page.
		page: u32,
	},
	/// Cells of a position.
	Slots {
		/// The position.
		position: u32,
		/// Level.
		level: u8,
		/// Place in the level.
		at: u32,
	},
	/// The second index of a page.
	BySlot {
		/// The page.
		page: u32,
		/// Level.
		level: u8,
		/// Place in the level.
		at: u32,
	},
	/// Cells of a slot in a page, in the second index.
	Column {
		/// The page.
		page: u32,
		/// The slot.
		slot: u32,
	},
	/// A cell.
	Cell {
		/// The position.
		position: u32,
		/// The slot.
		slot: u32,
	},
	/// Leaves of an inner operation of a cell. Level 0 is a group of leaves.
	Leaves {
		/// The position.
		position: u32,
		/// The slot.
		slot: u32,
		/// The operation.
		op: Op,
		/// Level.
		level: u8,
		/// Place in the level.
		at: u32,
	},
	/// Nothing is left but the proof.
	Proof {
		/// The position.
		position: u32,
		/// The slot.
		slot: u32,
	},
}

/// The level of the root over `width` things.
pub(crate) fn top(width: u32) -> u8 {
	(1u8..).find(|level| level_width(width, *level) <= 1).unwrap_or(1)
}

/// Nodes of a level over `width` things.
fn level_width(width: u32, level: u8) -> u32 {
	(0..level).fold(width, |width, _| width.div_ceil(ARITY))
}

/// Children of a node: how many there are from which place on.
pub(crate) fn children(width: u32, level: u8, at: u32) -> (u32, u32) {
	let below = level_width(width, level.saturating_sub(1));
	let start = at.saturating_mul(ARITY);
	(start, below.saturating_sub(start).min(ARITY))
}

impl Node {
	/// Things of which a node is a tree, and its place in it: none for a cell and a proof.
	fn extent(&self, claim: &Claim) -> Option<(u32, u8, u32)> {
		let (shape, slots) = (claim.shape(), claim.header().slots());
		Some(match *self {
			Self::Pages { level, at } => (shape.pages(), level, at),
			Self::Positions { page } | Self::Column { page, .. } => (shape.page_width(page), 1, 0),
			Self::Slots { level, at, .. } | Self::BySlot { level, at, .. } => (slots, level, at),
			Self::Leaves { position, slot, op, level, at } if level > 0 => {
				let (leaves, group) = op_extent(claim, position, slot, op);
				(leaves.div_ceil(group), level, at)
			}
			_ => return None,
		})
	}

	/// How many children there are to choose from.
	pub fn children(&self, claim: &Claim) -> u32 {
		let count = self.extent(claim).map(|(width, level, at)| children(width, level, at).1);
		match *self {
			Self::Pages { level: 1, .. } => count.unwrap_or(0) * 2,
			Self::Cell { slot, .. } if claim.header().is_layer(slot) => {
				claim.header().ops().len() as u32
			}
			_ => count.unwrap_or(0),
		}
	}

	/// How many bytes the provider shows.
	pub fn answer_bytes(&self, claim: &Claim) -> usize {
		match *self {
			Self::Cell { slot, .. } => claim.header().shown_bytes(slot),
			Self::Leaves { level: 0, .. } => group(claim, self).map(|leaf| 1 + leaf).sum::<usize>(),
			_ => 32 * self.children(claim) as usize,
		}
	}

	/// The child `choice`, which must be one.
	pub fn child(&self, claim: &Claim, choice: u32) -> Self {
		let next = match *self {
			Self::Pages { level: 1, at } => {
				let page = at * ARITY + choice / 2;
				match choice % 2 {
					0 => Self::Positions { page },
					_ => Self::BySlot { page, level: top(claim.header().slots()), at: 0 },
				}
			}
			Self::Pages { level, at } => Self::Pages { level: level - 1, at: at * ARITY + choice },
			Self::Positions { page } => Self::Slots {
				position: page * ARITY + choice,
				level: top(claim.header().slots()),
				at: 0,
			},
			Self::Slots { position, level: 1, at } => {
				let slot = at * ARITY + choice;
				cell(claim, position, slot)
			}
			Self::Slots { position, level, at } => {
				Self::Slots { position, level: level - 1, at: at * ARITY + choice }
			}
			Self::BySlot { page, level: 1, at } => Self::Column { page, slot: at * ARITY + choice },
			Self::BySlot { page, level, at } => {
				Self::BySlot { page, level: level - 1, at: at * ARITY + choice }
			}
			Self::Column { page, slot } => Self::Proof { position: page * ARITY + choice, slot },
			Self::Cell { position, slot } => {
				let op = claim.header().ops().get(choice as usize).copied();
				let op = op.unwrap_or(Op::Query);
				let (leaves, group) = op_extent(claim, position, slot, op);
				let groups = leaves.div_ceil(group);
				let level = if groups > 1 { top(groups) } else { 0 };
				Self::Leaves { position, slot, op, level, at: 0 }
			}
			Self::Leaves { position, slot, op, level, at } => Self::Leaves {
				position,
				slot,
				op,
				level: level.saturating_sub(1),
				at: at * ARITY + choice,
			},
			Self::Proof { .. } => *self,
		};
		match next {
			// One child is the node itself.
			Self::Positions { page } if claim.shape().page_width(page) == 1 => next.child(claim, 0),
			Self::Column { page, .. } if claim.shape().page_width(page) == 1 => {
				next.child(claim, 0)
			}
			_ => next,
		}
	}
}

impl Header {
	/// Whether a provider can show any cell: an answer that is too long would lose its game.
	pub fn can_be_shown(&self) -> bool {
		[0, 1, self.head_slot()].into_iter().all(|slot| self.shown_bytes(slot) <= MAX_ANSWER)
	}

	fn is_layer(&self, slot: u32) -> bool {
		slot > 0 && slot < self.head_slot()
	}

	/// Bytes that a provider shows of a cell of `slot`: of a layer the operations' roots, then the leaves.
	fn shown_bytes(&self, slot: u32) -> usize {
		let roots = if self.is_layer(slot) { 32 * self.ops().len() } else { 0 };
		roots + self.cell_size(slot)
	}
}

/// A cell, or the proof that there should be none.
fn cell(claim: &Claim, position: u32, slot: u32) -> Node {
	if slot == claim.header().head_slot() && !claim.shape().chooses(position) {
		return Node::Proof { position, slot };
	}
	Node::Cell { position, slot }
}

/// Leaves of an operation, and how many are shown at once.
fn op_extent(claim: &Claim, position: u32, slot: u32, op: Op) -> (u32, u32) {
	let (header, layer) = (claim.header(), slot.wrapping_sub(1));
	let group = header.op_group(op, layer, position).max(1);
	(header.op_leaves(op, layer, position), group)
}

/// First leaf of a group at level 0, and how many it has; none elsewhere.
pub(crate) fn group_of(claim: &Claim, node: &Node) -> Option<(u32, u32)> {
	let Node::Leaves { position, slot, op, level: 0, at } = *node else { return None };
	let (leaves, group) = op_extent(claim, position, slot, op);
	let start = at.saturating_mul(group);
	Some((start, leaves.saturating_sub(start).min(group)))
}

/// Bytes of each leaf of a group, first bytes aside.
fn group(claim: &Claim, node: &Node) -> impl Iterator<Item = usize> {
	let (start, count) = group_of(claim, node).unwrap_or_default();
	let header = claim.header();
	(start..start + count).map(move |leaf| match *node {
		Node::Leaves { position, slot, op, .. } => {
			header.op_bytes(op, slot.wrapping_sub(1), position, leaf)
		}
		_ => 0,
	})
}

/// Most rounds, each an answer of the provider, that a game about `claim` takes from its root.
pub fn most_rounds(claim: &Claim) -> u32 {
	let (header, last) = (claim.header(), claim.shape().positions().saturating_sub(1));
	let inner = header.ops().iter().map(|op| {
		let (leaves, group) = op_extent(claim, last, 1, *op);
		let groups = leaves.div_ceil(group);
		1 + if groups > 1 { u32::from(top(groups)) } else { 0 }
	});
	let cell = u32::from(top(claim.shape().pages())) + 1 + u32::from(top(header.slots()));
	cell + 1 + inner.max().unwrap_or(0)
}

/// Why a move is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
	/// It is the other side's turn, or there is nothing to choose.
	NotNow,
	/// The bytes are not as many as the node asks for, or do not hash to it.
	NotCommitted,
	/// There is no such child.
	NoSuchChild,
}

/// Longest [`Standing::encode`].
pub const STANDING_BYTES: usize = 88;

/// A game between two moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
	node: Node,
	hash: Hash,
	shown: bool,
	inner: Option<Hash>,
}

impl Standing {
	/// A game about a whole trace.
	pub fn open(claim: &Claim) -> Self {
		let node = Node::Pages { level: top(claim.shape().pages()), at: 0 };
		Self { node, hash: *claim.trace(), shown: false, inner: None }
	}

	/// A game about one cell: `proof` is its hash and the way to the trace by the first index.
	pub fn at_cell<H: Hasher>(
		claim: &Claim,
		position: u32,
		slot: u32,
		proof: &[u8],
	) -> Result<Self, Refused> {
		if position >= claim.shape().positions() || slot >= claim.header().slots() {
			return Err(Refused::NoSuchChild);
		}
		let mut opening = Opening::<H>::new(claim, None, proof);
		let hash = opening.cell(position, slot).map_err(|_| Refused::NotCommitted)?;
		opening.finish().map_err(|_| Refused::NotCommitted)?;
		Ok(Self { node: cell(claim, position, slot), hash, shown: false, inner: None })
	}

	/// A game in which the provider gave its inner root for a layer's cell off chain, and signed it.
	pub fn handed_over(claim: &Claim, inner: Inner) -> Result<Self, Refused> {
		let Inner { position, slot, root } = inner;
		if position >= claim.shape().positions() || !claim.header().is_layer(slot) {
			return Err(Refused::NoSuchChild);
		}
		let node = Node::Cell { position, slot };
		Ok(Self { node, hash: Hash::default(), shown: true, inner: Some(root) })
	}

	/// The node.
	pub fn node(&self) -> &Node {
		&self.node
	}

	/// Whether the provider must show something; if not, it is the challenger's turn.
	pub fn awaits_provider(&self) -> bool {
		!self.shown && !matches!(self.node, Node::Proof { .. })
	}

	/// The provider's commitment to the inner operations of the cell in doubt, once it was made.
	pub fn inner(&self) -> Option<Inner> {
		let root = self.inner?;
		match self.node {
			Node::Cell { position, slot } | Node::Leaves { position, slot, .. } => {
				Some(Inner { position, slot, root })
			}
			_ => None,
		}
	}

	/// The provider shows what is below the node.
	pub fn answer<H: Hasher>(mut self, claim: &Claim, answer: &[u8]) -> Result<Self, Refused> {
		if !self.awaits_provider() {
			return Err(Refused::NotNow);
		}
		if answer.len() != self.node.answer_bytes(claim) {
			return Err(Refused::NotCommitted);
		}
		let root = match self.node {
			Node::Pages { level: 1, .. } => {
				let (hashes, _) = answer.as_chunks::<32>();
				let pairs = hashes.as_chunks::<2>().0.iter();
				merkle::root::<H>(pairs.map(|[first, second]| H::node(first, second)))
			}
			Node::Cell { slot, .. } => {
				let roots = 32 * self.node.children(claim) as usize;
				let (roots, leaves) = answer.split_at_checked(roots).unwrap_or_default();
				if claim.header().is_layer(slot) {
					self.inner = Some(merkle::root::<H>(roots.as_chunks().0.iter().copied()));
				}
				claim.header().cell_hash::<H>(slot, leaves).ok_or(Refused::NotCommitted)?
			}
			Node::Leaves { level: 0, .. } => {
				let leaves = leaf_hashes::<H>(group(claim, &self.node), answer);
				merkle::root::<H>(leaves.ok_or(Refused::NotCommitted)?)
			}
			_ => merkle::root::<H>(answer.as_chunks().0.iter().copied()),
		};
		self.shown = true;
		if root == self.hash { Ok(self) } else { Err(Refused::NotCommitted) }
	}

	/// The challenger goes into child `choice`. `proof` is the child's hash (of a page: the chosen index's,
	/// then the other's) and the way to the node's.
	pub fn choose<H: Hasher>(
		self,
		claim: &Claim,
		choice: u32,
		proof: &[u8],
	) -> Result<Self, Refused> {
		let count = self.node.children(claim);
		if !self.shown || count == 0 {
			return Err(Refused::NotNow);
		}
		if choice >= count {
			return Err(Refused::NoSuchChild);
		}
		let mut opening = Opening::<H>::new(claim, None, proof);
		let hash = opening.hash().map_err(|_| Refused::NotCommitted)?;
		let (width, place, leaf, root) = match self.node {
			Node::Pages { level: 1, .. } => {
				let other = opening.hash().map_err(|_| Refused::NotCommitted)?;
				let sides =
					if choice.is_multiple_of(2) { H::node } else { |a: &_, b: &_| H::node(b, a) };
				(count / 2, choice / 2, sides(&hash, &other), self.hash)
			}
			Node::Cell { .. } => (count, choice, hash, self.inner.unwrap_or_default()),
			_ => (count, choice, hash, self.hash),
		};
		let got = opening.climb(width, place, Vec::from([leaf]));
		if got != Ok(root) || opening.finish().is_err() {
			return Err(Refused::NotCommitted);
		}
		let node = self.node.child(claim, choice);
		Ok(Self { node, hash, shown: false, inner: self.inner })
	}
}

fn leaf_hashes<H: Hasher>(
	sizes: impl Iterator<Item = usize>,
	mut leaves: &[u8],
) -> Option<Vec<Hash>> {
	let mut hashes = Vec::new();
	for size in sizes {
		let (leaf, rest) = leaves.split_at_checked(1 + size)?;
		hashes.push((leaf.first() == Some(&LEAF)).then(|| H::hash(leaf))?);
		leaves = rest;
	}
	leaves.is_empty().then_some(hashes)
}

/// Bytes for a pallet's storage.
impl Standing {
	/// At most [`STANDING_BYTES`].
	pub fn encode(&self) -> Vec<u8> {
		let (kind, a, b, op, level, at) = match self.node {
			Node::Pages { level, at } => (0, 0, 0, 0, level, at),
			Node::Positions { page } => (1, page, 0, 0, 0, 0),
			Node::Slots { position, level, at } => (2, position, 0, 0, level, at),
			Node::BySlot { page, level, at } => (3, page, 0, 0, level, at),
			Node::Column { page, slot } => (4, page, slot, 0, 0, 0),
			Node::Cell { position, slot } => (5, position, slot, 0, 0, 0),
			Node::Leaves { position, slot, op, level, at } => {
				(6, position, slot, op as u8, level, at)
			}
			Node::Proof { position, slot } => (7, position, slot, 0, 0, 0),
		};
		let flags = u8::from(self.shown) | u8::from(self.inner.is_some()) << 1;
		let mut bytes = Vec::from([kind, flags, op, level]);
		for number in [a, b, at] {
			bytes.extend_from_slice(&number.to_le_bytes());
		}
		bytes.extend_from_slice(&self.hash);
		bytes.extend(self.inner.iter().flatten());
		bytes
	}

	/// Reads what [`Self::encode`] wrote for the same claim.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let ([kind, flags, op, level], rest) = bytes.split_first_chunk::<4>()?;
		let (numbers, rest) = rest.split_first_chunk::<12>()?;
		let (hash, inner) = rest.split_first_chunk::<32>()?;
		let mut numbers = numbers.as_chunks().0.iter().map(|n| u32::from_le_bytes(*n));
		let (a, b, at) = (numbers.next()?, numbers.next()?, numbers.next()?);
		let (level, op) = (*level, Op::at((*op).into())?);
		let node = match kind {
			0 => Node::Pages { level, at },
			1 => Node::Positions { page: a },
			2 => Node::Slots { position: a, level, at },
			3 => Node::BySlot { page: a, level, at },
			4 => Node::Column { page: a, slot: b },
			5 => Node::Cell { position: a, slot: b },
			6 => Node::Leaves { position: a, slot: b, op, level, at },
			7 => Node::Proof { position: a, slot: b },
			_ => return None,
		};
		let inner = if flags & 2 == 0 { None } else { Some(*inner.first_chunk::<32>()?) };
		let standing = Self { node, hash: *hash, shown: flags & 1 == 1, inner };
		(standing.encode() == bytes).then_some(standing)
	}
}
