use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::STOA;

#[test]
fn provider_should_show_everything_when_registered() {
	build_and_execute(|| {
		assert_eq!(ProvidersPallet::provider(ALICE), None);
		drawable(ALICE, 30);
		assert_ok!(ProvidersPallet::bond_extra(RuntimeOrigin::signed(ALICE), 5 * STOA));
		assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, STOA));
		let info = ProvidersPallet::provider(ALICE).unwrap();
		assert_eq!((info.account, info.bond, info.reserved), (ALICE, 35 * STOA, STOA));
		assert_eq!(info.endpoint, endpoint_of(ALICE).into_inner());
		assert_eq!(info.serving.len(), 1);
		assert_eq!((info.serving[0].release, info.serving[0].weight), (RELEASE, 30));
		assert_eq!(info.serving[0].pending.unwrap().weight, 35);
	});
}

#[test]
fn providers_should_page_through_all_when_asked_repeatedly() {
	build_and_execute(|| {
		for who in 1..=25 {
			register(who, 10);
		}
		let (mut seen, mut from) = (Vec::new(), None);
		loop {
			let page = ProvidersPallet::providers(from, 10);
			assert!(page.len() <= 10);
			let Some(last) = page.last() else { break };
			from = Some(last.account);
			seen.extend(page.iter().map(|info| info.account));
		}
		seen.sort();
		assert_eq!(seen, (1..=25).collect::<Vec<_>>());
	});
}

#[test]
fn servers_should_page_by_slot_when_asked_repeatedly() {
	build_and_execute(|| {
		for who in 1..=25 {
			register_and_serve(who, 10);
		}
		run_to(20);
		let page = ProvidersPallet::servers(RELEASE, 20, 10);
		assert_eq!(page.len(), 5);
		assert_eq!((page[0].slot, page[0].account, page[0].weight), (20, 21, 10));
		assert_eq!(page[0].free_bond, 10 * STOA);
		assert_eq!(ProvidersPallet::servers(RELEASE, 25, 10), vec![]);
		assert_eq!(ProvidersPallet::servers(RELEASE, u32::MAX, u32::MAX), vec![]);
		assert_eq!(ProvidersPallet::servers(RELEASE, 0, u32::MAX).len(), 25);
		assert_eq!(ProvidersPallet::servers(99, 0, 10), vec![]);
	});
}
