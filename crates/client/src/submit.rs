//! What becomes of an extrinsic.

use crate::{
	At, Block, Client, Error, Keypair, Result,
	chain::stoa,
	client::{Config, narrow},
	keys,
	types::{AccountId, ChannelEvent, DataEvent, JobEvent, LeaseEvent},
};
use stoa_primitives::{
	BlockNumber, CaseId, ChannelId, DataReleaseId, DatasetId, Digest, JobId, LeaseId, LicenseId,
	ListingId, MeasurementId, OfferId, ReleaseId, RequestId, RunId, TermId,
};
use subxt::{
	client::OnlineClientAtBlockImpl,
	config::DefaultExtrinsicParamsBuilder,
	extrinsics::ExtrinsicEvents,
	tx::{Payload, TransactionInBlock, TransactionProgress, TransactionStatus},
	utils::H256,
};

/// Blocks for which an extrinsic may be included; afterwards it can never be, whatever happened to it.
const MORTALITY: u64 = 64;
/// Blocks by which finality may be behind for extrinsics to be signed over the last final one.
const STALL: BlockNumber = 32;

type AtBlock = OnlineClientAtBlockImpl<Config>;
type InBlock = TransactionInBlock<Config, AtBlock>;
type Status = TransactionStatus<Config, AtBlock>;

/// A call that can be signed and sent. [`crate::calls`] makes them.
pub trait Call: Payload + Send + Sync {}
impl<P: Payload + Send + Sync> Call for P {}

/// Which extrinsic, and how long it can be included.
#[derive(Clone, Copy)]
struct Sent {
	signer: AccountId,
	hash: Digest,
	valid_until: BlockNumber,
}

/// An extrinsic on its way.
pub struct Submission {
	client: Client,
	sent: Sent,
	/// Whether others than this node's pool have it: what the pool says is not the last word then.
	out: bool,
	progress: TransactionProgress<Config, AtBlock>,
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
	/// The last block that may include it, should a fork take this one back.
	pub valid_until: BlockNumber,
	events: ExtrinsicEvents<Config>,
}

impl Client {
	/// Signs a call and hands it to the node. Submissions of one account get consecutive nonces in the
	/// order of these calls, so several can be on their way at once.
	///
	/// An upgrade of the runtime makes what was signed before it invalid. If one comes between signing and
	/// the node's pool, the call is signed anew; if it comes later, the submission ends with an error.
	pub async fn submit<C: Call>(&self, signer: &Keypair, call: &C) -> Result<Submission> {
		let account = keys::account_of(signer);
		// Held until the node has the extrinsic: its pool then knows the nonce.
		let mut nonces = self.nonces.lock().await;
		let known = self.rpc.system_account_next_index(&account).await?;
		let nonce = nonces.next(&account, known);
		let at = self.best().await?;
		let version = at.version();
		let mut handed = self.hand_over(signer, call, nonce, at).await;
		if matches!(handed, Err(Error::Rejected(_))) {
			let now = self.best().await?;
			if now.version() != version {
				handed = self.hand_over(signer, call, nonce, now).await;
			}
		}
		match handed {
			Ok((sent, progress)) => {
				nonces.used(account, nonce);
				Ok(Submission { client: self.clone(), sent, out: false, progress })
			}
			Err(error) => {
				nonces.forget(&account);
				Err(error)
			}
		}
	}

	/// Signs for the runtime of `best`, which is the one that the pool checks with, over a finalised block, so that no
	/// fork makes it invalid; over `best` itself if finality is so far behind that its time would be over.
	async fn hand_over<C: Call>(
		&self,
		signer: &Keypair,
		call: &C,
		nonce: u64,
		best: At,
	) -> Result<(Sent, TransactionProgress<Config, AtBlock>)> {
		let account = keys::account_of(signer);
		let last = self.block(self.rpc.chain_get_finalized_head().await?.0).await?;
		let from =
			if best.number().saturating_sub(last.number) > STALL { best.block() } else { last };
		let number = u64::from(from.number);
		let parameters = DefaultExtrinsicParamsBuilder::<Config>::new()
			.nonce(nonce)
			.mortal_from_unchecked(MORTALITY, number, H256(from.hash))
			.build();
		let mut transactions = best.inner.transactions();
		let signed = transactions.create_signed(call, signer, parameters).await?;
		let valid_until = narrow(number + MORTALITY - 1);
		let sent = Sent { signer: account, hash: signed.hash().0, valid_until };
		match signed.submit_and_watch().await {
			Ok(progress) => Ok((sent, progress)),
			Err(error) => Err(sent.unless_certain(Error::submitting(error, account))),
		}
	}
}

