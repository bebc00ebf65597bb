use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, pallet_prelude::*, traits::Authorize};
use sp_core::Pair;
use stoa_primitives::{DeclineReason, Statement, frame::ChainIdentity, wire::SeatStatement};

/// What pool and block say about a batch.
fn authorize(
	batch: &RelayBatch,
	signature: dispatch::DispatchSignature,
) -> Result<ValidTransaction, TransactionValidityError> {
	let call = Call::<Runtime>::relay { batch: batch.clone(), signature };
	call.authorize(TransactionSource::External).unwrap().map(|(valid, _)| valid)
}

/// Authorises and dispatches a batch, as a block does.
fn relay(statements: Vec<SeatStatement>) -> Result<(), TransactionValidityError> {
	let batch = batch(statements);
	let signature = sign_batch(&batch);
	authorize(&batch, signature.clone())?;
	let origin: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
	let post = Inference::relay(origin, batch, signature).unwrap();
	assert_eq!(post.pays_fee, Pays::No);
	Ok(())
}

fn hidden(id: u64, at: usize, answer: u8) -> SeatStatement {
	signed(id, at, Statement::Commit(commitment(id, at, &claim(answer))))
}

fn opened(id: u64, at: usize, answer: u8) -> SeatStatement {
	let said = signed(id, at, Statement::Reveal { claim: claim(answer), salt: SALT });
	SeatStatement { output: Some(output(answer)), ..said }
}

#[test]
fn relay_should_carry_a_whole_job_when_providers_only_sign() {
	build_and_execute(3, || {
		Ask::default().drawn();
		assert_ok!(relay(vec![hidden(0, 0, 1)]));
		assert_ok!(relay(vec![hidden(0, 1, 1), hidden(0, 2, 1)]));
		assert_ok!(relay((0..3).map(|at| opened(0, at, 1)).collect()));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn relay_should_refuse_when_a_statement_is_not_awaited() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let stale = Err(InvalidTransaction::Stale.into());
		let first = hidden(0, 0, 1);
		assert_ok!(relay(vec![first.clone()]));
		assert_eq!(relay(vec![first.clone()]), stale, "a replay");
		assert_eq!(relay(vec![hidden(0, 1, 1), first]), stale, "one stale spoils the batch");
		assert_eq!(relay(vec![opened(0, 0, 1)]), stale, "others have not committed");
		let elsewhere = SeatStatement { job: 7, ..hidden(0, 1, 1) };
		assert_eq!(relay(vec![elsewhere]), stale);
		let nowhere = SeatStatement { seat: 9, ..hidden(0, 1, 1) };
		assert_eq!(relay(vec![nowhere]), stale);
	});
}

#[test]
fn relay_should_refuse_when_a_signature_belongs_elsewhere() {
	build_and_execute(3, || {
		Ask::default().drawn();
		Ask::default().drawn();
		let bad = Err(InvalidTransaction::BadProof.into());
		// From the next job, from another seat, of other content, by another key.
		let find = |id: u64, who: &AccountId| details(id).seat_of(who).unwrap();
		let who = details(0).seats[0].provider.clone();
		let at = find(1, &who);
		let replayed = SeatStatement { job: 1, seat: at as u8, ..hidden(0, 0, 1) };
		assert_eq!(relay(vec![replayed]), bad);
		let moved = SeatStatement { seat: 1, ..hidden(0, 0, 1) };
		assert_eq!(relay(vec![moved]), bad);
		let altered = SeatStatement { statement: Statement::Commit([9; 32]), ..hidden(0, 0, 1) };
		assert_eq!(relay(vec![altered]), bad);
		let mut forged = hidden(0, 0, 1);
		forged.signature = signer(77).sign(b"nothing").0;
		assert_eq!(relay(vec![forged]), bad);
	});
}

#[test]
fn relay_should_count_a_reveal_when_a_validator_swapped_or_dropped_its_output() {
	build_and_execute(3, || {
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		let swapped = SeatStatement { output: Some(output(2)), ..opened(0, 0, 1) };
		assert_ok!(relay(vec![swapped]));
		let dropped = SeatStatement { output: None, ..opened(0, 1, 1) };
		assert_ok!(relay(vec![dropped]));
		assert!(!events().iter().any(|event| matches!(event, Event::OutputPosted { .. })));
		assert_ok!(relay(vec![opened(0, 2, 1)]));
		assert!(matches!(details(0).state, JobState::Settled { .. }), "the third one shows it");
	});
}

