//! A redemption that the chain samples: its provider opens it, another provider executes the answer again and is
//! paid for that; and a challenge to a receipt that is right, against which its provider defends itself.

use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stoa_client::{
	AccountId, Client, Keypair, calls, keys,
	types::{AuditEnd, ChannelEvent, Opening, RefereeEvent, SignedReceipt, Static},
};
use stoa_e2e::{
	lies::weights::{Weights, write_artefact},
	market::Market,
	network::{Network, ProviderSetup, model_file},
	process::Process,
	scenario::{block_on, named},
};
use stoa_exact::{Blake2, digest::blake2_256, shape::tokens_root};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, ReleaseId, STOA, SubjectKey,
	channel::{Receipt, ReceiptRoots, Voucher, request_digest, voucher_digest},
	payload::challenge_commitment,
};
use tokio::time::sleep;

/// Deposit of the channel. What is redeemed of it is so much that the chain is certain to sample it.
const DEPOSIT: Balance = 60 * STOA;
const TOKENS: u32 = 40;
/// Until a redemption is made, drawn, audited and paid: two epochs, and some blocks for each step.
const SETTLES: Duration = Duration::from_secs(420);

/// Two who sell the same model, each ready to audit the other, and who pays one of them.
struct Counter {
	network: Network,
	market: Market,
	release: ReleaseId,
	payer: Keypair,
	lane: Keypair,
	_sellers: [Process; 2],
}

/// An answer that was bought.
struct Bought {
	signed: SignedReceipt,
	receipt: Receipt,
	roots: ReceiptRoots,
}

#[test]
fn a_sample_is_executed_again_and_a_right_receipt_is_defended() {
	block_on(async {
		let counter = Counter::new().await?;
		let (channel, opened_at) = counter.open().await?;
		let bought = counter.buy(channel).await?;
		counter.pay(&bought.receipt).await?;
		named("a sample is opened, executed again and paid", counter.audited(channel, opened_at))
			.await?;
		named("a right receipt is defended", counter.defended(&bought)).await
	});
}

fn bytes(value: &Value) -> Result<Vec<u8>> {
	let text = value.as_str().and_then(|text| text.strip_prefix("0x")).context("0x…")?;
	Ok(hex::decode(text)?)
}

fn digest(value: &Value) -> Result<Digest> {
	bytes(value)?.try_into().ok().context("32 bytes")
}

fn ids(value: &Value) -> Result<Vec<u32>> {
	let ids = value.as_array().context("token ids")?.iter();
	ids.map(|id| Ok(u32::try_from(id.as_u64().context("a token id")?)?)).collect()
}

fn to_hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

