//! Channels: what is asked, answered, owed and paid without a transaction.
//!
//! A payer locks a deposit for one provider and names the *lane* key that signs for it. It asks with a signed
//! request; the provider signs a [`Receipt`] for each part of each answer; the payer signs a [`Voucher`], whose
//! amount is cumulative, for the last receipt that it checked. Keys are sr25519 and sign the digests of
//! [`request_digest`], [`receipt_digest`] and [`voucher_digest`].

use crate::{
	Balance, BlockNumber, ChannelId, Digest, Generation, ReleaseId,
	payload::{domain, output_commitment, output_salt, prompt_commitment_of, tagged},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// New tokens after which a running receipt is due at the latest.
pub const RECEIPT_TOKENS: u32 = 32;

/// The sequence with which a payer signs questions about the channel itself. Answers begin at 1.
pub const STATE_SEQUENCE: u32 = 0;

/// Derives for what travels, is signed, and may be shown to the chain.
macro_rules! signed {
	($($item:item)*) => { $(
		#[derive(
			Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
			TypeInfo,
		)]
		$item
	)* };
}

signed! {
	/// A finalised block.
	pub struct Anchor {
		/// Its height: receipts can be challenged for a while after it.
		pub number: BlockNumber,
		/// Its hash: the receipt was not signed before it.
		pub hash: Digest,
	}

	/// The arithmetic by which an answer was computed.
	pub enum Arithmetic {
		/// That of the provider's engine. Nobody can recompute it to the bit.
		#[codec(index = 0)]
		Engine,
		/// Contract X1 (`docs/exact-arithmetic.md`).
		#[codec(index = 1)]
		X1,
	}

	/// Why an answer has no more parts.
	pub enum End {
		/// The model chose an end token, or a stop sequence of the request came.
		#[codec(index = 0)]
		Stop,
		/// It has all the tokens that were asked for, or the context is full.
		#[codec(index = 1)]
		Length,
		/// The payer went away.
		#[codec(index = 2)]
		Cancelled,
		/// No voucher came in time.
		#[codec(index = 3)]
		Unpaid,
		/// The provider could not go on.
		#[codec(index = 4)]
		Failed,
	}

	/// What the provider says about an answer so far, and what the channel owes with it.
	pub struct Receipt {
		/// The channel.
		pub channel: ChannelId,
		/// The answer's number in the channel, from 1.
		pub sequence: u32,
		/// This receipt's number within the answer, from 0.
		pub part: u32,
		/// [`Receipt::hash`] of the channel's receipt before this one; zero for the first.
		pub previous: Digest,
		/// A recent finalised block. Payers refuse one that is old, or not of their chain.
		pub anchor: Anchor,
		/// Account bytes of the provider.
		pub provider: [u8; 32],
		/// The release that was run.
		pub release: ReleaseId,
		/// How it was run.
		pub arithmetic: Arithmetic,
		/// What was to be generated.
		pub generation: Generation,
		/// [`prompt_commitment_of`] salt and root of the prompt: of its token ids with [`Arithmetic::X1`], else
		/// of the request's bytes.
		pub prompt: Digest,
		/// [`output_commitment`] of [`output_salt`] and root of the output so far: of its token ids with
		/// [`Arithmetic::X1`], else of its bytes.
		pub output: Digest,
		/// [`trace_commitment`] of [`trace_salt`] and root of the trace so far. Only with [`Arithmetic::X1`], once a token
		/// was written.
		pub trace: Option<Digest>,
		/// Tokens of the prompt that were read so far.
		pub prompt_tokens: u32,
		/// Tokens that were written so far, the end token excluded.
		pub output_tokens: u32,
		/// Whether the model chose an end token: [`End::Stop`] without a stop sequence.
		pub ended: bool,
		/// What this answer costs so far, in planck.
		pub price: Balance,
		/// What the channel owes so far, this included, in planck: what a voucher for it must reach.
		pub total: Balance,
		/// Why nothing follows; none while something does.
		pub end: Option<End>,
	}

	/// What a receipt's commitments hide. Whoever challenges a receipt shows it.
	pub struct ReceiptRoots {
		/// The provider's secret for this answer. The payer gets it with the first receipt.
		pub salt: Digest,
		/// Root of the prompt.
		pub prompt: Digest,
		/// Root of the output so far.
		pub output: Digest,
		/// Root of the trace so far; zero if there is none.
		pub trace: Digest,
	}

	/// A promise of money: all that a channel has paid, not what it pays more.
	pub struct Voucher {
		/// The channel.
		pub channel: ChannelId,
		/// In planck, since the channel was opened.
		pub amount: Balance,
		/// [`Receipt::hash`] of the receipt that it pays for.
		pub receipt: Digest,
	}
}

/// Why a receipt does not follow from the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptFault {
	/// Another channel, or another provider.
	OtherChannel,
	/// It does not name the receipt before it.
	WrongPrevious,
	/// Its numbers do not follow.
	WrongNumber,
	/// It is another answer under the same number.
	OtherAnswer,
	/// It says less than the one before it.
	Shrunk,
	/// The amounts do not add up.
	WrongTotal,
}

