//! Webhooks: registered, listed, removed.

use super::{
	Body, Page, Path, Problem, Query, Reading,
	answer::{Answer, Known, cursor, cut, limit},
	idempotency::{self, Before},
	models::PageQuery,
	open,
};
use crate::{
	Index,
	filter::EventFilter,
	head::Head,
	store::{Columns, Select, Tx, one, run},
	webhook::{self, allowed, new_secret, now_ms},
};
use axum::{
	Json,
	extract::{FromRequestParts, State},
	http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
	response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_egress::MAX_URL_BYTES;
use utoipa::{IntoParams, ToSchema};

/// Webhooks of one caller at most.
const MAX_WEBHOOKS: i64 = 100;
/// Random bytes of an id.
const ID_BYTES: usize = 16;

/// Who asks. A gateway that has authenticated a request puts this among its extensions; webhooks belong to the
/// caller that registered them, and nobody else sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller(pub String);

impl FromRequestParts<Index> for Caller {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, index: &Index) -> Result<Self, Problem> {
		match parts.extensions.get::<Self>() {
			Some(caller) => Ok(caller.clone()),
			None if index.options().anonymous_writes => Ok(Self(String::new())),
			None => Err(Problem::unauthorised()),
		}
	}
}

/// A request that can be sent again.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // Documentation: see `idempotency`.
pub(crate) struct Again {
	/// Visible ASCII characters, new for each new request.
	#[param(
		rename = "idempotency-key",
		value_type = String,
		required = false,
		pattern = "^[!-~]{1,255}$"
	)]
	idempotency_key: String,
}

/// A webhook to be registered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
	/// Where events are posted: https, a host that the operator allows (a port may follow), a plain path.
	#[schema(
		max_length = 512,
		pattern = "^https://([a-z][a-z0-9]{0,30}\\.){1,4}[a-z]{2,20}(/[A-Za-z0-9_-]{1,60}){0,4}$",
		example = "https://hooks.example.com/stoa"
	)]
	pub url: String,
	/// Which events; all without it.
	#[serde(default)]
	pub filter: EventFilter,
}

/// A webhook.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Webhook {
	/// Its id.
	pub id: String,
	/// Where events are posted.
	pub url: String,
	/// Which events.
	pub filter: EventFilter,
	/// When it was registered, in milliseconds since 1970.
	pub created_ms: u64,
	/// The last block whose events it was given. Later ones will be sent.
	pub seen: u64,
	/// Why nothing is sent any more; null while events are sent. Remove it and register again.
	pub suspended: Option<String>,
}

/// A new webhook with its secret, which is told only once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Registered {
	/// Its id.
	pub id: String,
	/// Where events are posted.
	pub url: String,
	/// Which events.
	pub filter: EventFilter,
	/// `whsec_` and base64: the key of the signatures, as the Standard Webhooks specification has them.
	pub secret: String,
	/// When it was registered, in milliseconds since 1970.
	pub created_ms: i64,
}

/// A delivery that has not arrived.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Delivery {
	/// The event: BLOCK-PLACE.
	pub event: String,
	/// `pending`, or `failed` when it was given up.
	pub state: String,
	/// Attempts so far.
	pub attempts: u64,
	/// When the next attempt is due, in milliseconds since 1970.
	pub next_ms: u64,
	/// What went wrong last.
	pub error: Option<String>,
}

impl Webhook {
	fn of(row: &AnyRow) -> crate::Result<Self> {
		Ok(Self {
			id: row.text("id")?,
			url: row.text("url")?,
			filter: EventFilter::parse(&row.text("filter")?)?,
			created_ms: row.count("created_ms")?,
			seen: row.count("seen")?,
			suspended: row.maybe_text("suspended")?,
		})
	}
}

/// The caller's webhooks.
#[utoipa::path(
	get,
	path = "/v1/stoa/webhooks",
	operation_id = "list_webhooks",
	tag = "webhooks",
	params(PageQuery),
	responses(
		(status = 200, description = "Webhooks, without their secrets.", body = Page<Webhook>),
		(status = 401, body = Problem, content_type = "application/problem+json", description = "Nobody said who asks."),
		Reading
	)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Caller(owner): Caller,
	Query(query): Query<PageQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let after: Option<String> = cursor(query.cursor.as_deref())?;
	let after = after.map(|id| checked(&id)).transpose()?;
	let (mut tx, head) = open(&index).await?;
	let rows = Select::new("SELECT * FROM webhooks WHERE 1 = 1")
		.and("owner = ?", Some(owner))
		.and("id > ?", after)
		.end("ORDER BY id")
		.all(&mut tx, limit + 1)
		.await?;
	let webhooks = rows.iter().map(Webhook::of).collect::<crate::Result<Vec<_>>>()?;
	let (webhooks, more) = cut(webhooks, limit, |webhook| webhook.id.clone());
	Ok(known.page(head, webhooks, more))
}

