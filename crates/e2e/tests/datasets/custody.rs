//! Owners that are away.

use crate::{
	buying::rows,
	stage::{KEEPERS, Stage, succeeded},
};
use anyhow::{Result, ensure};
use std::{fs, time::Duration};

const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC0-1.0\"\n";

/// A custodian that has all of the key delivers it.
pub async fn of_one(stage: &Stage) -> Result<()> {
	let text = rows(2_000);
	let sold = stage.publish("//Sailor", &text, TERMS, &["--custodian", KEEPERS[1]]).await?;
	let (release, store) = (sold.release.to_string(), sold.store.display().to_string());
	let entrust = ["data", "entrust", &release, "--store", &store];
	stage.person("//Sailor").done(&entrust).await?;
	succeeded(&stage.buy("//Fan", &sold, "fan.csv").await?)?;
	ensure!(fs::read(stage.path("fan.csv"))? == text);
	Ok(())
}

/// Custodians of whom neither has the key alone, and one of whom breaks down.
pub async fn of_two(stage: &Stage) -> Result<()> {
	let text = rows(3_000);
	// Neither of the two can read it alone.
	let custodians = ["--custodian", KEEPERS[0], "--custodian", KEEPERS[1], "--threshold", "2"];
	let sold = stage.publish("//Traveller", &text, TERMS, &custodians).await?;
	let (release, store) = (sold.release.to_string(), sold.store.display().to_string());
	let entrust = ["data", "entrust", &release, "--store", &store];
	let entrusted = stage.person("//Traveller").done(&entrust).await?;
	ensure!(entrusted["threshold"] == 2, "{entrusted}");
	stage.restart(0).await?;
	let bought =
		tokio::time::timeout(Duration::from_secs(150), stage.buy("//Reader", &sold, "read.csv"));
	let output = bought.await??;
	if !output.status.success() {
		println!("{}\n{}", stage.tail(0).await, stage.tail(1).await);
	}
	succeeded(&output)?;
	ensure!(fs::read(stage.path("read.csv"))? == text);
	// What they keep is sealed: no plaintext and no key of it lies on their disks.
	for name in ["keeper-1", "keeper-2"] {
		let folder = stage.leases.network.folder().join(name).join("data/custody/work");
		ensure!(fs::read_dir(&folder)?.next().is_none(), "plaintext lies in {}", folder.display());
	}
	Ok(())
}
