//! The configuration file, checked as a whole before anything is opened or dialled.

pub mod channels;
pub mod custody;
pub mod deliveries;
pub mod leases;

use crate::units::{Amount, PricePer1k};
use channels::Channels;
use custody::Custody;
use deliveries::Deliveries;
use leases::Leases;
use serde::Deserialize;
use std::{
	collections::BTreeSet,
	fmt,
	net::SocketAddr,
	path::{Path, PathBuf},
};
use stoa_primitives::{MAX_CONTENT_BYTES, ReleaseId};

/// Longest endpoint that the chain takes.
const MAX_ENDPOINT_BYTES: usize = 128;

/// Everything the daemon needs to know, as written by its owner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// WebSocket URL of a node.
	pub node: String,
	/// Where state, prompts, outputs and keys live. Relative paths start at the configuration file.
	pub data_dir: PathBuf,
	/// Where requesters and validators reach this daemon on this machine.
	pub listen: SocketAddr,
	/// The base URL under which the world reaches `listen`: registered on chain.
	pub public_endpoint: String,
	/// Where Prometheus scrapes; nothing is served when absent. Never the public address.
	pub metrics_listen: Option<SocketAddr>,
	/// How log lines are written.
	#[serde(default)]
	pub log_format: LogFormat,
	/// The bond to keep up: topped up at start when it is lower.
	pub bond: Amount,
	/// Whether to register, bond, serve and activate by itself at start.
	#[serde(default = "yes")]
	pub auto_register: bool,
	/// Keys; by default files in `data_dir`, as `init` writes them.
	#[serde(default)]
	pub keys: Keys,
	/// Bounds on what strangers may use.
	#[serde(default)]
	pub limits: Limits,
	/// When the daemon acts by itself.
	#[serde(default)]
	pub timing: Timing,
	/// Selling by the token; nothing is sold so when absent.
	pub channels: Option<Channels>,
	/// Leasing out this machine; nothing is leased when absent.
	pub leases: Option<Leases>,
	/// Keeping data keys for their owners; none is taken when absent.
	pub custody: Option<Custody>,
	/// Bringing finished jobs into contracts.
	#[serde(default)]
	pub deliveries: Deliveries,
	/// The releases to serve.
	#[serde(default)]
	pub serve: Vec<Serve>,
}

fn yes() -> bool {
	true
}

/// How log lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
	/// For people.
	#[default]
	Text,
	/// One JSON object a line.
	Json,
}

/// Where the keys are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
	/// The account's secret URI itself (`//Alice`). For development chains only.
	pub account_uri: Option<String>,
	/// File with the account's secret URI: a phrase, a 0x seed, with derivations.
	pub account_file: PathBuf,
	/// File with the 32-byte seed, in hex, of the key that signs statements.
	pub signing_file: PathBuf,
	/// File with the 32-byte X25519 secret, in hex, to which prompts are sealed.
	pub transport_file: PathBuf,
}

impl Default for Keys {
	fn default() -> Self {
		Self {
			account_uri: None,
			account_file: "account.key".into(),
			signing_file: "signing.key".into(),
			transport_file: "transport.key".into(),
		}
	}
}

/// Bounds on what strangers may use.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
	/// Longest prompt taken, in bytes.
	pub max_prompt_bytes: u32,
	/// Jobs computed at the same time.
	pub max_concurrent: u32,
	/// Seats waiting or in work beyond which the daemon takes itself out of the draw for a while.
	pub queue: u32,
	/// Requests served at the same time; more are told to come back.
	pub max_requests: u32,
}

impl Default for Limits {
	fn default() -> Self {
		Self { max_prompt_bytes: MAX_CONTENT_BYTES, max_concurrent: 1, queue: 32, max_requests: 64 }
	}
}

/// When the daemon acts by itself, in blocks of 3 s.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timing {
	/// Blocks after which a statement that no validator has brought is posted by own extrinsic.
	pub self_post_after_blocks: u32,
	/// Blocks to wait for a prompt before the seat is given back as `PromptUnavailable`.
	pub prompt_wait_blocks: u32,
}

impl Default for Timing {
	fn default() -> Self {
		Self { self_post_after_blocks: 3, prompt_wait_blocks: 3 }
	}
}

/// One release and how it is run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serve {
	/// The release on chain.
	pub release: ReleaseId,
	/// Price of 1,000 input tokens.
	pub price_in: PricePer1k,
	/// Price of 1,000 output tokens.
	pub price_out: PricePer1k,
	/// What computes the answers.
	pub engine: EngineConfig,
}

