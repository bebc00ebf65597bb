use crate::{mock::*, *};
use frame_support::assert_ok;

fn moot(call: Call<Test>) -> bool {
	Compute::is_moot(&call)
}

#[test]
fn steps_about_a_lease_that_is_over_should_be_moot() {
	build_and_execute(|| {
		let lease = leased(100);
		let steps = || {
			[
				Call::start_lease { lease },
				Call::decline_lease { lease },
				Call::claim { lease },
				Call::close_lease { lease, contested: None },
				Call::insist { lease },
				Call::go_to_court { lease },
				Call::poke { due: Due::Lease(lease) },
			]
		};
		assert!(steps().into_iter().all(|call| !moot(call)));
		assert_ok!(Compute::close_lease(signed(TENANT), lease, None));
		assert!(steps().into_iter().all(moot));
		// What pays in is refused with a reason.
		assert!(!moot(Call::top_up { lease, amount: 1 }));
	});
}

#[test]
fn a_statement_should_be_moot_when_there_is_one_as_new() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		let usage = usage(id);
		let call = |usage| Call::submit_usage {
			usage,
			tenant_signature: [0; 64],
			provider_signature: [0; 64],
		};
		assert!(!moot(call(usage)));
		assert_ok!(submit(usage));
		assert!(moot(call(usage)));
		run(1);
		assert!(!moot(call(stoa_primitives::Usage { until: usage.until + 1, ..usage })));
	});
}

#[test]
fn a_bid_should_be_moot_when_it_is_outbid_or_the_request_is_decided() {
	build_and_execute(|| {
		let offer = create_offer(PROVIDER);
		let needs = Needs {
			resources: terms().resources,
			attributes: Default::default(),
			period_blocks: PERIOD,
		};
		assert_ok!(Compute::request_lease(signed(TENANT), needs, order(100), PRICE, 10));
		let bid = |price| Call::bid { request: 0, offer, price };
		assert!(!moot(bid(PRICE)));
		assert_ok!(Compute::bid(signed(PROVIDER), 0, offer, PRICE / 2));
		assert!(moot(bid(PRICE)) && moot(bid(PRICE / 2)));
		assert!(!moot(bid(PRICE / 3)));
		assert!(!moot(Call::cancel_request { request: 0 }));
		run(20);
		assert!(moot(bid(PRICE / 3)) && moot(Call::cancel_request { request: 0 }));
		assert!(moot(Call::poke { due: Due::Request(0) }));
	});
}

#[test]
fn answers_should_be_moot_when_the_measurement_is_over() {
	build_and_execute(|| {
		create_offer(PROVIDER);
		assert_ok!(Compute::challenge_hardware(signed(OTHER), PROVIDER, None));
		let commit = || Call::commit_measurement { measurement: 0, roots: Default::default() };
		assert!(!moot(commit()) && !moot(Call::poke { due: Due::Measurement(0) }));
		run(100);
		assert!(moot(commit()) && moot(Call::poke { due: Due::Measurement(0) }));
	});
}
