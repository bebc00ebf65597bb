//! What is stored about channels, and what calls take.

use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, MAX_CONTENT_BYTES, PlanId, ReleaseId,
	channel::{Receipt, Voucher},
	sums::{Sum, SumPath},
};

/// Blocks of an epoch. A redemption's draw is by all outputs of the first one that begins after it.
pub const EPOCH: u32 = 16;
/// Blocks between a redemption and the first that may decide its draw.
pub const DRAW_LAG: u32 = 2;
/// Epochs for which seeds are kept: a day.
pub const SEEDS_KEPT: u32 = 1_800;
/// Auditors that are tried for one sample.
pub const MAX_AUDITORS: u8 = 3;
/// Auditors that could do nothing with a prompt, so that the redemption is not paid.
pub const REFUSALS: u8 = 2;
/// Providers that are looked at for one auditor.
pub const TRIES: u32 = 4;
/// Bytes by which a sealed prompt may be longer than the longest prompt.
const SEAL_BYTES: u32 = 464;
/// Longest sealed prompt, in bytes.
pub const MAX_SEALED_BYTES: u32 = MAX_CONTENT_BYTES + SEAL_BYTES;

/// A prompt sealed to an auditor's transport key.
pub type SealedPrompt = BoundedVec<u8, ConstU32<MAX_SEALED_BYTES>>;

/// Derives for what is stored or part of a call.
macro_rules! stored {
	($($item:item)*) => { $(
		#[derive(
			Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
			TypeInfo,
		)]
		$item
	)* };
}