/// Registers a webhook: from the next finalised block on, events are posted to it. With an `Idempotency-Key` the
/// same request can be sent again, within a day, without registering twice.
#[utoipa::path(
	post,
	path = "/v1/stoa/webhooks",
	operation_id = "register_webhook",
	tag = "webhooks",
	request_body = NewWebhook,
	params(Again),
	responses(
		(status = 201, description = "Registered.", body = Registered),
		(status = 400, body = Problem, content_type = "application/problem+json", description = "Something in the request does not have its form."),
		(status = 401, body = Problem, content_type = "application/problem+json", description = "Nobody said who asks."),
		(status = 403, body = Problem, content_type = "application/problem+json", description = "The operator does not allow the host."),
		(status = 409, body = Problem, content_type = "application/problem+json", description = "There are too many already."),
		(status = 413, body = Problem, content_type = "application/problem+json", description = "The request is too large."),
		(status = 415, body = Problem, content_type = "application/problem+json", description = "The request is not JSON."),
		(status = 422, body = Problem, content_type = "application/problem+json", description = "The idempotency key came with another request."),
		(status = 503, body = Problem, content_type = "application/problem+json", description = "Nothing is indexed yet, or the database cannot be written.")
	)
)]
pub(crate) async fn register(
	State(index): State<Index>,
	Caller(owner): Caller,
	headers: HeaderMap,
	Body(new): Body<NewWebhook>,
) -> Result<Response, Problem> {
	let key = idempotency::key(&headers)?;
	let new = permitted(&index, new)?;
	let random = |error: getrandom::Error| Problem::unavailable(format!("no randomness: {error}"));
	let mut id = [0; ID_BYTES];
	getrandom::fill(&mut id).map_err(random)?;
	let registered = Registered {
		id: hex::encode(id),
		url: new.url.clone(),
		filter: new.filter.clone(),
		secret: new_secret().map_err(random)?,
		created_ms: now_ms(),
	};
	let mut tx = index.write().await?;
	if let Some(key) = key {
		match idempotency::remember(&mut tx, &owner, &key, &new, &registered).await? {
			Before::New => {}
			Before::Same(before) => return Ok(created(before)),
			Before::Other => return Err(Problem::reused_key()),
		}
	}
	insert(&mut tx, &owner, &registered).await?;
	tx.commit().await.map_err(crate::Error::from)?;
	Ok(created(registered))
}

fn created(registered: Registered) -> Response {
	let location = HeaderValue::from_str(&format!("/v1/stoa/webhooks/{}", registered.id));
	let mut response = (StatusCode::CREATED, Json(registered)).into_response();
	let headers = response.headers_mut();
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
	if let Ok(location) = location {
		headers.insert(header::LOCATION, location);
	}
	response
}

/// What was asked for, if it is well formed and the operator allows it.
fn permitted(index: &Index, mut new: NewWebhook) -> Result<NewWebhook, Problem> {
	let options = index.options();
	if new.url.len() > MAX_URL_BYTES {
		return Err(Problem::bad_request("url is at most 512 bytes long"));
	}
	let (endpoint, _) =
		webhook::target(&new.url, options.allow_private).map_err(Problem::bad_request)?;
	if !allowed(&options.webhook_hosts, endpoint.host()) {
		let what = format!(
			"webhooks may not lead to {}: see `webhook_hosts` in /v1/stoa/status, and ask the operator",
			endpoint.host()
		);
		return Err(Problem::forbidden(what));
	}
	new.filter = new.filter.checked()?;
	Ok(new)
}

async fn insert(tx: &mut Tx, owner: &str, new: &Registered) -> Result<(), Problem> {
	let sql = "SELECT COUNT(*) AS count FROM webhooks WHERE owner = $1";
	let row = one(tx, sql, vec![owner.into()]).await?;
	if row.map_or(Ok(0), |row| row.int("count"))? >= MAX_WEBHOOKS {
		let what = format!("there are {MAX_WEBHOOKS} webhooks already: remove one first");
		return Err(Problem::conflict(what));
	}
	let empty = || Problem::unavailable("no block is indexed yet: is the node reachable?");
	let head = Head::read(tx).await?.ok_or_else(empty)?;
	let sql = "INSERT INTO webhooks (id, owner, url, filter, secret, created_ms, seen, failures) \
	           VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
	let filter = serde_json::to_string(&new.filter)
		.map_err(|error| crate::Error::unreadable("a filter", error))?;
	let args = vec![
		(&new.id).into(),
		owner.into(),
		(&new.url).into(),
		filter.into(),
		(&new.secret).into(),
		new.created_ms.into(),
		head.number.into(),
	];
	run(tx, sql, args).await?;
	Ok(())
}

