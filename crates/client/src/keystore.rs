//! A file that keeps a secret URI: scrypt over a password, XChaCha20-Poly1305 over the URI, JSON around
//! both. The account is in the clear, so that a file can be told from another.

use crate::{Error, Keypair, Result, keys, types::AccountId};
use chacha20poly1305::{
	KeyInit, XChaCha20Poly1305, XNonce,
	aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const VERSION: u32 = 1;
/// 2^17 blocks of 8 × 128 bytes: 128 MiB, about half a second.
const LOG_N: u8 = 17;
/// More would let a file that someone hands over fill the memory.
const MAX_LOG_N: u8 = 20;
const R: u32 = 8;
const P: u32 = 1;

/// The file, closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	version: u32,
	account: String,
	kdf: Kdf,
	cipher: Cipher,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "lowercase", deny_unknown_fields)]
enum Kdf {
	Scrypt { log_n: u8, r: u32, p: u32, salt: String },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "lowercase", deny_unknown_fields)]
enum Cipher {
	Xchacha20poly1305 { nonce: String, text: String },
}

/// An encrypted key on disk.
pub struct Keystore {
	path: PathBuf,
	file: File,
}

impl Keystore {
	/// Writes a new file, readable by its owner alone. Never overwrites one.
	pub fn create(path: impl AsRef<Path>, uri: &str, password: &str) -> Result<Self> {
		Self::create_with(path.as_ref(), uri, password, LOG_N)
	}

	fn create_with(path: &Path, uri: &str, password: &str, log_n: u8) -> Result<Self> {
		let fail = |reason: String| keystore(path, reason);
		if password.is_empty() {
			return Err(fail("the password is empty: choose one".to_string()));
		}
		let account = keys::account_of(&keys::from_uri(uri)?).to_string();
		let (salt, nonce) = (random::<32>()?, random::<24>()?);
		let key = derive(password, &salt, log_n, R, P).map_err(&fail)?;
		let text = cipher(&key)
			.encrypt(
				XNonce::from_slice(&nonce),
				Payload { msg: uri.as_bytes(), aad: account.as_bytes() },
			)
			.map_err(|_| fail("the key could not be encrypted".to_string()))?;
		let file = File {
			version: VERSION,
			account,
			kdf: Kdf::Scrypt { log_n, r: R, p: P, salt: hex::encode(salt) },
			cipher: Cipher::Xchacha20poly1305 {
				nonce: hex::encode(nonce),
				text: hex::encode(text),
			},
		};
		let json = serde_json::to_string_pretty(&file).map_err(|error| fail(error.to_string()))?;
		write_new(path, json.as_bytes())?;
		Ok(Self { path: path.to_path_buf(), file })
	}

	/// Reads a file without opening the key.
	pub fn load(path: impl AsRef<Path>) -> Result<Self> {
		let path = path.as_ref();
		let text = fs::read_to_string(path).map_err(|error| match error.kind() {
			std::io::ErrorKind::NotFound => {
				keystore(path, "no such file: make one with `stoa key new --out FILE`".to_string())
			}
			_ => keystore(path, error.to_string()),
		})?;
		let file: File = serde_json::from_str(&text)
			.map_err(|error| keystore(path, format!("not a keystore: {error}")))?;
		if file.version != VERSION {
			return Err(keystore(
				path,
				format!("version {} is newer than this program: update it", file.version),
			));
		}
		Ok(Self { path: path.to_path_buf(), file })
	}

	/// The account whose key is inside.
	pub fn account(&self) -> Result<AccountId> {
		keys::account(&self.file.account)
	}

	/// The secret URI.
	pub fn secret_uri(&self, password: &str) -> Result<Zeroizing<String>> {
		let fail = |reason: &str| keystore(&self.path, reason.to_string());
		let Kdf::Scrypt { log_n, r, p, salt } = &self.file.kdf;
		let Cipher::Xchacha20poly1305 { nonce, text } = &self.file.cipher;
		let bytes =
			|digits: &str| hex::decode(digits).map_err(|_| fail("damaged: restore it from a copy"));
		let (salt, nonce, text) = (bytes(salt)?, bytes(nonce)?, bytes(text)?);
		if *log_n > MAX_LOG_N || *r > 32 || *p > 16 || nonce.len() != 24 {
			return Err(fail("its parameters are out of bounds: restore it from a copy"));
		}
		let key = derive(password, &salt, *log_n, *r, *p)
			.map_err(|reason| keystore(&self.path, reason))?;
		let payload = Payload { msg: &text, aad: self.file.account.as_bytes() };
		let plain = cipher(&key)
			.decrypt(XNonce::from_slice(&nonce), payload)
			.map_err(|_| fail("wrong password, or the file is damaged"))?;
		String::from_utf8(plain)
			.map(Zeroizing::new)
			.map_err(|_| fail("damaged: restore it from a copy"))
	}

