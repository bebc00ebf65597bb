//! What validators, requesters and Prometheus ask. Everything here is hostile input: bounded before it is
//! read, checked before it is believed.

use crate::{
	keys,
	machine::Standing,
	state::{Core, Leaving, PromptRefused},
};
use axum::{
	Json, Router,
	body::{Body, Bytes, to_bytes},
	extract::{Path, Request, State},
	http::{HeaderMap, StatusCode, header},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::{get, post, put},
};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_primitives::{
	JobId, Prompt, payload,
	wire::{About, SeatReply, SeatRequest},
};
use tokio::sync::Semaphore;

/// A whole request may take this long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a prompt that is earlier than our view of its draw is kept waiting.
const DRAW_PATIENCE: Duration = Duration::from_secs(8);
/// What sealing and the envelope add to a prompt.
const ENVELOPE_BYTES: usize = 256;
/// Longest JSON body, and how long it may take to come: it fits into one packet or two.
const MAX_JSON_BYTES: usize = 4_096;
const JSON_TIMEOUT: Duration = Duration::from_secs(2);

/// What the routes share.
#[derive(Clone)]
struct Shared {
	core: Arc<Core>,
	room: Arc<Semaphore>,
	/// Validators' questions have room of their own, and take it only once they are here as a whole:
	/// strangers cannot crowd them out.
	quick: Arc<Semaphore>,
	/// Prompts may wait for their draw, but never so many that they fill the room.
	waiting: Arc<Semaphore>,
	max_prompt_bytes: u32,
}

/// An error as strangers see it.
struct Refused(StatusCode, &'static str);

impl IntoResponse for Refused {
	fn into_response(self) -> Response {
		let mut response = (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response();
		let again = matches!(
			self.0,
			StatusCode::NOT_FOUND | StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT
		);
		if again {
			response
				.headers_mut()
				.insert(header::RETRY_AFTER, header::HeaderValue::from_static("3"));
		}
		response
	}
}

/// The public routes.
pub fn app(core: Arc<Core>, max_prompt_bytes: u32, max_requests: u32) -> Router {
	let room = |requests: u32| Arc::new(Semaphore::new(requests as usize));
	let shared = Shared {
		core,
		room: room(max_requests),
		quick: room(max_requests),
		waiting: room(max_requests.div_ceil(4)),
		max_prompt_bytes,
	};
	Router::new()
		.route("/stoa/v1/seats", post(seats))
		.route("/stoa/v1/jobs/{job}/prompt", put(take_prompt))
		.route("/stoa/v1/jobs/{job}/output", get(output))
		.route("/stoa/v1/jobs/{job}/trace", get(trace))
		.route("/stoa/v1/about", get(about))
		.route("/health", get(health))
		.layer(middleware::from_fn_with_state(shared.clone(), bounded))
		.with_state(shared)
}

/// The routes for Prometheus, on a listener of their own.
pub fn metrics_app(core: Arc<Core>) -> Router {
	Router::new()
		.route("/metrics", get(|State(core): State<Arc<Core>>| async move { core.metrics.text() }))
		.route("/health", get(|State(core): State<Arc<Core>>| async move { health_of(&core) }))
		.with_state(core)
}

/// At most so many requests, each for a bounded time, and a count of them.
async fn bounded(State(shared): State<Shared>, request: Request, next: Next) -> Response {
	let route = request
		.extensions()
		.get::<axum::extract::MatchedPath>()
		.map_or("none", |path| path.as_str())
		.to_owned();
	let quick = ["/stoa/v1/seats", "/health"].contains(&route.as_str());
	let (request, room) = match quick {
		true => (whole(request).await, &shared.quick),
		false => (Ok(request), &shared.room),
	};
	let response = match (request, room.clone().try_acquire_owned()) {
		(Err(refused), _) => refused.into_response(),
		(_, Err(_)) => Refused(StatusCode::SERVICE_UNAVAILABLE, "busy; try again").into_response(),
		(Ok(request), Ok(_permit)) => {
			tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await.unwrap_or_else(|_| {
				Refused(StatusCode::REQUEST_TIMEOUT, "took too long").into_response()
			})
		}
	};
	let status = response.status().as_u16().to_string();
	shared.core.metrics.requests.with_label_values(&[route.as_str(), status.as_str()]).inc();
	response
}

/// The request with its body read: a short one, and soon.
async fn whole(request: Request) -> Result<Request, Refused> {
	let (parts, body) = request.into_parts();
	match tokio::time::timeout(JSON_TIMEOUT, to_bytes(body, MAX_JSON_BYTES)).await {
		Ok(Ok(body)) => Ok(Request::from_parts(parts, Body::from(body))),
		Ok(Err(_)) => Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, "longer than 4,096 bytes")),
		Err(_) => Err(Refused(StatusCode::REQUEST_TIMEOUT, "the body takes too long")),
	}
}

