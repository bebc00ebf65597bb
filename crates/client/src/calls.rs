//! Calls, by the names they have on chain. Each is signed by the account that it is about; the pallets'
//! documentation says what each does and why it can fail.

use crate::{
	Call, Error, Result,
	chain::stoa,
	types::{AccountId, Artefact, DataProof, HardwareClaims, Metadata, Parent, Static},
};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, BlockNumber, DeclineReason, Digest, Generation, JobId,
	JobSubject, ListingId, MAX_INLINE_BYTES, Prompt, ReleaseId, TokenPrice, VerificationClass,
};
use subxt::utils::MultiAddress;

use crate::chain::stoa::runtime_types::sp_arithmetic::per_things::Perbill;

pub mod channels;
pub mod contracts;
pub mod court;
pub mod datasets;
pub mod leases;
pub mod referee;
pub mod rewards;

// inference

/// What a requester orders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
	/// What runs.
	pub subject: JobSubject,
	/// The prompt.
	pub prompt: Prompt,
	/// What to generate.
	pub generation: Generation,
	/// The verification.
	pub assurance: Assurance,
	/// X25519 key to which the output is sealed: makes the job private.
	pub reply_key: Option<[u8; 32]>,
	/// Most it may cost, in planck.
	pub max_fee: Balance,
	/// What a lie could be worth, in planck; the fee without it.
	pub value_at_risk: Option<Balance>,
	/// Blocks until an answer or the refund.
	pub timeout_blocks: Option<BlockNumber>,
}

/// Orders an answer.
pub fn submit_job(order: Order) -> impl Call {
	stoa::tx().inference().submit_job(
		Static(order.subject),
		Static(order.prompt),
		Static(order.generation),
		Static(order.assurance),
		order.reply_key,
		order.max_fee,
		order.value_at_risk,
		order.timeout_blocks,
	)
}

/// Withdraws a job before the draw.
pub fn cancel_job(job: JobId) -> impl Call {
	stoa::tx().inference().cancel_job(job)
}

/// Commits to an answer.
pub fn commit(job: JobId, commitment: Digest) -> impl Call {
	stoa::tx().inference().commit(job, commitment)
}

/// Answers a job of class Exact: the claim without its trace, the commitment to it with the trace, and the
/// output. It is refused here if it is longer than what may travel inline.
pub fn answer(job: JobId, claim: AnswerClaim, seal: Digest, output: Vec<u8>) -> Result<impl Call> {
	if output.len() > MAX_INLINE_BYTES as usize {
		return Err(Error::Failed(format!(
			"the output is longer than {MAX_INLINE_BYTES} bytes: class Exact has no such answers"
		)));
	}
	Ok(stoa::tx().inference().answer(job, Static(claim), seal, output))
}

/// Opens a commitment. `output` is refused here if it is longer than what may travel inline.
pub fn reveal(
	job: JobId,
	claim: AnswerClaim,
	salt: Digest,
	output: Option<Vec<u8>>,
) -> Result<impl Call> {
	if output.as_ref().is_some_and(|output| output.len() > MAX_INLINE_BYTES as usize) {
		return Err(Error::Failed(format!(
			"the output is longer than {MAX_INLINE_BYTES} bytes: reveal without it and serve it"
		)));
	}
	Ok(stoa::tx().inference().reveal(job, Static(claim), salt, output))
}

/// Opens the seal of an answer of class Exact.
pub fn reveal_trace(job: JobId, trace: Digest, salt: Digest) -> impl Call {
	stoa::tx().inference().reveal_trace(job, trace, salt)
}

/// Gives a seat back.
pub fn decline(job: JobId, reason: DeclineReason) -> impl Call {
	stoa::tx().inference().decline(job, Static(reason))
}

/// Posts the prompt sealed to a provider that did not get it.
pub fn post_prompt(job: JobId, provider: AccountId, sealed: Vec<u8>) -> impl Call {
	stoa::tx().inference().post_prompt(job, provider, sealed)
}

/// Confirms that the output arrived.
pub fn acknowledge(job: JobId) -> impl Call {
	stoa::tx().inference().acknowledge(job)
}

/// Demands a chunk of an output; `open` in the clear, proven against the claim.
pub fn demand_data(job: JobId, chunk: u32, open: bool) -> impl Call {
	stoa::tx().inference().demand_data(job, chunk, open)
}

/// Answers a demand.
pub fn provide_data(job: JobId, chunk: u32, bytes: Vec<u8>, proof: Option<DataProof>) -> impl Call {
	stoa::tx().inference().provide_data(job, chunk, bytes, proof)
}

/// Puts a bond against a paid, unanimous answer.
pub fn escalate(job: JobId) -> impl Call {
	stoa::tx().inference().escalate(job)
}

/// Runs what is overdue.
pub fn poke(job: JobId) -> impl Call {
	stoa::tx().inference().poke(job)
}

