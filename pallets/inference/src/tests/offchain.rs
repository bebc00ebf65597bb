//! What a validator's worker does after a block, against a dispatcher that the test plays.
//!
//! The test's HTTP refuses any request that was not announced, so "asks nothing" is checked everywhere.

use crate::{mock::*, offchain, *};
use codec::{Decode, Encode};
use parking_lot::RwLock;
use sp_core::offchain::{
	OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
	testing::{OffchainState, PendingRequest, PoolState, TestOffchainExt, TestTransactionPoolExt},
};
use sp_keystore::{Keystore, KeystoreExt, testing::MemoryKeystore};
use sp_runtime::transaction_validity::TransactionSource;
use std::sync::Arc;
use stoa_primitives::{
	JobId, SeatIndex, Statement, duty,
	wire::{DISPATCHER_STORAGE_KEY, DispatcherAddress, PollReply, PollRequest, SeatStatement},
};

/// The node around the worker.
struct Node {
	offchain: Arc<RwLock<OffchainState>>,
	pool: Arc<RwLock<PoolState>>,
}

impl Node {
	/// The dispatcher is asked about `seats`, and says `reply`.
	fn expect(&self, seats: &[(JobId, SeatIndex)], reply: Vec<u8>) {
		let request = PollRequest { seats: seats.to_vec().try_into().unwrap() };
		let bearer = format!("Bearer {}", "ab".repeat(32));
		self.offchain.write().expect_request(PendingRequest {
			method: "POST".into(),
			uri: "http://127.0.0.1:4000/v1/poll".into(),
			headers: vec![("Authorization".into(), bearer)],
			body: request.encode(),
			sent: true,
			response: Some(reply),
			..Default::default()
		});
	}

	fn expect_statements(&self, seats: &[(JobId, SeatIndex)], statements: Vec<SeatStatement>) {
		self.expect(seats, PollReply { statements }.encode());
	}

	/// Batches that were submitted since the last look, each as the pool would take it.
	fn submitted(&self) -> Vec<RelayBatch> {
		let transactions = std::mem::take(&mut self.pool.write().transactions);
		let batches = transactions.into_iter().map(|bytes| {
			let transaction = Extrinsic::decode(&mut bytes.as_slice()).unwrap();
			let RuntimeCall::Inference(Call::relay { batch, signature }) = transaction.function
			else {
				panic!("another call")
			};
			let source = TransactionSource::Local;
			Inference::authorize_relay_call(source, &batch, &signature).unwrap();
			batch
		});
		batches.collect()
	}
}

/// Runs a test on a node whose keystore has the dispatch keys of `own`.
fn on_node(own: &[u8], test: impl FnOnce(Node)) {
	let mut ext = ext(6);
	let (offchain, state) = TestOffchainExt::new();
	let (pool, pool_state) = TestTransactionPoolExt::new();
	let keystore = MemoryKeystore::new();
	for n in own {
		let seed = format!("//authority//{n}");
		keystore.sr25519_generate_new(dispatch::sr25519::KEY_TYPE, Some(&seed)).unwrap();
	}
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	ext.register_extension(KeystoreExt::new(keystore));
	ext.execute_with(|| {
		set_address(Some(4_000));
		test(Node { offchain: state, pool: pool_state });
		Inference::do_try_state().unwrap();
	});
}

fn set_address(port: Option<u16>) {
	use sp_runtime::offchain::storage::StorageValueRef;
	let mut storage = StorageValueRef::persistent(DISPATCHER_STORAGE_KEY);
	match port {
		Some(port) => storage.set(&DispatcherAddress { port, token: [0xab; 32] }),
		None => storage.clear(),
	}
}

fn work() {
	offchain::run::<Runtime>(System::block_number());
}

/// The validator that is on duty for `job` at once, and one that is not.
fn duties(job: JobId) -> (u8, u8) {
	let seed = details(job).draw_seed;
	let first = (0..4).find(|n| duty::on_duty(&seed, job, *n, 4, 0)).unwrap();
	(first as u8, (first as u8 + 2) % 4)
}

fn seats(job: JobId) -> Vec<(JobId, SeatIndex)> {
	(0..3).map(|seat| (job, seat)).collect()
}

fn commits(job: JobId) -> Vec<SeatStatement> {
	(0..3).map(|at| signed(job, at, Statement::Commit(commitment(job, at, &claim(1))))).collect()
}

/// All four validators of the network live on this node: whoever is on duty is here.
const ALL: &[u8] = &[0, 1, 2, 3];

