//! Measures a GPU: by a seed that whoever doubts it chose, and so that anybody can check what came of it.

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};
use stoa_exact::digest::blake2_256;
use stoa_gpu::Gpu;
use stoa_primitives::{Digest, measure::Work};

/// Cells of each kind that are computed again by the processor.
const SAMPLES: u32 = 8;

/// Measures a GPU, memory-bound and compute-bound.
#[derive(Parser)]
#[command(version)]
struct Arguments {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Prints the GPUs that there are.
	List,
	/// Measures one of them. Compare the figures with those of a GPU that you know.
	Measure {
		/// Its number in the list.
		#[arg(long, default_value_t = 0)]
		gpu: usize,
		/// Who doubts the machine chooses it: such as the hash of the newest block, 64 hexadecimal digits.
		#[arg(long, value_parser = seed)]
		seed: Digest,
		/// How much of its memory is filled, in MiB.
		#[arg(long, default_value_t = 4_096)]
		memory_mib: u32,
		/// How many strands it works on at a time, as a power of two.
		#[arg(long, default_value_t = 14)]
		log_strands: u8,
		/// Hashes of each cell that uses no memory.
		#[arg(long, default_value_t = 512)]
		steps: u32,
	},
}

fn seed(text: &str) -> anyhow::Result<Digest> {
	let bytes = hex::decode(text.trim_start_matches("0x")).context("64 hexadecimal digits")?;
	bytes.try_into().ok().context("64 hexadecimal digits")
}

fn main() -> anyhow::Result<()> {
	match Arguments::parse().command {
		Command::List => {
			for (number, name) in stoa_gpu::names().iter().enumerate() {
				println!("{number}: {name}");
			}
			Ok(())
		}
		Command::Measure { gpu, seed, memory_mib, log_strands, steps } => {
			ensure!(log_strands <= 20, "at most 2^20 strands");
			let gpu = Gpu::open(gpu)?;
			println!("{}", gpu.name());
			let cells = (u64::from(memory_mib) << 15) >> log_strands;
			let log_cells = cells.checked_ilog2().context("more memory, or fewer strands")? as u8;
			let strands = 1 << log_strands;
			measure(&gpu, Work { strands, log_cells, steps: 1, linked: true }, &seed)?;
			measure(&gpu, Work { strands, log_cells: 6, steps, linked: false }, &seed)
		}
	}
}

fn measure(gpu: &Gpu, work: Work, seed: &Digest) -> anyhow::Result<()> {
	let done = gpu.fill(&work, seed)?;
	let root = done.filled.root();
	// By what the root itself draws: nobody knew it before all cells were there.
	for sample in 0..SAMPLES {
		let drawn = blake2_256(&[&root[..], &sample.to_le_bytes()].concat());
		let number = u64::from_le_bytes(drawn[..8].try_into()?) % work.cells();
		let opened = done.filled.open(number).context("a cell is missing")?;
		ensure!(
			work.verify(blake2_256, seed, &root, number, &opened),
			"cell {number} is wrong: this GPU or its driver computes wrongly"
		);
	}
	let seconds = done.took.as_secs_f64();
	let cells = work.cells() as f64;
	let kind = if work.linked { "memory" } else { "compute" };
	let rate = cells * f64::from(work.steps) / seconds / 1e6;
	let gib = if work.linked { cells * 32.0 / f64::from(1 << 30) } else { 0.0 };
	println!("{kind}: {seconds:.2} s, {rate:.2} million hashes a second, {gib:.2} GiB held");
	println!("  {work:?}");
	println!("  root {}, {SAMPLES} cells checked by the processor", hex::encode(root));
	Ok(())
}
