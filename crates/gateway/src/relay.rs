//! From a running answer to the client: event by event as they come, or as a whole.

use crate::{
	assemble::Assembly,
	begin::{Begun, of_broken},
	chunk::Gist,
	error::ApiError,
	question::{Question, Route},
	running::{Broken, DONE, Running},
};
use axum::{
	body::Body,
	http::{HeaderValue, header},
	response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::stream;
use std::{
	convert::Infallible,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{
	sync::mpsc,
	time::{sleep, timeout},
};

/// Events that may wait for a slow client; beyond them the provider waits. More than an answer can begin with.
const AHEAD: usize = 32;
/// How long the last receipt of a finished answer is waited for when its client has gone.
const LAST_RECEIPT: Duration = Duration::from_secs(5);

/// What the end of an answer needs.
pub struct Finish {
	/// The request's id.
	pub request_id: HeaderValue,
	/// When its headers were there.
	pub since: Instant,
	/// Time for a client to take a part of the answer.
	pub stall: Duration,
}

impl Finish {
	/// One line and one measurement for each answer. Nothing of what was asked or answered.
	fn tell(&self, running: &Running, route: Route, outcome: &str) {
		self.tell_after(self.since.elapsed(), running, route, outcome);
	}

	fn tell_after(&self, time: Duration, running: &Running, route: Route, outcome: &str) {
		let seconds = time.as_secs_f64();
		running.observe(route.path(), seconds);
		let receipt = running.receipt();
		tracing::info!(
			request = self.request_id.to_str().unwrap_or_default(),
			route = route.path(),
			release = running.offer.release,
			provider = hex::encode(running.offer.account),
			input = receipt.map_or(0, |receipt| receipt.prompt_tokens),
			output = receipt.map_or(0, |receipt| receipt.output_tokens),
			planck = receipt.map_or(0, |receipt| receipt.price),
			milliseconds = seconds * 1_000.0,
			outcome,
		);
	}
}

/// A budget that is used up is not the provider's fault.
fn blame(running: &Running, broken: &Broken) {
	if !matches!(broken, Broken::Budget) {
		running.offer.stats.failed();
	}
}

/// An answer as one JSON object, as soon as the provider has said and counted all of it: its last receipt is
/// waited for, checked and paid without its client.
pub async fn whole(
	begun: Begun,
	question: &Question,
	finish: Finish,
) -> Result<Response, ApiError> {
	let Begun { mut running, lead } = begun;
	let mut assembly = Assembly::new(question.route);
	for (event, gist) in lead {
		assembly.add(&event.data, gist.usage);
	}
	while !assembly.is_whole() {
		match running.next().await {
			Ok(Some((event, gist))) => assembly.add(&event.data, gist.usage),
			Ok(None) => break,
			Err(broken) => {
				blame(&running, &broken);
				finish.tell(&running, question.route, "broken off");
				return Err(of_broken(&broken));
			}
		}
	}
	let (route, time) = (question.route, finish.since.elapsed());
	running.lanes().clone().work(async move {
		let said = match last_receipt(&mut running).await {
			true => "whole",
			false => "whole, without its last receipt",
		};
		finish.tell_after(time, &running, route, said);
	});
	let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
	Ok((json, assembly.finish()).into_response())
}

/// Waits for the last receipt of an answer of which all else is here. Whether it came and was paid.
async fn last_receipt(running: &mut Running) -> bool {
	let rest = async {
		loop {
			match running.next().await {
				Ok(Some(_)) => {}
				Ok(None) => return Ok(()),
				Err(broken) => return Err(broken),
			}
		}
	};
	match timeout(LAST_RECEIPT, rest).await {
		Ok(Ok(())) => true,
		Ok(Err(broken)) => {
			blame(running, &broken);
			false
		}
		Err(_) => {
			running.offer.stats.failed();
			false
		}
	}
}

/// An answer as events.
pub fn stream(begun: Begun, question: Arc<Question>, finish: Finish) -> Response {
	let (out, events) = mpsc::channel::<Bytes>(AHEAD);
	let Begun { running, lead } = begun;
	let finished = lead.iter().any(|(_, gist)| gist.finished);
	// What is here already waits for no other task.
	for (event, gist) in lead {
		if is_for(&gist, &question) {
			let _ = out.try_send(event.raw);
		}
	}
	tokio::spawn(pump(running, finished, question, finish, out));
	let events = stream::unfold(events, |mut events| async move {
		let event = events.recv().await?;
		Some((Ok::<_, Infallible>(event), events))
	});
	let headers = [
		(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
		(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
		// Proxies that buffer would keep the first token back.
		(header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
	];
	(headers, Body::from_stream(events)).into_response()
}

/// Whether an event is sent on: clients that did not ask for the usage get no event for it alone.
fn is_for(gist: &Gist, question: &Question) -> bool {
	question.include_usage || !gist.usage_only
}

async fn pump(
	mut running: Running,
	mut finished: bool,
	question: Arc<Question>,
	finish: Finish,
	out: mpsc::Sender<Bytes>,
) {
	let outcome = relay(&mut running, &question, &finish, &out, &mut finished).await;
	let said = match outcome {
		Some(Ok(())) => "whole",
		Some(Err(broken)) => {
			blame(&running, &broken);
			let error = format!("data: {}\n\n", of_broken(&broken).json());
			// A client that has gone needs no error.
			let _ = timeout(finish.stall, out.send(error.into())).await;
			"broken off"
		}
		// All was written: what is missing is the receipt that is to be paid.
		None if finished => {
			last_receipt(&mut running).await;
			"client left at the end"
		}
		None => "client left",
	};
	finish.tell(&running, question.route, said);
}

/// Sends everything on; nothing if the client has gone.
async fn relay(
	running: &mut Running,
	question: &Question,
	finish: &Finish,
	out: &mpsc::Sender<Bytes>,
	finished: &mut bool,
) -> Option<Result<(), Broken>> {
	loop {
		let next = tokio::select! {
			next = running.next() => next,
			() = out.closed() => return None,
		};
		let bytes = match next {
			Ok(Some((event, gist))) => {
				*finished |= gist.finished;
				if !is_for(&gist, question) {
					continue;
				}
				event.raw
			}
			Ok(None) => {
				let done = [b"data: ", DONE, b"\n\n"].concat();
				send(out, done.into(), finish.stall).await;
				return Some(Ok(()));
			}
			Err(broken) => return Some(Err(broken)),
		};
		if !send(out, bytes, finish.stall).await {
			return None;
		}
	}
}

/// False if the client has gone, or reads nothing.
async fn send(out: &mpsc::Sender<Bytes>, bytes: Bytes, stall: Duration) -> bool {
	match out.try_send(bytes) {
		Ok(()) => true,
		Err(mpsc::error::TrySendError::Closed(_)) => false,
		Err(mpsc::error::TrySendError::Full(bytes)) => tokio::select! {
			sent = out.send(bytes) => sent.is_ok(),
			() = sleep(stall) => false,
		},
	}
}
