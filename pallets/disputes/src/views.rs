//! What clients ask.

use crate::{Config, Duties, Pallet, Phase};
use alloc::vec::Vec;
use stoa_primitives::{Balance, CaseId, Side};

/// Most entries in one answer.
const MAX_LISTED: u32 = 256;

impl<T: Config> Pallet<T> {
	pub(crate) fn view_duties(juror: T::AccountId, limit: u32) -> Vec<(CaseId, u8)> {
		Duties::<T>::iter_key_prefix(juror).take(limit.min(MAX_LISTED) as usize).collect()
	}

	pub(crate) fn view_appeal_quote(id: CaseId, side: Side) -> Option<Balance> {
		let case = Self::case_at(id).ok()?;
		if !matches!(case.phase, Phase::Appealing { .. }) {
			return None;
		}
		let details = Self::round_at(id, case.round.saturating_add(1)).ok()?;
		Some(Self::appeal_lacks(&case, &details, side))
	}
}
