//! The gateway's own tables: API keys, what each spender spent, receipts. SQLite in a file, or PostgreSQL by
//! URL where several gateways share one. Nothing here is needed to get money back: channels stand on the
//! chain.

use anyhow::{Context, Result};
use sqlx::{AnyPool, Executor, any::AnyPoolOptions};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Connections at most; nothing that a client waits for goes through them.
const CONNECTIONS: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(10);

/// Types that SQLite and PostgreSQL both know; bytes are hexadecimal text.
const TABLES: [&str; 4] = [
	"CREATE TABLE IF NOT EXISTS gateway_keys (
		id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL,
		created BIGINT NOT NULL, expires BIGINT, revoked BIGINT, per_minute BIGINT)",
	"CREATE TABLE IF NOT EXISTS gateway_spenders (
		id TEXT PRIMARY KEY, budget BIGINT, period BIGINT NOT NULL, since BIGINT NOT NULL,
		spent BIGINT NOT NULL)",
	"CREATE TABLE IF NOT EXISTS gateway_receipts (
		id TEXT PRIMARY KEY, owner TEXT NOT NULL, receipt TEXT NOT NULL, signature TEXT NOT NULL,
		salt TEXT, trace TEXT, prompt_tokens TEXT, output_tokens TEXT, until BIGINT NOT NULL,
		kept BIGINT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS gateway_receipts_kept ON gateway_receipts (kept)",
];

/// Opens the database behind a URL (`sqlite://PATH` or `postgres://…`) and makes its tables.
pub async fn open(url: &str) -> Result<AnyPool> {
	sqlx::any::install_default_drivers();
	let sqlite = url.starts_with("sqlite:");
	let url = if sqlite && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
	let pool = AnyPoolOptions::new()
		.max_connections(CONNECTIONS)
		.acquire_timeout(PATIENCE)
		.after_connect(move |connection, _| {
			Box::pin(async move {
				if sqlite {
					// Readers do not wait for the writer, and the writer not for the disk: what is lost is lost with
					// the machine's power, not with this process.
					connection.execute("PRAGMA journal_mode = WAL").await?;
					connection.execute("PRAGMA synchronous = NORMAL").await?;
				}
				Ok(())
			})
		})
		.connect(&url)
		.await
		// Not the URL: it may carry a password.
		.context("the database cannot be opened: check `database`, and that the folder exists")?;
	for table in TABLES {
		sqlx::query(table).execute(&pool).await.context("the tables cannot be made")?;
	}
	Ok(pool)
}

/// Seconds since 1970.
pub fn now() -> i64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