fn bytes32(text: &str) -> Result<[u8; 32], Refused> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(text, &mut bytes)
		.map_err(|_| Refused(StatusCode::BAD_REQUEST, "byte strings are 32 bytes in hex"))?;
	Ok(bytes)
}

/// Only validators of this chain learn what a seat has to say, and only about our own.
fn check_seat_request(core: &Core, request: &SeatRequest) -> Result<(), Refused> {
	let forbidden = |why| Refused(StatusCode::FORBIDDEN, why);
	if bytes32(&request.genesis)? != core.genesis {
		return Err(forbidden("another chain's genesis"));
	}
	let provider = bytes32(&request.provider)?;
	if provider != core.identity.provider() {
		return Err(forbidden("another provider's account"));
	}
	if !core.is_fresh(request.block) {
		return Err(forbidden("block is not near this daemon's best block"));
	}
	let authority = bytes32(&request.authority)?;
	if !core.is_dispatch_key(&authority) {
		return Err(forbidden("authority is not a current dispatch key"));
	}
	let mut signature = [0; 64];
	hex::decode_to_slice(&request.signature, &mut signature)
		.map_err(|_| Refused(StatusCode::BAD_REQUEST, "signature is 64 bytes in hex"))?;
	let digest = payload::seat_request_digest(
		&core.genesis,
		request.job,
		request.round,
		&provider,
		request.block,
	);
	if !keys::signed_by(&authority, &digest, &signature) {
		return Err(forbidden("signature does not verify"));
	}
	Ok(())
}

async fn seats(State(shared): State<Shared>, body: Bytes) -> Result<Json<SeatReply>, Refused> {
	let request: SeatRequest = serde_json::from_slice(&body)
		.map_err(|_| Refused(StatusCode::BAD_REQUEST, "not a seat request"))?;
	check_seat_request(&shared.core, &request)?;
	Ok(Json(shared.core.seat_reply(request.job, request.round, request.seat)))
}

/// The prompt that `job` waits for here. A requester may be a block ahead of us.
async fn wanted(shared: &Shared, job: JobId) -> Result<Option<Prompt>, Refused> {
	let core = &shared.core;
	let mut blocks = core.blocks();
	let mut permit = None;
	let until = Instant::now() + DRAW_PATIENCE;
	loop {
		if let Some(wanted) = core.read(|m| m.wants_prompt(job).map(|w| w.cloned())).flatten() {
			return Ok(wanted);
		}
		permit = permit.or_else(|| shared.waiting.clone().try_acquire_owned().ok());
		let patience = if permit.is_some() { until } else { Instant::now() };
		let left = patience.saturating_duration_since(Instant::now());
		match tokio::time::timeout(left, blocks.changed()).await {
			Ok(Ok(())) => {}
			_ => return Err(Refused(StatusCode::NOT_FOUND, "not drawn for this job, or not yet")),
		}
	}
}

