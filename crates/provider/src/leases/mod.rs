//! Leasing out this machine: the offer on chain, the workloads of leases, what both sides sign about them, and
//! what tenants ask of the daemon.
//!
//! | module | subject |
//! | --- | --- |
//! | [`machine`] | the mind: what is to be done about a lease, no I/O |
//! | [`offer`], [`bids`] | what is offered, and what is bid on requests; no I/O either |
//! | [`measure`] | answering for claimed hardware |
//! | [`keeper`] | follows the chain and does what the mind says |
//! | [`work`] | making, starting and removing workloads |
//! | [`tenant`] | what tenants ask over HTTP |
//! | [`hardware`], [`spec`] | what the machine has, and what a workload gets of it |
//! | [`store`], [`images`] | what is remembered, and archives by hash |
//! | [`chain`], [`types`] | what is needed of a chain |
//!
//! **Invariant**: what a tenant signed is on disk before it is told so, and money follows final blocks only.

pub mod bids;
pub mod chain;
pub mod images;
pub mod machine;
pub mod measure;
pub mod offer;
pub mod store;
pub mod types;
