//! Server-sent events, as far as completions use them: the data of each event.

/// Longest event, and longest line.
const MAX_EVENT_BYTES: usize = 1 << 20;

/// An event that does not end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Cuts a stream of bytes into events.
#[derive(Default)]
pub(super) struct Events {
	line: Vec<u8>,
	data: String,
}

impl Events {
	/// The data of the events that these bytes complete.
	pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, TooLong> {
		let mut complete = Vec::new();
		for part in bytes.split_inclusive(|byte| *byte == b'\n') {
			self.line.extend_from_slice(part);
			if self.line.len() + self.data.len() > MAX_EVENT_BYTES {
				return Err(TooLong);
			}
			if part.ends_with(b"\n") {
				complete.extend(self.end_line());
			}
		}
		Ok(complete)
	}

	fn end_line(&mut self) -> Option<String> {
		let line = String::from_utf8_lossy(&self.line).into_owned();
		self.line.clear();
		let line = line.trim_end_matches(['\n', '\r']);
		if line.is_empty() {
			// An empty line ends an event; one without data is none.
			return (!self.data.is_empty()).then(|| std::mem::take(&mut self.data));
		}
		if let Some(data) = line.strip_prefix("data:") {
			if !self.data.is_empty() {
				self.data.push('\n');
			}
			self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn events_are_found_wherever_the_stream_is_cut() {
		let stream = ": comment\r\n\r\ndata: {\"a\":1}\r\n\r\nevent: x\ndata:ä\ndata: b\n\ndata: [DONE]\n\nrest";
		for size in 1..stream.len() {
			let mut events = Events::default();
			let found: Vec<String> = stream
				.as_bytes()
				.chunks(size)
				.flat_map(|part| events.push(part).unwrap())
				.collect();
			assert_eq!(found, ["{\"a\":1}", "ä\nb", "[DONE]"]);
		}
	}

	#[test]
	fn endless_events_are_refused() {
		let mut events = Events::default();
		let line = [b"data: ", &[b'a'; 1_000][..], b"\n"].concat();
		assert!((0..2_000).any(|_| events.push(&line) == Err(TooLong)));
		let mut events = Events::default();
		assert_eq!(events.push(&vec![b'a'; MAX_EVENT_BYTES + 1]), Err(TooLong));
	}
}
