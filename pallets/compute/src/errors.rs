//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not a provider that may sell now. `register` or `activate` with `providers`.
		ProviderNotActive,
		/// No cores, no memory, or GPUs without memory. Say what one unit has.
		BadResources,
		/// Attributes must be in the order of their keys, each key once and of `a-z 0-9 . _ -`, values of
		/// visible ASCII. Sort them.
		BadAttributes,
		/// Give at least one unit.
		ZeroUnits,
		/// A price is at least one planck per block.
		ZeroPrice,
		/// The amount is zero. Give an amount.
		ZeroAmount,
		/// The number of blocks is outside what the offer, or the market, allows. See the offer's terms.
		BadDuration,
		/// The period is shorter than 10 blocks or longer than `max_period`. See `parameters`.
		BadPeriod,
		/// Long terms must be in the order of their lengths, with less than the whole price as discount and
		/// a notice no longer than their length.
		BadLongTerms,
		/// The expiry is past, or further away than `max_offer_age`. Choose a block in between.
		BadExpiry,
		/// The provider has as many offers as it may. Close one first.
		TooManyOffers,
		/// There is no such offer. Look for others with the view function `offers`.
		OfferNotFound,
		/// The offer takes no more leases. Look for another.
		OfferClosed,
		/// The offer has expired. Its provider can renew it with `update_offer`.
		OfferExpired,
		/// Nobody leases from itself. Let another account do it.
		OwnOffer,
		/// Leases, bids and measurements have more units than that. Wait until they are over.
		UnitsInUse,
		/// The offer has not so many free units. Ask for fewer, or look for another.
		NotEnoughUnits,
		/// The offer has less than the request asks for, or not for so long. Bid with another.
		OfferDoesNotMeet,
		/// The price is above the limit. Look at `quote`, and raise the limit or choose another offer.
		PriceAboveLimit,
		/// The escrow is less than a period and the notice cost. See `quote`.
		EscrowTooSmall,
		/// The account's free balance does not cover it. Fund it, or ask for less.
		InsufficientFunds,
		/// No block within reach has room on its agenda. Try again later.
		AgendaFull,
		/// There is no such request. It was decided or cancelled: its events say how.
		RequestNotFound,
		/// No more bids are taken.
		BiddingOver,
		/// The bid must be lower than the best by `bid_step`. See `request`.
		BidTooHigh,
		/// There is no such lease. It is over: its events say how it ended.
		LeaseNotFound,
		/// The lease is over. If it is still listed, `poke` it.
		LeaseOver,
		/// Only the lease's tenant, or the request's, may do this.
		NotTenant,
		/// Only the provider may do this, and where it is free also its signing key's account.
		NotProvider,
		/// Only tenant and provider may end a lease. Wait for its end.
		NotParty,
		/// The provider has not started the lease. Wait for `LeaseStarted`; a provider may `decline_lease`.
		NotStarted,
		/// The lease runs already.
		AlreadyStarted,
		/// The time to start the lease is over. The tenant has its escrow back.
		TooLateToStart,
		/// Notice was given. The lease ends at the block that `NoticeGiven` named; a tenant that says nothing
		/// is served can contest.
		NoticeGiven,
		/// The lease cannot be renewed (any more). Open another one.
		NotRenewable,
		/// A renewal waits for its time. Wait until it has begun, and all before it is signed.
		RenewalWaits,
		/// The account cannot hold what goes with the lease. Fund it first.
		CannotReceive,
		/// The statement is older than what is signed, or owes less. Sign a newer one.
		UsageStale,
		/// The statement is about blocks to come. Wait for them.
		UsageAhead,
		/// More is owed than the blocks cost. Sign what the schedule says, or less.
		DueAboveSchedule,
		/// More is owed than was ever paid in. Top the lease up first.
		DueAboveEscrow,
		/// A signature is not that of the tenant's usage key, or of the provider's signing key, under this
		/// statement on this chain.
		NotSigned,
		/// Nothing is signed that is not paid. Submit usage first.
		NothingToClaim,
		/// Nothing of this lease is contested.
		NotContested,
		/// The provider has insisted already. Either side can go to court.
		AlreadyAnswered,
		/// The time to answer is over.
		TooLateToAnswer,
		/// The provider has not insisted. If it does not, what is contested is the tenant's without a case.
		NotAnswered,
		/// It is before the court. See `disputes`.
		BeforeCourt,
		/// The time to go to court is over.
		TooLateForCourt,
		/// The provider has no free units in offers that hold, or is unknown. Try again when it has.
		NothingToMeasure,
		/// The provider's machines are being measured. Wait for the result.
		AlreadyMeasuring,
		/// They were measured a short while ago. See `seller` for when it is possible again.
		MeasuredRecently,
		/// There is no such measurement. It is over: `HardwareMeasured` says how it ended.
		MeasurementNotFound,
		/// This is not what the measurement waits for. See `measurement`.
		NotAwaited,
		/// As many roots are needed as offers are measured. See `measurement`.
		WrongRoots,
		/// An opened step is not the one that was drawn, or does not follow from those before it.
		WrongWork,
		/// Nothing is due. Wait for the block that the view functions name.
		NothingDue,
		/// A parameter is below its floor.
		BadParameters,
	}
}
