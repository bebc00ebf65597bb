//! The inner operations of one layer's cell, leaf by leaf, by the portable operations.
//!
//! Each operation reads what the ones before it have committed to, so that whoever meddles with one carries
//! the change on: a lie that is consistent everywhere but in one place.

use super::{Meddle, norm};
use crate::{
	Config, GROUP, HEAD, Header,
	artefact::Artefact,
	compute,
	hash::{Blake2, Hash, Hasher},
	leaf::{Greatest, Mantissas, Sums, encode_i16, encode_i32, encode_i64},
	merkle::Tree,
	model::{Layer, Matrix},
	op::{DOWN_CHUNK, Op},
	opening::Inner,
	ops::{F_GATED, F_LINEAR, F_RESIDUAL, MATMUL_BITS, VALUE_BITS, gated, residual, scale_row},
	shape::CellLeaf,
	weights::{Part, Tensor},
};

/// What a layer's cell is computed from.
pub struct Inputs<'a> {
	/// The model.
	pub artefact: &'a Artefact,
	/// The position.
	pub position: u32,
	/// The slot, 1 for the first layer.
	pub slot: u32,
	/// The residual before.
	pub x: Vec<i32>,
	/// Keys of all earlier positions, for each head.
	pub keys: Vec<Vec<Mantissas>>,
	/// Values likewise.
	pub values: Vec<Vec<Mantissas>>,
}

/// More than any operation's number.
const OPS: usize = Op::DownSums as usize + 1;

/// The outputs of a cell's operations.
#[derive(Clone, Debug)]
pub struct Cell {
	position: u32,
	slot: u32,
	/// The model's operations.
	order: &'static [Op],
	/// Leaves by the operation's number.
	ops: Vec<Vec<Vec<u8>>>,
	leaves: Vec<Vec<u8>>,
}

impl Cell {
	/// The cell's leaves in the trace, first bytes included, one after the other.
	pub fn bytes(&self) -> Vec<u8> {
		self.leaves.concat()
	}

	/// Leaves of an operation, first bytes included.
	pub fn op(&self, op: Op) -> &[Vec<u8>] {
		self.ops.get(op as usize).map_or(&[], |leaves| leaves)
	}

	/// The tree over an operation's leaves.
	pub fn tree(&self, op: Op) -> Tree {
		Tree::new::<Blake2>(self.op(op).iter().map(|leaf| Blake2::hash(leaf)).collect())
	}

	/// Roots of all operations, in order.
	pub fn roots(&self) -> Vec<Hash> {
		self.order.iter().map(|op| self.tree(*op).root()).collect()
	}

	/// The commitment to all of it.
	pub fn inner(&self) -> Inner {
		let root = crate::merkle::root::<Blake2>(self.roots());
		Inner { position: self.position, slot: self.slot, root }
	}
}

/// Computes a cell, and lets `meddle` change what it wants to.
pub fn compute(inputs: &Inputs<'_>, meddle: &dyn Meddle) -> Cell {
	let layer = &inputs.artefact.model().layers[inputs.slot as usize - 1];
	let cell = Cell {
		position: inputs.position,
		slot: inputs.slot,
		order: inputs.artefact.header().ops(),
		ops: vec![Vec::new(); OPS],
		leaves: Vec::new(),
	};
	let mut work = Work { inputs, layer, meddle, cell };
	let (keys, values) = work.heads();
	work.attention(&keys, &values);
	let middle = work.middle();
	let x = work.feed(&middle);
	let heads = keys.into_iter().chain(values).filter_map(|all| all.last().map(Mantissas::encode));
	work.cell.leaves = x.into_iter().chain(heads).collect();
	work.cell
}

/// Numbers of a leaf, whatever their range.
fn i32s(leaf: &[u8]) -> Vec<i32> {
	leaf[1..].as_chunks().0.iter().map(|n| i32::from_le_bytes(*n)).collect()
}

pub(super) fn i64s(leaf: &[u8]) -> Vec<i64> {
	leaf[1..].as_chunks().0.iter().map(|n| i64::from_le_bytes(*n)).collect()
}

