//! A chain's state with jurors and cases, and a stopwatch for what is done to it.

use anyhow::{Context, Result, anyhow};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{TransactionOutcome, with_transaction},
	traits::{Get, Hooks, fungible::Mutate},
	weights::Weight,
};
use pallet_disputes::{CaseDetails, DRAW_LAG, DRAW_OUTPUTS, Phase, QueueHead, QueueTail};
use pallet_models::{Metadata, NextListingId};
use sp_io::{TestExternalities, hashing::blake2_256};
use sp_runtime::{DispatchError, DispatchResult, traits::Dispatchable};
use std::{collections::BTreeMap, time::Instant};
use stoa_primitives::{
	BlockNumber, CaseId, CaseSubject, Court, ListingId, Ruling, Rulings, STOA,
	frame::{Arbitrator, ChainIdentity, NewCase},
	vote_commitment,
};
use stoa_runtime::{
	AccountId, Balances, Disputes, Draws, Models, Runtime, RuntimeCall, RuntimeOrigin, System,
	configs::Subject,
};

const SALT: [u8; 32] = [7; 32];
/// What everybody is given.
const PURSE: u128 = 1_000_000 * STOA;

/// What came of a call, inside of what came of the transaction around it.
type Dispatched = Result<DispatchResult, DispatchError>;

/// How often something was done: how long each took in µs, and the weight that it states.
pub struct Timed {
	/// In µs.
	pub took: Vec<f64>,
	/// What it may cost.
	pub stated: Weight,
}

/// The state, and what was measured so far, by name.
pub struct Stage {
	ext: TestExternalities,
	/// What was measured.
	pub timed: BTreeMap<String, Timed>,
}

/// Somebody.
pub fn person(name: &str, number: u32) -> AccountId {
	AccountId::new(blake2_256(format!("{name} {number}").as_bytes()))
}

impl Stage {
	/// A court for models with so many jurors, all in its tree. Its rules are those of a live chain.
	pub fn new(jurors: u32) -> Result<Self> {
		let mut stage = Self { ext: TestExternalities::default(), timed: BTreeMap::new() };
		stage.inside(|| -> Result<()> {
			System::set_block_number(1);
			give(&Disputes::pot())?;
			for one in ["claimant", "respondent", "anybody", "contributor"] {
				give(&person(one, 0))?;
			}
			for number in 0..jurors {
				let who = person("juror", number);
				give(&who)?;
				let amount = u128::from(100 + number % 400) * STOA;
				Disputes::bond(RuntimeOrigin::signed(who), Court::Models, amount)
					.map_err(|error| anyhow!("bond: {error:?}"))?;
			}
			Ok(())
		})?;
		stage.wait_for_bonds();
		stage.settle_queue();
		stage.store()?;
		Ok(stage)
	}

	/// Works on the state.
	pub fn inside<R>(&mut self, work: impl FnOnce() -> R) -> R {
		self.ext.execute_with(work)
	}

	/// Puts what was changed behind what is read: later reads walk the trie.
	pub fn store(&mut self) -> Result<()> {
		self.ext.commit_all().map_err(|error| anyhow!(error))
	}

	/// What is read of the stored state by some work, which changes nothing: nodes of the trie and their bytes.
	pub fn read_by<R>(&mut self, work: impl FnOnce() -> R) -> (R, usize, usize) {
		let (result, proof) = self.ext.execute_and_prove(work);
		let bytes = proof.iter_nodes().map(|node| node.len()).sum();
		(result, proof.len(), bytes)
	}

	/// Goes on by so many blocks at once.
	fn wait(&mut self, blocks: BlockNumber) {
		self.inside(|| System::set_block_number(System::block_number() + blocks));
	}

	/// Goes on until every change of a bond may enter a tree.
	pub fn wait_for_bonds(&mut self) {
		let delay = self.inside(<Runtime as pallet_disputes::Config>::ActivationDelay::get);
		self.wait(delay);
	}

	/// Goes on until nothing waits to enter a tree.
	pub fn settle_queue(&mut self) {
		while self.inside(|| QueueHead::<Runtime>::get() < QueueTail::<Runtime>::get()) {
			self.begin_block(None);
		}
	}

	/// What the court does by itself at the beginning of a block, timed under a name if there is one.
	pub fn begin_block(&mut self, name: Option<&str>) {
		let (took, stated) = self.inside(|| {
			let now = System::block_number() + 1;
			System::reset_events();
			System::set_block_number(now);
			let began = Instant::now();
			let stated = Disputes::on_initialize(now);
			(micros(began), stated)
		});
		if let Some(name) = name {
			self.note(name, took, stated);
		}
	}

	fn note(&mut self, name: &str, took: f64, stated: Weight) {
		let timed = self.timed.entry(name.to_owned());
		timed.or_insert_with(|| Timed { took: Vec::new(), stated }).took.push(took);
	}

