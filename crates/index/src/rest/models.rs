//! Models and releases.

use super::{
	Answer, Page, Path, PriceShape, Problem, Query, Reading, account,
	answer::{Known, account_cursor, cursor, cut, limit},
	open,
	shapes::{maybe_price, price},
};
use crate::{
	Index, Result as Inner,
	store::{Columns, Select, Tx, all, one},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, ListingId, ReleaseId};
use utoipa::{IntoParams, ToSchema};

/// Releases of a listing that are shown with it, the newest ones.
const SHOWN_RELEASES: usize = 20;

/// A model: a listing with its releases.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Model {
	/// Id of the listing.
	pub id: ListingId,
	/// Its name; not unique, and chosen by the owner.
	pub name: String,
	/// SS58 address of the owner.
	pub owner: String,
	/// blake2b-256 of the model card, hexadecimal.
	pub card: String,
	/// Where card and artefacts are said to be.
	pub uri: String,
	/// What the court has ruled to be wrong with it, `FalseCard` or `Infringing`; null if nothing stands against it.
	/// Lists leave flagged models out unless they are asked for.
	pub flag: Option<String>,
	/// When the index first saw it.
	pub published_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was unpublished; null while it is listed.
	pub removed_at: Option<BlockNumber>,
	/// Its newest releases, at most 20.
	pub releases: Vec<Release>,
}

impl Model {
	pub(crate) async fn of(tx: &mut Tx, row: &AnyRow) -> Inner<Self> {
		let id = row.small("id")?;
		let sql = "SELECT * FROM releases WHERE listing = $1 ORDER BY id DESC LIMIT $2";
		let limit = i64::try_from(SHOWN_RELEASES).unwrap_or(i64::MAX);
		let mut releases = Vec::new();
		for row in all(tx, sql, vec![id.into(), limit.into()]).await? {
			releases.push(Release::of(tx, &row).await?);
		}
		Ok(Self {
			id,
			name: row.text("name")?,
			owner: row.text("owner")?,
			card: row.text("card")?,
			uri: row.text("uri")?,
			flag: row.maybe_text("flag")?,
			published_at: row.small("published_at")?,
			updated_at: row.small("updated_at")?,
			removed_at: row.maybe_small("removed_at")?,
			releases,
		})
	}
}

/// A release of a model.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Release {
	/// Its id.
	pub id: ReleaseId,
	/// Id of the listing.
	pub listing: ListingId,
	/// blake2b-256 of the artefact, hexadecimal.
	pub artefact: String,
	/// Length of the artefact, in bytes.
	pub bytes: u64,
	/// `Gguf`, `Safetensors`, `Exact` or `ContainerImage`.
	pub format: String,
	/// The program that turns prompts into answers, hexadecimal.
	pub engine: String,
	/// How answers are verified: `Exact`, `Replicated`, `Tolerant` or `Attested`.
	pub class: String,
	/// SPDX identifier of the licence, or `LicenseRef-…`.
	pub licence: String,
	/// Longest prompt and answer together, in tokens.
	pub context_tokens: u32,
	/// What a job pays the owners.
	pub royalty: PriceShape,
	/// Releases that it was made from, each with the share of its royalty in parts of 1,000,000,000.
	pub parents: Vec<(ReleaseId, u32)>,
	/// Class Exact: root of the model.
	pub model: Option<String>,
	/// Class Exact: bond of the publisher, in planck.
	pub bond: Option<String>,
	/// When the index first saw it.
	pub added_at: BlockNumber,
	/// When it stopped taking jobs; null while it takes them.
	pub retired_at: Option<BlockNumber>,
	/// When it was dropped.
	pub removed_at: Option<BlockNumber>,
	/// Providers that can be drawn for it.
	pub providers: u32,
	/// The lowest that any of them asks, input and output each; null if there is none.
	pub lowest: Option<PriceShape>,
	/// The median of what they ask, input and output each; null if there is none.
	pub median: Option<PriceShape>,
}

