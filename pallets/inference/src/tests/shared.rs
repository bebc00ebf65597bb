//! What others hear of a job that is paid: those who back its providers, and whoever keeps rewards.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Mutate};
use stoa_primitives::{TokenPrice, frame::Within};

#[test]
fn those_who_back_a_provider_should_get_their_part_of_its_seat() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let backed = details(0).seats[1].provider.clone();
		Backed::set(Some(backed.clone()));
		assert_ok!(Balances::mint_into(&account(251), ED));
		let before = balance(&backed);
		answer_all(0, true, |_| 1);
		let seat = details(0).seats[1].paid;
		assert!(seat > 1);
		assert_eq!(balance(&backed) - before, seat - seat / 2);
		assert_eq!((balance(&account(251)) - ED, SharedSoFar::take()), (seat / 2, seat / 2));
	});
}

#[test]
fn a_provider_should_get_all_when_those_who_back_it_cannot_receive() {
	build_and_execute(3, || {
		// So cheap that half of it does not make an account.
		let cheap = TokenPrice { per_1k_input: 0, per_1k_output: 10_000 };
		(0..3).for_each(|n| Providers::change(&provider(n), |entry| entry.price = cheap));
		Ask::default().drawn();
		let backed = details(0).seats[1].provider.clone();
		Backed::set(Some(backed.clone()));
		let before = balance(&backed);
		answer_all(0, true, |_| 1);
		assert_eq!(balance(&backed) - before, details(0).seats[1].paid);
		assert_eq!(SharedSoFar::get(), 0);
	});
}

/// Whether a final job of three executors was told as audited, if so many must serve its release.
fn told_as_audited(min_servers: u32) -> bool {
	let mut audited = None;
	build_and_execute(3, || {
		CurrentParameters::<Runtime>::mutate(|all| all.min_servers = Within::clamped(min_servers));
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		run(clocks().freeze_window.get() + 1);
		audited = Told::take().first().map(|job| job.audited);
	});
	audited.expect("it is final")
}

#[test]
fn replicated_work_should_count_as_audited_where_enough_serve() {
	assert!(told_as_audited(3));
	assert!(!told_as_audited(4));
}

#[test]
fn exact_work_should_count_as_audited_when_an_auditor_found_the_same() {
	build_and_execute(5, || {
		audited(1);
		run(201);
		let told = Told::take();
		assert!(told.len() == 1 && told[0].audited && told[0].executors.len() == 2);
	});
}

#[test]
fn exact_work_should_not_count_as_audited_when_nobody_audited_it() {
	build_and_execute(2, || {
		let id = answered(1, 1);
		show(id, 0, 1, 1);
		run(201);
		let told = Told::take();
		assert!(told.len() == 1 && !told[0].audited);
	});
}
