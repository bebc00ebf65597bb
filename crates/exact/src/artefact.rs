//! The artefact of a release: a model's header, then all weights, row after row in the order of the tree.
//!
//! The hash of the header is the root that the release names, and the header holds the root of the weights:
//! nothing stands between what is served and what was registered. A reader computes the root from the very
//! bytes that it then computes with, and refuses a file that has another.

use crate::{
	Arithmetic, Config, GROUP,
	hash::{Blake2, Hash, Hasher, LEAF},
	header::{Header, MAX_HEADER, Storage},
	kernel::hashes::hash_all,
	merkle::Tree,
	model::{Layer, Matrix, Model},
	ops::Quant,
	rope::Frequencies,
	weights::{Part, Tensor, gain_leaf, row_leaf},
};
use std::{
	fs::File,
	io::{self, BufReader, BufWriter, Read, Write},
	path::Path,
	sync::Arc,
};

/// Rows that are hashed together.
const HASHED: usize = 64;

/// Why an artefact cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum ArtefactError {
	/// The file cannot be read or written.
	#[error("cannot read or write the artefact: {0}")]
	Io(#[from] io::Error),
	/// The header is unsound, or the model outside the limits.
	#[error("exact inference with a referee does not cover this model: {0}")]
	Header(&'static str),
	/// A weight is outside the contract's bounds.
	#[error("a weight of {0:?} is outside the bounds of exact inference")]
	OutOfBounds(Tensor),
	/// The weights have another root than the header says.
	#[error("the artefact's weights are not those that its header names: fetch it again")]
	OtherWeights,
	/// There is something after the weights.
	#[error("the artefact is longer than its header asks for")]
	TooLong,
}

/// A model with the tree over its weights.
#[derive(Debug)]
pub struct Artefact {
	header: Header,
	model: Arc<Model>,
	tensors: Vec<Tree>,
	top: Tree,
}

impl Artefact {
	/// Of an imported model, its end tokens and the hash of its tokeniser.
	pub fn new(model: Arc<Model>, ends: &[u32], tokenizer: Hash) -> Result<Self, ArtefactError> {
		let mut ends = ends.to_vec();
		ends.sort_unstable();
		ends.dedup();
		let make = |weights| {
			let (config, storage) = (model.config.clone(), storage_of(&model));
			Header::new(config, storage, &ends, tokenizer, weights).map_err(ArtefactError::Header)
		};
		let shape = make(Hash::default())?;
		let tensors: Vec<Tree> = tensors(&shape)
			.map(|tensor| {
				let rows: Vec<u32> = (0..shape.rows(tensor)).collect();
				let hashes = rows.chunks(HASHED).flat_map(|rows| {
					let leaves = rows.iter().map(|row| leaf_of(&model, tensor, *row));
					let leaves: Vec<Vec<u8>> = leaves.collect();
					hash_all(&leaves.iter().map(|leaf| &leaf[..]).collect::<Vec<_>>())
				});
				Tree::new::<Blake2>(hashes.collect())
			})
			.collect();
		let top = Tree::new::<Blake2>(tensors.iter().map(Tree::root).collect());
		Ok(Self { header: make(top.root())?, model, tensors, top })
	}

	/// The header.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// The model, ready to run.
	pub fn model(&self) -> &Arc<Model> {
		&self.model
	}

	/// The root by which a release names it.
	pub fn root(&self) -> Hash {
		self.header.root::<Blake2>()
	}

	/// A row's leaf, its first byte included.
	pub fn leaf(&self, tensor: Tensor, row: u32) -> Vec<u8> {
		leaf_of(&self.model, tensor, row)
	}

	/// Rows of a tensor, opened: what [`crate::recompute()`] reads of it.
	pub fn open_rows(&self, tensor: Tensor, start: u32, count: u32) -> Vec<u8> {
		let mut bytes: Vec<u8> =
			(start..start + count).flat_map(|row| self.leaf(tensor, row)).collect();
		let index = self.header.index(tensor);
		let within = self.tensors[index as usize].siblings(start, count);
		bytes.extend(within.into_iter().chain(self.top.siblings(index, 1)).flatten());
		bytes
	}

	/// A proof for [`crate::check_weights`].
	pub fn prove_weights(&self, tensor: Tensor, row: u32) -> Vec<u8> {
		let place = self.header.index(tensor).to_le_bytes();
		let mut bytes = [place, row.to_le_bytes()].concat();
		bytes.extend(self.open_rows(tensor, row, 1));
		bytes
	}

	/// Writes the file.
	pub fn write(&self, to: &Path) -> Result<(), ArtefactError> {
		let mut file = BufWriter::with_capacity(1 << 20, File::create(to)?);
		file.write_all(&self.header.encode())?;
		for tensor in tensors(&self.header) {
			for row in 0..self.header.rows(tensor) {
				file.write_all(&self.leaf(tensor, row)[1..])?;
			}
		}
		Ok(file.into_inner().map_err(|error| error.into_error())?.sync_all()?)
	}

	/// Whether a file begins as an artefact does.
	pub fn is_at(path: &Path) -> io::Result<bool> {
		let name = Arithmetic::V1.name().as_bytes();
		let mut begins = Vec::new();
		File::open(path)?.take(name.len() as u64).read_to_end(&mut begins)?;
		Ok(begins == name)
	}

	/// Reads a file, checking every bound and the root.
	pub fn open(path: &Path) -> Result<Self, ArtefactError> {
		let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
		let header = read_header(&mut file)?;
		let mut reader = Reader { file, header: &header, trees: Vec::new() };
		let model = Arc::new(reader.model()?);
		let tensors = reader.trees;
		if reader.file.read(&mut [0])? != 0 {
			return Err(ArtefactError::TooLong);
		}
		let top = Tree::new::<Blake2>(tensors.iter().map(Tree::root).collect());
		if top.root() != *header.weights() {
			return Err(ArtefactError::OtherWeights);
		}
		Ok(Self { header, model, tensors, top })
	}
}

fn tensors(header: &Header) -> impl Iterator<Item = Tensor> {
	(0..header.tensors()).filter_map(|index| header.tensor(index))
}

fn storage_of(model: &Model) -> Storage {
	let layer = |layer: &Layer| {
		let bits = Part::MATRICES.iter().enumerate().map(|(at, part)| {
			let quant = matrix_of(layer, *part).map(Matrix::quant);
			u8::from(quant == Some(Quant::Q8)) << at
		});
		bits.sum()
	};
	Storage {
		embedding: model.embedding.quant(),
		head: model.head.as_ref().map(Matrix::quant),
		layers: model.layers.iter().map(layer).collect(),
	}
}

fn matrix_of(layer: &Layer, part: Part) -> Option<&Matrix> {
	Some(match part {
		Part::Query => &layer.query,
		Part::Key => &layer.key,
		Part::Value => &layer.value,
		Part::Output => &layer.output,
		Part::Gate => &layer.gate,
		Part::Up => &layer.up,
		Part::Down => &layer.down,
		Part::AttentionNorm | Part::FeedNorm => return None,
	})
}

fn leaf_of(model: &Model, tensor: Tensor, row: u32) -> Vec<u8> {
	let row = row as usize;
	match tensor {
		Tensor::Embedding => row_leaf(model.embedding.row(row)),
		Tensor::Head => row_leaf(model.head().row(row)),
		Tensor::FinalNorm => gain_leaf(&model.norm),
		Tensor::Layer(layer, part) => {
			let layer = &model.layers[layer as usize];
			match matrix_of(layer, part) {
				Some(matrix) => row_leaf(matrix.row(row)),
				None if part == Part::AttentionNorm => gain_leaf(&layer.attention_norm),
				None => gain_leaf(&layer.ffn_norm),
			}
		}
	}
}

fn read_header(file: &mut impl Read) -> Result<Header, ArtefactError> {
	const LAYERS_END: usize = 52;
	let mut bytes = vec![0; LAYERS_END];
	file.read_exact(&mut bytes)?;
	let length = Header::length(&bytes).filter(|length| *length <= MAX_HEADER);
	let length = length.ok_or(ArtefactError::Header("the file is no artefact"))?;
	bytes.resize(length, 0);
	file.read_exact(&mut bytes[LAYERS_END..])?;
	Header::decode(&bytes).map_err(ArtefactError::Header)
}

/// Reads tensors in the order of the tree and hashes each row.
struct Reader<'a, R> {
	file: R,
	header: &'a Header,
	trees: Vec<Tree>,
}

