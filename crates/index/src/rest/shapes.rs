//! What answers of several addresses are made of. Amounts are in planck, as strings of decimal digits; heights count
//! blocks.

use crate::{Result, store::Columns};
use serde::Serialize;
use serde_json::Value;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// A price per 1,000 tokens, in planck.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PriceShape {
	/// Of tokens that are read.
	pub input: String,
	/// Of tokens that are generated.
	pub output: String,
}

pub(crate) fn price(row: &AnyRow, input: &str, output: &str) -> Result<PriceShape> {
	Ok(PriceShape { input: row.text(input)?, output: row.text(output)? })
}

pub(crate) fn maybe_price(row: &AnyRow, input: &str, output: &str) -> Result<Option<PriceShape>> {
	let both = (row.maybe_text(input)?, row.maybe_text(output)?);
	Ok(match both {
		(Some(input), Some(output)) => Some(PriceShape { input, output }),
		_ => None,
	})
}

pub(crate) fn maybe_json(row: &AnyRow, name: &str) -> Result<Option<Value>> {
	row.maybe_text(name)?.map(|_| row.json(name)).transpose()
}
