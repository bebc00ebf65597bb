//! Sells a model's answers by the question, with a margin.
//!
//! Who asks pays what the answer can cost, what having it delivered costs, and the margin. When the answer is
//! there it stands in an event, and what it did not cost goes back. Without an answer everything goes back but
//! what bringing the news has cost. The deposit for storing the order, some hundredths of a STOA, is not counted: it is
//! freed for whoever signs the call that ends the order, which in a delivery is the contract.
//!
//! If the answer is neither delivered nor settled in the week for which the job's record is kept, the contract does not
//! know any more what it cost, and keeps what was paid.
#![no_std]

use codec::{Decode, Encode};
use stoa_contract::{
	chain,
	host::{self, Account, clear, get, give, refuse, set},
	primitives::{
		Assurance, Balance, Generation, InlineBytes, JobId, PromptKind, ReleaseId, Sampling,
		Template,
		contract::{
			DeliveredJob, DeliveryOrder, Gas, JobEnd, JobOrder, JobOutcome, JobStatus, QuoteOrder,
		},
	},
};

const TERMS: &[u8] = b"terms";
const OWNER: &[u8] = b"owner";
const EARNED: &[u8] = b"earned";

/// Tokens that a model's chat template adds at most.
const TEMPLATE_TOKENS: u32 = 64;

/// What is sold.
#[derive(Encode, Decode)]
struct Terms {
	/// Which model answers.
	release: ReleaseId,
	/// What is added to the most that an answer can cost, in thousandths of it.
	margin: u32,
	/// Longest answer in tokens.
	max_new_tokens: u32,
	/// How many must answer, and how many agree.
	committee: (u8, u8),
	/// Gas for taking an answer in.
	gas: Gas,
}

/// What somebody has paid for, in planck.
#[derive(Encode, Decode)]
struct Order {
	asker: Account,
	/// Most that the answer can cost.
	max_fee: Balance,
	/// For the owner.
	margin: Balance,
	/// What came with it.
	total: Balance,
}

/// What a question costs, in planck.
#[derive(Encode, Clone, Copy)]
struct Price {
	/// What must come with it: all of the following, and a deposit that comes back.
	total: Balance,
	max_fee: Balance,
	delivery_fee: Balance,
	margin: Balance,
	deposit: Balance,
}

/// What everybody hears of an order that is over.
#[derive(Encode)]
struct Answered {
	job: JobId,
	asker: Account,
	/// What it cost the asker in all, in planck.
	paid: Balance,
	/// The answer, if there is one and it is short enough.
	output: Option<InlineBytes>,
}

/// Why a call is refused.
#[derive(Encode)]
enum Refusal {
	/// The input is no call of this contract.
	BadInput,
	/// Only the owner or the chain may do this.
	NotYou,
	/// There is no such order, or its job is not over.
	NotNow,
	/// What came with the question is less than `price` says.
	TooLittle,
	/// The chain refused, with this code.
	Chain(u32),
	/// The money could not be sent.
	NoTransfer,
}

fn read<T: Decode>(mut input: &[u8]) -> T {
	T::decode(&mut input).unwrap_or_else(|_| refuse(&Refusal::BadInput))
}

fn terms() -> Terms {
	get(TERMS).unwrap_or_else(|| refuse(&Refusal::BadInput))
}

fn check(good: bool, refusal: Refusal) {
	if !good {
		refuse(&refusal)
	}
}

fn order_key(job: JobId) -> [u8; 9] {
	let mut key = [b'o'; 9];
	key[1..].copy_from_slice(&job.to_le_bytes());
	key
}

fn assurance(terms: &Terms) -> Assurance {
	let (executors, quorum) = terms.committee;
	Assurance::Replicated { executors, quorum }
}

/// What a question of so many bytes costs.
fn price(terms: &Terms, bytes: u32) -> Price {
	let quoted = chain::quote(QuoteOrder {
		release: terms.release,
		input_tokens: bytes + TEMPLATE_TOKENS,
		max_new_tokens: terms.max_new_tokens,
		assurance: assurance(terms),
		value_at_risk: None,
	})
	.and_then(|quote| Ok((quote, chain::delivery_fee(terms.gas)?)));
	let (quote, delivery_fee) = quoted.unwrap_or_else(|code| refuse(&Refusal::Chain(code)));
	let (max_fee, deposit) = (quote.fee, quote.record_deposit);
	let margin = max_fee / 1_000 * Balance::from(terms.margin);
	Price {
		total: max_fee + delivery_fee + margin + deposit,
		max_fee,
		delivery_fee,
		margin,
		deposit,
	}
}

