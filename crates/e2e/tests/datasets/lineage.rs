//! What was made from what.

use crate::{
	buying::rows,
	stage::{REFUSED, Stage, ended, succeeded},
};
use anyhow::{Context, Result, ensure};

const TERMS: &str =
	"[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC-BY-4.0\"\ntrain = true\nderive = true\n";

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
	let buying = stage.buy("//Editor", &source, "edited.csv");
	let bought = succeeded(&stage.deliver_until("//Author", &source, buying).await??)?;
	let license = bought["license"].as_u64().context("a licence")?;
	let made = stage.publish("//Editor", &rows(50), &derived(Some(license)), &[]).await?;
	let release = made.release.to_string();
	let shown = stage.person("//Other").done(&["data", "lineage", &release]).await?;
	let ancestor = &shown["ancestors"][0];
	ensure!(ancestor["release"] == source.release && ancestor["license"] == license, "{shown}");
	// The root is the source's: a copy with another byte is not what was named.
	let from = source.store.display().to_string();
	let verify = ["data", "verify", &source.release.to_string(), "--from", &from];
	let verified = stage.person("//Other").done(&verify).await?;
	ensure!(verified["root"] == ancestor["root"], "{verified} {shown}");
	let file = std::path::Path::new(&from).join(format!(
		"{}.data",
		ancestor["root"].as_str().context("a root")?.trim_start_matches("0x")
	));
	let mut bytes = std::fs::read(&file)?;
	bytes[3] ^= 1;
	std::fs::write(&file, bytes)?;
	ended(&stage.person("//Other").run(&verify).await?, 7)?;
	let none = stage.person("//Other").run(&["data", "lineage", "99999"]).await?;
	ended(&none, REFUSED)?;
	Ok(())
}
