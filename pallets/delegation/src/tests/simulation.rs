//! What backing is worth to who would misuse it, by the pallet's own code. `docs/economics.md` has the conclusions;
//! where `ECONOMY_FIGURES` names a folder, the tables go there.

use crate::{mock::*, *};
use std::{fs, path::PathBuf};
use stoa_primitives::{Balance, STOA};

fn write(name: &str, header: &str, rows: &[String]) {
	if let Some(folder) = std::env::var_os("ECONOMY_FIGURES").map(PathBuf::from) {
		let text = format!("{header}\n{}\n", rows.join("\n"));
		fs::write(folder.join(name).with_extension("csv"), text).expect("the folder is writable");
	}
}

/// An attacker's own bond, of a market in which others have 100,000 STOA bonded and back nobody.
const OTHERS: f64 = 100_000.0;

#[test]
fn seats_bought_with_others_stake_should_at_most_double() {
	build_and_execute(|| {
		let mut rows = Vec::new();
		for percent in 1..=50u32 {
			let own = OTHERS * f64::from(percent) / f64::from(100 - percent);
			let planck = own as Balance * STOA;
			set_bond(PROVIDER, planck);
			<Balances as frame_support::traits::fungible::Mutate<_>>::set_balance(
				&ALICE,
				4 * planck,
			);
			// As much as it is let, of what it was offered: four times its own.
			let room = Delegation::pool(PROVIDER).unwrap().room;
			assert!(Delegation::delegate(signed(ALICE), PROVIDER, 4 * planck).is_err());
			if room >= STOA {
				delegate(ALICE, (room / STOA) as u32);
			}
			let counted = Delegation::counted(&PROVIDER, planck) as f64 / STOA as f64;
			let (alone, backed) =
				(own / (own + OTHERS), (own + counted) / (own + counted + OTHERS));
			assert!(backed <= 2.0 * alone + 1e-3, "{percent}: {backed}");
			rows.push(format!("{alone:.4},{backed:.4}"));
		}
		write("backing", "own,backed", &rows);
	});
}

#[test]
fn a_lie_should_cost_the_liar_itself_the_same_with_and_without_backers() {
	let mut rows = Vec::new();
	for backed in [0u32, 250, 500, 1_000] {
		build_and_execute(|| {
			if backed > 0 {
				delegate(ALICE, backed);
			}
			for percent in [5u32, 10, 20, 40] {
				let lost = 10 * Balance::from(percent) * STOA;
				set_bond(PROVIDER, 1_000 * STOA);
				let before = has(ALICE).0;
				slash(PROVIDER, lost);
				let own = 1_000 * STOA - Bonds::get()[&PROVIDER];
				let others = before - has(ALICE).0;
				assert_eq!(own, lost, "nobody else pays for it first");
				assert!(others <= before.min(1_000 * STOA) * Balance::from(percent) / 100 + 1);
				rows.push(format!(
					"{backed},{percent},{:.3},{:.3}",
					own as f64 / STOA as f64,
					others as f64 / STOA as f64
				));
			}
		});
	}
	write("slashes", "backed,percent,own,others", &rows);
}
