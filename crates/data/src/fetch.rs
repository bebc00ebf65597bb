//! Ciphertext from strangers' stores. It is public, so it is fetched and checked before anything is bought: what is
//! not there, or is not what the release says, cannot be shown to the chain.

use crate::{
	DataError,
	arriving::Arriving,
	store::{Part, Store, file_name},
	unpack::check_leaves,
};
use reqwest::{
	Method, StatusCode,
	header::{HeaderMap, HeaderValue, RANGE},
};
use std::{
	fs::{self, File},
	io::{BufReader, Read, Seek, SeekFrom, Write},
	path::PathBuf,
	sync::{
		Arc,
		atomic::{AtomicU64, Ordering},
	},
};
use stoa_egress::{Ask, EgressError, Endpoint, StreamLimits, Streams};
use stoa_primitives::dataset::DataCommitment;

/// Bytes that are checked at once: many chunks, so that all processors have some.
const PIECE: usize = 1 << 20;
/// Such pieces that wait to be checked.
const WAITING: usize = 4;
/// How often a store that breaks off is asked to go on.
const ATTEMPTS: u32 = 4;

/// Where releases lie.
#[derive(Clone, Debug)]
pub enum Source {
	/// A folder of this machine, as [`Store`] keeps it.
	Folder(PathBuf),
	/// A base URL under which such a folder is served.
	Web {
		/// The URL.
		endpoint: Endpoint,
		/// The way out.
		streams: Streams,
	},
}

/// What comes of a file.
enum Stream {
	File(File),
	Web(Box<reqwest::Response>),
}

impl Source {
	/// A stranger's URL. `allow_private` lets it lead to this machine and its network: for development networks only.
	pub fn web(url: &str, allow_private: bool) -> Result<Self, EgressError> {
		let limits = StreamLimits::default();
		let (endpoint, streams) = (Endpoint::parse(url)?, Streams::new(allow_private, limits)?);
		Ok(Self::Web { endpoint, streams })
	}

	fn name(&self) -> String {
		match self {
			Self::Folder(path) => path.display().to_string(),
			Self::Web { endpoint, .. } => endpoint.host().to_string(),
		}
	}

	/// A file from byte `from` on; none if it is not there.
	async fn open(&self, name: &str, from: u64) -> Result<Option<Stream>, String> {
		match self {
			Self::Folder(folder) => {
				let Ok(mut file) = File::open(folder.join(name)) else { return Ok(None) };
				file.seek(SeekFrom::Start(from)).map_err(|error| error.to_string())?;
				Ok(Some(Stream::File(file)))
			}
			Self::Web { endpoint, streams } => {
				let range = HeaderValue::from_str(&format!("bytes={from}-"));
				let headers = HeaderMap::from_iter(
					range.ok().filter(|_| from > 0).map(|range| (RANGE, range)),
				);
				let ask = Ask { method: Method::GET, headers, body: Default::default() };
				let answer = streams.open(endpoint, name, ask).await.map_err(|e| e.to_string())?;
				match (answer.status(), from) {
					(StatusCode::OK, 0) | (StatusCode::PARTIAL_CONTENT, 1..) => {
						Ok(Some(Stream::Web(Box::new(answer))))
					}
					(StatusCode::OK, _) => skipped(answer, from).await.map(Some),
					(StatusCode::NOT_FOUND | StatusCode::GONE, _) => Ok(None),
					(status, _) => Err(format!("it answered {status}")),
				}
			}
		}
	}
}

/// A server that knows no ranges sends all of it again.
async fn skipped(mut answer: reqwest::Response, mut from: u64) -> Result<Stream, String> {
	while from > 0 {
		let part = Streams::part(&mut answer).await.map_err(|error| error.to_string())?;
		let part = part.ok_or("it is shorter than it was")?;
		let length = part.len() as u64;
		if length > from {
			return Err("it takes no ranges, and its parts are not the same again".to_string());
		}
		from -= length;
	}
	Ok(Stream::Web(Box::new(answer)))
}

impl Stream {
	/// Adds what comes next; false at the end.
	async fn part(&mut self, to: &mut Vec<u8>) -> Result<bool, String> {
		match self {
			Self::File(file) => {
				let read = Read::by_ref(file).take(PIECE as u64).read_to_end(to);
				Ok(read.map_err(|error| error.to_string())? > 0)
			}
			Self::Web(answer) => {
				let part = Streams::part(answer).await.map_err(|error| error.to_string())?;
				to.extend_from_slice(part.as_deref().unwrap_or_default());
				Ok(part.is_some())
			}
		}
	}
}

