//! The artefact of a release: a model's header, then all weights, row after row in the order of the tree.
//!
//! The hash of the header is the root that the release names, and the header holds the root of the weights:
//! nothing stands between what is served and what was registered. A reader computes the root from the very
//! bytes that it then computes with, and refuses a file that has another.

use crate::{
	Arithmetic, Config,
	config::{MAX_BIAS, ROW_EXPONENTS},
	hash::{Blake2, Hash, LEAF},
	header::{HEADER_START, Header, MAX_HEADER, Storage},
	kernel::hashes,
	matrix::{Bytes, Matrix},
	merkle::Tree,
	model::{Layer, Model},
	ops::Quant,
	pool::Pool,
	rope::Frequencies,
	weights::{Part, Tensor, gain_leaf},
};
use memmap2::Mmap;
use std::{
	fs::File,
	io::{self, BufWriter, Read, Write},
	ops::Range,
	path::Path,
	sync::Arc,
};

/// Rows that are copied at once to be hashed.
const HASHED: usize = 4_096;

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
	/// The file ends within the weights, or there is something after them.
	#[error("the artefact is not as long as its header asks for: fetch it again")]
	Length,
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
		let (tensors, top) = trees(&model, &shape);
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
		let mut leaf = Vec::new();
		put_leaf(&self.model, &self.header, tensor, row, &mut leaf);
		leaf
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

	/// Writes the file; not over one that may be mapped: put it beside that and rename it.
	pub fn write(&self, to: &Path) -> Result<(), ArtefactError> {
		let mut file = BufWriter::with_capacity(1 << 20, File::create(to)?);
		file.write_all(&self.header.encode())?;
		let mut leaf = Vec::new();
		for tensor in tensors(&self.header) {
			for row in 0..self.header.rows(tensor) {
				leaf.clear();
				put_leaf(&self.model, &self.header, tensor, row, &mut leaf);
				file.write_all(&leaf[1..])?;
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

	/// Maps a file, checking every bound and the root. Whoever else has mapped it shares its memory.
	///
	/// The file must not be written to while it is in use: replace it by another of its name instead. What is
	/// computed after a byte has changed is wrong, and whoever serves it loses; a file that is cut short ends the
	/// program.
	// Mapping is unsafe because of that.
	#[allow(unsafe_code)]
	pub fn open(path: &Path) -> Result<Self, ArtefactError> {
		let file = File::open(path)?;
		let header = read_header(&mut &file)?;
		// SAFETY: the file is the operator's, who is told to leave it alone. Its bytes are only read as numbers,
		// whatever they are, and nothing that decides about memory depends on them.
		let file = Arc::new(unsafe { Mmap::map(&file) }?);
		let mut reader = Reader { file, at: header.encode().len(), header: &header };
		let model = Arc::new(reader.model()?);
		if reader.at != reader.file.len() {
			return Err(ArtefactError::Length);
		}
		let (tensors, top) = trees(&model, &header);
		if top.root() != *header.weights() {
			return Err(ArtefactError::OtherWeights);
		}
		Ok(Self { header, model, tensors, top })
	}
}

/// Whether a model's vectors must be committed to in parts: whole ones would not fit a step, parts do.
pub(crate) fn needs_parts(model: &Model) -> bool {
	let fits = |parts: bool| {
		let mut config = model.config.clone();
		config.extras.parts = parts;
		Header::new(config, storage_of(model), &[], Hash::default(), Hash::default()).is_ok()
	};
	!fits(false) && fits(true)
}

/// The trees over the rows of each tensor, and the tree over these.
fn trees(model: &Model, header: &Header) -> (Vec<Tree>, Tree) {
	let pool = Pool::shared();
	let team = pool.team();
	let tree = |tensor: Tensor| {
		let rows: Vec<u32> = (0..header.rows(tensor)).collect();
		let size = 1 + header.row_bytes(tensor);
		let mut leaves = Vec::new();
		let hashes = rows.chunks(HASHED).flat_map(|rows| {
			leaves.clear();
			rows.iter().for_each(|row| put_leaf(model, header, tensor, *row, &mut leaves));
			hashes::hash_all(&team, &leaves.chunks(size).collect::<Vec<_>>())
		});
		hashes::tree(&team, hashes.collect())
	};
	let all: Vec<Tree> = tensors(header).map(tree).collect();
	let top = Tree::new::<Blake2>(all.iter().map(Tree::root).collect());
	(all, top)
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

/// Appends a row's leaf, its first byte included.
fn put_leaf(model: &Model, header: &Header, tensor: Tensor, row: u32, to: &mut Vec<u8>) {
	let part = header.config().part() as usize;
	let gains = |all: &[i32]| gain_leaf(&all[row as usize * part..][..part]);
	let mut matrix = |matrix: &Matrix| {
		to.push(LEAF);
		to.extend_from_slice(matrix.written(row as usize));
	};
	match tensor {
		Tensor::Embedding => matrix(&model.embedding),
		Tensor::Head => matrix(model.head()),
		Tensor::FinalNorm => to.extend(gains(&model.norm)),
		Tensor::Layer(layer, part) => {
			let layer = &model.layers[layer as usize];
			match matrix_of(layer, part) {
				Some(of_layer) => matrix(of_layer),
				None if part == Part::AttentionNorm => to.extend(gains(&layer.attention_norm)),
				None => to.extend(gains(&layer.ffn_norm)),
			}
		}
	}
}

fn read_header(file: &mut impl Read) -> Result<Header, ArtefactError> {
	let mut bytes = vec![0; HEADER_START];
	file.read_exact(&mut bytes)?;
	let length = Header::length(&bytes).filter(|length| *length <= MAX_HEADER);
	let length = length.ok_or(ArtefactError::Header("the file is no artefact"))?;
	bytes.resize(length, 0);
	file.read_exact(&mut bytes[HEADER_START..])?;
	Header::decode(&bytes).map_err(ArtefactError::Header)
}

/// Finds tensors in the order of the tree.
struct Reader<'a> {
	file: Arc<Mmap>,
	at: usize,
	header: &'a Header,
}

impl Reader<'_> {
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
		let frequencies = Frequencies::of(&config);
		Ok(Model { config, embedding, layers, norm, head, frequencies })
	}

	/// Where a tensor is; the next one is behind it.
	fn next(&mut self, tensor: Tensor) -> Result<Range<usize>, ArtefactError> {
		let rows = self.header.rows(tensor) as usize;
		let size = self.header.row_bytes(tensor).checked_mul(rows);
		let end = size.and_then(|size| self.at.checked_add(size));
		let end = end.filter(|end| *end <= self.file.len()).ok_or(ArtefactError::Length)?;
		Ok(std::mem::replace(&mut self.at, end)..end)
	}

	fn gains(&mut self, tensor: Tensor) -> Result<Vec<i32>, ArtefactError> {
		let within = self.next(tensor)?;
		let rows = self.file.get(within).unwrap_or_default();
		let rows = rows.chunks(self.header.row_bytes(tensor).max(1));
		let gains = rows.map(|row| self.header.check_gains(row)).collect::<Option<Vec<_>>>();
		gains.map(|rows| rows.concat()).ok_or(ArtefactError::OutOfBounds(tensor))
	}

	fn matrix(&mut self, tensor: Tensor) -> Result<Matrix, ArtefactError> {
		let bad = || ArtefactError::OutOfBounds(tensor);
		let quant = self.header.quant(tensor).ok_or_else(bad)?;
		let columns = self.header.columns(tensor) as usize;
		let within = self.next(tensor)?;
		let bytes = Bytes::of_file(&self.file, within).ok_or_else(bad)?;
		let biased = self.header.is_biased(tensor);
		let read = if biased { Matrix::of_biased_rows } else { Matrix::of_rows };
		let matrix = read(quant, columns, bytes).ok_or_else(bad)?;
		let small = |bias: &i32| bias.unsigned_abs() < MAX_BIAS.unsigned_abs();
		let sound = matrix.exponents().iter().all(|e| ROW_EXPONENTS.contains(e))
			&& matrix.biases().iter().all(small);
		if sound { Ok(matrix) } else { Err(bad()) }
	}
}
