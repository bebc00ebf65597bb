//! A line of conformance vectors, computed by the core: on this machine, and as the wasm of a runtime.

extern crate alloc;

use alloc::{vec, vec::Vec};
use stoa_exact::{
	Blake2, Hasher, Sampling,
	arith::{cl, exp2n, rdiv, rshr},
	compute,
	leaf::{Mantissas, Sums},
	merkle,
	ops::{Quant, Row, argmax, biased, gated, residual, rms_norm, rotate},
	rope::Frequencies,
	sampling::gumbel,
	shape::tokens_root,
};

pub type Numbers = Vec<i128>;

/// Name, operands and result of a line.
pub fn parse(line: &str) -> (&str, Vec<Numbers>, Numbers) {
	let numbers = |text: &str| -> Numbers {
		text.split_whitespace().map(|number| number.parse().expect("an integer")).collect()
	};
	let (left, result) = line.split_once(" = ").expect("a result");
	let (name, operands) = left.split_once(' ').expect("operands");
	(name, operands.split('|').map(numbers).collect(), numbers(result))
}

pub fn numbers<T: TryFrom<i128>>(from: &[i128]) -> Vec<T> {
	let number = |n: &i128| T::try_from(*n).ok().expect("a number of that width");
	from.iter().map(number).collect()
}

fn one<T: TryFrom<i128>>(from: &[i128]) -> T {
	numbers(from).pop().expect("a number")
}

pub fn wide<T: Into<i128> + Copy>(from: &[T]) -> Numbers {
	from.iter().map(|n| (*n).into()).collect()
}

/// A row as it is written.
pub struct Written {
	pub quant: Quant,
	pub groups: usize,
	pub bytes: Vec<u8>,
}

impl Written {
	/// From kind and exponent, quants, scales, offsets.
	pub fn of(parts: &[Numbers]) -> Self {
		let quant = if parts[0][0] == 4 { Quant::Q4 } else { Quant::Q8 };
		let mut bytes: Vec<u8> = numbers(&parts[1]);
		let words = parts[2].iter().chain(&parts[3]);
		bytes.extend(words.flat_map(|word| one::<i16>(&[*word]).to_le_bytes()));
		bytes.push(one(&parts[0][1..]));
		Self { quant, groups: parts[2].len(), bytes }
	}

	pub fn row(&self) -> Row<'_> {
		Row::read(self.quant, self.groups, &self.bytes).expect("a row")
	}
}

/// The vector of a `lin`, and its fraction bits before and after.
pub fn vector(operands: &[Numbers]) -> (Mantissas, i32, i32) {
	let [e, from, to] = operands[5][..] else { panic!("an exponent and two numbers of bits") };
	(Mantissas { m: numbers(&operands[4]), e: one(&[e]) }, one(&[from]), one(&[to]))
}

/// Blocks of 64 mantissas and an exponent.
pub fn heads(from: &[i128]) -> Vec<Mantissas> {
	let head = |block: &[i128]| Mantissas { m: numbers(&block[..64]), e: one(&block[64..]) };
	from.chunks(65).map(head).collect()
}

/// A head's output, in one pass and in chunks of one key.
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

/// The result of an operation.
pub fn computed(name: &str, operands: &[Numbers]) -> Numbers {
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
			let (gain, mut out) = (numbers::<i32>(&operands[1]), vec![0; first.len()]);
			rms_norm(&numbers::<i32>(first), &gain, one(&operands[2]), &mut out);
			wide(&out)
		}
		"embed" => {
			let written = Written::of(operands);
			wide(&compute::embedded(written.row(), written.groups * 32))
		}
		"lin" => {
			let (written, (x, from, to)) = (Written::of(operands), vector(operands));
			vec![compute::row_times(written.row(), &x, from, to).into()]
		}
		"rotate" => {
			let mut head = numbers::<i64>(first);
			let turns = numbers::<i16>(&operands[1]);
			let turns: Vec<(i16, i16)> = turns.chunks(2).map(|turn| (turn[0], turn[1])).collect();
			rotate(&mut head, turns.first_chunk().expect("32 pairs"));
			wide(&head)
		}
		"attention" => attention(operands),
		"biased" => {
			let (bias, bits) = (one(&operands[1]), one(&operands[2]));
			vec![biased(one(first), bias, bits).into()]
		}
		"scaled" => {
			let factors = *numbers::<u32>(&operands[2]).first_chunk().expect("32 factors");
			let turns = Frequencies::scaled(one(first), &factors).at(one(&operands[1]));
			turns.iter().flat_map(|(cos, sin)| [i128::from(*cos), i128::from(*sin)]).collect()
		}
		"llama3" => {
			let [context, factor, low, high] = numbers::<u32>(&operands[1])[..] else {
				panic!("four numbers")
			};
			let factors = Frequencies::new(one(first)).llama3(context, factor, low, high);
			wide(&factors.expect("a band"))
		}
		"squares" => {
			let (greatest, before) = (operands[1][0] as i64, operands[1][1] as i64);
			vec![compute::add_squares(before, &numbers::<i32>(first), greatest).into()]
		}
		"norm_part" => {
			let [greatest, squares, n, epsilon] = operands[2][..] else { panic!("four numbers") };
			let (x, gain) = (numbers::<i32>(first), numbers::<i32>(&operands[1]));
			let (greatest, squares) = (greatest as i64, squares as i64);
			wide(&compute::norm_part(&x, &gain, greatest, squares, n as u32, epsilon as u32))
		}
		"row_sum" => {
			let written = Written::of(operands);
			let (from, before) = (operands[5][0] as usize, operands[5][1] as i64);
			let x = numbers::<i16>(&operands[4]);
			vec![compute::add_row(before, written.row(), from, &x).into()]
		}
		// Of importers: `kernels` has it.
		"group" => Numbers::new(),
		"gated" => vec![gated(one(first), one(&operands[1])).into()],
		"residual" => vec![residual(one(first), one(&operands[1])).into()],
		"argmax" => vec![argmax(&numbers::<i64>(first)) as i128],
		"choose" => {
			let seed = *numbers::<u8>(&operands[1]).first_chunk().expect("a seed");
			let by = numbers::<u32>(first);
			let sampling = Sampling::new(Some((by[0], by[1], seed))).expect("within the bounds");
			let choice = sampling.choose::<Blake2>(by[2], &numbers::<i64>(&operands[2]));
			wide(&[choice.token, choice.likeliest])
		}
		"gumbel" => vec![gumbel(one(first)).into()],
		"merkle" => {
			let leaves = 0..one::<u8>(first);
			wide(&merkle::root::<Blake2>(leaves.map(|leaf| Blake2::hash(&[leaf]))))
		}
		"tokens" => wide(&tokens_root::<Blake2>(&numbers::<u32>(first))),
		other => panic!("{other} is no operation"),
	}
}
