use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{
	AnswerClaim, Assurance, DeclineReason, Generation, Prompt, PromptKind, STOA, Sampling,
	Statement, VerificationClass, payload,
};

fn executor(id: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(details(id).seats[0].provider.clone())
}

#[test]
fn answer_should_give_the_answer_at_once() {
	build_and_execute(5, || {
		let id = exact().drawn();
		let job = details(id);
		assert_eq!((job.seats.len(), job.class()), (1, VerificationClass::Exact));
		answer(id, 7, 1);
		let job = details(id);
		assert_eq!(job.answer, Some(bare(traced(7, 1))));
		assert_eq!(job.stage, Stage::Audited { core: 1 });
		assert_eq!(job.state, JobState::Drawing { at: System::block_number() + AUDIT_DELAY });
		let posted = |event: &Event<Runtime>| match event {
			Event::OutputPosted { output, .. } => *output == ids(&tokens(7)),
			_ => false,
		};
		assert!(events().iter().any(posted));
		assert_eq!(Inference::held(HoldReason::Escrow, &alice()), FEE, "nothing is paid yet");
	});
}

#[test]
fn answer_should_fail_without_the_output_that_it_claims() {
	build_and_execute(5, || {
		let id = exact().drawn();
		let claim = traced(7, 1);
		let seal = commitment(id, 0, &claim);
		let say = |claim, output| Inference::answer(executor(id), id, claim, seal, output);
		let bad = || Error::<Runtime>::OutputMismatch;
		let own = ids(&tokens(7));
		assert_noop!(say(bare(claim), ids(&tokens(8))), bad());
		assert_noop!(say(bare(claim), Default::default()), bad());
		assert_noop!(say(claim, own.clone()), bad());
		assert_noop!(say(AnswerClaim { tokens: 9, ..bare(claim) }, own.clone()), bad());
		assert_noop!(say(AnswerClaim { bytes: 41, ..bare(claim) }, own.clone()), bad());
		let unknown = [vec![1; 9], vec![1_000]].concat();
		let root = stoa_exact::shape::tokens_root::<stoa_exact::Blake2>(&unknown);
		let output = payload::output_commitment(&payload::ZERO_SALT, &root);
		let claimed = AnswerClaim { output, ..bare(claim) };
		assert_noop!(say(claimed, ids(&unknown)), bad());
		assert_ok!(say(bare(claim), own.clone()));
		assert_noop!(say(bare(claim), own), Error::<Runtime>::NotAwaited);
	});
}

#[test]
fn answer_should_be_the_word_of_executors_and_commit_that_of_auditors() {
	build_and_execute(5, || {
		let id = exact().drawn();
		assert_noop!(Inference::commit(executor(id), id, [1; 32]), Error::<Runtime>::NotAwaited);
		answer(id, 7, 1);
		run(AUDIT_DELAY);
		let auditor = RuntimeOrigin::signed(details(id).seats[1].provider.clone());
		let claim = bare(traced(7, 1));
		assert_noop!(
			Inference::answer(auditor, id, claim, [1; 32], ids(&tokens(7))),
			Error::<Runtime>::NotAwaited
		);
		let replicated = {
			Terms::mutate(|terms| terms.as_mut().unwrap().class = VerificationClass::Replicated);
			Ask::default().drawn()
		};
		assert_noop!(
			Inference::answer(executor(replicated), replicated, claim, [1; 32], ids(&tokens(7))),
			Error::<Runtime>::NotAwaited
		);
	});
}

#[test]
fn answer_should_come_by_a_relayed_statement_with_its_output_only() {
	build_and_execute(5, || {
		let id = exact().drawn();
		let claim = traced(7, 1);
		let seal = commitment(id, 0, &claim);
		let mut said = signed(id, 0, Statement::Answer { claim: bare(claim), seal });
		assert!(!Inference::check_statement(&said), "a validator cannot leave the output out");
		said.output = Some(ids(&tokens(8)));
		assert!(!Inference::check_statement(&said), "nor change it");
		said.output = Some(ids(&tokens(7)));
		assert!(Inference::check_statement(&said));
		let batch = batch(vec![said]);
		let signature = sign_batch(&batch);
		let authorised: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
		assert_ok!(Inference::relay(authorised, batch, signature));
		assert_eq!(details(id).answer, Some(bare(claim)));
	});
}

