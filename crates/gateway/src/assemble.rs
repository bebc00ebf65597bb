//! One whole answer out of the events of a stream, for clients that do not stream.

use crate::{chunk::Usage, question::Route};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Chunk {
	#[serde(default)]
	id: Option<String>,
	#[serde(default)]
	created: Option<u64>,
	#[serde(default)]
	model: Option<String>,
	#[serde(default)]
	system_fingerprint: Option<String>,
	#[serde(default)]
	choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
	#[serde(default)]
	delta: Map<String, Value>,
	#[serde(default)]
	text: Option<String>,
	#[serde(default)]
	logprobs: Option<Value>,
	#[serde(default)]
	finish_reason: Option<String>,
}

/// Collects the events of one answer.
pub struct Assembly {
	route: Route,
	id: Option<String>,
	created: Option<u64>,
	model: Option<String>,
	system_fingerprint: Option<String>,
	message: Map<String, Value>,
	text: String,
	logprobs: Option<Value>,
	finish_reason: Option<String>,
	usage: Option<Usage>,
	whole: Option<Vec<u8>>,
}

impl Assembly {
	/// Nothing yet.
	pub fn new(route: Route) -> Self {
		Self {
			route,
			id: None,
			created: None,
			model: None,
			system_fingerprint: None,
			message: Map::new(),
			text: String::new(),
			logprobs: None,
			finish_reason: None,
			usage: None,
			whole: None,
		}
	}

	/// Adds an event's data. What cannot be read was reported before.
	pub fn add(&mut self, data: &[u8], usage: Option<Usage>) {
		self.usage = usage.or(self.usage);
		if self.route == Route::Embedding {
			self.whole = Some(data.to_vec());
			return;
		}
		let Ok(chunk) = serde_json::from_slice::<Chunk>(data) else { return };
		keep(&mut self.id, chunk.id);
		keep(&mut self.created, chunk.created);
		keep(&mut self.model, chunk.model);
		keep(&mut self.system_fingerprint, chunk.system_fingerprint);
		for choice in chunk.choices {
			for (name, value) in choice.delta {
				grow(&mut self.message, name, value);
			}
			self.text.push_str(choice.text.as_deref().unwrap_or_default());
			if let Some(more) = choice.logprobs {
				join(self.logprobs.get_or_insert(Value::Null), more);
			}
			self.finish_reason = choice.finish_reason.or(self.finish_reason.take());
		}
	}

	/// Whether nothing is missing: the last word was said, and the tokens were counted.
	pub fn is_whole(&self) -> bool {
		self.whole.is_some() || (self.finish_reason.is_some() && self.usage.is_some())
	}

	/// The whole answer, as JSON.
	pub fn finish(mut self) -> Vec<u8> {
		if let Some(whole) = self.whole {
			return whole;
		}
		let chat = self.route == Route::Chat;
		let mut choice = json!({
			"index": 0,
			"finish_reason": self.finish_reason,
			"logprobs": self.logprobs,
		});
		if chat {
			self.message.entry("role").or_insert_with(|| "assistant".into());
			self.message.entry("content").or_insert(Value::Null);
			tidy_calls(&mut self.message);
			choice["message"] = Value::Object(self.message);
		} else {
			choice["text"] = Value::String(self.text);
		}
		let mut answer = json!({
			"id": self.id,
			"object": if chat { "chat.completion" } else { "text_completion" },
			"created": self.created,
			"model": self.model,
			"choices": [choice],
			"usage": self.usage,
		});
		if let Some(print) = self.system_fingerprint {
			answer["system_fingerprint"] = print.into();
		}
		serde_json::to_vec(&answer).unwrap_or_default()
	}
}

fn keep<T>(have: &mut Option<T>, came: Option<T>) {
	if have.is_none() {
		*have = came;
	}
}

/// Adds a field of a delta: text grows, lists join by `index`, the role is said once.
fn grow(message: &mut Map<String, Value>, name: String, more: Value) {
	if more.is_null() {
		return;
	}
	let have = message.entry(name.as_str()).or_insert(Value::Null);
	match name.as_str() {
		"role" if !have.is_null() => {}
		"tool_calls" => add_calls(have, more),
		_ => join(have, more),
	}
}

