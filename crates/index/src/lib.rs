//! # stoa-index
//!
//! What happened in finalised blocks, in a database that can be dropped and made again from the chain, with REST,
//! event streams, webhooks and grades on top. A gateway mounts it.
//!
//! | module | subject |
//! | --- | --- |
//! | [`index`] | open, follow the chain, rebuild |
//! | [`read`] | one finalised block from the chain |
//! | [`facts`] | what one block tells, in the form in which it is stored |
//! | [`apply`], [`state`], [`jobs`], [`channels`], [`leases`], [`datasets`], [`happened`] | storing it |
//! | [`tally`], [`grades`], [`graded`] | what is counted, the formulas of grades, grades as of a block |
//! | [`filter`] | which events somebody wants |
//! | [`rest`] | `/v1/stoa/…` and its OpenAPI document |
//! | [`webhook`] | events sent to whoever registered for them |
//! | [`store`] | SQLite, or PostgreSQL by its URL |
//!
//! ```no_run
//! # async fn f() -> Result<(), Box<dyn std::error::Error>> {
//! use stoa_client::Client;
//! use stoa_index::{Index, Options};
//!
//! let index = Index::open("sqlite:///var/lib/stoa/index.db", Options::default()).await?;
//! let app = stoa_index::router(index.clone()); // merged into the gateway's own
//! let client = Client::connect("ws://127.0.0.1:9944").await?;
//! index.follow(&client, std::future::pending()).await?; // until the given future is over
//! # Ok(()) }
//! ```
#![warn(missing_docs)]

mod apply;
mod channels;
mod datasets;
mod error;
pub mod facts;
mod filter;
mod graded;
pub mod grades;
mod happened;
mod head;
mod index;
mod jobs;
mod leases;
mod read;
mod rest;
mod state;
mod store;
pub mod tally;
pub mod webhook;

pub use error::{Error, Result};
pub use filter::{Event, EventFilter, Place};
pub use graded::{ProviderGrades, ProviderWindow, ReleaseGrades, ReleaseWindow};
pub use head::Head;
pub use index::{Index, Options};
pub use rest::{
	Answer, Caller, Channel, Dataset, Job, JobWithSeats, Lease, License, Model, Offer, Page,
	PriceShape, Problem, Provider, Release, Seat, Serving, openapi, router, router_with,
};

/// Pallets whose events are kept. Those that a chain does not have yet do no harm.
pub const PALLETS: &[&str] =
	&["Providers", "Models", "Inference", "Referee", "Channels", "Disputes", "Compute", "Datasets"];
