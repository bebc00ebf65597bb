//! The folder of a workload. What is in it is all that is known of the workload.
//!
//! | file | written by | what |
//! | --- | --- | --- |
//! | `meta.json` | `create` | [`Meta`] |
//! | `root/` | `create` | the unpacked image |
//! | `volume.img`, `volume/` | `create` | the volume, and where the supervisor mounts it for itself |
//! | `output.img`, `output/` | `create` | the same for the output folder |
//! | `ports.json` | `start` | the addresses that were chosen |
//! | `state.json` | supervisor | [`State`] |
//! | `exit.json` | supervisor | how it ended |
//! | `failure` | supervisor | why it could not start |
//! | `log`, `log.1` | supervisor | what the workload wrote, the older half in `log.1` |

use crate::{
	Exit, RunnerError, Spec, WorkloadId, error::During, image::ImageConfig, process::Process,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
	fs::{self, File, OpenOptions},
	io::{ErrorKind, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
};

/// What a workload is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Meta {
	pub id: WorkloadId,
	pub spec: Spec,
	/// What the image says.
	pub config: ImageConfig,
	/// The host's id that is root inside.
	pub base: u32,
	/// Whom it runs as inside.
	pub user: (u32, u32),
	/// Its control group, below the roots.
	pub cgroup: String,
}

/// What runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
	pub supervisor: Process,
	/// bubblewrap's first process in the workload; `None` until the workload's program is about to start.
	pub init: Option<Process>,
}

/// The folder of one workload.
#[derive(Clone, Debug)]
pub(crate) struct Home(pub PathBuf);

impl Home {
	pub(crate) fn path(&self, name: &str) -> PathBuf {
		self.0.join(name)
	}

	pub(crate) fn meta(&self) -> Result<Option<Meta>, RunnerError> {
		read(&self.path("meta.json"))
	}

	pub(crate) fn state(&self) -> Result<Option<State>, RunnerError> {
		read(&self.path("state.json"))
	}

	pub(crate) fn exit(&self) -> Result<Option<Exit>, RunnerError> {
		read(&self.path("exit.json"))
	}

	/// Why it could not start, which is read once.
	pub(crate) fn take_failure(&self) -> Option<String> {
		let path = self.path("failure");
		let text = fs::read_to_string(&path).ok()?;
		fs::remove_file(path).ok()?;
		Some(text)
	}
}

/// Reads a file that may not be there.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, RunnerError> {
	match fs::read(path) {
		Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
		Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
		Err(error) => Err(error).during(path.display()),
	}
}

/// Writes a file that only root reads, whole or not at all.
pub(crate) fn write(path: &Path, value: &impl Serialize) -> Result<(), RunnerError> {
	let part = path.with_extension("part");
	let mut file = create(&part).during(part.display())?;
	file.write_all(&serde_json::to_vec(value)?).during(part.display())?;
	file.sync_all().during(part.display())?;
	fs::rename(&part, path).during(path.display())
}

/// An empty file that only root reads.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
	OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Makes a folder that only root reads, with those above it.
pub(crate) fn make_dir(path: &Path) -> Result<(), RunnerError> {
	fs::DirBuilder::new().recursive(true).mode(0o700).create(path).during(path.display())
}

/// Removes a file or folder; nothing happens if there is none.
pub(crate) fn remove(path: &Path) -> Result<(), RunnerError> {
	let removed = match fs::symlink_metadata(path) {
		Ok(there) if there.is_dir() => fs::remove_dir_all(path),
		Ok(_) => fs::remove_file(path),
		Err(error) => Err(error),
	};
	match removed {
		Err(error) if error.kind() != ErrorKind::NotFound => Err(error).during(path.display()),
		_ => Ok(()),
	}
}

/// A short name for a folder, so that runners of one machine do not meet.
pub(crate) fn tag(dir: &Path) -> String {
	use blake2::{Blake2b, Digest, digest::consts::U32};
	use std::os::unix::ffi::OsStrExt;
	let hash = Blake2b::<U32>::digest(dir.as_os_str().as_bytes());
	hex::encode(hash.get(..5).unwrap_or_default())
}
