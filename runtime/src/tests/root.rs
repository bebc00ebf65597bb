//! No sudo except on a development chain: the pallet is in the one wasm, and without a key nobody can use it.

use super::{calls::metadata_inside, chain};
use crate::{
	AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, Sudo, TechnicalCommittee,
	constants::money::STOA,
	genesis_config_presets::{STAGING_RUNTIME_PRESET, preset_names},
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use scale_info::{PortableRegistry, TypeDef, form::PortableForm};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	Weight,
	traits::{BlakeTwo256, Dispatchable, Hash},
};

const MARK: &[u8] = b"only root writes here";

/// What only root can do.
fn roots_call() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::set_storage {
		items: vec![(MARK.to_vec(), b"x".to_vec())],
	})
}

fn root_was_there() -> bool {
	sp_io::storage::get(MARK).is_some()
}

/// Names of the fields of a call whose type is a call: the runtime's own enum of them.
fn carried(
	types: &PortableRegistry,
	fields: &[scale_info::Field<PortableForm>],
) -> Vec<Option<String>> {
	let is_call = |id: u32| {
		let ty = types.resolve(id).expect("a type");
		ty.path.segments.last().is_some_and(|name| name == "RuntimeCall")
	};
	let nested = |id: u32| match &types.resolve(id).expect("a type").type_def {
		TypeDef::Sequence(sequence) => is_call(sequence.type_param.id),
		_ => is_call(id),
	};
	fields.iter().filter(|field| nested(field.ty.id)).map(|field| field.name.clone()).collect()
}

/// Every call of the metadata that carries another one.
fn carriers() -> Vec<String> {
	let metadata = metadata_inside();
	let mut found = Vec::new();
	for pallet in &metadata.pallets {
		let Some(ty) = &pallet.calls else { continue };
		let TypeDef::Variant(variants) = &metadata.types.resolve(ty.ty.id).unwrap().type_def else {
			continue;
		};
		for call in &variants.variants {
			if !carried(&metadata.types, &call.fields).is_empty() {
				found.push(format!("{}.{}", pallet.name, call.name));
			}
		}
	}
	found.sort();
	found
}

fn boxed() -> Box<RuntimeCall> {
	Box::new(roots_call())
}

/// An attempt by the name of its call.
type Attempt = (&'static str, RuntimeCall);

fn by_multisig_or_proxy(who: &AccountId) -> Vec<Attempt> {
	let other_signatories = vec![AccountId::new([9; 32])];
	let multisig = pallet_multisig::Call::<Runtime>::as_multi {
		threshold: 2,
		other_signatories: other_signatories.clone(),
		maybe_timepoint: None,
		call: boxed(),
		max_weight: Weight::zero(),
	};
	let alone =
		pallet_multisig::Call::<Runtime>::as_multi_threshold_1 { other_signatories, call: boxed() };
	let real = || crate::Address::from(who.clone());
	let proxy = pallet_proxy::Call::<Runtime>::proxy {
		real: real(),
		force_proxy_type: None,
		call: boxed(),
	};
	let announced = pallet_proxy::Call::<Runtime>::proxy_announced {
		delegate: real(),
		real: real(),
		force_proxy_type: None,
		call: boxed(),
	};
	vec![
		("Multisig.as_multi", multisig.into()),
		("Multisig.as_multi_threshold_1", alone.into()),
		("Proxy.proxy", proxy.into()),
		("Proxy.proxy_announced", announced.into()),
	]
}

fn by_schedule() -> Vec<Attempt> {
	type Call = pallet_scheduler::Call<Runtime>;
	let (maybe_periodic, priority, id) = (None, 0, [0; 32]);
	let at = Call::schedule { when: 2, maybe_periodic, priority, call: boxed() };
	let after = Call::schedule_after { after: 1, maybe_periodic, priority, call: boxed() };
	let named = Call::schedule_named { id, when: 2, maybe_periodic, priority, call: boxed() };
	let named_after =
		Call::schedule_named_after { id, after: 1, maybe_periodic, priority, call: boxed() };
	vec![
		("Scheduler.schedule", at.into()),
		("Scheduler.schedule_after", after.into()),
		("Scheduler.schedule_named", named.into()),
		("Scheduler.schedule_named_after", named_after.into()),
	]
}

fn by_sudo_or_committee(who: &AccountId) -> Vec<Attempt> {
	type Committee = pallet_collective::Call<Runtime>;
	type Call = pallet_sudo::Call<Runtime>;
	let unchecked = Call::sudo_unchecked_weight { call: boxed(), weight: Weight::zero() };
	let length_bound = 1_000;
	let propose = Committee::propose { threshold: 1, proposal: boxed(), length_bound };
	vec![
		("Sudo.sudo", Call::sudo { call: boxed() }.into()),
		("Sudo.sudo_as", Call::sudo_as { who: who.clone().into(), call: boxed() }.into()),
		("Sudo.sudo_unchecked_weight", unchecked.into()),
		(
			"TechnicalCommittee.execute",
			Committee::execute { proposal: boxed(), length_bound }.into(),
		),
		("TechnicalCommittee.propose", propose.into()),
	]
}

fn by_utility_or_whitelist() -> Vec<Attempt> {
	type Call = pallet_utility::Call<Runtime>;
	let root = || Box::new(crate::OriginCaller::system(frame_system::RawOrigin::Root));
	let fallible = Call::dispatch_as_fallible { as_origin: root(), call: boxed() };
	let whitelisted = pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage {
		call: boxed(),
	};
	let calls = || vec![roots_call()];
	vec![
		("Utility.as_derivative", Call::as_derivative { index: 0, call: boxed() }.into()),
		("Utility.batch", Call::batch { calls: calls() }.into()),
		("Utility.batch_all", Call::batch_all { calls: calls() }.into()),
		("Utility.dispatch_as", Call::dispatch_as { as_origin: root(), call: boxed() }.into()),
		("Utility.dispatch_as_fallible", fallible.into()),
		("Utility.force_batch", Call::force_batch { calls: calls() }.into()),
		("Utility.if_else", Call::if_else { main: boxed(), fallback: boxed() }.into()),
		("Utility.with_weight", Call::with_weight { call: boxed(), weight: Weight::zero() }.into()),
		("Whitelist.dispatch_whitelisted_call_with_preimage", whitelisted.into()),
	]
}

/// All that carry another call, and the least effort by which an account might have it carry root's.
fn attempts(who: &AccountId) -> Vec<Attempt> {
	[by_multisig_or_proxy(who), by_schedule(), by_sudo_or_committee(who), by_utility_or_whitelist()]
		.concat()
}

#[test]
fn only_a_development_chain_should_have_a_sudo_key() {
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			let has_key = pallet_sudo::Key::<Runtime>::exists();
			assert_eq!(has_key, preset.as_str() == DEV_RUNTIME_PRESET, "{preset}");
		});
	}
}

