//! What a model's root commits to, and the limits that registration checks.
//!
//! The model's root is the hash of its header: contract, frozen tables, shape, storage of each matrix, end
//! tokens, tokeniser and the root of all weights. The header is also how an artefact begins.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	Arithmetic, Config, GROUP,
	config::MAX_LAYERS,
	hash::{Hash, Hasher},
	merkle::levels,
	op::{self, CHUNKS},
	ops::Quant,
	weights::{Part, Tensor},
};
use alloc::vec::Vec;

/// Most bytes of an opening.
pub const MAX_OPENING: usize = 16_384;
/// Most end tokens.
pub const MAX_ENDS: usize = 8;
/// Longest header, in bytes.
pub const MAX_HEADER: usize = FIXED + MAX_LAYERS as usize;
/// Bytes of a header before the layers' storage.
const FIXED: usize = 182;
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
			if header.largest_opening() <= MAX_OPENING {
				return Ok(header);
			}
		}
		Err("a step of this model does not fit the 16 KiB of a proof: its vectors are too long")
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
		bytes.push(bit(self.storage.embedding, 0) | head);
		bytes.push(self.ends.len() as u8);
		for at in 0..MAX_ENDS {
			bytes.extend_from_slice(&self.ends.get(at).copied().unwrap_or(0).to_le_bytes());
		}
		bytes.extend_from_slice(&self.tokenizer);
		bytes.extend_from_slice(&self.weights);
		bytes.extend_from_slice(&self.storage.layers);
		bytes
	}

	/// How many bytes the header at the beginning of `bytes` has, if there are enough to tell.
	pub fn length(bytes: &[u8]) -> Option<usize> {
		let layers = u32::from_le_bytes(*bytes.get(48..)?.first_chunk()?);
		(layers <= MAX_LAYERS).then_some(FIXED + layers as usize)
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
		};
		let storage = Storage {
			embedding: quant(0),
			head: (outer & 4 != 0).then(|| quant(1)),
			layers: bytes.get(FIXED..).unwrap_or_default().to_vec(),
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
			2 * dim + 7 + trace + cell + 2 * row(Tensor::Head),
			many(heads, 4, 64) + vector(heads),
			leaf(c.heads as usize, 129) + keys + scores,
			leaf(c.heads as usize, 12) + keys + scores + 2 * sums,
			2 * (6 + GROUP * 4 + cell + trace),
		];
		layers.chain(rest).max().unwrap_or(0) + crate::step::STEP_BYTES
	}
}
