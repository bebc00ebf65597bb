//! Benchmarks: every call at its worst, and the activation queue.
#![allow(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects
)]

use super::*;
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	EnsureOrigin, Get,
	fungible::{Balanced, Inspect},
	tokens::Precision,
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use sp_core::{crypto::KeyTypeId, sr25519};
use stoa_primitives::{
	Balance, Digest, ReleaseId, Ruling, STOA, TokenPrice,
	frame::{
		BENCHMARK_KEY_TYPE, CaseOutcome, ModelInspect, OnRuling, StrikeReason, sum_tree::FAN_OUT,
	},
};

const PRICE: TokenPrice = TokenPrice { per_1k_input: 10, per_1k_output: 20 };

fn min_bond<T: Config>() -> Balance {
	T::MinBond::get().max(STOA)
}

fn funded<T: Config>(name: &'static str, seed: u32) -> T::AccountId {
	let who: T::AccountId = account(name, seed, 0);
	let amount = min_bond::<T>()
		.saturating_mul(1_000_000)
		.saturating_add(T::Currency::minimum_balance().saturating_mul(1_000));
	drop(T::Currency::deposit(&who, amount, Precision::Exact).expect("funds can be issued"));
	who
}

/// An endpoint of full length, another one for each seed.
fn long_endpoint(seed: u32) -> Endpoint {
	let host = format!("https://provider-{seed}.example.org:65535/");
	let mut bytes = host.into_bytes();
	bytes.resize(MAX_ENDPOINT_BYTES as usize, b'a');
	bytes.try_into().expect("of full length")
}

/// A signing key that lies in the keystore, another one for each seed.
fn generated_key(seed: &str) -> sr25519::Public {
	let seed = format!("//{seed}").into_bytes();
	sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), Some(seed))
}

/// Makes `account` a provider if it is none, and signs `digest` as it.
pub(crate) fn sign_as<T: Config>(account: &T::AccountId, digest: &Digest) -> [u8; 64] {
	if !Providers::<T>::contains_key(account) {
		let bond = min_bond::<T>();
		drop(T::Currency::deposit(account, bond * 2, Precision::Exact).expect("funds"));
		let (key, endpoint) = (generated_key("spoken-for"), long_endpoint(0));
		Pallet::<T>::do_register(account.clone(), key.0, [7; 32], endpoint, bond)
			.expect("registers");
	}
	let key = sr25519::Public::from_raw(Providers::<T>::get(account).unwrap().signing_key);
	let signature = sp_io::crypto::sr25519_sign(KeyTypeId(BENCHMARK_KEY_TYPE), &key, digest);
	signature.expect("the key lies in the keystore").0
}

pub(crate) fn registered<T: Config>(seed: u32) -> T::AccountId {
	let who = funded::<T>("provider", seed);
	let key = generated_key(&format!("provider{seed}"));
	let bond = min_bond::<T>().saturating_mul(1_000);
	let endpoint = long_endpoint(seed);
	Pallet::<T>::do_register(who.clone(), key.0, [7; 32], endpoint, bond).expect("registers");
	who
}

/// Lets everything of `who` that waits into the trees.
fn activate_now<T: Config>(who: &T::AccountId) {
	// What happened while something waited waits in its turn.
	loop {
		let details = Providers::<T>::get(who).expect("registered");
		let places = details.served.iter().filter_map(|release| {
			let served = Serving::<T>::get(who, release).expect("served");
			served.pending.map(|pending| pending.position)
		});
		let weight = details.pending.as_ref().map(|pending| pending.position);
		let positions: Vec<_> = weight.into_iter().chain(places).collect();
		if positions.is_empty() {
			break;
		}
		for position in positions {
			let entry = ActivationQueue::<T>::take(position).expect("queued");
			Pallet::<T>::settle_activation(entry);
		}
	}
	// What left the queue on this way must not be visited.
	if ActivationQueue::<T>::iter_keys().next().is_none() {
		QueueHead::<T>::put(QueueTail::<T>::get());
	}
}

/// A provider that serves `release` and as many others as it may, and can be drawn.
pub(crate) fn drawable_provider<T: Config>(
	seed: u32,
	release: ReleaseId,
	price: TokenPrice,
) -> T::AccountId {
	let who = registered::<T>(seed);
	Pallet::<T>::do_serve(who.clone(), release, price).expect("serves");
	for _ in 1..T::MaxServed::get() {
		serve_another::<T>(&who);
	}
	activate_now::<T>(&who);
	who
}

