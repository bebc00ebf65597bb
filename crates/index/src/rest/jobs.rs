//! Jobs.

use super::{
	Answer, Page, Path, PriceShape, Problem, Query, Reading, account,
	answer::{Known, cursor, limit},
	entry::{self, Entry},
	open,
	shapes::{maybe_json, price},
};
use crate::{
	Index, Result as Inner,
	store::{Columns, Select, all, int},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, JobId, ReleaseId};
use utoipa::{IntoParams, ToSchema};

/// A job.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Job {
	/// Its id.
	pub id: JobId,
	/// SS58 address of who pays.
	pub requester: String,
	/// The release that runs; null if something else does.
	pub release: Option<ReleaseId>,
	/// What runs, as the chain says it.
	#[schema(value_type = Object)]
	pub subject: Value,
	/// The verification that was bought, as the chain says it.
	#[schema(value_type = serde_json::Value)]
	pub assurance: Value,
	/// Its class.
	pub class: String,
	/// What it waits for: `drawing`, `computing`, `answered`, `challengeable`, `revealing`, `serving`,
	/// `enlarging`, `settled`, `escalated`; or how it ended: `final`, `overturned`, `refunded`, `cancelled`; or
	/// `unknown` if the end lies in a gap.
	pub state: String,
	/// Whether the answer can be relied on: the job is over and ended `final`. Before that the answer, though in a
	/// finalised block, can still be overturned.
	pub reliable: bool,
	/// Most that it costs.
	pub max_fee: String,
	/// What a lie could be worth.
	pub value_at_risk: String,
	/// The block by which an answer or the refund comes.
	pub deadline: BlockNumber,
	/// Declared length of the prompt, in tokens; null if the index did not see it.
	pub prompt_tokens: Option<u32>,
	/// Most tokens to generate; null if the index did not see it.
	pub max_new_tokens: Option<u32>,
	/// Commitment of the answer.
	pub output: Option<String>,
	/// Length of the answer, in tokens.
	pub output_tokens: Option<u32>,
	/// Length of the answer, in bytes.
	pub output_bytes: Option<u32>,
	/// Share of the bond behind other answers, in percent.
	pub losing_percent: Option<u32>,
	/// Auditors that were drawn for an answer of class Exact.
	pub auditors: u32,
	/// Charged in all.
	pub charged: Option<String>,
	/// Of that, to the owners.
	pub royalty: Option<String>,
	/// Of that, burned.
	pub burned: Option<String>,
	/// Of that, to the treasury.
	pub treasury: Option<String>,
	/// Returned to the requester.
	pub returned: Option<String>,
	/// When it was submitted.
	pub submitted_at: BlockNumber,
	/// When it was paid.
	pub settled_at: Option<BlockNumber>,
	/// When it was over.
	pub ended_at: Option<BlockNumber>,
	/// How it ended, as the chain says it.
	#[schema(value_type = Option<serde_json::Value>)]
	pub outcome: Option<Value>,
}

impl Entry for Job {
	const ALL: &'static str = "SELECT * FROM jobs WHERE 1 = 1";
	const NAME: &'static str = "job";

	fn of(row: &AnyRow) -> Inner<Self> {
		let state = row.text("state")?;
		Ok(Self {
			id: row.count("id")?,
			requester: row.text("requester")?,
			release: row.maybe_small("release")?,
			subject: row.json("subject")?,
			assurance: row.json("assurance")?,
			class: row.text("class")?,
			reliable: state == "final",
			state,
			max_fee: row.text("max_fee")?,
			value_at_risk: row.text("value_at_risk")?,
			deadline: row.small("deadline")?,
			prompt_tokens: row.maybe_small("prompt_tokens")?,
			max_new_tokens: row.maybe_small("max_new_tokens")?,
			output: row.maybe_text("output")?,
			output_tokens: row.maybe_small("output_tokens")?,
			output_bytes: row.maybe_small("output_bytes")?,
			losing_percent: row.maybe_small("losing_percent")?,
			auditors: row.small("auditors")?,
			charged: row.maybe_text("charged")?,
			royalty: row.maybe_text("royalty")?,
			burned: row.maybe_text("burned")?,
			treasury: row.maybe_text("treasury")?,
			returned: row.maybe_text("returned")?,
			submitted_at: row.small("submitted_at")?,
			settled_at: row.maybe_small("settled_at")?,
			ended_at: row.maybe_small("ended_at")?,
			outcome: maybe_json(row, "outcome")?,
		})
	}

