use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, assert_storage_noop, traits::fungible::Mutate};
use sp_runtime::DispatchError;
use stoa_primitives::{
	Assurance, Generation, JobSubject, Prompt, PromptKind, STOA, TokenPrice, VerificationClass,
	frame::{ModelInspect, ReleaseTerms},
	payload::ZERO_SALT,
};

#[test]
fn submit_job_should_settle_when_all_agree() {
	build_and_execute(5, || {
		let issuance = Balances::total_issuance();
		let before = balance(&alice());
		assert_ok!(Ask::default().by(alice()));
		assert_eq!(Inference::held(HoldReason::Escrow, &alice()), FEE);
		run(DRAW_DELAY);
		let job = details(0);
		assert_eq!((job.seats.len(), job.round), (3, 1));
		assert_eq!(job.state, JobState::Computing);

		answer_all(0, true, |_| 1);

		// Five input and ten output tokens: per seat 50 + 200, royalty 5 + 20 thousandths.
		let seat = 250_000;
		let royalty = 25_000;
		let fee = (3 * seat + royalty) / 20;
		let job = details(0);
		assert_eq!(job.state, JobState::Settled { until: 4 + 200 });
		assert_eq!(before - balance(&alice()), 3 * seat + royalty + fee);
		assert_eq!(job.settlement.unwrap().charged, 3 * seat + royalty + fee);
		assert_eq!(issuance - Balances::total_issuance(), fee * 6 / 10, "60% are burned");
		assert_eq!(balance(&account(250)) - ED, fee - fee * 6 / 10);
		assert_eq!(balance(&account(200)) - ED, royalty * 9 / 10);
		assert_eq!(balance(&account(201)) - ED, royalty / 10);
		for seat_taken in &job.seats {
			assert_eq!(balance(&seat_taken.provider), 10 * ED + seat);
			assert!(Providers::get(&seat_taken.provider).reserved > 0, "exposure is frozen");
		}
		assert!(Told::get().is_empty(), "not final yet");

		run(200);
		assert_eq!(record(0).outcome, Outcome::Final);
		assert_eq!((record(0).backers, record(0).losing_percent), (3, 0));
		assert_eq!(Told::get().len(), 1);
		assert_eq!(Providers::get(&job.seats[0].provider).credits, 1);
		assert_nothing_left();
	});
}

#[test]
fn submit_job_should_tell_the_whole_story_in_events() {
	build_and_execute(3, || {
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		run(200);
		let names: Vec<String> = events()
			.iter()
			.map(|event| {
				format!("{event:?}").split([' ', '{']).next().unwrap().replace("Event::", "")
			})
			.collect();
		assert_eq!(
			names,
			[
				"JobSubmitted",
				"ExecutorsDrawn",
				"AnswerCommitted",
				"AnswerCommitted",
				"AnswerCommitted",
				"RevealStarted",
				"AnswerRevealed",
				"OutputPosted",
				"AnswerRevealed",
				"AnswerRevealed",
				"JobSettled",
				"JobFinalized",
			]
		);
	});
}

/// Refused, and nothing changed.
#[track_caller]
fn refused(ask: Ask, error: Error<Runtime>) {
	assert_storage_noop!(assert_eq!(ask.by(alice()), Err(error.into())));
}

#[test]
fn submit_job_should_refuse_when_the_release_cannot_serve_it() {
	build_and_execute(3, || {
		let other = JobSubject::Model(1);
		refused(Ask { subject: other, ..Default::default() }, Error::ReleaseNotFound);
		let algorithm = JobSubject::Algorithm { image: [0; 32], datasets: Default::default() };
		refused(Ask { subject: algorithm, ..Default::default() }, Error::SubjectNotOffered);

		let terms = Models::terms(0).unwrap();
		Terms::set(Some(ReleaseTerms { active: false, ..terms.clone() }));
		refused(Ask::default(), Error::ReleaseRetired);
		Terms::set(Some(ReleaseTerms { class: VerificationClass::Exact, ..terms.clone() }));
		refused(Ask::default(), Error::ClassNotOffered);
		Terms::set(Some(ReleaseTerms { context_tokens: 104, ..terms.clone() }));
		refused(Ask::default(), Error::ContextTooLarge);
		Terms::set(Some(terms));

		let four = Assurance::Replicated { executors: 4, quorum: 3 };
		refused(Ask { assurance: four, ..Default::default() }, Error::TooFewServers);
		for (executors, quorum) in [(3, 1), (3, 4), (1, 1), (0, 0), (8, 5), (4, 2)] {
			let assurance = Assurance::Replicated { executors, quorum };
			refused(Ask { assurance, ..Default::default() }, Error::BadQuorum);
		}
	});
}

#[test]
fn submit_job_should_refuse_when_the_prompt_is_bad() {
	build_and_execute(3, || {
		let with = |prompt: Prompt| Ask { prompt, ..Default::default() };
		refused(with(Prompt { tokens: 0, ..prompt() }), Error::ZeroTokens);
		refused(with(Prompt { bytes: 0, ..long_prompt() }), Error::PromptTooLarge);
		refused(with(Prompt { bytes: 65_537, ..long_prompt() }), Error::PromptTooLarge);
		refused(with(Prompt { bytes: 18, ..prompt() }), Error::PromptMismatch);
		refused(with(Prompt { commitment: ZERO_SALT, ..prompt() }), Error::PromptMismatch);
		let ids = Prompt { kind: PromptKind::TokenIds, ..prompt() };
		refused(with(ids), Error::BadTokenIds);
		let private = Ask { reply_key: Some([1; 32]), ..Default::default() };
		refused(private, Error::PrivateInline);
		let nothing = Generation { max_new_tokens: 0, ..GENERATION };
		refused(Ask { generation: nothing, ..Default::default() }, Error::ZeroTokens);
	});
}

