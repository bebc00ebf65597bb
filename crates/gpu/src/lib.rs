//! The measurement of machines on a GPU: the same cells as `primitives::measure` defines and the chain checks, of as many
//! strands as a GPU has room for.
//!
//! Nothing of it is built without the feature `gpu`. With it, [`Gpu`] computes a work through Vulkan, on real GPUs and on
//! Mesa's software one alike; the program `stoa-gpu` measures a machine by it. Why the chain does not ask for it yet:
//! docs/decisions/0033-gpu-measurement.md.
#![cfg(feature = "gpu")]
#![warn(missing_docs)]

mod gpu;
mod shader;

pub use gpu::{Done, Gpu, names};

/// Why a GPU did not work.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
	/// There is no such GPU.
	#[error(
		"there is no GPU {0}: install its Vulkan driver (mesa-vulkan-drivers has one in software), and see `stoa-gpu list`"
	)]
	Missing(usize),
	/// One strand is longer than a buffer may be.
	#[error(
		"a strand has {strand_bytes} bytes and a buffer of this GPU at most {most}: make more strands of fewer cells"
	)]
	TooLarge {
		/// Bytes of a strand.
		strand_bytes: u64,
		/// Most bytes of a buffer.
		most: u64,
	},
	/// Its driver said no.
	#[error("the GPU: {0}")]
	Refused(String),
}
