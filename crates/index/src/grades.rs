//! The formulas of grades, apart from where their counts come from. docs/grades.md says them in words; whoever
//! has the chain's events can compute the same numbers. Everything is in hundredths of a point, rounded down.

use crate::tally::{Counts, PERIOD};
use serde_json::Value;
use stoa_primitives::BlockNumber;

/// Periods of the short-term window: a day.
pub const SHORT: u32 = 288;
/// Periods of the long-term window: thirty days.
pub const LONG: u32 = 8_640;
/// The best grade, in hundredths.
pub const BEST: i64 = 10_000;
/// The best grade of a provider that lied within the window, in hundredths.
pub const LIAR: i64 = 2_000;

/// Blocks after which promptness has fallen to half.
const HALF: i64 = 20;
/// What a job done counts.
const GOOD: i64 = 4;
/// What everybody begins with, good and bad alike: two jobs of each.
const PRIOR: i64 = 2 * GOOD;
/// What faults count, against [`GOOD`].
const FAULTS: &[(&str, i64)] =
	&[("busy", 1), ("silent", 4), ("outvoted", 8), ("broken", 20), ("lies", 80)];

/// A provider's grade with its parts, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProviderGrade {
	/// The grade.
	pub grade: i64,
	/// Jobs done, among jobs done and faults.
	pub reliability: i64,
	/// How soon it committed.
	pub promptness: i64,
}

/// A release's grade with its parts, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReleaseGrade {
	/// The grade.
	pub grade: i64,
	/// Jobs answered, among those that should have been.
	pub success: i64,
	/// How much of the bond that answered agreed.
	pub agreement: i64,
	/// How many providers could be drawn.
	pub supply: i64,
}

/// What a commitment counts that was made so many blocks after the seat could begin.
pub fn promptness(ready_at: BlockNumber, committed_at: BlockNumber) -> i64 {
	let late = i64::from(committed_at.saturating_sub(ready_at).saturating_sub(1));
	BEST * HALF / (HALF + late)
}

/// Under which name a vacated seat counts against its provider; nothing if it was not its fault.
pub(crate) fn fault(reason: &Value) -> Option<&'static str> {
	if let Some(declined) = reason.get("Declined") {
		return (declined == "Busy").then_some("busy");
	}
	Some(match reason.as_str()? {
		"NoCommitment" => "silent",
		"Outvoted" => "outvoted",
		"NoReveal" | "DataWithheld" => "broken",
		"Overturned" | "FalseMatch" | "UnprovenMismatch" | "Refuted" | "Equivocated"
		| "NotExecuted" => "lies",
		_ => return None,
	})
}

/// Under which name a job's end counts for its release; nothing if only its requester is the cause.
pub(crate) fn outcome(outcome: &Value) -> Option<&'static str> {
	if let Some(refunded) = outcome.get("Refunded") {
		return match refunded.as_str() {
			Some("PromptRefused") => None,
			Some("BadRelease") => Some("bad"),
			_ => Some("failed"),
		};
	}
	match outcome.as_str()? {
		"Final" => Some("answered"),
		"Overturned" => Some("failed"),
		_ => None,
	}
}

/// A provider's grade from its counts in a window; nothing without anything to judge by.
pub fn provider(counts: &Counts) -> Option<ProviderGrade> {
	let count = |name: &str| counts.get(name).copied().unwrap_or(0);
	let faults = || FAULTS.iter().map(|(name, weight)| (count(name), weight));
	let good = count("good");
	if good == 0 && faults().all(|(count, _)| count == 0) {
		return None;
	}
	let (up, down) =
		(GOOD * good + PRIOR, faults().map(|(count, weight)| count * weight).sum::<i64>());
	let reliability = BEST * up / (up + down + PRIOR);
	let promptness = count("promptness").checked_div(count("committed")).unwrap_or(BEST / 2);
	let grade = (8 * reliability + 2 * promptness) / 10;
	let grade = if count("lies") > 0 { grade.min(LIAR) } else { grade };
	Some(ProviderGrade { grade, reliability, promptness })
}

/// A release's grade from its counts in a window, its supply in it, and whether its model was ever shown to be
/// bad; nothing without anything to judge by.
pub fn release(counts: &Counts, supply: i64, bad: bool) -> Option<ReleaseGrade> {
	let count = |name: &str| counts.get(name).copied().unwrap_or(0);
	let (answered, failed) = (count("answered"), count("failed"));
	if answered == 0 && failed == 0 && !bad {
		return None;
	}
	let success = BEST * (answered + 2) / (answered + failed + 4);
	let agreement = (100 * count("agreement")).checked_div(count("settled")).unwrap_or(BEST / 2);
	let grade = if bad { 0 } else { (5 * success + 2 * agreement + 3 * supply) / 10 };
	Some(ReleaseGrade { grade, success, agreement, supply })
}

/// The mean, over blocks `from` to `to`, of what a number of providers counts. `changes` are blocks from which on
/// there were so many, in ascending order; before the first there were none.
pub fn supply(changes: &[(BlockNumber, i64)], from: BlockNumber, to: BlockNumber) -> i64 {
	if to < from {
		return 0;
	}
	let mut sum = 0_i64;
	for (place, (begin, providers)) in changes.iter().enumerate() {
		let next = changes.get(place + 1).map_or(to.saturating_add(1), |(next, _)| *next);
		let (begin, end) = ((*begin).max(from), next.min(to.saturating_add(1)));
		let blocks = i64::from(end.saturating_sub(begin));
		sum += blocks * (BEST * providers / (providers + 2));
	}
	sum / (i64::from(to - from) + 1)
}

