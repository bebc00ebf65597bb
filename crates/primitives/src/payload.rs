//! Domain tags, what is hashed and what is signed. Every payload begins with a tag that no other
//! payload uses and, where it could be replayed elsewhere, names the chain by its genesis hash.

use crate::{AnswerClaim, Digest, JobId, Statement, merkle};
use alloc::vec::Vec;
use codec::Encode;
use sp_crypto_hashing::blake2_256;

/// The domain tags in use. A tag is never reused for another meaning.
pub mod domain {
	/// Prompt commitment.
	pub const PROMPT: &[u8; 16] = b"stoa/prompt/v1\0\0";
	/// Output commitment.
	pub const OUTPUT: &[u8; 16] = b"stoa/output/v1\0\0";
	/// The output's salt, derived from the prompt's.
	pub const OUTPUT_SALT: &[u8; 16] = b"stoa/outsalt/v1\0";
	/// Hidden answer.
	pub const ANSWER: &[u8; 16] = b"stoa/answer/v1\0\0";
	/// Executor's signed statement.
	pub const STATEMENT: &[u8; 16] = b"stoa/statemnt/v1";
	/// Validator's signature under a relayed batch of statements.
	pub const RELAY: &[u8; 16] = b"stoa/relay/v1\0\0\0";
	/// Validator's signature under a request to a provider.
	pub const SEAT_REQUEST: &[u8; 16] = b"stoa/seatreq/v1\0";
	/// Draw of executors.
	pub const DRAW_EXECUTORS: &[u8; 16] = b"stoa/drawexec/v1";
	/// Draw of auditors, and whether there is an audit.
	pub const DRAW_AUDITORS: &[u8; 16] = b"stoa/drawaudt/v1";
	/// Draw of the cells that auditors open, and whether they have to.
	pub const DRAW_CELLS: &[u8; 16] = b"stoa/drawcell/v1";
	/// Draw of jurors.
	pub const DRAW_JURORS: &[u8; 16] = b"stoa/drawjury/v1";
	/// Hidden vote of a juror.
	pub const VOTE: &[u8; 16] = b"stoa/vote/v1\0\0\0\0";
	/// Hidden challenge.
	pub const CHALLENGE: &[u8; 16] = b"stoa/challnge/v1";
	/// Provider's signature under its inner operations of one cell.
	pub const INNER_ROOT: &[u8; 16] = b"stoa/inner/v1\0\0\0";
	/// Name of a receipt of a channel.
	pub const RECEIPT: &[u8; 16] = b"stoa/receipt/v1\0";
	/// Provider's signature under a receipt.
	pub const RECEIPT_SIGNED: &[u8; 16] = b"stoa/rcptsign/v1";
	/// Hidden root of the trace in a receipt.
	pub const TRACE: &[u8; 16] = b"stoa/trace/v1\0\0\0";
	/// The trace's salt, derived from the answer's.
	pub const TRACE_SALT: &[u8; 16] = b"stoa/trcsalt/v1\0";
	/// Payer's signature under a voucher.
	pub const VOUCHER: &[u8; 16] = b"stoa/voucher/v1\0";
	/// Payer's signature under a request for an answer.
	pub const REQUEST: &[u8; 16] = b"stoa/request/v1\0";
	/// Leaf of what a redemption pays for.
	pub const SUM_LEAF: &[u8; 16] = b"stoa/sumleaf/v1\0";
	/// Node of what a redemption pays for.
	pub const SUM_NODE: &[u8; 16] = b"stoa/sumnode/v1\0";
	/// Draw of the receipt of a redemption that is audited, whether one is, and of its auditors.
	pub const DRAW_RECEIPTS: &[u8; 16] = b"stoa/drawrcpt/v1";
	/// What tenant and provider agree on about a lease.
	pub const USAGE: &[u8; 16] = b"stoa/usage/v1\0\0\0";
	/// What is to run in a lease.
	pub const MANIFEST: &[u8; 16] = b"stoa/manifest/v1";
	/// Tenant's signature under a request to its provider's daemon.
	pub const TENANT: &[u8; 16] = b"stoa/tenant/v1\0\0";
	/// A cell of the work that shows a machine.
	pub const MEASURE: &[u8; 16] = b"stoa/measure/v1\0";
	/// Seed of the work that shows a machine.
	pub const DRAW_WORK: &[u8; 16] = b"stoa/drawwork/v1";
	/// Draw of the cells of that work that are opened.
	pub const DRAW_SAMPLES: &[u8; 16] = b"stoa/drawsmpl/v1";
	/// Commitment to the key of a dataset's release.
	pub const DATA_KEY: &[u8; 16] = b"stoa/datakey/v1\0";
	/// Leaf of a dataset's release.
	pub const DATA_LEAF: &[u8; 16] = b"stoa/dataleaf/v1";
	/// Node of a dataset's release.
	pub const DATA_NODE: &[u8; 16] = b"stoa/datanode/v1";
	/// Key of a chunk of a dataset, from that of its release.
	pub const CHUNK_KEY: &[u8; 16] = b"stoa/chunkkey/v1";
	/// Commitment to a chunk's key.
	pub const CHUNK_KEY_HASH: &[u8; 16] = b"stoa/chkkhash/v1";
	/// Salt of a chunk's plaintext, from its key.
	pub const CHUNK_SALT: &[u8; 16] = b"stoa/chksalt/v1\0";
	/// Commitment to a chunk's plaintext.
	pub const CHUNK_PLAIN: &[u8; 16] = b"stoa/chkplain/v1";
	/// Hash of a chunk's ciphertext.
	pub const CHUNK_CIPHER: &[u8; 16] = b"stoa/chkciphr/v1";
	/// What may run beside data.
	pub const ALGORITHM: &[u8; 16] = b"stoa/algorthm/v1";
	/// Commitment to a custodian's share of a data key.
	pub const KEY_SHARE: &[u8; 16] = b"stoa/keyshare/v1";
	/// Commitment to what a run beside data put out.
	pub const RUN_COMMIT: &[u8; 16] = b"stoa/runcommt/v1";
	/// Key of what a run beside data put out.
	pub const RUN_KEY: &[u8; 16] = b"stoa/runkey/v1\0\0";
	/// Seed of what is random in a run beside data.
	pub const RUN_SEED: &[u8; 16] = b"stoa/runseed/v1\0";
	/// Seed of a contract.
	pub const DRAW_CONTRACT: &[u8; 16] = b"stoa/drawcntr/v1";
	/// Order of the validators on duty.
	pub const DUTY: &[u8; 16] = b"stoa/duty/v1\0\0\0\0";
}

