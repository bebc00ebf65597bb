//! Does with a delivery whatever would harm somebody: loops, traps, enters itself again, ends itself, asks for what
//! does not fit. It counts
//! the deliveries that it took, and keeps the codes that it was refused with. Tests use it.
#![no_std]

use codec::{Decode, Encode};
use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl as api};
use stoa_contract::{
	Vec, chain,
	host::{self, get, give, refuse, set},
	primitives::{
		Assurance, Balance, Generation, InlineBytes, PromptKind, ReleaseId, Sampling, Template,
		contract::{self, DeliveryOrder, Gas, JobOrder, function},
	},
	vec,
};

const COUNT: &[u8] = b"count";
const CODES: &[u8] = b"codes";
const MODE: &[u8] = b"mode";

/// What to do with a delivery.
#[derive(Encode, Decode, PartialEq, Clone, Copy)]
enum Mode {
	Take,
	Loop,
	Trap,
	/// Calls itself, calls the runtime, and asks the extension for what it does not have.
	Enter,
	Terminate,
	/// Asks with a buffer that is too small for the result.
	Small,
}

/// What to order.
#[derive(Decode)]
struct Ask {
	release: ReleaseId,
	prompt: InlineBytes,
	max_new_tokens: u32,
	max_fee: Balance,
	executors: u8,
	gas: Gas,
	mode: Mode,
	/// A call of the chain that delivers, in SCALE: it tries to make it from inside.
	runtime_call: Vec<u8>,
}

fn read<T: Decode>(mut input: &[u8]) -> T {
	T::decode(&mut input).unwrap_or_else(|_| refuse(&0u8))
}

fn ask(ask: Ask) {
	set(MODE, &ask.mode);
	set(b"call", &ask.runtime_call);
	let quorum = ask.executors / 2 + 1;
	let prompt_tokens = ask.prompt.len() as u32 + 64;
	let job = chain::submit_job(&JobOrder {
		release: ask.release,
		kind: PromptKind::Text,
		prompt: ask.prompt,
		prompt_tokens,
		generation: Generation {
			max_new_tokens: ask.max_new_tokens,
			sampling: Sampling::Greedy,
			template: Template::Chat,
		},
		assurance: Assurance::Replicated { executors: ask.executors, quorum },
		max_fee: ask.max_fee,
		value_at_risk: None,
		timeout_blocks: None,
		delivery: Some(DeliveryOrder { selector: DELIVERED, gas: ask.gas, fee: None }),
	});
	give(&job.unwrap_or_else(|code| refuse(&code)))
}

/// The code for an order whose prompt is one byte longer than a prompt can be.
fn order_too_long() -> u32 {
	let generation =
		Generation { max_new_tokens: 1, sampling: Sampling::Greedy, template: Template::Chat };
	let assurance = Assurance::Replicated { executors: 3, quorum: 2 };
	let prompt = vec![b'a'; InlineBytes::bound() + 1];
	let begins = (0 as ReleaseId, PromptKind::Text, prompt, 2_000u32, generation, assurance);
	let ends = (1_000_000_000_000 as Balance, None::<Balance>, None::<u32>, None::<DeliveryOrder>);
	api::call_chain_extension(contract::id(function::SUBMIT_JOB), &(begins, ends).encode(), None)
}

/// Everything that must be refused, and the codes with which it is.
fn enter(input: &[u8]) -> Vec<u32> {
	let zero = [0; 16];
	let mine = host::address();
	let again = api::call_v2(CallFlags::ALLOW_REENTRY, &mine, 0, 0, None, &zero, input, None);
	let call: Vec<u8> = get(b"call").unwrap_or_default();
	let from_inside = api::call_runtime(&call);
	let unknown = api::call_chain_extension(contract::id(0x01ff), &[], None);
	let foreign = api::call_chain_extension(0x0001_0000 | u32::from(function::JOB), &[0; 8], None);
	let long = api::call_chain_extension(contract::id(function::JOB), &vec![0; 16_384], None);
	let inside = [again.is_ok(), from_inside.is_ok()].map(u32::from);
	vec![inside[0], inside[1], unknown, foreign, long, order_too_long()]
}

fn delivered(input: &[u8]) {
	let count: u32 = get(COUNT).unwrap_or(0);
	set(COUNT, &(count + 1));
	match get(MODE).unwrap_or(Mode::Take) {
		Mode::Take => {}
		Mode::Loop => loop {
			set(COUNT, &(count + 2));
		},
		Mode::Trap => core::arch::wasm32::unreachable(),
		Mode::Enter => {
			// Once: or it would enter itself for ever.
			set(MODE, &Mode::Take);
			set(CODES, &enter(input));
		}
		Mode::Terminate => api::terminate_v1(&maker()),
		Mode::Small => {
			let mut byte = [0];
			let fee = contract::id(function::DELIVERY_FEE);
			api::call_chain_extension(fee, &Gas::default().encode(), Some(&mut &mut byte[..]));
		}
	}
}

const ASK: [u8; 4] = [0, 0, 0, 1];
const DELIVERED: [u8; 4] = [0, 0, 0, 2];
const END: [u8; 4] = [0, 0, 0, 3];
const SEEN: [u8; 4] = [0, 0, 0, 4];
const SET_MODE: [u8; 4] = [0, 0, 0, 5];

/// Somebody makes it, and pays in.
#[unsafe(no_mangle)]
pub extern "C" fn deploy() {
	set(b"maker", &host::caller());
}

/// Everything that comes later.
#[unsafe(no_mangle)]
pub extern "C" fn call() {
	let input = host::input();
	let Some((selector, arguments)) = input.split_first_chunk::<4>() else { refuse(&0u8) };
	match *selector {
		ASK => ask(read(arguments)),
		DELIVERED => delivered(&input),
		SET_MODE => set(MODE, &read::<Mode>(arguments)),
		END => api::terminate_v1(&maker()),
		SEEN => {
			let count: u32 = get(COUNT).unwrap_or(0);
			give(&(count, get::<Vec<u32>>(CODES).unwrap_or_default()))
		}
		_ => refuse(&0u8),
	}
}

fn maker() -> host::Account {
	get(b"maker").unwrap_or_else(|| refuse(&0u8))
}
