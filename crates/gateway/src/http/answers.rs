//! Answers: chats, completions, embeddings.

use super::{Gate, Limits, RequestId, shapes::*};
use crate::{
	apikeys::Identity,
	begin::{Asked, begin},
	error::ApiError,
	question::{Question, Route},
	relay::{self, Finish},
};
use axum::{
	body::{Body, to_bytes},
	extract::{Request, State},
	http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
	response::Response,
};
use bytes::Bytes;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::time::timeout;

const RECEIPT_ID: HeaderName = HeaderName::from_static("x-stoa-receipt");
const PROVIDER: HeaderName = HeaderName::from_static("x-stoa-provider");

/// Answers a chat. Fields of the body that are not listed here go to the provider as they are.
#[utoipa::path(
	post,
	path = "/v1/chat/completions",
	operation_id = "chat",
	tag = "answers",
	params(RouteHeaders),
	request_body = ChatRequest,
	responses(
		(
			status = 200,
			description = "The answer; events if `stream` is true, of which the last is `[DONE]`.",
			content((ChatCompletion = "application/json"), (String = "text/event-stream"))
		),
		Refusals
	)
)]
pub(super) async fn chat(
	State(gate): State<Arc<Gate>>,
	request: Request,
) -> Result<Response, ApiError> {
	answer(gate, Route::Chat, request).await
}

/// Goes on with a text. Fields of the body that are not listed here go to the provider as they are.
#[utoipa::path(
	post,
	path = "/v1/completions",
	operation_id = "complete",
	tag = "answers",
	params(RouteHeaders),
	request_body = CompletionRequest,
	responses(
		(
			status = 200,
			description = "The answer; events if `stream` is true, of which the last is `[DONE]`.",
			content((TextCompletion = "application/json"), (String = "text/event-stream"))
		),
		Refusals
	)
)]
pub(super) async fn completion(
	State(gate): State<Arc<Gate>>,
	request: Request,
) -> Result<Response, ApiError> {
	answer(gate, Route::Completion, request).await
}

/// Embeds texts. Fields of the body that are not listed here go to the provider as they are.
#[utoipa::path(
	post,
	path = "/v1/embeddings",
	operation_id = "embed",
	tag = "answers",
	params(RouteHeaders),
	request_body = EmbeddingsRequest,
	responses((status = 200, description = "The embeddings.", body = Embeddings), Refusals)
)]
pub(super) async fn embedding(
	State(gate): State<Arc<Gate>>,
	request: Request,
) -> Result<Response, ApiError> {
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
	let provider = stoa_client::AccountId(begun.running.offer.account).to_string();
	let receipt = begun.running.name();
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
