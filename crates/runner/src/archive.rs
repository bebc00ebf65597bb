//! Reads an image from one file, without believing it.

use crate::{RunnerError, image::ImageConfig};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use std::{
	collections::HashMap,
	fs::File,
	io::{self, Read, Seek, SeekFrom},
};

/// Most bytes of a manifest or configuration.
const MAX_JSON_BYTES: u64 = 4 << 20;
/// Most entries of the outer archive, and of each layer.
pub(crate) const MAX_ENTRIES: usize = 1 << 20;
/// Most layers.
const MAX_LAYERS: usize = 256;

/// An image.
pub(crate) struct Archive {
	file: File,
	layers: Vec<Part>,
	/// The configuration's own bytes; `None` for a tar of a root file system.
	pub raw_config: Option<Vec<u8>>,
	/// What it says about how to run it.
	pub config: ImageConfig,
}

/// Where in the file something is.
#[derive(Clone, Copy)]
struct Part {
	offset: u64,
	bytes: u64,
}

/// The entries of the outer archive by name.
type Index = HashMap<String, Part>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DockerManifest {
	config: String,
	layers: Vec<String>,
}

#[derive(Deserialize)]
struct OciIndex {
	manifests: Vec<OciDescriptor>,
}

#[derive(Deserialize)]
struct OciManifest {
	config: OciDescriptor,
	layers: Vec<OciDescriptor>,
}

#[derive(Deserialize)]
struct OciDescriptor {
	digest: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ConfigFile {
	config: Option<ImageConfig>,
}

/// An image that cannot be taken.
pub(crate) fn bad(why: impl std::fmt::Display) -> RunnerError {
	RunnerError::BadImage(format!("the image cannot be used: {why}"))
}

impl Archive {
	/// Reads the outline of `file`. If it is compressed, `scratch` is a place for at most `max_bytes` of it.
	pub(crate) fn read(
		mut file: File,
		scratch: impl FnOnce() -> io::Result<File>,
		max_bytes: u64,
	) -> Result<Self, RunnerError> {
		if magic(&mut file)?.starts_with(&GZIP) {
			let mut plain = scratch()?;
			let copied = io::copy(&mut MultiGzDecoder::new(file).take(max_bytes + 1), &mut plain);
			if copied.map_err(bad)? > max_bytes {
				return Err(bad(format!("it has more than {max_bytes} bytes: raise image_mib")));
			}
			plain.seek(SeekFrom::Start(0))?;
			file = plain;
		}
		let index = index(&file)?;
		let (config, layers) = if index.contains_key("manifest.json") {
			docker(&mut file, &index)?
		} else if index.contains_key("index.json") {
			oci(&mut file, &index)?
		} else {
			let bytes = file.seek(SeekFrom::End(0))?;
			let layers = Vec::from([Part { offset: 0, bytes }]);
			return Ok(Self { file, layers, raw_config: None, config: ImageConfig::default() });
		};
		if layers.len() > MAX_LAYERS {
			return Err(bad(format!("it has more than {MAX_LAYERS} layers: squash it")));
		}
		let raw = json_bytes(&mut file, config)?;
		let config: ConfigFile = serde_json::from_slice(&raw).map_err(bad)?;
		let config = config.config.unwrap_or_default();
		Ok(Self { file, layers, raw_config: Some(raw), config })
	}

	/// How many layers it has.
	pub(crate) fn layers(&self) -> usize {
		self.layers.len()
	}

	/// Layer `number` as a plain tar, the lowest one being 0.
	pub(crate) fn layer(&mut self, number: usize) -> Result<Box<dyn Read + '_>, RunnerError> {
		let part = *self.layers.get(number).ok_or_else(|| bad("there is no such layer"))?;
		self.file.seek(SeekFrom::Start(part.offset))?;
		let start = magic(&mut self.file)?;
		let layer = (&mut self.file).take(part.bytes);
		if start.starts_with(&ZSTD) {
			return Err(bad("a layer is compressed by zstd: save it plain or with gzip"));
		}
		Ok(if start.starts_with(&GZIP) {
			Box::new(MultiGzDecoder::new(layer))
		} else {
			Box::new(layer)
		})
	}
}

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The next few bytes, which are still to be read.
fn magic(file: &mut File) -> Result<Vec<u8>, RunnerError> {
	let at = file.stream_position()?;
	let mut start = Vec::new();
	Read::by_ref(file).take(4).read_to_end(&mut start)?;
	file.seek(SeekFrom::Start(at))?;
	Ok(start)
}

fn index(file: &File) -> Result<Index, RunnerError> {
	let mut file = file;
	file.seek(SeekFrom::Start(0))?;
	let mut index = Index::new();
	let mut archive = tar::Archive::new(file);
	for (number, entry) in archive.entries_with_seek().map_err(bad)?.enumerate() {
		let entry = entry.map_err(bad)?;
		if number >= MAX_ENTRIES {
			return Err(bad(format!("it has more than {MAX_ENTRIES} entries")));
		}
		if entry.header().entry_type().is_file() {
			let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
			let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
			// Metadata files are few, and near the root; a root file system may have a million others.
			if name.matches('/').count() <= 2 {
				index.insert(name, Part { offset: entry.raw_file_position(), bytes: entry.size() });
			}
		}
	}
	Ok(index)
}

fn find(index: &Index, name: &str) -> Result<Part, RunnerError> {
	let missing = || bad(format!("it names {name:?}, which is not a file in it"));
	index.get(name).copied().ok_or_else(missing)
}

fn json_bytes(file: &mut File, part: Part) -> Result<Vec<u8>, RunnerError> {
	if part.bytes > MAX_JSON_BYTES {
		return Err(bad(format!("a manifest has more than {MAX_JSON_BYTES} bytes")));
	}
	file.seek(SeekFrom::Start(part.offset))?;
	let mut bytes = Vec::new();
	file.take(part.bytes).read_to_end(&mut bytes)?;
	Ok(bytes)
}

fn json<T: for<'a> Deserialize<'a>>(file: &mut File, part: Part) -> Result<T, RunnerError> {
	serde_json::from_slice(&json_bytes(file, part)?).map_err(bad)
}

fn docker(file: &mut File, index: &Index) -> Result<(Part, Vec<Part>), RunnerError> {
	let images: Vec<DockerManifest> = json(file, find(index, "manifest.json")?)?;
	let [image] = images.as_slice() else {
		return Err(bad(format!("it has {} images: save one", images.len())));
	};
	let layers = image.layers.iter().map(|name| find(index, name)).collect::<Result<_, _>>()?;
	Ok((find(index, &image.config)?, layers))
}

fn oci(file: &mut File, index: &Index) -> Result<(Part, Vec<Part>), RunnerError> {
	let list: OciIndex = json(file, find(index, "index.json")?)?;
	let [image] = list.manifests.as_slice() else {
		return Err(bad(format!("it has {} images: save one", list.manifests.len())));
	};
	let blob = |descriptor: &OciDescriptor| {
		find(index, &format!("blobs/{}", descriptor.digest.replacen(':', "/", 1)))
	};
	let image: OciManifest = json(file, blob(image)?)?;
	let layers = image.layers.iter().map(blob).collect::<Result<_, _>>()?;
	Ok((blob(&image.config)?, layers))
}
