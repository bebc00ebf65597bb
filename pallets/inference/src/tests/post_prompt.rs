use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::DeclineReason::PromptUnavailable;

fn post(
	who: AccountId,
	provider: AccountId,
	bytes: usize,
) -> Result<(), sp_runtime::DispatchError> {
	let sealed = vec![0; bytes].try_into().unwrap();
	Inference::post_prompt(RuntimeOrigin::signed(who), 0, provider, sealed)
}

#[test]
fn post_prompt_should_restart_the_clock_when_it_comes_in_time() {
	build_and_execute(3, || {
		let least = clocks().min_timeout();
		Ask { prompt: long_prompt(), timeout: Some(least), ..Default::default() }.drawn();
		commit(0, 1, 1);
		commit(0, 2, 1);
		let lost = details(0).seats[0].provider.clone();
		let decline =
			|| Inference::decline(RuntimeOrigin::signed(lost.clone()), 0, PromptUnavailable);
		run(39);
		assert_ok!(decline());
		run(39);
		assert_noop!(post(bob(), lost.clone(), 2_100), Error::<Runtime>::NotRequester);
		assert_noop!(post(alice(), lost.clone(), 1_999), Error::<Runtime>::SealedTooShort);
		let most = 2_000 + SEAL_OVERHEAD as usize;
		assert_noop!(post(alice(), lost.clone(), most + 1), Error::<Runtime>::SealedTooLong);
		assert_noop!(post(alice(), provider(99), 2_100), Error::<Runtime>::PromptNotWanted);
		assert_ok!(post(alice(), lost.clone(), 2_100));
		assert_noop!(post(alice(), lost.clone(), 2_100), Error::<Runtime>::PromptNotWanted);
		assert_noop!(decline().map_err(|e| e.error), Error::<Runtime>::PromptIsAvailable);
		assert_eq!(details(0).expires_at, 82 + 40 + 20, "the requester's delay moves the deadline");
		run(39);
		commit(0, 0, 1);
		(0..3).for_each(|at| reveal(0, at, 1, true));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn post_prompt_should_make_silence_a_fault_when_it_was_posted() {
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), ..Default::default() }.drawn();
		commit(0, 1, 1);
		commit(0, 2, 1);
		let lost = details(0).seats[0].provider.clone();
		assert_ok!(Inference::decline(RuntimeOrigin::signed(lost.clone()), 0, PromptUnavailable));
		assert_ok!(post(alice(), lost.clone(), 2_000));
		run(40);
		assert_eq!(Providers::get(&lost).strikes.len(), 1);
		assert!(matches!(details(0).state, JobState::Revealing { .. }), "a quorum goes on");
	});
}

#[test]
fn post_prompt_should_pay_for_its_bytes_when_it_is_valid() {
	use frame_support::{dispatch::DispatchResultWithPostInfo, traits::UnfilteredDispatchable};
	build_and_execute(3, || {
		Ask { prompt: long_prompt(), ..Default::default() }.drawn();
		let provider = details(0).seats[0].provider.clone();
		assert_ok!(Inference::decline(
			RuntimeOrigin::signed(provider.clone()),
			0,
			PromptUnavailable
		));
		let sealed = vec![0; 2_000].try_into().unwrap();
		let call = Call::<Runtime>::post_prompt { job: 0, provider, sealed };
		let posted: DispatchResultWithPostInfo =
			call.dispatch_bypass_filter(RuntimeOrigin::signed(alice()));
		assert_eq!(posted.unwrap().pays_fee, Pays::Yes);
	});
}
