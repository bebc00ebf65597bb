//! Stop sequences: text that ends an answer and is not shown.

/// Most stop sequences, as OpenAI has it.
pub(super) const MOST: usize = 4;
/// Longest stop sequence in bytes.
pub(super) const LONGEST: usize = 256;

/// Looks for stop sequences in a text that grows.
pub(super) struct Stops {
	stops: Vec<String>,
	/// What may be the beginning of one.
	held: String,
}

impl Stops {
	/// Empty ones stop nothing.
	pub fn new(stops: Vec<String>) -> Self {
		Self {
			stops: stops.into_iter().filter(|stop| !stop.is_empty()).collect(),
			held: String::new(),
		}
	}

	/// What can be shown after more text, and whether a stop sequence came: then nothing follows.
	pub fn push(&mut self, text: &str) -> (String, bool) {
		if self.stops.is_empty() {
			return (text.into(), false);
		}
		self.held.push_str(text);
		let first = self.stops.iter().filter_map(|stop| self.held.find(stop.as_str())).min();
		if let Some(first) = first {
			self.held.truncate(first);
			return (std::mem::take(&mut self.held), true);
		}
		let rest = self.held.split_off(self.held.len() - self.beginning());
		(std::mem::replace(&mut self.held, rest), false)
	}

	/// What was held back, when no text follows.
	pub fn finish(&mut self) -> String {
		std::mem::take(&mut self.held)
	}

	/// Bytes at the end that may be the beginning of a stop sequence.
	fn beginning(&self) -> usize {
		let longest = |stop: &String| {
			let fits = |length: &usize| {
				let begin = stop.as_bytes().get(..*length).unwrap_or_default();
				self.held.as_bytes().ends_with(begin) && stop.is_char_boundary(*length)
			};
			(1..stop.len()).rev().find(fits).unwrap_or(0)
		};
		self.stops.iter().map(longest).max().unwrap_or(0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn through(stops: &[&str], pieces: &[&str]) -> (String, bool) {
		let mut stops = Stops::new(stops.iter().map(|stop| (*stop).into()).collect());
		let mut shown = String::new();
		for piece in pieces {
			let (text, hit) = stops.push(piece);
			shown.push_str(&text);
			if hit {
				return (shown, true);
			}
		}
		shown.push_str(&stops.finish());
		(shown, false)
	}

	#[test]
	fn a_stop_sequence_ends_the_text_before_it() {
		assert_eq!(through(&["\n\n"], &["one\n", "\ntwo"]), ("one".into(), true));
		assert_eq!(through(&["ab", "b"], &["xa", "by"]), ("x".into(), true));
		assert_eq!(through(&["über"], &["ü", "ber"]), (String::new(), true));
		assert_eq!(through(&["stop"], &["sto", "re"]), ("store".into(), false));
		assert_eq!(through(&[""], &["a"]), ("a".into(), false));
	}

	proptest! {
		#[test]
		fn it_is_found_wherever_the_text_is_cut(
			text in "[abü]{0,30}", stop in "[abü]{1,4}", cuts in proptest::collection::vec(1usize..4, 40),
		) {
			let letters: Vec<char> = text.chars().collect();
			let (mut pieces, mut rest) = (Vec::new(), &letters[..]);
			for cut in cuts {
				let (piece, after) = rest.split_at(cut.min(rest.len()));
				pieces.push(piece.iter().collect::<String>());
				rest = after;
			}
			let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
			let expected = match text.find(&stop) {
				Some(at) => (text[..at].to_owned(), true),
				None => (text.clone(), false),
			};
			prop_assert_eq!(through(&[&stop], &pieces), expected);
		}
	}
}
