//! Every kernel gives what the portable one gives.

use super::*;
use crate::{GROUP, HEAD, ops::Quant};
use proptest::{collection::vec, prelude::*};

/// Scales and offsets, often at the ends of their range.
fn scale() -> impl Strategy<Value = i16> {
	prop_oneof![any::<i16>(), Just(i16::MIN), Just(i16::MAX), Just(0), -300i16..300]
}

/// Bytes of quants, often all ones or zeros.
fn quants(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
	prop_oneof![
		vec(any::<u8>(), bytes),
		Just(vec![0xff; bytes]),
		Just(vec![0x80; bytes]),
		Just(vec![0; bytes])
	]
}

/// Elements of a vector, often as large as each other, so that mantissas reach their ends.
fn elements(length: usize) -> impl Strategy<Value = Vec<i64>> {
	let largest = prop_oneof![Just(8_191i64), Just(-8_191), Just(1 << 55), Just(0)];
	prop_oneof![
		vec(any::<i64>().prop_map(|y| y >> 2), length),
		vec(-20_000i64..20_000, length),
		largest.prop_map(move |y| vec![y; length]),
		vec(prop_oneof![Just(8_191i64), Just(-8_191), Just(-64), Just(63)], length),
	]
}

fn matrix(quant: Quant) -> impl Strategy<Value = Matrix> {
	(1usize..6, prop_oneof![1usize..20, 47usize..50, Just(600)]).prop_flat_map(
		move |(rows, groups)| {
			let offsets = if quant == Quant::Q4 { rows * groups } else { 0 };
			let parts = (
				quants(rows * groups * quant.group_bytes()),
				vec(scale(), rows * groups),
				vec(scale(), offsets),
			);
			parts.prop_map(move |(q, d, m)| {
				Matrix::new(quant, groups * GROUP, &q, &d, &m, &vec![20; rows])
					.expect("lengths fit")
			})
		},
	)
}

fn case() -> impl Strategy<Value = (Matrix, Vec<Vec<i64>>)> {
	prop_oneof![matrix(Quant::Q4), matrix(Quant::Q8)].prop_flat_map(|matrix| {
		let columns = matrix.columns();
		(Just(matrix), prop_oneof![vec(elements(columns), 1..7), vec(elements(columns), 15..20)])
	})
}

fn head() -> impl Strategy<Value = Head> {
	elements(HEAD).prop_map(|y| Head::new(Kernel::PORTABLE, &y))
}

/// A value, whose exponent is at most 12.
fn value() -> impl Strategy<Value = Head> {
	let near = vec(-(1i64 << 24) + 1..1 << 24, HEAD);
	(prop_oneof![near, Just(vec![-4_095; HEAD]), Just(vec![(1 << 24) - 1; HEAD])], 0u32..12)
		.prop_map(|(y, by)| y.into_iter().map(|y| y >> by).collect::<Vec<_>>())
		.prop_map(|y| Head::new(Kernel::PORTABLE, &y))
}

/// A key or query, whose exponent is at most 20.
fn key() -> impl Strategy<Value = Head> {
	(vec(any::<i32>(), HEAD), 0u32..32)
		.prop_map(|(y, by)| y.into_iter().map(|y| i64::from(y >> by)).collect::<Vec<_>>())
		.prop_map(|y| Head::new(Kernel::PORTABLE, &y))
}

