//! The Stoa node: validator, full node and RPC server.
//!
//! | module | what it does |
//! | --- | --- |
//! | `cli` | arguments |
//! | `command` | runs what they ask for |
//! | `chain_spec` | the chains that are known by name |
//! | `service` | puts a node together |
//! | `dispatcher` | the loopback service through which the off-chain worker reaches providers |
//! | `market` | figures of the marketplace, for Prometheus |
//! | `rpc` | what clients may call beside what the SDK serves |
#![warn(missing_docs)]
// The SDK's errors are large, and made once in the life of a node.
#![allow(clippy::result_large_err)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod chain_spec;
mod cli;
mod command;
mod dispatcher;
mod executor;
mod market;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