impl Counter {
	async fn new() -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let artefact = network.folder().join("real.stoa");
		write_artefact(&model_file()?, Weights::Same, &artefact)?;
		let release = market.publish_exact(&artefact, 1).await?[0];
		market.fund(&["//Seller", "//Auditor", "//Payer"], 1_000 * STOA).await?;
		let engine = format!(
			"exact = {{ artefact = \"{}\", tokenizer = \"{}\" }}",
			artefact.display(),
			model_file()?.display()
		);
		let more = format!(
			"[channels]\nmax_unpaid = \"50 STOA\"\n[[channels.prices]]\nrelease = {release}\n\
			 price_in = \"0 planck\"\nprice_out = \"500 STOA\"\n"
		);
		let start = |name: &str, account: &str| -> Result<Process> {
			let serves = [release];
			let home = network.provider_home(&ProviderSetup {
				name,
				account,
				serves: &serves,
				bond: "500 STOA",
				engine: &engine,
				more: &more,
				..ProviderSetup::default()
			})?;
			network.start_provider(&home)
		};
		let sellers = [start("seller", "//Seller")?, start("auditor", "//Auditor")?];
		market.wait_for_servers(release, 2).await.with_context(|| sellers[0].tail())?;
		let (payer, lane) = (keys::from_uri("//Payer")?, keys::from_uri("//Lane")?);
		Ok(Self { network, market, release, payer, lane, _sellers: sellers })
	}

	fn client(&self) -> &Client {
		&self.market.client
	}

	fn seller() -> Result<AccountId> {
		Ok(keys::account("//Seller")?)
	}

	/// Opens a channel on the terms that the seller has published.
	async fn open(&self) -> Result<(ChannelId, BlockNumber)> {
		let (seller, client) = (Self::seller()?, self.client());
		let end = Instant::now() + Duration::from_secs(180);
		while client.best().await?.terms(&seller).await?.is_none() {
			ensure!(Instant::now() < end, "no terms are published:\n{}", self.network.logs()?);
			sleep(Duration::from_secs(1)).await;
		}
		let until = client.best().await?.number() + 10_000;
		let key = self.lane.public_key().0;
		let call = calls::channels::open(seller, DEPOSIT, key, until, true, STOA);
		let opened = client.submit(&self.payer, &call).await?.finalised().await?;
		let at = client.at_block(&opened.block).await?;
		let ids = at.channels_of(&keys::account_of(&self.payer)).await?;
		Ok((*ids.first().context("a channel")?, opened.block.number))
	}

	async fn url(&self, path: &str) -> Result<String> {
		let seller = self.client().best().await?.provider(&Self::seller()?).await?;
		let endpoint = String::from_utf8(seller.context("it is registered")?.endpoint)?;
		Ok(format!("{endpoint}/v1/{path}"))
	}

	/// Buys an answer whole: what is owed for it is less than the seller risks.
	async fn buy(&self, channel: ChannelId) -> Result<Bought> {
		let body = json!({
			"model": format!("release-{}", self.release), "prompt": "The capital of France is",
			"max_tokens": TOKENS, "temperature": 0,
		});
		let body = body.to_string().into_bytes();
		let asked = request_digest(&self.client().genesis(), channel, 1, &blake2_256(&body));
		let answer = reqwest::Client::new()
			.post(self.url("completions").await?)
			.header("stoa-channel", channel)
			.header("stoa-sequence", 1)
			.header("stoa-signature", to_hex(self.lane.sign(&asked).0))
			.body(body)
			.send()
			.await?;
		let (status, answer) = (answer.status(), answer.json::<Value>().await?);
		ensure!(status.is_success(), "{answer:#}");
		let stoa = &answer["stoa"];
		let receipt = Receipt::decode(&mut bytes(&stoa["receipt"])?.as_slice())?;
		let signature = bytes(&stoa["signature"])?.try_into().ok().context("64 bytes")?;
		let roots = ReceiptRoots {
			salt: digest(&stoa["salt"])?,
			prompt: tokens_root::<Blake2>(&ids(&stoa["promptTokens"])?),
			output: tokens_root::<Blake2>(&ids(&stoa["tokens"])?),
			trace: digest(&stoa["trace"])?,
		};
		ensure!(receipt.opens_with(&roots), "{receipt:?}");
		ensure!(receipt.total > 7 * STOA, "{} planck are owed", receipt.total);
		let signed = SignedReceipt { receipt: Static(receipt), signature };
		Ok(Bought { signed, receipt, roots })
	}

	async fn pay(&self, receipt: &Receipt) -> Result<()> {
		let (channel, amount) = (receipt.channel, receipt.total);
		let voucher = Voucher { channel, amount, receipt: receipt.hash() };
		let signature = self.lane.sign(&voucher_digest(&self.client().genesis(), &voucher)).0;
		let body = json!({
			"voucher": to_hex(voucher.encode()), "signature": to_hex(signature),
		});
		let url = self.url(&format!("stoa/channels/{channel}/vouchers")).await?;
		let answer = reqwest::Client::new().post(url).json(&body).send().await?;
		ensure!(answer.status() == 204, "{}", answer.text().await?);
		Ok(())
	}

	/// Waits until what was redeemed is paid, and looks at how.
	async fn audited(&self, channel: ChannelId, since: BlockNumber) -> Result<()> {
		let (client, end) = (self.client(), Instant::now() + SETTLES);
		let mut next = since;
		loop {
			let last = client.finalised().await?.number();
			while next <= last {
				let at = client.at_height(next).await?;
				for event in at.channel_events().await? {
					let ChannelEvent::AuditEnded { channel: of, end, auditor, .. } = event else {
						continue;
					};
					ensure!(of == channel && end == AuditEnd::Confirmed, "{end:?}");
					ensure!(auditor == Some(keys::account("//Auditor")?), "{auditor:?}");
					let details = at.channel(channel).await?.context("it is kept")?;
					ensure!(details.pending == 0 && details.redeemed > 7 * STOA, "{details:?}");
					return Ok(());
				}
				next += 1;
			}
			ensure!(Instant::now() < end, "no audit has ended:\n{}", self.network.logs()?);
			sleep(Duration::from_secs(1)).await;
		}
	}

	/// Challenges a receipt that is right: the seller answers in the game.
	async fn defended(&self, bought: &Bought) -> Result<()> {
		let (client, account) = (self.client(), keys::account_of(&self.payer));
		let key = SubjectKey::Receipt(bought.receipt.hash());
		let show = calls::channels::challenge_receipt(bought.signed.clone(), bought.roots);
		client.submit(&self.payer, &show).await?.in_best_block().await?;
		let hidden = challenge_commitment(&client.genesis(), &key, &account.0, None, &[7; 16]);
		let hide = calls::referee::commit_challenge(key, hidden);
		let made = client.submit(&self.payer, &hide).await?.in_best_block().await?;
		let reveal = calls::referee::reveal_challenge(key, [7; 16], Opening::Trace);
		client.submit(&self.payer, &reveal).await?.in_best_block().await?;
		let (mut next, end) = (made.block.number, Instant::now() + Duration::from_secs(240));
		loop {
			let last = client.best().await?.number();
			while next <= last {
				for event in client.at_height(next).await?.referee_events().await? {
					if matches!(event, RefereeEvent::Answered { .. }) {
						return Ok(());
					}
				}
				next += 1;
			}
			ensure!(Instant::now() < end, "no answer in the game:\n{}", self.network.logs()?);
			sleep(Duration::from_secs(1)).await;
		}
	}
}
