//! The court with a real node: a listing whose card is false is challenged, judged by jurors drawn by lot, and no
//! more shown. Everybody uses the command line.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::time::Duration;
use stoa_client::{Client, keys};
use stoa_e2e::{
	market::Market,
	network::Network,
	scenario::{block_on, named},
};
use stoa_primitives::{Court, ListingId, ReleaseId, STOA};
use tokio::time::{Instant, sleep};

const JURORS: [&str; 6] =
	["//Charlie", "//Dave", "//Eve", "//Ferdie", "//Provider1", "//Provider2"];
const CHALLENGER: &str = "//Bob";
/// Whose command pushes cases on. It is no party.
const ANYBODY: &str = "//Provider3";
/// A bond counts after 45 blocks of three seconds.
const BONDED: Duration = Duration::from_secs(240);
/// The longest phase in which something is waited for: 21 blocks of a draw after the time for evidence.
const PHASE: Duration = Duration::from_secs(180);
/// Refused before anything is sent, or by the chain.
const REFUSED: i32 = 3;

struct Stage {
	network: Network,
	client: Client,
	listing: ListingId,
	release: ReleaseId,
}

impl Stage {
	async fn new() -> Result<Self> {
		let network = Network::dev().await?;
		let client = network.client().await?;
		let market = Market::new(client.clone(), "//Alice")?;
		let release = market.publish(1).await?[0];
		let details = client.best().await?.release(release).await?.context("a release")?;
		Ok(Self { network, client, listing: details.listing, release })
	}

	/// What `stoa` says, and with which code.
	async fn say(&self, key: &str, arguments: &[&str]) -> Result<(Option<i32>, Value)> {
		let mut command = self.network.stoa(key)?;
		command.args(arguments).env("XDG_DATA_HOME", self.network.folder());
		let output = tokio::task::spawn_blocking(move || command.output()).await??;
		let said = String::from_utf8_lossy(&output.stdout).to_string();
		let object = serde_json::from_str(&said).with_context(|| {
			format!("{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr))
		})?;
		Ok((output.status.code(), object))
	}

	/// The same, of what must succeed.
	async fn done(&self, key: &str, arguments: &[&str]) -> Result<Value> {
		let (code, object) = self.say(key, arguments).await?;
		ensure!(code == Some(0), "{arguments:?}: {code:?}: {object}");
		Ok(object)
	}

	/// Pushes a case until it is in `phase`.
	async fn push_to(&self, case: &str, phase: &str) -> Result<()> {
		let end = Instant::now() + PHASE;
		loop {
			let pushed = self.done(ANYBODY, &["dispute", "push", case]).await?;
			if pushed["phase"] == phase {
				return Ok(());
			}
			ensure!(Instant::now() < end, "case {case} is not {phase}: {pushed}");
			sleep(Duration::from_secs(2)).await;
		}
	}

	/// Jurors from whom `due` is due in a case.
	async fn due(&self, case: u64, due: &str) -> Result<Vec<&'static str>> {
		let mut found = Vec::new();
		for juror in JURORS {
			let shown = self.done(juror, &["juror", "show"]).await?;
			let duties = shown["duties"].as_array().context("duties")?;
			if duties.iter().any(|duty| duty["case"] == case && duty["due"] == due) {
				found.push(juror);
			}
		}
		Ok(found)
	}
}

/// Six jurors, none with over a fifth of the court.
async fn bond(stage: &Stage) -> Result<()> {
	for juror in JURORS {
		stage.done(juror, &["juror", "bond", "models", "200STOA"]).await?;
	}
	let end = Instant::now() + BONDED;
	while stage.client.best().await?.court_weight(Court::Models).await? < 1_200 {
		ensure!(Instant::now() < end, "the bonds do not count");
		sleep(Duration::from_secs(3)).await;
	}
	Ok(())
}

async fn raise(stage: &Stage) -> Result<u64> {
	let listing = stage.listing.to_string();
	let raise = ["dispute", "raise", "--listing", &listing, "--fault", "false-card"];
	let quoted = stage.done(CHALLENGER, &[&raise[..], &["--quote"]].concat()).await?;
	ensure!(quoted["rulings"][1]["ruling"] == "revoke", "{quoted}");
	let raised = stage.done(CHALLENGER, &raise).await?;
	let case = raised["case"].as_u64().with_context(|| raised.to_string())?;
	let (code, again) = stage.say(ANYBODY, &raise).await?;
	ensure!(code == Some(REFUSED), "a second case: {again}");
	let file = stage.network.folder().join("evidence.txt");
	std::fs::write(&file, "the card says otherwise")?;
	let (case_text, file) = (case.to_string(), file.display().to_string());
	let place = "https://example.org/evidence.txt";
	let bring = ["dispute", "evidence", &case_text, &file, "--place", place];
	stage.done(CHALLENGER, &bring).await?;
	let shown = stage.done(ANYBODY, &["dispute", "show", &case_text]).await?;
	ensure!(shown["evidence"][0]["place"] == place, "{shown}");
	Ok(case)
}

/// All who were drawn say that the card is false.
async fn judge(stage: &Stage, case: u64) -> Result<Vec<&'static str>> {
	let number = case.to_string();
	stage.push_to(&number, "committing").await?;
	let panel = stage.due(case, "vote").await?;
	ensure!(panel.len() == 3, "{panel:?}");
	let stranger = ["juror", "vote", &number, "revoke"];
	let (code, refused) = stage.say(CHALLENGER, &stranger).await?;
	ensure!(code == Some(REFUSED), "a party votes: {refused}");
	for juror in &panel {
		stage.done(juror, &["juror", "vote", &number, "revoke"]).await?;
	}
	stage.push_to(&number, "revealing").await?;
	ensure!(stage.due(case, "reveal").await? == panel, "all have a vote to show");
	for juror in &panel {
		stage.done(juror, &["juror", "reveal", &number]).await?;
	}
	stage.push_to(&number, "over").await?;
	Ok(panel)
}

async fn flagged(stage: &Stage) -> Result<()> {
	let listed = |all: Value, release: ReleaseId| {
		all.as_array().is_some_and(|all| all.iter().any(|one| one["release"] == release))
	};
	ensure!(listed(stage.done(ANYBODY, &["model", "list"]).await?, stage.release));
	bond(stage).await?;
	let challenger = keys::account(CHALLENGER)?;
	let before = stage.client.best().await?.balance(&challenger).await?;
	let case = raise(stage).await?;
	let panel = judge(stage, case).await?;
	ensure!(!listed(stage.done(ANYBODY, &["model", "list"]).await?, stage.release), "it is shown");
	ensure!(listed(stage.done(ANYBODY, &["model", "list", "--all"]).await?, stage.release));
	let at = stage.client.best().await?;
	for juror in panel {
		let account = keys::account(juror)?;
		let bond = at.juror(Court::Models, &account).await?.context("a bond")?;
		ensure!(bond.locked == 0 && bond.bond == 200 * STOA, "{juror}: {bond:?}");
	}
	let after = at.balance(&challenger).await?;
	ensure!(after.held == before.held, "{before:?} -> {after:?}");
	// Nobody else put the jurors' fee up.
	let paid = before.free - after.free;
	ensure!((15 * STOA..16 * STOA).contains(&paid), "the challenger paid {paid}");
	Ok(())
}

#[test]
fn jurors_judge_what_code_cannot() {
	block_on(async {
		let stage = Stage::new().await?;
		named("a listing with a false card is flagged", flagged(&stage)).await
	});
}
