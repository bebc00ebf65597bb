//! Prices, supply and volume over time.

use super::{Answer, Path, PriceShape, Problem, Query, Reading, answer::Known, open};
use crate::{
	Index, Result as Inner,
	store::{Columns, Tx, all, one, planck},
	tally::{self, PERIOD, period},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use std::collections::BTreeMap;
use stoa_primitives::{BlockNumber, ReleaseId};
use utoipa::{IntoParams, ToSchema};

/// Most points of a series.
const MAX_POINTS: u32 = 500;

/// Which part of a series.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeriesQuery {
	/// First block; without it the first of `points` points.
	from: Option<BlockNumber>,
	/// Last block; the last finalised one without it.
	to: Option<BlockNumber>,
	/// Periods of 100 blocks per point; 12, an hour, without it.
	#[param(minimum = 1, maximum = 100_000)]
	step: Option<u32>,
	/// Points at most, 48 without it.
	#[param(minimum = 1, maximum = 500)]
	points: Option<u32>,
}

/// One point of a release's series.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ReleasePoint {
	/// First block of the point.
	pub from: BlockNumber,
	/// Its last block; supply and prices are those after it.
	pub to: BlockNumber,
	/// Providers that could be drawn.
	pub providers: u32,
	/// Their weight together.
	pub weight: u64,
	/// The lowest that any of them asked, input and output each.
	pub lowest: Option<PriceShape>,
	/// The median of what they asked, input and output each.
	pub median: Option<PriceShape>,
	/// Jobs that were paid.
	pub jobs: u64,
	/// Tokens that they generated.
	pub tokens: u64,
	/// Charged for them in all, in planck.
	pub charged: String,
	/// Of that, to the owners, in planck.
	pub royalty: String,
}

/// One point of the network's series.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct NetworkPoint {
	/// First block of the point.
	pub from: BlockNumber,
	/// Its last block; supply is that after it.
	pub to: BlockNumber,
	/// Providers that could be drawn.
	pub providers: u32,
	/// What all providers had bonded, in planck.
	pub bond: String,
	/// Jobs that were paid.
	pub jobs: u64,
	/// Tokens that they generated.
	pub tokens: u64,
	/// Charged for them in all, in planck.
	pub charged: String,
}

/// A series, oldest point first.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Series<T> {
	/// Periods of 100 blocks per point.
	pub step: u32,
	/// The points. The last one may be of a part of its periods.
	pub points: Vec<T>,
}

/// Paid work.
#[derive(Clone, Copy, Default)]
struct Volume {
	jobs: u64,
	tokens: u64,
	charged: u128,
	royalty: u128,
}

impl Volume {
	fn add(&mut self, row: &AnyRow) -> Inner<()> {
		self.jobs += row.count("jobs")?;
		self.tokens += row.count("tokens")?;
		self.charged = self.charged.saturating_add(planck(&row.text("charged")?)?);
		self.royalty = self.royalty.saturating_add(planck(&row.text("royalty")?)?);
		Ok(())
	}
}

/// The first periods of points, and the block after which nothing is told.
struct Grid {
	step: u32,
	starts: Vec<u32>,
	to: BlockNumber,
}

impl Grid {
	fn of(query: &SeriesQuery, last: BlockNumber) -> Result<Self, Problem> {
		let (step, points) = (query.step.unwrap_or(12), query.points.unwrap_or(48));
		if !(1..=100_000).contains(&step) || !(1..=MAX_POINTS).contains(&points) {
			let what = format!("step is between 1 and 100000, points between 1 and {MAX_POINTS}");
			return Err(Problem::bad_request(what));
		}
		let to = query.to.map_or(last, |to| to.min(last));
		// Points begin at multiples of the step, so that the same point is the same whenever it is asked for.
		let end = period(to) / step;
		let least = end.saturating_sub(points - 1);
		let begin = query.from.map_or(least, |from| (period(from) / step).max(least));
		let starts = (begin..=end).map(|point| point * step).collect();
		Ok(Self { step, starts, to })
	}

	/// First and last block of a point.
	fn blocks(&self, start: u32) -> (BlockNumber, BlockNumber) {
		let last = start.saturating_add(self.step - 1);
		(start.saturating_mul(PERIOD), tally::end(last).min(self.to))
	}

	/// First and last period of all.
	fn periods(&self) -> (u32, u32) {
		(self.starts.first().copied().unwrap_or(0), period(self.to))
	}

	/// Rows of volumes, by point.
	fn volumes(&self, rows: &[AnyRow]) -> Inner<BTreeMap<u32, Volume>> {
		let mut volumes: BTreeMap<u32, Volume> = BTreeMap::new();
		for row in rows {
			let start = row.small("period")? / self.step * self.step;
			volumes.entry(start).or_default().add(row)?;
		}
		Ok(volumes)
	}
}