/// Brings all of a release into `store`, from the first of `sources` that has it; goes on where it was broken off.
/// `told` hears how many bytes of ciphertext are here and right.
pub async fn fetch(
	sources: &[Source],
	commitment: &DataCommitment,
	store: &Store,
	mut told: impl FnMut(u64),
) -> Result<(), DataError> {
	let data = store.path(&commitment.root, Part::Data);
	let mut why = Vec::new();
	let mut have_leaves = store.has_leaves(commitment)?;
	if have_leaves && data.exists() && store.good_bytes(commitment, &data)? == commitment.bytes {
		told(commitment.bytes);
		return Ok(());
	}
	for source in sources {
		let mut note = |reason: String| why.push(format!("{}: {reason}", source.name()));
		if !have_leaves {
			match leaves(source, commitment, store).await? {
				Ok(()) => have_leaves = true,
				Err(reason) => {
					note(reason);
					continue;
				}
			}
		}
		match ciphertext(source, commitment, store, &mut told).await? {
			Ok(()) => return Ok(()),
			Err(reason) => note(reason),
		}
	}
	if why.is_empty() {
		why.push("the release names no address".to_string());
	}
	Err(DataError::NotServed(why.join("; ")))
}

/// The leaves of a release. The inner error is the source's fault.
async fn leaves(
	source: &Source,
	commitment: &DataCommitment,
	store: &Store,
) -> Result<Result<(), String>, DataError> {
	let path = store.path(&commitment.root, Part::Leaves);
	let part = path.with_added_extension("part");
	let name = file_name(&commitment.root, Part::Leaves);
	let mut stream = match source.open(&name, 0).await {
		Ok(Some(stream)) => stream,
		Ok(None) => return Ok(Err("it does not have this release".to_string())),
		Err(reason) => return Ok(Err(reason)),
	};
	let most = u64::from(commitment.chunks().unwrap_or(0)) * crate::pack::LEAF_BYTES as u64;
	let mut file = File::create(&part).map_err(DataError::at(&part))?;
	let mut have = 0u64;
	let mut bytes = Vec::new();
	loop {
		bytes.clear();
		match stream.part(&mut bytes).await {
			Ok(true) => {
				have += bytes.len() as u64;
				if have > most {
					break;
				}
				file.write_all(&bytes).map_err(DataError::at(&part))?;
			}
			Ok(false) => break,
			Err(reason) => return Ok(Err(reason)),
		}
	}
	let read = BufReader::new(File::open(&part).map_err(DataError::at(&part))?);
	if have != most || !check_leaves(read, commitment)? {
		fs::remove_file(&part).map_err(DataError::at(&part))?;
		return Ok(Err(DataError::WrongLeaves { from: source.name() }.to_string()));
	}
	fs::rename(&part, &path).map_err(DataError::at(&path))?;
	Ok(Ok(()))
}

/// The ciphertext of a release whose leaves are here. The inner error is the source's fault.
async fn ciphertext(
	source: &Source,
	commitment: &DataCommitment,
	store: &Store,
	told: &mut impl FnMut(u64),
) -> Result<Result<(), String>, DataError> {
	let path = store.path(&commitment.root, Part::Data);
	let part = path.with_added_extension("part");
	if path.exists() {
		fs::rename(&path, &part).map_err(DataError::at(&part))?;
	}
	let mut arriving = Arriving::new(commitment, store, &part)?;
	let mut attempt = 1;
	loop {
		let began = arriving.have();
		let (now, went) = take(arriving, source, told).await?;
		arriving = now;
		match went {
			Ok(()) => break,
			Err(End::Broken(reason)) if attempt == ATTEMPTS => return Ok(Err(reason)),
			Err(End::Broken(_)) if arriving.have() > began => attempt = 1,
			Err(End::Broken(_)) => attempt += 1,
			Err(End::Useless(reason)) => return Ok(Err(reason)),
		}
	}
	arriving.finish().map_err(DataError::at(&part))?;
	fs::rename(&part, &path).map_err(DataError::at(&path))?;
	Ok(Ok(()))
}

/// Why a source gave no more.
enum End {
	/// Asked again, it may.
	Broken(String),
	/// It has not what was asked for.
	Useless(String),
}

