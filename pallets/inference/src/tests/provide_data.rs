use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use stoa_primitives::{
	AnswerClaim, Digest,
	merkle::{content_root, prove},
	payload::{ZERO_SALT, output_commitment},
};

fn provide(
	at: usize,
	chunk: u32,
	bytes: &[u8],
	proof: Option<DataProof>,
) -> Result<(), DispatchError> {
	let who = details(0).seats[at].provider.clone();
	let bytes = bytes.to_vec().try_into().unwrap();
	Inference::provide_data(RuntimeOrigin::signed(who), 0, chunk, bytes, proof)
		.map(|_| ())
		.map_err(|e| e.error)
}

/// All three claim `content`, hidden with `salt`.
fn serve(content: &[u8], salt: Digest, reply_key: Option<[u8; 32]>) {
	Ask { prompt: long_prompt(), reply_key, ..Default::default() }.drawn();
	let claim = AnswerClaim {
		output: output_commitment(&salt, &content_root(content)),
		tokens: 10,
		bytes: content.len() as u32,
		trace: None,
	};
	for at in 0..3 {
		let who = details(0).seats[at].provider.clone();
		let hidden = commitment(0, at, &claim);
		assert_ok!(Inference::commit(RuntimeOrigin::signed(who), 0, hidden));
	}
	for at in 0..3 {
		let who = details(0).seats[at].provider.clone();
		assert_ok!(Inference::reveal(RuntimeOrigin::signed(who), 0, claim, SALT, None));
	}
}

fn proof(content: &[u8], salt: Digest, chunk: u32) -> Option<DataProof> {
	let siblings = prove(content, chunk).unwrap().try_into().unwrap();
	Some(DataProof { salt, root: content_root(content), siblings })
}

fn demand(chunk: u32, open: bool) {
	assert_ok!(Inference::demand_data(RuntimeOrigin::signed(alice()), 0, chunk, open));
}

#[test]
fn provide_data_should_earn_the_prepayment_when_the_chunk_is_proven() {
	build_and_execute(3, || {
		let content: Vec<u8> = (0..40_000u32).map(|n| (n % 251) as u8).collect();
		serve(&content, ZERO_SALT, None);
		demand(1, false);
		let chunk = &content[16_384..32_768];
		let good = || proof(&content, ZERO_SALT, 1);
		assert_noop!(provide(0, 0, chunk, good()), Error::<Runtime>::NotDemanded);
		assert_noop!(provide(0, 1, chunk, None), Error::<Runtime>::BadDataProof);
		assert_noop!(provide(0, 1, &content[..16_384], good()), Error::<Runtime>::BadDataProof);
		assert_ok!(provide(2, 1, chunk, good()));
		let payee = details(0).seats[2].provider.clone();
		assert_eq!(balance(&payee), 10 * ED + 16_384 * Inference::parameters().byte_fee);
		assert_noop!(provide(0, 1, chunk, good()), Error::<Runtime>::NotDemanded);
		run(100);
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn provide_data_should_take_sealed_bytes_when_the_job_is_private() {
	build_and_execute(3, || {
		serve(&[5; 40], [9; 32], Some([1; 32]));
		demand(0, false);
		assert_noop!(provide(0, 0, &[0; 39], None), Error::<Runtime>::BadDataProof);
		assert_ok!(provide(0, 0, &[0; 88], None));
	});
}

#[test]
fn provide_data_should_need_a_proof_when_the_requester_gives_privacy_up() {
	build_and_execute(3, || {
		serve(&[5; 40], [9; 32], Some([1; 32]));
		demand(0, true);
		assert_noop!(provide(0, 0, &[0; 88], None), Error::<Runtime>::BadDataProof);
		assert_ok!(provide(0, 0, &[5; 40], proof(&[5; 40], [9; 32], 0)));
	});
}

#[test]
fn provide_data_should_give_time_to_read_when_it_comes_late() {
	build_and_execute(3, || {
		serve(&[5; 40], ZERO_SALT, None);
		run(99);
		demand(0, false);
		run(39);
		assert_ok!(provide(0, 0, &[5; 40], proof(&[5; 40], ZERO_SALT, 0)));
		run(39);
		assert!(matches!(details(0).state, JobState::Serving { .. }));
		run(1);
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn provide_data_should_refuse_when_a_stranger_sends_it() {
	build_and_execute(3, || {
		serve(&[5; 40], ZERO_SALT, None);
		demand(0, false);
		let bytes = vec![5; 40].try_into().unwrap();
		assert_noop!(
			Inference::provide_data(
				RuntimeOrigin::signed(bob()),
				0,
				0,
				bytes,
				proof(&[5; 40], ZERO_SALT, 0)
			)
			.map_err(|e| e.error),
			Error::<Runtime>::NotExecutor
		);
	});
}
