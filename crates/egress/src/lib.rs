//! HTTP to addresses that a stranger chose.
//!
//! A provider registers its own URL on chain, and every validator asks it. Without this crate that URL
//! would turn validators into proxies to their own machines, neighbours and cloud metadata. [`Guard`] is
//! the only way out:
//!
//! - the URL is `http` or `https` with a host and an optional path, and nothing else ([`Endpoint`]);
//! - the host is resolved once per connection, and unless **every** address is globally reachable unicast
//!   ([`address::refusal`]) nothing is dialled; the connection goes to the very addresses that were checked;
//! - no redirect, no proxy, no decompression, no cookie, HTTP/1.1 only;
//! - bytes, connect time and total time are bounded.
//!
//! [`Streams`] is the same way out for answers that come in parts for as long as they take, over connections
//! that are kept: each wait is bounded instead of the whole, and whoever reads bounds the bytes.
//!
//! `allow_private` lifts the second rule and no other: for development networks on one machine.
//!
//! ```no_run
//! # async fn f() -> Result<(), stoa_egress::EgressError> {
//! use stoa_egress::{Endpoint, Guard, Limits};
//!
//! let guard = Guard::new(false, Limits::default())?;
//! let endpoint = Endpoint::parse("https://gpu.example.com/base")?;
//! let reply = guard.post_json(&endpoint, "stoa/v1/seats", b"{}".to_vec()).await?;
//! # Ok(()) }
//! ```
#![warn(missing_docs)]

pub mod address;
mod endpoint;
mod error;
mod guard;
mod streams;

pub use endpoint::{Endpoint, MAX_URL_BYTES};
pub use error::EgressError;
pub use guard::{Guard, Limits};
pub use hickory_resolver::TokioResolver;
pub use streams::{Ask, StreamLimits, Streams};
