//! A chain that happens as a test writes it, and an index of it in a database of its own.
#![allow(dead_code)] // Each test file uses its part.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use stoa_client::{AccountId, Block, events::ChainEvent};
use stoa_index::{
	Index, Options,
	facts::{
		BlockFacts, Channel, Dataset, Lease, License, Listing, Offer, Order, Price, Provider,
		Release, Served, StateFacts,
	},
};
use stoa_primitives::Digest;
use tempfile::TempDir;

/// Which chain it is.
pub const GENESIS: Digest = [7; 32];

/// An account's address.
pub fn account(number: u8) -> String {
	AccountId([number; 32]).to_string()
}

/// A database of its own: SQLite in a folder, or in the PostgreSQL that `STOA_TEST_POSTGRES` names, such as
/// `postgres://user@127.0.0.1:5432`.
pub struct Database {
	pub url: String,
	_folder: TempDir,
}

impl Database {
	pub async fn new() -> Self {
		let folder = TempDir::new().unwrap();
		let url = match std::env::var("STOA_TEST_POSTGRES") {
			Ok(server) => {
				let name = folder.path().file_name().unwrap().to_string_lossy().to_lowercase();
				let name = format!("stoa_{}", name.trim_start_matches('.'));
				sqlx::any::install_default_drivers();
				let admin = sqlx::AnyPool::connect(&format!("{server}/postgres")).await.unwrap();
				let create = format!("CREATE DATABASE {name}");
				sqlx::query(sqlx::AssertSqlSafe(create)).execute(&admin).await.unwrap();
				format!("{server}/{name}")
			}
			Err(_) => format!("sqlite://{}", folder.path().join("index.db").display()),
		};
		Self { url, _folder: folder }
	}

	pub async fn open(&self) -> Index {
		self.open_with(Options::default()).await
	}

	pub async fn open_with(&self, options: Options) -> Index {
		Index::open(&self.url, options).await.unwrap()
	}
}

/// The chain.
#[derive(Clone)]
pub struct Chain {
	next: u32,
	parent: Digest,
	events: Vec<ChainEvent>,
	state: StateFacts,
}

fn hash(number: u32) -> Digest {
	let mut hash = [1; 32];
	hash[..4].copy_from_slice(&number.to_be_bytes());
	hash
}

impl Chain {
	pub fn new() -> Self {
		Self { next: 0, parent: [0; 32], events: Vec::new(), state: StateFacts::default() }
	}

	/// The height of the block that is being written.
	pub fn height(&self) -> u32 {
		self.next
	}

	/// Leaves out blocks, as a node that has discarded them does.
	pub fn skip(&mut self, blocks: u32) {
		self.next += blocks;
		self.parent = hash(self.next - 1);
	}

	/// What happened since the last one, as a block.
	pub fn block(&mut self) -> BlockFacts {
		let number = self.next;
		let block = Block { number, hash: hash(number), parent: self.parent };
		self.next += 1;
		self.parent = block.hash;
		BlockFacts {
			block,
			time_ms: u64::from(number) * 3_000,
			events: std::mem::take(&mut self.events),
			state: std::mem::take(&mut self.state),
		}
	}

	pub fn event(&mut self, pallet: &str, name: &str, data: Value) -> &mut Self {
		let mut accounts = BTreeSet::new();
		collect(&data, &mut accounts);
		self.events.push(ChainEvent {
			index: u32::try_from(self.events.len()).unwrap(),
			extrinsic: Some(1),
			pallet: pallet.to_string(),
			name: name.to_string(),
			data,
			accounts,
		});
		self
	}

	pub fn job(&mut self, name: &str, data: Value) -> &mut Self {
		self.event("Inference", name, data)
	}

	pub fn listing(&mut self, id: u32, name: &str, owner: &str) -> &mut Self {
		let listing = Listing {
			owner: owner.to_string(),
			name: name.to_string(),
			card: format!("0x{}", "ab".repeat(32)),
			uri: "https://models.example/card".to_string(),
			flag: None,
		};
		self.state.listings.insert(id, Some(listing));
		self.event(
			"Models",
			"ListingPublished",
			json!({ "listing": id, "owner": owner, "deposit": "5" }),
		)
	}

