//! The built-in engine: `stoa-exact` on this machine's processor. Equal requests give equal bits anywhere.

use super::{
	Answer, Engine, EngineError, Request, StopWhenDropped, checked, places, session_error,
	stream::{Streams, local::Local},
	token_ids,
};
use async_trait::async_trait;
use std::{
	ops::ControlFlow,
	path::Path,
	sync::{
		Arc,
		atomic::{AtomicBool, Ordering},
	},
};
use stoa_exact::{
	Arithmetic,
	digest::engine_digest,
	engine::{Progress, Session},
	gguf::Gguf,
	kernel::Kernel,
	model::Model,
};
use stoa_primitives::{PromptKind, Sampling};
use stoa_text::Text;
use tokio::{
	sync::{Semaphore, mpsc},
	task::spawn_blocking,
};

/// A model in memory.
pub struct Embedded {
	inner: Arc<Inner>,
	/// One computation per core: more would only be slower together.
	places: Arc<Semaphore>,
	sold: Local,
}

struct Inner {
	model: Arc<Model>,
	text: Arc<Text>,
}

impl Embedded {
	/// Reads a model file.
	pub async fn open(path: &Path) -> anyhow::Result<Self> {
		let file = path.to_owned();
		let inner = spawn_blocking(move || -> anyhow::Result<Inner> {
			let file = Gguf::open(&file)?;
			let text = Arc::new(Text::from_gguf(&file)?);
			Ok(Inner { model: Arc::new(Model::import(&file)?), text })
		})
		.await??;
		tracing::info!(model = %path.display(), kernel = Kernel::best().name(), "model loaded");
		let sold = Local {
			model: inner.model.clone(),
			text: inner.text.clone(),
			ends: inner.text.ends().into(),
			exact: false,
		};
		Ok(Self { inner: Arc::new(inner), places: places(), sold })
	}
}

#[async_trait]
impl Engine for Embedded {
	/// Of the arithmetic's name alone: any program that keeps the arithmetic gives the same answers.
	fn digest(&self) -> [u8; 32] {
		engine_digest(Arithmetic::V1)
	}

	fn deterministic(&self) -> bool {
		true
	}

	fn context_tokens(&self) -> u32 {
		self.inner.model.config.context
	}

	fn streams(&self) -> Option<&dyn Streams> {
		Some(&self.sold)
	}

	async fn generate(
		&self,
		request: Request,
		on_text: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		let place = self.places.clone().try_acquire_owned().map_err(|_| EngineError::Busy)?;
		let inner = self.inner.clone();
		let stop = Arc::new(AtomicBool::new(false));
		let _guard = StopWhenDropped(stop.clone());
		let (pieces, mut arriving) = mpsc::unbounded_channel();
		let work = spawn_blocking(move || {
			// The place is free again when the thread has ended, not when the caller has gone.
			let _place = place;
			inner.answer(&request, &stop, &|piece| {
				let _ = pieces.send(piece);
			})
		});
		while let Some(piece) = arriving.recv().await {
			on_text(&piece);
		}
		work.await.map_err(|error| EngineError::Failed(format!("the engine broke: {error}")))?
	}
}

impl Inner {
	/// The model's input.
	fn input(&self, request: &Request) -> Result<Vec<u32>, EngineError> {
		let ids = match request.kind {
			PromptKind::Text => {
				let text = std::str::from_utf8(&request.content)
					.map_err(|_| EngineError::Malformed("the prompt is not UTF-8".into()))?;
				let encoded = self.text.encode(text, request.generation.template);
				encoded.map_err(|error| EngineError::Malformed(error.to_string()))?
			}
			PromptKind::TokenIds => token_ids(request)?,
		};
		checked(ids, self.model.config.vocabulary, request.declared_tokens)
	}

