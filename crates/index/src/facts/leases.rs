//! Machines for rent, and leases of them.

use stoa_client::types::{LeaseInfo, LeaseStage, OfferDetails, Static};
use stoa_primitives::{Attribute, Balance, OfferId};

/// Machines that a provider offers. Amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
	/// SS58 address of whose they are.
	pub provider: String,
	/// Processor cores of a unit.
	pub cpu_cores: u16,
	/// Main memory of a unit, in MiB.
	pub memory_mib: u32,
	/// Disk of a unit, in GiB.
	pub disk_gib: u32,
	/// GPUs of a unit.
	pub gpus: u16,
	/// Memory of each GPU, in MiB.
	pub vram_mib: u32,
	/// What else is said of a unit: an object in JSON.
	pub attributes: String,
	/// How many units there are.
	pub units: u32,
	/// Of those, in use.
	pub used: u32,
	/// Of one unit.
	pub price_per_block: Balance,
	/// Shortest lease.
	pub min_blocks: u32,
	/// Longest lease.
	pub max_blocks: u32,
	/// For how long either side goes on without the other's word.
	pub period_blocks: u32,
	/// The first block at which nobody can take it.
	pub expires_at: u32,
	/// The block as of which it was measured last.
	pub measured_at: Option<u32>,
	/// Blocks that the work took; none if it was not shown.
	pub measured_blocks: Option<u32>,
}

/// A lease that is not over. Amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lease {
	/// SS58 address of who pays.
	pub tenant: String,
	/// SS58 address of who serves.
	pub provider: String,
	/// Of which offer.
	pub offer: OfferId,
	/// How many units.
	pub units: u32,
	/// `Pending`, `Active` or `Contested`.
	pub state: String,
	/// On hold at the tenant for it.
	pub escrow: Balance,
	/// The first block about which nothing is signed.
	pub signed_until: Option<u32>,
	/// The first block that it does not have, as things stood then.
	pub ends_at: Option<u32>,
}

impl From<OfferDetails> for Offer {
	fn from(offer: OfferDetails) -> Self {
		let terms = offer.terms;
		let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
		let pair = |one: &Static<Attribute>| (text(&one.key), text(&one.value).into());
		let attributes: serde_json::Map<String, serde_json::Value> =
			terms.attributes.iter().map(pair).collect();
		Self {
			provider: offer.provider.to_string(),
			cpu_cores: terms.resources.cpu_cores,
			memory_mib: terms.resources.memory_mib,
			disk_gib: terms.resources.disk_gib,
			gpus: terms.resources.gpus,
			vram_mib: terms.resources.vram_mib,
			attributes: serde_json::Value::Object(attributes).to_string(),
			units: terms.units,
			used: offer.used,
			price_per_block: terms.price_per_block,
			min_blocks: terms.min_blocks,
			max_blocks: terms.max_blocks,
			period_blocks: terms.period_blocks,
			expires_at: terms.expires_at,
			measured_at: offer.measured.as_ref().map(|measured| measured.at),
			measured_blocks: offer.measured.as_ref().and_then(|measured| measured.took_blocks),
		}
	}
}

impl From<LeaseInfo> for Lease {
	fn from(info: LeaseInfo) -> Self {
		let details = info.details;
		let (state, signed_until) = match &details.stage {
			LeaseStage::Pending(_) => ("Pending", None),
			LeaseStage::Active(running) => ("Active", Some(running.signed_until)),
			LeaseStage::Contested(contest) => ("Contested", Some(contest.signed_until)),
		};
		Self {
			tenant: details.tenant.to_string(),
			provider: details.provider.to_string(),
			offer: details.offer,
			units: details.units,
			state: state.to_string(),
			escrow: details.escrow,
			signed_until,
			ends_at: info.ends.map(|(end, _)| end),
		}
	}
}
