//! The current session's dispatch keys.

use crate::{Config, DispatchId, DispatchKeys, Pallet};
use alloc::vec::Vec;
use frame_support::{WeakBoundedVec, traits::OneSessionHandler};

impl<T: Config> Pallet<T> {
	fn keep_keys<'a>(validators: impl Iterator<Item = (&'a T::AccountId, DispatchId)>)
	where
		T::AccountId: 'a,
	{
		let keys: Vec<_> = validators.map(|(_, key)| key).collect();
		let keys = WeakBoundedVec::force_from(keys, Some("more dispatch keys than MaxAuthorities"));
		DispatchKeys::<T>::put(keys);
	}
}

impl<T: Config> sp_runtime::BoundToRuntimeAppPublic for Pallet<T> {
	type Public = DispatchId;
}

#[allow(clippy::multiple_bound_locations)] // As the trait has it.
impl<T: Config> OneSessionHandler<T::AccountId> for Pallet<T> {
	type Key = DispatchId;

	fn on_genesis_session<'a, I: 'a>(validators: I)
	where
		I: Iterator<Item = (&'a T::AccountId, DispatchId)>,
	{
		Self::keep_keys(validators);
	}

	fn on_new_session<'a, I: 'a>(_changed: bool, validators: I, _queued: I)
	where
		I: Iterator<Item = (&'a T::AccountId, DispatchId)>,
	{
		Self::keep_keys(validators);
	}

	fn on_disabled(_: u32) {}
}
