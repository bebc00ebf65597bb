//! What the gateway says to providers: prices, questions, vouchers.

use crate::{
	lane::{Lane, Shown, Signed},
	question::Route,
};
use bytes::Bytes;
use reqwest::{
	Method, Response, StatusCode,
	header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use serde::Deserialize;
use std::time::Duration;
use stoa_egress::{Ask, EgressError, Endpoint, StreamLimits, Streams};
use stoa_primitives::{ChannelId, channel::Voucher};

/// Longest answer that is no stream.
const MAX_REPLY_BYTES: usize = 256 * 1_024;
/// For everything but answers.
const SHORT: Duration = Duration::from_secs(5);
/// Tries to bring a voucher, and the pause between them.
const VOUCHER_TRIES: u32 = 4;
const VOUCHER_PAUSE: Duration = Duration::from_millis(100);

/// A provider's word for a voucher that is worth less than the one it has.
const STALE: &str = "voucher_stale";

const UNREADABLE_STATE: Failure = Failure::Protocol("its view of the channel cannot be read");

const CHANNEL: HeaderName = HeaderName::from_static("stoa-channel");
const SEQUENCE: HeaderName = HeaderName::from_static("stoa-sequence");
const SIGNATURE: HeaderName = HeaderName::from_static("stoa-signature");

/// Why a provider gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
	/// No way to it, or it broke off.
	#[error("{0}")]
	Way(#[from] EgressError),
	/// It refused.
	#[error("answered {status}: {message}")]
	Refused {
		/// HTTP status.
		status: u16,
		/// Its word for it.
		code: String,
		/// What it says, cut.
		message: String,
		/// When to come back, in seconds.
		retry_after: Option<u64>,
	},
	/// It does not speak the protocol.
	#[error("{0}")]
	Protocol(&'static str),
}

impl Failure {
	/// What may be logged: no word of the provider's, which could quote the prompt.
	pub fn for_log(&self) -> String {
		match self {
			Self::Refused { status, .. } => format!("answered {status}"),
			other => other.to_string(),
		}
	}

	/// Whether the request itself is at fault, so that no other provider need be asked.
	pub fn is_the_clients(&self) -> bool {
		matches!(self, Self::Refused { status: 400 | 413 | 415 | 422, .. })
	}

	/// Whether the lane may differ from what the provider knows.
	pub fn is_about_the_lane(&self) -> bool {
		matches!(self, Self::Refused { status: 401 | 402 | 404 | 409, .. })
	}

	/// Whether it is full, which is no fault.
	pub fn is_busy(&self) -> bool {
		matches!(self, Self::Refused { status: 429 | 503, .. })
	}
}

/// An entry of a provider's list of models.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ModelQuote {
	/// Its own name for the model.
	pub id: String,
	/// What it costs, and how it is paid; nothing for a model that is not sold over channels.
	pub stoa: Option<Terms>,
}

/// What a provider asks for a model.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Terms {
	/// The release.
	pub release: u32,
	/// Planck per 1,000 input tokens.
	#[serde(deserialize_with = "planck")]
	pub price_per_1k_input: u128,
	/// Planck per 1,000 output tokens.
	#[serde(deserialize_with = "planck")]
	pub price_per_1k_output: u128,
	/// Planck that it works for before it is paid.
	#[serde(deserialize_with = "planck")]
	pub max_unpaid: u128,
	/// Longest prompt and output together, in tokens.
	#[serde(default)]
	pub context: Option<u32>,
	/// Version of the arithmetic that its receipts can be challenged by; none where there is no such thing.
	#[serde(default)]
	pub arithmetic: Option<u32>,
}

/// What a provider tells of a channel.
#[derive(Deserialize)]
struct ChannelState {
	receipt: Option<String>,
	signature: Option<String>,
	voucher: Option<String>,
	voucher_signature: Option<String>,
	#[serde(default)]
	busy: bool,
	#[serde(default, deserialize_with = "maybe_planck")]
	deposit: Option<u128>,
}

