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
/// Who have them.
const TENANTS: usize = 8;
/// How much longer the long lease runs, in blocks, before it is settled.
const LONG: u32 = 60;

/// Its figures.
pub async fn figures() -> Result<Vec<Figure>> {
	let yard = Yard::new().await?;
	let mut leases = Vec::new();
	for _ in 0..3 {
		let lease = yard.open(&yard.tenant, &yard.client).await?;
		yard.start(lease).await?;
		leases.push(lease);
	}
	let [short, among, early] = leases[..] else { anyhow::bail!("three leases") };
	let began = yard.client.best().await?.number();
	let short = yard.close(short).await?;
	yard.crowd().await?;
	let others = yard.client.best().await?.all_leases().await?.len().saturating_sub(2);
	let among = yard.close(among).await?;
	while yard.client.best().await?.number() < began + LONG {
		sleep(Duration::from_secs(1)).await;
	}
	let long = yard.close(early).await?;
	let micro = |name: &str, weight: Weight| Figure::new(name, weight.time / 1e6, "us");
	let proof = |name: &str, weight: Weight| Figure::new(name, weight.proof / 1_024.0, "KiB");
	Ok(vec![
		micro("settling a lease of a few blocks", short),
		micro("settling one after many blocks", long).at_most(short.time / 1e6),
		Figure::new("other leases meanwhile", others as f64, "leases").at_least(MANY as f64),
		micro("settling one among them", among).at_most(short.time / 1e6),
		proof("proof of settling a lease", short),
		proof("proof of settling one among them", among).at_most(short.proof / 1_024.0),
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

	async fn open(&self, tenant: &Keypair, client: &Client) -> Result<LeaseId> {
		let call = calls::open_lease(self.offer, self.order(), STOA);
		let included = client.submit(tenant, &call).await?.in_best_block().await?;
		included.matched_lease().context("a lease")
	}

	async fn start(&self, lease: LeaseId) -> Result<()> {
		let sent = self.client.submit(&self.landlord, &calls::start_lease(lease)).await?;
		sent.in_best_block().await?;
		Ok(())
	}

	/// Others' leases, opened and not started: they are on the chain's agenda like all, for as long as their provider
	/// has to start them. So they are opened by several at once.
	async fn crowd(&self) -> Result<()> {
		let tenants: Vec<String> = (0..TENANTS).map(|number| format!("//Tenant{number}")).collect();
		Market::new(self.client.clone(), "//Alice")?.fund(&tenants, 10_000 * STOA).await?;
		let several = tenants.iter().map(|uri| self.open_many(uri));
		futures::future::try_join_all(several).await?;
		Ok(())
	}

	async fn open_many(&self, uri: &str) -> Result<()> {
		let (client, tenant) = (Client::connect(self.client.url()).await?, keys::from_uri(uri)?);
		let mut last = None;
		for _ in 0..MANY.div_ceil(TENANTS) {
			let call = calls::open_lease(self.offer, self.order(), STOA);
			last = Some(client.submit(&tenant, &call).await?);
		}
		last.context("some")?.in_best_block().await?;
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
