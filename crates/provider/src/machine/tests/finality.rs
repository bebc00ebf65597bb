//! A chain whose finality stalls, forks, and nodes that are put back.

use super::*;

/// A machine that answered job 2 at height `n`, its key and its commitment.
fn committed(n: BlockNumber) -> (Machine, SeatKey, Digest) {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(Event::Finalised { number: n - 1 });
	m.on(seen(n, vec![seat]));
	m.on(done(key, 9));
	let said = commitment(&m, 2);
	(m, key, said)
}

fn posts(commands: &[Command], kind: StatementKind) -> usize {
	let ours = |c: &&Command| matches!(c, Command::Submit(Post::Statement(_, k)) if *k == kind);
	commands.iter().filter(ours).count()
}

#[test]
fn a_reveal_does_not_wait_for_finality_beyond_its_deadline() {
	let (mut m, _, said) = committed(10);
	// Finality stays at 9; the chain waits until block 30.
	let reveal = || vec![assignment(2, Wants::Reveal(said))];
	for n in 11..26 {
		let commands = m.on(seen(n, reveal()));
		assert_eq!(posts(&commands, StatementKind::Reveal), 0, "block {n}");
		assert_eq!(m.asked(2, 0), Asked::Working, "block {n}");
		assert!(!m.output_is_public(2));
	}
	let commands = m.on(seen(26, reveal()));
	assert_eq!(posts(&commands, StatementKind::Reveal), 1, "at once: it must be in by block 29");
	assert!(matches!(says(&m, 2), Some(Statement::Reveal { .. })));
	let again: usize =
		(27..30).map(|n| posts(&m.on(seen(n, reveal())), StatementKind::Reveal)).sum();
	assert_eq!(again, 1, "repeated while there is time");
}

#[test]
fn nothing_is_committed_while_finality_stalls() {
	let mut m = machine();
	let seat = || vec![assignment(2, Wants::Commit)];
	m.on(seen(10, seat()));
	m.on(done(assignment(2, Wants::Commit).key(), 9));
	m.on(seen(19, seat()));
	assert!(matches!(says(&m, 2), Some(Statement::Commit(_))));
	for n in 20..29 {
		let commands = m.on(seen(n, seat()));
		assert_eq!(posts(&commands, StatementKind::Commit), 0, "block {n}");
		assert_eq!(m.asked(2, 0), Asked::Working, "block {n}");
	}
	let commands = m.on(Event::Finalised { number: 26 });
	assert_eq!(posts(&commands, StatementKind::Commit), 1);
	assert!(matches!(says(&m, 2), Some(Statement::Commit(_))));
}

#[test]
fn a_node_that_is_put_back_makes_nothing_forgotten() {
	let (m, key, said) = committed(100);
	// With or without a restart in between.
	let again = remembering(m.seats().clone());
	for mut m in [m, again] {
		// Another data folder: the chain grows again from 50.
		for n in 50..=100 {
			let mut commands = m.on(seen(n, vec![]));
			commands.extend(m.on(Event::Finalised { number: n - 1 }));
			assert!(commands.is_empty(), "block {n}: {commands:?}");
		}
		let mut reveal = assignment(2, Wants::Reveal(said));
		reveal.deadline = 200;
		reveal.draw_is_final = true;
		m.on(seen(101, vec![reveal]));
		assert!(matches!(says(&m, 2), Some(Statement::Reveal { .. })));
		// What is over is forgotten all the same.
		m.on(seen(102, vec![]));
		assert!(m.on(Event::Finalised { number: 102 }).is_empty());
		assert!(m.on(Event::Finalised { number: 103 }).contains(&Command::Forget(key)));
	}
}

#[test]
fn an_answer_that_was_lost_is_computed_again_and_opened() {
	let (_, key, said) = committed(10);
	for wants in [Wants::Others, Wants::Reveal(said)] {
		// Nothing is left of the disk.
		let mut m = machine();
		let commands = m.on(seen(12, vec![assignment(2, wants)]));
		assert!(commands.contains(&Command::StartWork(key)), "{wants:?}: {commands:?}");
		m.on(done(key, 9));
		let mut reveal = assignment(2, Wants::Reveal(said));
		reveal.draw_is_final = true;
		m.on(seen(13, vec![reveal]));
		assert!(matches!(says(&m, 2), Some(Statement::Reveal { .. })), "{wants:?}");
	}
}

#[test]
fn what_is_known_is_not_computed_again() {
	let (mut m, key, said) = committed(10);
	for wants in [Wants::Others, Wants::Reveal(said), Wants::Output, Wants::Settled] {
		let commands = m.on(seen(12, vec![assignment(2, wants)]));
		assert!(!commands.contains(&Command::StartWork(key)), "{wants:?}");
	}
}

#[test]
fn a_seat_that_moved_on_another_fork_is_known_by_its_new_place() {
	let mut m = machine();
	let mut seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat.clone()]));
	m.on(done(key, 9));
	let said = commitment(&m, 2);
	seat.seat = 2;
	let commands = m.on(seen(11, vec![seat.clone()]));
	assert!(
		matches!(&commands[..], [Command::Persist(k, s)] if *k == key && s.seat == 2),
		"{commands:?}"
	);
	assert_eq!(m.seat(&key).unwrap().seat, 2);
	assert_eq!(commitment(&m, 2), said);
	assert!(m.on(seen(12, vec![seat])).is_empty(), "written once");
}