#[test]
fn submit_job_should_refuse_when_money_or_time_do_not_fit() {
	build_and_execute(3, || {
		let quote = Inference::quote(0, 5, 100, THREE).unwrap();
		let low = Ask { max_fee: quote.least_fee - 1, ..Default::default() };
		refused(low, Error::FeeTooLow);
		assert_ok!(Ask { max_fee: quote.least_fee, ..Default::default() }.by(alice()));
		let rich = Ask { max_fee: 2_000 * STOA, ..Default::default() };
		refused(rich, Error::InsufficientFunds);
		let all = balance(&alice()) - quote.least_fee - STOA / 10;
		refused(Ask { max_fee: all, ..Default::default() }, Error::InsufficientFunds);
		let least = Inference::parameters().min_timeout();
		refused(Ask { timeout: Some(least - 1), ..Default::default() }, Error::BadTimeout);
		refused(Ask { timeout: Some(28_801), ..Default::default() }, Error::BadTimeout);
		assert_noop!(
			Inference::submit_job(
				RuntimeOrigin::none(),
				JobSubject::Model(0),
				prompt(),
				GENERATION,
				THREE,
				None,
				FEE,
				None,
				None
			),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn submit_job_should_move_the_deadline_when_its_block_is_full() {
	build_and_execute(3, || {
		MaxDeadlines::set(2);
		for _ in 0..5 {
			assert_ok!(Ask { timeout: Some(200), ..Default::default() }.by(alice()));
		}
		let deadlines: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::JobSubmitted { deadline, .. } => Some(deadline),
				_ => None,
			})
			.collect();
		assert_eq!(deadlines, [201, 201, 202, 202, 203]);
		run(20);
	});
}

#[test]
fn submit_job_should_refuse_when_the_agenda_is_full() {
	build_and_execute(3, || {
		MaxDeadlines::set(1);
		for _ in 0..64 {
			assert_ok!(Ask { timeout: Some(200), ..Default::default() }.by(alice()));
		}
		refused(Ask { timeout: Some(200), ..Default::default() }, Error::AgendaFull);
		assert_ok!(Ask { timeout: Some(300), ..Default::default() }.by(alice()));
	});
}

#[test]
fn submit_job_should_draw_only_whom_it_can_pay_and_trust() {
	build_and_execute(7, || {
		// Too dear, too poor, chilled, and the requester itself.
		let dear = TokenPrice { per_1k_input: STOA, per_1k_output: 4 * STOA };
		Providers::change(&provider(0), |entry| entry.price = dear);
		Providers::change(&provider(1), |entry| entry.reserved = 1_000 * STOA);
		Providers::change(&provider(2), |entry| entry.active = false);
		let requester = provider(3);
		assert_ok!(Balances::mint_into(&requester, 100 * STOA));
		for id in 0..10 {
			assert_ok!(Ask::default().by(requester.clone()));
			run(DRAW_DELAY);
			let mut drawn: Vec<_> =
				details(id).seats.iter().map(|seat| number(&seat.provider)).collect();
			drawn.sort();
			assert!(drawn.iter().all(|n| [4, 5, 6].contains(n)), "{drawn:?}");
			drawn.dedup();
			assert_eq!(drawn.len(), details(id).seats.len());
		}
		Providers::change(&provider(1), |entry| entry.reserved = 0);
	});
}

#[test]
fn submit_job_should_reserve_exposure_when_more_is_at_risk() {
	build_and_execute(3, || {
		Ask { value_at_risk: Some(50 * STOA), ..Default::default() }.drawn();
		for seat in &details(0).seats {
			assert_eq!(Providers::get(&seat.provider).reserved, 50 * STOA);
		}
		// More than anyone's bond: nobody can be drawn, everything comes back.
		let before = balance(&alice());
		Ask { value_at_risk: Some(5_000 * STOA), ..Default::default() }.drawn();
		run(9);
		assert_eq!(record(1).outcome, Outcome::Refunded(RefundReason::NoExecutors));
		assert_eq!(balance(&alice()), before);
	});
}

#[test]
fn submit_job_should_wait_when_an_output_is_missing() {
	build_and_execute(3, || {
		OutputsKnown::set(false);
		Ask::default().drawn();
		assert_eq!(details(0).state, JobState::Drawing { at: 4 });
		run(4);
		assert!(details(0).seats.is_empty());
		OutputsKnown::set(true);
		run(3);
		assert_eq!(details(0).state, JobState::Computing);
		OutputsKnown::set(false);
		Ask::default().drawn();
		run(Inference::parameters().default_timeout());
		assert_eq!(record(1).outcome, Outcome::Refunded(RefundReason::NoExecutors));
		OutputsKnown::set(true);
	});
}
