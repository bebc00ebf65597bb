//! Contracts that ask models, on a real node with real providers and a real model; and contracts that harm.

mod attacks;
mod hostile;
mod interface;
mod resale;
mod script;
mod settled;
mod short;
mod stage;

use anyhow::Result;
use hostile::Mode;
use stage::Stage;
use stoa_e2e::scenario::{block_on, named};

#[test]
fn contracts_are_answered_and_harm_nobody() {
	block_on(async {
		let stage = Stage::new().await?;
		let outcomes: [Result<()>; 12] = tokio::join!(
			named("an escrow pays by the answer", script::escrow_pays(&stage)),
			named(
				"an escrow returns the price when the answer is no",
				script::escrow_returns(&stage)
			),
			named(
				"an escrow takes no work in that it could not pay",
				short::takes_no_work_in(&stage)
			),
			named("tools are told before what happens", interface::tells_before(&stage)),
			named("a reseller earns its margin", resale::earns_its_margin(&stage)),
			named("a delivery comes once", attacks::comes_once(&stage)),
			named(
				"a contract that loops pays for it",
				attacks::fails_by(&stage, "Loop", Mode::Loop)
			),
			named(
				"a contract that traps harms nobody",
				attacks::fails_by(&stage, "Trap", Mode::Trap)
			),
			named("what is too large harms nobody", attacks::oversized(&stage)),
			named("a contract cannot deliver from inside", attacks::enters(&stage)),
			named("a contract ends while it is told", attacks::ends_itself(&stage)),
			named("a contract is gone before its answer", attacks::is_gone(&stage)),
		)
		.into();
		outcomes.into_iter().collect::<Result<()>>()
	});
}
