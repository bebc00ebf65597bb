//! Receipts of answers, kept for a while, with what a challenge of them needs for as long as there can be one.

use crate::{database::now, lane::Signed, market::Market};
use anyhow::Result;
use serde::Serialize;
use sqlx::{AnyPool, Row};
use std::{sync::Arc, time::Duration};
use stoa_primitives::{BlockNumber, Digest, channel::Receipt};
use tokio::sync::mpsc;
use utoipa::ToSchema;

/// Receipts that wait to be written. Beyond them they are dropped: answers come first.
const QUEUE: usize = 4_096;
/// Pause between two prunings.
const PRUNE: Duration = Duration::from_secs(600);
const SECONDS_PER_DAY: i64 = 86_400;

/// The last receipt of an answer with what a challenge needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
	/// The receipt.
	pub receipt: Signed<Receipt>,
	/// Id of the spender that it was for.
	pub owner: String,
	/// The provider's secret for the answer.
	pub salt: Option<Digest>,
	/// Class Exact: what was computed.
	pub computed: Option<Computed>,
}

/// An answer of class Exact as far as its receipt says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Computed {
	/// The prompt.
	pub prompt_tokens: Vec<u32>,
	/// The output.
	pub output_tokens: Vec<u32>,
	/// Root of the trace.
	pub trace: Digest,
}