/// What computes the answers of a release.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum EngineConfig {
	/// The built-in integer engine: equal bits on every machine.
	Embedded {
		/// The model file. Its hash must be the release's; for one of class Exact the daemon makes the artefact
		/// out of it, once, and the root of that must be.
		gguf: PathBuf,
	},
	/// The same for class Exact, where the artefact is here.
	Exact {
		/// The artefact that `stoa model import` made; its root must be the release's.
		artefact: PathBuf,
		/// The model file or folder of which it was made: for its tokeniser, without which nothing is sold by
		/// the token.
		tokenizer: Option<PathBuf>,
	},
	/// An OpenAI-compatible server beside the daemon. Floats: for neither Replicated nor Exact.
	#[serde(rename = "openai")]
	OpenAi {
		/// Base URL, such as `http://127.0.0.1:8000/v1`.
		url: String,
		/// The model's name there.
		model: String,
		/// Environment variable with the API key, if it wants one.
		api_key_env: Option<String>,
		/// The file that the server runs, if it is here: its hash is compared with the release's.
		artefact: Option<PathBuf>,
	},
}

/// What is wrong with a configuration: every problem, each with what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "the configuration has {} problem(s):", self.0.len())?;
		self.0.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
	}
}

impl std::error::Error for ConfigError {}

/// The keys that each table may have.
const KNOWN: &[(&str, &[&str])] = &[
	(
		"",
		&[
			"node",
			"data_dir",
			"listen",
			"public_endpoint",
			"metrics_listen",
			"log_format",
			"bond",
			"auto_register",
			"keys",
			"limits",
			"timing",
			"channels",
			"leases",
			"custody",
			"deliveries",
			"serve",
		],
	),
	("keys", &["account_uri", "account_file", "signing_file", "transport_file"]),
	("limits", &["max_prompt_bytes", "max_concurrent", "queue", "max_requests"]),
	("timing", &["self_post_after_blocks", "prompt_wait_blocks"]),
	(
		"channels",
		&[
			"max_unpaid",
			"payment_seconds",
			"concurrent",
			"queue",
			"max_body_bytes",
			"max_answer_seconds",
			"free_tokens",
			"redeem_factor",
			"collateral",
			"min_deposit",
			"opening_fee",
			"max_channels",
			"prices",
			"plans",
		],
	),
	("channels.plans", &["release", "calls", "tokens", "period_blocks", "price"]),
	("channels.prices", &["release", "price_in", "price_out"]),
	("serve", &["release", "price_in", "price_out", "engine"]),
	("serve.engine", &["embedded", "exact", "openai"]),
	("serve.engine.embedded", &["gguf"]),
	("serve.engine.exact", &["artefact", "tokenizer"]),
	("serve.engine.openai", &["url", "model", "api_key_env", "artefact"]),
];

fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
	known
		.iter()
		.map(|candidate| (strsim::damerau_levenshtein(key, candidate), *candidate))
		.filter(|(distance, candidate)| *distance <= candidate.len().max(4) / 2)
		.min()
		.map(|(_, candidate)| candidate)
}

/// Names each key that nobody reads: a misspelt limit must not silently be the default.
fn unknown_keys(table: &toml::Table, path: &str, problems: &mut Vec<String>) {
	let all = [KNOWN, leases::KNOWN, custody::KNOWN, deliveries::KNOWN];
	let Some((_, known)) = all.into_iter().flatten().find(|(name, _)| *name == path) else {
		return;
	};
	for (key, value) in table {
		let full = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
		if !known.contains(&key.as_str()) {
			let hint = nearest(key, known).map_or_else(
				|| format!("known here: {}", known.join(", ")),
				|near| format!("did you mean `{near}`?"),
			);
			problems.push(format!("unknown key `{full}`: {hint}"));
			continue;
		}
		match value {
			toml::Value::Table(inner) => unknown_keys(inner, &full, problems),
			toml::Value::Array(items) => {
				for inner in items.iter().filter_map(toml::Value::as_table) {
					unknown_keys(inner, &full, problems);
				}
			}
			_ => {}
		}
	}
}

impl Config {
	/// Reads `text`; relative paths start at `base`. No file or socket is touched.
	pub fn parse(text: &str, base: &Path) -> Result<Self, ConfigError> {
		let table: toml::Table =
			text.parse().map_err(|e: toml::de::Error| ConfigError(vec![one_line(&e)]))?;
		let mut problems = Vec::new();
		unknown_keys(&table, "", &mut problems);
		if !problems.is_empty() {
			return Err(ConfigError(problems));
		}
		// From the text, not from the table: its errors name the line.
		let mut config: Config =
			toml::from_str(text).map_err(|e| ConfigError(vec![one_line(&e)]))?;
		config.check(&mut problems);
		if !problems.is_empty() {
			return Err(ConfigError(problems));
		}
		config.resolve(base);
		Ok(config)
	}

	/// Reads and checks the file at `path`.
	pub fn load(path: &Path) -> anyhow::Result<Self> {
		let text = std::fs::read_to_string(path).map_err(|e| {
			anyhow::anyhow!("{}: {e}. `stoa-provider init` writes one.", path.display())
		})?;
		let base = path.parent().unwrap_or(Path::new("."));
		Ok(Self::parse(&text, base)?)
	}

