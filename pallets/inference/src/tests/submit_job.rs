use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, assert_storage_noop, traits::fungible::Mutate};
use sp_core::Pair;
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

#[test]
fn submit_job_should_show_the_value_at_risk_in_events_when_the_record_is_gone() {
	build_and_execute(3, || {
		let risk = 50 * STOA;
		Ask { value_at_risk: Some(risk), ..Default::default() }.drawn();
		answer_all(0, true, |_| 1);
		run(200);
		let named: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::JobSubmitted { value_at_risk, .. }
				| Event::JobSettled { value_at_risk, .. }
				| Event::JobFinalized { value_at_risk, .. } => Some(value_at_risk),
				_ => None,
			})
			.collect();
		assert_eq!(named, [risk; 3]);
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
		let quote = Inference::quote(0, 5, 100, THREE, None).unwrap();
		let low = Ask { max_fee: quote.least_fee - 1, ..Default::default() };
		refused(low, Error::FeeTooLow);
		assert_ok!(Ask { max_fee: quote.least_fee, ..Default::default() }.by(alice()));
		(0..3).for_each(|n| Providers::change(&provider(n), |entry| entry.weight = 10_000));
		let rich = Ask { max_fee: 2_000 * STOA, ..Default::default() };
		refused(rich, Error::InsufficientFunds);
		let all = balance(&alice()) - quote.least_fee - STOA / 10;
		refused(Ask { max_fee: all, ..Default::default() }, Error::InsufficientFunds);
		let least = clocks().min_timeout();
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
		// One of the sixty-four places has gone to the reminder of a draw.
		for _ in 0..63 {
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
		// As much as all have bonded, but more than any of them has free: nobody can be drawn, everything
		// comes back.
		let before = balance(&alice());
		(0..3).for_each(|n| Providers::change(&provider(n), |entry| entry.reserved = 950 * STOA));
		Ask { value_at_risk: Some(100 * STOA), ..Default::default() }.drawn();
		run(9);
		assert_eq!(record(1).outcome, Outcome::Refunded(RefundReason::NoExecutors));
		assert_eq!(balance(&alice()), before);
		(0..3).for_each(|n| Providers::change(&provider(n), |entry| entry.reserved = 50 * STOA));
	});
}

#[test]
fn submit_job_should_refuse_a_seed_when_replicated() {
	build_and_execute(3, || {
		let mut ask = Ask::default();
		ask.generation.sampling = SEEDED;
		refused(ask, Error::SamplingNotOffered);
	});
}

#[test]
fn submit_job_should_refuse_when_all_providers_together_cannot_carry_the_risk() {
	build_and_execute(3, || {
		// Weights of 100 each, and less than one STOA more that they do not show.
		let most = 303 * STOA / 3;
		let risky = |value| Ask { value_at_risk: Some(value), ..Default::default() };
		refused(risky(most + STOA), Error::ExposureTooLarge);
		refused(risky(u128::MAX), Error::FeeTooLow);
		let quoted = |value| Inference::quote(0, 5, 100, THREE, Some(value)).map(|_| ());
		assert_eq!(quoted(most + STOA), Err(submit::Refusal::ExposureTooLarge));
		assert_eq!(quoted(most), Ok(()));
		assert_ok!(risky(most).by(alice()));
	});
}

#[test]
fn submit_job_should_charge_for_what_is_at_risk_above_the_fee() {
	build_and_execute(3, || {
		let issuance = Balances::total_issuance();
		let value = 50 * STOA;
		let quote = Inference::quote(0, 5, 100, THREE, Some(value)).unwrap();
		let free = Inference::quote(0, 5, 100, THREE, None).unwrap();
		assert_eq!((quote.royalty, quote.exposure), (free.royalty, value));
		assert!(quote.per_seat >= free.per_seat);
		let low = quote.least_fee - 1;
		refused(
			Ask { max_fee: low, value_at_risk: Some(value), ..Default::default() },
			Error::FeeTooLow,
		);
		Ask { max_fee: quote.least_fee, value_at_risk: Some(value), ..Default::default() }.drawn();
		let risk_fee = (value - quote.least_fee).div_ceil(1_000);
		assert_eq!(details(0).risk_fee, risk_fee);
		let before = balance(&alice());
		answer_all(0, true, |_| 1);
		let net = 3 * 250_000 + 25_000;
		let charged = net + net / 20 + risk_fee;
		assert_eq!(before - balance(&alice()), charged);
		assert_eq!(details(0).settlement.unwrap().charged, charged);
		let network = net / 20 + risk_fee;
		assert_eq!(issuance - Balances::total_issuance(), network * 6 / 10);
		assert_eq!(balance(&account(250)) - ED, network - network * 6 / 10);
	});
}

