use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{STOA, frame::Referee as _};

#[test]
fn commit_challenge_should_hold_the_bond_when_the_claim_is_open() {
	build_and_execute(|| {
		open(0, truth());
		let bond = Referee::bond(0, alice()).unwrap();
		let game = commit(&alice(), 0, &Opening::Trace);
		assert_eq!((held(&alice()), balance(&alice())), (bond, FUNDS));
		assert!(bond >= Referee::parameters().min_bond);
		assert!(Referee::has_open_games(&0));
		let hidden = Commitments::<Runtime>::get(0, alice()).unwrap();
		assert_eq!((hidden.game, hidden.reveal_by), (game, 1 + 40));
	});
}

#[test]
fn commit_challenge_should_cost_more_when_more_is_frozen() {
	build_and_execute(|| {
		open(0, truth());
		let little = Referee::bond(0, alice()).unwrap();
		Subjects::<Runtime>::mutate(0, |details| {
			details.as_mut().unwrap().reserved = 1_000_000 * STOA;
		});
		assert!(Referee::bond(0, alice()).unwrap() > 2 * little);
	});
}

#[test]
fn commit_challenge_should_double_the_bond_when_others_of_the_same_funder_are_open() {
	build_and_execute(|| {
		(0..4).for_each(|key| open(key, truth()));
		open_of(4, truth(), account(9));
		let first = Referee::bond(0, alice()).unwrap();
		for key in 0..4 {
			let bond = Referee::bond(key, alice()).unwrap();
			assert_eq!(bond, first << key);
			commit(&alice(), key, &Opening::Trace);
		}
		assert_eq!(held(&alice()), 15 * first);
		// Neither others nor other providers are concerned.
		assert_eq!(Referee::bond(0, bob()), Some(first));
		assert_eq!(Referee::bond(4, alice()), Some(first));
		// Once one is over the next is cheaper again.
		run(41);
		assert_ok!(Referee::drop_commitment(signed(&bob()), 3, alice()));
		assert_eq!(Referee::bond(4, alice()), Some(first));
		assert_eq!(Referee::bond(3, alice()), Some(first << 3));
	});
}

#[test]
fn commit_challenge_should_double_the_bond_for_each_failure_when_the_market_window_is_over() {
	build_and_execute(|| {
		open(0, truth());
		let first = Referee::bond(0, bob()).unwrap();
		run(WINDOW - 3);
		for failures in 1..4 {
			let game = challenge(&alice(), 0, Opening::Trace);
			prove(game, &alice(), Vec::new());
			run(99);
			assert_eq!(Referee::bond(0, bob()), Some(first << failures));
		}
		run(2);
		let late = Referee::commit_challenge(signed(&alice()), 0, [0; 32]);
		assert_noop!(late, Error::<Runtime>::WindowOver);
	});
}

#[test]
fn commit_challenge_should_not_be_dearer_when_others_failed_within_the_market_window() {
	build_and_execute(|| {
		open(0, truth());
		let first = Referee::bond(0, bob()).unwrap();
		for n in 2..12 {
			let game = challenge(&account(n), 0, Opening::Trace);
			prove(game, &account(n), Vec::new());
		}
		assert_eq!(Referee::bond(0, bob()), Some(first));
	});
}

#[test]
fn commit_challenge_should_refuse_when_nothing_can_come_of_it() {
	build_and_execute(|| {
		let commit = |who: &AccountId| Referee::commit_challenge(signed(who), 0, [0; 32]);
		assert_noop!(commit(&alice()), Error::<Runtime>::SubjectNotFound);
		open(0, truth());
		assert_noop!(commit(&provider()), Error::<Runtime>::OwnClaim);
		assert_noop!(commit(&account(250)), Error::<Runtime>::InsufficientFunds);
		assert_ok!(commit(&alice()));
		assert_noop!(commit(&alice()), Error::<Runtime>::AlreadyCommitted);
		run(WINDOW);
		assert_ok!(commit(&bob()));
		run(1);
		assert_noop!(commit(&account(4)), Error::<Runtime>::WindowOver);
		open(1, truth());
		Bad::set(vec![Referee::model(&parts(truth()))]);
		let bad = Referee::commit_challenge(signed(&account(4)), 1, [0; 32]);
		assert_noop!(bad, Error::<Runtime>::ModelIsBad);
	});
}
