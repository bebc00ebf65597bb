//! Both sides of a game: what a provider shows, and where a challenger goes.

use super::{
	Trace,
	execution::{Execution, choice_in, leaf_in},
	proof::View,
};
use crate::{
	compute,
	game::{Node, Standing, children, group_of, top},
	hash::{Blake2, Hash},
	leaf::{Choice, Greatest},
	merkle::Tree,
	op::Op,
	ops::{F_LINEAR, F_NORM},
	recompute::activation,
	shape::{ARITY, CellLeaf},
	step::{Check, Step},
	weights::{Part, Tensor},
};
use std::cmp::Ordering;

/// What the provider of `own` shows at a node; nothing where nothing is to be shown.
pub fn answer(own: &Execution, node: &Node) -> Vec<u8> {
	if let Some(hashes) = hashes_at(own.trace(), own.claim().shape().pages(), node) {
		return hashes;
	}
	match *node {
		Node::Cell { position, slot } => {
			let layer = slot > 0 && slot < own.claim().header().head_slot();
			let roots = if layer { own.inner(position, slot).roots().concat() } else { Vec::new() };
			[&roots, own.cell(position, slot)].concat()
		}
		Node::Leaves { position, slot, op, level, at } => {
			let cell = own.inner(position, slot);
			match group_of(own.claim(), node) {
				Some((start, count)) => {
					let leaves = cell.op(op).iter().skip(start as usize).take(count as usize);
					leaves.flatten().copied().collect()
				}
				None => {
					let group = own.claim().header().op_group(op, slot - 1, position);
					let below = group.ilog2() + u32::from(level - 1) * ARITY.ilog2();
					cell.tree(op).nodes(below, at * ARITY, ARITY).concat()
				}
			}
		}
		_ => Vec::new(),
	}
}

/// The hashes of a trace below a node of it; none elsewhere.
fn hashes_at(trace: &Trace, pages: u32, node: &Node) -> Option<Vec<u8>> {
	let nodes = |tree: Tree, level: u8, at: u32| {
		let below = u32::from(level.saturating_sub(1)) * ARITY.ilog2();
		tree.nodes(below, at * ARITY, ARITY).concat()
	};
	Some(match *node {
		Node::Pages { level: 1, at } => {
			let (start, count) = children(pages, 1, at);
			(start..start + count).flat_map(|page| trace.page(page)).flatten().collect()
		}
		Node::Pages { level, at } => nodes(trace.pages_tree(), level, at),
		Node::Positions { page } => nodes(trace.positions_tree(page), 1, 0),
		Node::Slots { position, level, at } => nodes(trace.slots_tree(position), level, at),
		Node::BySlot { page, level, at } => nodes(trace.by_slot_tree(page), level, at),
		Node::Column { page, slot } => nodes(trace.column_tree(page, slot), 1, 0),
		_ => return None,
	})
}

/// What a challenger does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
	/// Goes into a child: [`Standing::choose`].
	Choose {
		/// The child.
		choice: u32,
		/// Its hash and the way to the node's.
		proof: Vec<u8>,
	},
	/// Ends the game: [`crate::recompute()`].
	Prove(Vec<u8>),
	/// There is nothing to show: the provider is right.
	Concede,
}

/// How a challenger begins who was served all cell hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
	/// At the root: [`Standing::open`].
	Open,
	/// At a cell: [`Standing::at_cell`].
	AtCell {
		/// The position.
		position: u32,
		/// The slot.
		slot: u32,
		/// The cell's hash and the way to the root.
		proof: Vec<u8>,
	},
}

/// All nodes over `width` things, from the root down to level 1.
fn all_nodes(width: u32, node: &dyn Fn(u8, u32) -> Node) -> Vec<Node> {
	let mut nodes = Vec::new();
	for level in (1..=top(width)).rev() {
		let count = (0..level).fold(width, |width, _| width.div_ceil(ARITY));
		nodes.extend((0..count).map(|at| node(level, at)));
	}
	nodes
}

/// A challenger, who knows what is right.
pub struct Challenger {
	own: Execution,
	shown: Vec<(Node, Vec<u8>)>,
	/// How many of these were served before the game.
	served: usize,
}

impl Challenger {
	/// One whose own execution has the prompt and output that the provider claims.
	pub fn new(own: Execution) -> Self {
		Self { own, shown: Vec::new(), served: 0 }
	}

	/// One to whom the provider has served all its cell hashes, and how he begins. None if they are right.
	pub fn with_trace(own: Execution, served: &Trace) -> Option<(Self, Begin)> {
		let page = own.trace().first_page(served)?;
		if own.trace().page(page)[0] == served.page(page)[0] {
			// The cells below a second index alone were not served.
			return Some((Self::new(own), Begin::Open));
		}
		let (position, slot) = served.first_difference(own.trace())?;
		let (pages, slots) = (own.claim().shape().pages(), own.claim().header().slots());
		let mut nodes = all_nodes(pages, &|level, at| Node::Pages { level, at });
		nodes.push(Node::Positions { page });
		nodes.extend(all_nodes(slots, &|level, at| Node::Slots { position, level, at }));
		let hashes = |node: &Node| hashes_at(served, pages, node).unwrap_or_default();
		let shown: Vec<_> = nodes.iter().map(|node| (*node, hashes(node))).collect();
		let proof = served.prove_cell(position, slot);
		let served = shown.len();
		Some((Self { own, shown, served }, Begin::AtCell { position, slot, proof }))
	}

