//! The configuration file, checked as a whole before anything is opened or dialled.

use crate::{
	auth::{JwtConfig, Mode},
	route::Policy,
	spend::{Budget, DAY, MONTH},
};
use serde::{Deserialize, Deserializer};
use std::{
	fmt,
	net::{IpAddr, SocketAddr},
	path::{Path, PathBuf},
};
use stoa_primitives::{Balance, BlockNumber, STOA};

/// Where it listens when nothing else is said.
pub const LISTEN: &str = "127.0.0.1:8088";

/// An amount in planck, written as `"2.5 STOA"`, `"300 mSTOA"` or `"1000 planck"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Amount(pub Balance);

impl<'de> Deserialize<'de> for Amount {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		let amount: stoa_client::Amount = text.parse().map_err(serde::de::Error::custom)?;
		Ok(Self(amount.0))
	}
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

/// Everything the gateway needs to know, as written by its owner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
	/// WebSocket URL of a node.
	pub node: String,
	/// Where keys and the database live. A relative path starts at the configuration file.
	pub data_dir: PathBuf,
	/// Where clients reach the gateway.
	pub listen: SocketAddr,
	/// Where Prometheus scrapes. Without, `/metrics` is at `listen` if that is on loopback.
	pub metrics_listen: Option<SocketAddr>,
	/// `sqlite` (a file in `data_dir`) or the URL of a PostgreSQL that several gateways share.
	pub database: String,
	/// How log lines are written.
	pub log_format: LogFormat,
	/// Whether providers at private addresses are dialled: for development networks only.
	pub allow_private_endpoints: bool,
	/// The payer's keys.
	pub keys: Keys,
	/// Certificate and key; plain HTTP without.
	pub tls: Option<Tls>,
	/// Who may ask.
	pub auth: Auth,
	/// Bounds on what clients may use.
	pub limits: Limits,
	/// Bounds on what is paid.
	pub spending: Spending,
	/// How providers are chosen.
	pub routing: Routing,
	/// What is kept of receipts.
	pub receipts: Receipts,
	/// Where events of the chain may be sent.
	pub webhooks: Webhooks,
}

impl Default for Config {
	fn default() -> Self {
		Self {
			node: "ws://127.0.0.1:9944".into(),
			data_dir: "gateway".into(),
			listen: SocketAddr::from(([127, 0, 0, 1], 8088)),
			metrics_listen: None,
			database: "sqlite".into(),
			log_format: LogFormat::Text,
			allow_private_endpoints: false,
			keys: Keys::default(),
			tls: None,
			auth: Auth::default(),
			limits: Limits::default(),
			spending: Spending::default(),
			routing: Routing::default(),
			receipts: Receipts::default(),
			webhooks: Webhooks::default(),
		}
	}
}

/// The payer's keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
	/// The account's secret URI itself (`//Alice`). For development chains only.
	pub account_uri: Option<String>,
	/// File with the account's secret URI. The account pays deposits and fees.
	pub account_file: PathBuf,
	/// File with the 32-byte seed, in hex, of the key that signs requests and vouchers.
	pub lane_file: PathBuf,
}

impl Default for Keys {
	fn default() -> Self {
		Self { account_uri: None, account_file: "account.key".into(), lane_file: "lane.key".into() }
	}
}

/// Certificate and key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
	/// The chain of certificates, PEM.
	pub certificate: PathBuf,
	/// The private key, PEM.
	pub key: PathBuf,
}

/// Who may ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {
	/// `open` (anybody who reaches a loopback port) or `keys`.
	pub mode: Mode,
	/// JWTs that are taken beside API keys.
	pub jwt: Option<JwtConfig>,
	/// What each subject of a JWT may spend; no limit of its own without.
	pub jwt_budget: Option<Amount>,
	/// When that begins anew.
	pub jwt_budget_period: Period,
}

/// When a budget begins anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Period {
	/// Never.
	#[default]
	Total,
	/// After 24 hours.
	Day,
	/// After 30 days.
	Month,
}

impl Period {
	/// In seconds; 0 for never.
	pub fn seconds(self) -> i64 {
		match self {
			Self::Total => 0,
			Self::Day => DAY,
			Self::Month => MONTH,
		}
	}
}

impl Auth {
	/// What each subject of a JWT may spend.
	pub fn budget(&self) -> Budget {
		let planck = self.jwt_budget.map(|amount| amount.0);
		Budget { planck, period: self.jwt_budget_period.seconds() }
	}
}

