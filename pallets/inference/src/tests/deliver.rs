use crate::{deliver::MAX_LAYERS, mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	storage::{transactional::TRANSACTION_LEVEL_KEY, unhashed, with_storage_layer},
};
use sp_runtime::DispatchError;
use stoa_primitives::contract::{JobEnd, JobOutcome};

fn refused(error: Error<Runtime>) -> Result<Option<frame_support::weights::Weight>, DispatchError> {
	Err(error.into())
}

#[test]
fn deliver_should_call_the_contract_once_when_the_job_is_over() {
	build_and_execute(3, || {
		let id = deliverable();
		let fee = Inference::delivery(id).unwrap().fee;
		let (contract, deliverer) = (balance(&alice()), balance(&bob()));
		let used = deliver(id).unwrap().unwrap();
		assert!(used.all_lt(Inference::deliver_weight(GAS)), "what is not used is not paid for");
		let calls = Calls::get();
		let [(called, selector, told)] = &calls[..] else { panic!("one call, not {calls:?}") };
		assert_eq!((called, selector, told.job), (&alice(), &SELECTOR, id));
		assert_eq!(told.output, Some(output(1)));
		let JobEnd { outcome, output, bytes, .. } = told.end;
		assert_eq!((outcome, output, bytes), (JobOutcome::Final, claim(1).output, 40));
		assert_eq!(balance(&bob()), deliverer + fee);
		assert_eq!(balance(&alice()), contract - fee);
		assert_eq!(deliver(id), refused(Error::NothingToDeliver));
		assert_eq!(Calls::get().len(), 1);
		assert_nothing_left();
	});
}

#[test]
fn deliver_should_pay_all_the_same_when_the_contract_fails() {
	build_and_execute(3, || {
		let id = deliverable();
		let (fee, before) = (Inference::delivery(id).unwrap().fee, balance(&bob()));
		Behaviour::set(|_| Ok(false));
		assert_ok!(deliver(id));
		assert_eq!(balance(&bob()), before + fee);
		let last = events().pop().unwrap();
		assert!(matches!(last, Event::JobDelivered { accepted: false, .. }), "{last:?}");
		// The record stays: the contract can read it when it is called next.
		assert!(Records::<Runtime>::contains_key(id));
		assert_eq!(deliver(id), refused(Error::NothingToDeliver));
	});
}

#[test]
fn deliver_should_change_nothing_when_it_cannot_be_tried_now() {
	build_and_execute(3, || {
		let id = deliverable();
		let before = balance(&bob());
		Behaviour::set(|_| Err(DispatchError::Unavailable));
		assert_eq!(deliver(id), Err(DispatchError::Unavailable));
		assert_eq!(balance(&bob()), before);
		Behaviour::set(|_| Ok(true));
		assert_ok!(deliver(id));
	});
}

#[test]
fn deliver_should_refuse_when_anything_is_not_as_agreed() {
	build_and_execute(3, || {
		let by = || RuntimeOrigin::signed(bob());
		let id = Ask::default().drawn();
		assert_eq!(deliver(id), refused(Error::NothingToDeliver));
		let alice = RuntimeOrigin::signed(alice());
		assert_ok!(Inference::request_delivery(alice, id, SELECTOR, GAS, None));
		assert_eq!(deliver(id), refused(Error::NotOver));
		answer_all(id, true, |_| 1);
		assert_eq!(deliver(id), refused(Error::NotOver), "paid is not final");
		run(200);
		let try_with = |gas, output| {
			with_storage_layer(|| Inference::deliver(by(), id, gas, output).map_err(|e| e.error))
				.map(|_| ())
		};
		let less = GAS.saturating_sub(frame_support::weights::Weight::from_parts(1, 0));
		assert_noop!(try_with(less, Some(output(1))), Error::<Runtime>::WrongGas);
		for output in [None, Some(output(2)), Some(Default::default())] {
			assert_noop!(try_with(GAS, output), Error::<Runtime>::OutputMismatch);
		}
		assert!(Calls::get().is_empty());
		assert_ok!(try_with(GAS, Some(output(1))));
	});
}