	/// Forgets what was shown in the game, to play it again from its beginning: a fork may have changed it.
	pub fn restart(&mut self) {
		self.shown.truncate(self.served);
	}

	/// His own execution.
	pub fn own(&self) -> &Execution {
		&self.own
	}

	/// The proof that a written token is wrong, if one is; it needs no game where the provider's trace is
	/// right. Else the trace is wrong, and a game about it is won.
	pub fn wrong_token(&self) -> Option<Vec<u8>> {
		let position = self.own.wrong_token()?;
		let slot = self.own.claim().header().head_slot();
		Some(self.prove(&Step { position, slot, check: Check::Emitted }))
	}

	/// The move after the provider has shown `answer` at the node where the game stands. Where nothing is to
	/// be shown, `answer` is empty.
	pub fn next(&mut self, standing: &Standing, answer: &[u8]) -> Move {
		let node = *standing.node();
		let claim = self.own.claim();
		if let Node::Proof { position, slot } = node {
			let by_slot = |node: &Node| matches!(node, Node::Column { .. } | Node::BySlot { .. });
			let second = self.shown.last().is_some_and(|(node, _)| by_slot(node));
			let check = if second { Check::DualIndex } else { Check::Absent };
			return Move::Prove(self.prove(&Step { position, slot, check }));
		}
		self.shown.push((node, answer.to_vec()));
		let own = super::answer(&self.own, &node);
		match node {
			Node::Cell { position, slot } => self.after_cell(position, slot, &own, answer),
			Node::Leaves { position, slot, op, level: 0, .. } => {
				let (start, _) = group_of(claim, &node).unwrap_or_default();
				let leaf = self.first_leaf(position, slot, op, start, &own, answer);
				leaf.map_or(Move::Concede, |step| Move::Prove(self.prove(&step)))
			}
			_ => {
				let (ours, theirs) = (own.as_chunks::<32>().0, answer.as_chunks::<32>().0);
				let first = ours.iter().zip(theirs).position(|(ours, theirs)| ours != theirs);
				first.map_or(Move::Concede, |at| choose(&node, answer, at))
			}
		}
	}

	fn prove(&self, step: &Step) -> Vec<u8> {
		View::new(&self.own, &self.shown).prove(step)
	}

	/// The first difference in a cell, in the order of computation.
	fn after_cell(&self, position: u32, slot: u32, own: &[u8], answer: &[u8]) -> Move {
		let header = self.own.claim().header();
		let size = header.cell_size(slot);
		let split = |bytes: &'_ [u8]| bytes.len().saturating_sub(size);
		let ((our_roots, ours), (their_roots, theirs)) =
			(own.split_at(split(own)), answer.split_at(split(answer)));
		let differs = |leaf: CellLeaf| {
			let part = |cell| leaf_in(self.own.artefact(), cell, slot, leaf).to_vec();
			part(ours) != part(theirs)
		};
		let prove = |check| Move::Prove(self.prove(&Step { position, slot, check }));
		if slot == 0 {
			let first = header.cell_leaves(slot).into_iter().find(|leaf| differs(*leaf));
			return first.map_or(Move::Concede, |leaf| match leaf {
				CellLeaf::Token => prove(Check::Token),
				CellLeaf::Part(part) => prove(Check::EmbedPart { part }),
				_ => prove(Check::Embed),
			});
		}
		if slot == header.head_slot() {
			let first = header.cell_leaves(slot).into_iter().find(|leaf| differs(*leaf));
			return first.map_or(Move::Concede, |leaf| match leaf {
				CellLeaf::Choice => {
					prove(Check::Better { token: self.refuting_token(ours, theirs) })
				}
				CellLeaf::Norm(op, at) if op.is_claim() => {
					let part = |cell| leaf_in(self.own.artefact(), cell, slot, leaf);
					let places = header.claim_places(op, position);
					let element = refuting(part(ours), part(theirs), places);
					prove(Check::Claim { op, leaf: at, element })
				}
				CellLeaf::Norm(op, at) => prove(Check::Leaf { op, leaf: at }),
				_ => prove(Check::FinalNorm),
			});
		}
		let shown = their_roots;
		let (our_roots, their_roots) = (our_roots.as_chunks::<32>().0, shown.as_chunks::<32>().0);
		for (place, op) in header.ops().iter().enumerate() {
			if *op == Op::Scores {
				// Keys and values are there before anything attends to them.
				for head in 0..header.config().kv_heads {
					if differs(CellLeaf::Key(head)) {
						return prove(Check::Key { head });
					}
					if differs(CellLeaf::Value(head)) {
						return prove(Check::Value { head });
					}
				}
			}
			if our_roots.get(place) != their_roots.get(place) {
				return choose(&Node::Cell { position, slot }, shown, place);
			}
		}
		let numbers = |cell| {
			let parts = (0..header.config().parts()).map(|part| header.residual(part));
			let leaves = parts.map(|leaf| leaf_in(self.own.artefact(), cell, slot, leaf));
			leaves.flat_map(|leaf| &leaf[1..]).copied().collect()
		};
		let (ours, theirs): (Vec<u8>, Vec<u8>) = (numbers(ours), numbers(theirs));
		let first = ours.chunks(4).zip(theirs.chunks(4)).position(|(ours, theirs)| ours != theirs);
		let size = header.tile(&[Tensor::Layer(slot - 1, Part::Down)]);
		first.map_or(Move::Concede, |at| prove(Check::Residual { tile: at as u32 / size }))
	}

