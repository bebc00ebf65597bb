//! Signatures as the Standard Webhooks specification has them, so that receivers can use its libraries.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What secrets begin with.
pub const SECRET_PREFIX: &str = "whsec_";
const SECRET_BYTES: usize = 32;

/// A new secret: [`SECRET_PREFIX`] and 32 random bytes in base64.
pub fn new_secret() -> Result<String, getrandom::Error> {
	let mut bytes = [0; SECRET_BYTES];
	getrandom::fill(&mut bytes)?;
	Ok(format!("{SECRET_PREFIX}{}", BASE64_STANDARD.encode(bytes)))
}

/// The header `webhook-signature`: `v1,` and, in base64, the HMAC-SHA256 under the secret's bytes of
/// `ID.TIMESTAMP.BODY`. Nothing if the secret is not one.
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
	let key = BASE64_STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
	let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
	mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
	Some(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_example_of_the_specification_comes_out() {
		let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
		let signature = signature(
			secret,
			"msg_p5jXN8AQM9LWM0D4loKWxJek",
			1_614_265_330,
			r#"{"test": 2432232314}"#,
		);
		assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	#[test]
	fn secrets_differ_and_sign() {
		let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
		assert_ne!(one, two);
		assert_ne!(signature(&one, "a", 1, "b").unwrap(), signature(&two, "a", 1, "b").unwrap());
		assert_eq!(signature("no secret", "a", 1, "b"), None);
	}
}
