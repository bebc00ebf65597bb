//! The payer's keys, in files that nobody else can read. None of them is ever logged.

use crate::config::Keys;
use anyhow::{Context, Result, anyhow, bail};
use std::{fs, io::Write, path::Path};
use stoa_client::Keypair;
use zeroize::Zeroizing;

/// Reads the account's key.
pub fn account(keys: &Keys) -> Result<Keypair> {
	let uri = match &keys.account_uri {
		Some(uri) => Zeroizing::new(uri.clone()),
		None => text(&keys.account_file)?,
	};
	stoa_client::keys::from_uri(uri.trim()).context("keys.account_file")
}

/// Reads the lane's key.
pub fn lane(keys: &Keys) -> Result<Keypair> {
	let path = keys.lane_file.display();
	let text = text(&keys.lane_file)?;
	let mut seed = Zeroizing::new([0u8; 32]);
	let digits = text.trim().trim_start_matches("0x");
	hex::decode_to_slice(digits, seed.as_mut_slice()).map_err(|_| {
		anyhow!("{path}: must be 64 hexadecimal digits; `stoa-gateway init` writes one")
	})?;
	Keypair::from_secret_key(*seed).map_err(|_| anyhow!("{path}: this seed gives no key"))
}

/// Writes a fresh seed to a file of our own.
pub fn write_fresh(path: &Path) -> Result<()> {
	let mut seed = Zeroizing::new([0u8; 32]);
	getrandom::fill(seed.as_mut_slice())
		.map_err(|error| anyhow!("the system gives no randomness: {error}"))?;
	let mut options = fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut file = options.open(path).with_context(|| path.display().to_string())?;
	writeln!(file, "0x{}", *Zeroizing::new(hex::encode(seed.as_slice())))?;
	Ok(())
}

/// Makes a folder that only we can read.
pub fn private_folder(path: &Path) -> Result<()> {
	fs::create_dir_all(path).with_context(|| path.display().to_string())?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
	}
	Ok(())
}

fn text(path: &Path) -> Result<Zeroizing<String>> {
	let text = fs::read_to_string(path).with_context(|| {
		format!("{}: cannot read; `stoa-gateway init` makes one", path.display())
	})?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
			bail!("{0}: readable by others; run `chmod 600 {0}`", path.display());
		}
	}
	Ok(Zeroizing::new(text))
}
