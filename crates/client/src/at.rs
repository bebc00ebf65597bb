//! What can be read at one block.

use crate::{
	Block, Error, Result,
	chain::stoa,
	client::Config,
	types::{
		AccountId, Ancestor, CellsAsked, JobDetails, JobEvent, JobView, ListingDetails,
		ListingPage, Parameters, ProviderInfo, Quote, Refusal, ReleaseDetails, Seat, ServerInfo,
		Static,
	},
};
use codec::{Decode, Encode};
use stoa_primitives::{
	Assurance, Balance, BlockNumber, Digest, JobId, ListingId, ReleaseId, SeatIndex,
	wire::{SeatAssignment, SeatPhase},
};
use subxt::{
	ArcMetadata,
	backend::BlockRef,
	client::OnlineClientAtBlock,
	events::{Events, Phase},
	ext::{frame_decode::view_functions::decode_view_function_response, scale_decode::IntoVisitor},
	utils::H256,
};

/// The name by which the runtime knows a view function.
const QUERY_ID_BYTES: usize = 32;
/// Most entries that are asked for at once.
pub(crate) const PAGE: u32 = 100;

/// Adds a page of [`PAGE`] entries or fewer. Whether it was the last.
pub(crate) fn extend<T>(all: &mut Vec<T>, page: Vec<T>) -> bool {
	let last = page.len() < PAGE as usize;
	all.extend(page);
	last
}

/// The chain's state after one block.
pub struct At {
	block: Block,
	pub(crate) inner: OnlineClientAtBlock<Config>,
}

/// An account's STOA, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Balances {
	/// Can be spent, apart from what is frozen.
	pub free: Balance,
	/// On hold: escrow, deposits, bonds.
	pub held: Balance,
	/// Of `free`, not transferable.
	pub frozen: Balance,
	/// Least that keeps the account alive.
	pub existential: Balance,
}

impl Balances {
	/// What can be put on hold or spent without losing the account.
	pub fn spendable(&self) -> Balance {
		self.free.saturating_sub(self.frozen.max(self.existential))
	}
}

/// A seat that an account was drawn for, in a job that is not final.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
	/// The job.
	pub job: JobId,
	/// The seat's place in `details.seats`.
	pub index: SeatIndex,
	/// The seat.
	pub seat: Seat,
	/// The job.
	pub details: JobDetails,
}

impl At {
	pub(crate) fn new(block: Block, inner: OnlineClientAtBlock<Config>) -> Self {
		Self { block, inner }
	}

	/// The block.
	pub fn block(&self) -> Block {
		self.block
	}

	/// Its height.
	pub fn number(&self) -> BlockNumber {
		self.block.number
	}

	/// The `spec_version` of the runtime that the next block is made with.
	pub fn version(&self) -> u32 {
		self.inner.spec_version()
	}

	/// Asks a view function. `subxt` 0.51.1 leaves out that the runtime API takes the arguments as bytes
	/// with their length, and answers with a `Result` of such bytes.
	pub(crate) async fn view<P: subxt::view_functions::Payload>(
		&self,
		payload: P,
	) -> Result<P::ReturnType> {
		let functions = self.inner.view_functions();
		functions.validate(&payload)?;
		let encoded = functions.encode_args(&payload)?;
		let unexpected = || {
			let name = (payload.pallet_name(), payload.function_name());
			Error::Incompatible(format!("{}.{} cannot be asked", name.0, name.1))
		};
		let (id, arguments) = encoded.split_at_checked(QUERY_ID_BYTES).ok_or_else(unexpected)?;
		let mut parameters = id.to_vec();
		arguments.to_vec().encode_to(&mut parameters);
		let reply = functions.call_raw(Some(&parameters)).await?;
		let Some((0, answer)) = reply.split_first() else { return Err(unexpected()) };
		let answer = Vec::<u8>::decode(&mut &*answer).map_err(|_| unexpected())?;
		let metadata = self.inner.metadata_ref();
		decode_view_function_response(
			payload.pallet_name(),
			payload.function_name(),
			&mut answer.as_slice(),
			metadata,
			metadata.types(),
			P::ReturnType::into_visitor(),
		)
		.map_err(|_| unexpected())
	}

	// Jobs.

	/// A job, running or over; nothing if it never was or its record was dropped.
	pub async fn job(&self, id: JobId) -> Result<Option<JobView>> {
		self.view(stoa::view_functions().inference().job(id)).await
	}

	/// All jobs and records of an account, by id.
	pub async fn jobs_of(&self, account: &AccountId) -> Result<Vec<JobId>> {
		let mut all: Vec<JobId> = Vec::new();
		loop {
			let after = all.last().copied();
			let page = stoa::view_functions().inference().jobs_of(*account, after, PAGE);
			if extend(&mut all, self.view(page).await?) {
				break;
			}
		}
		all.sort_unstable();
		Ok(all)
	}

