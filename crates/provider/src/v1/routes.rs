//! What each route does. Everything here is hostile input: bounded before it is read, signed before it is
//! believed.

use super::{
	Sales,
	answer::{Answer, Embeds, Sale},
	ask::{Ask, AskEmbeddings, Route},
	error::ApiError,
	lane::{Answering, VoucherFault, Work},
	lanes::{Closed, NotTaken, Refusal, Slot, Turn},
	render::{self, Head, now},
	terms::{Terms, Tokens},
};
use crate::{
	engine::{
		Engine,
		stream::{Prepared, Streams},
	},
	keys,
	listen::Lease,
};
use axum::{
	Extension, Json,
	body::{Body, Bytes, to_bytes},
	extract::{Path, State},
	http::{HeaderMap, StatusCode, header},
	response::Response,
};
use codec::{DecodeAll, Encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
	sync::{Arc, atomic::Ordering},
	time::{Duration, Instant},
};
use stoa_exact::{Blake2, digest::blake2_256, shape::tokens_root};
use stoa_primitives::{
	BlockNumber, ChannelId, Digest, ReleaseId, TokenPrice,
	channel::{Arithmetic, STATE_SEQUENCE, Voucher, request_digest},
	payload::{prompt_commitment, prompt_commitment_of, tagged},
};
use tokio::time::timeout;

type Result<T> = std::result::Result<T, ApiError>;

/// Tag of the salts of receipts, which nobody else derives.
const SALT: &[u8; 16] = b"stoa/rcptsalt/v1";
/// How long the body of a request may take to come, and how long it waits until it is read.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest voucher with its signature, as JSON.
const MAX_VOUCHER_BYTES: usize = 4_096;
/// Blocks before the end of a channel in which no answer begins in it: two minutes, to redeem.
const LAST_BLOCKS: BlockNumber = 40;
/// Bytes of a request that count as one token of its prompt where nobody has counted.
const BYTES_PER_TOKEN: u32 = 4;

fn refuse(status: StatusCode, code: &'static str, message: impl Into<String>) -> ApiError {
	ApiError::new(status, code, message)
}

