//! Runs of algorithms beside data. What comes out is a small release of its own: encrypted and committed to as a
//! dataset is, so that the same two proofs show that its key or a chunk of it is false.
//!
//! Its key follows from the data key, the run and the output: all custodians who found the same output have the same
//! key, ciphertext and root, and nobody else has the key.

use super::{DataCommitment, DataKey};
use crate::{
	Digest, RunId,
	payload::{domain, tagged},
};
use codec::Encode;

/// Stands in place of a commitment if a custodian says that computing came to nothing. Nobody can open it.
pub const NOTHING_FOUND: Digest = [0; 32];

/// The key of what a run put out. `output` is blake2b-256 of the plaintext: a key is never used for
/// two of them.
pub fn result_key(genesis: &Digest, key: &DataKey, run: RunId, output: &Digest) -> DataKey {
	tagged(domain::RUN_KEY, (genesis, key, run, output))
}

/// The seed of all that is random in a run, noise included: the same for all custodians, known to nobody else, and
/// another one for each run.
pub fn run_seed(genesis: &Digest, key: &DataKey, run: RunId) -> Digest {
	tagged(domain::RUN_SEED, (genesis, key, run))
}

/// Hides what a custodian found until the others have said what they found. Binds chain, run and custodian, so that
/// a copied commitment cannot be opened by the copier. The salt must be random.
pub fn run_commitment<A: Encode>(
	genesis: &Digest,
	run: RunId,
	custodian: &A,
	result: &DataCommitment,
	salt: &Digest,
) -> Digest {
	tagged(domain::RUN_COMMIT, (genesis, run, custodian, result, salt))
}
