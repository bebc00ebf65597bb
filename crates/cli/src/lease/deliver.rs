//! What is to run reaches the provider, and runs.

use super::{find, keep, kept::Kept, words};
use crate::{
	context::Context,
	fail::{Fail, REFUNDED, UNFINISHED},
	show,
};
use serde_json::{Value, json};
use std::time::Duration;
use stoa_client::{
	Client,
	tenant::{LeaseStatus, PublishedPort, Tenant, WorkloadStanding},
	types::LeaseStage,
};
use stoa_primitives::LeaseId;
use tokio::time::sleep;

/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(500);
/// How often a daemon that does not answer is asked again while the lease can still be started.
const SILENCE: u32 = 40;

/// `stoa lease upload`: from what is kept on this machine.
pub async fn again(context: &Context, lease: LeaseId, keeps: bool) -> Result<(), Fail> {
	let client = context.client().await?;
	let info = find(&client.best().await?, lease).await?;
	let kept = Kept::find(&client.genesis(), &info.details.usage_key).ok_or_else(|| {
		Fail::refused(format!(
			"lease {lease} was not opened on this machine: what is to run, and its key, are where it was"
		))
	})?;
	run(context, &client, lease, &kept, json!({}), keeps).await
}

/// Hands over manifest and image, waits until the workload runs, prints how to reach it; stays and signs if asked.
pub async fn run(
	context: &Context,
	client: &Client,
	lease: LeaseId,
	kept: &Kept,
	mut object: Value,
	keeps: bool,
) -> Result<(), Fail> {
	let info = find(&client.best().await?, lease).await?;
	let private = context.private_endpoints();
	let tenant = Tenant::at(client, lease, &info.details.provider, kept.key()?, private).await?;
	if let Some(manifest) = kept.manifest() {
		upload(context, &tenant, kept, manifest).await?;
	}
	let status = match running(context, client, &tenant).await {
		// Its lease is no more, and nothing needs its key.
		Err(fail) if fail.code == REFUNDED => {
			kept.forget();
			return Err(fail);
		}
		status => status?,
	};
	object["lease"] = lease.into();
	object["key_file"] = kept.path().display().to_string().into();
	object["address"] = status.address.clone().into();
	object["ports"] = ports(&status);
	context.print(&object, || reach(lease, kept, &status));
	if keeps {
		return keep::run(context, lease).await;
	}
	let period = info.details.terms.period_blocks;
	context.note(&format!(
		"sign what is used with `stoa lease keep {lease}`, the first time within {}",
		words::blocks(period)
	));
	Ok(())
}

async fn upload(
	context: &Context,
	tenant: &Tenant,
	kept: &Kept,
	manifest: &[u8],
) -> Result<(), Fail> {
	let salt = kept.salt()?;
	// Its daemon may learn of the lease a little later than we do.
	let mut attempt = 0;
	while let Err(error) = tenant.put_manifest(&salt, manifest).await {
		attempt += 1;
		if attempt == SILENCE || !error.is_temporary() {
			return Err(error.into());
		}
		sleep(LOOK).await;
	}
	let Some(image) = kept.image() else { return Ok(()) };
	let mut told = 0;
	tenant
		.put_image(image, |progress| {
			let percent = (progress.have * 100).checked_div(progress.bytes).unwrap_or(100);
			if percent >= told + 10 {
				told = percent;
				context.note(&format!("image: {percent}% of {} bytes", progress.bytes));
			}
		})
		.await?;
	Ok(())
}

/// Waits until the workload runs.
async fn running(context: &Context, client: &Client, tenant: &Tenant) -> Result<LeaseStatus, Fail> {
	let lease = tenant.lease();
	let mut said = "";
	loop {
		let info = client.best().await?.lease(lease).await?;
		let status = tenant.status().await?;
		let started =
			info.as_ref().is_some_and(|i| matches!(i.details.stage, LeaseStage::Active(_)));
		let word = words::workload(status.workload);
		if started && status.workload == WorkloadStanding::Running {
			return Ok(status);
		}
		let reason =
			show::text(status.reason.as_deref().unwrap_or("it does not say why").as_bytes());
		if info.is_none() {
			return Err(Fail::new(
				REFUNDED,
				format!(
					"lease {lease} was not started, everything came back; the provider: {reason}"
				),
			));
		}
		let stopped =
			[WorkloadStanding::Exited, WorkloadStanding::Failed, WorkloadStanding::Removed];
		if started && stopped.contains(&status.workload) {
			return Err(Fail::new(
				UNFINISHED,
				format!(
					"lease {lease} runs, but its workload does not ({word}: {reason}): see `stoa lease logs {lease}`, \
					 or leave with `stoa lease close {lease}`"
				),
			));
		}
		if said != word {
			context.note(&format!("lease {lease}: {word}"));
			said = word;
		}
		sleep(LOOK).await;
	}
}

/// Ports for scripts.
pub fn ports(status: &LeaseStatus) -> Value {
	let one = |port: &PublishedPort| json!({ "inside": port.inside, "outside": port.outside });
	status.ports.iter().map(one).collect()
}

fn reach(lease: LeaseId, kept: &Kept, status: &LeaseStatus) -> String {
	let address = show::text(status.address.as_deref().unwrap_or("?").as_bytes());
	let mut rows = vec![("lease", format!("{lease}, running"))];
	for port in &status.ports {
		rows.push(("port", format!("{address}:{} is {} inside", port.outside, port.inside)));
	}
	rows.push(("key", format!("{}: opens logs and shell, and signs usage", kept.path().display())));
	rows.push(("next", format!("`stoa lease logs -f {lease}`, `stoa lease shell {lease}`")));
	show::rows(&rows)
}
