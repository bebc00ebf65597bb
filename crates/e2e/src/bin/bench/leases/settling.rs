//! What the chain does to settle a lease: after a short time and a long one, alone and among a thousand others. Weights
//! are those that blocks note for the calls, after they ran.

use anyhow::{Context, Result};
use std::time::Duration;
use stoa_client::{
	Client, Keypair,
	calls::{self as all, leases as calls},
	keys,
	types::{LeaseOrder, OfferTerms, Static},
};
use stoa_e2e::{bench::Figure, market::Market, network::Network};
use stoa_primitives::{LeaseId, OfferId, Resources, STOA};
use tokio::time::sleep;

/// Leases that others have.
const MANY: usize = 1_000;
/// How much longer the long lease runs, in blocks, before it is settled.
const LONG: u32 = 60;

/// Its figures.
pub async fn figures() -> Result<Vec<Figure>> {
	let yard = Yard::new().await?;
	let early = yard.open().await?;
	yard.start(early).await?;
	let short = yard.open().await?;
	yard.start(short).await?;
	let short = yard.close(short).await?;
	let began = yard.client.best().await?.number();
	yard.crowd().await?;
	let among = yard.open().await?;
	yard.start(among).await?;
	let among = yard.close(among).await?;
	while yard.client.best().await?.number() < began + LONG {
		sleep(Duration::from_secs(1)).await;
	}
	let long = yard.close(early).await?;
	let micro = |name: &str, weight: Weight| Figure::new(name, weight.time / 1e6, "us");
	Ok(vec![
		micro("settling a lease of one block", short).at_most(2_000.0),
		micro("settling one after many blocks", long).at_most(short.time / 1e6),
		micro("settling one among 1,000", among).at_most(short.time / 1e6),
		Figure::new("proof of settling one", short.proof / 1_024.0, "KiB"),
		Figure::new("proof of settling one among 1,000", among.proof / 1_024.0, "KiB")
			.at_most(short.proof / 1_024.0),
	])
}

/// Picoseconds, bytes.
#[derive(Clone, Copy)]
struct Weight {
	time: f64,
	proof: f64,
}

struct Yard {
	_network: Network,
	client: Client,
	landlord: Keypair,
	tenant: Keypair,
	offer: OfferId,
}

impl Yard {
	/// A provider without a daemon: it makes its offer, and starts leases, by hand.
	async fn new() -> Result<Self> {
		let network = Network::dev().await?;
		let client = network.client().await?;
		let market = Market::new(client.clone(), "//Alice")?;
		market.fund(&["//Yard", "//Tenant"], 100_000 * STOA).await?;
		let (landlord, tenant) = (keys::from_uri("//Yard")?, keys::from_uri("//Tenant")?);
		let key = landlord.public_key().0;
		let register = all::register(key, key, "http://127.0.0.1:9", 500 * STOA);
		client.submit(&landlord, &register).await?.in_best_block().await?;
		let mut yard = Self { _network: network, client, landlord, tenant, offer: 0 };
		let terms = yard.terms().await?;
		let sent = yard.client.submit(&yard.landlord, &calls::create_offer(terms)).await?;
		let included = sent.in_best_block().await?;
		yard.offer = included.created_offer().context("an offer")?;
		Ok(yard)
	}

	async fn terms(&self) -> Result<OfferTerms> {
		let now = self.client.best().await?.number();
		let resources =
			Resources { cpu_cores: 1, memory_mib: 128, disk_gib: 1, ..Default::default() };
		Ok(OfferTerms {
			resources: Static(resources),
			attributes: Vec::new(),
			units: 2 * MANY as u32,
			price_per_block: STOA / 1_000,
			min_blocks: 1,
			max_blocks: 100_000,
			period_blocks: 1_000,
			long_terms: Vec::new(),
			renewals: None,
			expires_at: now + 10_000,
		})
	}

	fn order(&self) -> LeaseOrder {
		LeaseOrder {
			units: 1,
			blocks: 2_000,
			escrow: 2 * STOA,
			usage_key: self.tenant.public_key().0,
			manifest: [0; 32],
		}
	}

	async fn open(&self) -> Result<LeaseId> {
		let call = calls::open_lease(self.offer, self.order(), STOA);
		let included = self.client.submit(&self.tenant, &call).await?.in_best_block().await?;
		included.matched_lease().context("a lease")
	}

	async fn start(&self, lease: LeaseId) -> Result<()> {
		let sent = self.client.submit(&self.landlord, &calls::start_lease(lease)).await?;
		sent.in_best_block().await?;
		Ok(())
	}

	/// Others' leases, opened and not started: they are on the chain's agenda like all.
	async fn crowd(&self) -> Result<()> {
		let mut sent = Vec::new();
		for _ in 0..MANY {
			let call = calls::open_lease(self.offer, self.order(), STOA);
			sent.push(self.client.submit(&self.tenant, &call).await?);
		}
		for submission in sent {
			submission.in_best_block().await?;
		}
		Ok(())
	}

	/// Closes a lease; what that weighed.
	async fn close(&self, lease: LeaseId) -> Result<Weight> {
		let sent = self.client.submit(&self.tenant, &calls::close_lease(lease, None)).await?;
		let included = sent.in_best_block().await?;
		let (time, proof) = included.weight().context("a weight")?;
		Ok(Weight { time: time as f64, proof: proof as f64 })
	}
}
