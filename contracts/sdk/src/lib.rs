//! What a contract on Stoa needs.
//!
//! | module | what it has |
//! | --- | --- |
//! | [`chain`] | the chain's markets: quotes, jobs, models, leases, disputes, seeds |
//! | [`host`] | the contract's own account, storage, input and output |
//!
//! A contract is a `cdylib` without the standard library that exports `deploy` and `call`. It uses this crate for
//! its memory and for what to do when it panics, too. `docs/write-a-contract.md` begins with an example.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

pub mod chain;
pub mod host;
#[cfg(target_arch = "wasm32")]
mod memory;

pub use alloc::{vec, vec::Vec};
pub use stoa_primitives as primitives;
