//! Receipts of answers, for those who asked for them.

use super::Gate;
use crate::{
	apikeys::Identity,
	receipts::{self, KeptReceipt},
};
use axum::{
	Extension, Json,
	extract::{Path, State, rejection::PathRejection},
	http::StatusCode,
};
use std::sync::Arc;
use stoa_index::Problem;

/// The last receipt of an answer, with what a challenge of it needs. Whoever asked for the answer sees it; the header
/// `x-stoa-receipt` of the answer names it.
#[utoipa::path(
	get,
	path = "/v1/stoa/receipts/{id}",
	operation_id = "show_receipt",
	tag = "receipts",
	params(("id" = String, Path, description = "`r-CHANNEL-SEQUENCE`.")),
	responses(
		(status = 200, description = "The receipt.", body = KeptReceipt),
		(
			status = 404,
			description = "There is none of this key.",
			body = Problem,
			content_type = "application/problem+json"
		),
		(
			status = 503,
			description = "The database cannot be read.",
			body = Problem,
			content_type = "application/problem+json"
		)
	)
)]
pub(super) async fn show(
	State(gate): State<Arc<Gate>>,
	Extension(identity): Extension<Identity>,
	id: Result<Path<String>, PathRejection>,
) -> Result<Json<KeptReceipt>, Problem> {
	// What is not text names nothing.
	let id = id.map(|Path(id)| id).unwrap_or_default();
	let found = receipts::find(&gate.pool, &id, identity.spender.id()).await.map_err(|error| {
		tracing::warn!(%error, "receipts cannot be read");
		let detail = "the database cannot be read now: try again";
		Problem::of(StatusCode::SERVICE_UNAVAILABLE, detail, Some(2))
	})?;
	found.map(Json).ok_or_else(|| {
		let detail = "there is no such receipt of this key, or it was dropped: the header `x-stoa-receipt` of an \
			answer names it";
		Problem::of(StatusCode::NOT_FOUND, detail, None)
	})
}
