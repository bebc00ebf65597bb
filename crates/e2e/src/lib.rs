//! Starts real nodes and real providers and talks to them as a person would.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`process`] | one child process: its log, its end |
//! | [`network`] | a chain with its validators, and the providers on it |
//! | [`market`] | published releases, orders, and waiting for what becomes of them |

pub mod market;
pub mod network;
pub mod process;
