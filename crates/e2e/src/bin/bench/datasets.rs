//! Datasets: what publishing and buying a large file take, beside hash and cipher alone, and what the chain's proofs take
//! in wasm.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::Path, process::Command};
use stoa_e2e::bench::Figure;
use tempfile::TempDir;

/// Part of the speed of hash and cipher alone that a file to read and one to write must leave.
const RATIO: f64 = 0.6;
/// The same of all of a purchase, which writes and reads two: the ciphertext, and what is in it.
const BUY_RATIO: f64 = 0.4;
/// Most memory, however large the file.
const PEAK: f64 = 64.0;
/// Most milliseconds of a proof.
const PROOF: f64 = 5.0;
/// What runs the proofs in wasm.
const PROOFS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/wasm/proofs.py");

/// Its figures, by the optimised `speed` of the crate `stoa-data`, and `stoa-data-wasm` run by `python` with wasmtime.
pub fn figures(speed: &Path, python: &Path, wasm: &Path) -> Result<Vec<Figure>> {
	let folder = TempDir::with_prefix("stoa-bench-datasets-")?;
	let told = told(Command::new(speed).arg(folder.path()))?;
	let value = |name: &str| told[name].as_f64().with_context(|| format!("{name} in {told}"));
	let mut figures = vec![
		Figure::new("the disk alone, copying 1 GiB", value("disk_mib_per_s")?, "MiB/s"),
		Figure::new("two hashes and cipher alone", value("bare_publish_mib_per_s")?, "MiB/s"),
		Figure::new("publish 1 GiB", value("publish_mib_per_s")?, "MiB/s"),
		Figure::new("publish: part of that", value("publish_ratio")?, "").at_least(RATIO),
		Figure::new("publish: peak of memory", value("publish_peak_mib")?, "MiB").at_most(PEAK),
		Figure::new("three hashes and cipher alone", value("bare_buy_mib_per_s")?, "MiB/s"),
		Figure::new("buy 1 GiB", value("buy_mib_per_s")?, "MiB/s"),
		Figure::new("buy: part of that", value("buy_ratio")?, "").at_least(BUY_RATIO),
		Figure::new("buy: fetch and check", value("fetch_mib_per_s")?, "MiB/s"),
		Figure::new("buy: decrypt and compare", value("decrypt_mib_per_s")?, "MiB/s"),
		Figure::new("decrypt: part of two hashes and cipher", value("decrypt_ratio")?, "")
			.at_least(RATIO),
		Figure::new("buy: peak of memory", value("buy_peak_mib")?, "MiB").at_most(PEAK),
	];
	figures.extend(proofs(python, wasm)?);
	Ok(figures)
}

fn proofs(python: &Path, wasm: &Path) -> Result<Vec<Figure>> {
	let told = told(Command::new(python).arg(PROOFS).arg(wasm))?;
	let names = [
		("right_key", "proof A in wasm, the key is right"),
		("other_key", "proof A in wasm, another key"),
		("right_shares", "proof A in wasm, a key in eight shares"),
		("sound_chunk", "proof B in wasm, a whole chunk"),
	];
	let figure = |(name, what): (&str, &str)| {
		let value = told[name].as_f64().with_context(|| format!("{name} in {told}"))?;
		Ok(Figure::new(what, value, "ms").at_most(PROOF))
	};
	names.into_iter().map(figure).collect()
}

/// What a program prints as JSON.
fn told(command: &mut Command) -> Result<Value> {
	let output = command.output()?;
	ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	Ok(serde_json::from_slice(&output.stdout)?)
}