	fn id(&self) -> u64 {
		self.id
	}
}

/// A job with its seats.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct JobWithSeats {
	/// The job.
	#[serde(flatten)]
	pub job: Job,
	/// Who was drawn for it.
	pub seats: Vec<Seat>,
}

/// A provider's place in a job.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Seat {
	/// Its index.
	pub seat: u32,
	/// SS58 address of the provider.
	pub provider: String,
	/// The draw that filled it, from 0.
	pub round: u32,
	/// The price at which it was drawn.
	pub price: PriceShape,
	/// When it was drawn.
	pub drawn_at: BlockNumber,
	/// When it committed.
	pub committed_at: Option<BlockNumber>,
	/// When it revealed.
	pub revealed_at: Option<BlockNumber>,
	/// When it was vacated.
	pub vacated_at: Option<BlockNumber>,
	/// Why, as the chain says it.
	#[schema(value_type = Option<serde_json::Value>)]
	pub reason: Option<Value>,
	/// What it was paid.
	pub paid: Option<String>,
}

impl Seat {
	pub(crate) fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			seat: row.small("seat")?,
			provider: row.text("provider")?,
			round: row.small("round")?,
			price: price(row, "price_input", "price_output")?,
			drawn_at: row.small("drawn_at")?,
			committed_at: row.maybe_small("committed_at")?,
			revealed_at: row.maybe_small("revealed_at")?,
			vacated_at: row.maybe_small("vacated_at")?,
			reason: maybe_json(row, "reason")?,
			paid: row.maybe_text("paid")?,
		})
	}
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobsQuery {
	/// SS58 address of who pays.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	requester: Option<String>,
	/// SS58 address of somebody who was drawn for it.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	provider: Option<String>,
	/// The release that runs.
	release: Option<ReleaseId>,
	/// What it waits for, or how it ended.
	#[param(inline)]
	state: Option<JobState>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// What a job waits for, or how it ended.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobState {
	Drawing,
	Computing,
	Answered,
	Challengeable,
	Revealing,
	Serving,
	Enlarging,
	Settled,
	Escalated,
	Final,
	Overturned,
	Refunded,
	Cancelled,
	Unknown,
}

/// Jobs, the newest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/jobs",
	operation_id = "list_jobs",
	tag = "jobs",
	params(JobsQuery),
	responses((status = 200, description = "Jobs.", body = Page<Job>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<JobsQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let before: Option<JobId> = cursor(query.cursor.as_deref())?;
	let address = |text: &Option<String>| text.as_deref().map(account).transpose();
	let (requester, provider) = (address(&query.requester)?, address(&query.provider)?);
	let opened = open(&index).await?;
	let select = Select::new(Job::ALL)
		.and("requester = ?", requester)
		.and("id IN (SELECT job FROM seats WHERE provider = ?)", provider)
		.and("release = ?", query.release)
		.and("state = ?", query.state.map(|state| format!("{state:?}").to_lowercase()))
		.and("id < ?", before)
		.end("ORDER BY id DESC");
	entry::page::<Job>(&known, opened, select, limit).await
}

/// One job, with its seats.
#[utoipa::path(
	get,
	path = "/v1/stoa/jobs/{job}",
	operation_id = "show_job",
	tag = "jobs",
	params(("job" = u64, Path, description = "Its id.")),
	responses((status = 200, description = "The job.", body = Answer<JobWithSeats>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(id): Path<JobId>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let job = entry::find(&mut tx, id).await?;
	let sql = "SELECT * FROM seats WHERE job = $1 ORDER BY seat";
	let seats = all(&mut tx, sql, vec![int(id).into()]).await?;
	let seats = seats.iter().map(Seat::of).collect::<crate::Result<_>>()?;
	Ok(known.one(head, JobWithSeats { job, seats }))
}