fn storage(error: &anyhow::Error) -> ApiError {
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
struct Asker {
	slot: Arc<Slot>,
	sequence: u32,
	signature: [u8; 64],
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str> {
	headers.get(name).and_then(|value| value.to_str().ok()).ok_or_else(|| {
		refuse(
			StatusCode::UNAUTHORIZED,
			"missing_header",
			format!("answers are paid through a channel: send `{name}`, as stoa-gateway does"),
		)
	})
}

fn signature(text: &str) -> Result<[u8; 64]> {
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
	async fn of(sales: &Sales, headers: &HeaderMap) -> Result<Self> {
		let id: ChannelId = number(headers, "stoa-channel")?;
		let sequence = number(headers, "stoa-sequence")?;
		let signature = signature(header(headers, "stoa-signature")?)?;
		let slot = sales.lanes.fresh(id).await?;
		Ok(Self { slot, sequence, signature })
	}

	/// Whether the channel's payer signed this body; what was signed.
	fn check(&self, sales: &Sales, id: ChannelId, body: &[u8]) -> Result<Digest> {
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
async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes> {
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

fn busy(wait: Duration) -> ApiError {
	let message = "this provider has as many requests as it can take; come back after Retry-After";
	refuse(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message).after(wait)
}

/// A request that was read and is the payer's.
struct Request {
	asker: Asker,
	channel: ChannelId,
	body: Bytes,
	digest: Digest,
	lease: Lease,
}

async fn request(sales: &Sales, headers: &HeaderMap, lease: Lease, body: Body) -> Result<Request> {
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

/// How far a channel is, for its payer.
async fn describe(slot: &Slot, id: ChannelId) -> Value {
	let ((lane, running), state) = (slot.look().await, slot.state());
	let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
	json!({
		"channel": id,
		"next_sequence": lane.next(),
		"busy": running,
		"owed": lane.owed().to_string(),
		"paid": lane.paid().to_string(),
		"deposit": state.deposit.to_string(),
		"redeemed": state.redeemed.to_string(),
		"ends": state.ends(),
		"receipt": lane.last.map(|last| hex(&last.receipt.encode())),
		"signature": lane.last.map(|last| hex(&last.signature)),
		"voucher": lane.promise.map(|promise| hex(&promise.voucher.encode())),
		"voucher_signature": lane.promise.map(|promise| hex(&promise.signature)),
	})
}

/// Name of a release as a model.
fn name_of(release: ReleaseId) -> String {
	format!("release-{release}")
}

fn find(sales: &Sales, name: &str) -> Result<(ReleaseId, TokenPrice, Arc<dyn Engine>)> {
	let id = name.strip_prefix("release-").unwrap_or(name).parse::<ReleaseId>().ok();
	let served = id.and_then(|id| sales.served.iter().find(|(release, _)| *release == id));
	let Some((release, price)) = served else {
		let message = "this provider does not serve this model; /v1/models lists what it does";
		let error = refuse(StatusCode::NOT_FOUND, "model_not_found", message);
		return Err(ApiError { param: Some("model".into()), ..error });
	};
	let engine = sales.core.engine(*release).ok_or_else(|| {
		let message = "the model is being loaded; try again";
		refuse(StatusCode::SERVICE_UNAVAILABLE, "loading", message).after(Duration::from_secs(15))
	})?;
	Ok((*release, *price, engine))
}

fn streams(engine: &dyn Engine) -> Result<&dyn Streams> {
	engine.streams().ok_or_else(|| {
		let message = "this model is not sold by the token here: its tokeniser is missing; /v1/models lists what is";
		refuse(StatusCode::NOT_FOUND, "model_not_found", message)
	})
}

/// What is to be sold.
struct Order {
	release: ReleaseId,
	price: TokenPrice,
	prepared: Prepared,
	embeds: Option<Embeds>,
}

/// What the channel can pay for, with this answer.
fn terms(sales: &Sales, turn: &Turn, order: &Order, body: usize) -> Result<Terms> {
	let state = turn.channel();
	let payment = |code, message: &str| refuse(StatusCode::PAYMENT_REQUIRED, code, message);
	let Some(anchor) = sales.channels.anchor() else {
		return Err(storage(&anyhow::anyhow!("no recent block from the node")));
	};
	if state.receipt_key != sales.core.identity.signing_key() {
		let message = "this provider has changed its signing key since; open another channel";
		return Err(payment("channel_ended", message));
	}
	if state.ends() <= anchor.number.saturating_add(LAST_BLOCKS) {
		return Err(payment("channel_ended", "the channel ends soon; open another"));
	}
	let terms = Terms {
		price: order.price,
		free: sales.settings.free_tokens.saturating_sub(turn.free_used),
		max_unpaid: sales.settings.max_unpaid.planck(),
		before: turn.before,
		deposit: state.deposit,
	};
	let uncounted = u32::try_from(body).unwrap_or(u32::MAX) / BYTES_PER_TOKEN;
	let prompt = order.prepared.prompt_tokens.unwrap_or(uncounted);
	let writes = order.prepared.generation.max_new_tokens > 0;
	if !terms.holds(prompt) || (writes && terms.affordable(prompt) == 0) {
		let message = "the channel's deposit cannot pay for this; top it up or open another";
		return Err(payment("channel_exhausted", message));
	}
	let reading = order.prepared.prompt_tokens.is_some();
	if terms.room(Tokens::default(), reading, *turn.paid().borrow()) == 0 {
		let message = "too much is owed: send a voucher for the last receipt first";
		return Err(payment("voucher_required", message));
	}
	Ok(terms)
}

async fn sell(sales: &Arc<Sales>, request: &Request, order: Order) -> Result<Answer> {
	let (slot, began) = (&request.asker.slot, Instant::now());
	let turn = match sales.lanes.begin(slot, request.asker.sequence).await {
		Ok(turn) => turn,
		Err(refusal) => return Err(conflict(refusal, describe(slot, request.channel).await)),
	};
	let terms = match terms(sales, &turn, &order, request.body.len()) {
		Ok(terms) => terms,
		Err(error) => return Err(error.with_channel(describe(slot, request.channel).await)),
	};
	let longest = sales.settings.longest();
	request.lease.extend(longest);
	let place = timeout(longest, sales.queue.enter()).await;
	let place =
		place.map_err(|_| busy(sales.queue.wait()))?.map_err(|full| busy(full.retry_after))?;

	let Order { release, prepared, embeds, .. } = order;
	let secret = sales.core.identity.salt_secret();
	let salt = tagged(SALT, (secret, request.digest));
	let (arithmetic, prompt) = match &prepared.ids {
		Some(ids) => (Arithmetic::X1, prompt_commitment_of(&salt, &tokens_root::<Blake2>(ids))),
		None => (Arithmetic::Engine, prompt_commitment(&salt, &request.body)),
	};
	let unread = prepared.prompt_tokens.unwrap_or(0);
	let mut generation = prepared.generation;
	generation.max_new_tokens = generation.max_new_tokens.min(terms.affordable(unread));
	let work = prepared.ids.clone().map(|prompt| Work { prompt, generation, salt });
	let sequence = request.asker.sequence;
	Ok(Answer::new(Sale {
		turn,
		place,
		growing: prepared.begin(generation.max_new_tokens),
		answer: Answering { sequence, release, arithmetic, generation, prompt },
		terms,
		salt,
		unread,
		work,
		embeds,
		patience: sales.settings.patience(),
		until: began + longest,
		core: sales.core.clone(),
	}))
}

fn conflict(refusal: Refusal, channel: Value) -> ApiError {
	let (code, message) = match refusal {
		Refusal::Running => (
			"channel_busy",
			"an answer of this channel is still growing; wait for it, or open another channel beside it",
		),
		Refusal::WrongSequence => (
			"wrong_sequence",
			"the channel's next answer has another number: sign the request again with the one under `next_sequence`",
		),
	};
	refuse(StatusCode::CONFLICT, code, message).with_channel(channel)
}

/// `POST /v1/chat/completions`.
pub async fn chat(
	State(sales): State<Arc<Sales>>,
	lease: Option<Extension<Lease>>,
	headers: HeaderMap,
	body: Body,
) -> Result<Response> {
	answer(sales, Route::Chat, lease, headers, body).await
}

/// `POST /v1/completions`.
pub async fn completions(
	State(sales): State<Arc<Sales>>,
	lease: Option<Extension<Lease>>,
	headers: HeaderMap,
	body: Body,
) -> Result<Response> {
	answer(sales, Route::Text, lease, headers, body).await
}

fn lease(given: Option<Extension<Lease>>) -> Lease {
	given.map(|Extension(lease)| lease).unwrap_or_default()
}

async fn answer(
	sales: Arc<Sales>,
	route: Route,
	given: Option<Extension<Lease>>,
	headers: HeaderMap,
	body: Body,
) -> Result<Response> {
	let request = request(&sales, &headers, lease(given), body).await?;
	let mut ask = Ask::read(&request.body, route)?;
	let (release, price, engine) = find(&sales, &ask.model)?;
	ask.wish.fresh_seed = request.digest;
	let prepared = streams(engine.as_ref())?.prepare(ask.wish).await?;
	let answer = sell(&sales, &request, Order { release, price, prepared, embeds: None }).await?;
	let kind = if route == Route::Chat { "chatcmpl" } else { "cmpl" };
	let head = Head {
		route,
		id: format!("{kind}-{}-{}", request.channel, request.asker.sequence),
		model: name_of(release),
		created: now(),
		include_usage: ask.include_usage,
	};
	let patience = sales.settings.patience();
	match ask.stream {
		true => render::stream(answer, Some(head), request.lease, patience).await,
		false => render::whole(answer, head, request.lease, patience).await,
	}
}

/// `POST /v1/embeddings`.
pub async fn embeddings(
	State(sales): State<Arc<Sales>>,
	given: Option<Extension<Lease>>,
	headers: HeaderMap,
	body: Body,
) -> Result<Response> {
	let request = request(&sales, &headers, lease(given), body).await?;
	let ask = AskEmbeddings::read(&request.body)?;
	let (release, price, engine) = find(&sales, &ask.model)?;
	let prepared = streams(engine.as_ref())?.prepare_embeddings(ask.inputs).await?;
	let embeds = Some(Embeds { model: name_of(release), base64: ask.base64 });
	let answer = sell(&sales, &request, Order { release, price, prepared, embeds }).await?;
	let patience = sales.settings.patience();
	let wanted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
	match wanted.is_some_and(|accept| accept.contains("text/event-stream")) {
		true => render::stream(answer, None, request.lease, patience).await,
		false => render::embeddings(answer, request.lease, patience).await,
	}
}

fn describe_model(sales: &Sales, release: ReleaseId, price: TokenPrice) -> Option<Value> {
	let engine = sales.core.engine(release)?;
	let streams = engine.streams()?;
	let (class, arithmetic) = match streams.is_exact() {
		true => ("exact", Some(1)),
		false => ("unverified", None),
	};
	Some(json!({
		"id": name_of(release),
		"object": "model",
		"created": 0,
		"owned_by": format!("0x{}", hex::encode(sales.core.identity.provider())),
		"stoa": {
			"release": release,
			"class": class,
			"arithmetic": arithmetic,
			"context": streams.context(),
			"price_per_1k_input": price.per_1k_input.to_string(),
			"price_per_1k_output": price.per_1k_output.to_string(),
			"max_unpaid": sales.settings.max_unpaid.planck().to_string(),
			"free_tokens": sales.settings.free_tokens,
			"payment_seconds": sales.settings.payment_seconds,
			"max_body_bytes": sales.settings.max_body_bytes,
		},
	}))
}

/// `GET /v1/models`.
pub async fn models(State(sales): State<Arc<Sales>>) -> Json<Value> {
	let all = sales.served.iter().filter_map(|(id, price)| describe_model(&sales, *id, *price));
	Json(json!({ "object": "list", "data": all.collect::<Vec<Value>>() }))
}

/// `GET /v1/models/{model}`.
pub async fn model(
	State(sales): State<Arc<Sales>>,
	Path(model): Path<String>,
) -> Result<Json<Value>> {
	let (release, price, engine) = find(&sales, &model)?;
	streams(engine.as_ref())?;
	Ok(Json(describe_model(&sales, release, price).unwrap_or_default()))
}

/// `GET /v1/stoa/channels/{id}`: what a payer may have lost, and nobody else may see.
pub async fn channel(
	State(sales): State<Arc<Sales>>,
	Path(id): Path<ChannelId>,
	headers: HeaderMap,
) -> Result<Json<Value>> {
	let signature = signature(header(&headers, "stoa-signature")?)?;
	let slot = sales.lanes.fresh(id).await?;
	let asker = Asker { slot, sequence: STATE_SEQUENCE, signature };
	asker.check(&sales, id, &[])?;
	Ok(Json(describe(&asker.slot, id).await))
}

#[derive(Deserialize)]
struct Promised {
	voucher: String,
	signature: String,
}

/// `POST /v1/stoa/channels/{id}/vouchers`.
pub async fn voucher(
	State(sales): State<Arc<Sales>>,
	Path(id): Path<ChannelId>,
	headers: HeaderMap,
	body: Body,
) -> Result<StatusCode> {
	let body = read(&headers, body, MAX_VOUCHER_BYTES).await?;
	let malformed = || {
		let message = "send {\"voucher\": \"0x…\", \"signature\": \"0x…\"}, the voucher in SCALE";
		refuse(StatusCode::BAD_REQUEST, "invalid_voucher", message)
	};
	let promised: Promised = serde_json::from_slice(&body).map_err(|_| malformed())?;
	let voucher = promised.voucher.strip_prefix("0x").unwrap_or(&promised.voucher);
	let voucher = hex::decode(voucher).map_err(|_| malformed())?;
	let voucher = Voucher::decode_all(&mut voucher.as_slice()).map_err(|_| malformed())?;
	let signature = signature(&promised.signature)?;
	let slot = sales.lanes.slot(id).await?;
	let Err(not_taken) = sales.lanes.take(&slot, voucher, signature).await else {
		return Ok(StatusCode::NO_CONTENT);
	};
	Err(match not_taken {
		NotTaken::Signature => refuse(
			StatusCode::UNAUTHORIZED,
			"invalid_signature",
			"the voucher is not of this channel, or not signed by its lane key",
		),
		NotTaken::Failed(error) => storage(&error),
		NotTaken::Fault(fault) => faulty(fault).with_channel(describe(&slot, id).await),
	})
}

fn faulty(fault: VoucherFault) -> ApiError {
	match fault {
		VoucherFault::UnknownReceipt => refuse(
			StatusCode::CONFLICT,
			"unknown_receipt",
			"the voucher names a receipt that is not the channel's last; pay for the one under `receipt`",
		),
		VoucherFault::TooLow(needed) => refuse(
			StatusCode::PAYMENT_REQUIRED,
			"voucher_too_low",
			format!(
				"the voucher's receipt says that {needed} planck are owed in all; promise so much"
			),
		),
		VoucherFault::TooHigh(needed) => refuse(
			StatusCode::BAD_REQUEST,
			"voucher_too_high",
			format!(
				"the voucher's receipt says that {needed} planck are owed in all; promise no more"
			),
		),
		VoucherFault::Stale(better) => refuse(
			StatusCode::CONFLICT,
			"voucher_stale",
			format!("a voucher of {better} planck is here already; vouchers only grow"),
		),
	}
}

/// Any other path.
pub async fn nothing() -> ApiError {
	let message = "there is nothing here; this provider has chat/completions, completions, embeddings and models";
	refuse(StatusCode::NOT_FOUND, "not_found", message)
}