/// Somebody asks.
fn ask(prompt: InlineBytes) {
	let terms = terms();
	let price = price(&terms, prompt.len() as u32);
	check(host::value() >= price.total, Refusal::TooLittle);
	let prompt_tokens = prompt.len() as u32 + TEMPLATE_TOKENS;
	let fee = Some(price.delivery_fee);
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
		assurance: assurance(&terms),
		max_fee: price.max_fee,
		value_at_risk: None,
		timeout_blocks: None,
		delivery: Some(DeliveryOrder { selector: DELIVERED, gas: terms.gas, fee }),
	})
	.unwrap_or_else(|code| refuse(&Refusal::Chain(code)));
	let asker = host::caller();
	let Price { total, max_fee, margin, .. } = price;
	set(&order_key(job), &Order { asker, max_fee, margin, total });
	let too_much = host::value() - price.total;
	check(host::transfer(&asker, too_much), Refusal::NoTransfer);
	give(&job)
}

/// An order is over.
fn close(job: JobId, end: JobEnd, output: Option<InlineBytes>) {
	let key = order_key(job);
	let Some(order) = get::<Order>(&key) else { refuse(&Refusal::NotNow) };
	clear(&key);
	let before = host::balance();
	let dropped = chain::drop_job(job);
	dropped.unwrap_or_else(|code| refuse(&Refusal::Chain(code)));
	// The deposit, and the fee for a delivery if nobody had it.
	let returned = host::balance() - before;
	let answered = end.outcome == JobOutcome::Final;
	let margin = if answered { order.margin } else { 0 };
	set(EARNED, &(get::<Balance>(EARNED).unwrap_or(0) + margin));
	let back = order.max_fee.saturating_sub(end.charged) + order.margin - margin + returned;
	check(host::transfer(&order.asker, back), Refusal::NoTransfer);
	let paid = order.total.saturating_sub(back);
	host::emit(&Answered { job, asker: order.asker, paid, output });
}

/// Anybody brings an answer that was not delivered, or could not be taken in then.
fn settle(job: JobId, output: Option<InlineBytes>) {
	let Ok(JobStatus::Over(end)) = chain::job(job) else { refuse(&Refusal::NotNow) };
	let fits = end.outcome == JobOutcome::Final && end.bytes <= InlineBytes::bound() as u32;
	let good = match &output {
		Some(bytes) => fits && chain::is_output(job, bytes) == Ok(true),
		// Or anybody could have the order end without the answer that was paid for.
		None => !fits,
	};
	check(good, Refusal::BadInput);
	close(job, end, output);
}

/// The owner takes what was earned.
fn withdraw() {
	let owner = get(OWNER).unwrap_or_else(|| refuse(&Refusal::BadInput));
	check(host::caller() == owner, Refusal::NotYou);
	let earned = get::<Balance>(EARNED).unwrap_or(0);
	set(EARNED, &Balance::from(0u8));
	check(host::transfer(&owner, earned), Refusal::NoTransfer);
	give(&earned)
}

const ASK: [u8; 4] = [0, 0, 0, 1];
const DELIVERED: [u8; 4] = [0, 0, 0, 2];
const SETTLE: [u8; 4] = [0, 0, 0, 3];
const WITHDRAW: [u8; 4] = [0, 0, 0, 4];
const PRICE: [u8; 4] = [0, 0, 0, 5];

/// An owner begins to sell.
#[unsafe(no_mangle)]
pub extern "C" fn deploy() {
	let input = host::input();
	let terms: Terms = read(input.get(4..).unwrap_or_default());
	set(OWNER, &host::caller());
	set(TERMS, &terms);
}

/// Everything that comes later.
#[unsafe(no_mangle)]
pub extern "C" fn call() {
	let input = host::input();
	let Some((selector, arguments)) = input.split_first_chunk::<4>() else {
		refuse(&Refusal::BadInput)
	};
	match *selector {
		ASK => ask(read(arguments)),
		DELIVERED => {
			check(host::is_delivery(), Refusal::NotYou);
			let told: DeliveredJob = read(arguments);
			close(told.job, told.end, told.output);
		}
		SETTLE => {
			let (job, output) = read(arguments);
			settle(job, output);
		}
		WITHDRAW => withdraw(),
		PRICE => {
			let bytes: u32 = read(arguments);
			give(&price(&terms(), bytes))
		}
		_ => refuse(&Refusal::BadInput),
	}
}
