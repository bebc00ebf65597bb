//! Scenarios: they run side by side, and say how they went.

use anyhow::{Context, Result};
use std::future::Future;

/// Characters of a reason that are printed at once; the whole of the first one follows at the end.
const REASON: usize = 1_000;

/// Runs a test on a runtime of its own.
pub fn block_on<T>(future: impl Future<Output = Result<T>>) -> T {
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
	runtime.block_on(future).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Runs a scenario and prints how it went and how long it took.
pub async fn named(name: &str, scenario: impl Future<Output = Result<()>>) -> Result<()> {
	let began = std::time::Instant::now();
	let outcome = scenario.await;
	let mark = if outcome.is_ok() { "ok    " } else { "FAILED" };
	println!("{mark} {name} ({} s)", began.elapsed().as_secs());
	if let Err(error) = &outcome {
		println!("       {}", format!("{error:#}").chars().take(REASON).collect::<String>());
	}
	outcome.with_context(|| name.to_owned())
}