/// An id as they are given.
fn checked(id: &str) -> Result<String, Problem> {
	let good = id.len() == 2 * ID_BYTES && id.bytes().all(|byte| byte.is_ascii_hexdigit());
	if good { Ok(id.to_string()) } else { Err(missing()) }
}

fn missing() -> Problem {
	Problem::not_found("you have no such webhook: /v1/stoa/webhooks lists those that you have")
}

async fn find(tx: &mut Tx, owner: &str, id: &str) -> Result<Webhook, Problem> {
	let sql = "SELECT * FROM webhooks WHERE id = $1 AND owner = $2";
	let row = one(tx, sql, vec![checked(id)?.into(), owner.into()]).await?;
	Ok(Webhook::of(&row.ok_or_else(missing)?)?)
}

/// One of the caller's webhooks.
#[utoipa::path(
	get,
	path = "/v1/stoa/webhooks/{webhook}",
	operation_id = "show_webhook",
	tag = "webhooks",
	params(("webhook" = String, Path, description = "Its id.")),
	responses(
		(status = 200, description = "The webhook, without its secret.", body = Answer<Webhook>),
		(status = 401, body = Problem, content_type = "application/problem+json", description = "Nobody said who asks."),
		Reading
	)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Caller(owner): Caller,
	Path(id): Path<String>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let webhook = find(&mut tx, &owner, &id).await?;
	Ok(known.one(head, webhook))
}

/// Removes one of the caller's webhooks: nothing more is sent, what waits is dropped.
#[utoipa::path(
	delete,
	path = "/v1/stoa/webhooks/{webhook}",
	operation_id = "remove_webhook",
	tag = "webhooks",
	params(("webhook" = String, Path, description = "Its id.")),
	responses(
		(status = 204, description = "Removed."),
		(status = 401, body = Problem, content_type = "application/problem+json", description = "Nobody said who asks."),
		(status = 404, body = Problem, content_type = "application/problem+json", description = "The caller has no such webhook."),
		(status = 503, body = Problem, content_type = "application/problem+json", description = "The database cannot be written.")
	)
)]
pub(crate) async fn remove(
	State(index): State<Index>,
	Caller(owner): Caller,
	Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
	let id = checked(&id)?;
	let mut tx = index.write().await?;
	let sql = "DELETE FROM webhooks WHERE id = $1 AND owner = $2";
	if run(&mut tx, sql, vec![(&id).into(), owner.into()]).await? == 0 {
		return Err(missing());
	}
	run(&mut tx, "DELETE FROM deliveries WHERE webhook = $1", vec![id.into()]).await?;
	tx.commit().await.map_err(crate::Error::from)?;
	Ok(StatusCode::NO_CONTENT)
}

/// What has not arrived at one of the caller's webhooks, the oldest event first; at most a hundred.
#[utoipa::path(
	get,
	path = "/v1/stoa/webhooks/{webhook}/deliveries",
	operation_id = "list_deliveries",
	tag = "webhooks",
	params(("webhook" = String, Path, description = "Its id.")),
	responses(
		(status = 200, description = "Deliveries.", body = Page<Delivery>),
		(status = 401, body = Problem, content_type = "application/problem+json", description = "Nobody said who asks."),
		Reading
	)
)]
pub(crate) async fn deliveries(
	State(index): State<Index>,
	Caller(owner): Caller,
	Path(id): Path<String>,
	known: Known,
) -> Result<Response, Problem> {
	let (mut tx, head) = open(&index).await?;
	let webhook = find(&mut tx, &owner, &id).await?;
	let rows = Select::new("SELECT * FROM deliveries WHERE 1 = 1")
		.and("webhook = ?", Some(webhook.id))
		.end("ORDER BY block, place")
		.all(&mut tx, 100)
		.await?;
	let deliveries = rows.iter().map(|row| {
		Ok(Delivery {
			event: format!("{}-{}", row.int("block")?, row.int("place")?),
			state: row.text("state")?,
			attempts: row.count("attempts")?,
			next_ms: row.count("next_ms")?,
			error: row.maybe_text("error")?,
		})
	});
	let deliveries = deliveries.collect::<crate::Result<Vec<_>>>()?;
	Ok(known.page(head, deliveries, None))
}
