//! Emission, rebates, where fees go, and holders behind providers.

use crate::{
	AccountId, Balance, Balances, Datasets, Delegation, Models, Providers, Runtime,
	constants::money::STOA, durations::UnbondingPeriod, governance::origins::EnsureParameterAdmin,
};
use alloc::vec::Vec;
use frame_support::{
	PalletId, parameter_types,
	traits::{ConstU32, ConstU128, EitherOf},
};
use frame_system::EnsureRoot;
use stoa_primitives::{
	ReleaseId,
	frame::{DataOwners, LicenseInspect, TrainedOn},
};

/// The account that keeps what was delegated is derived from this.
pub const DELEGATION_POT: PalletId = PalletId(*b"stoa/dlg");

/// All that can ever be minted beyond what the genesis gives, in planck.
pub const EMISSION: Balance = 100_000_000 * STOA;

/// How many times a provider's own bond others can stand behind it with: its weight at most doubles, and so do an
/// attacker's seats.
const MAX_RATIO: u32 = 1;

// Nobody's part is left out.
const _: () = assert!(pallet_datasets::MAX_TRAINED_ON <= pallet_rewards::MAX_DATA_OWNERS);

/// Owners of the datasets that a model was trained on.
pub struct OwnersOfData;

impl DataOwners<AccountId> for OwnersOfData {
	fn data_owners(model: ReleaseId) -> Vec<AccountId> {
		let owner = |trained: TrainedOn| {
			let release = pallet_datasets::Releases::<Runtime>::get(trained.release)?;
			Some(pallet_datasets::Datasets::<Runtime>::get(release.dataset)?.owner)
		};
		let trained = <Datasets as LicenseInspect<AccountId>>::trained_on(model);
		trained.into_iter().filter_map(owner).collect()
	}
}

parameter_types! {
	/// See [`DELEGATION_POT`].
	pub const DelegationPot: PalletId = DELEGATION_POT;
}

impl pallet_rewards::Config for Runtime {
	type Currency = Balances;
	type Models = Models;
	type DataOwners = OwnersOfData;
	type Income = Delegation;
	type ForceOrigin = EitherOf<EnsureRoot<AccountId>, EnsureParameterAdmin>;
	type Supply = ConstU128<EMISSION>;
	type WeightInfo = pallet_rewards::weights::SubstrateWeight<Runtime>;
}

impl pallet_delegation::Config for Runtime {
	type Currency = Balances;
	// Burned.
	type OnSlash = ();
	type Providers = Providers;
	type PotId = DelegationPot;
	type MinDelegation = ConstU128<{ 10 * STOA }>;
	type MaxRatio = ConstU32<MAX_RATIO>;
	// As long as a provider's own.
	type UnbondingPeriod = UnbondingPeriod;
	type WeightInfo = pallet_delegation::weights::SubstrateWeight<Runtime>;
}
