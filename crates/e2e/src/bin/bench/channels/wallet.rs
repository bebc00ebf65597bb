//! A client that buys from the provider itself, over channels of its own: what the gateway is compared with. It
//! signs what a payer must sign, and checks nothing.

use super::read::{Events, read};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use reqwest::Client as Http;
use serde_json::{Value, json};
use std::{
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Instant,
};
use stoa_client::{AccountId, Client, Keypair, calls::channels as calls, keys};
use stoa_exact::{Blake2, Hasher};
use stoa_primitives::{
	ChannelId, Digest, STOA,
	channel::{Receipt, Voucher, request_digest, voucher_digest},
};

/// Blocks until its channels expire: many more than a run lasts.
const BLOCKS: u32 = 20_000;

/// One channel, as its last answer left it.
#[derive(Clone, Copy)]
struct Channel {
	id: ChannelId,
	last: Option<Receipt>,
}

/// Channels of one payer with one provider.
pub struct Wallet {
	http: Http,
	/// The provider's base URL, with `/v1`.
	url: String,
	genesis: Digest,
	lane: Keypair,
	idle: Mutex<Vec<Channel>>,
}

impl Wallet {
	/// Opens so many channels.
	pub async fn open(
		chain: &Client,
		payer: &str,
		provider: AccountId,
		url: String,
		count: usize,
	) -> Result<Arc<Self>> {
		let lane = keys::from_uri(payer)?;
		let at = chain.finalised().await?;
		let quote = at.channel_quote(&provider, STOA).await?.context("the provider's terms")?;
		let until = at.number() + BLOCKS;
		let call = calls::open(provider, STOA, lane.public_key().0, until, false, quote.fee);
		let mut sent = Vec::new();
		for _ in 0..count {
			sent.push(chain.submit(&lane, &call).await?);
		}
		let mut idle = Vec::new();
		for submission in sent {
			let id = submission.finalised().await?.opened_channel().context("a channel")?;
			idle.push(Channel { id, last: None });
		}
		let http = Http::builder().no_proxy().build()?;
		let idle = Mutex::new(idle);
		Ok(Arc::new(Self { http, url, genesis: chain.genesis(), lane, idle }))
	}

	/// Buys a streamed answer; pays for it once it is whole.
	pub async fn buy(self: Arc<Self>, body: Value, since: Instant) -> Result<Events> {
		let mut channel = self.idle().pop().context("all channels are in use")?;
		let body = body.to_string().into_bytes();
		let sequence = channel.last.map_or(1, |last| last.sequence + 1);
		let digest = request_digest(&self.genesis, channel.id, sequence, &Blake2::hash(&body));
		let request = self
			.http
			.post(format!("{}/chat/completions", self.url))
			.header("content-type", "application/json")
			.header("stoa-channel", channel.id)
			.header("stoa-sequence", sequence)
			.header("stoa-signature", hexed(&self.lane.sign(&digest).0))
			.body(body);
		let events = read(request.send().await?, since).await?;
		let receipt = events.receipt.as_deref().context("a receipt")?;
		let receipt = hex::decode(receipt.trim_start_matches("0x"))?;
		channel.last = Some(Receipt::decode(&mut receipt.as_slice())?);
		let wallet = self.clone();
		tokio::spawn(async move {
			if let Err(error) = wallet.pay(channel).await {
				eprintln!("a channel is lost to the bench: {error:#}");
			}
		});
		Ok(events)
	}

	async fn pay(&self, channel: Channel) -> Result<()> {
		let last = channel.last.context("nothing is owed")?;
		let voucher = Voucher { channel: channel.id, amount: last.total, receipt: last.hash() };
		let signature = self.lane.sign(&voucher_digest(&self.genesis, &voucher)).0;
		let body = json!({ "voucher": hexed(&voucher.encode()), "signature": hexed(&signature) });
		let url = format!("{}/stoa/channels/{}/vouchers", self.url, channel.id);
		let answer = self.http.post(url).json(&body).send().await?;
		ensure!(answer.status().is_success(), "{}", answer.text().await?);
		self.idle().push(channel);
		Ok(())
	}

	fn idle(&self) -> MutexGuard<'_, Vec<Channel>> {
		self.idle.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

fn hexed(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}
