//! `stoa job deliver`: brings a job that is over into the contract that ordered it, for its fee.

use crate::{context::Context, fail::Fail, show};
use serde_json::json;
use stoa_client::{Amount, types::JobEvent};
use stoa_primitives::JobId;

/// Delivers, and says what that earned.
pub async fn run(context: &Context, job: JobId) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let Some(call) = client.delivery(job).await? else {
		return Err(Fail::refused(format!(
			"job {job} is not over, was delivered before, or goes into no contract: see `stoa job show {job}`"
		)));
	};
	let included = client.submit(&signer, &call).await?.in_best_block().await?;
	let told = included.job_events()?.into_iter().find_map(|event| match event {
		JobEvent::JobDelivered { accepted, fee, .. } => Some((accepted, fee)),
		_ => None,
	});
	let Some((accepted, fee)) = told else {
		return Err(Fail::refused("the block does not say what became of the delivery: ask again"));
	};
	let block = included.block.number;
	let extrinsic = show::hash(&included.extrinsic);
	context.print(
		&json!({ "job": job, "block": block, "extrinsic": extrinsic, "accepted": accepted, "fee": fee.to_string() }),
		|| {
			let contract = if accepted { "the contract took it" } else { "the contract failed" };
			format!("job {job}: delivered for {} (block {block}); {contract}", Amount(fee))
		},
	);
	Ok(())
}
