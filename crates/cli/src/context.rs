//! The node, the key, how to print: what every command needs.

use crate::{
	args::Args,
	fail::{FAILED, Fail},
};
use serde_json::{Value, json};
use std::{
	io::{IsTerminal, Write},
	path::{Path, PathBuf},
};
use stoa_client::{AccountId, Client, Keypair, Keystore, delivery::Delivery, keys};
use zeroize::Zeroizing;

/// Everything that the global options say.
pub struct Context {
	url: String,
	key: Option<Zeroizing<String>>,
	keystore: Option<PathBuf>,
	allow_private: bool,
	/// One JSON object instead of text.
	pub json: bool,
}

impl Context {
	/// From the command line.
	pub fn new(args: &Args) -> Self {
		Self {
			url: args.url.clone(),
			key: args.key.clone().map(Zeroizing::new),
			keystore: args.keystore.clone(),
			allow_private: args.allow_private_endpoints,
			json: args.json,
		}
	}

	/// Connects to the node.
	pub async fn client(&self) -> Result<Client, Fail> {
		Ok(Client::connect(&self.url).await?)
	}

	/// The way to providers.
	pub fn delivery(&self) -> Result<Delivery, Fail> {
		Ok(Delivery::new(self.allow_private)?)
	}

	/// The secret URI that was given, if one was.
	pub fn secret(&self) -> Option<&str> {
		self.key.as_ref().map(|key| key.as_str())
	}

	/// The key to sign with.
	pub fn signer(&self) -> Result<Keypair, Fail> {
		match (&self.key, &self.keystore) {
			(Some(uri), _) => Ok(keys::from_uri(uri)?),
			(None, Some(path)) => {
				Keystore::load(path)?;
				let password = password(&format!("Password of {}: ", path.display()))?;
				Ok(Keystore::open(path, &password)?)
			}
			(None, None) => Err(Fail::refused(
				"no key to sign with: give --key //Alice (development), --key \"PHRASE\" or --keystore \
				 FILE",
			)),
		}
	}

	/// The key's account, without opening a keystore.
	pub fn account(&self) -> Result<AccountId, Fail> {
		match (&self.key, &self.keystore) {
			(None, Some(path)) => Ok(Keystore::load(path)?.account()?),
			_ => Ok(keys::account_of(&self.signer()?)),
		}
	}

	/// The key if one was given; nobody is asked for one.
	pub fn signer_if_given(&self) -> Result<Option<Keypair>, Fail> {
		if self.key.is_none() && self.keystore.is_none() {
			return Ok(None);
		}
		self.signer().map(Some)
	}

	/// Prints the result: `json` for scripts, `text` for people.
	pub fn print(&self, json: &Value, text: impl FnOnce() -> String) {
		let out = if self.json { json.to_string() } else { text().trim_end().to_string() };
		// A reader that stops reading (`| head`) is no fault.
		let _ = writeln!(std::io::stdout(), "{out}");
	}

	/// Prints why it failed.
	pub fn print_failure(&self, fail: &Fail) {
		if fail.printed {
			return;
		}
		if self.json {
			let object = json!({ "error": fail.text, "code": fail.code });
			let _ = writeln!(std::io::stdout(), "{object}");
		} else {
			let _ = writeln!(std::io::stderr(), "stoa: {}", fail.text);
		}
	}

	/// Says something beside the result.
	pub fn note(&self, text: &str) {
		if !self.json {
			let _ = writeln!(std::io::stderr(), "{text}");
		}
	}
}

/// A password from STOA_PASSWORD, or asked for.
pub fn password(prompt: &str) -> Result<Zeroizing<String>, Fail> {
	if let Ok(password) = std::env::var("STOA_PASSWORD") {
		return Ok(Zeroizing::new(password));
	}
	if !std::io::stdin().is_terminal() {
		return Err(Fail::refused("no terminal to ask for the password: set STOA_PASSWORD"));
	}
	rpassword::prompt_password(prompt)
		.map(Zeroizing::new)
		.map_err(|error| Fail::new(FAILED, format!("the password could not be read: {error}")))
}

/// A new password, typed twice.
pub fn new_password(path: &Path) -> Result<Zeroizing<String>, Fail> {
	let first = password(&format!("New password for {}: ", path.display()))?;
	if std::env::var("STOA_PASSWORD").is_ok() {
		return Ok(first);
	}
	let second = password("The same again: ")?;
	if first != second {
		return Err(Fail::refused("the two passwords differ: try again"));
	}
	Ok(first)
}
