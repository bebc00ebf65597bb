//! Sums over two datasets without a row: of one each custodian has the key, of the other only both of them together.

use crate::{
	runs::Beside,
	stage::{REFUSED, Stage, ended},
};
use anyhow::{Context, Result, ensure};
use serde_json::json;

const ANALYST: &str = "//Analyst";

pub async fn whole(stage: &Stage) -> Result<()> {
	let one = Beside::new(stage, "//Keeper", &[]);
	let split = Beside::new(stage, "//Splitter", &["--threshold", "2"]);
	let (one, split) = tokio::try_join!(one, split)?;
	let question = json!({ "op": "mean", "name": "body_mass_g", "low": 2_500, "high": 6_500 });
	let query = json!({ "question": question, "only": null, "decimals": 0, "epsilon": 40_000_000 });
	let file = stage.file("mean.json", query.to_string().as_bytes())?;
	let datasets = [&one, &split].map(|beside| beside.sold.dataset.to_string());
	let [first, second] = &datasets;
	let buying = async {
		one.buy(ANALYST, 0).await?;
		split.buy(ANALYST, 0).await
	};
	tokio::try_join!(offer(&one, &file), offer(&split, &file), buying)?;
	let mut ask = vec!["data", "aggregate", first, second, "--query", &file];
	ask.extend(["--price-limit", "1", "--yes"]);
	let told = stage.person(ANALYST).done(&ask).await?;
	let mean = told["answers"][0]["value"].as_f64().context("a mean")?;
	// 4,290 without noise; with so little of it, within some hundred.
	ensure!((3_500.0..5_000.0).contains(&mean), "{told}");
	ensure!(told["runs"].as_array().is_some_and(|runs| runs.len() == 2), "{told}");
	let spent = ended(&stage.person(ANALYST).run(&ask).await?, REFUSED)?;
	ensure!(spent["error"].as_str().is_some_and(|why| why.contains("spent")), "{spent}");
	Ok(())
}

/// Its owner lets the query run, and says how much it may tell in all.
pub async fn offer(beside: &Beside<'_>, query: &str) -> Result<()> {
	beside.allow(query).await?;
	let dataset = beside.sold.dataset.to_string();
	let budget = ["data", "budget", &dataset, "50"];
	beside.stage.person(beside.owner).done(&budget).await?;
	Ok(())
}
