//! Prompts of the tiny model, and what follows from them.

use std::sync::Arc;
use stoa_exact::{
	Hash, digest::blake2_256, engine::Session, kernel::Kernel, model::Model, pool::Pool,
};

/// Ids of a line, and the hash of their logits.
pub fn parse(line: &str) -> (Vec<u32>, &str) {
	let (ids, hash) = line.split_once(" = ").expect("a hash");
	(ids.split(' ').map(|id| id.parse().expect("an id")).collect(), hash)
}

/// The hash of the logits at all positions, and the root of the trace.
pub fn follows(
	model: &Arc<Model>,
	kernel: Kernel,
	pool: &Arc<Pool>,
	ids: &[u32],
) -> (String, Hash) {
	let session = || Session::with(model.clone(), kernel, pool.clone());
	let mut bytes = Vec::new();
	let write = |logits: &[i64]| bytes.extend(logits.iter().flat_map(|logit| logit.to_le_bytes()));
	session().predict(ids, write).expect("the ids exist");
	let hash = blake2_256(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
	let mut session = session();
	session.record(ids.len() as u32, false);
	session.replay(ids).expect("the ids exist");
	let trace = session.recorded().and_then(|record| record.trace(1, false)).expect("a trace");
	(hash, trace.root())
}
