//! From a manifest to what the runner is told.

use super::types::LeaseView;
use crate::config::leases::Leases;
use std::{
	collections::{BTreeSet, VecDeque},
	net::SocketAddr,
	path::PathBuf,
};
use stoa_primitives::tenant::{ImageSource, Manifest};
use stoa_runner::{Gpu, Image, Limits, Network, Port, Spec, Volume};

/// Most of a lease's disk that is for temporary files, in MiB.
const TMP_MIB: u32 = 2_048;

/// What a workload gets of the machine beside what it pays for by size.
pub struct Places<'a> {
	/// Where an archive is.
	pub archive: &'a dyn Fn(&[u8; 32]) -> PathBuf,
	/// Ports of this machine; as many as the manifest has, or none: then the system chooses.
	pub ports: &'a [u16],
	/// GPUs of this machine.
	pub gpus: Vec<Gpu>,
}

/// What the runner is told. The error is for the tenant.
pub fn spec(
	manifest: &Manifest,
	view: &LeaseView,
	leases: &Leases,
	places: Places<'_>,
) -> Result<Spec, String> {
	if manifest.internet && !leases.internet {
		return Err("this offer has no internet: set `internet` to false".into());
	}
	let total = view.total();
	let disk = total.disk_gib.saturating_mul(1_024);
	let tmp_mib = (disk / 4).clamp(16, TMP_MIB);
	let volume = manifest.volume.as_ref().map_or(0, |volume| volume.mib);
	let beside = tmp_mib.saturating_add(volume).saturating_add(leases.log_mib);
	let (image, archive_mib) = match &manifest.image {
		ImageSource::Archive(archive) => {
			let hash = archive.digest().ok_or("image.archive.hash is no hash")?;
			let mib = u32::try_from(archive.bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
			(Image::Archive { path: (places.archive)(&hash), hash }, mib)
		}
		ImageSource::Registry(reference) => (Image::Registry { reference: reference.clone() }, 1),
	};
	let image_mib = disk.saturating_sub(beside);
	if image_mib < archive_mib {
		return Err(format!(
			"the lease has {disk} MiB of disk: {tmp_mib} for temporary files, {} for logs, {volume} for the volume; \
			 the image does not fit into the rest. Make the volume smaller or lease more units",
			leases.log_mib
		));
	}
	let port = |(at, inside): (usize, &u16)| Port {
		inside: *inside,
		outside: SocketAddr::new(leases.address, places.ports.get(at).copied().unwrap_or(0)),
	};
	Ok(Spec {
		image,
		entrypoint: manifest.entrypoint.clone(),
		command: manifest.command.clone(),
		env: manifest.env.clone(),
		workdir: manifest.workdir.clone(),
		user: manifest.user.clone(),
		limits: Limits {
			cpu_millis: u32::from(total.cpu_cores).saturating_mul(1_000),
			memory_mib: total.memory_mib,
			pids: leases.pids,
			tmp_mib,
			image_mib,
			log_mib: leases.log_mib,
		},
		volume: manifest.volume.as_ref().map(|v| Volume { mib: v.mib, at: v.at.clone() }),
		// Files of this machine are not for tenants to name.
		inputs: Vec::new(),
		output: None,
		network: if manifest.internet { Network::Internet } else { Network::None },
		ports: manifest.ports.iter().enumerate().map(port).collect(),
		gpus: places.gpus,
	})
}

/// `count` of `all` that nobody has; none if there are not so many.
pub fn choose(
	all: impl Iterator<Item = u16>,
	taken: &BTreeSet<u16>,
	count: usize,
) -> Option<Vec<u16>> {
	let free: VecDeque<u16> = all.filter(|one| !taken.contains(one)).take(count).collect();
	(free.len() == count).then(|| free.into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::leases::types::Stage;
	use stoa_primitives::Resources;

	fn view(disk_gib: u32) -> LeaseView {
		let resources =
			Resources { cpu_cores: 2, memory_mib: 512, disk_gib, ..Resources::default() };
		LeaseView {
			id: 1,
			tenant: [1; 32],
			units: 2,
			resources,
			usage_key: [2; 32],
			manifest: [3; 32],
			period: 10,
			escrow: 5,
			stage: Stage::Pending { start_by: 9, bid_deposit: 0 },
		}
	}

	fn made(json: &str, disk_gib: u32, leases: &Leases) -> Result<Spec, String> {
		let manifest = Manifest::read(json.as_bytes()).unwrap();
		let archive = |_: &[u8; 32]| PathBuf::from("/a.tar");
		let places = Places { archive: &archive, ports: &[41_000], gpus: Vec::new() };
		spec(&manifest, &view(disk_gib), leases, places)
	}

	#[test]
	fn a_workload_gets_what_its_units_have() {
		let json = r#"{"image": {"registry": "x"}, "ports": [80, 81], "volume": {"mib": 100, "at": "/d"}}"#;
		let spec = made(json, 1, &Leases::default()).unwrap();
		assert_eq!((spec.limits.cpu_millis, spec.limits.memory_mib), (4_000, 1_024));
		assert_eq!(spec.limits.tmp_mib, 512);
		assert_eq!(spec.limits.image_mib, 2_048 - 512 - 100 - 16);
		let outside: Vec<u16> = spec.ports.iter().map(|port| port.outside.port()).collect();
		assert_eq!(outside, [41_000, 0]);
		assert_eq!(spec.network, Network::None);
	}

	#[test]
	fn what_the_lease_does_not_buy_is_refused() {
		let internet = r#"{"image": {"registry": "x"}, "internet": true}"#;
		assert!(made(internet, 1, &Leases::default()).is_err());
		assert!(made(internet, 1, &Leases { internet: true, ..Leases::default() }).is_ok());
		let large = r#"{"image": {"registry": "x"}, "volume": {"mib": 2000, "at": "/d"}}"#;
		assert!(made(large, 1, &Leases::default()).is_err());
	}

	#[test]
	fn nothing_is_given_twice() {
		let taken = BTreeSet::from([2, 3]);
		assert_eq!(choose(1..=5, &taken, 2), Some(vec![1, 4]));
		assert_eq!(choose(1..=5, &taken, 4), None);
		assert_eq!(choose(1..=5, &taken, 0), Some(Vec::new()));
	}
}
