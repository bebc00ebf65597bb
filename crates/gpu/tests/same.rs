//! The GPU computes what the processor computes, bit by bit.
#![cfg(feature = "gpu")]

use stoa_exact::digest::blake2_256;
use stoa_gpu::{Gpu, GpuError};
use stoa_primitives::{
	Digest,
	measure::{Filled, Work},
};

fn cells(filled: &Filled, work: &Work) -> Vec<Digest> {
	(0..work.cells()).map(|number| filled.open(number).unwrap().cell.cell).collect()
}

#[test]
fn every_cell_is_the_same_as_the_processors() {
	let gpu = Gpu::open(0).unwrap();
	println!("{}", gpu.name());
	for work in [
		Work { strands: 1, log_cells: 2, steps: 1, linked: true },
		Work { strands: 3, log_cells: 9, steps: 1, linked: true },
		Work { strands: 130, log_cells: 6, steps: 2, linked: true },
		Work { strands: 5, log_cells: 4, steps: 1, linked: false },
		Work { strands: 70, log_cells: 5, steps: 33, linked: false },
		// One cell takes longer than a turn.
		Work { strands: 2, log_cells: 2, steps: 5_000, linked: false },
	] {
		for seed in [[0; 32], [0xff; 32], blake2_256(b"a seed")] {
			let here = Filled::fill(blake2_256, work, &seed);
			let there = gpu.fill(&work, &seed).unwrap().filled;
			assert_eq!(cells(&here, &work), cells(&there, &work), "{work:?}");
			assert_eq!(here.root(), there.root());
			// As the chain checks it.
			for number in 0..work.cells() {
				let opened = there.open(number).unwrap();
				assert!(work.verify(blake2_256, &seed, &here.root(), number, &opened));
			}
		}
	}
}

#[test]
fn what_does_not_fit_is_refused() {
	let gpu = Gpu::open(0).unwrap();
	let work = Work { strands: 1, log_cells: 28, steps: 1, linked: true };
	assert!(matches!(gpu.fill(&work, &[0; 32]), Err(GpuError::TooLarge { .. })));
	assert!(matches!(Gpu::open(99), Err(GpuError::Missing(99))));
}
