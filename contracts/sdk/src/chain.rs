//! The chain's markets, as functions. Each fails with a code of `primitives::contract::code`.

use crate::primitives::{
	Balance, CaseId, Digest, InlineBytes, JobId, LeaseFault, LeaseId, LicenseId, ListingFault,
	ListingId, ReleaseId,
	contract::{
		Gas, JobOrder, JobQuote, JobStatus, LeaseCosts, LeaseQuoteOrder, LeaseStatus,
		LicenseStatus, ListingInfo, NewLease, NewLicense, QuoteOrder, ReleaseInfo, SeedOrder, code,
		function, id,
	},
};
use codec::{Decode, Encode};
use pallet_contracts_uapi::{HostFn, HostFnImpl as api};

/// Longest result of a function, in bytes.
const MAX_RESULT: usize = 256;

fn call<R: Decode>(function: u16, arguments: impl Encode) -> Result<R, u32> {
	let mut bytes = [0; MAX_RESULT];
	let mut result = &mut bytes[..];
	match api::call_chain_extension(id(function), &arguments.encode(), Some(&mut result)) {
		code::OK => R::decode(&mut &*result).map_err(|_| code::BAD_ARGUMENTS),
		code => Err(code),
	}
}

/// What an answer would cost.
pub fn quote(order: QuoteOrder) -> Result<JobQuote, u32> {
	call(function::QUOTE, order)
}

/// Orders an answer.
pub fn submit_job(order: &JobOrder) -> Result<JobId, u32> {
	call(function::SUBMIT_JOB, order)
}

/// Withdraws a job of the contract before its draw.
pub fn cancel_job(job: JobId) -> Result<(), u32> {
	call(function::CANCEL_JOB, job)
}

/// Where a job stands, and what came of it.
pub fn job(job: JobId) -> Result<JobStatus, u32> {
	call(function::JOB, job)
}

/// Whether these bytes are the output of a job that is over and stands.
pub fn is_output(job: JobId, bytes: &InlineBytes) -> Result<bool, u32> {
	call(function::IS_OUTPUT, (job, bytes))
}

/// Drops the record of a job: its deposit, and the fee for a delivery that was not made, come back.
pub fn drop_job(job: JobId) -> Result<(), u32> {
	call(function::DROP_JOB, job)
}

/// Takes what the contract could not be paid before.
pub fn claim() -> Result<(), u32> {
	call(function::CLAIM, ())
}

/// What having a job delivered with this gas costs now at least.
pub fn delivery_fee(gas: Gas) -> Result<Balance, u32> {
	call(function::DELIVERY_FEE, gas)
}

/// A listing of a model.
pub fn listing(listing: ListingId) -> Result<ListingInfo, u32> {
	call(function::LISTING, listing)
}

/// A release of a model.
pub fn release(release: ReleaseId) -> Result<ReleaseInfo, u32> {
	call(function::RELEASE, release)
}

/// What a lease would cost.
pub fn lease_quote(order: LeaseQuoteOrder) -> Result<LeaseCosts, u32> {
	call(function::LEASE_QUOTE, order)
}

/// Leases units of an offer.
pub fn open_lease(lease: NewLease) -> Result<LeaseId, u32> {
	call(function::OPEN_LEASE, lease)
}

/// Leaves a lease of the contract, with or without saying what was at fault.
pub fn close_lease(lease: LeaseId, contested: Option<LeaseFault>) -> Result<(), u32> {
	call(function::CLOSE_LEASE, (lease, contested))
}

/// Where a lease stands.
pub fn lease(lease: LeaseId) -> Result<LeaseStatus, u32> {
	call(function::LEASE, lease)
}

/// Brings a contested lease of the contract to court.
pub fn go_to_court(lease: LeaseId) -> Result<(), u32> {
	call(function::GO_TO_COURT, lease)
}

/// Challenges a listing before the court.
pub fn challenge_listing(listing: ListingId, fault: ListingFault) -> Result<CaseId, u32> {
	call(function::CHALLENGE_LISTING, (listing, fault))
}

/// A licence of a dataset: whose it is, and whether it can be used.
pub fn license(license: LicenseId) -> Result<LicenseStatus, u32> {
	call(function::LICENSE, license)
}

/// Buys a licence of a dataset for the contract.
pub fn buy_license(license: NewLicense) -> Result<LicenseId, u32> {
	call(function::BUY_LICENSE, license)
}

/// A seed for this contract from blocks that are past: nobody knew it before the first of them, and only the
/// authors of the last ones before their end.
pub fn seed(order: SeedOrder) -> Result<Digest, u32> {
	call(function::SEED, order)
}
