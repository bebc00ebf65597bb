//! `stoa job verify`: computes an answer again, on the user's own machine.

use super::question::Question;
use crate::{
	args::VerifyArgs,
	context::Context,
	fail::{DIFFERS, FAILED, Fail},
	local::{self, Reader, busy},
	model::hash_file,
	show,
};
use serde_json::{Value, json};
use std::{
	ops::ControlFlow,
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_client::{At, referee::claim, search::token_ids, types::ReleaseDetails};
use stoa_exact::{
	Arithmetic, Sampling,
	artefact::Artefact,
	digest::engine_digest,
	engine::{Finish, Progress, Session},
	gguf::Gguf,
	model::Model,
	trace::Trace,
};
use stoa_primitives::{Digest, JobId, PromptKind, VerificationClass};
use stoa_text::Text;

/// Runs `stoa job verify`.
pub async fn run(context: &Context, args: VerifyArgs) -> Result<(), Fail> {
	let client = context.client().await?;
	let question = Question::of(&client, args.job).await?;
	let at = client.best().await?;
	let release = at.release(question.release).await?;
	if release.is_none() {
		context.note("the release was dropped: whether this is its file cannot be checked");
	}
	let machine = machine(&args.artefact, &question, release.as_ref(), context.json).await?;
	let reader = reader(context, &at, &question, &args).await;
	context.note("computing the answer again on this machine");
	let asked = question.clone();
	let began = Instant::now();
	let computed = busy(move || machine.answer(&asked)).await?;
	let took = began.elapsed();
	let mut report = Report::new(args.job, question, computed, took);
	if !report.same() && report.question.trace.is_some() {
		match served(context, &at, args.job).await {
			Ok(trace) => report.place = report.computed.first_cell(&trace, &report.question),
			Err(why) => context.note(&format!("where the traces part is not known: {why}")),
		}
	}
	context.print(&report.json(), || report.text(&reader));
	if report.same() { Ok(()) } else { Err(Fail::told(DIFFERS, "the answer differs")) }
}

/// The executor's trace, as it serves it.
async fn served(context: &Context, at: &At, job: JobId) -> Result<Trace, String> {
	let told = |error: stoa_client::Error| error.to_string();
	let subject = at.subject(job).await.map_err(told)?.ok_or("the answer cannot be challenged")?;
	let claim = claim(&subject.claim).ok_or("the referee speaks of a claim that is none here")?;
	let provider = at.provider(&subject.defender).await.map_err(told)?;
	let provider = provider.ok_or("its executor has left")?;
	let delivery = context.delivery().map_err(|fail| fail.text)?;
	delivery.fetch_trace(&provider, job, &claim).await.map_err(told)
}

async fn reader(context: &Context, at: &At, question: &Question, args: &VerifyArgs) -> Reader {
	if question.class != VerificationClass::Exact {
		return Reader::default();
	}
	let path = args.tokenizer.tokenizer.as_ref();
	Reader::of(at, question.release, path, |text| context.note(text)).await
}

/// A model on this machine.
pub enum Machine {
	/// An artefact of class Exact.
	Exact(Arc<Artefact>),
	/// A GGUF file that a committee runs in the same arithmetic.
	Text(Arc<Model>, Box<Text>),
}

/// The model of a release, from its file.
async fn machine(
	path: &Path,
	question: &Question,
	release: Option<&ReleaseDetails>,
	quiet: bool,
) -> Result<Machine, Fail> {
	if question.class == VerificationClass::Exact {
		let artefact = local::artefact(path).await?;
		let model = release.and_then(|release| release.exact.as_ref()).map(|exact| exact.model);
		is_of(question, path, model.is_none_or(|model| model == artefact.root()))?;
		return Ok(Machine::Exact(artefact));
	}
	if release.is_some_and(|release| release.engine != engine_digest(Arithmetic::V1)) {
		return Err(Fail::refused(format!(
			"release {} runs an engine that is not here: its answers cannot be computed again",
			question.release
		)));
	}
	let hash = release.map(|release| release.artefact.hash);
	let same = match hash {
		Some(hash) => hash_file(path, quiet)?.0 == hash,
		None => true,
	};
	is_of(question, path, same)?;
	let path = path.to_owned();
	busy(move || {
		let failed =
			|error: &dyn std::fmt::Display| Fail::refused(format!("{}: {error}", path.display()));
		let file = Gguf::open(&path).map_err(|error| failed(&error))?;
		let model = Model::import(&file).map_err(|error| failed(&error))?;
		let text = Text::from_gguf(&file).map_err(|error| failed(&error))?;
		Ok(Machine::Text(Arc::new(model), Box::new(text)))
	})
	.await
}

fn is_of(question: &Question, path: &Path, same: bool) -> Result<(), Fail> {
	if same {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"{} is not the artefact of release {}, which answered: fetch that one (`stoa model show {}`)",
		path.display(),
		question.release,
		question.release
	)))
}

