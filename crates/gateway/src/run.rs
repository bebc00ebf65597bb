//! From a configuration file to a running gateway, and what `check` and `keys` do.

use crate::{
	apikeys::{ApiKeys, KeyInfo, NewKey},
	auth::Mode,
	chain::NodeMarket,
	config::{Config, LogFormat},
	database::{self, now},
	gateway::Gateway,
	http, listen, secrets,
	spend::Ledger,
};
use anyhow::{Context, Result, bail};
use std::{path::Path, sync::Arc};
use stoa_client::{AccountId, Amount, Client};
use stoa_index::{Index, Options};
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::watch,
};

/// Writes log lines to standard error; `RUST_LOG` says which.
pub fn start_log(format: LogFormat) {
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| "warn,stoa_gateway=info".into());
	let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
	match format {
		LogFormat::Text => lines.init(),
		LogFormat::Json => lines.json().init(),
	}
}

/// Serves until told to stop.
pub async fn run(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	start_log(config.log_format);
	let mut stop = stop_signals()?;
	secrets::private_folder(&config.data_dir)?;
	let (payer, lane) = (secrets::account(&config.keys)?, secrets::lane(&config.keys)?);
	let market = NodeMarket::connect(&config.node, payer, lane.public_key().0).await?;
	let options = Options {
		webhook_hosts: config.webhooks.hosts.clone(),
		allow_private: config.allow_private_endpoints,
		anonymous_writes: false,
	};
	let index = Index::open(&config.database_url(), options).await?;
	let keys = config.auth.mode == Mode::Keys;
	let more = stoa_index::router_with(index.clone(), |document| http::joined(document, keys));
	let following = tokio::spawn(follow(index, market.client().clone(), stop.clone()));
	let gateway = Gateway::start(&config, Arc::new(market), lane, more).await?;
	let scheme = if config.tls.is_some() { "https" } else { "http" };
	eprintln!("stoa-gateway: OPENAI_BASE_URL={scheme}://{}/v1", gateway.address);
	// The sender lives as long as the process.
	let _ = stop.wait_for(|stop| *stop).await;
	tracing::info!("stopping: answers end, nothing new is taken");
	gateway.stop().await;
	// It has heard the same signal, and ends what still streams.
	let _ = following.await;
	Ok(())
}

/// Stores finalised blocks until told to stop. Answers are given and paid without it.
async fn follow(index: Index, client: Client, mut stop: watch::Receiver<bool>) {
	let stopped = async move {
		let _ = stop.wait_for(|stop| *stop).await;
	};
	if let Err(error) = index.follow(&client, stopped).await {
		tracing::error!(error = format!("{error:#}"), "/v1/stoa tells no new blocks");
	}
}

/// Prints what is as it should be and what is not; an error if anything is wrong.
pub async fn check(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	let mut wrong = false;
	let mut tell = |what: &str, outcome: Result<String>| match outcome {
		Ok(text) => println!("ok    {what}: {text}"),
		Err(error) => {
			wrong = true;
			println!("WRONG {what}: {error:#}");
		}
	};
	tell("configuration", Ok(path.display().to_string()));
	tell("lane key", secrets::lane(&config.keys).map(|lane| hex::encode(lane.public_key().0)));
	let account = secrets::account(&config.keys).map(|key| AccountId(key.public_key().0));
	tell(
		"account",
		account.as_ref().map(ToString::to_string).map_err(|e| anyhow::anyhow!("{e:#}")),
	);
	tell("database", database::open(&config.database_url()).await.map(|_| "can be opened".into()));
	if let Some(pair) = &config.tls {
		tell(
			"tls",
			listen::tls(&pair.certificate, &pair.key).map(|_| "certificate and key".into()),
		);
	}
	if let Some(jwt) = &config.auth.jwt {
		let made = crate::auth::Jwt::new(jwt, config.auth.budget(), 1);
		tell("auth.jwt", made.map(|_| format!("{:?}", jwt.algorithm)));
	}
	match Client::connect(&config.node).await {
		Ok(client) => {
			tell("node", Ok(format!("of chain 0x{}", hex::encode(client.genesis()))));
			if let Ok(account) = account {
				tell("money", money(&config, &client, &account).await);
			}
		}
		Err(error) => tell("node", Err(error.into())),
	}
	if wrong {
		bail!("not ready to serve; see above");
	}
	Ok(())
}

async fn money(config: &Config, client: &Client, account: &AccountId) -> Result<String> {
	let has = client.finalised().await?.balance(account).await?.spendable();
	let needed = config.spending.deposit_per_channel.0;
	if has < needed {
		bail!(
			"{account} has {} and a channel needs {} (spending.deposit_per_channel): send it some STOA",
			Amount(has),
			Amount(needed)
		);
	}
	Ok(format!("{} for channels and fees", Amount(has)))
}

async fn keys_of(path: &Path) -> Result<ApiKeys> {
	let config = Config::load(path)?;
	secrets::private_folder(&config.data_dir)?;
	let pool = database::open(&config.database_url()).await?;
	let ledger = Arc::new(Ledger::new(pool.clone()));
	Ok(ApiKeys::new(pool, ledger, config.limits.requests_per_minute))
}

/// Makes an API key and prints it, once.
pub async fn create_key(path: &Path, new: &NewKey) -> Result<()> {
	let (id, token) = keys_of(path).await?.create(new).await?;
	eprintln!(
		"Key {id} ({}): a running gateway knows it within seconds. It is not shown again.",
		new.name
	);
	println!("{token}");
	Ok(())
}

/// Lists the API keys.
pub async fn list_keys(path: &Path) -> Result<()> {
	let keys = keys_of(path).await?.list().await?;
	if keys.is_empty() {
		println!("There are no keys: `stoa-gateway keys create` makes one.");
		return Ok(());
	}
	println!("{:<14} {:<9} {:<24} {:<24} scopes, name", "id", "state", "spent", "budget");
	for key in keys {
		println!(
			"{:<14} {:<9} {:<24} {:<24} {}, {}",
			key.id,
			state_of(&key),
			Amount(key.spent).to_string(),
			budget_of(&key),
			key.scopes,
			key.name
		);
	}
	Ok(())
}

fn state_of(key: &KeyInfo) -> &'static str {
	match (key.revoked, key.expires) {
		(Some(_), _) => "revoked",
		(None, Some(end)) if end <= now() => "expired",
		_ => "in use",
	}
}

fn budget_of(key: &KeyInfo) -> String {
	let Some(planck) = key.budget.planck else { return "none".into() };
	match key.budget.period {
		0 => Amount(planck).to_string(),
		seconds => format!("{} in {} h", Amount(planck), seconds / 3_600),
	}
}

/// Ends an API key.
pub async fn revoke_key(path: &Path, id: &str) -> Result<()> {
	keys_of(path).await?.revoke(id).await.context("keys revoke")?;
	println!("Key {id} is revoked; running gateways know it within seconds.");
	Ok(())
}

/// The first SIGTERM or SIGINT stops in order, the second at once.
fn stop_signals() -> Result<watch::Receiver<bool>> {
	let (stop, stopped) = watch::channel(false);
	let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
	tokio::spawn(async move {
		loop {
			tokio::select! {
				_ = term.recv() => {},
				_ = int.recv() => {},
			}
			if stop.send_replace(true) {
				eprintln!("stoa-gateway: stopped at once; channels are taken up at the next start");
				std::process::exit(130);
			}
		}
	});
	Ok(stopped)
}
