//! What puts deadlines off.
//!
//! What is stored are blocks at the earliest, and for how many the clock had stood still when they were so: what
//! it stood still since then is added when they are looked at. So it goes with the time to start, to sign, to
//! answer, to go to court and to show work. The time that is paid for is not put off, nor are auctions, draws and
//! offers: nobody has to do anything in them, or loses anything who does not.

use crate::{
	Config, Error, LeaseDetails, Leases, MeasurementDetails, MeasurementStage, Measurements,
	Pallet, Stage,
};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{BlockNumber, LeaseId, MeasurementId, frame::Clock};

/// A lease of this chain.
pub(crate) type LeaseOf<T> = LeaseDetails<<T as frame_system::Config>::AccountId>;
/// A measurement of this chain.
pub(crate) type MeasurementOf<T> = MeasurementDetails<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A lease, with its deadlines as they are now.
	pub fn find_lease(id: LeaseId) -> Option<LeaseOf<T>> {
		let mut lease = Leases::<T>::get(id)?;
		lease.put_off(T::Clock::stood_still());
		Some(lease)
	}

	/// The same, of one that must be there.
	pub(crate) fn lease_at(id: LeaseId) -> Result<LeaseOf<T>, Error<T>> {
		Self::find_lease(id).ok_or(Error::<T>::LeaseNotFound)
	}

	/// A measurement, with its deadlines as they are now.
	pub fn find_measurement(id: MeasurementId) -> Option<MeasurementOf<T>> {
		let mut details = Measurements::<T>::get(id)?;
		details.put_off(T::Clock::stood_still());
		Some(details)
	}
}

impl<AccountId> LeaseDetails<AccountId> {
	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		let block = match &mut self.stage {
			Stage::Pending(pending) => &mut pending.start_by,
			Stage::Active(running) => &mut running.missed,
			Stage::Contested(contest) => &mut contest.until,
		};
		*block = block.saturating_add(missed);
	}
}

impl<AccountId> MeasurementDetails<AccountId> {
	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		match &mut self.stage {
			MeasurementStage::Seeding { .. } | MeasurementStage::Sampling { .. } => {}
			MeasurementStage::Working { until, .. } | MeasurementStage::Proving { until, .. } => {
				*until = until.saturating_add(missed);
			}
		}
	}
}
