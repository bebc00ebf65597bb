//! Every operation, and every root, against `reference/vectors.py` and `reference/roots.py`, which were
//! written from `docs/exact-arithmetic.md` and compute with integers of any size.

mod common;

use common::{prompt, tiny};
use std::{env, fs, path::Path};
use stoa_exact::{
	Blake2, Hash, Hasher,
	arith::{cl, exp2n, rdiv, rshr},
	compute,
	kernel::{Kernel, Vectors},
	leaf::{Mantissas, Sums},
	merkle,
	model::Matrix,
	ops::{Quant, Row, argmax, gated, residual, rms_norm, rotate, scale_row},
	rope::Frequencies,
	shape::tokens_root,
	trace::Execution,
};

type Numbers = Vec<i128>;

fn numbers<T: TryFrom<i128>>(from: &[i128]) -> Vec<T> {
	let number = |n: &i128| T::try_from(*n).ok().expect("a number of that width");
	from.iter().map(number).collect()
}

fn one<T: TryFrom<i128>>(from: &[i128]) -> T {
	numbers(from).pop().expect("a number")
}

/// Parts of a row, from kind and exponent, quants, scales, offsets.
fn row(parts: &[Numbers]) -> (Quant, Vec<u8>, Vec<i16>, Vec<i16>, u8) {
	let quant = if parts[0][0] == 4 { Quant::Q4 } else { Quant::Q8 };
	(quant, numbers(&parts[1]), numbers(&parts[2]), numbers(&parts[3]), parts[0][1] as u8)
}

/// Blocks of 64 mantissas and an exponent.
fn heads(from: &[i128]) -> Vec<Mantissas> {
	let head = |block: &[i128]| Mantissas { m: numbers(&block[..64]), e: block[64] as u8 };
	from.chunks(65).map(head).collect()
}

fn wide<T: Into<i128> + Copy>(from: &[T]) -> Numbers {
	from.iter().map(|n| (*n).into()).collect()
}

/// A row times a vector, by the portable operations and by every kernel.
fn lin(operands: &[Numbers]) -> Numbers {
	let (quant, q, d, m, e) = row(operands);
	let x = Mantissas { m: numbers(&operands[4]), e: operands[5][0] as u8 };
	let (from, to) = (operands[5][1] as i32, operands[5][2] as i32);
	let open = Row { quant, q: &q, d: &d, m: &m, e };
	let result = compute::row_times(open, &x, from, to);
	let matrix = Matrix::new(quant, x.m.len(), q.clone(), d.clone(), m.clone(), vec![e]).unwrap();
	for kernel in Kernel::available() {
		let mut vectors = Vectors::new(x.m.len());
		vectors.push(&wide_mantissas(&x));
		let mut sums = [0];
		kernel.multiply(&matrix, 0..1, &vectors, &mut sums);
		// Mantissas of that size are quantised to themselves.
		assert_eq!(vectors.mantissas(0), x.m);
		assert_eq!(scale_row(sums[0], e, x.e, from, to), result, "{}", kernel.name());
	}
	vec![result.into()]
}

fn wide_mantissas(x: &Mantissas) -> Vec<i64> {
	x.m.iter().map(|m| i64::from(*m)).collect()
}

/// A head's output, by one pass and in chunks of one key.
fn attention(operands: &[Numbers]) -> Numbers {
	let (query, keys, values) = (&heads(&operands[0])[0], heads(&operands[1]), heads(&operands[2]));
	let scores = compute::scores(query, &keys);
	let greatest = scores[argmax(&scores)];
	let (mut all, mut single) = (Sums::default(), Sums::default());
	compute::add_keys(&mut all, greatest, scores.iter().copied().zip(&values));
	for (score, value) in scores.iter().zip(&values) {
		compute::add_keys(&mut single, greatest, [(*score, value)]);
		single = Sums::decode(&single.encode()[1..]).expect("within range");
	}
	assert_eq!(all, single);
	wide(&compute::head_output(&all))
}

