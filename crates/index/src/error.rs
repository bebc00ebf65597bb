//! What can go wrong in the index itself. What a caller of the REST interface did wrong is a
//! [`Problem`](crate::rest::Problem).

use stoa_primitives::BlockNumber;

/// Shorthand.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong between chain, database and listener.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
	/// Not the address of a database.
	#[error(
		"{0:?} is not a database: give sqlite:///PATH, or postgres://USER:PASSWORD@HOST/NAME if several \
		 gateways share one"
	)]
	BadUrl(String),
	/// The database cannot be used.
	#[error("the index's database: {0}")]
	Database(#[from] sqlx::Error),
	/// Its tables cannot be brought up to date.
	#[error("the index's database is not this program's ({0}): use an empty one")]
	Migration(#[from] sqlx::migrate::MigrateError),
	/// The database was filled from another chain.
	#[error(
		"the index is of the chain with genesis {ours}, the node's is {node}: use another database, or \
		 empty this one"
	)]
	OtherChain {
		/// Genesis of what is stored.
		ours: String,
		/// Genesis of the node's chain.
		node: String,
	},
	/// A block does not follow the last one that was stored.
	#[error(
		"block {number} does not follow the index's last one: finalised blocks cannot change, so node or \
		 database is not to be trusted; rebuild the index from a node that is"
	)]
	NotNext {
		/// The block.
		number: BlockNumber,
	},
	/// An event or a stored row has another form than this program knows.
	#[error(
		"{what} cannot be read ({reason}): use the release of node and gateway that belong together"
	)]
	Unreadable {
		/// Which.
		what: String,
		/// Why.
		reason: String,
	},
	/// The chain.
	#[error(transparent)]
	Client(#[from] stoa_client::Error),
	/// The way out for webhooks could not be set up.
	#[error(transparent)]
	Egress(#[from] stoa_egress::EgressError),
}

impl Error {
	/// Something of another form than expected.
	pub(crate) fn unreadable(what: impl Into<String>, reason: impl ToString) -> Self {
		Self::Unreadable { what: what.into(), reason: reason.to_string() }
	}
}
