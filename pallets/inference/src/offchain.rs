//! What every validator does after each best block: for the seats that it is on duty for, ask the
//! node's own dispatcher what their providers have said, check it, and bring it to the chain.
//!
//! It dials one address, the dispatcher on loopback, which the node wrote to its off-chain storage at
//! start; never one that came from the chain. It asks once per block and waits at most
//! [`POLL_DEADLINE`]: there are only as many worker threads as cores, and what is not there yet comes
//! with a later block. Nothing depends on one validator: another is on duty after two blocks without
//! progress, and providers may post by themselves.

use crate::{Call, Config, DispatchId, DispatchKeys, Pallet, RelayBatch};
use alloc::{collections::BTreeMap, format, vec, vec::Vec};
use codec::{Decode, DecodeAll, Encode};
use frame_support::BoundedVec;
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::offchain::{Duration, Timestamp};
use sp_runtime::{
	SaturatedConversion,
	offchain::{
		http::Request,
		storage::{StorageRetrievalError, StorageValueRef},
	},
};
use stoa_primitives::{
	BlockNumber, JobId, SeatIndex, duty,
	frame::ChainIdentity,
	wire::{
		DISPATCHER_STORAGE_KEY, DispatcherAddress, MAX_POLL_SEATS, PollReply, PollRequest,
		SeatPhase, SeatStatement,
	},
};

const LOG_TARGET: &str = "runtime::inference";
/// Time for one poll of the dispatcher, in all.
pub(crate) const POLL_DEADLINE: Duration = Duration::from_millis(200);
/// Longest reply that is read: every seat of a poll, with its output.
const MAX_REPLY_BYTES: usize = MAX_POLL_SEATS as usize * 1_536;
/// Blocks after which a statement that is still awaited is submitted again.
pub(crate) const RESUBMIT_BLOCKS: BlockNumber = 3;
/// Where the worker notes what it submitted, in the node's persistent off-chain storage.
pub(crate) const RELAYED_STORAGE_KEY: &[u8] = b"stoa/relayed";

/// Why a block's work ended early.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Stop {
	/// The node runs no dispatcher.
	NoDispatcher,
	/// The dispatcher did not answer in time, or not with a reply.
	Poll(&'static str),
	/// Another worker of this node is at it.
	Busy,
}

/// A statement that was submitted: its seat and phase, and the height at which it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Relayed {
	pub job: JobId,
	pub seat: SeatIndex,
	/// Whether it was a reveal; else a commitment or a decline.
	pub reveal: bool,
	pub at: BlockNumber,
}

impl Relayed {
	fn of(said: &SeatStatement, at: BlockNumber) -> Self {
		let reveal = said.statement.is_opening();
		Self { job: said.job, seat: said.seat, reveal, at }
	}

	fn covers(&self, job: JobId, seat: SeatIndex, reveal: bool) -> bool {
		(self.job, self.seat, self.reveal) == (job, seat, reveal)
	}

	/// A height from a fork that was left may lie ahead; it counts as recent for no longer.
	fn is_recent(&self, now: BlockNumber) -> bool {
		now.abs_diff(self.at) < RESUBMIT_BLOCKS
	}
}

/// What the storage holds.
type Noted = Result<Option<Vec<Relayed>>, StorageRetrievalError>;

/// A validator of this node.
struct Local {
	index: u32,
	key: DispatchId,
}

/// The worker.
pub(crate) fn run<T: Config>(now: BlockNumberFor<T>) {
	if !sp_io::offchain::is_validator() {
		return;
	}
	let now = now.saturated_into();
	if let Err(stop) = work::<T>(now) {
		log::debug!(target: LOG_TARGET, "relay at block {now}: {stop:?}");
	}
}

fn work<T: Config>(now: BlockNumber) -> Result<(), Stop> {
	let validators = DispatchKeys::<T>::decode_len().unwrap_or_default().saturated_into();
	let locals = local_validators::<T>();
	if locals.is_empty() {
		return Ok(());
	}
	let recent = recent(StorageValueRef::persistent(RELAYED_STORAGE_KEY).get(), now);
	// Each seat falls to the first of this node's validators that is on duty for it. Jobs that one
	// poll does not hold have their turn later: the work list begins elsewhere in each block.
	let duties: BTreeMap<(JobId, SeatIndex), &Local> = Pallet::<T>::seats_due(now)
		.filter(|due| {
			let reveal = due.phase == SeatPhase::Reveal;
			!recent.iter().any(|one| one.covers(due.job, due.seat, reveal))
		})
		.filter_map(|due| {
			let local = locals.iter().find(|local| {
				let waited = due.waited_blocks;
				duty::on_duty(&due.draw_seed, due.job, local.index, validators, waited)
			})?;
			Some(((due.job, due.seat), local))
		})
		.take(MAX_POLL_SEATS as usize)
		.collect();
	if duties.is_empty() {
		return Ok(());
	}
	let mut said = poll(duties.keys().copied().collect())?;
	said.retain(|said| {
		duties.contains_key(&(said.job, said.seat)) && Pallet::<T>::check_statement(said)
	});
	for (job, said) in by_job(said) {
		// The seats of a job have the same validators on duty.
		let local = said.first().and_then(|said| duties.get(&(job, said.seat)));
		if let Some(local) = local {
			submit_once::<T>(local, said, now)?;
		}
	}
	Ok(())
}

