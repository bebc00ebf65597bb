//! What was used: checked against the chain before it is signed. Who signs pays for it, and who does not leaves.

use super::{Tenant, TenantError, UsageProposal, ask::Question};
use crate::{
	Keypair,
	types::{LeaseInfo, LeaseStage, Running},
};
use codec::{Decode, Encode};
use reqwest::{
	Method,
	header::{CONTENT_TYPE, HeaderValue},
};
use stoa_primitives::{Balance, BlockNumber, Usage, lease::usage_digest, tenant::SignedUsage};

/// What is wrong with a statement, seen from the lease as the chain has it after block `now`; nothing if a tenant
/// may sign it.
pub fn implausible(lease: &LeaseInfo, now: BlockNumber, usage: &Usage) -> Option<String> {
	let LeaseStage::Active(running) = &lease.details.stage else {
		return Some("the lease does not run".to_string());
	};
	let fair = due(running, usage.until);
	let there: Balance = running.paid.saturating_add(lease.details.escrow);
	if usage.until > now {
		return Some(format!("it speaks of block {}, which is to come", usage.until));
	}
	if usage.until < running.signed_until || usage.due < running.signed_due {
		return Some("it takes back what was signed".to_string());
	}
	if usage.due > fair {
		return Some(format!("it asks for {} planck, the schedule for {fair}", usage.due));
	}
	(usage.due > there).then(|| "it asks for more than was paid in advance".to_string())
}

/// The price of all blocks before `at`.
fn due(running: &Running, at: BlockNumber) -> Balance {
	let span = |from: BlockNumber, until: BlockNumber, price: Balance| {
		price.saturating_mul(until.saturating_sub(from).into())
	};
	let schedule = &running.schedule;
	let now = span(schedule.from, at.min(schedule.now.until), schedule.now.price);
	let next = schedule
		.next
		.as_ref()
		.map_or(0, |next| span(schedule.now.until, at.min(next.until), next.price));
	schedule.before.saturating_add(now).saturating_add(next)
}

impl Tenant {
	/// Signs what the daemon proposes, if the chain bears it out; what was signed, and the block in which there
	/// will be a new proposal. Nothing if there is nothing to sign.
	pub async fn sign_usage(
		&self,
		key: &Keypair,
	) -> Result<Option<(Usage, BlockNumber)>, TenantError> {
		let proposal = match self.read::<UsageProposal>("usage").await {
			Err(error) if error.is("nothing_to_sign") => return Ok(None),
			proposal => proposal?,
		};
		let usage = decoded(&proposal)?;
		let at = self.chain.best().await?;
		let info = at.lease(self.lease).await?.ok_or(TenantError::Over(self.lease))?;
		if usage.lease != self.lease {
			return Err(TenantError::Broken(format!("it speaks of lease {}", usage.lease)));
		}
		if let Some(why) = implausible(&info, at.number(), &usage) {
			return Err(TenantError::Broken(format!("its statement is not signed: {why}")));
		}
		let signature = key.sign(&usage_digest(&self.chain.genesis(), &usage)).0;
		let signed =
			SignedUsage { usage: hex::encode(usage.encode()), signature: hex::encode(signature) };
		let body =
			serde_json::to_vec(&signed).map_err(|error| TenantError::Broken(error.to_string()))?;
		let mut question = Question::new(Method::POST, "usage", body);
		question.more.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
		self.ask(&self.quick, &question).await?;
		Ok(Some((usage, proposal.next_at)))
	}
}

fn decoded(proposal: &UsageProposal) -> Result<Usage, TenantError> {
	let bytes = hex::decode(proposal.usage.trim_start_matches("0x"));
	let bytes = bytes.map_err(|error| TenantError::Broken(error.to_string()))?;
	Usage::decode(&mut bytes.as_slice()).map_err(|error| TenantError::Broken(error.to_string()))
}