fn multiplied(kernel: Kernel, matrix: &Matrix, rows: Range<usize>, x: &Vectors) -> Vec<i64> {
	let mut sums = vec![-1; rows.len() * x.count()];
	let mut out: Vec<&mut [i64]> = sums.chunks_exact_mut(rows.len()).collect();
	kernel.multiply(matrix, rows, x, &mut out);
	sums
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn matrices_multiply_alike((matrix, elements) in case()) {
		let mut x = Vectors::new(matrix.columns());
		for y in &elements {
			x.push(y);
		}
		let rows = matrix.rows() / 2..matrix.rows();
		let expected = multiplied(Kernel::PORTABLE, &matrix, rows.clone(), &x);
		for kernel in Kernel::available() {
			prop_assert_eq!(&multiplied(kernel, &matrix, rows.clone(), &x), &expected, "{}", kernel.name());
		}
	}

	#[test]
	fn heads_attend_alike(
		cached in vec((key(), value()), 1..300),
		queries in vec((key(), any::<usize>()), 0..8),
	) {
		let mut cache = Cache::default();
		for (key, value) in &cached {
			cache.push(key, value);
		}
		for (at, (key, value)) in cached.iter().enumerate() {
			prop_assert_eq!((&cache.key(at), &cache.value(at)), (key, value));
		}
		let queries: Vec<(Head, usize)> =
			queries.into_iter().map(|(query, keys)| (query, 1 + keys % cached.len())).collect();
		let attended = |kernel: Kernel| {
			let mut heads = vec![-1; queries.len() * HEAD];
			let mut out: Vec<&mut [i64]> = heads.chunks_exact_mut(HEAD).collect();
			kernel.attend(&cache, &queries, &mut Scratch::default(), &mut out);
			heads
		};
		let expected = attended(Kernel::PORTABLE);
		for kernel in Kernel::available() {
			prop_assert_eq!(&attended(kernel), &expected, "{}", kernel.name());
		}
	}

	#[test]
	fn quantised_heads_are_alike(y in elements(HEAD), head in head()) {
		for kernel in Kernel::available() {
			prop_assert_eq!(Head::new(kernel, &y), Head::new(Kernel::PORTABLE, &y));
			let wide: Vec<i64> = head.mantissas.iter().map(|m| i64::from(*m)).collect();
			prop_assert_eq!(Head::new(kernel, &wide).mantissas, head.mantissas);
		}
	}

	#[test]
	fn norms_are_alike(
		x in vec(any::<i32>(), 32..200),
		by in 0u32..32,
		gain in -(1i32 << 24) + 1..1 << 24,
		epsilon in 1u32..=1 << 20,
	) {
		let x: Vec<i32> = x.into_iter().map(|x| x >> by).collect();
		let gain = vec![gain; x.len()];
		let normed = |kernel: Kernel| {
			let mut y = vec![-1; x.len()];
			elements::rms_norm(kernel, &x, &gain, epsilon, &mut y);
			y
		};
		for kernel in Kernel::available() {
			prop_assert_eq!(normed(kernel), normed(Kernel::PORTABLE), "{}", kernel.name());
		}
	}

	#[test]
	fn scaled_sums_are_alike(
		sums in vec(any::<i64>().prop_map(|sum| sum >> 11), 0..40),
		rows in vec(10u8..=60, 40),
		x in 0u8..=50,
		bits in prop_oneof![Just(25u32), Just(32), Just(64)],
		residual in vec(-i32::MAX..=i32::MAX, 40),
	) {
		let scaled = |kernel: Kernel| {
			let mut out = sums.clone();
			elements::scale(kernel, &mut out, &rows[..sums.len()], x, 35, 16, bits);
			let mut residual = residual.clone();
			elements::add(kernel, &mut residual, &out);
			(out, residual)
		};
		for kernel in Kernel::available() {
			prop_assert_eq!(scaled(kernel), scaled(Kernel::PORTABLE), "{}", kernel.name());
		}
	}

	#[test]
	fn gates_are_alike(
		gates in vec(any::<i64>(), 40),
		ups in vec(any::<i64>(), 40),
		by in 0u32..64,
	) {
		let gated = |kernel: Kernel| {
			let mut out: Vec<i64> = gates.iter().map(|gate| gate >> by).collect();
			elements::gate(kernel, &mut out, &ups);
			out
		};
		for kernel in Kernel::available() {
			prop_assert_eq!(gated(kernel), gated(Kernel::PORTABLE), "{}", kernel.name());
		}
	}

	#[test]
	fn weights_are_alike(scores in vec(-(1i64 << 53)..1 << 53, 1..100), by in 0u32..50) {
		let scores: Vec<i64> = scores.into_iter().map(|score| score >> by).collect();
		let greatest = scores.iter().copied().max().unwrap_or(0);
		let weights = |kernel: Kernel| {
			let mut out = vec![7; scores.len()];
			(elements::weights(kernel, &scores, greatest, &mut out), out)
		};
		for kernel in Kernel::available() {
			prop_assert_eq!(weights(kernel), weights(Kernel::PORTABLE), "{}", kernel.name());
		}
	}
}

/// A gate's sigmoid is a rounded quotient: all that are close to a half are looked at.
#[test]
fn every_gate_of_sixteen_bits_is_alike() {
	for kernel in Kernel::available() {
		let gates: Vec<i64> = (-(1i64 << 16)..1 << 16).map(|gate| gate * 17).collect();
		let mut got = gates.clone();
		elements::gate(kernel, &mut got, &vec![1 << 30; gates.len()]);
		for (gate, got) in gates.iter().zip(got) {
			assert_eq!(crate::ops::gated(*gate as i32, 1 << 30), got, "{gate} {}", kernel.name());
		}
	}
}