	/// What the court rules about a listing.
	pub fn ruled(&mut self, id: u32, name: &str, owner: &str, fault: &str) -> &mut Self {
		let flag = Some(fault.to_string());
		let (name, owner, card) = (name.to_string(), owner.to_string(), "0x".to_string());
		let listing = Listing { owner, name, card, uri: String::new(), flag };
		self.state.listings.insert(id, Some(listing));
		let data = json!({ "subject": { "ModelListing": id }, "case": 1, "fault": fault });
		self.event("Disputes", "ListingFlagged", data)
	}

	pub fn release(&mut self, id: u32, listing: u32, owner: &str) -> &mut Self {
		let release = Release {
			listing,
			artefact: format!("0x{}", "cd".repeat(32)),
			bytes: 1_000,
			format: "Gguf".to_string(),
			engine: format!("0x{}", "ef".repeat(32)),
			class: "Replicated".to_string(),
			licence: "Apache-2.0".to_string(),
			context_tokens: 2_048,
			royalty: Price { input: 1, output: 2 },
			parents: vec![],
			model: None,
			bond: None,
			retired_at: None,
		};
		self.state.releases.insert(id, Some(release));
		self.event(
			"Models",
			"ReleaseAdded",
			json!({ "release": id, "listing": listing, "owner": owner }),
		)
	}

	/// A provider that serves releases at prices, with weight.
	pub fn provider(&mut self, account: &str, serving: &[(u32, u128, u32)]) -> &mut Self {
		let serving = serving.iter().map(|(release, price, weight)| Served {
			release: *release,
			price: Price { input: *price, output: 2 * price },
			weight: *weight,
			leaving: false,
		});
		let provider = Provider {
			endpoint: "https://gpu.example".to_string(),
			signing_key: "0x01".to_string(),
			transport_key: "0x02".to_string(),
			status: "Active".to_string(),
			// More than 64 bits hold.
			bond: 30_000_000_000_000_000_000,
			reserved: 0,
			jobs: 0,
			strikes: 0,
			slashes: 0,
			hardware: None,
			serving: serving.collect(),
		};
		self.state.providers.insert(account.to_string(), Some(provider));
		self.event("Providers", "WeightActivated", json!({ "provider": account }))
	}

	/// Two units of so many cores, of which some are in use.
	pub fn offer(&mut self, id: u64, provider: &str, cpu_cores: u16, used: u32) -> &mut Self {
		let offer = Offer {
			provider: provider.to_string(),
			cpu_cores,
			memory_mib: 512,
			disk_gib: 1,
			gpus: 0,
			vram_mib: 0,
			attributes: r#"{"region":"eu"}"#.to_string(),
			units: 2,
			used,
			price_per_block: 500,
			min_blocks: 1,
			max_blocks: 100,
			period_blocks: 10,
			expires_at: 9_000,
			measured_at: None,
			measured_blocks: None,
		};
		self.state.offers.insert(id, Some(offer));
		self.event("Compute", "OfferUpdated", json!({ "offer": id, "provider": provider }))
	}

	/// An offer that is gone.
	pub fn offer_gone(&mut self, id: u64) -> &mut Self {
		self.state.offers.insert(id, None);
		self.event("Compute", "OfferRemoved", json!({ "offer": id }))
	}

	/// A lease of 1,000 planck.
	pub fn lease(&mut self, id: u64, tenant: &str, provider: &str, state: &str) -> &mut Self {
		let lease = Lease {
			tenant: tenant.to_string(),
			provider: provider.to_string(),
			offer: 0,
			units: 1,
			state: state.to_string(),
			escrow: 1_000,
			signed_until: None,
			ends_at: None,
		};
		self.state.leases.insert(id, Some(lease));
		let data = json!({ "lease": id, "tenant": tenant, "provider": provider });
		self.event("Compute", "LeaseMatched", data)
	}