/// One batch per job: a batch is only valid while all of it is awaited, and one job's statements are
/// not to fall with another's.
fn by_job(said: Vec<SeatStatement>) -> BTreeMap<JobId, Vec<SeatStatement>> {
	let mut jobs: BTreeMap<JobId, Vec<SeatStatement>> = BTreeMap::new();
	for said in said {
		jobs.entry(said.job).or_default().push(said);
	}
	jobs
}

/// This node's validators: dispatch keys of the session that are in its keystore.
fn local_validators<T: Config>() -> Vec<Local> {
	let own = DispatchId::all();
	(0u32..)
		.zip(DispatchKeys::<T>::get())
		.filter(|(_, key)| own.contains(key))
		.map(|(index, key)| Local { index, key })
		.collect()
}

/// Asks the dispatcher once.
fn poll(seats: Vec<(JobId, SeatIndex)>) -> Result<Vec<SeatStatement>, Stop> {
	let deadline: Timestamp = sp_io::offchain::timestamp().add(POLL_DEADLINE);
	let dispatcher: DispatcherAddress = StorageValueRef::persistent(DISPATCHER_STORAGE_KEY)
		.get()
		.ok()
		.flatten()
		.ok_or(Stop::NoDispatcher)?;
	let seats = seats.try_into().map_err(|_| Stop::Poll("too many seats"))?;
	let body = PollRequest { seats }.encode();
	let url = format!("http://127.0.0.1:{}/v1/poll", dispatcher.port);
	let bearer = format!("Bearer {}", Hex(&dispatcher.token));

	let response = Request::post(&url, vec![body])
		.add_header("Authorization", &bearer)
		.deadline(deadline)
		.send()
		.map_err(|_| Stop::Poll("cannot send"))?
		.try_wait(deadline)
		.map_err(|_| Stop::Poll("no answer in time"))?
		.map_err(|_| Stop::Poll("no answer"))?;
	if response.code != 200 {
		return Err(Stop::Poll("refused"));
	}
	let mut body = response.body();
	body.deadline(deadline);
	let bytes: Vec<u8> = body.take(MAX_REPLY_BYTES).collect();
	// A reply that was cut off, by its deadline or its length, does not decode.
	let reply = PollReply::decode_all(&mut bytes.as_slice());
	reply.map(|reply| reply.statements).map_err(|_| Stop::Poll("not a reply"))
}

/// Bytes as lower-case hex.
struct Hex<'a>(&'a [u8]);

impl core::fmt::Display for Hex<'_> {
	fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
	}
}

/// What was submitted within the last blocks.
fn recent(noted: Noted, now: BlockNumber) -> Vec<Relayed> {
	let mut noted = noted.ok().flatten().unwrap_or_default();
	noted.retain(|one| one.is_recent(now));
	noted
}

/// Submits what no worker of this node has submitted within the last blocks. Workers of consecutive
/// blocks may run side by side: what was submitted is noted, atomically, before it is.
fn submit_once<T: Config>(
	local: &Local,
	said: Vec<SeatStatement>,
	now: BlockNumber,
) -> Result<(), Stop> {
	let storage = StorageValueRef::persistent(RELAYED_STORAGE_KEY);
	let mut fresh: Vec<SeatStatement> = Vec::new();
	let note = |noted: Noted| {
		let mut noted = recent(noted, now);
		for said in said {
			let one = Relayed::of(&said, now);
			if !noted.iter().any(|other| other.covers(one.job, one.seat, one.reveal)) {
				noted.push(one);
				fresh.push(said);
			}
		}
		Ok::<_, ()>(noted)
	};
	storage.mutate(note).map_err(|_| Stop::Busy)?;
	if fresh.is_empty() || submit::<T>(local, &fresh, now).is_some() {
		return Ok(());
	}
	// Not submitted after all: the next block tries again.
	let forget = |noted: Noted| {
		let mut noted = recent(noted, now);
		noted.retain(|one| !fresh.iter().any(|said| Relayed::of(said, now) == *one));
		Ok::<_, ()>(noted)
	};
	storage.mutate(forget).map(|_| ()).map_err(|_| Stop::Busy)
}

/// Signs a batch and hands it to the node's pool.
fn submit<T: Config>(local: &Local, said: &[SeatStatement], now: BlockNumber) -> Option<()> {
	let statements = BoundedVec::try_from(said.to_vec()).ok()?;
	let batch = RelayBatch { block: now, authority: local.index, statements };
	let signature = local.key.sign(&batch.digest(&T::Chain::genesis()))?;
	let call = Call::<T>::relay { batch, signature };
	let transaction = T::create_authorized_transaction(call.into());
	let submitted = SubmitTransaction::<T, Call<T>>::submit_transaction(transaction);
	log::debug!(
		target: LOG_TARGET,
		"block {now}: validator {} relays {} statements: {submitted:?}",
		local.index,
		said.len(),
	);
	submitted.ok()
}
