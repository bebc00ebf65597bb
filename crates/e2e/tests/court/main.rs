//! The court with a real node: cases of every market side by side before the same jurors. Everybody uses the command
//! line, or polkadot.js as `docs/sit-as-juror.md` says.

mod data;
mod listing;
mod outage;
mod stage;
mod strikes;
mod walkthrough;

use anyhow::{Result, ensure};
use stage::{JURORS, Stage};
use stoa_e2e::{
	process::Process,
	scenario::{block_on, named},
};

/// So many jurors are reminded.
const REMINDED: usize = 3;

#[test]
fn jurors_judge_what_code_cannot() {
	block_on(async {
		let stage = Stage::new().await?;
		let (bonded, published, struck, rented, shelf) = tokio::join!(
			walkthrough::bond(&stage),
			stage.publish(),
			strikes::struck(&stage),
			outage::rented(&stage),
			data::shelf(&stage)
		);
		bonded?;
		published?;
		let _providers = struck?;
		let (rented, shelf) = (rented?, shelf?);
		stage.wait_for_bonds().await?;
		let reminders: Result<Vec<_>> =
			JURORS[..REMINDED].iter().map(|juror| stage.reminder(juror)).collect();
		let reminders = reminders?;
		let outcomes: [_; 7] = tokio::join!(
			named("a listing with a false card is flagged", listing::flagged(&stage)),
			named("a larger panel takes strikes away", strikes::appealed(&stage)),
			named("polkadot.js is enough for a juror", walkthrough::followed(&stage)),
			named("a tenant is not charged for an outage", outage::judged(&stage, rented)),
			named("data that is misdescribed is paid back", data::refunded(&stage, &shelf)),
			named("a licence that was broken is revoked", data::revoked(&stage, &shelf)),
			named("a dataset is flagged, and shown again", data::flagged(&stage, &shelf)),
		)
		.into();
		for outcome in outcomes {
			outcome?;
		}
		named("jurors are reminded", async { reminded(&reminders) }).await?;
		named("everybody has what the rules say", stage.all_adds_up()).await
	});
}

/// Those who were drawn have been told to vote, and to show it.
fn reminded(reminders: &[Process]) -> Result<()> {
	let said: String = reminders.iter().map(Process::output).collect();
	for due in ["vote", "reveal"] {
		let told = format!("\"due\":\"{due}\"");
		ensure!(said.contains(&told), "nobody was told to {due}: {said}");
	}
	Ok(())
}
