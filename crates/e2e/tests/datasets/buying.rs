//! A file is bought and decrypted; a key that does not come.

use crate::stage::{REFUNDED, REFUSED, Stage, ended, ensure_whole, succeeded};
use anyhow::{Context, Result, ensure};
use std::fs;
use stoa_client::types::LicenseStage;
pub use stoa_e2e::data::rows;
use stoa_primitives::dataset::open_envelope;

const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC0-1.0\"\ntrain = true\n";

pub async fn whole(stage: &Stage) -> Result<()> {
	let text = rows(20_000);
	let sold = stage.publish("//Owner", &text, TERMS, &[]).await?;
	let shown = stage.person("//Buyer").done(&["data", "show", &sold.dataset.to_string()]).await?;
	ensure!(shown["releases"][0]["bytes"] == text.len(), "{shown}");
	let buying = stage.buy("//Buyer", &sold, "bought.csv");
	let bought = succeeded(&stage.deliver_until("//Owner", &sold, buying).await??)?;
	ensure!(fs::read(stage.path("bought.csv"))? == text, "it is something else: {bought}");
	// The ciphertext tells nothing: no row of it is in there.
	for entry in fs::read_dir(&sold.store)? {
		let stored = fs::read(entry?.path())?;
		ensure!(!stored.windows(9).any(|part| part == b"chinstrap"), "a row is in the store");
	}
	let license = bought["license"].as_u64().context("a licence")?;
	// Another person gets nothing of that, nor does another key.
	let out = stage.path("stolen.csv");
	let stolen = stage.person("//Other");
	let stolen = stolen.run(&["data", "open", &license.to_string(), "--out", &out]).await?;
	ended(&stolen, REFUSED)?;
	let info = stage.client().best().await?.license(license).await?.context("in force")?;
	let LicenseStage::Active { key: Some(key), .. } = info.details.stage else {
		anyhow::bail!("not acknowledged")
	};
	let envelope = key.envelope.context("an envelope")?;
	ensure!(open_envelope(&[7; 32], &envelope).is_none(), "any key opens an envelope");
	// Its buyer has it again whenever it wants: the envelope is on chain.
	let again = stage.path("again.csv");
	let from = sold.store.display().to_string();
	let arguments = ["data", "open", &license.to_string(), "--out", &again, "--from", &from];
	stage.person("//Buyer").done(&arguments).await?;
	ensure!(fs::read(&again)? == text);
	let owned = stage.person("//Buyer").done(&["data", "licenses"]).await?;
	ensure!(owned["licenses"][0]["stage"] == "active", "{owned}");
	Ok(())
}

pub async fn undelivered(stage: &Stage) -> Result<()> {
	let sold = stage.publish("//Gone", &rows(10), TERMS, &[]).await?;
	let buyer = stage.person("//Waiting");
	let (_, before, held) = buyer.wealth().await?;
	let output = stage.buy("//Waiting", &sold, "never.csv").await?;
	let told = ended(&output, REFUNDED)?;
	ensure!(told["ended"] == "undelivered", "{told}");
	ensure!(!std::path::Path::new(&stage.path("never.csv")).exists());
	ensure_whole(&buyer, before, held).await
}
