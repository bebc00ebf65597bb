use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{STOA, frame::sum_tree::Taken};

fn related(a: AccountId, b: AccountId) -> bool {
	let there = <ProvidersPallet as ProviderInspect<_>>::related(&a, &b);
	assert_eq!(there, <ProvidersPallet as ProviderInspect<_>>::related(&b, &a));
	there
}

fn set_endpoint(who: AccountId, endpoint: &str) {
	let endpoint = endpoint.as_bytes().to_vec().try_into().unwrap();
	assert_ok!(ProvidersPallet::set_endpoint(RuntimeOrigin::signed(who), endpoint));
}

#[test]
fn draw_should_follow_the_bonds_when_many_serve() {
	build_and_execute(|| {
		register_and_serve(ALICE, 10);
		register_and_serve(BOB, 30);
		register_and_serve(CAROL, 60);
		settle();
		let mut hits = [0u32; 4];
		for random in 0..1_000u64 {
			let who =
				<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, random, &Taken::default())
					.unwrap();
			hits[who as usize] += 1;
		}
		assert_eq!(hits, [0, 100, 300, 600]);
		assert!(
			<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, u64::MAX, &Taken::default())
				.is_some()
		);
	});
}

#[test]
fn draw_should_be_from_the_others_when_some_are_taken_out() {
	build_and_execute(|| {
		register_and_serve(ALICE, 10);
		register_and_serve(BOB, 3_000);
		register_and_serve(CAROL, 30);
		settle();
		let mut taken = Taken::default();
		// Somebody who serves nothing has no place.
		for who in [BOB, 9, BOB] {
			ProvidersPallet::take_out(&who, RELEASE, &mut taken);
		}
		let mut hits = [0u32; 4];
		for random in 0..400u64 {
			let who = <ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, random, &taken);
			hits[who.unwrap() as usize] += 1;
		}
		assert_eq!(hits, [0, 100, 0, 300]);
		ProvidersPallet::take_out(&ALICE, RELEASE, &mut taken);
		ProvidersPallet::take_out(&CAROL, RELEASE, &mut taken);
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, 7, &taken), None);
	});
}

#[test]
fn draw_should_find_nobody_when_nobody_serves() {
	build_and_execute(|| {
		assert_eq!(
			<ProvidersPallet as ProviderInspect<AccountId>>::draw(RELEASE, 0, &Taken::default()),
			None
		);
		register_and_serve(ALICE, 10);
		assert_eq!(
			<ProvidersPallet as ProviderInspect<AccountId>>::draw(RELEASE, 0, &Taken::default()),
			None
		);
	});
}

#[test]
fn draw_should_be_the_same_when_an_author_who_knows_it_moves_its_bond() {
	/// Who is drawn in block `n + 3` when Alice, who writes block `n + 2`, does `act` there.
	fn drawn(act: impl FnOnce()) -> Vec<Option<AccountId>> {
		let mut drawn = Vec::new();
		build_and_execute(|| {
			for (who, stoa) in [(ALICE, 300), (BOB, 40), (CAROL, 60), (4, 50)] {
				register_and_serve(who, stoa);
			}
			run_to(20);
			act();
			run_to(21);
			drawn = (0..50u64)
				.map(|n| {
					<ProvidersPallet as ProviderInspect<_>>::draw(
						RELEASE,
						n * 7_919,
						&Taken::default(),
					)
				})
				.collect();
		});
		drawn
	}
	let origin = || RuntimeOrigin::signed(ALICE);
	let honest = drawn(|| {});
	for stoa in 1..50 {
		assert_eq!(
			drawn(|| {
				ProvidersPallet::unbond(origin(), stoa * STOA).unwrap();
			}),
			honest
		);
	}
	assert_eq!(
		drawn(|| {
			ProvidersPallet::chill(origin()).unwrap();
		}),
		honest
	);
	assert_eq!(drawn(|| ProvidersPallet::unserve(origin(), RELEASE).unwrap()), honest);
	assert_eq!(
		drawn(|| {
			ProvidersPallet::bond_extra(origin(), STOA).unwrap();
		}),
		honest
	);
	assert_eq!(drawn(|| register_and_serve(5, 100)), honest);
}

#[test]
fn offer_should_be_worth_no_more_than_the_bond_when_it_has_left() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(ALICE), 10 * STOA));
		let offer = || <ProvidersPallet as ProviderInspect<_>>::offer(&ALICE, RELEASE);
		assert_eq!(offer().unwrap().weight, 20);
		assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::total_weight(RELEASE), 30);
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), RELEASE));
		assert_eq!(offer(), None);
		settle();
		assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::server_count(RELEASE), 0);
		assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::total_weight(RELEASE), 0);
	});
}

#[test]
fn servers_should_list_whoever_can_be_drawn_when_some_are_chilled() {
	build_and_execute(|| {
		for who in [ALICE, BOB, CAROL] {
			register_and_serve(who, 10);
		}
		settle();
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(BOB)));
		let servers = |limit| -> Vec<AccountId> {
			<ProvidersPallet as ProviderInspect<_>>::servers(RELEASE, limit)
				.into_iter()
				.map(|(who, _)| who)
				.collect()
		};
		assert_eq!(servers(10), vec![ALICE, CAROL]);
		// Contracts pay for what is looked at, not for what is found.
		assert_eq!(servers(2), vec![ALICE]);
		assert_eq!(servers(1), vec![ALICE]);
		assert_eq!(servers(0), Vec::<AccountId>::new());
	});
}