fn serve_another<T: Config>(who: &T::AccountId) -> ReleaseId {
	let release = T::Models::benchmark_release(who, 1);
	Pallet::<T>::do_serve(who.clone(), release, PRICE).expect("serves");
	release
}

/// A provider that serves `count` releases, each beside another provider.
fn serving<T: Config>(count: u32) -> T::AccountId {
	let who = registered::<T>(0);
	for _ in 0..count {
		serve_another::<T>(&who);
	}
	activate_now::<T>(&who);
	who
}

/// A provider whose strikes have taken it out of the draws.
fn struck<T: Config>() -> T::AccountId {
	let who = serving::<T>(T::MaxServed::get());
	let reason = StrikeReason::NoCommitment;
	(0..T::MaxStrikes::get()).for_each(|_| Pallet::<T>::do_strike(&who, reason));
	activate_now::<T>(&who);
	who
}

/// A provider in the first slot of a release of its own.
fn leaver<T: Config>(seed: u32) -> (T::AccountId, ReleaseId) {
	let who = registered::<T>(seed);
	let release = serve_another::<T>(&who);
	activate_now::<T>(&who);
	(who, release)
}

/// One more provider, that serves all of `releases`.
fn join_all<T: Config>(seed: u32, releases: &[(T::AccountId, ReleaseId)]) {
	let who = registered::<T>(seed);
	for (_, release) in releases {
		Pallet::<T>::do_serve(who.clone(), *release, PRICE).expect("serves");
	}
	activate_now::<T>(&who);
}

fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(BlockNumberFor::<T>::from(block));
}

/// Fills the unbonding chunks but for `room`. Nothing waits afterwards.
fn fill_chunks<T: Config>(who: &T::AccountId, room: u32) {
	for _ in room..T::MaxUnbondingChunks::get() {
		Pallet::<T>::do_unbond(who.clone(), 1).expect("unbonds");
		set_now::<T>(Pallet::<T>::now() + 1);
	}
	activate_now::<T>(who);
}

