//! One answer that is sold: it grows as far as it is paid for, signs what it is and what it costs, and waits
//! when more would be owed than may be.

use super::{
	lane::{Answering, Signed, SoFar, Work},
	lanes::Turn,
	prepaid::{self, Share},
	queue::Place,
	render,
	terms::{Terms, Tokens},
};
use crate::{
	engine::{
		EngineError,
		stream::{Growing, Step},
	},
	state::Core,
};
use std::{
	collections::VecDeque,
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	Balance, Digest,
	channel::{Arithmetic, End, RECEIPT_TOKENS, trace_commitment, trace_salt},
	merkle::content_root,
	payload::{output_commitment, output_salt},
};
use tokio::{
	sync::watch,
	time::{timeout, timeout_at},
};

/// Outcome of an answer of which no receipt could be written down.
const NOT_WRITTEN: &str = "not_written";

/// What an answer says.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
	/// More of it.
	Text {
		/// Text; of embeddings the whole answer at once.
		text: String,
		/// Class Exact: the tokens that are new with it.
		ids: Vec<u32>,
	},
	/// A receipt for everything so far.
	Receipt {
		/// The receipt.
		signed: Box<Signed>,
		/// With the first receipt: the salt of the commitments, and for class Exact the prompt's token ids.
		opening: Option<(Digest, Option<Vec<u32>>)>,
		/// Class Exact: root of the trace so far.
		trace: Option<Digest>,
	},
	/// It has ended as it should. The last receipt follows.
	End {
		/// Why.
		end: End,
		/// What was read and written.
		tokens: Tokens,
	},
	/// Nothing follows.
	Over {
		/// What went wrong.
		wrong: Wrong,
	},
}

/// What went wrong, if something did: a word and a sentence.
type Wrong = Option<(&'static str, String)>;

/// How embeddings are to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Embeds {
	/// The model's name.
	pub model: String,
	/// Whether as base64 of little-endian floats.
	pub base64: bool,
}

/// What an answer is made of.
pub struct Sale {
	/// The right to answer.
	pub turn: Turn,
	/// A place to compute.
	pub place: Place,
	/// The answer, before it grows.
	pub growing: Growing,
	/// What it is.
	pub answer: Answering,
	/// What it costs.
	pub terms: Terms,
	/// What of it was prepaid: the last of its tokens that cost nothing.
	pub prepaid: Option<Share>,
	/// Salt of its commitments.
	pub salt: Digest,
	/// Tokens of the prompt that are not read yet, if the engine counts them.
	pub unread: u32,
	/// Class Exact: what a game needs.
	pub work: Option<Work>,
	/// Set for embeddings.
	pub embeds: Option<Embeds>,
	/// How long it waits for a voucher.
	pub patience: Duration,
	/// When it must be over.
	pub until: Instant,
	/// Where it is counted.
	pub core: Arc<Core>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
	Growing,
	Unpaid,
	/// All is said but the last receipt.
	Closing,
	Over,
}

/// How far an answer was when something was said of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
	tokens: Tokens,
	trace: Option<Digest>,
	so_far: SoFar,
}

/// One answer that is sold. Dropping it cancels it: its last receipt stays, and can be paid for.
pub struct Answer {
	sale: Sale,
	paid: watch::Receiver<Balance>,
	stage: Stage,
	tokens: Tokens,
	/// What the last receipt is about; none before the first.
	receipted: Option<Mark>,
	text: Vec<u8>,
	ids: Vec<u32>,
	/// Ids that were shown.
	shown: usize,
	vectors: Vec<Vec<f32>>,
	trace: Option<Digest>,
	ready: VecDeque<Said>,
	/// What the last receipt is about, and what went wrong.
	closing: (Option<Mark>, Wrong),
	outcome: &'static str,
}

impl Answer {
	/// Begins.
	pub fn new(sale: Sale) -> Self {
		let paid = sale.turn.paid();
		let mut answer = Self {
			sale,
			paid,
			stage: Stage::Growing,
			tokens: Tokens::default(),
			receipted: None,
			text: Vec::new(),
			ids: Vec::new(),
			shown: 0,
			vectors: Vec::new(),
			trace: None,
			ready: VecDeque::new(),
			closing: (None, None),
			outcome: "cancelled",
		};
		if !answer.grow() {
			answer.stage = Stage::Unpaid;
		}
		answer
	}

