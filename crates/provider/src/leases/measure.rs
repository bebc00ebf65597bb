//! Answering for claimed hardware: the work, its roots, its samples. Nothing is kept on disk; after a restart
//! it is computed again.

use std::thread;
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	BlockNumber, Digest, MeasurementId, OfferId, Resources,
	measure::{Filled, OpenedStep, Work},
	payload::{self, domain},
};

/// Steps that are opened of each kind of work.
pub const SAMPLES: u32 = 8;

/// A measurement of this provider's machines that waits for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measuring {
	/// Which.
	pub id: MeasurementId,
	/// Of each offer: how many units, and what each claims to be.
	pub targets: Vec<(OfferId, u32, Resources)>,
	/// Most memory that is filled of each unit, in MiB.
	pub fill_mib: u32,
	/// Hashes of each cell that uses no memory.
	pub steps: u32,
	/// How many such cells each core computes, as a power of two.
	pub log_cells: u8,
	/// The seed of the work.
	pub seed: Digest,
	/// What is waited for.
	pub wants: Wants,
}

/// What a measurement waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wants {
	/// The roots.
	Roots {
		/// The last block for them.
		until: BlockNumber,
	},
	/// The next seed.
	Nothing,
	/// The samples.
	Samples {
		/// Their seed.
		samples: Digest,
		/// The last block for them.
		until: BlockNumber,
	},
}

/// All work of a measurement, done.
pub struct Done {
	memory: Vec<Filled>,
	compute: Vec<Filled>,
	works: [Vec<Work>; 2],
}

/// Roots of an offer's work: memory, compute.
pub type Roots = (Digest, Digest);

impl Measuring {
	/// The work of each offer, linked or not.
	fn works(&self, linked: bool) -> Vec<Work> {
		let work = |(_, units, resources): &(OfferId, u32, Resources)| match linked {
			true => Work::memory(resources, *units, self.fill_mib),
			false => Work::compute(resources, *units, self.log_cells, self.steps),
		};
		self.targets.iter().map(work).collect()
	}

	/// Does the work on all cores. Takes as long and as much memory as was claimed to be there.
	pub fn work(&self) -> Done {
		let works = [self.works(true), self.works(false)];
		let fill = |works: &[Work]| {
			let targets = self.targets.iter().zip(works);
			let filled = targets.map(|((offer, ..), work)| {
				// As the runtime derives it.
				let seed = payload::tagged(domain::DRAW_WORK, (self.seed, *offer));
				strands(*work, &seed)
			});
			filled.collect()
		};
		let (memory, compute) = (fill(&works[0]), fill(&works[1]));
		Done { memory, compute, works }
	}
}

/// All strands of a work: they do not depend on each other.
fn strands(work: Work, seed: &Digest) -> Filled {
	let threads = thread::available_parallelism().map_or(1, usize::from).max(1) as u64;
	let count = u64::from(work.strands);
	let share = count.div_ceil(threads).max(1);
	let cells = thread::scope(|scope| {
		let mut running = Vec::new();
		let mut first = 0;
		while first < count {
			let strands = first..first.saturating_add(share).min(count);
			first = strands.end;
			running.push(scope.spawn(move || {
				let cells = strands.map(|strand| Filled::strand(blake2_256, &work, seed, strand));
				cells.collect::<Vec<_>>()
			}));
		}
		let done = running.into_iter().map(|thread| thread.join().unwrap_or_default());
		done.flatten().flatten().collect::<Vec<_>>()
	});
	Filled::over(blake2_256, work, cells)
}

impl Done {
	/// Of each offer, in order.
	pub fn roots(&self) -> Vec<Roots> {
		let pairs = self.memory.iter().zip(&self.compute);
		pairs.map(|(memory, compute)| (memory.root(), compute.root())).collect()
	}

	/// The steps that are drawn: of the linked strands, then of the others. None if there are none.
	pub fn open(&self, samples: &Digest) -> Option<[Vec<OpenedStep>; 2]> {
		let opened = |filled: &[Filled], works: &[Work], first: u32| {
			(first..first.saturating_add(SAMPLES))
				.map(|n| {
					let (at, number) = drawn(works, samples, n)?;
					filled.get(at)?.open(number)
				})
				.collect::<Option<Vec<_>>>()
		};
		Some([
			opened(&self.memory, &self.works[0], 0)?,
			opened(&self.compute, &self.works[1], SAMPLES)?,
		])
	}
}

/// The place of sample `n` among several works: which of them, and which cell of it.
fn drawn(works: &[Work], samples: &Digest, n: u32) -> Option<(usize, u64)> {
	let total = works.iter().fold(0u64, |sum, work| sum.saturating_add(work.cells()));
	let mut number = payload::draw_number(samples, n).checked_rem(total)?;
	for (at, work) in works.iter().enumerate() {
		match number.checked_sub(work.cells()) {
			Some(rest) => number = rest,
			None => return Some((at, number)),
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_opened_is_what_is_drawn_and_right() {
		let machine = |cores| Resources { cpu_cores: cores, memory_mib: 4, ..Default::default() };
		let measuring = Measuring {
			id: 1,
			targets: vec![(5, 2, machine(3)), (6, 1, machine(1))],
			fill_mib: 1,
			steps: 3,
			log_cells: 4,
			seed: [7; 32],
			wants: Wants::Nothing,
		};
		let done = measuring.work();
		let roots = done.roots();
		assert_eq!(roots.len(), 2);
		let samples = [9; 32];
		let opened = done.open(&samples).unwrap();
		for (kind, first) in [(0, 0), (1, SAMPLES)] {
			let works = measuring.works(kind == 0);
			assert_eq!(opened[kind].len(), SAMPLES as usize);
			for (n, step) in (first..).zip(&opened[kind]) {
				let (at, number) = drawn(&works, &samples, n).unwrap();
				let seed =
					payload::tagged(domain::DRAW_WORK, (measuring.seed, measuring.targets[at].0));
				let root = if kind == 0 { roots[at].0 } else { roots[at].1 };
				assert!(works[at].verify(blake2_256, &seed, &root, number, step));
			}
		}
	}
}
