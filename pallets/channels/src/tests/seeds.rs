//! The seed of each epoch.

use super::*;

#[test]
fn a_seed_should_be_kept_for_each_epoch_and_for_a_day() {
	build_and_execute(0, || {
		run(3 * EPOCH);
		let kept: Vec<u32> = Seeds::<Runtime>::iter_keys().collect();
		assert_eq!(kept.len(), 3);
		let first = Seeds::<Runtime>::get(1);
		System::set_block_number((SEEDS_KEPT + 2) * EPOCH - 1);
		run(1);
		assert!(first.is_some() && Seeds::<Runtime>::get(1).is_none());
		assert!(Seeds::<Runtime>::get(SEEDS_KEPT + 1).is_some());
	});
}

#[test]
fn a_redemption_should_be_decided_by_an_epoch_that_had_not_begun() {
	build_and_execute(1, || {
		for _ in 0..2 * EPOCH {
			let next = Market::next_epoch();
			assert!(next * EPOCH > System::block_number() + DRAW_LAG);
			assert!(next * EPOCH <= System::block_number() + DRAW_LAG + EPOCH);
			run(1);
		}
	});
}

#[test]
fn poke_should_audit_for_certain_when_the_seed_is_lost() {
	build_and_execute(1, || {
		let id = opened(true);
		// So small that the lottery would let nearly all of them pass.
		let answers = Answers::new(id, 1, 0, STOA / 1_000, 1);
		assert_ok!(redeem(answers.redemption()));
		let early = Market::poke(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(early, Fault::NothingDue);
		OutputsKnown::set(false);
		run(2 * EPOCH + DRAW_LAG);
		OutputsKnown::set(true);
		assert_ok!(Market::poke(signed(&bob()), id));
		assert!(matches!(last_event(), Event::SamplePostponed { .. }));
		draw(id);
		assert!(matches!(audit(id).stage, AuditStage::Opening { .. }));
	});
}
