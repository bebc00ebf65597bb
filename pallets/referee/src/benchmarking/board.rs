//! A made-up model, answer and lie: as large as they may be, and cheap to make.
//!
//! Most of every tree is zeros in place of hashes. What is opened has the right form, so that the runtime
//! reads and computes all of it.

use crate::{Cell, HostBlake2};
use alloc::{vec, vec::Vec};
use stoa_exact::{
	Check, Config, Extras, Hash, Hasher, Header, Shape, Step,
	hash::LEAF,
	header::Storage,
	merkle::{Tree, root_of_range},
	op::Op,
	ops::Quant,
	weights::{Part, Tensor},
};
use stoa_primitives::{Sampling, frame::TraceClaim};

const ZEROS: Hash = [0; 32];
/// Of the longest context, the last but one that is in a layer's cell with all keys before it.
pub const CELL: Cell = Cell { position: 8_190, slot: 30 };
const LAYER: u32 = CELL.slot - 1;

/// The model with the longest cells that can be refereed, of a few shapes.
fn header(weights: Hash) -> Header {
	let shapes = [[1_280, 20, 20], [1_152, 18, 18], [1_024, 16, 16], [960, 15, 15], [576, 9, 9]];
	let of = |[dim, heads, kv_heads]: [u32; 3]| {
		let config = Config {
			layers: 30,
			dim,
			heads,
			kv_heads,
			ffn: 1_536,
			vocabulary: 49_152,
			context: 8_192,
			rope_base: 10_000,
			epsilon: 2_684,
			extras: Extras::default(),
		};
		let storage = Storage { embedding: Quant::Q8, head: None, layers: vec![0; 30] };
		Header::new(config, storage, &[2], ZEROS, weights).ok()
	};
	shapes.into_iter().find_map(of).expect("one of them fits")
}

/// From `known` up to the root; what is missing on the way is zeros, and added to `opening`.
fn climb(width: u32, start: u32, known: Vec<Hash>, opening: &mut Vec<u8>) -> Hash {
	let sibling = || {
		opening.extend(ZEROS);
		Some(ZEROS)
	};
	root_of_range::<HostBlake2>(width, start, known, sibling).expect("it is in the tree")
}

/// Leaves of one object: what is opened, and the root of its own tree.
fn object(width: u32, start: u32, leaves: Vec<Vec<u8>>) -> (Vec<u8>, Hash) {
	let hashes = leaves.iter().map(|leaf| HostBlake2::hash(leaf)).collect();
	let mut opening = leaves.concat();
	let root = climb(width, start, hashes, &mut opening);
	(opening, root)
}

/// A tree of `width` roots, of which some are known: their objects' openings up to its root, and that.
fn joined(width: u32, objects: Vec<(u32, (Vec<u8>, Hash))>) -> (Vec<Vec<u8>>, Hash) {
	let mut roots = vec![ZEROS; width as usize];
	for (at, (_, root)) in &objects {
		roots[*at as usize] = *root;
	}
	let tree = Tree::new::<HostBlake2>(roots);
	let up = |(at, (mut opening, _)): (u32, (Vec<u8>, Hash))| {
		opening.extend(tree.siblings(at, 1).concat());
		opening
	};
	(objects.into_iter().map(up).collect(), tree.root())
}

/// Zeros as a leaf.
fn zeros(bytes: usize) -> Vec<u8> {
	let mut leaf = vec![0; 1 + bytes];
	leaf[0] = LEAF;
	leaf
}

/// All that a benchmark needs of an answer.
pub struct Board {
	/// What a market says of it.
	pub claim: TraceClaim,
	/// The way from [`CELL`] to the trace.
	pub path: Vec<u8>,
	/// What the provider shows there.
	pub shown: Vec<u8>,
	/// Root of the inner operations of which `proof` opens some.
	pub inner: Hash,
	/// A gated product that is wrong.
	pub proof: Vec<u8>,
}

impl Board {
	/// One in which the provider lied.
	pub fn new() -> Self {
		let (weights, inner, proof) = gated();
		let header = header(weights);
		let shape = Shape::new(8_000, 192, false).expect("within the context");
		let leaves = header.cell_leaves(CELL.slot).into_iter();
		let cell: Vec<u8> = leaves.flat_map(|leaf| zeros(header.cell_bytes(leaf))).collect();
		let hash = header.cell_hash::<HostBlake2>(CELL.slot, &cell).expect("it is one");
		let mut path = hash.to_vec();
		let (page, within) = (CELL.position / 32, CELL.position % 32);
		let node = climb(header.slots(), CELL.slot, vec![hash], &mut path);
		let index = climb(shape.page_width(page), within, vec![node], &mut path);
		path.extend(ZEROS);
		let node = HostBlake2::node(&index, &ZEROS);
		let trace = climb(shape.pages(), page, vec![node], &mut path);
		let claim = TraceClaim {
			header: header.encode().try_into().expect("fits"),
			prompt_tokens: shape.prompt(),
			output_tokens: shape.output(),
			ended: shape.ended(),
			sampling: Sampling::Greedy,
			prompt: ZEROS,
			output: ZEROS,
			trace,
		};
		let shown = [vec![0; 32 * Op::COUNT as usize], cell].concat();
		Self { claim, path, shown, inner, proof }
	}
}

/// A wrong gated product: root of the weights, root of the inner operations, and the proof.
fn gated() -> (Hash, Hash, Vec<u8>) {
	let header = header(ZEROS);
	let tile = header.op_tile(Op::Gated, LAYER);
	let rows = |part: Part| {
		let tensor = Tensor::Layer(LAYER, part);
		let mut leaf = zeros(header.row_bytes(tensor));
		*leaf.last_mut().expect("it has an exponent") = 20;
		let object = object(header.rows(tensor), 0, vec![leaf; tile as usize]);
		(header.index(tensor), object)
	};
	let (rows, weights) = joined(header.tensors(), vec![rows(Part::Gate), rows(Part::Up)]);
	let leaf = |op: Op| zeros(header.op_bytes(op, LAYER, CELL.position, 0));
	let leaves = |op: Op| header.op_leaves(op, LAYER, CELL.position);
	let mut wrong = leaf(Op::Gated);
	wrong[1] = 1;
	let input = object(leaves(Op::FeedInput), 0, vec![leaf(Op::FeedInput)]);
	let output = object(leaves(Op::Gated), 0, vec![wrong]);
	let ops = vec![(Op::FeedInput as u32, input), (Op::Gated as u32, output)];
	let (ops, inner) = joined(Op::COUNT, ops);
	let check = Check::Leaf { op: Op::Gated, leaf: 0 };
	let step = Step { position: CELL.position, slot: CELL.slot, check };
	let proof = [&step.encode(), &ops[0][..], &rows.concat(), &ops[1]].concat();
	(weights, inner, proof)
}

/// A model with a gain out of bounds: its header, and the proof.
pub fn bad_model() -> (Vec<u8>, Vec<u8>) {
	let of_zeros = header(ZEROS);
	let (tensor, mut leaf) = (Tensor::FinalNorm, zeros(of_zeros.row_bytes(Tensor::FinalNorm)));
	leaf[4] = 0x7f;
	let at = of_zeros.index(tensor);
	let (opened, weights) = joined(of_zeros.tensors(), vec![(at, object(1, 0, vec![leaf]))]);
	let proof = [&at.to_le_bytes()[..], &0u32.to_le_bytes(), &opened[0]].concat();
	(header(weights).encode(), proof)
}