impl<R: Read> Reader<'_, R> {
	fn model(&mut self) -> Result<Model, ArtefactError> {
		let config: Config = self.header.config().clone();
		let embedding = self.matrix(Tensor::Embedding)?;
		let norm = self.gains(Tensor::FinalNorm)?;
		let layers = (0..config.layers).map(|layer| {
			let t = |part| Tensor::Layer(layer, part);
			Ok(Layer {
				attention_norm: self.gains(t(Part::AttentionNorm))?,
				query: self.matrix(t(Part::Query))?,
				key: self.matrix(t(Part::Key))?,
				value: self.matrix(t(Part::Value))?,
				output: self.matrix(t(Part::Output))?,
				ffn_norm: self.gains(t(Part::FeedNorm))?,
				gate: self.matrix(t(Part::Gate))?,
				up: self.matrix(t(Part::Up))?,
				down: self.matrix(t(Part::Down))?,
			})
		});
		let layers = layers.collect::<Result<_, ArtefactError>>()?;
		let head = match self.header.storage().head {
			Some(_) => Some(self.matrix(Tensor::Head)?),
			None => None,
		};
		let frequencies = Frequencies::new(config.rope_base);
		Ok(Model { config, embedding, layers, norm, head, frequencies })
	}

	fn gains(&mut self, tensor: Tensor) -> Result<Vec<i32>, ArtefactError> {
		let mut leaf = vec![LEAF; 1 + self.header.row_bytes(tensor)];
		self.file.read_exact(&mut leaf[1..])?;
		self.trees.push(Tree::new::<Blake2>(vec![Blake2::hash(&leaf)]));
		self.header.check_gains(&leaf[1..]).ok_or(ArtefactError::OutOfBounds(tensor))
	}

	fn matrix(&mut self, tensor: Tensor) -> Result<Matrix, ArtefactError> {
		let header = self.header;
		let bad = || ArtefactError::OutOfBounds(tensor);
		let quant = header.quant(tensor).ok_or_else(bad)?;
		let (rows, columns) = (header.rows(tensor), header.columns(tensor) as usize);
		let groups = columns / GROUP;
		let size = 1 + header.row_bytes(tensor);
		let mut leaves = vec![LEAF; size * HASHED];
		let (mut hashes, mut q, mut e) = (Vec::new(), Vec::new(), Vec::new());
		let (mut d, mut m) = (Vec::new(), Vec::new());
		for row in 0..rows as usize {
			let leaf = &mut leaves[row % HASHED * size..][..size];
			self.file.read_exact(&mut leaf[1..])?;
			let (quants, rest) = leaf[1..].split_at(groups * quant.group_bytes());
			let (scales, rest) = rest.split_at(groups * 2);
			let (last, offsets) = rest.split_last().ok_or_else(bad)?;
			if !crate::config::ROW_EXPONENTS.contains(last) {
				return Err(bad());
			}
			q.extend_from_slice(quants);
			let words = |bytes: &[u8], to: &mut Vec<i16>| {
				to.extend(bytes.as_chunks().0.iter().map(|word| i16::from_le_bytes(*word)));
			};
			words(scales, &mut d);
			words(offsets, &mut m);
			e.push(*last);
			if row % HASHED == HASHED - 1 || row + 1 == rows as usize {
				let read = leaves.chunks(size).take(row % HASHED + 1);
				hashes.extend(hash_all(&read.collect::<Vec<_>>()));
			}
		}
		self.trees.push(Tree::new::<Blake2>(hashes));
		Matrix::new(quant, columns, q, d, m, e).ok_or_else(bad)
	}
}
