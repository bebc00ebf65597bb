use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_exact::{
	Check, Sampling, Step,
	op::Op,
	shape::CellLeaf,
	trace::{Challenger, Execution, Meddle, proof::View},
};
use stoa_primitives::frame::{Referee as _, Verdict};

/// The liar loses, the challenger keeps all it had, and nothing stays behind.
fn is_refuted(own: &Execution) {
	build_and_execute(|| {
		open(0, own);
		whole_game(0, own, honest(own));
		lost(false);
	});
}

fn lost(silent: bool) {
	let told = Told::take();
	let [(0, Verdict::ProviderLied { finder, silent: was_silent, costs })] = &told[..] else {
		panic!("{told:?}")
	};
	assert_eq!((finder, *was_silent), (&alice(), silent));
	assert_eq!((costs.len(), &costs[0].0), (1, &alice()));
	assert_eq!(balance(&alice()), FUNDS);
	assert_nothing_left();
}

#[test]
fn prove_should_refute_a_lie_in_every_operation() {
	let mut seen = 0;
	for op in Op::ALL {
		for (leaf, byte) in [(1, 4), (0, 0), (99, 0), (5, 9)] {
			let own = lie(70, 4, Inner { position: 41, slot: 2, op, leaf, byte });
			// A claim may be wrong without any effect: there is then no lie to find.
			if honest(&own).claim() != own.claim() {
				is_refuted(&own);
				seen += 1;
				break;
			}
		}
	}
	assert_eq!(seen, Op::ALL.len());
}

#[test]
fn prove_should_refute_a_lie_in_every_leaf_of_the_trace() {
	let head = tiny().header().head_slot();
	for (position, slot, leaf) in [
		(33, 0, CellLeaf::Token),
		(33, 0, CellLeaf::Residual),
		(40, 1, CellLeaf::Key(1)),
		(40, 2, CellLeaf::Value(0)),
		(63, 2, CellLeaf::Residual),
		(70, head, CellLeaf::Activation),
		(71, head, CellLeaf::Choice),
	] {
		is_refuted(&lie(70, 4, Leaf { position, slot, leaf, bit: 1 }));
	}
}

#[test]
fn prove_should_refute_a_choice_by_another_seed_or_temperature() {
	let sampling = |inverse, cut, seed| Sampling::new(Some((inverse, cut, [seed; 32]))).unwrap();
	let asked = sampling(1 << 16, 3 << 16, 5);
	for by in [
		sampling(1 << 16, 3 << 16, 6),
		sampling(1 << 14, 3 << 16, 5),
		sampling(1 << 16, 16 << 16, 5),
		Sampling::Greedy,
	] {
		is_refuted(&lie_seeded(asked, 40, 40, Samples(by)));
	}
}

#[test]
fn prove_should_refute_a_forged_index_and_a_planted_cell() {
	let head = tiny().header().head_slot();
	is_refuted(&lie(70, 1, SecondIndex(7, 1)));
	is_refuted(&lie(33, 1, SecondIndex(32, 2)));
	is_refuted(&lie(70, 1, Planted(3, head)));
}

#[test]
fn prove_should_refute_another_output_at_once_when_the_trace_is_right() {
	for cut in [false, true] {
		let own = lie(40, 6, Writer { at: 42, cut });
		build_and_execute(|| {
			open(0, &own);
			let game = challenge(&alice(), 0, Opening::Trace);
			let proof = Challenger::new(honest(&own)).wrong_token().expect("it is seen");
			prove(game, &alice(), proof);
			lost(false);
		});
	}
}

