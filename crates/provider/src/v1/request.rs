//! Who asks: bodies that are bounded before they are read, and signatures that are checked before they are
//! believed.

use super::{
	Sales,
	error::ApiError,
	lanes::{Closed, Slot},
};
use crate::{keys, listen::Lease};
use axum::{
	body::{Body, Bytes, to_bytes},
	http::{HeaderMap, StatusCode, header},
};
use std::{
	sync::{Arc, atomic::Ordering},
	time::Duration,
};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{ChannelId, Digest, channel::request_digest};
use tokio::time::timeout;

/// What the routes answer.
pub(super) type Result<T> = std::result::Result<T, ApiError>;

/// How long the body of a request may take to come, and how long it waits until it is read.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) fn refuse(
	status: StatusCode,
	code: &'static str,
	message: impl Into<String>,
) -> ApiError {
	ApiError::new(status, code, message)
}

pub(super) fn storage(error: &anyhow::Error) -> ApiError {
	tracing::error!(error = format!("{error:#}"), "a channel cannot be served");
	let message = "the channel's state cannot be read or written now; try again";
	refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).after(Duration::from_secs(5))
}

impl From<Closed> for ApiError {
	fn from(closed: Closed) -> Self {
		match closed {
			Closed::Missing => refuse(
				StatusCode::NOT_FOUND,
				"channel_not_found",
				"no such channel to this provider is final; open one, or wait until it is",
			),
			Closed::Failed(error) => storage(&error),
		}
	}
}

/// Who asks, and for which answer.
pub(super) struct Asker {
	/// The channel.
	pub slot: Arc<Slot>,
	/// Its number.
	pub sequence: u32,
	/// The lane key's, if it is true.
	pub signature: [u8; 64],
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str> {
	headers.get(name).and_then(|value| value.to_str().ok()).ok_or_else(|| {
		refuse(
			StatusCode::UNAUTHORIZED,
			"missing_header",
			format!("answers are paid through a channel: send `{name}`, as stoa-gateway does"),
		)
	})
}

pub(super) fn signature(text: &str) -> Result<[u8; 64]> {
	let mut signature = [0; 64];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut signature).map_err(
		|_| refuse(StatusCode::UNAUTHORIZED, "invalid_signature", "a signature is 64 bytes in hex"),
	)?;
	Ok(signature)
}

fn number<T: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Result<T> {
	header(headers, name)?.parse().map_err(|_| {
		ApiError::parameter(name, "invalid_value", format!("`{name}` must be a whole number"))
	})
}

impl Asker {
	pub(super) async fn of(sales: &Sales, headers: &HeaderMap) -> Result<Self> {
		let id: ChannelId = number(headers, "stoa-channel")?;
		let sequence = number(headers, "stoa-sequence")?;
		let signature = signature(header(headers, "stoa-signature")?)?;
		let slot = sales.lanes.recent(id).await?;
		Ok(Self { slot, sequence, signature })
	}

	/// Whether the channel's payer signed this body; what was signed.
	pub(super) fn check(&self, sales: &Sales, id: ChannelId, body: &[u8]) -> Result<Digest> {
		let digest = request_digest(&sales.core.genesis, id, self.sequence, &blake2_256(body));
		match keys::signed_by(&self.slot.state().lane, &digest, &self.signature) {
			true => Ok(digest),
			false => Err(refuse(
				StatusCode::UNAUTHORIZED,
				"invalid_signature",
				"the signature is not the channel's lane key's under channel, sequence and body",
			)),
		}
	}
}

/// The body, if it is short enough and comes soon.
pub(super) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes> {
	let too_long = || {
		let message = format!("the body is longer than {most} bytes");
		refuse(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", message)
	};
	let declared = headers.get(header::CONTENT_LENGTH);
	let declared = declared.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
	if declared.is_some_and(|bytes| bytes > most as u64) {
		return Err(too_long());
	}
	match timeout(BODY_TIMEOUT, to_bytes(body, most)).await {
		Ok(Ok(body)) => Ok(body),
		Ok(Err(_)) => Err(too_long()),
		Err(_) => {
			let message = "the body takes too long to come";
			Err(refuse(StatusCode::REQUEST_TIMEOUT, "timeout", message))
		}
	}
}

pub(super) fn busy(wait: Duration) -> ApiError {
	let message = "this provider has as many requests as it can take; come back after Retry-After";
	refuse(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message).after(wait)
}

/// A request that was read and is the payer's.
pub(super) struct Request {
	/// Who asks.
	pub asker: Asker,
	/// In which channel.
	pub channel: ChannelId,
	/// The body.
	pub body: Bytes,
	/// What was signed.
	pub digest: Digest,
	/// The connection's.
	pub lease: Lease,
}

pub(super) async fn request(
	sales: &Sales,
	headers: &HeaderMap,
	lease: Lease,
	body: Body,
) -> Result<Request> {
	if sales.stopping.load(Ordering::Relaxed) {
		let message = "this provider is stopping; ask another";
		let error = refuse(StatusCode::SERVICE_UNAVAILABLE, "stopping", message);
		return Err(error.after(Duration::from_secs(30)));
	}
	let asker = Asker::of(sales, headers).await?;
	let _room = timeout(BODY_TIMEOUT, sales.room.acquire()).await;
	let _room = _room.map_err(|_| busy(sales.queue.wait()))?;
	let body = read(headers, body, sales.settings.max_body_bytes as usize).await?;
	let channel = number(headers, "stoa-channel")?;
	let digest = asker.check(sales, channel, &body)?;
	Ok(Request { asker, channel, body, digest, lease })
}
