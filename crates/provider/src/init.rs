//! First steps: a commented configuration and fresh keys.

use crate::{blobs::restrict, config::Config, keys};
use anyhow::{Context, Result, bail};
use std::{fs, io::Write, path::Path};

const TEMPLATE: &str = include_str!("../provider.example.toml");

/// Writes the configuration to `path` and fresh key files to `data` beside it. Nothing that exists is
/// touched: if anything is in the way, nothing is written. Returns the account.
pub fn init(path: &Path) -> Result<[u8; 32]> {
	let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
	let data = folder.join("data");
	let files = ["account.key", "signing.key", "transport.key"].map(|name| data.join(name));
	for file in files.iter().map(|file| file.as_path()).chain([path]) {
		if file.exists() {
			bail!("{}: exists and is not overwritten; move it away first", file.display());
		}
	}
	fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
	restrict(&data, 0o700)?;
	for file in &files {
		keys::write_fresh(file)?;
	}
	let mut config = fs::OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(path)
		.with_context(|| path.display().to_string())?;
	config.write_all(TEMPLATE.as_bytes())?;
	Ok(keys::Identity::load(&Config::load(path)?.keys)?.provider())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::Identity;

	#[test]
	fn what_is_commented_out_for_channels_is_valid_and_the_default() {
		let (before, rest) = TEMPLATE.split_once("# [channels]").unwrap();
		let (channels, after) = rest.split_once("# Jobs that contracts").unwrap();
		let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("# [[");
		let settings = channels.lines().filter(is_setting).map(|line| &line[2..]);
		let text = ["[channels]"].into_iter().chain(settings).collect::<Vec<_>>().join("\n");
		let config = Config::parse(&format!("{before}{text}\n# {after}"), Path::new(".")).unwrap();
		let channels = config.channels.unwrap();
		let usual = crate::config::channels::Channels::default();
		assert_eq!(channels.terms(), usual.terms());
		assert_eq!(channels.max_unpaid, usual.max_unpaid);
		assert_eq!(channels.redeem_factor, usual.redeem_factor);
		assert_eq!(channels.prices.len(), 1);
	}

	#[test]
	fn what_is_commented_out_for_deliveries_is_valid() {
		let (before, rest) = TEMPLATE.split_once("# [deliveries]").unwrap();
		let (deliveries, after) = rest.split_once("# One table").unwrap();
		let settings =
			deliveries.lines().filter(|line| line.contains(" = ")).map(|line| &line[2..]);
		let text = ["[deliveries]"].into_iter().chain(settings).collect::<Vec<_>>().join("\n");
		let config = Config::parse(&format!("{before}{text}\n# {after}"), Path::new(".")).unwrap();
		assert!(
			config.deliveries.account_file.is_some() && config.deliveries.account_uri.is_none()
		);
	}

	#[test]
	fn what_is_commented_out_for_leases_is_valid() {
		let (before, rest) = TEMPLATE.split_once("# [leases]").unwrap();
		let (leases, _) = rest.split_once("# Keep data keys").unwrap();
		let settings = leases.lines().filter(|line| line.contains(" = ")).map(|line| &line[2..]);
		let text = ["[leases]"].into_iter().chain(settings).collect::<Vec<_>>().join("\n");
		let config = Config::parse(&format!("{before}{text}\n"), Path::new(".")).unwrap();
		let leases = config.leases.unwrap();
		let usual = crate::config::leases::Leases::default();
		assert_eq!(leases.settings(), usual.settings());
		assert_eq!(leases.price_per_block, usual.price_per_block);
		assert_eq!(leases.long_terms.len(), 1);
		assert!(leases.bounds().is_some());
	}

	#[test]
	fn what_is_commented_out_for_custody_is_valid() {
		let (before, custody) = TEMPLATE.split_once("# [custody]").unwrap();
		let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("# [");
		let settings = custody.lines().filter(is_setting).map(|line| &line[2..]);
		let text = ["[custody]"].into_iter().chain(settings).collect::<Vec<_>>().join("\n");
		let config = Config::parse(&format!("{before}{text}\n"), Path::new(".")).unwrap();
		assert!(config.custody.unwrap().compute.is_some());
	}

	#[test]
	fn what_init_writes_is_valid_and_never_overwritten() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("provider.toml");
		let account = init(&path).unwrap();
		let config = Config::load(&path).unwrap();
		let identity = Identity::load(&config.keys).unwrap();
		assert!(init(&path).unwrap_err().to_string().contains("not overwritten"));
		assert_eq!(account, identity.provider());
		let again = Identity::load(&config.keys).unwrap();
		assert_eq!(again.provider(), identity.provider());
		fs::remove_file(&path).unwrap();
		assert!(init(&path).is_err(), "keys are in the way");
		assert!(!path.exists());
	}
}
