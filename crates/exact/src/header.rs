//! What a model's root commits to, and the limits that registration checks.
//!
//! The model's root is the hash of its header: contract, frozen tables, shape, storage of each matrix, end
//! tokens, tokeniser and the root of all weights. The header is also how an artefact begins.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	Arithmetic, Config, Extras, GROUP,
	config::MAX_LAYERS,
	hash::{Hash, Hasher},
	leaf::CHOICE_BYTES,
	merkle::levels,
	op::{self, CHUNKS},
	ops::Quant,
	rope::PAIRS,
	weights::{Part, Tensor},
};
use alloc::vec::Vec;

/// Most bytes of an opening.
pub const MAX_OPENING: usize = 16_384;
/// Most end tokens.
pub const MAX_ENDS: usize = 8;
/// Longest header, in bytes.
pub const MAX_HEADER: usize = FIXED + MAX_LAYERS as usize;
/// Why a model is refused.
const TOO_LONG: &str = "a step of this model does not fit the 16 KiB of a proof, or a cell of it an answer: its \
	vectors are too long (at most 4,096 wide with 4-bit weights, 3,072 with 8-bit ones)";
/// Bytes of a header before what differs in length.
const FIXED: usize = 182;
/// Bytes of the rotations' factors, if there are any.
const FACTORS: usize = 4 * PAIRS;
/// Bytes from which a header's length can be told.
pub const HEADER_START: usize = 85;
/// blake2b-256 of [`crate::tables::EXP2`], little-endian.
pub const TABLES: Hash = [
	0xa4, 0x08, 0xae, 0xab, 0x6d, 0xe0, 0x20, 0x9c, 0x5c, 0x2d, 0xaf, 0xd8, 0x54, 0xb2, 0xac, 0x5f,
	0x77, 0x7c, 0xc3, 0xd5, 0x5f, 0x94, 0x86, 0x8a, 0x9d, 0x68, 0x1d, 0x8c, 0x9e, 0x9d, 0xc7, 0x29,
];

/// How the matrices of a model are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
	/// The embedding.
	pub embedding: Quant,
	/// The output head, if it is not the embedding.
	pub head: Option<Quant>,
	/// A bit for each matrix of each layer, set for [`Quant::Q8`], in the order of [`Part::MATRICES`].
	pub layers: Vec<u8>,
}

/// The header of a model whose shape is within all limits: there is no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
	config: Config,
	storage: Storage,
	ends: Vec<u32>,
	tokenizer: Hash,
	weights: Hash,
	chunk: u32,
}

