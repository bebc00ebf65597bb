//! What was made from what: a model, the data it was trained on, and what that was made from.

use crate::{
	buying::rows,
	stage::{REFUSED, Sold, Stage, ended, succeeded},
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf};
use stoa_primitives::LicenseId;

const TERMS: &str =
	"[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC-BY-4.0\"\ntrain = true\nderive = true\n";
/// A copy is not what the chain names.
const DIFFERS: i32 = 7;

pub async fn whole(stage: &Stage) -> Result<()> {
	let source = stage.publish("//Author", &rows(100), TERMS, &[]).await?;
	let derived = |license: Option<u64>| {
		let license = license.map_or(String::new(), |id| format!("license = {id}\n"));
		format!("{TERMS}[[parent]]\nrelease = {}\npercent = 40\n{license}", source.release)
	};
	// Others' data needs a licence.
	let refused = stage.publish("//Editor", &rows(50), &derived(None), &[]).await;
	let why = refused.err().context("published without a licence")?.to_string();
	ensure!(why.contains("ParentNotLicensed"), "{why}");
	let license = bought(stage, "//Author", "//Editor", &source).await?;
	let made = stage.publish("//Editor", &rows(50), &derived(Some(license)), &[]).await?;
	let shown = shown(stage, &["data", "lineage", &made.release.to_string()]).await?;
	let ancestor = &shown["ancestors"][0];
	ensure!(ancestor["release"] == source.release && ancestor["license"] == license, "{shown}");
	let none = stage.person("//Other").run(&["data", "lineage", "99999"]).await?;
	ended(&none, REFUSED)?;
	model(stage, &source, &made, license).await
}

async fn shown(stage: &Stage, arguments: &[&str]) -> Result<Value> {
	stage.person("//Other").done(arguments).await
}

async fn bought(
	stage: &Stage,
	owner: &'static str,
	buyer: &'static str,
	sold: &Sold,
) -> Result<LicenseId> {
	let out = format!("{}.csv", buyer.trim_start_matches('/'));
	let buying = stage.buy(buyer, sold, &out);
	let bought = succeeded(&stage.deliver_until(owner, sold, buying).await??)?;
	bought["license"].as_u64().context("a licence")
}

/// From a model to what was made by hand, through two licences; and a byte that is another one breaks it.
async fn model(stage: &Stage, source: &Sold, made: &Sold, license: LicenseId) -> Result<()> {
	let trained = bought(stage, "//Editor", "//Tuner", made).await?;
	let weights = stage.file("weights.gguf", b"GGUF: weights of a small model")?;
	let publish = |license: LicenseId| {
		let (weights, license) = (weights.clone(), format!("{license}=5%"));
		async move {
			let mut arguments = vec!["model", "publish", "--name", "tuned", "--artefact", &weights];
			arguments.extend(["--licence", "MIT", "--context", "512", "--trained-on", &license]);
			arguments.extend(["--price-in", "0", "--price-out", "0"]);
			stage.person("//Tuner").run(&arguments).await
		}
	};
	// Somebody else's licence lets nobody train.
	ensure!(!publish(license).await?.status.success(), "trained by another's licence");
	let published = succeeded(&publish(trained).await?)?;
	let model = published["release"].as_u64().context("a release")?.to_string();
	let copies = PathBuf::from(stage.path("copies"));
	fs::create_dir_all(&copies)?;
	for sold in [source, made] {
		for entry in fs::read_dir(&sold.store)? {
			let path = entry?.path();
			fs::copy(&path, copies.join(path.file_name().context("a name")?))?;
		}
	}
	let folder = copies.display().to_string();
	let ask = ["data", "lineage", "--model", &model, "--from", &folder];
	let lineage = shown(stage, &ask).await?;
	let [first, root] = [0, 1].map(|at| lineage["ancestors"][at].clone());
	ensure!(first["release"] == made.release && first["license"] == trained, "{lineage}");
	ensure!(root["release"] == source.release && root["license"] == license, "{lineage}");
	ensure!(root["child"] == made.release && root["distance"] == 2, "{lineage}");
	ensure!(first["copy"] == "same" && root["copy"] == "same", "{lineage}");
	// The root is the source's: a copy with another byte is not what was named.
	let name = root["root"].as_str().context("a root")?.trim_start_matches("0x");
	let file = copies.join(format!("{name}.data"));
	let mut bytes = fs::read(&file)?;
	bytes[3] ^= 1;
	fs::write(&file, bytes)?;
	let broken = ended(&stage.person("//Other").run(&ask).await?, DIFFERS)?;
	let [first, root] = [0, 1].map(|at| broken["ancestors"][at]["copy"].clone());
	ensure!(first == "same" && root == "differs", "{broken}");
	let release = source.release.to_string();
	let verify = ["data", "verify", &release, "--from", &folder];
	ended(&stage.person("//Other").run(&verify).await?, DIFFERS)?;
	Ok(())
}
