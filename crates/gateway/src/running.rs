//! An answer on its way: events in, receipts checked and paid, everything else handed on as it came.

use crate::{
	answer::{Answer, Deal},
	book::Offer,
	chunk::{self, Gist},
	lane::{Mistrust, Signed},
	lanes::{Held, Lanes},
	question::{Question, Route},
	receipts::{Kept, Receipts},
	spend::Spender,
	sse::{Event, Reader},
	upstream::{Failure, Order},
};
use reqwest::Response;
use std::{sync::Arc, time::Instant};
use stoa_egress::Streams;
use stoa_primitives::{
	Digest,
	channel::{Arithmetic, Receipt},
};

/// Most that an answer may have, in bytes of text.
const MAX_ANSWER_BYTES: usize = 16 << 20;
/// The data of the last event.
pub const DONE: &[u8] = b"[DONE]";
/// The name of a receipt's event.
const RECEIPT: &str = "stoa.receipt";

/// Why an answer has no more events although it is not over.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Broken {
	/// The provider failed or went away.
	#[error("{0}")]
	Failed(#[from] Failure),
	/// A receipt does not hold.
	#[error("the provider's receipt is not paid: {0}")]
	Mistrust(#[from] Mistrust),
	/// The key's budget is used up.
	#[error("the budget of this API key is used up: raise it, or wait for its next period")]
	Budget,
}

/// What running answers share.
pub struct Payer {
	/// Where lanes come from.
	pub lanes: Arc<Lanes>,
	/// Where receipts go.
	pub receipts: Receipts,
}

/// Whose answer it is, to what, and who pays.
pub struct Awaited {
	/// The question.
	pub question: Arc<Question>,
	/// Who answers.
	pub offer: Arc<Offer>,
	/// What running answers share.
	pub payer: Arc<Payer>,
	/// Whose budget is charged.
	pub spender: Arc<Spender>,
}

/// An answer on its way. Dropped before its end, the provider stops and its last receipt is paid later.
pub struct Running {
	held: Option<Held>,
	order: Order,
	response: Response,
	reader: Reader,
	answer: Answer,
	question: Arc<Question>,
	/// Who answers.
	pub offer: Arc<Offer>,
	payer: Arc<Payer>,
	spender: Arc<Spender>,
	/// The last receipt that was checked, and the root of the trace that came with it.
	checked: Option<(Signed<Receipt>, Digest)>,
	began: Option<Instant>,
	/// Bytes of text so far.
	bytes: usize,
}

impl Running {
	/// An answer of which nothing was read yet.
	pub fn new(
		held: Held,
		order: Order,
		response: Response,
		body: &[u8],
		awaited: Awaited,
	) -> Self {
		let Awaited { question, offer, payer, spender } = awaited;
		// What a vector is computed of can be refereed, but not the vector itself.
		let arithmetic = match question.route {
			Route::Embedding => Arithmetic::Engine,
			_ => offer.arithmetic(),
		};
		let deal = Deal { release: offer.release, price: offer.price, arithmetic };
		let answer = Answer::new(deal, question.route, order.sequence, question.max_tokens, body);
		Self {
			held: Some(held),
			order,
			response,
			reader: Reader::default(),
			answer,
			question,
			offer,
			payer,
			spender,
			checked: None,
			began: None,
			bytes: 0,
		}
	}

	/// What names the answer's receipt: its channel and its number in it.
	pub fn name(&self) -> String {
		format!("r-{}-{}", self.order.channel, self.order.sequence)
	}

	/// Where its lane came from.
	pub fn lanes(&self) -> &Arc<Lanes> {
		&self.payer.lanes
	}

	/// The last receipt that was checked.
	pub fn receipt(&self) -> Option<&Receipt> {
		self.checked.as_ref().map(|(receipt, _)| &receipt.what)
	}

	/// Counts the answer's time.
	pub fn observe(&self, route: &str, seconds: f64) {
		let metrics = &self.payer.lanes.metrics;
		metrics.request_seconds.with_label_values(&[route]).observe(seconds);
	}

	/// The next data event and what it says; nothing at the answer's end. Receipts before it are checked and
	/// paid.
	pub async fn next(&mut self) -> Result<Option<(Event, Gist)>, Broken> {
		loop {
			while let Some(event) = self.reader.next_event() {
				if event.name == RECEIPT {
					self.take_receipt(&event)?;
				} else if !event.name.is_empty() {
					// Another one's news: none of our clients' business.
				} else if event.data.as_ref() == DONE {
					return self.end();
				} else {
					return self.read(event).map(Some);
				}
			}
			let part = Streams::part(&mut self.response).await.map_err(Failure::from)?;
			let Some(part) = part else { return self.end() };
			let too_long = |_| Failure::Protocol("it sent an event without end");
			self.reader.push(&part).map_err(too_long)?;
		}
	}

	fn read(&mut self, event: Event) -> Result<(Event, Gist), Broken> {
		let gist = chunk::read(self.question.route, &event.data)
			.ok_or(Failure::Protocol("it sent an event that cannot be read"))?;
		if let Some(error) = &gist.error {
			return Err(Broken::Failed(Failure::Refused {
				status: 502,
				code: error.code.clone().unwrap_or_default(),
				message: error.message.chars().filter(|c| !c.is_control()).take(300).collect(),
				retry_after: None,
			}));
		}
		self.bytes = self.bytes.saturating_add(gist.text.len()).saturating_add(gist.beside);
		if self.bytes > MAX_ANSWER_BYTES {
			return Err(Failure::Protocol("its answer is longer than 16 MiB").into());
		}
		if self.began.is_none() && !gist.text.is_empty() {
			self.began = Some(Instant::now());
		}
		self.answer.add(&gist.text, gist.beside, &gist.tokens);
		Ok((event, gist))
	}

	fn take_receipt(&mut self, event: &Event) -> Result<(), Broken> {
		match self.check_receipt(event) {
			Ok(paid_for) => {
				self.payer.lanes.metrics.receipts.with_label_values(&["paid"]).inc();
				paid_for
			}
			Err(mistrust) => {
				self.payer.lanes.metrics.receipts.with_label_values(&["refused"]).inc();
				self.offer.stats.distrusted();
				if let Some(held) = self.held.take() {
					held.distrust(&mistrust);
				}
				Err(mistrust.into())
			}
		}
	}

	/// Checks a receipt and pays for it. The budget is charged with it even where it is exceeded by it, since
	/// the work is done; but no more is asked for then.
	fn check_receipt(&mut self, event: &Event) -> Result<Result<(), Broken>, Mistrust> {
		let signed = self.answer.read(&event.data)?;
		let market = &self.payer.lanes.market;
		let Some(held) = self.held.as_mut() else { return Ok(Ok(())) };
		let Some(lane) = held.lane() else { return Ok(Ok(())) };
		let (answer, height) = (&self.answer, market.height());
		let more = lane.take(&signed, |receipt| {
			answer.check(receipt, height, |anchor| market.is_final(anchor))
		})?;
		self.checked = Some((signed, answer.trace()));
		let within = self.spender.charge(more);
		self.payer.lanes.metrics.spent(more);
		if signed.what.end.is_none() {
			held.pay();
		}
		let goes_on = within || signed.what.end.is_some();
		Ok(goes_on.then_some(()).ok_or(Broken::Budget))
	}

	/// Settles the lane if the provider has said its last word about the answer.
	fn end(&mut self) -> Result<Option<(Event, Gist)>, Broken> {
		let ended = self.receipt().is_some_and(|receipt| receipt.end.is_some());
		if !ended {
			return Err(Failure::Protocol("it stopped without a last receipt").into());
		}
		if let Some(held) = self.held.take() {
			held.settle();
			let tokens = self.receipt().map_or(0, |receipt| receipt.output_tokens);
			let since = self.began.map(|began| began.elapsed()).unwrap_or_default();
			self.offer.stats.ended(tokens, since);
			self.count_tokens();
		}
		Ok(None)
	}

	fn count_tokens(&self) {
		let Some(receipt) = self.receipt() else { return };
		let release = receipt.release.to_string();
		let tokens = &self.payer.lanes.metrics.tokens;
		let count =
			|kind, n: u32| tokens.with_label_values(&[release.as_str(), kind]).inc_by(n.into());
		count("input", receipt.prompt_tokens);
		count("output", receipt.output_tokens);
	}
}

impl Drop for Running {
	/// The last receipt is kept however the answer ended: it can be challenged.
	fn drop(&mut self) {
		let Some((receipt, trace)) = self.checked.take() else { return };
		self.payer.receipts.keep(Kept {
			receipt,
			owner: self.spender.id().to_owned(),
			salt: self.answer.salt(),
			computed: self.answer.computed(&receipt.what, trace),
		});
	}
}
