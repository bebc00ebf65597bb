//! Tests of the whole runtime: what no pallet can test by itself.

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod blocks;
mod calls;
mod channels;
mod clock;
mod contracts;
mod court;
mod datasets;
mod documented;
mod exact;
mod extension;
mod fees;
mod governance;
mod issuance;
mod leases;
mod market;
mod moot;
mod pauses;
mod powers;
mod presets;
mod proxies;
mod rewards;
mod root;
mod session;
mod staking;
mod tracks;

use crate::{RuntimeGenesisConfig, System, genesis_config_presets};
use frame_support::genesis_builder_helper::build_state;
use serde_json::Value;
use sp_io::TestExternalities;

/// A chain that begins with `preset`, at block 1.
fn chain(preset: &str) -> TestExternalities {
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		build_state::<RuntimeGenesisConfig>(full_genesis(preset)).expect("the genesis builds");
		System::set_block_number(1);
	});
	ext
}

/// The default genesis with the preset merged over it, as the node does it.
fn full_genesis(preset: &str) -> Vec<u8> {
	let patch = genesis_config_presets::get_preset(&preset.into()).expect("the preset exists");
	let patch: Value = serde_json::from_slice(&patch).expect("JSON");
	let mut genesis =
		serde_json::to_value(RuntimeGenesisConfig::default()).expect("the default is JSON");
	merge(&mut genesis, patch);
	serde_json::to_vec(&genesis).expect("JSON")
}

fn merge(target: &mut Value, patch: Value) {
	match (target, patch) {
		(Value::Object(target), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(target.entry(key).or_insert(Value::Null), value);
			}
		}
		(target, patch) => *target = patch,
	}
}

/// All pallets' invariants.
fn try_state() {
	use frame_support::traits::{TryState, TryStateSelect};
	crate::AllPalletsWithSystem::try_state(System::block_number(), TryStateSelect::All)
		.expect("every invariant holds");
}
