//! Who is not the tenant gets nothing: without a signature, with a false one, with one that was used.

use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::{
	keys,
	tenant::{ShellOrder, Tenant, TenantError},
};
use stoa_e2e::leases::{Landlord, Person, Stage};
use tokio::time::{Instant, sleep};

/// Until a daemon acts on what is final.
const KNOWN: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(500);

/// All of them, and the tenant itself after a transfer.
pub async fn all(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Moved");
	let flat = tenant.rent(landlord, 200, &[], false).await?;
	unsigned(stage, flat.lease, landlord).await.context("unsigned")?;
	let stranger = flat.door(&stage.client, keys::from_uri("//Mallory")?).await?;
	refused(&stranger).await.context("a stranger")?;
	// The provider's own key opens no shell either: it has other ways, but not in its tenant's name.
	let provider = flat.door(&stage.client, keys::from_uri(landlord.uri)?).await?;
	refused(&provider).await.context("the provider's key")?;
	let own = flat.door(&stage.client, keys::from_uri(tenant.uri)?).await?;
	own.status().await.context("the tenant's account")?;
	let before = flat.door(&stage.client, flat.key()?).await?;
	before.status().await.context("the lease's key")?;
	moved(&tenant, &flat, &before).await.context("transferred")?;
	Ok(())
}

async fn unsigned(stage: &Stage, lease: u64, landlord: &Landlord) -> Result<()> {
	let provider = stage.client.best().await?.provider(&keys::account(landlord.uri)?).await?;
	let endpoint = String::from_utf8(provider.context("registered")?.endpoint)?;
	let client = reqwest::Client::new();
	for path in ["", "/logs", "/shell", "/usage", "/image"] {
		let answer = client.get(format!("{endpoint}/stoa/v1/leases/{lease}{path}")).send().await?;
		let status = answer.status();
		ensure!(status.as_u16() == 401, "{path}: {status}: {}", answer.text().await?);
	}
	Ok(())
}

async fn refused(who: &Tenant) -> Result<()> {
	let ensure_refused = |name: &str, error: Option<TenantError>| {
		let told = error.as_ref().map(ToString::to_string);
		ensure!(error.is_some_and(|error| error.is("not_tenant")), "{name}: {told:?}");
		Ok(())
	};
	ensure_refused("status", who.status().await.err())?;
	ensure_refused("logs", who.logs(None, false).await.err())?;
	ensure_refused("shell", who.shell(&ShellOrder::default()).await.err())?;
	ensure_refused("image", who.image().await.err())?;
	let key = keys::from_uri("//Mallory")?;
	ensure_refused("usage", who.sign_usage(&key).await.err())
}

/// A lease that was given away is the new tenant's alone.
async fn moved(tenant: &Person<'_>, flat: &stoa_e2e::leases::Flat, before: &Tenant) -> Result<()> {
	let heir = Person::new(tenant.stage, "//Next");
	let key = heir.done(&["lease", "new-key"]).await?;
	let key = key["usage_key"].as_str().context("a key")?;
	let (lease, to) = (flat.lease.to_string(), keys::account(heir.uri)?.to_string());
	let arguments = ["lease", "transfer", &lease, &to, "--usage-key", key, "--yes"];
	let moved = tenant.done(&arguments).await?;
	let block = moved["block"].as_u64().context("a block")?;
	// Its daemon goes by what is final, and looks soon after.
	while u64::from(tenant.stage.client.finalised().await?.number()) <= block {
		sleep(LOOK).await;
	}
	let end = Instant::now() + KNOWN;
	let error = loop {
		match before.status().await {
			Ok(_) => ensure!(Instant::now() < end, "the old key opens it still"),
			Err(error) => break error,
		}
		sleep(LOOK).await;
	};
	ensure!(error.is("not_tenant"), "{error}");
	let said = heir.inside(flat, "echo in $NAME").await?;
	ensure!(said.contains("in Moved"), "{said}");
	let closed = heir.done(&["lease", "close", &lease, "--yes"]).await?;
	ensure!(closed["stage"] == "ended", "{closed}");
	Ok(())
}
