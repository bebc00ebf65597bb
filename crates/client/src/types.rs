//! The chain's types. What `stoa-primitives` fixes appears as `Static<…>` around that very type (it derefs,
//! and `.0` takes it out); bounded lists appear as `Vec`. Fields and variants are documented in the pallets.

use crate::chain::stoa::runtime_types as rt;
use stoa_primitives::SubjectKey;

pub use subxt::utils::{AccountId32 as AccountId, Static};

/// What happened to jobs.
pub type JobEvent = rt::pallet_inference::pallet::Event;
/// Where a job goes when it is over.
pub type Delivery = rt::pallet_inference::types::delivery::Delivery;
/// What a call takes: picoseconds, and bytes of proof.
pub type Weight = rt::sp_weights::weight_v2::Weight;
/// A job, running or over.
pub type JobView = rt::pallet_inference::types::over::JobView<AccountId>;
/// A job that is not final.
pub type JobDetails = rt::pallet_inference::types::job::JobDetails<AccountId>;
/// What is left of a job that is over.
pub type JobRecord = rt::pallet_inference::types::over::JobRecord<AccountId>;
/// What a job waits for.
pub type JobState = rt::pallet_inference::types::state::JobState<AccountId>;
/// Why a job exists in its present form.
pub type JobStage = rt::pallet_inference::types::seat::Stage<AccountId>;
/// An executor's place in a committee.
pub type Seat = rt::pallet_inference::types::seat::Seat<AccountId>;
/// A demand for a chunk of an output.
pub type Demand = rt::pallet_inference::types::state::Demand<AccountId>;
/// What an auditor must open.
pub type CellsAsked = rt::pallet_inference::types::exact::CellsAsked<AccountId>;
pub use rt::pallet_inference::{
	parameters::Parameters,
	submit::Refusal,
	types::{
		exact::{CellTree, ExactDetails, Openings},
		over::{CancelReason, Outcome, Quote, RefundReason},
		seat::{SeatState, VacateReason},
		state::{DataProof, EscalationOutcome, Settlement},
	},
};

/// A provider.
pub type ProviderInfo = rt::pallet_providers::types::ProviderInfo<AccountId>;
/// A provider of one release.
pub type ServerInfo = rt::pallet_providers::types::ServerInfo<AccountId>;
pub use rt::pallet_providers::types::{
	ChillReason, GpuClaim, HardwareClaims, HardwareDetails, ProviderStatus, ServedInfo,
	TrackRecord, UnbondingChunk,
};

/// A listing.
pub type ListingDetails = rt::pallet_models::types::ListingDetails<AccountId>;
/// A part of the list of listings.
pub type ListingPage = rt::pallet_models::types::ListingPage<AccountId>;
/// A release.
pub type ReleaseDetails = rt::pallet_models::types::ReleaseDetails<u32>;
pub use rt::pallet_models::types::{Ancestor, Artefact, ArtefactFormat, Metadata, Parent};

/// What happened in the referee.
pub type RefereeEvent = rt::pallet_referee::pallet::Event;
/// A claim that can be challenged, or is.
pub type SubjectDetails = rt::pallet_referee::types::SubjectDetails<AccountId>;
/// A game that runs or waits.
pub type GameDetails = rt::pallet_referee::types::GameDetails<AccountId, Static<SubjectKey>>;
/// A hidden challenge.
pub type Commitment = rt::pallet_referee::types::Commitment<AccountId>;
/// What a provider claims of an answer.
pub type TraceClaim = rt::stoa_primitives::frame::traits::TraceClaim;
pub use rt::pallet_referee::{
	parameters::Parameters as RefereeParameters,
	types::{Cell, Failure, Judgement, Opening, Sides, Stage as GameStage},
};

/// What happened in the court.
pub type CourtEvent = rt::pallet_disputes::pallet::Event;
/// What a case is about.
pub type CaseSubject = rt::stoa_primitives::dispute::CaseSubject<AccountId>;
/// A case.
pub type CaseDetails = rt::pallet_disputes::types::CaseDetails<AccountId, CaseSubject>;
/// One side of it.
pub type Party = rt::pallet_disputes::types::Party<AccountId>;
/// A juror in a panel.
pub type JurorSeat = rt::pallet_disputes::types::Seat;
/// What a juror did.
pub type JurorSeatState = rt::pallet_disputes::types::SeatState;
/// What stands against a listing.
pub type ListingState = rt::pallet_disputes::types::ListingState<AccountId>;
/// What bringing a case costs.
pub type CaseCosts = rt::stoa_primitives::frame::ruling::CaseCosts;
pub use rt::pallet_disputes::{
	parameters::CourtParameters,
	types::{CasePage, EvidenceItem, JurorDetails, Phase as CasePhase, RoundDetails, RoundState},
};

