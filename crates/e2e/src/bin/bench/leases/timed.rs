//! What settling takes in the runtime itself against the weight that it states, and what it reads: of a lease that has
//! run for a minute and for a week, with few others on the chain and with a thousand.

use anyhow::{Context, Result, anyhow};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{TransactionOutcome, with_transaction},
	traits::fungible::Mutate,
};
use pallet_compute::{
	Call, CurrentParameters, LeaseOrder, NextLeaseId, NextOfferId, OfferTerms, Parameters,
};
use sp_io::{TestExternalities, hashing::blake2_256};
use sp_runtime::{DispatchError, traits::Dispatchable};
use std::{fmt::Debug, time::Instant};
use stoa_client::keys;
use stoa_e2e::bench::{Figure, quantile};
use stoa_primitives::{
	Balance, BlockNumber, LeaseId, Meters, OfferId, Resources, STOA, Usage,
	frame::{ChainIdentity, Within},
	lease::usage_digest,
};
use stoa_runtime::{
	AccountId, Balances, Compute, Draws, Providers, Runtime, RuntimeCall, RuntimeOrigin, System,
};

const PRICE: Balance = STOA / 1_000;
/// How often each call is timed.
const ROUNDS: usize = 101;
/// Blocks of a minute, and nearly those of a week: the chain's longest grace.
const MINUTE: BlockNumber = 20;
const WEEK: BlockNumber = 200_000;
/// Leases that others have.
const FEW: u32 = 10;
const MANY: u32 = 1_000;
/// How many of them begin in a block.
const EACH_BLOCK: u32 = 20;
/// Other times, longer by so much, are the noise of a machine.
const NOISE: f64 = 1.5;

/// Its figures.
pub fn figures() -> Result<Vec<Figure>> {
	let mut figures = Vec::new();
	let mut worlds = [(FEW, MINUTE), (FEW, WEEK), (MANY, MINUTE)]
		.into_iter()
		.map(|(others, blocks)| World::new(others, blocks))
		.collect::<Result<Vec<_>>>()?;
	for name in ["submit_usage", "claim", "close_lease"] {
		let mut took = Vec::new();
		let mut read = Vec::new();
		let mut stated = f64::NAN;
		for world in &mut worlds {
			let call = world.call(name)?;
			stated = call.get_dispatch_info().call_weight.ref_time() as f64 / 1e6;
			took.push(world.time(&call)?);
			read.push(world.read_by(&call)?);
		}
		let [minute, week, among] = took[..] else { return Err(anyhow!("three worlds")) };
		let [short, long, crowded] = read[..] else { return Err(anyhow!("three worlds")) };
		let figure = |what: &str, value, unit| Figure::new(format!("{name} {what}"), value, unit);
		figures.extend([
			figure("after a minute, median", minute, "us").at_most(stated),
			figure("after a week", week, "us").at_most(minute * NOISE),
			figure("among 1,000 leases", among, "us").at_most(minute * NOISE),
			figure("reads after a minute", short, "bytes"),
			figure("reads after a week", long, "bytes").at_most(short),
			// A level of the tree more above each entry.
			figure("reads among 1,000 leases", crowded, "bytes").at_most(short * 2.0),
		]);
	}
	Ok(figures)
}

/// A chain's state with a lease that runs, and others.
struct World {
	ext: TestExternalities,
	lease: LeaseId,
	signed: Usage,
}

fn person(name: &str) -> AccountId {
	AccountId::new(blake2_256(name.as_bytes()))
}

fn by(name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(person(name))
}

fn done<T, E: Debug>(what: &str, result: Result<T, E>) -> Result<T> {
	result.map_err(|error| anyhow!("{what}: {error:?}"))
}

fn terms() -> OfferTerms {
	OfferTerms {
		resources: Resources { cpu_cores: 1, memory_mib: 64, ..Resources::default() },
		attributes: Default::default(),
		units: 2 * MANY,
		price_per_block: PRICE,
		min_blocks: 10,
		max_blocks: 800_000,
		period_blocks: 1_000,
		long_terms: Default::default(),
		renewals: None,
		expires_at: System::block_number() + 1_000,
	}
}

