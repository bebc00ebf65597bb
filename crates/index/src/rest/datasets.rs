//! Datasets, and licences of them.

use super::{
	Answer, Page, Path, Problem, Query, Reading, account,
	answer::{Known, cursor, limit},
	entry::{self, Entry},
	open,
};
use crate::{
	Index, Result as Inner,
	store::{Columns, Select},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, DataReleaseId, DatasetId, LicenseId};
use utoipa::{IntoParams, ToSchema};

/// A dataset.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Dataset {
	/// Its id.
	pub id: DatasetId,
	/// SS58 address of its owner.
	pub owner: String,
	/// Its name; not unique.
	pub name: String,
	/// blake2b-256 of its card, hexadecimal.
	pub card: String,
	/// Where card and ciphertext are said to be.
	pub uri: String,
	/// `Active`, `Paused` or `Retired`.
	pub state: String,
	/// What the court has ruled to be wrong with it: `FalseCard` or `Infringing`; null if nothing.
	pub flag: Option<String>,
	/// Behind its keys and chunks.
	pub bond: String,
	/// Licences sold.
	pub sold: u32,
	/// Keys that did not come in time.
	pub missed: u32,
	/// Wrong keys and garbage that were shown.
	pub refuted: u32,
	/// Runs that were paid.
	pub runs: u32,
	/// Runs that came to nothing by what custodians did.
	pub failed_runs: u32,
	/// How much noisy algorithms may tell of it in all, in millionths of an epsilon.
	pub budget_total: u64,
	/// Of that, spent.
	pub budget_spent: u64,
	/// When the index first saw it.
	pub created_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was gone; null before.
	pub removed_at: Option<BlockNumber>,
}

impl Entry for Dataset {
	const ALL: &'static str = "SELECT * FROM datasets WHERE 1 = 1";
	const NAME: &'static str = "dataset";

	fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			id: row.small("id")?,
			owner: row.text("owner")?,
			name: row.text("name")?,
			card: row.text("card")?,
			uri: row.text("uri")?,
			state: row.text("state")?,
			flag: row.maybe_text("flag")?,
			bond: row.text("bond")?,
			sold: row.small("sold")?,
			missed: row.small("missed")?,
			refuted: row.small("refuted")?,
			runs: row.small("runs")?,
			failed_runs: row.small("failed_runs")?,
			budget_total: row.count("budget_total")?,
			budget_spent: row.count("budget_spent")?,
			created_at: row.small("created_at")?,
			updated_at: row.small("updated_at")?,
			removed_at: row.maybe_small("removed_at")?,
		})
	}

	fn id(&self) -> u64 {
		self.id.into()
	}
}

/// A licence, also one that is over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct License {
	/// Its id.
	pub id: LicenseId,
	/// SS58 address of whose it is.
	pub licensee: String,
	/// Of which dataset.
	pub dataset: DatasetId,
	/// Of which release.
	pub release: DataReleaseId,
	/// The release's root, hexadecimal: fixes every byte.
	pub root: String,
	/// `Awaiting`, `Delivered`, `Active` or `Ended`.
	pub state: String,
	/// Whether it comes without the key.
	pub compute_only: bool,
	/// What it cost.
	pub price: String,
	/// Of that, not paid out yet.
	pub escrow: String,
	/// Paid to the release's payees since the index knows it.
	pub paid: String,
	/// Uses that are left; null if they are not counted.
	pub uses_left: Option<u32>,
	/// The first block in which it is over; null if that is not known, or never.
	pub ends_at: Option<BlockNumber>,
	/// Why it ended: `Undelivered`, `WrongKey`, `Garbage`, `Expired`, `Revoked`, `Refunded` or `Dropped`; null before.
	pub reason: Option<String>,
	/// What went back to the licensee at its end.
	pub refunded: Option<String>,
	/// When the index first saw it.
	pub bought_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was over; null before.
	pub ended_at: Option<BlockNumber>,
}

impl Entry for License {
	const ALL: &'static str = "SELECT * FROM licenses WHERE 1 = 1";
	const NAME: &'static str = "licence";

	fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			id: row.count("id")?,
			licensee: row.text("licensee")?,
			dataset: row.small("dataset")?,
			release: row.small("release")?,
			root: row.text("root")?,
			state: row.text("state")?,
			compute_only: row.int("compute_only")? != 0,
			price: row.text("price")?,
			escrow: row.text("escrow")?,
			paid: row.text("paid")?,
			uses_left: row.maybe_small("uses_left")?,
			ends_at: row.maybe_small("ends_at")?,
			reason: row.maybe_text("reason")?,
			refunded: row.maybe_text("refunded")?,
			bought_at: row.small("bought_at")?,
			updated_at: row.small("updated_at")?,
			ended_at: row.maybe_small("ended_at")?,
		})
	}

	fn id(&self) -> u64 {
		self.id
	}
}

/// Which datasets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DatasetsQuery {
	/// SS58 address of whose.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	owner: Option<String>,
	/// Also those that have a flag, are paused, retired or gone.
	all: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Datasets, the oldest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/datasets",
	operation_id = "list_datasets",
	tag = "datasets",
	params(DatasetsQuery),
	responses((status = 200, description = "Datasets.", body = Page<Dataset>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<DatasetsQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<DatasetId> = cursor(query.cursor.as_deref())?;
	let owner = query.owner.as_deref().map(account).transpose()?;
	let opened = open(&index).await?;
	let mut select = Select::new(Dataset::ALL).and("owner = ?", owner).and("id > ?", after);
	if query.all != Some(true) {
		select = select.end("AND removed_at IS NULL AND flag IS NULL AND state = 'Active'");
	}
	entry::page::<Dataset>(&known, opened, select.end("ORDER BY id"), limit).await
}

/// One dataset.
#[utoipa::path(
	get,
	path = "/v1/stoa/datasets/{dataset}",
	operation_id = "show_dataset",
	tag = "datasets",
	params(("dataset" = u32, Path, description = "Its id.")),
	responses((status = 200, description = "The dataset.", body = Answer<Dataset>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(id): Path<DatasetId>,
	known: Known,
) -> Result<Response, Problem> {
	entry::show::<Dataset>(&known, &index, id.into()).await
}

/// Which licences.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LicensesQuery {
	/// SS58 address of whose.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	licensee: Option<String>,
	/// Of which dataset.
	#[param(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
	dataset: Option<DatasetId>,
	/// Of which release.
	#[param(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
	release: Option<DataReleaseId>,
	/// How far it is; all but those that are over without it.
	#[param(inline)]
	state: Option<LicenseState>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// How far a licence is.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum LicenseState {
	Awaiting,
	Delivered,
	Active,
	Ended,
}

/// Licences, the newest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/licenses",
	operation_id = "list_licenses",
	tag = "datasets",
	params(LicensesQuery),
	responses((status = 200, description = "Licences.", body = Page<License>), Reading)
)]
pub(crate) async fn licenses(
	State(index): State<Index>,
	Query(query): Query<LicensesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let before: Option<LicenseId> = cursor(query.cursor.as_deref())?;
	let licensee = query.licensee.as_deref().map(account).transpose()?;
	let opened = open(&index).await?;
	let mut select = Select::new(License::ALL)
		.and("licensee = ?", licensee)
		.and("dataset = ?", query.dataset)
		.and("release = ?", query.release)
		.and("state = ?", query.state.map(|state| format!("{state:?}")))
		.and("id < ?", before);
	if query.state.is_none() {
		select = select.end("AND ended_at IS NULL");
	}
	entry::page::<License>(&known, opened, select.end("ORDER BY id DESC"), limit).await
}

/// One licence: how it stands, or how it ended.
#[utoipa::path(
	get,
	path = "/v1/stoa/licenses/{license}",
	operation_id = "show_license",
	tag = "datasets",
	params(("license" = u64, Path, description = "Its id.")),
	responses((status = 200, description = "The licence.", body = Answer<License>), Reading)
)]
pub(crate) async fn license(
	State(index): State<Index>,
	Path(id): Path<LicenseId>,
	known: Known,
) -> Result<Response, Problem> {
	entry::show::<License>(&known, &index, id).await
}
