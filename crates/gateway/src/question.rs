//! What a client asks: read as far as the gateway needs, passed on byte for byte otherwise.

use crate::error::ApiError;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;

/// Most answers to one question; a channel pays for one at a time.
const ANSWERS: u64 = 1;
/// Longest model name that is looked up, in characters.
const MAX_MODEL_CHARS: usize = 256;

/// The three things that can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Route {
	/// `/v1/chat/completions`.
	Chat,
	/// `/v1/completions`.
	Completion,
	/// `/v1/embeddings`.
	Embedding,
}

impl Route {
	/// The path below a provider's base URL; also the label in metrics.
	pub fn path(self) -> &'static str {
		match self {
			Self::Chat => "v1/chat/completions",
			Self::Completion => "v1/completions",
			Self::Embedding => "v1/embeddings",
		}
	}

	/// The field that carries what is asked.
	fn content(self) -> &'static str {
		match self {
			Self::Chat => "messages",
			Self::Completion => "prompt",
			Self::Embedding => "input",
		}
	}
}

/// A checked request. Its fields are kept as they came: nothing inside them is parsed again.
pub struct Question {
	/// What is asked for.
	pub route: Route,
	/// The model as the client names it.
	pub model: String,
	/// Whether the client wants events.
	pub stream: bool,
	/// Whether the client wants the usage as the last event.
	pub include_usage: bool,
	/// Most tokens that the client wants.
	pub max_tokens: Option<u32>,
	/// Length of the body that came, in bytes.
	pub bytes: usize,
	fields: BTreeMap<String, Box<RawValue>>,
}

impl Question {
	/// Reads a body. The error names the field that is at fault.
	pub fn parse(route: Route, body: &[u8]) -> Result<Self, ApiError> {
		let fields: BTreeMap<String, Box<RawValue>> =
			serde_json::from_slice(body).map_err(|error| {
				// The position only: the library's text could quote the prompt.
				let at = format!("line {}, column {}", error.line(), error.column());
				ApiError::invalid("", format!("the body is not a JSON object ({at})"))
			})?;
		let model: String = required(&fields, "model", "a string: see /v1/models")?;
		if !(1..=MAX_MODEL_CHARS).contains(&model.chars().count()) {
			return Err(ApiError::invalid("model", "`model` must have 1 to 256 characters"));
		}
		let content = fields.get(route.content()).map_or("null", |value| value.get());
		if matches!(content, "null" | "[]" | "\"\"") {
			let message = format!("`{}` is missing or empty", route.content());
			return Err(ApiError::invalid(route.content(), message));
		}
		if route == Route::Chat && !content.starts_with('[') {
			return Err(ApiError::invalid("messages", "`messages` must be an array"));
		}
		if number(&fields, "n")?.unwrap_or(ANSWERS) != ANSWERS {
			let message = "`n` must be 1: send the request once for each answer that you want";
			return Err(ApiError::invalid("n", message));
		}
		let (stream, include_usage) = streaming(&fields)?;
		let max_tokens = max_tokens(&fields)?;
		let bytes = body.len();
		Ok(Self { route, model, stream, include_usage, max_tokens, bytes, fields })
	}

	/// The body for a provider that knows the model as `model`. Providers are always asked for a stream
	/// with usage: what a client wants otherwise is made of it here.
	pub fn for_provider(&self, model: &str) -> Result<Bytes, ApiError> {
		let mut fields: BTreeMap<&str, &RawValue> =
			self.fields.iter().map(|(name, value)| (name.as_str(), value.as_ref())).collect();
		let broken = |_| {
			let status = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
			ApiError::new(status, "internal", "the request could not be written again")
		};
		let model = to_raw_value(model).map_err(broken)?;
		let stream = to_raw_value(&true).map_err(broken)?;
		let options =
			to_raw_value(&serde_json::json!({ "include_usage": true })).map_err(broken)?;
		fields.insert("model", &model);
		if self.route != Route::Embedding {
			fields.insert("stream", &stream);
			fields.insert("stream_options", &options);
		}
		let mut body = Vec::with_capacity(self.bytes.saturating_add(96));
		serde_json::to_writer(&mut body, &fields).map_err(broken)?;
		Ok(body.into())
	}
}

fn optional<T: DeserializeOwned>(
	fields: &BTreeMap<String, Box<RawValue>>,
	name: &'static str,
	what: &str,
) -> Result<Option<T>, ApiError> {
	let Some(value) = fields.get(name) else { return Ok(None) };
	serde_json::from_str(value.get())
		.map_err(|_| ApiError::invalid(name, format!("`{name}` must be {what}")))
}

/// A whole number. JSON has one kind of number, so `5.0` is one.
fn number(
	fields: &BTreeMap<String, Box<RawValue>>,
	name: &'static str,
) -> Result<Option<u64>, ApiError> {
	let what = "a whole number";
	let Some(number) = optional::<serde_json::Number>(fields, name, what)? else { return Ok(None) };
	let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0).then_some(number as u64);
	let number = number.as_u64().or_else(|| number.as_f64().and_then(whole));
	number.map(Some).ok_or_else(|| ApiError::invalid(name, format!("`{name}` must be {what}")))
}