stored! {
	/// On what terms a provider lets channels be opened. Amounts in planck.
	#[derive(Copy)]
	pub struct Terms {
		/// Bond that is reserved for each channel: what a lie in it costs, beside the floor.
		pub collateral: Balance,
		/// Least deposit of a channel.
		pub min_deposit: Balance,
		/// Paid by the payer at once, for the time that the collateral is reserved.
		pub opening_fee: Balance,
		/// Most channels at once.
		pub channels: u32,
	}

	/// How far a channel is.
	#[derive(Copy)]
	pub enum ChannelState {
		/// It can be used.
		#[codec(index = 0)]
		Open,
		/// It can only be redeemed.
		#[codec(index = 1)]
		Closing {
			/// Last block at which it can be.
			until: BlockNumber,
		},
		/// What was left is back with the payer. The collateral stays.
		#[codec(index = 2)]
		Withdrawn {
			/// Last block at which a receipt of it can be challenged.
			until: BlockNumber,
		},
	}

	/// A channel. Amounts in planck.
	pub struct ChannelDetails<AccountId> {
		/// Who pays.
		pub payer: AccountId,
		/// Who answers.
		pub provider: AccountId,
		/// The key (sr25519) that signs requests and vouchers.
		pub lane: [u8; 32],
		/// The key (sr25519) that signs receipts: the provider's signing key when the channel was opened.
		pub receipt_key: [u8; 32],
		/// All that was deposited.
		pub deposit: Balance,
		/// All that was redeemed.
		pub redeemed: Balance,
		/// Of that, what is not paid yet because its audit is not decided.
		pub pending: Balance,
		/// Held from the payer while the channel is stored.
		pub record_deposit: Balance,
		/// Bond of the provider that is reserved for it.
		pub collateral: Balance,
		/// Whether what is redeemed is sampled. Otherwise the channel is self-audited.
		pub audited: bool,
		/// Whether its provider was shown to lie in it.
		pub refuted: bool,
		/// After this block anyone may close it.
		pub expires_at: BlockNumber,
		/// How far it is.
		pub state: ChannelState,
		/// Receipts of it that are subjects of the referee, or were.
		pub challenged: u32,
		/// Redemptions so far.
		pub redemptions: u32,
		/// Redeemed since an audit was passed.
		pub unaudited: Balance,
		/// For how many blocks the clock had stood still when its deadlines were as they are.
		pub stood: BlockNumber,
		/// For how many blocks it has stood still since the channel was opened.
		pub missed: BlockNumber,
		/// The parameters under which it was opened.
		pub parameters: Parameters,
	}

	/// A voucher, and what it pays for.
	#[derive(Copy)]
	pub struct Redemption {
		/// The channel.
		pub channel: ChannelId,
		/// All that the channel pays with it since it was opened, in planck.
		pub amount: Balance,
		/// Hash of the receipt that the voucher names.
		pub receipt: Digest,
		/// The lane's signature under `primitives::channel::voucher_digest`.
		pub signature: [u8; 64],
		/// Root of `primitives::sums` over what is paid since the redemption before, in the order of the answers.
		pub root: Sum,
	}

	/// A receipt as its provider gave it.
	pub struct SignedReceipt {
		/// The receipt.
		pub receipt: Receipt,
		/// The provider's signature under `primitives::channel::receipt_digest`.
		pub signature: [u8; 64],
	}

	/// What opens a sample.
	pub struct SampleOpening {
		/// The receipt of the answer that covers the point.
		pub receipt: SignedReceipt,
		/// What the redemption pays for it, in planck.
		pub amount: Balance,
		/// The way to the redemption's root.
		pub path: SumPath,
	}

	/// A receipt that is, or was, a subject of the referee.
	pub struct ChallengedReceipt<AccountId> {
		/// Its channel.
		pub channel: ChannelId,
		/// Whom its deposit is held from.
		pub depositor: AccountId,
		/// In planck.
		pub deposit: Balance,
		/// What its answer costs, in planck: what the payer gets back of a lie at most.
		pub price: Balance,
	}

	/// A redemption that is not paid yet.
	pub struct Audit<AccountId> {
		/// What it pays for.
		pub root: Sum,
		/// What was redeemed before it, in planck.
		pub before: Balance,
		/// How far it is.
		pub stage: AuditStage<AccountId>,
		/// For how many blocks the clock had stood still when its deadlines were as they are.
		pub stood: BlockNumber,
	}

	/// How far an audit is. All blocks are the last in which it can be done.
	pub enum AuditStage<AccountId> {
		/// It waits for a seed.
		#[codec(index = 0)]
		Drawing {
			/// The epoch whose seed decides.
			epoch: u32,
			/// Whether there is an audit whatever it says, because an earlier seed was not used in time.
			certain: bool,
		},
		/// The provider has to open the receipt that covers a point of the redeemed value.
		#[codec(index = 1)]
		Opening {
			/// From which everything is drawn.
			seed: Digest,
			/// The point, from the beginning of this redemption, in planck.
			point: Balance,
			/// By when.
			until: BlockNumber,
		},
		/// An auditor has to say something.
		#[codec(index = 2)]
		Auditing {
			/// What is audited.
			sample: Sample,
			/// By whom.
			seat: AuditorSeat<AccountId>,
		},
		/// The provider has to show its trace.
		#[codec(index = 3)]
		Contradicted {
			/// What is audited.
			sample: Sample,
			/// By whom.
			seat: AuditorSeat<AccountId>,
			/// By when.
			until: BlockNumber,
		},
		/// The sample is a subject of the referee.
		#[codec(index = 4)]
		Disputed {
			/// What is audited.
			sample: Sample,
			/// By whom.
			seat: AuditorSeat<AccountId>,
		},
	}

	/// The receipt that an audit is about.
	#[derive(Copy)]
	pub struct Sample {
		/// Its hash.
		pub receipt: Digest,
		/// The hidden root of its trace.
		pub trace: Digest,
		/// What was run.
		pub release: ReleaseId,
		/// Tokens read.
		pub prompt_tokens: u32,
		/// Tokens written.
		pub output_tokens: u32,
		/// From which auditors are drawn.
		pub seed: Digest,
		/// Providers that were looked at.
		pub looked: u32,
		/// Auditors that were found.
		pub drawn: u8,
		/// Of these, who said nothing though the prompt was brought on chain.
		pub refused: u8,
	}

	/// An auditor of a sample.
	pub struct AuditorSeat<AccountId> {
		/// Who.
		pub auditor: AccountId,
		/// What it gets, in planck, out of what is redeemed.
		pub price: Balance,
		/// Its bond that is reserved, in planck.
		pub bond: Balance,
		/// By when it must say something.
		pub until: BlockNumber,
		/// Whether it asked for the prompt.
		pub prompt: PromptDemand,
	}

	/// Whether an auditor asked for a prompt on chain.
	#[derive(Copy)]
	pub enum PromptDemand {
		/// It did not.
		#[codec(index = 0)]
		None,
		/// It waits for it.
		#[codec(index = 1)]
		Asked {
			/// Last block at which the provider can bring it.
			until: BlockNumber,
		},
		/// It was brought.
		#[codec(index = 2)]
		Posted,
	}

	/// Free tokens.
	#[derive(Copy)]
	pub struct Quota {
		/// How many. What is used of them only the provider knows.
		pub tokens: u64,
		/// Last block at which they can be used.
		pub until: BlockNumber,
		/// Held from the provider, in planck.
		pub deposit: Balance,
	}

	/// What a plan gives for each period.
	#[derive(Copy)]
	pub enum Allowance {
		/// So many answers.
		#[codec(index = 0)]
		Calls(u32),
		/// So many tokens, read and written.
		#[codec(index = 1)]
		Tokens(u64),
	}

	/// A plan.
	pub struct PlanDetails<AccountId> {
		/// Who offers it.
		pub provider: AccountId,
		/// For which release; any, if none is named.
		pub release: Option<ReleaseId>,
		/// What a period gives.
		pub allowance: Allowance,
		/// Blocks of a period.
		pub period: BlockNumber,
		/// Price of a period, in planck.
		pub price: Balance,
		/// Whether it can be subscribed to, and renewed.
		pub active: bool,
		/// Subscriptions that run.
		pub subscriptions: u32,
		/// Held from the provider, in planck.
		pub deposit: Balance,
	}

	/// A subscription, used in a channel.
	#[derive(Copy)]
	pub struct Subscription {
		/// The plan.
		pub plan: PlanId,
		/// When its period began.
		pub since: BlockNumber,
		/// Blocks of its period.
		pub period: BlockNumber,
		/// Price of a period, in planck.
		pub price: Balance,
		/// Of this period's price, paid to the provider, in planck.
		pub paid: Balance,
		/// How often it may still be renewed.
		pub renewals: u32,
		/// Held from the payer while it runs, in planck.
		pub deposit: Balance,
	}

	/// What opening a channel takes.
	#[derive(Copy)]
	pub struct Quote {
		/// Held from the payer, in planck: the deposit, and for the record.
		pub held: Balance,
		/// Paid by the payer at once, in planck.
		pub fee: Balance,
		/// Bond of the provider that is reserved, in planck.
		pub collateral: Balance,
		/// Whether the provider has bond and room for it, and the deposit is large enough.
		pub offered: bool,
	}
}

