//! The court with a real node: four cases side by side before the same jurors. Everybody uses the command line, or
//! polkadot.js as `docs/sit-as-juror.md` says.

mod listing;
mod outage;
mod stage;
mod strikes;
mod walkthrough;

use stage::Stage;
use stoa_e2e::scenario::{block_on, named};

#[test]
fn jurors_judge_what_code_cannot() {
	block_on(async {
		let stage = Stage::new().await?;
		let (bonded, struck, rented) = tokio::join!(
			walkthrough::bond(&stage),
			strikes::struck(&stage),
			outage::rented(&stage)
		);
		bonded?;
		let _providers = struck?;
		let rented = rented?;
		stage.wait_for_bonds().await?;
		let outcomes: [_; 4] = tokio::join!(
			named("a listing with a false card is flagged", listing::flagged(&stage)),
			named("a larger panel takes strikes away", strikes::appealed(&stage)),
			named("polkadot.js is enough for a juror", walkthrough::followed(&stage)),
			named("a tenant is not charged for an outage", outage::judged(&stage, rented)),
		)
		.into();
		for outcome in outcomes {
			outcome?;
		}
		named("everybody has what the rules say", stage.all_adds_up()).await
	});
}
