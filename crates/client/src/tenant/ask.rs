//! Signed requests, and what a refusal says.

use super::{Tenant, TenantError};
use reqwest::{
	Method, Response, StatusCode,
	header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::time::Duration;
use stoa_egress::{Ask, Streams};
use stoa_exact::digest::blake2_256;
use stoa_primitives::tenant::{Signed, request_digest};
use tokio::time::sleep;

/// Longest answer that is read whole.
const ANSWER_BYTES: usize = 256 * 1_024;
/// How often a daemon that asks for patience is asked again.
const ATTEMPTS: u32 = 6;
/// Longest pause that a daemon can ask for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked.
pub(super) struct Question<'a> {
	pub method: Method,
	/// Below the lease, with its query: `logs?tail=5`.
	pub path: &'a str,
	pub body: bytes::Bytes,
	pub more: HeaderMap,
}

impl<'a> Question<'a> {
	pub fn new(method: Method, path: &'a str, body: impl Into<bytes::Bytes>) -> Self {
		Self { method, path, body: body.into(), more: HeaderMap::new() }
	}

	pub fn get(path: &'a str) -> Self {
		Self::new(Method::GET, path, bytes::Bytes::new())
	}
}

#[derive(Deserialize)]
struct Refusal {
	error: Reason,
}

#[derive(Deserialize)]
struct Reason {
	code: String,
	message: String,
}

impl Tenant {
	/// Reads JSON.
	pub(super) async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, TenantError> {
		let answer = self.ask(&self.quick, &Question::get(path)).await?;
		whole(answer).await
	}

	/// Asks, again while the daemon asks for patience. The answer is a success.
	pub(super) async fn ask(
		&self,
		streams: &Streams,
		question: &Question<'_>,
	) -> Result<Response, TenantError> {
		let mut attempt = 1;
		loop {
			let answer = self.ask_once(streams, question).await?;
			if answer.status().is_success() || answer.status() == StatusCode::SWITCHING_PROTOCOLS {
				return Ok(answer);
			}
			let pause = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
			let pause = pause.and_then(|text| text.parse().ok()).map(Duration::from_secs);
			let refused = refusal(answer).await;
			if attempt == ATTEMPTS || !refused.is_temporary() {
				return Err(refused);
			}
			attempt += 1;
			sleep(pause.unwrap_or(Duration::from_secs(1)).min(PATIENCE)).await;
		}
	}

	async fn ask_once(
		&self,
		streams: &Streams,
		question: &Question<'_>,
	) -> Result<Response, TenantError> {
		let below = match question.path {
			"" => format!("stoa/v1/leases/{}", self.lease),
			path => format!("stoa/v1/leases/{}/{path}", self.lease),
		};
		let mut headers = question.more.clone();
		for (name, value) in self.sign(question, &format!("/{below}")).await?.headers() {
			let value = HeaderValue::from_str(&value)
				.map_err(|error| TenantError::Broken(error.to_string()))?;
			headers.insert(HeaderName::from_static(name), value);
		}
		let ask = Ask { method: question.method.clone(), headers, body: question.body.clone() };
		Ok(streams.open(&self.endpoint, &below, ask).await?)
	}

	/// Each attempt is signed anew: the daemon takes a signature once.
	async fn sign(&self, question: &Question<'_>, path: &str) -> Result<Signed, TenantError> {
		let block = self.chain.best().await?.number();
		let mut nonce = [0; 16];
		getrandom::fill(&mut nonce).map_err(|error| TenantError::File(error.to_string()))?;
		let digest = request_digest(
			&self.chain.genesis(),
			&self.provider.0,
			self.lease,
			question.method.as_str(),
			path,
			block,
			&nonce,
			&blake2_256(&question.body),
		);
		let signature = self.signer.sign(&digest).0;
		Ok(Signed { key: self.signer.public_key().0, block, nonce, signature })
	}
}

/// An answer's JSON.
pub(super) async fn whole<T: DeserializeOwned>(answer: Response) -> Result<T, TenantError> {
	let body = Streams::whole(answer, ANSWER_BYTES).await?;
	serde_json::from_slice(&body).map_err(|error| TenantError::Broken(error.to_string()))
}

async fn refusal(answer: Response) -> TenantError {
	let status = answer.status().as_u16();
	let body = match Streams::whole(answer, ANSWER_BYTES).await {
		Ok(body) => body,
		Err(error) => return error.into(),
	};
	match serde_json::from_slice::<Refusal>(&body) {
		Ok(Refusal { error }) => {
			TenantError::Refused { status, code: error.code, message: error.message }
		}
		Err(_) => TenantError::Refused {
			status,
			code: format!("http_{status}"),
			message:
				"what answers there is no daemon that leases: is [leases] in its configuration?"
					.to_string(),
		},
	}
}