	/// The token that refutes the choice in the cell of a head, of which the activation is right.
	fn refuting_token(&self, ours: &[u8], theirs: &[u8]) -> u32 {
		let (artefact, slot) = (self.own.artefact(), self.own.claim().header().head_slot());
		let choice = |cell| choice_in(leaf_in(artefact, cell, slot, CellLeaf::Choice));
		let (Some(ours_is), Some(theirs)) = (choice(ours), choice(theirs)) else { return 0 };
		let likeliest = |choice: Choice| (choice.greatest, choice.likeliest);
		if likeliest(ours_is) != likeliest(theirs) {
			return match theirs.greatest.cmp(&ours_is.greatest) {
				Ordering::Less => ours_is.likeliest,
				Ordering::Equal => ours_is.likeliest.min(theirs.likeliest),
				Ordering::Greater => theirs.likeliest,
			};
		}
		let head = artefact.model().head();
		if theirs.token as usize >= head.rows() {
			return 0;
		}
		let header = artefact.header();
		let leaves =
			header.activation().into_iter().map(|leaf| leaf_in(artefact, ours, slot, leaf));
		let leaves: Vec<&[u8]> = leaves.filter_map(|leaf| leaf.get(1..)).collect();
		let Ok(activation) = activation(header.config(), &leaves) else { return 0 };
		let row = head.row(theirs.token as usize);
		let logit = compute::row_times(row, &activation, F_NORM, F_LINEAR);
		if logit == theirs.logit { ours_is.token } else { theirs.token }
	}

	/// The step of the first leaf that differs, of a group that begins with leaf `start`.
	fn first_leaf(
		&self,
		position: u32,
		slot: u32,
		op: Op,
		start: u32,
		own: &[u8],
		answer: &[u8],
	) -> Option<Step> {
		let header = self.own.claim().header();
		let places = header.claim_places(op, position);
		let (mut ours, mut theirs, mut leaf) = (own, answer, start);
		while !ours.is_empty() {
			let size = 1 + header.op_bytes(op, slot - 1, position, leaf);
			let (our, their) = (ours.split_at_checked(size)?, theirs.split_at_checked(size)?);
			if our.0 != their.0 {
				let check = if op.is_claim() {
					Check::Claim { op, leaf, element: refuting(our.0, their.0, places) }
				} else {
					Check::Leaf { op, leaf }
				};
				return Some(Step { position, slot, check });
			}
			(ours, theirs, leaf) = (our.1, their.1, leaf + 1);
		}
		None
	}
}

/// The element that refutes a claim, given the right one: the true greatest if it is larger or comes first,
/// else the claimed witness, which does not have the claimed value. Any will do where the claim is none.
fn refuting(right: &[u8], claimed: &[u8], places: u32) -> u32 {
	let decode = |leaf: &[u8]| Greatest::decode(leaf.get(1..)?, i64::MAX, places);
	match (decode(right), decode(claimed)) {
		(Some(right), Some(claimed)) if claimed.value > right.value => claimed.at,
		(Some(right), Some(claimed)) if claimed.value == right.value => right.at.min(claimed.at),
		(Some(right), _) => right.at,
		_ => 0,
	}
}

/// The move into child `choice` of a node of which the provider has shown the hashes `shown`, of a cell the roots
/// of its operations.
pub fn choose(node: &Node, shown: &[u8], choice: usize) -> Move {
	let shown: &[Hash] = shown.as_chunks().0;
	let mut proof = Vec::new();
	proof.extend(shown.get(choice).into_iter().flatten());
	let siblings = if let Node::Pages { level: 1, .. } = node {
		proof.extend(shown.get(choice ^ 1).into_iter().flatten());
		let pairs = shown.as_chunks::<2>().0.iter();
		let pages = pairs.map(|[a, b]| <Blake2 as crate::Hasher>::node(a, b)).collect();
		Tree::new::<Blake2>(pages).siblings(choice as u32 / 2, 1)
	} else {
		Tree::new::<Blake2>(shown.to_vec()).siblings(choice as u32, 1)
	};
	proof.extend(siblings.iter().flatten());
	Move::Choose { choice: choice as u32, proof }
}
