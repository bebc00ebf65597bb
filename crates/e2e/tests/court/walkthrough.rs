//! `docs/sit-as-juror.md`, followed with polkadot.js. The claim has no ground, and the owner has joined.

use crate::stage::{BOND, FEE, JURORS, LOCK, OWNER, REFUSED, Stage, TYPING};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::Path, process::Command, time::Duration};
use stoa_client::keys;
use stoa_e2e::{js, leases::planck};
use stoa_primitives::{Court, STOA};
use tokio::time::{Instant, sleep};

const CHALLENGER: &str = "//Dave";
/// Where the claimant's evidence is.
const PLACE: &str = "https://example.org/claim.txt";
/// No juror, and no party.
const PUSHER: &str = "//Provider1";
/// Who bonded as the page says, and leaves.
const LEAVES: &str = JURORS[JURORS.len() - 1];
/// In so many panels of the court it can sit meanwhile.
const SEATS: u128 = 3;
/// An epoch, and more.
const LEFT: Duration = Duration::from_secs(300);

/// What `juror.mjs` prints, with these keys.
async fn node(stage: &Stage, keys: &[&str], arguments: &[&str]) -> Result<Value> {
	let mut command = Command::new("node");
	command.current_dir(js::install()?).arg("juror.mjs").args(arguments);
	command.args(["--url", &stage.network().nodes[0].url]);
	for key in keys {
		command.args(["--suri", key]);
	}
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{arguments:?}: {said}");
	Ok(serde_json::from_slice(&output.stdout)?)
}

/// Half of the jurors bond with the command line, the others as the page says.
pub async fn bond(stage: &Stage) -> Result<()> {
	let (typing, reading) = JURORS.split_at(TYPING);
	let (stoa, planck) = (format!("{BOND}STOA"), (u128::from(BOND) * STOA).to_string());
	let typed = futures::future::try_join_all(typing.iter().map(async |who| {
		for court in ["models", "compute", "data"] {
			stage.done(who, &["juror", "bond", court, &stoa]).await?;
		}
		anyhow::Ok(())
	}));
	let arguments = ["bond", "--court", "Models", "--amount", &planck];
	let (typed, bonded) = tokio::join!(typed, node(stage, reading, &arguments));
	typed?;
	let bonded = bonded?["bonded"].as_array().map(Vec::len);
	ensure!(bonded == Some(reading.len()), "{bonded:?}");
	Ok(())
}

async fn raise(stage: &Stage) -> Result<String> {
	let listing = stage.listing(1)?.0.to_string();
	let about = ["--listing", &listing, "--fault", "infringing"];
	let case = stage.raise(CHALLENGER, &about).await?.to_string();
	let (code, stranger) = stage.say(PUSHER, &["dispute", "join", &case, "--yes"]).await?;
	ensure!(code == Some(REFUSED), "somebody else joins: {stranger}");
	stage.done(OWNER, &["dispute", "join", &case, "--yes"]).await?;
	let file = stage.network().folder().join("claim.txt");
	std::fs::write(&file, "it is made of mine, and names no parent")?;
	let file = file.display().to_string();
	let bring = ["dispute", "evidence", case.as_str(), &file, "--place", PLACE];
	stage.done(CHALLENGER, &bring).await?;
	Ok(case)
}

/// Jurors bond, are drawn, hide and show their votes, are paid. One leaves meanwhile: it takes as long.
pub async fn followed(stage: &Stage) -> Result<()> {
	tokio::try_join!(judged(stage), left(stage, LEAVES))?;
	Ok(())
}

async fn judged(stage: &Stage) -> Result<()> {
	stage.watch(CHALLENGER).await?;
	stage.watch(OWNER).await?;
	let case = raise(stage).await?;
	let push = |until| ["push", "--case", &case, "--until", until];
	node(stage, &[PUSHER], &push("Committing")).await?;
	let salts = stage.network().folder().join("salts.json").display().to_string();
	let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sit-as-juror.md");
	let page = page.canonicalize()?.display().to_string();
	let hide = ["--case", &case, "--ruling", "Dismiss", "--salts", &salts, "--page", &page];
	let panel = stage.panel(case.parse()?).await?;
	let turns = stage.turns(&panel).await?;
	let drawn = node(stage, &JURORS, &[&["commit"][..], &hide].concat()).await?;
	drop(turns);
	ensure!(drawn["example"] == true, "the page's example is wrong: {drawn}");
	let seen = &drawn["seen"]["evidence"][0];
	ensure!(seen["by"] == "Claimant" && seen["place"] == PLACE, "{drawn}");
	ensure!(drawn["drawn"].as_array().map(Vec::len) == Some(3) && panel.len() == 3, "{drawn}");
	node(stage, &[PUSHER], &push("Revealing")).await?;
	let turns = stage.turns(&panel).await?;
	let shown = node(stage, &JURORS, &[&["reveal"][..], &hide[..6]].concat()).await?;
	drop(turns);
	ensure!(shown["shown"] == 3, "{shown}");
	let paid = node(stage, &[PUSHER], &["push", "--case", &case]).await?;
	let fee = (FEE as u128 * STOA).to_string();
	let seats = paid["seats"].as_array().with_context(|| paid.to_string())?;
	ensure!(seats.len() == 3, "{paid}");
	ensure!(seats.iter().all(|seat| seat["earned"] == fee && seat["lost"] == "0"), "{paid}");
	ensure!(stage.is_shown(stage.listing(1)?.1).await?, "the claim had no ground");
	for juror in &panel {
		stage.earned(juror, FEE).await;
	}
	// The claimant has lost its bond, of which four tenths go to an owner who has put the fee up.
	stage.earned(CHALLENGER, -3.0 * FEE - 20.0).await;
	stage.earned(OWNER, 8.0).await;
	Ok(())
}

/// All but what seats in other cases lock comes out of the court.
async fn left(stage: &Stage, juror: &'static str) -> Result<()> {
	let who = keys::account(juror)?;
	let turn = stage.turns(&[juror]).await?;
	node(stage, &[juror], &["unbond", "--court", "Models"]).await?;
	drop(turn);
	let end = Instant::now() + LEFT;
	loop {
		let at = stage.client().best().await?;
		let bond = at.juror(Court::Models, &who).await?.context("a bond")?;
		if at.number() >= bond.leave_at && bond.weight == 0 {
			break;
		}
		ensure!(Instant::now() < end, "the tree counts {juror} still: {bond:?}");
		sleep(Duration::from_secs(3)).await;
	}
	let turn = stage.turns(&[juror]).await?;
	let out = node(stage, &[juror], &["withdraw", "--court", "Models"]).await?;
	drop(turn);
	let out = planck(&out["withdrawn"])?;
	let rest = stage.client().best().await?.juror(Court::Models, &who).await?;
	let rest = rest.map_or(0, |bond| bond.bond);
	let bonded = u128::from(BOND) * STOA;
	ensure!(rest <= SEATS * LOCK as u128 * STOA && rest + out <= bonded, "{out}, {rest} stay");
	Ok(())
}
