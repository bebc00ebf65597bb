//! What leases need of a chain. [`crate::follow`] gives it through `stoa-client`.

use super::{
	bids::NewBid,
	machine::Clock,
	measure::{Measuring, Roots},
	types::{LeaseView, OfferView, RequestView, Terms},
};
use async_trait::async_trait;
use stoa_primitives::{LeaseId, MeasurementId, OfferId, Usage, measure::OpenedStep};

/// The market of machines as this provider sees it.
#[derive(Clone, Debug)]
pub struct Look {
	/// How far the chain is.
	pub clock: Clock,
	/// Its leases, of the last final block.
	pub leases: Vec<LeaseView>,
	/// Its offers, of the best block.
	pub offers: Vec<OfferView>,
	/// Whether it may sell, at the best block.
	pub may_sell: bool,
	/// Requests that take bids, of the best block; none unless they were asked for.
	pub requests: Vec<RequestView>,
	/// By how much a bid must be lower than the best, in millionths.
	pub bid_step: u32,
	/// What of its machines is measured, of the best block: there is no time to wait until it is final.
	pub measuring: Vec<Measuring>,
}

/// An extrinsic of this provider. Each is the call of a similar name.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the call of a similar name")]
pub enum LeaseCall {
	CreateOffer(Terms),
	UpdateOffer(OfferId, Terms),
	CloseOffer(OfferId),
	Start(LeaseId),
	Decline(LeaseId),
	Post { usage: Usage, tenant: [u8; 64], provider: [u8; 64] },
	Claim(LeaseId),
	Close(LeaseId),
	Insist(LeaseId),
	Bid(NewBid),
	Commit(MeasurementId, Vec<Roots>),
	Prove(MeasurementId, [Vec<OpenedStep>; 2]),
}

impl LeaseCall {
	/// Its name, for logs and metrics.
	pub fn name(&self) -> &'static str {
		match self {
			Self::CreateOffer(_) => "create_offer",
			Self::UpdateOffer(..) => "update_offer",
			Self::CloseOffer(_) => "close_offer",
			Self::Start(_) => "start_lease",
			Self::Decline(_) => "decline_lease",
			Self::Post { .. } => "submit_usage",
			Self::Claim(_) => "claim",
			Self::Close(_) => "close_lease",
			Self::Insist(_) => "insist",
			Self::Bid(_) => "bid",
			Self::Commit(..) => "commit_measurement",
			Self::Prove(..) => "prove_measurement",
		}
	}

	/// What it is about: the same call about the same thing is not sent twice at a time.
	pub fn subject(&self) -> u64 {
		match self {
			Self::CreateOffer(_) => 0,
			Self::UpdateOffer(id, _)
			| Self::CloseOffer(id)
			| Self::Start(id)
			| Self::Decline(id)
			| Self::Claim(id)
			| Self::Close(id)
			| Self::Insist(id)
			| Self::Commit(id, _)
			| Self::Prove(id, _) => *id,
			Self::Post { usage, .. } => usage.lease,
			Self::Bid(bid) => bid.request,
		}
	}
}

/// The chain, as far as leases go.
#[async_trait]
pub trait LeaseChain: Send + Sync + 'static {
	/// What it shows now.
	async fn look(&self, requests: bool) -> anyhow::Result<Look>;
	/// Sends an extrinsic and waits until it is in a best block; an error names what the chain said.
	async fn submit(&self, call: LeaseCall) -> anyhow::Result<()>;
}
