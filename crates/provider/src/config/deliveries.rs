//! `[deliveries]`: whether this daemon brings finished jobs into contracts.

use crate::units::Amount;
use serde::Deserialize;

/// Bringing finished jobs into the contracts that ordered them, for the fees that are on hold for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deliveries {
	/// Whether it does.
	pub enabled: bool,
	/// What must be left of a fee when the transaction has cost the most that it can.
	pub least_gain: Amount,
}

impl Default for Deliveries {
	fn default() -> Self {
		Self { enabled: true, least_gain: Amount::from(0) }
	}
}

/// The keys that the table may have.
pub(super) const KNOWN: &[(&str, &[&str])] = &[("deliveries", &["enabled", "least_gain"])];