#[test]
fn answer_should_be_replaced_when_the_executor_is_silent_or_busy() {
	build_and_execute(5, || {
		let id = exact().drawn();
		assert_ok!(Inference::decline(executor(id), id, DeclineReason::Busy));
		run(DRAW_DELAY);
		run(clocks().commit_timeout.get());
		run(DRAW_DELAY);
		assert_eq!(details(id).seats.len(), 3, "one declined, one was silent");
		answer(id, 7, 1);
		assert_eq!(Inference::executor_at(&details(id)), Some(2));
	});
}

#[test]
fn submit_job_should_refuse_what_is_no_order_of_class_exact() {
	build_and_execute(5, || {
		let refused = |ask: Ask, error: Error<Runtime>| {
			assert_noop!(ask.by(alice()), error);
		};
		let form = || Error::<Runtime>::NotExactForm;
		refused(Ask { reply_key: Some([1; 32]), ..exact() }, form());
		refused(Ask { prompt: Prompt { inline: None, ..exact().prompt }, ..exact() }, form());
		refused(
			Ask { prompt: Prompt { kind: PromptKind::Text, ..exact().prompt }, ..exact() },
			form(),
		);
		let mut unknown = exact();
		unknown.prompt.inline = Some(ids(&[11, 12, 13, 14, 1_000]));
		refused(unknown, Error::<Runtime>::BadTokenIds);
		let mut other = exact();
		other.prompt.inline = Some(ids(&[11, 12, 13, 14, 16]));
		refused(other, Error::<Runtime>::PromptMismatch);
		let content = ids(&IDS);
		let mut flat = exact();
		flat.prompt.commitment = payload::prompt_commitment(&payload::ZERO_SALT, &content);
		refused(flat, Error::<Runtime>::PromptMismatch);
		let long = Generation { max_new_tokens: 257, ..exact().generation };
		refused(Ask { generation: long, ..exact() }, Error::<Runtime>::TooManyExactTokens);
		for (inverse_temperature, cut) in [(0, 0), (1 << 25, 0), (1 << 16, (1 << 20) + 1)] {
			let sampling = Sampling::Seeded { inverse_temperature, cut, seed: [1; 32] };
			let generation = Generation { sampling, ..exact().generation };
			refused(Ask { generation, ..exact() }, Error::<Runtime>::BadSampling);
		}
		refused(Ask { assurance: THREE, ..exact() }, Error::<Runtime>::ClassNotOffered);
		let order = exact();
		Terms::mutate(|terms| terms.as_mut().unwrap().class = VerificationClass::Replicated);
		refused(order, Error::<Runtime>::ClassNotOffered);
	});
}

#[test]
fn quote_should_say_how_many_auditors_there_are_and_cover_them() {
	build_and_execute(5, || {
		let ask = exact();
		let quote = |risk| Inference::quote(0, 5, 100, Assurance::Exact, risk).unwrap();
		let least = quote(None);
		assert_eq!(least.auditors, 1);
		assert_eq!(quote(Some(10 * least.least_fee)).auditors, 2);
		// The dearest provider that the quote knows fits, and so does its auditor.
		let cost = PRICE.cost(5, 100);
		assert!(least.per_seat >= cost, "{} < {cost}", least.per_seat);
		assert_ok!(Ask { max_fee: least.fee, ..ask }.by(alice()));
		assert_noop!(
			Ask { max_fee: least.least_fee - 1, ..exact() }.by(alice()),
			Error::<Runtime>::FeeTooLow
		);
	});
	build_and_execute(2, || {
		exact();
		let quote = Inference::quote(0, 5, 100, Assurance::Exact, None).unwrap();
		assert_eq!(quote.auditors, 0, "too few serve it: unaudited, and it says so");
		assert!(quote.exposure >= 15 * quote.fee - STOA / 1_000);
	});
}
