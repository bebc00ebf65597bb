use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::{NewSubject, Referee as _};

fn new() -> NewSubject<AccountId> {
	NewSubject {
		defender: provider(),
		claim: parts(truth()),
		until: 10,
		reserved: 1,
		regeneration: 1,
	}
}

#[test]
fn open_should_refuse_when_the_claim_cannot_be_refereed() {
	build_and_execute(|| {
		assert_ok!(Referee::open(0, new()));
		assert_noop!(Referee::open(0, new()), Error::<Runtime>::SubjectExists);
		let mut garbage = new();
		garbage.claim.header[3] ^= 1;
		assert_noop!(Referee::open(1, garbage), Error::<Runtime>::ClaimNotRefereeable);
		let mut long = new();
		long.claim.prompt_tokens = 300;
		assert_noop!(Referee::open(1, long), Error::<Runtime>::ClaimNotRefereeable);
		let mut empty = new();
		empty.claim.prompt_tokens = 0;
		assert_noop!(Referee::open(1, empty), Error::<Runtime>::ClaimNotRefereeable);
	});
}

#[test]
fn close_should_wait_for_the_window_and_its_games() {
	build_and_execute(|| {
		assert_ok!(Referee::close(&0));
		assert_ok!(Referee::open(0, new()));
		assert_eq!(Referee::open_until(&0), Some(10));
		Referee::extend(&0, 5);
		assert_eq!(Referee::open_until(&0), Some(10));
		Referee::extend(&0, 20);
		assert_eq!(Referee::open_until(&0), Some(20));
		run(18);
		let game = challenge(&alice(), 0, Opening::Trace);
		run(10);
		assert!(Referee::has_open_games(&0));
		assert_noop!(Referee::close(&0), Error::<Runtime>::SubjectOpen);
		// While one game runs the window is open for others.
		let other = commit(&bob(), 0, &Opening::Trace);
		prove(game, &alice(), Vec::new());
		assert_eq!(Referee::open_until(&0), Some(30 + 100));
		assert_noop!(Referee::close(&0), Error::<Runtime>::SubjectOpen);
		run(101);
		assert_noop!(Referee::close(&0), Error::<Runtime>::SubjectOpen);
		assert_ok!(Referee::drop_commitment(signed(&alice()), 0, bob()));
		assert_ok!(Referee::close(&0));
		assert!(other > game);
		assert_eq!(events().pop(), Some(Event::SubjectClosed { subject: 0 }));
		assert_nothing_left();
	});
}

#[test]
fn void_should_return_all_bonds() {
	build_and_execute(|| {
		open(0, truth());
		open(1, truth());
		for n in 2..10 {
			challenge(&account(n), 0, Opening::Trace);
		}
		let other = challenge(&account(10), 1, Opening::Trace);
		Referee::void(&0);
		assert!(Told::get().is_empty());
		assert!((2..10).all(|n| balance(&account(n)) == FUNDS && held(&account(n)) == 0));
		assert_eq!(ActiveGames::<Runtime>::get(provider()), vec![other]);
		Referee::void(&1);
		Referee::void(&1);
		assert_nothing_left();
	});
}

#[test]
fn is_challenged_by_should_hold_from_the_hidden_challenge_to_the_end_of_its_game() {
	build_and_execute(|| {
		open(0, truth());
		open(1, truth());
		let challenged = |key: u64| Referee::is_challenged_by(&key, &alice());
		assert!(!challenged(0));
		commit(&alice(), 0, &Opening::Trace);
		assert!(challenged(0) && !challenged(1));
		assert!(!Referee::is_challenged_by(&0, &bob()));
		assert!(!Referee::is_challenged_by(&0, &provider()));
		run(1);
		reveal(&alice(), 0, Opening::Trace);
		assert!(challenged(0));
		// A second one, of which the first is the end.
		let second = challenge(&alice(), 0, Opening::Trace);
		prove(second - 1, &alice(), Vec::new());
		assert!(challenged(0));
		prove(second, &alice(), Vec::new());
		assert!(!challenged(0));
	});
}

#[test]
fn is_challenged_by_should_not_hold_when_the_challenge_was_never_shown() {
	build_and_execute(|| {
		open(0, truth());
		commit(&alice(), 0, &Opening::Trace);
		run(50);
		assert_ok!(Referee::drop_commitment(signed(&bob()), 0, alice()));
		assert!(!Referee::is_challenged_by(&0, &alice()));
	});
}

#[test]
fn is_challenged_by_should_not_hold_when_the_claim_is_gone_and_games_about_it_wait() {
	build_and_execute(|| {
		open(0, truth());
		for n in 3..20 {
			challenge(&account(n), 0, Opening::Trace);
		}
		challenge(&alice(), 0, Opening::Trace);
		assert!(Referee::is_challenged_by(&0, &alice()));
		Referee::void(&0);
		assert!(!Referee::is_challenged_by(&0, &alice()));
	});
}