impl Header {
	/// Refuses a model outside the limits, saying which.
	pub fn new(
		config: Config,
		storage: Storage,
		ends: &[u32],
		tokenizer: Hash,
		weights: Hash,
	) -> Result<Self, &'static str> {
		config.validate()?;
		if storage.layers.len() != config.layers as usize
			|| storage.layers.iter().any(|bits| *bits >> Part::MATRICES.len() != 0)
		{
			return Err("the storage must be given for each matrix of each layer");
		}
		if ends.len() > MAX_ENDS || ends.iter().any(|end| *end >= config.vocabulary) {
			return Err("there may be at most 8 end tokens, all of them in the vocabulary");
		}
		if !ends.is_sorted_by(|a, b| a < b) {
			return Err("the end tokens must be in ascending order");
		}
		let ends = ends.to_vec();
		let mut header = Self { config, storage, ends, tokenizer, weights, chunk: 0 };
		for chunk in CHUNKS {
			header.chunk = chunk;
			let fits = header.largest_opening() <= MAX_OPENING;
			if fits && (header.can_be_shown() || !header.config.extras.parts) {
				return Ok(header);
			}
		}
		Err(TOO_LONG)
	}

	/// The shape.
	pub fn config(&self) -> &Config {
		&self.config
	}

	/// Tokens that end an answer, ascending.
	pub fn ends(&self) -> &[u32] {
		&self.ends
	}

	/// Hash of the tokeniser.
	pub fn tokenizer(&self) -> &Hash {
		&self.tokenizer
	}

	/// Root of all weights.
	pub fn weights(&self) -> &Hash {
		&self.weights
	}

	/// How the matrices are stored.
	pub fn storage(&self) -> &Storage {
		&self.storage
	}

	/// Keys in a chunk of an attention head.
	pub fn chunk(&self) -> u32 {
		self.chunk
	}

	/// The root by which a release names the model.
	pub fn root<H: Hasher>(&self) -> Hash {
		H::hash(&self.encode())
	}

	/// How a matrix is stored; none for the gain of a norm.
	pub fn quant(&self, tensor: Tensor) -> Option<Quant> {
		match tensor {
			Tensor::Embedding => Some(self.storage.embedding),
			Tensor::Head => Some(self.storage.head.unwrap_or(self.storage.embedding)),
			Tensor::FinalNorm => None,
			Tensor::Layer(layer, part) => {
				let bits = self.storage.layers.get(layer as usize).copied().unwrap_or(0);
				let at = Part::MATRICES.iter().position(|matrix| *matrix == part)?;
				Some(if bits >> at & 1 == 1 { Quant::Q8 } else { Quant::Q4 })
			}
		}
	}

	/// The bytes: integers little-endian.
	pub fn encode(&self) -> Vec<u8> {
		let c = &self.config;
		let mut bytes = Vec::with_capacity(MAX_HEADER);
		bytes.extend_from_slice(Arithmetic::V1.name().as_bytes());
		bytes.extend_from_slice(&TABLES);
		for number in [
			c.layers,
			c.dim,
			c.heads,
			c.kv_heads,
			c.ffn,
			c.vocabulary,
			c.context,
			c.rope_base,
			c.epsilon,
		] {
			bytes.extend_from_slice(&number.to_le_bytes());
		}
		let bit = |quant: Quant, at: u8| u8::from(quant == Quant::Q8) << at;
		let head = self.storage.head.map_or(0, |head| bit(head, 1) | 4);
		let extras = u8::from(c.extras.biases) << 3
			| u8::from(c.extras.factors.is_some()) << 4
			| u8::from(c.extras.parts) << 5;
		bytes.push(bit(self.storage.embedding, 0) | head | extras);
		bytes.push(self.ends.len() as u8);
		for at in 0..MAX_ENDS {
			bytes.extend_from_slice(&self.ends.get(at).copied().unwrap_or(0).to_le_bytes());
		}
		bytes.extend_from_slice(&self.tokenizer);
		bytes.extend_from_slice(&self.weights);
		let factors = c.extras.factors.iter().flatten();
		bytes.extend(factors.flat_map(|factor| factor.to_le_bytes()));
		bytes.extend_from_slice(&self.storage.layers);
		bytes
	}

	/// How many bytes the header at the beginning of `bytes` has, if there are enough to tell.
	pub fn length(bytes: &[u8]) -> Option<usize> {
		let layers = u32::from_le_bytes(*bytes.get(48..)?.first_chunk()?);
		let factors = if bytes.get(84)? & 16 == 0 { 0 } else { FACTORS };
		(layers <= MAX_LAYERS).then_some(FIXED + factors + layers as usize)
	}

	/// Reads a header; refuses any that [`Header::new`] refuses, and any other way to write the same.
	pub fn decode(bytes: &[u8]) -> Result<Self, &'static str> {
		const SHORT: &str = "the header has another length than its number of layers asks for";
		if Self::length(bytes) != Some(bytes.len()) {
			return Err(SHORT);
		}
		let number = |at: usize| {
			let bytes = bytes.get(at..).and_then(|rest| rest.first_chunk());
			bytes.map(|bytes| u32::from_le_bytes(*bytes)).ok_or(SHORT)
		};
		let hash = |at: usize| {
			bytes.get(at..).and_then(|rest| rest.first_chunk::<32>()).copied().ok_or(SHORT)
		};
		let [outer, count, ..] = *bytes.get(84..).unwrap_or_default() else { return Err(SHORT) };
		let quant = |at: u8| if outer >> at & 1 == 1 { Quant::Q8 } else { Quant::Q4 };
		let factors = match outer & 16 {
			0 => None,
			_ => Some(bytes.get(FIXED..).and_then(read_factors).ok_or(SHORT)?),
		};
		let before = FIXED + if factors.is_some() { FACTORS } else { 0 };
		let config = Config {
			layers: number(48)?,
			dim: number(52)?,
			heads: number(56)?,
			kv_heads: number(60)?,
			ffn: number(64)?,
			vocabulary: number(68)?,
			context: number(72)?,
			rope_base: number(76)?,
			epsilon: number(80)?,
			extras: Extras { biases: outer & 8 != 0, parts: outer & 32 != 0, factors },
		};
		let storage = Storage {
			embedding: quant(0),
			head: (outer & 4 != 0).then(|| quant(1)),
			layers: bytes.get(before..).unwrap_or_default().to_vec(),
		};
		let ends = (0..MAX_ENDS.min(count.into())).map(|at| number(86 + 4 * at));
		let ends = ends.collect::<Result<Vec<_>, _>>()?;
		let header = Self::new(config, storage, &ends, hash(118)?, hash(150)?)?;
		if header.encode() != bytes {
			return Err("the header is of another contract or not in its one form");
		}
		Ok(header)
	}

	/// Bytes of the largest opening of any step, at the longest context.
	pub fn largest_opening(&self) -> usize {
		let c = &self.config;
		let (dim, context) = (c.dim as usize, c.context);
		let path = |width: u32| 32 * levels(width) as usize;
		if c.extras.parts {
			return self.largest_in_parts() + crate::step::STEP_BYTES;
		}
		let cell = path(1 + 2 * c.kv_heads);
		let trace = path(c.layers + 2) + path(32) + 32 + path(context.div_ceil(32));
		let weights = path(self.tensors());
		let inner = path(op::Op::COUNT);
		let leaf = |width: usize, bytes: usize| 1 + bytes + path(width as u32) + inner;
		// Tiles have at most 8 KiB, or are one row.
		let tile = |tensors: &[Tensor]| {
			let rows = self.tile(tensors) as usize;
			let each = |t: &Tensor| rows * (1 + self.row_bytes(*t)) + path(self.rows(*t)) + weights;
			tensors.iter().map(each).sum::<usize>()
		};
		let vector = |length: usize| leaf(1, 2 * length + 1);
		let x = 1 + 4 * dim + cell + trace;
		let gain = 1 + 4 * dim + weights;
		let chunks = c.heads * context.div_ceil(self.chunk);
		let keys = self.chunk as usize * (130 + cell + path(c.layers + 2)) + path(32) + trace;
		let sums = leaf(chunks as usize, op::SUMS_BYTES);
		let scores = leaf(chunks as usize, 8 * self.chunk as usize);
		let heads = c.query_width();
		let many = |width: usize, bytes: usize, tile: u32| {
			width * bytes + width.div_ceil(tile.max(1) as usize) + inner
		};
		let (ffn, small) = (c.ffn as usize, 64 + 1 + path(c.ffn) + inner);
		let per_layer = |layer: u32| {
			let t = |part: Part| Tensor::Layer(layer, part);
			let rows = [Part::Query, Part::Key, Part::Value];
			let rows = rows.map(|part| vector(dim) + tile(&[t(part)]) + small).into_iter().max();
			let middle = self.tile(&[t(Part::Output)]);
			[
				rows.unwrap_or(0),
				vector(heads) + tile(&[t(Part::Output)]) + x + small,
				many(dim, 4, middle) + gain + vector(dim),
				vector(dim) + tile(&[t(Part::Gate), t(Part::Up)]) + small,
				many(ffn, 2, 16) + 2 * small + tile(&[t(Part::Down)]) + x + 16 * 32,
			]
			.into_iter()
			.max()
			.unwrap_or(0)
		};
		let layers = (0..c.layers).map(per_layer);
		let row = |t: Tensor| 1 + self.row_bytes(t) + path(self.rows(t)) + weights;
		let rest = [
			// Embedding; norm; argmax; quantised heads; scores; sums.
			x + 5 + row(Tensor::Embedding),
			x + gain + vector(dim).max(2 * dim + 2 + trace),
			2 * dim + 3 + CHOICE_BYTES + trace + row(Tensor::Head),
			many(heads, 4, 64) + vector(heads),
			leaf(c.heads as usize, 129) + keys + scores,
			leaf(c.heads as usize, 12) + keys + scores + 2 * sums,
			2 * (6 + GROUP * 4 + cell + trace),
		];
		layers.chain(rest).max().unwrap_or(0) + crate::step::STEP_BYTES
	}
}

