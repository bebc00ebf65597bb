//! What the chain wrote down: every event of leases, and every fee, from one block on.

use anyhow::{Context, Result};
use serde_json::Value;
use stoa_client::{Client, events::ChainEvent, keys};
use stoa_primitives::{Balance, LeaseId};

/// Events of blocks in a row.
pub struct Ledger(Vec<(u32, ChainEvent)>);

impl Ledger {
	/// Those from block `first` to the best one.
	pub async fn since(client: &Client, first: u32) -> Result<Self> {
		let last = client.best().await?.number();
		let mut all = Vec::new();
		for block in first..=last {
			let at = client.at_height(block).await?;
			let events = at.events_of(&["Compute", "TransactionPayment"]).await?;
			all.extend(events.into_iter().map(|event| (block, event)));
		}
		Ok(Self(all))
	}

	/// Events of a name about a lease, with their blocks.
	pub fn of(&self, lease: LeaseId, name: &str) -> Vec<(u32, &Value)> {
		let ours = |event: &&(u32, ChainEvent)| {
			event.1.pallet == "Compute" && event.1.name == name && event.1.data["lease"] == lease
		};
		self.0.iter().filter(ours).map(|(block, event)| (*block, &event.data)).collect()
	}

	/// The one of a name about a lease.
	pub fn one(&self, lease: LeaseId, name: &str) -> Result<(u32, &Value)> {
		let found = self.of(lease, name);
		found.first().copied().with_context(|| format!("no {name} of lease {lease}"))
	}

	/// All that a lease has paid to its provider, in planck.
	pub fn paid(&self, lease: LeaseId) -> Result<Balance> {
		let mut sum = 0;
		for name in ["LeasePaid", "LeaseEnded", "ContestSettled"] {
			for (_, data) in self.of(lease, name) {
				let field = if name == "LeasePaid" { "amount" } else { "paid" };
				sum += planck(&data[field])?;
			}
		}
		Ok(sum)
	}

	/// All fees that an account has paid for its transactions, in planck.
	pub fn fees(&self, uri: &str) -> Result<Balance> {
		let who = keys::account(uri)?.to_string();
		let mut sum = 0;
		for (_, event) in &self.0 {
			if event.name == "TransactionFeePaid" && event.data["who"] == *who {
				sum += planck(&event.data["actual_fee"])?;
			}
		}
		Ok(sum)
	}
}

/// An amount as events have it.
pub fn planck(value: &Value) -> Result<Balance> {
	let text = value.as_str().with_context(|| format!("not an amount: {value}"))?;
	Ok(text.parse()?)
}
