//! Every operation, and every root, against `reference/vectors.py` and `reference/roots.py`, which were
//! written from `docs/exact-arithmetic.md` and compute with integers of any size.

mod common;

use common::{cases, extras, in_parts, kernels, prompt, seeded, tiny};
use std::{env, fs, path::Path};
use stoa_exact::{Hash, Sampling, trace::Execution};

#[test]
fn every_operation_gives_the_reference_numbers() {
	// A longer list from the reference can be named instead of the one in the repository.
	let list = env::var_os("STOA_VECTORS").map(std::path::PathBuf::from);
	let list = list
		.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors.txt"));
	let mut count = 0;
	for line in fs::read_to_string(list).unwrap().lines() {
		let (name, operands, result) = cases::parse(line);
		if name != "group" {
			assert_eq!(cases::computed(name, &operands), result, "{line}");
		}
		for by_kernel in kernels::computed(name, &operands) {
			assert_eq!(by_kernel, result, "{line}");
		}
		count += 1;
	}
	assert!(count >= 300, "{count}");
}

fn hex(hash: &Hash) -> String {
	hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `roots.py tests/data/MODEL.gguf 0707…07 2 5,42,… 9,8,7,6,5 0 71 2`
#[test]
fn every_root_is_the_reference_root() {
	let tokens = [
		"e3203320cb2bc8885310b56fe023f3ae83d0179e6bab81e40372ecf6e9d68b58",
		"fc68e4a712fff0ff25fdf0c32ed0d8c585566d694322063b8cfcdf3c09273994",
	];
	for (artefact, model, trace, inner) in [
		(
			tiny(),
			"30506c8df4018746a310ad3a0a12178c85978525d547ecb8ad528236f1dc4805",
			"a3c9a04acc062b6702fa43faeca4438434071c734ae5452a660eb72e12830288",
			"2acc6fa91742597b19293017cb85fa51b9767030a9b717ed9cef03ec74342fb3",
		),
		(
			extras(),
			"85d2d6a5d2154a3e8353aa996c83688de33962862ca0d4e6cbdf4e0513a8b202",
			"81be481731deae0af7557247d8da78410b5d28d8e423dc325e6d113c5fd96206",
			"d4ccb9325a740fcb9c9ea8fdc0155a4ab2ec949280d6518f7f3501c4f9d91765",
		),
		// The same with `parts` at the end.
		(
			in_parts(),
			"261a7f04ee8f1807b01bc4dd3141a210b0b31f941815d3fea8b7d6121d94a0b1",
			"b6466d4d4d3099206d1e976a9f02a2fc04cb4b7f06faf232808ac6e93ade4c62",
			"e3f8bde88c577f89a40b93a1209a5dc928dbedfb4481f650c1e93230b75f3955",
		),
	] {
		assert_eq!(hex(&artefact.root()), model);
		let own = Execution::run(artefact, Sampling::Greedy, &prompt(70), &[9, 8, 7, 6, 5], false)
			.unwrap();
		assert_eq!([own.claim().prompt(), own.claim().output()].map(hex), tokens);
		assert_eq!(hex(own.claim().trace()), trace);
		assert_eq!(hex(&own.inner(71, 2).inner().root), inner);
	}
}

/// `roots.py tests/data/tiny.gguf 0707…07 2 5,42,… 123,211,65,142,236,162 0 71 2 65536 196608 0505…05`
#[test]
fn every_root_of_a_seeded_answer_is_the_reference_root() {
	let (artefact, sampling) = (tiny(), seeded(3));
	let output = [123, 211, 65, 142, 236, 162];
	let own = Execution::run(artefact.clone(), sampling, &prompt(70), &output, false).unwrap();
	assert_eq!(own.wrong_token(), None, "what the reference chooses");
	assert_eq!(
		hex(own.claim().output()),
		"063017af9e63b38547e4e08d117dc225b25bb377671e0fb42923298194ea277c"
	);
	assert_eq!(
		hex(own.claim().trace()),
		"0d07975309c82cf0d8dd42b9af11b898981df47b7cb3788f9d338a5bddab4dee"
	);
	let greedy = Execution::run(artefact, Sampling::Greedy, &prompt(70), &output, false).unwrap();
	assert!(greedy.wrong_token().is_some());
}
