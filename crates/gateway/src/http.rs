//! The routes, and what every request goes through: an id, the address's bucket, who asks, its own bucket.

use crate::{
	apikeys::{Identity, Scope},
	auth::Auth,
	begin::{Asked, begin},
	error::ApiError,
	limit::{ByAddress, Stand},
	listen::Peer,
	question::{Question, Route},
	receipts,
	relay::{self, Finish},
	route::{Wants, class_name},
	running::Payer,
};
use axum::{
	Json, Router,
	body::{Body, to_bytes},
	extract::{DefaultBodyLimit, Path, Request, State},
	http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::{get, post},
};
use bytes::Bytes;
use sqlx::AnyPool;
use std::{
	net::IpAddr,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{sync::watch, time::timeout};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RECEIPT_ID: HeaderName = HeaderName::from_static("x-stoa-receipt");
const PROVIDER: HeaderName = HeaderName::from_static("x-stoa-provider");
/// Longest request id that is taken over from a client.
const MAX_ID_BYTES: usize = 128;

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

/// All routes; `more` are those of other crates, which go through the same admission.
pub fn app(gate: Arc<Gate>, more: Router) -> Router {
	let health = Router::new()
		.route("/healthz", get(|| async { "ok" }))
		.route("/readyz", get(ready))
		.with_state(gate.clone());
	let metrics = match gate.metrics_here {
		true => Router::new().route("/metrics", get(metrics)).with_state(gate.clone()),
		false => Router::new(),
	};
	Router::new()
		.route("/v1/chat/completions", post(chat))
		.route("/v1/completions", post(completion))
		.route("/v1/embeddings", post(embedding))
		.route("/v1/models", get(models))
		.route("/v1/models/{id}", get(model))
		.route("/v1/stoa/receipts/{id}", get(receipt))
		.with_state(gate.clone())
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
		.layer(middleware::from_fn_with_state(gate, admit))
		.merge(health)
		.merge(metrics)
}

/// The routes for Prometheus, on a listener of their own.
pub fn metrics_app(gate: Arc<Gate>) -> Router {
	Router::new()
		.route("/metrics", get(metrics))
		.route("/healthz", get(|| async { "ok" }))
		.route("/readyz", get(ready))
		.with_state(gate)
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
	let label = label(request.uri().path());
	let (mut response, stand) = match admitted(&gate, &request) {
		Ok((identity, stand)) => {
			request.extensions_mut().insert(identity);
			request.extensions_mut().insert(RequestId(id.clone()));
			request.extensions_mut().insert(since);
			(next.run(request).await, Some(stand))
		}
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

fn admitted(gate: &Gate, request: &Request) -> Result<(Identity, Stand), ApiError> {
	let slower = |wait: Duration| {
		let message = "too many requests: wait as `retry-after` says";
		ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message).after(wait)
	};
	if let Some(address) = address(gate, request) {
		gate.addresses.take(address).map_err(slower)?;
	}
	let scope = scope_of(request.method(), request.uri().path());
	let identity = gate.auth.identify(request.headers(), scope)?;
	let stand = identity.spender.bucket().take().map_err(slower)?;
	Ok((identity, stand))
}

fn address(gate: &Gate, request: &Request) -> Option<IpAddr> {
	let peer = request.extensions().get::<Peer>()?.0.ip().to_canonical();
	if !gate.limits.proxies.contains(&peer) {
		return Some(peer);
	}
	// The last entry is the one that our proxy wrote.
	let forwarded = request.headers().get_all("x-forwarded-for").iter().last();
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

async fn chat(State(gate): State<Arc<Gate>>, request: Request) -> Result<Response, ApiError> {
	answer(gate, Route::Chat, request).await
}

async fn completion(State(gate): State<Arc<Gate>>, request: Request) -> Result<Response, ApiError> {
	answer(gate, Route::Completion, request).await
}

async fn embedding(State(gate): State<Arc<Gate>>, request: Request) -> Result<Response, ApiError> {
	answer(gate, Route::Embedding, request).await
}

async fn answer(gate: Arc<Gate>, route: Route, request: Request) -> Result<Response, ApiError> {
	let (parts, body) = request.into_parts();
	let missing = || {
		let status = StatusCode::INTERNAL_SERVER_ERROR;
		ApiError::new(status, "internal", "the request was not admitted")
	};
	let identity = parts.extensions.get::<Identity>().cloned().ok_or_else(missing)?;
	let RequestId(request_id) = parts.extensions.get().cloned().ok_or_else(missing)?;
	let since = parts.extensions.get::<Instant>().copied().ok_or_else(missing)?;
	if *gate.stopping.borrow() {
		let message = "this gateway is stopping: try again";
		return Err(ApiError::unavailable("stopping", message, Duration::from_secs(2)));
	}
	let wants = gate.wants.with_headers(&parts.headers)?;
	let body = whole(&gate.limits, &parts.headers, body).await?;
	let question = Arc::new(Question::parse(route, &body)?);
	drop(body);
	let asked = Asked {
		question: question.clone(),
		wants,
		spender: identity.spender,
		request_id: request_id.clone(),
		since,
		patience: gate.limits.first_token,
	};
	let begun = begin(&gate.payer, &asked).await?;
	let metrics = &gate.payer.lanes.metrics;
	let first = since.elapsed().as_secs_f64();
	metrics.first_token_seconds.with_label_values(&[route.path()]).observe(first);
	let (receipt, provider) = (begun.running.name(), hex::encode(begun.running.offer.account));
	let finish = Finish { request_id, since, stall: gate.limits.stall };
	let mut response = match question.stream && route != Route::Embedding {
		true => relay::stream(begun, question, finish),
		false => relay::whole(begun, &question, finish).await?,
	};
	for (name, value) in [(RECEIPT_ID, receipt), (PROVIDER, provider)] {
		if let Ok(value) = HeaderValue::from_str(&value) {
			response.headers_mut().insert(name, value);
		}
	}
	Ok(response)
}

async fn whole(limits: &Limits, headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
	let too_long = || {
		let message = format!("the body is longer than {} bytes", limits.body_bytes);
		ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message)
	};
	let declared = headers.get(header::CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse().ok());
	if declared.is_some_and(|bytes: u64| bytes > limits.body_bytes as u64) {
		return Err(too_long());
	}
	match timeout(limits.body, to_bytes(body, limits.body_bytes)).await {
		Ok(Ok(body)) => Ok(body),
		// Too long, or broken off: then nobody reads it.
		Ok(Err(_)) => Err(too_long()),
		Err(_) => {
			let message = "the body took too long to come: send it at once";
			Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "body_timeout", message))
		}
	}
}

