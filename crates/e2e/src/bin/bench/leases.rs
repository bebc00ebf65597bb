//! Leases: what settling costs, how soon a workload runs, what running it costs beside itself.

mod runner;
mod settling;
mod timed;

use anyhow::Result;
use stoa_e2e::{bench::Figure, leases::busybox};
use tempfile::TempDir;

/// Its figures.
pub async fn figures() -> Result<Vec<Figure>> {
	let folder = TempDir::with_prefix("stoa-bench-leases-")?;
	let image = busybox(folder.path())?;
	let mut figures = runner::figures(folder.path(), &image).await?;
	figures.extend(timed::figures()?);
	figures.extend(settling::figures().await?);
	Ok(figures)
}