/// What this machine makes of a question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Computed {
	/// The tokens.
	pub tokens: Vec<u32>,
	/// Class Exact: the trace.
	pub trace: Option<Trace>,
	/// The text after each token, by its length in bytes, and the text; for answers that are text.
	text: Option<(Vec<usize>, Vec<u8>)>,
}

impl Machine {
	/// Answers a question.
	pub fn answer(&self, question: &Question) -> Result<Computed, Fail> {
		match self {
			Self::Exact(artefact) => {
				let header = artefact.header();
				let prompt = ids(question)?;
				let (tokens, trace) =
					run_model(artefact.model(), &prompt, question, header.ends())?;
				Ok(Computed { tokens, trace, text: None })
			}
			Self::Text(model, text) => {
				let prompt = match question.kind {
					PromptKind::TokenIds => ids(question)?,
					PromptKind::Text => {
						let content = String::from_utf8_lossy(&question.prompt);
						let ids = text.encode(&content, question.generation.template);
						ids.map_err(|error| Fail::new(FAILED, error.to_string()))?
					}
				};
				let (tokens, _) = run_model(model, &prompt, question, text.ends())?;
				let mut decoder = text.decoder();
				let (mut lengths, mut whole) = (Vec::new(), String::new());
				for token in &tokens {
					whole.push_str(&decoder.push(*token));
					lengths.push(whole.len());
				}
				whole.push_str(&decoder.finish());
				let text =
					(question.kind == PromptKind::Text).then(|| (lengths, whole.into_bytes()));
				Ok(Computed { tokens, trace: None, text })
			}
		}
	}
}

fn ids(question: &Question) -> Result<Vec<u32>, Fail> {
	token_ids(&question.prompt)
		.ok_or_else(|| Fail::new(FAILED, "the prompt is not made of token ids"))
}

fn run_model(
	model: &Arc<Model>,
	prompt: &[u32],
	question: &Question,
	ends: &[u32],
) -> Result<(Vec<u32>, Option<Trace>), Fail> {
	let failed = |error: &dyn std::fmt::Display| Fail::new(FAILED, error.to_string());
	let mut session = Session::new(model.clone());
	let sampling = Sampling::new(question.generation.sampling.seeded());
	session.set_sampling(sampling.map_err(|error| failed(&error))?);
	session.record(prompt.len() as u32, false);
	let mut tokens = Vec::new();
	let most = question.generation.max_new_tokens;
	let finish = session.generate(prompt, most, ends, |progress| {
		if let Progress::Token(token) = progress {
			tokens.push(token);
		}
		ControlFlow::Continue(())
	});
	let ended = finish.map_err(|error| failed(&error))? == Finish::EndToken;
	let trace = session.recorded().and_then(|record| record.trace(tokens.len() as u32, ended));
	Ok((tokens, trace))
}

/// A cell of a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
	position: u32,
	slot: u32,
	/// Tokens of the prompt, and slots of a position.
	prompt: u32,
	slots: u32,
}

