//! A file is bought and decrypted; a key that does not come.

use crate::stage::{KEEPERS, REFUNDED, REFUSED, Stage, ended, ensure_whole, succeeded};
use anyhow::{Context, Result, ensure};
use std::{fs, path::PathBuf};
use stoa_client::types::{DataEvent, LicenseStage};
pub use stoa_e2e::data::rows;
use stoa_primitives::{
	LicenseId,
	dataset::{Envelope, open_envelope},
};

const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC0-1.0\"\ntrain = true\n";

pub async fn whole(stage: &Stage) -> Result<()> {
	let text = rows(20_000);
	let sold = stage.publish("//Owner", &text, TERMS, &[]).await?;
	let shown = stage.person("//Buyer").done(&["data", "show", &sold.dataset.to_string()]).await?;
	ensure!(shown["releases"][0]["bytes"] == text.len(), "{shown}");
	// Two buy the same at the same time.
	let both = async {
		tokio::try_join!(
			stage.buy("//Buyer", &sold, "bought.csv"),
			stage.buy("//Second", &sold, "second.csv")
		)
	};
	let (bought, second) = stage.deliver_until("//Owner", &sold, both).await??;
	let (bought, second) = (succeeded(&bought)?, succeeded(&second)?);
	ensure!(fs::read(stage.path("bought.csv"))? == text, "it is something else: {bought}");
	ensure!(fs::read(stage.path("second.csv"))? == text, "it is something else: {second}");
	// The ciphertext tells nothing: no row of it is in there.
	for entry in fs::read_dir(&sold.store)? {
		let stored = fs::read(entry?.path())?;
		ensure!(!stored.windows(9).any(|part| part == b"chinstrap"), "a row is in the store");
	}
	let license = bought["license"].as_u64().context("a licence")?;
	// Another person gets nothing of that, nor does another buyer's key.
	let out = stage.path("stolen.csv");
	let stolen = stage.person("//Other");
	let stolen = stolen.run(&["data", "open", &license.to_string(), "--out", &out]).await?;
	ended(&stolen, REFUSED)?;
	let envelope = envelope(stage, license).await?;
	let (ours, theirs) = (secret(stage, "Buyer")?, secret(stage, "Second")?);
	ensure!(open_envelope(&ours, &envelope).is_some(), "its buyer's key does not open it");
	ensure!(open_envelope(&theirs, &envelope).is_none(), "another buyer's key opens it");
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

/// What was delivered to a licence.
async fn envelope(stage: &Stage, license: LicenseId) -> Result<Envelope> {
	let info = stage.client().best().await?.license(license).await?.context("in force")?;
	let LicenseStage::Active { key: Some(key), .. } = info.details.stage else {
		anyhow::bail!("not acknowledged")
	};
	key.envelope.context("an envelope")
}

/// The one-time secret of the one purchase that somebody made.
fn secret(stage: &Stage, name: &str) -> Result<[u8; 32]> {
	let chain: String = hex::encode(stage.client().genesis()).chars().take(16).collect();
	let folder = PathBuf::from(stage.path(name)).join("stoa/data").join(chain).join("keys");
	let file = fs::read_dir(&folder)?.next().context("a key")??.path();
	let kept: serde_json::Value = serde_json::from_slice(&fs::read(file)?)?;
	let secret = hex::decode(kept["secret"].as_str().context("a secret")?)?;
	secret.try_into().ok().context("32 bytes")
}

pub async fn undelivered(stage: &Stage) -> Result<()> {
	let text = rows(10);
	let sold = stage.publish("//Gone", &text, TERMS, &["--custodian", KEEPERS[1]]).await?;
	let buyer = stage.person("//Waiting");
	let (from, before, held) = buyer.wealth().await?;
	let output = stage.buy("//Waiting", &sold, "never.csv").await?;
	let told = ended(&output, REFUNDED)?;
	ensure!(told["ended"] == "undelivered", "{told}");
	ensure!(!std::path::Path::new(&stage.path("never.csv")).exists());
	ensure_whole(&buyer, before, held).await?;
	// Its custodian has the key from now on, for whoever waits for it, and not for what is over.
	let over = told["license"].as_u64().context("a licence")?;
	let (release, store) = (sold.release.to_string(), sold.store.display().to_string());
	stage.person("//Gone").done(&["data", "entrust", &release, "--store", &store]).await?;
	let bought = succeeded(&stage.buy("//Patient", &sold, "patient.csv").await?)?;
	ensure!(fs::read(stage.path("patient.csv"))? == text, "it is something else: {bought}");
	let served = bought["license"].as_u64().context("a licence")?;
	let to = stage.client().best().await?.number();
	for (license, expected) in [(served, true), (over, false)] {
		let delivered = stage.client().find_data_event(from, to, |event| match event {
			DataEvent::KeyDelivered { license: about, .. } if *about == license => Some(()),
			_ => None,
		});
		ensure!(delivered.await?.is_some() == expected, "licence {license}, over: {over}");
	}
	Ok(())
}