impl Release {
	pub(crate) async fn of(tx: &mut Tx, row: &AnyRow) -> Inner<Self> {
		let id = row.small("id")?;
		let sql = "SELECT * FROM supply WHERE release = $1 ORDER BY block DESC LIMIT 1";
		let supply = one(tx, sql, vec![id.into()]).await?;
		let (providers, lowest, median) = match &supply {
			Some(row) => (
				row.small("providers")?,
				maybe_price(row, "low_input", "low_output")?,
				maybe_price(row, "median_input", "median_output")?,
			),
			None => (0, None, None),
		};
		let parents = row.json("parents")?;
		Ok(Self {
			id,
			listing: row.small("listing")?,
			artefact: row.text("artefact")?,
			bytes: row.count("bytes")?,
			format: row.text("format")?,
			engine: row.text("engine")?,
			class: row.text("class")?,
			licence: row.text("licence")?,
			context_tokens: row.small("context_tokens")?,
			royalty: price(row, "royalty_input", "royalty_output")?,
			parents: serde_json::from_value(parents)
				.map_err(|error| crate::Error::unreadable("a release's parents", error))?,
			model: row.maybe_text("model")?,
			bond: row.maybe_text("bond")?,
			added_at: row.small("added_at")?,
			retired_at: row.maybe_small("retired_at")?,
			removed_at: row.maybe_small("removed_at")?,
			providers,
			lowest,
			median,
		})
	}
}

/// One release that one provider serves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Serving {
	/// SS58 address of the provider.
	pub provider: String,
	/// The release.
	pub release: ReleaseId,
	/// What the provider asks.
	pub price: PriceShape,
	/// What it counts in the draw; 0 while it cannot be drawn.
	pub weight: u32,
	/// Whether it is served no more.
	pub leaving: bool,
}

impl Serving {
	pub(crate) fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			provider: row.text("provider")?,
			release: row.small("release")?,
			price: price(row, "price_input", "price_output")?,
			weight: row.small("weight")?,
			leaving: row.int("leaving")? != 0,
		})
	}
}

/// Which models.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ModelsQuery {
	/// A part of the name, in whatever case.
	#[param(max_length = 64, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$")]
	name: Option<String>,
	/// SS58 address of the owner.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	owner: Option<String>,
	/// Also those that were unpublished.
	removed: Option<bool>,
	/// Also those that the court has ruled to be at fault.
	include_flagged: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Models, by id.
#[utoipa::path(
	get,
	path = "/v1/stoa/models",
	operation_id = "list_models",
	tag = "models",
	params(ModelsQuery),
	responses((status = 200, description = "Models.", body = Page<Model>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<ModelsQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<ListingId> = cursor(query.cursor.as_deref())?;
	let owner = query.owner.as_deref().map(account).transpose()?;
	let name = query.name.as_deref().map(pattern).transpose()?;
	let (mut tx, head) = open(&index).await?;
	let mut select = Select::new("SELECT * FROM listings WHERE 1 = 1")
		.and("LOWER(name) LIKE ? ESCAPE '!'", name)
		.and("owner = ?", owner)
		.and("id > ?", after);
	if query.removed != Some(true) {
		select = select.end("AND removed_at IS NULL");
	}
	if query.include_flagged != Some(true) {
		select = select.end("AND flag IS NULL");
	}
	let rows = select.end("ORDER BY id").all(&mut tx, limit + 1).await?;
	let (rows, more) = cut(rows, limit, |row| row.int("id").unwrap_or(0).to_string());
	let mut models = Vec::new();
	for row in &rows {
		models.push(Model::of(&mut tx, row).await?);
	}
	Ok(known.page(head, models, more))
}

/// What a name that contains `part` looks like to the database.
fn pattern(part: &str) -> Result<String, Problem> {
	if part.chars().count() > 64 || part.chars().any(char::is_control) {
		return Err(Problem::bad_request("name is at most 64 visible characters"));
	}
	let mut escaped = String::new();
	for c in part.to_lowercase().chars() {
		if matches!(c, '%' | '_' | '!') {
			escaped.push('!');
		}
		escaped.push(c);
	}
	Ok(format!("%{escaped}%"))
}

/// One model.
#[utoipa::path(
	get,
	path = "/v1/stoa/models/{listing}",
	operation_id = "show_model",
	tag = "models",
	params(("listing" = u32, Path, description = "Id of the listing.")),
	responses((status = 200, description = "The model.", body = Answer<Model>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(id): Path<ListingId>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let row = one(&mut tx, "SELECT * FROM listings WHERE id = $1", vec![id.into()]).await?;
	let missing = || Problem::not_found(format!("there is no listing {id} up to this block"));
	let model = Model::of(&mut tx, &row.ok_or_else(missing)?).await?;
	Ok(known.one(head, model))
}

/// Which releases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReleasesQuery {
	/// Id of the listing.
	listing: Option<ListingId>,
	/// `Exact`, `Replicated`, `Tolerant` or `Attested`.
	#[param(inline)]
	class: Option<Class>,
	/// Also those that take no jobs any more.
	retired: Option<bool>,
	/// Also those of models that the court has ruled to be at fault; those of a `listing` that is named are shown
	/// anyway.
	include_flagged: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// How answers are verified.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum Class {
	Exact,
	Replicated,
	Tolerant,
	Attested,
}

/// Releases, by id.
#[utoipa::path(
	get,
	path = "/v1/stoa/releases",
	operation_id = "list_releases",
	tag = "models",
	params(ReleasesQuery),
	responses((status = 200, description = "Releases.", body = Page<Release>), Reading)
)]
pub(crate) async fn releases(
	State(index): State<Index>,
	Query(query): Query<ReleasesQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<ReleaseId> = cursor(query.cursor.as_deref())?;
	let (mut tx, head) = open(&index).await?;
	let mut select = Select::new("SELECT * FROM releases WHERE 1 = 1")
		.and("listing = ?", query.listing)
		.and("class = ?", query.class.map(|class| format!("{class:?}")))
		.and("id > ?", after);
	if query.retired != Some(true) {
		select = select.end("AND retired_at IS NULL AND removed_at IS NULL");
	}
	if query.include_flagged != Some(true) && query.listing.is_none() {
		select = select.end("AND listing NOT IN (SELECT id FROM listings WHERE flag IS NOT NULL)");
	}
	let rows = select.end("ORDER BY id").all(&mut tx, limit + 1).await?;
	let (rows, more) = cut(rows, limit, |row| row.int("id").unwrap_or(0).to_string());
	let mut releases = Vec::new();
	for row in &rows {
		releases.push(Release::of(&mut tx, row).await?);
	}
	Ok(known.page(head, releases, more))
}

