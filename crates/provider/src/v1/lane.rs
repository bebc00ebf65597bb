//! How far a channel is: what was said in it, what is owed, what is paid. No I/O.

use codec::{Decode, Encode};
use std::collections::VecDeque;
use stoa_primitives::{
	Balance, Digest, Generation, ReleaseId,
	channel::{Anchor, Arithmetic, End, Receipt, ReceiptFault, Voucher},
	sums::{self, Paid, Sum},
};

/// Receipts that a voucher may name beside the last.
const MOST_UNPAID: usize = 256;

/// A receipt with this provider's signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Signed {
	/// The receipt.
	pub receipt: Receipt,
	/// Of [`stoa_primitives::channel::receipt_digest`].
	pub signature: [u8; 64],
}

/// A voucher that was taken, and the receipt that it pays for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Promise {
	/// The voucher.
	pub voucher: Voucher,
	/// The lane key's signature.
	pub signature: [u8; 64],
	/// What it pays for.
	pub receipt: Receipt,
}

/// What class Exact executes again when an answer is doubted. The output follows from it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Work {
	/// What was read.
	pub prompt: Vec<u32>,
	/// Most that could be written, and how.
	pub generation: Generation,
	/// Salt of the receipts' commitments.
	pub salt: Digest,
}

/// How far a channel is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct Lane {
	/// The last receipt.
	pub last: Option<Signed>,
	/// The best voucher.
	pub promise: Option<Promise>,
	/// Tokens that cost nothing, so far.
	pub free_used: u32,
	/// Receipts after the one that is paid for, the last excluded. After a restart only the last can be paid for.
	#[codec(skip)]
	unpaid: VecDeque<Receipt>,
}

/// What an answer is, as all its receipts say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answering {
	/// Its number in the channel.
	pub sequence: u32,
	/// The release.
	pub release: ReleaseId,
	/// How it is run.
	pub arithmetic: Arithmetic,
	/// What is to be generated.
	pub generation: Generation,
	/// Commitment of the prompt.
	pub prompt: Digest,
}

/// How far an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SoFar {
	/// Commitment of the output.
	pub output: Digest,
	/// Commitment of the trace.
	pub trace: Option<Digest>,
	/// Tokens read.
	pub prompt_tokens: u32,
	/// Tokens written.
	pub output_tokens: u32,
	/// Whether the model chose an end token.
	pub ended: bool,
	/// What it costs, in planck.
	pub price: Balance,
	/// Why nothing follows.
	pub end: Option<End>,
}

/// Why a voucher is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoucherFault {
	/// It names no receipt that could be paid for.
	UnknownReceipt,
	/// It is worth less than its receipt says is owed: so much.
	TooLow(Balance),
	/// It is worth more than its receipt says is owed: so much.
	TooHigh(Balance),
	/// A better one is here, worth so much.
	Stale(Balance),
}

impl Lane {
	/// One of which nothing but a voucher is known.
	pub fn of(promise: Promise) -> Self {
		Self { promise: Some(promise), ..Self::default() }
	}

	/// What is owed, in planck.
	pub fn owed(&self) -> Balance {
		self.last.map_or(0, |last| last.receipt.total)
	}

	/// What is paid, in planck.
	pub fn paid(&self) -> Balance {
		self.promise.map_or(0, |promise| promise.voucher.amount)
	}

	/// The number of the next answer; `None` when there can be no more.
	pub fn next(&self) -> Option<u32> {
		self.last.map_or(Some(1), |last| last.receipt.sequence.checked_add(1))
	}

	/// The receipt that comes next.
	pub fn draft(
		&self,
		channel: u64,
		provider: [u8; 32],
		anchor: Anchor,
		answer: &Answering,
		so_far: &SoFar,
	) -> Result<Receipt, ReceiptFault> {
		let last = self.last.map(|last| last.receipt);
		let part = last.filter(|last| last.sequence == answer.sequence);
		let before = part.map_or(self.owed(), |part| part.owed_before());
		let receipt = Receipt {
			channel,
			sequence: answer.sequence,
			part: part.map_or(0, |part| part.part.saturating_add(1)),
			previous: last.map(|last| last.hash()).unwrap_or_default(),
			// A node that was changed for one that is behind must not make receipts go back.
			anchor: last
				.map(|last| last.anchor)
				.filter(|a| a.number > anchor.number)
				.unwrap_or(anchor),
			provider,
			release: answer.release,
			arithmetic: answer.arithmetic,
			generation: answer.generation,
			prompt: answer.prompt,
			output: so_far.output,
			trace: so_far.trace,
			prompt_tokens: so_far.prompt_tokens,
			output_tokens: so_far.output_tokens,
			ended: so_far.ended,
			price: so_far.price,
			total: before.checked_add(so_far.price).ok_or(ReceiptFault::WrongTotal)?,
			end: so_far.end,
		};
		receipt.follows(last.as_ref())?;
		Ok(receipt)
	}