impl Receipt {
	/// What names the receipt: in the next one, in vouchers and in the tree of what a redemption pays for.
	pub fn hash(&self) -> Digest {
		tagged(domain::RECEIPT, self)
	}

	/// Whether `roots` are what the receipt commits to.
	pub fn opens_with(&self, roots: &ReceiptRoots) -> bool {
		let output = output_commitment(&output_salt(&roots.salt), &roots.output);
		let trace = trace_commitment(&trace_salt(&roots.salt), &roots.trace);
		self.prompt == prompt_commitment_of(&roots.salt, &roots.prompt)
			&& self.output == output
			&& self.trace.is_none_or(|known| known == trace)
	}

	/// What the channel owed before this answer, in planck. The answer is paid by what lies between this and
	/// `total`.
	pub fn owed_before(&self) -> Balance {
		self.total.saturating_sub(self.price)
	}

	/// Whether both, signed by one provider, show that it says different things of one channel: two texts under
	/// the same number, parts of one answer that are not of one answer, or answers that are owed twice. A payer
	/// that sees a receipt which it never got proves with its own that it is false.
	pub fn contradicts(&self, other: &Self) -> bool {
		if (self.channel, self.provider) != (other.channel, other.provider) {
			return false;
		}
		let place = |receipt: &Self| (receipt.sequence, receipt.part);
		let (early, late) = if place(self) <= place(other) { (self, other) } else { (other, self) };
		if place(early) == place(late) {
			return early != late;
		}
		if early.sequence == late.sequence {
			return late.continues(early).is_err() || late.owed_before() != early.owed_before();
		}
		late.owed_before() < early.total
	}

	/// Whether this is what may come after `previous` in a channel; `None` for its first receipt. What the
	/// tokens cost is for the payer to check against the prices that it agreed to.
	pub fn follows(&self, previous: Option<&Self>) -> Result<(), ReceiptFault> {
		let Some(before) = previous else { return self.is_first() };
		if (self.channel, self.provider) != (before.channel, before.provider) {
			return Err(ReceiptFault::OtherChannel);
		}
		if self.previous != before.hash() {
			return Err(ReceiptFault::WrongPrevious);
		}
		if self.anchor.number < before.anchor.number {
			return Err(ReceiptFault::Shrunk);
		}
		let next = before.sequence.checked_add(1) == Some(self.sequence) && self.part == 0;
		if next {
			return self.owes(before.total, 0);
		}
		let goes_on = before.end.is_none()
			&& self.sequence == before.sequence
			&& before.part.checked_add(1) == Some(self.part);
		if !goes_on {
			return Err(ReceiptFault::WrongNumber);
		}
		self.continues(before)?;
		self.owes(before.total, before.price)
	}

	fn is_first(&self) -> Result<(), ReceiptFault> {
		if self.previous != Digest::default() {
			return Err(ReceiptFault::WrongPrevious);
		}
		if (self.sequence, self.part) != (1, 0) {
			return Err(ReceiptFault::WrongNumber);
		}
		self.owes(0, 0)
	}

	/// Whether it is about the same answer, and more of it.
	fn continues(&self, before: &Self) -> Result<(), ReceiptFault> {
		let same = self.release == before.release
			&& self.arithmetic == before.arithmetic
			&& self.generation == before.generation
			&& self.prompt == before.prompt;
		if !same {
			return Err(ReceiptFault::OtherAnswer);
		}
		let grows = self.prompt_tokens >= before.prompt_tokens
			&& self.output_tokens >= before.output_tokens
			&& self.price >= before.price;
		grows.then_some(()).ok_or(ReceiptFault::Shrunk)
	}

	fn owes(&self, total: Balance, price: Balance) -> Result<(), ReceiptFault> {
		let more = self.price.checked_sub(price);
		let owed = more.and_then(|more| total.checked_add(more));
		(owed == Some(self.total)).then_some(()).ok_or(ReceiptFault::WrongTotal)
	}
}

/// The salt of a trace, derived from the answer's: an auditor shows it, and with it nothing about the prompt.
pub fn trace_salt(salt: &Digest) -> Digest {
	tagged(domain::TRACE_SALT, salt)
}

/// What hides the root of a trace from those who are to find it by computing. `salt` comes from [`trace_salt`].
pub fn trace_commitment(salt: &Digest, root: &Digest) -> Digest {
	tagged(domain::TRACE, (salt, root))
}

/// What a provider's key signs under a receipt; `hash` is [`Receipt::hash`].
pub fn receipt_digest(genesis: &Digest, hash: &Digest) -> Digest {
	tagged(domain::RECEIPT_SIGNED, (genesis, hash))
}

/// What a channel's lane key signs to pay.
pub fn voucher_digest(genesis: &Digest, voucher: &Voucher) -> Digest {
	tagged(domain::VOUCHER, (genesis, voucher))
}

/// What a channel's lane key signs to ask: `body` is the blake2b-256 of the request's body. `sequence` is the
/// number that the answer will have, or [`STATE_SEQUENCE`] to ask about the channel.
pub fn request_digest(
	genesis: &Digest,
	channel: ChannelId,
	sequence: u32,
	body: &Digest,
) -> Digest {
	tagged(domain::REQUEST, (genesis, channel, sequence, body))
}

#[cfg(test)]
mod tests;