/// Salt of public content.
pub const ZERO_SALT: Digest = [0; 32];

/// blake2b-256 over `tag ‖ SCALE(value)`.
pub fn tagged<T: Encode>(tag: &[u8; 16], value: T) -> Digest {
	let mut bytes = Vec::from(tag.as_slice());
	value.encode_to(&mut bytes);
	blake2_256(&bytes)
}

/// What the requester signs for in place of the prompt.
pub fn prompt_commitment(salt: &Digest, content: &[u8]) -> Digest {
	prompt_commitment_of(salt, &merkle::content_root(content))
}

/// As [`prompt_commitment`], of a content root. In class Exact that is the root of the token ids, so that a
/// step can open one of them.
pub fn prompt_commitment_of(salt: &Digest, root: &Digest) -> Digest {
	tagged(domain::PROMPT, (salt, root))
}

/// The salt of an answer: zero for a public prompt, else known to whoever knows the prompt's salt,
/// so that equal outputs have equal commitments but outsiders cannot guess short ones.
pub fn output_salt(prompt_salt: &Digest) -> Digest {
	if *prompt_salt == ZERO_SALT {
		return ZERO_SALT;
	}
	tagged(domain::OUTPUT_SALT, prompt_salt)
}

/// What executors agree on in place of the output; `salt` comes from [`output_salt`].
pub fn output_commitment(salt: &Digest, content_root: &Digest) -> Digest {
	tagged(domain::OUTPUT, (salt, content_root))
}

/// Hides a claim until everyone has committed. Binds chain, job, round and account, so that a
/// copied commitment cannot be opened by the copier. The salt of an auditor of class Exact is the root of
/// its tree of cells, whose leaves only it could make: it hides as much as random bytes do.
pub fn answer_commitment<A: Encode>(
	genesis: &Digest,
	job: JobId,
	round: u8,
	provider: &A,
	claim: &AnswerClaim,
	salt: &Digest,
) -> Digest {
	tagged(domain::ANSWER, (genesis, job, round, provider, claim, salt))
}

/// What an executor's signing key signs.
pub fn statement_digest<A: Encode>(
	genesis: &Digest,
	job: JobId,
	round: u8,
	provider: &A,
	statement: &Statement,
) -> Digest {
	tagged(domain::STATEMENT, (genesis, job, round, provider, statement))
}

/// Hides which cell of a claim somebody will challenge (position and slot; none for the whole trace).
/// Binds chain, subject and account, so that a copied commitment cannot be opened by the copier.
pub fn challenge_commitment<S: Encode, A: Encode>(
	genesis: &Digest,
	subject: &S,
	challenger: &A,
	cell: Option<(u32, u32)>,
	salt: &[u8; 16],
) -> Digest {
	tagged(domain::CHALLENGE, (genesis, subject, challenger, cell, salt))
}

/// What a provider signs when it hands over the root of its inner operations of one cell off chain.
pub fn inner_root_digest<S: Encode>(
	genesis: &Digest,
	subject: &S,
	position: u32,
	slot: u32,
	root: &Digest,
) -> Digest {
	tagged(domain::INNER_ROOT, (genesis, subject, position, slot, root))
}

/// What a validator's dispatch key signs when it asks a provider about a seat. `block` is a recent
/// height: the provider refuses requests that are old.
pub fn seat_request_digest<A: Encode>(
	genesis: &Digest,
	job: JobId,
	round: u8,
	provider: &A,
	block: u32,
) -> Digest {
	tagged(domain::SEAT_REQUEST, (genesis, job, round, provider, block))
}

/// Mixes VRF outputs of several blocks into a seed. No byte of the input is chosen by a party.
pub fn draw_seed(
	genesis: &Digest,
	tag: &[u8; 16],
	id: u64,
	attempt: u32,
	outputs: &[Digest],
) -> Digest {
	tagged(tag, (genesis, id, attempt, outputs))
}

/// The `n`th number that follows from a seed, for draws that need several.
pub fn draw_number(seed: &Digest, n: u32) -> u64 {
	let digest = blake2_256(&(seed, n).encode());
	let mut low = [0u8; 8];
	low.copy_from_slice(digest.split_at(8).0);
	u64::from_le_bytes(low)
}
