//! Answers of an OpenAI-compatible server, sold on. Its tokens are counted one for each piece of text while
//! they come, and as it counts them at the end.

use super::{Growing, Input, Maker, Prepared, Step, Streams, Unwanted, Wish, local, pair};
use crate::engine::{
	EngineError,
	openai::{OpenAi, read_bounded},
	sse::Events,
};
use async_trait::async_trait;
use futures::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use stoa_primitives::{Generation, Sampling, Template, channel::End};

/// Longest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 1 << 20;
/// Longest list of embeddings, in bytes.
const MAX_EMBEDDINGS_BYTES: usize = 64 << 20;
/// Most inputs of one request for embeddings.
const MOST_INPUTS: usize = 1_024;
/// Parameters that it is asked with as they came.
const PASSED_ON: [&str; 6] = [
	"frequency_penalty",
	"presence_penalty",
	"logit_bias",
	"response_format",
	"top_k",
	"repetition_penalty",
];

#[derive(Deserialize)]
struct Chunk {
	#[serde(default)]
	choices: Vec<Choice>,
	usage: Option<Usage>,
	error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
	text: Option<String>,
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
	#[serde(default)]
	completion_tokens: u32,
}

#[derive(Deserialize)]
struct Embeddings {
	data: Vec<Embedding>,
	usage: Usage,
}

#[derive(Deserialize)]
struct Embedding {
	embedding: Vec<f32>,
}

/// Where to ask, and what.
struct Question {
	path: &'static str,
	body: Value,
}

#[async_trait]
impl Streams for OpenAi {
	fn is_exact(&self) -> bool {
		false
	}

	fn context(&self) -> u32 {
		self.context
	}

	async fn prepare(&self, wish: Wish) -> Result<Prepared, Unwanted> {
		let unknown = wish.others.keys().find(|name| !PASSED_ON.contains(&name.as_str()));
		if let Some(name) = unknown {
			let why = format!("`{name}` is not passed on to this model's engine; leave it out");
			return Err(Unwanted::of(name, "unsupported_parameter", why));
		}
		// What receipts say: they have no word for top_p, which the upstream gets all the same.
		let sampling = local::sampling(&Wish { top_p: None, ..wish.clone() })?;
		let template =
			if matches!(wish.input, Input::Chat(_)) { Template::Chat } else { Template::Raw };
		let most = wish.most.unwrap_or(self.context.min(4_096));
		let generation = Generation { max_new_tokens: most, sampling, template };
		let (upstream, mut question) = (self.clone(), question(wish, &self.model)?);
		let begin = Box::new(move |most: u32| {
			question.body["max_tokens"] = most.into();
			upstream.begin(question)
		});
		Ok(Prepared { prompt_tokens: None, ids: None, generation, begin })
	}

	async fn prepare_embeddings(&self, inputs: Vec<Input>) -> Result<Prepared, Unwanted> {
		if inputs.is_empty() || inputs.len() > MOST_INPUTS {
			return Err(Unwanted::of("input", "invalid_value", "give 1 to 1,024 inputs"));
		}
		let inputs = inputs.into_iter().map(|input| match input {
			Input::Text(text) => Value::from(text),
			Input::Tokens(ids) => ids.into(),
			Input::Chat(messages) => messages,
		});
		let body = json!({ "model": self.model, "input": inputs.collect::<Vec<Value>>() });
		let question = Question { path: "embeddings", body };
		let generation =
			Generation { max_new_tokens: 0, sampling: Sampling::Greedy, template: Template::Raw };
		let upstream = self.clone();
		let begin = Box::new(move |_| upstream.begin(question));
		Ok(Prepared { prompt_tokens: None, ids: None, generation, begin })
	}
}

