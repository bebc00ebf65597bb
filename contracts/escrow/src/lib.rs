//! An escrow with a model as its judge.
//!
//! A buyer puts up a price and says which model is asked what about the work. The seller hands the work in; the
//! contract asks, and the chain's executors agree on an answer. If it begins as the buyer said, the seller is
//! paid; if it does not, the buyer has everything back. Nobody else decides.
//!
//! Who hands in text for a model to judge can talk to the model in it: ask for something that is hard to talk
//! into, and name a price that a lie would not be worth (`value_at_risk` is the price).
#![no_std]

use codec::{Decode, Encode};
use stoa_contract::{
	Vec, chain,
	host::{self, Account, get, give, refuse, set},
	primitives::{
		Assurance, Balance, BlockNumber, Generation, InlineBytes, JobId, PromptKind, ReleaseId,
		Sampling, Template,
		contract::{
			DeliveredJob, DeliveryOrder, Gas, JobEnd, JobOrder, JobOutcome, JobStatus, QuoteOrder,
			code,
		},
	},
};

const TERMS: &[u8] = b"terms";
const BUYER: &[u8] = b"buyer";
const STATE: &[u8] = b"state";

/// Tokens that a model's chat template adds at most.
const TEMPLATE_TOKENS: u32 = 64;

/// What is agreed.
#[derive(Encode, Decode)]
struct Terms {
	/// Who is paid.
	seller: Account,
	/// How much, in planck.
	price: Balance,
	/// Which model judges.
	release: ReleaseId,
	/// What it is asked. The work follows.
	question: Vec<u8>,
	/// How its answer begins if the work is good.
	accepts: Vec<u8>,
	/// Longest answer in tokens.
	max_new_tokens: u32,
	/// Most that asking may cost, in planck.
	max_fee: Balance,
	/// How many must answer, and how many agree.
	committee: (u8, u8),
	/// Gas for taking the answer in.
	gas: Gas,
	/// What whoever brings the answer is paid, in planck; the least that the chain takes without it. More makes sure
	/// of somebody even when fees rise before the answer is there.
	delivery_fee: Option<Balance>,
	/// From this block on the buyer may take everything back while nothing is being judged.
	deadline: BlockNumber,
}

/// Where it stands.
#[derive(Encode, Decode, PartialEq, Clone, Copy)]
enum State {
	/// Nothing is handed in.
	Open,
	/// The model is asked.
	Asked(JobId),
	/// The work was good: the seller is paid.
	Paid,
	/// The work was not good, or there was none: the buyer has everything back.
	Returned,
}

/// Why a call is refused.
#[derive(Encode)]
enum Refusal {
	/// The input is no call of this contract.
	BadInput,
	/// Only the seller, the buyer or the chain may do this.
	NotYou,
	/// Not in this state.
	NotNow,
	/// Question and work together are longer than 1,024 bytes.
	TooLong,
	/// The chain refused, with this code.
	Chain(u32),
	/// The money could not be sent.
	NoTransfer,
	/// What came with the first call does not cover price and fee; or what is left when all that asking costs is on
	/// hold does not cover the price.
	TooLittle,
}

fn read<T: Decode>(mut input: &[u8]) -> T {
	T::decode(&mut input).unwrap_or_else(|_| refuse(&Refusal::BadInput))
}

fn terms() -> Terms {
	get(TERMS).unwrap_or_else(|| refuse(&Refusal::BadInput))
}

fn state() -> State {
	get(STATE).unwrap_or(State::Returned)
}

fn check(good: bool, refusal: Refusal) {
	if !good {
		refuse(&refusal)
	}
}

fn send(to: &Account, amount: Balance) {
	check(host::transfer(to, amount), Refusal::NoTransfer);
}

fn buyer() -> Account {
	get(BUYER).unwrap_or_else(|| refuse(&Refusal::BadInput))
}

