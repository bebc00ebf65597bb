//! What a tokeniser is known by: the hash that the header of a model of class Exact carries.
//!
//! It covers all that decides which ids a text has and which text ids have, and nothing else of the file that
//! it comes in, so that files with other weights can have the same tokeniser. blake2b-256 of these, one after
//! the other; numbers are `u32`, little-endian, a text is its length in bytes and its UTF-8 bytes, and an
//! option is a byte, 0 for none and 1 before what there is:
//!
//! | what | form |
//! | --- | --- |
//! | `stoa/tokenizer/1` | 16 bytes |
//! | `tokenizer.ggml.model`, `tokenizer.ggml.pre` | texts |
//! | tokens, in the order of their ids | their number; for each its role, a byte (0 text, 1 control, 2 whole), and its text |
//! | merges, in order | their number; texts |
//! | what is put before every text | option of an id |
//! | chat template | option of its text, and the texts that it knows as `bos_token` and `eos_token` |
//!
//! End tokens are in the header itself.

use crate::Role;
use stoa_exact::digest::blake2_256;

const DOMAIN: &[u8; 16] = b"stoa/tokenizer/1";

/// Parts of a tokeniser.
pub(crate) struct Parts<'a> {
	pub model: &'a str,
	pub pieces: &'a str,
	pub tokens: &'a [String],
	pub roles: &'a [Role],
	pub merges: &'a [String],
	pub begin: Option<u32>,
	/// Source, beginning and end.
	pub template: Option<[&'a str; 3]>,
}

impl Parts<'_> {
	pub(crate) fn hash(&self) -> [u8; 32] {
		let mut bytes = DOMAIN.to_vec();
		put(&mut bytes, self.model);
		put(&mut bytes, self.pieces);
		put_number(&mut bytes, self.tokens.len() as u32);
		for (token, role) in self.tokens.iter().zip(self.roles) {
			bytes.push(match role {
				Role::Text => 0,
				Role::Control => 1,
				Role::Whole => 2,
			});
			put(&mut bytes, token);
		}
		put_number(&mut bytes, self.merges.len() as u32);
		self.merges.iter().for_each(|merge| put(&mut bytes, merge));
		bytes.push(self.begin.is_some().into());
		self.begin.into_iter().for_each(|id| put_number(&mut bytes, id));
		bytes.push(self.template.is_some().into());
		self.template.iter().flatten().for_each(|text| put(&mut bytes, text));
		blake2_256(&bytes)
	}
}

fn put_number(bytes: &mut Vec<u8>, number: u32) {
	bytes.extend_from_slice(&number.to_le_bytes());
}

fn put(bytes: &mut Vec<u8>, text: &str) {
	put_number(bytes, text.len() as u32);
	bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
	use super::*;

	fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
		texts.map(String::from).to_vec()
	}

	#[test]
	fn every_part_counts() {
		let (tokens, roles) = (texts(["a", "b"]), [Role::Text, Role::Control]);
		let (others, merges) = (texts(["ab", ""]), texts(["a b"]));
		let parts = |begin, template| Parts {
			model: "gpt2",
			pieces: "smollm",
			tokens: &tokens,
			roles: &roles,
			merges: &merges,
			begin,
			template,
		};
		let plain = || parts(None, None);
		let all = [
			plain(),
			parts(Some(0), None),
			parts(Some(1), None),
			parts(None, Some(["x", "a", "b"])),
			parts(None, Some(["x", "ab", ""])),
			Parts { model: "bert", ..plain() },
			Parts { pieces: "gpt2", ..plain() },
			Parts { tokens: &others, ..plain() },
			Parts { roles: &[Role::Text, Role::Whole], ..plain() },
			Parts { merges: &[], ..plain() },
		];
		let mut hashes: Vec<_> = all.iter().map(Parts::hash).collect();
		hashes.sort_unstable();
		hashes.dedup();
		assert_eq!(hashes.len(), all.len());
	}

	#[test]
	fn the_bytes_are_those_of_the_table() {
		let parts = Parts {
			model: "m",
			pieces: "p",
			tokens: &texts(["ä"]),
			roles: &[Role::Control],
			merges: &texts(["x y"]),
			begin: Some(7),
			template: Some(["t", "", "e"]),
		};
		let bytes = b"stoa/tokenizer/1\x01\0\0\0m\x01\0\0\0p\x01\0\0\0\x01\x02\0\0\0\xc3\xa4\
			\x01\0\0\0\x03\0\0\0x y\x01\x07\0\0\0\x01\x01\0\0\0t\0\0\0\0\x01\0\0\0e";
		assert_eq!(parts.hash(), blake2_256(bytes));
	}
}