fn join(have: &mut Value, more: Value) {
	match (have, more) {
		(_, Value::Null) => {}
		(Value::String(have), Value::String(more)) => have.push_str(&more),
		(Value::Array(have), Value::Array(more)) => have.extend(more),
		(Value::Object(have), Value::Object(more)) => {
			for (name, value) in more {
				join(have.entry(name).or_insert(Value::Null), value);
			}
		}
		(have, more) => *have = more,
	}
}

/// Parts of calls belong together by their `index`; ids, types and names come once.
fn add_calls(have: &mut Value, more: Value) {
	if have.is_null() {
		*have = Value::Array(Vec::new());
	}
	let (Value::Array(have), Value::Array(more)) = (have, more) else { return };
	for part in more {
		let at = part.get("index").cloned().unwrap_or(Value::Null);
		match have.iter_mut().find(|call| call.get("index") == Some(&at)) {
			None => have.push(part),
			Some(call) => {
				if let Some(arguments) = part.pointer("/function/arguments").cloned()
					&& let Some(known) = call.pointer_mut("/function/arguments")
				{
					join(known, arguments);
				}
			}
		}
	}
}

/// `index` belongs to the stream, not to the message.
fn tidy_calls(message: &mut Map<String, Value>) {
	let Some(Value::Array(calls)) = message.get_mut("tool_calls") else { return };
	for call in calls.iter_mut().filter_map(Value::as_object_mut) {
		call.remove("index");
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn whole(route: Route, parts: &[&str]) -> Value {
		let mut assembly = Assembly::new(route);
		for part in parts {
			let usage = crate::chunk::read(route, part.as_bytes()).unwrap().usage;
			assembly.add(part.as_bytes(), usage);
		}
		serde_json::from_slice(&assembly.finish()).unwrap()
	}

	#[test]
	fn a_chat_is_put_together() {
		let answer = whole(
			Route::Chat,
			&[
				r#"{"id":"c1","created":5,"model":"m","object":"chat.completion.chunk",
					"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
				r#"{"id":"c1","choices":[{"index":0,"delta":{"content":"Good "},
					"logprobs":{"content":[{"token":"Good "}]}}]}"#,
				r#"{"id":"c1","choices":[{"index":0,"delta":{"content":"day"},
					"logprobs":{"content":[{"token":"day"}]}}]}"#,
				r#"{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"#,
				r#"{"id":"c1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,
					"total_tokens":3}}"#,
			],
		);
		assert_eq!(answer["object"], "chat.completion");
		assert_eq!(answer["id"], "c1");
		let choice = &answer["choices"][0];
		assert_eq!(choice["message"], json!({ "role": "assistant", "content": "Good day" }));
		assert_eq!(choice["finish_reason"], "length");
		assert_eq!(choice["logprobs"]["content"].as_array().unwrap().len(), 2);
		assert_eq!(answer["usage"]["total_tokens"], 3);
	}

	#[test]
	fn calls_of_tools_are_put_together() {
		let call = |text: &str| {
			format!(r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{text}]}}}}]}}"#)
		};
		let parts = [
			call(
				r#"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"#,
			),
			call(r#"{"index":0,"function":{"arguments":"{\"x\""}}"#),
			call(
				r#"{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}"#,
			),
			call(r#"{"index":0,"function":{"arguments":":1}"}}"#),
		];
		let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
		let answer = whole(Route::Chat, &parts);
		let message = &answer["choices"][0]["message"];
		assert_eq!(message["content"], Value::Null);
		assert_eq!(message["tool_calls"][0]["function"]["arguments"], "{\"x\":1}");
		assert_eq!(message["tool_calls"][0]["function"]["name"], "f");
		assert_eq!(message["tool_calls"][1]["id"], "b");
		assert!(message["tool_calls"][0].get("index").is_none());
	}

	#[test]
	fn a_completion_is_put_together() {
		let parts = [
			r#"{"choices":[{"text":"a"}]}"#,
			r#"{"choices":[{"text":"b","finish_reason":"stop"}]}"#,
		];
		let answer = whole(Route::Completion, &parts);
		assert_eq!(answer["object"], "text_completion");
		assert_eq!(answer["choices"][0]["text"], "ab");
		assert_eq!(answer["choices"][0]["finish_reason"], "stop");
	}
}
