//! What a data event of an answer says, as far as the gateway must know.

use crate::question::Route;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Tokens as a provider counts them for its client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, serde::Serialize)]
pub struct Usage {
	/// Read.
	#[serde(default)]
	pub prompt_tokens: u32,
	/// Written.
	#[serde(default)]
	pub completion_tokens: u32,
	/// Both.
	#[serde(default)]
	pub total_tokens: u32,
}

#[derive(Deserialize)]
struct Chunk<'a> {
	#[serde(default, borrow)]
	choices: Vec<Choice<'a>>,
	#[serde(default)]
	usage: Option<Usage>,
	#[serde(default)]
	error: Option<ErrorObject>,
	#[serde(default)]
	stoa: Option<Tokens>,
}

#[derive(Deserialize)]
struct Choice<'a> {
	#[serde(default, borrow)]
	delta: Option<Delta<'a>>,
	#[serde(default)]
	text: Option<String>,
	#[serde(default)]
	finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta<'a> {
	#[serde(default)]
	content: Option<String>,
	#[serde(default)]
	reasoning_content: Option<String>,
	#[serde(default)]
	refusal: Option<String>,
	#[serde(default, borrow)]
	tool_calls: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Tokens {
	#[serde(default)]
	tokens: Vec<u32>,
}

/// A provider's error in the middle of a stream.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ErrorObject {
	/// What it says.
	#[serde(default)]
	pub message: String,
	/// Its word for it.
	#[serde(default)]
	pub code: Option<String>,
}

/// The meaning of a data event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gist {
	/// Text that it adds to the answer.
	pub text: Vec<u8>,
	/// Bytes that it adds beside the text.
	pub beside: usize,
	/// Token ids that it adds; class Exact only.
	pub tokens: Vec<u32>,
	/// Whether the model wrote its last.
	pub finished: bool,
	/// Whether it is there for the usage only, so that a client that did not ask does not get it.
	pub usage_only: bool,
	/// The usage.
	pub usage: Option<Usage>,
	/// The provider gave up.
	pub error: Option<ErrorObject>,
}

/// Reads the data of an event; nothing if it is not what the route's events look like.
pub fn read(route: Route, data: &[u8]) -> Option<Gist> {
	if route == Route::Embedding {
		return embedding(data);
	}
	let chunk: Chunk = serde_json::from_slice(data).ok()?;
	let mut gist = Gist {
		usage_only: chunk.choices.is_empty() && chunk.usage.is_some(),
		usage: chunk.usage,
		error: chunk.error,
		tokens: chunk.stoa.map(|stoa| stoa.tokens).unwrap_or_default(),
		..Gist::default()
	};
	for choice in chunk.choices {
		gist.finished |= choice.finish_reason.is_some();
		if let Some(text) = choice.text {
			gist.text.extend_from_slice(text.as_bytes());
		}
		let Some(delta) = choice.delta else { continue };
		let beside = [delta.reasoning_content.as_deref(), delta.refusal.as_deref()];
		let calls = delta.tool_calls.map_or(0, |calls| calls.get().len());
		gist.beside += calls + beside.into_iter().flatten().map(str::len).sum::<usize>();
		if let Some(text) = delta.content {
			gist.text.extend_from_slice(text.as_bytes());
		}
	}
	Some(gist)
}

/// Embeddings come in one event, and what the provider commits to is its data.
fn embedding(data: &[u8]) -> Option<Gist> {
	#[derive(Deserialize)]
	struct Whole {
		#[serde(default)]
		usage: Option<Usage>,
		#[serde(default)]
		error: Option<ErrorObject>,
	}
	let whole: Whole = serde_json::from_slice(data).ok()?;
	let text = if whole.error.is_some() { Vec::new() } else { data.to_vec() };
	Some(Gist { text, finished: true, usage: whole.usage, error: whole.error, ..Gist::default() })
}

#[cfg(test)]
mod tests {
	use super::*;

	fn chat(data: &str) -> Gist {
		read(Route::Chat, data.as_bytes()).unwrap()
	}

	#[test]
	fn text_tokens_and_ends_are_found() {
		let gist = chat(
			r#"{"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"h\u00e9"},
				"finish_reason":null}],"usage":null,"stoa":{"tokens":[1,2]}}"#,
		);
		assert_eq!((gist.text.as_slice(), gist.finished), ("hé".as_bytes(), false));
		assert_eq!(gist.tokens, [1, 2]);
		let gist = chat(r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#);
		assert!(gist.finished && gist.text.is_empty() && !gist.usage_only);
		let gist = chat(r#"{"choices":[{"delta":{"tool_calls":[{"a":1}]}}]}"#);
		assert_eq!(gist.beside, r#"[{"a":1}]"#.len());
		let data = br#"{"choices":[{"text":"abc","index":0}]}"#;
		assert_eq!(read(Route::Completion, data).unwrap().text, b"abc");
	}

	#[test]
	fn an_event_for_the_usage_alone_is_known() {
		let gist = chat(
			r#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#,
		);
		assert!(gist.usage_only);
		assert_eq!(gist.usage.unwrap().total_tokens, 7);
	}

	#[test]
	fn errors_and_nonsense_are_known() {
		let gist = chat(r#"{"error":{"message":"gave up","type":"server_error","code":"x"}}"#);
		assert_eq!(gist.error.unwrap().message, "gave up");
		assert_eq!(read(Route::Chat, b"[1]"), None);
		assert_eq!(read(Route::Chat, b"\xff"), None);
	}

	#[test]
	fn embeddings_commit_to_their_bytes() {
		let data = br#"{"object":"list","data":[],"usage":{"prompt_tokens":5,"total_tokens":5}}"#;
		let gist = read(Route::Embedding, data).unwrap();
		assert_eq!(gist.text, data);
		assert_eq!(gist.usage.unwrap().prompt_tokens, 5);
	}
}
