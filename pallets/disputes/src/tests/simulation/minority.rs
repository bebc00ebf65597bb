//! Jurors who vote together for the lie, whatever the evidence says.

use super::{
	play::{Deed, People, trial},
	*,
};
use stoa_primitives::Side;

/// Which sides appeal against a ruling that they do not like.
#[derive(Clone, Copy, Debug)]
enum Appeals {
	Nobody,
	/// The side of the conspiracy alone.
	Conspiracy,
	Both,
}

/// What came of many cases.
struct Seen {
	/// Share of the cases that ended with the lie.
	wrong: f64,
	/// Share that ended without a ruling.
	none: f64,
	/// What the conspiracy paid for a case, its jurors' gains included, in STOA.
	cost: f64,
}

/// `share` of the jurors conspire; the others see the truth with `accuracy`.
fn cases(share: f64, accuracy: f64, appeals: Appeals, times: u64) -> Seen {
	let conspires = first(share);
	let mut seen = Seen { wrong: 0.0, none: 0.0, cost: 0.0 };
	for luck in 0..times {
		let people = People {
			deed: &|seat| {
				let honest = opinion(luck, seat.who, accuracy);
				Deed::Vote(if conspires(seat.who) { LIE } else { honest })
			},
			appeals: &|side| match appeals {
				Appeals::Nobody => false,
				Appeals::Conspiracy => side == Side::Respondent,
				Appeals::Both => true,
			},
		};
		let outcome = trial(luck, &people);
		seen.wrong += f64::from(u8::from(outcome.ruling == Some(LIE)));
		seen.none += f64::from(u8::from(outcome.ruling.is_none()));
		seen.cost -= outcome.gain(&conspires) + outcome.sides[1];
	}
	let cases = times as f64;
	Seen { wrong: seen.wrong / cases, none: seen.none / cases, cost: seen.cost / cases }
}

#[test]
fn three_in_ten_should_rarely_win_once_appeals_reach_the_last_round_and_six_in_ten_mostly() {
	in_court(|| {
		let few = |share, appeals| cases(share, 0.9, appeals, 40);
		let (without, with) = (few(0.3, Appeals::Nobody), few(0.3, Appeals::Both));
		assert!(without.wrong > 0.15, "panels of three alone: {}", without.wrong);
		assert!(with.wrong < without.wrong / 2.0 && with.wrong < 0.15, "{}", with.wrong);
		assert!(with.cost > 100.0, "an attack that fails is dear: {}", with.cost);
		let six = few(0.6, Appeals::Both);
		assert!(six.wrong > 0.8, "whoever has most of the bonds decides: {}", six.wrong);
		figures();
	});
}

fn figures() {
	if folder().is_none() {
		return;
	}
	let mut rows = Vec::new();
	for accuracy in [0.7, 0.9] {
		for appeals in [Appeals::Nobody, Appeals::Conspiracy, Appeals::Both] {
			for share in [0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6] {
				let Seen { wrong, none, cost } = cases(share, accuracy, appeals, 500);
				rows.push(format!("{share},{accuracy},{appeals:?},{wrong},{none},{cost:.2}"));
			}
		}
	}
	write("minority", "share,accuracy,appeals,wrong,none,cost", &rows);
}
