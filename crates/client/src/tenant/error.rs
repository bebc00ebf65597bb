//! What can go wrong between a tenant and the daemon.

use crate::Error;
use stoa_egress::EgressError;
use stoa_primitives::LeaseId;

/// What can go wrong. Texts of the daemon are a stranger's: whoever prints them takes out what drives a terminal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TenantError {
	/// On the way to the chain, or in it.
	#[error(transparent)]
	Chain(#[from] Error),
	/// The chain has no such lease, or not any more.
	#[error("lease {0} is over, or there never was one: see `stoa lease list`")]
	Over(LeaseId),
	/// The daemon does not answer.
	#[error(
		"the provider's daemon does not answer ({0}): try again; if it stays away, `stoa lease contest` gets back \
		 what is not signed"
	)]
	Unreachable(String),
	/// The daemon refuses.
	#[error("the provider refuses ({code}): {message}")]
	Refused {
		/// HTTP status.
		status: u16,
		/// A word for programs.
		code: String,
		/// What to do.
		message: String,
	},
	/// It said something that it must not say.
	#[error("the provider's daemon breaks the protocol: {0}")]
	Broken(String),
	/// A file of the tenant's.
	#[error("{0}")]
	File(String),
}

impl TenantError {
	/// Whether the daemon refused with this code.
	pub fn is(&self, wanted: &str) -> bool {
		matches!(self, Self::Refused { code, .. } if code == wanted)
	}

	/// Whether trying again, unchanged, can help.
	pub fn is_temporary(&self) -> bool {
		match self {
			Self::Chain(error) => error.is_temporary(),
			Self::Unreachable(_) => true,
			Self::Refused { status, code, .. } => {
				matches!(status, 429 | 503) || code == "sign_again" || code == "lease_not_found"
			}
			_ => false,
		}
	}
}

impl From<EgressError> for TenantError {
	fn from(error: EgressError) -> Self {
		let advice = match error {
			EgressError::NotGlobal { .. } => {
				" (on a development network: --allow-private-endpoints)"
			}
			_ => "",
		};
		match error {
			EgressError::TooLarge { .. } | EgressError::Encoded(_) | EgressError::Redirect(_) => {
				Self::Broken(error.to_string())
			}
			error => Self::Unreachable(format!("{error}{advice}")),
		}
	}
}