fn required<T: DeserializeOwned>(
	fields: &BTreeMap<String, Box<RawValue>>,
	name: &'static str,
	what: &str,
) -> Result<T, ApiError> {
	optional(fields, name, what)?
		.ok_or_else(|| ApiError::invalid(name, format!("`{name}` is missing: {what}")))
}

fn streaming(fields: &BTreeMap<String, Box<RawValue>>) -> Result<(bool, bool), ApiError> {
	#[derive(serde::Deserialize)]
	struct Options {
		include_usage: Option<bool>,
	}
	let stream = optional(fields, "stream", "true or false")?.unwrap_or(false);
	let options: Option<Options> =
		optional(fields, "stream_options", "an object such as {\"include_usage\": true}")?;
	Ok((stream, options.and_then(|options| options.include_usage).unwrap_or(false)))
}

fn max_tokens(fields: &BTreeMap<String, Box<RawValue>>) -> Result<Option<u32>, ApiError> {
	for name in ["max_completion_tokens", "max_tokens"] {
		match number(fields, name)? {
			Some(0) => {
				return Err(ApiError::invalid(name, format!("`{name}` must be at least 1")));
			}
			Some(most) => {
				let beyond = |_| ApiError::invalid(name, format!("`{name}` is beyond any context"));
				return u32::try_from(most).map(Some).map_err(beyond);
			}
			None => {}
		}
	}
	Ok(None)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn chat(body: &str) -> Result<Question, ApiError> {
		Question::parse(Route::Chat, body.as_bytes())
	}

	#[test]
	fn what_the_gateway_does_not_know_is_passed_on() {
		let asked = r#"{"model":"m","messages":[{"role":"user","content":"h\u00e9"}],"top_p":0.10,
			"max_tokens":7,"tools":[{"a": [1, 2]}]}"#;
		let question = chat(asked).unwrap();
		assert_eq!((question.stream, question.max_tokens), (false, Some(7)));
		let body = question.for_provider("theirs").unwrap();
		let text = std::str::from_utf8(&body).unwrap();
		// Numbers and escapes as they were written.
		assert!(text.contains(r#""top_p":0.10"#) && text.contains(r"h\u00e9"), "{text}");
		let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
		assert_eq!(body["model"], "theirs");
		assert_eq!(body["stream"], true);
		assert_eq!(body["stream_options"]["include_usage"], true);
		assert_eq!(body["tools"][0]["a"][1], 2);
	}

	#[test]
	fn embeddings_are_not_asked_for_as_a_stream() {
		let body = br#"{"model":"m","input":"x"}"#;
		let question = Question::parse(Route::Embedding, body).unwrap();
		let body = question.for_provider("m").unwrap();
		assert!(!std::str::from_utf8(&body).unwrap().contains("stream"));
	}

	#[test]
	fn what_is_wrong_is_named_and_the_prompt_is_not_quoted() {
		let whole = r#"{"model":"m","messages":[{"role":"user","content":"canary"}]"#;
		for (tail, param) in [
			(r#","n":2}"#, Some("n")),
			(r#","stream":"yes"}"#, Some("stream")),
			(r#","stream_options":7}"#, Some("stream_options")),
			(r#","max_tokens":0}"#, Some("max_tokens")),
			(r#","max_tokens":-1}"#, Some("max_tokens")),
			(r#","max_tokens":1.5}"#, Some("max_tokens")),
			(r#","max_tokens":99999999999}"#, Some("max_tokens")),
			("", None),
			(r#"}}"#, None),
		] {
			let error = chat(&format!("{whole}{tail}")).err().unwrap();
			assert_eq!((error.status.as_u16(), error.param), (400, param), "{tail}");
			assert!(!error.message.contains("canary"), "{}", error.message);
		}
		for (body, param) in [
			(r#"{"messages":[1]}"#, Some("model")),
			(r#"{"model":3,"messages":[1]}"#, Some("model")),
			(r#"{"model":"m"}"#, Some("messages")),
			(r#"{"model":"m","messages":[]}"#, Some("messages")),
			(r#"{"model":"m","messages":"x"}"#, Some("messages")),
			("[]", None),
			("", None),
		] {
			assert_eq!(chat(body).err().unwrap().param, param, "{body}");
		}
	}

	#[test]
	fn null_is_as_if_it_were_not_there() {
		let body = r#"{"model":"m","messages":[1],"n":null,"stream":null,"max_tokens":null}"#;
		let question = chat(body).unwrap();
		assert_eq!((question.stream, question.max_tokens), (false, None));
	}

	#[test]
	fn a_whole_number_is_one_however_it_is_written() {
		let question = chat(r#"{"model":"m","messages":[1],"n":1.0,"max_tokens":7e0}"#).unwrap();
		assert_eq!(question.max_tokens, Some(7));
	}
}
