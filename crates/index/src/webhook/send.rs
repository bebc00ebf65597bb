//! Sends what is due, again and later each time, until it arrives or nobody can expect it to.

use super::{allowed, now_ms, signature, suspend, target};
use crate::{
	Index, Result,
	store::{Columns, all, one, run},
};
use futures::future::join_all;
use std::time::Duration;
use stoa_egress::{EgressError, Guard, Limits};

/// Webhooks that are served at once, each with one delivery.
const AT_ONCE: i64 = 16;
/// How long a delivery belongs to who took it, in milliseconds: longer than one can take.
const LEASE_MS: i64 = 60_000;
/// The first pause, which doubles each time, and the longest.
const FIRST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = 3_600_000;
/// Attempts at one delivery: over about eight hours.
const MAX_ATTEMPTS: i64 = 16;
/// Deliveries in a row that are given up before a webhook is suspended.
const MAX_FAILURES: i64 = 3;
/// How long what was given up stays listed, in milliseconds: a week.
const KEEP_MS: i64 = 7 * 24 * 3_600_000;
/// How often to look for what is due again.
const TICK: Duration = Duration::from_secs(1);
const LIMITS: Limits = Limits {
	response_bytes: 64 * 1_024,
	connect: Duration::from_secs(5),
	total: Duration::from_secs(15),
};

/// One delivery with what it needs.
struct Delivery {
	webhook: String,
	block: i64,
	place: i64,
	attempts: i64,
	url: String,
	secret: String,
	body: String,
}

/// Sends for ever. Fails only if it cannot begin.
pub(crate) async fn send(index: &Index) -> Result<()> {
	if index.options().webhook_hosts.is_empty() {
		return std::future::pending().await;
	}
	let guard = Guard::new(index.options().allow_private, LIMITS)?;
	let mut news = index.news();
	loop {
		match send_due(index, &guard).await {
			Ok(0) => {}
			Ok(_) => continue,
			Err(error) => tracing::warn!("webhooks wait: {error}"),
		}
		tokio::select! {
			_ = news.changed() => {}
			() = tokio::time::sleep(TICK) => {}
		}
	}
}

/// Sends what is due now, one delivery of each webhook; says how many.
pub(crate) async fn send_due(index: &Index, guard: &Guard) -> Result<usize> {
	let due = take_due(index).await?;
	let count = due.len();
	join_all(due.into_iter().map(|delivery| async move {
		let result = attempt(index, guard, &delivery).await;
		note(index, &delivery, result).await
	}))
	.await
	.into_iter()
	.collect::<Result<Vec<()>>>()?;
	Ok(count)
}

async fn take_due(index: &Index) -> Result<Vec<Delivery>> {
	let now = now_ms();
	let mut tx = index.read().await?;
	let sql = "SELECT webhook FROM deliveries WHERE state = 'pending' AND next_ms <= $1 \
	           GROUP BY webhook ORDER BY MIN(next_ms) LIMIT $2";
	let webhooks = all(&mut tx, sql, vec![now.into(), AT_ONCE.into()]).await?;
	tx.rollback().await?;
	if webhooks.is_empty() {
		return Ok(Vec::new());
	}
	let mut tx = index.write().await?;
	let mut taken = Vec::new();
	for row in webhooks {
		let sql = "SELECT d.webhook AS webhook, d.block AS block, d.place AS place, \
		           d.attempts AS attempts, d.next_ms AS next_ms, d.body AS body, w.url AS url, \
		           w.secret AS secret FROM deliveries d JOIN webhooks w ON w.id = d.webhook \
		           WHERE d.webhook = $1 AND d.state = 'pending' AND d.next_ms <= $2 \
		           AND w.suspended IS NULL ORDER BY d.block, d.place LIMIT 1";
		let args = vec![row.text("webhook")?.into(), now.into()];
		let Some(row) = one(&mut tx, sql, args).await? else { continue };
		let delivery = Delivery {
			webhook: row.text("webhook")?,
			block: row.int("block")?,
			place: row.int("place")?,
			attempts: row.int("attempts")?,
			url: row.text("url")?,
			secret: row.text("secret")?,
			body: row.text("body")?,
		};
		// Another process that shares the database may have taken it.
		let sql = "UPDATE deliveries SET next_ms = $5 WHERE webhook = $1 AND block = $2 AND \
		           place = $3 AND next_ms = $4 AND state = 'pending'";
		let args = vec![
			(&delivery.webhook).into(),
			delivery.block.into(),
			delivery.place.into(),
			row.int("next_ms")?.into(),
			(now + LEASE_MS).into(),
		];
		if run(&mut tx, sql, args).await? == 1 {
			taken.push(delivery);
		}
	}
	tx.commit().await?;
	Ok(taken)
}