	fn answer(
		&self,
		request: &Request,
		stop: &AtomicBool,
		on_text: &dyn Fn(String),
	) -> Result<Answer, EngineError> {
		if request.generation.sampling != Sampling::Greedy {
			return Err(EngineError::Malformed("only class Exact samples by a seed".into()));
		}
		let ids = self.input(request)?;
		let input_tokens = ids.len() as u32;
		let mut written = Vec::new();
		let mut decoder = self.text.decoder();
		let mut text = String::new();
		let most = request.generation.max_new_tokens;
		let mut session = Session::new(self.model.clone());
		let mut show = |piece: String| {
			text.push_str(&piece);
			if !piece.is_empty() {
				on_text(piece);
			}
		};
		session
			.generate(&ids, most, self.text.ends(), |progress| {
				if stop.load(Ordering::Relaxed) {
					return ControlFlow::Break(());
				}
				if let Progress::Token(id) = progress {
					written.push(id);
					show(decoder.push(id));
				}
				ControlFlow::Continue(())
			})
			.map_err(session_error)?;
		show(decoder.finish());
		let tokens = written.len() as u32;
		let output = match request.kind {
			PromptKind::Text => text.into_bytes(),
			PromptKind::TokenIds => written.into_iter().flat_map(u32::to_le_bytes).collect(),
		};
		Ok(Answer { output, tokens, input_tokens, exact: None })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::FutureExt;
	use std::time::Duration;
	use stoa_primitives::{Generation, Template};

	async fn tiny() -> Embedded {
		let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
		Embedded::open(Path::new(path)).await.expect("the tiny model is sound")
	}

	fn request(kind: PromptKind, content: &[u8], template: Template, most: u32) -> Request {
		let generation = Generation { max_new_tokens: most, sampling: Sampling::Greedy, template };
		Request { kind, content: content.to_vec(), generation, declared_tokens: 100, cells: None }
	}

	async fn run(engine: &Embedded, request: Request) -> Result<(Answer, String), EngineError> {
		let mut streamed = String::new();
		let answer = engine.generate(request, &mut |piece| streamed.push_str(piece)).await?;
		Ok((answer, streamed))
	}

	#[tokio::test]
	async fn text_and_ids_of_the_same_prompt_have_the_same_answer() {
		let engine = tiny().await;
		let text = request(PromptKind::Text, b"hello the world", Template::Chat, 20);
		let (answer, streamed) = run(&engine, text.clone()).await.unwrap();
		assert_eq!(answer.output, streamed.into_bytes());
		assert_eq!((answer.tokens, run(&engine, text).await.unwrap().0), (20, answer.clone()));

		let ids = engine.inner.text.encode("hello the world", Template::Chat).unwrap();
		assert_eq!(answer.input_tokens as usize, ids.len());
		let content: Vec<u8> = ids.into_iter().flat_map(u32::to_le_bytes).collect();
		let by_ids = request(PromptKind::TokenIds, &content, Template::Raw, 20);
		let (by_ids, _) = run(&engine, by_ids).await.unwrap();
		let (written, _) = by_ids.output.as_chunks::<4>();
		let written: Vec<u32> = written.iter().map(|id| u32::from_le_bytes(*id)).collect();
		assert_eq!(engine.inner.text.decode(&written).into_bytes(), answer.output);
	}

	#[tokio::test]
	async fn bad_requests_are_told_apart() {
		let engine = tiny().await;
		let refused = |request| async { run(&engine, request).await.unwrap_err() };
		let text = |content: &[u8], most| request(PromptKind::Text, content, Template::Raw, most);
		let ids = |content: &[u8], template| request(PromptKind::TokenIds, content, template, 5);
		for request in [
			text(b"\xff", 5),
			text(b"", 5),
			ids(&[1, 0, 0], Template::Raw),
			ids(&[1, 0, 0, 9], Template::Raw),
			ids(&[1, 0, 0, 0], Template::Chat),
		] {
			assert!(matches!(refused(request).await, EngineError::Malformed(_)));
		}
		let few = Request { declared_tokens: 2, ..text(b"hello the world", 5) };
		assert_eq!(refused(few).await, EngineError::Undercounted { counted: 3 });
		let long = text(b"hello the world", 254);
		assert_eq!(refused(long).await, EngineError::TooLong { context: 256, asked: 257 });
	}

	#[tokio::test(flavor = "multi_thread")]
	async fn places_are_bounded_and_come_back_when_a_caller_goes() {
		let engine = tiny().await;
		let places = engine.places.available_permits();
		let long = || request(PromptKind::Text, b"hello", Template::Raw, 255);
		let (mut first, mut second) = (|_: &str| {}, |_: &str| {});
		let all = engine.places.clone().try_acquire_many_owned(places as u32 - 1).unwrap();
		let mut running = engine.generate(long(), &mut first);
		assert!((&mut running).now_or_never().is_none());
		assert_eq!(engine.generate(long(), &mut second).await, Err(EngineError::Busy));
		drop(running);
		drop(all);
		for _ in 0..500 {
			if engine.places.available_permits() == places {
				return;
			}
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
		panic!("the place of a caller that has gone stays taken");
	}
}
