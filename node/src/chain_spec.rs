//! The chains that are known by name. Their genesis comes from the runtime's own presets.

use sc_chain_spec::{ChainType, GenericChainSpec, Properties};
use serde_json::{Value, json};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::{Path, PathBuf};
use stoa_runtime::{WASM_BINARY, genesis_config_presets::STAGING_RUNTIME_PRESET};

/// A chain spec without extensions.
pub type ChainSpec = GenericChainSpec;

/// The chain called `id`: `dev`, `local`, `staging`, or the path of a spec file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	load_with(id, Start::default())
}

/// How a preset begins, if otherwise than by itself.
#[derive(Default)]
pub struct Start<'a> {
	/// A file whose JSON is merged over the preset's genesis.
	pub patch: Option<&'a Path>,
	/// A file with the runtime whose preset it is, in place of the one in this node.
	pub runtime: Option<&'a Path>,
}

/// The same, with another beginning.
pub fn load_with(id: &str, start: Start<'_>) -> Result<ChainSpec, String> {
	let (name, chain, kind, preset) = match id {
		"dev" => ("Development", "stoa_dev", ChainType::Development, DEV_RUNTIME_PRESET),
		"" | "local" => {
			("Local Testnet", "stoa_local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)
		}
		"staging" => ("Stoa Staging", "stoa_staging", ChainType::Live, STAGING_RUNTIME_PRESET),
		path if start.patch.or(start.runtime).is_none() => {
			return ChainSpec::from_json_file(PathBuf::from(path));
		}
		path => {
			return Err(format!(
				"{path} is a spec of its own: --genesis-patch and --runtime apply to presets only"
			));
		}
	};
	let patch = start.patch.map(read_patch).transpose()?;
	if preset == STAGING_RUNTIME_PRESET && !patch.as_ref().is_some_and(names_validators) {
		return Err(no_validators());
	}
	let given = start.runtime.map(|path| std::fs::read(path).map_err(about(path))).transpose()?;
	let wasm = given
		.as_deref()
		.or(WASM_BINARY)
		.ok_or("this node was built without a runtime: build it without SKIP_WASM_BUILD")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(chain)
		.with_chain_type(kind)
		.with_protocol_id("stoa")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.with_genesis_config_patch(patch.unwrap_or_else(|| json!({})))
		.build())
}

fn about<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> String {
	move |error| format!("{}: {error}", path.display())
}

fn read_patch(path: &Path) -> Result<Value, String> {
	let text = std::fs::read(path).map_err(about(path))?;
	serde_json::from_slice(&text).map_err(about(path))
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

	#[test]
	fn staging_should_be_refused_when_nobody_validates() {
		let error = load("staging").err().expect("refused");
		assert!(error.contains("has no validators"), "{error}");
		assert!(!names_validators(&json!({ "session": { "keys": [] } })));
	}
}
