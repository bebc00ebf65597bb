//! What an answer claims, and what hides it.

use super::{Machine, Output, Seat, SeatKey};
use stoa_exact::cells::CellKey;
use stoa_primitives::{AnswerClaim, Digest, MAX_CONTENT_BYTES, payload};

/// What is claimed of an output; nothing if it is none that the seat may claim.
pub(super) fn of(seat: &Seat, prompt_salt: &Digest, output: &Output) -> Option<AnswerClaim> {
	let within =
		output.bytes <= MAX_CONTENT_BYTES && output.tokens <= seat.generation.max_new_tokens;
	let (root, trace) = match (seat.role.is_exact(), output.exact) {
		(false, _) => (output.root, None),
		// Without a tree of cells there would be nothing to open, and nothing that hides the claim.
		(true, Some(exact)) if exact.cells != [0; 32] => (exact.output, Some(exact.trace)),
		(true, _) => return None,
	};
	within.then(|| AnswerClaim {
		output: payload::output_commitment(&payload::output_salt(prompt_salt), &root),
		tokens: output.tokens,
		bytes: output.bytes,
		trace,
	})
}

impl Machine {
	/// One salt for one seat: derived, so that it survives a lost disk. In class Exact it is the root of the
	/// tree of cells, which follows from a secret that is derived as well; an executor's is never opened, but
	/// on another fork its seat may be an auditor's.
	pub(super) fn salt(&self, key: &SeatKey, seat: &Seat, output: &Output) -> Digest {
		match output.exact.filter(|_| seat.role.is_exact()) {
			Some(exact) => exact.cells,
			None => self.derived(b"stoa/salt/v1\0\0\0\0", key),
		}
	}

	/// Under which key a seat makes its tree of cells.
	pub fn cell_key(&self, key: &SeatKey) -> CellKey {
		let secret = self.derived(b"stoa/cellkey/v1\0", key);
		CellKey { auditor: self.settings.provider, secret }
	}

	fn derived(&self, tag: &[u8; 16], key: &SeatKey) -> Digest {
		let s = &self.settings;
		payload::tagged(tag, (s.salt_secret, s.genesis, key.job, key.round, key.work))
	}

	/// Hides a claim until it is to be shown.
	pub(super) fn commitment(&self, key: &SeatKey, claim: &AnswerClaim, salt: &Digest) -> Digest {
		let s = &self.settings;
		payload::answer_commitment(&s.genesis, key.job, key.round, &s.provider, claim, salt)
	}
}
