//! `[deliveries]`: whether this daemon brings finished jobs into contracts.

use crate::units::Amount;
use serde::Deserialize;
use std::path::PathBuf;

/// Bringing finished jobs into the contracts that ordered them, for the fees that are on hold for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deliveries {
	/// File with the secret URI of the account that pays for them and has the fees; nothing is brought without it. It
	/// is not the provider's: whoever is faster with a delivery leaves a gap in the nonces of the account that was
	/// slower, and a move in a game that waits behind it could come too late.
	pub account_file: Option<PathBuf>,
	/// That URI itself. For development chains only.
	pub account_uri: Option<String>,
	/// What must be left of a fee when the transaction has cost the most that it can.
	pub least_gain: Amount,
}

/// The keys that the table may have.
pub(super) const KNOWN: &[(&str, &[&str])] =
	&[("deliveries", &["account_file", "account_uri", "least_gain"])];