/// Drops a finished job's record.
pub fn drop_expired(job: JobId) -> impl Call {
	stoa::tx().inference().drop_expired(job)
}

/// Shows that an auditor executed: the secret of its tree of cells, and the cells that were drawn, opened.
pub fn open_cells(job: JobId, secret: Digest, openings: [Vec<u8>; 2]) -> impl Call {
	stoa::tx().inference().open_cells(job, secret, openings)
}

/// Drops what is known of a provider's answers for a release, when nobody needs it.
pub fn drop_audit_history(provider: AccountId, release: ReleaseId) -> impl Call {
	stoa::tx().inference().drop_audit_history(provider, release)
}

/// Pays out what could not be received before.
pub fn claim() -> impl Call {
	stoa::tx().inference().claim()
}

// providers

/// Becomes a provider.
pub fn register(
	signing_key: [u8; 32],
	transport_key: [u8; 32],
	endpoint: &str,
	bond: Balance,
) -> impl Call {
	stoa::tx().providers().register(signing_key, transport_key, endpoint.as_bytes().to_vec(), bond)
}

/// Leaves: the whole bond unbonds.
pub fn deregister() -> impl Call {
	stoa::tx().providers().deregister()
}

/// Bonds more, in planck.
pub fn bond_extra(amount: Balance) -> impl Call {
	stoa::tx().providers().bond_extra(amount)
}

/// Begins to take out a part of the bond, in planck.
pub fn unbond(amount: Balance) -> impl Call {
	stoa::tx().providers().unbond(amount)
}

/// Takes out what has unbonded.
pub fn withdraw_unbonded() -> impl Call {
	stoa::tx().providers().withdraw_unbonded()
}

/// Names another address of the daemon.
pub fn set_endpoint(endpoint: &str) -> impl Call {
	stoa::tx().providers().set_endpoint(endpoint.as_bytes().to_vec())
}

/// Names other keys.
pub fn set_keys(signing_key: [u8; 32], transport_key: [u8; 32]) -> impl Call {
	stoa::tx().providers().set_keys(signing_key, transport_key)
}

/// Describes the machine.
pub fn set_hardware(claims: HardwareClaims, expires_at: BlockNumber) -> impl Call {
	stoa::tx().providers().set_hardware(claims, expires_at)
}

/// Serves a release, or changes its price.
pub fn serve(release: ReleaseId, price: TokenPrice) -> impl Call {
	stoa::tx().providers().serve(release, Static(price))
}

/// Serves a release no more.
pub fn unserve(release: ReleaseId) -> impl Call {
	stoa::tx().providers().unserve(release)
}

/// Leaves every draw.
pub fn chill() -> impl Call {
	stoa::tx().providers().chill()
}

/// Enters the draws again.
pub fn activate() -> impl Call {
	stoa::tx().providers().activate()
}

// models

/// Lists a model.
pub fn publish(metadata: Metadata) -> impl Call {
	stoa::tx().models().publish(metadata)
}

/// What a release fixes for ever, and its first price.
#[derive(Clone, PartialEq, Debug)]
pub struct NewRelease {
	/// The listing.
	pub listing: ListingId,
	/// The file.
	pub artefact: Artefact,
	/// Digest of the program that runs it.
	pub engine: Digest,
	/// How results are verified.
	pub class: VerificationClass,
	/// SPDX identifier.
	pub licence: String,
	/// Longest prompt and output together, in tokens.
	pub context_tokens: u32,
	/// Royalty, in planck per 1,000 tokens.
	pub price: TokenPrice,
	/// Who shares the royalty, in parts of 1,000,000,000 that add up to it.
	pub split: Vec<(AccountId, u32)>,
	/// What it was made from, with each parent's share in parts of 1,000,000,000.
	pub parents: Vec<(Parent, u32)>,
	/// Class Exact: the header of the model, with which the artefact begins.
	pub model: Option<Vec<u8>>,
}

/// Adds a release to a listing.
pub fn add_release(new: NewRelease) -> impl Call {
	stoa::tx().models().add_release(
		new.listing,
		new.artefact,
		new.engine,
		Static(new.class),
		new.licence.into_bytes(),
		new.context_tokens,
		Static(new.price),
		new.split.into_iter().map(|(account, share)| (account, Perbill(share))).collect(),
		new.parents.into_iter().map(|(parent, share)| (parent, Perbill(share))).collect(),
		new.model,
	)
}

/// Sets a release's royalty.
pub fn set_price(release: ReleaseId, price: TokenPrice) -> impl Call {
	stoa::tx().models().set_price(release, Static(price))
}

/// Stops a release from taking new jobs.
pub fn retire(release: ReleaseId) -> impl Call {
	stoa::tx().models().retire(release)
}

// balances

/// Sends STOA, in planck, without letting the sender's account die.
pub fn transfer(to: AccountId, amount: Balance) -> impl Call {
	stoa::tx().balances().transfer_keep_alive(MultiAddress::Id(to), amount)
}
