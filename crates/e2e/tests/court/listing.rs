//! A listing whose card is false. Its owner stays away, and one juror says nothing in the end.

use crate::stage::{FEE, LOCK, OWNER, REFUSED, Stage};
use anyhow::{Context, Result, ensure};
use stoa_client::keys;
use stoa_primitives::CaseId;

const CHALLENGER: &str = "//Bob";
const PUSHER: &str = "//Provider3";

async fn raise(stage: &Stage) -> Result<CaseId> {
	let listing = stage.listing(0)?.0.to_string();
	let about = ["--listing", &listing, "--fault", "false-card"];
	let raise = [&["dispute", "raise"][..], &about].concat();
	let quoted = stage.done(CHALLENGER, &[&raise[..], &["--quote"]].concat()).await?;
	ensure!(quoted["rulings"][1]["ruling"] == "revoke", "{quoted}");
	let until = quoted["evidence_until"].as_u64().with_context(|| quoted.to_string())?;
	ensure!(until > stage.client().best().await?.number().into(), "{quoted}");
	let (code, unasked) = stage.say(CHALLENGER, &raise).await?;
	ensure!(code == Some(REFUSED), "it asks before anything is put on hold: {unasked}");
	let case = stage.raise(CHALLENGER, &about).await?;
	for (who, yes) in [(PUSHER, true), (OWNER, true), (PUSHER, false)] {
		let again = [&raise[..], &[if yes { "--yes" } else { "--quote" }]].concat();
		let (code, again) = stage.say(who, &again).await?;
		ensure!(code == Some(REFUSED), "a second case of {who}: {again}");
	}
	let file = stage.network().folder().join("evidence.txt");
	std::fs::write(&file, "the card says otherwise")?;
	let (number, file) = (case.to_string(), file.display().to_string());
	let place = "https://example.org/evidence.txt";
	let bring = ["dispute", "evidence", &number, &file, "--place", place];
	stage.done(CHALLENGER, &bring).await?;
	let shown = stage.done(PUSHER, &["dispute", "show", &number]).await?;
	ensure!(shown["evidence"][0]["place"] == place, "{shown}");
	Ok(case)
}

/// It is flagged and no more shown; who brought the case pays the two who voted, the third pays them too.
pub async fn flagged(stage: &Stage) -> Result<()> {
	let release = stage.listing(0)?.1;
	ensure!(stage.is_shown(release).await?, "nothing stands against it");
	stage.watch(CHALLENGER).await?;
	let challenger = keys::account(CHALLENGER)?;
	let held = stage.client().best().await?.balance(&challenger).await?.held;
	let case = raise(stage).await?;
	stage.push_to(PUSHER, case, "committing").await?;
	let panel = stage.panel(case).await?;
	ensure!(panel.len() == 3, "{panel:?}");
	let stranger = ["juror", "vote", &case.to_string(), "revoke"];
	let (code, refused) = stage.say(CHALLENGER, &stranger).await?;
	ensure!(code == Some(REFUSED), "a party votes: {refused}");
	let votes: Vec<_> = panel.iter().map(|juror| (*juror, "revoke")).collect();
	stage.vote(PUSHER, case, &votes, &panel[2..]).await?;
	stage.push_to(PUSHER, case, "over").await?;
	ensure!(!stage.is_shown(release).await?, "it is shown");
	let all = stage.done(OWNER, &["model", "list", "--all"]).await?;
	ensure!(all.as_array().is_some_and(|all| all.iter().any(|one| one["release"] == release)));
	stage.earned(panel[2], -LOCK / 2.0).await;
	for juror in &panel[..2] {
		stage.earned(juror, FEE + LOCK / 4.0).await;
	}
	// The owner has put nothing up.
	stage.earned(CHALLENGER, -2.0 * FEE).await;
	let after = stage.client().best().await?.balance(&challenger).await?.held;
	ensure!(after == held, "{held} -> {after} on hold");
	Ok(())
}