/// What a release could be had for, and how much of it was, over time.
#[utoipa::path(
	get,
	path = "/v1/stoa/releases/{release}/series",
	operation_id = "show_release_series",
	tag = "series",
	params(("release" = u32, Path, description = "Id of the release."), SeriesQuery),
	responses((status = 200, description = "The series.", body = Answer<Series<ReleasePoint>>), Reading)
)]
pub(crate) async fn release(
	State(index): State<Index>,
	Path(id): Path<ReleaseId>,
	Query(query): Query<SeriesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	if one(&mut tx, "SELECT id FROM releases WHERE id = $1", vec![id.into()]).await?.is_none() {
		return Err(Problem::not_found(format!("there is no release {id} up to this block")));
	}
	let grid = Grid::of(&query, head.number)?;
	let (first, last) = grid.periods();
	let sql = "SELECT period, jobs, tokens, charged, royalty FROM volumes \
	           WHERE release = $1 AND period >= $2 AND period <= $3";
	let rows = all(&mut tx, sql, vec![id.into(), first.into(), last.into()]).await?;
	let volumes = grid.volumes(&rows)?;
	let mut points = Vec::new();
	for start in &grid.starts {
		let (from, to) = grid.blocks(*start);
		let volume = volumes.get(start).copied().unwrap_or_default();
		points.push(release_point(&mut tx, id, (from, to), volume).await?);
	}
	Ok(known.one(head, Series { step: grid.step, points }))
}

async fn release_point(
	tx: &mut Tx,
	release: ReleaseId,
	(from, to): (BlockNumber, BlockNumber),
	volume: Volume,
) -> Inner<ReleasePoint> {
	let sql = "SELECT * FROM supply WHERE release = $1 AND block <= $2 ORDER BY block DESC LIMIT 1";
	let supply = one(tx, sql, vec![release.into(), to.into()]).await?;
	let price = |input: &str, output: &str| -> Inner<Option<PriceShape>> {
		let Some(row) = &supply else { return Ok(None) };
		let both = row.maybe_text(input)?.zip(row.maybe_text(output)?);
		Ok(both.map(|(input, output)| PriceShape { input, output }))
	};
	Ok(ReleasePoint {
		from,
		to,
		providers: supply.as_ref().map_or(Ok(0), |row| row.small("providers"))?,
		weight: supply.as_ref().map_or(Ok(0), |row| row.count("weight"))?,
		lowest: price("low_input", "low_output")?,
		median: price("median_input", "median_output")?,
		jobs: volume.jobs,
		tokens: volume.tokens,
		charged: volume.charged.to_string(),
		royalty: volume.royalty.to_string(),
	})
}

/// Providers, their bond and paid work of all releases, over time.
#[utoipa::path(
	get,
	path = "/v1/stoa/series",
	operation_id = "show_network_series",
	tag = "series",
	params(SeriesQuery),
	responses((status = 200, description = "The series.", body = Answer<Series<NetworkPoint>>), Reading)
)]
pub(crate) async fn network(
	State(index): State<Index>,
	Query(query): Query<SeriesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let grid = Grid::of(&query, head.number)?;
	let (first, last) = grid.periods();
	let sql = "SELECT period, jobs, tokens, charged, royalty FROM volumes \
	           WHERE period >= $1 AND period <= $2";
	let rows = all(&mut tx, sql, vec![first.into(), last.into()]).await?;
	let volumes = grid.volumes(&rows)?;
	let mut points = Vec::new();
	for start in &grid.starts {
		let (from, to) = grid.blocks(*start);
		let sql = "SELECT * FROM network WHERE block <= $1 ORDER BY block DESC LIMIT 1";
		let supply = one(&mut tx, sql, vec![to.into()]).await?;
		let volume = volumes.get(start).copied().unwrap_or_default();
		points.push(NetworkPoint {
			from,
			to,
			providers: supply.as_ref().map_or(Ok(0), |row| row.small("providers"))?,
			bond: supply.as_ref().map_or(Ok("0".to_string()), |row| row.text("bond"))?,
			jobs: volume.jobs,
			tokens: volume.tokens,
			charged: volume.charged.to_string(),
		});
	}
	Ok(known.one(head, Series { step: grid.step, points }))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn grid(from: Option<u32>, to: Option<u32>, step: u32, points: u32, last: u32) -> Grid {
		let query = SeriesQuery { from, to, step: Some(step), points: Some(points) };
		Grid::of(&query, last).unwrap()
	}

	#[test]
	fn points_begin_at_multiples_of_the_step() {
		let all = grid(None, None, 2, 10, 750);
		assert_eq!(all.starts, [0, 2, 4, 6]);
		assert_eq!(all.blocks(0), (0, 199));
		assert_eq!(all.blocks(6), (600, 750));
		assert_eq!(grid(Some(450), None, 2, 10, 750).starts, [4, 6]);
		assert_eq!(grid(Some(0), None, 2, 2, 750).starts, [4, 6]);
		assert_eq!(grid(None, Some(350), 2, 10, 750).starts, [0, 2]);
		assert!(grid(Some(900), None, 2, 10, 750).starts.is_empty());
	}

	#[test]
	fn what_cannot_be_drawn_is_refused() {
		for (step, points) in [(0, 1), (1, 0), (1, 501), (100_001, 1)] {
			let query =
				SeriesQuery { from: None, to: None, step: Some(step), points: Some(points) };
			assert!(Grid::of(&query, 9).is_err(), "{step} {points}");
		}
	}
}
