use super::*;
use crate::{Sampling, Template};

fn receipt() -> Receipt {
	Receipt {
		channel: 7,
		sequence: 1,
		part: 0,
		previous: [0; 32],
		anchor: Anchor { number: 10, hash: [1; 32] },
		provider: [2; 32],
		release: 3,
		arithmetic: Arithmetic::X1,
		generation: Generation {
			max_new_tokens: 64,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		prompt: [4; 32],
		output: [5; 32],
		trace: Some([6; 32]),
		prompt_tokens: 8,
		output_tokens: 32,
		ended: false,
		price: 40,
		total: 40,
		end: None,
	}
}

/// The second part of the same answer.
fn more() -> Receipt {
	let first = receipt();
	Receipt { part: 1, previous: first.hash(), output_tokens: 40, price: 48, total: 48, ..first }
}

/// The first part of the next answer.
fn next() -> Receipt {
	let first = receipt();
	Receipt {
		sequence: 2,
		part: 0,
		previous: first.hash(),
		prompt: [9; 32],
		output_tokens: 1,
		price: 9,
		total: 49,
		..first
	}
}

#[test]
fn parts_and_answers_follow_each_other() {
	assert_eq!(receipt().follows(None), Ok(()));
	assert_eq!(more().follows(Some(&receipt())), Ok(()));
	assert_eq!(next().follows(Some(&receipt())), Ok(()));
}

#[test]
fn a_first_receipt_begins_at_nothing() {
	assert_eq!(more().follows(None), Err(ReceiptFault::WrongPrevious));
	let late = Receipt { sequence: 2, ..receipt() };
	assert_eq!(late.follows(None), Err(ReceiptFault::WrongNumber));
	let owing = Receipt { total: 41, ..receipt() };
	assert_eq!(owing.follows(None), Err(ReceiptFault::WrongTotal));
}

#[test]
fn what_does_not_follow_is_named() {
	let before = receipt();
	let faults = [
		(Receipt { channel: 8, ..more() }, ReceiptFault::OtherChannel),
		(Receipt { provider: [3; 32], ..more() }, ReceiptFault::OtherChannel),
		(Receipt { previous: [7; 32], ..more() }, ReceiptFault::WrongPrevious),
		(Receipt { part: 2, ..more() }, ReceiptFault::WrongNumber),
		(Receipt { sequence: 3, ..next() }, ReceiptFault::WrongNumber),
		(Receipt { part: 1, ..next() }, ReceiptFault::WrongNumber),
		(Receipt { release: 4, ..more() }, ReceiptFault::OtherAnswer),
		(Receipt { prompt: [0; 32], ..more() }, ReceiptFault::OtherAnswer),
		(Receipt { output_tokens: 31, ..more() }, ReceiptFault::Shrunk),
		(Receipt { price: 39, total: 39, ..more() }, ReceiptFault::Shrunk),
		(Receipt { anchor: Anchor { number: 9, hash: [1; 32] }, ..more() }, ReceiptFault::Shrunk),
		(Receipt { total: 49, ..more() }, ReceiptFault::WrongTotal),
		(Receipt { total: 48, ..next() }, ReceiptFault::WrongTotal),
		(Receipt { price: u128::MAX, total: 0, ..next() }, ReceiptFault::WrongTotal),
	];
	for (receipt, fault) in faults {
		assert_eq!(receipt.follows(Some(&before)), Err(fault), "{receipt:?}");
	}
}

#[test]
fn nothing_follows_an_end_but_another_answer() {
	let ended = Receipt { end: Some(End::Length), ..receipt() };
	let part = Receipt { previous: ended.hash(), ..more() };
	assert_eq!(part.follows(Some(&ended)), Err(ReceiptFault::WrongNumber));
	let answer = Receipt { previous: ended.hash(), ..next() };
	assert_eq!(answer.follows(Some(&ended)), Ok(()));
}

#[test]
fn a_receipt_opens_with_its_own_roots_alone() {
	let roots = ReceiptRoots { salt: [1; 32], prompt: [2; 32], output: [3; 32], trace: [4; 32] };
	let receipt = Receipt {
		prompt: prompt_commitment_of(&roots.salt, &roots.prompt),
		output: output_commitment(&output_salt(&roots.salt), &roots.output),
		trace: Some(trace_commitment(&trace_salt(&roots.salt), &roots.trace)),
		..receipt()
	};
	assert!(receipt.opens_with(&roots));
	assert!(!receipt.opens_with(&ReceiptRoots { salt: [9; 32], ..roots }));
	assert!(!receipt.opens_with(&ReceiptRoots { prompt: [9; 32], ..roots }));
	assert!(!receipt.opens_with(&ReceiptRoots { output: [9; 32], ..roots }));
	assert!(!receipt.opens_with(&ReceiptRoots { trace: [9; 32], ..roots }));
	let untraced = Receipt { trace: None, ..receipt };
	assert!(untraced.opens_with(&ReceiptRoots { trace: [0; 32], ..roots }));
}

#[test]
fn what_follows_contradicts_nothing() {
	let all = [receipt(), more(), next()];
	for one in &all[..2] {
		for other in [one, &receipt()] {
			assert!(!one.contradicts(other) && !other.contradicts(one));
		}
	}
	assert!(!receipt().contradicts(&next()) && !next().contradicts(&receipt()));
	assert!(!receipt().contradicts(&Receipt { channel: 8, ..more() }));
}

#[test]
fn two_stories_of_one_channel_contradict_each_other() {
	let pairs = [
		// Another text under the same number.
		(receipt(), Receipt { output: [9; 32], ..receipt() }),
		// Another answer under the same number.
		(receipt(), Receipt { prompt: [9; 32], ..more() }),
		(receipt(), Receipt { output_tokens: 3, ..more() }),
		(receipt(), Receipt { total: 60, ..more() }),
		// The answer after it is owed from before the end of this one.
		(more(), next()),
		(receipt(), Receipt { sequence: 9, price: 49, total: 49, ..next() }),
	];
	for (one, other) in pairs {
		assert!(one.contradicts(&other) && other.contradicts(&one), "{one:?} {other:?}");
	}
}

#[test]
fn each_payload_is_of_one_chain_and_one_meaning() {
	let voucher = Voucher { channel: 7, amount: 40, receipt: [1; 32] };
	let digests = [
		voucher_digest(&[0; 32], &voucher),
		voucher_digest(&[1; 32], &voucher),
		voucher_digest(&[0; 32], &Voucher { amount: 41, ..voucher }),
		voucher_digest(&[0; 32], &Voucher { channel: 8, ..voucher }),
		voucher_digest(&[0; 32], &Voucher { receipt: [2; 32], ..voucher }),
		receipt_digest(&[0; 32], &receipt().hash()),
		receipt_digest(&[1; 32], &receipt().hash()),
		receipt_digest(&[0; 32], &more().hash()),
		request_digest(&[0; 32], 7, 1, &[3; 32]),
		request_digest(&[1; 32], 7, 1, &[3; 32]),
		request_digest(&[0; 32], 8, 1, &[3; 32]),
		request_digest(&[0; 32], 7, 2, &[3; 32]),
		request_digest(&[0; 32], 7, 1, &[4; 32]),
	];
	let different: alloc::collections::BTreeSet<_> = digests.into_iter().collect();
	assert_eq!(different.len(), digests.len());
}

#[test]
fn a_receipt_survives_its_own_encoding() {
	let bytes = more().encode();
	assert!(bytes.len() <= Receipt::max_encoded_len());
	assert_eq!(Receipt::decode(&mut bytes.as_slice()), Ok(more()));
}
