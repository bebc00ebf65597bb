use crate::{mock::*, *};

#[test]
fn views_should_show_claims_games_and_whose_they_are() {
	build_and_execute(|| {
		assert_eq!(Referee::subject(0), None);
		assert_eq!(Referee::game(0), None);
		assert_eq!(Referee::bond(0, alice()), None);
		open(0, truth());
		assert_eq!(Referee::subject(0).unwrap().defender, provider());
		let mine: Vec<_> = (0..2)
			.map(|key| {
				open(key + 1, truth());
				challenge(&alice(), key, Opening::Trace)
			})
			.collect();
		let other = challenge(&bob(), 0, Opening::Trace);
		let sorted = |mut ids: Vec<u64>| {
			ids.sort();
			ids
		};
		assert_eq!(sorted(Referee::games_of(alice(), None, 10)), mine);
		let all = Referee::games_of(provider(), None, 1_000);
		assert_eq!(sorted(all.clone()), [mine, vec![other]].concat());
		let first = Referee::games_of(provider(), None, 1);
		assert_eq!(first, all[..1]);
		assert_eq!(Referee::games_of(provider(), Some(first[0]), 10), all[1..]);
	});
}
