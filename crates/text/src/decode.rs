//! From ids to text, piece by piece.

/// The byte that a letter of byte-level BPE stands for.
///
/// Printable letters of Latin-1 stand for themselves; the other 68 bytes have letters from U+0100 on.
fn byte_of(letter: char) -> Option<u8> {
	let code = u32::from(letter);
	match code {
		33..=126 | 161..=172 | 174..=255 => u8::try_from(code).ok(),
		256..=288 => u8::try_from(code - 256).ok(),
		289..=322 => u8::try_from(code - 289 + 127).ok(),
		323 => Some(173),
		_ => None,
	}
}

/// The bytes of a token that is written in byte letters; other letters stand for themselves.
pub(crate) fn bytes_of(token: &str) -> Vec<u8> {
	let mut bytes = Vec::with_capacity(token.len());
	for letter in token.chars() {
		match byte_of(letter) {
			Some(byte) => bytes.push(byte),
			None => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
		}
	}
	bytes
}

/// Decodes an answer while it grows: a character appears once all its bytes are there.
///
/// All pieces together are the bytes of all tokens, with what is not UTF-8 replaced by U+FFFD.
pub struct Decoder<'a> {
	bytes: &'a [Vec<u8>],
	pending: Vec<u8>,
}

impl<'a> Decoder<'a> {
	pub(crate) fn new(bytes: &'a [Vec<u8>]) -> Self {
		Self { bytes, pending: Vec::new() }
	}

	/// The text that one more token completes.
	pub fn push(&mut self, id: u32) -> String {
		if let Some(bytes) = self.bytes.get(id as usize) {
			self.pending.extend_from_slice(bytes);
		}
		let mut text = String::new();
		loop {
			match std::str::from_utf8(&self.pending) {
				Ok(rest) => {
					text.push_str(rest);
					self.pending.clear();
					return text;
				}
				Err(error) => {
					let (sound, after) = self.pending.split_at(error.valid_up_to());
					text.push_str(&String::from_utf8_lossy(sound));
					match error.error_len() {
						Some(wrong) => {
							text.push(char::REPLACEMENT_CHARACTER);
							self.pending = after.get(wrong..).unwrap_or_default().to_vec();
						}
						// A character that is not complete yet.
						None => {
							self.pending = after.to_vec();
							return text;
						}
					}
				}
			}
		}
	}

	/// What is left when no token follows.
	pub fn finish(self) -> String {
		String::from_utf8_lossy(&self.pending).into_owned()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	#[test]
	fn every_byte_has_one_letter() {
		let mut letters: Vec<u8> =
			(0..=400).filter_map(char::from_u32).filter_map(byte_of).collect();
		letters.sort_unstable();
		assert_eq!(letters, (0..=255).collect::<Vec<u8>>());
		assert_eq!(bytes_of("Ġhi"), b" hi");
		assert_eq!(bytes_of("Ċ"), b"\n");
		assert_eq!(bytes_of("Ã¤"), "ä".as_bytes());
	}

	proptest! {
		#[test]
		fn pieces_make_the_whole(
			tokens in vec(
				prop_oneof![vec(any::<u8>(), 0..4), ".{0,3}".prop_map(String::into_bytes)],
				0..20,
			),
			cuts in vec(1usize..4, 0..60),
		) {
			let all = tokens.concat();
			// The same bytes, cut elsewhere.
			let mut pieces = Vec::new();
			let mut rest = &all[..];
			for cut in cuts.into_iter().chain(std::iter::repeat(2)) {
				if rest.is_empty() { break }
				let (piece, after) = rest.split_at(cut.min(rest.len()));
				pieces.push(piece.to_vec());
				rest = after;
			}
			for bytes in [&tokens, &pieces] {
				let mut decoder = Decoder::new(bytes);
				let mut text: String = (0..bytes.len() as u32).map(|id| decoder.push(id)).collect();
				text.push_str(&decoder.finish());
				prop_assert_eq!(text, String::from_utf8_lossy(&all));
			}
		}
	}
}
