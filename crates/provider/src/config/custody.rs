//! `[custody]`: whose data keys this daemon keeps, to whom it delivers them, and what it runs beside data.

use super::leases::Engine;
use serde::Deserialize;
use std::{collections::BTreeSet, path::PathBuf};
use stoa_client::keys;

/// Keeping data keys for their owners. None is taken without this table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Custody {
	/// Owners whose keys are taken; everybody's without it.
	pub owners: Vec<String>,
	/// Buyers to whom keys are delivered; all whom the dataset's owner lets buy without it.
	pub buyers: Vec<String>,
	/// Most keys that leave in an hour, deliveries and shares together. What is more waits.
	pub keys_per_hour: u32,
	/// Most ciphertext of a release, in GiB: beside a larger one nothing runs here.
	pub max_gib: u32,
	/// Let addresses of owners and other custodians lead to this machine and its network: development networks only.
	pub allow_private_peers: bool,
	/// Running what owners allow beside their data; nothing is run without it.
	pub compute: Option<Compute>,
}

/// Running what owners allow beside their data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Compute {
	/// What runs the containers.
	pub engine: Engine,
	/// The socket of the container engine.
	pub socket: PathBuf,
	/// Processors of a run, in thousandths of one.
	pub cpu_millis: u32,
	/// Most memory of a run, in MiB.
	pub memory_mib: u32,
	/// Most seconds of a run.
	pub seconds: u32,
	/// Most runs at the same time, queries included. What is more waits.
	pub at_once: u32,
	/// Largest image, in MiB.
	pub max_image_mib: u32,
	/// Longest log that its requester sees: a longer one could carry the data, and stays here. 0: none is shown.
	pub log_bytes: u32,
	/// How many logs of runs beside one release are shown in a day.
	pub logs_per_day: u32,
}

impl Default for Custody {
	fn default() -> Self {
		Self {
			owners: Vec::new(),
			buyers: Vec::new(),
			keys_per_hour: 600,
			max_gib: 100,
			allow_private_peers: false,
			compute: None,
		}
	}
}

impl Default for Compute {
	fn default() -> Self {
		Self {
			engine: Engine::Embedded,
			socket: "/var/run/docker.sock".into(),
			cpu_millis: 1_000,
			memory_mib: 1_024,
			seconds: 600,
			at_once: 4,
			max_image_mib: 2_048,
			log_bytes: 2_048,
			logs_per_day: 10,
		}
	}
}

/// The keys that each table may have.
pub(super) const KNOWN: &[(&str, &[&str])] = &[
	(
		"custody",
		&["owners", "buyers", "keys_per_hour", "max_gib", "allow_private_peers", "compute"],
	),
	(
		"custody.compute",
		&[
			"engine",
			"socket",
			"cpu_millis",
			"memory_mib",
			"seconds",
			"at_once",
			"max_image_mib",
			"log_bytes",
			"logs_per_day",
		],
	),
];

impl Custody {
	/// Accounts of a list; none if the list is empty, which means everybody.
	fn accounts(list: &[String]) -> Option<BTreeSet<[u8; 32]>> {
		let read = |name: &String| keys::account(name).ok().map(|account| account.0);
		(!list.is_empty()).then(|| list.iter().filter_map(read).collect())
	}

	/// Whose keys are taken; everybody's if none.
	pub fn owners(&self) -> Option<BTreeSet<[u8; 32]>> {
		Self::accounts(&self.owners)
	}

	/// Most runs at the same time. Queries need no table of their own.
	pub fn at_once(&self) -> u32 {
		self.compute.as_ref().map_or_else(|| Compute::default().at_once, |compute| compute.at_once)
	}

	/// To whom keys are delivered; everybody if none.
	pub fn buyers(&self) -> Option<BTreeSet<[u8; 32]>> {
		Self::accounts(&self.buyers)
	}

	pub(super) fn check(&self, problems: &mut Vec<String>) {
		for (name, list) in [("owners", &self.owners), ("buyers", &self.buyers)] {
			for account in list {
				if let Err(error) = keys::account(account) {
					problems.push(format!("custody.{name}: {error}"));
				}
			}
		}
		let mut within = |name: &str, value: u32, least: u32, most: u32| {
			if !(least..=most).contains(&value) {
				problems.push(format!("custody.{name}: must be {least}..={most}"));
			}
		};
		within("keys_per_hour", self.keys_per_hour, 1, 1_000_000);
		within("max_gib", self.max_gib, 1, 1_000_000);
		if let Some(compute) = &self.compute {
			within("compute.cpu_millis", compute.cpu_millis, 10, 1_000_000);
			within("compute.memory_mib", compute.memory_mib, 16, 16_777_216);
			within("compute.seconds", compute.seconds, 1, 86_400);
			within("compute.at_once", compute.at_once, 1, 1_000);
			within("compute.max_image_mib", compute.max_image_mib, 1, 1_048_576);
			within("compute.log_bytes", compute.log_bytes, 0, 65_536);
			within("compute.logs_per_day", compute.logs_per_day, 0, 100_000);
		}
	}
}