fn compute_case(name: &str, operands: &[Numbers]) -> Numbers {
	let first = &operands[0];
	match name {
		"rshr" => vec![rshr(one(first), one(&operands[1])).into()],
		"cl" => vec![cl(one(first), one(&operands[1])).into()],
		"rdiv" => vec![rdiv(one(first), one(&operands[1])).into()],
		"exp2n" => vec![exp2n(one(first)).into()],
		"rotation" => {
			let turns = Frequencies::new(one(first)).at(one(&operands[1]));
			turns.iter().flat_map(|(cos, sin)| [i128::from(*cos), i128::from(*sin)]).collect()
		}
		"quantise" => {
			let x = compute::quantised(&numbers::<i64>(first), one(&operands[1]));
			let mut result = wide(&x.m);
			result.push(x.e.into());
			result
		}
		"norm" => {
			let mut out = vec![0; first.len()];
			rms_norm(
				&numbers::<i32>(first),
				&numbers::<i32>(&operands[1]),
				one(&operands[2]),
				&mut out,
			);
			wide(&out)
		}
		"embed" => {
			let (quant, q, d, m, e) = row(operands);
			let open = Row { quant, q: &q, d: &d, m: &m, e };
			wide(&compute::embedded(open, d.len() * 32))
		}
		"lin" => lin(operands),
		"rotate" => {
			let mut head = numbers::<i64>(first);
			let turns = numbers::<i16>(&operands[1]);
			let turns: Vec<(i16, i16)> = turns.chunks(2).map(|turn| (turn[0], turn[1])).collect();
			rotate(&mut head, turns.first_chunk().expect("32 pairs"));
			wide(&head)
		}
		"attention" => attention(operands),
		"gated" => vec![gated(one(first), one(&operands[1])).into()],
		"residual" => vec![residual(one(first), one(&operands[1])).into()],
		"argmax" => vec![argmax(&numbers::<i64>(first)) as i128],
		"merkle" => {
			let leaves = 0..one::<u8>(first);
			wide(&merkle::root::<Blake2>(leaves.map(|leaf| Blake2::hash(&[leaf]))))
		}
		"tokens" => wide(&tokens_root::<Blake2>(&numbers::<u32>(first))),
		other => panic!("{other} is no operation"),
	}
}

#[test]
fn every_operation_gives_the_reference_numbers() {
	// A longer list from the reference can be named instead of the one in the repository.
	let list = env::var_os("STOA_VECTORS").map(std::path::PathBuf::from);
	let list = list
		.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors.txt"));
	let mut count = 0;
	for line in fs::read_to_string(list).unwrap().lines() {
		let (left, result) = line.split_once(" = ").expect("a result");
		let (name, operands) = left.split_once(' ').expect("operands");
		let parse = |text: &str| -> Numbers {
			text.split_whitespace().map(|number| number.parse().expect("an integer")).collect()
		};
		let operands: Vec<Numbers> = operands.split('|').map(parse).collect();
		assert_eq!(compute_case(name, &operands), parse(result), "{left}");
		count += 1;
	}
	assert!(count >= 300, "{count}");
}

fn hex(hash: &Hash) -> String {
	hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `roots.py tests/data/tiny.gguf 0707…07 2 5,42,… 9,8,7,6,5 0 71 2`
#[test]
fn every_root_is_the_reference_root() {
	let artefact = tiny();
	assert_eq!(
		hex(&artefact.root()),
		"30506c8df4018746a310ad3a0a12178c85978525d547ecb8ad528236f1dc4805"
	);
	let own = Execution::run(artefact, &prompt(70), &[9, 8, 7, 6, 5], false).unwrap();
	for (root, expected) in [
		(*own.claim().prompt(), "e3203320cb2bc8885310b56fe023f3ae83d0179e6bab81e40372ecf6e9d68b58"),
		(*own.claim().output(), "fc68e4a712fff0ff25fdf0c32ed0d8c585566d694322063b8cfcdf3c09273994"),
		(*own.claim().trace(), "2eafa261b32ff02b41d8c177f783055553100831f93cec56be332812903b6017"),
		(
			own.inner(71, 2).inner().root,
			"2acc6fa91742597b19293017cb85fa51b9767030a9b717ed9cef03ec74342fb3",
		),
	] {
		assert_eq!(hex(&root), expected);
	}
}