fn largest_claims() -> HardwareClaims {
	let gpu = GpuClaim {
		model: vec![b'x'; MAX_GPU_MODEL_BYTES as usize].try_into().expect("fits"),
		count: u16::MAX,
		vram_mib: u32::MAX,
	};
	HardwareClaims {
		gpus: vec![gpu; MAX_GPU_KINDS as usize].try_into().expect("fits"),
		cpu_cores: u16::MAX,
		memory_mib: u32::MAX,
		disk_gib: u32::MAX,
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let who = funded::<T>("provider", 0);
		let bond = min_bond::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), [1; 32], [2; 32], long_endpoint(0), bond);
		assert!(Providers::<T>::contains_key(who));
	}

	#[benchmark]
	fn deregister() {
		let who = serving::<T>(T::MaxServed::get());
		fill_chunks::<T>(&who, 1);
		for release in Providers::<T>::get(&who).unwrap().served {
			Pallet::<T>::do_unserve(who.clone(), release).unwrap();
		}
		let expires_at = Pallet::<T>::now() + T::MaxHardwareAge::get();
		Pallet::<T>::do_set_hardware(who.clone(), largest_claims(), expires_at).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(Providers::<T>::get(who).unwrap().status, ProviderStatus::Leaving);
	}

	#[benchmark]
	fn bond_extra() {
		let who = serving::<T>(T::MaxServed::get());
		// The least bond, so that the increase adds weight.
		let free = Providers::<T>::get(&who).unwrap().free_bond() - min_bond::<T>();
		Pallet::<T>::do_unbond(who.clone(), free).unwrap();
		activate_now::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), min_bond::<T>());
		assert_eq!(Providers::<T>::get(who).unwrap().bond, min_bond::<T>() * 2);
	}

	#[benchmark]
	fn unbond() {
		let who = serving::<T>(T::MaxServed::get());
		fill_chunks::<T>(&who, 1);
		let free = Providers::<T>::get(&who).unwrap().free_bond() - min_bond::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), free);
		assert_eq!(Providers::<T>::get(who).unwrap().bond, min_bond::<T>());
	}

	#[benchmark]
	fn withdraw_unbonded() {
		// The last withdrawal: everything goes.
		let who = registered::<T>(0);
		fill_chunks::<T>(&who, 1);
		Pallet::<T>::do_deregister(who.clone()).unwrap();
		activate_now::<T>(&who);
		set_now::<T>(Pallet::<T>::now() + T::UnbondingPeriod::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(!Providers::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_endpoint() {
		let who = serving::<T>(T::MaxServed::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), long_endpoint(1));
		assert_eq!(Providers::<T>::get(who).unwrap().endpoint, long_endpoint(1));
	}

	#[benchmark]
	fn set_keys() {
		let who = serving::<T>(T::MaxServed::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), [8; 32], [9; 32]);
		assert_eq!(Providers::<T>::get(who).unwrap().signing_key, [8; 32]);
	}

	#[benchmark]
	fn set_hardware() {
		let who = serving::<T>(T::MaxServed::get());
		let expires_at = Pallet::<T>::now() + T::MaxHardwareAge::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), largest_claims(), expires_at);
		assert!(Hardware::<T>::contains_key(who));
	}

	#[benchmark]
	fn serve() {
		let who = serving::<T>(T::MaxServed::get() - 1);
		let release = T::Models::benchmark_release(&who, 1);
		let other = registered::<T>(1);
		Pallet::<T>::do_serve(other, release, PRICE).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), release, PRICE);
		assert!(Serving::<T>::contains_key(who, release));
	}

	#[benchmark]
	fn unserve() {
		let who = serving::<T>(T::MaxServed::get());
		let release = Providers::<T>::get(&who).unwrap().served[0];
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), release);
		assert!(Serving::<T>::get(who, release).unwrap().leaving);
	}

	#[benchmark]
	fn chill() {
		let who = serving::<T>(T::MaxServed::get());
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_ne!(Providers::<T>::get(who).unwrap().status, ProviderStatus::Active);
	}

	#[benchmark]
	fn activate() {
		let who = serving::<T>(T::MaxServed::get());
		Pallet::<T>::do_chill(who.clone()).unwrap();
		activate_now::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(Providers::<T>::get(who).unwrap().status, ProviderStatus::Active);
	}

	#[benchmark]
	fn force_chill() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let who = serving::<T>(T::MaxServed::get());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert_ne!(Providers::<T>::get(who).unwrap().status, ProviderStatus::Active);
		Ok(())
	}

	#[benchmark]
	fn drop_expired_hardware() {
		let who = serving::<T>(1);
		let expires_at = Pallet::<T>::now() + T::MaxHardwareAge::get();
		Pallet::<T>::do_set_hardware(who.clone(), largest_claims(), expires_at).unwrap();
		set_now::<T>(expires_at);
		let anyone: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), who.clone());
		assert!(!Hardware::<T>::contains_key(who));
	}

	#[benchmark]
	fn appeal_strikes() {
		let who = struck::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(StrikeAppeals::<T>::contains_key(who));
	}

	#[benchmark]
	fn on_ruling() {
		let who = struck::<T>();
		Pallet::<T>::do_appeal_strikes(who.clone()).expect("it has strikes");
		let outcome = CaseOutcome {
			case: 0,
			claimant: who.clone(),
			respondent: T::StrikeRespondent::get(),
			ruling: Some(Ruling::Restore),
			at_stake: 0,
		};
		#[block]
		{
			<Pallet<T> as OnRuling<_, _>>::on_ruling(&who, &outcome);
		}
		assert_eq!(Providers::<T>::get(who).unwrap().record.strikes, 0);
	}

	#[benchmark]
	fn on_initialize(n: Linear<0, { T::MaxActivationsPerBlock::get() }>) {
		// Each entry is another provider's and another release's, so that nothing is shared: it leaves a
		// tree, and one from another branch takes its slot.
		let who: Vec<_> = (0..n).map(|seed| leaver::<T>(seed)).collect();
		let mut seed = n;
		for releases in who.chunks(T::MaxServed::get() as usize) {
			for _ in 0..=FAN_OUT {
				seed += 1;
				join_all::<T>(seed, releases);
			}
		}
		for (who, release) in &who {
			Pallet::<T>::do_unserve(who.clone(), *release).unwrap();
		}
		set_now::<T>(Pallet::<T>::now() + T::ActivationDelay::get());
		let visited;
		#[block]
		{
			visited = Pallet::<T>::settle_activations();
		}
		assert_eq!(visited, n);
		assert!(who.iter().all(|(who, release)| {
			!Serving::<T>::contains_key(who, release)
				&& Releases::<T>::get(release)
					.is_some_and(|servers| servers.slots as usize > FAN_OUT)
		}));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