/// Takes all that is missing: what has arrived is checked and written while more arrives.
async fn take(
	arriving: Arriving,
	source: &Source,
	told: &mut impl FnMut(u64),
) -> Result<(Arriving, Result<(), End>), DataError> {
	let (data, from) = (*arriving.commitment(), arriving.have());
	told(from);
	if from == data.bytes {
		return Ok((arriving, Ok(())));
	}
	let mut stream = match source.open(&file_name(&data.root, Part::Data), from).await {
		Ok(Some(stream)) => stream,
		Ok(None) => {
			let none = "it does not have this release".to_string();
			return Ok((arriving, Err(End::Useless(none))));
		}
		Err(reason) => return Ok((arriving, Err(End::Broken(reason)))),
	};
	let (send, receive) = tokio::sync::mpsc::channel(WAITING);
	let here = Arc::new(AtomicU64::new(from));
	let counted = here.clone();
	let checking = tokio::task::spawn_blocking(move || arriving.receive(receive, &counted));
	let mut coming = from;
	let mut broken = None;
	while coming < data.bytes && broken.is_none() {
		let mut batch = Vec::with_capacity(2 * PIECE);
		while batch.len() < PIECE && coming + (batch.len() as u64) < data.bytes {
			match stream.part(&mut batch).await {
				Ok(true) => {}
				Ok(false) => broken = Some("it broke off".to_string()),
				Err(reason) => broken = Some(reason),
			}
			if broken.is_some() {
				break;
			}
		}
		coming += batch.len() as u64;
		// Whoever checks wants no more when something is wrong.
		if send.send(batch).await.is_err() {
			break;
		}
		told(here.load(Ordering::Relaxed));
	}
	drop(send);
	let checked = checking.await.map_err(|error| DataError::Stream(std::io::Error::other(error)));
	let (arriving, wrong) = checked??;
	told(arriving.have());
	let went = match (wrong, broken) {
		(Some(chunk), _) => Err(End::Useless(DataError::Damaged { chunk }.to_string())),
		(None, Some(reason)) if arriving.have() < data.bytes => Err(End::Broken(reason)),
		(None, _) => Ok(()),
	};
	Ok((arriving, went))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::owner::Master;

	struct World {
		folder: tempfile::TempDir,
		commitment: DataCommitment,
		from: Store,
		to: Store,
	}

	fn world() -> World {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("file");
		let text: Vec<u8> = (0..50_000u32).flat_map(u32::to_le_bytes).collect();
		fs::write(&file, text).unwrap();
		let master = Master::open_or_create(&folder.path().join("key")).unwrap();
		let from = Store::open(&folder.path().join("from")).unwrap();
		let to = Store::open(&folder.path().join("to")).unwrap();
		let commitment = from.add(&file, &master, |_| ()).unwrap();
		World { folder, commitment, from, to }
	}

	impl World {
		async fn fetch(&self, from: &[&Store]) -> Result<(), DataError> {
			let sources: Vec<Source> =
				from.iter().map(|store| Source::Folder(store.folder().to_path_buf())).collect();
			fetch(&sources, &self.commitment, &self.to, |_| ()).await
		}

		fn data(&self, store: &Store) -> Vec<u8> {
			fs::read(store.path(&self.commitment.root, Part::Data)).unwrap()
		}
	}

	#[tokio::test]
	async fn a_release_is_fetched_and_a_broken_off_one_goes_on() {
		let world = world();
		world.fetch(&[&world.from]).await.unwrap();
		assert_eq!(world.data(&world.to), world.data(&world.from));
		let path = world.to.path(&world.commitment.root, Part::Data);
		let half = world.data(&world.to)[..100_000].to_vec();
		fs::remove_file(&path).unwrap();
		fs::write(path.with_added_extension("part"), half).unwrap();
		world.fetch(&[&world.from]).await.unwrap();
		assert_eq!(world.data(&world.to), world.data(&world.from));
		// All is here: nobody is asked.
		world.fetch(&[]).await.unwrap();
	}

	#[tokio::test]
	async fn what_is_damaged_is_taken_from_somebody_else() {
		let world = world();
		let bad = Store::open(&world.folder.path().join("bad")).unwrap();
		let root = &world.commitment.root;
		let mut data = world.data(&world.from);
		data[40_000] ^= 1;
		fs::write(bad.path(root, Part::Data), &data).unwrap();
		let leaves = fs::read(world.from.path(root, Part::Leaves)).unwrap();
		fs::write(bad.path(root, Part::Leaves), &leaves).unwrap();
		let error = world.fetch(&[&bad]).await.unwrap_err().to_string();
		assert!(error.contains("chunk 2 is damaged"), "{error}");
		assert!(!world.to.path(root, Part::Data).exists());
		world.fetch(&[&bad, &world.from]).await.unwrap();
		assert_eq!(world.data(&world.to), world.data(&world.from));
	}

	#[tokio::test]
	async fn other_leaves_are_refused_and_none_is_said() {
		let world = world();
		let bad = Store::open(&world.folder.path().join("bad")).unwrap();
		let root = &world.commitment.root;
		let error = world.fetch(&[&bad]).await.unwrap_err().to_string();
		assert!(error.contains("does not have this release"), "{error}");
		let mut leaves = fs::read(world.from.path(root, Part::Leaves)).unwrap();
		leaves[0] ^= 1;
		fs::write(bad.path(root, Part::Leaves), &leaves).unwrap();
		let error = world.fetch(&[&bad]).await.unwrap_err().to_string();
		assert!(error.contains("not those of this release"), "{error}");
		assert!(world.fetch(&[]).await.unwrap_err().to_string().contains("no address"));
	}
}
