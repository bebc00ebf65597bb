//! The database: SQLite, or PostgreSQL by its URL. All statements are written so that both understand them.

use crate::{Error, Result};
use sqlx::{
	Any, AnyPool, AssertSqlSafe, Executor, Row, SqlSafeStr, Transaction,
	any::{AnyArguments, AnyPoolOptions, AnyRow},
	migrate::{Migration, MigrationType, Migrator},
	query::Query,
};
use std::{path::Path, time::Duration};

/// Connections at most: readers wait rather than open files without end.
const CONNECTIONS: u32 = 8;
/// How long a reader waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tables that come from the chain alone and can be made again from it.
pub(crate) const CHAIN_TABLES: &[&str] = &[
	"head",
	"gaps",
	"events",
	"event_subjects",
	"listings",
	"releases",
	"providers",
	"serving",
	"jobs",
	"seats",
	"channels",
	"offers",
	"leases",
	"datasets",
	"licenses",
	"supply",
	"network",
	"volumes",
	"tallies",
];

/// A transaction of either database.
pub(crate) type Tx = Transaction<'static, Any>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
	Sqlite,
	Postgres,
}

/// The database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
	pool: AnyPool,
	kind: Kind,
}

impl Store {
	/// Opens the database, makes it if it is an SQLite file that is not there, and brings its tables up to
	/// date.
	pub(crate) async fn open(url: &str) -> Result<Self> {
		sqlx::any::install_default_drivers();
		let (kind, url) = match url.split_once(':') {
			Some(("sqlite", path)) => {
				create_private(path)?;
				let end = if path.contains('?') { "" } else { "?mode=rwc" };
				(Kind::Sqlite, format!("{url}{end}"))
			}
			Some(("postgres" | "postgresql", _)) => (Kind::Postgres, url.to_string()),
			_ => return Err(Error::BadUrl(url.to_string())),
		};
		let pool = AnyPoolOptions::new()
			.max_connections(CONNECTIONS)
			.acquire_timeout(PATIENCE)
			.after_connect(move |connection, _| {
				Box::pin(async move {
					if kind == Kind::Sqlite {
						// Readers and the one writer do not wait for each other. What a crash of the machine
						// may lose of the last blocks is read from the chain again.
						connection.execute("PRAGMA journal_mode = WAL").await?;
						connection.execute("PRAGMA synchronous = NORMAL").await?;
					}
					Ok(())
				})
			})
			.connect(&url)
			.await?;
		migrations().run(&pool).await?;
		Ok(Self { pool, kind })
	}

	/// A transaction in which nothing changes while it reads.
	pub(crate) async fn read(&self) -> Result<Tx> {
		let begin = match self.kind {
			Kind::Sqlite => "BEGIN DEFERRED",
			Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		};
		Ok(self.pool.begin_with(begin).await?)
	}

	/// A transaction that writes.
	pub(crate) async fn write(&self) -> Result<Tx> {
		let begin = match self.kind {
			Kind::Sqlite => "BEGIN IMMEDIATE",
			Kind::Postgres => "BEGIN",
		};
		Ok(self.pool.begin_with(begin).await?)
	}

	/// Forgets everything that comes from the chain.
	pub(crate) async fn forget_chain(&self) -> Result<()> {
		let mut tx = self.write().await?;
		for table in CHAIN_TABLES {
			let statement = format!("DELETE FROM {table}");
			sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
		}
		Ok(tx.commit().await?)
	}
}

fn migrations() -> Migrator {
	let all = [
		(1, "index", include_str!("../migrations/0001_index.sql")),
		(2, "flags", include_str!("../migrations/0002_flags.sql")),
		(3, "leases", include_str!("../migrations/0003_leases.sql")),
		(4, "datasets", include_str!("../migrations/0004_datasets.sql")),
	];
	let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
		Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
	};
	Migrator::with_migrations(all.into_iter().map(migration).collect())
}

/// Makes the file of an SQLite database that is not there, for its owner only: it holds the secrets of
/// webhooks.
fn create_private(path: &str) -> Result<()> {
	let path = path.strip_prefix("//").unwrap_or(path);
	let path = Path::new(path.split('?').next().unwrap_or(path));
	if path.as_os_str().is_empty() || path.exists() {
		return Ok(());
	}
	let mut options = std::fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	match options.open(path) {
		Ok(_) => Ok(()),
		// Another process was quicker.
		Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
		Err(error) => Err(Error::Database(sqlx::Error::Io(std::io::Error::new(
			error.kind(),
			format!("{}: {error}", path.display()),
		)))),
	}
}

/// A value of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Arg {
	Int(i64),
	MaybeInt(Option<i64>),
	Text(String),
	MaybeText(Option<String>),
}

macro_rules! arg {
	($($from:ty, $value:ident => $make:expr;)*) => {
		$(impl From<$from> for Arg {
			fn from($value: $from) -> Self {
				$make
			}
		})*
	};
}

arg! {
	u8, value => Self::Int(value.into());
	u32, value => Self::Int(value.into());
	i64, value => Self::Int(value);
	u64, value => Self::Int(int(value));
	Option<i64>, value => Self::MaybeInt(value);
	Option<u32>, value => Self::MaybeInt(value.map(i64::from));
	Option<u64>, value => Self::MaybeInt(value.map(int));
	&str, value => Self::Text(value.to_string());
	&String, value => Self::Text(value.clone());
	String, value => Self::Text(value);
	Option<String>, value => Self::MaybeText(value);
}

