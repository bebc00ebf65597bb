//! What clients ask.

use crate::{CasePage, Cases, Config, Contributions, Duties, NextCaseId, Pallet, Phase};
use alloc::vec::Vec;
use stoa_primitives::{Balance, CaseId, Side};

/// Most entries in one answer.
const MAX_LISTED: u32 = 256;
/// Most ids that one page of cases looks at, so that a long gap costs several calls, not one endless one.
const MAX_SCAN: u64 = 1_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn view_cases(from: CaseId, limit: u32) -> CasePage {
		let end = NextCaseId::<T>::get();
		let limit = limit.clamp(1, MAX_LISTED) as usize;
		let stop = end.min(from.saturating_add(MAX_SCAN));
		let mut cases = Vec::new();
		let mut at = from;
		while at < stop && cases.len() < limit {
			if Cases::<T>::contains_key(at) {
				cases.push(at);
			}
			at = at.saturating_add(1);
		}
		CasePage { cases, next: (at < end).then_some(at) }
	}

	pub(crate) fn view_duties(juror: T::AccountId, limit: u32) -> Vec<(CaseId, u8)> {
		Duties::<T>::iter_key_prefix(juror).take(limit.min(MAX_LISTED) as usize).collect()
	}

	pub(crate) fn view_contributors(id: CaseId, round: u8, limit: u32) -> Vec<T::AccountId> {
		let limit = limit.min(MAX_LISTED) as usize;
		Contributions::<T>::iter_key_prefix((id, round)).take(limit).collect()
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
