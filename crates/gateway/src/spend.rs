//! Who spends, how much of it is allowed, and how fast: counted here, written down every second.

use crate::{database::now, limit::Bucket};
use anyhow::Result;
use parking_lot::Mutex;
use sqlx::{AnyPool, Row};
use std::{collections::HashMap, sync::Arc};
use stoa_primitives::Balance;

/// Seconds in the periods of a budget.
pub const DAY: i64 = 86_400;
/// Thirty days.
pub const MONTH: i64 = 30 * DAY;

/// What somebody may spend.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Budget {
	/// Planck; without, there is no limit of its own.
	pub planck: Option<Balance>,
	/// Seconds after which it begins anew; 0 for never.
	pub period: i64,
}

#[derive(Debug, Default)]
struct Numbers {
	budget: Budget,
	/// When the present period began, in seconds since 1970.
	since: i64,
	/// Spent in it by all gateways, as last read, and what was added here.
	spent: Balance,
	unsaved: Balance,
}

/// One who spends: an API key, a JWT's subject, or everybody where no key is asked for.
pub struct Spender {
	id: String,
	numbers: Mutex<Numbers>,
	bucket: Bucket,
}

impl Spender {
	/// The id.
	pub fn id(&self) -> &str {
		&self.id
	}

	/// The bucket that its requests are taken from.
	pub fn bucket(&self) -> &Bucket {
		&self.bucket
	}

	/// Planck that are left; `None` without a budget.
	pub fn left(&self) -> Option<Balance> {
		let numbers = self.numbers.lock();
		let over = is_over(&numbers.budget, numbers.since, now());
		let spent = if over { 0 } else { numbers.spent };
		numbers.budget.planck.map(|budget| budget.saturating_sub(spent))
	}

	/// Adds what was paid. False if the budget is used up with it.
	pub fn charge(&self, planck: Balance) -> bool {
		let mut numbers = self.numbers.lock();
		numbers.spent = numbers.spent.saturating_add(planck);
		numbers.unsaved = numbers.unsaved.saturating_add(planck);
		numbers.budget.planck.is_none_or(|budget| numbers.spent < budget)
	}
}

fn is_over(budget: &Budget, since: i64, now: i64) -> bool {
	budget.period > 0 && now >= since.saturating_add(budget.period)
}

fn column(amount: Balance) -> i64 {
	i64::try_from(amount).unwrap_or(i64::MAX)
}

fn amount(column: i64) -> Balance {
	Balance::try_from(column).unwrap_or_default()
}

/// All spenders, and the table that outlives them.
pub struct Ledger {
	pool: AnyPool,
	spenders: Mutex<HashMap<String, Arc<Spender>>>,
}

impl Ledger {
	/// Over an open database.
	pub fn new(pool: AnyPool) -> Self {
		Self { pool, spenders: Mutex::default() }
	}

	/// The spender with this id, with this budget and rate from now on. Its past is read by the next
	/// [`Ledger::sync`]; [`Ledger::load`] waits for it.
	pub fn spender(&self, id: &str, budget: Budget, per_minute: u32) -> Arc<Spender> {
		let mut spenders = self.spenders.lock();
		if let Some(spender) = spenders.get(id) {
			let same_rate = spender.bucket.per_minute() == per_minute;
			spender.numbers.lock().budget = budget;
			if same_rate {
				return spender.clone();
			}
		}
		let carried = spenders.get(id).map(|old| std::mem::take(&mut *old.numbers.lock()));
		let numbers =
			Numbers { budget, ..carried.unwrap_or(Numbers { since: now(), ..Numbers::default() }) };
		let spender = Arc::new(Spender {
			id: id.to_owned(),
			numbers: Mutex::new(numbers),
			bucket: Bucket::new(per_minute),
		});
		spenders.insert(id.to_owned(), spender.clone());
		spender
	}

	/// The same, with what it spent before.
	pub async fn load(&self, id: &str, budget: Budget, per_minute: u32) -> Result<Arc<Spender>> {
		let known = self.spenders.lock().contains_key(id);
		let spender = self.spender(id, budget, per_minute);
		if !known {
			self.sync_one(&spender).await?;
			sqlx::query("UPDATE gateway_spenders SET budget = $1, period = $2 WHERE id = $3")
				.bind(budget.planck.map(column))
				.bind(budget.period)
				.bind(id)
				.execute(&self.pool)
				.await?;
		}
		Ok(spender)
	}