	/// What an answer would cost now, or why it cannot be had at any price. Without a value at risk it is
	/// the fee.
	pub async fn quote(
		&self,
		release: ReleaseId,
		input_tokens: u32,
		max_new_tokens: u32,
		assurance: Assurance,
		value_at_risk: Option<Balance>,
	) -> Result<Result<Quote, Refusal>> {
		let quote = stoa::view_functions().inference().quote(
			release,
			input_tokens,
			max_new_tokens,
			Static(assurance),
			value_at_risk,
		);
		self.view(quote).await
	}

	/// Class Exact: who must open which cells of a job's trace, and until when.
	pub async fn cells_asked(&self, job: JobId) -> Result<Vec<CellsAsked>> {
		self.view(stoa::view_functions().inference().cells_asked(job)).await
	}

	/// What waits for an account to `claim`, in planck.
	pub async fn claimable(&self, account: &AccountId) -> Result<Balance> {
		self.view(stoa::view_functions().inference().claimable(*account)).await
	}

	/// The parameters under which a new job would begin.
	pub async fn parameters(&self) -> Result<Parameters> {
		self.view(stoa::view_functions().inference().parameters()).await
	}

	/// For how many blocks the clock has stood still by which everybody's time is counted.
	pub async fn stood_still(&self) -> Result<BlockNumber> {
		self.view(stoa::view_functions().clock().stood_still()).await
	}

