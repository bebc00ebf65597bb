//! What the rules are worth, by simulation: the pallet itself counts and pays, and only people are modelled.
//!
//! Each test holds one conclusion of `docs/economics.md`. Where `ECONOMY_FIGURES` names a folder, as
//! `scripts/economy-figures` does, tables of what was seen are written there. Nothing is random that does not follow
//! from numbers written here: two runs see the same.

mod emission;
mod idle;
mod self_dealing;
mod sybils;

use crate::{mock::*, schedule::YEAR, *};
use std::{fs, path::PathBuf};
use stoa_primitives::{
	Balance, Digest, STOA,
	payload::{self, domain},
};

/// An era.
const DAY: u64 = YEAR / 365;

fn folder() -> Option<PathBuf> {
	std::env::var_os("ECONOMY_FIGURES").map(PathBuf::from)
}

/// Writes a table, if there is a folder for it.
fn write(name: &str, header: &str, rows: &[String]) {
	if let Some(folder) = folder() {
		let text = format!("{header}\n{}\n", rows.join("\n"));
		fs::write(folder.join(name).with_extension("csv"), text).expect("the folder is writable");
	}
}

/// As STOA, for tables.
fn stoa(amount: Balance) -> f64 {
	amount as f64 / STOA as f64
}

/// Random numbers that follow from what they are for.
struct Dice {
	seed: Digest,
	thrown: u32,
}

impl Dice {
	fn of(what: impl codec::Encode) -> Self {
		Self { seed: payload::tagged(domain::VOTE, what), thrown: 0 }
	}

	/// From 0 up to 1.
	fn unit(&mut self) -> f64 {
		self.thrown += 1;
		payload::draw_number(&self.seed, self.thrown) as f64 / 2f64.powi(64)
	}
}

/// A chain whose accounts have plenty, without what the tests of calls begin with.
fn economy(test: impl FnOnce()) {
	build_and_execute(|| {
		for who in 0..1_000 {
			let _ = <Balances as frame_support::traits::fungible::Mutate<_>>::set_balance(
				&who,
				1_000_000 * STOA,
			);
		}
		Scheduled::<Test>::mutate(|schedule| schedule.genesis = 1_000_000_000 * STOA);
		test();
	});
}

/// What an era of a day may bring to all jobs together now.
fn markets_budget() -> Balance {
	let left = Scheduled::<Test>::get().left;
	schedule::budget(&Parameters::default(), left, 0, DAY).markets
}
