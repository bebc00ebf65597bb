//! From a configuration file to a running daemon: what `run` and `check` do.

use crate::{
	chain::Chain,
	check::{self, Finding},
	config::{Config, LogFormat},
	follow::NodeChain,
	keys::Identity,
	prepare::Preparation,
	shell::{Daemon, Options},
	store,
};
use anyhow::{Context, Result, bail};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::watch,
	time::sleep,
};

pub use crate::prepare::Wrap;

/// Pause between two tries to reach the node while seats are open.
const AGAIN: Duration = Duration::from_secs(3);

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
	std::fs::create_dir_all(&config.data_dir)
		.with_context(|| config.data_dir.display().to_string())?;
	let owes = store::holds_seats(&config.data_dir)?;
	let Some(chain) = connect(&config, &identity, owes, stop.clone()).await? else {
		return Ok(());
	};
	let daemon = Daemon::new(config.clone(), identity.clone(), chain.clone(), options)?;
	let preparation = Preparation { config, identity, chain, wrap };
	if owes {
		tracing::info!("jobs may be open from before: answering for them first");
		let beside = preparation.beside(daemon.core.clone());
		return daemon.beside(Box::pin(beside)).run(stop).await;
	}
	preparation.strictly(&daemon.core).await?;
	daemon.run(stop).await
}

/// The node. Who owes something waits for it, until told to stop; who does not hears at once what is wrong.
async fn connect(
	config: &Config,
	identity: &Identity,
	owes: bool,
	mut stop: watch::Receiver<bool>,
) -> Result<Option<Arc<dyn Chain>>> {
	loop {
		match NodeChain::connect(config, identity).await {
			Ok(chain) => return Ok(Some(Arc::new(chain))),
			Err(error) if owes => {
				tracing::warn!(error = format!("{error:#}"), "jobs may be open; trying again");
			}
			Err(error) => return Err(error),
		}
		tokio::select! {
			() = sleep(AGAIN) => {},
			_ = stop.wait_for(|stop| *stop) => return Ok(None),
		}
	}
}

/// Prints what is as it should be and what is not; an error if anything is wrong.
pub async fn check(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	println!("{}", Finding::Good(format!("configuration {}", path.display())));
	let mut wrong = false;
	check::check(&config, &mut |finding| {
		wrong |= matches!(finding, Finding::Bad(_));
		println!("{finding}");
	})
	.await;
	if wrong {
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
