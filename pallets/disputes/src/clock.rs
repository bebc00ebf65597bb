//! What puts deadlines off.
//!
//! What is stored are blocks at the earliest, and for how many the clock had stood still when they were so: what
//! it stood still since then is added when a case is looked at. Draws are not put off: they are bound to their
//! blocks, and a lost one is made again. Nor are the delay of bonds and the memory of lost cases: nobody has to
//! do anything in them.

use crate::{CaseDetails, Cases, Config, Error, Pallet, Phase, cases::CaseOf};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{BlockNumber, CaseId, frame::Clock};

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A case, with its deadline as it is now.
	pub(crate) fn find_case(id: CaseId) -> Option<CaseOf<T>> {
		let mut case = Cases::<T>::get(id)?;
		case.put_off(T::Clock::stood_still());
		Some(case)
	}

	/// The same, of one that must be there.
	pub(crate) fn case_at(id: CaseId) -> Result<CaseOf<T>, Error<T>> {
		Self::find_case(id).ok_or(Error::<T>::CaseNotFound)
	}
}

impl<AccountId, Subject> CaseDetails<AccountId, Subject> {
	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		let add = |block: &mut BlockNumber| *block = block.saturating_add(missed);
		match &mut self.phase {
			Phase::Evidence { until }
			| Phase::Committing { until }
			| Phase::Revealing { until } => add(until),
			Phase::Appealing { half, until } => {
				add(half);
				add(until);
			}
			Phase::Drawing { .. } | Phase::Final | Phase::Executed => {}
		}
	}
}
