//! Errors as OpenAI's clients read them: `{"error": {"message", "type", "code", "param"}}`.

use crate::engine::stream::Unwanted;
use axum::{
	Json,
	http::{HeaderValue, StatusCode, header},
	response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::time::Duration;

/// Why a request is refused, and what to do.
#[derive(Clone, PartialEq, Debug)]
pub struct ApiError {
	/// The status.
	pub status: StatusCode,
	/// A word for programs.
	pub code: &'static str,
	/// A sentence for people. It quotes nothing of the request but names of parameters.
	pub message: String,
	/// The parameter that is wrong.
	pub param: Option<String>,
	/// When to come back.
	pub retry_after: Option<Duration>,
	/// How far the channel is, where the payer needs it to go on.
	pub channel: Option<Value>,
}

impl ApiError {
	/// An error with a status, a word and a sentence.
	pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
		let (message, param, retry_after, channel) = (message.into(), None, None, None);
		Self { status, code, message, param, retry_after, channel }
	}

	/// A parameter is wrong.
	pub fn parameter(name: &str, code: &'static str, message: impl Into<String>) -> Self {
		let error = Self::new(StatusCode::BAD_REQUEST, code, message);
		Self { param: Some(name.into()), ..error }
	}

	/// The same, to come back after a while.
	pub fn after(self, wait: Duration) -> Self {
		Self { retry_after: Some(wait), ..self }
	}

	/// The same, with how far the channel is.
	pub fn with_channel(self, channel: Value) -> Self {
		Self { channel: Some(channel), ..self }
	}

	fn kind(&self) -> &'static str {
		match self.status {
			StatusCode::UNAUTHORIZED => "authentication_error",
			StatusCode::PAYMENT_REQUIRED => "insufficient_quota",
			StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
			status if status.is_server_error() => "server_error",
			_ => "invalid_request_error",
		}
	}

	/// The body.
	pub fn body(&self) -> Value {
		let mut body = json!({ "error": {
			"message": self.message,
			"type": self.kind(),
			"code": self.code,
			"param": self.param,
		} });
		if let Some(channel) = &self.channel {
			body["stoa"] = channel.clone();
		}
		body
	}
}

impl From<Unwanted> for ApiError {
	fn from(unwanted: Unwanted) -> Self {
		let error = Self::new(StatusCode::BAD_REQUEST, unwanted.code, unwanted.message);
		Self { param: unwanted.parameter, ..error }
	}
}

impl IntoResponse for ApiError {
	fn into_response(self) -> Response {
		let mut response = (self.status, Json(self.body())).into_response();
		if let Some(wait) = self.retry_after {
			let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
			response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
		}
		response
	}
}
