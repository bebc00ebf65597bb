//! The traits that other pallets use.

use crate::{
	Config, Pallet, ProviderBond, ProviderInspect, Providers, Releases, Servers, Serving, endpoint,
	serving::DrawTree,
};
use alloc::vec::Vec;
use codec::Encode;
use sp_runtime::DispatchResult;
use stoa_primitives::{
	Balance, ReleaseId, TokenPrice,
	frame::{Offer, Slashed, StrikeReason, sum_tree},
};

impl<T: Config> ProviderInspect<T::AccountId> for Pallet<T> {
	fn server_count(release: ReleaseId) -> u32 {
		Releases::<T>::get(release).map_or(0, |servers| servers.drawable)
	}

	fn price_floor(release: ReleaseId) -> Option<TokenPrice> {
		Releases::<T>::get(release).map(|servers| servers.floor)
	}

	fn servers(release: ReleaseId, limit: u32) -> Vec<(T::AccountId, Offer)> {
		let slots = Releases::<T>::get(release).map_or(0, |servers| servers.slots);
		(0..slots)
			.filter_map(|slot| Servers::<T>::get(release, slot))
			.filter_map(|who| Self::offer(&who, release).map(|offer| (who, offer)))
			.take(limit as usize)
			.collect()
	}

	fn draw(release: ReleaseId, random: u64) -> Option<T::AccountId> {
		let tree = DrawTree::<T>::of(release);
		// Totals stay far below 2^52, so the remainder favours nobody by more than one in 4,096
		// even there, and not measurably at real totals.
		let point = random.checked_rem(sum_tree::total(&tree))?;
		Servers::<T>::get(release, sum_tree::find(&tree, point)?)
	}

	fn offer(provider: &T::AccountId, release: ReleaseId) -> Option<Offer> {
		let served = Serving::<T>::get(provider, release)?;
		(served.weight > 0).then_some(Offer { price: served.price, weight: served.weight })
	}

	fn free_bond(provider: &T::AccountId) -> Balance {
		Providers::<T>::get(provider).map_or(0, |details| details.free_bond())
	}

	fn signing_key(provider: &T::AccountId) -> Option<[u8; 32]> {
		Providers::<T>::get(provider).map(|details| details.signing_key)
	}

	fn transport_key(provider: &T::AccountId) -> Option<[u8; 32]> {
		Providers::<T>::get(provider).map(|details| details.transport_key)
	}

	fn endpoint(provider: &T::AccountId) -> Option<Vec<u8>> {
		Providers::<T>::get(provider).map(|details| details.endpoint.into_inner())
	}

	fn related(provider: &T::AccountId, other: &T::AccountId) -> bool {
		if provider == other {
			return true;
		}
		let Some(details) = Providers::<T>::get(provider) else { return false };
		if other.encode() == details.signing_key {
			return true;
		}
		let Some(others) = Providers::<T>::get(other) else { return false };
		let hosts = (endpoint::host(&details.endpoint), endpoint::host(&others.endpoint));
		let same_host = matches!(hosts, (Some(a), Some(b)) if a.same_machine(&b));
		same_host
			|| details.signing_key == others.signing_key
			|| provider.encode() == others.signing_key
	}
}

impl<T: Config> ProviderBond<T::AccountId> for Pallet<T> {
	fn reserve(provider: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::do_reserve(provider, amount)
	}

	fn release(provider: &T::AccountId, amount: Balance) {
		Self::do_release(provider, amount)
	}

	fn slash(
		provider: &T::AccountId,
		reserved: Balance,
		floor: Balance,
		payee: Option<(&T::AccountId, Balance)>,
	) -> Slashed {
		Self::do_slash(provider, reserved, floor, payee)
	}

	fn pay_from_reserved(
		provider: &T::AccountId,
		amount: Balance,
		payee: &T::AccountId,
	) -> Balance {
		Self::do_pay_from_reserved(provider, amount, payee)
	}

	fn strike(provider: &T::AccountId, reason: StrikeReason) {
		Self::do_strike(provider, reason)
	}

	fn credit(provider: &T::AccountId) {
		Self::do_credit(provider)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_provider(seed: u32, release: ReleaseId, price: TokenPrice) -> T::AccountId {
		crate::benchmarking::drawable_provider::<T>(seed, release, price)
	}
}