/// Why a delivery did not arrive.
enum Missed {
	/// It may, later.
	Later(String),
	/// It never will, nor will others.
	Never(String),
}

async fn attempt(index: &Index, guard: &Guard, delivery: &Delivery) -> Result<(), Missed> {
	let options = index.options();
	let (endpoint, path) = target(&delivery.url, options.allow_private).map_err(Missed::Never)?;
	if !allowed(&options.webhook_hosts, endpoint.host()) {
		return Err(Missed::Never("the operator does not allow its host any more".to_string()));
	}
	let id = format!("{}.{}-{}", delivery.webhook, delivery.block, delivery.place);
	let timestamp = now_ms() / 1_000;
	let signature = signature(&delivery.secret, &id, timestamp, &delivery.body)
		.ok_or_else(|| Missed::Never("its secret cannot be read".to_string()))?;
	let headers = [
		("webhook-id", id),
		("webhook-timestamp", timestamp.to_string()),
		("webhook-signature", signature),
	];
	let body = delivery.body.clone().into_bytes();
	match guard.post_json_with(&endpoint, &path, &headers, body).await {
		Ok(_) => Ok(()),
		Err(EgressError::Status(410)) => {
			Err(Missed::Never("the receiver answered 410: it wants no more".to_string()))
		}
		Err(error) => Err(Missed::Later(error.to_string())),
	}
}

/// The pause before the next attempt after so many.
fn pause_ms(attempts: i64) -> i64 {
	let doubled = u32::try_from(attempts.clamp(0, 20)).unwrap_or(20);
	(FIRST_PAUSE_MS << doubled).min(LONGEST_PAUSE_MS)
}

/// Writes down what became of a delivery.
async fn note(index: &Index, delivery: &Delivery, result: Result<(), Missed>) -> Result<()> {
	let mut tx = index.write().await?;
	let webhook = &delivery.webhook;
	let key = || vec![webhook.into(), delivery.block.into(), delivery.place.into()];
	match result {
		Ok(()) => {
			let sql = "DELETE FROM deliveries WHERE webhook = $1 AND block = $2 AND place = $3";
			run(&mut tx, sql, key()).await?;
			let sql = "UPDATE webhooks SET failures = 0 WHERE id = $1 AND failures > 0";
			run(&mut tx, sql, vec![webhook.into()]).await?;
		}
		Err(Missed::Never(why)) => suspend(&mut tx, webhook, &why).await?,
		Err(Missed::Later(why)) => {
			let attempts = delivery.attempts + 1;
			let over = attempts >= MAX_ATTEMPTS;
			let state = if over { "failed" } else { "pending" };
			let sql = "UPDATE deliveries SET state = $4, attempts = $5, next_ms = $6, error = $7 \
			           WHERE webhook = $1 AND block = $2 AND place = $3";
			let mut args = key();
			args.push(state.into());
			args.push(attempts.into());
			args.push((now_ms() + pause_ms(delivery.attempts)).into());
			args.push((&why).into());
			run(&mut tx, sql, args).await?;
			if over {
				give_up(&mut tx, webhook, &why).await?;
			}
		}
	}
	Ok(tx.commit().await?)
}

async fn give_up(tx: &mut crate::store::Tx, webhook: &str, why: &str) -> Result<()> {
	let sql = "DELETE FROM deliveries WHERE state = 'failed' AND next_ms < $1";
	run(tx, sql, vec![(now_ms() - KEEP_MS).into()]).await?;
	let sql = "UPDATE webhooks SET failures = failures + 1 WHERE id = $1";
	run(tx, sql, vec![webhook.into()]).await?;
	let row = one(tx, "SELECT failures FROM webhooks WHERE id = $1", vec![webhook.into()]).await?;
	if row.map_or(Ok(0), |row| row.int("failures"))? >= MAX_FAILURES {
		let why = format!("{MAX_FAILURES} deliveries in a row did not arrive; the last: {why}");
		suspend(tx, webhook, &why).await?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_double_up_to_an_hour() {
		assert_eq!(pause_ms(0), 5_000);
		assert_eq!(pause_ms(3), 40_000);
		assert_eq!(pause_ms(9), 2_560_000);
		assert_eq!(pause_ms(10), 3_600_000);
		assert_eq!(pause_ms(1_000), 3_600_000);
		let all: i64 = (0..MAX_ATTEMPTS - 1).map(pause_ms).sum();
		assert!((6..10).contains(&(all / 3_600_000)), "{all}");
	}
}
