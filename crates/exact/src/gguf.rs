//! Reader of GGUF model files, version 3.
//!
//! Files come from strangers: every count and length is checked against the file's size and a limit before
//! anything is allocated, and every fault is an [`GgufError`], never a panic. Only the header is kept in
//! memory; tensors are read one at a time.

use std::{
	collections::BTreeMap,
	fs::File,
	io::{self, BufReader, Read},
	os::unix::fs::FileExt,
	path::{Path, PathBuf},
};

/// Longest header: metadata and tensor list.
const MAX_HEADER_BYTES: u64 = 64 << 20;
/// Most metadata entries, most tensors.
const MAX_ENTRIES: u64 = 65_536;
/// Most elements of one array.
const MAX_ARRAY: u64 = 1 << 22;
/// Longest name of a key or tensor.
const MAX_NAME: u64 = 1_024;
/// Most dimensions of a tensor.
const MAX_DIMENSIONS: u32 = 4;

/// What can be wrong with a model file.
#[derive(Debug, thiserror::Error)]
pub enum GgufError {
	/// The file cannot be read.
	#[error("cannot read the model file {path}: {source}")]
	Io {
		/// The file.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
	/// The header ends early or contradicts itself.
	#[error("the model file is not a sound GGUF file: {0}")]
	Malformed(String),
	/// A metadata entry that is needed is missing or of another type.
	#[error("the model file lacks the metadata entry '{0}', or it has another type")]
	Metadata(String),
	/// A tensor that is needed is missing or has another shape.
	#[error("the model file lacks the tensor '{0}', or it has another shape or type")]
	Tensor(String),
}

fn malformed<T>(why: impl Into<String>) -> Result<T, GgufError> {
	Err(GgufError::Malformed(why.into()))
}

/// A metadata value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
	/// An unsigned integer of any width.
	Unsigned(u64),
	/// A signed integer of any width.
	Signed(i64),
	/// A 32-bit float, as its bits.
	F32(u32),
	/// A 64-bit float, as its bits.
	F64(u64),
	/// Yes or no.
	Bool(bool),
	/// Text.
	Text(String),
	/// Texts.
	Texts(Vec<String>),
	/// Integers; booleans count as 0 and 1.
	Integers(Vec<i64>),
	/// 32-bit floats, as their bits.
	Floats(Vec<u32>),
	/// 64-bit floats, which nothing needs: only their number is kept.
	Doubles(u64),
}

/// Storage types of tensors that can be imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TensorType {
	/// 32-bit floats.
	F32,
	/// Half-precision floats.
	F16,
	/// The upper halves of 32-bit floats.
	BF16,
	/// Groups of 32: scale, 16 bytes of 4-bit quants, minus 8.
	Q4_0,
	/// Groups of 32: scale, offset, 16 bytes of 4-bit quants.
	Q4_1,
	/// Groups of 32: scale, 32 bytes of 8-bit quants.
	Q8_0,
	/// Another type, by its number.
	Other(u32),
}

impl TensorType {
	fn from_number(number: u32) -> Self {
		match number {
			0 => Self::F32,
			1 => Self::F16,
			30 => Self::BF16,
			2 => Self::Q4_0,
			3 => Self::Q4_1,
			8 => Self::Q8_0,
			other => Self::Other(other),
		}
	}

	/// Elements and bytes of a block.
	pub fn block(self) -> Option<(u64, u64)> {
		match self {
			Self::F32 => Some((1, 4)),
			Self::F16 | Self::BF16 => Some((1, 2)),
			Self::Q4_0 => Some((32, 18)),
			Self::Q4_1 => Some((32, 20)),
			Self::Q8_0 => Some((32, 34)),
			Self::Other(_) => None,
		}
	}
}

/// Where a tensor is and what it looks like.
#[derive(Clone, Debug)]
pub struct TensorInfo {
	/// Dimensions, the innermost (row length) first.
	pub dimensions: Vec<u64>,
	/// Storage type.
	pub kind: TensorType,
	/// Offset from the start of the tensor data.
	offset: u64,
}

impl TensorInfo {
	/// How many bytes it has; none if that cannot be, or its type is not read.
	fn size(&self) -> Option<u64> {
		let (elements, bytes) = self.kind.block()?;
		let row = self.dimensions.first().copied().unwrap_or(1);
		let count = self.dimensions.iter().try_fold(1u64, |n, d| n.checked_mul(*d))?;
		if !row.is_multiple_of(elements) {
			return None;
		}
		(count / elements).checked_mul(bytes)
	}
}

/// An open model file.
#[derive(Debug)]
pub struct Gguf {
	path: PathBuf,
	file: File,
	bytes: u64,
	data: u64,
	metadata: BTreeMap<String, Value>,
	tensors: BTreeMap<String, TensorInfo>,
}

