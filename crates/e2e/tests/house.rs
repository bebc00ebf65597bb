//! Keeps who may know whom (docs/ARCHITECTURE.md), which licences we build on, and where code comes from.

use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::{
	collections::{BTreeMap, BTreeSet},
	process::Command,
};

fn metadata() -> Value {
	metadata_with(&["--all-features"])
}

fn metadata_with(features: &[&str]) -> Value {
	let out = Command::new(env!("CARGO"))
		.args(["metadata", "--format-version", "1", "--locked"])
		.args(features)
		.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
		.output()
		.expect("cargo metadata runs");
	assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
	serde_json::from_slice(&out.stdout).expect("cargo metadata prints JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
	value[key].as_str().unwrap_or_default()
}

/// Our crates and the names of what each depends on, dev-dependencies aside.
fn our_dependencies(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
	let members: BTreeSet<&str> = metadata["workspace_members"]
		.as_array()
		.into_iter()
		.flatten()
		.filter_map(Value::as_str)
		.collect();
	let packages = metadata["packages"].as_array().expect("packages");
	packages
		.iter()
		.filter(|package| members.contains(text(package, "id")))
		.map(|package| {
			let dependencies = package["dependencies"].as_array().into_iter().flatten();
			let names = dependencies
				.filter(|dependency| dependency["kind"] != "dev")
				.map(|dependency| text(dependency, "name").to_owned())
				.collect();
			(text(package, "name").to_owned(), names)
		})
		.collect()
}

fn is_ours(name: &str, ours: &BTreeMap<String, BTreeSet<String>>) -> bool {
	ours.contains_key(name)
}

/// What each of our crates may know of our other crates. A crate that is not named here fails the test:
/// say here where it belongs.
fn allowed(name: &str) -> Option<&'static [&'static str]> {
	Some(match name {
		"stoa-primitives" | "stoa-exact" | "stoa-egress" | "stoa-runner" => &[],
		"stoa-gpu" | "stoa-text" => &["stoa-exact", "stoa-primitives"],
		"stoa-data" | "stoa-dispatcher" => &["stoa-egress", "stoa-primitives"],
		"pallet-channels" | "pallet-clock" | "pallet-compute" | "pallet-datasets"
		| "pallet-delegation" | "pallet-disputes" | "pallet-draws" | "pallet-providers"
		| "pallet-models" | "pallet-inference" | "pallet-referee" | "pallet-rewards" => {
			&["stoa-exact", "stoa-primitives"]
		}
		"stoa-runtime" => &[
			"pallet-channels",
			"pallet-clock",
			"pallet-compute",
			"pallet-datasets",
			"pallet-delegation",
			"pallet-disputes",
			"pallet-draws",
			"pallet-inference",
			"pallet-models",
			"pallet-providers",
			"pallet-referee",
			"pallet-rewards",
			"stoa-primitives",
		],
		"stoa-node" => &["stoa-dispatcher", "stoa-primitives", "stoa-runtime"],
		"stoa-client" => &["stoa-egress", "stoa-exact", "stoa-primitives"],
		"stoa-index" => &["stoa-client", "stoa-egress", "stoa-primitives"],
		"stoa-provider" => &[
			"stoa-client",
			"stoa-data",
			"stoa-exact",
			"stoa-primitives",
			"stoa-runner",
			"stoa-text",
		],
		"stoa-gateway" => {
			&["stoa-client", "stoa-egress", "stoa-exact", "stoa-index", "stoa-primitives"]
		}
		"stoa-cli" => &[
			"stoa-client",
			"stoa-data",
			"stoa-egress",
			"stoa-exact",
			"stoa-primitives",
			"stoa-text",
		],
		// Sees all.
		"stoa-e2e" => return None,
		other => panic!("{other} is not in the list of who may know whom: add it there"),
	})
}

#[test]
fn nobody_knows_more_than_the_architecture_allows() {
	let ours = our_dependencies(&metadata());
	let mut wrong = Vec::new();
	for (name, dependencies) in &ours {
		for dependency in dependencies.iter().filter(|dependency| is_ours(dependency, &ours)) {
			if allowed(name).is_some_and(|list| !list.contains(&dependency.as_str())) {
				wrong.push(format!("{name} -> {dependency}"));
			}
			if dependency == "stoa-e2e" {
				wrong.push(format!("{name} -> {dependency}"));
			}
		}
	}
	assert!(wrong.is_empty(), "not allowed: {wrong:#?}");
}