/// The first block of a window of `periods` that ends with the period of `at`.
pub fn window(at: BlockNumber, periods: u32) -> BlockNumber {
	(at / PERIOD).saturating_sub(periods - 1) * PERIOD
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use serde_json::json;

	fn counts(of: &[(&str, i64)]) -> Counts {
		of.iter().map(|(name, value)| (name.to_string(), *value)).collect()
	}

	#[test]
	fn the_examples_of_the_documentation_come_out() {
		assert_eq!(promptness(10, 11), 10_000);
		assert_eq!(promptness(10, 31), 5_000);
		let new = provider(&counts(&[("good", 1), ("committed", 1), ("promptness", 10_000)]));
		let new = new.unwrap();
		assert_eq!((new.reliability, new.promptness, new.grade), (6_000, 10_000, 6_800));
		let hundred =
			counts(&[("good", 100), ("silent", 2), ("committed", 100), ("promptness", 900_000)]);
		let hundred = provider(&hundred).unwrap();
		assert_eq!((hundred.reliability, hundred.promptness, hundred.grade), (9_622, 9_000, 9_497));
		let liar =
			counts(&[("good", 10_000), ("lies", 1), ("committed", 1), ("promptness", 10_000)]);
		assert_eq!(provider(&liar).unwrap().grade, 2_000);
		let model = counts(&[("answered", 8), ("failed", 1), ("settled", 8), ("agreement", 800)]);
		let model = release(&model, supply(&[(0, 2)], 0, 99), false).unwrap();
		assert_eq!((model.success, model.agreement, model.supply), (7_692, 10_000, 5_000));
		assert_eq!(model.grade, 7_346);
	}

	#[test]
	fn nothing_to_judge_by_is_no_grade() {
		assert_eq!(provider(&counts(&[])), None);
		assert_eq!(release(&counts(&[]), 5_000, false), None);
		assert_eq!(release(&counts(&[]), 5_000, true).unwrap().grade, 0);
	}

	#[test]
	fn reasons_and_outcomes_count_where_the_documentation_says() {
		assert_eq!(fault(&json!({ "Declined": "Busy" })), Some("busy"));
		assert_eq!(fault(&json!({ "Declined": "PromptUnavailable" })), None);
		assert_eq!(fault(&json!("NoReveal")), Some("broken"));
		assert_eq!(fault(&json!("Refuted")), Some("lies"));
		assert_eq!(outcome(&json!("Final")), Some("answered"));
		assert_eq!(outcome(&json!({ "Refunded": "NoExecutors" })), Some("failed"));
		assert_eq!(outcome(&json!({ "Refunded": "PromptRefused" })), None);
		assert_eq!(outcome(&json!({ "Refunded": "BadRelease" })), Some("bad"));
		assert_eq!(outcome(&json!({ "Cancelled": "Withdrawn" })), None);
	}

	#[test]
	fn supply_is_a_mean_over_time() {
		assert_eq!(supply(&[], 0, 99), 0);
		assert_eq!(supply(&[(0, 2)], 0, 99), 5_000);
		assert_eq!(supply(&[(50, 2)], 0, 99), 2_500);
		assert_eq!(supply(&[(0, 2), (50, 0)], 0, 99), 2_500);
		assert_eq!(supply(&[(0, 2), (200, 9)], 100, 199), 5_000);
		assert_eq!(supply(&[(0, 2)], 7, 6), 0);
	}

	#[test]
	fn windows_end_with_the_block_and_begin_with_a_period() {
		assert_eq!(window(0, SHORT), 0);
		assert_eq!(window(28_799, SHORT), 0);
		assert_eq!(window(28_800, SHORT), 100);
	}

	proptest! {
		#[test]
		fn grades_stay_between_nothing_and_the_best(
			good in 0..1_000_000_i64,
			faults in prop::array::uniform5(0..100_000_i64),
			delays in prop::collection::vec(0..5_000_u32, 0..20),
		) {
			let mut all = counts(&[("good", good)]);
			for ((name, _), count) in FAULTS.iter().zip(faults) {
				all.insert(name.to_string(), count);
			}
			all.insert("committed".into(), delays.len() as i64);
			all.insert("promptness".into(), delays.iter().map(|late| promptness(0, *late)).sum());
			if let Some(graded) = provider(&all) {
				for part in [graded.grade, graded.reliability, graded.promptness] {
					prop_assert!((0..=BEST).contains(&part));
				}
			}
		}

		#[test]
		fn a_fault_never_helps_and_a_job_done_never_hurts(
			good in 0..10_000_i64,
			faults in prop::array::uniform5(0..1_000_i64),
			which in 0..5_usize,
		) {
			let mut all = counts(&[("good", good + 1)]);
			for ((name, _), count) in FAULTS.iter().zip(faults) {
				all.insert(name.to_string(), count);
			}
			let before = provider(&all).unwrap().grade;
			let mut worse = all.clone();
			*worse.entry(FAULTS[which].0.into()).or_default() += 1;
			prop_assert!(provider(&worse).unwrap().grade <= before);
			*all.entry("good".into()).or_default() += 1;
			prop_assert!(provider(&all).unwrap().grade >= before);
		}

		#[test]
		fn what_comes_later_does_not_change_supply(
			mut changes in prop::collection::vec((0..1_000_u32, 0..50_i64), 0..20),
			to in 0..1_000_u32,
		) {
			changes.sort_unstable();
			changes.dedup_by_key(|change| change.0);
			let known: Vec<_> = changes.iter().copied().filter(|(block, _)| *block <= to).collect();
			prop_assert_eq!(supply(&changes, 0, to), supply(&known, 0, to));
		}
	}
}