fn open(offer: OfferId, escrow: Balance) -> Result<LeaseId> {
	let lease = NextLeaseId::<Runtime>::get();
	let order = LeaseOrder {
		units: 1,
		blocks: 700_000,
		escrow,
		usage_key: keys::from_uri("//Usage")?.public_key().0,
		manifest: [5; 32],
	};
	done("open_lease", Compute::open_lease(by("tenant"), offer, order, PRICE))?;
	done("start_lease", Compute::start_lease(by("provider"), lease))?;
	Ok(lease)
}

impl World {
	/// One lease has run for `blocks` blocks, of which nothing is signed yet, among `others`.
	fn new(others: u32, blocks: BlockNumber) -> Result<Self> {
		let mut ext = TestExternalities::default();
		let (lease, signed) = ext.execute_with(|| Self::fill(others, blocks))?;
		ext.commit_all().map_err(|error| anyhow!(error))?;
		Ok(Self { ext, lease, signed })
	}

	fn fill(others: u32, blocks: BlockNumber) -> Result<(LeaseId, Usage)> {
		System::set_block_number(1);
		for who in ["tenant", "provider"] {
			done("funds", Balances::mint_into(&person(who), 10_000_000 * STOA))?;
		}
		let grace_blocks = Within::clamped(201_600);
		CurrentParameters::<Runtime>::put(Parameters { grace_blocks, ..Parameters::default() });
		let key = keys::from_uri("//Signing")?.public_key().0;
		let endpoint = done("endpoint", b"https://p.example.org".to_vec().try_into())?;
		let bond = 500 * STOA;
		done("register", Providers::register(by("provider"), key, [7; 32], endpoint, bond))?;
		let offer = NextOfferId::<Runtime>::get();
		done("create_offer", Compute::create_offer(by("provider"), terms()))?;
		for number in 0..others {
			// A block's agenda is bounded.
			System::set_block_number(1 + number / EACH_BLOCK);
			open(offer, 1_000 * PRICE)?;
		}
		let lease = open(offer, Balance::from(blocks + 2_000) * PRICE)?;
		let until = System::block_number() + blocks;
		System::set_block_number(until);
		let due = Balance::from(blocks) * PRICE;
		// Those of the blocks before, which a call would read to add its own.
		System::reset_events();
		Ok((lease, Usage { lease, until, due, meters: Meters::default() }))
	}

	/// A call about the lease. A claim needs what is signed to be there: it stays so.
	fn call(&mut self, name: &str) -> Result<RuntimeCall> {
		let digest =
			usage_digest(&self.ext.execute_with(<Draws as ChainIdentity>::genesis), &self.signed);
		let usage: Call<Runtime> = Call::submit_usage {
			usage: self.signed,
			tenant_signature: keys::from_uri("//Usage")?.sign(&digest).0,
			provider_signature: keys::from_uri("//Signing")?.sign(&digest).0,
		};
		if name == "claim" {
			let posted = RuntimeCall::Compute(usage.clone());
			let went = self.ext.execute_with(|| posted.dispatch(by("tenant")));
			done(name, went)?;
			self.ext.commit_all().map_err(|error| anyhow!(error))?;
		}
		Ok(RuntimeCall::Compute(match name {
			"submit_usage" => usage,
			"claim" => Call::claim { lease: self.lease },
			_ => Call::close_lease { lease: self.lease, contested: None },
		}))
	}

	/// How long a call takes, in µs; nothing of it stays.
	fn time(&mut self, call: &RuntimeCall) -> Result<f64> {
		let mut took = Vec::new();
		for _ in 0..ROUNDS {
			let micros = self.ext.execute_with(|| rehearse(call));
			took.push(done("a call", micros)?);
		}
		quantile(&took, 0.5).context("rounds")
	}

	/// How many bytes of the state, with the paths to them, a call reads; nothing of it stays.
	fn read_by(&mut self, call: &RuntimeCall) -> Result<f64> {
		let (went, proof) = self.ext.execute_and_prove(|| rehearse(call));
		done("a call", went)?;
		Ok(proof.iter_nodes().map(|node| node.len()).sum::<usize>() as f64)
	}
}

/// Makes a call and takes it back; how long it took, in µs.
fn rehearse(call: &RuntimeCall) -> Result<f64, DispatchError> {
	with_transaction(|| {
		let call = call.clone();
		let began = Instant::now();
		let went = call.dispatch(by("tenant"));
		let micros = began.elapsed().as_secs_f64() * 1e6;
		TransactionOutcome::Rollback(went.map(|_| micros).map_err(|post| post.error))
	})
}
