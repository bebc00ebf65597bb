//! Grades as of a block, from what was counted up to it and nothing later.

use crate::{
	Result,
	grades::{self, LONG, SHORT},
	head::Head,
	store::{Columns, Tx, all, one},
	tally::{self, Counts, Kind, PERIOD},
};
use serde::{Deserialize, Serialize};
use stoa_primitives::{BlockNumber, ReleaseId};
use utoipa::ToSchema;

/// Most points of a history.
pub(crate) const MAX_POINTS: usize = 100;

/// A provider's grades. `docs/grades.md` has the formulas.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProviderGrades {
	/// SS58 address of the provider.
	pub provider: String,
	/// The block as of which they are.
	pub at: BlockNumber,
	/// Over the last 288 periods of 100 blocks, a day; null if nothing happened in it.
	pub short: Option<ProviderWindow>,
	/// Over the last 8,640 periods, thirty days; null if nothing happened in it.
	pub long: Option<ProviderWindow>,
}

/// A provider's grade over one window. Points from 0 to 100, to the hundredth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProviderWindow {
	/// The grade.
	pub grade: f64,
	/// Jobs done, among jobs done and faults; counts for eight tenths.
	pub reliability: f64,
	/// How soon it committed; counts for two tenths.
	pub promptness: f64,
	/// Jobs that became final with its answer.
	pub good: i64,
	/// Seats given back because it was busy.
	pub busy: i64,
	/// Seats in which it did not commit in time.
	pub silent: i64,
	/// Answers that lost a verdict.
	pub outvoted: i64,
	/// Answers that it committed to and did not show, or did not serve.
	pub broken: i64,
	/// Answers for which it was slashed as for a lie.
	pub lies: i64,
	/// First block of the window.
	pub from: BlockNumber,
	/// Whether the index knows every block of the window.
	pub complete: bool,
}

/// A release's grades. `docs/grades.md` has the formulas.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReleaseGrades {
	/// The release.
	pub release: ReleaseId,
	/// Name of its listing; not unique.
	pub name: String,
	/// The block as of which they are.
	pub at: BlockNumber,
	/// Over the last 288 periods of 100 blocks, a day; null if nothing happened in it.
	pub short: Option<ReleaseWindow>,
	/// Over the last 8,640 periods, thirty days; null if nothing happened in it.
	pub long: Option<ReleaseWindow>,
}

/// A release's grade over one window. Points from 0 to 100, to the hundredth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReleaseWindow {
	/// The grade.
	pub grade: f64,
	/// Jobs answered, among those that should have been; counts for five tenths.
	pub success: f64,
	/// How much of the bond that answered agreed; counts for two tenths.
	pub agreement: f64,
	/// How many providers could be drawn, over time; counts for three tenths.
	pub supply: f64,
	/// Jobs that became final with an answer.
	pub answered: i64,
	/// Jobs without an answer to rely on, their requesters not to blame.
	pub failed: i64,
	/// Whether its model was shown to be bad: then the grade is 0.
	pub bad: bool,
	/// First block of the window.
	pub from: BlockNumber,
	/// Whether the index knows every block of the window.
	pub complete: bool,
}

fn points(hundredths: i64) -> f64 {
	// Exact to the hundredth: there are fewer of them than a float has integers.
	hundredths as f64 / 100.0
}

/// The block as of which grades can be told: the last one, or the end of a period before it.
pub(crate) fn at(head: &Head, wanted: Option<BlockNumber>) -> BlockNumber {
	match wanted {
		Some(wanted) if wanted < head.number => {
			let whole = wanted.saturating_add(1) / PERIOD;
			whole.checked_sub(1).map_or(0, tally::end)
		}
		_ => head.number,
	}
}

/// The ends of up to `points` periods up to `to`, every `step` periods, oldest first.
pub(crate) fn ends(to: BlockNumber, step: u32, points: usize) -> Vec<BlockNumber> {
	let mut ends = vec![to];
	let mut period = tally::period(to);
	while let Some(earlier) = period.checked_sub(step)
		&& ends.len() < points
	{
		ends.push(tally::end(earlier));
		period = earlier;
	}
	ends.reverse();
	ends
}

fn complete(head: &Head, from: BlockNumber, to: BlockNumber) -> bool {
	head.first <= from && head.gaps.iter().all(|(first, last)| *last < from || *first > to)
}

async fn counts(
	tx: &mut Tx,
	kind: Kind,
	subject: &str,
	at: BlockNumber,
	periods: u32,
) -> Result<Counts> {
	let from = tally::period(grades::window(at, periods));
	tally::sums(tx, kind, subject, from, tally::period(at)).await
}

