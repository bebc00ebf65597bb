//! The one error type. Every text says what happened and what to do.

use crate::types::AccountId;
use stoa_primitives::{BlockNumber, Digest, JobId};
use subxt::error::{BackendError, DispatchError, ExtrinsicError, RpcError};

/// Shorthand.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong between here and the chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
	/// Not a URL of a node.
	#[error("{0:?} is not the address of a node: give one like ws://127.0.0.1:9944")]
	BadUrl(String),
	/// Nobody answers.
	#[error(
		"no node answers at {url} ({reason}): start one (`stoa-node --dev`, or `scripts/run-dev`), or \
		 name another (`--url` of `stoa`, `node` in a configuration file)"
	)]
	Unreachable {
		/// Where.
		url: String,
		/// What the system said.
		reason: String,
	},
	/// The connection broke and a request with it. The client reconnects by itself.
	#[error("the connection to the node was lost ({0}): try again")]
	Disconnected(String),
	/// The node runs another runtime than this program was built for.
	#[error(
		"the node's runtime differs from the one this program was built for ({0}): use the release of \
		 both that belong together"
	)]
	Incompatible(String),
	/// A pallet refused the call.
	#[error("{docs} ({pallet}.{name})")]
	Refused {
		/// The pallet.
		pallet: String,
		/// The error's name.
		name: String,
		/// What the chain's documentation says to do.
		docs: String,
	},
	/// The call failed for a reason that is not a pallet's own.
	#[error("the chain refused the call: {0}")]
	Failed(String),
	/// The transaction did not enter the pool.
	#[error("the node did not take the transaction: {0}")]
	Rejected(String),
	/// The account cannot pay the transaction's own fee.
	#[error("{0} cannot pay the transaction's fee: send it some STOA first")]
	CannotPay(AccountId),
	/// The transaction left the pool without entering a block, and no other node has it.
	#[error("the transaction was dropped ({0}): send it again")]
	Dropped(String),
	/// The transaction was sent, and what became of it is not known.
	#[error(
		"it is not known what became of transaction 0x{} ({reason}): it may still be included until \
		 block {valid_until}; check before you repeat it",
		hex::encode(.hash)
	)]
	Unknown {
		/// Hash of the extrinsic.
		hash: Digest,
		/// The last block that may include it.
		valid_until: BlockNumber,
		/// Why its fate is not known.
		reason: String,
	},
	/// No such job, or its record was dropped.
	#[error("there is no job {0}, or its record was dropped: list yours with `stoa job list`")]
	JobNotFound(JobId),
	/// No such block.
	#[error("the node does not know block {0}")]
	BlockNotFound(String),
	/// The node has discarded the state of that block.
	#[error(
		"the node no longer keeps the state of that block: ask one that runs with \
		 `--state-pruning archive`"
	)]
	StateDiscarded,
	/// A secret URI, account or seed is malformed. Never contains the secret.
	#[error("{0}")]
	BadKey(String),
	/// The keystore file is at fault.
	#[error("keystore {path}: {reason}")]
	Keystore {
		/// The file.
		path: String,
		/// What is wrong, and what to do.
		reason: String,
	},
	/// Not an amount.
	#[error("{0}")]
	BadAmount(String),
	/// A sealed box does not open.
	#[error(
		"the sealed bytes do not open with this key: they are damaged or meant for another one"
	)]
	Unsealable,
	/// A provider could not be reached or did not answer as it must.
	#[error("provider {provider}: {reason}")]
	Provider {
		/// Which.
		provider: AccountId,
		/// What happened.
		reason: String,
	},
	/// Anything else that the node or connection reports.
	#[error("the node reports: {0}")]
	Node(String),
}

impl Error {
	/// Whether trying again, unchanged, can help.
	pub fn is_temporary(&self) -> bool {
		matches!(self, Self::Unreachable { .. } | Self::Disconnected(_) | Self::Dropped(_))
	}

	/// Whether it is about the way to the node, not about what was asked.
	pub fn is_network(&self) -> bool {
		matches!(self, Self::BadUrl(_) | Self::Unreachable { .. } | Self::Disconnected(_))
	}

	/// Whether the chain refused with this pallet error.
	pub fn is_refusal(&self, pallet: &str, name: &str) -> bool {
		matches!(self, Self::Refused { pallet: p, name: n, .. } if p == pallet && n == name)
	}

	/// Whether it says for sure that the transaction had no effect.
	pub(crate) fn is_certain(&self) -> bool {
		matches!(
			self,
			Self::Refused { .. }
				| Self::Failed(_)
				| Self::Rejected(_)
				| Self::CannotPay(_)
				| Self::Dropped(_)
		)
	}

	/// What a transaction that was just handed to the node came to; nothing of the node's own words means
	/// that it does not have it.
	pub(crate) fn submitting(error: ExtrinsicError, signer: AccountId) -> Self {
		let ExtrinsicError::ErrorSubmittingTransaction(backend) = &error else {
			return error.into();
		};
		let BackendError::Rpc(RpcError::ClientError(subxt::rpcs::Error::User(user))) = backend
		else {
			return error.into();
		};
		let detail = user.data.as_ref().map(|data| data.get().trim_matches('"').to_string());
		Self::not_taken(user.code, &user.message, &detail.unwrap_or_default(), signer)
	}

