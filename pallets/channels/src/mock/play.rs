//! What payers and providers do off chain.

use super::*;
use frame_support::storage::with_storage_layer;

use stoa_primitives::{
	ChannelId, Generation, Sampling, Template,
	channel::{
		Anchor, Arithmetic, End, Receipt, ReceiptRoots, Voucher, receipt_digest, trace_commitment,
		trace_salt, voucher_digest,
	},
	payload::{output_commitment, output_salt, prompt_commitment_of},
	sums::{self, Paid, Sum},
};

pub const DEPOSIT: Balance = 100 * STOA;
pub const TERMS: Terms =
	Terms { collateral: 20 * STOA, min_deposit: STOA, opening_fee: STOA / 100, channels: 100 };

/// What payers pay at most for opening a channel: all of them just as much.
pub const MAX_FEE: Balance = STOA / 100;

/// The key of every lane.
pub fn lane() -> sr25519::Pair {
	sr25519::Pair::from_string("//lane", None).unwrap()
}

/// Alice opens a channel with provider 0.
pub fn opened(audited: bool) -> ChannelId {
	Market::set_terms(signed(&provider(0)), Some(TERMS)).unwrap();
	let id = NextChannelId::<Runtime>::get();
	let expires_at = System::block_number() + 10_000;
	let key = lane().public().0;
	Market::open(signed(&alice()), provider(0), DEPOSIT, key, expires_at, audited, MAX_FEE)
		.unwrap();
	id
}

pub fn details(id: ChannelId) -> ChannelDetails<AccountId> {
	Channels::<Runtime>::get(id).unwrap()
}

pub fn roots(sequence: u32) -> ReceiptRoots {
	let of = |what: &[u8]| sp_io::hashing::blake2_256(&(what, sequence).encode());
	ReceiptRoots {
		salt: of(b"salt"),
		prompt: of(b"prompt"),
		output: of(b"output"),
		trace: of(b"trace"),
	}
}

