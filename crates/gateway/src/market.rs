//! What the gateway needs of a chain: who sells what, and channels to pay them.

use async_trait::async_trait;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, ReleaseId, VerificationClass, channel::Anchor,
};

/// Account bytes.
pub type Account = [u8; 32];

/// A provider as the chain knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderEntry {
	/// Its account.
	pub account: Account,
	/// The base URL of its daemon: a stranger's word.
	pub endpoint: String,
	/// What became of its work so far.
	pub record: Record,
	/// Releases that it serves.
	pub serves: Vec<ReleaseId>,
}

/// What became of a provider's work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record {
	/// Jobs and answers done as promised.
	pub done: u64,
	/// Faults short of a proven lie.
	pub strikes: u32,
	/// Times its bond was slashed.
	pub slashes: u32,
}

/// A release that can be asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelEntry {
	/// The release.
	pub release: ReleaseId,
	/// The name of its listing.
	pub name: String,
	/// Whether the court has ruled its listing to be at fault.
	pub flagged: bool,
	/// What "verified" means for it.
	pub class: VerificationClass,
	/// Longest prompt and output together, in tokens.
	pub context: u32,
}

/// A channel as the chain knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChannelEntry {
	/// The channel.
	pub id: ChannelId,
	/// Who is paid.
	pub provider: Account,
	/// The key that signs the provider's receipts in this channel.
	pub receipt_key: [u8; 32],
	/// What it holds for the provider in all, in planck, what was redeemed included.
	pub deposit: Balance,
	/// Redeemed so far, in planck.
	pub redeemed: Balance,
	/// The block from which on the payer may take back what is left.
	pub expires_at: BlockNumber,
	/// Whether it is being closed: nothing new may be asked over it.
	pub closing: bool,
}

/// A channel to be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenOrder {
	/// Who is to be paid.
	pub provider: Account,
	/// Planck to lock.
	pub deposit: Balance,
	/// Blocks until it expires.
	pub blocks: BlockNumber,
	/// Whether the chain draws auditors for what is redeemed; without, the channel is self-audited.
	pub audited: bool,
	/// Most planck that the provider may take for opening it.
	pub max_fee: Balance,
}

/// The way to a chain. Every error says what to do.
#[async_trait]
pub trait Market: Send + Sync + 'static {
	/// Which chain this is.
	fn genesis(&self) -> Digest;

	/// Height of the last finalised block that was seen.
	fn height(&self) -> BlockNumber;

	/// Whether a block is final; nothing if that is not known here (too new, or long ago).
	fn is_final(&self, anchor: &Anchor) -> Option<bool>;

	/// Whether finalised blocks keep coming.
	fn is_alive(&self) -> bool;

	/// Blocks after its anchor in which a receipt can be challenged.
	fn receipt_window(&self) -> BlockNumber;

	/// Everybody who serves something.
	async fn providers(&self) -> anyhow::Result<Vec<ProviderEntry>>;

	/// Every release that is not retired.
	async fn models(&self) -> anyhow::Result<Vec<ModelEntry>>;

	/// The open channels whose lane is ours.
	async fn channels(&self) -> anyhow::Result<Vec<ChannelEntry>>;

	/// Opens a channel; returns once it is final.
	async fn open(&self, order: OpenOrder) -> anyhow::Result<ChannelEntry>;

	/// Adds to a channel's deposit; returns the channel as it is then.
	async fn top_up(&self, channel: ChannelId, amount: Balance) -> anyhow::Result<ChannelEntry>;

	/// Begins to close a channel: what nobody redeems within the window comes back.
	async fn close(&self, channel: ChannelId) -> anyhow::Result<()>;

	/// Takes one step with each channel that is over: closes what has expired, takes back what is left when the
	/// window is over, and forgets what nobody can challenge any more. Returns the planck that came back.
	async fn collect(&self) -> anyhow::Result<Balance>;
}
