//! Licences of data with a real node, real custodians and real files: from the file to the decrypted copy, with owners
//! that are away or lie, and programs that try to take the data with them.

mod buying;
mod custody;
mod lies;
mod lineage;
mod runs;
mod stage;

use stage::Stage;
use stoa_e2e::scenario::{block_on, named};

#[test]
fn data_is_licensed_and_every_lie_costs_its_owner() {
	block_on(async {
		let stage = Stage::new().await?;
		let bought = named("what was bought is what was encrypted", buying::whole(&stage));
		let away = named("no key in time, all back", buying::undelivered(&stage));
		let wrong = named("a wrong key, all back by proof", lies::wrong_key(&stage));
		let garbage = named("garbage, all back by proof", lies::garbage(&stage));
		let flipped =
			named("a flipped byte is found before anything is paid", lies::flipped(&stage));
		let lineage = named("what it was made from is shown", lineage::whole(&stage));
		let kept = named("custodians deliver for an owner that is away", custody::whole(&stage));
		// All of them end, so that one run shows everything that is wrong.
		let went = tokio::join!(bought, away, wrong, garbage, flipped, lineage, kept);
		let (bought, away, wrong, garbage, flipped, lineage, kept) = went;
		for went in [bought, away, wrong, garbage, flipped, lineage, kept] {
			went?;
		}
		named("programs and queries beside data", runs::whole(&stage)).await
	});
}
