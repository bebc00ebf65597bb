//! What contracts can look up.

use super::request::{Meter, Request, Stop};
use crate::{Compute, Datasets, Disputes, Draws, Inference, Models, Runtime};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::weights::Weight;
use pallet_compute::Stage;
use pallet_disputes::ListingState;
use pallet_inference::{JobView, WeightInfo};
use stoa_primitives::{
	CaseSubject, InlineBytes, JobId, LeaseId, LicenseId, ListingId, ReleaseId,
	contract::{
		Gas, JobQuote, JobStatus, LeaseCosts, LeaseQuoteOrder, LeaseStatus, LicenseStatus,
		ListingInfo, QuoteOrder, ReleaseInfo, SeedOrder, code, seed_of,
	},
	frame::DrawSource,
	payload::domain,
};

/// Items that a quote reads: those of release and market, and place, offer, bond and delegation of each provider that
/// it looks at.
const QUOTE_READS: u64 = 12 + 4 * 256;
/// Decoding an item and reckoning with it.
const ITEM: Weight = Weight::from_parts(20_000_000, 0);
/// Items that a seed is made of at most: outputs, and which chain this is.
const SEED_READS: u64 = 65;

type Result = core::result::Result<Vec<u8>, Stop>;
type Weights = <Runtime as pallet_inference::Config>::WeightInfo;

/// What is there, in SCALE, or the code for that there is no such thing.
fn found<T: Encode>(thing: Option<T>) -> Result {
	thing.map(|thing| thing.encode()).ok_or(Stop::Code(code::NOT_FOUND))
}

impl<M: Meter> Request<'_, M> {
	pub(super) fn quote(mut self) -> Result {
		let order: QuoteOrder = self.arguments()?;
		self.looks_at(QUOTE_READS, ITEM.saturating_mul(QUOTE_READS))?;
		let quote = Inference::quote(
			order.release,
			order.input_tokens,
			order.max_new_tokens,
			order.assurance,
			order.value_at_risk,
		);
		found(quote.ok().map(|quote| JobQuote {
			fee: quote.fee,
			least_fee: quote.least_fee,
			record_deposit: quote.record_deposit,
			servers: quote.servers,
			class: quote.class,
			timeout_blocks: quote.timeout_blocks,
		}))
	}

	pub(super) fn job(mut self) -> Result {
		let id: JobId = self.arguments()?;
		self.looks_at(4, ITEM.saturating_mul(8))?;
		found(Inference::job(id).map(|job| match job {
			JobView::Live { details, .. } => JobStatus::Running {
				expires_at: details.expires_at,
				settled: details.settlement.is_some(),
			},
			JobView::Over(record) => JobStatus::Over(Inference::job_end(&record)),
		}))
	}

	pub(super) fn output_check(mut self) -> Result {
		let (id, bytes): (JobId, InlineBytes) = self.arguments()?;
		// A delivery checks the same, and more.
		self.looks_at(0, Weights::deliver())?;
		found(Inference::is_output(id, &bytes))
	}

	pub(super) fn delivery_fee(mut self) -> Result {
		let gas: Gas = self.arguments()?;
		self.looks_at(1, ITEM)?;
		let gas = Weight::from_parts(gas.ref_time, gas.proof_size);
		found(Some(Inference::delivery_fee(gas)))
	}

	pub(super) fn listing(mut self) -> Result {
		let id: ListingId = self.arguments()?;
		self.looks_at(3, ITEM.saturating_mul(3))?;
		found(Models::listing(id).map(|listing| {
			let state = Disputes::listing_state(CaseSubject::ModelListing(id));
			ListingInfo {
				owner: listing.owner.into(),
				card: listing.metadata.card,
				releases: listing.releases,
				flagged: matches!(state, ListingState::Flagged(_)),
			}
		}))
	}

	pub(super) fn release(mut self) -> Result {
		let id: ReleaseId = self.arguments()?;
		self.looks_at(1, ITEM)?;
		found(Models::release(id).map(|release| ReleaseInfo {
			listing: release.listing,
			artefact: release.artefact.hash,
			class: release.class,
			context_tokens: release.context_tokens,
			price: release.price,
			retired: release.retired_at.is_some(),
		}))
	}

	pub(super) fn lease_quote(mut self) -> Result {
		let order: LeaseQuoteOrder = self.arguments()?;
		self.looks_at(4, ITEM.saturating_mul(4))?;
		let quote = Compute::quote(order.offer, order.units, order.blocks);
		found(quote.map(|quote| LeaseCosts {
			price_per_block: quote.price_per_block,
			total: quote.total,
			least_escrow: quote.least_escrow,
			deposit: quote.deposit,
		}))
	}

	pub(super) fn lease(mut self) -> Result {
		let id: LeaseId = self.arguments()?;
		self.looks_at(4, ITEM.saturating_mul(4))?;
		found(Compute::lease(id).map(|lease| LeaseStatus {
			tenant: lease.details.tenant.into(),
			provider: lease.details.provider.into(),
			units: lease.details.units,
			escrow: lease.details.escrow,
			stage: match lease.details.stage {
				Stage::Pending(_) => 0,
				Stage::Active(_) => 1,
				Stage::Contested(_) => 2,
			},
		}))
	}

	pub(super) fn license(mut self) -> Result {
		let id: LicenseId = self.arguments()?;
		self.looks_at(8, ITEM.saturating_mul(8))?;
		found(Datasets::license(id).map(|license| LicenseStatus {
			release: license.details.release,
			licensee: license.details.licensee.into(),
			in_force: license.in_force,
			uses_left: license.details.uses_left,
		}))
	}

	pub(super) fn seed(mut self) -> Result {
		let SeedOrder { id, first, count } = self.arguments()?;
		self.looks_at(SEED_READS, ITEM.saturating_mul(SEED_READS))?;
		let seed = Draws::seed(domain::DRAW_CONTRACT, id, 0, first, count);
		found(seed.map(|seed| seed_of(self.caller.as_ref(), &seed)))
	}
}
