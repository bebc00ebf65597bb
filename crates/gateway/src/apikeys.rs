//! API keys: made once, kept as hashes.

use crate::{
	database::now,
	spend::{Budget, Ledger, Spender},
};
use anyhow::{Result, anyhow, bail};
use parking_lot::RwLock;
use sqlx::{AnyPool, Row, any::AnyRow};
use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};
use stoa_exact::{Blake2, Hasher};
use stoa_primitives::Balance;

/// How a key begins.
pub const PREFIX: &str = "sk-stoa-";
const SECRET_BYTES: usize = 32;
const ID_BYTES: usize = 6;
/// Longest token that is hashed at all.
const MAX_TOKEN_BYTES: usize = 4_096;

/// What a key may be used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
	/// Chat completions.
	Chat,
	/// Completions.
	Completions,
	/// Embeddings.
	Embeddings,
	/// The list of models.
	Models,
	/// Reading `/v1/stoa/…`.
	Read,
	/// Changing things under `/v1/stoa/…`.
	Write,
}

const SCOPES: [(Scope, &str); 6] = [
	(Scope::Chat, "chat"),
	(Scope::Completions, "completions"),
	(Scope::Embeddings, "embeddings"),
	(Scope::Models, "models"),
	(Scope::Read, "read"),
	(Scope::Write, "write"),
];

/// A set of scopes; written with blanks or commas between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scopes(u8);

impl Scopes {
	/// All of them.
	pub fn all() -> Self {
		SCOPES.iter().fold(Self::default(), |scopes, (scope, _)| scopes.with(*scope))
	}

	/// What a key gets that names none: everything but changing things.
	pub fn usual() -> Self {
		Self(Self::all().0 & !(1 << Scope::Write as u8))
	}

	/// The set with one more.
	pub fn with(self, scope: Scope) -> Self {
		Self(self.0 | 1 << scope as u8)
	}

	/// Whether it has the scope.
	pub fn has(self, scope: Scope) -> bool {
		self.0 & 1 << scope as u8 != 0
	}
}

impl fmt::Display for Scopes {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let names: Vec<&str> =
			SCOPES.iter().filter(|(scope, _)| self.has(*scope)).map(|(_, name)| *name).collect();
		f.write_str(&names.join(" "))
	}
}

impl FromStr for Scopes {
	type Err = anyhow::Error;

	fn from_str(text: &str) -> Result<Self> {
		let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
		words.try_fold(Self::default(), |scopes, word| {
			let known = SCOPES.iter().find(|(_, name)| *name == word);
			let known = known.ok_or_else(|| {
				let names: Vec<&str> = SCOPES.iter().map(|(_, name)| *name).collect();
				anyhow!("there is no scope `{word}`: use some of {}", names.join(", "))
			});
			known.map(|(scope, _)| scopes.with(*scope))
		})
	}
}

/// Somebody who may use the gateway.
#[derive(Clone)]
pub struct Identity {
	/// What it may do.
	pub scopes: Scopes,
	/// Who pays, and how fast.
	pub spender: Arc<Spender>,
	/// When it ends, in seconds since 1970.
	pub expires: Option<i64>,
}

/// A key to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
	/// A name for people.
	pub name: String,
	/// What it may do.
	pub scopes: Scopes,
	/// What it may spend.
	pub budget: Budget,
	/// When it ends, in seconds since 1970.
	pub expires: Option<i64>,
	/// Requests a minute; the configuration's without.
	pub per_minute: Option<u32>,
}

/// A key as it is listed. The secret is nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyInfo {
	/// Its id.
	pub id: String,
	/// Its name.
	pub name: String,
	/// What it may do.
	pub scopes: Scopes,
	/// When it was made, ends, and was revoked, in seconds since 1970.
	pub created: i64,
	/// See `created`.
	pub expires: Option<i64>,
	/// See `created`.
	pub revoked: Option<i64>,
	/// Requests a minute; the configuration's without.
	pub per_minute: Option<u32>,
	/// What it may spend.
	pub budget: Budget,
	/// Planck spent in the present period.
	pub spent: Balance,
	hash: String,
}

/// The keys, in memory for every request and in the database for good.
pub struct ApiKeys {
	pool: AnyPool,
	ledger: Arc<Ledger>,
	per_minute: u32,
	known: RwLock<HashMap<[u8; 32], Identity>>,
}

const LIST: &str =
	"SELECT k.id, k.hash, k.name, k.scopes, k.created, k.expires, k.revoked, k.per_minute,
	s.budget, s.period, s.spent FROM gateway_keys k LEFT JOIN gateway_spenders s ON s.id = k.id
	ORDER BY k.created, k.id";

