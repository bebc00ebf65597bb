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

/// Where the key to sign with comes from.
#[derive(Clone, PartialEq, Eq)]
enum KeySource {
	Uri(Zeroizing<String>),
	Keystore(PathBuf),
	/// The environment names both.
	Both,
	Nowhere,
}

impl KeySource {
	/// A flag comes before the environment, whichever kind of key either names.
	fn of(args: &Args, variable: impl Fn(&str) -> Option<String>) -> Self {
		match (&args.key, &args.keystore) {
			(Some(uri), _) => return Self::Uri(Zeroizing::new(uri.clone())),
			(None, Some(path)) => return Self::Keystore(path.clone()),
			(None, None) => {}
		}
		let given = |name| variable(name).filter(|value| !value.is_empty());
		match (given("STOA_KEY"), given("STOA_KEYSTORE")) {
			(Some(_), Some(_)) => Self::Both,
			(Some(uri), None) => Self::Uri(Zeroizing::new(uri)),
			(None, Some(path)) => Self::Keystore(PathBuf::from(path)),
			(None, None) => Self::Nowhere,
		}
	}
}

/// Everything that the global options say.
pub struct Context {
	url: String,
	key: KeySource,
	allow_private: bool,
	/// One JSON object instead of text.
	pub json: bool,
}

impl Context {
	/// From the command line and the environment.
	pub fn new(args: &Args) -> Self {
		Self {
			url: args.url.clone(),
			key: KeySource::of(args, |name| std::env::var(name).ok()),
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

	/// Whether providers' addresses may lead to this machine and its network.
	pub fn private_endpoints(&self) -> bool {
		self.allow_private
	}

	/// The secret URI that was given, if one was.
	pub fn secret(&self) -> Option<&str> {
		match &self.key {
			KeySource::Uri(uri) => Some(uri.as_str()),
			_ => None,
		}
	}

	/// The key to sign with.
	pub fn signer(&self) -> Result<Keypair, Fail> {
		match &self.key {
			KeySource::Uri(uri) => Ok(keys::from_uri(uri)?),
			KeySource::Keystore(path) => {
				Keystore::load(path)?;
				let password = password(&format!("Password of {}: ", path.display()))?;
				Ok(Keystore::open(path, &password)?)
			}
			KeySource::Both => Err(Fail::refused(
				"STOA_KEY and STOA_KEYSTORE are both set: unset one, or give --key or --keystore",
			)),
			KeySource::Nowhere => Err(Fail::refused(
				"no key to sign with: give --key //Alice (development), --key \"PHRASE\" or --keystore \
				 FILE",
			)),
		}
	}

	/// The key's account, without opening a keystore.
	pub fn account(&self) -> Result<AccountId, Fail> {
		match &self.key {
			KeySource::Keystore(path) => Ok(Keystore::load(path)?.account()?),
			_ => Ok(keys::account_of(&self.signer()?)),
		}
	}

	/// The key if one was given; nobody is asked for one.
	pub fn signer_if_given(&self) -> Result<Option<Keypair>, Fail> {
		match self.key {
			KeySource::Nowhere => Ok(None),
			_ => self.signer().map(Some),
		}
	}

	/// Prints the result: `json` for scripts, `text` for people.
	pub fn print(&self, json: &Value, text: impl FnOnce() -> String) {
		let out = if self.json { json.to_string() } else { text().trim_end().to_string() };
		// A reader that stops reading (`| head`) is no fault.
		let _ = writeln!(std::io::stdout(), "{out}");
	}

	/// Prints, for people, what is known before the rest of the result. Scripts get all at once.
	pub fn begin(&self, text: impl FnOnce() -> String) {
		if !self.json {
			let _ = writeln!(std::io::stdout(), "{}", text().trim_end());
		}
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

	/// Asks before something is signed; `refused` is the answer to anything but yes.
	pub fn confirm(&self, question: &str, yes: bool, refused: &str) -> Result<(), Fail> {
		if yes {
			return Ok(());
		}
		if self.json || !std::io::stdin().is_terminal() {
			let text = format!("{question} Give --yes where nobody can be asked");
			return Err(Fail::refused(text));
		}
		let mut answer = String::new();
		let _ = write!(std::io::stderr(), "{question} [y/N] ");
		let _ = std::io::stderr().flush();
		let read = std::io::stdin().read_line(&mut answer);
		if read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
			return Ok(());
		}
		Err(Fail::refused(refused))
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

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	fn source(flags: &[&str], variables: &[(&str, &str)]) -> KeySource {
		let line = ["stoa"].iter().chain(flags).chain(&["key", "show"]);
		let args = Args::try_parse_from(line).unwrap_or_else(|error| panic!("{error}"));
		KeySource::of(&args, |name| {
			let found = variables.iter().find(|(variable, _)| *variable == name);
			found.map(|(_, value)| value.to_string())
		})
	}

	#[test]
	fn a_flag_comes_before_the_environment() {
		let uri = |uri: &str| KeySource::Uri(Zeroizing::new(uri.to_string()));
		let file = |path: &str| KeySource::Keystore(PathBuf::from(path));
		let both = [("STOA_KEY", "//Env"), ("STOA_KEYSTORE", "env.json")];
		for variables in [&[][..], &both[..1], &both[1..], &both[..]] {
			assert!(source(&["--key", "//Flag"], variables) == uri("//Flag"));
			assert!(source(&["--keystore", "flag.json"], variables) == file("flag.json"));
		}
		assert!(source(&[], &both[..1]) == uri("//Env"));
		assert!(source(&[], &both[1..]) == file("env.json"));
		assert!(source(&[], &both) == KeySource::Both);
		assert!(source(&[], &[("STOA_KEY", "")]) == KeySource::Nowhere);
	}
}
