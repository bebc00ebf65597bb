//! # stoa-provider
//!
//! The GPU owner's daemon. It registers its owner's account as a provider, serves releases with an engine
//! beside it, and answers for the seats that the chain draws it for: computes, commits, reveals, provides
//! data that is demanded, and keeps every promise across restarts.
//!
//! | module | subject |
//! | --- | --- |
//! | [`machine`] | the mind: events in, commands out, no I/O |
//! | [`state`] | the machine with its disk, behind one lock |
//! | [`shell`] | follows the chain, runs engines, stops in order |
//! | [`outbox`] | what goes to the chain by own extrinsic |
//! | [`http`], [`listen`] | what validators, requesters and Prometheus ask, and how many at once |
//! | [`engine`] | what computes answers |
//! | [`v1`] | answers sold by the token, through payment channels |
//! | [`games`] | games about answers of class Exact, from both sides |
//! | [`leases`] | leasing out the machine, and what tenants ask |
//! | [`deliveries`] | finished jobs that go into contracts |
//! | [`custody`] | keeping data keys for their owners, and computing beside their data |
//! | [`faults`] | what tests of the whole put in |
//! | [`chain`], [`follow`] | what is needed of a chain, and how `stoa-client` gives it |
//! | [`onboard`], [`offer`], [`prepare`] | registration, terms and plans, and that what is served is what the chain sells |
//! | [`config`], [`units`], [`keys`] | the owner's words, amounts and keys |
//! | [`store`], [`blobs`] | what is remembered |
//! | [`init`], [`check`], [`run`] | first steps, what is wrong, and the daemon from its file |
//!
//! **Invariant**: no prompt, output or key appears in a log line or metric.
#![warn(missing_docs)]

pub mod blobs;
pub mod chain;
pub mod check;
pub mod config;
pub mod custody;
pub mod deliveries;
pub mod engine;
pub mod faults;
pub mod follow;
pub mod games;
pub mod http;
pub mod init;
pub mod keys;
pub mod leases;
pub mod listen;
pub mod machine;
pub mod metrics;
pub mod offer;
pub mod onboard;
pub mod outbox;
pub mod prepare;
pub mod run;
pub mod shell;
pub mod state;
pub mod store;
pub mod units;
pub mod v1;