/// What a challenger sees who computes something else than the model does.
fn against_the_truth(mistake: impl Meddle + 'static, end: impl Fn(&[Event<Runtime>])) {
	build_and_execute(|| {
		open(0, truth());
		let bond = Referee::bond(0, alice()).unwrap();
		let (alice_had, provider_had) = (balance(&alice()), balance(&provider()));
		let game = challenge(&alice(), 0, Opening::Trace);
		play(game, truth(), Challenger::new(lie(70, 4, mistake)));
		if Referee::game(game).is_some() {
			// A challenger who has nothing to show is silent.
			run(100_000);
			Referee::timeout(signed(&provider()), game).unwrap();
		}
		let told = Told::take();
		let [(0, Verdict::ChallengeFailed { challenger, paid, until })] = &told[..] else {
			panic!("{told:?}")
		};
		assert_eq!(challenger, &alice());
		assert!(*until >= System::block_number() + 100);
		assert_eq!(balance(&alice()), alice_had - bond);
		assert_eq!(balance(&provider()), provider_had + paid);
		assert_eq!(burned(), bond - paid);
		let costs: u128 = events()
			.iter()
			.map(|event| match event {
				Event::Answered { answer, .. } => {
					pricing::move_price(&Referee::parameters(), answer.len())
				}
				_ => 0,
			})
			.sum();
		assert!(*paid >= costs && costs > 0, "all that it cost the provider");
		end(&events());
		System::set_block_number(until + 1);
		assert_ok!(Referee::close(&0));
		assert_nothing_left();
	});
}

#[test]
fn prove_should_lose_when_the_provider_is_honest() {
	let head = tiny().header().head_slot();
	for op in Op::ALL {
		let mistake = Inner { position: 41, slot: 2, op, leaf: 1, byte: 4 };
		against_the_truth(mistake, |_| {});
	}
	for (position, slot, leaf) in
		[(33, 0, CellLeaf::Token), (40, 1, CellLeaf::Key(1)), (71, head, CellLeaf::Choice)]
	{
		against_the_truth(Leaf { position, slot, leaf, bit: 1 }, |events| {
			let proven = |event: &Event<Runtime>| matches!(event, Event::ProofJudged { .. });
			assert!(events.iter().any(proven));
		});
	}
	against_the_truth(SecondIndex(7, 1), |_| {});
}

#[test]
fn prove_should_lose_when_the_proof_is_none() {
	build_and_execute(|| {
		open(0, liar());
		let game = challenge(&alice(), 0, Opening::Trace);
		prove(game, &alice(), vec![1; 40]);
		let lost = events().into_iter().find_map(|event| match event {
			Event::GameLost { reason, .. } => Some(reason),
			_ => None,
		});
		assert_eq!(lost, Some(Failure::Malformed));
		// It clears nothing: the next one shows the lie.
		assert!(Referee::subject(0).is_some());
		let game = challenge(&bob(), 0, Opening::Trace);
		let mut challenger = Challenger::new(honest(liar()));
		while round(game, liar(), &bob(), &mut challenger) {}
		assert!(matches!(Told::get()[..], [_, (0, Verdict::ProviderLied { .. })]));
		assert_nothing_left();
	});
}

#[test]
fn prove_should_void_the_claim_when_the_release_is_bad() {
	for known in [true, false] {
		let own = bad_model();
		build_and_execute(|| {
			Known::set(known);
			open(0, &own);
			let game = challenge(&alice(), 0, Opening::Trace);
			let other = challenge(&bob(), 0, Opening::Trace);
			let slot = own.claim().header().head_slot();
			let step = Step { position: 2, slot, check: Check::FinalNorm };
			prove(game, &alice(), View::new(&own, &[]).prove(&step));
			assert_eq!(Told::take(), vec![(0, Verdict::BadRelease { by: alice() })]);
			let model = Referee::model(&parts(&own));
			assert_eq!(Bad::get().contains(&model), known);
			let told = Event::BadReleaseProven { model, by: alice() };
			assert_eq!(events().contains(&told), known);
			assert_eq!((balance(&alice()), balance(&bob())), (FUNDS, FUNDS));
			assert!(Referee::game(other).is_none());
			assert_nothing_left();
		});
	}
}

#[test]
fn prove_should_refuse_when_it_is_not_the_challengers_game() {
	build_and_execute(|| {
		open(0, truth());
		let prove = |who: &AccountId| Referee::prove(signed(who), 0, Default::default());
		assert_noop!(prove(&alice()), Error::<Runtime>::GameNotFound);
		challenge(&alice(), 0, Opening::Trace);
		assert_noop!(prove(&bob()), Error::<Runtime>::NotChallenger);
	});
}