/// A receipt as it is told to those who asked for its answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct KeptReceipt {
	/// `r-CHANNEL-SEQUENCE`.
	pub id: String,
	/// Always `stoa.receipt`.
	pub object: String,
	/// The receipt in SCALE, hexadecimal.
	pub receipt: String,
	/// The provider's sr25519 signature over its digest, hexadecimal.
	pub signature: String,
	/// The provider's secret for the answer, hexadecimal.
	pub salt: Option<String>,
	/// Class Exact: root of the trace, hexadecimal.
	pub trace: Option<String>,
	/// Class Exact: the prompt as token ids, while the receipt can be challenged.
	pub prompt_tokens: Option<Vec<u32>>,
	/// Class Exact: the output as token ids, while the receipt can be challenged.
	pub output_tokens: Option<Vec<u32>>,
	/// The last block at which it can be challenged. Full blocks put it off.
	pub challengeable_until: u64,
	/// When it was kept, in seconds since 1970.
	pub kept: i64,
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
	/// Starts the writer. Receipts are dropped after `days`; prompts and answers are written only if `keep_prompts`,
	/// and dropped when they cannot be challenged any more. The writer ends once all handles are gone and everything
	/// is written.
	pub fn start(
		pool: AnyPool,
		market: Arc<dyn Market>,
		days: u32,
		keep_prompts: bool,
	) -> (Self, tokio::task::JoinHandle<()>) {
		let (queue, mut waiting) = mpsc::channel::<Kept>(QUEUE);
		let writer = tokio::spawn(async move {
			let window = market.receipt_window();
			let mut prune = tokio::time::interval(PRUNE);
			loop {
				let done = tokio::select! {
					kept = waiting.recv() => match kept {
						Some(kept) => write(&pool, &kept, window).await,
						None => return,
					},
					_ = prune.tick() => {
						// Full blocks put the end of the window off.
						let over = market.height().saturating_sub(window);
						forget(&pool, days, over).await
					}
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
			kept.computed = None;
		}
		if self.queue.try_send(kept).is_err() {
			tracing::warn!("the database is too slow: a receipt was not kept");
		}
	}
}

fn hexadecimal(digest: &Digest) -> String {
	format!("0x{}", hex::encode(digest))
}

async fn write(pool: &AnyPool, kept: &Kept, window: BlockNumber) -> Result<(), sqlx::Error> {
	let (receipt, signature) = kept.receipt.to_hex();
	let until = kept.receipt.what.anchor.number.saturating_add(window);
	let computed = kept.computed.as_ref();
	let json = |tokens: &Vec<u32>| serde_json::to_string(tokens).unwrap_or_default();
	sqlx::query(
		"INSERT INTO gateway_receipts
		(id, owner, receipt, signature, salt, trace, prompt_tokens, output_tokens, until, kept)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
	)
	.bind(kept.id())
	.bind(kept.owner.clone())
	.bind(receipt)
	.bind(signature)
	.bind(kept.salt.as_ref().map(hexadecimal))
	.bind(computed.map(|computed| hexadecimal(&computed.trace)))
	.bind(computed.map(|computed| json(&computed.prompt_tokens)))
	.bind(computed.map(|computed| json(&computed.output_tokens)))
	.bind(i64::from(until))
	.bind(now())
	.execute(pool)
	.await
	.map(|_| ())
}

/// Forgets old receipts, and the contents of those that could be challenged until a block before `over`.
async fn forget(pool: &AnyPool, days: u32, over: BlockNumber) -> Result<(), sqlx::Error> {
	let before = now().saturating_sub(SECONDS_PER_DAY.saturating_mul(days.into()));
	let old = sqlx::query("DELETE FROM gateway_receipts WHERE kept < $1").bind(before);
	old.execute(pool).await?;
	sqlx::query(
		"UPDATE gateway_receipts SET prompt_tokens = NULL, output_tokens = NULL
		WHERE until < $1 AND prompt_tokens IS NOT NULL",
	)
	.bind(i64::from(over))
	.execute(pool)
	.await
	.map(|_| ())
}

/// A kept receipt, if `owner` is who it was for.
pub async fn find(pool: &AnyPool, id: &str, owner: &str) -> Result<Option<KeptReceipt>> {
	let row = sqlx::query(
		"SELECT receipt, signature, salt, trace, prompt_tokens, output_tokens, until, kept
		FROM gateway_receipts WHERE id = $1 AND owner = $2",
	)
	.bind(id.to_owned())
	.bind(owner.to_owned())
	.fetch_optional(pool)
	.await?;
	let Some(row) = row else { return Ok(None) };
	let tokens =
		|text: Option<String>| text.and_then(|text| serde_json::from_str::<Vec<u32>>(&text).ok());
	Ok(Some(KeptReceipt {
		id: id.to_owned(),
		object: "stoa.receipt".to_owned(),
		receipt: row.try_get(0)?,
		signature: row.try_get(1)?,
		salt: row.try_get(2)?,
		trace: row.try_get(3)?,
		prompt_tokens: tokens(row.try_get(4)?),
		output_tokens: tokens(row.try_get(5)?),
		challengeable_until: u64::try_from(row.try_get::<i64, _>(6)?).unwrap_or_default(),
		kept: row.try_get(7)?,
	}))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{lane::tests::signed_receipt, tests::market::TestMarket};

	fn kept() -> Kept {
		let computed =
			Computed { prompt_tokens: vec![1, 2], output_tokens: vec![3], trace: [4; 32] };
		let owner = "mine".to_owned();
		Kept { receipt: signed_receipt(), owner, salt: Some([5; 32]), computed: Some(computed) }
	}

	#[tokio::test]
	async fn what_was_computed_is_forgotten_when_it_cannot_be_challenged() {
		let folder = tempfile::tempdir().unwrap();
		let url = format!("sqlite://{}", folder.path().join("g.db").display());
		let pool = crate::database::open(&url).await.unwrap();
		let kept = kept();
		write(&pool, &kept, 100).await.unwrap();
		let until = kept.receipt.what.anchor.number + 100;
		let mine = find(&pool, &kept.id(), "mine").await.unwrap().unwrap();
		assert_eq!(mine.challengeable_until, u64::from(until));
		assert_eq!((mine.prompt_tokens, mine.output_tokens), (Some(vec![1, 2]), Some(vec![3])));
		assert_eq!(find(&pool, &kept.id(), "another").await.unwrap(), None);
		forget(&pool, 7, until).await.unwrap();
		let mine = find(&pool, &kept.id(), "mine").await.unwrap().unwrap();
		assert!(mine.output_tokens.is_some(), "it can still be challenged");
		forget(&pool, 7, until + 1).await.unwrap();
		let mine = find(&pool, &kept.id(), "mine").await.unwrap().unwrap();
		assert_eq!((mine.prompt_tokens, mine.output_tokens), (None, None));
		assert_eq!(mine.receipt, kept.receipt.to_hex().0);
	}

	#[tokio::test]
	async fn prompts_stay_out_of_the_database_if_the_owner_wants_it() {
		let folder = tempfile::tempdir().unwrap();
		let url = format!("sqlite://{}", folder.path().join("g.db").display());
		let pool = crate::database::open(&url).await.unwrap();
		let (receipts, writer) =
			Receipts::start(pool.clone(), Arc::new(TestMarket::default()), 7, false);
		receipts.keep(kept());
		drop(receipts);
		writer.await.unwrap();
		let mine = find(&pool, &kept().id(), "mine").await.unwrap().unwrap();
		assert_eq!((mine.prompt_tokens, mine.output_tokens, mine.trace), (None, None, None));
	}
}
