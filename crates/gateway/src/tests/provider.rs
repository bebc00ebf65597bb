//! A provider on loopback: signs real receipts, checks real requests and vouchers, waits to be paid.

use super::{
	market::{GENESIS, RELEASE, TestMarket},
	writer::Writer,
};
use crate::lane::{Signed, tests::pair};
use axum::{
	Json, Router,
	body::Body,
	extract::{Path, State},
	http::{HeaderMap, StatusCode},
	response::{IntoResponse, Response},
	routing::{get, post},
};
use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::{
	collections::HashMap,
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering},
	},
	time::Duration,
};
use stoa_exact::{Blake2, Hasher};
use stoa_primitives::{
	Balance, ChannelId, STOA,
	channel::{Receipt, Voucher, request_digest, voucher_digest},
	merkle,
};
use subxt_signer::sr25519::{Signature, verify};
use tokio::sync::mpsc;

pub const SALT: [u8; 32] = [6; 32];
/// How late a last receipt can be.
pub const LATE: Duration = Duration::from_secs(5);
/// The words of every answer.
pub const WORDS: [&str; 6] = ["Once ", "upon ", "a ", "time", "…", "!"];

/// The one way in which a provider differs from an honest and quick one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
	None,
	/// Refuses with this status.
	Status(u16),
	/// Never says a word.
	Silent,
	/// Closes the connection after so many words.
	BreaksAfter(usize),
	/// Charges more than it quoted.
	Overcharges,
	/// Commits to another output.
	OtherOutput,
	/// Signs with another key.
	OtherKey,
	/// Ends without a last receipt.
	NoLastReceipt,
	/// Needs [`LATE`] for its last receipt.
	LateLastReceipt,
	/// Charges more than it quoted, in its last receipt only.
	OverchargesAtTheEnd,
	/// Sells nothing any more.
	Gone,
	/// Its node knows a new channel only when it was asked for it twice.
	Behind,
}

/// How a provider behaves.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
	pub fault: Fault,
	/// Before the first word.
	pub first: Duration,
	/// Between two words.
	pub pause: Duration,
	/// Price of 1,000 tokens of either kind, in thousandths of a STOA.
	pub milli: Balance,
	/// Planck that it works for unpaid.
	pub max_unpaid: Balance,
}

impl Default for Behaviour {
	fn default() -> Self {
		Self {
			fault: Fault::None,
			first: Duration::ZERO,
			pause: Duration::ZERO,
			milli: 1,
			max_unpaid: STOA / 1_000,
		}
	}
}

impl Behaviour {
	pub fn with(fault: Fault) -> Self {
		Self { fault, ..Self::default() }
	}
}

/// What it knows of a channel.
#[derive(Clone, Copy, Default, Debug)]
pub struct Books {
	pub receipt: Option<Signed<Receipt>>,
	pub voucher: Option<Signed<Voucher>>,
	pub busy: bool,
}

pub struct Inner {
	pub market: Arc<TestMarket>,
	pub account: [u8; 32],
	pub key: u8,
	pub behaviour: Mutex<Behaviour>,
	pub books: Mutex<HashMap<ChannelId, Books>>,
	pub asked: Mutex<Vec<Value>>,
	/// How often it was asked for a channel's state.
	pub looks: AtomicUsize,
}

impl Inner {
	fn is_behind(&self) -> bool {
		self.behaviour.lock().fault == Fault::Behind && self.looks.load(Ordering::SeqCst) < 3
	}
}

/// A provider that serves until dropped.
pub struct Provider {
	inner: Arc<Inner>,
	server: tokio::task::JoinHandle<()>,
}

impl Drop for Provider {
	fn drop(&mut self) {
		self.server.abort();
	}
}

impl Provider {
	pub async fn start(market: Arc<TestMarket>, behaviour: Behaviour) -> Self {
		let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap();
		let key = address.port() as u8 | 0x80;
		let account = Blake2::hash(address.to_string().as_bytes());
		market.register(account, format!("http://{address}"), pair(key).public_key().0);
		let inner = Arc::new(Inner {
			market,
			account,
			key,
			behaviour: Mutex::new(behaviour),
			books: Mutex::default(),
			asked: Mutex::default(),
			looks: AtomicUsize::new(0),
		});
		let app = Router::new()
			.route("/v1/models", get(models))
			.route("/v1/chat/completions", post(answer))
			.route("/v1/completions", post(answer))
			.route("/v1/embeddings", post(answer))
			.route("/v1/stoa/channels/{id}", get(state))
			.route("/v1/stoa/channels/{id}/vouchers", post(voucher))
			.with_state(inner.clone());
		let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
		Self { inner, server }
	}

	pub fn account(&self) -> [u8; 32] {
		self.inner.account
	}

	/// What it was asked, oldest first.
	pub fn asked(&self) -> Vec<Value> {
		self.inner.asked.lock().clone()
	}

	pub fn books(&self) -> HashMap<ChannelId, Books> {
		self.inner.books.lock().clone()
	}

	pub fn behave(&self, behaviour: Behaviour) {
		*self.inner.behaviour.lock() = behaviour;
	}

	/// Earned and promised, over all channels.
	pub fn sums(&self) -> (Balance, Balance) {
		let books = self.books();
		let earned = books.values().filter_map(|books| Some(books.receipt?.what.total)).sum();
		let promised = books.values().filter_map(|books| Some(books.voucher?.what.amount)).sum();
		(earned, promised)
	}
}

