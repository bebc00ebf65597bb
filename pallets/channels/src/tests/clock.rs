//! Blocks in which nobody could do anything count against nobody.

use super::*;
use stoa_primitives::SubjectKey;

/// So many blocks that do not count.
fn stand_still(blocks: u32) {
	Stood::mutate(|stood| *stood += blocks);
	run(blocks);
}

fn poke(id: u64) -> sp_runtime::DispatchResult {
	Market::poke(signed(&bob()), id).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn close_should_leave_the_provider_its_whole_window_when_the_clock_stands_still() {
	build_and_execute(1, || {
		let id = opened(false);
		assert_ok!(Market::close(signed(&alice()), id));
		run(100);
		stand_still(500);
		run(100);
		let early = Market::withdraw(signed(&alice()), id).map_err(|error| error.error);
		assert_noop!(early, Fault::WindowOpen);
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 1).redemption()));
		run(1);
		assert_ok!(Market::withdraw(signed(&alice()), id));
	});
}

#[test]
fn a_provider_that_closes_should_wait_for_nothing_when_the_clock_stands_still() {
	build_and_execute(1, || {
		let id = opened(true);
		assert_ok!(redeem(Answers::new(id, 1, 0, STOA, 1).redemption()));
		assert_ok!(Market::close(signed(&provider(0)), id));
		stand_still(500);
		assert_eq!(Market::channel(id).unwrap().state, ChannelState::Closing { until: 0 });
	});
}

#[test]
fn poke_should_blame_nobody_for_blocks_that_do_not_count() {
	build_and_execute(2, || {
		// The provider, about its sample.
		let answers = sampled();
		let id = answers.receipts[0].channel;
		stand_still(300);
		run(Parameters::default().answer_window.get());
		assert_noop!(poke(id), Fault::NothingDue);
		let opening = Box::new(answers.opening());
		assert_ok!(Market::open_sample(signed(&provider(0)), opening));
		// The auditor, about its word, and the provider, about the prompt.
		stand_still(300);
		run(101);
		assert_noop!(poke(id), Fault::NothingDue);
		assert_ok!(Market::demand_prompt(signed(&auditor(id)), id));
		stand_still(300);
		run(100);
		assert_noop!(poke(id), Fault::NothingDue);
		assert_ok!(Market::provide_prompt(signed(&provider(0)), id, Default::default()));
		// The provider, about its trace.
		assert_ok!(Market::contradict_sample(signed(&auditor(id)), id));
		stand_still(300);
		run(100);
		assert_noop!(poke(id), Fault::NothingDue);
		run(1);
		assert_ok!(poke(id));
		assert!(details(id).refuted);
	});
}

#[test]
fn a_receipt_should_be_open_to_challenges_for_its_whole_window() {
	build_and_execute(1, || {
		let id = opened(false);
		let answer = receipt(id, 1, 0, STOA);
		assert_ok!(Market::close(signed(&provider(0)), id));
		run(600);
		stand_still(5_000);
		run(600);
		let drop = Market::drop_channel(signed(&bob()), id).map_err(|error| error.error);
		assert_noop!(drop, Fault::WindowOpen);
		let (shown, opened) = (Box::new(sign(answer)), roots(1));
		assert_ok!(Market::challenge_receipt(signed(&bob()), shown, opened));
		let subject = Referees::knows(SubjectKey::Receipt(answer.hash())).unwrap();
		assert_eq!(subject.until, System::block_number() + 200);
	});
}
