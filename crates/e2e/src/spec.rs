//! Presets as raw chain specs, as they are or otherwise. A node that starts from a preset compiles the runtime once more to make the genesis,
//! which takes it ten seconds of a processor; one that starts from a raw spec reads it.

use crate::{network::cache, process::program};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sp_maybe_compressed_blob::{CODE_BLOB_BOMB_LIMIT, compress_weakly};
use std::{
	fs,
	hash::{DefaultHasher, Hash, Hasher},
	io::Write,
	path::{Path, PathBuf},
	time::UNIX_EPOCH,
};
use tempfile::NamedTempFile;

/// The raw spec of a preset, which is made once for each build of the node.
pub fn raw(preset: &str) -> Result<PathBuf> {
	made(preset, "", &["--chain", preset])
}

/// The raw spec of preset `local` with other periods, beginning with the runtime of the last release, called `name`.
pub fn of_last_release(name: &str, patch: &Value) -> Result<PathBuf> {
	let release = last_release()?.1.to_string_lossy().into_owned();
	let mut file = NamedTempFile::new()?;
	serde_json::to_writer(&mut file, patch)?;
	let path = file.path().to_string_lossy().into_owned();
	let arguments = ["--chain", "local", "--genesis-patch", &path, "--runtime", &release];
	made(name, &format!("{patch}{release}"), &arguments)
}

/// Number and file of the last release of the runtime.
pub fn last_release() -> Result<(u32, PathBuf)> {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/releases");
	let mut all = Vec::new();
	for entry in fs::read_dir(&folder)? {
		let path = entry?.path();
		let name = path.file_name().context("it has a name")?.to_string_lossy().into_owned();
		if let Some(number) = name.strip_suffix(".compact.compressed.wasm") {
			all.push((number.parse::<u32>()?, path));
		}
	}
	all.sort();
	all.pop().with_context(|| format!("no release in {}", folder.display()))
}

/// The runtime of this build, as an upgrade brings it to a chain.
pub fn runtime() -> Result<Vec<u8>> {
	let spec: Value = serde_json::from_slice(&fs::read(raw("local")?)?)?;
	// The key is `:code`.
	let code =
		spec["genesis"]["raw"]["top"]["0x3a636f6465"].as_str().context("it has a runtime")?;
	let code = hex::decode(code.trim_start_matches("0x"))?;
	// A runtime of an optimised build is compressed already.
	Ok(compress_weakly(&code, CODE_BLOB_BOMB_LIMIT).unwrap_or(code))
}

/// What `export-chain-spec --raw` makes of these arguments, kept for each build of the node and `kind`.
fn made(name: &str, kind: &str, arguments: &[&str]) -> Result<PathBuf> {
	let folder = cache()?.join("specs");
	fs::create_dir_all(&folder)?;
	let file = folder.join(file_name(name, kind)?);
	if !file.exists() {
		forget_others(&file, name)?;
		let mut command = program("stoa-node")?;
		let made = command.args(["export-chain-spec", "--raw"]).args(arguments).output()?;
		ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
		// Suites run side by side: nobody may read half of it.
		let mut whole = NamedTempFile::new_in(&folder)?;
		whole.write_all(&made.stdout)?;
		whole.persist(&file)?;
	}
	Ok(file)
}

/// A name, what kind of it, and the build whose genesis it is.
fn file_name(name: &str, kind: &str) -> Result<String> {
	let node = program("stoa-node")?;
	let built = fs::metadata(node.get_program())?.modified()?.duration_since(UNIX_EPOCH)?;
	let mut hash = DefaultHasher::new();
	(kind, built).hash(&mut hash);
	Ok(format!("{name}-{}-{:016x}.json", built.as_nanos(), hash.finish()))
}

/// Removes what earlier builds have left beside `file`.
fn forget_others(file: &Path, kept_as: &str) -> Result<()> {
	for entry in fs::read_dir(file.parent().context("it is in a folder")?)? {
		let path = entry?.path();
		let name = path.file_name().context("it has a name")?.to_string_lossy().into_owned();
		if path != file && name.starts_with(&format!("{kept_as}-")) {
			let _ = fs::remove_file(path);
		}
	}
	Ok(())
}
