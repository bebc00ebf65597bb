//! Any OpenAI-compatible server: vLLM, llama.cpp, Ollama, TGI. Its answers are floats, so they differ between
//! machines: not for releases whose executors must agree to the bit.

use super::{Answer, Engine, EngineError, Request, sse::Events, stream::Streams};
use anyhow::{Context, bail};
use async_trait::async_trait;
use futures::StreamExt;
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use stoa_exact::digest::blake2_256;
use stoa_primitives::{MAX_CONTENT_BYTES, PromptKind, Sampling, Template};

/// Longest silence of the upstream.
const SILENCE: Duration = Duration::from_secs(120);
/// Longest answer to a question about the server itself.
const MAX_ABOUT_BYTES: usize = 1 << 20;

/// An upstream and the model asked there.
#[derive(Clone)]
pub struct OpenAi {
	client: Client,
	base: String,
	pub(super) model: String,
	key: Option<String>,
	pub(super) context: u32,
}

/// What of an event is read.
#[derive(Deserialize)]
struct Chunk {
	#[serde(default)]
	choices: Vec<Choice>,
	usage: Option<Usage>,
	error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
	/// Of `/completions`.
	text: Option<String>,
	/// Of `/chat/completions`.
	delta: Option<Delta>,
	finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
	content: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
struct Usage {
	prompt_tokens: u32,
	completion_tokens: u32,
}

fn failed<T>(why: impl Into<String>) -> Result<T, EngineError> {
	Err(EngineError::Failed(why.into()))
}

impl OpenAi {
	/// Asks the server at `base` (`http://…/v1`) for `model`. `key` is its API key.
	pub async fn connect(base: &str, model: &str, key: Option<String>) -> anyhow::Result<Self> {
		let client = Client::builder()
			.redirect(Policy::none())
			.no_proxy()
			.connect_timeout(Duration::from_secs(10))
			.read_timeout(SILENCE)
			.build()?;
		let base = base.trim_end_matches('/').to_owned();
		let mut upstream = Self { client, base, model: model.into(), key, context: u32::MAX };
		upstream.context = upstream.ask_context().await.with_context(|| {
			format!("the OpenAI-compatible server at {} does not answer as one", upstream.base)
		})?;
		Ok(upstream)
	}

	fn keyed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
		match &self.key {
			Some(key) => request.bearer_auth(key),
			None => request,
		}
	}

	/// The model's context as the server's list of models tells it; servers that do not say have no bound.
	async fn ask_context(&self) -> anyhow::Result<u32> {
		let request = self.keyed(self.client.get(format!("{}/models", self.base)));
		let response = request.timeout(Duration::from_secs(30)).send().await?;
		if !response.status().is_success() {
			bail!("its list of models has status {}", response.status());
		}
		let body = read_bounded(response, MAX_ABOUT_BYTES).await.context("its list of models")?;
		let list: Value =
			serde_json::from_slice(&body).context("its list of models is not JSON")?;
		let models = list["data"].as_array().map_or(&[][..], Vec::as_slice);
		let Some(entry) = models.iter().find(|entry| entry["id"] == self.model.as_str()) else {
			let names: Vec<&str> = models.iter().filter_map(|entry| entry["id"].as_str()).collect();
			bail!("it has no model '{}'; it has: {}", self.model, names.join(", "));
		};
		// vLLM, llama.cpp (what it runs with, what the model allows), others.
		let told = [
			&entry["max_model_len"],
			&entry["meta"]["n_ctx"],
			&entry["meta"]["n_ctx_train"],
			&entry["context_length"],
		];
		let context = told.into_iter().find_map(Value::as_u64);
		Ok(context.and_then(|context| u32::try_from(context).ok()).unwrap_or(u32::MAX))
	}

