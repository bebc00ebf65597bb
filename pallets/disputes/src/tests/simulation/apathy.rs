//! Jurors who do nothing.

use super::{
	play::{Deed, People, play, trial},
	*,
};
use stoa_primitives::Side;

/// Who votes sees the truth as often as this.
const ACCURACY: f64 = 0.9;

/// Shares of cases that end with the truth, and without a ruling, while `share` of the jurors do nothing.
fn cases(share: f64, appeals: bool, times: u64) -> (f64, f64) {
	let sleeps = first(share);
	let (mut right, mut none) = (0.0, 0.0);
	for luck in 0..times {
		let people = People {
			deed: &|seat| match sleeps(seat.who) {
				true => Deed::Nothing,
				false => Deed::Vote(opinion(luck, seat.who, ACCURACY)),
			},
			// Who is right asks again.
			appeals: &|side| appeals && side == Side::Claimant,
		};
		let outcome = trial(luck, &people);
		right += f64::from(u8::from(outcome.ruling == Some(TRUTH)));
		none += f64::from(u8::from(outcome.ruling.is_none()));
	}
	(right / times as f64, none / times as f64)
}

/// The weight of those who sleep and of those who vote.
fn weights(sleeps: impl Fn(AccountId) -> bool) -> [u32; 2] {
	let mut sums = [0; 2];
	for who in JUROR..JUROR + JURORS {
		let weight = Disputes::juror(Court::Compute, who).map_or(0, |details| details.weight);
		sums[usize::from(!sleeps(who))] += weight;
	}
	sums
}

/// Plays cases one after the other while `share` of the jurors sleep: the share of the court that sleeps after
/// each of them.
fn erosion(share: f64, times: u64) -> Vec<f64> {
	let sleeps = first(share);
	let mut shares = Vec::new();
	for luck in 0..times {
		let people = People {
			deed: &|seat| match sleeps(seat.who) {
				true => Deed::Nothing,
				false => Deed::Vote(opinion(luck, seat.who, ACCURACY)),
			},
			appeals: &|_| false,
		};
		play(luck, &people);
		let [asleep, awake] = weights(&sleeps);
		shares.push(f64::from(asleep) / f64::from(asleep + awake));
	}
	shares
}

#[test]
fn who_sleeps_should_leave_cases_open_and_be_out_of_the_court_in_time() {
	in_court(|| {
		let few = 40;
		assert!(cases(0.0, false, few).0 > 0.9);
		let ((_, once), (appealed, again)) = (cases(0.6, false, few), cases(0.6, true, few));
		assert!(once > 0.1, "three who sleep rule nothing: {once}");
		assert!(again < once && appealed > 0.85, "larger panels do: {again}, {appealed}");
		figures();
		let shares = erosion(0.4, times(150, 900));
		assert!(shares[0] > 0.39 && shares.last().is_some_and(|share| *share < 0.37), "{shares:?}");
		let rows: Vec<_> = shares
			.iter()
			.enumerate()
			.step_by(10)
			.map(|(case, share)| format!("{},{share:.4}", case + 1))
			.collect();
		write("erosion", "cases,asleep", &rows);
	});
}

fn figures() {
	if folder().is_none() {
		return;
	}
	let mut rows = Vec::new();
	for appeals in [false, true] {
		for tenths in 0..=9 {
			let share = f64::from(tenths) / 10.0;
			let (right, none) = cases(share, appeals, 500);
			rows.push(format!("{share},{appeals},{right},{none}"));
		}
	}
	write("apathy", "share,appeals,right,none", &rows);
}
