//! What is needed of the chain: channels as it knows them, and what is said to it about them.

use async_trait::async_trait;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId,
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
	/// The block with which it ends because its payer closes it.
	pub closing: Option<BlockNumber>,
	/// Whether redemptions are audited; the payer may have opted out.
	pub audited: bool,
}

impl ChannelState {
	/// The block with which vouchers are worth nothing any more.
	pub fn ends(&self) -> BlockNumber {
		self.closing.map_or(self.expires, |closing| closing.min(self.expires))
	}
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

/// The chain's channels, from this provider's chair.
#[async_trait]
pub trait Channels: Send + Sync + 'static {
	/// A channel to this provider; `None` if there is none of this number. Errors are of the node.
	async fn channel(&self, id: ChannelId) -> anyhow::Result<Option<ChannelState>>;
	/// The last finalised block; `None` while no recent one is known.
	fn anchor(&self) -> Option<Anchor>;
	/// Blocks after its anchor in which a receipt can be challenged or audited.
	fn receipt_window(&self) -> BlockNumber;
	/// What a voucher more in an extrinsic adds to its fee, in planck.
	async fn redeem_fee(&self) -> anyhow::Result<Balance>;
	/// Turns vouchers into money, in one extrinsic; waits until it is in a block.
	async fn redeem(&self, redemptions: Vec<Redemption>) -> anyhow::Result<()>;
}