	/// What it says next; `None` after its end.
	pub async fn next(&mut self) -> Option<Said> {
		loop {
			if let Some(said) = self.ready.pop_front() {
				return Some(said);
			}
			match self.stage {
				Stage::Over => return None,
				Stage::Unpaid => self.wait().await,
				Stage::Closing => self.close().await,
				Stage::Growing => {
					let until = self.sale.until.into();
					match timeout_at(until, self.sale.growing.next()).await {
						Ok(Ok(step)) => self.take(step).await,
						Ok(Err(error)) => self.fail(error),
						Err(_) => {
							let why = "the answer took longer than this provider allows";
							self.finish(End::Failed, false, Some(("timeout", why.into())));
						}
					}
				}
			}
		}
	}

	async fn take(&mut self, step: Step) {
		match step {
			Step::Read(count) => {
				self.tokens.prompt = self.tokens.prompt.saturating_add(count);
				self.sale.unread = self.sale.unread.saturating_sub(count);
			}
			Step::Token { id, text } => {
				self.tokens.output = self.tokens.output.saturating_add(1);
				self.ids.extend(id);
				self.show(text);
			}
			Step::Vector(vector) => self.vectors.push(vector),
			Step::Rest { trace } => {
				self.trace = trace;
				self.rest().await;
			}
			Step::End { end, ended, text, trace, counted } => {
				self.trace = trace;
				self.show(text);
				if let Some((prompt, output)) = counted {
					// What a receipt says is not taken back.
					self.tokens.prompt = self.tokens.prompt.max(prompt);
					self.tokens.output = self.tokens.output.max(output);
				}
				if let Some(Embeds { model, base64 }) = &self.sale.embeds {
					let vectors = std::mem::take(&mut self.vectors);
					let all = render::embeddings_of(vectors, model, *base64, self.tokens);
					self.show(all);
				}
				self.finish(end, ended, None);
			}
		}
	}

	fn show(&mut self, text: String) {
		if !text.is_empty() {
			self.text.extend_from_slice(text.as_bytes());
			let ids = self.unshown();
			self.ready.push_back(Said::Text { text, ids });
		}
	}

	/// Ids of tokens that had no text to go with.
	fn unshown(&mut self) -> Vec<u32> {
		let ids = self.ids.get(self.shown..).unwrap_or_default().to_vec();
		self.shown = self.ids.len();
		ids
	}

	/// Lets it grow up to where the next receipt is due, or as far as it is paid for. Whether it does.
	fn grow(&mut self) -> bool {
		let reading = self.sale.unread > 0;
		let paid = *self.paid.borrow_and_update();
		let room = self.sale.terms.room(self.tokens, reading, paid);
		let wanted = match reading {
			true => self.sale.unread,
			// The first token comes with a receipt, so that the payer sees the price.
			false if self.receipted.is_none() => 1,
			false => RECEIPT_TOKENS.saturating_sub(self.unreceipted()).max(1),
		};
		let count = room.min(wanted);
		if count > 0 {
			self.sale.growing.grow(count);
		}
		count > 0
	}

	/// Tokens written since the last receipt.
	fn unreceipted(&self) -> u32 {
		self.tokens.output.saturating_sub(self.receipted.map_or(0, |mark| mark.tokens.output))
	}

	async fn rest(&mut self) {
		let (before, mark) = (self.receipted, self.mark(false, None));
		let first = before.is_none() && self.tokens.output > 0;
		let due = first || self.unreceipted() >= RECEIPT_TOKENS;
		if due {
			// From here on to the next one.
			self.receipted = Some(mark);
		}
		// The next tokens are computed while this receipt is written down.
		let grows = self.grow();
		self.receipted = before;
		self.stage = if grows { Stage::Growing } else { Stage::Unpaid };
		let unsaid = before.is_none_or(|before| before.tokens != self.tokens);
		if due || (!grows && unsaid) {
			self.receipt(mark).await;
		}
	}

	/// Waits for a voucher that lets it go on.
	async fn wait(&mut self) {
		let left = self.sale.until.saturating_duration_since(Instant::now());
		let patience = self.sale.patience.min(left);
		let paid = timeout(patience, async {
			while !self.grow() {
				if self.paid.changed().await.is_err() {
					return false;
				}
			}
			true
		});
		if paid.await == Ok(true) {
			self.stage = Stage::Growing;
			return;
		}
		let why = "no voucher came for the last receipt; pay for it and ask again";
		self.finish(End::Unpaid, false, Some(("voucher_required", why.into())));
	}

