//! Every kernel gives what the portable one gives.

use super::*;
use crate::{
	GROUP, HEAD,
	ops::{HEAD_BITS, Quant, quantise},
};
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
				Matrix::new(quant, groups * GROUP, q, d, m, vec![20; rows]).expect("lengths fit")
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

fn head() -> impl Strategy<Value = (Vec<i16>, u8)> {
	elements(HEAD).prop_map(|y| {
		let mut mantissas = vec![0; HEAD];
		let e = quantise(&y, HEAD_BITS, &mut mantissas);
		(mantissas, e)
	})
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
		let mut expected = vec![0; rows.len() * x.count()];
		Kernel::PORTABLE.multiply(&matrix, rows.clone(), &x, &mut expected);
		for kernel in Kernel::available() {
			let mut sums = vec![-1; expected.len()];
			kernel.multiply(&matrix, rows.clone(), &x, &mut sums);
			prop_assert_eq!(&sums, &expected, "{}", kernel.name());
		}
	}

	#[test]
	fn heads_multiply_alike(query in head(), keys in vec(head(), 0..20)) {
		let keys: Vec<i16> = keys.into_iter().flat_map(|(mantissas, _)| mantissas).collect();
		let mut expected = vec![0; keys.len() / HEAD];
		Kernel::PORTABLE.dots(&query.0, &keys, &mut expected);
		for kernel in Kernel::available() {
			let mut dots = vec![-1; expected.len()];
			kernel.dots(&query.0, &keys, &mut dots);
			prop_assert_eq!(&dots, &expected, "{}", kernel.name());
		}
	}

	#[test]
	fn values_add_up_alike(values in vec((head(), 0u32..=1 << 24), 0..20)) {
		let weights: Vec<u32> = values.iter().map(|(_, weight)| *weight).collect();
		let exponents: Vec<u8> = values.iter().map(|((_, e), _)| *e).collect();
		let mantissas: Vec<i16> = values.into_iter().flat_map(|((v, _), _)| v).collect();
		let expected = Kernel::PORTABLE.weighted(&weights, &mantissas, &exponents);
		for kernel in Kernel::available() {
			let sums = kernel.weighted(&weights, &mantissas, &exponents);
			prop_assert_eq!(sums, expected, "{}", kernel.name());
		}
	}
}