fn maybe_planck<'de, D: serde::Deserializer<'de>>(
	deserializer: D,
) -> Result<Option<u128>, D::Error> {
	planck(deserializer).map(Some)
}

/// Amounts are strings of digits: JSON's numbers are too short for them.
fn planck<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
	#[derive(Deserialize)]
	#[serde(untagged)]
	enum Written {
		Text(String),
		Number(u64),
	}
	match Written::deserialize(deserializer)? {
		Written::Number(number) => Ok(number.into()),
		Written::Text(text) => text
			.parse()
			.map_err(|_| serde::de::Error::custom("amounts are strings of decimal digits")),
	}
}

/// A signed order for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
	/// The channel that pays.
	pub channel: ChannelId,
	/// The number that the answer will have.
	pub sequence: u32,
	/// The lane key's signature.
	pub signature: [u8; 64],
}

impl Order {
	/// For the request with this body, over this lane.
	pub fn new(lane: &Lane, body: &[u8]) -> Self {
		let (sequence, signature) = lane.ask(body);
		Self { channel: lane.channel(), sequence, signature }
	}
}

/// The way to all providers.
#[derive(Clone, Debug)]
pub struct Upstream {
	streams: Streams,
}

impl Upstream {
	/// `allow_private_endpoints` lets addresses on this machine and its network be reached.
	pub fn new(allow_private_endpoints: bool, limits: StreamLimits) -> Result<Self, EgressError> {
		Ok(Self { streams: Streams::new(allow_private_endpoints, limits)? })
	}

	/// What a provider sells.
	pub async fn models(&self, endpoint: &Endpoint) -> Result<Vec<ModelQuote>, Failure> {
		#[derive(Deserialize)]
		struct List {
			data: Vec<ModelQuote>,
		}
		let list = self.short(endpoint, "v1/models", Ask::get()).await?;
		let list: List = serde_json::from_slice(&list)
			.map_err(|_| Failure::Protocol("its list of models cannot be read"))?;
		Ok(list.data)
	}

	/// Asks for an answer. Returns once the provider began to give it.
	pub async fn ask(
		&self,
		endpoint: &Endpoint,
		route: Route,
		order: Order,
		body: &Bytes,
		request_id: &HeaderValue,
	) -> Result<Response, Failure> {
		let mut headers = signed(order.channel, order.sequence, &order.signature);
		headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
		headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
		headers.insert("x-request-id", request_id.clone());
		let ask = Ask { method: Method::POST, headers, body: body.clone() };
		let response = self.streams.open(endpoint, route.path(), ask).await?;
		if response.status() != StatusCode::OK {
			return Err(refusal(response).await);
		}
		let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
		if !kind.is_some_and(|kind| kind.starts_with(b"text/event-stream")) {
			return Err(Failure::Protocol("it answered with something else than events"));
		}
		Ok(response)
	}

	/// What a provider knows of a lane's channel.
	pub async fn shown(
		&self,
		endpoint: &Endpoint,
		channel: ChannelId,
		signature: &[u8; 64],
	) -> Result<Shown, Failure> {
		let state = self.state(endpoint, channel, signature).await?;
		if state.busy {
			return Err(Failure::Protocol("it still works on an answer of the channel"));
		}
		let malformed = UNREADABLE_STATE;
		Ok(Shown {
			receipt: pair(state.receipt, state.signature).ok_or_else(|| malformed.clone())?,
			voucher: pair(state.voucher, state.voucher_signature).ok_or(malformed)?,
		})
	}

	/// A channel's deposit as the provider knows it, in planck; nothing if it knows the channel and does not tell.
	pub async fn deposit_seen(
		&self,
		endpoint: &Endpoint,
		channel: ChannelId,
		signature: &[u8; 64],
	) -> Result<Option<u128>, Failure> {
		Ok(self.state(endpoint, channel, signature).await?.deposit)
	}

