//! The engine of class Exact: `stoa-exact` on the artefact that the release names, with the root of the trace
//! of each answer; and answers executed again, with every cell, for games about them.

use super::{
	Answer, Engine, EngineError, ExactRoots, Request, StopWhenDropped, checked, places,
	session_error,
	stream::{Streams, local::Local},
	token_ids,
};
use crate::faults::Fault;
use anyhow::Context;
use async_trait::async_trait;
use std::{
	collections::VecDeque,
	ops::ControlFlow,
	path::Path,
	sync::{
		Arc, Mutex, PoisonError,
		atomic::{AtomicBool, Ordering},
	},
};
use stoa_exact::{
	Arithmetic, Blake2, Sampling,
	artefact::Artefact,
	cells::CellKey,
	digest::engine_digest,
	engine::{Finish, Progress, Session},
	kernel::Kernel,
	shape::tokens_root,
	trace::{Execution, Trace},
};
use stoa_primitives::{Digest, PromptKind};
use stoa_text::Text;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// A model of class Exact in memory.
pub struct Exact {
	artefact: Arc<Artefact>,
	/// One answer per core. Games do not wait for a place: their clocks run.
	places: Arc<Semaphore>,
	/// Cell hashes of the last answers, by their root: for whoever computes one again and finds it otherwise.
	traces: Mutex<VecDeque<(Digest, Vec<u8>)>>,
	/// What sells answers by the token, if there is a tokeniser.
	sold: Option<Local>,
}

/// How many of these are kept: at most half a megabyte each, of a model of 30 layers.
const TRACES: usize = 32;

/// An answer that is to be executed again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
	/// What was read.
	pub prompt: Vec<u32>,
	/// What was written, the end token excluded.
	pub output: Vec<u32>,
	/// Most that could be written.
	pub most: u32,
	/// Whether the model chose to end.
	pub ended: bool,
	/// How tokens were to be chosen.
	pub sampling: Sampling,
}

/// An answer that was computed again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Again {
	/// What is written, the end token excluded.
	pub output: Vec<u32>,
	/// Root of the trace.
	pub trace: Digest,
}

impl Exact {
	/// Reads an artefact and checks all of it against its own root.
	pub async fn open(path: &Path) -> anyhow::Result<Self> {
		let file = path.to_owned();
		let artefact = spawn_blocking(move || Artefact::open(&file)).await?;
		let artefact = artefact.with_context(|| {
			format!("{}: `stoa model import` makes artefacts of class Exact", path.display())
		})?;
		let root = hex::encode(artefact.root());
		tracing::info!(artefact = %path.display(), root, kernel = Kernel::best().name(), "model loaded");
		Ok(Self::new(Arc::new(artefact)))
	}

	/// With an artefact that is in memory.
	pub fn new(artefact: Arc<Artefact>) -> Self {
		Self { artefact, places: places(), traces: Mutex::default(), sold: None }
	}

	/// The same with the model's tokeniser: answers can be sold by the token. Refuses one that is not the
	/// model's own.
	pub fn with_text(mut self, text: Arc<Text>) -> anyhow::Result<Self> {
		let header = self.artefact.header();
		anyhow::ensure!(
			text.hash() == header.tokenizer(),
			"the tokeniser is not the one that the model was published with: name the file or folder that the \
			 artefact was made of"
		);
		let (model, ends) = (self.artefact.model().clone(), header.ends().into());
		self.sold = Some(Local { model, text, ends, exact: true });
		Ok(self)
	}

	/// What sells answers by the token as this engine does, with the weights of another artefact.
	pub fn sold_with(&self, other: &Artefact) -> Option<Local> {
		self.sold.clone().map(|sold| Local { model: other.model().clone(), ..sold })
	}

	/// The root by which a release names the model.
	pub fn root(&self) -> Digest {
		self.artefact.root()
	}

	/// What [`Trace::encode`] made of the trace with this root, if the answer is one of the last.
	pub fn cells(&self, root: &Digest) -> Option<Vec<u8>> {
		let traces = self.traces.lock().unwrap_or_else(PoisonError::into_inner);
		traces.iter().find(|(known, _)| known == root).map(|(_, cells)| cells.clone())
	}

	fn keep(&self, trace: &Trace) {
		let mut traces = self.traces.lock().unwrap_or_else(PoisonError::into_inner);
		if traces.len() == TRACES {
			traces.pop_front();
		}
		traces.push_back((trace.root(), trace.encode()));
	}

