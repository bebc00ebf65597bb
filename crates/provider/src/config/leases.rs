//! `[leases]`: what of this machine is leased out, and how.

use crate::{
	leases::{bids::Bounds, machine::Settings, types::Terms},
	units::Amount,
};
use serde::Deserialize;
use std::{collections::BTreeMap, net::IpAddr, path::PathBuf};
use stoa_primitives::{Attribute, BlockNumber, Resources, STOA, lease};

/// Leasing out this machine. Nothing is leased without this table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Leases {
	/// Of one unit, per block of 3 s.
	pub price_per_block: Amount,
	/// Into how many equal units the machine is divided.
	pub units: u32,
	/// Cores of a unit; by default its share of what is there. So the next four.
	pub cpu_cores: Option<u16>,
	/// Memory of a unit.
	pub memory_mib: Option<u32>,
	/// Disk of a unit, with the image.
	pub disk_gib: Option<u32>,
	/// GPUs of a unit.
	pub gpus: Option<u16>,
	/// Memory of each GPU.
	pub vram_mib: Option<u32>,
	/// What else is to be said of it.
	pub attributes: BTreeMap<String, String>,
	/// Shortest lease, in blocks.
	pub min_blocks: BlockNumber,
	/// Longest lease without renewals, in blocks.
	pub max_blocks: BlockNumber,
	/// For how many blocks either side goes on without the other's word: its price is what each risks.
	pub period_blocks: BlockNumber,
	/// How long the offer holds, in blocks; it is renewed at half of that.
	pub offer_blocks: BlockNumber,
	/// Lower prices for those who stay, the shortest first.
	pub long_terms: Vec<LongTerm>,
	/// At what a lease can be renewed.
	pub renewals: Option<Renewals>,
	/// What runs the workloads.
	pub engine: Engine,
	/// The socket of the container engine.
	pub socket: PathBuf,
	/// Where ports of workloads are published on this machine.
	pub address: IpAddr,
	/// The host under which tenants reach `address`; by default that of `public_endpoint`.
	pub public_address: Option<String>,
	/// First and last port to publish; without it the system chooses.
	pub ports: Option<(u16, u16)>,
	/// Whether workloads may reach the internet.
	pub internet: bool,
	/// Most processes and threads of a workload.
	pub pids: u32,
	/// What is kept of a workload's output, in MiB.
	pub log_mib: u32,
	/// Largest archive of an image, in MiB.
	pub max_image_mib: u32,
	/// Shells that are open at the same time.
	pub shells: u32,
	/// What is signed is claimed when it is so much; the rest is paid when the lease ends.
	pub claim_at: Amount,
	/// Blocks before the last possible one in which a lease that cannot be started is declined.
	pub decline_margin: BlockNumber,
	/// Blocks beyond an unsigned period after which the daemon leaves. They are not paid.
	pub patience_blocks: BlockNumber,
	/// Bidding on what tenants ask for; without it the daemon does not.
	pub bids: Option<Bids>,
}

/// A lower price for those who stay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongTerm {
	/// Leases of at least so many blocks have it.
	pub min_blocks: BlockNumber,
	/// What they pay less, in percent.
	pub discount_percent: f64,
	/// How many blocks before it leaves either side must say so.
	pub notice_blocks: BlockNumber,
}

/// At what a lease can be renewed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewals {
	/// Of one unit.
	pub price_per_block: Amount,
	/// How often.
	pub times: u16,
}

/// What runs the workloads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
	/// The daemon itself. Linux, as root.
	#[default]
	Embedded,
	/// Docker or podman, through its socket.
	Docker,
}

/// Bidding on what tenants ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bids {
	/// Least that a unit is bid for, per block.
	pub min_price: Amount,
	/// What a unit is bid for where nobody has bid less.
	pub max_price: Amount,
}

impl Default for Leases {
	fn default() -> Self {
		Self {
			price_per_block: Amount::from(STOA / 1_000),
			units: 1,
			cpu_cores: None,
			memory_mib: None,
			disk_gib: None,
			gpus: None,
			vram_mib: None,
			attributes: BTreeMap::new(),
			min_blocks: 20,
			max_blocks: 864_000,
			period_blocks: 100,
			offer_blocks: 28_800,
			long_terms: Vec::new(),
			renewals: None,
			engine: Engine::Embedded,
			socket: "/var/run/docker.sock".into(),
			address: IpAddr::from([127, 0, 0, 1]),
			public_address: None,
			ports: None,
			internet: false,
			pids: 1_024,
			log_mib: 16,
			max_image_mib: 20_480,
			shells: 16,
			claim_at: Amount::from(10 * STOA),
			decline_margin: 5,
			patience_blocks: 100,
			bids: None,
		}
	}
}

