//! Answers as OpenAI's clients read them, with receipts between: as events while they grow, or whole.

use super::{
	answer::{Answer, Said},
	ask::Route,
	error::ApiError,
	lane::Signed,
	terms::Tokens,
};
use crate::listen::Lease;
use axum::{
	body::{Body, Bytes},
	http::{StatusCode, header},
	response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use codec::Encode;
use futures::stream::unfold;
use serde_json::{Value, json};
use std::{
	convert::Infallible,
	pin::pin,
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use stoa_primitives::{Digest, channel::End};
use tokio::time::timeout;

/// Whoever takes nothing for so long is shown out.
const SLOW: Duration = Duration::from_secs(60);

/// What all pieces of an answer say.
pub struct Head {
	/// Which route was asked.
	pub route: Route,
	/// The answer's name.
	pub id: String,
	/// The model's.
	pub model: String,
	/// When it began, in seconds since 1970.
	pub created: u64,
	/// Whether the last piece counts the tokens.
	pub include_usage: bool,
}

/// Seconds since 1970.
pub fn now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn usage(tokens: Tokens) -> Value {
	json!({
		"prompt_tokens": tokens.prompt,
		"completion_tokens": tokens.output,
		"total_tokens": tokens.all(),
	})
}

fn finish_reason(end: End) -> &'static str {
	match end {
		End::Length => "length",
		_ => "stop",
	}
}

fn event(data: &Value) -> String {
	format!("data: {data}\n\n")
}

/// What went wrong, as an error.
fn error(code: &'static str, message: String) -> ApiError {
	let status = match code {
		"voucher_required" => StatusCode::PAYMENT_REQUIRED,
		"engine_busy" | "timeout" | "receipt_failed" => StatusCode::SERVICE_UNAVAILABLE,
		_ => StatusCode::INTERNAL_SERVER_ERROR,
	};
	let error = ApiError::new(status, code, message);
	match status {
		StatusCode::SERVICE_UNAVAILABLE => error.after(Duration::from_secs(5)),
		_ => error,
	}
}

impl Head {
	fn piece(&self, choice: Option<Value>) -> Value {
		let object = match self.route {
			Route::Chat => "chat.completion.chunk",
			Route::Text => "text_completion",
		};
		let mut piece = json!({
			"id": self.id,
			"object": object,
			"created": self.created,
			"model": self.model,
			"choices": choice.into_iter().collect::<Vec<Value>>(),
		});
		if self.include_usage {
			piece["usage"] = Value::Null;
		}
		piece
	}

	fn choice(&self, text: &str, finish: Option<&str>) -> Value {
		let mut choice = json!({ "index": 0, "logprobs": null, "finish_reason": finish });
		match (self.route, finish) {
			(Route::Chat, Some(_)) => choice["delta"] = json!({}),
			(Route::Chat, None) => choice["delta"] = json!({ "content": text }),
			(Route::Text, _) => choice["text"] = text.into(),
		}
		choice
	}

	/// What comes before all else.
	fn begin(&self) -> String {
		match self.route {
			Route::Text => String::new(),
			Route::Chat => {
				let delta = json!({ "role": "assistant", "content": "" });
				let choice =
					json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": null });
				event(&self.piece(Some(choice)))
			}
		}
	}

	fn say(&self, said: Said) -> String {
		match said {
			Said::Text { text, ids } => {
				let mut piece = self.piece(Some(self.choice(&text, None)));
				if !ids.is_empty() {
					piece["stoa"] = json!({ "tokens": ids });
				}
				event(&piece)
			}
			Said::End { end, tokens } => {
				let last = self.piece(Some(self.choice("", Some(finish_reason(end)))));
				let mut all = event(&last);
				if self.include_usage {
					let mut counts = self.piece(None);
					counts["usage"] = usage(tokens);
					all += &event(&counts);
				}
				all
			}
			other => say(other),
		}
	}
}

/// What is the same for all routes; of embeddings, all.
fn say(said: Said) -> String {
	match said {
		Said::Text { text, .. } => format!("data: {text}\n\n"),
		Said::End { .. } => String::new(),
		Said::Receipt { signed, opening, trace } => {
			format!("event: stoa.receipt\n{}", event(&receipt(&signed, opening, trace)))
		}
		Said::Over { wrong: Some((code, message)) } => event(&error(code, message).body()),
		Said::Over { wrong: None } => "data: [DONE]\n\n".into(),
	}
}

fn hexed(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// A receipt with what its payer needs to check it.
fn receipt(signed: &Signed, opening: Option<Opening>, trace: Option<Digest>) -> Value {
	let mut data = json!({
		"receipt": hexed(&signed.receipt.encode()),
		"signature": hexed(&signed.signature),
	});
	if let Some((salt, prompt)) = opening {
		data["salt"] = hexed(&salt).into();
		if let Some(prompt) = prompt {
			data["promptTokens"] = prompt.into();
		}
	}
	if let Some(trace) = trace {
		data["trace"] = hexed(&trace).into();
	}
	data
}

/// What an answer says next, however long it takes. Whoever takes nothing of it asks for nothing, and is shown
/// out.
async fn next(answer: &mut Answer, lease: &Lease, patience: Duration) -> Option<Said> {
	let mut said = pin!(answer.next());
	loop {
		lease.extend(SLOW + patience);
		if let Ok(said) = timeout(SLOW / 2, &mut said).await {
			return said;
		}
	}
}

type Opening = (Digest, Option<Vec<u32>>);

struct Flow {
	answer: Answer,
	/// None of embeddings.
	head: Option<Head>,
	lease: Lease,
	patience: Duration,
	/// What it has said already.
	first: Option<Said>,
	begun: bool,
}

impl Flow {
	/// The next piece; none after the end.
	async fn next(&mut self) -> Option<String> {
		let said = match self.first.take() {
			Some(said) => said,
			None => next(&mut self.answer, &self.lease, self.patience).await?,
		};
		let Some(head) = &self.head else { return Some(say(said)) };
		let begin = if self.begun { String::new() } else { head.begin() };
		self.begun = true;
		Some(begin + &head.say(said))
	}
}

/// The answer as it grows. It grows no faster than it is taken; whoever goes ends it. What goes wrong before
/// the first word is an error of its own.
pub async fn stream(
	mut answer: Answer,
	head: Option<Head>,
	lease: Lease,
	patience: Duration,
) -> Result<Response, ApiError> {
	let first = next(&mut answer, &lease, patience).await;
	if let Some(Said::Over { wrong: Some((code, message)) }) = first {
		return Err(error(code, message));
	}
	let flow = Flow { answer, head, lease, patience, first, begun: false };
	let pieces = unfold(flow, |mut flow| async move {
		let piece = flow.next().await?;
		Some((Ok::<_, Infallible>(Bytes::from(piece)), flow))
	});
	let headers = [
		(header::CONTENT_TYPE, "text/event-stream"),
		(header::CACHE_CONTROL, "no-cache"),
		// Proxies of nginx's kind hold back what is short.
		(header::HeaderName::from_static("x-accel-buffering"), "no"),
	];
	Ok((headers, Body::from_stream(pieces)).into_response())
}

/// A whole answer.
#[derive(Default)]
struct Whole {
	text: String,
	ids: Vec<u32>,
	end: Option<(End, Tokens)>,
	last: Option<(Box<Signed>, Option<Digest>)>,
	opening: Option<Opening>,
}

impl Whole {
	/// Waits for all of it.
	async fn of(mut answer: Answer, lease: &Lease, patience: Duration) -> Result<Self, ApiError> {
		let mut whole = Self::default();
		loop {
			match next(&mut answer, lease, patience).await {
				Some(Said::Text { text, ids }) => {
					whole.text += &text;
					whole.ids.extend(ids);
				}
				Some(Said::Receipt { signed, opening, trace }) => {
					whole.last = Some((signed, trace));
					whole.opening = whole.opening.or(opening);
				}
				Some(Said::End { end, tokens }) => whole.end = Some((end, tokens)),
				Some(Said::Over { wrong: None }) | None => return Ok(whole),
				Some(Said::Over { wrong: Some((code, message)) }) => {
					let receipt = whole.last.is_some().then(|| whole.receipt());
					let error = error(code, message);
					return Err(match receipt {
						Some(receipt) => error.with_channel(receipt),
						None => error,
					});
				}
			}
		}
	}

	/// What the payer checks and pays for.
	fn receipt(&self) -> Value {
		match &self.last {
			Some((signed, trace)) => receipt(signed, self.opening.clone(), *trace),
			None => Value::Null,
		}
	}
}

/// The answer when it is there.
pub async fn whole(
	answer: Answer,
	head: Head,
	lease: Lease,
	patience: Duration,
) -> Result<Response, ApiError> {
	let whole = Whole::of(answer, &lease, patience).await?;
	let (end, tokens) = whole.end.unwrap_or((End::Failed, Tokens::default()));
	let finish = finish_reason(end);
	let mut choice = json!({ "index": 0, "logprobs": null, "finish_reason": finish });
	let text = whole.text.as_str();
	let object = match head.route {
		Route::Chat => {
			choice["message"] = json!({ "role": "assistant", "content": text, "refusal": null });
			"chat.completion"
		}
		Route::Text => {
			choice["text"] = text.into();
			"text_completion"
		}
	};
	let mut stoa = whole.receipt();
	if !whole.ids.is_empty() {
		stoa["tokens"] = whole.ids.into();
	}
	let body = json!({
		"id": head.id,
		"object": object,
		"created": head.created,
		"model": head.model,
		"choices": [choice],
		"usage": usage(tokens),
		"stoa": stoa,
	});
	Ok(axum::Json(body).into_response())
}

/// Embeddings, as one line of JSON.
pub fn embeddings_of(vectors: Vec<Vec<f32>>, model: &str, base64: bool, tokens: Tokens) -> String {
	let data = vectors.into_iter().enumerate().map(|(index, vector)| {
		let embedding = match base64 {
			false => Value::from(vector),
			true => {
				let bytes: Vec<u8> = vector.into_iter().flat_map(f32::to_le_bytes).collect();
				STANDARD.encode(bytes).into()
			}
		};
		json!({ "object": "embedding", "index": index, "embedding": embedding })
	});
	let body = json!({
		"object": "list",
		"data": data.collect::<Vec<Value>>(),
		"model": model,
		"usage": { "prompt_tokens": tokens.prompt, "total_tokens": tokens.prompt },
	});
	body.to_string()
}

/// Embeddings when they are there. The receipt commits to the body's bytes, so it is in a header.
pub async fn embeddings(
	answer: Answer,
	lease: Lease,
	patience: Duration,
) -> Result<Response, ApiError> {
	let whole = Whole::of(answer, &lease, patience).await?;
	let headers = [
		(header::CONTENT_TYPE, "application/json".to_owned()),
		(header::HeaderName::from_static("stoa-receipt"), whole.receipt().to_string()),
	];
	Ok((headers, whole.text).into_response())
}