/// A provider's grades as of a block: see [`at`].
pub(crate) async fn provider(
	tx: &mut Tx,
	head: &Head,
	provider: &str,
	at: BlockNumber,
) -> Result<ProviderGrades> {
	let mut windows = [None, None];
	for (place, periods) in [SHORT, LONG].into_iter().enumerate() {
		let counts = counts(tx, Kind::Provider, provider, at, periods).await?;
		let count = |name: &str| counts.get(name).copied().unwrap_or(0);
		let from = grades::window(at, periods);
		windows[place] = grades::provider(&counts).map(|graded| ProviderWindow {
			grade: points(graded.grade),
			reliability: points(graded.reliability),
			promptness: points(graded.promptness),
			good: count("good"),
			busy: count("busy"),
			silent: count("silent"),
			outvoted: count("outvoted"),
			broken: count("broken"),
			lies: count("lies"),
			from,
			complete: complete(head, from, at),
		});
	}
	let [short, long] = windows;
	Ok(ProviderGrades { provider: provider.to_string(), at, short, long })
}

/// A release's grades as of a block: see [`at`].
pub(crate) async fn release(
	tx: &mut Tx,
	head: &Head,
	release: ReleaseId,
	at: BlockNumber,
) -> Result<ReleaseGrades> {
	let subject = release.to_string();
	let sql = "SELECT releases.added_at AS added_at, listings.name AS name FROM releases \
	           LEFT JOIN listings ON listings.id = releases.listing WHERE releases.id = $1";
	let row = one(tx, sql, vec![release.into()]).await?;
	let (added_at, name) = match row {
		Some(row) => (row.small("added_at")?, row.maybe_text("name")?.unwrap_or_default()),
		None => (0, String::new()),
	};
	let bad = tally::sums(tx, Kind::Release, &subject, 0, tally::period(at)).await?;
	let bad = bad.get("bad").copied().unwrap_or(0) > 0;
	let changes = supply(tx, release, at).await?;
	let mut windows = [None, None];
	for (place, periods) in [SHORT, LONG].into_iter().enumerate() {
		let counts = counts(tx, Kind::Release, &subject, at, periods).await?;
		let count = |name: &str| counts.get(name).copied().unwrap_or(0);
		let from = grades::window(at, periods);
		let supply = grades::supply(&changes, from.max(added_at), at);
		windows[place] = grades::release(&counts, supply, bad).map(|graded| ReleaseWindow {
			grade: points(graded.grade),
			success: points(graded.success),
			agreement: points(graded.agreement),
			supply: points(graded.supply),
			answered: count("answered"),
			failed: count("failed"),
			bad,
			from,
			complete: complete(head, from, at),
		});
	}
	let [short, long] = windows;
	Ok(ReleaseGrades { release, name, at, short, long })
}

/// When how many providers of a release could be drawn: the last change before the longest window, and those in
/// it.
async fn supply(
	tx: &mut Tx,
	release: ReleaseId,
	at: BlockNumber,
) -> Result<Vec<(BlockNumber, i64)>> {
	let sql = "SELECT block, providers FROM supply WHERE release = $1 AND block <= $2 AND block >= \
	           COALESCE((SELECT MAX(block) FROM supply WHERE release = $1 AND block <= $3), 0) \
	           ORDER BY block";
	let from = grades::window(at, LONG);
	let rows = all(tx, sql, vec![release.into(), at.into(), from.into()]).await?;
	rows.iter().map(|row| Ok((row.small("block")?, row.int("providers")?))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn head(number: BlockNumber) -> Head {
		Head {
			genesis: String::new(),
			number,
			hash: String::new(),
			time_ms: 0,
			finalised: true,
			first: 50,
			gaps: vec![(200, 250)],
		}
	}

	#[test]
	fn grades_are_told_at_the_end_of_a_period_or_now() {
		assert_eq!(at(&head(1_234), None), 1_234);
		assert_eq!(at(&head(1_234), Some(5_000)), 1_234);
		assert_eq!(at(&head(1_234), Some(1_233)), 1_199);
		assert_eq!(at(&head(1_234), Some(1_199)), 1_199);
		assert_eq!(at(&head(1_234), Some(1_198)), 1_099);
		assert_eq!(at(&head(1_234), Some(5)), 0);
	}

	#[test]
	fn a_history_ends_now_and_has_ends_of_periods_before() {
		assert_eq!(ends(350, 1, 9), vec![99, 199, 299, 350]);
		assert_eq!(ends(350, 2, 9), vec![199, 350]);
		assert_eq!(ends(50, 1, 9), vec![50]);
		assert_eq!(ends(4_000_000, 3, 7).len(), 7);
	}

	#[test]
	fn a_window_with_unknown_blocks_is_not_complete() {
		assert!(complete(&head(900), 100, 150));
		assert!(complete(&head(900), 251, 900));
		assert!(!complete(&head(900), 0, 150));
		assert!(!complete(&head(900), 100, 200));
		assert!(!complete(&head(900), 220, 230));
	}
}
