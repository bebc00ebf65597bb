//! How a text falls into pieces before its merges: the ways that are known, by the names that GGUF files have for
//! them.

use crate::{TextError, decode, sentencepiece};
use tokenizers::{
	NormalizerWrapper, SplitDelimiterBehavior,
	pre_tokenizers::{
		PreTokenizerWrapper,
		byte_level::ByteLevel,
		digits::Digits,
		sequence::Sequence,
		split::{Split, SplitPattern},
	},
};

/// Words with what is before them, digits, marks, line ends and spaces, as Llama 3 and Qwen 2 cut them; they
/// differ in how many digits are a piece.
macro_rules! pattern {
	($digits:literal) => {
		concat!(
			r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|",
			$digits,
			r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
		)
	};
}

/// A way to cut a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pieces {
	/// Every digit is a piece; else as GPT 2.
	SmolLm,
	/// By a pattern with up to three digits in a piece; a piece that is a token stays whole.
	Llama3,
	/// By the same with one digit.
	Qwen2,
	/// Not at all; with a `prefix` every text between control tokens begins with a space.
	SentencePiece { prefix: bool },
}

impl Pieces {
	const ALL: [Self; 3] = [Self::SmolLm, Self::Llama3, Self::Qwen2];

	/// The name of its kind in GGUF files.
	pub fn model(self) -> &'static str {
		if self.is_sentencepiece() { "llama" } else { "gpt2" }
	}

	/// Whether it is SentencePiece's; else byte-level.
	pub fn is_sentencepiece(self) -> bool {
		matches!(self, Self::SentencePiece { .. })
	}

	/// The name in GGUF files, where there is one.
	pub fn name(self) -> &'static str {
		match self {
			Self::SmolLm => "smollm",
			Self::Llama3 => "llama-bpe",
			Self::Qwen2 => "qwen2",
			Self::SentencePiece { prefix: true } => "prefix",
			Self::SentencePiece { prefix: false } => "default",
		}
	}

	/// By that name, of a byte-level one.
	pub fn named(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|pieces| pieces.name() == name)
	}

	/// By the pattern of a `tokenizer.json`.
	pub fn with_pattern(pattern: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|pieces| pieces.pattern() == Some(pattern))
	}

	fn pattern(self) -> Option<&'static str> {
		match self {
			Self::SmolLm | Self::SentencePiece { .. } => None,
			Self::Llama3 => Some(pattern!(r"\p{N}{1,3}")),
			Self::Qwen2 => Some(pattern!(r"\p{N}")),
		}
	}

	/// Whether a piece that is a token is not looked for in the merges.
	pub fn keeps_tokens(self) -> bool {
		self == Self::Llama3
	}

	/// Changes texts before they are cut.
	pub fn normalizer(self) -> Result<Option<NormalizerWrapper>, TextError> {
		match self {
			Self::SentencePiece { prefix } => sentencepiece::normalizer(prefix).map(Some),
			_ => Ok(None),
		}
	}

	/// The bytes that a token of text stands for.
	pub fn bytes_of(self, token: &str) -> Vec<u8> {
		match self {
			Self::SentencePiece { .. } => sentencepiece::bytes_of(token),
			_ => decode::bytes_of(token),
		}
	}

	/// Cuts texts, and spells the pieces in byte letters.
	pub fn cutter(self) -> Result<Option<Sequence>, TextError> {
		if self.is_sentencepiece() {
			return Ok(None);
		}
		let first = match self.pattern() {
			None => PreTokenizerWrapper::Digits(Digits::new(true)),
			Some(pattern) => {
				let pattern = SplitPattern::Regex(pattern.into());
				let split = Split::new(pattern, SplitDelimiterBehavior::Isolated, false);
				let split = split.map_err(|error| TextError::Tokeniser(error.to_string()))?;
				PreTokenizerWrapper::Split(split)
			}
		};
		let letters = ByteLevel::new(false, true, self.pattern().is_none());
		Ok(Some(Sequence::new(vec![first, PreTokenizerWrapper::ByteLevel(letters)])))
	}
}
