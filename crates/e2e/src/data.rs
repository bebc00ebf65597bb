//! Files that are sold: publishing, buying, delivering at the command line, and how a command ended.

use crate::leases::{Person, Stage};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf, process::Output, time::Duration};
use stoa_primitives::{DataReleaseId, DatasetId};
use tokio::time::sleep;

/// What is sold.
pub struct Sold {
	/// The dataset.
	pub dataset: DatasetId,
	/// Its release.
	pub release: DataReleaseId,
	/// Its terms, in the order of the file.
	pub terms: Vec<u64>,
	/// The folder with its ciphertext.
	pub store: PathBuf,
}

/// Rows that differ, some twenty bytes each.
pub fn rows(count: u32) -> Vec<u8> {
	let mut text = b"id,kind,grams\n".to_vec();
	for id in 0..count {
		let kind = ["adelie", "chinstrap", "gentoo"][id as usize % 3];
		text.extend(format!("{id},{kind},{}\n", 3_000 + id % 2_000).bytes());
	}
	text
}

/// Where a file of a network's is.
pub fn path(stage: &Stage, name: &str) -> String {
	stage.network.folder().join(name).display().to_string()
}

/// Writes a file of a network's.
pub fn file(stage: &Stage, name: &str, content: &[u8]) -> Result<String> {
	let path = path(stage, name);
	fs::write(&path, content)?;
	Ok(path)
}

/// Publishes a file on terms, under its owner's name.
pub async fn publish(
	stage: &Stage,
	owner: &'static str,
	content: &[u8],
	terms: &str,
	more: &[&str],
) -> Result<Sold> {
	let name = owner.trim_start_matches('/');
	let content = file(stage, &format!("{name}.csv"), content)?;
	let terms = file(stage, &format!("{name}.toml"), terms.as_bytes())?;
	let store = path(stage, &format!("{name}-store"));
	let mut arguments = vec!["data", "publish", "--yes", &content, "--name", name];
	arguments.extend(["--terms", &terms, "--store", &store]);
	arguments.extend(more);
	let published = Person::new(stage, owner).done(&arguments).await?;
	let id =
		|field: &str| published[field].as_u64().with_context(|| format!("{field} in {published}"));
	let terms = published["terms"].as_array().context("terms")?;
	Ok(Sold {
		dataset: id("dataset")? as DatasetId,
		release: id("release")? as DataReleaseId,
		terms: terms.iter().filter_map(Value::as_u64).collect(),
		store: store.into(),
	})
}

/// Buys on the first term, with the ciphertext from the owner's folder; whatever comes of it.
pub async fn buy(stage: &Stage, buyer: &'static str, sold: &Sold, out: &str) -> Result<Output> {
	let (dataset, term) = (sold.dataset.to_string(), sold.terms[0].to_string());
	let from = sold.store.display().to_string();
	let out = path(stage, out);
	let mut arguments = vec!["data", "buy", &dataset, "--term", &term, "--price-limit", "100"];
	arguments.extend(["--yes", "--out", &out, "--from", &from]);
	Person::new(stage, buyer).run(&arguments).await
}

/// Delivers what is awaited of an owner until `until` has happened.
pub async fn deliver_until<T>(
	stage: &Stage,
	owner: &'static str,
	sold: &Sold,
	until: impl Future<Output = T>,
) -> Result<T> {
	let store = sold.store.display().to_string();
	let person = Person::new(stage, owner);
	let arguments = ["data", "deliver", "--once", "--store", &store];
	let delivering = async {
		loop {
			if let Err(error) = person.done(&arguments).await {
				return error;
			}
			sleep(Duration::from_secs(3)).await;
		}
	};
	tokio::select! {
		done = until => Ok(done),
		error = delivering => Err(error),
	}
}

/// What `stoa` printed as JSON.
pub fn json(output: &Output) -> Result<Value> {
	let said = String::from_utf8_lossy(&output.stdout);
	let why = String::from_utf8_lossy(&output.stderr);
	serde_json::from_str(&said).with_context(|| format!("{said}{why}"))
}

/// Succeeded, and what it printed.
pub fn succeeded(output: &Output) -> Result<Value> {
	let said = json(output)?;
	ensure!(output.status.success(), "{said}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(said)
}

/// Ended with a code; what it printed.
pub fn ended(output: &Output, code: i32) -> Result<Value> {
	let said = json(output)?;
	let why = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.code() == Some(code), "{:?}: {said}{why}", output.status);
	Ok(said)
}