	/// A lease that is over: 10 planck were paid, 930 came back.
	pub fn lease_ended(&mut self, id: u64, tenant: &str, provider: &str, why: &str) -> &mut Self {
		self.state.leases.insert(id, None);
		let data = json!({
			"lease": id, "tenant": tenant, "provider": provider, "reason": why, "paid": "10", "refunded": "930",
		});
		self.event("Compute", "LeaseEnded", data)
	}

	/// A dataset, with a flag of the court or without.
	pub fn dataset(&mut self, id: u32, owner: &str, flag: Option<&str>) -> &mut Self {
		let dataset = Dataset {
			owner: owner.to_string(),
			name: "reviews".to_string(),
			card: "0x01".to_string(),
			uri: String::new(),
			state: "Active".to_string(),
			flag: flag.map(str::to_string),
			bond: 100,
			sold: 1,
			missed: 0,
			refuted: 0,
			runs: 0,
			failed_runs: 0,
			budget_total: 1_000,
			budget_spent: 400,
		};
		self.state.datasets.insert(id, Some(dataset));
		self.event("Datasets", "DatasetPublished", json!({ "dataset": id, "owner": owner }))
	}

	/// A licence of dataset 0 for 1,000 planck.
	pub fn license(&mut self, id: u64, licensee: &str, state: &str) -> &mut Self {
		let license = License {
			licensee: licensee.to_string(),
			dataset: 0,
			release: 77,
			root: "0x02".to_string(),
			state: state.to_string(),
			compute_only: false,
			price: 1_000,
			escrow: 1_000,
			uses_left: Some(2),
			ends_at: None,
		};
		self.state.licenses.insert(id, Some(license));
		let data = json!({ "license": id, "release": 77, "licensee": licensee });
		self.event("Datasets", "LicenseBought", data)
	}

	/// A licence that is over: 10 planck were paid, 930 came back.
	pub fn license_ended(&mut self, id: u64, licensee: &str, why: &str) -> &mut Self {
		self.state.licenses.insert(id, None);
		let data = json!({
			"license": id, "licensee": licensee, "reason": why, "paid": "10", "refunded": "930",
		});
		self.event("Datasets", "LicenseEnded", data)
	}

	/// A channel of 1,000 planck.
	pub fn channel(&mut self, id: u64, payer: &str, provider: &str) -> &mut Self {
		let channel = Channel {
			payer: payer.to_string(),
			provider: provider.to_string(),
			lane: "0x03".to_string(),
			receipt_key: "0x01".to_string(),
			state: "Open".to_string(),
			until: None,
			deposit: 1_000,
			redeemed: 0,
			pending: 0,
			collateral: 5_000,
			audited: true,
			refuted: false,
			redemptions: 0,
			expires_at: 9_000,
		};
		self.state.channels.insert(id, Some(channel));
		self.event(
			"Channels",
			"ChannelOpened",
			json!({ "channel": id, "payer": payer, "provider": provider, "deposit": "1000" }),
		)
	}

	/// What was left of a channel is back, 400 planck of it were redeemed.
	pub fn withdrawn(&mut self, id: u64, payer: &str, provider: &str) -> &mut Self {
		self.channel(id, payer, provider);
		self.events.pop();
		if let Some(Some(channel)) = self.state.channels.get_mut(&id) {
			channel.state = "Withdrawn".to_string();
			channel.until = Some(1_300);
			channel.redeemed = 400;
			channel.redemptions = 1;
		}
		self.event(
			"Channels",
			"ChannelWithdrawn",
			json!({ "channel": id, "returned": "600", "redeemed": "400", "until": 1_300 }),
		)
	}

	/// A channel is forgotten.
	pub fn dropped(&mut self, id: u64) -> &mut Self {
		self.state.channels.insert(id, None);
		self.event("Channels", "ChannelDropped", json!({ "channel": id }))
	}

	pub fn removed(&mut self, account: &str) -> &mut Self {
		self.state.providers.insert(account.to_string(), None);
		self.event("Providers", "ProviderRemoved", json!({ "provider": account }))
	}