fn question(wish: Wish, model: &str) -> Result<Question, Unwanted> {
	let mut body = Value::Object(wish.others);
	let path = match wish.input {
		Input::Chat(messages) => {
			body["messages"] = messages;
			"chat/completions"
		}
		Input::Text(text) => {
			body["prompt"] = text.into();
			"completions"
		}
		Input::Tokens(ids) => {
			body["prompt"] = ids.into();
			"completions"
		}
	};
	body["model"] = model.into();
	body["stream"] = true.into();
	body["stream_options"] = json!({ "include_usage": true });
	if !wish.stop.is_empty() {
		body["stop"] = wish.stop.into();
	}
	let numbers = [("temperature", wish.temperature), ("top_p", wish.top_p), ("min_p", wish.min_p)];
	for (name, number) in numbers {
		if let Some(number) = number {
			body[name] = number.into();
		}
	}
	if let Some(seed) = wish.seed {
		body["seed"] = seed.into();
	}
	Ok(Question { path, body })
}

/// Nobody waits for the answer any more.
struct Gone;

/// Why an answer stops growing before its end.
enum Stop {
	Gone,
	Broke(EngineError),
}

impl From<Gone> for Stop {
	fn from(_: Gone) -> Self {
		Self::Gone
	}
}

fn broke<T>(why: &str) -> Result<T, Stop> {
	Err(Stop::Broke(EngineError::Failed(why.into())))
}

impl OpenAi {
	fn begin(self, question: Question) -> Growing {
		let (growing, mut maker) = pair();
		tokio::spawn(async move {
			let closed = maker.steps.clone();
			let work = async {
				let Some(left) = maker.grants.recv().await else { return };
				let done = match question.path {
					"embeddings" => self.embeddings(&question, &mut maker).await,
					_ => self.relay(&question, &mut maker, left).await,
				};
				if let Err(Stop::Broke(error)) = done {
					let _ = maker.steps.send(Err(error)).await;
				}
			};
			tokio::select! {
				() = work => {},
				() = closed.closed() => {},
			}
		});
		growing
	}

	async fn relay(
		&self,
		question: &Question,
		maker: &mut Maker,
		mut left: u32,
	) -> Result<(), Stop> {
		let response = self.post(question.path, &question.body).await.map_err(Stop::Broke)?;
		let mut bytes = response.bytes_stream();
		let (mut events, mut arriving) = (Events::default(), Arriving::default());
		while let Some(piece) = bytes.next().await {
			let Ok(piece) = piece else { return broke("the upstream's answer broke off") };
			let Ok(events) = events.push(&piece) else {
				return broke("the upstream's answer has no end");
			};
			for event in events {
				if event == "[DONE]" {
					return arriving.end(maker).await;
				}
				let Some(text) = arriving.take(&event)? else { continue };
				if left == 0 {
					left = maker.wait().await?;
				}
				left -= 1;
				maker.tell(Step::Token { id: None, text }).await?;
			}
		}
		arriving.end(maker).await
	}

	async fn embeddings(&self, question: &Question, maker: &mut Maker) -> Result<(), Stop> {
		let response = self.post(question.path, &question.body).await.map_err(Stop::Broke)?;
		let body = read_bounded(response, MAX_EMBEDDINGS_BYTES).await;
		let body = body.ok().and_then(|body| serde_json::from_slice::<Embeddings>(&body).ok());
		let Some(Embeddings { data, usage }) = body else {
			return broke("the upstream sends something else than embeddings");
		};
		for Embedding { embedding } in data {
			maker.tell(Step::Vector(embedding)).await?;
		}
		let counted = Some((usage.prompt_tokens, 0));
		let text = String::new();
		let end = Step::End { end: End::Length, ended: false, text, trace: None, counted };
		Ok(maker.tell(end).await?)
	}
}

impl Maker {
	async fn tell(&self, step: Step) -> Result<(), Gone> {
		self.steps.send(Ok(step)).await.map_err(|_| Gone)
	}

	/// Rests until it may go on. Meanwhile nothing of the upstream's is read.
	async fn wait(&mut self) -> Result<u32, Gone> {
		loop {
			self.tell(Step::Rest { trace: None }).await?;
			let left = self.grants.recv().await.ok_or(Gone)?;
			if left > 0 {
				return Ok(left);
			}
		}
	}
}

