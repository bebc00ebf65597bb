//! Openings for any step: the objects that [`crate::recompute()`] reads, in its order.
//!
//! A challenger opens another's commitment, of which he knows what equals his own and what a game has shown.
//! A [`View`] is his own execution with the shown parts in place of his.

mod parts;

use super::execution::{Execution, leaf_in, token_in};
use crate::{
	HEAD,
	game::{Node, group_of},
	hash::{Blake2, Hash, Hasher},
	merkle::Tree,
	op::{DOWN_TILE, Op},
	shape::{ARITY, CellLeaf, TOKENS_PER_LEAF, token_leaf, token_leaves},
	step::{Check, Step},
	trace::layer::Cell,
	weights::{Part, Tensor},
};
use std::cell::OnceCell;

/// A commitment as far as it is known.
pub struct View<'a> {
	own: &'a Execution,
	shown: &'a [(Node, Vec<u8>)],
	/// The one cell whose inner operations are opened.
	inner: OnceCell<(u32, u32, Cell)>,
}

fn hashes(bytes: &[u8]) -> &[Hash] {
	bytes.as_chunks().0
}

impl<'a> View<'a> {
	/// One's own commitment with what was `shown` of another in place of one's own.
	pub fn new(own: &'a Execution, shown: &'a [(Node, Vec<u8>)]) -> Self {
		Self { own, shown, inner: OnceCell::new() }
	}

	/// The proof of a step that exists: step and opening.
	pub fn prove(&self, step: &Step) -> Vec<u8> {
		let mut out = step.encode().to_vec();
		let (position, slot) = (step.position, step.slot);
		let header = self.own.claim().header();
		let layer = slot.wrapping_sub(1);
		match step.check {
			Check::Token => {
				self.trace_leaf(&mut out, position, 0, CellLeaf::Token);
				self.token(&mut out, position);
			}
			Check::EmbedPart { part } => {
				self.trace_leaf(&mut out, position, 0, CellLeaf::Token);
				self.trace_leaf(&mut out, position, 0, CellLeaf::Part(part));
				let token = token_in(self.leaf(position, 0, CellLeaf::Token));
				self.row_if_any(&mut out, Tensor::Embedding, token);
			}
			Check::Embed => {
				self.whole_cell(&mut out, position, 0);
				let token = token_in(self.leaf(position, 0, CellLeaf::Token));
				self.row_if_any(&mut out, Tensor::Embedding, token);
			}
			Check::FinalNorm => {
				self.trace_leaf(&mut out, position, slot - 1, CellLeaf::Residual);
				out.extend(self.own.artefact().open_rows(Tensor::FinalNorm, 0, 1));
				self.trace_leaf(&mut out, position, slot, CellLeaf::Activation);
			}
			Check::Better { token } => {
				let mut leaves = header.activation();
				leaves.push(CellLeaf::Choice);
				self.neighbours(&mut out, position, slot, &leaves);
				self.row_if_any(&mut out, Tensor::Head, token);
			}
			Check::Emitted => {
				self.trace_leaf(&mut out, position, slot, CellLeaf::Choice);
				if position + 1 < self.own.tokens().len() as u32 {
					self.token(&mut out, position + 1);
				}
			}
			Check::Absent => {
				let cell = [self.slots(position).nodes(0, slot, 1)].concat();
				self.by_position(&mut out, position, 1, slot, |_| hashes_bytes(&cell));
			}
			Check::DualIndex => self.dual_index(&mut out, position, slot),
			Check::Key { head } => {
				let tiles = HEAD as u32 / header.op_tile(Op::KeyRows, layer);
				self.inner(&mut out, step, Op::KeyRows, head * tiles, tiles);
				self.trace_leaf(&mut out, position, slot, CellLeaf::Key(head));
			}
			Check::Value { head } => {
				let tiles = HEAD as u32 / header.op_tile(Op::ValueRows, layer);
				self.inner(&mut out, step, Op::ValueRows, head * tiles, tiles);
				self.trace_leaf(&mut out, position, slot, CellLeaf::Value(head));
			}
			Check::Residual { tile } => self.residual(&mut out, step, tile),
			Check::Claim { op, element, .. } if op.is_norm() => {
				let part = element / header.config().part();
				self.norm_part(&mut out, step, op, part);
			}
			Check::Leaf { op, leaf } if op.is_norm() => self.norm_part(&mut out, step, op, leaf),
			Check::Claim { op, leaf, element } => {
				self.inner(&mut out, step, op, leaf, 1);
				let (of, at) = match op {
					Op::Greatest => {
						let chunks = header.chunks(position);
						(Op::Scores, leaf * chunks + element / header.chunk())
					}
					Op::OutputGreatest => (Op::HeadOutput, element / HEAD as u32),
					_ => (Op::Gated, element / header.op_tile(Op::Gated, layer)),
				};
				self.inner(&mut out, step, of, at, 1);
			}
			Check::Leaf { op, leaf } => self.op_leaf(&mut out, step, op, leaf),
		}
		out
	}

