//! Sessions of the built-in engine. Each answer has a thread, which computes with its share of the machine's
//! and rests while it may not go on: several grow side by side, and one that rests costs nothing but memory.

use super::{
	Growing, Input, Maker, Prepared, Step, Streams, Unwanted, Wish, pair,
	stops::{self, Stops},
};
use crate::engine::{EngineError, checked, session_error};
use async_trait::async_trait;
use serde_json::Value;
use std::{ops::ControlFlow, sync::Arc};
use stoa_exact::{
	Sampling as Choice,
	engine::{Finish, Progress, Session},
	model::Model,
	sampling::{INVERSE_TEMPERATURES, MAX_CUT},
};
use stoa_primitives::{Digest, Generation, Sampling, Template, channel::End};
use stoa_text::{Message, Text, TextError};
use tokio::task::spawn_blocking;

/// Tokens of a prompt that are read between two looks whether anybody still waits.
const BATCH: usize = 64;
/// Most inputs of one request for embeddings, and most messages of a conversation.
const MOST_INPUTS: usize = 1_024;

/// A model, its tokeniser, and whether its answers are of class Exact.
#[derive(Clone)]
pub struct Local {
	/// The model.
	pub model: Arc<Model>,
	/// Its tokeniser and chat template.
	pub text: Arc<Text>,
	/// Tokens that end an answer.
	pub ends: Arc<[u32]>,
	/// Whether answers have a trace.
	pub exact: bool,
}

/// An answer that is to be written.
struct Work {
	prompt: Vec<u32>,
	most: u32,
	choice: Choice,
	stop: Vec<String>,
}

#[async_trait]
impl Streams for Local {
	fn is_exact(&self) -> bool {
		self.exact
	}

	fn context(&self) -> u32 {
		self.model.config.context
	}

	async fn prepare(&self, wish: Wish) -> Result<Prepared, Unwanted> {
		if let Some(name) = wish.others.keys().next() {
			return Err(Unwanted::of(
				name,
				"unsupported_parameter",
				format!("this model's engine does not know `{name}`; leave it out"),
			));
		}
		let template =
			if matches!(wish.input, Input::Chat(_)) { Template::Chat } else { Template::Raw };
		let sampling = sampling(&wish)?;
		let choice = Choice::new(sampling.seeded())
			.map_err(|why| Unwanted::of("temperature", "invalid_value", why))?;
		let prompt = self.tokens(wish.input).await?;
		let room = self.context().saturating_sub(prompt.len() as u32);
		let most = wish.most.unwrap_or(room);
		if room == 0 || most > room {
			return Err(too_long(self.context(), prompt.len(), most.max(1)));
		}
		// Class Exact: the prompt of a receipt is its token ids.
		let template = if self.exact { Template::Raw } else { template };
		let generation = Generation { max_new_tokens: most, sampling, template };
		let (local, stop) = (self.clone(), stops_of(wish.stop)?);
		let ids = self.exact.then(|| prompt.clone());
		let prompt_tokens = Some(prompt.len() as u32);
		let begin = Box::new(move |most| local.begin(Work { prompt, most, choice, stop }));
		Ok(Prepared { prompt_tokens, ids, generation, begin })
	}

	async fn prepare_embeddings(&self, inputs: Vec<Input>) -> Result<Prepared, Unwanted> {
		if inputs.is_empty() || inputs.len() > MOST_INPUTS {
			return Err(Unwanted::of("input", "invalid_value", "give 1 to 1,024 inputs"));
		}
		let mut all = Vec::with_capacity(inputs.len());
		for input in inputs {
			let ids = self.tokens(input).await?;
			if ids.len() as u32 > self.context() {
				return Err(too_long(self.context(), ids.len(), 0));
			}
			all.push(ids);
		}
		let tokens = all.iter().map(|ids| ids.len() as u32).fold(0, u32::saturating_add);
		let generation =
			Generation { max_new_tokens: 0, sampling: Sampling::Greedy, template: Template::Raw };
		let model = self.model.clone();
		let begin = Box::new(move |_| {
			let (growing, mut maker) = pair();
			spawn_blocking(move || maker.embed(&model, &all));
			growing
		});
		Ok(Prepared { prompt_tokens: Some(tokens), ids: None, generation, begin })
	}
}

impl Local {
	/// The model's input. Long texts take a while: not on a thread that others wait for.
	async fn tokens(&self, input: Input) -> Result<Vec<u32>, Unwanted> {
		let (text, vocabulary) = (self.text.clone(), self.model.config.vocabulary);
		let encoded = spawn_blocking(move || {
			let ids = match input {
				Input::Tokens(ids) => Ok(ids),
				Input::Text(words) => text.encode(&words, Template::Raw),
				Input::Chat(messages) => {
					return text.encode_chat(&messages_of(&messages)?).map_err(no_prompt);
				}
			};
			ids.map_err(no_prompt)
		});
		let broke = |_| Unwanted {
			parameter: None,
			code: "internal_error",
			message: "the tokeniser broke; try another prompt".into(),
		};
		let ids = encoded.await.map_err(broke)??;
		checked(ids, vocabulary, u32::MAX).map_err(|error| Unwanted {
			parameter: None,
			code: "invalid_prompt",
			message: error.to_string(),
		})
	}

