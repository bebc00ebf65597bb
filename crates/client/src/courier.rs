//! Bringing jobs that are over into the contracts that ordered them, for the fees that are on hold for it.
//!
//! Whoever delivers pays a transaction and has the whole fee, whatever the contract does. So a courier makes a
//! delivery only if its fee covers the most that its transaction can cost now. Several of them take turns: the
//! first delivers, and the others find nothing left to do.

use crate::{
	AccountId, Client, Error, Keypair, Result,
	contracts::gas,
	keys,
	types::{JobEvent, JobView},
};
use futures::future::join_all;
use std::{collections::BTreeMap, time::Duration};
use stoa_primitives::{Balance, BlockNumber, Digest, JobId, payload::tagged};

/// Most deliveries that are on their way at once.
const TOGETHER: usize = 16;
/// Longest wait for a delivery to enter a best block.
const INCLUSION: Duration = Duration::from_secs(90);
/// Blocks after which a job that runs is looked at again.
const RUNS: BlockNumber = 2;
/// Blocks after which a fee that does not cover its transaction is looked at again.
const TOO_LITTLE: BlockNumber = 20;
/// Blocks after which a delivery that could not be made is tried again.
const FAILED: BlockNumber = 200;
/// Turns that couriers take, and how many blocks each has. They matter because a transaction that leaves the pool
/// leaves a gap in its account's nonces, and what was sent after it waits until something else fills that.
const TURNS: u8 = 8;
const TURN: BlockNumber = 2;

/// Delivers what pays, as one account.
pub struct Courier {
	client: Client,
	signer: Keypair,
	account: AccountId,
	least_gain: Balance,
	notes: BTreeMap<JobId, Note>,
}

/// What is known of a delivery that was looked at.
#[derive(Clone, Copy, Default)]
struct Note {
	/// It is not looked at before this block.
	again: BlockNumber,
	/// Whether its job was over then.
	over: bool,
}

/// A delivery that was tried.
pub struct Tried {
	/// The job.
	pub job: JobId,
	/// What came of it.
	pub result: Result<Brought>,
}

/// A delivery that was made.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
	/// The fee, in planck. Of it, the transaction was paid.
	pub fee: Balance,
	/// Whether the contract took what it was told.
	pub accepted: bool,
	/// The block.
	pub block: BlockNumber,
	/// Hash of the transaction.
	pub extrinsic: Digest,
}

impl Courier {
	/// One that delivers when a fee exceeds the most that its transaction can cost by `least_gain` planck.
	pub fn new(client: Client, signer: Keypair, least_gain: Balance) -> Self {
		let account = keys::account_of(&signer);
		Self { client, signer, account, least_gain, notes: BTreeMap::new() }
	}

	/// Makes every delivery that is due now, and waits until each is in a best block or has failed. To be called
	/// again and again, about once a block. Fails if the node does not answer.
	pub async fn round(&mut self) -> Result<Vec<Tried>> {
		let due = self.due().await?;
		Ok(join_all(due.into_iter().map(|job| self.bring(job))).await)
	}

	async fn due(&mut self) -> Result<Vec<JobId>> {
		let at = self.client.best().await?;
		let now = at.number();
		let waiting = at.deliveries().await?;
		self.notes.retain(|job, _| waiting.binary_search_by_key(job, |(job, _)| *job).is_ok());
		let mut due = Vec::new();
		for (job, delivery) in waiting {
			let known = self.notes.get(&job).copied().unwrap_or_default();
			if known.again > now || due.len() == TOGETHER {
				continue;
			}
			let over = known.over || matches!(at.job(job).await?, Some(JobView::Over(_)));
			let pays = over && {
				let cost = at.delivery_fee(gas(&delivery.gas)).await?;
				delivery.fee >= cost.saturating_add(self.least_gain)
			};
			let pause = pause(known.over, over, pays, turn(&self.account, job));
			if pause == 0 {
				due.push(job);
			}
			let again = now.saturating_add(if pause == 0 { FAILED } else { pause });
			self.notes.insert(job, Note { again, over });
		}
		Ok(due)
	}

	async fn bring(&self, job: JobId) -> Tried {
		let brought = tokio::time::timeout(INCLUSION, self.client.bring(&self.signer, job)).await;
		let late = |_| Err(Error::Node("the delivery is in no block after 90 s".into()));
		Tried { job, result: brought.unwrap_or_else(late) }
	}
}

/// Blocks until a delivery is looked at again; 0: it is made now. What is seen to be over for the first time waits
/// for this courier's turn.
fn pause(was_over: bool, over: bool, pays: bool, turn: BlockNumber) -> BlockNumber {
	match (over, pays) {
		(false, _) => RUNS,
		(true, false) => TOO_LITTLE,
		(true, true) if was_over => 0,
		(true, true) => turn,
	}
}

/// How many blocks an account leaves to others before it delivers this job. Two that deliver in the same block
/// harm nobody, but one of the transactions is for nothing.
fn turn(account: &AccountId, job: JobId) -> BlockNumber {
	let [first, ..] = tagged(b"stoa/courier/v1\0", (account.0, job));
	BlockNumber::from(first % TURNS) * TURN
}

impl Client {
	/// Delivers a job that is over into its contract, and waits until that is in a best block. Fails if there is
	/// nothing to deliver, or not yet.
	pub async fn bring(&self, signer: &Keypair, job: JobId) -> Result<Brought> {
		let Some(call) = self.delivery(job).await? else {
			return Err(Error::Failed(format!(
				"job {job} is not over, was delivered before, or goes into no contract: see `stoa job show {job}`"
			)));
		};
		let included = self.submit(signer, &call).await?.in_best_block().await?;
		let told = included.job_events()?.into_iter().find_map(|event| match event {
			JobEvent::JobDelivered { accepted, fee, .. } => Some((accepted, fee)),
			_ => None,
		});
		let (accepted, fee) = told.ok_or_else(|| {
			Error::Failed("the block does not say what became of the delivery: ask again".into())
		})?;
		Ok(Brought { fee, accepted, block: included.block.number, extrinsic: included.extrinsic })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_delivery_is_made_when_the_job_is_over_and_pays_and_it_is_ones_turn() {
		assert_eq!(pause(false, false, false, 0), RUNS);
		assert_eq!(pause(false, true, false, 0), TOO_LITTLE);
		assert_eq!(pause(true, true, false, 0), TOO_LITTLE);
		assert_eq!(pause(false, true, true, 6), 6, "others may be first");
		assert_eq!(pause(true, true, true, 6), 0);
		assert_eq!(pause(false, true, true, 0), 0);
	}

	#[test]
	fn couriers_take_turns() {
		let turns = |job| (0..64).map(move |who| turn(&AccountId([who; 32]), job));
		let last = BlockNumber::from(TURNS - 1) * TURN;
		for job in 0..10 {
			assert!(turns(job).all(|turn| turn <= last && turn.is_multiple_of(TURN)));
			assert_eq!((turns(job).min(), turns(job).max()), (Some(0), Some(last)));
		}
		assert!(turns(1).ne(turns(2)), "nobody is always first");
	}
}