	/// Takes in a receipt that was signed.
	pub fn say(&mut self, signed: Signed) {
		if let Some(last) =
			self.last.replace(signed).filter(|last| last.receipt.total > self.paid())
		{
			if self.unpaid.len() == MOST_UNPAID {
				self.unpaid.pop_front();
			}
			self.unpaid.push_back(last.receipt);
		}
	}

	/// The receipt that a voucher pays for; `None` if the voucher is here already.
	pub fn pays(&self, voucher: &Voucher) -> Result<Option<Receipt>, VoucherFault> {
		let (best, last) = (self.promise, self.last.map(|last| last.receipt));
		if best.is_some_and(|best| best.voucher == *voucher) {
			return Ok(None);
		}
		let stale = |best: Promise| best.voucher.amount >= voucher.amount;
		if let Some(best) = best.filter(|best| stale(*best)) {
			return Err(VoucherFault::Stale(best.voucher.amount));
		}
		let mut known = self.unpaid.iter().copied().chain(last);
		let receipt = known.find(|receipt| receipt.hash() == voucher.receipt);
		let receipt = receipt.ok_or(VoucherFault::UnknownReceipt)?;
		match voucher.amount.cmp(&receipt.total) {
			std::cmp::Ordering::Less => Err(VoucherFault::TooLow(receipt.total)),
			std::cmp::Ordering::Greater => Err(VoucherFault::TooHigh(receipt.total)),
			std::cmp::Ordering::Equal => Ok(Some(receipt)),
		}
	}

	/// Takes in a voucher that pays for a receipt.
	pub fn take(&mut self, promise: Promise) {
		self.unpaid.retain(|receipt| receipt.total > promise.voucher.amount);
		self.promise = Some(promise);
	}

