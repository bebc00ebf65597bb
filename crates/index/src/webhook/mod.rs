//! Webhooks: events sent to whoever registered for them, signed, and again until they arrive.
//!
//! What is to be sent is written down in the transaction that stores the block: nothing is lost by a restart, and
//! nothing is sent that is not final. A receiver may get the same event twice and knows it by its `webhook-id`.

mod send;
mod sign;
mod target;

pub(crate) use send::send;
pub use sign::{SECRET_PREFIX, new_secret, signature};
pub(crate) use target::{allowed, target};

use crate::{
	Result,
	facts::BlockFacts,
	filter::{Event, EventFilter},
	head::Head,
	store::{Columns, Tx, all, one, run},
};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

/// Deliveries of one webhook that wait at most. Then it is suspended: somebody does not listen.
const MAX_PENDING: i64 = 10_000;

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Writes down what a block makes necessary to send.
pub(crate) async fn enqueue(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	if facts.events.is_empty() {
		return Ok(());
	}
	let sql = "SELECT id, filter FROM webhooks WHERE suspended IS NULL AND seen < $1 ORDER BY id";
	let webhooks = all(tx, sql, vec![facts.block.number.into()]).await?;
	if webhooks.is_empty() {
		return Ok(());
	}
	let genesis = Head::read(tx).await?.map(|head| head.genesis).unwrap_or_default();
	for webhook in webhooks {
		let id = webhook.text("id")?;
		let filter = EventFilter::parse(&webhook.text("filter")?)?;
		let wanted: Vec<_> = facts.events.iter().filter(|event| filter.matches(event)).collect();
		if !wanted.is_empty() && is_full(tx, &id).await? {
			suspend(tx, &id, "10,000 deliveries wait: nobody takes them").await?;
			continue;
		}
		for event in wanted {
			let body = json!({
				"type": format!("{}.{}", event.pallet, event.name),
				"genesis": genesis,
				"finalised": true,
				"data": Event::new(facts, event),
			});
			let sql = "INSERT INTO deliveries \
			           (webhook, block, place, state, attempts, next_ms, body) \
			           VALUES ($1, $2, $3, 'pending', 0, $4, $5)";
			let args = vec![
				(&id).into(),
				facts.block.number.into(),
				event.index.into(),
				now_ms().into(),
				body.to_string().into(),
			];
			run(tx, sql, args).await?;
		}
		let sql = "UPDATE webhooks SET seen = $2 WHERE id = $1";
		run(tx, sql, vec![(&id).into(), facts.block.number.into()]).await?;
	}
	Ok(())
}

async fn is_full(tx: &mut Tx, webhook: &str) -> Result<bool> {
	let sql = "SELECT COUNT(*) AS pending FROM deliveries WHERE webhook = $1 AND state = 'pending'";
	let row = one(tx, sql, vec![webhook.into()]).await?;
	row.map_or(Ok(false), |row| Ok(row.int("pending")? >= MAX_PENDING))
}

/// Sends nothing more, and says why.
pub(crate) async fn suspend(tx: &mut Tx, webhook: &str, why: &str) -> Result<()> {
	run(tx, "DELETE FROM deliveries WHERE webhook = $1", vec![webhook.into()]).await?;
	let sql = "UPDATE webhooks SET suspended = $2 WHERE id = $1";
	run(tx, sql, vec![webhook.into(), why.into()]).await.map(|_| ())
}
