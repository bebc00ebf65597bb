//! Datasets, and licences of them.

use super::{hexadecimal, text};
use stoa_client::types::{DatasetDetails, LicenseInfo, LicenseStage};
use stoa_primitives::{Balance, DataReleaseId, DatasetId, ListingFault};

/// A dataset. Amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
	/// SS58 address of its owner.
	pub owner: String,
	/// Its name; not unique.
	pub name: String,
	/// blake2b-256 of its card, hexadecimal.
	pub card: String,
	/// Where card and ciphertext are said to be.
	pub uri: String,
	/// `Active`, `Paused` or `Retired`.
	pub state: String,
	/// What the court has ruled to be wrong with it: `FalseCard` or `Infringing`.
	pub flag: Option<String>,
	/// Behind its keys and chunks.
	pub bond: Balance,
	/// Licences sold.
	pub sold: u32,
	/// Keys that did not come in time.
	pub missed: u32,
	/// Wrong keys and garbage that were shown.
	pub refuted: u32,
	/// Runs that were paid.
	pub runs: u32,
	/// Runs that came to nothing by what custodians did.
	pub failed_runs: u32,
	/// Privacy budget, in millionths of an epsilon.
	pub budget_total: u64,
	/// Of that, spent.
	pub budget_spent: u64,
}

/// A licence that is not over. Amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct License {
	/// SS58 address of whose it is.
	pub licensee: String,
	/// Of which dataset.
	pub dataset: DatasetId,
	/// Of which release.
	pub release: DataReleaseId,
	/// The release's root, hexadecimal.
	pub root: String,
	/// `Awaiting`, `Delivered` or `Active`.
	pub state: String,
	/// Whether it comes without the key.
	pub compute_only: bool,
	/// What it cost.
	pub price: Balance,
	/// Of that, not paid out yet.
	pub escrow: Balance,
	/// Uses that are left, if they are counted.
	pub uses_left: Option<u32>,
	/// The first block in which it is over, if that is known.
	pub ends_at: Option<u32>,
}

impl Dataset {
	/// As the chain shows it.
	pub(crate) fn of(details: DatasetDetails, flag: Option<ListingFault>) -> Self {
		let record = details.record;
		Self {
			owner: details.owner.to_string(),
			name: text(&details.metadata.name),
			card: hexadecimal(&details.metadata.card),
			uri: text(&details.metadata.uri),
			state: format!("{:?}", details.state),
			flag: flag.map(|fault| format!("{fault:?}")),
			bond: details.bond,
			sold: record.sold,
			missed: record.missed,
			refuted: record.refuted,
			runs: record.runs,
			failed_runs: record.failed_runs,
			budget_total: details.budget.total,
			budget_spent: details.budget.spent,
		}
	}
}

impl From<LicenseInfo> for License {
	fn from(info: LicenseInfo) -> Self {
		let details = info.details;
		let (state, ends_at) = match &details.stage {
			LicenseStage::Awaiting { .. } => ("Awaiting", None),
			LicenseStage::Delivered { .. } => ("Delivered", None),
			LicenseStage::Active { ends, .. } => ("Active", *ends),
		};
		Self {
			licensee: details.licensee.to_string(),
			dataset: details.dataset,
			release: details.release,
			root: hexadecimal(&details.root),
			state: state.to_string(),
			compute_only: details.term.compute_only,
			price: details.term.price,
			escrow: details.escrow,
			uses_left: details.uses_left,
			ends_at,
		}
	}
}
