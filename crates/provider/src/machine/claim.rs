//! What an answer claims, and what hides it.

use super::{Machine, Output, Seat, SeatKey};
use stoa_primitives::{AnswerClaim, Digest, MAX_CONTENT_BYTES, payload};

/// What is claimed of an output; nothing if it is none that the seat may claim.
pub(super) fn of(seat: &Seat, prompt_salt: &Digest, output: &Output) -> Option<AnswerClaim> {
	let within =
		output.bytes <= MAX_CONTENT_BYTES && output.tokens <= seat.generation.max_new_tokens;
	let (root, trace) = match (seat.role.is_exact(), output.exact) {
		(false, _) => (output.root, None),
		(true, Some(exact)) => (exact.output, Some(exact.trace)),
		(true, None) => return None,
	};
	within.then(|| AnswerClaim {
		output: payload::output_commitment(&payload::output_salt(prompt_salt), &root),
		tokens: output.tokens,
		bytes: output.bytes,
		trace,
	})
}

impl Machine {
	/// One salt for one seat: derived, so that it survives a lost disk.
	pub(super) fn salt(&self, key: &SeatKey) -> [u8; 16] {
		let s = &self.settings;
		let digest = payload::tagged(
			b"stoa/salt/v1\0\0\0\0",
			(s.salt_secret, s.genesis, key.job, key.round, key.work),
		);
		let mut salt = [0; 16];
		salt.copy_from_slice(digest.split_at(16).0);
		salt
	}

	/// Hides a claim until it is to be shown.
	pub(super) fn commitment(&self, key: &SeatKey, claim: &AnswerClaim) -> Digest {
		let (s, salt) = (&self.settings, self.salt(key));
		payload::answer_commitment(&s.genesis, key.job, key.round, &s.provider, claim, &salt)
	}
}
