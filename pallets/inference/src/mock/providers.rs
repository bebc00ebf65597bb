//! Simple providers, kept in storage; a provider's bond lies in an account of its own. Those of the tests of channels, too.

use super::*;
use codec::Decode;
use core::ops::Range;
use frame_support::{
	storage_alias,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::{DispatchError, DispatchResult};
use stoa_primitives::frame::{
	Offer, ProviderBond, ProviderInspect, Slashed, StrikeReason, sum_tree::Taken,
};

/// A provider as the mock keeps it; its bond lies in an account of its own.
#[derive(Clone, Encode, Decode)]
pub struct MockProvider {
	pub price: TokenPrice,
	pub weight: u32,
	pub key: [u8; 32],
	pub reserved: Balance,
	pub strikes: Vec<StrikeReason>,
	pub credits: u32,
	pub active: bool,
}

#[storage_alias]
pub type Listed = StorageMap<Mock, frame_support::Twox64Concat, AccountId, MockProvider>;
#[storage_alias]
pub type Order = StorageValue<Mock, Vec<AccountId>, frame_support::pallet_prelude::ValueQuery>;

frame_support::parameter_types! {
	/// When providers last changed.
	pub static ChangedAt: u32 = 0;
}

pub struct Providers;

impl Providers {
	pub fn bond_account(provider: &AccountId) -> AccountId {
		AccountId::new(sp_io::hashing::blake2_256(&(b"bond", provider).encode()))
	}

	pub fn bond(provider: &AccountId) -> Balance {
		Balances::total_balance(&Self::bond_account(provider)).saturating_sub(ED)
	}

	pub fn get(provider: &AccountId) -> MockProvider {
		Listed::get(provider).unwrap()
	}

	pub fn change(provider: &AccountId, f: impl FnOnce(&mut MockProvider)) {
		Listed::mutate(provider, |entry| f(entry.as_mut().unwrap()));
	}

	pub fn add(provider: AccountId, key: [u8; 32], price: TokenPrice, bond: Balance) {
		Balances::mint_into(&provider, 10 * ED).unwrap();
		Balances::mint_into(&Self::bond_account(&provider), bond + ED).unwrap();
		Listed::insert(
			&provider,
			MockProvider {
				price,
				weight: 100,
				key,
				reserved: 0,
				strikes: Vec::new(),
				credits: 0,
				active: true,
			},
		);
		Order::append(provider);
	}

	fn active() -> Vec<AccountId> {
		Order::get().into_iter().filter(|who| Self::get(who).active).collect()
	}

	/// Everyone's place when the active ones are laid end to end.
	fn places() -> Vec<(AccountId, Range<u64>)> {
		let mut end = 0;
		let place = |who: AccountId| {
			let start = end;
			end += u64::from(Self::get(&who).weight);
			(who, start..end)
		};
		Self::active().into_iter().map(place).collect()
	}

	fn take(from: &AccountId, to: Option<&AccountId>, amount: Balance) -> Balance {
		let bond = Self::bond_account(from);
		let amount = amount.min(Self::bond(from));
		let moved = match to {
			Some(to) => Balances::transfer(&bond, to, amount, Preservation::Preserve),
			None => Balances::burn_from(
				&bond,
				amount,
				Preservation::Preserve,
				Precision::Exact,
				Fortitude::Force,
			),
		};
		moved.unwrap_or(0)
	}
}

impl ProviderInspect<AccountId> for Providers {
	fn server_count(_: ReleaseId) -> u32 {
		Self::active().len() as u32
	}

	fn price_floor(_: ReleaseId) -> Option<TokenPrice> {
		Self::active()
			.iter()
			.map(|who| Self::get(who).price)
			.min_by_key(|price| price.per_1k_output)
	}

	fn total_weight(_: ReleaseId) -> u64 {
		Self::active().iter().map(|who| u64::from(Self::get(who).weight)).sum()
	}

	fn servers(_: ReleaseId, limit: u32) -> Vec<(AccountId, Offer)> {
		let offer = |who: AccountId| Self::offer(&who, 0).map(|offer| (who, offer));
		Self::active().into_iter().filter_map(offer).take(limit as usize).collect()
	}

	fn draw(_: ReleaseId, random: u64, taken: &Taken) -> Option<AccountId> {
		let all = Self::places().last().map_or(0, |(_, place)| place.end);
		let point = taken.point(random, all)?;
		Self::places().into_iter().find(|(_, place)| place.contains(&point)).map(|(who, _)| who)
	}

	fn take_out(provider: &AccountId, _: ReleaseId, taken: &mut Taken) {
		if let Some((_, place)) = Self::places().into_iter().find(|(who, _)| who == provider) {
			taken.add(place);
		}
	}

	fn offer(provider: &AccountId, _: ReleaseId) -> Option<Offer> {
		Listed::get(provider)
			.filter(|entry| entry.active)
			.map(|entry| Offer { price: entry.price, weight: entry.weight })
	}

	fn in_draw(provider: &AccountId, _: ReleaseId) -> bool {
		Listed::get(provider).is_some_and(|entry| entry.active)
	}

	fn free_bond(provider: &AccountId) -> Balance {
		Self::bond(provider).saturating_sub(Listed::get(provider).map_or(0, |entry| entry.reserved))
	}

	fn signing_key(provider: &AccountId) -> Option<[u8; 32]> {
		Listed::get(provider).map(|entry| entry.key)
	}

	fn transport_key(_: &AccountId) -> Option<[u8; 32]> {
		Some([0; 32])
	}

	fn endpoint(_: &AccountId) -> Option<Vec<u8>> {
		Some(b"https://provider.example".to_vec())
	}

	fn changed_at(_: &AccountId) -> u32 {
		ChangedAt::get()
	}

	fn related(provider: &AccountId, other: &AccountId) -> bool {
		let key = |who| Listed::get(who).map(|entry| entry.key);
		provider == other || (key(provider).is_some() && key(provider) == key(other))
	}
}

impl ProviderBond<AccountId> for Providers {
	fn reserve(provider: &AccountId, amount: Balance) -> DispatchResult {
		if Self::free_bond(provider) < amount {
			return Err(DispatchError::Other("bond"));
		}
		Self::change(provider, |entry| entry.reserved += amount);
		Ok(())
	}

	fn release(provider: &AccountId, amount: Balance) {
		Self::change(provider, |entry| {
			entry.reserved = entry.reserved.checked_sub(amount).unwrap()
		});
	}

	fn slash(
		provider: &AccountId,
		reserved: Balance,
		floor: Balance,
		payee: Option<(&AccountId, Balance)>,
	) -> Slashed {
		Self::release(provider, reserved);
		let amount = (reserved + floor).min(Self::bond(provider));
		let part = payee.map_or(0, |(_, part)| part.min(amount * 2 / 5));
		let paid = Self::take(provider, payee.map(|(to, _)| to), part);
		let burned = Self::take(provider, None, amount - paid);
		Slashed { taken: paid + burned, paid }
	}

	fn pay_from_reserved(provider: &AccountId, amount: Balance, payee: &AccountId) -> Balance {
		let amount = amount.min(Self::get(provider).reserved);
		let moved = Self::take(provider, Some(payee), amount);
		Self::release(provider, moved);
		moved
	}

	fn strike(provider: &AccountId, reason: StrikeReason) {
		Self::change(provider, |entry| entry.strikes.push(reason));
	}

	fn rest(provider: &AccountId) {
		Self::change(provider, |entry| entry.active = false);
	}

	fn credit(provider: &AccountId) {
		Self::change(provider, |entry| entry.credits += 1);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_provider(seed: u32, _: ReleaseId, price: TokenPrice) -> AccountId {
		use sp_core::crypto::KeyTypeId;
		use stoa_primitives::frame::BENCHMARK_KEY_TYPE;
		let provider = AccountId::new(sp_io::hashing::blake2_256(&(b"bench", seed).encode()));
		let key = sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), None);
		Self::add(provider.clone(), key.0, price, 1_000_000_000 * STOA);
		provider
	}
}