	/// What the best voucher pays for beyond `redeemed`, one leaf for each answer, and the root over it; `None`
	/// if it is nothing. `receipts` are the last ones of all answers that are not redeemed, in order.
	pub fn paid_for(&self, redeemed: Balance, receipts: &[Signed]) -> Option<(Vec<Paid>, Sum)> {
		let promise = self.promise.filter(|promise| promise.voucher.amount > redeemed)?;
		let earlier = receipts.iter().map(|signed| signed.receipt);
		let earlier = earlier.filter(|receipt| receipt.sequence < promise.receipt.sequence);
		let paid = earlier.chain([promise.receipt]).filter_map(|receipt| {
			let from = receipt.owed_before().max(redeemed);
			let amount = receipt.total.checked_sub(from).filter(|amount| *amount > 0)?;
			Some(Paid { receipt: receipt.hash(), amount })
		});
		let paid: Vec<Paid> = paid.collect();
		let root = sums::root(&paid)?;
		// What is not on disk any more cannot be shown to an auditor.
		(root.amount == promise.voucher.amount - redeemed).then_some((paid, root))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use stoa_primitives::{Sampling, Template};

	const ANCHOR: Anchor = Anchor { number: 5, hash: [1; 32] };

	fn answering(sequence: u32) -> Answering {
		let generation =
			Generation { max_new_tokens: 9, sampling: Sampling::Greedy, template: Template::Raw };
		Answering { sequence, release: 1, arithmetic: Arithmetic::X1, generation, prompt: [2; 32] }
	}

	fn so_far(tokens: u32, price: Balance) -> SoFar {
		SoFar {
			output: [tokens as u8; 32],
			trace: None,
			prompt_tokens: 3,
			output_tokens: tokens,
			ended: false,
			price,
			end: None,
		}
	}

	fn say(lane: &mut Lane, sequence: u32, tokens: u32, price: Balance) -> Receipt {
		let (answer, so_far) = (answering(sequence), so_far(tokens, price));
		let receipt = lane.draft(7, [3; 32], ANCHOR, &answer, &so_far).unwrap();
		lane.say(Signed { receipt, signature: [0; 64] });
		receipt
	}

	fn voucher(receipt: &Receipt, amount: Balance) -> Voucher {
		Voucher { channel: 7, amount, receipt: receipt.hash() }
	}

	fn pay(lane: &mut Lane, receipt: Receipt) {
		let voucher = voucher(&receipt, receipt.total);
		assert_eq!(lane.pays(&voucher), Ok(Some(receipt)));
		lane.take(Promise { voucher, signature: [0; 64], receipt });
	}

	#[test]
	fn a_voucher_pays_for_one_receipt_to_the_planck() {
		let mut lane = Lane::default();
		let first = say(&mut lane, 1, 1, 10);
		let second = say(&mut lane, 1, 2, 25);
		assert_eq!(lane.pays(&voucher(&second, 24)), Err(VoucherFault::TooLow(25)));
		assert_eq!(lane.pays(&voucher(&second, 26)), Err(VoucherFault::TooHigh(25)));
		let other = Voucher { receipt: [9; 32], ..voucher(&second, 25) };
		assert_eq!(lane.pays(&other), Err(VoucherFault::UnknownReceipt));
		pay(&mut lane, first);
		assert_eq!(lane.pays(&voucher(&first, 10)), Ok(None), "it may be sent twice");
		pay(&mut lane, second);
		assert_eq!(lane.pays(&voucher(&first, 10)), Err(VoucherFault::Stale(25)));
		assert_eq!((lane.owed(), lane.paid(), lane.next()), (25, 25, Some(2)));
	}

	#[test]
	fn an_answer_cannot_become_another_under_its_number() {
		let mut lane = Lane::default();
		say(&mut lane, 1, 1, 10);
		let other = Answering { prompt: [8; 32], ..answering(1) };
		let refused = lane.draft(7, [3; 32], ANCHOR, &other, &so_far(2, 20));
		assert_eq!(refused, Err(ReceiptFault::OtherAnswer));
		let refused = lane.draft(7, [3; 32], ANCHOR, &answering(3), &so_far(2, 20));
		assert_eq!(refused, Err(ReceiptFault::WrongNumber));
		let older = Anchor { number: 4, hash: [2; 32] };
		let next = lane.draft(7, [3; 32], older, &answering(1), &so_far(2, 20)).unwrap();
		assert_eq!(next.anchor, ANCHOR);
	}

	#[test]
	fn after_a_restart_the_last_receipt_can_be_paid_for() {
		let mut lane = Lane::default();
		let first = say(&mut lane, 1, 1, 10);
		let second = say(&mut lane, 1, 2, 25);
		let lane = Lane::decode(&mut lane.encode().as_slice()).unwrap();
		assert_eq!(lane.pays(&voucher(&first, 10)), Err(VoucherFault::UnknownReceipt));
		assert_eq!(lane.pays(&voucher(&second, 25)), Ok(Some(second)));
	}

	proptest! {
		/// Whatever is said and paid in whatever order: receipts follow each other, nothing is paid that is not
		/// owed, and the leaves of each redemption sum up to what it takes.
		#[test]
		fn amounts_always_add_up(acts in proptest::collection::vec((0u8..4, 0u128..50), 1..60)) {
			let (mut lane, mut all, mut redeemed) = (Lane::default(), Vec::<Signed>::new(), 0);
			let (mut sequence, mut tokens, mut price) = (1, 0, 0);
			for (act, amount) in acts {
				match act {
					0 | 1 => {
						(tokens, price) = (tokens + 1, price + amount);
						let receipt = say(&mut lane, sequence, tokens, price);
						if let Some(last) = all.last() {
							prop_assert!(!last.receipt.contradicts(&receipt));
						}
						all.retain(|signed| signed.receipt.sequence != sequence);
						all.extend(lane.last);
					}
					2 if tokens > 0 => (sequence, tokens, price) = (sequence + 1, 0, 0),
					3 => if let Some(last) = lane.last.filter(|last| last.receipt.total > lane.paid()) {
						pay(&mut lane, last.receipt);
						if amount > 25 {
							let (paid, root) = lane.paid_for(redeemed, &all).unwrap();
							prop_assert_eq!(root.amount, lane.paid() - redeemed);
							prop_assert_eq!(paid.iter().map(|paid| paid.amount).sum::<u128>(), root.amount);
							redeemed = lane.paid();
						}
					},
					_ => {}
				}
				prop_assert!(lane.paid() <= lane.owed());
			}
		}
	}
}