/// The seller hands the work in.
fn submit(work: Vec<u8>) {
	let terms = terms();
	check(host::caller() == terms.seller, Refusal::NotYou);
	check(state() == State::Open, Refusal::NotNow);
	let mut prompt = terms.question;
	prompt.extend_from_slice(&work);
	let prompt_tokens = prompt.len() as u32 + TEMPLATE_TOKENS;
	let prompt = InlineBytes::try_from(prompt).unwrap_or_else(|_| refuse(&Refusal::TooLong));
	let (executors, quorum) = terms.committee;
	let assurance = Assurance::Replicated { executors, quorum };
	let quote = chain::quote(QuoteOrder {
		release: terms.release,
		input_tokens: prompt_tokens,
		max_new_tokens: terms.max_new_tokens,
		assurance,
		value_at_risk: Some(terms.price),
	})
	.unwrap_or_else(|code| refuse(&Refusal::Chain(code)));
	let job = chain::submit_job(&JobOrder {
		release: terms.release,
		kind: PromptKind::Text,
		prompt,
		prompt_tokens,
		generation: Generation {
			max_new_tokens: terms.max_new_tokens,
			sampling: Sampling::Greedy,
			template: Template::Chat,
		},
		assurance,
		max_fee: quote.fee.min(terms.max_fee),
		value_at_risk: Some(terms.price),
		timeout_blocks: None,
		delivery: Some(DeliveryOrder {
			selector: DELIVERED,
			gas: terms.gas,
			fee: terms.delivery_fee,
		}),
	})
	.unwrap_or_else(|code| refuse(&Refusal::Chain(code)));
	// Whatever asking costs is on hold by now. What is left must pay a good answer.
	check(host::balance() >= terms.price, Refusal::TooLittle);
	set(STATE, &State::Asked(job));
	give(&job)
}

/// The answer is there, or there is none.
fn decide(job: JobId, end: JobEnd, output: Option<InlineBytes>) {
	check(state() == State::Asked(job), Refusal::NotNow);
	// The record's deposit comes back. Nothing depends on it.
	let _ = chain::drop_job(job);
	if end.outcome != JobOutcome::Final {
		set(STATE, &State::Open);
		return;
	}
	let terms = terms();
	let good = output.is_some_and(|output| output.trim_ascii_start().starts_with(&terms.accepts));
	if good {
		set(STATE, &State::Paid);
		send(&terms.seller, terms.price);
	} else {
		set(STATE, &State::Returned);
	}
	// A buyer whose account is gone can take it later, and keeps nobody else's money here until then.
	let _ = host::transfer(&buyer(), host::balance());
}

/// Anybody brings an answer that was not delivered, or could not be taken in then.
fn settle(output: Option<InlineBytes>) {
	let State::Asked(job) = state() else { refuse(&Refusal::NotNow) };
	let end = match chain::job(job) {
		Ok(JobStatus::Over(end)) => end,
		// Nobody has settled while its record was kept: as if there had been no answer.
		Err(code::NOT_FOUND) => {
			set(STATE, &State::Open);
			return;
		}
		_ => refuse(&Refusal::NotNow),
	};
	let fits = end.outcome == JobOutcome::Final && end.bytes <= InlineBytes::bound() as u32;
	let good = match &output {
		Some(bytes) => fits && chain::is_output(job, bytes) == Ok(true),
		None => !fits,
	};
	check(good, Refusal::BadInput);
	decide(job, end, output);
}

/// The buyer takes everything back after the deadline, and what has come in when all is decided.
fn withdraw() {
	check(host::caller() == buyer(), Refusal::NotYou);
	match state() {
		State::Open if host::block_number() >= terms().deadline => set(STATE, &State::Returned),
		State::Paid | State::Returned => {}
		_ => refuse(&Refusal::NotNow),
	}
	send(&buyer(), host::balance());
}

const SUBMIT: [u8; 4] = [0, 0, 0, 1];
const DELIVERED: [u8; 4] = [0, 0, 0, 2];
const SETTLE: [u8; 4] = [0, 0, 0, 3];
const WITHDRAW: [u8; 4] = [0, 0, 0, 4];
const STATE_OF: [u8; 4] = [0, 0, 0, 5];

/// A buyer agrees to terms, and pays price and fees in: that for bringing the answer, and a deposit, come on top of
/// `max_fee`. With less, no work is taken in.
#[unsafe(no_mangle)]
pub extern "C" fn deploy() {
	let input = host::input();
	let terms: Terms = read(input.get(4..).unwrap_or_default());
	let needs = terms.price.checked_add(terms.max_fee);
	check(needs.is_some_and(|needs| host::value() >= needs), Refusal::TooLittle);
	set(BUYER, &host::caller());
	set(TERMS, &terms);
	set(STATE, &State::Open);
}

/// Everything that comes later.
#[unsafe(no_mangle)]
pub extern "C" fn call() {
	let input = host::input();
	let Some((selector, arguments)) = input.split_first_chunk::<4>() else {
		refuse(&Refusal::BadInput)
	};
	match *selector {
		SUBMIT => submit(read(arguments)),
		DELIVERED => {
			check(host::is_delivery(), Refusal::NotYou);
			let told: DeliveredJob = read(arguments);
			decide(told.job, told.end, told.output);
		}
		SETTLE => settle(read(arguments)),
		WITHDRAW => withdraw(),
		STATE_OF => give(&state()),
		_ => refuse(&Refusal::BadInput),
	}
}