	/// Answers a request, as it should be done or with a fault.
	pub async fn answer(
		&self,
		request: Request,
		fault: Option<Fault>,
	) -> Result<Answer, EngineError> {
		let place = self.places.clone().try_acquire_owned().map_err(|_| EngineError::Busy)?;
		let artefact = self.artefact.clone();
		let stop = Arc::new(AtomicBool::new(false));
		let _guard = StopWhenDropped(stop.clone());
		let work = spawn_blocking(move || {
			// The place is free again when the thread has ended, not when the caller has gone.
			let _place = place;
			answer(artefact, &request, fault, &stop)
		});
		let answered = work.await;
		let (answer, trace) = answered
			.map_err(|error| EngineError::Failed(format!("the engine broke: {error}")))??;
		self.keep(&trace);
		Ok(answer)
	}

	/// Writes the first `tokens` tokens of an answer again, and the token that ends it, if it has `ended`; `with`
	/// the weights of another artefact, if it was sold so. It does not wait for a place: the chain's clocks run.
	pub async fn again(
		&self,
		prompt: Vec<u32>,
		tokens: u32,
		ended: bool,
		sampling: Sampling,
		with: Option<Arc<Artefact>>,
	) -> Result<Again, EngineError> {
		let artefact = with.unwrap_or_else(|| self.artefact.clone());
		let stop = Arc::new(AtomicBool::new(false));
		let _guard = StopWhenDropped(stop.clone());
		let most = tokens.saturating_add(ended.into());
		let written =
			spawn_blocking(move || generate(&artefact, sampling, &prompt, most, None, &stop));
		let written = written.await;
		let (output, (trace, _)) = written
			.map_err(|error| EngineError::Failed(format!("the engine broke: {error}")))??;
		Ok(Again { output, trace: trace.root() })
	}

	/// Executes an answer again: seconds, and 100 KB for each position of a model of 30 layers.
	pub async fn execute(
		&self,
		work: Work,
		fault: Option<Fault>,
	) -> Result<Execution, EngineError> {
		let artefact = self.artefact.clone();
		let executed = spawn_blocking(move || {
			let Work { prompt, output, most, ended, sampling } = &work;
			let run = |artefact| Execution::run(artefact, *sampling, prompt, output, *ended);
			match fault {
				Some(Fault::Meddle(meddle)) => {
					Execution::meddled(artefact, *sampling, prompt, *most, meddle)
				}
				Some(Fault::Weights(other)) => run(other),
				None => run(artefact),
			}
		});
		let executed = executed.await;
		executed
			.map_err(|error| EngineError::Failed(format!("the engine broke: {error}")))?
			.map_err(session_error)
	}
}

fn answer(
	artefact: Arc<Artefact>,
	request: &Request,
	fault: Option<Fault>,
	stop: &AtomicBool,
) -> Result<(Answer, Trace), EngineError> {
	let sampling = sampling(request)?;
	if request.kind != PromptKind::TokenIds {
		return Err(EngineError::Malformed("class Exact takes token ids".into()));
	}
	let vocabulary = artefact.header().config().vocabulary;
	let prompt = checked(token_ids(request)?, vocabulary, request.declared_tokens)?;
	let most = request.generation.max_new_tokens;
	let key = request.cells;
	let (output, (trace, cells)) = match fault {
		Some(Fault::Meddle(meddle)) => {
			let lie = Execution::meddled(artefact, sampling, &prompt, most, meddle);
			let lie = lie.map_err(session_error)?;
			let cells = key.map(|key| lie.cells_tree(&key).root()).unwrap_or_default();
			(lie.tokens()[prompt.len()..].to_vec(), (lie.trace().clone(), cells))
		}
		Some(Fault::Weights(other)) => generate(&other, sampling, &prompt, most, key, stop)?,
		None => generate(&artefact, sampling, &prompt, most, key, stop)?,
	};
	let roots = ExactRoots { output: tokens_root::<Blake2>(&output), trace: trace.root(), cells };
	let answer = Answer {
		tokens: output.len() as u32,
		input_tokens: prompt.len() as u32,
		exact: Some(roots),
		output: output.into_iter().flat_map(u32::to_le_bytes).collect(),
	};
	Ok((answer, trace))
}

/// How tokens are to be chosen, as the arithmetic takes it.
fn sampling(request: &Request) -> Result<Sampling, EngineError> {
	let seeded = request.generation.sampling.seeded();
	Sampling::new(seeded).map_err(|error| EngineError::Malformed(error.into()))
}