/// An answer as it arrives.
#[derive(Default)]
struct Arriving {
	bytes: usize,
	usage: Option<Usage>,
	finish: Option<String>,
}

impl Arriving {
	/// The text of an event, if it has any.
	fn take(&mut self, event: &str) -> Result<Option<String>, Stop> {
		let Ok(chunk) = serde_json::from_str::<Chunk>(event) else {
			return broke("the upstream sends something else than chunks of a completion");
		};
		if chunk.error.is_some() {
			return broke("the upstream reports an error amid its answer");
		}
		self.usage = chunk.usage.or(self.usage);
		let Some(choice) = chunk.choices.into_iter().next() else { return Ok(None) };
		self.finish = choice.finish_reason.or(self.finish.take());
		let text = choice.text.or(choice.delta.and_then(|delta| delta.content)).unwrap_or_default();
		self.bytes += text.len();
		if self.bytes > MAX_ANSWER_BYTES {
			return broke("the upstream's answer is longer than an answer may be");
		}
		Ok((!text.is_empty()).then_some(text))
	}

	async fn end(self, maker: &Maker) -> Result<(), Stop> {
		let end = match self.finish.as_deref() {
			None => return broke("the upstream broke off"),
			Some("length") => End::Length,
			Some(_) => End::Stop,
		};
		let Some(usage) = self.usage else {
			return broke(
				"the upstream does not count tokens: it must know stream_options.include_usage",
			);
		};
		let counted = Some((usage.prompt_tokens, usage.completion_tokens));
		let text = String::new();
		Ok(maker.tell(Step::End { end, ended: false, text, trace: None, counted }).await?)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn wish(input: Input) -> Wish {
		let mut others = serde_json::Map::new();
		others.insert("presence_penalty".into(), 0.5.into());
		Wish {
			input,
			most: Some(7),
			temperature: Some(0.5),
			top_p: Some(0.9),
			min_p: None,
			seed: Some(3),
			fresh_seed: [0; 32],
			stop: vec!["x".into()],
			others,
		}
	}

	#[test]
	fn a_wish_is_passed_on() {
		let Ok(asked) = question(wish(Input::Text("hi".into())), "m") else { panic!("refused") };
		let body = json!({
			"model": "m", "prompt": "hi", "stream": true, "stream_options": { "include_usage": true },
			"temperature": 0.5, "top_p": 0.9, "seed": 3, "stop": ["x"], "presence_penalty": 0.5,
		});
		assert_eq!((asked.path, asked.body), ("completions", body));
		let messages = json!([{ "role": "user", "content": "hi" }]);
		let Ok(asked) = question(wish(Input::Chat(messages.clone())), "m") else {
			panic!("refused")
		};
		assert_eq!((asked.path, &asked.body["messages"]), ("chat/completions", &messages));
	}

	#[tokio::test]
	async fn pieces_come_as_far_as_they_may_and_the_end_counts() {
		let (growing, maker) = pair();
		let mut growing = growing;
		let mut arriving = Arriving::default();
		let piece = r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#;
		assert_eq!(arriving.take(piece).ok().flatten(), Some("a".into()));
		let last = r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#;
		assert_eq!(arriving.take(last).ok().flatten(), None);
		let usage = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#;
		assert_eq!(arriving.take(usage).ok().flatten(), None);
		assert!(arriving.end(&maker).await.is_ok());
		let end = growing.next().await.unwrap();
		let Step::End { end, counted, .. } = end else { panic!("no end") };
		assert_eq!((end, counted), (End::Length, Some((9, 2))));
		for wrong in ["nonsense", r#"{"error":{"message":"out of memory"}}"#] {
			assert!(matches!(Arriving::default().take(wrong), Err(Stop::Broke(_))));
		}
		assert!(matches!(Arriving::default().end(&maker).await, Err(Stop::Broke(_))));
	}
}
