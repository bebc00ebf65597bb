//! What the view functions answer.

use crate::{
	Activation, Config, Hardware, MAX_PAGE, Pallet, ProviderDetails, ProviderInfo, Providers,
	Releases, ServedInfo, ServedRelease, ServerInfo, Servers, Serving,
};
use alloc::vec::Vec;
use stoa_primitives::ReleaseId;

impl<T: Config> Pallet<T> {
	pub(crate) fn provider_info(account: T::AccountId) -> Option<ProviderInfo<T::AccountId>> {
		let details = Providers::<T>::get(&account)?;
		Some(Self::describe(account, details))
	}

	pub(crate) fn provider_page(
		from: Option<T::AccountId>,
		limit: u32,
	) -> Vec<ProviderInfo<T::AccountId>> {
		let entries = match from {
			Some(from) => Providers::<T>::iter_from_key(from),
			None => Providers::<T>::iter(),
		};
		entries
			.take(limit.min(MAX_PAGE) as usize)
			.map(|(account, details)| Self::describe(account, details))
			.collect()
	}

	pub(crate) fn server_page(
		release: ReleaseId,
		from: u32,
		limit: u32,
	) -> Vec<ServerInfo<T::AccountId>> {
		let slots = Releases::<T>::get(release).map_or(0, |servers| servers.slots);
		let end = slots.min(from.saturating_add(limit.min(MAX_PAGE)));
		(from..end).filter_map(|slot| Self::server_info(release, slot)).collect()
	}

	pub(crate) fn server_info(release: ReleaseId, slot: u32) -> Option<ServerInfo<T::AccountId>> {
		let account = Servers::<T>::get(release, slot)?;
		let served = Serving::<T>::get(&account, release)?;
		let details = Providers::<T>::get(&account)?;
		let (weight, free_bond) = (Self::counts(&account, &details, &served), details.free_bond());
		Some(ServerInfo { slot, account, price: served.price, weight, free_bond })
	}

	/// What a provider will count for a release, as far as is known now.
	fn to_come(
		who: &T::AccountId,
		details: &ProviderDetails<T>,
		served: &ServedRelease,
	) -> Option<Activation> {
		let weight = if served.leaving { 0 } else { Self::entitled(who, details) };
		let place = served.pending.map(|place| (place.ready_at, place.position));
		let heavier = details.pending.map(|more| (more.ready_at, more.position));
		let (ready_at, position) = place.max(heavier)?;
		Some(Activation { weight, ready_at, position })
	}

	fn describe(account: T::AccountId, details: ProviderDetails<T>) -> ProviderInfo<T::AccountId> {
		let serving = details.served.iter().filter_map(|release| {
			let served = Serving::<T>::get(&account, release)?;
			Some(ServedInfo {
				release: *release,
				price: served.price,
				weight: Self::counts(&account, &details, &served),
				leaving: served.leaving,
				pending: Self::to_come(&account, &details, &served),
			})
		});
		ProviderInfo {
			serving: serving.collect(),
			hardware: Hardware::<T>::get(&account),
			account,
			signing_key: details.signing_key,
			transport_key: details.transport_key,
			endpoint: details.endpoint.into_inner(),
			status: details.status,
			bond: details.bond,
			reserved: details.reserved,
			unbonding: details.unbonding.into_inner(),
			recent_strikes: details.recent_strikes.into_inner(),
			record: details.record,
		}
	}
}
