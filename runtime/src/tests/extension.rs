//! What contracts ask, with whatever bytes.

use super::{chain, try_state};
use crate::{
	AccountId, Balances, Runtime, System,
	constants::money::STOA,
	extension::{Meter, Request, Stop, serve},
};
use codec::{Decode, Encode};
use frame_support::{traits::fungible::Inspect, weights::Weight};
use proptest::prelude::*;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{DispatchError, StateVersion};
use stoa_primitives::{
	Assurance, Digest, Generation, ListingFault, PromptKind, Sampling, Template,
	contract::{
		DeliveryOrder, Gas, JobOrder, LeaseQuoteOrder, ListingInfo, MAX_ARGUMENTS, NewLease,
		NewLicense, QuoteOrder, SeedOrder, code, function,
	},
};

/// So much gas, in picoseconds, and whether anything was charged.
struct Tank<'a>(&'a mut u64);

impl Meter for Tank<'_> {
	type Charged = u64;

	fn charge(&mut self, most: Weight) -> Result<u64, DispatchError> {
		let left = self.0.checked_sub(most.ref_time());
		*self.0 = left.ok_or(DispatchError::Exhausted)?;
		Ok(most.ref_time())
	}

	fn refund(&mut self, charged: u64, used: Weight) {
		assert!(used.ref_time() <= charged, "more was used than was charged");
		*self.0 += charged - used.ref_time();
	}
}

fn ask_with(
	gas: &mut u64,
	read_only: bool,
	number: u16,
	arguments: &[u8],
) -> Result<Vec<u8>, Stop> {
	let caller = Alice.to_account_id();
	serve(number, Request { caller, read_only, arguments, meter: Tank(gas) })
}

/// More gas than anything takes.
fn plenty() -> u64 {
	u64::MAX
}

fn ask(number: u16, arguments: impl Encode) -> Result<Vec<u8>, Stop> {
	ask_with(&mut plenty(), false, number, &arguments.encode())
}

fn root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

const RELEASE: u32 = 0;
const GREEDY: Generation =
	Generation { max_new_tokens: 10, sampling: Sampling::Greedy, template: Template::Raw };

fn job() -> JobOrder {
	JobOrder {
		release: RELEASE,
		kind: PromptKind::Text,
		prompt: b"good?".to_vec().try_into().expect("short"),
		prompt_tokens: 5,
		generation: GREEDY,
		assurance: Assurance::Replicated { executors: 3, quorum: 2 },
		max_fee: STOA,
		value_at_risk: None,
		timeout_blocks: None,
		delivery: Some(DeliveryOrder { selector: [1; 4], gas: Gas::default(), fee: None }),
	}
}

fn lease() -> NewLease {
	NewLease {
		offer: 0,
		units: 1,
		blocks: 10,
		escrow: STOA,
		usage_key: [1; 32],
		manifest: [2; 32],
		price_limit: STOA,
	}
}

fn license() -> NewLicense {
	NewLicense { release: 0, term: 0, price_limit: STOA, one_time_key: Some([3; 32]) }
}

/// Every function with arguments that are in order.
fn functions() -> Vec<(u16, Vec<u8>)> {
	let assurance = Assurance::Exact;
	let quote = QuoteOrder {
		release: RELEASE,
		input_tokens: 5,
		max_new_tokens: 10,
		assurance,
		value_at_risk: None,
	};
	let bytes = job().prompt;
	vec![
		(function::QUOTE, quote.encode()),
		(function::SUBMIT_JOB, job().encode()),
		(function::CANCEL_JOB, 0u64.encode()),
		(function::JOB, 0u64.encode()),
		(function::IS_OUTPUT, (0u64, bytes).encode()),
		(function::DROP_JOB, 0u64.encode()),
		(function::CLAIM, Vec::new()),
		(function::DELIVERY_FEE, Gas::default().encode()),
		(function::LISTING, 0u32.encode()),
		(function::RELEASE, 0u32.encode()),
		(function::LEASE_QUOTE, LeaseQuoteOrder { offer: 0, units: 1, blocks: 9 }.encode()),
		(function::OPEN_LEASE, lease().encode()),
		(function::CLOSE_LEASE, (0u64, None::<()>).encode()),
		(function::LEASE, 0u64.encode()),
		(function::GO_TO_COURT, 0u64.encode()),
		(function::CHALLENGE_LISTING, (0u32, ListingFault::FalseCard).encode()),
		(function::LICENSE, 0u64.encode()),
		(function::BUY_LICENSE, license().encode()),
		(function::SEED, SeedOrder { id: 7, first: 1, count: 2 }.encode()),
	]
}

