//! Calls of the market of machines. Amounts are in planck; durations and heights in blocks.

use crate::{
	Call,
	chain::stoa,
	types::{
		AccountId, Due, LeaseNeeds, LeaseOrder, LeaseParameters, OfferTerms, Roots, Static,
		WorkProof,
	},
};
use stoa_primitives::{
	Balance, BlockNumber, LeaseFault, LeaseId, MeasurementId, OfferId, RequestId, Usage,
};

/// Offers machines of the signer, a provider.
pub fn create_offer(terms: OfferTerms) -> impl Call {
	stoa::tx().compute().create_offer(terms)
}

/// Gives an offer other terms, for leases to come.
pub fn update_offer(offer: OfferId, terms: OfferTerms) -> impl Call {
	stoa::tx().compute().update_offer(offer, terms)
}

/// Takes no more leases of an offer.
pub fn close_offer(offer: OfferId) -> impl Call {
	stoa::tx().compute().close_offer(offer)
}

/// Leases units of an offer; `price_limit` is of all of them for a block. [`crate::At::lease_quote`] says what it
/// costs.
pub fn open_lease(offer: OfferId, order: LeaseOrder, price_limit: Balance) -> impl Call {
	stoa::tx().compute().open_lease(offer, order, price_limit)
}

/// Asks for bids of at most `price_limit` for all units and a block.
pub fn request_lease(
	needs: LeaseNeeds,
	order: LeaseOrder,
	price_limit: Balance,
	bidding_blocks: BlockNumber,
) -> impl Call {
	stoa::tx().compute().request_lease(needs, order, price_limit, bidding_blocks)
}

/// Ends a request before it is decided.
pub fn cancel_request(request: RequestId) -> impl Call {
	stoa::tx().compute().cancel_request(request)
}

/// Bids units of an offer of the signer for `price` for all of them and a block.
pub fn bid(request: RequestId, offer: OfferId, price: Balance) -> impl Call {
	stoa::tx().compute().bid(request, offer, price)
}

/// Starts a lease: from the block of this call on it is paid.
pub fn start_lease(lease: LeaseId) -> impl Call {
	stoa::tx().compute().start_lease(lease)
}

/// Does not start a lease, and offers so many units less.
pub fn decline_lease(lease: LeaseId) -> impl Call {
	stoa::tx().compute().decline_lease(lease)
}

/// Makes a lease of the signer last longer at its price, and pays `escrow` more in advance.
pub fn extend_lease(lease: LeaseId, blocks: BlockNumber, escrow: Balance) -> impl Call {
	stoa::tx().compute().extend_lease(lease, blocks, escrow)
}

/// Lets a lease of the signer go on after its end at the price agreed beforehand, and pays `escrow` more in advance.
pub fn renew_lease(lease: LeaseId, escrow: Balance) -> impl Call {
	stoa::tx().compute().renew_lease(lease, escrow)
}

/// Pays more in advance for a lease of anybody.
pub fn top_up(lease: LeaseId, amount: Balance) -> impl Call {
	stoa::tx().compute().top_up(lease, amount)
}

/// Gives a lease of the signer, with escrow and deposit, to another account, whose sr25519 key `usage_key` signs for
/// it.
pub fn transfer_lease(lease: LeaseId, to: AccountId, usage_key: [u8; 32]) -> impl Call {
	stoa::tx().compute().transfer_lease(lease, to, usage_key)
}

/// Says what both sides signed ([`stoa_primitives::lease::usage_digest`]): the tenant's signature, then the
/// provider's.
pub fn submit_usage(usage: Usage, tenant: [u8; 64], provider: [u8; 64]) -> impl Call {
	stoa::tx().compute().submit_usage(Static(usage), tenant, provider)
}

/// Pays a lease's provider what is signed and not paid.
pub fn claim(lease: LeaseId) -> impl Call {
	stoa::tx().compute().claim(lease)
}

/// Leaves a lease, with the notice that was agreed; a tenant that names a fault leaves at once and contests what is
/// not signed.
pub fn close_lease(lease: LeaseId, contested: Option<LeaseFault>) -> impl Call {
	stoa::tx().compute().close_lease(lease, contested.map(Static))
}

/// Insists on what a tenant contests.
pub fn insist(lease: LeaseId) -> impl Call {
	stoa::tx().compute().insist(lease)
}

/// Brings what is contested and insisted on before the court; the signer is one of the two, and puts the fee and
/// bond of a claimant on hold.
pub fn go_to_court(lease: LeaseId) -> impl Call {
	stoa::tx().compute().go_to_court(lease)
}

/// Does what is due and late.
pub fn poke(due: Due) -> impl Call {
	stoa::tx().compute().poke(due)
}

/// Doubts a provider's machines: all that are free, or those of a lease of the signer.
pub fn challenge_hardware(provider: AccountId, lease: Option<LeaseId>) -> impl Call {
	stoa::tx().compute().challenge_hardware(provider, lease)
}

/// Commits the work of a measurement: a pair of roots for each target, in their order.
pub fn commit_measurement(measurement: MeasurementId, roots: Vec<Roots>) -> impl Call {
	stoa::tx().compute().commit_measurement(measurement, roots)
}

/// Opens the steps of that work that were drawn.
pub fn prove_measurement(measurement: MeasurementId, proof: WorkProof) -> impl Call {
	stoa::tx().compute().prove_measurement(measurement, proof)
}

/// Sets the parameters under which new leases begin; root, or the DAO.
pub fn set_parameters(parameters: LeaseParameters) -> impl Call {
	stoa::tx().compute().set_parameters(parameters)
}
