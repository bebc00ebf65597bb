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
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use stoa_primitives::channel::End;

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

/// A receipt and its signature.
pub fn receipt(signed: &Signed) -> Value {
	json!({
		"receipt": format!("0x{}", hex::encode(signed.receipt.encode())),
		"signature": format!("0x{}", hex::encode(signed.signature)),
	})
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
			Said::Text(text) => event(&self.piece(Some(self.choice(&text, None)))),
			// No route that streams has any.
			Said::Vector(_) => String::new(),
			Said::Receipt { signed, opening, written } => {
				let data = receipt_event(&signed, opening, &written);
				format!("event: stoa.receipt\n{}", event(&data))
			}
			Said::End { wrong: Some((code, message)), .. } => event(&error(code, message).body()),
			Said::End { end, tokens, wrong: None } => {
				let last = self.piece(Some(self.choice("", Some(finish_reason(end)))));
				let mut all = event(&last);
				if self.include_usage {
					let mut counts = self.piece(None);
					counts["usage"] = usage(tokens);
					all += &event(&counts);
				}
				all + "data: [DONE]\n\n"
			}
		}
	}
}

fn receipt_event(
	signed: &Signed,
	opening: Option<([u8; 32], Option<Vec<u32>>)>,
	written: &[u32],
) -> Value {
	let mut data = receipt(signed);
	if let Some((salt, prompt)) = opening {
		data["salt"] = format!("0x{}", hex::encode(salt)).into();
		if let Some(prompt) = prompt {
			data["promptTokens"] = prompt.into();
		}
	}
	if !written.is_empty() {
		data["outputTokens"] = written.into();
	}
	data
}

struct Flow {
	answer: Answer,
	head: Head,
	lease: Lease,
	patience: Duration,
	/// What it has said already.
	first: Option<Said>,
	begun: bool,
}

/// The answer as it grows. It grows no faster than it is taken; whoever goes ends it. What goes wrong before
/// the first word is an error of its own.
pub async fn stream(
	mut answer: Answer,
	head: Head,
	lease: Lease,
	patience: Duration,
) -> Result<Response, ApiError> {
	lease.extend(SLOW + patience);
	let first = answer.next().await;
	if let Some(Said::End { wrong: Some((code, message)), .. }) = first {
		return Err(error(code, message));
	}
	let flow = Flow { answer, head, lease, patience, first, begun: false };
	let pieces = unfold(flow, |mut flow| async move {
		flow.lease.extend(SLOW + flow.patience);
		let mut piece = String::new();
		if !std::mem::replace(&mut flow.begun, true) {
			piece = flow.head.begin();
		}
		let said = match flow.first.take() {
			Some(said) => said,
			None => flow.answer.next().await?,
		};
		piece += &flow.head.say(said);
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
	vectors: Vec<Vec<f32>>,
	last: Option<Signed>,
	opening: Option<([u8; 32], Option<Vec<u32>>)>,
	written: Vec<u32>,
}

impl Whole {
	/// Waits for all of it.
	async fn of(
		mut answer: Answer,
		lease: &Lease,
		patience: Duration,
	) -> Result<(Self, End, Tokens), ApiError> {
		let mut whole = Self::default();
		loop {
			lease.extend(SLOW + patience);
			match answer.next().await {
				Some(Said::Text(text)) => whole.text += &text,
				Some(Said::Vector(vector)) => whole.vectors.push(vector),
				Some(Said::Receipt { signed, opening, written }) => {
					whole.last = Some(signed);
					whole.opening = whole.opening.or(opening);
					whole.written.extend(written);
				}
				Some(Said::End { end, tokens, wrong: None }) => return Ok((whole, end, tokens)),
				Some(Said::End { wrong: Some((code, message)), .. }) => {
					let error = error(code, message);
					let receipt = whole.last.map(|last| json!({ "receipt": receipt(&last) }));
					return Err(match receipt {
						Some(receipt) => error.with_channel(receipt),
						None => error,
					});
				}
				None => {
					return Err(error("engine_failed", "the answer has no end; try again".into()));
				}
			}
		}
	}

	/// What the payer checks and pays for.
	fn stoa(self) -> Value {
		match self.last {
			Some(last) => receipt_event(&last, self.opening, &self.written),
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
	let (whole, end, tokens) = Whole::of(answer, &lease, patience).await?;
	let finish = finish_reason(end);
	let mut choice = json!({ "index": 0, "logprobs": null, "finish_reason": finish });
	let object = match head.route {
		Route::Chat => {
			let content = whole.text.as_str();
			choice["message"] = json!({ "role": "assistant", "content": content, "refusal": null });
			"chat.completion"
		}
		Route::Text => {
			choice["text"] = whole.text.as_str().into();
			"text_completion"
		}
	};
	let body = json!({
		"id": head.id,
		"object": object,
		"created": head.created,
		"model": head.model,
		"choices": [choice],
		"usage": usage(tokens),
		"stoa": whole.stoa(),
	});
	Ok(axum::Json(body).into_response())
}

/// Embeddings when they are there.
pub async fn embeddings(
	answer: Answer,
	model: String,
	base64: bool,
	lease: Lease,
	patience: Duration,
) -> Result<Response, ApiError> {
	let (mut whole, _, tokens) = Whole::of(answer, &lease, patience).await?;
	let vectors = std::mem::take(&mut whole.vectors);
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
		"stoa": whole.stoa(),
	});
	Ok(axum::Json(body).into_response())
}