#[test]
fn every_function_should_read_its_arguments_whole() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		for (number, arguments) in functions() {
			let asked = |arguments: &[u8]| ask_with(&mut plenty(), false, number, arguments);
			let bad = Err(Stop::Code(code::BAD_ARGUMENTS));
			assert_ne!(asked(&arguments), Err(Stop::Code(code::NO_FUNCTION)), "{number:#06x}");
			assert_ne!(asked(&arguments), bad, "{number:#06x}");
			assert_eq!(asked(&[&arguments[..], &[0]].concat()), bad, "{number:#06x}");
			if let Some((_, less)) = arguments.split_last() {
				assert_eq!(asked(less), bad, "{number:#06x}");
			}
		}
	});
}

#[test]
fn bytes_should_be_refused_when_they_are_more_than_a_transaction_carries() {
	let most = stoa_primitives::MAX_INLINE_BYTES as usize;
	let order = |bytes: usize| {
		// As `JobOrder`, which cannot hold a prompt that is too long.
		let JobOrder { release, kind, prompt_tokens, generation, assurance, max_fee, .. } = job();
		let begins = (release, kind, vec![b'a'; bytes], prompt_tokens, generation, assurance);
		let ends = (max_fee, None::<u128>, None::<u32>, None::<DeliveryOrder>);
		ask(function::SUBMIT_JOB, (begins, ends))
	};
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let bad = Err(Stop::Code(code::BAD_ARGUMENTS));
		assert!(order(most).is_err() && order(most) != bad);
		assert_eq!(order(most + 1), bad);
		let output = |bytes: usize| ask(function::IS_OUTPUT, (0u64, vec![b'a'; bytes]));
		assert_eq!(output(most), Err(Stop::Code(code::NOT_FOUND)));
		assert_eq!(output(most + 1), bad);
	});
}

#[test]
fn every_function_should_charge_before_it_does_anything() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		for (number, arguments) in functions() {
			let before = root();
			match ask_with(&mut 0, false, number, &arguments) {
				Err(Stop::Gas(_)) => {}
				other => panic!("{number:#06x} is free: {other:?}"),
			}
			assert_eq!(root(), before);
		}
	});
}

#[test]
fn writes_should_be_refused_when_the_contract_may_only_read() {
	let writes = [
		function::SUBMIT_JOB,
		function::CANCEL_JOB,
		function::DROP_JOB,
		function::CLAIM,
		function::OPEN_LEASE,
		function::CLOSE_LEASE,
		function::GO_TO_COURT,
		function::CHALLENGE_LISTING,
		function::BUY_LICENSE,
	];
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		for (number, arguments) in functions() {
			let answer = ask_with(&mut plenty(), true, number, &arguments);
			let refused = answer == Err(Stop::Code(code::READ_ONLY));
			assert_eq!(refused, writes.contains(&number), "{number:#06x}: {answer:?}");
		}
	});
}

#[test]
fn refusals_should_carry_the_pallets_own_error() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let unknown = pallet_inference::Error::<Runtime>::ReleaseNotFound;
		let DispatchError::Module(expected) = unknown.into() else {
			panic!("an error of a pallet")
		};
		let expected = code::refused_by(expected.index, expected.error[0]);
		assert_eq!(ask(function::SUBMIT_JOB, job()), Err(Stop::Code(expected)));
		assert_eq!(ask(function::QUOTE, [0u8; 0]), Err(Stop::Code(code::BAD_ARGUMENTS)));
	});
}

/// A listing of Alice's.
fn publish() {
	let metadata = pallet_models::Metadata {
		name: b"judge".to_vec().try_into().expect("short"),
		card: [5; 32],
		uri: Default::default(),
	};
	let by = crate::RuntimeOrigin::signed(Alice.to_account_id());
	crate::Models::publish(by, metadata).expect("published");
}

#[test]
fn listings_should_be_shown_when_they_are_there() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let alice = Alice.to_account_id();
		publish();
		let shown = ask(function::LISTING, 0u32).expect("it is there");
		let shown = ListingInfo::decode(&mut &shown[..]).expect("a listing");
		let owner = alice.into();
		assert_eq!(shown, ListingInfo { owner, card: [5; 32], releases: 0, flagged: false });
		assert_eq!(ask(function::LISTING, 1u32), Err(Stop::Code(code::NOT_FOUND)));
	});
}

