//! The p + epsilon bribe: jurors are promised more than they can lose, to be paid only if the lie loses. If all
//! believe it, it costs nothing.

use super::{
	play::{Deed, People, trial},
	*,
};

/// What a juror is promised beyond its loss, in STOA.
const EPSILON: f64 = 1.0;
/// Who takes no bribe sees the truth as often as this.
const ACCURACY: f64 = 0.9;

struct Seen {
	/// Share of the cases that ended with the lie.
	won: f64,
	/// What the briber paid for a case, in STOA.
	paid: f64,
	/// The most that one case cost it, in STOA.
	most: f64,
}

/// What each seat of a taker is owed when the truth won: what voting for it would have brought, and more.
fn owed(outcome: &play::Outcome, took: impl Fn(AccountId) -> bool) -> f64 {
	let takers = outcome.seats.iter().filter(|seat| took(seat.who));
	takers
		.map(|taker| {
			let round = outcome.seats.iter().filter(|seat| seat.round == taker.round);
			let best = round.map(|seat| seat.gain).fold(0.0, f64::max);
			best - taker.gain + EPSILON
		})
		.sum()
}

fn cases(takers: f64, appeals: bool, times: u64) -> Seen {
	let mut seen = Seen { won: 0.0, paid: 0.0, most: 0.0 };
	for luck in 0..times {
		let takes = |who: AccountId| Dice::of(("bribe", luck, who)).chance(takers);
		let people = People {
			deed: &|seat| {
				Deed::Vote(if takes(seat.who) { LIE } else { opinion(luck, seat.who, ACCURACY) })
			},
			appeals: &|_| appeals,
		};
		let outcome = trial(luck, &people);
		if outcome.ruling == Some(LIE) {
			seen.won += 1.0;
		} else {
			let owed = owed(&outcome, takes);
			seen.paid += owed;
			seen.most = seen.most.max(owed);
		}
	}
	let cases = times as f64;
	Seen { won: seen.won / cases, paid: seen.paid / cases, most: seen.most }
}

#[test]
fn a_bribe_should_cost_nothing_if_most_believe_it_and_much_if_few_do() {
	in_court(|| {
		let believed = cases(0.8, true, 30);
		assert!(believed.won > 0.9 && believed.paid < 20.0, "{} {}", believed.won, believed.paid);
		let doubted = cases(0.2, true, 30);
		assert!(doubted.won < 0.1 && doubted.paid > 100.0, "{} {}", doubted.won, doubted.paid);
		figures();
	});
}

fn figures() {
	if folder().is_none() {
		return;
	}
	let mut rows = Vec::new();
	for appeals in [false, true] {
		for tenths in 0..=9 {
			let takers = f64::from(tenths) / 10.0;
			let Seen { won, paid, most } = cases(takers, appeals, 500);
			rows.push(format!("{takers},{appeals},{won},{paid:.2},{most:.2}"));
		}
	}
	write("bribe", "takers,appeals,won,paid,most", &rows);
}
