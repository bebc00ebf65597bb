//! Compiles the runtime to wasm, unless feature `wasm-binary` is off.

fn main() {
	// The wasm itself is compiled without `std`.
	#[cfg(all(feature = "wasm-binary", feature = "std"))]
	build_wasm();
}

/// With the metadata hash, which hardware wallets check, the wasm is built twice. So only optimised
/// builds carry it, or any build with `STOA_METADATA_HASH=1` (docs/decisions/0006).
#[cfg(all(feature = "wasm-binary", feature = "std"))]
fn build_wasm() {
	println!("cargo:rerun-if-env-changed=STOA_METADATA_HASH");
	// SAFETY: a build script has one thread here.
	unsafe {
		// The target directory lies outside the workspace (scripts/env), where the builder would look for
		// our Cargo.lock in vain and resolve other versions.
		std::env::set_var("WASM_BUILD_WORKSPACE_HINT", concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
		// The builder passes on the features that it finds here. With this one the wasm's own build would
		// compile the builder again, and all it needs.
		std::env::remove_var("CARGO_FEATURE_WASM_BINARY");
	}
	let released = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
	let asked = std::env::var("STOA_METADATA_HASH").is_ok_and(|value| value == "1");
	let mut builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
	if released || asked {
		builder = builder.enable_metadata_hash("STOA", 12);
	}
	builder.build();
}
