//! What puts deadlines off.
//!
//! What is stored are blocks at the earliest, and for how many the clock had stood still when they were so: what it
//! stood still since then is added when they are looked at. So it goes with the time to deliver and to check a key.
//! The time for which a licence is paid is not put off: nobody has to do anything in it.

use crate::{
	Config, DatasetDetails, Datasets, Error, LicenseDetails, LicenseStage, Licenses, Pallet,
};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{BlockNumber, DatasetId, LicenseId, frame::Clock};

/// A licence of this chain.
pub(crate) type LicenseOf<T> = LicenseDetails<<T as frame_system::Config>::AccountId>;
/// A dataset of this chain.
pub(crate) type DatasetOf<T> = DatasetDetails<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A licence, with its deadline as it is now.
	pub(crate) fn find_license(id: LicenseId) -> Option<LicenseOf<T>> {
		let mut license = Licenses::<T>::get(id)?;
		license.put_off(T::Clock::stood_still());
		Some(license)
	}

	/// The same, of one that must be there.
	pub(crate) fn license_at(id: LicenseId) -> Result<LicenseOf<T>, Error<T>> {
		Self::find_license(id).ok_or(Error::<T>::LicenseNotFound)
	}

	/// The same, of one of `who`.
	pub(crate) fn own_license(id: LicenseId, who: &T::AccountId) -> Result<LicenseOf<T>, Error<T>> {
		let license = Self::license_at(id)?;
		if license.licensee == *who { Ok(license) } else { Err(Error::<T>::NotLicensee) }
	}

	/// A dataset that must be there.
	pub(crate) fn dataset_at(id: DatasetId) -> Result<DatasetOf<T>, Error<T>> {
		Datasets::<T>::get(id).ok_or(Error::<T>::DatasetNotFound)
	}

	/// The same, of one of `who`.
	pub(crate) fn own_dataset(id: DatasetId, who: &T::AccountId) -> Result<DatasetOf<T>, Error<T>> {
		let dataset = Self::dataset_at(id)?;
		if dataset.owner == *who { Ok(dataset) } else { Err(Error::<T>::NotOwner) }
	}
}

impl<AccountId> LicenseDetails<AccountId> {
	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		match &mut self.stage {
			LicenseStage::Awaiting { until, .. } | LicenseStage::Delivered { until, .. } => {
				*until = until.saturating_add(missed);
			}
			LicenseStage::Active { .. } => {}
		}
	}
}
