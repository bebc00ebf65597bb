//! What the rules are worth, by simulation: the pallet itself plays every case, and only people are modelled.
//!
//! Each test holds one conclusion of `docs/court-simulation.md` to some cases. Where `COURT_FIGURES` names a
//! folder, as `scripts/court-figures` does, it plays many and writes there what it has seen. Everything that is
//! random follows from numbers written here: two runs see the same.

mod apathy;
mod bribe;
mod draw;
mod minority;
mod play;
mod strategies;

use crate::{mock::*, *};
use codec::Encode;
use frame_support::assert_ok;
use std::{fs, path::PathBuf};
use stoa_primitives::{
	Court, Digest, Ruling,
	frame::Within,
	payload::{self, domain},
};

/// What is right in every case.
const TRUTH: Ruling = Ruling::Refund;
/// What is wrong in every case.
const LIE: Ruling = Ruling::Dismiss;
/// Jurors of the court, all with the same bond: enough that four rounds do not use them up.
const JURORS: u64 = 200;

/// A share of the jurors, by their numbers.
fn first(share: f64) -> impl Fn(AccountId) -> bool {
	move |who| ((who - JUROR) as f64) < share * JURORS as f64
}

/// Random numbers that follow from what they are for.
struct Dice {
	seed: Digest,
	thrown: u32,
}

impl Dice {
	fn of(what: impl Encode) -> Self {
		Self { seed: payload::tagged(domain::VOTE, what), thrown: 0 }
	}

	/// From 0 up to 1.
	fn unit(&mut self) -> f64 {
		self.thrown += 1;
		payload::draw_number(&self.seed, self.thrown) as f64 / 2f64.powi(64)
	}

	fn chance(&mut self, probability: f64) -> bool {
		self.unit() < probability
	}
}

/// What a juror who looks at the evidence takes for right.
fn opinion(luck: u64, who: AccountId, accuracy: f64) -> Ruling {
	if Dice::of((luck, who)).chance(accuracy) { TRUTH } else { LIE }
}

/// The amounts and rounds of a live chain, in a court of [`JURORS`]. Lost cases are soon forgotten: one account
/// brings hundreds.
fn in_court(test: impl FnOnce()) {
	build_and_execute(|| {
		let live = CourtParameters {
			max_rounds: Within::clamped(4),
			loss_memory: Within::clamped(10),
			..parameters()
		};
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::Compute, live));
		bond(Court::Compute, JUROR..JUROR + JURORS, 200);
		run(DELAY + 2);
		assert_eq!(Disputes::court_weight(Court::Compute), 200 * JURORS);
		test();
	});
}

fn folder() -> Option<PathBuf> {
	std::env::var_os("COURT_FIGURES").map(PathBuf::from)
}

/// How often something is tried: `many` times for figures.
fn times(few: u64, many: u64) -> u64 {
	if folder().is_some() { many } else { few }
}

/// Writes a table, if there is a folder for it.
fn write(name: &str, header: &str, rows: &[String]) {
	if let Some(folder) = folder() {
		let text = format!("{header}\n{}\n", rows.join("\n"));
		fs::write(folder.join(name).with_extension("csv"), text).expect("the folder is writable");
	}
}