#[test]
fn submit_job_should_give_executors_time_when_they_have_much_to_write() {
	build_and_execute(3, || {
		let generation = Generation { max_new_tokens: 1_800, ..GENERATION };
		let ask = || Ask { generation, max_fee: 100 * STOA, ..Default::default() };
		ask().drawn();
		// 1,800 new tokens and five of input, at thirty a block.
		let clock = 36 + 61;
		let until = System::block_number() + clock;
		assert!(
			details(0)
				.seats
				.iter()
				.all(|seat| { seat.state == SeatState::Drawn { until, prompt_posted: false } })
		);
		assert_eq!(details(0).expires_at, 1 + 3 * (3 + clock + 20));
		run(clock - 1);
		assert_eq!(details(0).state, JobState::Computing);
		assert!((0..3).all(|n| Providers::get(&provider(n)).strikes.is_empty()));
		run(1);
		assert!((0..3).all(|n| Providers::get(&provider(n)).strikes.len() == 1));
		let short = Ask { timeout: Some(2 * (3 + clock + 20) - 1), ..ask() };
		refused(short, Error::BadTimeout);
	});
}

#[test]
fn submit_job_should_pay_for_its_draws_when_it_is_ordered() {
	use frame_support::dispatch::GetDispatchInfo;
	build_and_execute(3, || {
		let submit = |max_fee| Call::<Runtime>::submit_job {
			subject: JobSubject::Model(0),
			prompt: Prompt { inline: None, ..prompt() },
			generation: GENERATION,
			assurance: THREE,
			reply_key: None,
			max_fee,
			value_at_risk: None,
			timeout_blocks: None,
		};
		let draws = |count: u64| {
			<() as WeightInfo>::submit_job(0) + <() as WeightInfo>::run_draw().saturating_mul(count)
		};
		assert_eq!(submit(FEE).get_dispatch_info().call_weight, draws(8));
		let sent = |max_fee| {
			let Call::submit_job { subject, prompt, generation, assurance, .. } = submit(max_fee)
			else {
				panic!("a submission")
			};
			Inference::submit_job(
				RuntimeOrigin::signed(alice()),
				subject,
				prompt,
				generation,
				assurance,
				None,
				max_fee,
				None,
				None,
			)
		};
		assert_eq!(sent(FEE).unwrap().actual_weight, Some(draws(3)));
		assert_eq!(sent(1).unwrap_err().post_info.actual_weight, Some(draws(0)));
		let escalate = Call::<Runtime>::escalate { job: 0 }.get_dispatch_info().call_weight;
		assert!(escalate.all_gte(<() as WeightInfo>::run_draw()));
	});
}

#[test]
fn submit_job_should_draw_nobody_when_a_twin_of_it_sits_already() {
	build_and_execute(5, || {
		// Providers 1 to 4 are one machine, whatever their accounts say.
		for n in 2..5 {
			Providers::change(&provider(n), |entry| entry.key = signer(1).public().0);
		}
		for id in 0..10 {
			Ask::default().drawn();
			let drawn: Vec<_> =
				details(id).seats.iter().map(|seat| number(&seat.provider)).collect();
			let twins = drawn.iter().filter(|n| **n > 0).count();
			assert!(twins <= 1, "{drawn:?}");
			assert!(!drawn.is_empty());
		}
	});
}

#[test]
fn submit_job_should_name_later_blocks_when_its_draw_comes_late() {
	build_and_execute(3, || {
		assert_ok!(Ask::default().by(alice()));
		run(1);
		// As if the agenda had been full: everybody knows the outputs by now.
		let poke = || Inference::poke(RuntimeOrigin::signed(bob()), 0);
		System::set_block_number(4 + DRAW_DELAY);
		assert_ok!(poke());
		let at = 4 + 2 * DRAW_DELAY;
		assert_eq!(details(0).state, JobState::Drawing { at });
		assert!(details(0).seats.is_empty());
		run_to(at);
		assert_eq!(details(0).state, JobState::Computing);
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
		run(clocks().default_timeout());
		assert_eq!(record(1).outcome, Outcome::Refunded(RefundReason::NoExecutors));
		OutputsKnown::set(true);
	});
}