pub(super) fn i16s(leaf: &[u8]) -> Vec<i16> {
	leaf[1..].as_chunks().0.iter().map(|n| i16::from_le_bytes(*n)).collect()
}

pub(super) fn mantissas(leaf: &[u8]) -> Mantissas {
	Mantissas { m: i16s(leaf), e: leaf.last().copied().unwrap_or(0) }
}

struct Work<'a> {
	inputs: &'a Inputs<'a>,
	layer: &'a Layer,
	meddle: &'a dyn Meddle,
	cell: Cell,
}

impl<'a> Work<'a> {
	/// Commits to an operation's output; what follows reads [`Cell::op`].
	fn commit(&mut self, op: Op, mut leaves: Vec<Vec<u8>>) {
		self.meddle.inner(self.inputs.position, self.inputs.slot, op, &mut leaves);
		self.cell.ops[op as usize] = leaves;
	}

	/// Commits to an operation and gives what was committed to.
	fn committed(&mut self, op: Op, leaves: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
		self.commit(op, leaves);
		self.cell.op(op).to_vec()
	}

	/// A norm, quantised: `whole` is the operation of models that do not have it in parts.
	fn normed(&mut self, x: &[i32], gains: &[i32], whole: Op, parts: [Op; 4]) -> Mantissas {
		let config = self.config();
		if !config.extras.parts {
			let a = compute::normed(x, gains, config.epsilon);
			self.commit(whole, vec![a.encode()]);
			return mantissas(self.one(whole));
		}
		norm::commit(config, x, gains, parts, |op, honest| {
			let leaves = self.committed(op, honest.clone());
			if op == parts[1] {
				norm::carry(&honest, &mut self.cell.ops[op as usize]);
			}
			leaves
		})
	}

	fn one(&self, op: Op) -> &[u8] {
		&self.cell.op(op)[0]
	}

	fn all_i16(&self, op: Op) -> Vec<i16> {
		self.cell.op(op).iter().flat_map(|leaf| i16s(leaf)).collect()
	}

	fn all_i32(&self, op: Op) -> Vec<i32> {
		self.cell.op(op).iter().flat_map(|leaf| i32s(leaf)).collect()
	}

	/// Commits to numbers in tiles.
	fn commit_i32(&mut self, op: Op, numbers: &[i32]) {
		let tile = self.inputs.artefact.header().op_tile(op, self.inputs.slot - 1);
		self.commit(op, numbers.chunks(tile as usize).map(encode_i32).collect());
	}