impl Gguf {
	/// Opens a file and reads its header.
	pub fn open(path: &Path) -> Result<Self, GgufError> {
		let io = |source| GgufError::Io { path: path.to_owned(), source };
		let file = File::open(path).map_err(io)?;
		let bytes = file.metadata().map_err(io)?.len();
		let mut header = Header::new(&file, bytes);
		let (metadata, tensors) = header.read().map_err(|error| match error {
			Fault::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => io(source),
			Fault::Io(_) => GgufError::Malformed("it ends within the header".into()),
			Fault::Form(why) => GgufError::Malformed(why),
		})?;
		let alignment = match metadata.get("general.alignment") {
			None => 32,
			Some(Value::Unsigned(n)) if n.is_power_of_two() && (8..=65_536).contains(n) => *n,
			Some(_) => return malformed("its alignment is not a power of two from 8 to 65,536"),
		};
		let data = header.read.next_multiple_of(alignment);
		let file = Self { path: path.to_owned(), file, bytes, data, metadata, tensors };
		if file.overlaps() {
			return malformed("two of its tensors share bytes");
		}
		Ok(file)
	}

	/// Whether tensors share bytes: a small file could ask for any amount of memory.
	fn overlaps(&self) -> bool {
		let place = |info: &TensorInfo| Some((info.offset, info.offset.checked_add(info.size()?)?));
		let mut places: Vec<(u64, u64)> = self.tensors.values().filter_map(place).collect();
		places.sort_unstable();
		places.windows(2).any(|two| two[0].1 > two[1].0)
	}

	/// A metadata value.
	pub fn value(&self, key: &str) -> Option<&Value> {
		self.metadata.get(key)
	}

	/// A metadata integer of 32 bits.
	pub fn u32(&self, key: &str) -> Result<u32, GgufError> {
		match self.metadata.get(key) {
			Some(Value::Unsigned(n)) => u32::try_from(*n).ok(),
			Some(Value::Signed(n)) => u32::try_from(*n).ok(),
			_ => None,
		}
		.ok_or_else(|| GgufError::Metadata(key.into()))
	}

	/// The bits of a metadata float of 32 bits.
	pub fn f32_bits(&self, key: &str) -> Result<u32, GgufError> {
		match self.metadata.get(key) {
			Some(Value::F32(bits)) => Ok(*bits),
			_ => Err(GgufError::Metadata(key.into())),
		}
	}

	/// A metadata text.
	pub fn text(&self, key: &str) -> Result<&str, GgufError> {
		match self.metadata.get(key) {
			Some(Value::Text(text)) => Ok(text),
			_ => Err(GgufError::Metadata(key.into())),
		}
	}

	/// A metadata list of texts.
	pub fn texts(&self, key: &str) -> Result<&[String], GgufError> {
		match self.metadata.get(key) {
			Some(Value::Texts(texts)) => Ok(texts),
			_ => Err(GgufError::Metadata(key.into())),
		}
	}

	/// A metadata list of integers.
	pub fn integers(&self, key: &str) -> Result<&[i64], GgufError> {
		match self.metadata.get(key) {
			Some(Value::Integers(integers)) => Ok(integers),
			_ => Err(GgufError::Metadata(key.into())),
		}
	}

	/// A tensor's description.
	pub fn tensor(&self, name: &str) -> Option<&TensorInfo> {
		self.tensors.get(name)
	}

	/// All tensors, by name.
	pub fn tensors(&self) -> impl Iterator<Item = (&str, &TensorInfo)> {
		self.tensors.iter().map(|(name, info)| (name.as_str(), info))
	}

	/// Reads the bytes of tensor `name`, which must have exactly `dimensions` (ones at the end aside).
	pub fn read(&self, name: &str, dimensions: &[u64]) -> Result<(TensorType, Vec<u8>), GgufError> {
		let wrong = || GgufError::Tensor(name.into());
		let info = self.tensors.get(name).ok_or_else(wrong)?;
		let trimmed = |d: &[u64]| d.iter().rposition(|n| *n != 1).map_or(0, |at| at + 1);
		let (have, want) = (&info.dimensions, dimensions);
		if have[..trimmed(have)] != want[..trimmed(want)] {
			return Err(wrong());
		}
		let size = info.size();
		let start = self.data.checked_add(info.offset);
		let end = start.zip(size).and_then(|(start, size)| start.checked_add(size));
		let (Some(start), Some(size), Some(end)) = (start, size, end) else { return Err(wrong()) };
		if end > self.bytes {
			return malformed(format!("the tensor '{name}' reaches beyond its end"));
		}
		let mut bytes = vec![0; usize::try_from(size).map_err(|_| wrong())?];
		self.file
			.read_exact_at(&mut bytes, start)
			.map_err(|source| GgufError::Io { path: self.path.clone(), source })?;
		Ok((info.kind, bytes))
	}
}

enum Fault {
	Io(io::Error),
	Form(String),
}

