//! Machines for rent, and leases of them.

use super::{
	Answer, Page, Path, Problem, Query, Reading, account,
	answer::{Known, cursor, limit},
	entry::{self, Entry},
	open,
};
use crate::{
	Index, Result as Inner,
	store::{Columns, Select, int},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, LeaseId, OfferId};
use utoipa::{IntoParams, ToSchema};

/// Machines that a provider offers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Offer {
	/// Its id.
	pub id: OfferId,
	/// SS58 address of whose they are.
	pub provider: String,
	/// Processor cores of a unit.
	pub cpu_cores: u32,
	/// Main memory of a unit, in MiB.
	pub memory_mib: u32,
	/// Disk of a unit, in GiB.
	pub disk_gib: u32,
	/// GPUs of a unit.
	pub gpus: u32,
	/// Memory of each GPU, in MiB.
	pub vram_mib: u32,
	/// What else its provider says of a unit; nothing of that is proven.
	#[schema(value_type = Object)]
	pub attributes: serde_json::Value,
	/// How many units there are.
	pub units: u32,
	/// Of those, in use when it last changed.
	pub used: u32,
	/// Of one unit.
	pub price_per_block: String,
	/// Shortest lease.
	pub min_blocks: BlockNumber,
	/// Longest lease.
	pub max_blocks: BlockNumber,
	/// For how many blocks either side goes on without the other's word: what each risks.
	pub period_blocks: BlockNumber,
	/// The first block at which nobody can take it.
	pub expires_at: BlockNumber,
	/// The block as of which its machines were measured last.
	pub measured_at: Option<BlockNumber>,
	/// Blocks that the work took then; null if it was not shown.
	pub measured_blocks: Option<BlockNumber>,
	/// When the index first saw it.
	pub created_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was gone; null before.
	pub removed_at: Option<BlockNumber>,
}

impl Entry for Offer {
	const ALL: &'static str = "SELECT * FROM offers WHERE 1 = 1";
	const NAME: &'static str = "offer";

	fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			id: row.count("id")?,
			provider: row.text("provider")?,
			cpu_cores: row.small("cpu_cores")?,
			memory_mib: row.small("memory_mib")?,
			disk_gib: row.small("disk_gib")?,
			gpus: row.small("gpus")?,
			vram_mib: row.small("vram_mib")?,
			attributes: row.json("attributes")?,
			units: row.small("units")?,
			used: row.small("used")?,
			price_per_block: row.text("price")?,
			min_blocks: row.small("min_blocks")?,
			max_blocks: row.small("max_blocks")?,
			period_blocks: row.small("period_blocks")?,
			expires_at: row.small("expires_at")?,
			measured_at: row.maybe_small("measured_at")?,
			measured_blocks: row.maybe_small("measured_blocks")?,
			created_at: row.small("created_at")?,
			updated_at: row.small("updated_at")?,
			removed_at: row.maybe_small("removed_at")?,
		})
	}

	fn id(&self) -> u64 {
		self.id
	}
}

/// A lease, also one that is over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Lease {
	/// Its id.
	pub id: LeaseId,
	/// SS58 address of who pays.
	pub tenant: String,
	/// SS58 address of who serves.
	pub provider: String,
	/// Of which offer.
	pub offer: OfferId,
	/// How many units.
	pub units: u32,
	/// `Pending`, `Active`, `Contested` or `Ended`.
	pub state: String,
	/// On hold for it.
	pub escrow: String,
	/// Paid to the provider since the index knows it.
	pub paid: String,
	/// The first block about which nothing is signed.
	pub signed_until: Option<BlockNumber>,
	/// The first block that it does not have, as it was when the lease last changed.
	pub ends_at: Option<BlockNumber>,
	/// Why it ended: `Completed`, `Overdrawn`, `Unsigned`, `ClosedByTenant`, `ClosedByProvider`, `Cancelled`,
	/// `Declined`, `NotStarted` or `Contested`; null before.
	pub reason: Option<String>,
	/// What went back to the tenant at its end.
	pub refunded: Option<String>,
	/// When the index first saw it.
	pub opened_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was over; null before.
	pub ended_at: Option<BlockNumber>,
}

impl Entry for Lease {
	const ALL: &'static str = "SELECT * FROM leases WHERE 1 = 1";
	const NAME: &'static str = "lease";

	fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			id: row.count("id")?,
			tenant: row.text("tenant")?,
			provider: row.text("provider")?,
			offer: row.count("offer")?,
			units: row.small("units")?,
			state: row.text("state")?,
			escrow: row.text("escrow")?,
			paid: row.text("paid")?,
			signed_until: row.maybe_small("signed_until")?,
			ends_at: row.maybe_small("ends_at")?,
			reason: row.maybe_text("reason")?,
			refunded: row.maybe_text("refunded")?,
			opened_at: row.small("opened_at")?,
			updated_at: row.small("updated_at")?,
			ended_at: row.maybe_small("ended_at")?,
		})
	}

	fn id(&self) -> u64 {
		self.id
	}
}

/// Which offers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OffersQuery {
	/// SS58 address of whose.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	provider: Option<String>,
	/// At least so many cores of a unit.
	#[param(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
	cpu_cores: Option<u32>,
	/// At least so much memory of a unit, in MiB.
	#[param(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
	memory_mib: Option<u32>,
	/// At least so many GPUs of a unit.
	#[param(value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
	gpus: Option<u32>,
	/// Also those that are gone, expired or without a free unit.
	all: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Offers of machines, the oldest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/offers",
	operation_id = "list_offers",
	tag = "leases",
	params(OffersQuery),
	responses((status = 200, description = "Offers.", body = Page<Offer>), Reading)
)]
pub(crate) async fn offers(
	State(index): State<Index>,
	Query(query): Query<OffersQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<OfferId> = cursor(query.cursor.as_deref())?;
	let provider = query.provider.as_deref().map(account).transpose()?;
	let (tx, head) = open(&index).await?;
	let current = (query.all != Some(true)).then_some(head.number);
	let mut select = Select::new(Offer::ALL)
		.and("provider = ?", provider)
		.and("cpu_cores >= ?", query.cpu_cores)
		.and("memory_mib >= ?", query.memory_mib)
		.and("gpus >= ?", query.gpus)
		.and("expires_at > ?", current)
		.and("id > ?", after);
	if current.is_some() {
		select = select.end("AND removed_at IS NULL AND used < units");
	}
	entry::page::<Offer>(&known, (tx, head), select.end("ORDER BY id"), limit).await
}

/// One offer of machines.
#[utoipa::path(
	get,
	path = "/v1/stoa/offers/{offer}",
	operation_id = "show_offer",
	tag = "leases",
	params(("offer" = u64, Path, description = "Its id.")),
	responses((status = 200, description = "The offer.", body = Answer<Offer>), Reading)
)]
pub(crate) async fn offer(
	State(index): State<Index>,
	Path(id): Path<OfferId>,
	known: Known,
) -> Result<Response, Problem> {
	entry::show::<Offer>(&known, &index, id).await
}

/// Which leases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LeasesQuery {
	/// SS58 address of who pays.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	tenant: Option<String>,
	/// SS58 address of who serves.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	provider: Option<String>,
	/// Of which offer.
	offer: Option<OfferId>,
	/// How far it is; all but those that are over without it.
	#[param(inline)]
	state: Option<LeaseState>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// How far a lease is.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum LeaseState {
	Pending,
	Active,
	Contested,
	Ended,
}

/// Leases, the newest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/leases",
	operation_id = "list_leases",
	tag = "leases",
	params(LeasesQuery),
	responses((status = 200, description = "Leases.", body = Page<Lease>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<LeasesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let before: Option<LeaseId> = cursor(query.cursor.as_deref())?;
	let address = |text: &Option<String>| text.as_deref().map(account).transpose();
	let (tenant, provider) = (address(&query.tenant)?, address(&query.provider)?);
	let opened = open(&index).await?;
	let mut select = Select::new(Lease::ALL)
		.and("tenant = ?", tenant)
		.and("provider = ?", provider)
		.and("offer = ?", query.offer.map(int))
		.and("state = ?", query.state.map(|state| format!("{state:?}")))
		.and("id < ?", before);
	if query.state.is_none() {
		select = select.end("AND ended_at IS NULL");
	}
	entry::page::<Lease>(&known, opened, select.end("ORDER BY id DESC"), limit).await
}

/// One lease: how it stands, or how it ended.
#[utoipa::path(
	get,
	path = "/v1/stoa/leases/{lease}",
	operation_id = "show_lease",
	tag = "leases",
	params(("lease" = u64, Path, description = "Its id.")),
	responses((status = 200, description = "The lease.", body = Answer<Lease>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(id): Path<LeaseId>,
	known: Known,
) -> Result<Response, Problem> {
	entry::show::<Lease>(&known, &index, id).await
}
