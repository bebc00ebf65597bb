//! `stoa lease keep`: signs what is used, period by period. What happens if it does not run is said when it begins
//! and when it ends.

use super::{find, kept::Kept, over, words};
use crate::{context::Context, fail::Fail};
use serde_json::json;
use std::time::Duration;
use stoa_client::{
	Amount, Client,
	tenant::Tenant,
	types::{LeaseInfo, LeaseStage},
};
use stoa_primitives::{BlockNumber, LeaseId};
use tokio::time::sleep;

/// A block.
const BLOCK: Duration = Duration::from_secs(3);
/// Longest time between two looks.
const LONGEST: Duration = Duration::from_secs(30);

/// Runs it until the lease is over.
pub async fn run(context: &Context, lease: LeaseId) -> Result<(), Fail> {
	let client = context.client().await?;
	let info = find(&client.best().await?, lease).await?;
	let kept = Kept::find(&client.genesis(), &info.details.usage_key).ok_or_else(|| {
		Fail::refused(format!(
			"the key that signs for lease {lease} is not on this machine: run this where it was opened, or transfer \
			 the lease to yourself with a new key (`stoa lease new-key`)"
		))
	})?;
	context.note(&format!(
		"signing for lease {lease}; if this does not run, the lease goes on for one period ({}), which is paid, and \
		 ends after the grace ({})",
		words::blocks(info.details.terms.period_blocks),
		words::blocks(info.details.terms.grace_blocks)
	));
	let private = context.private_endpoints();
	let tenant = Tenant::at(&client, lease, &info.details.provider, kept.key()?, private).await?;
	let keeper = Keeper { context, client, tenant, kept };
	tokio::select! {
		ended = keeper.watch() => ended,
		_ = tokio::signal::ctrl_c() => {
			context.note(&format!(
				"stopped: nobody signs for lease {lease} now; `stoa lease keep {lease}` goes on, `stoa lease close \
				 {lease}` ends it and gets the rest back"
			));
			Ok(())
		}
	}
}

struct Keeper<'a> {
	context: &'a Context,
	client: Client,
	tenant: Tenant,
	kept: Kept,
}

impl Keeper<'_> {
	async fn watch(&self) -> Result<(), Fail> {
		let lease = self.tenant.lease();
		let mut complained = String::new();
		loop {
			let pause = match self.look().await {
				Ok(Some(pause)) => {
					complained.clear();
					pause
				}
				Ok(None) => break,
				// Without its node or its provider it goes on trying: a blip ends no lease.
				Err(fail) => {
					if fail.text != complained {
						self.context.note(&format!("not signed: {}", fail.text));
						complained = fail.text;
					}
					BLOCK
				}
			};
			sleep(pause).await;
		}
		self.context.print(&json!({ "lease": lease, "stage": "over" }), || {
			format!("lease {lease} is over: what was not used is back (`stoa balance`)")
		});
		Ok(())
	}

	/// Signs what there is to sign; when to look again, or nothing if the lease is over.
	async fn look(&self) -> Result<Option<Duration>, Fail> {
		let at = self.client.best().await?;
		let Some(info) = at.lease(self.tenant.lease()).await? else {
			self.kept.forget();
			return Ok(None);
		};
		let ended = info.ends.as_ref().is_some_and(|(end, _)| *end <= at.number());
		match &info.details.stage {
			LeaseStage::Pending(_) => return Ok(Some(BLOCK)),
			LeaseStage::Contested(_) => return Ok(None),
			LeaseStage::Active(_) if ended => return Ok(None),
			LeaseStage::Active(_) => {}
		}
		if info.details.usage_key != self.kept.public()? {
			return Err(over(self.tenant.lease()));
		}
		let signed = self.tenant.sign_usage(&self.kept.key()?).await?;
		let Some((usage, next)) = signed else { return Ok(Some(pause(&info))) };
		self.context.note(&format!(
			"signed until block {}: {} so far",
			usage.until,
			Amount(usage.due)
		));
		Ok(Some(until(next, at.number())))
	}
}

/// A tenth of a period: there are several chances in each half.
fn pause(info: &LeaseInfo) -> Duration {
	let tenth = BLOCK.saturating_mul(info.details.terms.period_blocks) / 10;
	tenth.clamp(BLOCK, LONGEST)
}

/// Until there can be something new, but not for so long that a provider's word decides whether we look.
fn until(next: BlockNumber, now: BlockNumber) -> Duration {
	BLOCK.saturating_mul(next.saturating_sub(now)).clamp(BLOCK, LONGEST)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_provider_cannot_talk_its_tenant_asleep() {
		assert_eq!(until(BlockNumber::MAX, 5), LONGEST);
		assert_eq!(until(0, 5), BLOCK);
		assert_eq!(until(9, 5), 4 * BLOCK);
	}
}
