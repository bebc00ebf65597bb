//! What clients ask.

use crate::{Config, InlinePrompts, JobView, JobsByAccount, Pallet, Records};
use alloc::vec::Vec;
use stoa_primitives::JobId;

/// Most ids in one answer.
const MAX_LISTED: u32 = 256;

impl<T: Config> Pallet<T> {
	pub(crate) fn view_job(id: JobId) -> Option<JobView<T::AccountId>> {
		match Self::find_job(id) {
			Some(details) => Some(JobView::Live { details, prompt: InlinePrompts::<T>::get(id) }),
			None => Records::<T>::get(id).map(JobView::Over),
		}
	}

	pub(crate) fn view_jobs_of(
		account: T::AccountId,
		from: Option<JobId>,
		limit: u32,
	) -> Vec<JobId> {
		let limit = limit.min(MAX_LISTED) as usize;
		match from {
			None => JobsByAccount::<T>::iter_key_prefix(&account).take(limit).collect(),
			Some(id) => {
				let after = JobsByAccount::<T>::hashed_key_for(&account, id);
				JobsByAccount::<T>::iter_key_prefix_from(&account, after).take(limit).collect()
			}
		}
	}
}
