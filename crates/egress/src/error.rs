//! What went wrong, in words.

use std::{error::Error, net::IpAddr};

/// Why nothing usable came back.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EgressError {
	/// The URL is not one that is dialled at all.
	#[error("not a base URL (http or https, a host, an optional path, nothing else): {0}")]
	BadUrl(String),
	/// The name has no address.
	#[error("{host} has no address: {reason}")]
	Unresolved {
		/// The name.
		host: String,
		/// What the resolver said.
		reason: String,
	},
	/// An address of the host is not globally reachable unicast.
	#[error("{host} leads to {address} ({block}); only globally reachable addresses are dialled")]
	NotGlobal {
		/// The host.
		host: String,
		/// The first address that was refused.
		address: IpAddr,
		/// The block it is in.
		block: &'static str,
	},
	/// No connection.
	#[error("could not connect: {0}")]
	Connect(String),
	/// Connecting or the whole exchange took too long.
	#[error("took longer than allowed")]
	TimedOut,
	/// Answered with a redirect, which is never followed.
	#[error("answered {0}; redirects are not followed")]
	Redirect(u16),
	/// Answered with a status that is not a success.
	#[error("answered {0}")]
	Status(u16),
	/// The body is longer than allowed.
	#[error("answered more than {limit} bytes")]
	TooLarge {
		/// The bound.
		limit: usize,
	},
	/// The body is compressed, and nothing is ever decompressed.
	#[error("answered in encoding {0}, which was not offered")]
	Encoded(String),
	/// Not HTTP, or broken off.
	#[error("broken exchange: {0}")]
	Transport(String),
	/// The guard itself could not be set up.
	#[error("cannot set up HTTP: {0}")]
	Setup(String),
}

impl EgressError {
	/// One word for metrics.
	pub fn reason(&self) -> &'static str {
		match self {
			Self::BadUrl(_) => "bad_url",
			Self::Unresolved { .. } => "unresolved",
			Self::NotGlobal { .. } => "not_global",
			Self::Connect(_) => "connect",
			Self::TimedOut => "timed_out",
			Self::Redirect(_) => "redirect",
			Self::Status(_) => "status",
			Self::TooLarge { .. } => "too_large",
			Self::Encoded(_) => "encoded",
			Self::Transport(_) => "transport",
			Self::Setup(_) => "setup",
		}
	}

	/// The guard's own refusal if one is behind `error`, else what happened on the wire.
	pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
		let mut deepest: &(dyn Error + 'static) = &error;
		while let Some(source) = deepest.source() {
			if let Some(ours) = source.downcast_ref::<EgressError>() {
				return ours.clone();
			}
			deepest = source;
		}
		let words = deepest.to_string();
		if error.is_timeout() {
			return Self::TimedOut;
		}
		if error.is_connect() { Self::Connect(words) } else { Self::Transport(words) }
	}
}
