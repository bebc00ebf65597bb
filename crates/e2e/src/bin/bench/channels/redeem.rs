//! What redeeming costs: bytes, weight and fee for a channel, few calls or many behind its voucher.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use stoa_client::{
	Included, Keypair, calls, keys,
	types::{ChannelEvent, Redemption, Static, Terms},
};
use stoa_e2e::{bench::Figure, market::Market, network::Network};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	Balance, ChannelId, STOA,
	channel::{Voucher, voucher_digest},
	sums::Sum,
};

/// What a call of 1,000 tokens is worth, all of them read: less than any other at the prices of
/// `stoa-provider init`.
const CALL: Balance = STOA / 1_000;
/// Channels that one redemption covers.
const MANY: usize = 100;

/// A provider and a payer who has opened channels with it.
struct Pair {
	network: Network,
	market: Market,
	provider: Keypair,
	lane: Keypair,
}

/// One redemption on chain.
struct Redeemed {
	bytes: u64,
	time: u64,
	proof: u64,
	channels: usize,
	/// Of what the vouchers say, what the provider did not get, in percent.
	fee: f64,
}

/// Its figures.
pub async fn figures() -> Result<Vec<Figure>> {
	let pair = Pair::new().await?;
	let one = pair.redeem(&pair.open(1, CALL).await?, CALL).await?;
	let lot = 100_000 * CALL;
	let full = pair.redeem(&pair.open(1, lot).await?, lot).await?;
	let thousand = 1_000 * CALL;
	let many = pair.redeem(&pair.open(MANY, thousand).await?, thousand).await?;
	let more = |what: fn(&Redeemed) -> u64| what(&full) as f64 - what(&one) as f64;
	let each = |what: fn(&Redeemed) -> u64| what(&many) as f64 / many.channels as f64;
	let bytes = |name: &str, value| Figure::new(name, value, "bytes");
	let time = |name: &str, picoseconds| Figure::new(name, picoseconds / 1e6, "us");
	Ok(vec![
		bytes("redeem of 1 channel, extrinsic", one.bytes as f64),
		time("redeem of 1 channel, weight", one.time as f64),
		bytes("more for 100,000 calls than for 1", more(|redeemed| redeemed.bytes)).at_most(0.0),
		time("more weight for 100,000 calls than for 1", more(|redeemed| redeemed.time))
			.at_most(0.0),
		bytes("more proof for 100,000 calls than for 1", more(|redeemed| redeemed.proof))
			.at_most(0.0),
		Figure::new("channels in one redeem", many.channels as f64, "channels")
			.at_least(MANY as f64),
		bytes("redeem of 100 channels, each", each(|redeemed| redeemed.bytes)),
		time("redeem of 100 channels, weight of each", each(|redeemed| redeemed.time)),
		Figure::new("chain fee of 1,000 calls of 1,000 tokens", many.fee, "%").at_most(5.0),
	])
}

impl Pair {
	async fn new() -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		market.fund(&["//Seller"], 2_000 * STOA).await?;
		let (provider, lane) = (keys::from_uri("//Seller")?, keys::from_uri("//Lane")?);
		let signing = keys::from_uri("//Seller//signing")?.public_key().0;
		let pair = Self { network, market, provider, lane };
		let register = calls::register(signing, [9; 32], "http://127.0.0.1:9", 1_000 * STOA);
		let client = &pair.market.client;
		client.submit(&pair.provider, &register).await?.in_best_block().await?;
		let terms = Terms {
			collateral: 5 * STOA,
			min_deposit: CALL,
			opening_fee: 0,
			channels: MANY as u32 + 2,
		};
		let terms = calls::channels::set_terms(Some(terms));
		client.submit(&pair.provider, &terms).await?.in_best_block().await?;
		Ok(pair)
	}

	/// Opens self-audited channels: what is redeemed of them is paid at once.
	async fn open(&self, count: usize, deposit: Balance) -> Result<Vec<ChannelId>> {
		let client = &self.market.client;
		let until = client.best().await?.number() + 10_000;
		let provider = keys::account_of(&self.provider);
		let lane = self.lane.public_key().0;
		let open = calls::channels::open(provider, deposit, lane, until, false, STOA);
		let mut sent = Vec::new();
		for _ in 0..count {
			sent.push(client.submit(&self.market.signer, &open).await?);
		}
		let mut opened = Vec::new();
		for submission in sent {
			opened.push(submission.in_best_block().await?.opened_channel().context("a channel")?);
		}
		Ok(opened)
	}

	/// Redeems `amount` in each channel with one extrinsic.
	async fn redeem(&self, channels: &[ChannelId], amount: Balance) -> Result<Redeemed> {
		let client = &self.market.client;
		let redemptions = channels.iter().map(|channel| {
			let voucher = Voucher { channel: *channel, amount, receipt: [7; 32] };
			let signature = self.lane.sign(&voucher_digest(&client.genesis(), &voucher)).0;
			let root = Static(Sum { hash: [8; 32], amount });
			Redemption { channel: *channel, amount, receipt: voucher.receipt, signature, root }
		});
		let redeem = calls::channels::redeem(redemptions.collect());
		let before = self.wealth().await?;
		let included = client.submit(&self.provider, &redeem).await?.in_best_block().await?;
		let earned = self.wealth().await?.checked_sub(before).context("it was paid")?;
		let events = included.channel_events()?;
		let redeemed =
			|event: &&ChannelEvent| matches!(event, ChannelEvent::Redeemed { pending: false, .. });
		let done = events.iter().filter(redeemed).count();
		ensure!(done == channels.len(), "{done} of {} channels: {events:?}", channels.len());
		let owed = amount * channels.len() as Balance;
		let fee = 100.0 * (owed - earned) as f64 / owed as f64;
		let (bytes, weight) = self.extrinsic(&included).await?;
		let number =
			|name: &str| weight[name].as_u64().with_context(|| format!("{name}: {weight}"));
		let (time, proof) = (number("ref_time")?, number("proof_size")?);
		Ok(Redeemed { bytes, time, proof, channels: done, fee })
	}

	/// All that the provider owns.
	async fn wealth(&self) -> Result<Balance> {
		let account = keys::account_of(&self.provider);
		let balance = self.market.client.best().await?.balance(&account).await?;
		Ok(balance.free + balance.held)
	}

	/// The length of an extrinsic, and its weight.
	async fn extrinsic(&self, included: &Included) -> Result<(u64, Value)> {
		let node = &self.network.nodes[0];
		let hash = node.call("chain_getBlockHash", json!([included.block.number])).await?;
		let block = node.call("chain_getBlock", json!([hash])).await?;
		let all = block["block"]["extrinsics"].as_array().context("extrinsics")?;
		for extrinsic in all.iter().filter_map(Value::as_str) {
			let bytes = hex::decode(extrinsic.trim_start_matches("0x"))?;
			if blake2_256(&bytes) == included.extrinsic {
				let info = node.call("payment_queryInfo", json!([extrinsic, hash])).await?;
				return Ok((bytes.len() as u64, info["weight"].clone()));
			}
		}
		anyhow::bail!("the extrinsic is not in block {}", included.block.number)
	}
}