impl Computed {
	/// The first cell, in the order of computation, that another trace has otherwise; as far as both read the
	/// same tokens.
	fn first_cell(&self, other: &Trace, question: &Question) -> Option<Place> {
		let own = self.trace.as_ref()?;
		let claimed = token_ids(&question.output).unwrap_or_default();
		let same = claimed.iter().zip(&self.tokens).take_while(|(claimed, own)| claimed == own);
		let prompt = own.shape().prompt();
		let read = (prompt + same.count() as u32)
			.min(own.shape().positions())
			.min(other.shape().positions());
		let slots = own.slots();
		let mut cells = (0..read).flat_map(|position| (0..slots).map(move |slot| (position, slot)));
		let differs = |(position, slot): &(u32, u32)| {
			own.cell(*position, *slot) != other.cell(*position, *slot)
		};
		let (position, slot) = cells.find(differs)?;
		Some(Place { position, slot, prompt, slots })
	}
}

impl std::fmt::Display for Place {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self.slot {
			0 => f.write_str("in the embedding")?,
			slot if slot + 1 == self.slots => f.write_str("in the choice of the token after it")?,
			slot => write!(f, "in layer {slot} of {}", self.slots - 2)?,
		}
		match self.position.checked_sub(self.prompt) {
			None => write!(f, ", at token {} of the prompt", self.position),
			Some(token) => write!(f, ", at token {token} of the answer"),
		}
	}
}

/// Where two answers part.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Difference {
	/// The token, counted from 0.
	token: usize,
	/// What the chain has there, if it is known and not the end.
	claimed: Option<u32>,
	/// What this machine has there; none is the end.
	own: Option<u32>,
}

/// The first token in which two answers differ.
fn first_difference(claimed: &[u32], own: &[u32]) -> Option<Difference> {
	let at = |tokens: &[u32], token: usize| tokens.get(token).copied();
	let longest = claimed.len().max(own.len());
	let token = (0..longest).find(|token| at(claimed, *token) != at(own, *token))?;
	Some(Difference { token, claimed: at(claimed, token), own: at(own, token) })
}

/// The same of texts, of which only the own tokens are known.
fn first_difference_in_text(
	claimed: &[u8],
	tokens: &[u32],
	(lengths, own): &(Vec<usize>, Vec<u8>),
) -> Option<Difference> {
	if claimed == own {
		return None;
	}
	let common = claimed.iter().zip(own).take_while(|(claimed, own)| claimed == own).count();
	let token = lengths.iter().position(|length| *length > common).unwrap_or(lengths.len());
	Some(Difference { token, claimed: None, own: tokens.get(token).copied() })
}

/// How an answer and what this machine computes compare.
struct Report {
	job: JobId,
	question: Question,
	computed: Computed,
	difference: Option<Difference>,
	/// Where the computations part, if the executor serves its trace.
	place: Option<Place>,
	took: Duration,
}

impl Report {
	fn new(job: JobId, question: Question, computed: Computed, took: Duration) -> Self {
		let difference = match &computed.text {
			Some(text) => first_difference_in_text(&question.output, &computed.tokens, text),
			None => {
				let claimed = token_ids(&question.output).unwrap_or_default();
				first_difference(&claimed, &computed.tokens)
			}
		};
		Self { job, question, computed, difference, place: None, took }
	}

	/// Both traces, if they can be compared: the tokens are the same.
	fn traces(&self) -> Option<(Digest, Digest)> {
		if self.difference.is_some() {
			return None;
		}
		self.computed.trace.as_ref().map(Trace::root).zip(self.question.trace)
	}

	fn same(&self) -> bool {
		self.difference.is_none() && self.traces().is_none_or(|(own, claimed)| own == claimed)
	}

	fn json(&self) -> Value {
		let difference = self.difference.as_ref();
		json!({
			"job": self.job,
			"release": self.question.release,
			"class": show::class(self.question.class),
			"status": if self.same() { "same" } else { "differs" },
			"tokens": self.computed.tokens.len(),
			"first_difference": difference.map(|difference| difference.token),
			"claimed_token": difference.and_then(|difference| difference.claimed),
			"own_token": difference.and_then(|difference| difference.own),
			"claimed_trace": self.question.trace.as_ref().map(show::hash),
			"own_trace": self.computed.trace.as_ref().map(|trace| show::hash(&trace.root())),
			"first_position": self.place.map(|place| place.position),
			"first_slot": self.place.map(|place| place.slot),
			"first_cell": self.place.map(|place| place.to_string()),
			"same_trace": self.traces().map(|(own, claimed)| own == claimed),
			"seconds": self.took.as_secs_f64(),
		})
	}

