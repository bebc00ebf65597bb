//! The examples for @polkadot/api, with the packages that their lock file names.

use crate::network::cache;
use anyhow::{Result, ensure};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	sync::Mutex,
};

const SOURCES: [&str; 12] = [
	"job.mjs",
	"exact.mjs",
	"lease.mjs",
	"claim.mjs",
	"juror.mjs",
	"contract.mjs",
	"referendum.mjs",
	"validator.mjs",
	"chain.mjs",
	"view.mjs",
	"package.json",
	"package-lock.json",
];

/// Puts them into a folder that the next run finds again.
pub fn install() -> Result<PathBuf> {
	static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
	let _guard = ONE_AT_A_TIME.lock();
	let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
	let folder = cache()?.join("test/js");
	let installed = folder.join("node_modules/.package-lock.json");
	fs::create_dir_all(&folder)?;
	let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
	let fresh = installed.exists() && lock(&folder) == lock(&sources);
	for source in SOURCES {
		fs::copy(sources.join(source), folder.join(source))?;
	}
	if !fresh {
		let npm = Command::new("npm")
			.current_dir(&folder)
			.args(["ci", "--no-audit", "--no-fund"])
			.output()?;
		ensure!(npm.status.success(), "npm ci: {}", String::from_utf8_lossy(&npm.stderr));
	}
	Ok(folder)
}
