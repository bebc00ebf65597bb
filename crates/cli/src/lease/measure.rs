//! `stoa lease challenge-hardware`.

use super::{find, words};
use crate::{
	account,
	context::Context,
	fail::{FAILED, Fail},
	show,
};
use serde_json::json;
use std::time::Duration;
use stoa_client::{AccountId, Amount, Client, calls::leases as calls, keys};
use stoa_primitives::{LeaseId, MeasurementId, OfferId};
use tokio::time::sleep;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(2);

/// Has machines measured.
pub async fn challenge(
	context: &Context,
	provider: Option<AccountId>,
	lease: Option<LeaseId>,
	wait: bool,
	yes: bool,
) -> Result<(), Fail> {
	let client = context.client().await?;
	let at = client.best().await?;
	let provider = match (provider, lease) {
		(Some(provider), _) => provider,
		(None, Some(lease)) => find(&at, lease).await?.details.provider,
		(None, None) => return Err(Fail::refused("whose machines? give a provider, or --lease")),
	};
	let parameters = at.lease_parameters().await?;
	let bond = parameters.measurement_bond;
	let signer = context.signer()?;
	account::require(&at, &keys::account_of(&signer), bond, "the challenge").await?;
	let what = match lease {
		Some(lease) => format!("the units of lease {lease}, while you use them"),
		None => format!("all free units of {provider}, which nobody can lease meanwhile"),
	};
	let question = format!(
		"Measure {what}? The bond of {} is lost if they are as claimed; it comes back if they are not. Nobody is slashed.",
		Amount(bond)
	);
	context.confirm(&question, yes, "not measured")?;
	let sent = client.submit(&signer, &calls::challenge_hardware(provider, lease)).await?;
	let included = sent.finalised().await?;
	let measurement = included.asked_measurement().ok_or_else(|| {
		Fail::new(
			FAILED,
			"the chain does not say which measurement was begun: see `stoa lease offers`",
		)
	})?;
	let mut object = json!({
		"measurement": measurement,
		"provider": provider.to_string(),
		"bond": bond.to_string(),
		"block": included.block.number,
	});
	if !wait {
		context.print(&object, || {
			format!(
				"measurement {measurement} has begun; the offers show what came of it within some {} \
				 (`stoa lease offers`)",
				words::blocks(parameters.work_blocks.saturating_mul(3))
			)
		});
		return Ok(());
	}
	let offers = ended(&client, measurement).await?;
	let at = client.finalised().await?;
	let mut lines = Vec::new();
	for id in offers {
		let measured = at.offer(id).await?.and_then(|offer| offer.measured);
		object["offers"][id.to_string()] = json!(measured.as_ref().map(|measured| json!({
			"block": measured.at, "units": measured.units, "took_blocks": measured.took_blocks,
		})));
		let said = match measured.map(|measured| (measured.at, measured.took_blocks)) {
			Some((at, Some(took))) => format!("as claimed at block {at}, in {took} blocks"),
			Some((at, None)) => format!("not as claimed at block {at}"),
			None => "nothing came of it: the seed did not come, or the lease was over".to_string(),
		};
		lines.push([id.to_string(), said]);
	}
	context.print(&object, || show::table(["OFFER", "MEASURED"], &lines));
	Ok(())
}

/// Waits until a measurement is over; the offers that it was about.
async fn ended(client: &Client, id: MeasurementId) -> Result<Vec<OfferId>, Fail> {
	let mut offers = Vec::new();
	while let Some(details) = client.finalised().await?.measurement(id).await? {
		offers = details.targets.iter().map(|target| target.offer).collect();
		sleep(LOOK).await;
	}
	Ok(offers)
}
