//! The finalised block that an answer speaks of.

use crate::{
	Result,
	store::{Columns, Tx, all, one},
};
use serde::Serialize;
use stoa_primitives::BlockNumber;
use utoipa::ToSchema;

/// The finalised block of which an answer speaks, and from which block on the index knows what happened.
/// Finalised blocks are never replaced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Head {
	/// Hash of the chain's first block: which chain this is.
	pub genesis: String,
	/// Height of the finalised block. What came after it is not in the answer.
	#[schema(maximum = 4_294_967_295_u64)]
	pub number: BlockNumber,
	/// Its hash.
	pub hash: String,
	/// When it was made, in milliseconds since 1970.
	pub time_ms: u64,
	/// Always true: the index knows nothing else.
	pub finalised: bool,
	/// The first block that the index knows. What happened before is missing if this is not 0.
	pub first: BlockNumber,
	/// Blocks from `first` on of which the index does not know what happened, because the node had discarded
	/// them: first and last of each gap.
	pub gaps: Vec<(BlockNumber, BlockNumber)>,
}

impl Head {
	/// Nothing in an empty index.
	pub(crate) async fn read(tx: &mut Tx) -> Result<Option<Self>> {
		let sql = "SELECT genesis, first, number, hash, time_ms FROM head WHERE one = 1";
		let Some(row) = one(tx, sql, vec![]).await? else { return Ok(None) };
		let gaps =
			all(tx, "SELECT first, last FROM gaps ORDER BY first LIMIT 1000", vec![]).await?;
		let gaps = gaps.iter().map(|gap| Ok((gap.small("first")?, gap.small("last")?)));
		Ok(Some(Self {
			genesis: row.text("genesis")?,
			number: row.small("number")?,
			hash: row.text("hash")?,
			time_ms: row.count("time_ms")?,
			finalised: true,
			first: row.small("first")?,
			gaps: gaps.collect::<Result<_>>()?,
		}))
	}
}