	pub fn submitted(&mut self, job: u64, requester: &str, release: u32) -> &mut Self {
		self.state.orders.insert(job, Order { prompt_tokens: 12, max_new_tokens: 64 });
		self.job(
			"JobSubmitted",
			json!({
				"job": job, "requester": requester, "subject": { "Model": release },
				"assurance": { "Replicated": { "executors": 2, "quorum": 2 } },
				"max_fee": "900", "value_at_risk": "5000", "deadline": self.next + 100
			}),
		)
	}

	pub fn drawn(&mut self, job: u64, providers: &[&str]) -> &mut Self {
		let price = json!({ "per_1k_input": "3", "per_1k_output": "6" });
		let seats: Vec<Value> =
			providers.iter().enumerate().map(|(seat, who)| json!([seat, who, price])).collect();
		self.job("ExecutorsDrawn", json!({ "job": job, "round": 0, "seats": seats }))
	}

	pub fn committed(&mut self, job: u64, seat: u8, provider: &str) -> &mut Self {
		self.job("AnswerCommitted", json!({ "job": job, "seat": seat, "provider": provider }))
	}

	pub fn vacated(&mut self, job: u64, seat: u8, provider: &str, reason: Value) -> &mut Self {
		let data = json!({ "job": job, "seat": seat, "provider": provider, "reason": reason });
		self.job("SeatVacated", data)
	}

	pub fn settled(&mut self, job: u64, backers: &[&str], losing_percent: u8) -> &mut Self {
		let backers: Vec<Value> = backers.iter().map(|who| json!([who, "100"])).collect();
		self.job(
			"JobSettled",
			json!({
				"job": job, "executors": 2, "quorum": 2, "backers": backers,
				"claim": { "output": "0x99", "tokens": 40, "bytes": 160, "trace": null },
				"losing_percent": losing_percent, "value_at_risk": "5000",
				"charged": "20000000000000000000", "royalty": "40", "burned": "30",
				"treasury": "30", "returned": "500"
			}),
		)
	}

	pub fn finalized(&mut self, job: u64, outcome: Value) -> &mut Self {
		let data =
			json!({ "job": job, "outcome": outcome, "value_at_risk": "5000", "keep_until": 9_999 });
		self.job("JobFinalized", data)
	}
}

/// Everything that looks like an address.
fn collect(data: &Value, into: &mut BTreeSet<String>) {
	match data {
		Value::String(text) if text.parse::<AccountId>().is_ok() => {
			into.insert(text.clone());
		}
		Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
		Value::Object(fields) => fields.values().for_each(|field| collect(field, into)),
		_ => {}
	}
}

/// A market with two providers of one release, and one job from order to end: blocks 0 to 8.
pub fn story() -> (Chain, Vec<BlockFacts>) {
	let (asker, one, two) = (account(1), account(2), account(3));
	let mut chain = Chain::new();
	let mut blocks = vec![chain.block()];
	chain.listing(0, "SmolLM2-135M", &account(9)).release(0, 0, &account(9));
	blocks.push(chain.block());
	chain.provider(&one, &[(0, 10, 5)]);
	blocks.push(chain.block());
	chain.provider(&two, &[(0, 30, 7)]);
	blocks.push(chain.block());
	chain.submitted(0, &asker, 0);
	blocks.push(chain.block());
	chain.drawn(0, &[&one, &two]);
	blocks.push(chain.block());
	chain.committed(0, 0, &one).committed(0, 1, &two);
	blocks.push(chain.block());
	chain.settled(0, &[&one, &two], 0);
	blocks.push(chain.block());
	chain.finalized(0, json!("Final"));
	blocks.push(chain.block());
	(chain, blocks)
}

/// Stores blocks, the first of which may begin an index.
pub async fn store(index: &Index, blocks: &[BlockFacts]) {
	for facts in blocks {
		match index.head().await.unwrap() {
			None => index.begin(GENESIS, facts).await.unwrap(),
			Some(_) => assert!(index.apply(facts).await.unwrap()),
		}
	}
}

/// The index's interface on a loopback port.
pub async fn serve(router: axum::Router) -> String {
	let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = listener.local_addr().unwrap();
	tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
	format!("http://{address}")
}
