//! What the kernels make of a line of conformance vectors.

use super::cases::{Numbers, Written, heads, numbers, vector, wide};
use stoa_exact::{
	HEAD,
	kernel::{Cache, Head, Kernel, Scratch, Vectors},
	leaf::Mantissas,
	model::Matrix,
	ops::scale_row,
	source::put_group,
};

/// The result of an operation by each kernel; nothing for one that kernels do not have.
pub fn computed(name: &str, operands: &[Numbers]) -> Vec<Numbers> {
	let with: fn(Kernel, &[Numbers]) -> Numbers = match name {
		"lin" => lin,
		"attention" => attention,
		"group" => return vec![group(operands)],
		_ => return Vec::new(),
	};
	Kernel::available().into_iter().map(|kernel| with(kernel, operands)).collect()
}

/// Weights as floats, quantised: what importers do, and no runtime.
fn group(operands: &[Numbers]) -> Numbers {
	let weights = numbers::<u32>(&operands[0]).into_iter().map(f32::from_bits);
	let mut bytes = Vec::new();
	put_group(&weights.collect::<Vec<_>>(), &mut bytes);
	wide(&bytes)
}

/// A row times as many equal vectors as are computed lane by lane, and times one.
fn lin(kernel: Kernel, operands: &[Numbers]) -> Numbers {
	let (written, (x, from, to)) = (Written::of(operands), vector(operands));
	let columns = x.m.len();
	let e = written.row().e;
	let matrix = Matrix::of_rows(written.quant, columns, written.bytes.into()).expect("a row");
	let wider: Vec<i64> = x.m.iter().map(|m| i64::from(*m)).collect();
	let [one, many] = [1, 17].map(|count| {
		let mut vectors = Vectors::new(columns);
		(0..count).for_each(|_| vectors.push(&wider));
		// Mantissas of that size are quantised to themselves.
		assert_eq!(vectors.mantissas(0), x.m);
		let mut sums = vec![0; count];
		let mut places: Vec<&mut [i64]> = sums.chunks_mut(1).collect();
		kernel.multiply(&matrix, 0..1, &vectors, &mut places);
		assert!(sums.iter().all(|sum| *sum == sums[0]), "{}", kernel.name());
		sums[0]
	});
	assert_eq!(one, many, "{}", kernel.name());
	vec![scale_row(one, e, x.e, from, to).into()]
}

fn attention(kernel: Kernel, operands: &[Numbers]) -> Numbers {
	let [queries, keys, values] = [0, 1, 2].map(|at| heads(&operands[at]));
	let mut cache = Cache::default();
	for (key, value) in keys.iter().zip(&values) {
		cache.push(&head(key), &head(value));
	}
	let (mut out, query) = ([0; HEAD], [(head(&queries[0]), keys.len())]);
	kernel.attend(&cache, &query, &mut Scratch::default(), &mut [&mut out[..]]);
	out.into_iter().map(i128::from).collect()
}

fn head(x: &Mantissas) -> Head {
	Head { mantissas: *x.m.first_chunk().expect("a head"), exponent: x.e }
}
