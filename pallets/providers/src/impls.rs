//! The traits that other pallets use.

use crate::{
	Config, Pallet, ProviderBond, ProviderDetails, ProviderInspect, ProviderStatus, Providers,
	Releases, Servers, Serving, endpoint, serving::DrawTree,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::traits::Get;
use sp_core::sr25519;
use sp_runtime::DispatchResult;
use stoa_primitives::{
	Balance, BlockNumber, Digest, ReleaseId, TokenPrice,
	frame::{
		Backed, Backing, Offer, ProviderStanding, Slashed, SpokenFor, StrikeReason,
		sum_tree::{self, Taken},
	},
};

impl<T: Config> ProviderInspect<T::AccountId> for Pallet<T> {
	fn server_count(release: ReleaseId) -> u32 {
		Releases::<T>::get(release).map_or(0, |servers| servers.drawable)
	}

	fn price_floor(release: ReleaseId) -> Option<TokenPrice> {
		Releases::<T>::get(release).map(|servers| servers.floor)
	}

	fn total_weight(release: ReleaseId) -> u64 {
		sum_tree::total(&DrawTree::<T>::of(release))
	}

	fn servers(release: ReleaseId, limit: u32) -> Vec<(T::AccountId, Offer)> {
		let slots = Releases::<T>::get(release).map_or(0, |servers| servers.slots);
		(0..slots.min(limit))
			.filter_map(|slot| Servers::<T>::get(release, slot))
			.filter_map(|who| Self::offer(&who, release).map(|offer| (who, offer)))
			.collect()
	}

	fn draw(release: ReleaseId, random: u64, taken: &Taken) -> Option<T::AccountId> {
		let tree = DrawTree::<T>::of(release);
		let point = taken.point(random, sum_tree::total(&tree))?;
		Servers::<T>::get(release, sum_tree::find(&tree, point)?)
	}

	fn take_out(provider: &T::AccountId, release: ReleaseId, taken: &mut Taken) {
		let slot = Serving::<T>::get(provider, release).and_then(|served| served.slot);
		if let Some(slot) = slot {
			taken.add(sum_tree::place(&DrawTree::<T>::of(release), slot));
		}
	}

	fn offer(provider: &T::AccountId, release: ReleaseId) -> Option<Offer> {
		let served = Serving::<T>::get(provider, release)?;
		let weight = Self::counts(provider, &Providers::<T>::get(provider)?, &served);
		(weight > 0).then_some(Offer { price: served.price, weight })
	}

	fn in_draw(provider: &T::AccountId, release: ReleaseId) -> bool {
		let slot = Serving::<T>::get(provider, release).and_then(|served| served.slot);
		let weight = || Providers::<T>::get(provider).map_or(0, |details| details.weight);
		slot.is_some() && weight() > 0
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
		let one = Self::settled(provider);
		let two = Self::settled(other);
		let named = |details: &Option<ProviderDetails<T>>, who: &T::AccountId| {
			details.as_ref().is_some_and(|details| who.encode() == details.signing_key)
		};
		if named(&one, other) || named(&two, provider) {
			return true;
		}
		if Self::backs(provider, other) || Self::backs(other, provider) {
			return true;
		}
		let (Some(one), Some(two)) = (one, two) else { return false };
		let hosts = (endpoint::host(&one.endpoint), endpoint::host(&two.endpoint));
		let same_host = matches!(hosts, (Some(a), Some(b)) if a.same_machine(&b));
		same_host || one.signing_key == two.signing_key
	}

	fn changed_at(provider: &T::AccountId) -> BlockNumber {
		let last = |details: ProviderDetails<T>| details.changed_at.max(details.reduced_at);
		Providers::<T>::get(provider).map_or(0, last)
	}
}

impl<T: Config> ProviderStanding<T::AccountId> for Pallet<T> {
	fn may_sell(provider: &T::AccountId) -> bool {
		Providers::<T>::get(provider)
			.is_some_and(|details| details.status == ProviderStatus::Active)
	}

	fn strike(provider: &T::AccountId, reason: StrikeReason) {
		Self::do_strike(provider, reason)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_seller(seed: u32) -> T::AccountId {
		crate::benchmarking::registered::<T>(seed)
	}
}

impl<T: Config> SpokenFor<T::AccountId> for Pallet<T> {
	fn speaks_for(who: &T::AccountId, account: &T::AccountId) -> bool {
		let key = || Providers::<T>::get(account).map(|details| details.signing_key);
		who == account || key().is_some_and(|key| who.encode() == key)
	}

	fn signed(account: &T::AccountId, digest: &Digest, signature: &[u8; 64]) -> bool {
		let Some(details) = Providers::<T>::get(account) else { return false };
		let signature = sr25519::Signature::from_raw(*signature);
		let key = sr25519::Public::from_raw(details.signing_key);
		sp_io::crypto::sr25519_verify(&signature, digest, &key)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(account: &T::AccountId, digest: &Digest) -> [u8; 64] {
		crate::benchmarking::sign_as::<T>(account, digest)
	}
}

impl<T: Config> Pallet<T> {
	/// A provider, unless its keys or endpoint are newer than the activation delay. Whoever has seen a draw
	/// could else take over the host of somebody who was drawn, to have it passed over.
	fn settled(who: &T::AccountId) -> Option<ProviderDetails<T>> {
		let old = |details: &ProviderDetails<T>| {
			details.changed_at.saturating_add(T::ActivationDelay::get()) <= Self::now()
		};
		Providers::<T>::get(who).filter(old)
	}

	/// Whether much of what stands behind `provider` is `backer`'s: it would lose with it.
	fn backs(provider: &T::AccountId, backer: &T::AccountId) -> bool {
		Providers::<T>::get(provider)
			.is_some_and(|details| T::Backing::is_large(provider, details.bond, backer))
	}
}

impl<T: Config> Backed<T::AccountId> for Pallet<T> {
	fn own_bond(provider: &T::AccountId) -> Option<Balance> {
		Self::staying(provider).ok().map(|details| details.bond)
	}

	fn leaving_bond(provider: &T::AccountId) -> Option<Balance> {
		let leaves = |details: &ProviderDetails<T>| details.status == ProviderStatus::Leaving;
		Providers::<T>::get(provider).filter(leaves).map(|details| details.unbonding_total())
	}

	fn backing_changed(provider: &T::AccountId) {
		if let Some(details) = Providers::<T>::get(provider) {
			Self::update(provider, details);
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_backed(seed: u32) -> T::AccountId {
		crate::benchmarking::registered::<T>(seed)
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

	fn rest(provider: &T::AccountId) {
		Self::do_rest(provider)
	}

	fn credit(provider: &T::AccountId) {
		Self::do_credit(provider)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_provider(seed: u32, release: ReleaseId, price: TokenPrice) -> T::AccountId {
		crate::benchmarking::drawable_provider::<T>(seed, release, price)
	}
}
