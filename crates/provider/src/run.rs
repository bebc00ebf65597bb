//! From a configuration file to a running daemon: what `run` and `check` do.

use crate::{
	chain::Chain,
	check::{self, Finding},
	config::{Config, LogFormat},
	engine::{self, Engine},
	follow::NodeChain,
	keys::Identity,
	onboard,
	shell::{Daemon, Options},
};
use anyhow::{Context, Result, bail};
use std::{path::Path, sync::Arc};
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::watch,
};

/// Changes an engine before it is used. The daemon does not; tests of the whole play faulty providers.
pub type Wrap = fn(Arc<dyn Engine>) -> Arc<dyn Engine>;

/// Writes log lines to standard error; `RUST_LOG` says which.
pub fn start_log(format: LogFormat) {
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| "warn,stoa_provider=info".into());
	let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
	match format {
		LogFormat::Text => lines.init(),
		LogFormat::Json => lines.json().init(),
	}
}

/// Serves until told to stop.
pub async fn run(path: &Path, options: Options, wrap: Wrap) -> Result<()> {
	let config = Config::load(path)?;
	start_log(config.log_format);
	let stop = stop_signals()?;
	let identity = Identity::load(&config.keys)?;
	let chain: Arc<dyn Chain> = Arc::new(NodeChain::connect(&config, &identity).await?);
	let engines = engine::load(&config).await?;
	let problems = onboard::check_releases(&config, chain.as_ref(), &engines).await;
	if !problems.is_empty() {
		bail!("not ready to serve:\n  - {}", problems.join("\n  - "));
	}
	let engines = engines.into_iter().map(|(release, engine)| (release, wrap(engine))).collect();
	std::fs::create_dir_all(&config.data_dir)
		.with_context(|| config.data_dir.display().to_string())?;
	let daemon = Daemon::new(config.clone(), identity.clone(), chain.clone(), engines, options)?;
	onboard::onboard(&config, &identity, chain.as_ref()).await?;
	daemon.run(stop).await
}

/// Prints what is as it should be and what is not; an error if anything is wrong.
pub async fn check(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	println!("{}", Finding::Good(format!("configuration {}", path.display())));
	let identity = Identity::load(&config.keys)?;
	println!("{}", Finding::Good("keys".into()));
	let chain = NodeChain::connect(&config, &identity).await?;
	let engines = engine::load(&config).await?;
	let found = check::check(&config, &identity, &chain, &engines).await;
	found.iter().for_each(|finding| println!("{finding}"));
	if found.iter().any(|finding| matches!(finding, Finding::Bad(_))) {
		bail!("not ready to serve; see above");
	}
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
				eprintln!("stoa-provider: stopped at once; open jobs go on at the next start");
				std::process::exit(130);
			}
		}
	});
	Ok(stopped)
}