/// As the database counts. Nothing on this chain comes near the end.
pub(crate) fn int(value: u64) -> i64 {
	i64::try_from(value).unwrap_or(i64::MAX)
}

type AnyQuery<'q> = Query<'q, Any, AnyArguments>;

fn bound<'q>(mut query: AnyQuery<'q>, args: Vec<Arg>) -> AnyQuery<'q> {
	for arg in args {
		query = match arg {
			Arg::Int(value) => query.bind(value),
			Arg::MaybeInt(value) => query.bind(value),
			Arg::Text(value) => query.bind(value),
			Arg::MaybeText(value) => query.bind(value),
		};
	}
	query
}

/// Runs a statement; says how many rows it changed.
pub(crate) async fn run(tx: &mut Tx, sql: &'static str, args: Vec<Arg>) -> Result<u64> {
	Ok(bound(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected())
}

/// All rows of a question.
pub(crate) async fn all(tx: &mut Tx, sql: &'static str, args: Vec<Arg>) -> Result<Vec<AnyRow>> {
	Ok(bound(sqlx::query(sql), args).fetch_all(&mut **tx).await?)
}

/// The first row of a question.
pub(crate) async fn one(tx: &mut Tx, sql: &'static str, args: Vec<Arg>) -> Result<Option<AnyRow>> {
	Ok(bound(sqlx::query(sql), args).fetch_optional(&mut **tx).await?)
}

/// A question whose conditions depend on what was asked.
pub(crate) struct Select {
	sql: String,
	args: Vec<Arg>,
}

impl Select {
	/// `sql` up to and including a first condition, such as `… WHERE 1 = 1`.
	pub(crate) fn new(sql: &'static str) -> Self {
		Self { sql: sql.to_string(), args: Vec::new() }
	}

	/// A further condition with one value, written `?`, if there is a value.
	pub(crate) fn and<T: Into<Arg>>(mut self, condition: &'static str, value: Option<T>) -> Self {
		if let Some(value) = value {
			self.args.push(value.into());
			let place = format!("${}", self.args.len());
			self.sql.push_str(" AND ");
			self.sql.push_str(&condition.replace('?', &place));
		}
		self
	}

	/// Another way to fulfil the last condition, which a bracket must hold together with this one.
	pub(crate) fn or<T: Into<Arg>>(mut self, condition: &'static str, value: T) -> Self {
		self.args.push(value.into());
		self.sql.push_str(" OR ");
		self.sql.push_str(&condition.replace('?', &format!("${}", self.args.len())));
		self
	}

	/// What stands at the end.
	pub(crate) fn end(mut self, sql: &'static str) -> Self {
		self.sql.push(' ');
		self.sql.push_str(sql);
		self
	}

	/// All rows, at most `limit` of them.
	pub(crate) async fn all(mut self, tx: &mut Tx, limit: usize) -> Result<Vec<AnyRow>> {
		self.args.push(Arg::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
		self.sql.push_str(&format!(" LIMIT ${}", self.args.len()));
		let query = sqlx::query(AssertSqlSafe(self.sql));
		Ok(bound(query, self.args).fetch_all(&mut **tx).await?)
	}
}

/// What rows hold.
pub(crate) trait Columns {
	fn int(&self, name: &str) -> Result<i64>;
	fn maybe_int(&self, name: &str) -> Result<Option<i64>>;
	fn text(&self, name: &str) -> Result<String>;
	fn maybe_text(&self, name: &str) -> Result<Option<String>>;

	/// A block's height, or an id of 32 bits.
	fn small(&self, name: &str) -> Result<u32> {
		let value = self.int(name)?;
		u32::try_from(value).map_err(|_| Error::unreadable(format!("column {name}"), value))
	}

	/// The same, if there is one.
	fn maybe_small(&self, name: &str) -> Result<Option<u32>> {
		Ok(self.maybe_int(name)?.and_then(|value| u32::try_from(value).ok()))
	}

	/// A count, or an id of 64 bits.
	fn count(&self, name: &str) -> Result<u64> {
		let value = self.int(name)?;
		u64::try_from(value).map_err(|_| Error::unreadable(format!("column {name}"), value))
	}

	/// JSON.
	fn json(&self, name: &str) -> Result<serde_json::Value> {
		let text = self.text(name)?;
		serde_json::from_str(&text)
			.map_err(|error| Error::unreadable(format!("column {name}"), error))
	}
}

impl Columns for AnyRow {
	fn int(&self, name: &str) -> Result<i64> {
		Ok(self.try_get(name)?)
	}
	fn maybe_int(&self, name: &str) -> Result<Option<i64>> {
		Ok(self.try_get(name)?)
	}
	fn text(&self, name: &str) -> Result<String> {
		Ok(self.try_get(name)?)
	}
	fn maybe_text(&self, name: &str) -> Result<Option<String>> {
		Ok(self.try_get(name)?)
	}
}

/// An amount from its text.
pub(crate) fn planck(text: &str) -> Result<u128> {
	text.parse().map_err(|_| Error::unreadable("an amount", text))
}