impl Sent {
	/// What can be said of it when nobody tells any more.
	fn unknown(&self, reason: impl Into<String>) -> Error {
		Error::Unknown { hash: self.hash, valid_until: self.valid_until, reason: reason.into() }
	}

	/// An error as it is if it settles what became of the extrinsic.
	fn unless_certain(&self, error: Error) -> Error {
		if error.is_certain() { error } else { self.unknown(error.to_string()) }
	}

	async fn included(&self, client: &Client, block: InBlock) -> Result<Included> {
		let read = Included::read(client, *self, block).await;
		read.map_err(|error| self.unless_certain(error))
	}

	/// A later transaction must not wait for this one.
	async fn forget_nonce(&self, client: &Client) {
		client.nonces.lock().await.forget(&self.signer);
	}

	/// What it means that a node's pool has it no more: others may have it, if it got `out`.
	fn gone(&self, out: bool, why: String) -> Error {
		if out { self.unknown(why) } else { Error::Dropped(why) }
	}
}

impl Submission {
	/// Hash of the extrinsic.
	pub fn hash(&self) -> Digest {
		self.sent.hash
	}

	/// The last block that may include it.
	pub fn valid_until(&self) -> BlockNumber {
		self.sent.valid_until
	}

	/// The next thing that becomes of it. An error means that it failed in a block or was dropped, or, if it
	/// is [`Error::Unknown`], that its fate is not known here.
	pub async fn next(&mut self) -> Option<Result<SubmissionState>> {
		let state = match self.progress.next().await? {
			Ok(status) => self.state(status).await,
			Err(error) => Err(self.sent.unless_certain(error.into())),
		};
		if matches!(state, Err(Error::Dropped(_) | Error::Unknown { .. })) {
			self.sent.forget_nonce(&self.client).await;
		}
		Some(state)
	}

	async fn state(&mut self, status: Status) -> Result<SubmissionState> {
		match status {
			TransactionStatus::Validated => Ok(SubmissionState::Pending),
			TransactionStatus::Broadcasted => {
				self.out = true;
				Ok(SubmissionState::Broadcast)
			}
			TransactionStatus::NoLongerInBestBlock => Ok(SubmissionState::Retracted),
			TransactionStatus::InBestBlock(block) => {
				self.out = true;
				self.sent.included(&self.client, block).await.map(SubmissionState::InBestBlock)
			}
			TransactionStatus::InFinalizedBlock(block) => {
				self.out = true;
				self.sent.included(&self.client, block).await.map(SubmissionState::Finalised)
			}
			TransactionStatus::Error { message }
			| TransactionStatus::Invalid { message }
			| TransactionStatus::Dropped { message } => Err(self.sent.gone(self.out, message)),
		}
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
		Err(self.silence().await)
	}

	/// Waits until it is in a finalised block; an error says why it failed.
	pub async fn finalised(mut self) -> Result<Included> {
		while let Some(state) = self.next().await {
			if let SubmissionState::Finalised(included) = state? {
				return Ok(included);
			}
		}
		Err(self.silence().await)
	}

	async fn silence(self) -> Error {
		self.sent.forget_nonce(&self.client).await;
		self.sent.unknown("the node said nothing more about it")
	}
}

