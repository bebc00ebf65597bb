//! The log of a workload: two files, the older of which goes when the newer has reached half of the cap.

use super::store::create;
use crate::{LogOptions, LogStream, RunnerError};
use bytes::Bytes;
use std::{
	fs::{self, File},
	io::{self, Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// Bytes a second that are taken of a workload, which has to wait beyond that: a log that is written without end
/// wears the host's disk down.
const BYTES_PER_SECOND: u64 = 8 << 20;
/// How often a reader that follows looks.
const LOOK: Duration = Duration::from_millis(200);
const PIECE: usize = 64 << 10;

/// Writes it.
pub(crate) struct LogWriter {
	dir: PathBuf,
	file: File,
	written: u64,
	max_bytes: u64,
}

impl LogWriter {
	/// Goes on with the log in `dir`.
	pub(crate) fn open(dir: &Path, max_bytes: u64) -> io::Result<Self> {
		let path = dir.join("log");
		let file = match File::options().append(true).open(&path) {
			Ok(file) => file,
			Err(_) => create(&path)?,
		};
		let written = file.metadata()?.len();
		Ok(Self { dir: dir.to_owned(), file, written, max_bytes })
	}

	/// Keeps all that comes until its end.
	pub(crate) fn keep(&mut self, from: &mut impl Read) -> io::Result<()> {
		let mut piece = vec![0; PIECE];
		let (mut since, mut taken) = (Instant::now(), 0);
		loop {
			let read = match from.read(&mut piece) {
				Ok(0) => return Ok(()),
				Ok(read) => read,
				Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
				Err(error) => return Err(error),
			};
			self.write(piece.get(..read).unwrap_or_default())?;
			taken += read as u64;
			if taken >= BYTES_PER_SECOND {
				std::thread::sleep(Duration::from_secs(1).saturating_sub(since.elapsed()));
				(since, taken) = (Instant::now(), 0);
			}
		}
	}

	fn write(&mut self, piece: &[u8]) -> io::Result<()> {
		if self.written + piece.len() as u64 > self.max_bytes / 2 {
			fs::rename(self.dir.join("log"), self.dir.join("log.1"))?;
			self.file = create(&self.dir.join("log"))?;
			self.written = 0;
		}
		self.file.write_all(piece)?;
		self.written += piece.len() as u64;
		Ok(())
	}
}

/// Reads it.
struct Reader {
	dir: PathBuf,
	file: File,
}

impl Reader {
	/// The next piece; `None` at the end of what there is.
	fn next(&mut self) -> io::Result<Option<Bytes>> {
		let mut piece = vec![0; PIECE];
		let read = self.file.read(&mut piece)?;
		piece.truncate(read);
		if read > 0 {
			return Ok(Some(piece.into()));
		}
		// At the end of a file that another one has replaced, that one goes on.
		let Ok(now) = File::open(self.dir.join("log")) else { return Ok(None) };
		if same(&now, &self.file)? {
			return Ok(None);
		}
		// What was written between the last look and the change.
		let mut rest = Vec::new();
		self.file.read_to_end(&mut rest)?;
		self.file = now;
		Ok(Some(rest.into()))
	}
}

fn same(a: &File, b: &File) -> io::Result<bool> {
	use std::os::unix::fs::MetadataExt;
	let (a, b) = (a.metadata()?, b.metadata()?);
	Ok(a.dev() == b.dev() && a.ino() == b.ino())
}

/// The log in `dir`. A reader that follows ends when `runs` says that nobody writes any more.
pub(crate) fn stream(
	dir: &Path,
	options: LogOptions,
	runs: impl Fn() -> bool + Send + Sync + 'static,
) -> Result<LogStream, RunnerError> {
	let Some((reader, first)) = open(dir, options.tail_lines)? else {
		return Ok(Box::pin(futures::stream::empty()));
	};
	let state = (reader, first, runs, false);
	let pieces =
		futures::stream::try_unfold(state, move |(mut reader, first, runs, ended)| async move {
			if let Some(first) = first {
				return Ok(Some((first, (reader, None, runs, false))));
			}
			let mut ended = ended;
			loop {
				if let Some(piece) = reader.next()? {
					return Ok(Some((piece, (reader, None, runs, ended))));
				}
				// Once more after the end was seen, for what was written before it.
				if !options.follow || ended {
					return Ok(None);
				}
				ended = !runs();
				if !ended {
					tokio::time::sleep(LOOK).await;
				}
			}
		});
	Ok(Box::pin(pieces))
}

/// A reader, and what it begins with. `None` if nothing was ever written.
fn open(dir: &Path, lines: Option<usize>) -> Result<Option<(Reader, Option<Bytes>)>, RunnerError> {
	// The newer file is opened first: if they change places in between, something is read twice and nothing is lost.
	let Ok(mut newer) = File::open(dir.join("log")) else { return Ok(None) };
	let older = File::open(dir.join("log.1")).ok();
	let Some(lines) = lines else {
		let file = match older {
			Some(older) if !same(&older, &newer)? => older,
			_ => newer,
		};
		return Ok(Some((Reader { dir: dir.to_owned(), file }, None)));
	};
	let mut text = Vec::new();
	for mut file in older.into_iter() {
		file.read_to_end(&mut text)?;
	}
	newer.seek(SeekFrom::Start(0))?;
	newer.read_to_end(&mut text)?;
	let tail = Bytes::copy_from_slice(tail(&text, lines));
	Ok(Some((Reader { dir: dir.to_owned(), file: newer }, Some(tail))))
}

/// The last lines; a last one that is not ended counts.
fn tail(text: &[u8], lines: usize) -> &[u8] {
	let body = text.strip_suffix(b"\n").unwrap_or(text);
	let ends = body.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
	let begin = match lines {
		0 => text.len(),
		lines => ends.map(|(at, _)| at + 1).nth(lines - 1).unwrap_or(0),
	};
	text.get(begin..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::TryStreamExt;

	#[test]
	fn tails_are_whole_lines() {
		let text = b"a\nbb\nccc\n";
		assert_eq!(tail(text, 0), b"");
		assert_eq!(tail(text, 1), b"ccc\n");
		assert_eq!(tail(text, 2), b"bb\nccc\n");
		assert_eq!(tail(text, 9), text);
		assert_eq!(tail(b"a\nb", 1), b"b");
		assert_eq!(tail(b"", 3), b"");
	}

	#[tokio::test]
	async fn the_newest_part_is_kept_and_the_cap_holds() {
		let dir = tempfile::tempdir().unwrap();
		let cap = 400 << 10;
		let mut log = LogWriter::open(dir.path(), cap).unwrap();
		let text: String = (0..100_000).map(|line| format!("{line}\n")).collect();
		log.keep(&mut text.as_bytes()).unwrap();
		let size = |name| fs::metadata(dir.path().join(name)).map_or(0, |m| m.len());
		assert!(size("log") + size("log.1") <= cap);
		let all = stream(dir.path(), LogOptions::default(), || false).unwrap();
		let all: Vec<Bytes> = all.try_collect().await.unwrap();
		assert!(text.as_bytes().ends_with(&all.concat()), "a part from the middle is missing");
		assert!(all.concat().len() as u64 > cap / 4);
		let last = LogOptions { follow: false, tail_lines: Some(2) };
		let last: Vec<Bytes> =
			stream(dir.path(), last, || false).unwrap().try_collect().await.unwrap();
		assert_eq!(last.concat(), b"99998\n99999\n");
	}
}
