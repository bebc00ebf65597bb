//! What a job of class Exact puts on chain to commit to its answer.

use crate::figure::{Bound, Figures};
use codec::Encode;
use stoa_primitives::{AnswerClaim, Statement};

/// The executor's statements as they are signed, and the commitment to the prompt that an order has. Prompt and
/// answer themselves are what is paid for.
pub fn bytes(figures: &mut Figures) {
	let claim = AnswerClaim { output: [1; 32], tokens: 512, bytes: 2_048, trace: None };
	let prompt = claim.output.encoded_size();
	let answer = Statement::Answer { claim, seal: [3; 32] }.encoded_size();
	let reveal = Statement::Trace { trace: [2; 32], salt: [4; 32] }.encoded_size();
	for (name, bytes) in [("prompt", prompt), ("answer and seal", answer), ("trace", reveal)] {
		figures.add(format!("commitment to {name}"), bytes as f64, "bytes", Bound::None);
	}
	let all = (prompt + answer + reveal) as f64;
	figures.add("commitments of a job on chain", all, "bytes", Bound::AtMost(200.));
}
