//! The REST interface: what can be asked at `/v1/stoa/…`.
//!
//! | module | subject |
//! | --- | --- |
//! | [`answer`] | what every answer has: the block, an ETag, pages |
//! | [`entry`] | what one row tells: pages of it, and one of it |
//! | [`problem`] | what went wrong |
//! | [`shapes`] | what answers of several addresses are made of |
//! | [`idempotency`] | writes that can be sent again |
//! | [`models`], [`providers`], [`jobs`], [`channels`], [`leases`], [`datasets`], [`events`], [`grades`], [`series`], [`webhooks`] | the addresses |

mod answer;
mod channels;
mod datasets;
mod entry;
mod events;
mod grades;
mod idempotency;
mod jobs;
mod leases;
mod models;
mod problem;
mod providers;
mod series;
mod shapes;
mod webhooks;

pub use answer::{Answer, Page};
pub use channels::Channel;
pub use datasets::{Dataset, License};
pub use jobs::{Job, JobWithSeats, Seat};
pub use leases::{Lease, Offer};
pub use models::{Model, Release, Serving};
pub use problem::Problem;
pub use providers::Provider;
pub use shapes::PriceShape;
pub use webhooks::Caller;

use crate::{Index, PALLETS, head::Head, store::Tx, tally::PERIOD};
use answer::Known;
use axum::{
	Router,
	extract::{FromRequest, FromRequestParts, State},
	response::Response,
	routing::any,
};
use serde::Serialize;
use stoa_client::AccountId;
use utoipa::{
	IntoResponses, ToSchema,
	openapi::{KnownFormat, ObjectBuilder, OpenApi, SchemaFormat, Type},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::SwaggerUi;

/// Everything below `/v1/stoa/`, the OpenAPI document and its viewer included, to be merged into a gateway's own
/// router. Who asks is told by a [`Caller`] among the request's extensions.
pub fn router(index: Index) -> Router {
	router_with(index, |document| document)
}

/// The same, with a document to which a gateway has joined its own routes.
pub fn router_with(index: Index, join: impl FnOnce(OpenApi) -> OpenApi) -> Router {
	let (router, document) = routes().split_for_parts();
	let document = join(document);
	router
		.merge(SwaggerUi::new("/v1/stoa/docs").url("/v1/stoa/openapi.json", document))
		.route("/v1/stoa/{*rest}", any(nothing_there))
		.method_not_allowed_fallback(|| async { Problem::bad_method() })
		.with_state(index)
}

/// The OpenAPI document of [`router`], made from the code that answers.
pub fn openapi() -> OpenApi {
	routes().into_openapi()
}

/// The addresses with their documentation.
fn routes() -> OpenApiRouter<Index> {
	let mut router = OpenApiRouter::new()
		.routes(routes!(status))
		.routes(routes!(models::list))
		.routes(routes!(models::show))
		.routes(routes!(models::releases))
		.routes(routes!(models::release))
		.routes(routes!(models::servers))
		.routes(routes!(series::release))
		.routes(routes!(series::network))
		.routes(routes!(providers::list))
		.routes(routes!(providers::show))
		.routes(routes!(jobs::list))
		.routes(routes!(jobs::show))
		.routes(routes!(channels::list))
		.routes(routes!(channels::show))
		.routes(routes!(leases::offers))
		.routes(routes!(leases::offer))
		.routes(routes!(leases::list))
		.routes(routes!(leases::show))
		.routes(routes!(datasets::list))
		.routes(routes!(datasets::show))
		.routes(routes!(datasets::licenses))
		.routes(routes!(datasets::license))
		.routes(routes!(events::list))
		.routes(routes!(events::stream))
		.routes(routes!(grades::releases))
		.routes(routes!(grades::release))
		.routes(routes!(grades::providers))
		.routes(routes!(grades::provider))
		.routes(routes!(webhooks::list, webhooks::register))
		.routes(routes!(webhooks::show, webhooks::remove))
		.routes(routes!(webhooks::deliveries));
	let info = &mut router.get_openapi_mut().info;
	info.title = "Stoa".to_string();
	info.description = Some(
		"What happened in finalised blocks of the Stoa chain. Every answer names the block that it \
		 speaks of. Amounts are in planck (10^12 to the STOA), as strings; heights count blocks of 3 s."
			.to_string(),
	);
	info.license = None;
	info.contact = None;
	if let Some(components) = &mut router.get_openapi_mut().components {
		components.schemas.insert("u32".to_string(), whole(u32::MAX.into()).into());
		components.schemas.insert("u64".to_string(), whole(u64::MAX).into());
	}
	router
}

/// A whole number up to a bound, which the derived schemas do not have.
fn whole(most: u64) -> ObjectBuilder {
	ObjectBuilder::new()
		.schema_type(Type::Integer)
		.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
		.minimum(Some(0_u64))
		.maximum(Some(most))
}

async fn nothing_there() -> Problem {
	Problem::not_found("no such address: /v1/stoa/openapi.json lists those that there are")
}

/// What a request asks for, in its query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(crate) struct Query<T>(pub(crate) T);

/// What a request's path names.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(crate) struct Path<T>(pub(crate) T);

/// What a request brings.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(crate) struct Body<T>(pub(crate) T);

/// How reading can end beside well.
#[derive(IntoResponses)]
#[allow(dead_code)] // Documentation: the answers themselves are made elsewhere.
pub(crate) enum Reading {
	/// What If-None-Match names is still so; the headers name the block.
	#[response(status = 304)]
	Unchanged,
	/// Something in the request does not have its form.
	#[response(status = 400, content_type = "application/problem+json")]
	Malformed(Problem),
	/// There is no such thing.
	#[response(status = 404, content_type = "application/problem+json")]
	Missing(Problem),
	/// Nothing is indexed yet, or the database cannot be read.
	#[response(status = 503, content_type = "application/problem+json")]
	Unavailable(Problem),
}

/// A transaction in which nothing changes, and the block that it shows.
pub(crate) async fn open(index: &Index) -> Result<(Tx, Head), Problem> {
	let mut tx = index.read().await?;
	let head = Head::read(&mut tx).await?;
	let empty = || Problem::unavailable("no block is indexed yet: is the node reachable?");
	Ok((tx, head.ok_or_else(empty)?))
}

/// An account's SS58 address in its usual form. What looks like one can still be nobody's: its last characters are
/// a checksum of the others.
pub(crate) fn account(text: &str) -> Result<String, Problem> {
	let base58 = |byte: u8| byte.is_ascii_alphanumeric() && !b"0OIl".contains(&byte);
	if !(46..=50).contains(&text.len()) || !text.bytes().all(base58) {
		let what = format!("{text:?} is not the SS58 address of an account");
		return Err(Problem::bad_request(what));
	}
	let nobodys = |_| Problem::not_found("no account has this address: a character of it is wrong");
	text.parse::<AccountId>().map(|account| account.to_string()).map_err(nobodys)
}

/// What this index is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Status {
	/// Pallets whose events are kept.
	pub pallets: Vec<String>,
	/// Blocks of one period: what series and grades are counted by.
	pub period_blocks: u32,
	/// Hosts to which webhooks may lead; empty where there are none.
	pub webhook_hosts: Vec<String>,
}

/// What this index is, and the last finalised block that it knows.
#[utoipa::path(
	get,
	path = "/v1/stoa/status",
	operation_id = "show_status",
	tag = "index",
	responses((status = 200, description = "The index.", body = Answer<Status>), Reading)
)]
pub(crate) async fn status(State(index): State<Index>, known: Known) -> Result<Response, Problem> {
	let (_, head) = open(&index).await?;
	let status = Status {
		pallets: PALLETS.iter().map(ToString::to_string).collect(),
		period_blocks: PERIOD,
		webhook_hosts: index.options().webhook_hosts.clone(),
	};
	Ok(known.one(head, status))
}
