use crate::{Event, mock::*};

fn told() -> Vec<Event<Test>> {
	let events = System::events().into_iter();
	let ours = events.filter_map(|record| match record.event {
		RuntimeEvent::Clock(event) => Some(event),
		_ => None,
	});
	ours.collect()
}

#[test]
fn the_clock_should_stand_still_while_somebody_fills_blocks() {
	new_test_ext().execute_with(|| {
		block([0, 0, 0], 0);
		assert_eq!((Clock::stood_still(), told()), (0, vec![]));
		block([750, 250, 0], 0);
		assert_eq!((Clock::stood_still(), told()), (1, vec![Event::StoodStill { blocks: 1 }]));
		block([0, 1_000, 0], 0);
		assert_eq!((Clock::stood_still(), told()), (2, vec![Event::StoodStill { blocks: 2 }]));
		block([0, 0, 0], 0);
		assert_eq!((Clock::stood_still(), told()), (2, vec![]));
	});
}

#[test]
fn the_clock_should_go_on_when_it_has_stood_still_for_long() {
	new_test_ext().execute_with(|| {
		let mut stood = Vec::new();
		for _ in 0..10 {
			block([0, 1_000, 0], 0);
			stood.push((Clock::stood_still(), told().len()));
		}
		// Of five full blocks, the fifth counts.
		let want = [(1, 1), (2, 1), (3, 1), (4, 1), (4, 0), (5, 1), (6, 1), (7, 1), (8, 1), (8, 0)];
		assert_eq!(stood, want);
		// However long it goes on: a window of so many blocks is over after five times as many.
		(0..990).for_each(|_| block([0, 1_000, 0], 0));
		assert_eq!(System::block_number() - Clock::stood_still(), 1_000 / 5);
	});
}