	fn text(&self, reader: &Reader) -> String {
		let (job, seconds) = (self.job, self.took.as_secs_f64());
		let place = self.place.map_or_else(String::new, |place| format!("\nfirst {place}"));
		if let Some(difference) = &self.difference {
			let word = |token: Option<u32>| match token {
				Some(id) => match reader.token(id) {
					Some(text) => format!("{id} ({text:?})"),
					None => id.to_string(),
				},
				None => "the end".to_string(),
			};
			let claimed = match (difference.claimed, &self.computed.text) {
				(None, Some(_)) => String::new(),
				(claimed, _) => format!(": the answer has {}", word(claimed)),
			};
			return format!(
				"job {job} differs at token {}{claimed}, this machine {}{place}{}",
				difference.token,
				word(difference.own),
				self.advice()
			);
		}
		let tokens = self.computed.tokens.len();
		match self.traces() {
			Some((own, claimed)) if own != claimed => format!(
				"job {job} has the same {tokens} tokens, but another trace ({} there, {} here): its executor did not \
				 compute them as it must{place}{}",
				show::hash(&claimed),
				show::hash(&own),
				self.advice()
			),
			Some(_) => format!(
				"job {job} is the same, to the bit: {tokens} tokens, and the trace of computing them ({seconds:.1} s)"
			),
			None => format!("job {job} is the same, to the bit: {tokens} tokens ({seconds:.1} s)"),
		}
	}

