//! `challenge_receipt` and `drop_receipt`.

use super::*;
use stoa_primitives::{
	SubjectKey,
	channel::{Arithmetic, Receipt},
};

fn challenge(receipt: Receipt) -> sp_runtime::DispatchResult {
	let opened = roots(receipt.sequence);
	let shown = Box::new(sign(receipt));
	whole(|| Market::challenge_receipt(signed(&bob()), shown, opened))
}

#[test]
fn challenge_receipt_should_open_a_subject_for_the_rest_of_its_window() {
	build_and_execute(1, || {
		let id = opened(false);
		let answer = receipt(id, 1, 0, STOA);
		run(10);
		assert_ok!(challenge(answer));
		let subject = Referees::knows(SubjectKey::Receipt(answer.hash())).unwrap();
		assert_eq!(subject.until, answer.anchor.number + 1_200);
		assert_eq!(subject.claim.prompt_tokens, answer.prompt_tokens);
		let deposit = Parameters::default().record_deposit;
		assert_eq!(held(HoldReason::RecordDeposit, &bob()), deposit);
		assert_noop!(challenge(answer), Fault::AlreadyChallenged);
		let hash = answer.hash();
		let drop = || Market::drop_receipt(signed(&alice()), hash).map_err(|error| error.error);
		assert!(drop().is_err());
		run(1_200);
		assert_ok!(drop());
		assert_eq!(held(HoldReason::RecordDeposit, &bob()), 0);
		assert_noop!(drop(), Fault::ReceiptNotFound);
		// Its name is never used again.
		assert_noop!(challenge(answer), Fault::ReceiptTooOld);
	});
}

#[test]
fn challenge_receipt_should_leave_time_for_a_challenge_when_the_window_is_nearly_over() {
	build_and_execute(1, || {
		let answer = receipt(opened(false), 1, 0, STOA);
		run(1_199);
		assert_ok!(challenge(answer));
		let subject = Referees::knows(SubjectKey::Receipt(answer.hash())).unwrap();
		assert_eq!(subject.until, System::block_number() + 200);
	});
}

#[test]
fn challenge_receipt_should_refuse_what_its_provider_did_not_sign_or_nobody_can_judge() {
	build_and_execute(1, || {
		let id = opened(false);
		let good = receipt(id, 1, 0, STOA);
		let by_bob = |signed_receipt: SignedReceipt, n| {
			let (shown, opened) = (Box::new(signed_receipt), roots(n));
			whole(|| Market::challenge_receipt(signed(&bob()), shown, opened))
		};
		let forged = SignedReceipt { signature: [0; 64], ..sign(good) };
		assert_noop!(by_bob(forged, 1), Fault::BadSignature);
		let other = SignedReceipt { receipt: Receipt { price: 1, ..good }, ..sign(good) };
		assert_noop!(by_bob(other, 1), Fault::BadSignature);
		assert_noop!(by_bob(sign(good), 2), Fault::RootsMismatch);
		assert_noop!(challenge(Receipt { channel: 9, ..good }), Fault::ChannelNotFound);
		assert_noop!(challenge(Receipt { provider: [9; 32], ..good }), Fault::WrongReceipt);
		assert_noop!(challenge(Receipt { release: 1, ..good }), Fault::NotRefereeable);
		assert_noop!(challenge(Receipt { release: 7, ..good }), Fault::NotRefereeable);
		assert_noop!(challenge(Receipt { trace: None, ..good }), Fault::NotRefereeable);
		assert_noop!(challenge(Receipt { output_tokens: 0, ..good }), Fault::NotRefereeable);
		let engine = Receipt { arithmetic: Arithmetic::Engine, ..good };
		assert_noop!(challenge(engine), Fault::NotRefereeable);
		Bad::set(true);
		assert_noop!(challenge(good), Fault::ModelIsBad);
	});
}

#[test]
fn challenge_receipt_should_count_the_key_of_the_channels_first_day() {
	build_and_execute(1, || {
		let answer = receipt(opened(false), 1, 0, STOA);
		// A liar that changes its keys is still held to what it signed.
		Providers::change(&provider(0), |entry| entry.key = [9; 32]);
		assert_ok!(challenge(answer));
	});
}

#[test]
fn challenge_receipt_should_be_possible_after_the_channel_was_closed() {
	build_and_execute(1, || {
		let id = opened(false);
		let answer = receipt(id, 1, 0, STOA);
		assert_ok!(Market::close(signed(&provider(0)), id));
		run(1_000);
		assert_ok!(challenge(answer));
	});
}