/// Names every call that could carry another to root, from the metadata; none of them does.
#[test]
fn no_call_should_reach_root_when_the_chain_is_not_for_development() {
	let expected: Vec<_> =
		attempts(&AccountId::new([1; 32])).iter().map(|(name, _)| name.to_string()).collect();
	let found = sp_io::TestExternalities::default().execute_with(carriers);
	assert_eq!(found, expected, "a call that carries another is missing here");
	let somebody = Sr25519Keyring::Alice.to_account_id();
	for (name, attempt) in attempts(&somebody) {
		chain(STAGING_RUNTIME_PRESET).execute_with(|| {
			assert_ok!(Balances::mint_into(&somebody, 1_000_000 * STOA));
			// The outcome may be an error or an event: what counts is whether root was there.
			let _ = attempt.clone().dispatch(RuntimeOrigin::signed(somebody.clone()));
			super::governance::next_blocks(5);
			assert!(!root_was_there(), "{name}");
		});
		chain(STAGING_RUNTIME_PRESET).execute_with(|| {
			let _ = attempt.dispatch(RuntimeOrigin::none());
			super::governance::next_blocks(5);
			assert!(!root_was_there(), "{name} of nobody");
		});
	}
}

#[test]
fn all_of_the_committee_should_not_be_root() {
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		let members: Vec<_> =
			[Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|k| k.to_account_id()).into();
		for member in &members {
			assert_ok!(Balances::mint_into(member, STOA));
		}
		assert_ok!(TechnicalCommittee::set_members(
			RuntimeOrigin::root(),
			members.clone(),
			None,
			0
		));
		let call = roots_call();
		let (hash, len) = (BlakeTwo256::hash_of(&call), call.encoded_size() as u32);
		let by = |who: &AccountId| RuntimeOrigin::signed(who.clone());
		assert_ok!(TechnicalCommittee::propose(by(&members[0]), 2, Box::new(call.clone()), len));
		for member in &members {
			assert_ok!(TechnicalCommittee::vote(by(member), hash, 0, true));
		}
		let weight = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&call).call_weight;
		assert_ok!(TechnicalCommittee::close(by(&members[0]), hash, 0, weight, len));
		assert!(!root_was_there());
	});
}

#[test]
fn sudo_should_refuse_everybody_when_it_has_no_key() {
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		let by_alice = || RuntimeOrigin::signed(alice.clone());
		let refused = pallet_sudo::Error::<Runtime>::RequireSudo;
		assert_noop!(Sudo::sudo(by_alice(), Box::new(roots_call())), refused);
		let refused = pallet_sudo::Error::<Runtime>::RequireSudo;
		assert_noop!(Sudo::set_key(by_alice(), alice.clone().into()), refused);
	});
}
