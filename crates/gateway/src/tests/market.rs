//! A market in memory: channels open at once, and the deposit of each is real to the test.

use crate::market::{Account, ChannelEntry, Market, ModelEntry, OpenOrder, ProviderEntry, Record};
use anyhow::{Result, bail};
use async_trait::async_trait;
use parking_lot::Mutex;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, VerificationClass, channel::Anchor,
};

pub const GENESIS: Digest = [9; 32];
pub const HEIGHT: BlockNumber = 1_000;
pub const BLOCK: Digest = [5; 32];
pub const RELEASE: u32 = 4;

#[derive(Default)]
struct State {
	providers: Vec<(ProviderEntry, [u8; 32])>,
	channels: Vec<ChannelEntry>,
	refuses: bool,
}

/// The market.
#[derive(Default)]
pub struct TestMarket(Mutex<State>);

impl TestMarket {
	/// Registers a provider with the key that signs its receipts.
	pub fn register(&self, account: Account, endpoint: String, receipt_key: [u8; 32]) {
		let serves = vec![RELEASE];
		let record = Record::default();
		let entry = ProviderEntry { account, endpoint, record, serves };
		self.0.lock().providers.push((entry, receipt_key));
	}

	/// Whether openings are refused from now on.
	pub fn refuse(&self, refuses: bool) {
		self.0.lock().refuses = refuses;
	}

	/// All channels ever opened.
	pub fn all(&self) -> Vec<ChannelEntry> {
		self.0.lock().channels.clone()
	}

	pub fn entry(&self, id: ChannelId) -> Option<ChannelEntry> {
		self.0.lock().channels.iter().find(|channel| channel.id == id).copied()
	}
}

#[async_trait]
impl Market for TestMarket {
	fn genesis(&self) -> Digest {
		GENESIS
	}

	fn height(&self) -> BlockNumber {
		HEIGHT
	}

	fn is_final(&self, anchor: &Anchor) -> Option<bool> {
		(anchor.number <= HEIGHT).then_some(anchor.hash == BLOCK)
	}

	fn is_alive(&self) -> bool {
		true
	}

	fn receipt_window(&self) -> BlockNumber {
		1_200
	}

	async fn providers(&self) -> Result<Vec<ProviderEntry>> {
		Ok(self.0.lock().providers.iter().map(|(entry, _)| entry.clone()).collect())
	}

	async fn models(&self) -> Result<Vec<ModelEntry>> {
		let class = VerificationClass::Replicated;
		Ok(vec![ModelEntry {
			release: RELEASE,
			name: "tiny".into(),
			flagged: false,
			class,
			context: 4_096,
		}])
	}

	async fn channels(&self) -> Result<Vec<ChannelEntry>> {
		Ok(self.0.lock().channels.iter().filter(|channel| !channel.closing).copied().collect())
	}

	async fn open(&self, order: OpenOrder) -> Result<ChannelEntry> {
		let mut state = self.0.lock();
		if state.refuses {
			bail!("the account has too little");
		}
		let provider = state.providers.iter().find(|(entry, _)| entry.account == order.provider);
		let Some((_, receipt_key)) = provider.cloned() else { bail!("no such provider") };
		let entry = ChannelEntry {
			id: state.channels.len() as ChannelId + 1,
			provider: order.provider,
			receipt_key,
			deposit: order.deposit,
			redeemed: 0,
			expires_at: HEIGHT + order.blocks,
			closing: false,
		};
		state.channels.push(entry);
		Ok(entry)
	}

	async fn top_up(&self, channel: ChannelId, amount: Balance) -> Result<ChannelEntry> {
		let mut state = self.0.lock();
		let entry = state.channels.iter_mut().find(|entry| entry.id == channel);
		let Some(entry) = entry else { bail!("no such channel") };
		entry.deposit += amount;
		Ok(*entry)
	}

	async fn close(&self, channel: ChannelId) -> Result<()> {
		let mut state = self.0.lock();
		let entry = state.channels.iter_mut().find(|entry| entry.id == channel);
		let Some(entry) = entry else { bail!("no such channel") };
		entry.closing = true;
		Ok(())
	}

	async fn collect(&self) -> Result<Balance> {
		Ok(0)
	}
}
