//! One signing lane: what was asked, answered and promised over one channel, in order.
//!
//! A lane has no state that is only here: [`Lane::recover`] makes it again from the chain's view of the channel
//! and from what the provider shows, each of which carries a signature or is bounded by what the provider
//! may be owed.

use crate::market::{Account, ChannelEntry};
use codec::{DecodeAll, Encode};
use std::{fmt, sync::Arc};
use stoa_exact::{Blake2, Hasher};
use stoa_primitives::{
	Balance, ChannelId, Digest,
	channel::{
		Receipt, ReceiptFault, STATE_SEQUENCE, Voucher, receipt_digest, request_digest,
		voucher_digest,
	},
};
use subxt_signer::sr25519::{Keypair, PublicKey, Signature, verify};

/// The key that signs for all channels of a gateway, and the chain it signs for.
#[derive(Clone)]
pub struct LaneKey {
	pair: Arc<Keypair>,
	genesis: Digest,
}

impl fmt::Debug for LaneKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "LaneKey({})", hex::encode(self.public()))
	}
}

impl LaneKey {
	/// A key for the chain with this genesis hash.
	pub fn new(pair: Keypair, genesis: Digest) -> Self {
		Self { pair: Arc::new(pair), genesis }
	}

	/// The public key: what a channel names as its lane.
	pub fn public(&self) -> [u8; 32] {
		self.pair.public_key().0
	}

	/// Signs the question about a channel's state.
	pub fn ask_state(&self, channel: ChannelId) -> [u8; 64] {
		let body = Blake2::hash(&[]);
		self.pair.sign(&request_digest(&self.genesis, channel, STATE_SEQUENCE, &body)).0
	}

	fn has_signed(&self, digest: &Digest, signature: &[u8; 64]) -> bool {
		verify(&Signature(*signature), digest, &self.pair.public_key())
	}
}

/// A receipt or voucher with its signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signed<T> {
	/// What is signed.
	pub what: T,
	/// sr25519 over its digest.
	pub signature: [u8; 64],
}

impl<T: DecodeAll> Signed<T> {
	/// From two hexadecimal strings, with or without `0x`.
	pub fn from_hex(what: &str, signature: &str) -> Option<Self> {
		let bytes = |text: &str| hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
		let signature = bytes(signature)?.try_into().ok()?;
		Some(Self { what: T::decode_all(&mut bytes(what)?.as_slice()).ok()?, signature })
	}
}

impl<T: Encode> Signed<T> {
	/// The two hexadecimal strings.
	pub fn to_hex(&self) -> (String, String) {
		let text = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
		(text(&self.what.encode()), text(&self.signature))
	}
}

/// What a provider shows of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Shown {
	/// The last receipt that it signed.
	pub receipt: Option<Signed<Receipt>>,
	/// The last voucher that it holds.
	pub voucher: Option<Signed<Voucher>>,
}

/// Why a channel cannot be used any more. Nothing is lost by it: the deposit comes back when it is closed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unusable {
	/// The receipt is not of this channel or not signed by its key.
	#[error("the provider shows a receipt that is not signed for this channel")]
	ForeignReceipt,
	/// The voucher is not ours.
	#[error("the provider shows a voucher that this gateway did not sign")]
	ForeignVoucher,
	/// What is unpaid is more than the provider may risk, so it was not for one interrupted part.
	#[error(
		"the provider claims {claimed} planck that were never promised; at most {most} can be open"
	)]
	Overcharged {
		/// What is unpaid, in planck.
		claimed: Balance,
		/// What may be, in planck.
		most: Balance,
	},
	/// It shows less than it was paid for.
	#[error("the provider shows fewer receipts than were paid: it has lost its books")]
	Forgotten,
}

/// Why a receipt is not paid.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Mistrust {
	/// Not a receipt event.
	#[error("it is malformed")]
	Malformed,
	/// Not by the channel's receipt key.
	#[error("its signature does not verify")]
	Signature,
	/// Does not continue the channel.
	#[error("it does not follow from the one before it ({0:?})")]
	Order(ReceiptFault),
	/// Another answer than the one that was asked for.
	#[error("it is for another answer than was asked for")]
	OtherAnswer,
	/// More than was quoted.
	#[error("it asks for {asked} planck where the quote gives {quoted}")]
	Price {
		/// Price in the receipt.
		asked: Balance,
		/// Price by the quote.
		quoted: Balance,
	},
	/// More than the channel holds.
	#[error("it exceeds the channel's deposit")]
	Deposit,
	/// Token counts that what was sent cannot have.
	#[error("its token counts do not fit what was asked and answered")]
	Tokens,
	/// Commits to other content.
	#[error("it commits to another prompt or output than was sent")]
	Content,
	/// Its anchor is not a finalised block of this chain, or is old.
	#[error("its anchor is not a recent finalised block of this chain")]
	Anchor,
}

/// A channel in use by one answer at a time.
#[derive(Debug)]
pub struct Lane {
	key: LaneKey,
	/// As the chain knows it.
	pub entry: ChannelEntry,
	last: Option<Receipt>,
	vouched: Balance,
}