	/// What can be done about a false answer.
	fn advice(&self) -> String {
		match (self.question.open, self.question.class) {
			(true, VerificationClass::Exact) => {
				format!("\nrefute it with `stoa job challenge {} --artefact FILE`", self.job)
			}
			(true, _) => format!("\ndoubt it with `stoa job escalate {}`", self.job),
			(false, _) => String::new(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::search::token_bytes;
	use stoa_exact::{
		shape::CellLeaf,
		trace::{Execution, Meddle},
	};
	use stoa_primitives::{Generation, Sampling as Asked, Template};

	fn question(class: VerificationClass, kind: PromptKind, prompt: &[u8]) -> Question {
		Question {
			release: 4,
			class,
			kind,
			prompt: prompt.to_vec(),
			generation: Generation {
				max_new_tokens: 12,
				sampling: Asked::Greedy,
				template: Template::Raw,
			},
			output: Vec::new(),
			trace: None,
			open: true,
		}
	}

	fn report(question: Question, computed: &Computed) -> Report {
		Report::new(7, question, computed.clone(), Duration::from_secs(1))
	}

	#[test]
	fn an_exact_answer_is_compared_to_the_bit() {
		let machine = Machine::Exact(local::tiny());
		let prompt = token_bytes(&[5, 77, 200, 3]);
		let asked = question(VerificationClass::Exact, PromptKind::TokenIds, &prompt);
		let computed = machine.answer(&asked).unwrap();
		assert!(!computed.tokens.is_empty());

		let right = Question { output: token_bytes(&computed.tokens), ..asked };
		let same = report(right.clone(), &computed);
		assert!(same.same() && same.traces().is_none());
		assert!(same.text(&Reader::default()).contains("the same, to the bit"));
		let root = computed.trace.as_ref().map(Trace::root);
		let traced = Question { trace: root, ..right.clone() };
		assert_eq!(report(traced.clone(), &computed).json()["same_trace"], true);

		let other = Question { trace: Some([1; 32]), ..traced };
		let other = report(other, &computed);
		assert!(!other.same());
		let text = other.text(&Reader::default());
		assert!(text.contains("another trace") && text.contains("stoa job challenge 7"), "{text}");

		let mut tokens = computed.tokens.clone();
		tokens[1] ^= 1;
		let wrong = report(Question { output: token_bytes(&tokens), ..right }, &computed);
		assert_eq!(wrong.json()["first_difference"], 1);
		assert_eq!(wrong.json()["own_token"], computed.tokens[1]);
		assert!(wrong.text(&Reader::default()).contains("differs at token 1"));
	}

	struct Bit;

	impl Meddle for Bit {
		fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
			if (position, slot, leaf) == (2, 1, CellLeaf::Residual) {
				bytes[1] ^= 1;
			}
		}
	}

	#[test]
	fn where_computations_part_is_told() {
		let prompt = [5, 77, 200, 3];
		let told =
			Execution::meddled(local::tiny(), Sampling::Greedy, &prompt, 6, Arc::new(Bit)).unwrap();
		let asked = question(VerificationClass::Exact, PromptKind::TokenIds, &token_bytes(&prompt));
		let output = token_bytes(&told.tokens()[prompt.len()..]);
		let trace = Some(told.trace().root());
		let generation = Generation { max_new_tokens: 6, ..asked.generation };
		let asked = Question { output, trace, generation, ..asked };
		let computed = Machine::Exact(local::tiny()).answer(&asked).unwrap();
		let mut report = report(asked, &computed);
		report.place = computed.first_cell(told.trace(), &report.question);
		let words = report.text(&Reader::default());
		assert!(words.contains("first in layer 1 of 2, at token 2 of the prompt"), "{words}");
		assert_eq!(report.json()["first_slot"], 1);

		let place = |position, slot| Place { position, slot, prompt: 4, slots: 4 }.to_string();
		assert_eq!(place(0, 0), "in the embedding, at token 0 of the prompt");
		assert_eq!(place(5, 3), "in the choice of the token after it, at token 1 of the answer");
	}

	#[test]
	fn an_answer_is_computed_by_its_seed() {
		let machine = Machine::Exact(local::tiny());
		let mut asked = question(
			VerificationClass::Exact,
			PromptKind::TokenIds,
			&token_bytes(&[5, 77, 200, 3]),
		);
		let mut of = |seed| {
			asked.generation.sampling =
				Asked::Seeded { inverse_temperature: 1 << 14, cut: 1 << 20, seed: [seed; 32] };
			machine.answer(&asked).unwrap()
		};
		assert_eq!(of(1), of(1));
		assert_ne!(of(1).tokens, of(2).tokens);
	}

	#[test]
	fn a_text_is_compared_by_what_it_says() {
		let text = Text::open(&local::tiny_path()).unwrap();
		let model = Arc::new(Model::open(&local::tiny_path()).unwrap());
		let machine = Machine::Text(model, Box::new(text));
		let asked = question(VerificationClass::Replicated, PromptKind::Text, b"hello the world");
		let computed = machine.answer(&asked).unwrap();
		let (lengths, whole) = computed.text.clone().unwrap();
		let right = Question { output: whole.clone(), ..asked };
		assert!(report(right.clone(), &computed).same());
		let mut bytes = whole;
		let last = bytes.len() - 1;
		bytes[last] ^= 1;
		let wrong = report(Question { output: bytes, ..right }, &computed);
		let token = wrong.difference.as_ref().unwrap().token;
		assert!(lengths.get(token).is_none_or(|length| *length == last + 1));
		let words = wrong.text(&Reader::default());
		assert!(words.contains("differs at token") && words.contains("escalate"), "{words}");
	}

	#[test]
	fn the_first_difference_is_found() {
		assert_eq!(first_difference(&[1, 2], &[1, 2]), None);
		let parts = |claimed: &[u32], own: &[u32]| {
			let difference = first_difference(claimed, own).unwrap();
			(difference.token, difference.claimed, difference.own)
		};
		assert_eq!(parts(&[1, 2], &[1, 3]), (1, Some(2), Some(3)));
		assert_eq!(parts(&[1], &[1, 3]), (1, None, Some(3)));
		assert_eq!(parts(&[1, 9], &[1]), (1, Some(9), None));
	}

	#[test]
	fn a_file_of_another_release_is_refused() {
		let asked = question(VerificationClass::Exact, PromptKind::TokenIds, &[]);
		let fail = is_of(&asked, Path::new("other.stoa"), false).unwrap_err();
		assert!(fail.text.contains("other.stoa") && fail.text.contains("release 4"));
	}
}
