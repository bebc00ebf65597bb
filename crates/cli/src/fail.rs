//! Whatever goes wrong becomes one line that says what to do, and an exit code that scripts can tell apart.

use stoa_client::Error;

/// Something went wrong that no code below names.
pub const FAILED: u8 = 1;
/// What was asked for cannot be had: bad input, too little money, refused by the chain.
pub const REFUSED: u8 = 3;
/// The job ended without an answer to rely on.
pub const REFUNDED: u8 = 4;
/// The node cannot be reached.
pub const NETWORK: u8 = 5;
/// Stopped before the end is known: of a job, or of something that was sent.
pub const UNFINISHED: u8 = 6;
/// The answer is not what this machine computes.
pub const DIFFERS: u8 = 7;

/// Why the program ends with another status than 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fail {
	/// Exit code.
	pub code: u8,
	/// One line.
	pub text: String,
	/// Whether the result was printed already, so that the line need not be.
	pub printed: bool,
}

impl Fail {
	/// With one of the codes above.
	pub fn new(code: u8, text: impl Into<String>) -> Self {
		Self { code, text: text.into(), printed: false }
	}

	/// Bad input or something that cannot be had.
	pub fn refused(text: impl Into<String>) -> Self {
		Self::new(REFUSED, text)
	}

	/// The result was printed; only the exit code is left to tell.
	pub fn told(code: u8, text: impl Into<String>) -> Self {
		Self { code, text: text.into(), printed: true }
	}
}

impl From<Error> for Fail {
	fn from(error: Error) -> Self {
		let code = match &error {
			Error::Unknown { .. } => {
				let text = format!(
					"{error}: `stoa balance`, `stoa job list` and `stoa model list` show what it did"
				);
				return Self::new(UNFINISHED, text);
			}
			error if error.is_network() => NETWORK,
			Error::Refused { .. }
			| Error::Failed(_)
			| Error::Rejected(_)
			| Error::CannotPay(_)
			| Error::JobNotFound(_)
			| Error::BadKey(_)
			| Error::BadAmount(_)
			| Error::Keystore { .. } => REFUSED,
			_ => FAILED,
		};
		Self::new(code, error.to_string())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn codes_tell_kinds_apart() {
		let unreachable = Error::Unreachable { url: "ws://x".into(), reason: "refused".into() };
		assert_eq!(Fail::from(unreachable).code, NETWORK);
		assert_eq!(Fail::from(Error::JobNotFound(7)).code, REFUSED);
		assert_eq!(Fail::from(Error::Dropped("full".into())).code, FAILED);
		let unknown = Error::Unknown { hash: [1; 32], valid_until: 70, reason: "lost".into() };
		let unknown = Fail::from(unknown);
		assert_eq!(unknown.code, UNFINISHED);
		for part in ["until block 70", "`stoa balance`", "`stoa job list`"] {
			assert!(unknown.text.contains(part), "{part} in {}", unknown.text);
		}
		let refused = Error::Refused {
			pallet: "Inference".into(),
			name: "FeeTooLow".into(),
			docs: "Raise it.".into(),
		};
		assert_eq!(Fail::from(refused), Fail::refused("Raise it. (Inference.FeeTooLow)"));
	}
}