/// The whole answer `sequence` that costs `price`, after `total` was owed; of the exact release.
pub fn receipt(channel: ChannelId, sequence: u32, before: Balance, price: Balance) -> Receipt {
	let roots = roots(sequence);
	Receipt {
		channel,
		sequence,
		part: 0,
		previous: [0; 32],
		anchor: Anchor { number: System::block_number(), hash: [0; 32] },
		provider: provider(0).into(),
		release: 0,
		arithmetic: Arithmetic::X1,
		generation: Generation {
			max_new_tokens: 100,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		prompt: prompt_commitment_of(&roots.salt, &roots.prompt),
		output: output_commitment(&output_salt(&roots.salt), &roots.output),
		trace: Some(trace_commitment(&trace_salt(&roots.salt), &roots.trace)),
		prompt_tokens: 5,
		output_tokens: 10,
		ended: false,
		price,
		total: before + price,
		end: Some(End::Length),
	}
}

/// As provider 0 signs it.
pub fn sign(receipt: Receipt) -> SignedReceipt {
	let digest = receipt_digest(&Draws::genesis(), &receipt.hash());
	SignedReceipt { receipt, signature: signer(0).sign(&digest).0 }
}

/// As the lane signs it.
pub fn voucher(channel: ChannelId, amount: Balance, receipt: Digest) -> [u8; 64] {
	let voucher = Voucher { channel, amount, receipt };
	lane().sign(&voucher_digest(&Draws::genesis(), &voucher)).0
}

/// Answers of one redemption, and what each costs.
#[derive(Clone)]
pub struct Answers {
	pub receipts: Vec<Receipt>,
}

impl Answers {
	/// So many answers that cost `price` each, in a channel that owed `before`; their numbers begin at `first`.
	pub fn new(
		channel: ChannelId,
		first: u32,
		before: Balance,
		price: Balance,
		count: u32,
	) -> Self {
		let receipts = (0..count)
			.map(|n| receipt(channel, first + n, before + Balance::from(n) * price, price))
			.collect();
		Self { receipts }
	}

	pub fn paid(&self) -> Vec<Paid> {
		let paid = |receipt: &Receipt| Paid { receipt: receipt.hash(), amount: receipt.price };
		self.receipts.iter().map(paid).collect()
	}

	pub fn root(&self) -> Sum {
		sums::root(&self.paid()).unwrap()
	}

	pub fn redemption(&self) -> Redemption {
		let last = self.receipts.last().unwrap();
		let (channel, amount, receipt) = (last.channel, last.total, last.hash());
		let signature = voucher(channel, amount, receipt);
		Redemption { channel, amount, receipt, signature, root: self.root() }
	}

	/// What opens the point that the channel's audit asks for.
	pub fn opening(&self) -> SampleOpening {
		let channel = self.receipts[0].channel;
		let AuditStage::Opening { point, .. } = audit(channel).stage else { panic!("not asked") };
		let (index, path) = sums::prove(&self.paid(), point).unwrap();
		let receipt = self.receipts[index];
		SampleOpening { receipt: sign(receipt), amount: receipt.price, path }
	}
}

pub fn audit(id: ChannelId) -> Audit<AccountId> {
	Audits::<Runtime>::get(id).unwrap()
}

/// As a transaction does it: all or nothing.
pub fn whole(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	with_storage_layer(call)
}

pub fn redeem(redemption: Redemption) -> DispatchResult {
	let redemptions = vec![redemption].try_into().unwrap();
	whole(|| {
		let done = Market::redeem(signed(&provider(0)), redemptions);
		done.map(|_| ()).map_err(|error| error.error)
	})
}

/// A price at which any redemption is sampled for certain: more than a lie costs.
pub const CERTAIN: Balance = 10 * STOA;

/// Two answers of [`CERTAIN`] each are redeemed in an audited channel, and a sample is drawn.
pub fn sampled() -> Answers {
	let answers = Answers::new(opened(true), 1, 0, CERTAIN, 2);
	redeem(answers.redemption()).unwrap();
	draw(answers.receipts[0].channel);
	answers
}

/// Waits for the seed and asks it.
pub fn draw(id: ChannelId) {
	run(2 * EPOCH + DRAW_LAG);
	Market::poke(signed(&bob()), id).unwrap();
}

/// As [`sampled`], and the sample is opened: the auditor and its sample.
pub fn auditing() -> (Answers, Receipt) {
	let answers = sampled();
	let opening = answers.opening();
	let receipt = opening.receipt.receipt;
	Market::open_sample(signed(&provider(0)), Box::new(opening)).unwrap();
	(answers, receipt)
}

/// Who audits.
pub fn auditor(id: ChannelId) -> AccountId {
	match audit(id).stage {
		AuditStage::Auditing { seat, .. }
		| AuditStage::Contradicted { seat, .. }
		| AuditStage::Disputed { seat, .. } => seat.auditor,
		other => panic!("nobody audits: {other:?}"),
	}
}

/// The auditor has computed the receipt's trace.
pub fn confirm(receipt: &Receipt) {
	let (id, roots) = (receipt.channel, roots(receipt.sequence));
	let salt = trace_salt(&roots.salt);
	Market::confirm_sample(signed(&auditor(id)), id, salt, roots.trace).unwrap();
}

/// What a channel has left of any of its kinds, in storage and on hold, is nothing.
pub fn assert_nothing_left() {
	assert_eq!(Channels::<Runtime>::iter().count(), 0);
	assert_eq!(ChannelsByAccount::<Runtime>::iter().count(), 0);
	assert_eq!(ChannelCount::<Runtime>::iter().count(), 0);
	assert_eq!(Audits::<Runtime>::iter().count(), 0);
	assert_eq!(Challenged::<Runtime>::iter().count(), 0);
	assert_eq!(Subscriptions::<Runtime>::iter().count(), 0);
	if ProviderTerms::<Runtime>::contains_key(provider(0)) {
		Market::set_terms(signed(&provider(0)), None).unwrap();
	}
	for who in [alice(), bob(), provider(0)] {
		assert_eq!(held(HoldReason::ChannelDeposit, &who), 0);
		assert_eq!(held(HoldReason::RecordDeposit, &who), 0);
		assert_eq!(held(HoldReason::Subscription, &who), 0);
	}
	assert_eq!(Providers::get(&provider(0)).reserved, 0);
}
