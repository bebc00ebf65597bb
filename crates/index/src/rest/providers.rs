//! Providers.

use super::{
	Answer, Page, Path, Problem, Query, Reading, Serving, account,
	answer::{Known, account_cursor, cut, limit},
	open,
	shapes::maybe_json,
};
use crate::{
	Index, Result as Inner,
	facts::Hardware,
	store::{Columns, Select, Tx, all, one},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, ReleaseId};
use utoipa::{IntoParams, ToSchema};

/// A provider.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Provider {
	/// SS58 address.
	pub account: String,
	/// Base URL of its daemon, as it registered it: nobody has checked where it leads.
	pub endpoint: String,
	/// The sr25519 key of its statements.
	pub signing_key: String,
	/// The X25519 key to which private prompts are sealed.
	pub transport_key: String,
	/// `Active`, `Chilled` or `Leaving`.
	pub status: String,
	/// Bonded, what is reserved included.
	pub bond: String,
	/// Of that, set aside for unfinished work.
	pub reserved: String,
	/// Jobs done as promised, as the chain counts.
	pub jobs: u64,
	/// Faults short of a proven lie.
	pub strikes: u64,
	/// Times that its bond was slashed.
	pub slashes: u64,
	/// What machine it claims to have; nothing of that is proven.
	#[schema(value_type = Option<Object>)]
	pub hardware: Option<Hardware>,
	/// When the index first saw it.
	pub registered_at: BlockNumber,
	/// When the index last had a reason to look.
	pub updated_at: BlockNumber,
	/// When the last of it was withdrawn.
	pub removed_at: Option<BlockNumber>,
	/// What it serves.
	pub serving: Vec<Serving>,
}

impl Provider {
	pub(crate) async fn of(tx: &mut Tx, row: &AnyRow) -> Inner<Self> {
		let account = row.text("account")?;
		// The chain bounds what one provider serves.
		let sql = "SELECT * FROM serving WHERE provider = $1 ORDER BY release";
		let serving = all(tx, sql, vec![(&account).into()]).await?;
		let hardware = maybe_json(row, "hardware")?;
		let hardware = hardware.map(serde_json::from_value).transpose();
		Ok(Self {
			account,
			endpoint: row.text("endpoint")?,
			signing_key: row.text("signing_key")?,
			transport_key: row.text("transport_key")?,
			status: row.text("status")?,
			bond: row.text("bond")?,
			reserved: row.text("reserved")?,
			jobs: row.count("jobs")?,
			strikes: row.count("strikes")?,
			slashes: row.count("slashes")?,
			hardware: hardware.map_err(|error| crate::Error::unreadable("hardware", error))?,
			registered_at: row.small("registered_at")?,
			updated_at: row.small("updated_at")?,
			removed_at: row.maybe_small("removed_at")?,
			serving: serving.iter().map(Serving::of).collect::<Inner<_>>()?,
		})
	}
}

/// Which providers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProvidersQuery {
	/// `Active`, `Chilled` or `Leaving`.
	#[param(inline)]
	status: Option<Standing>,
	/// Only those that serve this release.
	release: Option<ReleaseId>,
	/// Also those of which nothing is left on chain.
	removed: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Whether a provider can be drawn.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum Standing {
	Active,
	Chilled,
	Leaving,
}

/// Providers, by address.
#[utoipa::path(
	get,
	path = "/v1/stoa/providers",
	operation_id = "list_providers",
	tag = "providers",
	params(ProvidersQuery),
	responses((status = 200, description = "Providers.", body = Page<Provider>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<ProvidersQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after = account_cursor(query.cursor.as_deref())?;
	let (mut tx, head) = open(&index).await?;
	let mut select = Select::new("SELECT * FROM providers WHERE 1 = 1")
		.and("status = ?", query.status.map(|status| format!("{status:?}")))
		.and("account IN (SELECT provider FROM serving WHERE release = ?)", query.release)
		.and("account > ?", after);
	if query.removed != Some(true) {
		select = select.end("AND removed_at IS NULL");
	}
	let rows = select.end("ORDER BY account").all(&mut tx, limit + 1).await?;
	let (rows, more) = cut(rows, limit, |row| row.text("account").unwrap_or_default());
	let mut providers = Vec::new();
	for row in &rows {
		providers.push(Provider::of(&mut tx, row).await?);
	}
	Ok(known.page(head, providers, more))
}

/// One provider.
#[utoipa::path(
	get,
	path = "/v1/stoa/providers/{account}",
	operation_id = "show_provider",
	tag = "providers",
	params(("account" = String, Path, description = "Its SS58 address.", pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")),
	responses((status = 200, description = "The provider.", body = Answer<Provider>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(address): Path<String>,
	known: Known,
) -> Result<Response, Problem> {
	let address = account(&address)?;
	let (mut tx, head) = open(&index).await?;
	let sql = "SELECT * FROM providers WHERE account = $1";
	let row = one(&mut tx, sql, vec![(&address).into()]).await?;
	let missing = || Problem::not_found(format!("{address} was no provider up to this block"));
	let provider = Provider::of(&mut tx, &row.ok_or_else(missing)?).await?;
	Ok(known.one(head, provider))
}
