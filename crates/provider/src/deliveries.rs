//! Jobs that are over go into the contracts that ordered them, for the fees that are on hold for it.
//!
//! A daemon is there anyway and has an account with money. It brings whatever pays, not its own jobs alone: those
//! that nobody answered have nobody else. `stoa_client::courier` says which pay and whose turn it is.

use crate::{chain::Chain, config::Config, metrics::Metrics, state::Core};
use anyhow::Result;
use std::{sync::Arc, time::Duration};
use stoa_client::{
	Amount, Courier,
	courier::{Brought, Tried},
};

/// Pause between two looks at what waits: a block.
const PAUSE: Duration = Duration::from_secs(3);

/// What delivers until the daemon ends, if its owner wants it and the chain has contracts.
pub fn start(
	core: &Arc<Core>,
	chain: &dyn Chain,
	config: &Config,
) -> Option<impl Future<Output = Result<()>> + Send + use<>> {
	let settings = config.deliveries.clone();
	let courier = chain.courier(settings.least_gain.planck()).filter(|_| settings.enabled)?;
	Some(run(courier, core.clone()))
}

async fn run(mut courier: Courier, core: Arc<Core>) -> Result<()> {
	loop {
		match courier.round().await {
			Ok(tried) => tried.iter().for_each(|tried| note(tried, &core.metrics)),
			Err(error) => tracing::debug!(%error, "what waits to be delivered is not known"),
		}
		tokio::time::sleep(PAUSE).await;
	}
}

fn note(tried: &Tried, metrics: &Metrics) {
	let job = tried.job;
	let word = match &tried.result {
		Ok(Brought { fee, accepted, .. }) => {
			tracing::info!(job, fee = %Amount(*fee), accepted, "delivered into its contract");
			"ok"
		}
		// Mostly somebody else was faster.
		Err(error) => {
			tracing::info!(job, %error, "not delivered");
			"error"
		}
	};
	metrics.extrinsics.with_label_values(&["deliver", word]).inc();
}