	/// Writes down what was spent since the last time, and reads what others spent.
	pub async fn sync(&self) -> Result<()> {
		let all: Vec<Arc<Spender>> = self.spenders.lock().values().cloned().collect();
		for spender in all {
			self.sync_one(&spender).await?;
		}
		// Those that nobody else holds and that owe the table nothing are read again when they come back.
		self.spenders.lock().retain(|_, spender| {
			Arc::strong_count(spender) > 1 || spender.numbers.lock().unsaved > 0
		});
		Ok(())
	}

	async fn sync_one(&self, spender: &Spender) -> Result<()> {
		let (budget, add) = {
			let numbers = spender.numbers.lock();
			(numbers.budget, numbers.unsaved)
		};
		let now = now();
		sqlx::query(
			"INSERT INTO gateway_spenders (id, budget, period, since, spent) VALUES ($1, $2, $3, $4, 0)
			ON CONFLICT (id) DO NOTHING",
		)
		.bind(&spender.id)
		.bind(budget.planck.map(column))
		.bind(budget.period)
		.bind(now)
		.execute(&self.pool)
		.await?;
		sqlx::query(
			"UPDATE gateway_spenders SET spent = 0, since = $1
			WHERE id = $2 AND period > 0 AND since + period <= $1",
		)
		.bind(now)
		.bind(&spender.id)
		.execute(&self.pool)
		.await?;
		sqlx::query("UPDATE gateway_spenders SET spent = spent + $1 WHERE id = $2")
			.bind(column(add))
			.bind(&spender.id)
			.execute(&self.pool)
			.await?;
		let row = sqlx::query("SELECT spent, since FROM gateway_spenders WHERE id = $1")
			.bind(&spender.id)
			.fetch_one(&self.pool)
			.await?;
		let (spent, since): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
		let mut numbers = spender.numbers.lock();
		numbers.unsaved = numbers.unsaved.saturating_sub(add);
		numbers.spent = amount(spent).saturating_add(numbers.unsaved);
		numbers.since = since;
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::database;

	async fn ledger(folder: &std::path::Path) -> Ledger {
		let url = format!("sqlite://{}/gateway.db", folder.display());
		Ledger::new(database::open(&url).await.unwrap())
	}

	#[tokio::test]
	async fn a_budget_holds_across_restarts_and_gateways() {
		let folder = tempfile::tempdir().unwrap();
		let budget = Budget { planck: Some(100), period: 0 };
		let (one, two) = (ledger(folder.path()).await, ledger(folder.path()).await);
		let here = one.load("k", budget, 60).await.unwrap();
		let there = two.load("k", budget, 60).await.unwrap();
		assert!(here.charge(40));
		one.sync().await.unwrap();
		assert_eq!(there.left(), Some(100), "not heard of yet");
		two.sync().await.unwrap();
		assert_eq!(there.left(), Some(60));
		assert!(!there.charge(60), "used up");
		two.sync().await.unwrap();
		let again = ledger(folder.path()).await;
		assert_eq!(again.load("k", budget, 60).await.unwrap().left(), Some(0));
	}

	#[tokio::test]
	async fn a_period_begins_anew() {
		let folder = tempfile::tempdir().unwrap();
		let ledger = ledger(folder.path()).await;
		let budget = Budget { planck: Some(100), period: DAY };
		let spender = ledger.load("k", budget, 60).await.unwrap();
		spender.charge(70);
		ledger.sync().await.unwrap();
		assert_eq!(spender.left(), Some(30));
		sqlx::query("UPDATE gateway_spenders SET since = since - 86400")
			.execute(&ledger.pool)
			.await
			.unwrap();
		ledger.sync().await.unwrap();
		assert_eq!(spender.left(), Some(100));
	}

	#[tokio::test]
	async fn a_new_rate_keeps_what_was_spent() {
		let folder = tempfile::tempdir().unwrap();
		let ledger = ledger(folder.path()).await;
		let budget = Budget { planck: Some(100), period: 0 };
		ledger.load("k", budget, 60).await.unwrap().charge(10);
		let spender = ledger.load("k", budget, 30).await.unwrap();
		assert_eq!(spender.left(), Some(90));
		ledger.sync().await.unwrap();
		assert_eq!(spender.left(), Some(90));
	}
}
