//! Signers from what people have: `//Alice`, a phrase with derivations, a hex seed.

use crate::{Error, Keypair, Result, types::AccountId};
use std::str::FromStr;
use subxt_signer::SecretUri;

/// The signer of a secret URI: a BIP-39 phrase or `0x` seed, then `/soft//hard` derivations and
/// `///password`. `//Alice` derives from the well-known development phrase.
pub fn from_uri(uri: &str) -> Result<Keypair> {
	// The library's own texts may quote a part of the secret.
	let malformed = || {
		Error::BadKey(
			"the secret is malformed: give a 12- or 24-word phrase, a 0x seed of 64 digits, or a \
			 development account such as //Alice"
				.to_string(),
		)
	};
	if uri.trim().is_empty() {
		return Err(malformed());
	}
	let uri = SecretUri::from_str(uri.trim()).map_err(|_| malformed())?;
	Keypair::from_uri(&uri).map_err(|_| malformed())
}

/// A new random phrase of 12 words.
pub fn new_phrase() -> Result<String> {
	let mut entropy = zeroize::Zeroizing::new([0u8; 16]);
	getrandom::fill(entropy.as_mut_slice())
		.map_err(|error| Error::BadKey(format!("the system gives no randomness: {error}")))?;
	bip39::Mnemonic::from_entropy(entropy.as_slice())
		.map(|phrase| phrase.to_string())
		.map_err(|error| Error::BadKey(format!("no phrase could be made: {error}")))
}

/// The account of a signer.
pub fn account_of(signer: &Keypair) -> AccountId {
	AccountId(signer.public_key().0)
}

/// An account as people write it: an SS58 address, 64 hex digits, or a development URI like `//Bob`.
pub fn account(text: &str) -> Result<AccountId> {
	let text = text.trim();
	if text.starts_with("//") {
		return from_uri(text).map(|signer| account_of(&signer));
	}
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if let Ok(bytes) = <[u8; 32]>::try_from(hex::decode(digits).unwrap_or_default().as_slice()) {
		return Ok(AccountId(bytes));
	}
	text.parse::<AccountId>().map_err(|_| {
		Error::BadKey(format!(
			"{text:?} is not an account: give its SS58 address, such as \
			 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
		))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn all_forms_of_a_secret_are_read() {
		assert_eq!(account_of(&from_uri("//Alice").unwrap()).to_string(), ALICE);
		let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
		assert_eq!(account_of(&from_uri(seed).unwrap()).to_string(), ALICE);
		let phrase = new_phrase().unwrap();
		assert_eq!(phrase.split(' ').count(), 12);
		assert_ne!(
			account_of(&from_uri(&phrase).unwrap()),
			account_of(&from_uri(&format!("{phrase}//1")).unwrap())
		);
	}

	#[test]
	fn a_bad_secret_is_not_quoted() {
		for secret in ["", "correct horse battery", "0x12", "word / /"] {
			let text = from_uri(secret).map(|_| ()).unwrap_err().to_string();
			assert!(text.contains("12- or 24-word phrase"), "{text}");
			assert!(secret.is_empty() || !text.contains(secret));
		}
	}

	#[test]
	fn accounts_are_read_in_every_form() {
		let alice = account(ALICE).unwrap();
		assert_eq!(account("//Alice").unwrap(), alice);
		assert_eq!(account(&hex::encode(alice.0)).unwrap(), alice);
		assert_eq!(account(&format!("0x{}", hex::encode(alice.0))).unwrap(), alice);
		assert!(account("5Grwva").unwrap_err().to_string().contains("SS58"));
	}
}
