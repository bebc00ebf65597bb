//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Amounts are in planck. Enough to follow a lease without reading storage.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider offers machines.
		OfferCreated {
			/// The offer.
			offer: OfferId,
			/// Whose.
			provider: T::AccountId,
			/// What is offered.
			terms: OfferTerms,
		},
		/// An offer has other terms, for leases to come.
		OfferUpdated {
			/// The offer.
			offer: OfferId,
			/// Whose.
			provider: T::AccountId,
			/// What is offered.
			terms: OfferTerms,
		},
		/// An offer takes no more leases.
		OfferClosed {
			/// The offer.
			offer: OfferId,
			/// Whose.
			provider: T::AccountId,
		},
		/// An offer that was closed is gone, and its deposit given back.
		OfferRemoved {
			/// The offer.
			offer: OfferId,
			/// Whose.
			provider: T::AccountId,
		},
		/// Somebody asks for bids.
		LeaseRequested {
			/// The request.
			request: RequestId,
			/// Who asks.
			tenant: T::AccountId,
			/// What is needed.
			needs: Needs,
			/// The lease.
			order: LeaseOrder,
			/// Most that all units may cost per block.
			price_limit: Balance,
			/// The last block in which bids are taken.
			closes_at: BlockNumber,
		},
		/// There is a best bid; whoever had the best one before has deposit and units back.
		BidPlaced {
			/// The request.
			request: RequestId,
			/// Whose bid.
			provider: T::AccountId,
			/// Of which offer.
			offer: OfferId,
			/// Of all units.
			price_per_block: Balance,
			/// The last block in which bids are taken.
			closes_at: BlockNumber,
		},
		/// The best bid won.
		RequestAwarded {
			/// The request.
			request: RequestId,
			/// The lease that it became.
			lease: LeaseId,
			/// Who won.
			provider: T::AccountId,
			/// Of all units.
			price_per_block: Balance,
		},
		/// A request ended without a lease; everything went back.
		RequestEnded {
			/// The request.
			request: RequestId,
			/// Who asked.
			tenant: T::AccountId,
		},
		/// A lease waits for its provider to start it.
		LeaseMatched {
			/// The lease.
			lease: LeaseId,
			/// Who pays.
			tenant: T::AccountId,
			/// Who is to start it.
			provider: T::AccountId,
			/// Of which offer.
			offer: OfferId,
			/// How many units.
			units: u32,
			/// Of all units.
			price_per_block: Balance,
			/// For how long.
			blocks: BlockNumber,
			/// Paid in advance.
			escrow: Balance,
			/// Content hash of the manifest.
			manifest: Digest,
			/// The last block in which it can be started.
			start_by: BlockNumber,
		},
		/// A lease runs.
		LeaseStarted {
			/// The lease.
			lease: LeaseId,
			/// Who serves.
			provider: T::AccountId,
			/// The first block that it does not have, as things stand.
			ends_at: BlockNumber,
		},
		/// A lease lasts longer at its price.
		LeaseExtended {
			/// The lease.
			lease: LeaseId,
			/// The first block that it does not have, if it is paid for.
			ends_at: BlockNumber,
			/// On hold for it now.
			escrow: Balance,
		},
		/// A lease goes on after its end, at the price that was agreed before it began.
		LeaseRenewed {
			/// The lease.
			lease: LeaseId,
			/// The price from the former end on, of all units.
			price_per_block: Balance,
			/// The first block that it does not have, if it is paid for.
			ends_at: BlockNumber,
		},
		/// Somebody paid more in advance.
		EscrowIncreased {
			/// The lease.
			lease: LeaseId,
			/// Who paid. What is left in the end is the tenant's.
			payer: T::AccountId,
			/// How much.
			amount: Balance,
			/// On hold for the lease now.
			escrow: Balance,
		},
		/// A lease has another tenant, with escrow and deposit.
		LeaseTransferred {
			/// The lease.
			lease: LeaseId,
			/// Who was the tenant.
			from: T::AccountId,
			/// Who is.
			to: T::AccountId,
			/// Whose signature counts for the tenant.
			usage_key: [u8; 32],
		},
		/// Both sides signed what is owed so far.
		UsageSigned {
			/// The lease.
			lease: LeaseId,
			/// The first block that the statement says nothing about.
			until: BlockNumber,
			/// Owed since the lease began.
			due: Balance,
			/// What was used since then.
			meters: Meters,
		},
		/// A provider was paid for blocks that both sides signed.
		LeasePaid {
			/// The lease.
			lease: LeaseId,
			/// Who was paid.
			provider: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// One side said that it leaves.
		NoticeGiven {
			/// The lease.
			lease: LeaseId,
			/// Who leaves.
			by: LeaseSide,
			/// The first block that the lease does not have, as things stand.
			ends_at: BlockNumber,
		},
		/// A lease is over. Its units are the offer's again.
		LeaseEnded {
			/// The lease.
			lease: LeaseId,
			/// Who had it.
			tenant: T::AccountId,
			/// Who served it.
			provider: T::AccountId,
			/// Why.
			reason: EndReason,
			/// Paid to the provider now.
			paid: Balance,
			/// Given back to the tenant.
			refunded: Balance,
		},
		/// A lease is over, and its units are the offer's again; but the tenant says that the blocks about
		/// which nothing is signed were not served as agreed.
		LeaseContested {
			/// The lease.
			lease: LeaseId,
			/// Who had it.
			tenant: T::AccountId,
			/// Who served it.
			provider: T::AccountId,
			/// What the tenant says is at fault.
			fault: LeaseFault,
			/// On hold still.
			contested: Balance,
			/// Given back to the tenant.
			refunded: Balance,
			/// The last block in which the provider can insist on it.
			until: BlockNumber,
		},
		/// The provider insists on what is contested: the court decides if either side goes there.
		ContestAnswered {
			/// The lease.
			lease: LeaseId,
			/// The last block in which it can be brought before the court.
			until: BlockNumber,
		},
		/// What is contested is before the court.
		LeaseBeforeCourt {
			/// The lease.
			lease: LeaseId,
			/// The case.
			case: CaseId,
			/// Who brought it: tenant or provider.
			claimant: T::AccountId,
			/// What the court divides.
			at_stake: Balance,
		},
		/// A contest is over.
		ContestSettled {
			/// The lease.
			lease: LeaseId,
			/// How.
			outcome: ContestOutcome,
			/// Paid to the provider.
			paid: Balance,
			/// Given back to the tenant.
			refunded: Balance,
			/// Burned.
			burned: Balance,
		},
		/// Somebody doubts a provider's claims.
		HardwareChallenged {
			/// The measurement.
			measurement: MeasurementId,
			/// Whose machines.
			provider: T::AccountId,
			/// Who asked.
			challenger: T::AccountId,
			/// The lease in which it runs; none if free units are measured.
			lease: Option<LeaseId>,
			/// What is measured.
			targets: BoundedVec<Target, ConstU32<{ types::MAX_OFFERS }>>,
			/// On hold at who asked.
			bond: Balance,
		},
		/// The work of a measurement can begin.
		WorkSeeded {
			/// The measurement.
			measurement: MeasurementId,
			/// The seed of the work.
			seed: Digest,
			/// The last block in which the roots can be committed.
			until: BlockNumber,
		},
		/// The work of a measurement was committed.
		MeasurementCommitted {
			/// The measurement.
			measurement: MeasurementId,
			/// Blocks since the seed was known.
			took: BlockNumber,
			/// What the work came to, offer by offer.
			roots: BoundedVec<Roots, ConstU32<{ types::MAX_OFFERS }>>,
		},
		/// The steps to open are known.
		SamplesDrawn {
			/// The measurement.
			measurement: MeasurementId,
			/// The seed by which they are drawn.
			samples: Digest,
			/// The last block in which they can be opened.
			until: BlockNumber,
		},
		/// A measurement is over.
		HardwareMeasured {
			/// The measurement.
			measurement: MeasurementId,
			/// Whose machines.
			provider: T::AccountId,
			/// Who asked.
			challenger: T::AccountId,
			/// The lease in which it ran; none if free units were measured.
			lease: Option<LeaseId>,
			/// The block as of which it says something.
			at: BlockNumber,
			/// How many units.
			units: u32,
			/// What came of it.
			outcome: MeasurementOutcome,
			/// Blocks that the work took.
			took_blocks: Option<BlockNumber>,
			/// Of the bond, paid to the provider.
			paid: Balance,
		},
		/// The parameters were set.
		ParametersSet {
			/// The new set.
			parameters: Parameters,
		},
	}
}
