//! Jobs that are over go into the contracts that ordered them, for the fees that are on hold for it.
//!
//! A daemon is there anyway. It brings whatever pays, not its own jobs alone: those that nobody answered have nobody
//! else. It does so from an account of its own, so that nothing that becomes of a delivery holds a move back.
//! `stoa_client::courier` says which pay and whose turn it is.

use crate::{chain::Chain, config::Config, keys, metrics::Metrics, state::Core};
use anyhow::{Result, ensure};
use std::{sync::Arc, time::Duration};
use stoa_client::{
	Amount, Courier,
	courier::{Brought, Tried},
};

/// Pause between two looks at what waits: a block.
const PAUSE: Duration = Duration::from_secs(3);

/// What delivers until the daemon ends, if its owner names an account for it and the chain has contracts.
pub fn start(
	core: &Arc<Core>,
	chain: &dyn Chain,
	config: &Config,
) -> Result<Option<impl Future<Output = Result<()>> + Send + use<>>> {
	let settings = &config.deliveries;
	let signer = match (&settings.account_uri, &settings.account_file) {
		(Some(uri), _) => keys::from_uri(uri)?,
		(None, Some(file)) => keys::from_file(file)?,
		(None, None) => return Ok(None),
	};
	ensure!(
		signer.public_key().0 != core.identity.provider(),
		"[deliveries] needs an account of its own: a stranger who is faster with a delivery could hold back what the \
		 provider's account sends after it"
	);
	let courier = chain.courier(signer, settings.least_gain.planck());
	Ok(courier.map(|courier| run(courier, core.clone())))
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
