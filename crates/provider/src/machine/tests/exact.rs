//! Executors and auditors of class Exact.

use super::*;
use stoa_primitives::AnswerClaim;

fn exact(role: Role, wants: Wants) -> Assignment {
	Assignment { role, ..assignment(2, wants) }
}

/// A machine that has answered job 2.
fn answered(role: Role) -> (Machine, SeatKey) {
	let mut m = machine();
	let seat = exact(role, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat]));
	m.on(done(key, 9));
	(m, key)
}

fn opens(claim: &AnswerClaim, salt: &Digest) -> Digest {
	payload::answer_commitment(&GENESIS, 2, 0, &[1u8; 32], claim, salt)
}

#[test]
fn an_executor_answers_at_once_and_shows_its_trace_later() {
	let (mut m, key) = answered(Role::Executor);
	let Asked::Says { statement: Statement::Answer { claim, seal }, inline_output } = m.asked(2, 0)
	else {
		panic!("{:?}", m.asked(2, 0))
	};
	assert_eq!((claim.trace, inline_output), (None, Some([9; 32])));
	// Others audit it.
	m.on(seen(11, vec![exact(Role::Executor, Wants::Others)]));
	assert_eq!(m.asked(2, 0), Asked::Working);
	let mut reveal = exact(Role::Executor, Wants::Reveal(seal));
	reveal.draw_is_final = true;
	m.on(seen(12, vec![reveal]));
	let Asked::Says { statement: Statement::Trace { trace, salt }, inline_output } = m.asked(2, 0)
	else {
		panic!("{:?}", m.asked(2, 0))
	};
	assert_eq!((trace, inline_output), ([10; 32], None));
	assert_eq!(opens(&AnswerClaim { trace: Some(trace), ..claim }, &salt), seal);
	m.on(seen(13, vec![exact(Role::Executor, Wants::Defence)]));
	assert_eq!(m.asked(2, 0), Asked::Working);
	assert!(m.output_is_public(2));
	assert_eq!(m.exact_answers(2).count(), 1);
	m.on(seen(14, vec![]));
	assert_eq!(m.exact_answers(2).count(), 1, "a game may outlive the job for a while");
	assert!(m.on(Event::Finalised { number: 15 }).contains(&Command::Forget(key)));
}

#[test]
fn an_auditor_commits_before_it_shows_anything() {
	let (mut m, _) = answered(Role::Auditor);
	let said = commitment(&m, 2);
	let mut reveal = exact(Role::Auditor, Wants::Reveal(said));
	reveal.draw_is_final = true;
	m.on(seen(12, vec![reveal]));
	let Asked::Says { statement: Statement::Reveal { claim, salt }, inline_output } = m.asked(2, 0)
	else {
		panic!("{:?}", m.asked(2, 0))
	};
	assert_eq!((claim.trace, inline_output), (Some([10; 32]), None));
	assert_eq!(opens(&claim, &salt), said);
	m.on(seen(13, vec![exact(Role::Auditor, Wants::Challenge)]));
	assert!(!m.output_is_public(2), "its own answer is not what was asked for");
	assert_eq!(m.pending(), 1, "a challenge is waited for");
}

#[test]
fn an_answer_without_a_trace_is_none() {
	let mut m = machine();
	let seat = exact(Role::Executor, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat]));
	let output = Output { root: [9; 32], bytes: 8, tokens: 2, exact: None };
	m.on(Event::EngineDone { key, result: Ok(output) });
	assert_eq!(m.asked(2, 0), Asked::Working);
}

#[test]
fn a_fork_may_make_an_auditor_of_an_executor() {
	let (mut m, key) = answered(Role::Executor);
	let Some(Statement::Answer { seal, .. }) = says(&m, 2) else { panic!() };
	let commands = m.on(seen(11, vec![exact(Role::Auditor, Wants::Commit)]));
	assert!(
		matches!(&commands[..], [Command::Persist(k, s)] if *k == key && s.role == Role::Auditor),
		"{commands:?}"
	);
	assert_eq!(commitment(&m, 2), seal, "the same answer");
	// Another class is other work.
	let replicated = assignment(2, Wants::Commit);
	assert_ne!(replicated.key(), key);
}

#[test]
fn what_a_game_needs_is_computed_again_if_it_was_lost() {
	for (role, wants) in [(Role::Executor, Wants::Defence), (Role::Auditor, Wants::Challenge)] {
		let mut m = machine();
		let seat = exact(role, wants);
		let key = seat.key();
		assert!(m.on(seen(12, vec![seat])).contains(&Command::StartWork(key)));
		m.on(done(key, 9));
		assert_eq!(m.exact_answers(2).count(), 1);
	}
}

#[test]
fn shutdown_waits_while_an_answer_may_be_challenged() {
	const OUT: Standing = Standing::Chilled { until: 0 };
	let (mut m, _) = answered(Role::Executor);
	m.on(Event::ShutdownAsked);
	for n in 11..200 {
		let commands = m.on(shown(n, OUT, vec![exact(Role::Executor, Wants::Defence)]));
		assert!(!commands.contains(&Command::Exit), "block {n}");
	}
	assert_eq!(m.on(shown(200, OUT, vec![])), [Command::Exit]);
}
