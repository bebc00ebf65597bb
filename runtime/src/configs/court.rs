//! The court: its figures, what its cases are about, and who does what it rules.

use crate::{
	AccountId, Balances, Clock, Compute, Datasets, Disputes, Draws, Providers, Proxy, Runtime,
	RuntimeHoldReason, System, constants::money::STOA, durations::EpochDuration,
	governance::origins::EnsureCourtAdministrator,
};
use frame_support::{
	PalletId, parameter_types,
	traits::{ConstU32, ConstU128, Contains, EitherOf, Get},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_disputes::{DRAW_LAG, DRAW_OUTPUTS, DRAW_WINDOW};
use sp_runtime::{DispatchError, SaturatedConversion};
use stoa_primitives::{
	Balance, BlockNumber, CaseId, CaseSubject, Court, DatasetId, LeaseId, LicenseId,
	frame::{
		Arbitrator, CaseCosts, CaseOutcome, ChallengedListing, Curation, NewCase, OnRuling,
		ProviderInspect, Related,
	},
};

/// The account that keeps fees and appeal pots is derived from this.
pub const COURT_POT: PalletId = PalletId(*b"stoa/crt");

/// What a case is about on this chain.
pub type Subject = CaseSubject<AccountId>;

/// Blocks from what makes a draw necessary until it is made at the latest.
const DRAW_TIME: BlockNumber = DRAW_LAG.saturating_add(DRAW_OUTPUTS).saturating_add(DRAW_WINDOW);

/// A bond counts after a full epoch, and never before a draw is over that was on its way when it came.
pub struct CourtDelay;

impl Get<BlockNumber> for CourtDelay {
	fn get() -> BlockNumber {
		let epoch: BlockNumber = EpochDuration::get().saturated_into();
		epoch.max(DRAW_TIME.saturating_add(1))
	}
}

/// Listings of models and datasets.
pub struct Listings;

impl Curation<AccountId, Subject> for Listings {
	fn listing(subject: &Subject) -> Option<ChallengedListing<AccountId>> {
		match subject {
			CaseSubject::ModelListing(id) => {
				let listing = pallet_models::Listings::<Runtime>::get(id)?;
				Some(ChallengedListing { owner: listing.owner, court: Court::Models })
			}
			CaseSubject::Dataset(id) => {
				let dataset = pallet_datasets::Datasets::<Runtime>::get(id)?;
				Some(ChallengedListing { owner: dataset.owner, court: Court::Data })
			}
			_ => None,
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_listing(owner: &AccountId) -> Option<Subject> {
		let metadata = pallet_models::Metadata {
			name: b"listing".to_vec().try_into().ok()?,
			card: [1; 32],
			uri: Default::default(),
		};
		let id = pallet_models::NextListingId::<Runtime>::get();
		crate::Models::publish(crate::RuntimeOrigin::signed(owner.clone()), metadata).ok()?;
		Some(CaseSubject::ModelListing(id))
	}
}

/// Rulings go to the market whose subject it is. Those about listings the court itself executes.
pub struct Rulings;

impl OnRuling<AccountId, Subject> for Rulings {
	fn on_ruling(subject: &Subject, outcome: &CaseOutcome<AccountId>) -> Balance {
		match subject {
			CaseSubject::ModelListing(_) | CaseSubject::Dataset(_) => 0,
			CaseSubject::Strikes(provider) => Providers::on_ruling(provider, outcome),
			CaseSubject::Lease(lease) => Compute::on_ruling(lease, outcome),
			CaseSubject::License(license) => Datasets::on_ruling(license, outcome),
		}
	}

	fn weight() -> Weight {
		<Providers as OnRuling<AccountId, AccountId>>::weight()
			.max(<Compute as OnRuling<AccountId, LeaseId>>::weight())
			.max(<Datasets as OnRuling<AccountId, LicenseId>>::weight())
	}
}

/// The court as providers see it, who name their strikes by themselves.
pub struct CourtOfStrikes;

impl Arbitrator<AccountId, AccountId> for CourtOfStrikes {
	fn open(provider: AccountId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		Disputes::open(CaseSubject::Strikes(provider), new)
	}

	fn costs(court: Court, claimant: &AccountId) -> CaseCosts {
		<Disputes as Arbitrator<AccountId, Subject>>::costs(court, claimant)
	}

	fn open_case(provider: &AccountId) -> Option<CaseId> {
		Disputes::open_case(&CaseSubject::Strikes(provider.clone()))
	}
}

/// The court as leases see it.
pub struct CourtOfLeases;

impl Arbitrator<AccountId, LeaseId> for CourtOfLeases {
	fn open(lease: LeaseId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		Disputes::open(CaseSubject::Lease(lease), new)
	}

	fn costs(court: Court, claimant: &AccountId) -> CaseCosts {
		<Disputes as Arbitrator<AccountId, Subject>>::costs(court, claimant)
	}

	fn open_case(lease: &LeaseId) -> Option<CaseId> {
		Disputes::open_case(&CaseSubject::Lease(*lease))
	}
}

/// The court as licences see it.
pub struct CourtOfLicenses;

impl Arbitrator<AccountId, LicenseId> for CourtOfLicenses {
	fn open(license: LicenseId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		Disputes::open(CaseSubject::License(license), new)
	}

	fn costs(court: Court, claimant: &AccountId) -> CaseCosts {
		<Disputes as Arbitrator<AccountId, Subject>>::costs(court, claimant)
	}

	fn open_case(license: &LicenseId) -> Option<CaseId> {
		Disputes::open_case(&CaseSubject::License(*license))
	}
}

/// Datasets with a flag of the court.
pub struct FlaggedDatasets;

impl Contains<DatasetId> for FlaggedDatasets {
	fn contains(dataset: &DatasetId) -> bool {
		pallet_disputes::Flags::<Runtime>::contains_key(CaseSubject::Dataset(*dataset))
	}
}

/// Who is known to be close: one account, one machine or key of providers, or a juror who lets a side act for it.
/// Nobody can become close to a juror without its doing, or once a draw is on its way: whoever wants a juror out
/// of a panel would. So a proxy that a side has named, and keys that are as new as a draw, do not count.
pub struct Acquainted;

impl Acquainted {
	fn is_settled(who: &AccountId) -> bool {
		Providers::changed_at(who).saturating_add(CourtDelay::get()) <= System::block_number()
	}
}

impl Related<AccountId> for Acquainted {
	fn related(juror: &AccountId, side: &AccountId) -> bool {
		if juror == side {
			return true;
		}
		let settled = Self::is_settled(juror) && Self::is_settled(side);
		(settled && <Providers as ProviderInspect<AccountId>>::related(juror, side))
			|| Proxy::proxies(juror.clone()).0.iter().any(|proxy| proxy.delegate == *side)
	}
}

/// Benchmarks only: cases are named by listings.
#[cfg(feature = "runtime-benchmarks")]
pub struct CasesOfListings;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_disputes::BenchmarkHelper<Subject> for CasesOfListings {
	fn subject(number: u32) -> Subject {
		CaseSubject::ModelListing(number)
	}
}

parameter_types! {
	/// See [`COURT_POT`].
	pub const CourtPot: PalletId = COURT_POT;
}

impl pallet_disputes::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Subject = Subject;
	type Draws = Draws;
	type Chain = Draws;
	type OnRuling = Rulings;
	type Curation = Listings;
	type Related = Acquainted;
	type Clock = Clock;
	type ForceOrigin = EitherOf<EnsureRoot<AccountId>, EnsureCourtAdministrator>;
	type PotId = CourtPot;
	type MinBond = ConstU128<{ 100 * STOA }>;
	type MaxDrawWeight = ConstU32<100_000>;
	type MaxActivationsPerBlock = ConstU32<32>;
	type ActivationDelay = CourtDelay;
	type WeightInfo = pallet_disputes::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = CasesOfListings;
}