fn refused(status: u16, code: &str) -> Response {
	let status = StatusCode::from_u16(status).unwrap();
	(status, Json(json!({ "error": { "message": "refused", "code": code } }))).into_response()
}

async fn models(State(inner): State<Arc<Inner>>) -> Response {
	let behaviour = *inner.behaviour.lock();
	if behaviour.fault == Fault::Gone {
		return refused(503, "stopping");
	}
	let price = (behaviour.milli * STOA / 1_000).to_string();
	Json(json!({ "object": "list", "data": [{
		"id": "release-4", "object": "model", "created": 0, "owned_by": "x",
		"stoa": {
			"release": RELEASE, "class": "unverified", "arithmetic": null, "context": 4_096,
			"price_per_1k_input": price, "price_per_1k_output": price,
			"max_unpaid": behaviour.max_unpaid.to_string(),
		},
	}] }))
	.into_response()
}

fn header<T: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
	headers.get(name)?.to_str().ok()?.parse().ok()
}

fn signed(
	inner: &Inner,
	headers: &HeaderMap,
	channel: ChannelId,
	sequence: u32,
	body: &[u8],
) -> bool {
	let text: Option<String> = header(headers, "stoa-signature");
	let bytes = text.and_then(|text| hex::decode(text.strip_prefix("0x")?).ok());
	let Some(signature) = bytes.and_then(|bytes| bytes.try_into().ok()) else { return false };
	let digest = request_digest(&GENESIS, channel, sequence, &Blake2::hash(body));
	inner.market.entry(channel).is_some_and(|entry| entry.provider == inner.account)
		&& verify(&Signature(signature), digest, &pair(3).public_key())
}

async fn state(
	State(inner): State<Arc<Inner>>,
	Path(channel): Path<ChannelId>,
	headers: HeaderMap,
) -> Response {
	inner.looks.fetch_add(1, Ordering::SeqCst);
	if inner.is_behind() {
		return refused(404, "unknown_channel");
	}
	if !signed(&inner, &headers, channel, 0, b"") {
		return refused(401, "bad_signature");
	}
	let books = inner.books.lock().get(&channel).copied().unwrap_or_default();
	let (receipt, signature) = books.receipt.map(|receipt| receipt.to_hex()).unzip();
	let (voucher, voucher_signature) = books.voucher.map(|voucher| voucher.to_hex()).unzip();
	Json(json!({
		"channel": channel, "receipt": receipt, "signature": signature, "voucher": voucher,
		"voucher_signature": voucher_signature, "busy": books.busy,
	}))
	.into_response()
}

async fn voucher(
	State(inner): State<Arc<Inner>>,
	Path(channel): Path<ChannelId>,
	Json(body): Json<Value>,
) -> Response {
	let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
	let Some(came) = Signed::<Voucher>::from_hex(&text("voucher"), &text("signature")) else {
		return refused(400, "malformed");
	};
	let digest = voucher_digest(&GENESIS, &came.what);
	if !verify(&Signature(came.signature), digest, &pair(3).public_key()) {
		return refused(401, "bad_signature");
	}
	let mut books = inner.books.lock();
	let books = books.entry(channel).or_default();
	if books.voucher.is_none_or(|known| known.what.amount < came.what.amount) {
		books.voucher = Some(came);
	}
	StatusCode::NO_CONTENT.into_response()
}

/// Frees the channel however the answer ends.
pub struct Busy(Arc<Inner>, ChannelId);

impl Drop for Busy {
	fn drop(&mut self) {
		self.0.books.lock().entry(self.1).or_default().busy = false;
	}
}

async fn answer(
	State(inner): State<Arc<Inner>>,
	uri: axum::http::Uri,
	headers: HeaderMap,
	body: Bytes,
) -> Response {
	let behaviour = *inner.behaviour.lock();
	inner.asked.lock().push(serde_json::from_slice(&body).unwrap());
	if inner.is_behind() {
		return refused(404, "unknown_channel");
	}
	if let Fault::Status(status) = behaviour.fault {
		return refused(status, "refused");
	}
	let (Some(channel), Some(sequence)) =
		(header(&headers, "stoa-channel"), header(&headers, "stoa-sequence"))
	else {
		return refused(402, "channel_missing");
	};
	if !signed(&inner, &headers, channel, sequence, &body) {
		return refused(401, "bad_signature");
	}
	let mut books = inner.books.lock();
	let books = books.entry(channel).or_default();
	let next = books.receipt.map_or(1, |receipt| receipt.what.sequence + 1);
	if books.busy || sequence != next {
		return refused(409, "wrong_sequence");
	}
	books.busy = true;
	let (out, events) = mpsc::channel::<Bytes>(1);
	let writer = Writer {
		busy: Busy(inner.clone(), channel),
		inner: inner.clone(),
		behaviour,
		channel,
		sequence,
		part: 0,
		prompt: merkle::content_root(&body),
		text: String::new(),
		path: uri.path().to_owned(),
		out,
	};
	tokio::spawn(writer.write());
	let events = futures::stream::unfold(events, |mut events| async move {
		Some((Ok::<_, std::convert::Infallible>(events.recv().await?), events))
	});
	([("content-type", "text/event-stream")], Body::from_stream(events)).into_response()
}
