//! Licences of data with a real node, real custodians and real files: from the file to the decrypted copy, with owners
//! that are away or lie, and programs that try to take the data with them.

mod away;
mod buying;
mod custody;
mod holding;
mod lies;
mod lineage;
mod queries;
mod runs;
mod stage;

use stage::Stage;
use stoa_e2e::scenario::{block_on, named};
use tokio::sync::Notify;

#[test]
fn data_is_licensed_and_every_lie_costs_its_owner() {
	block_on(async {
		let stage = Stage::new().await?;
		let bought = named("what was bought is what was encrypted", buying::whole(&stage));
		let late = named("no key in time, all back, and none later", buying::undelivered(&stage));
		let wrong = named("a wrong key, all back by proof", lies::wrong_key(&stage));
		let garbage = named("garbage, all back by proof", lies::garbage(&stage));
		let flipped =
			named("a flipped byte is found before anything is paid", lies::flipped(&stage));
		let lineage = named("from a model to the roots of its data", lineage::whole(&stage));
		let held =
			named("licences change hands, and a dataset is taken out", holding::whole(&stage));
		let one = named("a custodian delivers for its owner", custody::of_one(&stage));
		// One custodian is killed: nothing runs beside data before it is back.
		let back = Notify::new();
		let shares = named("keys in shares, and a custodian is away", away::whole(&stage, &back));
		let beside = async {
			let two =
				named("custodians deliver who have it only together", custody::of_two(&stage));
			let kept = two.await;
			back.notify_one();
			let runs = named("programs beside data", runs::whole(&stage));
			let queries = named("queries over two datasets", queries::whole(&stage));
			let (runs, queries) = tokio::join!(runs, queries);
			kept.and(runs).and(queries)
		};
		// All of them end, so that one run shows everything that is wrong.
		let went =
			tokio::join!(bought, late, wrong, garbage, flipped, lineage, held, one, shares, beside);
		let (bought, late, wrong, garbage, flipped, lineage, held, one, shares, beside) = went;
		for went in [bought, late, wrong, garbage, flipped, lineage, held, one, shares, beside] {
			went?;
		}
		Ok(())
	});
}
