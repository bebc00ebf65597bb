//! Answers sold by the token, through payment channels, in the words of OpenAI's API. Mounted on the daemon's
//! public listener.
//!
//! | module | subject |
//! | --- | --- |
//! | here | what is shared, and the routes |
//! | [`routes`] | what is sold on each route |
//! | [`request`], [`account`] | who asks, and a channel's account with its payer |
//! | [`ask`], [`render`], [`error`] | bodies of requests, of answers and of errors |
//! | [`terms`] | what tokens cost, and how far an answer may grow |
//! | [`answer`] | an answer that grows, is receipted and paid |
//! | [`queue`] | places, and a line before them |
//! | [`lane`], [`lanes`] | how far a channel is, and all of them |
//! | [`prepaid`] | what costs nothing by the token: plans that are paid for, and grants |
//! | [`ledger`] | what is remembered of them |
//! | [`redeem`] | when vouchers are turned into money |
//! | [`channels`] | what is needed of the chain |
//!
//! **Invariant**: what is said is on disk before it is said, and what is paid before it counts: a daemon that
//! is killed says nothing else afterwards. Nothing is lost with it but the tokens since the last receipt.

pub mod account;
pub mod answer;
pub mod ask;
pub mod channels;
pub mod error;
pub mod lane;
pub mod lanes;
pub mod ledger;
pub mod prepaid;
pub mod queue;
pub mod redeem;
pub mod render;
pub mod request;
pub mod routes;
pub mod terms;

use crate::{
	config::{self, Config},
	state::Core,
};
use anyhow::Result;
use axum::{
	Router,
	extract::{MatchedPath, Request, State},
	middleware::{self, Next},
	response::Response,
	routing::{any, get, post},
};
use channels::Channels;
use lanes::Lanes;
use prepaid::Meter;
use queue::Queue;
use redeem::Rule;
use std::{
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
	},
	time::{Duration, Instant},
};
use stoa_primitives::{ReleaseId, TokenPrice};
use tokio::{sync::Semaphore, time::sleep};

/// How long the last vouchers may take when the daemon ends.
const LAST_VOUCHERS: Duration = Duration::from_secs(1);
/// How often it is looked for vouchers that are to be redeemed. A payer that closes leaves a window of some blocks: on
/// chains for development twelve, 36 seconds.
const REDEEM: Duration = Duration::from_secs(10);
/// How often it is looked for what is prepaid.
const LOOK: Duration = Duration::from_secs(6);
/// How often what is old is forgotten.
const TIDY: Duration = Duration::from_secs(600);

/// What all requests share.
pub struct Sales {
	core: Arc<Core>,
	channels: Arc<dyn Channels>,
	lanes: Arc<Lanes>,
	queue: Arc<Queue>,
	meter: Arc<Meter>,
	settings: config::channels::Channels,
	/// What is served, and what its tokens cost.
	served: Vec<(ReleaseId, TokenPrice)>,
	/// Requests whose bodies are read at the same time.
	room: Arc<Semaphore>,
	stopping: AtomicBool,
}

impl Sales {
	/// Opens for business, as `config` says; with `channels` of the chain.
	pub fn open(
		core: Arc<Core>,
		channels: Arc<dyn Channels>,
		config: &Config,
		settings: config::channels::Channels,
	) -> Result<Arc<Self>> {
		let lanes =
			Lanes::new(core.ledger(), core.identity.clone(), core.genesis, channels.clone());
		for release in config.serve.iter().map(|serve| serve.release) {
			if core.engine(release).is_some_and(|engine| engine.streams().is_none()) {
				tracing::warn!(
					release,
					"not sold by the token: its tokeniser is missing; add `tokenizer` to its engine"
				);
			}
		}
		let served = config.serve.iter().map(|serve| (serve.release, settings.price(serve)));
		let meter = Meter::open(core.ledger())?;
		Ok(Arc::new(Self {
			lanes,
			meter,
			queue: Queue::new(
				settings.concurrent,
				settings.queue,
				core.metrics.growing_answers.clone(),
			),
			served: served.collect(),
			room: Arc::new(Semaphore::new(config.limits.max_requests as usize)),
			stopping: AtomicBool::new(false),
			core,
			channels,
			settings,
		}))
	}

