//! What went wrong, as RFC 9457 has it.

use axum::{
	Json,
	extract::rejection::{JsonRejection, PathRejection, QueryRejection},
	http::{HeaderValue, StatusCode, header},
	response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem, as RFC 9457 describes them; `application/problem+json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Problem {
	/// Which kind: a name that programs can rely on, `urn:stoa:problem:…`.
	#[serde(rename = "type")]
	pub kind: String,
	/// The kind in words.
	pub title: String,
	/// HTTP status.
	#[schema(minimum = 400, maximum = 599)]
	pub status: u16,
	/// What happened here, and what to do.
	pub detail: String,
	/// Seconds after which to ask again; also in the header Retry-After.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub retry_after: Option<u32>,
}

impl Problem {
	fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
		Self {
			kind: format!("urn:stoa:problem:{kind}"),
			title: title.to_string(),
			status: status.as_u16(),
			detail: detail.into(),
			retry_after: None,
		}
	}

	/// For another crate's routes below `/v1/stoa/`: kind and title follow from the status. `retry_after` is in
	/// seconds.
	pub fn of(status: StatusCode, detail: impl Into<String>, retry_after: Option<u32>) -> Self {
		let (kind, title) = match status {
			StatusCode::UNAUTHORIZED => ("unauthorised", "Who asks is not known"),
			StatusCode::FORBIDDEN => ("forbidden", "This is not allowed"),
			StatusCode::NOT_FOUND => ("not-found", "There is no such thing"),
			StatusCode::METHOD_NOT_ALLOWED => ("bad-method", "Not with this method"),
			StatusCode::TOO_MANY_REQUESTS => ("too-many-requests", "Too many requests"),
			StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "Not now"),
			_ => ("bad-request", "The request is malformed"),
		};
		Self { retry_after, ..Self::new(status, kind, title, detail) }
	}

	/// 400: something in the request does not have its form.
	pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
		Self::new(StatusCode::BAD_REQUEST, "bad-request", "The request is malformed", detail)
	}

	/// 401: nobody said who asks.
	pub(crate) fn unauthorised() -> Self {
		let detail = "send a key of this gateway: Authorization: Bearer KEY";
		Self::new(StatusCode::UNAUTHORIZED, "unauthorised", "Who asks is not known", detail)
	}

	/// 403: the operator does not allow it.
	pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
		Self::new(StatusCode::FORBIDDEN, "forbidden", "The operator does not allow this", detail)
	}

	/// 404: there is no such thing.
	pub(crate) fn not_found(detail: impl Into<String>) -> Self {
		Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", detail)
	}

	/// 405: the address is right, the method is not.
	pub(crate) fn bad_method() -> Self {
		let detail = "the header Allow names the methods that this address takes";
		Self::new(StatusCode::METHOD_NOT_ALLOWED, "bad-method", "Not with this method", detail)
	}

	/// 409: there are too many already.
	pub(crate) fn conflict(detail: impl Into<String>) -> Self {
		Self::new(StatusCode::CONFLICT, "conflict", "This contradicts what is there", detail)
	}

	/// 422: an idempotency key came with another request before.
	pub(crate) fn reused_key() -> Self {
		let detail = "this Idempotency-Key came with another request before: take a new key for a new \
		              request, or send the first one again unchanged";
		Self::new(
			StatusCode::UNPROCESSABLE_ENTITY,
			"reused-idempotency-key",
			"The idempotency key belongs to another request",
			detail,
		)
	}

	/// 503: not now.
	pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
		let mut problem =
			Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not now", detail);
		problem.retry_after = Some(3);
		problem
	}
}

impl IntoResponse for Problem {
	fn into_response(self) -> Response {
		let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
		let retry_after = self.retry_after;
		let mut response = (status, Json(self)).into_response();
		let headers = response.headers_mut();
		headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
		headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
		if let Some(seconds) = retry_after {
			headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
		}
		if status == StatusCode::UNAUTHORIZED {
			headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
		}
		response
	}
}

impl From<crate::Error> for Problem {
	/// Callers are told nothing about the inside; the operator reads it in the log.
	fn from(error: crate::Error) -> Self {
		tracing::error!("a request failed: {error}");
		Self::unavailable("the index cannot be read at the moment: try again")
	}
}

impl From<QueryRejection> for Problem {
	fn from(rejection: QueryRejection) -> Self {
		Self::bad_request(rejection.body_text())
	}
}

impl From<PathRejection> for Problem {
	fn from(rejection: PathRejection) -> Self {
		Self::not_found(rejection.body_text())
	}
}

impl From<JsonRejection> for Problem {
	fn from(rejection: JsonRejection) -> Self {
		let mut problem = Self::bad_request(rejection.body_text());
		// Too large and of another type keep their own status.
		problem.status = match rejection.status() {
			StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST.as_u16(),
			status => status.as_u16(),
		};
		problem
	}
}
