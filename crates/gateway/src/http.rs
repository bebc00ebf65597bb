//! The routes, and what every request goes through: an id, the address's bucket, who asks, its own bucket.
//!
//! | module | subject |
//! | --- | --- |
//! | [`answers`] | chats, completions, embeddings |
//! | [`models`], [`receipts`], [`health`] | what is offered, what was signed, how it goes |
//! | [`shapes`], [`document`] | the OpenAPI document |

mod answers;
mod document;
mod health;
mod models;
mod receipts;
mod shapes;

use crate::{
	apikeys::{Identity, Scope},
	auth::Auth,
	error::ApiError,
	limit::{ByAddress, Stand},
	listen::Peer,
	route::Wants,
	running::Payer,
};
use axum::{
	Router,
	extract::{DefaultBodyLimit, Request, State},
	http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::get,
};
pub use document::joined;
use sqlx::AnyPool;
use std::{
	net::IpAddr,
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_index::{Caller, Problem};
use tokio::sync::watch;
use utoipa_axum::{router::OpenApiRouter, routes};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest request id that is taken over from a client.
const MAX_ID_BYTES: usize = 128;
/// Below this everything is about the chain, and errors are problem details.
const STOA: &str = "/v1/stoa";

/// Bounds on one request.
#[derive(Clone, Debug)]
pub struct Limits {
	/// Longest body, in bytes.
	pub body_bytes: usize,
	/// Time for the body to come.
	pub body: Duration,
	/// Time for a provider to begin.
	pub first_token: Duration,
	/// Time for a client to take a part of the answer.
	pub stall: Duration,
	/// Proxies whose `x-forwarded-for` counts.
	pub proxies: Vec<IpAddr>,
}

/// What the routes share.
pub struct Gate {
	/// Who asks.
	pub auth: Auth,
	/// Buckets of addresses.
	pub addresses: ByAddress,
	/// Who pays providers.
	pub payer: Arc<Payer>,
	/// What requests want that say nothing.
	pub wants: Wants,
	/// Bounds.
	pub limits: Limits,
	/// The database.
	pub pool: AnyPool,
	/// Says when nothing new is taken.
	pub stopping: watch::Receiver<bool>,
	/// Whether `/metrics` is here too.
	pub metrics_here: bool,
}

/// Set in a request once it is known.
#[derive(Clone)]
struct RequestId(HeaderValue);

/// The gateway's own routes with their documentation, before anything is in front of them.
pub(crate) fn routes() -> OpenApiRouter<Arc<Gate>> {
	asked().merge(told()).merge(health())
}

/// What OpenAI's interface has.
fn asked() -> OpenApiRouter<Arc<Gate>> {
	OpenApiRouter::default()
		.routes(routes!(answers::chat))
		.routes(routes!(answers::completion))
		.routes(routes!(answers::embedding))
		.routes(routes!(models::list))
		.routes(routes!(models::show))
}

/// What the gateway itself tells below `/v1/stoa`.
fn told() -> OpenApiRouter<Arc<Gate>> {
	OpenApiRouter::default().routes(routes!(receipts::show))
}

/// What needs no key.
fn health() -> OpenApiRouter<Arc<Gate>> {
	OpenApiRouter::default().routes(routes!(health::alive)).routes(routes!(health::ready))
}

/// All routes; `more` are those of other crates, which go through the same admission.
pub fn app(gate: Arc<Gate>, more: Router) -> Router {
	let metrics = match gate.metrics_here {
		true => Router::new().route("/metrics", get(health::metrics)),
		false => Router::new(),
	};
	let told = Router::from(told())
		.method_not_allowed_fallback(|| async {
			let detail = "the header Allow names the methods that this address takes";
			Problem::of(StatusCode::METHOD_NOT_ALLOWED, detail, None)
		})
		.with_state(gate.clone());
	Router::from(asked())
		.with_state(gate.clone())
		.merge(told)
		.merge(more)
		.fallback(|| async {
			let message = "there is no such route: see /v1/models, and the documentation";
			ApiError::new(StatusCode::NOT_FOUND, "route_not_found", message)
		})
		.method_not_allowed_fallback(|| async {
			let message = "this route takes another method: answers are asked for with POST";
			ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
		})
		.layer(DefaultBodyLimit::max(gate.limits.body_bytes))
		.layer(middleware::from_fn_with_state(gate.clone(), admit))
		.merge(Router::from(health()).merge(metrics).with_state(gate))
}

/// The routes for Prometheus, on a listener of their own.
pub fn metrics_app(gate: Arc<Gate>) -> Router {
	Router::from(health()).route("/metrics", get(health::metrics)).with_state(gate)
}

fn scope_of(method: &Method, path: &str) -> Scope {
	match path {
		"/v1/chat/completions" => Scope::Chat,
		"/v1/completions" => Scope::Completions,
		"/v1/embeddings" => Scope::Embeddings,
		_ if path.starts_with("/v1/models") => Scope::Models,
		_ if method == Method::GET || method == Method::HEAD => Scope::Read,
		_ => Scope::Write,
	}
}

/// The label of a route in metrics: never what a stranger wrote.
fn label(path: &str) -> &'static str {
	match path {
		"/v1/chat/completions" => "v1/chat/completions",
		"/v1/completions" => "v1/completions",
		"/v1/embeddings" => "v1/embeddings",
		_ if path.starts_with("/v1/models") => "v1/models",
		_ if path.starts_with("/v1/stoa") => "v1/stoa",
		_ => "other",
	}
}

