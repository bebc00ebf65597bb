//! The one error type of the HTTP side: an OpenAI error object that says what to do.

use axum::{
	Json,
	http::{HeaderValue, StatusCode, header},
	response::{IntoResponse, Response},
};
use serde::Serialize;
use std::time::Duration;
use stoa_index::Problem;
use utoipa::ToSchema;

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

/// An error, as OpenAI's clients read it.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
	/// The error.
	error: ErrorObject,
}

/// What happened and what to do.
#[derive(Serialize, ToSchema)]
struct ErrorObject {
	/// In words.
	message: String,
	/// OpenAI's word for the kind of error.
	#[serde(rename = "type")]
	kind: String,
	/// The field of the request that is at fault.
	param: Option<String>,
	/// One word for programs.
	code: String,
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

	fn body(&self) -> ErrorBody {
		ErrorBody {
			error: ErrorObject {
				message: self.message.clone(),
				kind: self.kind().to_owned(),
				param: self.param.map(str::to_owned),
				code: self.code.to_owned(),
			},
		}
	}

	/// The error object as JSON.
	pub fn json(&self) -> String {
		serde_json::to_string(&self.body()).unwrap_or_default()
	}

	/// The same as routes below `/v1/stoa` say it.
	pub fn problem(&self) -> Problem {
		Problem::of(self.status, self.message.clone(), self.seconds())
	}

	/// When to come back: whole seconds, and never "at once".
	fn seconds(&self) -> Option<u32> {
		let seconds = self.retry_after?.as_millis().div_ceil(1_000).max(1);
		Some(u32::try_from(seconds).unwrap_or(u32::MAX))
	}
}

impl IntoResponse for ApiError {
	fn into_response(self) -> Response {
		let mut response = (self.status, Json(self.body())).into_response();
		let headers = response.headers_mut();
		if let Some(seconds) = self.seconds() {
			headers.insert(header::RETRY_AFTER, seconds.into());
		}
		if self.status == StatusCode::UNAUTHORIZED {
			headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
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