	/// Every job that is not final. Deadlines are as they were when the job was last touched: full blocks since
	/// then put them off.
	pub async fn live_jobs(&self) -> Result<Vec<(JobId, JobDetails)>> {
		let mut entries = self.inner.storage().iter(stoa::storage().inference().jobs(), ()).await?;
		let mut jobs = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			jobs.push((id, entry.value().decode()?));
		}
		jobs.sort_unstable_by_key(|(id, _)| *id);
		Ok(jobs)
	}

	/// Every seat of `provider` in jobs that are not final, vacated ones included.
	pub async fn assignments(&self, provider: &AccountId) -> Result<Vec<Assignment>> {
		Ok(self
			.live_jobs()
			.await?
			.into_iter()
			.filter_map(|(job, details)| {
				let index = details.seats.iter().position(|seat| seat.provider == *provider)?;
				let seat = details.seats.get(index)?.clone();
				Some(Assignment { job, index: SeatIndex::try_from(index).ok()?, seat, details })
			})
			.collect())
	}

	/// The prompt of a running job, if it is on chain.
	pub async fn inline_prompt(&self, job: JobId) -> Result<Option<Vec<u8>>> {
		let entry = stoa::storage().inference().inline_prompts();
		let value = self.inner.storage().try_fetch(entry, (job,)).await?;
		Ok(value.map(|value| value.decode()).transpose()?)
	}

	/// Bytes that a job takes in the chain's state: while it runs, or as a record; 0 once that is dropped.
	pub async fn stored_bytes(&self, job: JobId) -> Result<usize> {
		let storage = self.inner.storage();
		let entries = stoa::storage().inference();
		let running = storage.try_fetch(entries.jobs(), (job,)).await?;
		let prompt = storage.try_fetch(entries.inline_prompts(), (job,)).await?;
		let record = storage.try_fetch(entries.records(), (job,)).await?;
		Ok(running.map_or(0, |value| value.bytes().len())
			+ prompt.map_or(0, |value| value.bytes().len())
			+ record.map_or(0, |value| value.bytes().len()))
	}

	/// The current session's dispatch keys, in authority order: who may ask a provider about a seat.
	pub async fn dispatch_keys(&self) -> Result<Vec<Digest>> {
		let call = stoa::runtime_apis().inference_api().dispatch_keys();
		Ok(self.inner.runtime_apis().call(call).await?)
	}

	// Providers.

	/// One provider.
	pub async fn provider(&self, account: &AccountId) -> Result<Option<ProviderInfo>> {
		self.view(stoa::view_functions().providers().provider(*account)).await
	}

	/// All providers.
	pub async fn providers(&self) -> Result<Vec<ProviderInfo>> {
		let mut all: Vec<ProviderInfo> = Vec::new();
		loop {
			let after = all.last().map(|provider| provider.account);
			let page = stoa::view_functions().providers().providers(after, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
		}
	}

	/// All providers of a release, those out of the draw included.
	pub async fn servers(&self, release: ReleaseId) -> Result<Vec<ServerInfo>> {
		let mut all: Vec<ServerInfo> = Vec::new();
		let mut from = 0;
		loop {
			let page = stoa::view_functions().providers().servers(release, from, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
			from += PAGE;
		}
	}

	// Models.

	/// One listing.
	pub async fn listing(&self, id: ListingId) -> Result<Option<ListingDetails>> {
		self.view(stoa::view_functions().models().listing(id)).await
	}

	/// All listings.
	pub async fn listings(&self) -> Result<Vec<(ListingId, ListingDetails)>> {
		let mut all = Vec::new();
		let mut from = 0;
		loop {
			let page = stoa::view_functions().models().listings(from, PAGE);
			let page: ListingPage = self.view(page).await?;
			all.extend(page.listings);
			match page.next {
				Some(next) if next > from => from = next,
				_ => return Ok(all),
			}
		}
	}

	/// One release, retired ones included until they are dropped.
	pub async fn release(&self, id: ReleaseId) -> Result<Option<ReleaseDetails>> {
		self.view(stoa::view_functions().models().release(id)).await
	}

	/// The header of the model of a release of class Exact.
	pub async fn model_header(&self, release: ReleaseId) -> Result<Option<Vec<u8>>> {
		self.view(stoa::view_functions().models().model_header(release)).await
	}

	/// The releases of a listing, oldest first.
	pub async fn releases_of(
		&self,
		listing: ListingId,
	) -> Result<Vec<(ReleaseId, ReleaseDetails)>> {
		self.view(stoa::view_functions().models().releases_of(listing)).await
	}

	/// Who shares the royalty of a release, in parts of 1,000,000,000.
	pub async fn payees(&self, release: ReleaseId) -> Result<Vec<(AccountId, u32)>> {
		let payees = self.view(stoa::view_functions().models().payees(release)).await?;
		Ok(payees.into_iter().map(|(account, share)| (account, share.0)).collect())
	}

	/// What a release was made from, nearest first.
	pub async fn lineage(&self, release: ReleaseId) -> Result<Vec<Ancestor>> {
		self.view(stoa::view_functions().models().lineage(release)).await
	}

	// Accounts and events.

	/// What an account has.
	pub async fn balance(&self, account: &AccountId) -> Result<Balances> {
		let entry = stoa::storage().system().account();
		let existential = self
			.inner
			.constants()
			.entry(stoa::constants().balances().existential_deposit())
			.map_err(|error| Error::Incompatible(error.to_string()))?;
		let Some(value) = self.inner.storage().try_fetch(entry, (*account,)).await? else {
			return Ok(Balances { existential, ..Balances::default() });
		};
		let data = value.decode()?.data;
		Ok(Balances { free: data.free, held: data.reserved, frozen: data.frozen, existential })
	}

	/// What happened in this block, and the metadata by which it is read. The block that brings another runtime was
	/// made with the one before, while what is asked about its state is answered by the new one.
	pub(crate) async fn events(&self) -> Result<(Events<Config>, ArcMetadata)> {
		let events = self.inner.events().fetch().await?;
		let entry = stoa::storage().system().last_runtime_upgrade();
		let last = self.inner.storage().try_fetch(entry, ()).await?;
		let last = last.map(|value| value.decode()).transpose()?;
		if last.is_none_or(|last| last.spec_version == self.version()) {
			return Ok((events, self.inner.metadata()));
		}
		let parent = BlockRef::from_hash(H256(self.block.parent));
		let number = u64::from(self.block.number).saturating_sub(1);
		let before = self.inner.online_client().at_block_hash_and_number(parent, number).await?;
		Ok((before.events().from_bytes(events.bytes().to_vec()), before.metadata()))
	}

	/// What happened to jobs in this block, in order.
	pub async fn job_events(&self) -> Result<Vec<JobEvent>> {
		Ok(self.caused_job_events().await?.into_iter().map(|(_, event)| event).collect())
	}

	/// The same, each with the index of the extrinsic that caused it, unless the chain did by itself.
	pub(crate) async fn caused_job_events(&self) -> Result<Vec<(Option<u32>, JobEvent)>> {
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			let event = event?;
			let cause = match event.phase() {
				Phase::ApplyExtrinsic(index) => Some(index),
				Phase::Initialization | Phase::Finalization => None,
			};
			if let stoa::Event::Inference(event) = event.decode_as::<stoa::Event>()? {
				ours.push((cause, event));
			}
		}
		Ok(ours)
	}
}

impl Assignment {
	/// What the chain waits for from this seat now.
	pub fn phase(&self) -> SeatPhase {
		use crate::types::{JobState, SeatState};
		match (&self.details.state, &self.seat.state) {
			(JobState::Computing, SeatState::Drawn { .. }) => SeatPhase::Commit,
			(JobState::Revealing { .. }, SeatState::Committed(_)) => SeatPhase::Reveal,
			_ => SeatPhase::Done,
		}
	}

	/// The seat as a validator asks about it; `endpoint` is left empty.
	pub fn as_seat(&self, genesis: Digest) -> SeatAssignment {
		SeatAssignment {
			genesis,
			provider: self.seat.provider.0,
			round: self.seat.round,
			endpoint: Vec::new(),
			phase: self.phase(),
		}
	}
}
