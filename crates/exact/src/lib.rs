//! Exact inference: a language model's forward pass in integers, equal to the bit on every machine.
//!
//! A float engine answers differently on another processor, with another batch size or thread count. Here
//! every operation has the meaning of its mathematical integers, within widths that are proved, so any order
//! of evaluation gives the same result, and one step of an answer can be recomputed by a runtime.
//!
//! | module | what it is | needs |
//! | --- | --- | --- |
//! | [`arith`] | shifts, clamps, divisions, powers of two | `no_std` |
//! | [`tables`], [`rope`] | frozen table, rotations | `no_std` |
//! | [`ops`] | the operations of the forward pass, on slices | `no_std` |
//! | [`compute`] | the same composed to the leaves of a trace | `no_std` |
//! | [`config`], [`header`] | shape of a model, its limits, what its root commits to | `no_std` |
//! | [`hash`], [`merkle`] | trees of known width | `no_std` |
//! | [`sampling`] | which token is chosen: greedily or by a seed | `no_std` |
//! | [`weights`], [`shape`], [`op`], [`leaf`] | which leaves there are and what is in them | `no_std` |
//! | [`step`], [`opening`], [`mod@recompute`] | one step, opened and recomputed: the referee | `no_std` |
//! | [`game`] | the descent from a trace's root to one step | `no_std` |
//! | [`cells`] | cells that an auditor opens to show that it executed | `no_std` |
//! | [`gguf`] | reader of model files, for hostile input | `std` |
//! | [`folder`] | reader of folders with safetensors files, for hostile input | `std` |
//! | [`source`] | where a model's settings and tensors are read from | `std` |
//! | [`model`], [`artefact`] | import of a model into exact rows; the file that a release names | `std` |
//! | [`matrix`] | rows of weights, in memory or mapped | `std` |
//! | [`kernel`] | the heavy loops, portable, AVX2 and AVX-512, bit-equal | `std` |
//! | [`pool`] | threads | `std` |
//! | [`digest`] | names of engines and artefacts | `std` |
//! | [`engine`] | sessions: prefill, decoding, streaming | `std` |
//! | [`trace`] | commitments while computing, openings, both sides of a game | `std` |
//! | [`reference`] | the same model in floats, to measure how close the integers come | `std` |
//!
//! The arithmetic is contract **X1** (`docs/exact-arithmetic.md`), [`Arithmetic::V1`]. It is never changed: a better one would
//! be `V2` beside it.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

pub mod arith;
pub mod cells;
pub mod compute;
pub mod config;
pub mod game;
pub mod hash;
pub mod header;
pub mod leaf;
pub mod merkle;
pub mod op;
pub mod opening;
pub mod ops;
pub mod recompute;
pub mod rope;
pub mod sampling;
pub mod shape;
pub mod step;
pub mod tables;
pub mod weights;

#[cfg(feature = "std")]
pub mod artefact;
#[cfg(feature = "std")]
pub mod digest;
#[cfg(feature = "std")]
pub mod engine;
#[cfg(feature = "std")]
pub mod folder;
#[cfg(feature = "std")]
pub mod gguf;
#[cfg(feature = "std")]
pub mod kernel;
#[cfg(feature = "std")]
pub mod matrix;
#[cfg(feature = "std")]
pub mod model;
#[cfg(feature = "std")]
pub mod pool;
#[cfg(feature = "std")]
pub mod reference;
#[cfg(feature = "std")]
pub mod source;
#[cfg(feature = "std")]
pub mod trace;

pub use config::{Config, Extras};
#[cfg(feature = "std")]
pub use digest::{artefact_digest, engine_digest};
pub use hash::{Blake2, Hash, Hasher};
pub use header::{Header, MAX_OPENING};
pub use opening::{Claim, Inner};
pub use recompute::{Outcome, check_weights, recompute};
pub use sampling::Sampling;
pub use shape::Shape;
pub use step::{Check, Step};

/// Elements of an attention head.
pub const HEAD: usize = 64;
/// Weights that share a scale.
pub const GROUP: usize = 32;
/// Most positions of a context.
pub const MAX_CONTEXT: u32 = 8_192;

/// Versions of the arithmetic. A release names the one it was published under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
	/// Contract X1.
	V1,
}

impl Arithmetic {
	/// What the digest of an engine of this arithmetic is taken of.
	pub const fn name(self) -> &'static str {
		match self {
			Self::V1 => "stoa-exact/X1/v1",
		}
	}
}