async fn admit(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
	let since = Instant::now();
	let id = request_id(request.headers());
	let path = request.uri().path();
	let (label, problems) = (label(path), path.starts_with(STOA));
	let (mut response, stand) = match admitted(&gate, &request) {
		Ok(None) => (next.run(request).await, None),
		Ok(Some((identity, stand))) => {
			let extensions = request.extensions_mut();
			extensions.insert(Caller(identity.spender.id().to_owned()));
			extensions.insert(identity);
			extensions.insert(RequestId(id.clone()));
			extensions.insert(since);
			(next.run(request).await, Some(stand))
		}
		Err(refused) if problems => (refused.problem().into_response(), None),
		Err(refused) => (refused.into_response(), None),
	};
	if let Some(stand) = stand {
		stand.tell(response.headers_mut());
	}
	response.headers_mut().insert(REQUEST_ID, id);
	let status = response.status();
	gate.payer.lanes.metrics.requests.with_label_values(&[label, status.as_str()]).inc();
	response
}

/// Who sends a request, and where its bucket stands; nobody for what everybody may read.
fn admitted(gate: &Gate, request: &Request) -> Result<Option<(Identity, Stand)>, ApiError> {
	let slower = |wait: Duration| {
		let message = "too many requests: wait as `retry-after` says";
		ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message).after(wait)
	};
	if let Some(address) = address(gate, request) {
		gate.addresses.take(address).map_err(slower)?;
	}
	let path = request.uri().path();
	if is_public(request.method(), path) {
		return Ok(None);
	}
	let scope = scope_of(request.method(), path);
	let identity = gate.auth.identify(request.headers(), scope)?;
	let stand = identity.spender.bucket().take().map_err(slower)?;
	Ok(Some((identity, stand)))
}

/// The documentation: a browser that shows it has no key.
fn is_public(method: &Method, path: &str) -> bool {
	let documentation = path == "/v1/stoa/openapi.json" || path.starts_with("/v1/stoa/docs");
	documentation && method == Method::GET
}

fn address(gate: &Gate, request: &Request) -> Option<IpAddr> {
	let peer = request.extensions().get::<Peer>()?.0.ip().to_canonical();
	if !gate.limits.proxies.contains(&peer) {
		return Some(peer);
	}
	// The last entry is the one that our proxy wrote.
	let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
	let last =
		forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
	Some(last.unwrap_or(peer))
}

fn request_id(headers: &HeaderMap) -> HeaderValue {
	let theirs = headers.get(REQUEST_ID).filter(|value| {
		let bytes = value.as_bytes();
		(1..=MAX_ID_BYTES).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
	});
	theirs.cloned().unwrap_or_else(|| {
		let mut random = [0u8; 12];
		// Without randomness ids repeat, and nothing else happens.
		let _ = getrandom::fill(&mut random);
		HeaderValue::from_str(&format!("req-{}", hex::encode(random)))
			.unwrap_or(HeaderValue::from_static("req-none"))
	})
}