impl ApiKeys {
	/// Over an open database; `per_minute` holds for keys that say nothing else.
	pub fn new(pool: AnyPool, ledger: Arc<Ledger>, per_minute: u32) -> Self {
		Self { pool, ledger, per_minute, known: RwLock::default() }
	}

	/// Makes a key. Returns its id and the key itself, which cannot be shown again.
	pub async fn create(&self, new: &NewKey) -> Result<(String, String)> {
		let mut random = [0u8; SECRET_BYTES + ID_BYTES];
		getrandom::fill(&mut random)
			.map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
		let (secret, id) = random.split_at(SECRET_BYTES);
		let (token, id) = (format!("{PREFIX}{}", hex::encode(secret)), hex::encode(id));
		sqlx::query(
			"INSERT INTO gateway_keys (id, hash, name, scopes, created, expires, per_minute)
			VALUES ($1, $2, $3, $4, $5, $6, $7)",
		)
		.bind(&id)
		.bind(hex::encode(hash(&token)))
		.bind(&new.name)
		.bind(new.scopes.to_string())
		.bind(now())
		.bind(new.expires)
		.bind(new.per_minute.map(i64::from))
		.execute(&self.pool)
		.await?;
		self.ledger.load(&id, new.budget, new.per_minute.unwrap_or(self.per_minute)).await?;
		Ok((id, token))
	}

	/// Ends a key, at once here and within seconds at other gateways.
	pub async fn revoke(&self, id: &str) -> Result<()> {
		let done =
			sqlx::query("UPDATE gateway_keys SET revoked = $1 WHERE id = $2 AND revoked IS NULL")
				.bind(now())
				.bind(id)
				.execute(&self.pool)
				.await?;
		if done.rows_affected() == 0 {
			bail!("there is no key {id} in use: `stoa-gateway keys list` shows them");
		}
		self.refresh().await
	}

	/// All keys, oldest first.
	pub async fn list(&self) -> Result<Vec<KeyInfo>> {
		let rows = sqlx::query(LIST).fetch_all(&self.pool).await?;
		rows.iter().map(|row| Ok(info(row)?)).collect()
	}

	/// Reads the keys again: what was made and revoked elsewhere.
	pub async fn refresh(&self) -> Result<()> {
		let now = now();
		let mut known = HashMap::new();
		for key in self.list().await? {
			let over = key.revoked.is_some() || key.expires.is_some_and(|end| end <= now);
			let Some(hash) = hex::decode(&key.hash).ok().and_then(|hash| hash.try_into().ok())
			else {
				continue;
			};
			if !over {
				let per_minute = key.per_minute.unwrap_or(self.per_minute);
				let spender = self.ledger.load(&key.id, key.budget, per_minute).await?;
				let identity = Identity { scopes: key.scopes, spender, expires: key.expires };
				known.insert(hash, identity);
			}
		}
		*self.known.write() = known;
		Ok(())
	}

	/// Whose key this is. Strangers' tokens never reach the database. A map of hashes leaks nothing of the
	/// secret by its timing: the hash of a guess says nothing about the guess.
	pub fn find(&self, token: &str) -> Option<Identity> {
		if token.len() > MAX_TOKEN_BYTES {
			return None;
		}
		let identity = self.known.read().get(&hash(token)).cloned()?;
		identity.expires.is_none_or(|end| now() < end).then_some(identity)
	}
}

/// A key has 256 random bits: a plain hash of it cannot be searched.
fn hash(token: &str) -> [u8; 32] {
	Blake2::hash(token.as_bytes())
}

fn info(row: &AnyRow) -> Result<KeyInfo, sqlx::Error> {
	let amount = |column: Option<i64>| column.and_then(|n| Balance::try_from(n).ok());
	let per_minute: Option<i64> = row.try_get(7)?;
	let scopes: String = row.try_get(3)?;
	Ok(KeyInfo {
		id: row.try_get(0)?,
		hash: row.try_get(1)?,
		name: row.try_get(2)?,
		// A scope of a later version is not one here.
		scopes: scopes.parse().unwrap_or_default(),
		created: row.try_get(4)?,
		expires: row.try_get(5)?,
		revoked: row.try_get(6)?,
		per_minute: per_minute.and_then(|n| u32::try_from(n).ok()),
		budget: Budget {
			planck: amount(row.try_get(8)?),
			period: row.try_get::<Option<i64>, _>(9)?.unwrap_or_default(),
		},
		spent: amount(row.try_get(10)?).unwrap_or_default(),
	})
}

#[cfg(test)]
mod tests;