	fn op_leaf(&self, out: &mut Vec<u8>, step: &Step, op: Op, leaf: u32) {
		let (position, slot, layer) = (step.position, step.slot, step.slot - 1);
		let header = self.own.claim().header();
		let t = |part| Tensor::Layer(layer, part);
		let rows = |out: &mut Vec<u8>, part| {
			let tile = header.op_tile(op, layer);
			out.extend(self.own.artefact().open_rows(t(part), leaf * tile, tile));
		};
		let chunks = header.chunks(position);
		let (head, chunk) = (leaf / chunks, leaf % chunks);
		let shared = head / (header.config().heads / header.config().kv_heads);
		match op {
			Op::AttentionInput => {
				self.trace_leaf(out, position, slot - 1, CellLeaf::Residual);
				out.extend(self.own.artefact().open_rows(t(Part::AttentionNorm), 0, 1));
			}
			Op::Query | Op::KeyRows | Op::ValueRows => {
				self.vector(out, step, Op::AttentionInput);
				rows(out, [Part::Query, Part::Key, Part::Value][op as usize - 1]);
			}
			Op::QueryHead => {
				let tiles = HEAD as u32 / header.op_tile(Op::Query, layer);
				self.inner(out, step, Op::Query, leaf * tiles, tiles);
			}
			Op::Scores => {
				self.inner(out, step, Op::QueryHead, head, 1);
				self.keys(out, step, CellLeaf::Key(shared), chunk);
			}
			Op::Sums => {
				self.inner(out, step, Op::Greatest, head, 1);
				self.inner(out, step, Op::Scores, leaf, 1);
				self.keys(out, step, CellLeaf::Value(shared), chunk);
				let before = u32::from(chunk > 0);
				// The output comes with the sums before it.
				return self.inner(out, step, Op::Sums, leaf - before, 1 + before);
			}
			Op::HeadOutput => self.inner(out, step, Op::Sums, leaf * chunks + chunks - 1, 1),
			Op::OutputInput => self.inner_all(out, step, Op::HeadOutput),
			Op::Middle => {
				self.vector(out, step, Op::OutputInput);
				rows(out, Part::Output);
				let part = leaf * header.op_tile(op, layer) / header.config().part();
				self.trace_leaf(out, position, slot - 1, header.residual(part));
			}
			Op::FeedInput => {
				self.inner_all(out, step, Op::Middle);
				out.extend(self.own.artefact().open_rows(t(Part::FeedNorm), 0, 1));
			}
			Op::Gated => {
				self.vector(out, step, Op::FeedInput);
				rows(out, Part::Gate);
				rows(out, Part::Up);
			}
			Op::DownInput => {
				self.inner(out, step, Op::GatedGreatest, 0, 1);
				let many = DOWN_TILE / header.op_tile(Op::Gated, layer);
				self.inner(out, step, Op::Gated, leaf * many, many);
			}
			Op::OutputMantissas => {
				self.inner(out, step, Op::OutputGreatest, 0, 1);
				self.inner(out, step, Op::HeadOutput, leaf, 1);
			}
			Op::DownSums => return self.down_sums(out, step, leaf),
			// Claims, and norms in parts.
			_ => {}
		}
		self.inner(out, step, op, leaf, 1);
	}