#[test]
fn only_the_client_speaks_subxt() {
	let ours = our_dependencies(&metadata());
	for (name, dependencies) in &ours {
		let raw = dependencies.iter().any(|dependency| dependency == "subxt");
		assert!(!raw || name == "stoa-client", "{name} uses raw subxt: go through stoa-client");
	}
}

#[test]
fn daemons_do_not_build_frame() {
	let ours = our_dependencies(&metadata());
	for name in [
		"stoa-client",
		"stoa-provider",
		"stoa-gateway",
		"stoa-cli",
		"stoa-egress",
		"stoa-dispatcher",
		"stoa-index",
	] {
		for dependency in ours.get(name).into_iter().flatten() {
			assert!(
				!dependency.starts_with("frame-") && !dependency.starts_with("pallet-"),
				"{name} -> {dependency}: a daemon would build the chain"
			);
		}
	}
}

#[test]
fn the_client_knows_the_runtime_of_this_checkout() {
	let exported = std::env::temp_dir().join(format!("stoa-metadata-{}", std::process::id()));
	let status = stoa_e2e::process::program("stoa-node")
		.expect("built before")
		.args(["export-metadata", "--output"])
		.arg(&exported)
		.status()
		.expect("it starts");
	assert!(status.success());
	let now = std::fs::read(&exported).expect("metadata");
	let _ = std::fs::remove_file(&exported);
	let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/metadata.scale");
	let committed = std::fs::read(committed).expect("committed metadata");
	assert!(now == committed, "the runtime's interface changed: run scripts/update-metadata");
}

/// Licences under which we accept a dependency. `GPL-3.0-or-later` only with the classpath exception (the
/// SDK's client crates, linked into the node).
const LICENCES: &[&str] = &[
	"0BSD",
	"Apache-2.0",
	"BSD-1-Clause",
	"BSD-2-Clause",
	"BSD-3-Clause",
	"BSL-1.0",
	"CC0-1.0",
	"CDLA-Permissive-2.0",
	"ISC",
	"MIT",
	"MIT-0",
	"MPL-2.0",
	"OpenSSL",
	"Unicode-3.0",
	"Unlicense",
	"Zlib",
];

/// A crate with a licence file only, which was looked at by hand.
const LICENCE_FILE_ONLY: &str = "ring";

/// GPL-3.0-only: what `pallet-contracts` needs of XCM, which makes programs that link the runtime GPL as a whole
/// (README, Licences). None may come to these.
const GPL_ONLY: [&str; 6] = [
	"polkadot-core-primitives",
	"polkadot-parachain-primitives",
	"staging-xcm",
	"staging-xcm-builder",
	"staging-xcm-executor",
	"xcm-procedural",
];

fn acceptable(expression: &str) -> bool {
	let Ok(parsed) = Expression::parse_mode(expression, ParseMode::LAX) else { return false };
	parsed.evaluate(|requirement| match requirement.license.id() {
		Some(id) if id.name.starts_with("GPL-3.0") => {
			requirement.to_string().ends_with("WITH Classpath-exception-2.0")
		}
		Some(id) => LICENCES.contains(&id.name),
		None => false,
	})
}

#[test]
fn every_dependency_has_a_licence_that_we_accept() {
	// What we ship. The node's `benchmark` command, which nobody ships, links GPL-3.0 crates of the SDK.
	let metadata = metadata_with(&[]);
	let mut wrong = Vec::new();
	for package in metadata["packages"].as_array().into_iter().flatten() {
		let licence = text(package, "license");
		let name = text(package, "name");
		if !acceptable(licence) && name != LICENCE_FILE_ONLY && !GPL_ONLY.contains(&name) {
			wrong.push(format!("{} {}: {licence:?}", text(package, "name"), package["version"]));
		}
	}
	assert!(wrong.is_empty(), "licences to look at: {wrong:#?}");
}

#[test]
fn every_dependency_comes_from_the_registry() {
	let metadata = metadata();
	for package in metadata["packages"].as_array().into_iter().flatten() {
		let source = package["source"].as_str();
		let registry = source.is_none_or(|source| source.starts_with("registry+"));
		assert!(registry, "{} comes from {source:?}", text(package, "name"));
	}
}

#[test]
fn licence_expressions_are_read_correctly() {
	assert!(acceptable("MIT/Apache-2.0"));
	assert!(acceptable("AGPL-3.0-only OR MIT"));
	assert!(acceptable("GPL-3.0-or-later WITH Classpath-exception-2.0"));
	for refused in ["GPL-3.0-or-later", "(MIT OR ISC) AND AGPL-3.0-only", "AGPL-3.0-only", ""] {
		assert!(!acceptable(refused), "{refused}");
	}
}
