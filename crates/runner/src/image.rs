//! What an image says about itself, and whether a file is the one that was named.

use crate::{RunnerError, Spec, error::During};
use blake2::{Blake2b, Digest, digest::consts::U32};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	fs::File,
	io::{Read, Seek, SeekFrom},
	path::Path,
};

/// What an image says about how to run it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ImageConfig {
	entrypoint: Option<Vec<String>>,
	cmd: Option<Vec<String>>,
	env: Option<Vec<String>>,
	working_dir: Option<String>,
	user: Option<String>,
}

/// What to run: an image as its workload wants it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Program {
	pub command: Vec<String>,
	pub env: BTreeMap<String, String>,
	pub workdir: String,
	pub user: String,
}

impl ImageConfig {
	/// What to run.
	pub(crate) fn program(&self, spec: &Spec) -> Result<Program, RunnerError> {
		let image = |words: &Option<Vec<String>>| words.clone().unwrap_or_default();
		let mut command = spec.entrypoint.clone().unwrap_or_else(|| image(&self.entrypoint));
		match (&spec.command, &spec.entrypoint) {
			(Some(more), _) => command.extend(more.iter().cloned()),
			(None, None) => command.extend(image(&self.cmd)),
			(None, Some(_)) => {}
		}
		if command.is_empty() {
			return Err(RunnerError::BadSpec(
				"neither the image nor the manifest says what to run: give a command".into(),
			));
		}
		let mut env = BTreeMap::from([("PATH".to_owned(), crate::helper::PATH.to_owned())]);
		let own = self.env.iter().flatten().filter_map(|pair| pair.split_once('='));
		env.extend(own.map(|(key, value)| (key.to_owned(), value.to_owned())));
		env.extend(spec.env.clone());
		let chosen = |own: &Option<String>, other: &Option<String>, default: &str| {
			let given = own.clone().or_else(|| other.clone()).filter(|text| !text.is_empty());
			given.unwrap_or_else(|| default.to_owned())
		};
		let workdir = chosen(&spec.workdir, &self.working_dir, "/");
		let user = chosen(&spec.user, &self.user, "0");
		Ok(Program { command, env, workdir, user })
	}
}

/// Opens the file if its bytes hash to `hash`. What is read from it is what was hashed, unless somebody who may write
/// to it does so meanwhile.
pub(crate) fn open(path: &Path, hash: &[u8; 32]) -> Result<File, RunnerError> {
	let mut file = File::open(path).during(path.display())?;
	let mut hasher = Blake2b::<U32>::new();
	let mut buffer = vec![0; 1 << 20];
	loop {
		let read = file.read(&mut buffer).during(path.display())?;
		let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
		hasher.update(part);
	}
	let found: [u8; 32] = hasher.finalize().into();
	if found != *hash {
		return Err(RunnerError::BadImage(format!(
			"the image has hash {}, not {}: send the file that the manifest names",
			hex::encode(found),
			hex::encode(hash)
		)));
	}
	file.seek(SeekFrom::Start(0))?;
	Ok(file)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Image, Limits};

	fn spec() -> Spec {
		Spec::new(Image::Registry { reference: "x".into() }, Limits::default())
	}

	fn words(text: &str) -> Option<Vec<String>> {
		Some(text.split(' ').map(str::to_owned).collect())
	}

	#[test]
	fn entry_points_and_commands_go_together_as_docker_does_it() {
		let image = ImageConfig {
			entrypoint: words("a"),
			cmd: words("b c"),
			env: words("X=1 Y=2"),
			..ImageConfig::default()
		};
		let run = |spec: &Spec| image.program(spec).unwrap().command.join(" ");
		let mut spec = spec();
		assert_eq!(run(&spec), "a b c");
		spec.command = words("d");
		assert_eq!(run(&spec), "a d");
		spec.entrypoint = words("e");
		assert_eq!(run(&spec), "e d");
		spec.command = None;
		assert_eq!(run(&spec), "e");
		spec.env.insert("X".into(), "3".into());
		let program = image.program(&spec).unwrap();
		assert_eq!(program.env["X"], "3");
		assert_eq!(program.env["Y"], "2");
		assert_eq!((program.workdir.as_str(), program.user.as_str()), ("/", "0"));
	}

	#[test]
	fn an_image_without_a_command_needs_one() {
		assert!(ImageConfig::default().program(&spec()).is_err());
	}

	#[test]
	fn a_file_with_another_hash_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("image.tar");
		std::fs::write(&path, b"image").unwrap();
		let hash = Blake2b::<U32>::digest(b"image").into();
		assert!(open(&path, &hash).is_ok());
		std::fs::write(&path, b"imagf").unwrap();
		assert!(matches!(open(&path, &hash), Err(RunnerError::BadImage(_))));
	}
}
