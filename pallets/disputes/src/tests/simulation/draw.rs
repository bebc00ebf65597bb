//! Whether seats fall to jurors as their bonds say.

use super::*;
use crate::tests::draw_jurors::panels;
use std::collections::BTreeMap;
use stoa_primitives::frame::NewCase;

/// Jurors, in turn of each court.
const CROWD: u64 = 120;

/// A juror: what it had when the case was opened, and what it has added since, in STOA.
struct Bonded {
	who: AccountId,
	court: Court,
	old: u32,
	added: u32,
}

/// Bonds from 100 to 2,000 STOA, of which one in three is doubled once the case is known.
fn crowd() -> Vec<Bonded> {
	let one = |n: u64| {
		let old = 100 + (Dice::of(("bond", n)).unit() * 1_900.0) as u32;
		let court = Court::ALL[(n % 4) as usize];
		Bonded { who: JUROR + n, court, old, added: if n.is_multiple_of(3) { old } else { 0 } }
	};
	(0..CROWD).map(one).collect()
}

/// A case of the general court, waiting for panels of so many seats from the trees of all courts.
fn waiting(seats: u32, crowd: &[Bonded]) -> u64 {
	let rules = CourtParameters { seats: Within::clamped(seats), ..parameters() };
	assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::General, rules));
	crowd.iter().for_each(|one| bond(one.court, [one.who], one.old));
	run(DELAY + 2);
	let id = open_with(7, NewCase { court: Court::General, ..new_case() });
	crowd.iter().filter(|one| one.added > 0).for_each(|one| bond(one.court, [one.who], one.added));
	run(DELAY + 2);
	let bonded: u64 = crowd.iter().map(|one| u64::from(one.old + one.added)).sum();
	assert_eq!(Disputes::court_weight(Court::General), bonded);
	to_draw(id);
	id
}

/// Chi-square of what was seen against weights, and its bound: passed once in a thousand fair draws.
fn chi_square(seen: &[u32], weights: &[f64]) -> (f64, f64) {
	let all: f64 = seen.iter().map(|seats| f64::from(*seats)).sum();
	let weight: f64 = weights.iter().sum();
	let chi = seen.iter().zip(weights).map(|(seats, share)| {
		let expected = all * share / weight;
		(f64::from(*seats) - expected).powi(2) / expected
	});
	// The bound as Wilson and Hilferty approximate it.
	let freedom = seen.len() as f64 - 1.0;
	let part = 2.0 / (9.0 * freedom);
	(chi.sum(), freedom * (1.0 - part + 3.09 * part.sqrt()).powi(3))
}

/// Sums of what belongs to the same key.
fn grouped<K: Ord>(
	crowd: &[Bonded],
	key: impl Fn(&Bonded) -> K,
	of: impl Fn(&Bonded) -> f64,
) -> Vec<f64> {
	let mut sums = BTreeMap::new();
	crowd.iter().for_each(|one| *sums.entry(key(one)).or_default() += of(one));
	sums.into_values().collect()
}

/// Chi-square and its bound by groups of jurors, against a weight for each.
fn by<K: Ord>(
	crowd: &[Bonded],
	seats: &BTreeMap<AccountId, u32>,
	key: impl Fn(&Bonded) -> K,
	weight: impl Fn(&Bonded) -> f64,
) -> (f64, f64) {
	let got = |one: &Bonded| f64::from(seats.get(&one.who).copied().unwrap_or(0));
	let seen: Vec<_> = grouped(crowd, &key, got).into_iter().map(|sum| sum as u32).collect();
	chi_square(&seen, &grouped(crowd, key, weight))
}

#[test]
fn a_fair_draw_should_pass_and_biased_ones_should_be_seen() {
	let crowd = crowd();
	let draws = times(6_000, 60_000);
	let mut single = BTreeMap::new();
	build_and_execute(|| single = panels(waiting(1, &crowd), draws));
	let fair = |one: &Bonded| f64::from(one.old);
	let class = |one: &Bonded| one.old / 200;
	for (chi, bound) in [
		by(&crowd, &single, |one| one.who, fair),
		by(&crowd, &single, |one| one.court as u8, fair),
		by(&crowd, &single, class, fair),
		by(&crowd, &single, |one| one.added > 0, fair),
	] {
		assert!(chi < bound, "chi-square {chi} exceeds {bound}");
	}
	// What a draw with a fault would do: the same seats do not fit it.
	let young = |one: &Bonded| f64::from(one.old + one.added);
	let flat = |_: &Bonded| 1.0;
	let root = |one: &Bonded| f64::from(one.old).sqrt();
	let court = |one: &Bonded| fair(one) * if one.court == Court::Models { 1.2 } else { 1.0 };
	for (name, (chi, bound)) in [
		("bond that came later", by(&crowd, &single, |one| one.added > 0, young)),
		("every juror the same", by(&crowd, &single, |one| one.who, flat)),
		("the root of the bond", by(&crowd, &single, class, root)),
		("a fifth more for one court", by(&crowd, &single, |one| one.court as u8, court)),
	] {
		assert!(chi > bound, "{name}: chi-square {chi} is within {bound}");
	}
	record(&crowd, &single, draws);
}

/// Beside single seats, panels of seven: there a juror has one seat at most, so large bonds get less.
fn record(crowd: &[Bonded], single: &BTreeMap<AccountId, u32>, draws: u64) {
	if folder().is_none() {
		return;
	}
	let mut seven = BTreeMap::new();
	build_and_execute(|| seven = panels(waiting(7, crowd), draws / 7));
	let count = |seats: &BTreeMap<AccountId, u32>, who| seats.get(&who).copied().unwrap_or(0);
	let rows: Vec<_> = crowd
		.iter()
		.map(|one| {
			let (alone, with) = (count(single, one.who), count(&seven, one.who));
			format!("{:?},{},{},{alone},{with}", one.court, one.old, one.added)
		})
		.collect();
	write("draw", "court,bond,added_later,single_seats,seats_in_sevens", &rows);
}
