//! A gateway out of its parts, around any market.

use crate::{
	apikeys::{ApiKeys, Identity, Scopes},
	auth::{Auth, Jwt, Mode},
	book::Catalogue,
	config::Config,
	database,
	http::{self, Gate, Limits},
	lane::LaneKey,
	lanes::{Lanes, Rules},
	limit::ByAddress,
	listen::{self, Bounds},
	market::Market,
	metrics::Metrics,
	receipts::Receipts,
	route::{self, Wants},
	running::Payer,
	spend::{Budget, Ledger},
	upstream::Upstream,
};
use anyhow::{Context, Result};
use axum::Router;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use stoa_client::Keypair;
use stoa_egress::StreamLimits;
use tokio::{
	sync::watch,
	task::{JoinHandle, JoinSet},
	time::{MissedTickBehavior, interval},
};

/// Pause between two looks at keys and spending.
const SYNC: Duration = Duration::from_secs(1);
/// Pause between two looks for channels that nobody uses.
const RECONCILE: Duration = Duration::from_secs(10);
/// Pause between two looks for channels that are over.
const COLLECT: Duration = Duration::from_secs(60);
/// For the last vouchers when the gateway stops.
const LAST_VOUCHERS: Duration = Duration::from_secs(10);
/// The spender of those who bring no key.
const ANYBODY: &str = "anybody";

/// A gateway that serves.
pub struct Gateway {
	/// Where it listens.
	pub address: SocketAddr,
	/// Where its metrics are, if elsewhere.
	pub metrics_address: Option<SocketAddr>,
	gate: Arc<Gate>,
	keys: Arc<ApiKeys>,
	servers: JoinSet<()>,
	chores: JoinSet<()>,
	writer: JoinHandle<()>,
	stop: watch::Sender<bool>,
}

impl Gateway {
	/// Opens what the configuration names, looks at the market once, and begins to serve. `more` are routes of
	/// other crates.
	pub async fn start(
		config: &Config,
		market: Arc<dyn Market>,
		lane: Keypair,
		more: Router,
	) -> Result<Self> {
		let (stop, stopping) = watch::channel(false);
		let pool = database::open(&config.database_url()).await?;
		let ledger = Arc::new(Ledger::new(pool.clone()));
		let per_minute = config.limits.requests_per_minute;
		let keys = Arc::new(ApiKeys::new(pool.clone(), ledger.clone(), per_minute));
		keys.refresh().await.context("the API keys cannot be read")?;
		let auth = auth(config, keys.clone(), ledger.clone()).await?;
		let lanes = lanes(config, market.clone(), lane)?;
		let kept = &config.receipts;
		let (receipts, writer) =
			Receipts::start(pool.clone(), market, kept.keep_days, kept.keep_prompts);
		let metrics_here = config.metrics_listen.is_none() && config.listen.ip().is_loopback();
		let gate = Arc::new(Gate {
			auth,
			addresses: ByAddress::new(config.limits.requests_per_minute_per_address),
			payer: Arc::new(Payer { lanes, receipts }),
			wants: wants(config),
			limits: limits(config),
			pool,
			stopping,
			metrics_here,
		});
		let mut gateway = Self {
			address: config.listen,
			metrics_address: None,
			gate,
			keys,
			servers: JoinSet::new(),
			chores: JoinSet::new(),
			writer,
			stop,
		};
		gateway.look_around().await;
		gateway.begin_chores(config, ledger);
		gateway.listen(config, more).await?;
		Ok(gateway)
	}

	/// The metrics.
	pub fn metrics(&self) -> &Metrics {
		&self.gate.payer.lanes.metrics
	}

	/// The API keys.
	pub fn keys(&self) -> &Arc<ApiKeys> {
		&self.keys
	}

	/// Looks at the market and the channels now, as it does by itself from time to time.
	pub async fn refresh(&self) -> Result<()> {
		let lanes = &self.gate.payer.lanes;
		lanes.catalogue.refresh().await?;
		lanes.reconcile().await
	}

	/// The first look: who is there, and which channels are open. What fails is tried again by the chores.
	async fn look_around(&self) {
		let lanes = &self.gate.payer.lanes;
		if let Err(error) = lanes.catalogue.refresh().await {
			tracing::warn!(error = format!("{error:#}"), "the market cannot be read yet");
		}
		if let Err(error) = lanes.reconcile().await {
			tracing::warn!(error = format!("{error:#}"), "the channels cannot be read yet");
		}
	}

	fn begin_chores(&mut self, config: &Config, ledger: Arc<Ledger>) {
		let gate = self.gate.clone();
		let pause = Duration::from_secs(config.routing.refresh_seconds);
		self.chore(pause, move || {
			let lanes = gate.payer.lanes.clone();
			async move { lanes.catalogue.refresh().await.context("the market cannot be read") }
		});
		let gate = self.gate.clone();
		self.chore(RECONCILE, move || {
			let gate = gate.clone();
			async move {
				gate.addresses.tidy();
				let lanes = &gate.payer.lanes;
				lanes.reconcile().await.context("the channels cannot be read")
			}
		});
		let gate = self.gate.clone();
		self.chore(COLLECT, move || {
			let market = gate.payer.lanes.market.clone();
			async move {
				let planck =
					market.collect().await.context("what is left of channels stays there")?;
				if planck > 0 {
					tracing::info!(planck, "back from channels that are over");
				}
				Ok(())
			}
		});
		let (gate, keys) = (self.gate.clone(), self.keys.clone());
		self.chore(SYNC, move || {
			let (gate, keys, ledger) = (gate.clone(), keys.clone(), ledger.clone());
			async move {
				tell(&gate.payer.lanes);
				ledger.sync().await.context("spending cannot be written down")?;
				keys.refresh().await.context("the API keys cannot be read")
			}
		});
	}

