//! The way out for answers that come in parts.

use crate::{
	EgressError, Endpoint, TokioResolver,
	guard::{careful, check_literal, system_resolver},
};
use reqwest::{
	Client, Method, Response,
	header::{CONTENT_ENCODING, HeaderMap},
};
use std::time::Duration;

/// What streams may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StreamLimits {
	/// Resolving, connecting and the TLS handshake together.
	pub connect: Duration,
	/// Until the headers of the answer are there, from the first byte of the request on.
	pub head: Duration,
	/// Between two parts of the answer.
	pub pause: Duration,
	/// Connections that are kept to one host while nobody uses them.
	pub idle_connections: usize,
	/// For how long they are kept.
	pub idle: Duration,
}

impl Default for StreamLimits {
	fn default() -> Self {
		Self {
			connect: Duration::from_secs(3),
			head: Duration::from_secs(60),
			pause: Duration::from_secs(60),
			idle_connections: 64,
			idle: Duration::from_secs(90),
		}
	}
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
	/// The method.
	pub method: Method,
	/// Headers beside the usual ones.
	pub headers: HeaderMap,
	/// The body.
	pub body: bytes::Bytes,
}

impl Ask {
	/// A question without headers or body.
	pub fn get() -> Self {
		Self { method: Method::GET, headers: HeaderMap::new(), body: bytes::Bytes::new() }
	}
}

/// Asks strangers without ever reaching inside, and keeps its connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Streams {
	allow_private: bool,
	limits: StreamLimits,
	client: Client,
}

impl Streams {
	/// With the system's resolver configuration, as [`crate::Guard::new`].
	pub fn new(allow_private: bool, limits: StreamLimits) -> Result<Self, EgressError> {
		Self::with_resolver(allow_private, limits, system_resolver()?)
	}

	/// With the given resolver.
	pub fn with_resolver(
		allow_private: bool,
		limits: StreamLimits,
		resolver: TokioResolver,
	) -> Result<Self, EgressError> {
		let client = careful(resolver, allow_private)
			.connect_timeout(limits.connect)
			.read_timeout(limits.pause)
			.tcp_nodelay(true)
			.pool_max_idle_per_host(limits.idle_connections)
			.pool_idle_timeout(limits.idle)
			.build()
			.map_err(|error| EgressError::Setup(error.to_string()))?;
		Ok(Self { allow_private, limits, client })
	}

	/// Asks for `path` below `endpoint`. The answer may have any status but a redirect; its body is read with
	/// [`Response::chunk`], each part within the limits' pause, and is of unbounded length.
	pub async fn open(
		&self,
		endpoint: &Endpoint,
		path: &str,
		ask: Ask,
	) -> Result<Response, EgressError> {
		check_literal(endpoint, self.allow_private)?;
		let request = self.client.request(ask.method, endpoint.url(path)?).headers(ask.headers);
		let response = tokio::time::timeout(self.limits.head, request.body(ask.body).send())
			.await
			.map_err(|_| EgressError::TimedOut)?
			.map_err(EgressError::from_reqwest)?;
		if response.status().is_redirection() {
			return Err(EgressError::Redirect(response.status().as_u16()));
		}
		if let Some(encoding) = response.headers().get(CONTENT_ENCODING) {
			let encoding = String::from_utf8_lossy(encoding.as_bytes()).chars().take(32).collect();
			return Err(EgressError::Encoded(encoding));
		}
		Ok(response)
	}

	/// The next part of an answer's body; nothing at its end.
	pub async fn part(response: &mut Response) -> Result<Option<bytes::Bytes>, EgressError> {
		response.chunk().await.map_err(EgressError::from_reqwest)
	}

	/// A whole body of at most `limit` bytes.
	pub async fn whole(mut response: Response, limit: usize) -> Result<Vec<u8>, EgressError> {
		let mut body = Vec::new();
		while let Some(part) = Self::part(&mut response).await? {
			if part.len() > limit.saturating_sub(body.len()) {
				return Err(EgressError::TooLarge { limit });
			}
			body.extend_from_slice(&part);
		}
		Ok(body)
	}
}