/// What one account has behind one provider.
pub type DelegationInfo = rt::pallet_delegation::types::DelegationInfo<AccountId>;
pub use rt::{
	pallet_delegation::types::{LeavingInfo, PoolInfo, Rise},
	pallet_rewards::{
		parameters::{FeeShares, Parameters as RewardParameters},
		types::Schedule as EmissionSchedule,
	},
};

/// What happened to channels.
pub type ChannelEvent = rt::pallet_channels::pallet::Event;
/// A channel.
pub type ChannelDetails = rt::pallet_channels::types::ChannelDetails<AccountId>;
/// What is redeemed and not paid yet.
pub type ChannelAudit = rt::pallet_channels::types::Audit<AccountId>;
/// How far that is.
pub type ChannelAuditStage = rt::pallet_channels::types::AuditStage<AccountId>;
/// An auditor of a sample.
pub type AuditorSeat = rt::pallet_channels::types::AuditorSeat<AccountId>;
/// A plan.
pub type PlanDetails = rt::pallet_channels::types::PlanDetails<AccountId>;
pub use rt::pallet_channels::{
	parameters::Parameters as ChannelParameters,
	types::{
		Allowance, AuditEnd, ChannelState, Lie, PromptDemand, Quota, Quote as ChannelQuote,
		Redemption, Sample, SampleOpening, SignedReceipt, Subscription, Terms,
	},
};

/// What happened in the market of data.
pub type DataEvent = rt::pallet_datasets::pallet::Event;
/// A dataset.
pub type DatasetDetails = rt::pallet_datasets::types::DatasetDetails<AccountId>;
/// Which datasets are looked for.
pub type DatasetFilter = rt::pallet_datasets::types::DatasetFilter<AccountId>;
/// A release of a dataset.
pub type DataReleaseDetails = rt::pallet_datasets::types::DataReleaseDetails<AccountId>;
/// What is needed for one.
pub type DataRelease = rt::pallet_datasets::types::NewDataRelease<AccountId>;
/// On what terms licences are sold.
pub type DataTerm = rt::pallet_datasets::types::Term;
/// What a dataset says about itself.
pub type DatasetMetadata = rt::pallet_datasets::types::Metadata;
/// A licence.
pub type LicenseDetails = rt::pallet_datasets::types::LicenseDetails<AccountId>;
/// A licence, and what of it is earned.
pub type LicenseInfo = rt::pallet_datasets::types::LicenseInfo<AccountId>;
/// Why a licence ended.
pub type LicenseEndReason = rt::pallet_datasets::types::EndReason;
/// What an algorithm may do beside data.
pub type Algorithm = rt::stoa_primitives::frame::traits::Algorithm;
/// A run beside data.
pub type RunDetails = rt::pallet_datasets::types::runs::RunDetails<AccountId>;
/// Which runs are looked for.
pub type RunFilter = rt::pallet_datasets::types::runs::RunFilter<AccountId>;
pub use rt::pallet_datasets::{
	parameters::Parameters as DataParameters,
	types::{
		DataAncestor, DataParent, DataQuote, DataReleaseState, DatasetState, DeliveredKey,
		KeySplit, LicenceText, LicenseStage, ListMode, Rights,
		runs::{RunEnd, RunStage},
	},
};

/// What happened in the market of machines.
pub type LeaseEvent = rt::pallet_compute::pallet::Event;
/// An offer.
pub type OfferDetails = rt::pallet_compute::types::OfferDetails<AccountId>;
/// A part of the list of offers.
pub type OfferPage = rt::pallet_compute::types::shown::OfferPage<AccountId>;
/// A request for bids.
pub type LeaseRequest = rt::pallet_compute::types::RequestDetails<AccountId>;
/// The best bid for one.
pub type Bid = rt::pallet_compute::types::Bid<AccountId>;
/// A lease.
pub type LeaseDetails = rt::pallet_compute::types::lease::LeaseDetails<AccountId>;
/// A lease, and what it owes.
pub type LeaseInfo = rt::pallet_compute::types::shown::LeaseInfo<AccountId>;
/// A measurement that goes on.
pub type MeasurementDetails = rt::pallet_compute::types::measurement::MeasurementDetails<AccountId>;
pub use rt::{
	pallet_compute::{
		parameters::Parameters as LeaseParameters,
		pricing::{Schedule, Segment},
		types::{
			Due, LeaseOrder, LeaseRecord, LongTerm, Needs as LeaseNeeds, OfferTerms, Renewals,
			SellerDetails,
			lease::{
				Contest, ContestOutcome, EndReason, LeaseTerms, Pending, Running,
				Stage as LeaseStage,
			},
			measurement::{
				Measured, MeasurementOutcome, MeasurementStage, Roots, Target, WorkProof,
			},
			shown::{LeaseQuote, OfferFilter},
		},
	},
	sp_arithmetic::per_things::{Perbill, Permill},
};