/// The tokens of an answer, its trace, and the root of its tree of cells.
fn generate(
	artefact: &Artefact,
	sampling: Sampling,
	prompt: &[u32],
	most: u32,
	key: Option<CellKey>,
	stop: &AtomicBool,
) -> Result<(Vec<u32>, (Trace, Digest)), EngineError> {
	let mut output = Vec::new();
	let mut session = Session::new(artefact.model().clone());
	session.set_sampling(sampling);
	match key {
		Some(key) => session.record_as(prompt.len() as u32, key),
		None => session.record(prompt.len() as u32, false),
	}
	let finish = session.generate(prompt, most, artefact.header().ends(), |progress| {
		if stop.load(Ordering::Relaxed) {
			return ControlFlow::Break(());
		}
		if let Progress::Token(id) = progress {
			output.push(id);
		}
		ControlFlow::Continue(())
	});
	let ended = match finish.map_err(session_error)? {
		Finish::EndToken => true,
		Finish::Length => false,
		Finish::Stopped => return Err(EngineError::Failed("nobody waits any more".into())),
	};
	let record = session.take_record();
	let tokens = output.len() as u32;
	let roots = record.and_then(|record| {
		let cells = record.cells_root(tokens, ended).unwrap_or_default();
		Some((record.trace(tokens, ended)?, cells))
	});
	let roots = roots.ok_or_else(|| EngineError::Failed("no trace was recorded".into()))?;
	Ok((output, roots))
}

#[async_trait]
impl Engine for Exact {
	fn digest(&self) -> [u8; 32] {
		engine_digest(Arithmetic::V1)
	}

	fn deterministic(&self) -> bool {
		true
	}

	fn context_tokens(&self) -> u32 {
		self.artefact.header().config().context
	}

	fn exact(&self) -> Option<&Exact> {
		Some(self)
	}

	fn streams(&self) -> Option<&dyn Streams> {
		self.sold.as_ref().map(|sold| sold as &dyn Streams)
	}

