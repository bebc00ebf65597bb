//! What to run, and how much of the machine it gets.

use crate::{Input, Output, RunnerError};
use serde::{Deserialize, Serialize};
use std::{
	collections::{BTreeMap, BTreeSet},
	net::SocketAddr,
	path::{Component, Path, PathBuf},
};

/// A workload, as its owner wants it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spec {
	/// The files that it runs from.
	pub image: Image,
	/// The program and its first arguments; the image's if `None`.
	pub entrypoint: Option<Vec<String>>,
	/// What follows the entry point. The image's if `None`, and nothing if an entry point is given.
	pub command: Option<Vec<String>>,
	/// Environment, over the image's.
	pub env: BTreeMap<String, String>,
	/// Folder to start in; the image's, or `/`.
	pub workdir: Option<String>,
	/// `uid`, `uid:gid`, or a name in the image's `/etc/passwd`; the image's, or 0. Root has rights inside only.
	pub user: Option<String>,
	/// What it may use.
	pub limits: Limits,
	/// The disk that outlives stops and restarts.
	pub volume: Option<Volume>,
	/// Files of the caller that it may read. Never what a tenant names: they are the host's.
	#[serde(default)]
	pub inputs: Vec<Input>,
	/// Where it leaves files for the caller.
	#[serde(default)]
	pub output: Option<Output>,
	/// Where it may connect to.
	pub network: Network,
	/// Ports that others reach it at.
	pub ports: Vec<Port>,
	/// GPUs that are its alone.
	pub gpus: Vec<Gpu>,
}

/// Where an image comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Image {
	/// A file (the crate's documentation lists the forms).
	Archive {
		/// Where it is.
		path: PathBuf,
		/// BLAKE2b-256 of its bytes.
		hash: [u8; 32],
	},
	/// A name in a registry that the engine can pull, such as `registry.example.com/web:1.2`.
	Registry {
		/// The name.
		reference: String,
	},
}

/// What a workload may use at most. Zero is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Limits {
	/// Processors, in thousandths of one.
	pub cpu_millis: u32,
	/// Memory with page cache, `/tmp` and `/dev/shm`, in MiB. No swap.
	pub memory_mib: u32,
	/// Processes and threads.
	pub pids: u32,
	/// Size of `/tmp`, in MiB.
	pub tmp_mib: u32,
	/// Size of the unpacked image, in MiB. What a container engine pulls from a registry is not measured.
	pub image_mib: u32,
	/// Size of the log that is kept, in MiB. The oldest part goes first.
	pub log_mib: u32,
}

/// Name of the disk that is the output folder.
pub(crate) const OUTPUT: &str = "output";

impl Default for Limits {
	fn default() -> Self {
		Self {
			cpu_millis: 1000,
			memory_mib: 512,
			pids: 1024,
			tmp_mib: 64,
			image_mib: 20 * 1024,
			log_mib: 16,
		}
	}
}

/// A disk of a workload: an ext4 file system in a file. It takes the host's disk as it fills: who sells more than there
/// is has tenants whose disks fail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Volume {
	/// Its size, in MiB; at least 16.
	pub mib: u32,
	/// Where the workload sees it, such as `/data`.
	pub at: String,
}

/// Where a workload may connect to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Network {
	/// Nowhere.
	#[default]
	None,
	/// To global IPv4 addresses, and to the host's name server; not to the host, its networks, or other tenants.
	Internet,
}

/// A TCP port of a workload that others reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Port {
	/// Where the workload listens, on its loopback or on all its addresses.
	pub inside: u16,
	/// Where the runner listens. Port 0 asks for a free one, which stays the same until the workload is removed.
	pub outside: SocketAddr,
}

/// A GPU.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gpu {
	/// As the Docker API's device request names it: index or UUID.
	pub id: String,
	/// Its device files, such as `/dev/nvidia0` and `/dev/nvidiactl`, for the embedded engine. The image brings the
	/// libraries.
	pub devices: Vec<PathBuf>,
}

impl Spec {
	/// Runs what the image says, with no network, ports, volume, inputs, output or GPU.
	pub fn new(image: Image, limits: Limits) -> Self {
		Self {
			image,
			entrypoint: None,
			command: None,
			env: BTreeMap::new(),
			workdir: None,
			user: None,
			limits,
			volume: None,
			inputs: Vec::new(),
			output: None,
			network: Network::None,
			ports: Vec::new(),
			gpus: Vec::new(),
		}
	}

	/// Where something is mounted over the image.
	pub(crate) fn places(&self) -> Vec<&str> {
		let volume = self.volume.iter().map(|volume| &volume.at);
		let output = self.output.iter().map(|output| &output.at);
		let inputs = self.inputs.iter().map(|input| &input.at);
		volume.chain(output).chain(inputs).map(String::as_str).collect()
	}

	/// The disks that it has, each in a file of its own: name, size in MiB, and where the workload sees it.
	pub(crate) fn disks(&self) -> Vec<(&'static str, u32, &str)> {
		let volume = self.volume.iter().map(|volume| ("volume", volume.mib, volume.at.as_str()));
		let output = self.output.iter().map(|output| (OUTPUT, output.mib, output.at.as_str()));
		volume.chain(output).collect()
	}