/// The keys of the table and of those in it.
pub(super) const KNOWN: &[(&str, &[&str])] = &[
	(
		"leases",
		&[
			"price_per_block",
			"units",
			"cpu_cores",
			"memory_mib",
			"disk_gib",
			"gpus",
			"vram_mib",
			"attributes",
			"min_blocks",
			"max_blocks",
			"period_blocks",
			"offer_blocks",
			"long_terms",
			"renewals",
			"engine",
			"socket",
			"address",
			"public_address",
			"ports",
			"internet",
			"pids",
			"log_mib",
			"max_image_mib",
			"shells",
			"claim_at",
			"decline_margin",
			"patience_blocks",
			"bids",
		],
	),
	("leases.long_terms", &["min_blocks", "discount_percent", "notice_blocks"]),
	("leases.renewals", &["price_per_block", "times"]),
	("leases.bids", &["min_price", "max_price"]),
];

impl Leases {
	/// What the daemon decides by.
	pub fn settings(&self) -> Settings {
		Settings {
			decline_margin: self.decline_margin,
			patience: self.patience_blocks,
			claim_at: self.claim_at.planck(),
		}
	}

	/// The bounds of bids.
	pub fn bounds(&self) -> Option<Bounds> {
		let bids = self.bids.as_ref()?;
		Some(Bounds { min_price: bids.min_price.planck(), max_price: bids.max_price.planck() })
	}

	/// Terms of an offer that is written in block `now`.
	pub fn terms(&self, resources: Resources, now: BlockNumber) -> Terms {
		let long = |term: &LongTerm| {
			// Checked to be 0 to 99.9999 percent.
			(term.min_blocks, (term.discount_percent * 10_000.0).round() as u32, term.notice_blocks)
		};
		Terms {
			resources,
			attributes: self.attributes(),
			units: self.units,
			price_per_block: self.price_per_block.planck(),
			min_blocks: self.min_blocks,
			max_blocks: self.max_blocks,
			period_blocks: self.period_blocks,
			long_terms: self.long_terms.iter().map(long).collect(),
			renewals: self.renewals.as_ref().map(|r| (r.price_per_block.planck(), r.times)),
			expires_at: now.saturating_add(self.offer_blocks),
		}
	}

	/// The owner's words, and what follows from the rest.
	fn said(&self) -> BTreeMap<String, String> {
		let mut all = self.attributes.clone();
		if self.internet {
			all.insert("internet".into(), "yes".into());
		}
		all
	}

	/// What of [`Self::said`] the chain has room for.
	fn attributes(&self) -> Vec<Attribute> {
		let attribute = |(key, value): (String, String)| {
			let (key, value) =
				(key.into_bytes().try_into().ok()?, value.into_bytes().try_into().ok()?);
			Some(Attribute { key, value })
		};
		self.said().into_iter().filter_map(attribute).collect()
	}

	pub(super) fn check(&self, problems: &mut Vec<String>) {
		let mut wrong = |name: &str, what: String| problems.push(format!("leases.{name}: {what}"));
		for (name, value, least, most) in [
			("units", self.units, 1, 10_000),
			("min_blocks", self.min_blocks, 1, u32::MAX),
			("max_blocks", self.max_blocks, self.min_blocks, u32::MAX),
			("period_blocks", self.period_blocks, 10, 28_800),
			("offer_blocks", self.offer_blocks, 100, 5_184_000),
			("pids", self.pids, 16, 1_000_000),
			("log_mib", self.log_mib, 1, 1_024),
			("max_image_mib", self.max_image_mib, 1, 1_048_576),
			("shells", self.shells, 1, 1_000),
			("decline_margin", self.decline_margin, 2, 1_000),
			("patience_blocks", self.patience_blocks, 0, 201_600),
		] {
			if !(least..=most).contains(&value) {
				wrong(name, format!("must be {least}..={most}"));
			}
		}
		if self.price_per_block.planck() == 0 {
			wrong("price_per_block", "must be more than nothing, such as \"1 mSTOA\"".into());
		}
		let attributes = self.attributes();
		let fits = attributes.len() == self.said().len() && attributes.len() <= 16;
		if !fits || !lease::are_valid(&attributes) {
			let what = "at most 16; keys of a-z 0-9 . _ - (32 bytes), values of visible ASCII (64)";
			wrong("attributes", what.into());
		}
		if self.ports.is_some_and(|(first, last)| first == 0 || first > last) {
			wrong("ports", "write the first and the last, such as [41000, 41999]".into());
		}
		let fair = |term: &LongTerm| {
			(0.0..100.0).contains(&term.discount_percent) && term.notice_blocks <= term.min_blocks
		};
		let rising = self.long_terms.is_sorted_by(|one, two| one.min_blocks < two.min_blocks);
		if !rising || self.long_terms.len() > 4 || !self.long_terms.iter().all(fair) {
			let what =
				"at most 4, the shortest first, with 0 to 100 percent off and a notice within it";
			wrong("long_terms", what.into());
		}
		if self.bounds().is_some_and(|b| b.min_price == 0 || b.min_price > b.max_price) {
			wrong("bids", "min_price is more than nothing and at most max_price".into());
		}
	}
}
