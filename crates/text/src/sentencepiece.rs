//! SentencePiece's BPE, as Llama 1 and 2, TinyLlama and Mistral have it: a text is not cut before its merges, spaces
//! are written as `▁`, and what no token spells is spelled in bytes.

use crate::{Role, TextError};
use std::{cmp::Reverse, collections::HashMap};
use tokenizers::normalizers::{NormalizerWrapper, Prepend, Replace, Sequence};

/// How a space is written.
const SPACE: &str = "▁";

/// Writes spaces as tokens do; with `prefix` a text begins with one.
pub(crate) fn normalizer(prefix: bool) -> Result<NormalizerWrapper, TextError> {
	let spaces = Replace::new(" ", SPACE);
	let spaces = spaces.map_err(|error| TextError::Tokeniser(error.to_string()))?;
	let begin = prefix.then(|| NormalizerWrapper::Prepend(Prepend::new(SPACE.into())));
	let steps = begin.into_iter().chain([NormalizerWrapper::Replace(spaces)]);
	Ok(NormalizerWrapper::Sequence(Sequence::new(steps.collect())))
}

/// The byte that a token of the form `<0x0A>` stands for.
fn byte(token: &str) -> Option<u8> {
	let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
	(digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

/// The bytes of a token.
pub(crate) fn bytes_of(token: &str) -> Vec<u8> {
	byte(token).map_or_else(|| token.replace(SPACE, " ").into_bytes(), |byte| vec![byte])
}

/// The merges that a list of tokens with scores means: every pair of tokens that makes another, the one with the
/// highest score first. Where scores are equal, the longer first part goes first, as in `tokenizer.json` files that
/// were made from such lists.
pub(crate) fn merges(
	tokens: &[String],
	roles: &[Role],
	scores: &[f32],
) -> Result<Vec<String>, TextError> {
	if scores.len() != tokens.len() {
		return Err(TextError::Tokeniser("not every token has a score".into()));
	}
	let texts = tokens.iter().zip(roles).zip(scores);
	let texts: HashMap<&str, f32> = texts
		.filter(|((token, role), _)| {
			**role == Role::Text && byte(token).is_none() && !token.contains(char::is_whitespace)
		})
		.map(|((token, _), score)| (token.as_str(), *score))
		.collect();
	let mut found = Vec::new();
	for (token, score) in
		tokens.iter().filter_map(|token| Some((token, texts.get(token.as_str())?)))
	{
		for (at, _) in token.char_indices().skip(1) {
			let (left, right) = token.split_at(at);
			if texts.contains_key(left) && texts.contains_key(right) {
				found.push((*score, left.chars().count(), left, right));
			}
		}
	}
	found.sort_by(|a, b| b.0.total_cmp(&a.0).then(Reverse(a.1).cmp(&Reverse(b.1))));
	Ok(found.into_iter().map(|(_, _, left, right)| format!("{left} {right}")).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tokens_with_scores_mean_merges() {
		let tokens = ["<unk>", "<0x41>", "a", "b", "ab", "aba", "ba", "▁", "▁a"].map(String::from);
		let mut roles = vec![Role::Text; tokens.len()];
		roles[0] = Role::Control;
		let scores = [0., 0., -5., -6., -1., -3., -2., -7., -4.];
		let merges = merges(&tokens, &roles, &scores).unwrap();
		assert_eq!(merges, ["a b", "b a", "ab a", "a ba", "▁ a"]);
	}

	#[test]
	fn bytes_and_spaces_are_read_back() {
		assert_eq!(bytes_of("<0x0A>"), b"\n");
		assert_eq!(bytes_of("<0xG0>"), b"<0xG0>");
		assert_eq!(bytes_of("▁▁ä"), "  ä".as_bytes());
	}
}
