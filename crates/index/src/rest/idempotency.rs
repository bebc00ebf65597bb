//! Writes that can be sent again: a key, chosen by the caller, stands for one request and its answer.

use super::Problem;
use crate::{
	Error, Result,
	store::{Columns, Tx, one, run},
	webhook::now_ms,
};
use axum::http::HeaderMap;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// How long a key is remembered, in milliseconds: a day.
const REMEMBER_MS: i64 = 24 * 3_600_000;

/// The header `Idempotency-Key`.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
	let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
	let bad = || Problem::bad_request("Idempotency-Key is 1 to 255 visible ASCII characters");
	let key = key.to_str().map_err(|_| bad())?;
	let good = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
	if good { Ok(Some(key.to_string())) } else { Err(bad()) }
}

/// Whether a key came before.
pub(crate) enum Before<T> {
	/// It did not.
	New,
	/// It did, with the same request, which was answered so.
	Same(T),
	/// It did, with another request.
	Other,
}

/// Remembers a key with its answer, or says with what it came before.
pub(crate) async fn remember<T: Serialize + DeserializeOwned>(
	tx: &mut Tx,
	owner: &str,
	key: &str,
	request: &impl Serialize,
	answer: &T,
) -> Result<Before<T>> {
	let unreadable = |error| Error::unreadable("an idempotency key's answer", error);
	let digest = Sha256::digest(serde_json::to_vec(request).map_err(unreadable)?);
	let digest = hex::encode(digest);
	let sql = "DELETE FROM idempotency WHERE created_ms < $1";
	run(tx, sql, vec![(now_ms() - REMEMBER_MS).into()]).await?;
	// First the attempt, then the look: of two requests at one time the second waits for the first.
	let sql = "INSERT INTO idempotency (owner, name, digest, answer, created_ms) \
	           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, name) DO NOTHING";
	let args = vec![
		owner.into(),
		key.into(),
		(&digest).into(),
		serde_json::to_string(answer).map_err(unreadable)?.into(),
		now_ms().into(),
	];
	if run(tx, sql, args).await? == 1 {
		return Ok(Before::New);
	}
	let sql = "SELECT digest, answer FROM idempotency WHERE owner = $1 AND name = $2";
	match one(tx, sql, vec![owner.into(), key.into()]).await? {
		Some(row) if row.text("digest")? == digest => {
			Ok(Before::Same(serde_json::from_str(&row.text("answer")?).map_err(unreadable)?))
		}
		_ => Ok(Before::Other),
	}
}
