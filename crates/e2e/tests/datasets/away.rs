//! Keys that two custodians have together, while one is away: with two that are up it goes on, with one everything is
//! back. And who is asked for a share for a run that there is not gives none, nor takes a stranger's image for one.

use crate::{
	queries::offer,
	runs::Beside,
	stage::{KEEPERS, REFUNDED, Stage, ended, ensure_whole, succeeded},
};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::process::Output;
use stoa_client::{keys, types::RunFilter};
use stoa_data::{custody::ShareRequest, peers::Peer};
use stoa_primitives::{Digest, RunId};
use tokio::sync::Notify;

const SPLIT: [&str; 2] = ["--threshold", "2"];
/// Blocks within which a run that is ordered is in a final one.
const ORDERED: u32 = 60;

/// All custodians are there when `back` says so.
pub async fn whole(stage: &Stage, back: &Notify) -> Result<()> {
	let question = json!({ "op": "count" });
	let query = json!({ "question": question, "only": null, "decimals": 0, "epsilon": 40_000_000 });
	let query = stage.file("count.json", query.to_string().as_bytes())?;
	// Whoever computes asks the one that is away first.
	let [first, second, third] = KEEPERS;
	let (two, one) = ([first, third, second], [first, third]);
	let enough = prepare(stage, "//Sharer", &two, "//Pollster", &query);
	let short = prepare(stage, "//Lonely", &one, "//Unlucky", &query);
	let (enough, short) = tokio::try_join!(enough, short)?;
	back.notified().await;
	tokio::try_join!(enough.entrust(), short.entrust())?;
	stage.stop(2).await?;
	let went = tokio::join!(answered(&enough, &query), refunded(&short, &query));
	went.0.and(went.1)
}

/// A table that somebody may ask something about.
async fn prepare<'a>(
	stage: &'a Stage,
	owner: &'static str,
	custodians: &[&str],
	asker: &'static str,
	query: &str,
) -> Result<Beside<'a>> {
	let beside = Beside::publish(stage, owner, custodians, &SPLIT).await?;
	tokio::try_join!(beside.buy(asker, 0), offer(&beside, query))?;
	Ok(beside)
}

/// Asks the first custodian.
async fn ask(beside: &Beside<'_>, asker: &'static str, query: &str) -> Result<Output> {
	let dataset = beside.sold.dataset.to_string();
	let mut arguments = vec!["data", "aggregate", &dataset, "--query", query, "--seats", "1"];
	arguments.extend(["--price-limit", "1", "--yes"]);
	beside.stage.person(asker).run(&arguments).await
}

async fn answered(beside: &Beside<'_>, query: &str) -> Result<()> {
	let told = succeeded(&ask(beside, "//Pollster", query).await?)?;
	let count = told["answers"][0]["value"].as_f64().context("a count")?;
	// Five without noise, of which there is hardly any.
	ensure!((4.0..=6.0).contains(&count), "{told}");
	let run = told["runs"][0].as_u64().context("a run")?;
	let stage = beside.stage;
	while stage.client().finalised().await?.run(run).await?.is_some() {
		let next = stage.client().best().await?.number() + 1;
		stage.leases.wait_for_block(next).await?;
	}
	// For what is over, and for what nobody could order, no share leaves; nor for somebody who has no seat.
	share_is_refused(beside, KEEPERS[0], run).await?;
	share_is_refused(beside, KEEPERS[0], RunId::MAX).await?;
	share_is_refused(beside, "//Pollster", run).await
}

/// Asks the second custodian for its share.
async fn share_is_refused(beside: &Beside<'_>, asker: &str, run: RunId) -> Result<()> {
	let at = beside.stage.client().finalised().await?;
	let to = keys::account(KEEPERS[1])?;
	let address = at.provider(&to).await?.context("it is registered")?.endpoint;
	let signer = keys::from_uri(asker)?;
	let mut request = ShareRequest {
		genesis: beside.stage.client().genesis(),
		release: beside.sold.release,
		from: keys::account(asker)?.0,
		to: to.0,
		run,
		block: at.number(),
		signature: [0; 64],
	};
	request.signature = signer.sign(&request.digest()).0;
	let peer = Peer::new("the second", &String::from_utf8(address)?, true)?;
	let why = peer.ask_share(&request).await.err().context("a share left")?.to_string();
	ensure!(why.contains("it refuses"), "{why}");
	Ok(())
}

/// Sends the first custodian a piece of an image for the run that `requester` asks for, which only that may.
async fn image_is_refused(beside: &Beside<'_>, requester: &str) -> Result<()> {
	let client = beside.stage.client();
	let requester = keys::account(requester)?;
	let filter = RunFilter { custodian: None, requester: Some(requester), release: None };
	let end = client.best().await?.number() + ORDERED;
	let run = loop {
		if let Some((run, _)) = client.finalised().await?.runs(&filter).await?.first() {
			break *run;
		}
		let next = client.best().await?.number() + 1;
		ensure!(next < end, "no final block has the run");
		beside.stage.leases.wait_for_block(next).await?;
	};
	let provider = client.finalised().await?.provider(&keys::account(KEEPERS[0])?).await?;
	let address = String::from_utf8(provider.context("it is registered")?.endpoint)?;
	let peer = Peer::new("the first", &address, true)?;
	let image = beside.stage.file("spoiled.tar", b"anything")?;
	let stranger = keys::from_uri("//Pollster")?;
	let sign = |digest: &Digest| stranger.sign(digest).0;
	let sent = peer.put_image((client.genesis(), run), (image.as_ref(), 8), sign, |_| ());
	let why = sent.await.err().context("a stranger's piece is taken")?.to_string();
	ensure!(why.contains("it refuses"), "{why}");
	Ok(())
}

/// One of two shares opens nothing: all is back, what it takes of the privacy budget too.
async fn refunded(beside: &Beside<'_>, query: &str) -> Result<()> {
	let person = beside.stage.person("//Unlucky");
	let (_, before, held) = person.wealth().await?;
	let asked = ask(beside, "//Unlucky", query);
	let (asked, strange) = tokio::join!(asked, image_is_refused(beside, "//Unlucky"));
	strange?;
	let told = ended(&asked?, REFUNDED)?;
	let why = told["error"].as_str().context("why")?;
	ensure!(why.contains("1 of 2 shares are here"), "{told}");
	ensure_whole(&person, before, held).await?;
	let dataset = beside.stage.client().best().await?.dataset(beside.sold.dataset).await?;
	let budget = dataset.context("it is there")?.budget;
	ensure!(budget.spent == 0 && budget.total > 0, "{} of {}", budget.spent, budget.total);
	Ok(())
}
