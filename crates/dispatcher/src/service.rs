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
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{sync::Arc, time::Duration};
use stoa_primitives::wire::{DispatcherAddress, MAX_POLL_SEATS, PollReply, PollRequest};
use subtle::ConstantTimeEq;
use tokio::{
	net::{TcpListener, TcpStream},
	sync::{OwnedSemaphorePermit, Semaphore, watch},
	time::{sleep, timeout},
};

/// Longest request body: the longest list of seats.
const MAX_BODY_BYTES: usize = 3 + MAX_POLL_SEATS as usize * 9;
/// Most connections at once, and time for one.
const MAX_CONNECTIONS: usize = 64;
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);
/// Pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

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
	let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
	loop {
		let stream = tokio::select! {
			accepted = listener.accept() => accepted.map(|(stream, _)| stream),
			// Nothing is ever sent: this resolves when the dispatcher is dropped.
			_ = stopped.changed() => return,
		};
		match (stream, places.clone().try_acquire_owned()) {
			(Ok(stream), Ok(place)) => drop(tokio::spawn(answer(stream, app.clone(), place))),
			(Ok(_), Err(_)) => tracing::debug!("dispatcher: too many connections"),
			// Out of file descriptors, most likely: they come back.
			(Err(error), _) => {
				tracing::warn!("dispatcher cannot accept: {error}");
				sleep(ACCEPT_PAUSE).await;
			}
		}
	}
}

/// One request per connection, and no connection for long: whoever else is on this machine cannot use up
/// the node's file descriptors.
async fn answer(stream: TcpStream, app: Router, _place: OwnedSemaphorePermit) {
	let connection = http1::Builder::new()
		.keep_alive(false)
		.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
	match timeout(CONNECTION_TIMEOUT, connection).await {
		Ok(Ok(())) => {}
		Ok(Err(error)) => tracing::debug!("dispatcher: {error}"),
		Err(_) => tracing::debug!("dispatcher: connection took too long"),
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
	let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
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
