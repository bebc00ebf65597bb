//! Server-sent events out of a stream of bytes, without copying what is passed on.

use bytes::{Buf, Bytes, BytesMut};

/// Longest event that is read: a provider's word, so bounded.
pub const MAX_EVENT_BYTES: usize = 8 << 20;

/// One event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
	/// The bytes as they came, with the empty line that ends them.
	pub raw: Bytes,
	/// Its name; empty for a plain one.
	pub name: String,
	/// Its data.
	pub data: Bytes,
}

/// The provider sent more than an event may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an event is longer than {MAX_EVENT_BYTES} bytes")]
pub struct TooLong;

/// Cuts a stream of bytes into events.
#[derive(Default)]
pub struct Reader {
	buffer: BytesMut,
	/// Where the line begins that is being looked at.
	line: usize,
	/// What was looked at without finding the line's end.
	seen: usize,
}

impl Reader {
	/// Adds what arrived.
	pub fn push(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
		if self.buffer.len().saturating_add(bytes.len()) > MAX_EVENT_BYTES {
			return Err(TooLong);
		}
		self.buffer.extend_from_slice(bytes);
		Ok(())
	}

	/// The next whole event. Comments alone are no event.
	pub fn next_event(&mut self) -> Option<Event> {
		loop {
			let rest = self.buffer.get(self.seen..)?;
			let Some(found) = rest.iter().position(|byte| *byte == b'\n') else {
				self.seen = self.buffer.len();
				return None;
			};
			let end = self.seen + found;
			let empty = matches!(self.buffer.get(self.line..end), Some([] | [b'\r']));
			self.seen = end + 1;
			self.line = self.seen;
			if !empty {
				continue;
			}
			let raw = self.buffer.split_to(self.seen).freeze();
			(self.line, self.seen) = (0, 0);
			if let Some(event) = read(raw) {
				return Some(event);
			}
		}
	}
}

fn read(raw: Bytes) -> Option<Event> {
	let mut name = String::new();
	let mut data: Option<Bytes> = None;
	let mut rest = raw.clone();
	while rest.has_remaining() {
		let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
		let mut line = rest.split_to(end);
		rest.advance(usize::from(rest.has_remaining()));
		if line.last() == Some(&b'\r') {
			line.truncate(line.len() - 1);
		}
		if let Some(value) = field(&line, b"data") {
			data = Some(match data {
				None => value,
				Some(before) => [&before[..], b"\n", &value].concat().into(),
			});
		} else if let Some(value) = field(&line, b"event") {
			name = String::from_utf8_lossy(&value).into_owned();
		}
	}
	Some(Event { raw, name, data: data? })
}

/// The value of a line `name: value`, one blank after the colon left out.
fn field(line: &Bytes, name: &[u8]) -> Option<Bytes> {
	let rest = line.strip_prefix(name)?.strip_prefix(b":")?;
	let value = rest.strip_prefix(b" ").unwrap_or(rest);
	Some(line.slice(line.len() - value.len()..))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn all(reader: &mut Reader) -> Vec<(String, String)> {
		std::iter::from_fn(|| reader.next_event())
			.map(|event| (event.name, String::from_utf8(event.data.to_vec()).unwrap()))
			.collect()
	}

	const WIRE: &str = ": hello\n\ndata: {\"a\":1}\n\nevent: stoa.receipt\ndata:{}\n\r\ndata: x\r\n\
		data: y\r\n\r\nid: 3\n\ndata: [DONE]\n\n";

	fn events() -> Vec<(String, String)> {
		[("", "{\"a\":1}"), ("stoa.receipt", "{}"), ("", "x\ny"), ("", "[DONE]")]
			.map(|(name, data)| (name.to_owned(), data.to_owned()))
			.to_vec()
	}

	#[test]
	fn raw_bytes_are_those_that_came() {
		let mut reader = Reader::default();
		reader.push(b"event: a\ndata: b\n\ndata: c").unwrap();
		let event = reader.next_event().unwrap();
		assert_eq!(&event.raw[..], b"event: a\ndata: b\n\n");
		assert_eq!(reader.next_event(), None);
		reader.push(b"\n\n").unwrap();
		assert_eq!(&reader.next_event().unwrap().raw[..], b"data: c\n\n");
	}

	#[test]
	fn an_endless_event_is_refused() {
		let mut reader = Reader::default();
		let part = vec![b'x'; 1 << 20];
		let mut parts = 0;
		while reader.push(&part).is_ok() {
			assert_eq!(reader.next_event(), None);
			parts += 1;
		}
		assert_eq!(parts, 8);
	}

	proptest! {
		#[test]
		fn events_do_not_depend_on_where_the_stream_is_cut(cuts in prop::collection::vec(1usize..9, 1..40)) {
			let mut reader = Reader::default();
			let mut seen = Vec::new();
			let mut rest = WIRE.as_bytes();
			let mut cuts = cuts.iter().cycle();
			while !rest.is_empty() {
				let (part, after) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
				reader.push(part).unwrap();
				seen.extend(all(&mut reader));
				rest = after;
			}
			prop_assert_eq!(seen, events());
		}
	}
}
