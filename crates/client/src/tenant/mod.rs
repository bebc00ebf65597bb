//! The tenant's side of a lease: everything that goes to the provider's daemon rather than to the chain. Hands it
//! what is to run, follows its logs, opens shells, and signs what was used.
//!
//! | module | subject |
//! | --- | --- |
//! | `ask` | signed requests, and what a refusal says |
//! | `upload` | manifest and image |
//! | `shell` | a program with its input and output |
//! | `usage` | what is proposed, checked against the chain before it is signed |
//!
//! ```no_run
//! # async fn f() -> Result<(), stoa_client::tenant::TenantError> {
//! use stoa_client::{Client, keys, tenant::Tenant};
//!
//! let client = Client::connect("ws://127.0.0.1:9944").await?;
//! let tenant = Tenant::of(&client, 17, keys::from_uri("//Alice")?, false).await?;
//! println!("{:?}", tenant.status().await?.address);
//! let mut logs = tenant.logs(Some(20), true).await?;
//! while let Some(part) = logs.next().await? {
//!     print!("{}", String::from_utf8_lossy(&part));
//! }
//! # Ok(()) }
//! ```

mod ask;
mod error;
mod logs;
mod shell;
mod upload;
mod usage;

pub use error::TenantError;
pub use logs::Logs;
pub use shell::{ShellInput, ShellOrder, ShellOutput, ShellPart};
pub use stoa_primitives::tenant::{
	Archive, ImageProgress, ImageSource, LeaseStatus, Manifest, PublishedPort, UsageProposal,
	Volume, WorkloadStanding,
};
pub use usage::implausible;

use crate::{Client, Error, Keypair, types::AccountId};
use std::time::Duration;
use stoa_egress::{Endpoint, StreamLimits, Streams};
use stoa_primitives::LeaseId;

/// How long a daemon may be silent in an answer: until the next part of it.
const PAUSE: Duration = Duration::from_secs(30);
/// The same where silence is nothing unusual: logs, shells.
const LONG_PAUSE: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The way to the daemon that runs one lease, as one who may use it. Cheap to clone.
#[derive(Clone)]
pub struct Tenant {
	chain: Client,
	quick: Streams,
	patient: Streams,
	endpoint: Endpoint,
	provider: AccountId,
	transport_key: [u8; 32],
	lease: LeaseId,
	signer: Keypair,
}

impl Tenant {
	/// To the provider of a lease that is not over. `signer` is the tenant, or the lease's usage key.
	/// `allow_private` lets the provider's address lead to this machine and its network: for development networks
	/// only.
	pub async fn of(
		chain: &Client,
		lease: LeaseId,
		signer: Keypair,
		allow_private: bool,
	) -> Result<Self, TenantError> {
		let at = chain.best().await?;
		let Some(info) = at.lease(lease).await? else { return Err(TenantError::Over(lease)) };
		Self::at(chain, lease, &info.details.provider, signer, allow_private).await
	}

	/// The same to a provider that is known: its daemon answers for a day after the end of a lease.
	pub async fn at(
		chain: &Client,
		lease: LeaseId,
		provider: &AccountId,
		signer: Keypair,
		allow_private: bool,
	) -> Result<Self, TenantError> {
		let known = chain.best().await?.provider(provider).await?;
		let known = known.ok_or_else(|| Error::Provider {
			provider: *provider,
			reason: "it is not registered any more: close the lease".to_string(),
		})?;
		let endpoint = Endpoint::parse(&String::from_utf8_lossy(&known.endpoint))
			.map_err(|error| TenantError::Unreachable(error.to_string()))?;
		let streams = |pause| {
			let limits = StreamLimits { head: PAUSE, pause, ..StreamLimits::default() };
			Streams::new(allow_private, limits).map_err(|e| TenantError::Unreachable(e.to_string()))
		};
		Ok(Self {
			chain: chain.clone(),
			quick: streams(PAUSE)?,
			patient: streams(LONG_PAUSE)?,
			endpoint,
			provider: *provider,
			transport_key: known.transport_key,
			lease,
			signer,
		})
	}

	/// The lease.
	pub fn lease(&self) -> LeaseId {
		self.lease
	}

	/// Who serves it.
	pub fn provider(&self) -> &AccountId {
		&self.provider
	}

	/// How it stands with the daemon.
	pub async fn status(&self) -> Result<LeaseStatus, TenantError> {
		self.read("").await
	}
}
