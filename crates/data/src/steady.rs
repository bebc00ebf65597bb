//! A file that goes to the disk while it is written: little is left to wait for at its end.

use std::{
	fs::File,
	io::{self, ErrorKind, Write},
	sync::mpsc::{SyncSender, sync_channel},
	thread::{self, JoinHandle},
};

/// Bytes that are written before the disk is asked to have them.
const STEP: u64 = 32 << 20;

/// Whoever brings what was written to the disk, and how it is asked to.
struct Syncing {
	ask: SyncSender<()>,
	thread: JoinHandle<io::Result<()>>,
}

/// A file on its way to the disk.
pub(crate) struct Steady {
	file: File,
	/// Bytes since the disk was asked last.
	since: u64,
	/// Nobody yet for a short file.
	syncing: Option<Syncing>,
}

impl Steady {
	/// What is written to `file` from now on.
	pub(crate) fn new(file: File) -> Self {
		Self { file, since: 0, syncing: None }
	}

	/// Returns when all of it is on the disk.
	pub(crate) fn finish(self) -> io::Result<()> {
		if let Some(Syncing { ask, thread }) = self.syncing {
			drop(ask);
			thread.join().unwrap_or_else(|_| Err(ErrorKind::Other.into()))?;
		}
		self.file.sync_all()
	}

	fn ask(&mut self) -> io::Result<()> {
		self.since = 0;
		if self.syncing.is_none() {
			let file = self.file.try_clone()?;
			let (ask, asked) = sync_channel::<()>(1);
			let sync = move || asked.into_iter().try_for_each(|()| file.sync_data());
			self.syncing = Some(Syncing { ask, thread: thread::spawn(sync) });
		}
		if let Some(Syncing { ask, .. }) = &self.syncing {
			// Asked already, it does this too; what keeps it from doing so is told at the end.
			let _asked = ask.try_send(());
		}
		Ok(())
	}
}

impl Write for Steady {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		let written = self.file.write(bytes)?;
		self.since = self.since.saturating_add(written as u64);
		if self.since >= STEP {
			self.ask()?;
		}
		Ok(written)
	}

	fn flush(&mut self) -> io::Result<()> {
		self.file.flush()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn all_of_it_is_written_in_its_order() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("file");
		let mut steady = Steady::new(File::create(&path).unwrap());
		let piece = vec![7; 1 << 20];
		for number in 0..70u8 {
			steady.write_all(&[number]).unwrap();
			steady.write_all(&piece).unwrap();
		}
		assert!(steady.syncing.is_some());
		steady.finish().unwrap();
		let read = std::fs::read(&path).unwrap();
		assert_eq!(read.len(), 70 * ((1 << 20) + 1));
		assert!(read.chunks(piece.len() + 1).zip(0u8..).all(|(part, number)| part[0] == number));
	}

	#[test]
	fn what_cannot_be_written_is_told() {
		// It was opened to be read.
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("file");
		File::create(&path).unwrap();
		let mut steady = Steady::new(File::open(&path).unwrap());
		assert!(steady.write_all(b"x").is_err());
	}
}
