//! Presets as raw chain specs. A node that starts from a preset compiles the runtime once more to make the genesis,
//! which takes it ten seconds of a processor; one that starts from a raw spec reads it.

use crate::{network::cache, process::program};
use anyhow::{Context, Result, ensure};
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
	time::UNIX_EPOCH,
};
use tempfile::NamedTempFile;

/// The raw spec of a preset, which is made once for each build of the node.
pub fn raw(preset: &str) -> Result<PathBuf> {
	let folder = cache()?.join("specs");
	fs::create_dir_all(&folder)?;
	let file = folder.join(name(preset)?);
	if !file.exists() {
		forget_others(&file, preset)?;
		let mut command = program("stoa-node")?;
		let made = command.args(["export-chain-spec", "--raw", "--chain", preset]).output()?;
		ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
		// Suites run side by side: nobody may read half of it.
		let mut whole = NamedTempFile::new_in(&folder)?;
		whole.write_all(&made.stdout)?;
		whole.persist(&file)?;
	}
	Ok(file)
}

/// A preset and the build whose genesis it is.
fn name(preset: &str) -> Result<String> {
	let node = program("stoa-node")?;
	let built = fs::metadata(node.get_program())?.modified()?.duration_since(UNIX_EPOCH)?;
	Ok(format!("{preset}-{}.json", built.as_nanos()))
}

/// Removes what earlier builds have left beside `file`.
fn forget_others(file: &Path, preset: &str) -> Result<()> {
	for entry in fs::read_dir(file.parent().context("it is in a folder")?)? {
		let path = entry?.path();
		let name = path.file_name().context("it has a name")?.to_string_lossy().into_owned();
		if path != file && name.starts_with(&format!("{preset}-")) {
			let _ = fs::remove_file(path);
		}
	}
	Ok(())
}
