//! Requests at a fixed rate, whether or not those before them are answered: who is slow cannot slow the clock.

use super::stand_in::PIECES;
use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
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
}

/// How an answer is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
	/// In one piece: the time to all of it counts.
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
		Ok(Self { name, url, model: model.to_owned(), client })
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
		let body = json!({
			"model": self.model, "max_tokens": 32, "temperature": 0, "stream": way == Way::Streamed,
			"messages": [{ "role": "user", "content": "What is the capital of France?" }],
		});
		let request = self.client.post(format!("{}/chat/completions", self.url)).json(&body);
		async move {
			let since = Instant::now();
			let answer = request.send().await?;
			let status = answer.status();
			if !status.is_success() {
				bail!("{status}: {}", answer.text().await?);
			}
			match way {
				Way::Whole => whole(answer, since).await,
				Way::Streamed => first_token(answer, since).await,
			}
		}
	}
}

async fn whole(answer: Response, since: Instant) -> Result<Duration> {
	let body = answer.bytes().await?;
	let after = since.elapsed();
	let answer: Value = serde_json::from_slice(&body)?;
	let text = answer["choices"][0]["message"]["content"].as_str().context("an answer")?;
	ensure!(text == PIECES.concat(), "another answer: {text}");
	Ok(after)
}

/// The time to the first piece of text. All of them must come.
async fn first_token(mut answer: Response, since: Instant) -> Result<Duration> {
	let (mut buffer, mut text, mut first, mut done) = (Vec::new(), String::new(), None, false);
	while let Some(bytes) = answer.chunk().await? {
		let now = since.elapsed();
		buffer.extend_from_slice(&bytes);
		while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
			let line: Vec<u8> = buffer.drain(..=end).collect();
			let Some(data) = line.strip_prefix(b"data: ") else { continue };
			if data.starts_with(b"[DONE]") {
				done = true;
				continue;
			}
			let event: Value = serde_json::from_slice(data)?;
			let piece = event["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
			if !piece.is_empty() {
				first.get_or_insert(now);
				text += piece;
			}
		}
	}
	ensure!(done && text == PIECES.concat(), "the stream broke off after {text:?}");
	first.context("a token")
}