	async fn ask(&self, request: &Request) -> Result<Response, EngineError> {
		if request.generation.sampling != Sampling::Greedy {
			return Err(EngineError::Malformed("only class Exact samples by a seed".into()));
		}
		if request.kind == PromptKind::TokenIds {
			return failed(
				"an OpenAI-compatible server gives no token ids: do not serve such releases",
			);
		}
		let Ok(text) = std::str::from_utf8(&request.content) else {
			return Err(EngineError::Malformed("the prompt is not UTF-8".into()));
		};
		let mut body = json!({
			"model": self.model,
			"max_tokens": request.generation.max_new_tokens,
			"temperature": 0,
			"seed": 0,
			"stream": true,
			"stream_options": { "include_usage": true },
		});
		let path = match request.generation.template {
			Template::Raw => {
				body["prompt"] = text.into();
				"completions"
			}
			Template::Chat => {
				body["messages"] = json!([{ "role": "user", "content": text }]);
				"chat/completions"
			}
		};
		self.post(path, &body).await
	}

	/// Posts a question. No error quotes it.
	pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Response, EngineError> {
		let request = self.keyed(self.client.post(format!("{}/{path}", self.base)));
		let response = match request.json(body).send().await {
			Ok(response) => response,
			// Without its URL: the log has it once, at the start.
			Err(error) => {
				return failed(format!("the upstream cannot be reached: {}", error.without_url()));
			}
		};
		match response.status() {
			status if status.is_success() => Ok(response),
			StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
				Err(EngineError::Busy)
			}
			StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
				failed("the upstream refuses the API key: set it in the variable of api_key_env")
			}
			// Its body may quote the prompt.
			status => failed(format!("the upstream answers with status {status}")),
		}
	}
}

/// A whole body of at most so many bytes.
pub(super) async fn read_bounded(mut response: Response, most: usize) -> anyhow::Result<Vec<u8>> {
	let mut body = Vec::new();
	while let Some(bytes) = response.chunk().await? {
		body.extend_from_slice(&bytes);
		if body.len() > most {
			bail!("longer than {most} bytes");
		}
	}
	Ok(body)
}

/// An answer as it arrives.
#[derive(Default)]
struct Arriving {
	text: String,
	usage: Option<Usage>,
	finished: bool,
	done: bool,
}

impl Arriving {
	fn take(
		&mut self,
		event: &str,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<(), EngineError> {
		if event == "[DONE]" {
			self.done = true;
			return Ok(());
		}
		let Ok(chunk) = serde_json::from_str::<Chunk>(event) else {
			return failed("the upstream sends something else than chunks of a completion");
		};
		if chunk.error.is_some() {
			return failed("the upstream reports an error amid its answer");
		}
		self.usage = chunk.usage.or(self.usage);
		let Some(choice) = chunk.choices.into_iter().next() else { return Ok(()) };
		self.finished |= choice.finish_reason.is_some();
		let piece =
			choice.text.or(choice.delta.and_then(|delta| delta.content)).unwrap_or_default();
		if self.text.len() + piece.len() > MAX_CONTENT_BYTES as usize {
			return failed("the upstream's answer is longer than an output may be");
		}
		if !piece.is_empty() {
			self.text.push_str(&piece);
			on_text(&piece);
		}
		Ok(())
	}

	fn answer(self, declared: u32) -> Result<Answer, EngineError> {
		if !self.finished {
			return failed("the upstream broke off");
		}
		let Some(usage) = self.usage else {
			return failed(
				"the upstream does not count tokens: it must know stream_options.include_usage",
			);
		};
		if usage.prompt_tokens > declared {
			return Err(EngineError::Undercounted { counted: usage.prompt_tokens });
		}
		Ok(Answer {
			output: self.text.into_bytes(),
			tokens: usage.completion_tokens,
			input_tokens: usage.prompt_tokens,
			exact: None,
		})
	}
}

#[async_trait]
impl Engine for OpenAi {
	/// Names the way of asking, not the program behind it: that cannot be known.
	fn digest(&self) -> [u8; 32] {
		blake2_256(b"stoa-openai/v1")
	}

	fn deterministic(&self) -> bool {
		false
	}

	fn context_tokens(&self) -> u32 {
		self.context
	}

