//! What listens on loopback.

use crate::{attend::Attendant, board::Key};
use axum::{
	Json, Router,
	body::{Body, to_bytes},
	extract::{Request, State},
	http::{HeaderMap, StatusCode, header},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::{get, post},
};
use codec::{DecodeAll, Encode};
use std::time::Duration;
use stoa_primitives::wire::{DispatcherAddress, MAX_POLL_SEATS, PollReply, PollRequest};
use subtle::ConstantTimeEq;
use tokio::{net::TcpListener, sync::watch, time::timeout};

/// Longest request body: the longest list of seats.
const MAX_BODY_BYTES: usize = 3 + MAX_POLL_SEATS as usize * 9;
/// Time for a request's body to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Clone)]
struct Service {
	attendant: Attendant,
	/// The one Host that is answered: a page in a browser that was led here by its own name is not.
	host: String,
	/// `Bearer <token>`.
	bearer: String,
}

/// Serves until the dispatcher is dropped.
pub async fn serve(
	listener: TcpListener,
	address: DispatcherAddress,
	attendant: Attendant,
	mut stopped: watch::Receiver<()>,
) {
	let service = Service {
		attendant,
		host: format!("127.0.0.1:{}", address.port),
		bearer: format!("Bearer {}", hex::encode(address.token)),
	};
	let app = Router::new()
		.route(
			"/v1/poll",
			post(poll).layer(middleware::from_fn_with_state(service.clone(), check_token)),
		)
		.route("/health", get(health))
		.layer(middleware::from_fn_with_state(service.clone(), check_host))
		.with_state(service);
	let stop = async move {
		// Nothing is ever sent: this resolves when the dispatcher is dropped.
		let _ = stopped.changed().await;
	};
	if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop).await {
		tracing::error!("dispatcher stopped: {error}");
	}
}

/// The only value of header `name`.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&[u8]> {
	let mut values = headers.get_all(name).iter();
	match (values.next(), values.next()) {
		(Some(value), None) => Some(value.as_bytes()),
		_ => None,
	}
}

fn count(service: &Service, result: &str) {
	service.attendant.metrics.polls.with_label_values(&[result]).inc();
}

async fn check_host(State(service): State<Service>, request: Request, next: Next) -> Response {
	if only(request.headers(), header::HOST) != Some(service.host.as_bytes()) {
		count(&service, "wrong_host");
		return StatusCode::MISDIRECTED_REQUEST.into_response();
	}
	next.run(request).await
}

async fn check_token(State(service): State<Service>, request: Request, next: Next) -> Response {
	let given = only(request.headers(), header::AUTHORIZATION).unwrap_or_default();
	if !bool::from(given.ct_eq(service.bearer.as_bytes())) {
		count(&service, "unauthorized");
		return StatusCode::UNAUTHORIZED.into_response();
	}
	next.run(request).await
}

async fn poll(State(service): State<Service>, body: Body) -> Response {
	let Ok(Ok(body)) = timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await else {
		count(&service, "malformed");
		return StatusCode::PAYLOAD_TOO_LARGE.into_response();
	};
	let Ok(request) = PollRequest::decode_all(&mut body.as_ref()) else {
		count(&service, "malformed");
		return StatusCode::BAD_REQUEST.into_response();
	};
	count(&service, "ok");
	let keys: Vec<Key> = request.seats.into_inner();
	let statements = service.attendant.poll(&keys).await;
	let headers = [(header::CONTENT_TYPE, "application/octet-stream")];
	(headers, PollReply { statements }.encode()).into_response()
}

/// Says that the service is up, and what it is busy with.
async fn health(State(service): State<Service>) -> Response {
	let metrics = &service.attendant.metrics;
	Json(serde_json::json!({
		"status": "ok",
		"seats": service.attendant.seats(),
		"in_flight": metrics.in_flight.get(),
	}))
	.into_response()
}