	/// All channels' lanes.
	pub fn lanes(&self) -> &Arc<Lanes> {
		&self.lanes
	}

	/// Places and line.
	pub fn queue(&self) -> &Arc<Queue> {
		&self.queue
	}

	/// Takes no more requests. Answers that grow may end.
	pub fn stop(&self) {
		self.stopping.store(true, Ordering::Relaxed);
	}

	/// Waits until no answer grows, or for so long; then a moment for the vouchers of the last ones.
	pub async fn ended(&self, most: Duration) {
		if self.queue.running() == 0 {
			return;
		}
		let until = Instant::now() + most;
		while self.queue.running() > 0 && Instant::now() < until {
			sleep(Duration::from_millis(50)).await;
		}
		sleep(LAST_VOUCHERS).await;
	}

	/// Redeems vouchers as long as it is let.
	pub async fn redeem(self: Arc<Self>) -> Result<()> {
		let rule = Rule { factor: self.settings.redeem_factor };
		loop {
			sleep(REDEEM).await;
			if let Err(error) = redeem::redeem(&self.lanes, self.channels.as_ref(), rule).await {
				tracing::warn!(error = format!("{error:#}"), "vouchers are not redeemed yet");
			}
		}
	}

	/// Looks for what is prepaid, and takes what it has earned.
	pub async fn look(&self) -> Result<()> {
		self.meter.note(self.channels.prepaid().await?).await?;
		let Some(anchor) = self.channels.anchor() else { return Ok(()) };
		for id in self.meter.over(anchor.number) {
			if let Err(error) = self.channels.collect(id).await {
				let error = format!("{error:#}");
				tracing::warn!(
					channel = id,
					error,
					"a subscription's period is over and not renewed yet"
				);
			}
		}
		Ok(())
	}

	/// Does so as long as it is let.
	pub async fn keep_looking(self: Arc<Self>) -> Result<()> {
		loop {
			sleep(LOOK).await;
			if let Err(error) = self.look().await {
				tracing::warn!(error = format!("{error:#}"), "what is prepaid is not known anew");
			}
		}
	}

	/// Forgets what is old, as long as it is let.
	pub async fn tidy(self: Arc<Self>) -> Result<()> {
		loop {
			sleep(TIDY).await;
			if let Err(error) = self.channels.close_what_is_over().await {
				tracing::warn!(error = format!("{error:#}"), "channels that are over stay open");
			}
			if let Err(error) = self.lanes.prune().await {
				tracing::warn!(error = format!("{error:#}"), "old receipts are kept for now");
			}
		}
	}
}

/// The routes.
pub fn router(sales: Arc<Sales>) -> Router {
	Router::new()
		.route("/v1/models", get(routes::models))
		.route("/v1/models/{model}", get(routes::model))
		.route("/v1/chat/completions", post(routes::chat))
		.route("/v1/completions", post(routes::completions))
		.route("/v1/embeddings", post(routes::embeddings))
		.route("/v1/stoa/channels/{id}", get(account::channel))
		.route("/v1/stoa/channels/{id}/vouchers", post(account::voucher))
		.route("/v1/{*rest}", any(routes::nothing))
		.layer(middleware::from_fn_with_state(sales.clone(), counted))
		.with_state(sales)
}

async fn counted(State(sales): State<Arc<Sales>>, request: Request, next: Next) -> Response {
	let path = request.extensions().get::<MatchedPath>();
	let route = path.map_or("none", MatchedPath::as_str).to_owned();
	let response = next.run(request).await;
	let status = response.status().as_u16().to_string();
	let metrics = &sales.core.metrics;
	metrics.requests.with_label_values(&[route.as_str(), status.as_str()]).inc();
	response
}