impl Lane {
	/// A lane over a channel that nothing was asked over yet.
	pub fn fresh(key: LaneKey, entry: ChannelEntry) -> Self {
		Self { key, entry, last: None, vouched: entry.redeemed }
	}

	/// A lane as it was left, by whomever. `most_unpaid` is what the provider may be owed at any time.
	pub fn recover(
		key: LaneKey,
		entry: ChannelEntry,
		shown: &Shown,
		most_unpaid: Balance,
	) -> Result<Self, Unusable> {
		let promised = shown.voucher.map_or(Ok(0), |voucher| {
			let digest = voucher_digest(&key.genesis, &voucher.what);
			let ours =
				voucher.what.channel == entry.id && key.has_signed(&digest, &voucher.signature);
			ours.then_some(voucher.what.amount).ok_or(Unusable::ForeignVoucher)
		})?;
		let mut lane = Self::fresh(key, entry);
		lane.vouched = lane.vouched.max(promised);
		lane.adopt(shown, most_unpaid)?;
		Ok(lane)
	}

	/// Takes the provider's last receipt as the one to follow, after an answer that was broken off.
	pub fn adopt(&mut self, shown: &Shown, most_unpaid: Balance) -> Result<(), Unusable> {
		let known = self.vouched.max(self.total());
		let Some(receipt) = shown.receipt else {
			return if known == 0 { Ok(()) } else { Err(Unusable::Forgotten) };
		};
		let what = receipt.what;
		let of_here = what.channel == self.entry.id && what.provider == self.entry.provider;
		if !of_here || !self.is_signed(&receipt) {
			return Err(Unusable::ForeignReceipt);
		}
		let Some(claimed) = what.total.checked_sub(known) else { return Err(Unusable::Forgotten) };
		if claimed > most_unpaid {
			return Err(Unusable::Overcharged { claimed, most: most_unpaid });
		}
		self.last = Some(what);
		// A voucher that did not arrive is signed again: for the same receipt, or a later one that includes it.
		let arrived = shown.voucher.map_or(0, |voucher| voucher.what.amount);
		self.vouched = self.vouched.min(arrived).max(self.entry.redeemed);
		Ok(())
	}

	/// The channel.
	pub fn channel(&self) -> ChannelId {
		self.entry.id
	}

	/// Who is paid.
	pub fn provider(&self) -> Account {
		self.entry.provider
	}

	/// What the channel owes by the last receipt, in planck.
	pub fn total(&self) -> Balance {
		self.last.map_or(0, |receipt| receipt.total)
	}

	/// What is left of the deposit, in planck.
	pub fn left(&self) -> Balance {
		self.entry.deposit.saturating_sub(self.total().max(self.vouched))
	}

	/// Promised so far, in planck.
	pub fn vouched(&self) -> Balance {
		self.vouched
	}

	/// The number that the next answer will have.
	pub fn next_sequence(&self) -> u32 {
		self.last.map_or(1, |receipt| receipt.sequence.saturating_add(1))
	}

	/// Signs the request with this body, as the next answer of the channel.
	pub fn ask(&self, body: &[u8]) -> (u32, [u8; 64]) {
		let sequence = self.next_sequence();
		let body = Blake2::hash(body);
		let digest = request_digest(&self.key.genesis, self.entry.id, sequence, &body);
		(sequence, self.key.pair.sign(&digest).0)
	}

	/// Signs the question about this channel's state.
	pub fn ask_state(&self) -> [u8; 64] {
		self.key.ask_state(self.entry.id)
	}

	/// Takes a receipt that continues the channel and that `check` finds right; returns what it adds to what
	/// is owed, in planck. A receipt that is refused changes nothing.
	pub fn take(
		&mut self,
		receipt: &Signed<Receipt>,
		check: impl FnOnce(&Receipt) -> Result<(), Mistrust>,
	) -> Result<Balance, Mistrust> {
		let what = receipt.what;
		what.follows(self.last.as_ref()).map_err(Mistrust::Order)?;
		if what.channel != self.entry.id || what.provider != self.entry.provider {
			return Err(Mistrust::Order(ReceiptFault::OtherChannel));
		}
		if what.total > self.entry.deposit {
			return Err(Mistrust::Deposit);
		}
		check(&what)?;
		if !self.is_signed(receipt) {
			return Err(Mistrust::Signature);
		}
		let more = what.total.saturating_sub(self.total());
		self.last = Some(what);
		Ok(more)
	}

	/// Promises all that the last receipt asks for; nothing if that was promised before.
	pub fn voucher(&mut self) -> Option<Signed<Voucher>> {
		let last = self.last?;
		if last.total <= self.vouched {
			return None;
		}
		self.vouched = last.total;
		let what = Voucher { channel: self.entry.id, amount: last.total, receipt: last.hash() };
		let signature = self.key.pair.sign(&voucher_digest(&self.key.genesis, &what)).0;
		Some(Signed { what, signature })
	}

	fn is_signed(&self, receipt: &Signed<Receipt>) -> bool {
		let digest = receipt_digest(&self.key.genesis, &receipt.what.hash());
		verify(&Signature(receipt.signature), digest, &PublicKey(self.entry.receipt_key))
	}
}

#[cfg(test)]
pub(crate) mod tests;
