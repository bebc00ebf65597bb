//! Reading, working and writing side by side, over a few buffers that go round.

use crate::DataError;
use std::{
	io::{ErrorKind, Read, Write},
	sync::mpsc::sync_channel,
	thread,
};
use stoa_primitives::dataset::CHUNK_BYTES;

/// Chunks that are worked on at once.
pub(crate) const BATCH: usize = 128;
/// Buffers that go round: one is read into, one worked on, one written, and one waits.
const BUFFERS: usize = 4;
/// Bytes of a chunk.
pub(crate) const CHUNK: usize = CHUNK_BYTES as usize;

/// Reads `from` to its end in batches of whole chunks (but for the last), lets `work` change each, and writes them.
/// How many bytes there were.
pub(crate) fn through(
	from: impl Read + Send,
	to: impl Write + Send,
	mut work: impl FnMut(&mut [u8]) -> Result<(), DataError>,
) -> Result<u64, DataError> {
	let (free, to_fill) = sync_channel::<Vec<u8>>(BUFFERS);
	let (filled, to_work) = sync_channel::<Vec<u8>>(BUFFERS);
	let (worked, to_write) = sync_channel::<Vec<u8>>(BUFFERS);
	for _ in 0..BUFFERS {
		let _room = free.send(Vec::with_capacity(BATCH * CHUNK));
	}
	thread::scope(|scope| {
		let reader = scope.spawn(move || -> std::io::Result<()> {
			let mut from = from;
			for mut batch in to_fill {
				fill(&mut from, &mut batch)?;
				// Nobody wants more when the work has failed.
				if batch.is_empty() || filled.send(batch).is_err() {
					break;
				}
			}
			Ok(())
		});
		let writer = scope.spawn(move || -> std::io::Result<()> {
			let mut to = to;
			for batch in to_write {
				to.write_all(&batch)?;
				let _end = free.send(batch);
			}
			to.flush()
		});
		let mut total = 0u64;
		let mut went = Ok(());
		for mut batch in to_work {
			total += batch.len() as u64;
			went = work(&mut batch);
			if went.is_err() || worked.send(batch).is_err() {
				break;
			}
		}
		drop(worked);
		let wrote = writer.join().unwrap_or_else(|_| Err(ErrorKind::Other.into()));
		let read = reader.join().unwrap_or_else(|_| Err(ErrorKind::Other.into()));
		went.and(wrote.map_err(DataError::from)).and(read.map_err(DataError::from))?;
		Ok(total)
	})
}

fn fill(from: &mut impl Read, batch: &mut Vec<u8>) -> std::io::Result<()> {
	batch.clear();
	from.by_ref().take((BATCH * CHUNK) as u64).read_to_end(batch)?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn all_of_it_goes_through_in_whole_chunks() {
		let length = 3 * BATCH * CHUNK + 5;
		let text: Vec<u8> = (0..length).map(|at| at as u8).collect();
		let (mut out, mut sizes) = (Vec::new(), Vec::new());
		let total = through(&text[..], &mut out, |batch| {
			sizes.push(batch.len());
			batch.iter_mut().for_each(|byte| *byte ^= 1);
			Ok(())
		});
		assert_eq!(total.unwrap(), length as u64);
		assert_eq!(sizes, [BATCH * CHUNK, BATCH * CHUNK, BATCH * CHUNK, 5]);
		assert!(out.iter().zip(&text).all(|(out, text)| out ^ 1 == *text));
		assert_eq!(out.len(), length);
	}

	#[test]
	fn whoever_fails_ends_it() {
		struct Full;
		impl Write for Full {
			fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
				Err(ErrorKind::StorageFull.into())
			}
			fn flush(&mut self) -> std::io::Result<()> {
				Ok(())
			}
		}
		let text = vec![0; 20 * BATCH * CHUNK];
		assert!(matches!(through(&text[..], Full, |_| Ok(())), Err(DataError::Stream(_))));
		let mut left = 3;
		let failed = through(&text[..], Vec::new(), |_| {
			left -= 1;
			if left == 0 { Err(DataError::Damaged { chunk: 1 }) } else { Ok(()) }
		});
		assert!(matches!(failed, Err(DataError::Damaged { chunk: 1 })));
	}
}