	fn fail(&mut self, error: EngineError) {
		let wrong = match error {
			EngineError::Busy => {
				("engine_busy", "this model's engine has no room; try again".into())
			}
			// What others say of a request may quote it.
			_ => ("engine_failed", "this model's engine failed; try again".to_owned()),
		};
		if let EngineError::Failed(why) = error {
			tracing::warn!(why, release = self.sale.answer.release, "no answer");
		}
		self.finish(End::Failed, false, Some(wrong));
	}

	fn finish(&mut self, end: End, ended: bool, wrong: Wrong) {
		self.outcome = match end {
			End::Stop | End::Length => "ok",
			End::Unpaid => "unpaid",
			End::Cancelled => "cancelled",
			End::Failed => "failed",
		};
		// Of what broke off nothing more is sold than the last receipt says, and nothing if there is none.
		let last = match end {
			End::Failed => self
				.receipted
				.map(|mark| Mark { so_far: SoFar { end: Some(end), ..mark.so_far }, ..mark }),
			_ => Some(self.mark(ended, Some(end))),
		};
		if wrong.is_none() {
			self.show_ids();
			self.ready.push_back(Said::End { end, tokens: self.tokens });
		}
		self.closing = (last, wrong);
		self.stage = Stage::Closing;
	}

	/// Gives the last receipt. Its way to the disk keeps nobody from the answer's last words.
	async fn close(&mut self) {
		self.stage = Stage::Over;
		let (last, wrong) = std::mem::take(&mut self.closing);
		if let Some(mark) = last {
			self.receipt(mark).await;
		}
		if self.outcome != NOT_WRITTEN {
			self.ready.push_back(Said::Over { wrong });
		}
	}

	fn show_ids(&mut self) {
		let ids = self.unshown();
		if !ids.is_empty() {
			self.ready.push_back(Said::Text { text: String::new(), ids });
		}
	}

	fn mark(&self, ended: bool, end: Option<End>) -> Mark {
		let salt = &self.sale.salt;
		let exact = self.sale.answer.arithmetic == Arithmetic::X1;
		let root = if exact { tokens_root::<Blake2>(&self.ids) } else { content_root(&self.text) };
		let trace = self.trace.filter(|_| exact);
		let so_far = SoFar {
			output: output_commitment(&output_salt(salt), &root),
			trace: trace.map(|root| trace_commitment(&trace_salt(salt), &root)),
			prompt_tokens: self.tokens.prompt,
			output_tokens: self.tokens.output,
			ended,
			price: self.sale.terms.cost(self.tokens),
			end,
		};
		Mark { tokens: self.tokens, trace, so_far }
	}

	async fn receipt(&mut self, mark: Mark) {
		self.show_ids();
		let before = self.receipted.replace(mark);
		let work = self.sale.work.take();
		let opening = before.is_none().then(|| {
			let prompt = work.as_ref().map(|work| work.prompt.clone());
			(self.sale.salt, prompt)
		});
		let sale = &self.sale;
		let said = match prepaid::count(sale.prepaid.as_ref(), sale.terms.free, mark.tokens).await {
			Ok(free) => {
				let free_used = sale.turn.free_used.saturating_add(free);
				sale.turn.say(sale.answer, mark.so_far, free_used, work).await
			}
			Err(error) => Err(error),
		};
		match said {
			Ok(signed) => {
				let trace = mark.trace;
				let signed = Box::new(signed);
				self.ready.push_back(Said::Receipt { signed, opening, trace });
			}
			Err(error) => {
				tracing::error!(error = format!("{error:#}"), "no receipt can be given");
				self.stage = Stage::Over;
				self.outcome = NOT_WRITTEN;
				let why = "this provider cannot write down what it sells; try another".to_owned();
				let wrong = Some(("receipt_failed", why));
				self.ready.push_back(Said::Over { wrong });
			}
		}
	}
}

impl Drop for Answer {
	fn drop(&mut self) {
		let release = self.sale.answer.release.to_string();
		let metrics = &self.sale.core.metrics;
		metrics.answers.with_label_values(&[release.as_str(), self.outcome]).inc();
		metrics.tokens.with_label_values(&[release.as_str()]).inc_by(self.tokens.output.into());
	}
}
