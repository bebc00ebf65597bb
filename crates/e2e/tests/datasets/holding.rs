//! After a sale: other prices, a pause, licences that change hands, and a dataset that is taken out again.

use crate::{
	buying::rows,
	stage::{FEES, REFUSED, Stage, ended, succeeded},
};
use anyhow::{Context, Result, ensure};
use stoa_e2e::leases::Person;
use stoa_primitives::STOA;

const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC0-1.0\"\ntransfer = true\nsublicenses = 1\n";

pub async fn whole(stage: &Stage) -> Result<()> {
	let owner = stage.person("//Landlord");
	let (_, before, held) = owner.wealth().await?;
	let sold = stage.publish("//Landlord", &rows(100), TERMS, &[]).await?;
	let (dataset, term) = (sold.dataset.to_string(), sold.terms[0].to_string());
	// Paused, or for more than the buyer gives, it is not sold.
	owner.done(&["data", "pause", &dataset]).await?;
	ended(&stage.buy("//Mover", &sold, "moved.csv").await?, REFUSED)?;
	owner.done(&["data", "resume", &dataset]).await?;
	owner.done(&["data", "price", &dataset, "--term", &term, "200STOA"]).await?;
	ended(&stage.buy("//Mover", &sold, "moved.csv").await?, REFUSED)?;
	owner.done(&["data", "price", &dataset, "--term", &term, "7STOA"]).await?;
	let buying = stage.buy("//Mover", &sold, "moved.csv");
	let bought = succeeded(&stage.deliver_until("//Landlord", &sold, buying).await??)?;
	let license = bought["license"].as_u64().context("a licence")?.to_string();

	let (mover, heir, guest) =
		(stage.person("//Mover"), stage.person("//Heir"), stage.person("//Guest"));
	let give = ["data", "transfer", &license, "//Heir", "--yes"];
	ended(&heir.run(&give).await?, REFUSED)?;
	mover.done(&["data", "sublicense", &license, "//Guest"]).await?;
	let passed_on = only(&guest).await?.context("nothing was passed on")?;
	mover.done(&give).await?;
	ensure!(only(&heir).await?.as_ref() == Some(&license), "it was given away");
	ensure!(only(&mover).await?.is_none(), "it was given away");
	owner.done(&["data", "collect", &license]).await?;

	// With licences that are not over it stays.
	let out = ["data", "unpublish", &dataset, "--yes"];
	ended(&owner.run(&out).await?, REFUSED)?;
	heir.done(&["data", "drop", &license, "--yes"]).await?;
	// What was passed on is over with it, and anybody can say so.
	owner.done(&["data", "drop", &passed_on, "--yes"]).await?;
	owner.done(&["data", "buyer", &dataset, "//Other"]).await?;
	let refused = ended(&owner.run(&out).await?, REFUSED)?;
	ensure!(refused["error"].as_str().is_some_and(|text| text.contains("--remove")), "{refused}");
	owner.done(&["data", "buyer", &dataset, "//Other", "--remove"]).await?;
	owner.done(&out).await?;
	let (_, now, still) = owner.wealth().await?;
	ensure!(still == held, "{still} are on hold, {held} were before");
	// Who gives a licence up leaves all of its price with those who sell.
	ensure!(now + FEES >= before + 7 * STOA, "had {before}, has {now}");
	Ok(())
}

/// The licence of somebody who has one at most.
async fn only(person: &Person<'_>) -> Result<Option<String>> {
	let told = person.done(&["data", "licenses"]).await?;
	let all = told["licenses"].as_array().context("licences")?;
	ensure!(all.len() <= 1, "{told}");
	Ok(all.first().map(|license| license["license"].to_string()))
}
