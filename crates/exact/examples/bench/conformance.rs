//! Random operations, prompts and proofs: the kernels, the reference in Python and the core in wasm give the same.

// Shared with the tests.
#[path = "../../tests/common/cases.rs"]
mod cases;
#[path = "../../tests/common/kernels.rs"]
mod kernels;
#[path = "../../tests/common/prompts.rs"]
mod prompts;
// Its other half is wasm's.
#[allow(dead_code)]
#[path = "../../tests/common/proofs.rs"]
mod proofs;

use crate::{
	figure::{Bound, Figures},
	referee::steps,
};
use std::{
	collections::BTreeSet,
	error::Error,
	fs,
	path::{Path, PathBuf},
	process::{Command, Stdio},
	sync::Arc,
};
use stoa_exact::{
	Blake2, Inner, Sampling,
	artefact::Artefact,
	kernel::Kernel,
	model::Model,
	pool::Pool,
	recompute,
	trace::{Execution, proof::View},
};

/// Cases of each of the operations: more than 10,000 together.
const CASES: u32 = 640;
const PROMPTS: u32 = 100;
/// Changed copies of each proof.
const CHANGED: usize = 3;

fn here(path: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a script of the reference prints.
fn reference(python: &str, script: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
	let script = here("reference").join(script);
	let output =
		Command::new(python).arg(script).args(arguments).stderr(Stdio::inherit()).output()?;
	match output.status.success() {
		true => Ok(String::from_utf8(output.stdout)?),
		false => Err("the reference in Python fails".into()),
	}
}

/// Prints how many there were and how many of them differed.
fn add(figures: &mut Figures, what: &str, count: f64, least: f64, different: f64) {
	figures.add(what, count, "", Bound::AtLeast(least));
	figures.add("  of these different", different, "", Bound::AtMost(0.));
}

/// All comparisons; `seed` chooses what is compared, `wasm` is the core's module.
pub fn compare(
	python: &str,
	wasm: Option<&str>,
	seed: u32,
	figures: &mut Figures,
) -> Result<(), Box<dyn Error>> {
	let seed = seed.to_string();
	let vectors = reference(python, "vectors.py", &[&CASES.to_string(), &seed])?;
	let different = vectors.lines().filter(|line| {
		let (name, operands, result) = cases::parse(line);
		let by_kernel = kernels::computed(name, &operands);
		// What importers do is no operation of the core.
		let core = name == "group" || cases::computed(name, &operands) == result;
		!core || by_kernel.iter().any(|by| *by != result)
	});
	let (count, different) = (vectors.lines().count() as f64, different.count() as f64);
	add(figures, "operations, portable and kernels as Python", count, 10_000., different);

	let model = Arc::new(Model::open(&here("tests/data/tiny.gguf"))?);
	let pools = [1, 2].map(Pool::new);
	let lines = reference(python, "prompts.py", &[&PROMPTS.to_string(), &seed])?;
	let different = lines.lines().filter(|line| {
		let (ids, expected) = prompts::parse(line);
		let mut all = BTreeSet::new();
		for kernel in Kernel::available() {
			all.extend(pools.each_ref().map(|pool| prompts::follows(&model, kernel, pool, &ids)));
		}
		all.len() != 1 || all.first().is_none_or(|(hash, _)| hash != expected)
	});
	let (count, different) = (lines.lines().count() as f64, different.count() as f64);
	add(figures, "prompts end to end, kernels as Python", count, PROMPTS.into(), different);

	let Some(wasm) = wasm else { return Ok(()) };
	let directory = tempfile::tempdir()?;
	let [listed, records] = ["vectors", "proofs"].map(|name| directory.path().join(name));
	let core = vectors.lines().filter(|line| !line.starts_with("group "));
	fs::write(&listed, core.collect::<Vec<_>>().join("\n"))?;
	fs::write(&records, recomputed(model)?)?;
	let paths = [&listed, &records].map(|path| path.display().to_string());
	let told = reference(python, "wasm.py", &[wasm, &paths[0], &paths[1]])?;
	let numbers = told.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
	let [operations, wrong, proofs, otherwise] = numbers[..] else {
		return Err("wasm.py does not say four numbers".into());
	};
	add(figures, "operations, wasm as Python", operations, 10_000., wrong);
	add(figures, "proofs recomputed, wasm as native", proofs, 1_000., otherwise);
	Ok(())
}

/// Every step of some cells of the tiny model, as it is and changed, with what comes of it.
fn recomputed(model: Arc<Model>) -> Result<Vec<u8>, Box<dyn Error>> {
	let artefact = Arc::new(Artefact::new(model, &[2], [7; 32])?);
	let prompt: Vec<u32> = (0..40).map(|place| 3 + place * 37 % 256).collect();
	let own = Execution::run(artefact.clone(), Sampling::Greedy, &prompt, &[5, 6, 7], false)?;
	let header = artefact.header();
	let mut records = Vec::new();
	for position in [0, 33, own.claim().shape().positions() - 1] {
		for slot in 0..header.slots() {
			if slot == header.head_slot() && !own.claim().shape().chooses(position) {
				continue;
			}
			let layer = slot > 0 && slot < header.head_slot();
			let inner = layer.then(|| own.inner(position, slot).inner());
			let view = View::new(&own, &[]);
			for (_, step) in steps(&own, position, slot) {
				record(&own, inner.as_ref(), view.prove(&step), &mut records);
			}
		}
	}
	Ok(records)
}

/// A proof, and copies of which one byte is another.
fn record(own: &Execution, inner: Option<&Inner>, mut proof: Vec<u8>, records: &mut Vec<u8>) {
	for changed in 0..=CHANGED {
		let bytes = proofs::encode(own.claim(), inner, &proof);
		let outcome = recompute::recompute::<Blake2>(own.claim(), inner, &proof);
		records.extend((bytes.len() as u32).to_le_bytes());
		records.extend(bytes);
		records.push(proofs::code(outcome));
		let at = (changed * 7_919 + 17 * records.len()) % proof.len();
		proof[at] ^= 1 << (records.len() % 8);
	}
}