	fn streams(&self) -> Option<&dyn Streams> {
		Some(self)
	}

	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		let response = self.ask(&request).await?;
		let mut bytes = response.bytes_stream();
		let mut events = Events::default();
		let mut arriving = Arriving::default();
		while let Some(piece) = bytes.next().await {
			let Ok(piece) = piece else { return failed("the upstream's answer broke off") };
			let Ok(events) = events.push(&piece) else {
				return failed("the upstream's answer has no end");
			};
			for event in events {
				arriving.take(&event, on_text)?;
				if arriving.done {
					return arriving.answer(request.declared_tokens);
				}
			}
		}
		arriving.answer(request.declared_tokens)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::env;
	use stoa_primitives::Generation;

	fn arrive(events: &[&str]) -> Result<(Answer, String), EngineError> {
		let (mut arriving, mut streamed) = (Arriving::default(), String::new());
		for event in events {
			arriving.take(event, &mut |piece| streamed.push_str(piece))?;
		}
		Ok((arriving.answer(10)?, streamed))
	}

	#[test]
	fn chunks_make_an_answer() {
		let (answer, streamed) = arrive(&[
			r#"{"choices":[{"delta":{"role":"assistant","content":null},"finish_reason":null}]}"#,
			r#"{"choices":[{"delta":{"content":"Good"},"finish_reason":null}]}"#,
			r#"{"choices":[{"text":" day","finish_reason":null}]}"#,
			r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
			r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
			"[DONE]",
		])
		.unwrap();
		assert_eq!(
			(&answer.output[..], answer.tokens, answer.input_tokens),
			(&b"Good day"[..], 2, 9)
		);
		assert_eq!(streamed, "Good day");
	}

	#[test]
	fn broken_answers_are_no_answers() {
		let last = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
		let usage = r#"{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":2}}"#;
		let long = format!(r#"{{"choices":[{{"text":"{}"}}]}}"#, "a".repeat(70_000));
		for events in [
			&[usage][..],
			&[last],
			&["nonsense"],
			&[r#"{"error":{"message":"out of memory"}}"#],
			&[&long],
		] {
			assert!(matches!(arrive(events), Err(EngineError::Failed(_))), "{events:?}");
		}
		assert_eq!(arrive(&[last, usage]), Err(EngineError::Undercounted { counted: 11 }));
	}

	/// Against a real server: `STOA_OPENAI_UPSTREAM=http://127.0.0.1:8000/v1 STOA_OPENAI_MODEL=name`.
	#[tokio::test]
	async fn a_real_server_answers() {
		let Ok(base) = env::var("STOA_OPENAI_UPSTREAM") else {
			eprintln!(
				"SKIPPED: set STOA_OPENAI_UPSTREAM and STOA_OPENAI_MODEL to try a real server"
			);
			return;
		};
		let model = env::var("STOA_OPENAI_MODEL").expect("STOA_OPENAI_MODEL names the model");
		let engine = OpenAi::connect(&base, &model, None).await.unwrap();
		assert!(engine.context_tokens() > 100);
		for template in [Template::Raw, Template::Chat] {
			let generation =
				Generation { max_new_tokens: 12, sampling: Sampling::Greedy, template };
			let content = b"The capital of France is".to_vec();
			let kind = PromptKind::Text;
			let request = Request { kind, content, generation, declared_tokens: 100, cells: None };
			let mut streamed = String::new();
			let answer =
				engine.generate(request.clone(), &mut |piece| streamed.push_str(piece)).await;
			let answer = answer.unwrap();
			assert!(answer.tokens > 0 && answer.tokens <= 12 && answer.input_tokens >= 5);
			assert_eq!(answer.output, streamed.clone().into_bytes());
			assert!(template == Template::Chat || streamed.contains("Paris"), "{streamed}");
			let few = Request { declared_tokens: 1, ..request };
			let refused = engine.generate(few, &mut |_| {}).await;
			assert!(matches!(refused, Err(EngineError::Undercounted { .. })));
		}
		let other = OpenAi::connect(&base, "no-such-model", None).await.err().unwrap();
		assert!(format!("{other:#}").contains("it has no model"), "{other:#}");
	}
}
