//! # stoa-client
//!
//! The Stoa chain from outside, typed: what daemons and the command line use instead of raw RPC.
//!
//! | module | subject |
//! | --- | --- |
//! | [`client`] | connect, follow best and finalised blocks, send extrinsics |
//! | [`at`] | everything that can be read at one block |
//! | [`calls`] | every call a person or daemon makes |
//! | [`submit`] | what becomes of an extrinsic |
//! | [`watch`] | a job's events as they happen |
//! | [`events`] | any event of a block as JSON |
//! | [`search`] | what went on chain for a job: its output, its settlement |
//! | [`delivery`] | prompts to drawn providers and outputs from them, over guarded HTTP |
//! | [`referee`] | claims that can be challenged, games, and what was shown in them |
//! | [`channels`] | payment channels, their audits, plans and free quotas |
//! | [`contracts`] | asking contracts, delivering jobs into them |
//! | [`courier`] | delivering whatever pays |
//! | [`court`] | cases, jurors, what stands against a listing |
//! | [`datasets`] | datasets, their releases and terms, licences, runs beside data |
//! | [`rewards`] | emission, rebates, shares of fees, delegation |
//! | [`leases`] | offers, requests for bids, leases, measurements of machines |
//! | [`tenant`] | a lease's daemon: what is to run, logs, shells, signing usage |
//! | [`game`] | a game about an answer of class Exact: from what was shown to the next move |
//! | [`sealed`] | X25519 sealed boxes and their keys |
//! | [`keys`], [`keystore`] | signers from secret URIs, and an encrypted file for them |
//! | [`amount`] | amounts as people write them |
//! | [`types`] | the chain's types, generated from `metadata.scale` |
//! | [`error`] | the one error type |
//!
//! ## Connecting and reading
//!
//! ```no_run
//! # async fn f() -> Result<(), stoa_client::Error> {
//! use futures::StreamExt;
//! use stoa_client::Client;
//!
//! let client = Client::connect("ws://127.0.0.1:9944").await?; // reconnects by itself
//! let genesis: stoa_primitives::Digest = client.genesis();
//! let at = client.best().await?; // or `finalised()`, `at(hash)`, `at_height(7)`
//! let account = stoa_client::keys::account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")?;
//! let seats = at.assignments(&account).await?;
//! let mut blocks = client.follow_best().await?; // every new best block, latest first shown
//! while let Some(block) = blocks.next().await {
//!     let block = block?; // number, hash, parent
//!     let at = client.at_block(&block).await?;
//!     println!("{}: {} jobs wait", block.number, at.live_jobs().await?.len());
//! }
//! # Ok(()) }
//! ```
//!
//! ## Sending
//!
//! ```no_run
//! # async fn f(client: stoa_client::Client) -> Result<(), stoa_client::Error> {
//! use stoa_client::{calls, keys};
//!
//! let signer = keys::from_uri("//Alice")?;
//! // Several submissions at once get consecutive nonces.
//! let submission = client.submit(&signer, &calls::chill()).await?;
//! let included = submission.in_best_block().await?; // or `.finalised()`, or `.next()` for each state
//! println!("in block {}", included.block.number);
//! # Ok(()) }
//! ```
//!
//! A failed call is [`Error::Refused`] with pallet, name and the text that says what to do. [`Error::Unknown`]
//! says that nobody can tell yet what became of it, and until which block it may still be included.
//!
//! ## Following a job
//!
//! [`Client::watch_job`] is a stream of [`JobUpdate`]s from the job's first block on;
//! [`Client::output`] is the answer if it is on chain.
#![warn(missing_docs)]

pub mod amount;
pub mod at;
mod body;
pub mod calls;
mod chain;
pub mod channels;
pub mod client;
pub mod contracts;
pub mod courier;
pub mod court;
pub mod datasets;
pub mod delivery;
pub mod error;
pub mod events;
pub mod game;
pub mod keys;
pub mod keystore;
pub mod leases;
mod nonces;
pub mod referee;
pub mod rewards;
pub mod sealed;
pub mod search;
pub mod submit;
pub mod tenant;
pub mod types;
pub mod watch;

pub use amount::Amount;
pub use at::{Assignment, At, Balances};
pub use body::Submitted;
pub use client::{Block, Client};
pub use courier::Courier;
pub use error::{Error, Result};
pub use keystore::Keystore;
pub use referee::GameEnd;
pub use submit::{Call, Included, Submission, SubmissionState};
pub use subxt_signer::sr25519::Keypair;
pub use types::{AccountId, JobEvent};
pub use watch::{JobUpdate, Settled};
