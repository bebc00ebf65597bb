//! Alive, ready, and numbers.

use super::Gate;
use axum::{
	Json,
	extract::State,
	http::StatusCode,
	response::{IntoResponse, Response},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Whether requests can be answered.
#[derive(Serialize, ToSchema)]
pub(super) struct Readiness {
	/// `ready`, or why not.
	status: &'static str,
	/// Height of the last finalised block that was seen.
	finalised: u32,
	/// Offers known.
	offers: usize,
	/// Channels in use.
	channels: usize,
}

/// Whether the gateway runs.
#[utoipa::path(
	get,
	path = "/healthz",
	operation_id = "is_alive",
	tag = "health",
	responses((status = 200, description = "It does.", body = String, content_type = "text/plain"))
)]
pub(super) async fn alive() -> &'static str {
	"ok"
}

/// Whether requests can be answered.
#[utoipa::path(
	get,
	path = "/readyz",
	operation_id = "is_ready",
	tag = "health",
	responses(
		(status = 200, description = "They can.", body = Readiness),
		(status = 503, description = "Not now: `status` says why.", body = Readiness)
	)
)]
pub(super) async fn ready(State(gate): State<Arc<Gate>>) -> Response {
	let lanes = &gate.payer.lanes;
	let offers = lanes.catalogue.book().len();
	let (code, status) = if *gate.stopping.borrow() {
		(StatusCode::SERVICE_UNAVAILABLE, "stopping")
	} else if !lanes.market.is_alive() {
		(StatusCode::SERVICE_UNAVAILABLE, "no new blocks from the node")
	} else if offers == 0 {
		(StatusCode::SERVICE_UNAVAILABLE, "no provider can be reached")
	} else {
		(StatusCode::OK, "ready")
	};
	let (finalised, channels) = (lanes.market.height(), lanes.count());
	(code, Json(Readiness { status, finalised, offers, channels })).into_response()
}

pub(super) async fn metrics(State(gate): State<Arc<Gate>>) -> String {
	gate.payer.lanes.metrics.text()
}
