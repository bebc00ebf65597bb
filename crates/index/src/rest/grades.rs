//! Grades: of all, and over time.

use super::{
	Answer, Page, Path, Problem, Query, Reading, account,
	answer::{Known, account_cursor, cursor, cut, limit},
	open,
};
use crate::{
	Index,
	graded::{self, MAX_POINTS, ProviderGrades, ReleaseGrades},
	grades::LONG,
	store::{Columns, Select, one},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use stoa_primitives::{BlockNumber, ReleaseId};
use utoipa::{IntoParams, ToSchema};

/// Which grades.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GradesQuery {
	/// As of this block rather than the last one: rounded down to the end of a period of 100 blocks. Nothing that
	/// happened later counts.
	at: Option<BlockNumber>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
	/// Up to this block rather than the last one.
	to: Option<BlockNumber>,
	/// Periods of 100 blocks from one point to the next; 12, an hour, without it.
	#[param(minimum = 1, maximum = 8_640)]
	step: Option<u32>,
	/// Points at most, 24 without it.
	#[param(minimum = 1, maximum = 100)]
	points: Option<u32>,
}

/// A grade as it was at several blocks, oldest first.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct History<T> {
	/// The grades, each as it stood at its own block.
	pub points: Vec<T>,
}

impl HistoryQuery {
	fn checked(&self) -> Result<(u32, usize), Problem> {
		let (step, points) = (self.step.unwrap_or(12), self.points.unwrap_or(24));
		if !(1..=LONG).contains(&step) {
			return Err(Problem::bad_request(format!("step is between 1 and {LONG} periods")));
		}
		if points == 0 || points as usize > MAX_POINTS {
			return Err(Problem::bad_request(format!("points is between 1 and {MAX_POINTS}")));
		}
		Ok((step, points as usize))
	}
}

/// Grades of providers, by address.
#[utoipa::path(
	get,
	path = "/v1/stoa/grades/providers",
	operation_id = "list_provider_grades",
	tag = "grades",
	params(GradesQuery),
	responses((status = 200, description = "Grades.", body = Page<ProviderGrades>), Reading)
)]
pub(crate) async fn providers(
	State(index): State<Index>,
	Query(query): Query<GradesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after = account_cursor(query.cursor.as_deref())?;
	let (mut tx, head) = open(&index).await?;
	let at = graded::at(&head, query.at);
	let rows = Select::new("SELECT account FROM providers WHERE 1 = 1")
		.and("registered_at <= ?", Some(at))
		.and("account > ?", after)
		.end("ORDER BY account")
		.all(&mut tx, limit + 1)
		.await?;
	let (rows, more) = cut(rows, limit, |row| row.text("account").unwrap_or_default());
	let mut grades = Vec::new();
	for row in &rows {
		grades.push(graded::provider(&mut tx, &head, &row.text("account")?, at).await?);
	}
	Ok(known.page(head, grades, more))
}

/// A provider's grades over time: each point counts only what had happened by then.
#[utoipa::path(
	get,
	path = "/v1/stoa/grades/providers/{account}",
	operation_id = "show_provider_grades",
	tag = "grades",
	params(("account" = String, Path, description = "Its SS58 address.", pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$"), HistoryQuery),
	responses((status = 200, description = "Grades.", body = Answer<History<ProviderGrades>>), Reading)
)]
pub(crate) async fn provider(
	State(index): State<Index>,
	Path(address): Path<String>,
	Query(query): Query<HistoryQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let address = account(&address)?;
	let (step, points) = query.checked()?;
	let (mut tx, head) = open(&index).await?;
	let sql = "SELECT account FROM providers WHERE account = $1";
	if one(&mut tx, sql, vec![(&address).into()]).await?.is_none() {
		let what = format!("{address} was no provider up to this block");
		return Err(Problem::not_found(what));
	}
	let mut history = Vec::new();
	for at in graded::ends(graded::at(&head, query.to), step, points) {
		history.push(graded::provider(&mut tx, &head, &address, at).await?);
	}
	Ok(known.one(head, History { points: history }))
}

/// Grades of releases, by id.
#[utoipa::path(
	get,
	path = "/v1/stoa/grades/releases",
	operation_id = "list_release_grades",
	tag = "grades",
	params(GradesQuery),
	responses((status = 200, description = "Grades.", body = Page<ReleaseGrades>), Reading)
)]
pub(crate) async fn releases(
	State(index): State<Index>,
	Query(query): Query<GradesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<ReleaseId> = cursor(query.cursor.as_deref())?;
	let (mut tx, head) = open(&index).await?;
	let at = graded::at(&head, query.at);
	let rows = Select::new("SELECT id FROM releases WHERE 1 = 1")
		.and("added_at <= ?", Some(at))
		.and("id > ?", after)
		.end("ORDER BY id")
		.all(&mut tx, limit + 1)
		.await?;
	let (rows, more) = cut(rows, limit, |row| row.int("id").unwrap_or(0).to_string());
	let mut grades = Vec::new();
	for row in &rows {
		grades.push(graded::release(&mut tx, &head, row.small("id")?, at).await?);
	}
	Ok(known.page(head, grades, more))
}

/// A release's grades over time: each point counts only what had happened by then.
#[utoipa::path(
	get,
	path = "/v1/stoa/grades/releases/{release}",
	operation_id = "show_release_grades",
	tag = "grades",
	params(("release" = u32, Path, description = "Its id."), HistoryQuery),
	responses((status = 200, description = "Grades.", body = Answer<History<ReleaseGrades>>), Reading)
)]
pub(crate) async fn release(
	State(index): State<Index>,
	Path(id): Path<ReleaseId>,
	Query(query): Query<HistoryQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let (step, points) = query.checked()?;
	let (mut tx, head) = open(&index).await?;
	if one(&mut tx, "SELECT id FROM releases WHERE id = $1", vec![id.into()]).await?.is_none() {
		return Err(Problem::not_found(format!("there is no release {id} up to this block")));
	}
	let mut history = Vec::new();
	for at in graded::ends(graded::at(&head, query.to), step, points) {
		history.push(graded::release(&mut tx, &head, id, at).await?);
	}
	Ok(known.one(head, History { points: history }))
}
