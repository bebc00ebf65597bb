//! What the chain and its daemons must agree on to the byte.
//!
//! | module | what it fixes |
//! | --- | --- |
//! | [`ids`] | identifiers and units |
//! | [`job`] | what a requester asks for and what an executor answers |
//! | [`lease`] | what a tenant leases, and what both sides sign about it |
//! | [`measure`] | work that shows a machine |
//! | [`text`] | what names, addresses and licences look like |
//! | [`payload`] | domain tags, what is hashed and what is signed |
//! | [`merkle`] | content roots, and proofs that a chunk belongs to one |
//! | [`contract`] | what contracts and the chain say to each other |
//! | [`channel`] | requests, receipts and vouchers of payment channels |
//! | [`sums`] | trees over what a redemption pays for |
//! | `dataset` | what a dataset commits to, and proofs that its key or a chunk is false (feature `data`) |
//! | [`dispute`] | what parties, jurors and markets say to the court, and how a vote is hidden |
//! | [`duty`] | which validator brings a job's answers to the chain, and who stands in |
//! | `tenant` | what a tenant and its provider's daemon say to each other (feature `std`) |
//! | [`wire`] | messages between off-chain worker, dispatcher, provider and requester |
//! | `frame` | traits between pallets, the sum tree, runtime API (feature `frame`) |
//!
//! Nothing here touches storage or the network.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

pub mod channel;
pub mod contract;
#[cfg(feature = "data")]
pub mod dataset;
pub mod dispute;
pub mod duty;
#[cfg(feature = "frame")]
pub mod frame;
pub mod ids;
pub mod job;
pub mod lease;
pub mod measure;
pub mod merkle;
pub mod payload;
pub mod sums;
#[cfg(feature = "std")]
pub mod tenant;
pub mod text;
pub mod wire;

pub use dispute::*;
pub use ids::*;
pub use job::*;
pub use lease::{Attribute, Attributes, LeaseFault, LeaseSide, Meters, Resources, Usage};
