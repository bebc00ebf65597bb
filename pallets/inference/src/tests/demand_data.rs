use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn demand(who: AccountId, chunk: u32) -> Result<(), sp_runtime::DispatchError> {
	Inference::demand_data(RuntimeOrigin::signed(who), 0, chunk, false)
}

#[test]
fn demand_data_should_slash_all_backers_when_nobody_answers() {
	build_and_execute(3, || {
		let before = balance(&alice());
		Ask::default().drawn();
		answer_all(0, false, |_| 1);
		assert_ok!(demand(bob(), 0));
		let prepaid = 40 * Inference::parameters().byte_fee;
		assert_eq!(Inference::held(HoldReason::DataPrepayment, &bob()), prepaid);
		let exposure = details(0).exposure;
		run(39);
		assert!(Jobs::<Runtime>::contains_key(0));
		run(1);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::DataWithheld));
		assert_eq!(balance(&alice()), before);
		for n in 0..3 {
			let lost = 1_000 * STOA - Providers::bond(&provider(n));
			assert_eq!(lost, exposure + Inference::parameters().slash_floor);
		}
		assert_eq!(balance(&bob()) - 1_000 * STOA, 3 * prepaid, "its costs three times");
		assert_nothing_left();
	});
}

#[test]
fn demand_data_should_reward_the_first_for_its_own_when_several_wait_in_vain() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let claim = stoa_primitives::AnswerClaim { bytes: 40_000, ..claim(1) };
		for at in 0..3 {
			let who = RuntimeOrigin::signed(details(0).seats[at].provider.clone());
			assert_ok!(Inference::commit(who, 0, commitment(0, at, &claim)));
		}
		for at in 0..3 {
			let who = RuntimeOrigin::signed(details(0).seats[at].provider.clone());
			assert_ok!(Inference::reveal(who, 0, claim, SALT, None));
		}
		assert_ok!(demand(bob(), 0));
		let before = balance(&alice());
		assert_ok!(demand(alice(), 1));
		assert_ok!(demand(alice(), 2));
		run(40);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::DataWithheld));
		let prepaid = 16_384 * Inference::parameters().byte_fee;
		assert_eq!(balance(&bob()) - 1_000 * STOA, 3 * prepaid, "for its own chunk alone");
		assert_eq!(balance(&alice()), before, "has its prepayment and the escrow back");
		assert_nothing_left();
	});
}

#[test]
fn demand_data_should_make_withholding_provable_when_a_sealed_chunk_was_rubbish() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		let before = balance(&alice());
		answer_all(0, false, |_| 1);
		let ask = |open| Inference::demand_data(RuntimeOrigin::signed(alice()), 0, 0, open);
		assert_ok!(ask(false));
		assert_noop!(ask(true), Error::<Runtime>::AlreadyDemanded);
		let backer = RuntimeOrigin::signed(details(0).seats[0].provider.clone());
		let rubbish = vec![0; 88].try_into().unwrap();
		assert_ok!(Inference::provide_data(backer, 0, 0, rubbish, None));
		assert_noop!(ask(false), Error::<Runtime>::AlreadyDemanded);
		assert_ok!(ask(true));
		assert_noop!(ask(true), Error::<Runtime>::AlreadyDemanded);
		run(40);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::DataWithheld));
		// The sealed answer was paid; the demand in the clear comes back with its costs three times.
		let prepaid = 40 * Inference::parameters().byte_fee;
		assert_eq!(balance(&alice()), before - prepaid + 3 * prepaid);
		for n in 0..3 {
			assert!(Providers::bond(&provider(n)) < 1_000 * STOA, "slashed as for a lie");
		}
		assert_nothing_left();
	});
}

#[test]
fn demand_data_should_take_each_chunk_both_ways_when_the_job_is_private() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		let content: Vec<u8> = (0..65_536u32).map(|n| (n % 251) as u8).collect();
		let root = stoa_primitives::merkle::content_root(&content);
		let claim = stoa_primitives::AnswerClaim {
			output: stoa_primitives::payload::output_commitment(&[9; 32], &root),
			bytes: 65_536,
			..claim(1)
		};
		for at in 0..3 {
			let who = RuntimeOrigin::signed(details(0).seats[at].provider.clone());
			assert_ok!(Inference::commit(who, 0, commitment(0, at, &claim)));
		}
		for at in 0..3 {
			let who = RuntimeOrigin::signed(details(0).seats[at].provider.clone());
			assert_ok!(Inference::reveal(who, 0, claim, SALT, None));
		}
		let backer = RuntimeOrigin::signed(details(0).seats[0].provider.clone());
		for chunk in 0..MAX_CHUNKS {
			let from = chunk as usize * 16_384;
			let bytes: ChunkBytes = content[from..from + 16_384].to_vec().try_into().unwrap();
			let siblings = stoa_primitives::merkle::prove(&content, chunk).unwrap();
			let proof = DataProof { salt: [9; 32], root, siblings: siblings.try_into().unwrap() };
			for open in [false, true] {
				let asked = RuntimeOrigin::signed(alice());
				assert_ok!(Inference::demand_data(asked, 0, chunk, open));
				let proof = open.then(|| proof.clone());
				assert_ok!(Inference::provide_data(backer.clone(), 0, chunk, bytes.clone(), proof));
			}
		}
		assert_ok!(Inference::acknowledge(RuntimeOrigin::signed(alice()), 0));
	});
}

#[test]
fn demand_data_should_refuse_when_it_has_no_place() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), reply_key: Some([1; 32]), ..Default::default() }.drawn();
		assert_noop!(demand(alice(), 0), Error::<Runtime>::NoSuchChunk);
		answer_all(0, false, |_| 1);
		assert_noop!(demand(bob(), 0), Error::<Runtime>::NotRequester);
		assert_noop!(demand(alice(), 1), Error::<Runtime>::NoSuchChunk);
		assert_ok!(demand(alice(), 0));
		assert_noop!(demand(alice(), 0), Error::<Runtime>::AlreadyDemanded);
	});
}

#[test]
fn demand_data_should_refuse_when_the_output_is_on_chain() {
	build_and_execute(3, || {
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		assert_noop!(demand(alice(), 0), Error::<Runtime>::NotServing);
	});
}