	async fn generate(
		&self,
		request: Request,
		_: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		self.answer(request, None).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_exact::{model::Model, shape::CellLeaf, trace::Meddle};
	use stoa_primitives::{Generation, Sampling as Asked, Template};

	const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");

	/// The tiny model as an artefact on disk, opened, with so many end tokens.
	async fn opened(ends: &[u32]) -> (tempfile::TempDir, Exact) {
		let model = Arc::new(Model::open(Path::new(TINY)).unwrap());
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("tiny.exact");
		Artefact::new(model, ends, [7; 32]).unwrap().write(&path).unwrap();
		let exact = Exact::open(&path).await.unwrap();
		(dir, exact)
	}

	fn request(prompt: &[u32], most: u32) -> Request {
		Request {
			kind: PromptKind::TokenIds,
			content: prompt.iter().flat_map(|id| id.to_le_bytes()).collect(),
			generation: Generation {
				max_new_tokens: most,
				sampling: Asked::Greedy,
				template: Template::Raw,
			},
			declared_tokens: prompt.len() as u32,
			cells: Some(KEY),
		}
	}

	fn ids(output: &[u8]) -> Vec<u32> {
		output.as_chunks().0.iter().map(|id| u32::from_le_bytes(*id)).collect()
	}

	const KEY: CellKey = CellKey { auditor: [1; 32], secret: [2; 32] };
	const PROMPT: [u32; 5] = [5, 42, 79, 116, 153];

	#[tokio::test]
	async fn an_answer_executed_again_has_the_root_that_was_claimed() {
		let (_dir, free) = opened(&[]).await;
		let answer = free.answer(request(&PROMPT, 12), None).await.unwrap();
		let output = ids(&answer.output);
		assert_eq!((answer.tokens, answer.input_tokens, output.len()), (12, 5, 12));
		// The same model, of which the fifth token written is an end.
		let end = output[4];
		let (_dir, ending) = opened(&[end]).await;
		let first = output.iter().position(|id| *id == end).unwrap() as u32;
		let ended = ending.answer(request(&PROMPT, 12), None).await.unwrap();
		assert_eq!(ended.tokens, first);
		for (exact, answer, length) in [(&free, answer, false), (&ending, ended, true)] {
			let output = ids(&answer.output);
			let prompt = PROMPT.to_vec();
			let ended = output.len() < 12;
			assert_eq!(ended, length);
			let written =
				exact.again(prompt.clone(), output.len() as u32, ended, Sampling::Greedy, None);
			let written = written.await.unwrap();
			assert_eq!(written.output, output);
			let sampling = Sampling::Greedy;
			let work = Work { prompt, output, most: 12, ended, sampling };
			let again = exact.execute(work, None).await.unwrap();
			let roots = answer.exact.unwrap();
			assert_eq!((again.trace().root(), written.trace), (roots.trace, roots.trace));
			assert_eq!(*again.claim().output(), roots.output);
			assert_eq!(again.cells_tree(&KEY).root(), roots.cells);
			assert_eq!(again.wrong_token(), None);
			assert_eq!(exact.cells(&roots.trace), Some(again.trace().encode()));
			assert_eq!(exact.cells(&[1; 32]), None);
		}
	}

	#[tokio::test]
	async fn an_answer_follows_its_seed() {
		let (_dir, exact) = opened(&[]).await;
		let seeded =
			|seed| Asked::Seeded { inverse_temperature: 1 << 15, cut: 1 << 20, seed: [seed; 32] };
		let asked = |sampling| {
			let mut asked = request(&PROMPT, 12);
			asked.generation.sampling = sampling;
			asked
		};
		let first = exact.answer(asked(seeded(1)), None).await.unwrap();
		assert_eq!(exact.answer(asked(seeded(1)), None).await.unwrap(), first);
		assert_ne!(exact.answer(asked(seeded(2)), None).await.unwrap().output, first.output);
		let sampling = Sampling::new(seeded(1).seeded()).unwrap();
		let (prompt, output) = (PROMPT.to_vec(), ids(&first.output));
		let work = Work { prompt, output, most: 12, ended: false, sampling };
		let again = exact.execute(work, None).await.unwrap();
		assert_eq!(again.trace().root(), first.exact.unwrap().trace);
		assert_eq!(again.wrong_token(), None);
		let none = Asked::Seeded { inverse_temperature: 0, cut: 0, seed: [0; 32] };
		let refused = exact.answer(asked(none), None).await;
		assert!(matches!(refused, Err(EngineError::Malformed(_))), "{refused:?}");
	}

	#[tokio::test]
	async fn requests_that_are_not_of_the_class_are_refused() {
		let (_dir, exact) = opened(&[2]).await;
		let text = Request { kind: PromptKind::Text, ..request(&PROMPT, 4) };
		let few = Request { declared_tokens: 4, ..request(&PROMPT, 4) };
		let mut chat = request(&PROMPT, 4);
		chat.generation.template = Template::Chat;
		for wrong in [text, chat, request(&[], 4), request(&[1_000_000], 4)] {
			let refused = exact.answer(wrong, None).await;
			assert!(matches!(refused, Err(EngineError::Malformed(_))), "{refused:?}");
		}
		assert_eq!(exact.answer(few, None).await, Err(EngineError::Undercounted { counted: 5 }));
		let long = exact.answer(request(&PROMPT, 252), None).await;
		assert_eq!(long, Err(EngineError::TooLong { context: 256, asked: 257 }));
	}

	struct Bit;

	impl Meddle for Bit {
		fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
			if (position, slot, leaf) == (3, 1, CellLeaf::Residual) {
				bytes[1] ^= 1;
			}
		}
	}

	#[tokio::test]
	async fn a_fault_gives_the_same_lie_twice() {
		let (_dir, exact) = opened(&[2]).await;
		let fault = || Some(Fault::Meddle(Arc::new(Bit)));
		let right = exact.answer(request(&PROMPT, 6), None).await.unwrap();
		let lie = exact.answer(request(&PROMPT, 6), fault()).await.unwrap();
		assert_ne!(lie.exact.unwrap().trace, right.exact.unwrap().trace);
		let (prompt, output) = (PROMPT.to_vec(), ids(&lie.output));
		let ended = output.len() < 6;
		let work = Work { prompt, output, most: 6, ended, sampling: Sampling::Greedy };
		let again = exact.execute(work, fault()).await.unwrap();
		assert_eq!(again.trace().root(), lie.exact.unwrap().trace);
		assert_eq!(again.cells_tree(&KEY).root(), lie.exact.unwrap().cells);
	}

	#[tokio::test]
	async fn what_is_no_artefact_is_told_what_makes_one() {
		let refused = Exact::open(Path::new(TINY)).await.map(|_| ()).unwrap_err();
		assert!(format!("{refused:#}").contains("stoa model import"), "{refused:#}");
	}
}