async fn take_prompt(
	State(shared): State<Shared>,
	Path(job): Path<JobId>,
	headers: HeaderMap,
	body: Body,
) -> Result<StatusCode, Refused> {
	let too_long = || Refused(StatusCode::PAYLOAD_TOO_LARGE, "longer than the job's prompt can be");
	let declared = headers
		.get(header::CONTENT_LENGTH)
		.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
	let most = shared.max_prompt_bytes as usize + ENVELOPE_BYTES;
	if declared.is_some_and(|bytes| bytes > most as u64) {
		return Err(too_long());
	}
	let Some(prompt) = wanted(&shared, job).await? else {
		return Ok(StatusCode::NO_CONTENT);
	};
	if prompt.bytes > shared.max_prompt_bytes {
		return Err(too_long());
	}
	let sealed =
		to_bytes(body, prompt.bytes as usize + ENVELOPE_BYTES).await.map_err(|_| too_long())?;
	match shared.core.take_prompt(job, &prompt, &sealed) {
		Ok(()) => Ok(StatusCode::NO_CONTENT),
		Err(PromptRefused::Sealed) => Err(Refused(
			StatusCode::UNPROCESSABLE_ENTITY,
			"cannot be opened with this provider's transport key",
		)),
		Err(PromptRefused::Mismatch) => Err(Refused(
			StatusCode::UNPROCESSABLE_ENTITY,
			"does not match the job's prompt commitment and length",
		)),
		Err(PromptRefused::Storage) => {
			Err(Refused(StatusCode::SERVICE_UNAVAILABLE, "cannot be stored now"))
		}
	}
}

async fn output(State(shared): State<Shared>, Path(job): Path<JobId>) -> Result<Response, Refused> {
	let core = &shared.core;
	let missing = || Refused(StatusCode::NOT_FOUND, "no output of this job here, or not yet");
	let found = core
		.read(|machine| {
			let (seat, answered) = machine.output_of(job)?;
			machine.output_is_public(job).then_some((seat.reply_key, answered.output_root))
		})
		.flatten();
	let (reply_key, root) = found.ok_or_else(missing)?;
	if !(core.gate)(Leaving::Output) {
		return Err(missing());
	}
	let content = core.blobs.get(&root).ok().flatten().ok_or_else(missing)?;
	let content = match reply_key {
		None => content,
		Some(key) => keys::seal(&key, &content).map_err(|_| {
			Refused(StatusCode::UNPROCESSABLE_ENTITY, "the job's reply key is no X25519 key")
		})?,
	};
	Ok(([(header::CONTENT_TYPE, "application/octet-stream")], content).into_response())
}

/// The cell hashes of an answer of class Exact, once its trace may be shown: whoever computes it again sees
/// where they differ, before anybody puts a bond on it. After a restart they are not here any more.
async fn trace(State(shared): State<Shared>, Path(job): Path<JobId>) -> Result<Response, Refused> {
	let core = &shared.core;
	let missing = || Refused(StatusCode::NOT_FOUND, "no trace of this job here, or not yet");
	let found = core
		.read(|machine| {
			let (seat, answered) = machine.output_of(job)?;
			let root = answered.claim.trace?;
			machine.output_is_public(job).then_some((seat.release, root))
		})
		.flatten();
	let (release, root) = found.ok_or_else(missing)?;
	let engine = core.engine(release).ok_or_else(missing)?;
	let cells = engine.exact().and_then(|exact| exact.cells(&root)).ok_or_else(missing)?;
	Ok(([(header::CONTENT_TYPE, "application/octet-stream")], cells).into_response())
}

async fn about(State(shared): State<Shared>) -> Json<About> {
	let core = &shared.core;
	Json(About {
		genesis: hex::encode(core.genesis),
		provider: hex::encode(core.identity.provider()),
		transport_key: hex::encode(core.identity.transport_key()),
		version: env!("CARGO_PKG_VERSION").to_owned(),
	})
}

async fn health(State(shared): State<Shared>) -> Response {
	health_of(&shared.core)
}

fn health_of(core: &Core) -> Response {
	let seen = core.read(|machine| (machine.pending(), machine.standing())).zip(core.healthy());
	let Some(((pending, Some(standing)), best)) = seen else {
		let body = serde_json::json!({ "status": "no recent block from the node" });
		return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
	};
	let until = match standing {
		Standing::Chilled { until } => Some(until),
		_ => None,
	};
	let standing = standing.to_string();
	Json(serde_json::json!({
		"status": "ok",
		"best": best,
		"pending": pending,
		"standing": standing,
		"chilled_until": until,
	}))
	.into_response()
}