	async fn state(
		&self,
		endpoint: &Endpoint,
		channel: ChannelId,
		signature: &[u8; 64],
	) -> Result<ChannelState, Failure> {
		let headers = signed(channel, stoa_primitives::channel::STATE_SEQUENCE, signature);
		let ask = Ask { headers, ..Ask::get() };
		let reply = self.short(endpoint, &format!("v1/stoa/channels/{channel}"), ask).await?;
		serde_json::from_slice(&reply).map_err(|_| UNREADABLE_STATE)
	}

	/// Brings a voucher; tries again when the way is broken.
	pub async fn pay(&self, endpoint: &Endpoint, voucher: &Signed<Voucher>) -> Result<(), Failure> {
		let (what, signature) = voucher.to_hex();
		let body: Bytes =
			serde_json::json!({ "voucher": what, "signature": signature }).to_string().into();
		let path = format!("v1/stoa/channels/{}/vouchers", voucher.what.channel);
		let mut tries = 1;
		loop {
			let mut headers = HeaderMap::new();
			headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
			let ask = Ask { method: Method::POST, headers, body: body.clone() };
			match self.short(endpoint, &path, ask).await {
				Ok(_) => return Ok(()),
				// One that was sent later was faster, and pays for this too.
				Err(Failure::Refused { code, .. }) if code == STALE => return Ok(()),
				Err(failure @ Failure::Refused { status: 400..=499, .. }) => return Err(failure),
				Err(failure) if tries == VOUCHER_TRIES => return Err(failure),
				Err(_) => tokio::time::sleep(VOUCHER_PAUSE.saturating_mul(1 << tries)).await,
			}
			tries += 1;
		}
	}

	async fn short(&self, endpoint: &Endpoint, path: &str, ask: Ask) -> Result<Vec<u8>, Failure> {
		let exchange = async {
			let response = self.streams.open(endpoint, path, ask).await?;
			if !response.status().is_success() {
				return Err(refusal(response).await);
			}
			Ok(Streams::whole(response, MAX_REPLY_BYTES).await?)
		};
		tokio::time::timeout(SHORT, exchange)
			.await
			.unwrap_or(Err(Failure::Way(EgressError::TimedOut)))
	}
}

fn signed(channel: ChannelId, sequence: u32, signature: &[u8; 64]) -> HeaderMap {
	let mut headers = HeaderMap::with_capacity(8);
	headers.insert(CHANNEL, channel.into());
	headers.insert(SEQUENCE, sequence.into());
	if let Ok(value) = HeaderValue::from_str(&format!("0x{}", hex::encode(signature))) {
		headers.insert(SIGNATURE, value);
	}
	headers
}

/// Both, or neither.
fn pair<T: codec::DecodeAll>(
	what: Option<String>,
	signature: Option<String>,
) -> Option<Option<Signed<T>>> {
	match (what, signature) {
		(None, None) => Some(None),
		(Some(what), Some(signature)) => Signed::from_hex(&what, &signature).map(Some),
		_ => None,
	}
}

async fn refusal(response: Response) -> Failure {
	#[derive(Deserialize)]
	struct Envelope {
		error: crate::chunk::ErrorObject,
	}
	let status = response.status().as_u16();
	let retry_after =
		response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
	let body = tokio::time::timeout(SHORT, Streams::whole(response, MAX_REPLY_BYTES)).await;
	let body = body.ok().and_then(Result::ok).unwrap_or_default();
	let (code, message) = match serde_json::from_slice::<Envelope>(&body) {
		Ok(envelope) => (envelope.error.code.unwrap_or_default(), envelope.error.message),
		Err(_) => (String::new(), String::from("without an error object")),
	};
	let message = message.chars().filter(|c| !c.is_control()).take(300).collect();
	Failure::Refused { status, code, message, retry_after }
}
