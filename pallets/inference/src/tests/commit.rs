use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use sp_core::Pair;

#[test]
fn commit_should_start_the_reveal_when_it_is_the_last() {
	build_and_execute(3, || {
		Ask::default().drawn();
		commit(0, 0, 1);
		commit(0, 1, 1);
		assert_eq!(details(0).state, JobState::Computing);
		commit(0, 2, 1);
		assert_eq!(details(0).state, JobState::Revealing { until: 4 + 20 });
	});
}

#[test]
fn commit_should_be_free_when_the_signing_key_sends_it() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let provider = details(0).seats[1].provider.clone();
		let key = AccountId::new(signer(number(&provider)).public().0);
		let result = Inference::commit(RuntimeOrigin::signed(key), 0, [1; 32]);
		assert_eq!(result.unwrap().pays_fee, Pays::No);
		assert_eq!(details(0).seats[1].state, SeatState::Committed([1; 32]));
	});
}

#[test]
fn commit_should_refuse_when_it_is_not_awaited() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let provider = details(0).seats[0].provider.clone();
		let commit = |who: &AccountId| {
			Inference::commit(RuntimeOrigin::signed(who.clone()), 0, [1; 32]).map_err(|e| e.error)
		};
		assert_noop!(commit(&alice()), Error::<Runtime>::NotExecutor);
		assert_ok!(commit(&provider));
		assert_noop!(commit(&provider), Error::<Runtime>::NotAwaited);
		assert_noop!(
			Inference::commit(RuntimeOrigin::signed(provider), 9, [1; 32]).map_err(|e| e.error),
			Error::<Runtime>::JobNotFound
		);
	});
}
