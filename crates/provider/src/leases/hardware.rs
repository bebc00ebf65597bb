//! What this machine has, and what of it a unit gets.

use crate::config::leases::Leases;
use anyhow::{Context, Result, bail};
use nvml_wrapper::Nvml;
use std::{
	fs,
	path::{Path, PathBuf},
	thread,
};
use stoa_primitives::Resources;
use stoa_runner::Gpu;

/// Kept for the system and the daemon, in MiB.
const OWN_MEMORY_MIB: u64 = 512;
/// Of the free disk, so much is not offered.
const OWN_DISK_GIB: u64 = 5;

/// What a machine has.
#[derive(Clone, Debug, Default)]
pub struct Machine {
	/// Processor cores.
	pub cpu_cores: u16,
	/// Main memory, in MiB.
	pub memory_mib: u32,
	/// Free disk, in GiB.
	pub disk_gib: u32,
	/// GPUs, in the order of their indices.
	pub gpus: Vec<Gpu>,
	/// Memory of the smallest of them, in MiB.
	pub vram_mib: u32,
	/// Name of the first of them.
	pub gpu_name: Option<String>,
}

impl Machine {
	/// Looks at the machine on which this runs; disk is that of the folder `dir`.
	pub fn detect(dir: &Path) -> Result<Self> {
		let cores = thread::available_parallelism().context("the number of cores is unknown")?;
		let free = free_bytes(dir)? >> 30;
		let narrow = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
		let mut machine = Self {
			cpu_cores: u16::try_from(cores.get()).unwrap_or(u16::MAX),
			memory_mib: narrow(memory_mib()?),
			disk_gib: narrow(free),
			..Self::default()
		};
		// Without the vendor's library there is no GPU that could be leased.
		if let Ok(nvml) = Nvml::init()
			&& let Err(error) = machine.find_gpus(&nvml)
		{
			tracing::warn!(%error, "the GPUs cannot be read: none is offered");
		}
		Ok(machine)
	}

	fn find_gpus(&mut self, nvml: &Nvml) -> Result<()> {
		let mut gpus = Vec::new();
		let mut least = u64::MAX;
		for index in 0..nvml.device_count()? {
			let device = nvml.device_by_index(index)?;
			least = least.min(device.memory_info()?.total >> 20);
			if self.gpu_name.is_none() {
				self.gpu_name = Some(device.name()?);
			}
			let own = format!("/dev/nvidia{}", device.minor_number()?);
			let shared = ["/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"];
			let shared = shared.iter().map(PathBuf::from).filter(|path| path.exists());
			gpus.push(Gpu {
				id: device.uuid()?,
				devices: [PathBuf::from(own)].into_iter().chain(shared).collect(),
			});
		}
		if !gpus.is_empty() {
			self.vram_mib = u32::try_from(least).unwrap_or(u32::MAX);
		}
		self.gpus = gpus;
		Ok(())
	}

	/// What one unit has: as the owner says, otherwise its share. An error says what is missing.
	pub fn unit(&self, leases: &Leases) -> Result<Resources> {
		let units = leases.units.max(1);
		let memory = u64::from(self.memory_mib).saturating_sub(OWN_MEMORY_MIB);
		let disk = u64::from(self.disk_gib).saturating_sub(OWN_DISK_GIB);
		let share = |all: u64| u32::try_from(all / u64::from(units)).unwrap_or(u32::MAX);
		let cores = share(self.cpu_cores.into()).max(1);
		let gpus = leases.gpus.map_or_else(|| share(self.gpus.len() as u64), u32::from);
		let unit = Resources {
			cpu_cores: leases.cpu_cores.unwrap_or(u16::try_from(cores).unwrap_or(u16::MAX)),
			memory_mib: leases.memory_mib.unwrap_or_else(|| share(memory)),
			disk_gib: leases.disk_gib.unwrap_or_else(|| share(disk)),
			gpus: u16::try_from(gpus).unwrap_or(u16::MAX),
			vram_mib: if gpus == 0 { 0 } else { leases.vram_mib.unwrap_or(self.vram_mib) },
		};
		if !unit.is_valid() {
			bail!("leases: a unit of this machine has no core or no memory; make fewer units");
		}
		self.covers(&unit, units)?;
		Ok(unit)
	}

	/// Memory and GPUs that are not there must not be promised. Disk that leases have already is not free any
	/// more: it is not counted.
	fn covers(&self, unit: &Resources, units: u32) -> Result<()> {
		let units = u64::from(units);
		for (name, each, all) in [
			("memory_mib", u64::from(unit.memory_mib), u64::from(self.memory_mib)),
			("gpus", unit.gpus.into(), self.gpus.len() as u64),
		] {
			if each * units > all {
				bail!(
					"leases.{name}: {units} units of {each} are promised and the machine has {all}; lower it, or \
					 leases.units"
				);
			}
		}
		if unit.gpus > 0 && unit.vram_mib > self.vram_mib {
			bail!("leases.vram_mib: {} is promised and a GPU has {}", unit.vram_mib, self.vram_mib);
		}
		Ok(())
	}

	/// What can be promised, and is not wise.
	pub fn doubt(&self, unit: &Resources, units: u32) -> Option<String> {
		let cores = u64::from(unit.cpu_cores) * u64::from(units);
		(cores > self.cpu_cores.into()).then(|| {
			format!(
				"leases.cpu_cores: {cores} are promised and the machine has {}: tenants share them, and a measurement \
				 of the machine fails",
				self.cpu_cores
			)
		})
	}
}

fn memory_mib() -> Result<u64> {
	let text = fs::read_to_string("/proc/meminfo").context("/proc/meminfo")?;
	let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
	let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
	Ok(kib.context("/proc/meminfo does not say how much memory there is")? / 1_024)
}

fn free_bytes(dir: &Path) -> Result<u64> {
	let found = rustix::fs::statvfs(dir).with_context(|| dir.display().to_string())?;
	Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn machine() -> Machine {
		Machine { cpu_cores: 8, memory_mib: 16_896, disk_gib: 105, ..Machine::default() }
	}

	#[test]
	fn a_unit_has_its_share_unless_the_owner_says_otherwise() {
		let leases = Leases { units: 4, ..Leases::default() };
		let unit = machine().unit(&leases).unwrap();
		assert_eq!((unit.cpu_cores, unit.memory_mib, unit.disk_gib), (2, 4_096, 25));
		let fewer = Leases { cpu_cores: Some(1), memory_mib: Some(100), ..leases };
		let unit = machine().unit(&fewer).unwrap();
		assert_eq!((unit.cpu_cores, unit.memory_mib, unit.gpus), (1, 100, 0));
	}

	#[test]
	fn more_than_there_is_is_not_promised() {
		let two = |leases| Leases { units: 2, ..leases };
		for leases in [
			Leases { memory_mib: Some(9_000), ..Leases::default() },
			Leases { gpus: Some(1), vram_mib: Some(1), ..Leases::default() },
		] {
			assert!(machine().unit(&two(leases)).is_err());
		}
		let cores = two(Leases { cpu_cores: Some(5), ..Leases::default() });
		let unit = machine().unit(&cores).unwrap();
		assert!(machine().doubt(&unit, 2).is_some(), "shared, and said so");
		assert!(machine().doubt(&unit, 1).is_none());
	}

	#[test]
	fn this_machine_has_something() {
		let dir = tempfile::tempdir().unwrap();
		let machine = Machine::detect(dir.path()).unwrap();
		assert!(machine.cpu_cores > 0 && machine.memory_mib > 0);
	}
}