fn entry(gate: &Gate, model: &crate::book::Model) -> serde_json::Value {
	let book = gate.payer.lanes.catalogue.book();
	let offers: Vec<serde_json::Value> = book
		.offers(model.entry.release)
		.iter()
		.map(|offer| {
			serde_json::json!({
				"provider": stoa_client::AccountId(offer.account).to_string(),
				"price_per_1k_input": offer.price.per_1k_input.to_string(),
				"price_per_1k_output": offer.price.per_1k_output.to_string(),
			})
		})
		.collect();
	serde_json::json!({
		"id": model.id,
		"object": "model",
		// The chain has no dates for models; clients want a number.
		"created": 0,
		"owned_by": "stoa",
		"stoa": {
			"release": model.entry.release,
			"class": class_name(model.entry.class),
			"context": model.entry.context,
			"offers": offers,
		},
	})
}

async fn models(State(gate): State<Arc<Gate>>) -> Json<serde_json::Value> {
	let book = gate.payer.lanes.catalogue.book();
	let data: Vec<_> = book.models().map(|model| entry(&gate, model)).collect();
	Json(serde_json::json!({ "object": "list", "data": data }))
}

async fn model(
	State(gate): State<Arc<Gate>>,
	Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, ApiError> {
	let book = gate.payer.lanes.catalogue.book();
	let model = book.model(&id).ok_or_else(|| {
		let message = "there is no such model: GET /v1/models lists them";
		ApiError::new(StatusCode::NOT_FOUND, "model_not_found", message)
	})?;
	Ok(Json(entry(&gate, model)))
}

/// The last receipt of an answer, for whoever asked for that.
async fn receipt(
	State(gate): State<Arc<Gate>>,
	Path(id): Path<String>,
	request: Request,
) -> Result<Json<serde_json::Value>, ApiError> {
	let owner = request.extensions().get::<Identity>().map(|identity| identity.spender.id());
	let found = receipts::find(&gate.pool, &id, owner.unwrap_or_default()).await;
	let found = found.map_err(|error| {
		tracing::warn!(%error, "receipts cannot be read");
		let message = "the database cannot be read now";
		ApiError::unavailable("database", message, Duration::from_secs(2))
	})?;
	found.map(Json).ok_or_else(|| {
		let message = "there is no such receipt of this key, or it was dropped: the header `x-stoa-receipt` of \
			an answer names it";
		ApiError::new(StatusCode::NOT_FOUND, "receipt_not_found", message)
	})
}

async fn ready(State(gate): State<Arc<Gate>>) -> Response {
	let lanes = &gate.payer.lanes;
	let why = if *gate.stopping.borrow() {
		"stopping"
	} else if !lanes.market.is_alive() {
		"no new blocks from the node"
	} else if lanes.catalogue.book().is_empty() {
		"no provider can be reached"
	} else {
		return Json(serde_json::json!({
			"status": "ready",
			"finalised": lanes.market.height(),
			"offers": lanes.catalogue.book().len(),
			"channels": lanes.count(),
		}))
		.into_response();
	};
	(StatusCode::SERVICE_UNAVAILABLE, Json(serde_json::json!({ "status": why }))).into_response()
}

async fn metrics(State(gate): State<Arc<Gate>>) -> String {
	gate.payer.lanes.metrics.text()
}
