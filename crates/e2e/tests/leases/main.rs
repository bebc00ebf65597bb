//! Leases with a real node, real daemons and real workloads: from the offer to what comes back, with either side
//! gone, and with tenants that try to get out.

mod attacks;
mod auction;
mod ends;
mod life;
mod measured;
mod provider;
mod script;
mod strangers;

use stoa_e2e::{
	leases::{Person, Stage},
	scenario::{block_on, named},
};

/// Who pays for something here. Each scenario has tenants of its own, so that their money can be counted.
const PEOPLE: [&str; 13] = [
	"//Landlord",
	"//Heir",
	"//Life",
	"//Spent",
	"//Gone",
	"//Bad",
	"//Neighbour",
	"//Bidder",
	"//Moved",
	"//Next",
	"//Left",
	"//Doubt",
	"//Sceptic",
];

#[test]
fn tenants_get_what_they_pay_for_and_either_side_can_go() {
	block_on(async {
		let stage = Stage::new(&PEOPLE).await?;
		let (main, other) = tokio::try_join!(
			stage.landlord("landlord", "//Landlord", 8),
			stage.landlord("heir", "//Heir", 2)
		)?;
		let mut other = other;
		let bidder = Person::new(&stage, "//Bidder");
		let life = named("a lease from the offer to what comes back", life::whole(&stage, &main));
		let spent = named("what is used up is over, and free", ends::overdrawn(&stage, &main));
		let gone =
			named("a tenant that vanishes pays one period", ends::tenant_gone(&stage, &main));
		let bad = named("a tenant does not get out", attacks::all(&stage, &main));
		let strangers = named("nobody else gets in", strangers::all(&stage, &main));
		let script = named("polkadot.js opens and closes", script::opens_and_closes(&stage, &main));
		let leased = named("a leased machine is measured", measured::leased(&stage, &main));
		let auction = named("the lowest bid has the lease", auction::whole(&bidder, &main));
		// One after the other: there are eight units, and all others have seven at once.
		let in_turn = async { (auction.await, script.await) };
		let provider =
			named("a provider killed, back, and gone", provider::all(&stage, &mut other));
		// All of them end, so that one run shows everything that is wrong.
		let went = tokio::join!(life, spent, gone, bad, strangers, in_turn, leased, provider);
		let (life, spent, gone, bad, strangers, (auction, script), leased, provider) = went;
		for went in [life, spent, gone, bad, strangers, script, leased, auction, provider] {
			went?;
		}
		let free = measured::free(&stage, &main, &other);
		named("machines are measured, and one that is not there is seen", free).await?;
		// Who comes back takes away what its leases left when they ended without it.
		other.start(&stage)?;
		let left = async {
			ends::nothing_left(&stage, &main).await?;
			ends::nothing_left(&stage, &other).await
		};
		named("nothing is left behind", left).await
	});
}
