//! Calls of the referee: challenges, and moves in games about answers of class Exact.

use crate::{
	Call,
	chain::stoa,
	types::{AccountId, Opening},
};
use stoa_primitives::{Digest, GameId, SubjectKey};
use subxt::utils::Static;

/// Challenges a claim (a job's answer, or a receipt of a channel), without saying where: `digest` is
/// [`stoa_primitives::payload::challenge_commitment`]. Puts [`crate::At::challenge_bond`] on hold.
pub fn commit_challenge(subject: impl Into<SubjectKey>, digest: Digest) -> impl Call {
	stoa::tx().referee().commit_challenge(Static(subject.into()), digest)
}

/// Shows a challenge, in a later block than it was made in.
pub fn reveal_challenge(
	subject: impl Into<SubjectKey>,
	salt: [u8; 16],
	opening: Opening,
) -> impl Call {
	stoa::tx().referee().reveal_challenge(Static(subject.into()), salt, opening)
}

/// Shows what is below the node where a game stands.
pub fn answer(game: GameId, answer: Vec<u8>) -> impl Call {
	stoa::tx().referee().answer(game, answer)
}

/// Goes into a child of what was shown.
pub fn choose(game: GameId, choice: u32, proof: Vec<u8>) -> impl Call {
	stoa::tx().referee().choose(game, choice, proof)
}

/// Ends a game with a step and its opening.
pub fn prove(game: GameId, proof: Vec<u8>) -> impl Call {
	stoa::tx().referee().prove(game, proof)
}

/// Does what is due about a game.
pub fn timeout(game: GameId) -> impl Call {
	stoa::tx().referee().timeout(game)
}

/// Ends a hidden challenge that was not shown in time, or of which the claim is closed.
pub fn drop_commitment(subject: impl Into<SubjectKey>, challenger: AccountId) -> impl Call {
	stoa::tx().referee().drop_commitment(Static(subject.into()), challenger)
}
