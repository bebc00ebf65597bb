//! Bodies of requests, as OpenAI's clients send them.

use super::error::ApiError;
use crate::engine::stream::{Input, Wish};
use serde_json::{Map, Value};

/// Parameters that change nothing about an answer.
const IGNORED: [&str; 6] =
	["user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key"];
/// Parameters that no engine knows, and the values with which they say nothing.
const WITHOUT_EFFECT: [(&str, &[&str]); 14] = [
	("n", &["1"]),
	("best_of", &["1"]),
	("echo", &["false"]),
	("logprobs", &["false", "0"]),
	("top_logprobs", &["0"]),
	("suffix", &["\"\""]),
	("tools", &["[]"]),
	("tool_choice", &["\"none\"", "\"auto\""]),
	("parallel_tool_calls", &["true", "false"]),
	("frequency_penalty", &["0", "0.0"]),
	("presence_penalty", &["0", "0.0"]),
	("logit_bias", &["{}"]),
	("response_format", &["{\"type\":\"text\"}"]),
	("modalities", &["[\"text\"]"]),
];

/// Which route was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Route {
	/// `/v1/chat/completions`.
	Chat,
	/// `/v1/completions`.
	Text,
}

/// A request for an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Ask {
	/// The model's name.
	pub model: String,
	/// What is wished for; its seed is still to be filled in.
	pub wish: Wish,
	/// Whether the answer comes piece by piece.
	pub stream: bool,
	/// Whether the last piece counts the tokens.
	pub include_usage: bool,
}

/// A request for embeddings.
#[derive(Clone, PartialEq, Debug)]
pub struct AskEmbeddings {
	/// The model's name.
	pub model: String,
	/// What to embed.
	pub inputs: Vec<Input>,
	/// Whether vectors are to be base64 of little-endian floats.
	pub base64: bool,
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
	match serde_json::from_slice(body) {
		Ok(Value::Object(mut fields)) => {
			// To OpenAI's clients null is the same as nothing.
			fields.retain(|_, value| !value.is_null());
			Ok(fields)
		}
		Ok(_) => Err(malformed("the body must be a JSON object".into())),
		// Where it is wrong, not what is there.
		Err(error) => Err(malformed(format!(
			"the body is not JSON: line {}, column {}",
			error.line(),
			error.column()
		))),
	}
}

fn malformed(why: String) -> ApiError {
	ApiError::new(axum::http::StatusCode::BAD_REQUEST, "invalid_json", why)
}

fn invalid(name: &str, why: &str) -> ApiError {
	ApiError::parameter(name, "invalid_value", format!("`{name}` {why}"))
}

/// Takes a parameter out of a body.
fn take<T>(
	fields: &mut Map<String, Value>,
	name: &str,
	why: &str,
	read: impl FnOnce(&Value) -> Option<T>,
) -> Result<Option<T>, ApiError> {
	let Some(value) = fields.remove(name) else { return Ok(None) };
	read(&value).map(Some).ok_or_else(|| invalid(name, why))
}

fn model(fields: &mut Map<String, Value>) -> Result<String, ApiError> {
	let model = take(fields, "model", "must be a text", |v| v.as_str().map(str::to_owned))?;
	model.ok_or_else(|| {
		ApiError::parameter("model", "missing", "name a `model`; /v1/models lists them")
	})
}

fn ids(value: &Value) -> Option<Vec<u32>> {
	value.as_array()?.iter().map(|id| id.as_u64().and_then(|id| u32::try_from(id).ok())).collect()
}

/// A text or token ids.
fn input(value: &Value) -> Option<Input> {
	match value {
		Value::String(text) => Some(Input::Text(text.clone())),
		_ => ids(value).filter(|ids| !ids.is_empty()).map(Input::Tokens),
	}
}

/// One input, or a list of them.
fn inputs(value: &Value) -> Option<Vec<Input>> {
	match input(value) {
		Some(one) => Some(vec![one]),
		None => value.as_array()?.iter().map(input).collect(),
	}
}

fn drop_what_says_nothing(fields: &mut Map<String, Value>) {
	fields.retain(|name, value| {
		let without = WITHOUT_EFFECT.iter().find(|(known, _)| known == name);
		let says_nothing = without.is_some_and(|(_, values)| values.contains(&&*value.to_string()));
		!says_nothing && !IGNORED.contains(&name.as_str())
	});
}

impl Ask {
	/// Reads a body.
	pub fn read(body: &[u8], route: Route) -> Result<Self, ApiError> {
		let mut fields = object(body)?;
		let model = model(&mut fields)?;
		let f = &mut fields;
		let positive =
			|v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
		let most = take(f, "max_tokens", "must be a number of tokens above 0", positive)?;
		let newer =
			take(f, "max_completion_tokens", "must be a number of tokens above 0", positive)?;
		let stream = take(f, "stream", "must be true or false", Value::as_bool)?.unwrap_or(false);
		let options = take(f, "stream_options", "must be an object", |v| v.as_object().cloned())?;
		let include = options.as_ref().and_then(|options| options.get("include_usage"));
		let include_usage = include.and_then(Value::as_bool).unwrap_or(false);
		let number = |v: &Value| v.as_f64();
		let mut wish = Wish {
			input: prompt(f, route)?,
			// OpenAI's older route writes 16 tokens if nothing is said.
			most: newer.or(most).or((route == Route::Text).then_some(16)),
			temperature: take(f, "temperature", "must be a number", number)?,
			top_p: take(f, "top_p", "must be a number", number)?,
			min_p: take(f, "min_p", "must be a number", number)?,
			seed: take(f, "seed", "must be a whole number", Value::as_i64)?,
			fresh_seed: [0; 32],
			stop: take(f, "stop", "must be a text or a list of texts", stops)?.unwrap_or_default(),
			others: Map::new(),
		};
		drop_what_says_nothing(&mut fields);
		wish.others = fields;
		Ok(Self { model, wish, stream, include_usage })
	}
}

