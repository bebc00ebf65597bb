//! The validators' dispatch keys: they carry providers' statements to the chain, and nothing else.

/// sr25519 under the key type `disp`.
pub mod sr25519 {
	use sp_application_crypto::KeyTypeId;

	/// Key type of the dispatch keys in a node's keystore.
	pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"disp");

	mod app {
		use super::KEY_TYPE;
		use sp_application_crypto::{app_crypto, sr25519};
		app_crypto!(sr25519, KEY_TYPE);
	}

	sp_application_crypto::with_pair! {
		/// A dispatch key pair.
		pub type AuthorityPair = app::Pair;
	}

	/// A dispatch key's signature.
	pub type AuthoritySignature = app::Signature;

	/// A dispatch key.
	pub type AuthorityId = app::Public;
}

/// A dispatch key.
pub type DispatchId = sr25519::AuthorityId;
/// A dispatch key's signature.
pub type DispatchSignature = sr25519::AuthoritySignature;