	fn config(&self) -> &'a Config {
		self.inputs.artefact.header().config()
	}

	/// Norm, rows, rotation: query heads, and all keys and values up to this position.
	fn heads(&mut self) -> (Vec<Vec<Mantissas>>, Vec<Vec<Mantissas>>) {
		let (x, gains) = (&self.inputs.x, &self.layer.attention_norm);
		let a = self.normed(x, gains, Op::AttentionInput, norm::INPUT);
		for (op, matrix, bits) in [
			(Op::Query, &self.layer.query, 32),
			(Op::KeyRows, &self.layer.key, 32),
			(Op::ValueRows, &self.layer.value, VALUE_BITS),
		] {
			let rows = (0..matrix.rows())
				.map(|row| compute::biased(matrix.row(row), matrix.bias(row), &a, bits));
			self.commit_i32(op, &rows.collect::<Vec<_>>());
		}
		let rotation = self.inputs.artefact.model().frequencies.at(self.inputs.position);
		let queries = self.all_i32(Op::Query);
		let queries = queries.chunks(HEAD).map(|rows| compute::rotated(rows, &rotation).encode());
		self.commit(Op::QueryHead, queries.collect());
		let keys = self.all_i32(Op::KeyRows);
		let keys = keys.chunks(HEAD).map(|rows| compute::rotated(rows, &rotation));
		let values = self.all_i32(Op::ValueRows);
		let values = values.chunks(HEAD).map(compute::value);
		(
			self.with_this(&self.inputs.keys, keys, CellLeaf::Key),
			self.with_this(&self.inputs.values, values, CellLeaf::Value),
		)
	}

	fn with_this(
		&self,
		before: &[Vec<Mantissas>],
		this: impl Iterator<Item = Mantissas>,
		leaf: fn(u32) -> CellLeaf,
	) -> Vec<Vec<Mantissas>> {
		let both = before.iter().zip(this).zip(0..);
		both.map(|((before, this), head)| {
			let mut bytes = this.encode();
			let (position, slot) = (self.inputs.position, self.inputs.slot);
			self.meddle.leaf(position, slot, leaf(head), &mut bytes);
			before.iter().cloned().chain([mantissas(&bytes)]).collect()
		})
		.collect()
	}

	fn attention(&mut self, keys: &[Vec<Mantissas>], values: &[Vec<Mantissas>]) {
		let config = self.inputs.artefact.header().config();
		let chunk = self.inputs.artefact.header().chunk() as usize;
		let shared = (config.heads / config.kv_heads) as usize;
		let heads = config.heads as usize;
		let queries: Vec<Mantissas> =
			self.cell.op(Op::QueryHead).iter().map(|leaf| mantissas(leaf)).collect();
		let scores = queries.iter().enumerate().flat_map(|(head, query)| {
			let chunks = keys[head / shared].chunks(chunk);
			chunks.map(|keys| encode_i64(&compute::scores(query, keys)))
		});
		self.commit(Op::Scores, scores.collect());
		let chunks = self.cell.op(Op::Scores).len() / heads;
		let scores: Vec<Vec<i64>> = self
			.cell
			.op(Op::Scores)
			.chunks(chunks)
			.map(|head| head.iter().flat_map(|leaf| i64s(leaf)).collect())
			.collect();
		self.commit(Op::Greatest, scores.iter().map(|z| Greatest::of(z).encode()).collect());
		let mut leaves = Vec::new();
		for (head, scores) in scores.iter().enumerate() {
			let greatest = i64s(&self.cell.op(Op::Greatest)[head])[0];
			let mut sums = Sums::default();
			for (scores, values) in scores.chunks(chunk).zip(values[head / shared].chunks(chunk)) {
				compute::add_keys(&mut sums, greatest, scores.iter().copied().zip(values));
				leaves.push(sums.encode());
			}
		}
		self.commit_sums(Op::Sums, leaves, chunks);
		let outputs = self.cell.op(Op::Sums).chunks(chunks).filter_map(|head| {
			let numbers = i64s(head.last()?);
			let values = *numbers[1..].first_chunk()?;
			let out = compute::head_output(&Sums { weights: numbers[0], values });
			Some(encode_i32(&out.iter().map(|o| *o as i32).collect::<Vec<_>>()))
		});
		let outputs = outputs.collect();
		self.commit(Op::HeadOutput, outputs);
	}

	/// A change of one chunk's sums is carried into the later ones.
	fn commit_sums(&mut self, op: Op, honest: Vec<Vec<u8>>, chunks: usize) {
		self.commit(op, honest.clone());
		let meddled = &mut self.cell.ops[op as usize];
		for (honest, meddled) in honest.chunks(chunks).zip(meddled.chunks_mut(chunks)) {
			norm::carry(honest, meddled);
		}
	}

	/// The residual after attention.
	fn middle(&mut self) -> Vec<i32> {
		let outputs = compute::wide(&self.all_i32(Op::HeadOutput));
		let a = if self.config().extras.parts {
			self.commit(Op::OutputGreatest, vec![Greatest::of_magnitudes(&outputs).encode()]);
			let e = compute::exponent(i64s(self.one(Op::OutputGreatest))[0]);
			let tiles = compute::mantissas(&outputs, e);
			self.commit(Op::OutputMantissas, tiles.chunks(HEAD).map(encode_i16).collect());
			Mantissas { m: self.all_i16(Op::OutputMantissas), e }
		} else {
			self.commit(Op::OutputInput, vec![compute::quantised(&outputs, MATMUL_BITS).encode()]);
			mantissas(self.one(Op::OutputInput))
		};
		let rows = add_rows(&self.layer.output, &a, &self.inputs.x, F_LINEAR);
		self.commit_i32(Op::Middle, &rows);
		self.all_i32(Op::Middle)
	}

	/// The layer's output, as leaves.
	fn feed(&mut self, middle: &[i32]) -> Vec<Vec<u8>> {
		let a = self.normed(middle, &self.layer.ffn_norm, Op::FeedInput, norm::FEED);
		let products = (0..self.layer.gate.rows()).map(|row| {
			let linear = |matrix: &Matrix| compute::linear(matrix.row(row), &a, 32);
			gated(linear(&self.layer.gate), linear(&self.layer.up))
		});
		let products: Vec<i64> = products.collect();
		let tile = self.inputs.artefact.header().op_tile(Op::Gated, self.inputs.slot - 1) as usize;
		self.commit(Op::Gated, products.chunks(tile).map(encode_i64).collect());
		let products: Vec<i64> =
			self.cell.op(Op::Gated).iter().flat_map(|leaf| i64s(leaf)).collect();
		self.commit(Op::GatedGreatest, vec![Greatest::of_magnitudes(&products).encode()]);
		let e = compute::exponent(i64s(self.one(Op::GatedGreatest))[0]);
		let m = compute::mantissas(&products, e);
		let tiles = m.chunks(crate::op::DOWN_TILE as usize).map(encode_i16);
		self.commit(Op::DownInput, tiles.collect());
		let a = Mantissas { m: self.all_i16(Op::DownInput), e };
		let rows = match self.config().extras.parts {
			true => self.add_sums(&a, middle),
			false => add_rows(&self.layer.down, &a, middle, F_GATED),
		};
		let (position, slot) = (self.inputs.position, self.inputs.slot);
		residual_leaves(self.inputs.artefact.header(), &rows, |leaf, bytes| {
			self.meddle.leaf(position, slot, leaf, bytes);
		})
	}

	/// The residual with the rows of the down matrix, from sums over chunks of their inputs.
	fn add_sums(&mut self, a: &Mantissas, middle: &[i32]) -> Vec<i32> {
		let (header, down) = (self.inputs.artefact.header(), &self.layer.down);
		let size = header.tile(&[Tensor::Layer(self.inputs.slot - 1, Part::Down)]) as usize;
		let chunks = header.down_chunks() as usize;
		let mut leaves = Vec::new();
		for first in (0..down.rows()).step_by(size) {
			let mut sums = vec![0; size];
			for (chunk, x) in a.m.chunks(DOWN_CHUNK as usize).enumerate() {
				let from = chunk * DOWN_CHUNK as usize / GROUP;
				for (row, sum) in (first..).zip(&mut sums) {
					*sum = compute::add_row(*sum, down.row(row), from, x);
				}
				leaves.push(encode_i64(&sums));
			}
		}
		self.commit_sums(Op::DownSums, leaves, chunks);
		let tiles = self.cell.op(Op::DownSums).chunks(chunks);
		let sums = tiles.flat_map(|tile| tile.last().map(|leaf| i64s(leaf)).unwrap_or_default());
		let rows = middle.iter().zip(sums).zip(down.exponents());
		rows.map(|((x, sum), e)| residual(*x, scale_row(sum, *e, a.e, F_GATED, F_RESIDUAL)))
			.collect()
	}
}

/// The leaves of a residual, with what `meddle` makes of each.
pub(super) fn residual_leaves(
	header: &Header,
	x: &[i32],
	mut meddle: impl FnMut(CellLeaf, &mut Vec<u8>),
) -> Vec<Vec<u8>> {
	let parts = (0..).zip(x.chunks(header.config().part() as usize));
	parts
		.map(|(part, x)| {
			let mut bytes = encode_i32(x);
			meddle(header.residual(part), &mut bytes);
			bytes
		})
		.collect()
}

fn add_rows(matrix: &Matrix, a: &Mantissas, x: &[i32], from: i32) -> Vec<i32> {
	let rows = x.iter().enumerate();
	rows.map(|(row, x)| residual(*x, compute::row_times(matrix.row(row), a, from, F_RESIDUAL)))
		.collect()
}