fn stops(value: &Value) -> Option<Vec<String>> {
	match value {
		Value::String(stop) => Some(vec![stop.clone()]),
		_ => value.as_array()?.iter().map(|stop| stop.as_str().map(str::to_owned)).collect(),
	}
}

fn prompt(fields: &mut Map<String, Value>, route: Route) -> Result<Input, ApiError> {
	let missing = |name: &str| ApiError::parameter(name, "missing", format!("give `{name}`"));
	match route {
		Route::Chat => {
			let messages = fields.remove("messages").ok_or_else(|| missing("messages"))?;
			Ok(Input::Chat(messages))
		}
		Route::Text => {
			let why = "must be one text, or the token ids of one";
			let prompts = take(fields, "prompt", why, inputs)?.ok_or_else(|| missing("prompt"))?;
			let [prompt] = <[Input; 1]>::try_from(prompts).map_err(|_| invalid("prompt", why))?;
			Ok(prompt)
		}
	}
}

impl AskEmbeddings {
	/// Reads a body.
	pub fn read(body: &[u8]) -> Result<Self, ApiError> {
		let mut fields = object(body)?;
		let model = model(&mut fields)?;
		let why = "must be a text, token ids, or a list of one of them";
		let inputs = take(&mut fields, "input", why, inputs)?;
		let inputs =
			inputs.ok_or_else(|| ApiError::parameter("input", "missing", "give an `input`"))?;
		let why = "must be `float` or `base64`";
		let base64 =
			take(&mut fields, "encoding_format", why, |format| match format.as_str()? {
				"float" => Some(false),
				"base64" => Some(true),
				_ => None,
			})?;
		drop_what_says_nothing(&mut fields);
		if let Some(name) = fields.keys().next() {
			return Err(ApiError::parameter(
				name,
				"unsupported_parameter",
				format!("`{name}` is not known here; leave it out"),
			));
		}
		Ok(Self { model, inputs, base64: base64.unwrap_or(false) })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn read(body: Value, route: Route) -> Result<Ask, ApiError> {
		Ask::read(body.to_string().as_bytes(), route)
	}

	#[test]
	fn what_clients_send_is_read() {
		let messages = json!([{ "role": "user", "content": "hi" }]);
		let ask = read(
			json!({
				"model": "release-0", "messages": messages, "max_completion_tokens": 5, "temperature": 0,
				"stream": true, "stream_options": { "include_usage": true }, "stop": "x", "n": 1,
				"tools": [], "user": "me", "seed": -4, "logprobs": null, "presence_penalty": 0,
			}),
			Route::Chat,
		)
		.unwrap();
		assert_eq!((ask.stream, ask.include_usage, ask.wish.most), (true, true, Some(5)));
		assert_eq!((ask.wish.temperature, ask.wish.seed), (Some(0.0), Some(-4)));
		assert_eq!((ask.wish.input, ask.wish.stop), (Input::Chat(messages), vec!["x".into()]));
		assert!(ask.wish.others.is_empty());
		let ask = read(json!({ "model": "m", "prompt": ["hi"] }), Route::Text).unwrap();
		assert_eq!((ask.wish.input, ask.wish.most), (Input::Text("hi".into()), Some(16)));
		let ask = read(json!({ "model": "m", "prompt": [1, 2] }), Route::Text).unwrap();
		assert_eq!(ask.wish.input, Input::Tokens(vec![1, 2]));
		let ask = read(json!({ "model": "m", "prompt": "a", "tools": [1], "n": 2 }), Route::Text);
		let others = ask.unwrap().wish.others;
		assert_eq!(
			others.keys().collect::<Vec<_>>(),
			["n", "tools"],
			"left for the engine to refuse"
		);
	}

	#[test]
	fn what_is_wrong_is_named_and_not_quoted() {
		for (body, route, param) in [
			(json!({ "prompt": "a" }), Route::Text, "model"),
			(json!({ "model": 5, "prompt": "a" }), Route::Text, "model"),
			(json!({ "model": "m" }), Route::Chat, "messages"),
			(json!({ "model": "m", "prompt": ["a", "b"] }), Route::Text, "prompt"),
			(json!({ "model": "m", "prompt": [-1] }), Route::Text, "prompt"),
			(json!({ "model": "m", "prompt": "a", "max_tokens": 0 }), Route::Text, "max_tokens"),
			(
				json!({ "model": "m", "prompt": "a", "temperature": "hot" }),
				Route::Text,
				"temperature",
			),
		] {
			let error = read(body, route).unwrap_err();
			assert_eq!((error.status.as_u16(), error.param.as_deref()), (400, Some(param)));
			assert!(!error.message.contains("hot"), "{}", error.message);
		}
		let error = Ask::read(b"{\"canary\": nope", Route::Text).unwrap_err();
		assert!(error.code == "invalid_json" && !error.message.contains("canary"), "{error:?}");
		assert!(Ask::read(b"[]", Route::Text).is_err());
		let many =
			AskEmbeddings::read(br#"{"model":"m","input":[[1,2],[3]],"encoding_format":"base64"}"#);
		let two = vec![Input::Tokens(vec![1, 2]), Input::Tokens(vec![3])];
		assert_eq!(many.map(|many| (many.inputs, many.base64)), Ok((two, true)));
		let error =
			AskEmbeddings::read(br#"{"model":"m","input":"a","dimensions":3}"#).unwrap_err();
		assert_eq!(error.code, "unsupported_parameter");
	}
}