	/// Makes a call as `who`, timed under `name`.
	pub fn call(
		&mut self,
		name: &str,
		who: &AccountId,
		call: pallet_disputes::Call<Runtime>,
	) -> Result<()> {
		self.dispatch(name, RuntimeOrigin::signed(who.clone()), call, TransactionOutcome::Commit)
	}

	/// The same, and takes it back.
	pub fn rehearse(
		&mut self,
		name: &str,
		origin: RuntimeOrigin,
		call: pallet_disputes::Call<Runtime>,
	) -> Result<()> {
		self.dispatch(name, origin, call, TransactionOutcome::Rollback)
	}

	fn dispatch(
		&mut self,
		name: &str,
		origin: RuntimeOrigin,
		call: pallet_disputes::Call<Runtime>,
		then: fn(Dispatched) -> TransactionOutcome<Dispatched>,
	) -> Result<()> {
		let call = RuntimeCall::Disputes(call);
		let stated = call.get_dispatch_info().call_weight;
		let (took, done) = self.inside(|| {
			System::reset_events();
			let began = Instant::now();
			let done = with_transaction(|| {
				let done = call.dispatch(origin).map(|_| ()).map_err(|failed| failed.error);
				then(Ok(done))
			});
			(micros(began), done)
		});
		done.and_then(|done| done).map_err(|error| anyhow!("{name}: {error:?}"))?;
		self.note(name, took, stated);
		Ok(())
	}

	/// Opens a case about a subject of its own.
	pub fn open(&mut self, number: u32) -> Result<CaseId> {
		let new = NewCase {
			claimant: person("claimant", 0),
			respondent: person("respondent", 0),
			court: Court::Models,
			rulings: Rulings::new(&[Ruling::Revoke]),
			at_stake: 0,
			respondent_deposit: 0,
		};
		let subject: Subject = CaseSubject::ModelListing(number);
		let opened = self.inside(|| <Disputes as Arbitrator<_, _>>::open(subject, new));
		opened.map_err(|error| anyhow!("opening case {number}: {error:?}"))
	}

	/// Somebody publishes a model; its number, which no case has been about.
	pub fn publish(&mut self, owner: &AccountId) -> Result<ListingId> {
		let name = b"listing".to_vec().try_into().unwrap_or_default();
		let metadata = Metadata { name, card: [1; 32], uri: Default::default() };
		self.inside(|| {
			let listing = NextListingId::<Runtime>::get();
			let published = Models::publish(RuntimeOrigin::signed(owner.clone()), metadata);
			published.map(|()| listing).map_err(|error| anyhow!("{error:?}"))
		})
	}

	/// A case.
	pub fn case(&mut self, id: CaseId) -> Result<CaseDetails<AccountId, Subject>> {
		self.inside(|| Disputes::case(id)).with_context(|| format!("case {id} is gone"))
	}

	/// Goes to the block after the deadline of a case, if it has one.
	pub fn past_deadline(&mut self, id: CaseId) -> Result<()> {
		let phase = self.case(id)?.phase;
		self.inside(|| {
			let now = System::block_number();
			let until = match phase {
				Phase::Evidence { until }
				| Phase::Committing { until }
				| Phase::Revealing { until }
				| Phase::Appealing { until, .. } => until + 1,
				_ => now,
			};
			System::set_block_number(until.max(now));
		});
		Ok(())
	}

	/// Goes to where the jurors of a case can be drawn that has just come to its draw; those of others that came to
	/// theirs in the same block too.
	pub fn reach_draw(&mut self) {
		self.inside(|| {
			let first = System::block_number() + DRAW_LAG + 1;
			for block in first..first + DRAW_OUTPUTS {
				let output = blake2_256(&block.to_le_bytes());
				pallet_draws::Outputs::<Runtime>::insert(block, output);
			}
			System::set_block_number(first + DRAW_OUTPUTS);
		});
	}

	/// The jurors of the current round.
	pub fn panel(&mut self, id: CaseId) -> Result<Vec<AccountId>> {
		let round = self.case(id)?.round;
		Ok(self.inside(|| Disputes::panel(id, round)).into_iter().map(|(who, _)| who).collect())
	}
}

/// The commitment of a vote, and the salt that opens it.
pub fn hidden(id: CaseId, round: u8, who: &AccountId, ruling: Ruling) -> ([u8; 32], [u8; 32]) {
	let genesis = <Draws as ChainIdentity>::genesis();
	(vote_commitment(&genesis, id, round, who, ruling, &SALT), SALT)
}

fn give(who: &AccountId) -> Result<()> {
	Balances::mint_into(who, PURSE).map_err(|error| anyhow!("{error:?}"))?;
	Ok(())
}

fn micros(began: Instant) -> f64 {
	began.elapsed().as_secs_f64() * 1e6
}