	fn residual(&self, out: &mut Vec<u8>, step: &Step, tile: u32) {
		let (header, layer) = (self.own.claim().header(), step.slot - 1);
		let down = Tensor::Layer(layer, Part::Down);
		let size = header.tile(&[down]);
		let first = tile * size;
		self.inner(out, step, Op::GatedGreatest, 0, 1);
		if header.config().extras.parts {
			let chunks = header.down_chunks();
			self.inner(out, step, Op::DownSums, tile * chunks + chunks - 1, 1);
		} else {
			self.inner_all(out, step, Op::DownInput);
		}
		out.extend(self.own.artefact().open_rows(down, first, size));
		let per_leaf = header.op_tile(Op::Middle, layer);
		let start = first / per_leaf;
		let count = (first + size).div_ceil(per_leaf) - start;
		self.inner(out, step, Op::Middle, start, count);
		let part = first / header.config().part();
		self.trace_leaf(out, step.position, step.slot, header.residual(part));
	}

	// What is known of the trace.

	fn shown_at(&self, node: &Node) -> Option<&'a [u8]> {
		self.shown.iter().find(|(shown, _)| shown == node).map(|(_, bytes)| &bytes[..])
	}

	/// `tree` with the hashes that were shown at the nodes that `place` knows: their level and place.
	fn overlaid(&self, mut tree: Tree, place: impl Fn(&Node) -> Option<(u8, u32)>) -> Tree {
		for (node, bytes) in self.shown {
			if let Some((level, at)) = place(node) {
				let below = u32::from(level.saturating_sub(1)) * ARITY.ilog2();
				tree.replace::<Blake2>(below, at * ARITY, hashes(bytes));
			}
		}
		tree
	}

	fn page(&self, page: u32) -> [Hash; 2] {
		let node = Node::Pages { level: 1, at: page / ARITY };
		let shown = self.shown_at(&node).map(|bytes| bytes.as_chunks::<64>().0);
		let pair = shown.and_then(|pairs| pairs.get((page % ARITY) as usize));
		let pair = pair.and_then(|pair| hashes(pair).first_chunk::<2>());
		pair.copied().unwrap_or_else(|| self.own.trace().page(page))
	}

	fn pages(&self) -> Tree {
		let mut tree = self.overlaid(self.own.trace().pages_tree(), |node| match *node {
			Node::Pages { level, at } if level > 1 => Some((level, at)),
			_ => None,
		});
		for (node, bytes) in self.shown {
			if let Node::Pages { level: 1, at } = *node {
				let pairs = hashes(bytes).as_chunks::<2>().0.iter();
				let pages: Vec<Hash> = pairs.map(|[a, b]| Blake2::node(a, b)).collect();
				tree.replace::<Blake2>(0, at * ARITY, &pages);
			}
		}
		tree
	}

	fn positions(&self, page: u32) -> Tree {
		self.overlaid(self.own.trace().positions_tree(page), |node| {
			(*node == Node::Positions { page }).then_some((1, 0))
		})
	}

	fn slots(&self, position: u32) -> Tree {
		self.overlaid(self.own.trace().slots_tree(position), |node| match *node {
			Node::Slots { position: p, level, at } if p == position => Some((level, at)),
			_ => None,
		})
	}

	fn by_slot(&self, page: u32) -> Tree {
		self.overlaid(self.own.trace().by_slot_tree(page), |node| match *node {
			Node::BySlot { page: p, level, at } if p == page => Some((level, at)),
			_ => None,
		})
	}

	fn column(&self, page: u32, slot: u32) -> Tree {
		let mut tree = self.overlaid(self.own.trace().column_tree(page, slot), |node| {
			(*node == Node::Column { page, slot }).then_some((1, 0))
		});
		if tree.width() == 1 {
			// Not shown: it is the node above.
			tree.replace::<Blake2>(0, 0, self.by_slot(page).nodes(0, slot, 1));
		}
		tree
	}

	fn cell(&self, position: u32, slot: u32) -> &[u8] {
		let size = self.own.claim().header().cell_size(slot);
		let shown = self.shown_at(&Node::Cell { position, slot });
		// The inner roots come first.
		let shown = shown.map(|bytes| bytes.get(bytes.len() - size..).unwrap_or_default());
		shown.unwrap_or_else(|| self.own.cell(position, slot))
	}

	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf) -> &[u8] {
		leaf_in(self.own.artefact(), self.cell(position, slot), slot, leaf)
	}

	fn cell_tree(&self, position: u32, slot: u32) -> Tree {
		let leaves = self.own.claim().header().cell_leaves(slot);
		let hashes = leaves.into_iter().map(|leaf| Blake2::hash(self.leaf(position, slot, leaf)));
		Tree::new::<Blake2>(hashes.collect())
	}

	// Objects of the trace.

	fn by_position(
		&self,
		out: &mut Vec<u8>,
		start: u32,
		count: u32,
		slot: u32,
		cell: impl Fn(u32) -> Vec<u8>,
	) {
		let page = start / ARITY;
		for position in start..start + count {
			out.extend(cell(position));
			put(out, self.slots(position).siblings(slot, 1));
		}
		put(out, self.positions(page).siblings(start % ARITY, count));
		put(out, [self.page(page)[1]]);
		put(out, self.pages().siblings(page, 1));
	}

	/// A leaf and the way to its cell.
	fn in_cell(&self, position: u32, slot: u32, leaf: CellLeaf) -> Vec<u8> {
		let mut bytes = self.leaf(position, slot, leaf).to_vec();
		let (_, place) = self.own.claim().header().cell_place(slot, leaf);
		put(&mut bytes, self.cell_tree(position, slot).siblings(place, 1));
		bytes
	}

	fn trace_leaf(&self, out: &mut Vec<u8>, position: u32, slot: u32, leaf: CellLeaf) {
		self.by_position(out, position, 1, slot, |position| self.in_cell(position, slot, leaf));
	}

	/// Neighbouring leaves of a cell.
	fn neighbours(&self, out: &mut Vec<u8>, position: u32, slot: u32, leaves: &[CellLeaf]) {
		self.by_position(out, position, 1, slot, |position| {
			let mut bytes: Vec<u8> = Vec::new();
			leaves.iter().for_each(|leaf| bytes.extend(self.leaf(position, slot, *leaf)));
			let first = leaves.first().copied().unwrap_or(CellLeaf::Token);
			let (_, place) = self.own.claim().header().cell_place(slot, first);
			let siblings = self.cell_tree(position, slot).siblings(place, leaves.len() as u32);
			put(&mut bytes, siblings);
			bytes
		});
	}

	fn whole_cell(&self, out: &mut Vec<u8>, position: u32, slot: u32) {
		let cell = |position| self.cell(position, slot).to_vec();
		self.by_position(out, position, 1, slot, cell);
	}

	fn keys(&self, out: &mut Vec<u8>, step: &Step, leaf: CellLeaf, chunk: u32) {
		let (position, slot) = (step.position, step.slot);
		let header = self.own.claim().header();
		let (start, count) = (chunk * header.chunk(), header.chunk_width(position, chunk));
		let page = start / ARITY;
		if page == position / ARITY {
			let cell = |position| self.in_cell(position, slot, leaf);
			return self.by_position(out, start, count, slot, cell);
		}
		for position in start..start + count {
			out.extend(self.in_cell(position, slot, leaf));
		}
		put(out, self.column(page, slot).siblings(start % ARITY, count));
		put(out, self.by_slot(page).siblings(slot, 1));
		put(out, [self.page(page)[0]]);
		put(out, self.pages().siblings(page, 1));
	}

	fn dual_index(&self, out: &mut Vec<u8>, position: u32, slot: u32) {
		let (page, place) = (position / ARITY, position % ARITY);
		let slots = self.slots(position);
		put(out, slots.nodes(0, slot, 1).iter().copied());
		put(out, slots.siblings(slot, 1));
		put(out, self.positions(page).siblings(place, 1));
		let column = self.column(page, slot);
		put(out, column.nodes(0, place, 1).iter().copied());
		put(out, column.siblings(place, 1));
		put(out, self.by_slot(page).siblings(slot, 1));
		put(out, self.pages().siblings(page, 1));
	}

	fn token(&self, out: &mut Vec<u8>, place: u32) {
		let prompt = self.own.claim().shape().prompt();
		let (prompt, output) = self.own.tokens().split_at(prompt as usize);
		let (list, at) = match place.checked_sub(prompt.len() as u32) {
			None => (prompt, place),
			Some(at) => (output, at),
		};
		let at = at / TOKENS_PER_LEAF;
		out.extend(token_leaf(list, at));
		let leaves =
			(0..token_leaves(list.len() as u32)).map(|at| Blake2::hash(&token_leaf(list, at)));
		put(out, Tree::new::<Blake2>(leaves.collect()).siblings(at, 1));
	}

	fn row_if_any(&self, out: &mut Vec<u8>, tensor: Tensor, row: u32) {
		if row < self.own.claim().header().rows(tensor) {
			out.extend(self.own.artefact().open_rows(tensor, row, 1));
		}
	}

	// Inner operations of the cell in doubt.

	fn own_inner(&self, position: u32, slot: u32) -> &Cell {
		let (.., cell) =
			self.inner.get_or_init(|| (position, slot, self.own.inner(position, slot)));
		cell
	}

	fn op_tree(&self, position: u32, slot: u32, op: Op) -> Tree {
		let mut tree = self.own_inner(position, slot).tree(op);
		let group = self.own.claim().header().op_group(op, slot - 1, position);
		for (node, bytes) in self.shown {
			let Node::Leaves { op: shown, level, at, .. } = *node else { continue };
			match group_of(self.own.claim(), node) {
				_ if shown != op => {}
				Some((start, count)) => {
					let leaves = (start..start + count)
						.map(|leaf| Blake2::hash(&self.op_bytes(position, slot, op, leaf)));
					tree.replace::<Blake2>(0, start, &leaves.collect::<Vec<_>>());
				}
				None => {
					let below = group.ilog2() + u32::from(level - 1) * ARITY.ilog2();
					tree.replace::<Blake2>(below, at * ARITY, hashes(bytes));
				}
			}
		}
		tree
	}

	/// A leaf of an operation, first byte included.
	fn op_bytes(&self, position: u32, slot: u32, op: Op, leaf: u32) -> Vec<u8> {
		let header = self.own.claim().header();
		let size = |leaf| 1 + header.op_bytes(op, slot - 1, position, leaf);
		for (node, bytes) in self.shown {
			let Some((start, count)) = group_of(self.own.claim(), node) else { continue };
			let Node::Leaves { op: shown, .. } = *node else { continue };
			if shown == op && (start..start + count).contains(&leaf) {
				let from: usize = (start..leaf).map(size).sum();
				return bytes.get(from..from + size(leaf)).unwrap_or_default().to_vec();
			}
		}
		self.own_inner(position, slot).op(op).get(leaf as usize).cloned().unwrap_or_default()
	}

	fn inner(&self, out: &mut Vec<u8>, step: &Step, op: Op, start: u32, count: u32) {
		let (position, slot) = (step.position, step.slot);
		let header = self.own.claim().header();
		for leaf in start..start + count {
			out.extend(self.op_bytes(position, slot, op, leaf));
		}
		put(out, self.op_tree(position, slot, op).siblings(start, count));
		let shown = self.shown_at(&Node::Cell { position, slot });
		let roots = match shown {
			Some(bytes) => hashes(bytes)[..header.ops().len()].to_vec(),
			None => self.own_inner(position, slot).roots(),
		};
		let place = header.op_place(op).unwrap_or(0);
		put(out, Tree::new::<Blake2>(roots).siblings(place, 1));
	}

	fn inner_all(&self, out: &mut Vec<u8>, step: &Step, op: Op) {
		let header = self.own.claim().header();
		self.inner(out, step, op, 0, header.op_leaves(op, step.slot - 1, step.position));
	}
}

fn put(out: &mut Vec<u8>, hashes: impl IntoIterator<Item = Hash>) {
	out.extend(hashes.into_iter().flatten());
}

fn hashes_bytes(hashes: &[Hash]) -> Vec<u8> {
	hashes.iter().flatten().copied().collect()
}
