//! Requests at a fixed rate, whether or not those before them are answered: who is slow cannot slow the clock.

use super::{
	read::{read, whole},
	wallet::Wallet,
};
use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::json;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_e2e::bench::quantile;
use tokio::{task::JoinSet, time::interval};

/// Requests a second.
pub const RATE: u32 = 100;
/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who is asked.
pub struct Target {
	/// What it is, in figures.
	pub name: &'static str,
	/// Its base URL, with `/v1`.
	pub url: String,
	/// What it calls the model.
	pub model: String,
	client: Client,
	/// Who pays for it, where it must be paid for.
	wallet: Option<Arc<Wallet>>,
}

/// How an answer is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
	/// In one piece: the time to all of it counts. Whoever is paid streams it all the same, since only then are
	/// its words there before the receipt for them is written down.
	Whole,
	/// As it grows: the time to the first token counts.
	Streamed,
}

/// What was seen.
#[derive(Default)]
pub struct Seen {
	/// Milliseconds of each answer.
	times: Vec<f64>,
	/// Requests without a right answer, and why the first was not.
	pub failed: usize,
	/// See [`Self::failed`].
	pub why: Option<String>,
}

impl Seen {
	/// In milliseconds; 0.99 is the p99.
	pub fn quantile(&self, part: f64) -> f64 {
		quantile(&self.times, part).unwrap_or(f64::NAN)
	}

	fn add(&mut self, answer: Result<Duration>) {
		match answer {
			Ok(time) => self.times.push(time.as_secs_f64() * 1e3),
			Err(error) => {
				self.failed += 1;
				self.why.get_or_insert_with(|| format!("{error:#}"));
			}
		}
	}
}

impl Target {
	/// A client of it with connections of its own.
	pub fn new(name: &'static str, url: String, model: &str) -> Result<Self> {
		// LiteLLM closes what is idle for five seconds: a request on such a connection would fail.
		let idle = Duration::from_secs(2);
		let client =
			Client::builder().no_proxy().timeout(PATIENCE).pool_idle_timeout(idle).build()?;
		Ok(Self { name, url, model: model.to_owned(), client, wallet: None })
	}

	/// The same, paid from this wallet.
	pub fn paid_from(self, wallet: Arc<Wallet>) -> Self {
		Self { wallet: Some(wallet), ..self }
	}

	/// Asks so many at once, until all are answered: connections, and channels, are there afterwards.
	pub async fn warm_up(&self, together: usize, way: Way) -> Result<()> {
		let mut seen = Seen::default();
		let mut asking = JoinSet::new();
		(0..together).for_each(|_| drop(asking.spawn(self.ask(way))));
		while let Some(answer) = asking.join_next().await {
			seen.add(answer?);
		}
		match seen.why {
			None => Ok(()),
			Some(why) => bail!("{}: {} of {together} failed: {why}", self.name, seen.failed),
		}
	}

	/// Asks [`RATE`] times a second for so many seconds.
	pub async fn load(&self, way: Way, seconds: u32, seen: &mut Seen) -> Result<()> {
		let mut clock = interval(Duration::from_secs(1) / RATE);
		let mut asking = JoinSet::new();
		for _ in 0..RATE * seconds {
			clock.tick().await;
			asking.spawn(self.ask(way));
		}
		while let Some(answer) = asking.join_next().await {
			seen.add(answer?);
		}
		Ok(())
	}

	fn ask(&self, way: Way) -> impl Future<Output = Result<Duration>> + Send + 'static {
		let wallet = self.wallet.clone();
		let stream = way == Way::Streamed || wallet.is_some();
		let mut body = json!({
			"model": self.model, "max_tokens": 32, "temperature": 0, "stream": stream,
			"messages": [{ "role": "user", "content": "What is the capital of France?" }],
		});
		if wallet.is_some() {
			body["stream_options"] = json!({ "include_usage": true });
		}
		let request = self.client.post(format!("{}/chat/completions", self.url)).json(&body);
		async move {
			let since = Instant::now();
			let events = match (wallet, way) {
				(Some(wallet), _) => wallet.buy(body, since).await?,
				(None, Way::Streamed) => read(request.send().await?, since).await?,
				(None, Way::Whole) => return whole(request.send().await?, since).await,
			};
			match way {
				Way::Streamed => Ok(events.first),
				Way::Whole => events.counted.context("the number of tokens"),
			}
		}
	}
}
