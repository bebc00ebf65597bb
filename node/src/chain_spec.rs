//! The chains that are known by name. Their genesis comes from the runtime's own presets.

use sc_chain_spec::{ChainType, GenericChainSpec, Properties};
use serde_json::Value;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::{Path, PathBuf};
use stoa_runtime::{WASM_BINARY, genesis_config_presets::STAGING_RUNTIME_PRESET};

/// A chain spec without extensions.
pub type ChainSpec = GenericChainSpec;

/// The chain called `id`: `dev`, `local`, `staging`, or the path of a spec file. `patch` is merged over
/// a preset's genesis.
pub fn load(id: &str, patch: Option<&Path>) -> Result<ChainSpec, String> {
	let patch = patch.map(read_patch).transpose()?;
	match id {
		"dev" => {
			preset("Development", "stoa_dev", ChainType::Development, DEV_RUNTIME_PRESET, patch)
		}
		"" | "local" => preset(
			"Local Testnet",
			"stoa_local",
			ChainType::Local,
			LOCAL_TESTNET_RUNTIME_PRESET,
			patch,
		),
		"staging" => {
			let patch = patch.filter(names_validators).ok_or_else(no_validators)?;
			preset(
				"Stoa Staging",
				"stoa_staging",
				ChainType::Live,
				STAGING_RUNTIME_PRESET,
				Some(patch),
			)
		}
		path if patch.is_none() => ChainSpec::from_json_file(PathBuf::from(path)),
		path => {
			Err(format!("{path} is a spec of its own: --genesis-patch applies to presets only"))
		}
	}
}

fn preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
	patch: Option<Value>,
) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY
		.ok_or("this node was built without a runtime: build it without SKIP_WASM_BUILD")?;
	let builder = ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id("stoa")
		.with_properties(properties());
	let builder = match patch {
		None => builder.with_genesis_config_preset_name(preset),
		Some(patch) => builder.with_genesis_config_patch(merged(preset, patch)?),
	};
	Ok(builder.build())
}

/// The patch that is the preset, with `patch` merged over it.
fn merged(preset: &str, patch: Value) -> Result<Value, String> {
	let bytes = stoa_runtime::genesis_config_presets::get_preset(&preset.into())
		.ok_or_else(|| format!("the runtime has no preset {preset}"))?;
	let mut genesis = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
	merge(&mut genesis, patch);
	Ok(genesis)
}

/// RFC 7386.
fn merge(target: &mut Value, patch: Value) {
	let Value::Object(patch) = patch else {
		*target = patch;
		return;
	};
	if !target.is_object() {
		*target = Value::Object(Default::default());
	}
	let Some(target) = target.as_object_mut() else { return };
	for (key, value) in patch {
		if value.is_null() {
			target.remove(&key);
		} else {
			merge(target.entry(key).or_insert(Value::Null), value);
		}
	}
}

fn read_patch(path: &Path) -> Result<Value, String> {
	let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
	serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn names_validators(patch: &Value) -> bool {
	patch["session"]["keys"].as_array().is_some_and(|keys| !keys.is_empty())
}

fn no_validators() -> String {
	"the staging preset has no validators: name them in a file \
	 {\"session\": {\"keys\": [[ACCOUNT, ACCOUNT, {\"babe\": …, \"grandpa\": …, …}], …]}, \
	 \"balances\": {\"balances\": [[ACCOUNT, PLANCK], …]}} and export a spec from it: \
	 stoa-node export-chain-spec --chain staging --genesis-patch FILE --raw --output SPEC; \
	 then run with --chain SPEC (docs/run-a-node.md)"
		.into()
}

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "STOA".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn staging_should_be_refused_when_nobody_validates() {
		let error = load("staging", None).err().expect("refused");
		assert!(error.contains("has no validators"), "{error}");
		assert!(!names_validators(&json!({ "session": { "keys": [] } })));
	}

	#[test]
	fn patches_should_merge_by_rfc_7386() {
		let mut genesis = json!({ "a": { "b": 1, "c": 2 }, "d": [1] });
		merge(&mut genesis, json!({ "a": { "b": null, "e": { "f": 3 } }, "d": [2] }));
		assert_eq!(genesis, json!({ "a": { "c": 2, "e": { "f": 3 } }, "d": [2] }));
	}
}
