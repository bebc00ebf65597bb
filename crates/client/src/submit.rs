//! What becomes of an extrinsic.

use crate::{
	Block, Client, Error, Keypair, Result, chain::stoa, client::Config, keys, types::JobEvent,
};
use std::time::Instant;
use stoa_primitives::{Digest, JobId, ListingId, ReleaseId};
use subxt::{
	client::OnlineClientAtBlockImpl,
	config::DefaultExtrinsicParamsBuilder,
	extrinsics::ExtrinsicEvents,
	tx::{Payload, TransactionInBlock, TransactionProgress, TransactionStatus},
};

/// Blocks for which an extrinsic may be included; afterwards it can never be, whatever happened to it.
const MORTALITY: u64 = 64;

/// A call that can be signed and sent. [`crate::calls`] makes them.
pub trait Call: Payload + Send + Sync {}
impl<P: Payload + Send + Sync> Call for P {}

/// An extrinsic on its way.
pub struct Submission {
	client: Client,
	hash: Digest,
	progress: TransactionProgress<Config, OnlineClientAtBlockImpl<Config>>,
}

/// How far an extrinsic has come.
#[derive(Debug)]
pub enum SubmissionState {
	/// Valid, and waiting in the pool.
	Pending,
	/// Told to other nodes.
	Broadcast,
	/// In a best block, executed without error. A fork may still take it back.
	InBestBlock(Included),
	/// Back in the pool: the block it was in lost to a fork.
	Retracted,
	/// In a finalised block, executed without error. Nothing follows.
	Finalised(Included),
}

/// An extrinsic in a block, executed without error.
#[derive(Debug)]
pub struct Included {
	/// The block.
	pub block: Block,
	/// Hash of the extrinsic.
	pub extrinsic: Digest,
	events: ExtrinsicEvents<Config>,
}

impl Client {
	/// Signs a call and hands it to the node. Submissions of one account get consecutive nonces in the
	/// order of these calls, so several can be on their way at once.
	pub async fn submit<C: Call>(&self, signer: &Keypair, call: &C) -> Result<Submission> {
		let account = keys::account_of(signer);
		// Held until the node has the extrinsic: its pool then knows the nonce.
		let mut nonces = self.nonces.lock().await;
		let nonce = self.next_nonce(&nonces, &account).await?;
		let parameters =
			DefaultExtrinsicParamsBuilder::<Config>::new().nonce(nonce).mortal(MORTALITY).build();
		// Signed over a finalised block, so that no fork makes it invalid.
		let sent = async {
			let mut at = self.online.at_current_block().await?.transactions();
			let signed = at.create_signed(call, signer, parameters).await?;
			signed.submit_and_watch().await.map_err(|error| Error::submitting(error, account))
		};
		match sent.await {
			Ok(progress) => {
				nonces.insert(account, (nonce + 1, Instant::now()));
				let hash = progress.extrinsic_hash().0;
				Ok(Submission { client: self.clone(), hash, progress })
			}
			Err(error) => {
				nonces.remove(&account);
				Err(error)
			}
		}
	}
}

impl Submission {
	/// Hash of the extrinsic.
	pub fn hash(&self) -> Digest {
		self.hash
	}

	/// The next thing that becomes of it. An error means that it failed in a block, was dropped, or that
	/// the connection broke and its fate is not known here.
	pub async fn next(&mut self) -> Option<Result<SubmissionState>> {
		let status = match self.progress.next().await? {
			Ok(status) => status,
			Err(error) => return Some(Err(error.into())),
		};
		Some(match status {
			TransactionStatus::Validated => Ok(SubmissionState::Pending),
			TransactionStatus::Broadcasted => Ok(SubmissionState::Broadcast),
			TransactionStatus::NoLongerInBestBlock => Ok(SubmissionState::Retracted),
			TransactionStatus::InBestBlock(block) => Included::read(&self.client, self.hash, block)
				.await
				.map(SubmissionState::InBestBlock),
			TransactionStatus::InFinalizedBlock(block) => {
				Included::read(&self.client, self.hash, block).await.map(SubmissionState::Finalised)
			}
			TransactionStatus::Error { message }
			| TransactionStatus::Invalid { message }
			| TransactionStatus::Dropped { message } => Err(Error::Dropped(message)),
		})
	}

	/// Waits until it is in a best block; an error says why it failed.
	pub async fn in_best_block(mut self) -> Result<Included> {
		while let Some(state) = self.next().await {
			if let SubmissionState::InBestBlock(included) | SubmissionState::Finalised(included) =
				state?
			{
				return Ok(included);
			}
		}
		Err(Error::Dropped("the node said nothing more about it".to_string()))
	}

	/// Waits until it is in a finalised block; an error says why it failed.
	pub async fn finalised(mut self) -> Result<Included> {
		while let Some(state) = self.next().await {
			if let SubmissionState::Finalised(included) = state? {
				return Ok(included);
			}
		}
		Err(Error::Dropped("the node said nothing more about it".to_string()))
	}
}

impl Included {
	/// Fails with the chain's reason if the extrinsic did.
	async fn read(
		client: &Client,
		extrinsic: Digest,
		found: TransactionInBlock<Config, OnlineClientAtBlockImpl<Config>>,
	) -> Result<Self> {
		let block = client.block(found.block_hash().0).await?;
		let events = found.wait_for_success().await?;
		Ok(Self { block, extrinsic, events })
	}

	/// What it did to jobs.
	pub fn job_events(&self) -> Result<Vec<JobEvent>> {
		let mut ours = Vec::new();
		for event in self.events.iter() {
			if let stoa::Event::Inference(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}

	/// The job that it submitted, and the deadline by which an answer or the refund comes.
	pub fn submitted_job(&self) -> Option<(JobId, u32)> {
		let event = self.events.find_first::<stoa::inference::events::JobSubmitted>()?.ok()?;
		Some((event.job, event.deadline))
	}

	/// The listing that it published.
	pub fn published_listing(&self) -> Option<ListingId> {
		let event = self.events.find_first::<stoa::models::events::ListingPublished>()?.ok()?;
		Some(event.listing)
	}

	/// The release that it added.
	pub fn added_release(&self) -> Option<ReleaseId> {
		let event = self.events.find_first::<stoa::models::events::ReleaseAdded>()?.ok()?;
		Some(event.release)
	}
}
