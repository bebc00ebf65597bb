//! From a configuration to a daemon that can work: engines, and the account on chain.
//!
//! A daemon without seats starts only when everything is as it should be: its owner is looking. One that
//! remembers seats answers for them first, since silence would cost its bond, and comes to the rest meanwhile.

use crate::{
	chain::Chain,
	config::{Config, Serve},
	engine::{Engine, Loader},
	keys::Identity,
	machine::Event,
	offer, onboard,
	state::Core,
};
use anyhow::{Result, bail};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Changes an engine before it is used. The daemon does not; tests of the whole play faulty providers.
pub type Wrap = fn(Arc<dyn Engine>) -> Arc<dyn Engine>;

/// Pause between two tries to make an engine ready while seats are open.
const AGAIN: Duration = Duration::from_secs(15);

/// What a daemon is prepared from.
pub struct Preparation {
	/// The configuration.
	pub config: Config,
	/// The keys.
	pub identity: Identity,
	/// The chain.
	pub chain: Arc<dyn Chain>,
	/// What engines are wrapped in.
	pub wrap: Wrap,
}

impl Preparation {
	/// Makes everything ready; every problem is an error that says what to do.
	pub async fn strictly(self, core: &Core) -> Result<()> {
		let (config, chain) = (&self.config, self.chain.as_ref());
		let mut loader = Loader::logging(&config.data_dir);
		let mut problems = Vec::new();
		for serve in &config.serve {
			match onboard::fit(serve, chain, &mut loader).await {
				Ok(fit) => {
					problems.extend(fit.retired);
					core.add_engine(serve.release, (self.wrap)(fit.engine));
				}
				Err(error) => problems.push(format!("{error:#}")),
			}
		}
		if !problems.is_empty() {
			bail!("not ready to serve:\n  - {}", problems.join("\n  - "));
		}
		onboard::onboard(config, &self.identity, chain).await?;
		offer::offer_channels(config, chain).await?;
		core.handle(Event::EnginesReady)
	}

	/// Makes ready what can be, while the daemon runs; what cannot is a warning, and is tried again.
	pub async fn beside(self, core: Arc<Core>) -> Result<()> {
		let (config, chain) = (&self.config, self.chain.as_ref());
		let mut loader = Loader::logging(&config.data_dir);
		let mut told = BTreeMap::new();
		let mut missing: Vec<&Serve> = config.serve.iter().collect();
		loop {
			let mut still = Vec::new();
			for serve in missing {
				match onboard::fit(serve, chain, &mut loader).await {
					Ok(fit) => {
						if let Some(retired) = fit.retired {
							tracing::warn!("{retired}");
						}
						core.add_engine(serve.release, (self.wrap)(fit.engine));
					}
					Err(error) => {
						still.push(serve);
						let error = format!("{error:#}");
						if told.get(&serve.release) != Some(&error) {
							tracing::warn!(error, "not ready to serve; trying again");
							told.insert(serve.release, error);
						}
					}
				}
			}
			if still.is_empty() {
				break;
			}
			missing = still;
			tokio::time::sleep(AGAIN).await;
		}
		core.handle(Event::EnginesReady)?;
		onboard::onboard_anyway(config, &self.identity, chain).await;
		if let Err(error) = offer::offer_channels(config, chain).await {
			tracing::warn!(error = format!("{error:#}"), "no channel can be opened on new terms");
		}
		Ok(())
	}
}
