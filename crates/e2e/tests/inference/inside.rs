//! Providers whose addresses point into the validator's own network.

use anyhow::{Result, ensure};
use futures::future::join_all;
use std::{
	collections::BTreeSet,
	net::{Ipv6Addr, SocketAddr},
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering},
	},
	time::Duration,
};
use stoa_client::{calls, keys};
use stoa_e2e::{
	market::{Market, Terms},
	network::Network,
};
use stoa_primitives::{STOA, TokenPrice};
use tokio::{
	net::{TcpListener, TcpStream},
	time::{Instant, sleep},
};

/// Executors of each job.
const COMMITTEE: usize = 6;
/// Hosts of every family that once led somewhere inside; two committees of them.
const HOSTS: [&str; 2 * COMMITTEE] = [
	"127.0.0.1",
	"localhost",
	"[::1]",
	"[::ffff:127.0.0.1]",
	"[64:ff9b::7f00:1]",
	"2130706433",
	"0x7f.0.0.1",
	"0177.0.0.1",
	"127.1",
	"0.0.0.0",
	"169.254.169.254",
	"[fe80::1]",
];

/// Counts who connects to a port of this machine.
struct Canary {
	port: u16,
	hits: Arc<AtomicUsize>,
}

impl Canary {
	async fn start() -> Result<Self> {
		let v4 = TcpListener::bind("0.0.0.0:0").await?;
		let port = v4.local_addr()?.port();
		let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
		let hits = Arc::new(AtomicUsize::new(0));
		for listener in [Some(v4), v6].into_iter().flatten() {
			let hits = hits.clone();
			tokio::spawn(async move {
				while listener.accept().await.is_ok() {
					hits.fetch_add(1, Ordering::SeqCst);
				}
			});
		}
		Ok(Self { port, hits })
	}

	fn hits(&self) -> usize {
		self.hits.load(Ordering::SeqCst)
	}
}

/// Every such provider is drawn, asked for by the dispatcher, and never dialled.
pub async fn is_never_dialled() -> Result<()> {
	let canary = Canary::start().await?;
	TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], canary.port))).await?;
	while canary.hits() == 0 {
		sleep(Duration::from_millis(10)).await;
	}
	let network = Network::guarded().await?;
	let market = Market::new(network.client().await?, "//Alice")?;
	let releases = market.publish(2).await?;
	let uris: Vec<String> = (0..HOSTS.len()).map(|n| format!("//Inside{n}")).collect();
	market.fund(&uris, 10_000 * STOA).await?;
	let registrations = HOSTS.iter().zip(&uris).enumerate().map(|(n, (host, uri))| {
		let endpoint = format!("http://{host}:{}", canary.port);
		register(&market, uri, endpoint, releases[n / COMMITTEE])
	});
	join_all(registrations).await.into_iter().collect::<Result<Vec<_>>>()?;

	let terms = Terms { executors: 6, quorum: 4, ..Terms::default() };
	for release in &releases {
		market.wait_for_servers(*release, COMMITTEE).await?;
		market.order(*release, "Who is inside?", terms).await?;
	}
	let node = &network.nodes[0];
	let end = Instant::now() + Duration::from_secs(240);
	let mut refused = BTreeSet::new();
	while refused.len() < HOSTS.len() {
		ensure!(Instant::now() < end, "refused: {refused:?}\n{}", node.process.tail());
		sleep(Duration::from_secs(1)).await;
		refused = refused_seats(&node.process.output());
	}
	ensure!(node.counted("stoa_dispatcher_answers_total", "").await? == 0, "somebody answered");
	ensure!(canary.hits() == 1, "{} connections", canary.hits() - 1);
	Ok(())
}

/// Jobs and seats of which the dispatcher says that it does not dial their providers.
fn refused_seats(log: &str) -> BTreeSet<String> {
	let lines = log.lines().filter_map(|line| Some(&line[line.find("job ")?..]));
	let refusals = lines.filter_map(|line| line.split_once(": "));
	let inside = ["only globally reachable", "has no address", "not a base URL"];
	refusals
		.filter(|(_, why)| inside.iter().any(|reason| why.contains(reason)))
		.map(|(seat, _)| seat.to_owned())
		.collect()
}

async fn register(market: &Market, uri: &str, endpoint: String, release: u32) -> Result<()> {
	let signer = keys::from_uri(uri)?;
	let key = keys::account_of(&signer).0;
	let call = calls::register(key, key, &endpoint, 1_000 * STOA);
	market.client.submit(&signer, &call).await?.in_best_block().await?;
	let price = TokenPrice { per_1k_input: STOA / 1_000, per_1k_output: STOA / 1_000 };
	let call = calls::serve(release, price);
	market.client.submit(&signer, &call).await?.in_best_block().await?;
	Ok(())
}