	fn begin(self, work: Work) -> Growing {
		let (growing, mut maker) = pair();
		spawn_blocking(move || maker.write(&self, &work));
		growing
	}
}

fn too_long(context: u32, prompt: usize, most: u32) -> Unwanted {
	Unwanted {
		parameter: None,
		code: "context_length_exceeded",
		message: format!(
			"this model's maximum context length is {context} tokens; the prompt has {prompt} and {most} more are \
			 asked for: shorten one of them"
		),
	}
}

fn no_prompt(error: TextError) -> Unwanted {
	match error {
		TextError::NoTemplate => Unwanted::of(
			"messages",
			"no_chat_template",
			"this model has no chat template: write its prompt yourself and send it to /v1/completions",
		),
		// A template's error may quote what it was given.
		TextError::Template(_) => Unwanted::of(
			"messages",
			"invalid_messages",
			"this model's chat template refuses these messages; many want a user's first, then the assistant's in \
			 turn",
		),
		_ => Unwanted {
			parameter: None,
			code: "invalid_prompt",
			message: "the tokeniser refuses the prompt".into(),
		},
	}
}

/// Messages of texts alone.
fn messages_of(messages: &Value) -> Result<Vec<Message>, Unwanted> {
	let wrong = |why: &str| Unwanted::of("messages", "invalid_messages", why);
	let all = messages.as_array().filter(|all| !all.is_empty() && all.len() <= MOST_INPUTS);
	let all = all.ok_or_else(|| wrong("give 1 to 1,024 messages"))?;
	all.iter()
		.map(|message| {
			let role =
				message["role"].as_str().ok_or_else(|| wrong("each message needs a role"))?;
			Ok(Message {
				role: role.into(),
				content: content_of(&message["content"]).ok_or_else(|| {
					wrong(
						"a message's content must be a text, or parts of type `text`: this model sees nothing else",
					)
				})?,
			})
		})
		.collect()
}

fn content_of(content: &Value) -> Option<String> {
	if let Some(text) = content.as_str() {
		return Some(text.into());
	}
	let parts = content.as_array()?;
	let text = |part: &Value| match part["type"].as_str() {
		Some("text") => part["text"].as_str().map(str::to_owned),
		_ => None,
	};
	parts.iter().map(text).collect()
}

fn stops_of(stop: Vec<String>) -> Result<Vec<String>, Unwanted> {
	if stop.len() > stops::MOST || stop.iter().any(|stop| stop.len() > stops::LONGEST) {
		return Err(Unwanted::of(
			"stop",
			"invalid_value",
			"give at most 4 texts of at most 256 bytes",
		));
	}
	Ok(stop)
}

/// How tokens are to be chosen, in the arithmetic's integers.
pub(super) fn sampling(wish: &Wish) -> Result<Sampling, Unwanted> {
	let wrong = |name, why: &str| Unwanted::of(name, "invalid_value", why);
	if wish.top_p.is_some_and(|p| p != 1.0) {
		return Err(Unwanted::of(
			"top_p",
			"unsupported_parameter",
			"this model's engine does not cut by top_p; use min_p (0.05 is a good one) or leave it out",
		));
	}
	let temperature = wish.temperature.unwrap_or(1.0);
	if temperature == 0.0 {
		return Ok(Sampling::Greedy);
	}
	// Not a number saturates to zero, which is out of range.
	let inverse_temperature = (65_536.0 / temperature).round() as u32;
	if !INVERSE_TEMPERATURES.contains(&inverse_temperature) {
		return Err(wrong("temperature", "must be 0 or between 1/256 and 64"));
	}
	let cut = match wish.min_p {
		None => MAX_CUT,
		Some(p) if (0.0..=1.0).contains(&p) => {
			(-p.ln() * 65_536.0).round().min(MAX_CUT.into()) as u32
		}
		Some(_) => return Err(wrong("min_p", "must be between 0 and 1")),
	};
	let mut seed = wish.fresh_seed;
	if let Some(number) = wish.seed {
		seed = [0; 32];
		seed.iter_mut().zip(number.to_le_bytes()).for_each(|(to, from)| *to = from);
	}
	Ok(Sampling::Seeded { inverse_temperature, cut, seed })
}

/// How far an answer is.
struct Written {
	tokens: Vec<u32>,
	/// What it may still grow.
	left: u32,
	/// Whether a stop sequence came.
	stopped: bool,
}

/// Nobody waits for the answer any more.
struct Gone;

impl Maker {
	fn say(&self, step: Step) -> Result<(), Gone> {
		self.steps.blocking_send(Ok(step)).map_err(|_| Gone)
	}

	/// Rests until it may go on.
	fn rest(&mut self, trace: Option<Digest>) -> Result<u32, Gone> {
		self.say(Step::Rest { trace })?;
		self.grants.blocking_recv().ok_or(Gone)
	}