#[test]
fn related_should_hold_when_account_key_or_host_is_shared() {
	build_and_execute(|| {
		register(ALICE, 10);
		register(BOB, 10);
		settle();
		assert!(related(ALICE, ALICE));
		assert!(related(REQUESTER, REQUESTER));
		assert!(!related(ALICE, BOB));
		assert!(!related(ALICE, REQUESTER));

		set_endpoint(ALICE, "http://shared.example:1");
		set_endpoint(BOB, "https://SHARED.example:2/x");
		settle();
		assert!(related(ALICE, BOB));
		set_endpoint(BOB, "https://other.example");
		settle();
		assert!(!related(ALICE, BOB));

		let origin = RuntimeOrigin::signed(BOB);
		assert_ok!(ProvidersPallet::set_keys(origin, key_of(ALICE), [9; 32]));
		settle();
		assert!(related(ALICE, BOB));
	});
}

#[test]
fn related_should_not_hold_yet_when_somebody_just_took_over_the_host_of_another() {
	build_and_execute(|| {
		register(ALICE, 10);
		register(BOB, 10);
		settle();
		set_endpoint(BOB, "https://p1.example.org");
		run_to(System::block_number() + DELAY - 1);
		assert!(!related(ALICE, BOB));
		run_to(System::block_number() + 1);
		assert!(related(ALICE, BOB));
	});
}

#[test]
fn related_should_not_hold_when_only_loopback_is_shared() {
	build_and_execute(|| {
		register(ALICE, 10);
		register(BOB, 10);
		set_endpoint(ALICE, "http://127.0.0.1:9001");
		set_endpoint(BOB, "http://127.0.0.1:9002");
		settle();
		assert!(!related(ALICE, BOB));
	});
}

#[test]
fn inspect_should_know_nothing_when_the_account_is_no_provider() {
	build_and_execute(|| {
		type Inspect = ProvidersPallet;
		assert_eq!(<Inspect as ProviderInspect<_>>::free_bond(&ALICE), 0);
		assert_eq!(<Inspect as ProviderInspect<_>>::signing_key(&ALICE), None);
		assert_eq!(<Inspect as ProviderInspect<_>>::transport_key(&ALICE), None);
		assert_eq!(<Inspect as ProviderInspect<_>>::endpoint(&ALICE), None);
		assert_eq!(<Inspect as ProviderInspect<_>>::changed_at(&ALICE), 0);
		assert_eq!(<Inspect as ProviderInspect<_>>::offer(&ALICE, RELEASE), None);
		assert_eq!(<Inspect as ProviderInspect<AccountId>>::price_floor(RELEASE), None);
		assert_eq!(<Inspect as ProviderInspect<AccountId>>::server_count(RELEASE), 0);
	});
}

fn changed_at() -> u32 {
	<ProvidersPallet as ProviderInspect<_>>::changed_at(&ALICE)
}

/// Whether `act`, done at a later block, is a change.
fn changes(act: impl FnOnce()) -> bool {
	run_to(System::block_number() + 5);
	act();
	changed_at() == System::block_number()
}

#[test]
fn changed_at_should_be_the_block_in_which_keys_endpoint_or_bond_got_worse() {
	build_and_execute(|| {
		run_to(3);
		drawable(ALICE, 100);
		assert_eq!(changed_at(), 3);
		let origin = || RuntimeOrigin::signed(ALICE);
		assert!(changes(|| set_endpoint(ALICE, "https://p1.example.org")));
		assert!(changes(|| {
			assert_ok!(ProvidersPallet::set_keys(origin(), key_of(ALICE), [9; 32]));
		}));
		assert!(changes(|| {
			assert_ok!(ProvidersPallet::unbond(origin(), STOA));
		}));
		assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, 40 * STOA));
		assert!(changes(|| {
			<ProvidersPallet as ProviderBond<_>>::pay_from_reserved(&ALICE, STOA, &REQUESTER);
		}));
		assert!(changes(|| {
			<ProvidersPallet as ProviderBond<_>>::slash(&ALICE, STOA, 0, None);
		}));
		assert!(changes(|| {
			<ProvidersPallet as ProviderBond<_>>::release(&ALICE, 38 * STOA);
			assert_ok!(ProvidersPallet::unserve(origin(), RELEASE));
			assert_ok!(ProvidersPallet::deregister(origin()));
		}));
	});
}

#[test]
fn changed_at_should_stay_when_nothing_got_worse() {
	build_and_execute(|| {
		drawable(ALICE, 100);
		let origin = || RuntimeOrigin::signed(ALICE);
		assert_ok!(ProvidersPallet::unbond(origin(), STOA));
		assert!(!changes(|| {
			assert_ok!(ProvidersPallet::bond_extra(origin(), STOA));
		}));
		assert!(!changes(|| {
			assert_ok!(ProvidersPallet::chill(origin()));
			assert_ok!(ProvidersPallet::activate(origin()));
		}));
		assert!(!changes(|| {
			assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, STOA));
			<ProvidersPallet as ProviderBond<_>>::release(&ALICE, STOA);
			<ProvidersPallet as ProviderBond<_>>::credit(&ALICE);
		}));
		run_to(System::block_number() + UNBONDING);
		assert!(!changes(|| {
			assert_ok!(ProvidersPallet::withdraw_unbonded(origin()));
		}));
	});
}

#[test]
fn related_should_hold_still_when_bond_just_began_to_leave() {
	build_and_execute(|| {
		register(ALICE, 20);
		register(BOB, 20);
		set_endpoint(BOB, "https://p1.example.org");
		settle();
		assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(BOB), STOA));
		assert!(related(ALICE, BOB));
	});
}