#[test]
fn relay_should_refuse_when_no_current_validator_signed_it() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let good = batch(vec![hidden(0, 0, 1)]);
		let signature = sign_batch(&good);
		let check = |batch: &RelayBatch| authorize(batch, signature.clone()).unwrap_err();
		let other = RelayBatch { authority: 2, ..good.clone() };
		assert_eq!(check(&other), InvalidTransaction::BadProof.into());
		let unknown = RelayBatch { authority: 4, ..good.clone() };
		assert_eq!(check(&unknown), InvalidTransaction::BadSigner.into());
		let future = RelayBatch { block: 5, ..good.clone() };
		assert_eq!(check(&future), InvalidTransaction::Future.into());
		let nothing = RelayBatch { statements: Default::default(), ..good.clone() };
		assert_eq!(check(&nothing), InvalidTransaction::Call.into());
		let mut double = good.clone();
		double.statements.try_push(hidden(0, 0, 2)).unwrap();
		assert_eq!(check(&double), InvalidTransaction::Call.into());
		run(relay::RELAY_LIFE + 1);
		assert_eq!(check(&good), InvalidTransaction::Stale.into());

		let origin = RuntimeOrigin::signed(alice());
		let call = Inference::relay(origin, good.clone(), signature.clone());
		assert_noop!(call.map_err(|e| e.error), DispatchError::BadOrigin);
	});
}

#[test]
fn relay_should_read_no_job_when_an_outsider_sends_a_batch() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let good = batch(vec![hidden(0, 0, 1)]);
		let forged = authority(7).sign(&good.digest(&Draws::genesis()));
		// Whether the job is read shows when it is not there to be read.
		frame_support::storage::with_transaction(|| {
			Jobs::<Runtime>::remove(0);
			assert_eq!(authorize(&good, forged), Err(InvalidTransaction::BadProof.into()));
			let known = authorize(&good, sign_batch(&good));
			assert_eq!(known, Err(InvalidTransaction::Stale.into()));
			sp_runtime::TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
		})
		.unwrap();
	});
}

#[test]
fn relay_should_have_one_tag_per_seat_and_phase_when_batches_overlap() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let valid = |statements| {
			let batch = batch(statements);
			authorize(&batch, sign_batch(&batch)).unwrap()
		};
		let one = valid(vec![hidden(0, 0, 1)]);
		let declined =
			valid(vec![signed(0, 0, Statement::Decline(DeclineReason::PromptMalformed))]);
		let two = valid(vec![hidden(0, 0, 1), hidden(0, 1, 1)]);
		assert_eq!(one.provides, declined.provides);
		assert_eq!((one.provides.len(), two.provides.len()), (1, 2));
		assert!(two.provides.contains(&one.provides[0]));
		assert!(one.longevity <= 9 && one.propagate);
	});
}

#[test]
fn relay_should_ignore_what_became_stale_when_a_batch_ends_a_job() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let decline = |at| signed(0, at, Statement::Decline(DeclineReason::PromptMalformed));
		assert_ok!(relay(vec![decline(0), decline(1), hidden(0, 2, 1)]));
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::PromptRefused));
	});
}

#[test]
fn seats_due_should_list_what_is_awaited_when_jobs_are_live() {
	build_and_execute(3, || {
		assert_eq!(Inference::seats_due(1).count(), 0);
		Ask::default().drawn();
		Ask::default().drawn();
		commit(0, 1, 1);
		let due: Vec<_> = Inference::seats_due(System::block_number()).collect();
		assert_eq!(due.len(), 5);
		assert!(due.iter().all(|seat| seat.phase == stoa_primitives::wire::SeatPhase::Commit));
		assert!(due.iter().all(|seat| seat.waited_blocks == 0 || seat.job == 1));
		let one = due.iter().find(|seat| seat.job == 0).unwrap();
		assert_eq!(one.signing_key, signer(number(&one.provider)).public().0);
		assert_eq!(one.draw_seed, details(0).draw_seed);
		assert!(Inference::check_statement(&hidden(0, 0, 1)));
		assert!(!Inference::check_statement(&hidden(0, 1, 1)), "has committed");
		let assignment = Inference::seat_assignment(0, 0).unwrap();
		assert_eq!(assignment.provider, <[u8; 32]>::from(details(0).seats[0].provider.clone()));
		assert!(Inference::seat_assignment(0, 3).is_none());
		assert_eq!(Inference::dispatch_keys().len(), 4);
	});
}