impl From<io::Error> for Fault {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

fn form<T>(why: &str) -> Result<T, Fault> {
	Err(Fault::Form(why.into()))
}

type Contents = (BTreeMap<String, Value>, BTreeMap<String, TensorInfo>);

/// Reads the header and counts what it read.
struct Header<R> {
	from: R,
	read: u64,
	limit: u64,
}

impl<'a> Header<BufReader<&'a File>> {
	fn new(file: &'a File, bytes: u64) -> Self {
		Self { from: BufReader::new(file), read: 0, limit: bytes.min(MAX_HEADER_BYTES) }
	}
}

impl<R: Read> Header<R> {
	fn read(&mut self) -> Result<Contents, Fault> {
		if &self.array::<4>()? != b"GGUF" {
			return form("it does not begin with 'GGUF'");
		}
		if self.u32()? != 3 {
			return form("only version 3, little-endian, is read");
		}
		let (tensors, entries) = (self.u64()?, self.u64()?);
		if tensors > MAX_ENTRIES || entries > MAX_ENTRIES {
			return form("it has more than 65,536 entries or tensors");
		}
		let mut metadata = BTreeMap::new();
		for _ in 0..entries {
			let key = self.text(MAX_NAME)?;
			let kind = self.u32()?;
			let value = self.value(kind)?;
			if metadata.insert(key, value).is_some() {
				return form("a metadata key appears twice");
			}
		}
		let mut list = BTreeMap::new();
		for _ in 0..tensors {
			let name = self.text(MAX_NAME)?;
			let info = self.tensor()?;
			if list.insert(name, info).is_some() {
				return form("a tensor's name appears twice");
			}
		}
		Ok((metadata, list))
	}

	fn tensor(&mut self) -> Result<TensorInfo, Fault> {
		let count = self.u32()?;
		if count > MAX_DIMENSIONS {
			return form("a tensor has more than 4 dimensions");
		}
		let dimensions = (0..count).map(|_| self.u64()).collect::<Result<_, _>>()?;
		let kind = TensorType::from_number(self.u32()?);
		Ok(TensorInfo { dimensions, kind, offset: self.u64()? })
	}

	/// Counts `n` more bytes, refusing more than there can be.
	fn take(&mut self, n: u64) -> Result<(), Fault> {
		match self.read.checked_add(n) {
			Some(read) if read <= self.limit => self.read = read,
			_ => return form("its header ends early or is longer than 64 MiB"),
		}
		Ok(())
	}

	fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
		self.take(N as u64)?;
		let mut bytes = [0; N];
		self.from.read_exact(&mut bytes)?;
		Ok(bytes)
	}

	fn u32(&mut self) -> Result<u32, Fault> {
		Ok(u32::from_le_bytes(self.array()?))
	}

	fn u64(&mut self) -> Result<u64, Fault> {
		Ok(u64::from_le_bytes(self.array()?))
	}

	fn text(&mut self, most: u64) -> Result<String, Fault> {
		let length = self.u64()?;
		if length > most {
			return form("a name or text is too long");
		}
		self.take(length)?;
		let mut bytes = vec![0; length as usize];
		self.from.read_exact(&mut bytes)?;
		String::from_utf8(bytes).or_else(|_| form("a name or text is not UTF-8"))
	}

	fn value(&mut self, kind: u32) -> Result<Value, Fault> {
		Ok(match kind {
			0 | 2 | 4 | 10 | 1 | 3 | 5 | 11 => {
				let integer = self.integer(kind)?;
				// Types with odd numbers, and 11, are signed; 64-bit unsigned ones keep their bits.
				match kind {
					0 | 2 | 4 | 10 => Value::Unsigned(integer as u64),
					_ => Value::Signed(integer),
				}
			}
			6 => Value::F32(self.u32()?),
			7 => Value::Bool(self.integer(7)? != 0),
			8 => Value::Text(self.text(MAX_HEADER_BYTES)?),
			9 => self.values()?,
			12 => Value::F64(self.u64()?),
			_ => return form("a metadata value has an unknown type"),
		})
	}

	fn values(&mut self) -> Result<Value, Fault> {
		let (kind, count) = (self.u32()?, self.u64()?);
		if count > MAX_ARRAY {
			return form("an array has more than 4,194,304 elements");
		}
		Ok(match kind {
			8 => {
				let texts = (0..count).map(|_| self.text(MAX_HEADER_BYTES));
				Value::Texts(texts.collect::<Result<_, _>>()?)
			}
			6 => Value::Floats((0..count).map(|_| self.u32()).collect::<Result<_, _>>()?),
			12 => {
				(0..count).try_for_each(|_| self.u64().map(|_| ()))?;
				Value::Doubles(count)
			}
			0..=5 | 7 | 10 | 11 => {
				Value::Integers((0..count).map(|_| self.integer(kind)).collect::<Result<_, _>>()?)
			}
			_ => return form("an array's elements have an unknown type"),
		})
	}

	/// An integer or boolean; an unsigned 64-bit one keeps its bits.
	fn integer(&mut self, kind: u32) -> Result<i64, Fault> {
		Ok(match kind {
			0 => u8::from_le_bytes(self.array()?).into(),
			1 => i8::from_le_bytes(self.array()?).into(),
			2 => u16::from_le_bytes(self.array()?).into(),
			3 => i16::from_le_bytes(self.array()?).into(),
			4 => u32::from_le_bytes(self.array()?).into(),
			5 => i32::from_le_bytes(self.array()?).into(),
			7 => match self.array()? {
				[0] => 0,
				[1] => 1,
				_ => return form("a boolean is neither 0 nor 1"),
			},
			_ => i64::from_le_bytes(self.array()?),
		})
	}
}