/// One release.
#[utoipa::path(
	get,
	path = "/v1/stoa/releases/{release}",
	operation_id = "show_release",
	tag = "models",
	params(("release" = u32, Path, description = "Id of the release.")),
	responses((status = 200, description = "The release.", body = Answer<Release>), Reading)
)]
pub(crate) async fn release(
	State(index): State<Index>,
	Path(id): Path<ReleaseId>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let row = one(&mut tx, "SELECT * FROM releases WHERE id = $1", vec![id.into()]).await?;
	let missing = || Problem::not_found(format!("there is no release {id} up to this block"));
	let release = Release::of(&mut tx, &row.ok_or_else(missing)?).await?;
	Ok(known.one(head, release))
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	pub(crate) limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	pub(crate) cursor: Option<String>,
}

/// Who serves a release, and for what.
#[utoipa::path(
	get,
	path = "/v1/stoa/releases/{release}/providers",
	operation_id = "list_release_providers",
	tag = "models",
	params(("release" = u32, Path, description = "Id of the release."), PageQuery),
	responses((status = 200, description = "Its providers.", body = Page<Serving>), Reading)
)]
pub(crate) async fn servers(
	State(index): State<Index>,
	Path(id): Path<ReleaseId>,
	Query(query): Query<PageQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after = account_cursor(query.cursor.as_deref())?;
	let (mut tx, head) = open(&index).await?;
	let rows = Select::new("SELECT * FROM serving WHERE 1 = 1")
		.and("release = ?", Some(id))
		.and("provider > ?", after)
		.end("ORDER BY provider")
		.all(&mut tx, limit + 1)
		.await?;
	let serving = rows.iter().map(Serving::of).collect::<crate::Result<Vec<_>>>()?;
	let (serving, more) = cut(serving, limit, |serving| serving.provider.clone());
	Ok(known.page(head, serving, more))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_has_a_meaning_to_the_database_is_escaped() {
		assert_eq!(pattern("A_b%c!").unwrap(), "%a!_b!%c!!%");
		assert!(pattern("a\0b").is_err());
		assert!(pattern(&"x".repeat(65)).is_err());
	}
}
