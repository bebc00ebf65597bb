//! In the draw or out of it, and when the daemon ends.

use super::*;

const OUT: Standing = Standing::Chilled { until: 0 };

fn chilled(number: BlockNumber) -> Event {
	shown(number, OUT, vec![])
}

#[test]
fn shutdown_leaves_the_draw_before_it_ends() {
	let mut m = machine();
	m.on(seen(10, vec![]));
	assert_eq!(m.on(Event::ShutdownAsked), [Command::Chill]);
	assert!(m.on(seen(11, vec![])).is_empty(), "not out yet");
	assert!(m.on(chilled(12)).is_empty(), "it may have been drawn in this very block");
	assert_eq!(m.on(chilled(13)), [Command::Exit]);
	assert!(m.on(chilled(14)).is_empty(), "said once");
}

#[test]
fn shutdown_finishes_the_seat_that_was_drawn_on_the_way_out() {
	let mut m = machine();
	m.on(seen(10, vec![]));
	m.on(Event::ShutdownAsked);
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	let commands = m.on(shown(11, OUT, vec![seat.clone()]));
	assert!(commands.contains(&Command::StartWork(key)), "{commands:?}");
	m.on(shown(12, OUT, vec![seat]));
	m.on(done(key, 9));
	let committed = commitment(&m, 2);
	for (n, wants) in [(13, Wants::Reveal(committed)), (14, Wants::Output)] {
		let commands = m.on(shown(n, OUT, vec![assignment(2, wants)]));
		assert!(!commands.contains(&Command::Exit), "{wants:?}");
	}
	let commands = m.on(shown(15, OUT, vec![assignment(2, Wants::Settled)]));
	assert_eq!(commands, [Command::Exit]);
}

#[test]
fn shutdown_waits_for_the_first_block_and_for_what_is_remembered() {
	let mut before = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	before.on(seen(10, vec![seat]));
	before.on(done(key, 9));
	let committed = commitment(&before, 2);

	let mut m = remembering(before.seats().clone());
	assert!(m.on(Event::ShutdownAsked).is_empty());
	let open = || vec![assignment(2, Wants::Reveal(committed))];
	assert_eq!(m.on(seen(11, open())), [Command::Chill]);
	assert!(m.on(shown(12, OUT, open())).is_empty());
	assert!(m.on(shown(13, OUT, open())).is_empty());
	assert!(m.on(shown(20, OUT, open())).is_empty());
	// A node that was put back shows nothing open, and that means nothing.
	assert!(m.on(chilled(14)).is_empty());
	assert_eq!(m.on(chilled(21)), [Command::Exit]);
}

#[test]
fn shutdown_does_not_wait_for_ever_to_be_out_of_the_draw() {
	let mut m = machine();
	m.on(seen(10, vec![]));
	m.on(Event::ShutdownAsked);
	// The account cannot pay, say.
	let all: Vec<Command> = (11..=111).flat_map(|n| m.on(seen(n, vec![]))).collect();
	assert_eq!(all.last(), Some(&Command::Exit));
	assert!(!all[..all.len() - 1].contains(&Command::Exit));
	assert_eq!(all.iter().filter(|c| **c == Command::Chill).count(), 3, "tried again: {all:?}");
}

#[test]
fn who_was_taken_out_of_the_draw_comes_back_when_it_may() {
	let mut m = machine();
	m.on(seen(10, vec![]));
	// Three strikes.
	let penalty = |n| shown(n, Standing::Chilled { until: 20 }, vec![]);
	assert!((11..20).all(|n| m.on(penalty(n)).is_empty()));
	assert_eq!(m.on(penalty(20)), [Command::Activate]);
	// The extrinsic was lost.
	assert!((21..30).all(|n| m.on(penalty(n)).is_empty()));
	assert_eq!(m.on(penalty(30)), [Command::Activate]);
	assert!((31..50).all(|n| m.on(penalty(n)).is_empty()), "each pause is longer");
	assert_eq!(m.on(penalty(50)), [Command::Activate]);
	assert!(m.on(seen(51, vec![])).is_empty());
	assert_eq!(m.on(chilled(52)), [Command::Activate], "a fork took it out again: no pause");
}

#[test]
fn an_activation_that_was_lost_does_not_keep_an_overloaded_daemon_out() {
	let mut m = machine();
	let seats: Vec<Assignment> = [2, 4, 6, 8, 12].map(|job| assignment(job, Wants::Commit)).into();
	assert!(m.on(seen(10, seats)).contains(&Command::Chill));
	assert_eq!(m.on(chilled(11)), [Command::Activate]);
	assert!(!m.on(chilled(20)).contains(&Command::Activate));
	assert_eq!(m.on(chilled(21)), [Command::Activate]);
}

#[test]
fn an_owner_who_activates_by_hand_decides_alone() {
	let by_hand = Settings { auto_activate: false, ..settings() };
	let mut m = Machine::new(by_hand, BTreeMap::new());
	m.on(Event::EnginesReady);
	m.on(Event::Finalised { number: 9 });
	assert!((10..60).all(|n| m.on(chilled(n)).is_empty()));
	// But what it left by itself, it enters by itself.
	let seats: Vec<Assignment> = [2, 4, 6, 8, 12].map(|job| assignment(job, Wants::Commit)).into();
	assert!(m.on(seen(60, seats)).contains(&Command::Chill));
	assert_eq!(m.on(chilled(61)), [Command::Activate]);
}

#[test]
fn without_engines_it_stays_out_of_the_draw() {
	let mut m = Machine::new(settings(), BTreeMap::new());
	m.on(Event::Finalised { number: 9 });
	assert!((10..30).all(|n| m.on(seen(n, vec![])).is_empty()), "a model takes time to load");
	assert_eq!(m.on(seen(30, vec![])), [Command::Chill]);
	assert!((31..60).all(|n| m.on(chilled(n)).is_empty()));
	assert_eq!(m.on(Event::EnginesReady), [Command::Activate]);

	let mut m = Machine::new(settings(), BTreeMap::new());
	assert!((10..30).all(|n| m.on(chilled(n)).is_empty()), "nor does it enter before");
	assert_eq!(m.on(Event::EnginesReady), [Command::Activate]);
}