	/// Refuses inputs that cannot be given: what is asked of the host, unlike [`Self::validate`].
	pub(crate) fn check_inputs(&self) -> Result<(), RunnerError> {
		self.inputs.iter().try_for_each(Input::check)
	}

	/// Refuses what no engine could run.
	pub(crate) fn validate(&self) -> Result<(), RunnerError> {
		let limits = &self.limits;
		let all = [
			limits.cpu_millis,
			limits.memory_mib,
			limits.pids,
			limits.tmp_mib,
			limits.image_mib,
			limits.log_mib,
		];
		require(all.iter().all(|limit| *limit > 0), || "every limit must be more than 0".into())?;
		require(limits.cpu_millis >= 10, || {
			"a workload needs 10 thousandths of a processor".into()
		})?;
		require(limits.memory_mib >= 8, || "a workload needs 8 MiB of memory".into())?;
		if let Some(volume) = &self.volume {
			require(volume.mib >= 16, || "a volume needs 16 MiB".into())?;
		}
		if let Some(output) = &self.output {
			output.validate()?;
		}
		check_places(&self.places())?;
		let inside: BTreeSet<u16> = self.ports.iter().map(|port| port.inside).collect();
		require(inside.len() == self.ports.len() && !inside.contains(&0), || {
			"every port inside must be named once, and not be 0".into()
		})?;
		let words = [&self.entrypoint, &self.command].into_iter().flatten().flatten();
		let texts = words.chain(self.env.keys()).chain(self.env.values());
		let texts = texts.chain(&self.workdir).chain(&self.user);
		require(texts.into_iter().all(|text| !text.contains('\0')), || {
			"a text has a zero byte".into()
		})?;
		let named = |key: &String| !key.is_empty() && !key.contains('=');
		require(self.env.keys().all(named), || {
			"a variable of the environment has no name or = in it".into()
		})
	}
}

/// Refuses places that the system inside needs, and those of which one hides another.
fn check_places(places: &[&str]) -> Result<(), RunnerError> {
	for (number, at) in places.iter().enumerate() {
		require(is_place(at), || {
			format!("{at:?} is no place to mount at: name one such as /data")
		})?;
		let others = places.iter().enumerate().filter(|(other, _)| *other != number);
		let below = others.map(|(_, other)| other).find(|other| Path::new(at).starts_with(other));
		require(below.is_none(), || {
			format!("{at} and {} cannot both be mounted", below.unwrap_or(&""))
		})?;
	}
	Ok(())
}

/// An absolute path, plain, and not over what the system inside needs.
fn is_place(at: &str) -> bool {
	let taken = ["/proc", "/dev", "/sys", "/tmp", "/etc"];
	let path = Path::new(at);
	let plain =
		path.components().all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
	let taken = taken.iter().any(|taken| path.starts_with(taken));
	path.is_absolute()
		&& plain
		&& at != "/"
		&& !at.ends_with('/')
		&& !taken
		&& !at.contains(['\0', ':', ','])
}

pub(crate) fn require(holds: bool, message: impl FnOnce() -> String) -> Result<(), RunnerError> {
	if holds { Ok(()) } else { Err(RunnerError::BadSpec(message())) }
}

#[cfg(test)]
mod tests {
	use super::*;

	fn spec() -> Spec {
		Spec::new(Image::Registry { reference: "x".into() }, Limits::default())
	}

	#[test]
	fn what_no_engine_could_run_is_refused() {
		assert!(spec().validate().is_ok());
		let mut none = spec();
		none.limits.pids = 0;
		assert!(none.validate().is_err());
		for at in ["/", "data", "/a/../b", "/proc/x", "/etc", "/tmp", "/a:b", "/a/", ""] {
			let mut placed = spec();
			placed.volume = Some(Volume { mib: 64, at: at.into() });
			assert!(placed.validate().is_err(), "{at:?}");
		}
		let mut placed = spec();
		placed.volume = Some(Volume { mib: 64, at: "/var/lib/db".into() });
		assert!(placed.validate().is_ok());
		for (first, second) in [("/a", "/a"), ("/a", "/a/b"), ("/a/b", "/a")] {
			let mut both = spec();
			both.volume = Some(Volume { mib: 64, at: first.into() });
			both.inputs = vec![Input { source: "/x".into(), at: second.into() }];
			assert!(both.validate().is_err(), "{first} {second}");
			both.inputs = vec![Input { source: "/x".into(), at: "/ab".into() }];
			assert!(both.validate().is_ok());
		}
		let outside = SocketAddr::from(([127, 0, 0, 1], 0));
		let mut twice = spec();
		twice.ports = vec![Port { inside: 80, outside }, Port { inside: 80, outside }];
		assert!(twice.validate().is_err());
		let mut zero = spec();
		zero.env.insert("A".into(), "b\0--bind".into());
		assert!(zero.validate().is_err());
	}
}
