//! What is sold on each route.

use super::{
	Sales,
	account::describe,
	answer::{Answer, Embeds, Sale},
	ask::{Ask, AskEmbeddings, Route},
	error::ApiError,
	lane::{Answering, Work},
	lanes::{Refusal, Turn},
	prepaid::Share,
	render::{self, Head, now},
	request::{Request, Result, busy, refuse, request, storage},
	terms::{Terms, Tokens},
};
use crate::{
	engine::{
		Engine,
		stream::{Prepared, Streams, Wish},
	},
	listen::Lease,
};
use axum::{
	Extension, Json,
	body::Body,
	extract::{Path, State},
	http::{HeaderMap, StatusCode, header},
	response::Response,
};
use serde_json::{Value, json};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	BlockNumber, ChannelId, ReleaseId, TokenPrice,
	channel::Arithmetic,
	payload::{prompt_commitment, prompt_commitment_of, tagged},
};
use tokio::time::timeout;

/// Tag of the salts of receipts, which nobody else derives.
const SALT: &[u8; 16] = b"stoa/rcptsalt/v1";
/// Blocks before the end of a channel in which no answer begins in it: two minutes, to redeem.
const LAST_BLOCKS: BlockNumber = 40;
/// Bytes of a request that count as one token of its prompt where nobody has counted.
const BYTES_PER_TOKEN: u32 = 4;

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

async fn prepare(
	sales: &Sales,
	release: ReleaseId,
	engine: &dyn Engine,
	wish: Wish,
) -> Result<Prepared> {
	let streams = streams(engine)?;
	// With other weights: never, but in tests of the whole.
	let other = sales.core.selling(release);
	let other = other.and_then(|other| engine.exact()?.sold_with(&other));
	Ok(match other {
		Some(other) => other.prepare(wish).await?,
		None => streams.prepare(wish).await?,
	})
}

/// What is to be sold.
struct Order {
	release: ReleaseId,
	price: TokenPrice,
	prepared: Prepared,
	embeds: Option<Embeds>,
}

/// Tokens of an order's prompt; estimated where nobody has counted.
fn prompt_tokens(order: &Order, body: usize) -> u32 {
	let uncounted = u32::try_from(body).unwrap_or(u32::MAX) / BYTES_PER_TOKEN;
	order.prepared.prompt_tokens.unwrap_or(uncounted)
}

/// What of an answer was prepaid.
fn share(
	sales: &Sales,
	channel: ChannelId,
	turn: &Turn,
	order: &Order,
	body: usize,
) -> Option<Share> {
	let now = sales.channels.anchor()?.number;
	let writes = order.prepared.generation.max_new_tokens;
	let tokens = prompt_tokens(order, body).saturating_add(writes);
	sales.meter.share((channel, turn.channel().payer), order.release, now, tokens)
}

/// What the channel can pay for, with this answer and what was prepaid of it.
fn terms(
	sales: &Sales,
	turn: &Turn,
	order: &Order,
	body: usize,
	prepaid: Option<&Share>,
) -> Result<Terms> {
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
	let free = sales.settings.free_tokens.saturating_sub(turn.free_used);
	let terms = Terms {
		price: order.price,
		free: free.saturating_add(prepaid.map_or(0, Share::tokens)),
		max_unpaid: sales.settings.max_unpaid.planck(),
		before: turn.before,
		deposit: state.deposit,
	};
	let prompt = prompt_tokens(order, body);
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
	let body = request.body.len();
	let prepaid = share(sales, request.channel, &turn, &order, body);
	let terms = match terms(sales, &turn, &order, body, prepaid.as_ref()) {
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
		prepaid,
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
	let prepared = prepare(&sales, release, engine.as_ref(), ask.wish).await?;
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

/// Any other path.
pub async fn nothing() -> ApiError {
	let message = "there is nothing here; this provider has chat/completions, completions, embeddings and models";
	refuse(StatusCode::NOT_FOUND, "not_found", message)
}