	/// Reads a file and opens its key.
	pub fn open(path: impl AsRef<Path>, password: &str) -> Result<Keypair> {
		let store = Self::load(path)?;
		let signer = keys::from_uri(&store.secret_uri(password)?)?;
		if keys::account_of(&signer) != store.account()? {
			return Err(keystore(&store.path, "its key is not its account's".to_string()));
		}
		Ok(signer)
	}
}

fn keystore(path: &Path, reason: String) -> Error {
	Error::Keystore { path: path.display().to_string(), reason }
}

fn derive(
	password: &str,
	salt: &[u8],
	log_n: u8,
	r: u32,
	p: u32,
) -> Result<Zeroizing<[u8; 32]>, String> {
	let parameters = scrypt::Params::new(log_n, r, p, 32).map_err(|error| error.to_string())?;
	let mut key = Zeroizing::new([0u8; 32]);
	scrypt::scrypt(password.as_bytes(), salt, &parameters, key.as_mut_slice())
		.map_err(|error| error.to_string())?;
	Ok(key)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
	XChaCha20Poly1305::new(key.into())
}

fn random<const N: usize>() -> Result<[u8; N]> {
	let mut bytes = [0u8; N];
	getrandom::fill(&mut bytes)
		.map_err(|error| Error::BadKey(format!("the system gives no randomness: {error}")))?;
	Ok(bytes)
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
	let mut options = fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let written = options.open(path).and_then(|mut file| {
		file.write_all(bytes)?;
		file.sync_all()
	});
	written.map_err(|error| match error.kind() {
		std::io::ErrorKind::AlreadyExists => keystore(
			path,
			"exists already: name another file, a key is never overwritten".to_string(),
		),
		_ => keystore(path, error.to_string()),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Quick, for tests.
	const FAST: u8 = 4;

	#[test]
	fn a_key_survives_the_file() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key.json");
		let store = Keystore::create_with(&path, "//Alice//7", "pass", FAST).unwrap();
		let opened = Keystore::open(&path, "pass").unwrap();
		assert_eq!(keys::account_of(&opened), store.account().unwrap());
		assert_eq!(
			Keystore::load(&path).unwrap().secret_uri("pass").unwrap().as_str(),
			"//Alice//7"
		);
		assert!(!fs::read_to_string(&path).unwrap().contains("Alice"));
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		}
	}

	#[test]
	fn wrong_use_says_what_is_wrong() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("key.json");
		let text = |result: Result<()>| result.unwrap_err().to_string();
		assert!(text(Keystore::open(&path, "x").map(|_| ())).contains("stoa key new"));
		assert!(
			text(Keystore::create_with(&path, "//Alice", "", FAST).map(|_| ())).contains("empty")
		);
		Keystore::create_with(&path, "//Alice", "pass", FAST).unwrap();
		assert!(
			text(Keystore::create_with(&path, "//Bob", "pass", FAST).map(|_| ()))
				.contains("exists")
		);
		assert!(text(Keystore::open(&path, "wrong").map(|_| ())).contains("wrong password"));
		// The account is bound to the ciphertext.
		let json = fs::read_to_string(&path).unwrap();
		let bob = keys::account("//Bob").unwrap().to_string();
		let alice = keys::account("//Alice").unwrap().to_string();
		fs::write(&path, json.replace(&alice, &bob)).unwrap();
		assert!(Keystore::open(&path, "pass").is_err());
		fs::write(&path, json.replace("\"log_n\": 4", "\"log_n\": 40")).unwrap();
		assert!(text(Keystore::open(&path, "pass").map(|_| ())).contains("out of bounds"));
		fs::write(&path, "{}").unwrap();
		assert!(text(Keystore::open(&path, "pass").map(|_| ())).contains("not a keystore"));
	}
}
