use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{Assurance, STOA, TokenPrice};

#[test]
fn quote_should_name_a_fee_that_every_server_accepts_when_prices_differ() {
	build_and_execute(4, || {
		let dear = TokenPrice { per_1k_input: 0, per_1k_output: STOA };
		Providers::change(&provider(0), |entry| entry.price = dear);
		let quote = Inference::quote(0, 5, 100, THREE, None).unwrap();
		assert_eq!((quote.servers, quote.timeout_blocks), (4, 189));
		assert_eq!(quote.per_seat, STOA / 10);
		assert!(quote.least_fee < quote.fee);
		let four = Assurance::Replicated { executors: 4, quorum: 3 };
		let fee = Inference::quote(0, 5, 100, four, None).unwrap().fee;
		Ask { assurance: four, max_fee: fee, ..Default::default() }.drawn();
		assert_eq!(details(0).seats.len(), 4);
		assert_eq!(details(0).seat_budget, STOA / 10);
		let refused = Inference::quote(9, 5, 100, THREE, None);
		assert_eq!(refused, Err(submit::Refusal::ReleaseNotFound));
	});
}

#[test]
fn job_should_show_all_that_is_known_when_it_lives_and_after() {
	build_and_execute(3, || {
		assert_eq!(Inference::job(0), None);
		Ask::default().drawn();
		let Some(JobView::Live { details, prompt }) = Inference::job(0) else { panic!() };
		assert_eq!((details.seats.len(), prompt.unwrap().as_slice()), (3, TEXT));
		answer_all(0, true, |_| 1);
		run(200);
		assert!(matches!(Inference::job(0), Some(JobView::Over(record)) if record.tokens == 10));
	});
}

#[test]
fn jobs_of_should_page_when_there_are_many() {
	build_and_execute(3, || {
		for _ in 0..7 {
			assert_ok!(Ask::default().by(alice()));
		}
		assert_ok!(Ask::default().by(bob()));
		let mut all = Vec::new();
		let mut from = None;
		loop {
			let page = Inference::jobs_of(alice(), from, 3);
			from = page.last().copied();
			if page.is_empty() {
				break;
			}
			all.extend(page);
		}
		all.sort();
		assert_eq!(all, [0, 1, 2, 3, 4, 5, 6]);
		assert_eq!(Inference::jobs_of(bob(), None, 9), [7]);
	});
}