impl Header {
	/// Bytes of the largest opening of any step of a model in parts, the step aside.
	fn largest_in_parts(&self) -> usize {
		let c = &self.config;
		let (parts, part, context) = (c.parts(), c.part() as usize, c.context);
		let path = |width: u32| 32 * levels(width) as usize;
		let trace = path(c.layers + 2) + path(32) + 32 + path(context.div_ceil(32));
		let cell = path(parts + 2 * c.kv_heads);
		let head = path(2 * parts + 3);
		let weights = path(self.tensors());
		let inner = path(self.ops().len() as u32);
		// A leaf, or several of which the path leads to a range.
		let leaf = |width: u32, bytes: usize| 1 + bytes + path(width) + inner;
		let many =
			|width: u32, count: usize, bytes: usize| count * (1 + bytes) + 2 * path(width) + inner;
		let (claim, last) = (leaf(1, 12), leaf(parts, 8).max(9 + head + trace));
		let claim = claim.max(13 + head + trace);
		let x = 1 + 4 * part + cell + trace;
		let gain = 1 + 4 * part + path(parts) + weights;
		let row = |t: Tensor| 1 + self.row_bytes(t) + path(self.rows(t)) + weights;
		let tile = |tensors: &[Tensor]| {
			let rows = self.tile(tensors) as usize;
			let each = |t: &Tensor| rows * (1 + self.row_bytes(*t)) + path(self.rows(*t)) + weights;
			tensors.iter().map(each).sum::<usize>()
		};
		let normed = claim + parts as usize * (1 + 2 * part) + inner;
		let heads = claim + c.heads as usize * 129 + inner;
		// A tile of what rows give.
		let rows_of = |tensors: &[Tensor]| {
			let tile = self.tile(tensors) as usize;
			tensors.iter().map(|t| leaf(self.rows(*t), 8 * tile)).max().unwrap_or(0)
		};
		let per_layer = |layer: u32| {
			let t = |part: Part| Tensor::Layer(layer, part);
			let rows = [Part::Query, Part::Key, Part::Value];
			let rows = rows.map(|part| normed + tile(&[t(part)]) + rows_of(&[t(part)]));
			let middle = self.tile(&[t(Part::Output)]) as usize;
			let middle = many(c.dim, part.div_ceil(middle.max(1)), 4 * middle);
			let (down, gates) = (tile(&[t(Part::Down)]), [t(Part::Gate), t(Part::Up)]);
			let sums = self.op_leaves(op::Op::DownSums, layer, context.saturating_sub(1));
			let sums = many(sums, 2, 8 * 16);
			let chunk = many(c.ffn / op::DOWN_TILE, (op::DOWN_CHUNK / op::DOWN_TILE) as usize, 32);
			[
				rows.into_iter().max().unwrap_or(0),
				heads + tile(&[t(Part::Output)]) + x + rows_of(&[t(Part::Output)]),
				2 * claim + last + middle.max(x) + gain + leaf(parts, 2 * part),
				normed + tile(&gates) + rows_of(&gates),
				chunk + down + sums,
				claim + down + sums + leaf(c.dim, 64) + 16 * 32 + x,
			]
			.into_iter()
			.max()
			.unwrap_or(0)
		};
		let layers = (0..c.layers).map(per_layer);
		let chunks = c.heads * context.div_ceil(self.chunk);
		let keys = self.chunk as usize * (130 + cell + path(c.layers + 2)) + path(32) + trace;
		let scores = leaf(chunks, 8 * self.chunk as usize);
		let rest = [
			// Embedding; last norm; argmax; scores; sums; tokens.
			5 + cell + trace + x + row(Tensor::Embedding),
			2 * claim + last + x + gain + 1 + 2 * part + head + trace,
			13 + parts as usize * (1 + 2 * part)
				+ 1 + CHOICE_BYTES
				+ head + trace
				+ row(Tensor::Head),
			leaf(c.heads, 129) + keys + scores,
			claim + path(c.heads) + keys + scores + 2 * leaf(chunks, op::SUMS_BYTES),
			2 * (6 + GROUP * 4 + cell + trace),
		];
		layers.chain(rest).max().unwrap_or(0)
	}
}

/// The rotations' factors at the beginning of `bytes`.
fn read_factors(bytes: &[u8]) -> Option<[u32; PAIRS]> {
	let (words, _) = bytes.as_chunks::<4>();
	let words: &[[u8; 4]; PAIRS] = words.first_chunk()?;
	Some(words.map(u32::from_le_bytes))
}
