//! Blocks go into the database in their order, once, and come out the same however often it is made.

mod common;

use common::{Database, GENESIS, account, store, story};
use serde_json::json;
use sqlx::{AssertSqlSafe, Column, Row};
use stoa_index::{Error, Index};

const TABLES: &[&str] = &[
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

/// Every row that comes from the chain, as text.
async fn rows(database: &Database) -> Vec<String> {
	let pool = sqlx::AnyPool::connect(&database.url).await.unwrap();
	let mut rows = Vec::new();
	for table in TABLES {
		let query = AssertSqlSafe(format!("SELECT * FROM {table}"));
		for row in sqlx::query(query).fetch_all(&pool).await.unwrap() {
			let cells = (0..row.columns().len()).map(|at| {
				let number = row.try_get::<Option<i64>, _>(at).map(|it| format!("{it:?}"));
				let value = number
					.or_else(|_| row.try_get::<Option<String>, _>(at).map(|it| format!("{it:?}")));
				format!("{}={}", row.columns()[at].name(), value.unwrap())
			});
			rows.push(format!("{table}: {}", cells.collect::<Vec<_>>().join(" ")));
		}
	}
	rows.sort();
	rows
}

async fn number(index: &Index) -> u32 {
	index.head().await.unwrap().unwrap().number
}

#[tokio::test]
async fn a_story_leaves_the_rows_that_it_tells() {
	let database = Database::new().await;
	let (_, blocks) = story();
	store(&database.open().await, &blocks).await;
	let rows = rows(&database).await;
	let row = |table: &str, parts: &[&str]| {
		let found = rows.iter().any(|row| {
			row.starts_with(&format!("{table}:")) && parts.iter().all(|part| row.contains(part))
		});
		assert!(found, "{table} {parts:?} in {rows:#?}");
	};
	row("head", &["number=Some(8)", "first=Some(0)"]);
	row("jobs", &["state=Some(\"final\")", "prompt_tokens=Some(12)", "settled_at=Some(7)"]);
	row("jobs", &["charged=Some(\"20000000000000000000\")", "class=Some(\"Replicated\")"]);
	row("seats", &["seat=Some(1)", "committed_at=Some(6)", "paid=Some(\"100\")"]);
	row("supply", &["block=Some(2)", "providers=Some(1)", "low_input=Some(\"10\")"]);
	row("supply", &["block=Some(3)", "providers=Some(2)", "weight=Some(12)"]);
	row("network", &["block=Some(3)", "bond=Some(\"60000000000000000000\")"]);
	row("volumes", &["tokens=Some(40)", "jobs=Some(1)"]);
	row("tallies", &["name=Some(\"good\")", &account(2)]);
	row("event_subjects", &["kind=Some(\"release\")", "block=Some(4)"]);
}

#[tokio::test]
async fn a_rebuilt_index_has_equal_rows() {
	let (_, blocks) = story();
	let database = Database::new().await;
	let index = database.open().await;
	store(&index, &blocks).await;
	let before = rows(&database).await;
	index.rebuild().await.unwrap();
	assert!(index.head().await.unwrap().is_none());
	assert!(rows(&database).await.is_empty());
	store(&index, &blocks).await;
	assert_eq!(rows(&database).await, before);
	let another = Database::new().await;
	store(&another.open().await, &blocks).await;
	assert_eq!(rows(&another).await, before);
}

#[tokio::test]
async fn a_restart_anywhere_goes_on_where_it_was() {
	let (_, blocks) = story();
	let whole = Database::new().await;
	store(&whole.open().await, &blocks).await;
	let broken = Database::new().await;
	for facts in &blocks {
		// A new process for every block, which asks for the last one again.
		let index = broken.open().await;
		store(&index, std::slice::from_ref(facts)).await;
		assert_eq!(number(&broken.open().await).await, facts.block.number);
		if facts.block.number > 0 {
			assert!(!index.apply(facts).await.unwrap());
		}
	}
	assert_eq!(rows(&broken).await, rows(&whole).await);
}

#[tokio::test]
async fn a_block_that_does_not_follow_is_refused_and_changes_nothing() {
	let database = Database::new().await;
	let (mut chain, blocks) = story();
	let index = database.open().await;
	store(&index, &blocks).await;
	let before = rows(&database).await;
	let mut late = chain.clone();
	late.block();
	let after_next = late.block();
	let mut of_another_fork = chain.block();
	of_another_fork.block.parent = [0xee; 32];
	for wrong in [after_next, of_another_fork] {
		let error = index.apply(&wrong).await.unwrap_err();
		assert!(matches!(error, Error::NotNext { .. }), "{error}");
	}
	assert_eq!(rows(&database).await, before);
}

#[tokio::test]
async fn a_block_with_an_event_of_another_form_is_refused_as_a_whole() {
	let database = Database::new().await;
	let (mut chain, blocks) = story();
	let index = database.open().await;
	store(&index, &blocks).await;
	let before = rows(&database).await;
	chain.listing(1, "another", &account(9)).job("JobFinalized", json!({ "job": "none" }));
	let error = index.apply(&chain.block()).await.unwrap_err();
	assert!(matches!(error, Error::Unreadable { .. }), "{error}");
	assert_eq!(rows(&database).await, before);
}

#[tokio::test]
async fn two_processes_store_each_block_once() {
	let database = Database::new().await;
	let (_, blocks) = story();
	let (one, two) = (database.open().await, database.open().await);
	one.begin(GENESIS, &blocks[0]).await.unwrap();
	for facts in &blocks[1..] {
		let (first, second) = tokio::join!(one.apply(facts), two.apply(facts));
		let stored = [first.unwrap(), second.unwrap()];
		assert_eq!(stored.iter().filter(|stored| **stored).count(), 1);
	}
	let single = Database::new().await;
	store(&single.open().await, &blocks).await;
	assert_eq!(rows(&database).await, rows(&single).await);
}

#[tokio::test]
async fn a_gap_is_noted_and_what_lies_in_it_is_not_claimed() {
	let database = Database::new().await;
	let (mut chain, mut blocks) = story();
	chain.submitted(1, &account(1), 0);
	blocks.push(chain.block());
	let index = database.open().await;
	store(&index, &blocks).await;
	chain.skip(300);
	// The state after the gap: the first provider has gone, the job is over.
	chain.listing(0, "SmolLM2-135M", &account(9)).provider(&account(3), &[(0, 30, 7)]);
	chain.release(0, 0, &account(9));
	let after = chain.block();
	index.begin(GENESIS, &after).await.unwrap();
	let head = index.head().await.unwrap().unwrap();
	assert_eq!((head.number, head.first), (310, 0));
	assert_eq!(head.gaps, [(10, 309)]);
	let rows = rows(&database).await;
	let has = |table: &str, parts: &[&str]| {
		rows.iter().any(|row| {
			row.starts_with(&format!("{table}:")) && parts.iter().all(|part| row.contains(part))
		})
	};
	assert!(has("jobs", &["id=Some(1)", "state=Some(\"unknown\")"]));
	assert!(has("jobs", &["id=Some(0)", "state=Some(\"final\")"]));
	assert!(has("providers", &[&account(2), "removed_at=Some(310)"]));
	assert!(has("supply", &["block=Some(310)", "providers=Some(1)"]));
	assert!(index.apply(&chain.block()).await.unwrap());
}

#[tokio::test]
async fn a_provider_that_leaves_takes_its_supply_with_it() {
	let database = Database::new().await;
	let (mut chain, blocks) = story();
	let index = database.open().await;
	store(&index, &blocks).await;
	chain.removed(&account(2)).removed(&account(3));
	index.apply(&chain.block()).await.unwrap();
	let rows = rows(&database).await;
	let gone = |row: &String| row.starts_with("supply:") && row.contains("block=Some(9)");
	let row = rows.iter().find(|row| gone(row)).unwrap();
	assert!(row.contains("providers=Some(0)") && row.contains("low_input=None"), "{row}");
	assert!(!rows.iter().any(|row| row.starts_with("serving:")));
}

#[tokio::test]
async fn what_is_no_database_is_said() {
	for url in ["", "index.db", "mysql://localhost/x"] {
		let error = Index::open(url, Default::default()).await.unwrap_err();
		assert!(matches!(error, Error::BadUrl(_)), "{url}: {error}");
	}
	let error = Index::open("sqlite:///no/such/folder/x.db", Default::default()).await.unwrap_err();
	assert!(error.to_string().contains("/no/such/folder/x.db"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
	use std::os::unix::fs::PermissionsExt;
	let folder = tempfile::TempDir::new().unwrap();
	let path = folder.path().join("index.db");
	let url = format!("sqlite://{}", path.display());
	let _index = Index::open(&url, Default::default()).await.unwrap();
	assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
}
