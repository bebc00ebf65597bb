//! What is offered now.

use super::{Gate, shapes::ErrorBody};
use crate::{error::ApiError, route::class_name};
use axum::{
	Json,
	extract::{Path, State, rejection::PathRejection},
	http::StatusCode,
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What is offered now.
#[derive(Serialize, ToSchema)]
pub(super) struct ModelList {
	/// Always `list`.
	object: &'static str,
	/// The models.
	data: Vec<ModelShape>,
}

/// A model that can be asked.
#[derive(Serialize, ToSchema)]
#[schema(as = OfferedModel)]
pub(super) struct ModelShape {
	/// What `model` of a request is.
	id: String,
	/// Always `model`.
	object: &'static str,
	/// Always 0: the chain has no dates for models, and clients want a number.
	created: u64,
	/// Always `stoa`.
	owned_by: &'static str,
	/// What it is on chain, and what it costs.
	stoa: OnChain,
}

/// A model as the chain knows it, with who offers it.
#[derive(Serialize, ToSchema)]
struct OnChain {
	/// Id of the release.
	release: u32,
	/// `exact`, `replicated`, `tolerant` or `attested`.
	class: &'static str,
	/// Longest prompt and answer together, in tokens.
	context: u32,
	/// Whether the court has ruled its listing to be at fault: it is shown by its full name only.
	flagged: bool,
	/// Who offers it now.
	offers: Vec<OfferShape>,
}

/// A provider's price.
#[derive(Serialize, ToSchema)]
#[schema(as = ModelOffer)]
struct OfferShape {
	/// SS58 address of the provider.
	provider: String,
	/// Planck for 1,000 tokens that are read.
	price_per_1k_input: String,
	/// Planck for 1,000 tokens that are written.
	price_per_1k_output: String,
}

fn shape(gate: &Gate, model: &crate::book::Model) -> ModelShape {
	let book = gate.payer.lanes.catalogue.book();
	let offers = book.offers(model.entry.release).iter().map(|offer| OfferShape {
		provider: stoa_client::AccountId(offer.account).to_string(),
		price_per_1k_input: offer.price.per_1k_input.to_string(),
		price_per_1k_output: offer.price.per_1k_output.to_string(),
	});
	ModelShape {
		id: model.id.clone(),
		object: "model",
		created: 0,
		owned_by: "stoa",
		stoa: OnChain {
			release: model.entry.release,
			class: class_name(model.entry.class),
			context: model.entry.context,
			flagged: model.entry.flagged,
			offers: offers.collect(),
		},
	}
}

/// Models that somebody offers, with their prices.
#[utoipa::path(
	get,
	path = "/v1/models",
	operation_id = "list_offered_models",
	tag = "answers",
	responses((status = 200, description = "What is offered now.", body = ModelList))
)]
pub(super) async fn list(State(gate): State<Arc<Gate>>) -> Json<ModelList> {
	let book = gate.payer.lanes.catalogue.book();
	let data = book.models().map(|model| shape(&gate, model)).collect();
	Json(ModelList { object: "list", data })
}

/// One model.
#[utoipa::path(
	get,
	path = "/v1/models/{id}",
	operation_id = "show_offered_model",
	tag = "answers",
	params(("id" = String, Path, description = "Its name: `NAME`, `NAME@RELEASE` or `release-RELEASE`.")),
	responses(
		(status = 200, description = "The model.", body = ModelShape),
		(status = 404, description = "There is no such model.", body = ErrorBody)
	)
)]
pub(super) async fn show(
	State(gate): State<Arc<Gate>>,
	id: Result<Path<String>, PathRejection>,
) -> Result<Json<ModelShape>, ApiError> {
	let book = gate.payer.lanes.catalogue.book();
	let model = id.ok().and_then(|Path(id)| book.model(&id)).ok_or_else(|| {
		let message = "there is no such model: GET /v1/models lists them";
		ApiError::new(StatusCode::NOT_FOUND, "model_not_found", message)
	})?;
	Ok(Json(shape(&gate, model)))
}