#[test]
fn seeds_should_differ_by_what_they_are_for_and_be_of_known_blocks_only() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		for block in 1..=4u32 {
			pallet_draws::Outputs::<Runtime>::insert(block, [block as u8; 32]);
		}
		let seed = |id, first, count| {
			let seed = ask(function::SEED, SeedOrder { id, first, count })?;
			Ok::<Digest, Stop>(Digest::decode(&mut &seed[..]).expect("32 bytes"))
		};
		assert_eq!(seed(1, 1, 4), seed(1, 1, 4));
		assert_ne!(seed(1, 1, 4), seed(2, 1, 4));
		assert_ne!(seed(1, 1, 4), seed(1, 1, 3));
		for (first, count) in [(1, 5), (4, 2), (1, 0), (0, 65), (u32::MAX, 2)] {
			assert_eq!(seed(1, first, count), Err(Stop::Code(code::NOT_FOUND)));
		}
	});
}

/// All money that anybody has, on hold or not.
fn money(who: &AccountId) -> (u128, u128) {
	(Balances::total_issuance(), Balances::total_balance(who))
}

/// A call: of which function, with what, and how much gas there is.
#[derive(Clone, Debug)]
enum Sent {
	/// Any bytes for any number.
	Anything(u16, Vec<u8>),
	/// Any bytes for a function that there is.
	Bytes(usize, Vec<u8>),
	/// Good arguments of which a byte is another, or that end before.
	Changed(usize, prop::sample::Index, u8, bool),
	/// Good arguments with so many picoseconds.
	Poor(usize, u64),
	/// Good arguments, and gas for everything.
	Good(usize),
}

fn sent() -> impl Strategy<Value = Sent> {
	let which = 0..functions().len();
	let bytes = || prop::collection::vec(any::<u8>(), 0..MAX_ARGUMENTS as usize);
	let gas = (0u32..41).prop_flat_map(|bits| 0..=1u64 << bits);
	let changed = (which.clone(), any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
	prop_oneof![
		1 => (any::<u16>(), bytes()).prop_map(|(number, bytes)| Sent::Anything(number, bytes)),
		3 => (which.clone(), bytes()).prop_map(|(at, bytes)| Sent::Bytes(at, bytes)),
		4 => changed.prop_map(|(at, place, byte, cut)| Sent::Changed(at, place, byte, cut)),
		2 => (which.clone(), gas).prop_map(|(at, gas)| Sent::Poor(at, gas)),
		1 => which.prop_map(Sent::Good),
	]
}

impl Sent {
	/// Function, arguments, and gas.
	fn parts(self) -> (u16, Vec<u8>, u64) {
		let known = |at: usize| functions()[at].clone();
		match self {
			Self::Anything(number, bytes) => (number, bytes, plenty()),
			Self::Bytes(at, bytes) => (known(at).0, bytes, plenty()),
			Self::Changed(at, place, byte, cut) => {
				let (number, mut arguments) = known(at);
				if !arguments.is_empty() {
					let place = place.index(arguments.len());
					arguments[place] = byte;
					arguments.truncate(if cut { place } else { arguments.len() });
				}
				(number, arguments, plenty())
			}
			Self::Poor(at, gas) => (known(at).0, known(at).1, gas),
			Self::Good(at) => (known(at).0, known(at).1, plenty()),
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	#[test]
	fn whatever_a_contract_sends_should_neither_panic_nor_change_anything_unless_it_is_done(
		calls in prop::collection::vec((sent(), any::<bool>()), 1..40),
	) {
		chain(DEV_RUNTIME_PRESET).execute_with(|| {
			System::set_block_number(5);
			publish();
			for block in 1..=4u32 {
				pallet_draws::Outputs::<Runtime>::insert(block, [block as u8; 32]);
			}
			let alice = Alice.to_account_id();
			for (sent, read_only) in calls {
				let (number, arguments, mut gas) = sent.parts();
				let (before, had) = (root(), money(&alice));
				let done = ask_with(&mut gas, read_only, number, &arguments).is_ok();
				assert!(money(&alice).0 <= had.0, "{number:#06x} makes money");
				if read_only || !done {
					assert_eq!(root(), before, "{number:#06x} {arguments:?}");
					assert_eq!(money(&alice), had);
				}
			}
			try_state();
		});
	}
}