	fn chore<F>(&mut self, pause: Duration, chore: impl Fn() -> F + Send + 'static)
	where
		F: Future<Output = Result<()>> + Send,
	{
		self.chores.spawn(async move {
			let mut due = interval(pause);
			due.set_missed_tick_behavior(MissedTickBehavior::Delay);
			due.tick().await;
			loop {
				due.tick().await;
				if let Err(error) = chore().await {
					tracing::warn!(error = format!("{error:#}"), "will be tried again");
				}
			}
		});
	}

	async fn listen(&mut self, config: &Config, more: Router) -> Result<()> {
		let acceptor = match &config.tls {
			Some(tls) => Some(listen::tls(&tls.certificate, &tls.key)?),
			None => None,
		};
		let bounds = Bounds {
			connections: config.limits.connections,
			head: Duration::from_secs(config.limits.head_seconds),
			farewell: Duration::from_secs(config.limits.farewell_seconds),
		};
		let connections = self.metrics().connections.clone();
		if let Some(address) = config.metrics_listen {
			let listener = listen::bind(address).await?;
			self.metrics_address = Some(listener.local_addr()?);
			let app = http::metrics_app(self.gate.clone());
			let stop = self.stop.subscribe();
			let serving =
				listen::serve(listener, app, None, bounds.clone(), connections.clone(), stop);
			self.servers.spawn(serving);
		}
		let listener = listen::bind(config.listen).await?;
		self.address = listener.local_addr()?;
		let app = http::app(self.gate.clone(), more);
		let stop = self.stop.subscribe();
		self.servers.spawn(listen::serve(listener, app, acceptor, bounds, connections, stop));
		Ok(())
	}

	/// Takes nothing new, lets answers end, pays for them and writes everything down.
	pub async fn stop(mut self) {
		self.stop.send_replace(true);
		while self.servers.join_next().await.is_some() {}
		self.gate.payer.lanes.finish(LAST_VOUCHERS).await;
		self.chores.shutdown().await;
		if let Err(error) = self.gate.auth.ledger.sync().await {
			tracing::warn!(error = format!("{error:#}"), "the last spending was not written down");
		}
		let Self { gate, writer, .. } = self;
		drop(gate);
		// The writer ends when nobody can give it anything any more.
		if tokio::time::timeout(LAST_VOUCHERS, writer).await.is_err() {
			tracing::warn!("the last receipts were not written down");
		}
	}
}

fn tell(lanes: &Lanes) {
	let whole = |n: u128| i64::try_from(n).unwrap_or(i64::MAX);
	lanes.metrics.channels.set(whole(lanes.count() as u128));
	lanes.metrics.locked.set(whole(lanes.locked() / stoa_primitives::STOA));
	lanes.metrics.offers.set(whole(lanes.catalogue.book().len() as u128));
}

async fn auth(config: &Config, keys: Arc<ApiKeys>, ledger: Arc<Ledger>) -> Result<Auth> {
	let per_minute = config.limits.requests_per_minute;
	let jwt = match &config.auth.jwt {
		Some(jwt) => Some(Jwt::new(jwt, config.auth.budget(), per_minute)?),
		None => None,
	};
	let anybody = match config.auth.mode {
		Mode::Keys => None,
		Mode::Open => Some(Identity {
			scopes: Scopes::all(),
			spender: ledger.load(ANYBODY, Budget::default(), per_minute).await?,
			expires: None,
		}),
	};
	Ok(Auth { keys, jwt, ledger, anybody })
}

fn lanes(config: &Config, market: Arc<dyn Market>, lane: Keypair) -> Result<Arc<Lanes>> {
	let (limits, spending) = (&config.limits, &config.spending);
	let streams = StreamLimits {
		head: Duration::from_secs(limits.first_token_seconds),
		pause: Duration::from_secs(limits.stall_seconds.max(limits.first_token_seconds)),
		..StreamLimits::default()
	};
	let upstream = Upstream::new(config.allow_private_endpoints, streams)?;
	let catalogue = Arc::new(Catalogue::new(market.clone(), upstream.clone()));
	let key = LaneKey::new(lane, market.genesis());
	let rules = Rules {
		deposit: spending.deposit_per_channel.0,
		total: spending.total.0,
		per_provider: spending.channels_per_provider,
		blocks: spending.channel_blocks,
		audited: spending.audited,
		max_fee: spending.max_opening_fee.0,
		patience: Duration::from_secs(spending.wait_seconds),
		most_unpaid: spending.max_unpaid.0,
	};
	Ok(Lanes::new(market, upstream, catalogue, Arc::new(Metrics::new()?), key, rules))
}

fn wants(config: &Config) -> Wants {
	let routing = &config.routing;
	Wants {
		policy: routing.policy,
		max_input_price: config.spending.max_input_price.0,
		max_output_price: config.spending.max_output_price.0,
		class: routing.class.as_deref().and_then(route::class),
		provider: None,
		hedge_after: routing.hedge_after_ms.map(Duration::from_millis),
		attempts: routing.attempts,
	}
}

fn limits(config: &Config) -> Limits {
	let limits = &config.limits;
	Limits {
		body_bytes: limits.body_bytes,
		body: Duration::from_secs(limits.body_seconds),
		first_token: Duration::from_secs(limits.first_token_seconds),
		stall: Duration::from_secs(limits.stall_seconds),
		proxies: limits.proxies.clone(),
	}
}