	fn write(&mut self, local: &Local, work: &Work) {
		if let Ok(Err(error)) = self.try_write(local, work) {
			let _ = self.steps.blocking_send(Err(session_error(error)));
		}
	}

	fn try_write(
		&mut self,
		local: &Local,
		work: &Work,
	) -> Result<Result<(), stoa_exact::engine::SessionError>, Gone> {
		let mut session = Session::new(local.model.clone());
		session.set_sampling(work.choice);
		if local.exact {
			session.record(work.prompt.len() as u32, false);
		}
		let left = self.grants.blocking_recv().ok_or(Gone)?;
		let left = match self.read(left, &work.prompt, |part| session.feed(part))? {
			Ok(left) => left,
			Err(error) => return Ok(Err(error)),
		};
		let mut written = Written { tokens: Vec::new(), left, stopped: false };
		let mut decoder = local.text.decoder();
		let mut stops = Stops::new(work.stop.clone());
		loop {
			if written.left == 0 {
				let trace = trace(&session, &written.tokens, false);
				written.left = self.rest(trace)?;
				continue;
			}
			let missing = work.most.saturating_sub(written.tokens.len() as u32);
			let most = written.left.min(missing);
			let before: Vec<u32> = written.tokens.last().copied().into_iter().collect();
			let finish = session.generate(&before, most, &local.ends, |progress| {
				let Progress::Token(id) = progress else { return ControlFlow::Continue(()) };
				written.tokens.push(id);
				written.left -= 1;
				let (text, hit) = stops.push(&decoder.push(id));
				written.stopped = hit;
				match self.say(Step::Token { id: Some(id), text }) {
					Ok(()) if !hit => ControlFlow::Continue(()),
					_ => ControlFlow::Break(()),
				}
			});
			let (end, ended) = match finish {
				Err(error) => return Ok(Err(error)),
				Ok(Finish::EndToken) => (End::Stop, true),
				Ok(Finish::Stopped) if written.stopped => (End::Stop, false),
				Ok(Finish::Stopped) => return Err(Gone),
				Ok(Finish::Length) if written.tokens.len() as u32 >= work.most => {
					(End::Length, false)
				}
				Ok(Finish::Length) => continue,
			};
			let mut text = String::new();
			if !written.stopped {
				let (last, _) = stops.push(&decoder.finish());
				text = last + &stops.finish();
			}
			let trace = trace(&session, &written.tokens, ended);
			self.say(Step::End { end, ended, text, trace, counted: None })?;
			return Ok(Ok(()));
		}
	}

	/// Reads tokens as far as it may; what it may still do then.
	fn read<E>(
		&mut self,
		mut left: u32,
		mut tokens: &[u32],
		mut feed: impl FnMut(&[u32]) -> Result<(), E>,
	) -> Result<Result<u32, E>, Gone> {
		while !tokens.is_empty() {
			if left == 0 {
				left = self.rest(None)?;
				continue;
			}
			let count = tokens.len().min(left as usize).min(BATCH);
			let (part, rest) = tokens.split_at(count);
			if let Err(error) = feed(part) {
				return Ok(Err(error));
			}
			tokens = rest;
			left -= count as u32;
			self.say(Step::Read(count as u32))?;
		}
		Ok(Ok(left))
	}

	fn embed(&mut self, model: &Arc<Model>, inputs: &[Vec<u32>]) {
		if let Ok(Err(error)) = self.try_embed(model, inputs) {
			let _ = self.steps.blocking_send(Err(error));
		}
	}

	fn try_embed(
		&mut self,
		model: &Arc<Model>,
		inputs: &[Vec<u32>],
	) -> Result<Result<(), EngineError>, Gone> {
		let mut left = self.grants.blocking_recv().ok_or(Gone)?;
		for input in inputs {
			let mut session = Session::new(model.clone());
			let mut sum = vec![0i128; model.config.dim as usize];
			let read = self.read(left, input, |part| {
				session.activations(part, |mantissas, exponent| {
					for (sum, mantissa) in sum.iter_mut().zip(mantissas) {
						*sum += i128::from(*mantissa) << exponent.min(64);
					}
				})
			})?;
			left = match read {
				Ok(left) => left,
				Err(error) => return Ok(Err(session_error(error))),
			};
			self.say(Step::Vector(normalised(&sum)))?;
		}
		let end = Step::End {
			end: End::Length,
			ended: false,
			text: String::new(),
			trace: None,
			counted: None,
		};
		self.say(end)?;
		Ok(Ok(()))
	}
}

/// A sum over positions as a vector of length 1: the mean, of which the length means nothing.
fn normalised(sum: &[i128]) -> Vec<f32> {
	let length = sum.iter().map(|x| (*x as f64) * (*x as f64)).sum::<f64>().sqrt();
	let length = if length > 0.0 { length } else { 1.0 };
	sum.iter().map(|x| (*x as f64 / length) as f32).collect()
}

/// Root of the trace of an answer so far; none if there is none.
fn trace(session: &Session, written: &[u32], ended: bool) -> Option<Digest> {
	let trace = session.recorded()?.trace(written.len() as u32, ended)?;
	Some(trace.root())
}
