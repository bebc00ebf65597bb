//! What the chain and its daemons must agree on to the byte.
//!
//! | module | what it fixes |
//! | --- | --- |
//! | [`ids`] | identifiers and units |
//! | [`job`] | what a requester asks for and what an executor answers |
//! | [`lease`] | what a tenant leases, and what both sides sign about it |
//! | [`measure`] | work that shows a machine |
//! | [`payload`] | domain tags, what is hashed and what is signed |
//! | [`merkle`] | content roots, and proofs that a chunk belongs to one |
//! | [`duty`] | which validator brings a job's answers to the chain, and who stands in |
//! | [`wire`] | messages between off-chain worker, dispatcher, provider and requester |
//! | `frame` | traits between pallets, the sum tree, runtime API (feature `frame`) |
//!
//! Nothing here touches storage or the network.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

pub mod duty;
#[cfg(feature = "frame")]
pub mod frame;
pub mod ids;
pub mod job;
pub mod lease;
pub mod measure;
pub mod merkle;
pub mod payload;
pub mod wire;

pub use ids::*;
pub use job::*;
pub use lease::{Attribute, Attributes, LeaseSide, Meters, Resources, Usage};
