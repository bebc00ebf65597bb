//! Counts per period of blocks: what grades and series are made of.

use crate::{
	Result,
	store::{Columns, Tx, all, one, planck, run},
};
use std::collections::BTreeMap;
use stoa_primitives::{BlockNumber, ReleaseId};

/// Blocks of one period: five minutes. Periods are counted from block 0.
pub const PERIOD: BlockNumber = 100;

/// The period of a block.
pub fn period(block: BlockNumber) -> u32 {
	block / PERIOD
}

/// The last block of a period.
pub fn end(period: u32) -> BlockNumber {
	period.saturating_mul(PERIOD).saturating_add(PERIOD - 1)
}

/// What is counted for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
	Provider,
	Release,
}

impl Kind {
	pub(crate) fn name(self) -> &'static str {
		match self {
			Self::Provider => "provider",
			Self::Release => "release",
		}
	}
}

/// Counts, by name.
pub(crate) type Counts = BTreeMap<String, i64>;

/// Counts something in a block.
pub(crate) async fn add(
	tx: &mut Tx,
	kind: Kind,
	subject: &str,
	block: BlockNumber,
	name: &'static str,
	value: i64,
) -> Result<()> {
	let sql = "INSERT INTO tallies (kind, subject, period, name, value) \
	           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, subject, period, name) \
	           DO UPDATE SET value = tallies.value + excluded.value";
	let args =
		vec![kind.name().into(), subject.into(), period(block).into(), name.into(), value.into()];
	run(tx, sql, args).await.map(|_| ())
}

/// Counts a paid job of a release.
pub(crate) async fn add_volume(
	tx: &mut Tx,
	release: ReleaseId,
	block: BlockNumber,
	tokens: u32,
	(charged, royalty): (u128, u128),
) -> Result<()> {
	let sql = "SELECT charged, royalty FROM volumes WHERE release = $1 AND period = $2";
	let key = || vec![release.into(), period(block).into()];
	let before = match one(tx, sql, key()).await? {
		Some(row) => (planck(&row.text("charged")?)?, planck(&row.text("royalty")?)?),
		None => (0, 0),
	};
	let sql = "INSERT INTO volumes (release, period, jobs, tokens, charged, royalty) \
	           VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT (release, period) DO UPDATE SET \
	           jobs = volumes.jobs + 1, tokens = volumes.tokens + excluded.tokens, \
	           charged = excluded.charged, royalty = excluded.royalty";
	let mut args = key();
	args.push(tokens.into());
	args.push(before.0.saturating_add(charged).to_string().into());
	args.push(before.1.saturating_add(royalty).to_string().into());
	run(tx, sql, args).await.map(|_| ())
}

/// Everything counted for one subject over periods `first` to `last`.
pub(crate) async fn sums(
	tx: &mut Tx,
	kind: Kind,
	subject: &str,
	first: u32,
	last: u32,
) -> Result<Counts> {
	let sql = "SELECT name, CAST(SUM(value) AS BIGINT) AS value FROM tallies WHERE kind = $1 \
	           AND subject = $2 AND period >= $3 AND period <= $4 GROUP BY name";
	let args = vec![kind.name().into(), subject.into(), first.into(), last.into()];
	let rows = all(tx, sql, args).await?;
	rows.iter().map(|row| Ok((row.text("name")?, row.int("value")?))).collect()
}
