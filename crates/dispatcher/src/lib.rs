//! The node's loopback service through which the off-chain worker reaches providers.
//!
//! The worker runs inside the runtime, whose HTTP client has no filter: whatever URL a provider
//! registered, it would dial. So the worker talks to one address only, this service on 127.0.0.1, and
//! this service talks to strangers under `stoa-egress`.
//!
//! ```text
//!  off-chain worker ──POST /v1/poll (job, seat)*──► service ──► board ◄── one task per seat
//!        ▲                                            │                      │ reads the seat again (ChainView)
//!        └──────────── statements that arrived ◄──────┘                      │ signs (Signer)
//!                                                                            └─► provider, under the egress guard
//! ```
//!
//! **Invariant**: it takes (job, seat) and nothing else from its caller. Where to ask and what to sign it
//! reads from the node's own view of the chain, so that whoever holds the token can make it repeat what
//! the node would do anyway, and no more.
//!
//! **Invariant**: what it holds is bounded ([`Config`]) and a seat leaves when the chain waits for nothing
//! more from it or nobody has polled it for a while.
//!
//! It does not check providers' signatures: the worker does, with the pallet's own code, and the chain
//! does again. It only drops what is malformed or of the wrong phase.
#![warn(missing_docs)]

mod attend;
mod board;
mod exchange;
mod metrics;
mod service;

use std::{net::Ipv4Addr, sync::Arc, time::Duration};
use stoa_egress::{Guard, Limits};
use stoa_primitives::{
	JobId, SeatIndex,
	wire::{DispatcherAddress, SeatAssignment},
};
use tokio::{net::TcpListener, sync::watch};

/// What the dispatcher reads from the node's best block. Called on blocking threads.
pub trait ChainView: Send + Sync + 'static {
	/// The seat as of the best block.
	fn seat(&self, job: JobId, seat: SeatIndex) -> Option<SeatAssignment>;
	/// Height of the best block. Must return at once.
	fn best_block(&self) -> u32;
	/// The current session's dispatch keys.
	fn dispatch_keys(&self) -> Vec<[u8; 32]>;
}

/// The node's dispatch key.
pub trait Signer: Send + Sync + 'static {
	/// The public key that the node signs with: where the keystore has several, the one among
	/// [`ChainView::dispatch_keys`].
	fn authority(&self) -> Option<[u8; 32]>;
	/// sr25519 over `digest` by the key of [`Signer::authority`].
	fn sign(&self, digest: &[u8]) -> Option<[u8; 64]>;
}

/// Bounds, and the one switch an operator has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
	/// Also dial addresses that are not globally reachable. For networks on one machine only.
	pub allow_private_endpoints: bool,
	/// Bytes and time of one exchange with a provider.
	pub limits: Limits,
	/// Most seats attended to at once; further ones are left to a later poll.
	pub max_seats: usize,
	/// Most exchanges under way at once.
	pub max_exchanges: usize,
	/// Most exchanges under way at once with one host.
	pub max_exchanges_per_host: usize,
	/// Pause before a provider that is still working is asked again.
	pub retry: Duration,
	/// Longest pause after failures, which double it.
	pub max_retry: Duration,
	/// How long a poll may wait for providers' answers of this very block. Saves a block per phase; must
	/// stay well below the worker's own deadline of 200 ms.
	pub poll_wait: Duration,
	/// A seat that was not polled for this long is dropped.
	pub interest: Duration,
}

impl Default for Config {
	fn default() -> Self {
		Self {
			allow_private_endpoints: false,
			limits: Limits::default(),
			max_seats: 1_024,
			max_exchanges: 128,
			max_exchanges_per_host: 4,
			retry: Duration::from_millis(500),
			max_retry: Duration::from_secs(4),
			poll_wait: Duration::from_millis(100),
			interest: Duration::from_secs(30),
		}
	}
}

/// Why the dispatcher did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
	/// No port on loopback.
	#[error("cannot listen on 127.0.0.1: {0}")]
	Listen(#[from] std::io::Error),
	/// No randomness for the token.
	#[error("no randomness: {0}")]
	Randomness(getrandom::Error),
	/// The HTTP client.
	#[error(transparent)]
	Egress(#[from] stoa_egress::EgressError),
	/// Two dispatchers in one registry.
	#[error("cannot register metrics: {0}")]
	Metrics(#[from] prometheus::Error),
}

/// A running dispatcher; dropping it stops it.
#[derive(Debug)]
pub struct Dispatcher {
	address: DispatcherAddress,
	_running: watch::Sender<()>,
}

impl Dispatcher {
	/// What the node writes, SCALE-encoded, to its persistent off-chain storage under
	/// [`stoa_primitives::wire::DISPATCHER_STORAGE_KEY`].
	pub fn address(&self) -> &DispatcherAddress {
		&self.address
	}
}

/// Starts the dispatcher on a free port of 127.0.0.1, in the tokio runtime of the caller. A fresh token
/// is drawn at every start.
pub async fn spawn(
	config: Config,
	chain: Arc<dyn ChainView>,
	signer: Arc<dyn Signer>,
	registry: Option<&prometheus::Registry>,
) -> Result<Dispatcher, StartError> {
	let mut token = [0; 32];
	getrandom::fill(&mut token).map_err(StartError::Randomness)?;
	let metrics = metrics::Metrics::new(registry)?;
	let guard = Guard::new(config.allow_private_endpoints, config.limits)?;
	let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
	let address = DispatcherAddress { port: listener.local_addr()?.port(), token };
	let (running, stopped) = watch::channel(());

	let exchange = exchange::Exchange::new(&config, guard, signer, metrics.clone());
	let attendant = attend::Attendant::new(config, chain, exchange, metrics, stopped.clone());
	tokio::spawn(service::serve(listener, address.clone(), attendant, stopped));
	tracing::info!("dispatcher listens on 127.0.0.1:{}", address.port);
	Ok(Dispatcher { address, _running: running })
}