	/// What the node's refusal of a transaction means.
	fn not_taken(code: i32, message: &str, detail: &str, signer: AccountId) -> Self {
		if detail.contains("Inability to pay some fees") {
			return Self::CannotPay(signer);
		}
		let advice = match code {
			1010 if detail.contains("outdated") || detail.contains("Stale") => {
				": its nonce was used by another transaction; send it again"
			}
			// The runtime's `moot::MOOT`.
			1010 if detail.contains("Custom error: 1") => {
				": somebody else did it first, or what it is about is over; it cost nothing"
			}
			1010 if detail.contains("bad signature") => {
				": check that the key belongs to this chain"
			}
			// It has the very same one: no refusal.
			1013 => return Self::Node("it is in the node's pool already".to_string()),
			1014 => ": another transaction with the same nonce waits; wait for the next block",
			1016 => ": its pool is full; try again later",
			_ => "",
		};
		let separator = if detail.is_empty() { "" } else { ": " };
		Self::Rejected(format!("{message}{separator}{detail}{advice}"))
	}
}

impl From<DispatchError> for Error {
	fn from(error: DispatchError) -> Self {
		let DispatchError::Module(module) = &error else {
			return Self::Failed(error.to_string());
		};
		match module.details() {
			Ok(details) => {
				let name = details.variant.name.clone();
				let docs = sentence(&details.variant.docs, &name);
				Self::Refused { pallet: details.pallet.name().to_string(), name, docs }
			}
			Err(_) => Self::Failed(error.to_string()),
		}
	}
}

/// The lines of a doc comment as one text.
fn sentence(lines: &[String], name: &str) -> String {
	let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
	if text.trim().is_empty() { name.to_string() } else { text.trim().to_string() }
}

impl From<subxt::Error> for Error {
	fn from(error: subxt::Error) -> Self {
		use subxt::error::{
			Error as Subxt, StorageError, TransactionEventsError, TransactionProgressError,
			TransactionStatusError, ViewFunctionError,
		};
		if error.is_disconnected_will_reconnect() {
			return Self::Disconnected("it is being made again".to_string());
		}
		let words = error.to_string();
		if words.contains("State already discarded") {
			return Self::StateDiscarded;
		}
		match error {
			Subxt::TransactionEventsError(TransactionEventsError::ExtrinsicFailed(dispatch)) => {
				dispatch.into()
			}
			Subxt::ViewFunctionError(
				ViewFunctionError::IncompatibleCodegen
				| ViewFunctionError::PalletNotFound(_)
				| ViewFunctionError::ViewFunctionNotFound { .. },
			)
			| Subxt::ExtrinsicError(
				ExtrinsicError::IncompatibleCodegen
				| ExtrinsicError::PalletNameNotFound(_)
				| ExtrinsicError::CallNameNotFound { .. },
			)
			| Subxt::StorageError(
				StorageError::IncompatibleCodegen
				| StorageError::PalletNameNotFound(_)
				| StorageError::StorageEntryNotFound { .. },
			) => Self::Incompatible(words),
			Subxt::TransactionProgressError(TransactionProgressError::TransactionStatusError(
				TransactionStatusError::Dropped(reason) | TransactionStatusError::Invalid(reason),
			)) => Self::Dropped(reason),
			_ => Self::Node(words),
		}
	}
}

macro_rules! from_subxt {
	($($name:ident),* $(,)?) => {$(
		impl From<subxt::error::$name> for Error {
			fn from(error: subxt::error::$name) -> Self {
				subxt::Error::from(error).into()
			}
		}
	)*};
}

from_subxt!(
	BackendError,
	BlockError,
	BlocksError,
	EventsError,
	ExtrinsicError,
	OnlineClientAtBlockError,
	OnlineClientError,
	RuntimeApiError,
	StorageError,
	StorageKeyError,
	StorageValueError,
	TransactionEventsError,
	TransactionProgressError,
	ViewFunctionError,
);

impl From<subxt::rpcs::Error> for Error {
	fn from(error: subxt::rpcs::Error) -> Self {
		BackendError::from(error).into()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_text_says_what_to_do() {
		let unreachable =
			Error::Unreachable { url: "ws://127.0.0.1:1".into(), reason: "refused".into() };
		assert!(unreachable.to_string().contains("stoa-node --dev"));
		assert!(unreachable.is_network() && unreachable.is_temporary());
		let refused = Error::Refused {
			pallet: "Inference".into(),
			name: "FeeTooLow".into(),
			docs: "No executor can be found for this fee. Ask `quote` and raise `max_fee`.".into(),
		};
		assert!(refused.to_string().contains("raise `max_fee`"));
		assert!(refused.is_refusal("Inference", "FeeTooLow"));
		assert!(!refused.is_refusal("Models", "FeeTooLow"));
		assert!(!refused.is_network());
	}

	#[test]
	fn an_unknown_fate_says_until_when_and_is_no_reason_to_repeat() {
		let unknown = Error::Unknown { hash: [0xab; 32], valid_until: 90, reason: "lost".into() };
		let text = unknown.to_string();
		for part in ["0xabab", "until block 90", "check before you repeat it", "lost"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!unknown.is_temporary() && !unknown.is_network() && !unknown.is_certain());
	}

	#[test]
	fn only_a_refusal_of_the_node_is_certain() {
		let signer = AccountId([0; 32]);
		let told = |code, detail: &str| Error::not_taken(code, "Invalid", detail, signer);
		assert!(told(1010, "Transaction is outdated").is_certain());
		assert!(told(1016, "").to_string().contains("try again later"));
		assert!(matches!(told(1010, "Inability to pay some fees"), Error::CannotPay(_)));
		assert!(!told(1013, "").is_certain());
		assert!(!Error::Disconnected("x".into()).is_certain());
	}

	#[test]
	fn an_error_without_docs_is_named() {
		assert_eq!(sentence(&[], "FeeTooLow"), "FeeTooLow");
		assert_eq!(sentence(&[" One. ".into(), "Two.".into()], "X"), "One. Two.");
	}
}