#[test]
fn worker_should_relay_what_the_dispatcher_has_when_on_duty() {
	on_node(ALL, |node| {
		let job = Ask::default().drawn();
		let said = commits(job);
		node.expect_statements(&seats(job), said.clone());
		work();
		let batches = node.submitted();
		assert_eq!(batches.len(), 1);
		assert_eq!(batches[0].statements.to_vec(), said);
		assert_eq!(batches[0].authority, u32::from(duties(job).0));
		assert_eq!(batches[0].block, System::block_number());

		Inference::do_relay(batches[0].clone()).unwrap();
		let reveals: Vec<_> = (0..3)
			.map(|at| {
				let statement = Statement::Reveal { claim: claim(1), salt: SALT };
				SeatStatement { output: Some(output(1)), ..signed(job, at, statement) }
			})
			.collect();
		node.expect_statements(&seats(job), reveals.clone());
		work();
		assert_eq!(node.submitted()[0].statements.to_vec(), reveals);
	});
}

#[test]
fn worker_should_ask_nothing_when_nothing_is_due() {
	on_node(ALL, |node| {
		work();
		assert!(node.submitted().is_empty());
	});
}

#[test]
fn worker_should_ask_nothing_when_the_node_has_no_dispatcher() {
	on_node(ALL, |node| {
		Ask::default().drawn();
		set_address(None);
		work();
		assert!(node.submitted().is_empty());
	});
}

#[test]
fn worker_should_ask_nothing_when_it_has_no_key_of_the_session() {
	on_node(&[9], |node| {
		Ask::default().drawn();
		work();
		assert!(node.submitted().is_empty());
	});
}

#[test]
fn worker_should_stand_in_when_others_make_no_progress() {
	let job = 0;
	let mut stand_in = 0;
	on_node(&[], |_| {
		Ask::default().drawn();
		stand_in = duties(job).1;
	});
	on_node(&[stand_in], |node| {
		Ask::default().drawn();
		let drawn_at = System::block_number();
		while System::block_number() < drawn_at + 2 * duty::FALLBACK_BLOCKS {
			work();
			assert!(node.submitted().is_empty(), "not yet on duty");
			run(1);
		}
		node.expect_statements(&seats(job), commits(job));
		work();
		assert_eq!(node.submitted()[0].authority, u32::from(stand_in));
	});
}

#[test]
fn worker_should_drop_what_is_not_a_good_statement() {
	on_node(ALL, |node| {
		let (job, other) = (Ask::default().drawn(), 77);
		let good = commits(job).remove(1);
		let mut forged = commits(job).remove(0);
		forged.signature[5] ^= 1;
		let mut moved = commits(job).remove(1);
		moved.seat = 2;
		let mut unasked = good.clone();
		unasked.job = other;
		let early = signed(job, 2, Statement::Reveal { claim: claim(1), salt: SALT });
		let twice = good.clone();
		let said = vec![forged, good.clone(), moved, unasked, early, twice];
		node.expect_statements(&seats(job), said);
		work();
		let batches = node.submitted();
		assert_eq!(batches.len(), 1);
		assert_eq!(batches[0].statements.to_vec(), [good]);
	});
}

#[test]
fn worker_should_submit_again_only_after_some_blocks() {
	on_node(ALL, |node| {
		let job = Ask::default().drawn();
		let first = commits(job).remove(0);
		node.expect_statements(&seats(job), vec![first.clone()]);
		work();
		assert_eq!(node.submitted().len(), 1);
		// The seat that was submitted is not asked about; the others are.
		let others = [(job, 1), (job, 2)];
		for _ in 1..offchain::RESUBMIT_BLOCKS {
			run(1);
			node.expect_statements(&others, vec![]);
			work();
			assert!(node.submitted().is_empty());
		}
		run(1);
		node.expect_statements(&seats(job), vec![first.clone()]);
		work();
		assert_eq!(node.submitted()[0].statements.to_vec(), [first]);
	});
}

#[test]
fn worker_should_not_repeat_itself_when_two_run_at_the_same_block() {
	on_node(ALL, |node| {
		let job = Ask::default().drawn();
		node.expect_statements(&seats(job), commits(job));
		work();
		work();
		assert_eq!(node.submitted().len(), 1);
	});
}

#[test]
fn worker_should_make_a_batch_per_job() {
	on_node(ALL, |node| {
		let first = Ask::default().drawn();
		let second = Ask::default().drawn();
		let both = [seats(first), seats(second)].concat();
		node.expect_statements(&both, [commits(second), commits(first)].concat());
		work();
		let batches = node.submitted();
		let jobs: Vec<Vec<JobId>> = batches
			.iter()
			.map(|batch| batch.statements.iter().map(|said| said.job).collect())
			.collect();
		assert_eq!(jobs, [vec![first; 3], vec![second; 3]]);
	});
}

#[test]
fn worker_should_survive_any_reply() {
	let long = PollReply { statements: vec![] }.encode().repeat(200_000);
	for reply in [vec![], vec![0xff; 64], b"<html>".to_vec(), vec![0, 0], long] {
		on_node(ALL, |node| {
			let job = Ask::default().drawn();
			node.expect(&seats(job), reply);
			work();
			assert!(node.submitted().is_empty());
		});
	}
}
