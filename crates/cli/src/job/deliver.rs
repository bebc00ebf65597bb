//! `stoa job deliver`: brings jobs that are over into the contracts that ordered them, for their fees.

use crate::{context::Context, fail::Fail, show};
use serde_json::json;
use std::time::Duration;
use stoa_client::{
	Amount, Error,
	courier::{Brought, Courier, Tried},
};
use stoa_primitives::JobId;

/// Pause between two looks at what waits: a block.
const PAUSE: Duration = Duration::from_secs(3);

/// Delivers a job, and says what that earned.
pub async fn one(context: &Context, job: JobId) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let brought = client.bring(&signer, job).await.map_err(|error| match error {
		// The chain was not asked.
		Error::Failed(why) => Fail::refused(why),
		error => error.into(),
	})?;
	print(context, job, &brought);
	Ok(())
}

/// Delivers whatever pays, until it is stopped.
pub async fn watch(context: &Context, least_gain: Amount) -> Result<(), Fail> {
	let signer = context.signer()?;
	let mut courier = Courier::new(context.client().await?, signer, least_gain.0);
	let work = async {
		loop {
			match courier.round().await {
				Ok(tried) => tried.iter().for_each(|tried| tell(context, tried)),
				Err(error) => eprintln!("stoa: {error}; trying again"),
			}
			tokio::time::sleep(PAUSE).await;
		}
	};
	tokio::select! {
		() = work => Ok(()),
		_ = tokio::signal::ctrl_c() => Ok(()),
	}
}

fn tell(context: &Context, tried: &Tried) {
	match &tried.result {
		Ok(brought) => print(context, tried.job, brought),
		Err(error) => eprintln!("stoa: job {} was not delivered: {error}", tried.job),
	}
}

fn print(context: &Context, job: JobId, brought: &Brought) {
	let Brought { fee, accepted, block, .. } = *brought;
	let extrinsic = show::hash(&brought.extrinsic);
	context.print(
		&json!({ "job": job, "block": block, "extrinsic": extrinsic, "accepted": accepted, "fee": fee.to_string() }),
		|| {
			let contract = if accepted { "the contract took it" } else { "the contract failed" };
			format!("job {job}: delivered for {} (block {block}); {contract}", Amount(fee))
		},
	);
}
