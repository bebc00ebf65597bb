//! Calls of payment channels. Amounts are in planck; durations and heights in blocks.

use crate::{
	Call,
	chain::stoa,
	types::{AccountId, Allowance, Redemption, SampleOpening, SignedReceipt, Static, Terms},
};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, PlanId, ReleaseId,
	channel::{Receipt, ReceiptRoots},
};

/// Sets the terms on which channels with the signer can be opened; none: no more are.
pub fn set_terms(terms: Option<Terms>) -> impl Call {
	stoa::tx().channels().set_terms(terms)
}

/// Opens a channel with a provider. `lane` is the sr25519 key that signs requests and vouchers; [`crate::At::channel_quote`]
/// says what it costs, `max_fee` the most that the opening fee may be.
pub fn open(
	provider: AccountId,
	deposit: Balance,
	lane: [u8; 32],
	expires_at: BlockNumber,
	audited: bool,
	max_fee: Balance,
) -> impl Call {
	stoa::tx().channels().open(provider, deposit, lane, expires_at, audited, max_fee)
}

/// Adds to the deposit of an open channel.
pub fn top_up(channel: ChannelId, amount: Balance) -> impl Call {
	stoa::tx().channels().top_up(channel, amount)
}

/// Redeems a voucher in each of up to 128 channels of the signer, a provider.
pub fn redeem(redemptions: Vec<Redemption>) -> impl Call {
	stoa::tx().channels().redeem(redemptions)
}

/// Closes a channel; its provider at once, its payer with a window in which the provider can redeem.
pub fn close(channel: ChannelId) -> impl Call {
	stoa::tx().channels().close(channel)
}

/// Closes a channel whose time is over.
pub fn expire(channel: ChannelId) -> impl Call {
	stoa::tx().channels().expire(channel)
}

/// Gives what is left of a closed channel back to its payer.
pub fn withdraw(channel: ChannelId) -> impl Call {
	stoa::tx().channels().withdraw(channel)
}

/// Forgets a channel of which no receipt can be challenged any more.
pub fn drop_channel(channel: ChannelId) -> impl Call {
	stoa::tx().channels().drop_channel(channel)
}

/// Makes a receipt a subject of the referee, under its hash.
pub fn challenge_receipt(receipt: SignedReceipt, roots: ReceiptRoots) -> impl Call {
	stoa::tx().channels().challenge_receipt(receipt, Static(roots))
}

/// Forgets a receipt that nobody can challenge any more.
pub fn drop_receipt(receipt: Digest) -> impl Call {
	stoa::tx().channels().drop_receipt(receipt)
}

/// Shows two receipts of one channel that contradict each other.
pub fn prove_equivocation(one: SignedReceipt, other: SignedReceipt) -> impl Call {
	stoa::tx().channels().prove_equivocation(one, other)
}

/// Does what is due about a channel's audit.
pub fn poke(channel: ChannelId) -> impl Call {
	stoa::tx().channels().poke(channel)
}

/// Opens the receipt that was sampled.
pub fn open_sample(sample: SampleOpening) -> impl Call {
	stoa::tx().channels().open_sample(sample)
}

/// An auditor found the same: `salt` is [`stoa_primitives::channel::trace_salt`], `trace` the trace's root.
pub fn confirm_sample(channel: ChannelId, salt: Digest, trace: Digest) -> impl Call {
	stoa::tx().channels().confirm_sample(channel, salt, trace)
}

/// An auditor found something else.
pub fn contradict_sample(channel: ChannelId) -> impl Call {
	stoa::tx().channels().contradict_sample(channel)
}

/// Shows the trace of a sample that was contradicted.
pub fn show_trace(receipt: Receipt, roots: ReceiptRoots) -> impl Call {
	stoa::tx().channels().show_trace(Static(receipt), Static(roots))
}

/// An auditor asks for a sample's prompt on chain.
pub fn demand_prompt(channel: ChannelId) -> impl Call {
	stoa::tx().channels().demand_prompt(channel)
}

/// Brings a demanded prompt, sealed to the auditor's transport key.
pub fn provide_prompt(channel: ChannelId, sealed: Vec<u8>) -> impl Call {
	stoa::tx().channels().provide_prompt(channel, sealed)
}

/// Grants an account free tokens until a block.
pub fn grant_quota(account: AccountId, tokens: u64, until: BlockNumber) -> impl Call {
	stoa::tx().channels().grant_quota(account, tokens, until)
}

/// Takes a grant back.
pub fn drop_quota(provider: AccountId, account: AccountId) -> impl Call {
	stoa::tx().channels().drop_quota(provider, account)
}

/// Offers a plan.
pub fn publish_plan(
	release: Option<ReleaseId>,
	allowance: Allowance,
	period: BlockNumber,
	price: Balance,
) -> impl Call {
	stoa::tx().channels().publish_plan(release, allowance, period, price)
}

/// Takes a plan off the market.
pub fn retire_plan(plan: PlanId) -> impl Call {
	stoa::tx().channels().retire_plan(plan)
}

/// Subscribes to a plan, to be used in a channel; it is renewed at most so often.
pub fn subscribe(channel: ChannelId, plan: PlanId, renewals: u32) -> impl Call {
	stoa::tx().channels().subscribe(channel, plan, renewals)
}

/// Pays what a subscription has earned, and renews or ends it when its period is over.
pub fn collect(channel: ChannelId) -> impl Call {
	stoa::tx().channels().collect(channel)
}

/// Ends a subscription now.
pub fn unsubscribe(channel: ChannelId) -> impl Call {
	stoa::tx().channels().unsubscribe(channel)
}
