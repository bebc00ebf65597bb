//! What a job costs in bytes on chain.

use crate::{mock::*, *};
use codec::{Compact, Encode};
use sp_runtime::{MultiAddress, MultiSignature, generic::Era};
use stoa_primitives::{Prompt, Statement};

/// The runtime's extensions as they travel: era, nonce, tip, metadata mode; the others are empty.
fn extensions() -> Vec<u8> {
	(Era::mortal(64, 33), Compact(300u32), Compact(1_000_000u128), 0u8).encode()
}

fn signed_len(call: &RuntimeCall) -> usize {
	let address = MultiAddress::<AccountId, ()>::Id(alice());
	let signature = MultiSignature::Sr25519([0; 64].into());
	let body = (4u8, address, signature).encode().len() + extensions().len() + call.encoded_size();
	Compact(body as u32).encoded_size() + body
}

/// A general transaction: version, extension version, extensions, call.
fn general_len(call: &RuntimeCall) -> usize {
	let body = 2 + extensions().len() + call.encoded_size();
	Compact(body as u32).encoded_size() + body
}

fn relay_len(statement: Statement) -> usize {
	let batch = batch(vec![signed(0, 0, statement)]);
	let signature = sign_batch(&batch);
	general_len(&RuntimeCall::Inference(Call::relay { batch, signature }))
}

#[test]
fn a_job_should_take_at_most_2_kib_when_every_statement_travels_alone() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let submit = signed_len(&RuntimeCall::Inference(Call::submit_job {
			subject: stoa_primitives::JobSubject::Model(u32::MAX),
			prompt: Prompt { inline: None, ..prompt() },
			generation: GENERATION,
			assurance: THREE,
			reply_key: Some([1; 32]),
			max_fee: FEE,
			value_at_risk: Some(FEE),
			timeout_blocks: Some(100),
		}));
		let commit = relay_len(Statement::Commit([1; 32]));
		let reveal = relay_len(Statement::Reveal { claim: claim(1), salt: SALT });
		let acknowledge = signed_len(&RuntimeCall::Inference(Call::acknowledge { job: u64::MAX }));
		let total = submit + 3 * commit + 3 * reveal + acknowledge;
		println!("submit {submit}, commit {commit}, reveal {reveal}, acknowledge {acknowledge}");
		println!("a Replicated 3 job: {total} bytes");
		assert!(total <= 2_048, "{total}");
	});
}