/// How an audit ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum AuditEnd {
	/// Chance let it pass.
	#[codec(index = 0)]
	NotSampled,
	/// The sample was opened; nobody can recompute it.
	#[codec(index = 1)]
	Opened,
	/// An auditor has executed it and found the same.
	#[codec(index = 2)]
	Confirmed,
	/// An auditor contradicted it, and nobody could show a lie.
	#[codec(index = 3)]
	Upheld,
	/// No auditor was found, or none said anything.
	#[codec(index = 4)]
	Unaudited,
	/// Auditors could do nothing with the prompt that was brought: the payer keeps the money.
	#[codec(index = 5)]
	Unreadable,
	/// The model was shown to be bad: it is nobody's lie.
	#[codec(index = 6)]
	BadModel,
}

/// Why a channel is refuted.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Lie {
	/// A game about a receipt was lost.
	#[codec(index = 0)]
	Refuted,
	/// Two receipts contradict each other.
	#[codec(index = 1)]
	Equivocated,
	/// A sample was not opened.
	#[codec(index = 2)]
	SampleNotOpened,
	/// The trace of a sample was not shown.
	#[codec(index = 3)]
	TraceNotShown,
	/// A prompt was not brought.
	#[codec(index = 4)]
	PromptNotProvided,
}

impl<AccountId> ChannelDetails<AccountId> {
	/// What is on hold at the payer for it.
	pub fn held(&self) -> Balance {
		match self.state {
			ChannelState::Withdrawn { .. } => 0,
			_ => self.deposit.saturating_sub(self.redeemed).saturating_add(self.pending),
		}
	}

	/// Whether vouchers can be redeemed.
	pub fn redeemable(&self, now: BlockNumber) -> bool {
		match self.state {
			ChannelState::Open => true,
			ChannelState::Closing { until } => now <= until,
			ChannelState::Withdrawn { .. } => false,
		}
	}
}

impl Redemption {
	/// The voucher that is redeemed.
	pub fn voucher(&self) -> Voucher {
		Voucher { channel: self.channel, amount: self.amount, receipt: self.receipt }
	}
}
