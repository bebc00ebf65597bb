//! What is needed of the chain: channels as it knows them, and what is said to it about them.

use async_trait::async_trait;
use std::collections::BTreeMap;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, PlanId, ReleaseId,
	channel::{Anchor, Voucher},
	sums::Sum,
};

/// A channel to this provider, as a finalised block shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChannelState {
	/// Account of the payer.
	pub payer: [u8; 32],
	/// The key that signs requests and vouchers. It never changes.
	pub lane: [u8; 32],
	/// The signing key that this provider had when the channel was opened: its receipts are signed with it.
	pub receipt_key: [u8; 32],
	/// All that was ever put in, in planck: no voucher can be worth more.
	pub deposit: Balance,
	/// What was taken out of it by vouchers, in planck, with what waits for its audit.
	pub redeemed: Balance,
	/// Whether a redemption waits for its audit: no other is taken meanwhile.
	pub pending: bool,
	/// The block with which it ends.
	pub expires: BlockNumber,
	/// The block with which it ends because it is being closed.
	pub closing: Option<BlockNumber>,
	/// Blocks in which vouchers can still be redeemed once it is being closed.
	pub close_window: BlockNumber,
	/// Blocks after its anchor in which a receipt of it can be challenged.
	pub receipt_window: BlockNumber,
	/// Whether a receipt of it is a subject of the referee.
	pub contested: bool,
	/// Whether redemptions are audited; the payer may have opted out.
	pub audited: bool,
}

impl ChannelState {
	/// The block with which it can be used no more.
	pub fn ends(&self) -> BlockNumber {
		self.closing.map_or(self.expires, |closing| closing.min(self.expires))
	}

	/// The block with which vouchers are worth nothing any more.
	pub fn redeemable_until(&self) -> BlockNumber {
		self.closing.unwrap_or(self.expires.saturating_add(self.close_window))
	}
}

/// On what terms channels to this provider can be opened. Amounts in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
	/// Bond that is reserved for each channel.
	pub collateral: Balance,
	/// Least deposit of a channel.
	pub min_deposit: Balance,
	/// Paid by the payer at once.
	pub opening_fee: Balance,
	/// Most channels at once.
	pub channels: u32,
}

/// A voucher that is to be turned into money, and what it pays for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redemption {
	/// The voucher.
	pub voucher: Voucher,
	/// The lane key's signature.
	pub signature: [u8; 64],
	/// Root of the tree over the receipts that are paid for since the last redemption.
	pub paid: Sum,
}

/// What a plan gives for each period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Allowance {
	/// So many answers.
	Calls(u32),
	/// So many tokens, read and written.
	Tokens(u64),
}

/// A plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Plan {
	/// For which release; any, if none is named.
	pub release: Option<ReleaseId>,
	/// What a period gives.
	pub allowance: Allowance,
	/// Blocks of a period.
	pub period: BlockNumber,
	/// Price of a period, in planck.
	pub price: Balance,
}

/// A subscription that has not ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subscribed {
	/// To what.
	pub plan: Plan,
	/// The block with which its period began.
	pub since: BlockNumber,
}

/// Free tokens that an account was granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Granted {
	/// How many.
	pub tokens: u64,
	/// Last block at which they can be used.
	pub until: BlockNumber,
}

/// What need not be paid by the token, as a finalised block shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prepaid {
	/// By the channel in which they are used.
	pub subscriptions: BTreeMap<ChannelId, Subscribed>,
	/// By account.
	pub granted: BTreeMap<[u8; 32], Granted>,
}

/// The chain's channels, from this provider's chair.
#[async_trait]
pub trait Channels: Send + Sync + 'static {
	/// A channel to this provider; `None` if there is none of this number. Errors are of the node.
	async fn channel(&self, id: ChannelId) -> anyhow::Result<Option<ChannelState>>;
	/// The last finalised block; `None` while no recent one is known.
	fn anchor(&self) -> Option<Anchor>;
	/// Blocks after its anchor in which a receipt of a new channel can be challenged.
	fn receipt_window(&self) -> BlockNumber;
	/// What redeeming one voucher more costs at least, in planck.
	async fn redeem_fee(&self) -> anyhow::Result<Balance>;
	/// Turns vouchers into money, in one extrinsic; waits until it is in a block. Those that the chain does not
	/// take now are left out.
	async fn redeem(&self, redemptions: Vec<Redemption>) -> anyhow::Result<()>;
	/// The terms that stand on chain; `None` if no channel can be opened.
	async fn terms(&self) -> anyhow::Result<Option<Terms>>;
	/// Why the chain would not take these; nothing if it would.
	async fn refusal(&self, terms: &Terms) -> anyhow::Result<Option<String>>;
	/// Sets them.
	async fn set_terms(&self, terms: Option<Terms>) -> anyhow::Result<()>;
	/// Whether the bond carries another channel on these terms.
	async fn has_room(&self, terms: &Terms) -> anyhow::Result<bool>;
	/// This provider's plans that can be subscribed to.
	async fn plans(&self) -> anyhow::Result<Vec<(PlanId, Plan)>>;
	/// Offers a plan.
	async fn publish_plan(&self, plan: Plan) -> anyhow::Result<()>;
	/// Takes a plan off the market; nobody's subscription is renewed.
	async fn retire_plan(&self, plan: PlanId) -> anyhow::Result<()>;
	/// What of this provider's need not be paid by the token.
	async fn prepaid(&self) -> anyhow::Result<Prepaid>;
	/// Takes what a subscription has earned whose period is over: it is renewed as often as its payer allowed, or
	/// ends.
	async fn collect(&self, id: ChannelId) -> anyhow::Result<()>;
	/// Does what anybody may do about channels to this provider that are over, so that their collateral comes
	/// back.
	async fn close_what_is_over(&self) -> anyhow::Result<()>;
}