#[test]
fn deliver_should_leave_the_output_out_when_it_is_too_long() {
	build_and_execute(3, || {
		let id = deliverable();
		Records::<Runtime>::mutate(id, |record| {
			record.as_mut().unwrap().bytes = stoa_primitives::MAX_INLINE_BYTES + 1;
		});
		let try_with = |output| {
			let by = RuntimeOrigin::signed(bob());
			with_storage_layer(|| Inference::deliver(by, id, GAS, output).map_err(|e| e.error))
		};
		assert_noop!(try_with(Some(output(1))).map(|_| ()), Error::<Runtime>::OutputMismatch);
		assert_ok!(try_with(None));
		let told = Calls::get().pop().unwrap().2;
		assert_eq!((told.end.outcome, told.output), (JobOutcome::Final, None));
	});
}

#[test]
fn deliver_should_refuse_when_too_many_layers_are_open() {
	build_and_execute(3, || {
		let id = deliverable();
		// As many batches as a transaction can nest would leave the contract no layer of its own.
		// The test's own and the call's are two.
		unhashed::put(TRANSACTION_LEVEL_KEY, &(MAX_LAYERS - 1));
		assert_eq!(deliver(id), refused(Error::TooDeep));
		unhashed::put(TRANSACTION_LEVEL_KEY, &(MAX_LAYERS - 2));
		assert_ok!(deliver(id));
		unhashed::kill(TRANSACTION_LEVEL_KEY);
	});
}

#[test]
fn deliver_should_not_be_entered_again_when_the_contract_tries() {
	build_and_execute(3, || {
		let id = deliverable();
		let before = balance(&bob());
		let fee = Inference::delivery(id).unwrap().fee;
		Behaviour::set(|_| {
			assert_eq!(deliver(0), refused(Error::NothingToDeliver));
			// It may drop the record that it is being told of.
			let alice = RuntimeOrigin::signed(alice());
			Inference::drop_expired(alice, 0).map(|_| true).map_err(|refused| refused.error)
		});
		assert_ok!(deliver(id));
		assert_eq!(balance(&bob()), before + fee, "paid once");
		assert_eq!(Calls::get().len(), 1);
		assert!(Records::<Runtime>::iter().next().is_none());
		assert_nothing_left();
	});
}

#[test]
fn deliver_should_tell_of_a_refund_when_nobody_answered() {
	build_and_execute(3, || {
		let id = Ask::default().drawn();
		let by_alice = RuntimeOrigin::signed(alice());
		assert_ok!(Inference::request_delivery(by_alice, id, SELECTOR, GAS, None));
		run(400);
		assert!(matches!(record(id).outcome, Outcome::Refunded(_)));
		assert_ok!(deliver(id));
		let told = Calls::get().pop().unwrap().2;
		assert_eq!((told.end.outcome, told.output), (JobOutcome::Refunded, None));
	});
}

#[test]
fn the_fee_should_come_back_when_nobody_delivers() {
	build_and_execute(3, || {
		let id = deliverable();
		assert!(Inference::held(HoldReason::DeliveryFee, &alice()) > 0);
		System::set_block_number(record(id).keep_until + 1);
		assert_ok!(Inference::drop_expired(RuntimeOrigin::signed(bob()), id));
		assert_eq!(Inference::held(HoldReason::DeliveryFee, &alice()), 0);
		assert_eq!(deliver(id), refused(Error::NothingToDeliver));
		assert_nothing_left();
	});
}

#[test]
fn the_fee_should_come_back_when_the_job_is_withdrawn() {
	build_and_execute(3, || {
		let before = balance(&alice());
		assert_ok!(Ask::default().by(alice()));
		let by_alice = || RuntimeOrigin::signed(alice());
		assert_ok!(Inference::request_delivery(by_alice(), 0, SELECTOR, GAS, None));
		assert_ok!(Inference::cancel_job(by_alice(), 0));
		assert_eq!(balance(&alice()), before);
		assert_eq!(Inference::held(HoldReason::DeliveryFee, &alice()), 0);
		assert!(Inference::delivery(0).is_none());
	});
}

#[test]
fn deliver_should_be_moot_when_somebody_else_was_faster() {
	build_and_execute(3, || {
		let id = deliverable();
		let call = Call::<Runtime>::deliver { job: id, gas: GAS, output: Some(output(1)) };
		assert!(!Inference::is_moot(&call));
		assert_ok!(deliver(id));
		assert!(Inference::is_moot(&call));
	});
}

#[test]
fn deliver_should_pay_an_account_when_it_did_not_exist() {
	build_and_execute(3, || {
		let id = deliverable();
		let fee = Inference::delivery(id).unwrap().fee;
		let by = RuntimeOrigin::signed(account(99));
		assert_ok!(Inference::deliver(by, id, GAS, Some(output(1))));
		assert_eq!(balance(&account(99)), fee);
	});
}
