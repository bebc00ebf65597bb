//! The one error type of the HTTP side: an OpenAI error object that says what to do.

use axum::{
	Json,
	http::{HeaderValue, StatusCode, header},
	response::{IntoResponse, Response},
};
use serde::Serialize;
use std::time::Duration;

/// An error as a client sees it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{status} {code}: {message}")]
pub struct ApiError {
	/// HTTP status.
	pub status: StatusCode,
	/// What happened and what to do. Never a prompt, an output or a secret.
	pub message: String,
	/// One word for programs.
	pub code: &'static str,
	/// The field of the request that is at fault.
	pub param: Option<&'static str>,
	/// When to come back.
	pub retry_after: Option<Duration>,
}

#[derive(Serialize)]
struct Envelope<'a> {
	error: Object<'a>,
}

#[derive(Serialize)]
struct Object<'a> {
	message: &'a str,
	#[serde(rename = "type")]
	kind: &'static str,
	param: Option<&'static str>,
	code: &'static str,
}

impl ApiError {
	/// An error with this status and code.
	pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
		Self { status, message: message.into(), code, param: None, retry_after: None }
	}

	/// The request is at fault, in the named field.
	pub fn invalid(param: &'static str, message: impl Into<String>) -> Self {
		let param = (!param.is_empty()).then_some(param);
		Self { param, ..Self::new(StatusCode::BAD_REQUEST, "invalid_request", message) }
	}

	/// Nobody can answer now; come back after `wait`.
	pub fn unavailable(code: &'static str, message: impl Into<String>, wait: Duration) -> Self {
		let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message);
		Self { retry_after: Some(wait), ..error }
	}

	/// The same with a time to come back.
	pub fn after(self, wait: Duration) -> Self {
		Self { retry_after: Some(wait), ..self }
	}

	/// OpenAI's word for the kind of error.
	fn kind(&self) -> &'static str {
		match self.status.as_u16() {
			401 => "authentication_error",
			403 => "permission_error",
			429 => "rate_limit_error",
			402 => "insufficient_quota",
			400..=499 => "invalid_request_error",
			_ => "server_error",
		}
	}

	/// The error object as JSON.
	pub fn json(&self) -> String {
		let error = Object {
			message: &self.message,
			kind: self.kind(),
			param: self.param,
			code: self.code,
		};
		serde_json::to_string(&Envelope { error }).unwrap_or_default()
	}
}

impl IntoResponse for ApiError {
	fn into_response(self) -> Response {
		let error = Object {
			message: &self.message,
			kind: self.kind(),
			param: self.param,
			code: self.code,
		};
		let mut response = (self.status, Json(Envelope { error })).into_response();
		if let Some(wait) = self.retry_after {
			// Whole seconds, and never "at once".
			let seconds = wait.as_millis().div_ceil(1_000).max(1);
			if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
				response.headers_mut().insert(header::RETRY_AFTER, value);
			}
		}
		response
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_has_the_form_that_clients_read() {
		let error = ApiError::invalid("model", "there is no such model");
		let object: serde_json::Value = serde_json::from_str(&error.json()).unwrap();
		assert_eq!(object["error"]["type"], "invalid_request_error");
		assert_eq!(object["error"]["param"], "model");
		assert_eq!(object["error"]["message"], "there is no such model");
	}

	#[test]
	fn the_time_to_come_back_is_rounded_up() {
		let wait = Duration::from_millis(1_200);
		let response = ApiError::unavailable("busy", "come back", wait).into_response();
		assert_eq!(response.headers()[header::RETRY_AFTER], "2");
	}
}
