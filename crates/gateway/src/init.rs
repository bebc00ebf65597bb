//! First steps: a commented configuration and fresh keys.

use crate::{config::Config, secrets};
use anyhow::{Context, Result, bail};
use std::{fs, io::Write, path::Path};

const TEMPLATE: &str = include_str!("../gateway.example.toml");

/// Writes the configuration to `path` and fresh key files to its data folder. Nothing that exists is touched:
/// if anything is in the way, nothing is written. Returns the account.
pub fn init(path: &Path) -> Result<[u8; 32]> {
	let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
	let config = Config::parse(TEMPLATE, folder)?;
	let files = [config.keys.account_file.as_path(), config.keys.lane_file.as_path()];
	for file in files.into_iter().chain([path]) {
		if file.exists() {
			bail!("{}: exists and is not overwritten; move it away first", file.display());
		}
	}
	secrets::private_folder(&config.data_dir)?;
	for file in files {
		secrets::write_fresh(file)?;
	}
	let mut file = fs::OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(path)
		.with_context(|| path.display().to_string())?;
	file.write_all(TEMPLATE.as_bytes())?;
	Ok(secrets::account(&Config::load(path)?.keys)?.public_key().0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_init_writes_is_valid_and_never_overwritten() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("gateway.toml");
		let account = init(&path).unwrap();
		let config = Config::load(&path).unwrap();
		assert_eq!(secrets::account(&config.keys).unwrap().public_key().0, account);
		assert_ne!(secrets::lane(&config.keys).unwrap().public_key().0, account);
		assert!(init(&path).unwrap_err().to_string().contains("not overwritten"));
		fs::remove_file(&path).unwrap();
		assert!(init(&path).is_err(), "keys are in the way");
		assert!(!path.exists());
	}

	#[test]
	fn a_key_that_others_can_read_is_refused() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("gateway.toml");
		init(&path).unwrap();
		let keys = Config::load(&path).unwrap().keys;
		fs::set_permissions(&keys.lane_file, fs::Permissions::from_mode(0o644)).unwrap();
		let said = secrets::lane(&keys).map(|_| ()).unwrap_err().to_string();
		assert!(said.contains("chmod 600"), "{said}");
	}
}