impl Included {
	/// Fails with the chain's reason if the extrinsic did.
	async fn read(client: &Client, sent: Sent, found: InBlock) -> Result<Self> {
		let block = client.block(found.block_hash().0).await?;
		let events = found.wait_for_success().await?;
		Ok(Self { block, extrinsic: sent.hash, valid_until: sent.valid_until, events })
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

	/// What it did to channels.
	pub fn channel_events(&self) -> Result<Vec<ChannelEvent>> {
		let mut ours = Vec::new();
		for event in self.events.iter() {
			if let stoa::Event::Channels(event) = event?.decode_as::<stoa::Event>()? {
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

	/// What it weighed, when it had run: picoseconds, and bytes of proof.
	pub fn weight(&self) -> Option<(u64, u64)> {
		let event = self.events.find_first::<stoa::system::events::ExtrinsicSuccess>()?.ok()?;
		let weight = event.dispatch_info.weight;
		Some((weight.ref_time, weight.proof_size))
	}

	/// The contract that it made.
	pub fn made_contract(&self) -> Option<AccountId> {
		let event = self.events.find_first::<stoa::contracts::events::Instantiated>()?.ok()?;
		Some(event.contract)
	}

	/// The case that it opened.
	pub fn opened_case(&self) -> Option<CaseId> {
		let event = self.events.find_first::<stoa::disputes::events::CaseOpened>()?.ok()?;
		Some(event.case)
	}

	/// The channel that it opened.
	pub fn opened_channel(&self) -> Option<ChannelId> {
		let event = self.events.find_first::<stoa::channels::events::ChannelOpened>()?.ok()?;
		Some(event.channel)
	}

	/// What it did in the market of data.
	pub fn data_events(&self) -> Result<Vec<DataEvent>> {
		let mut ours = Vec::new();
		for event in self.events.iter() {
			if let stoa::Event::Datasets(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}

	/// The dataset that it published.
	pub fn published_dataset(&self) -> Option<DatasetId> {
		let event = self.events.find_first::<stoa::datasets::events::DatasetPublished>()?.ok()?;
		Some(event.dataset)
	}

	/// The release of a dataset that it added.
	pub fn added_data_release(&self) -> Option<DataReleaseId> {
		let event = self.events.find_first::<stoa::datasets::events::DataReleaseAdded>()?.ok()?;
		Some(event.release)
	}

	/// The term that it added.
	pub fn added_term(&self) -> Option<TermId> {
		let event = self.events.find_first::<stoa::datasets::events::TermAdded>()?.ok()?;
		Some(event.term)
	}

	/// The licence that it bought.
	pub fn bought_license(&self) -> Option<LicenseId> {
		let event = self.events.find_first::<stoa::datasets::events::LicenseBought>()?.ok()?;
		Some(event.license)
	}

	/// The run that it asked for.
	pub fn requested_run(&self) -> Option<RunId> {
		let event = self.events.find_first::<stoa::datasets::events::RunRequested>()?.ok()?;
		Some(event.run)
	}

	/// What it did in the market of machines.
	pub fn lease_events(&self) -> Result<Vec<LeaseEvent>> {
		let mut ours = Vec::new();
		for event in self.events.iter() {
			if let stoa::Event::Compute(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}

	/// The lease that it opened, if it is [`crate::calls::leases::open_lease`].
	pub fn matched_lease(&self) -> Option<LeaseId> {
		let event = self.events.find_first::<stoa::compute::events::LeaseMatched>()?.ok()?;
		Some(event.lease)
	}

	/// The request that it made, if it is [`crate::calls::leases::request_lease`].
	pub fn requested_lease(&self) -> Option<RequestId> {
		let event = self.events.find_first::<stoa::compute::events::LeaseRequested>()?.ok()?;
		Some(event.request)
	}

	/// The offer that it made, if it is [`crate::calls::leases::create_offer`].
	pub fn created_offer(&self) -> Option<OfferId> {
		let event = self.events.find_first::<stoa::compute::events::OfferCreated>()?.ok()?;
		Some(event.offer)
	}

	/// The measurement that it asked for, if it is [`crate::calls::leases::challenge_hardware`].
	pub fn asked_measurement(&self) -> Option<MeasurementId> {
		let event = self.events.find_first::<stoa::compute::events::HardwareChallenged>()?.ok()?;
		Some(event.measurement)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn sent() -> Sent {
		Sent { signer: AccountId([1; 32]), hash: [2; 32], valid_until: 70 }
	}

	#[test]
	fn a_broken_connection_leaves_the_fate_open() {
		let error = sent().unless_certain(Error::Disconnected("it is being made again".into()));
		assert!(matches!(&error, Error::Unknown { valid_until: 70, .. }), "{error}");
		let refused =
			Error::Refused { pallet: "Inference".into(), name: "X".into(), docs: "Y".into() };
		assert!(sent().unless_certain(refused).is_refusal("Inference", "X"));
	}

	#[test]
	fn a_pool_has_the_last_word_only_while_nobody_else_has_it() {
		assert!(matches!(sent().gone(false, "full".into()), Error::Dropped(_)));
		assert!(matches!(sent().gone(true, "Finality timeout".into()), Error::Unknown { .. }));
	}
}
