//! Receipts of whole answers, kept for as long as they can be challenged.

use crate::{database::now, lane::Signed};
use anyhow::Result;
use sqlx::{AnyPool, Row};
use std::time::Duration;
use stoa_primitives::{Digest, channel::Receipt};
use tokio::sync::mpsc;

/// Receipts that wait to be written. Beyond them they are dropped: answers come first.
const QUEUE: usize = 4_096;
/// Pause between two prunings.
const PRUNE: Duration = Duration::from_secs(600);
const SECONDS_PER_DAY: i64 = 86_400;

/// A last receipt with what a challenge needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
	/// The receipt.
	pub receipt: Signed<Receipt>,
	/// Id of the spender that it was for.
	pub owner: String,
	/// Class Exact: the prompt as token ids. Kept only if the owner of the gateway wants it.
	pub prompt_tokens: Option<Vec<u32>>,
	/// The provider's secret for the answer.
	pub salt: Option<Digest>,
}

impl Kept {
	/// `r-CHANNEL-SEQUENCE`.
	pub fn id(&self) -> String {
		let receipt = &self.receipt.what;
		format!("r-{}-{}", receipt.channel, receipt.sequence)
	}
}

/// Where receipts go.
#[derive(Clone)]
pub struct Receipts {
	queue: mpsc::Sender<Kept>,
	keep_prompts: bool,
}

impl Receipts {
	/// Starts the writer. Receipts are dropped after `days`; prompts are written only if `keep_prompts`.
	/// The writer ends once all handles are gone and everything is written.
	pub fn start(
		pool: AnyPool,
		days: u32,
		keep_prompts: bool,
	) -> (Self, tokio::task::JoinHandle<()>) {
		let (queue, mut waiting) = mpsc::channel::<Kept>(QUEUE);
		let writer = tokio::spawn(async move {
			let mut prune = tokio::time::interval(PRUNE);
			loop {
				let done = tokio::select! {
					kept = waiting.recv() => match kept {
						Some(kept) => write(&pool, &kept).await,
						None => return,
					},
					_ = prune.tick() => forget(&pool, days).await,
				};
				if let Err(error) = done {
					tracing::warn!(%error, "receipts cannot be kept");
				}
			}
		});
		(Self { queue, keep_prompts }, writer)
	}

	/// Keeps a receipt, soon.
	pub fn keep(&self, mut kept: Kept) {
		if !self.keep_prompts {
			kept.prompt_tokens = None;
		}
		if self.queue.try_send(kept).is_err() {
			tracing::warn!("the database is too slow: a receipt was not kept");
		}
	}
}

async fn write(pool: &AnyPool, kept: &Kept) -> Result<(), sqlx::Error> {
	let (receipt, signature) = kept.receipt.to_hex();
	let tokens = kept.prompt_tokens.as_ref();
	let tokens = tokens.map(|tokens| serde_json::to_string(tokens).unwrap_or_default());
	sqlx::query(
		"INSERT INTO gateway_receipts (id, owner, receipt, signature, salt, prompt_tokens, kept)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
	)
	.bind(kept.id())
	.bind(&kept.owner)
	.bind(receipt)
	.bind(signature)
	.bind(kept.salt.map(|salt| format!("0x{}", hex::encode(salt))))
	.bind(tokens)
	.bind(now())
	.execute(pool)
	.await
	.map(|_| ())
}

async fn forget(pool: &AnyPool, days: u32) -> Result<(), sqlx::Error> {
	let before = now().saturating_sub(SECONDS_PER_DAY.saturating_mul(days.into()));
	let forgotten = sqlx::query("DELETE FROM gateway_receipts WHERE kept < $1").bind(before);
	forgotten.execute(pool).await.map(|_| ())
}

/// A kept receipt as JSON, if `owner` is who it was for.
pub async fn find(pool: &AnyPool, id: &str, owner: &str) -> Result<Option<serde_json::Value>> {
	let row = sqlx::query(
		"SELECT receipt, signature, salt, prompt_tokens, kept FROM gateway_receipts
		WHERE id = $1 AND owner = $2",
	)
	.bind(id)
	.bind(owner)
	.fetch_optional(pool)
	.await?;
	let Some(row) = row else { return Ok(None) };
	let tokens: Option<String> = row.try_get(3)?;
	let tokens = tokens.and_then(|text| serde_json::from_str::<Vec<u32>>(&text).ok());
	Ok(Some(serde_json::json!({
		"id": id,
		"object": "stoa.receipt",
		"receipt": row.try_get::<String, _>(0)?,
		"signature": row.try_get::<String, _>(1)?,
		"salt": row.try_get::<Option<String>, _>(2)?,
		"prompt_tokens": tokens,
		"kept": row.try_get::<i64, _>(4)?,
	})))
}