/// Bounds on what clients may use.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
	/// Longest request body, in bytes.
	pub body_bytes: usize,
	/// Connections at the same time.
	pub connections: usize,
	/// Requests a minute for a key that says nothing else.
	pub requests_per_minute: u32,
	/// Requests a minute from one address, whatever its keys.
	pub requests_per_minute_per_address: u32,
	/// Seconds for a request's head, and for a connection without one.
	pub head_seconds: u64,
	/// Seconds for a request's body.
	pub body_seconds: u64,
	/// Seconds for a provider to begin.
	pub first_token_seconds: u64,
	/// Seconds without anything new from a provider, or without a client reading.
	pub stall_seconds: u64,
	/// Seconds that running answers get when the gateway stops.
	pub farewell_seconds: u64,
	/// Addresses of proxies whose `x-forwarded-for` names the client.
	pub proxies: Vec<IpAddr>,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			body_bytes: 4 << 20,
			connections: 4_096,
			requests_per_minute: 60_000,
			requests_per_minute_per_address: 120_000,
			head_seconds: 30,
			body_seconds: 30,
			first_token_seconds: 60,
			stall_seconds: 60,
			farewell_seconds: 30,
			proxies: Vec::new(),
		}
	}
}

/// Bounds on what is paid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spending {
	/// Locked in a channel when it is opened, and added when it runs out.
	pub deposit_per_channel: Amount,
	/// Most that is locked in all channels together.
	pub total: Amount,
	/// Most for 1,000 input tokens.
	pub max_input_price: Amount,
	/// Most for 1,000 output tokens.
	pub max_output_price: Amount,
	/// Most that a provider may have earned and not been promised: what can be lost to one that cheats.
	pub max_unpaid: Amount,
	/// Most channels to one provider: so many of its answers at the same time.
	pub channels_per_provider: usize,
	/// Blocks (3 s) until a new channel expires.
	pub channel_blocks: BlockNumber,
	/// Seconds that a request waits for a channel that is being opened or used.
	pub wait_seconds: u64,
	/// Whether the chain draws auditors for what is redeemed. Without, channels are self-audited.
	pub audited: bool,
	/// Most that a provider may take for opening a channel: it is paid at once and does not come back.
	pub max_opening_fee: Amount,
}

impl Default for Spending {
	fn default() -> Self {
		Self {
			deposit_per_channel: Amount(STOA),
			total: Amount(20 * STOA),
			max_input_price: Amount(STOA / 100),
			max_output_price: Amount(STOA / 50),
			max_unpaid: Amount(STOA / 100),
			channels_per_provider: 8,
			channel_blocks: 201_600,
			wait_seconds: 30,
			audited: true,
			max_opening_fee: Amount(STOA / 100),
		}
	}
}

/// How providers are chosen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Routing {
	/// What matters most.
	pub policy: Policy,
	/// The only class to use: `exact`, `replicated`, `tolerant`, `attested`.
	pub class: Option<String>,
	/// Most providers to ask for one answer.
	pub attempts: usize,
	/// Ask a second provider after so many milliseconds without a first token.
	pub hedge_after_ms: Option<u64>,
	/// Seconds between two looks at who sells what.
	pub refresh_seconds: u64,
}

impl Default for Routing {
	fn default() -> Self {
		Self {
			policy: Policy::Balanced,
			class: None,
			attempts: 3,
			hedge_after_ms: None,
			refresh_seconds: 15,
		}
	}
}

/// What is kept of receipts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receipts {
	/// Days for which receipts are kept.
	pub keep_days: u32,
	/// Whether prompts and answers of class Exact (as token ids) are kept while they can be challenged: a challenge
	/// needs them.
	pub keep_prompts: bool,
}

impl Default for Receipts {
	fn default() -> Self {
		Self { keep_days: 7, keep_prompts: true }
	}
}

/// Where events of the chain may be sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
	/// Hosts to which webhooks may lead: names, `*.name` for all below one, `*` for any. None without.
	pub hosts: Vec<String>,
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

impl Config {
	/// Reads `text`; relative paths start at `base`. No file or socket is touched.
	pub fn parse(text: &str, base: &Path) -> Result<Self, ConfigError> {
		let mut config: Self = toml::from_str(text).map_err(|error| {
			ConfigError(vec![error.to_string().trim_end().replace('\n', "\n    ")])
		})?;
		config.resolve(base);
		let problems = crate::config_check::problems(&config);
		if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
	}

	/// Reads and checks the file at `path`.
	pub fn load(path: &Path) -> anyhow::Result<Self> {
		let text = std::fs::read_to_string(path).map_err(|error| {
			anyhow::anyhow!("{}: {error}. `stoa-gateway init` writes one.", path.display())
		})?;
		let base = path.parent().unwrap_or(Path::new("."));
		Ok(Self::parse(&text, base)?)
	}

	fn resolve(&mut self, base: &Path) {
		self.data_dir = base.join(&self.data_dir);
		for file in [&mut self.keys.account_file, &mut self.keys.lane_file] {
			*file = self.data_dir.join(&*file);
		}
		if let Some(tls) = &mut self.tls {
			tls.certificate = base.join(&tls.certificate);
			tls.key = base.join(&tls.key);
		}
		if let Some(jwt) = &mut self.auth.jwt {
			jwt.key_file = base.join(&jwt.key_file);
		}
	}

	/// The URL of the database.
	pub fn database_url(&self) -> String {
		match self.database.as_str() {
			"sqlite" => format!("sqlite://{}", self.data_dir.join("gateway.db").display()),
			url => url.to_owned(),
		}
	}
}

#[cfg(test)]
mod tests;