	fn check(&self, problems: &mut Vec<String>) {
		if let Err(e) = url_with(&self.node, &["ws", "wss"]) {
			problems.push(format!("node: {e}; a local node listens at ws://127.0.0.1:9944"));
		}
		if let Err(e) = public_endpoint(&self.public_endpoint) {
			problems.push(format!("public_endpoint: {e}"));
		}
		if self.metrics_listen == Some(self.listen) {
			problems.push("metrics_listen: must differ from listen, which strangers reach".into());
		}
		if self.serve.is_empty() && self.leases.is_none() && self.custody.is_none() {
			let what = "serve: nothing to serve; add a [[serve]] table, [leases] or [custody]";
			problems.push(what.into());
		}
		if let Some(custody) = &self.custody {
			custody.check(problems);
		}
		if let Some(leases) = &self.leases {
			leases.check(problems);
		}
		self.check_limits(problems);
		if let Some(channels) = &self.channels {
			channels.check(&self.serve, problems);
		}
		let mut seen = BTreeSet::new();
		for serve in &self.serve {
			if !seen.insert(serve.release) {
				problems.push(format!("serve: release {} appears twice", serve.release));
			}
			if let EngineConfig::OpenAi { url, model, .. } = &serve.engine {
				if let Err(e) = url_with(url, &["http", "https"]) {
					problems.push(format!("serve.engine.openai.url: {e}"));
				}
				if model.trim().is_empty() {
					problems.push("serve.engine.openai.model: is empty".into());
				}
			}
		}
	}

	fn check_limits(&self, problems: &mut Vec<String>) {
		let limits = &self.limits;
		if limits.max_prompt_bytes == 0 || limits.max_prompt_bytes > MAX_CONTENT_BYTES {
			problems.push(format!(
				"limits.max_prompt_bytes: must be 1..={MAX_CONTENT_BYTES}, the chain's own limit"
			));
		}
		for (name, value, most) in [
			("max_concurrent", limits.max_concurrent, 1_024),
			("queue", limits.queue, 100_000),
			("max_requests", limits.max_requests, 100_000),
		] {
			if value == 0 || value > most {
				problems.push(format!("limits.{name}: must be 1..={most}"));
			}
		}
		if limits.queue < limits.max_concurrent {
			problems.push("limits.queue: must be at least limits.max_concurrent".into());
		}
		let timing = &self.timing;
		for (name, value) in [
			("self_post_after_blocks", timing.self_post_after_blocks),
			("prompt_wait_blocks", timing.prompt_wait_blocks),
		] {
			if value == 0 || value > 100 {
				problems.push(format!("timing.{name}: must be 1..=100"));
			}
		}
	}

	fn resolve(&mut self, base: &Path) {
		let under = |base: &Path, path: &Path| base.join(path);
		self.data_dir = under(base, &self.data_dir);
		let data = self.data_dir.clone();
		for file in [
			&mut self.keys.account_file,
			&mut self.keys.signing_file,
			&mut self.keys.transport_file,
		] {
			*file = under(&data, file);
		}
		let courier = &mut self.deliveries.account_file;
		*courier = courier.take().map(|file| under(&data, &file));
		for serve in &mut self.serve {
			match &mut serve.engine {
				EngineConfig::Embedded { gguf } => *gguf = under(base, gguf),
				EngineConfig::Exact { artefact, tokenizer } => {
					*artefact = under(base, artefact);
					*tokenizer = tokenizer.as_ref().map(|file| under(base, file));
				}
				EngineConfig::OpenAi { artefact: Some(file), .. } => *file = under(base, file),
				EngineConfig::OpenAi { .. } => {}
			}
		}
	}
}

fn one_line(error: &toml::de::Error) -> String {
	error.to_string().trim_end().replace('\n', "\n    ")
}

fn url_with(text: &str, schemes: &[&str]) -> Result<url::Url, String> {
	let url = url::Url::parse(text).map_err(|e| format!("`{text}` is not a URL ({e})"))?;
	if !schemes.contains(&url.scheme()) || url.host().is_none() {
		return Err(format!("`{text}` must begin with {}://", schemes.join(":// or ")));
	}
	Ok(url)
}

fn public_endpoint(text: &str) -> Result<(), String> {
	let url = url_with(text, &["http", "https"])?;
	if text.len() > MAX_ENDPOINT_BYTES {
		return Err(format!("longer than {MAX_ENDPOINT_BYTES} bytes"));
	}
	let bare = url.username().is_empty()
		&& url.password().is_none()
		&& url.query().is_none()
		&& url.fragment().is_none();
	if !bare {
		return Err("must have no user, password, query or fragment".into());
	}
	Ok(())
}

#[cfg(test)]
mod tests;
