//! One answer as the payer sees it: what came so far, and whether a receipt says the same.

use crate::{
	lane::{Mistrust, Signed},
	question::Route,
	receipts::Computed,
};
use serde::Deserialize;
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	BlockNumber, Digest, ReleaseId, TokenPrice,
	channel::{Anchor, Arithmetic, Receipt, ReceiptRoots},
	merkle,
};

/// Tokens that a chat template may add to a prompt.
const TEMPLATE_TOKENS: usize = 1_024;
/// Tokens that may be counted before their bytes are there: a character in the making, end tokens.
const SILENT_TOKENS: usize = 64;
/// Longest prompt in tokens that a provider may name.
const MAX_PROMPT_TOKENS: usize = 1 << 20;
/// Blocks by which an anchor may lie behind the last finalised block: five minutes.
const OLD_BLOCKS: BlockNumber = 100;

/// What was agreed to before the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deal {
	/// The release.
	pub release: ReleaseId,
	/// The quoted price.
	pub price: TokenPrice,
	/// The arithmetic that the release's class names.
	pub arithmetic: Arithmetic,
}

/// The data of a `stoa.receipt` event.
#[derive(Deserialize)]
struct ReceiptEvent<'a> {
	receipt: &'a str,
	signature: &'a str,
	salt: Option<&'a str>,
	#[serde(rename = "promptTokens")]
	prompt_tokens: Option<Vec<u32>>,
	trace: Option<&'a str>,
}

/// What arrived of an answer.
pub struct Answer {
	deal: Deal,
	route: Route,
	sequence: u32,
	max_tokens: Option<u32>,
	body_bytes: usize,
	body_root: Digest,
	salt: Option<Digest>,
	/// Class Exact: the prompt as token ids.
	prompt_tokens: Option<Vec<u32>>,
	text: Vec<u8>,
	/// Bytes that were written beside the text: calls of tools, reasoning.
	beside: usize,
	tokens: Vec<u32>,
	trace: Digest,
}

impl Answer {
	/// To the question with this body, asked as answer `sequence` of its channel.
	pub fn new(
		deal: Deal,
		route: Route,
		sequence: u32,
		max_tokens: Option<u32>,
		body: &[u8],
	) -> Self {
		Self {
			deal,
			route,
			sequence,
			max_tokens,
			body_bytes: body.len(),
			body_root: merkle::content_root(body),
			salt: None,
			prompt_tokens: None,
			text: Vec::new(),
			beside: 0,
			tokens: Vec::new(),
			trace: Digest::default(),
		}
	}

	/// The provider's secret for this answer, once it came.
	pub fn salt(&self) -> Option<Digest> {
		self.salt
	}

	/// Class Exact: what was computed up to a receipt that was checked.
	pub fn computed(&self, receipt: &Receipt, trace: Digest) -> Option<Computed> {
		let exact = receipt.arithmetic == Arithmetic::X1;
		let prompt_tokens = self.prompt_tokens.clone().filter(|_| exact)?;
		let output_tokens = self.tokens.iter().take(receipt.output_tokens as usize).copied();
		Some(Computed { prompt_tokens, output_tokens: output_tokens.collect(), trace })
	}

	/// Root of the trace, as the last receipt event told it; zero before one did.
	pub fn trace(&self) -> Digest {
		self.trace
	}

	/// Adds what a data event brought: text, bytes beside it, token ids.
	pub fn add(&mut self, text: &[u8], beside: usize, tokens: &[u32]) {
		self.text.extend_from_slice(text);
		self.beside = self.beside.saturating_add(beside);
		self.tokens.extend_from_slice(tokens);
	}

	/// Reads a receipt event. What only some events carry is kept.
	pub fn read(&mut self, data: &[u8]) -> Result<Signed<Receipt>, Mistrust> {
		let event: ReceiptEvent = serde_json::from_slice(data).map_err(|_| Mistrust::Malformed)?;
		let digest = |text: &str| {
			let mut bytes = Digest::default();
			let digits = text.strip_prefix("0x").unwrap_or(text);
			hex::decode_to_slice(digits, &mut bytes).map_err(|_| Mistrust::Malformed)?;
			Ok(bytes)
		};
		// The first word counts: a provider cannot change its mind about the prompt.
		if let (None, Some(salt)) = (self.salt, event.salt) {
			self.salt = Some(digest(salt)?);
		}
		if let (None, Some(tokens)) = (&self.prompt_tokens, event.prompt_tokens) {
			if tokens.len() > MAX_PROMPT_TOKENS {
				return Err(Mistrust::Tokens);
			}
			self.prompt_tokens = Some(tokens);
		}
		if let Some(trace) = event.trace {
			self.trace = digest(trace)?;
		}
		Signed::from_hex(event.receipt, event.signature).ok_or(Mistrust::Malformed)
	}

	/// Whether a receipt says what was agreed to and what arrived. `height` is the last finalised block;
	/// `is_final` knows whether an anchor is final, if anybody here does.
	pub fn check(
		&self,
		receipt: &Receipt,
		height: BlockNumber,
		is_final: impl FnOnce(&Anchor) -> Option<bool>,
	) -> Result<(), Mistrust> {
		let deal = &self.deal;
		let as_asked = receipt.sequence == self.sequence
			&& receipt.release == deal.release
			&& receipt.arithmetic == deal.arithmetic;
		if !as_asked {
			return Err(Mistrust::OtherAnswer);
		}
		let quoted = deal.price.cost(receipt.prompt_tokens, receipt.output_tokens);
		if receipt.price > quoted {
			return Err(Mistrust::Price { asked: receipt.price, quoted });
		}
		self.check_counts(receipt)?;
		let roots = self.roots().ok_or(Mistrust::Content)?;
		if !receipt.opens_with(&roots) {
			return Err(Mistrust::Content);
		}
		let old = receipt.anchor.number < height.saturating_sub(OLD_BLOCKS);
		if old || is_final(&receipt.anchor) == Some(false) {
			return Err(Mistrust::Anchor);
		}
		Ok(())
	}

	/// Every token has at least a byte, with some slack; and nobody pays for more than was asked for.
	fn check_counts(&self, receipt: &Receipt) -> Result<(), Mistrust> {
		let (most_prompt, most_output) = match self.deal.arithmetic {
			Arithmetic::X1 => (self.prompt_tokens.as_ref().map_or(0, Vec::len), self.tokens.len()),
			Arithmetic::Engine => (
				self.body_bytes.saturating_add(TEMPLATE_TOKENS),
				match self.route {
					Route::Embedding => 0,
					_ => self.text.len().saturating_add(self.beside).saturating_add(SILENT_TOKENS),
				},
			),
		};
		let asked = self.max_tokens.unwrap_or(u32::MAX);
		let fits = receipt.prompt_tokens as usize <= most_prompt
			&& receipt.output_tokens as usize <= most_output
			&& receipt.output_tokens <= asked.min(receipt.generation.max_new_tokens);
		fits.then_some(()).ok_or(Mistrust::Tokens)
	}

	fn roots(&self) -> Option<ReceiptRoots> {
		let (prompt, output) = match self.deal.arithmetic {
			Arithmetic::X1 => (
				tokens_root::<Blake2>(self.prompt_tokens.as_deref()?),
				tokens_root::<Blake2>(&self.tokens),
			),
			Arithmetic::Engine => (self.body_root, merkle::content_root(&self.text)),
		};
		Some(ReceiptRoots { salt: self.salt?, prompt, output, trace: self.trace })
	}
}

#[cfg(test)]
mod tests;
