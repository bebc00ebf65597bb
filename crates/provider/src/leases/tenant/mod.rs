//! What tenants ask: hostile input, bounded before it is read, and signed before it is believed.
//! `stoa_primitives::tenant` has the routes and what goes over them.

mod auth;
mod routes;
mod shell;
mod usage;

use super::Leases;
use auth::Nonces;
use axum::{
	Json, Router,
	http::{HeaderValue, StatusCode, header},
	response::{IntoResponse, Response},
	routing::{get, put},
};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// What the routes share.
#[derive(Clone)]
struct Shared {
	leases: Arc<Leases>,
	nonces: Arc<Mutex<Nonces>>,
	/// Requests with a body, each of some MiB.
	room: Arc<Semaphore>,
	/// Shells, and logs that are followed.
	streams: Arc<Semaphore>,
}

/// Requests whose body is read at the same time.
const BODIES: usize = 16;

/// An error as tenants see it.
#[derive(Debug)]
pub(super) struct Problem {
	status: StatusCode,
	code: &'static str,
	message: String,
	after: Option<u16>,
}

impl Problem {
	fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
		Self { status, code, message: message.into(), after: None }
	}

	/// Trying again after so many seconds can help.
	fn after(self, seconds: u16) -> Self {
		Self { after: Some(seconds), ..self }
	}

	fn unavailable(error: &anyhow::Error) -> Self {
		tracing::error!(error = format!("{error:#}"), "a tenant cannot be served");
		let message = "the daemon cannot read or write what it needs now; try again";
		Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).after(5)
	}

	fn busy() -> Self {
		let message = "too many at the same time; try again";
		Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message).after(3)
	}
}

impl IntoResponse for Problem {
	fn into_response(self) -> Response {
		let Self { status, code, message, after } = self;
		let body = serde_json::json!({ "error": { "code": code, "message": message } });
		let mut response = (status, Json(body)).into_response();
		if let Some(after) = after {
			response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
		}
		response
	}
}

/// The routes of tenants.
pub fn router(leases: Arc<Leases>) -> Router {
	let shared = Shared {
		nonces: Arc::default(),
		room: Arc::new(Semaphore::new(BODIES)),
		streams: Arc::new(Semaphore::new(leases.settings.shells as usize)),
		leases,
	};
	Router::new()
		.route("/stoa/v1/leases/{lease}", get(routes::status))
		.route("/stoa/v1/leases/{lease}/manifest", put(routes::put_manifest))
		.route("/stoa/v1/leases/{lease}/image", get(routes::image))
		.route("/stoa/v1/leases/{lease}/image/{offset}", put(routes::put_image))
		.route("/stoa/v1/leases/{lease}/logs", get(routes::logs))
		.route("/stoa/v1/leases/{lease}/shell", get(shell::open))
		.route("/stoa/v1/leases/{lease}/usage", get(usage::propose).post(usage::sign))
		.with_state(shared)
}
