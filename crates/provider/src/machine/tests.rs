mod exact;
mod finality;
mod presence;
mod world;

use super::*;
use crate::engine::ExactRoots;
use stoa_primitives::{Generation, Prompt, PromptKind, Sampling, Statement, Template};

const GENESIS: Digest = [7; 32];

fn settings() -> Settings {
	Settings {
		genesis: GENESIS,
		provider: [1; 32],
		salt_secret: [2; 32],
		max_concurrent: 1,
		queue: 4,
		auto_activate: true,
		self_post_after: 3,
		prompt_wait: 3,
	}
}

/// A machine that has its engines, on a chain whose finality is not behind.
fn machine() -> Machine {
	remembering(BTreeMap::new())
}

fn remembering(seats: BTreeMap<SeatKey, Seat>) -> Machine {
	let mut machine = Machine::new(settings(), seats);
	machine.on(Event::EnginesReady);
	machine.on(Event::Finalised { number: 9 });
	machine
}

fn generation() -> Generation {
	Generation { max_new_tokens: 8, sampling: Sampling::Greedy, template: Template::Chat }
}

/// A seat as the chain shows it; odd jobs have prompts that are not inline.
fn assignment(job: JobId, wants: Wants) -> Assignment {
	let content = format!("prompt {job}").into_bytes();
	let private = job % 2 == 1;
	let salt = if private { [job as u8; 32] } else { payload::ZERO_SALT };
	Assignment {
		job,
		seat: 0,
		round: 0,
		role: Role::Replicated,
		release: 0,
		prompt: Prompt {
			kind: PromptKind::Text,
			commitment: payload::prompt_commitment(&salt, &content),
			bytes: content.len() as u32,
			tokens: 3,
			inline: (!private).then(|| content.try_into().unwrap()),
		},
		generation: generation(),
		reply_key: None,
		draw_is_final: false,
		deadline: 30,
		wants,
		prompt_posted: false,
		demanded: Vec::new(),
	}
}

fn arrived(job: JobId) -> Event {
	let content = format!("prompt {job}").into_bytes();
	Event::PromptArrived {
		job,
		salt: [job as u8; 32],
		root: merkle::content_root(&content),
		bytes: content.len() as u32,
	}
}

fn seen(number: BlockNumber, assignments: Vec<Assignment>) -> Event {
	shown(number, Standing::Active, assignments)
}

fn shown(number: BlockNumber, standing: Standing, assignments: Vec<Assignment>) -> Event {
	Event::BlockSeen { number, standing, assignments }
}

fn done(key: SeatKey, byte: u8) -> Event {
	let exact = Some(ExactRoots {
		output: [byte; 32],
		trace: [byte.wrapping_add(1); 32],
		cells: [byte.wrapping_add(2); 32],
	});
	let output = Output { root: [byte; 32], bytes: 5, tokens: 2, exact };
	Event::EngineDone { key, result: Ok(output) }
}

fn says(machine: &Machine, job: JobId) -> Option<Statement> {
	match machine.asked(job, 0) {
		Asked::Says { statement, .. } => Some(statement),
		_ => None,
	}
}

fn commitment(machine: &Machine, job: JobId) -> Digest {
	match says(machine, job) {
		Some(Statement::Commit(commitment)) => commitment,
		other => panic!("{other:?}"),
	}
}

#[test]
fn a_job_goes_from_the_draw_to_its_opening() {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	assert_eq!(m.asked(2, 0), Asked::Unknown);
	let commands = m.on(seen(10, vec![seat.clone()]));
	assert!(matches!(commands[0], Command::Persist(k, _) if k == key), "{commands:?}");
	assert_eq!(commands[1], Command::StartWork(key));
	assert_eq!(m.asked(2, 0), Asked::Working);

	let commands = m.on(done(key, 9));
	assert!(matches!(commands[..], [Command::Persist(..)]), "{commands:?}");
	let committed = commitment(&m, 2);

	let mut reveal = assignment(2, Wants::Reveal(committed));
	m.on(seen(11, vec![reveal.clone()]));
	assert_eq!(m.asked(2, 0), Asked::Working, "the draw is not final yet");
	reveal.draw_is_final = true;
	m.on(seen(11, vec![reveal]));
	let Asked::Says { statement: Statement::Reveal { claim, salt }, inline_output } = m.asked(2, 0)
	else {
		panic!("{:?}", m.asked(2, 0))
	};
	assert_eq!(inline_output, Some([9; 32]));
	let opened = payload::answer_commitment(&GENESIS, 2, 0, &[1u8; 32], &claim, &salt);
	assert_eq!(opened, committed);

	m.on(seen(12, vec![assignment(2, Wants::Settled)]));
	assert!(m.output_is_public(2) && m.output_of(2).is_some());
	m.on(seen(13, vec![]));
	assert!(m.output_of(2).is_none());
	assert!(m.on(Event::Finalised { number: 13 }).is_empty(), "the next one may show it again");
	m.on(seen(14, vec![]));
	let commands = m.on(Event::Finalised { number: 14 });
	assert!(commands.contains(&Command::Forget(key)), "{commands:?}");
	assert!(commands.contains(&Command::DropBlob([9; 32])));
	assert!(m.seats().is_empty());
}

#[test]
fn what_no_validator_brings_is_posted_and_repeated() {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat.clone()]));
	m.on(done(key, 9));
	let posts = |commands: Vec<Command>| {
		commands.into_iter().filter(|c| matches!(c, Command::Submit(_))).count()
	};
	let at = |m: &mut Machine, n| posts(m.on(seen(n, vec![assignment(2, Wants::Commit)])));
	let sent: Vec<usize> = (11..=17).map(|n| at(&mut m, n)).collect();
	assert_eq!(sent, [0, 0, 1, 0, 0, 1, 0]);
	let post = Post::Statement(key, StatementKind::Commit);
	assert_eq!(posts(m.on(Event::SubmissionFailed { post })), 0, "not at once");
	assert_eq!(at(&mut m, 18), 1);
}

#[test]
fn a_prompt_that_does_not_come_gives_the_seat_back_until_it_is_posted() {
	let mut m = machine();
	for n in 10..13 {
		m.on(seen(n, vec![assignment(3, Wants::Commit)]));
		assert_eq!(m.asked(3, 0), Asked::Working);
	}
	m.on(seen(13, vec![assignment(3, Wants::Commit)]));
	assert_eq!(says(&m, 3), Some(Statement::Decline(DeclineReason::PromptUnavailable)));
	m.on(seen(14, vec![assignment(3, Wants::Prompt)]));
	assert_eq!(m.asked(3, 0), Asked::Working);

	let mut posted = assignment(3, Wants::Commit);
	posted.prompt_posted = true;
	let key = posted.key();
	let commands = m.on(seen(15, vec![posted.clone()]));
	assert!(commands.contains(&Command::FetchPostedPrompt(key)), "{commands:?}");
	assert_eq!(m.asked(3, 0), Asked::Working, "asked for work, not for words");
	assert!(m.wants_prompt(3).flatten().is_some());
	let commands = m.on(arrived(3));
	assert!(commands.contains(&Command::StartWork(key)), "{commands:?}");
	assert_eq!(m.wants_prompt(3), Some(None));
}

#[test]
fn a_useless_posted_prompt_and_other_faults_of_the_prompt_decline() {
	for (event, reason) in [
		(None, DeclineReason::PromptMalformed),
		(Some(WorkError::Malformed), DeclineReason::PromptMalformed),
		(Some(WorkError::Undercounted), DeclineReason::InputUndercounted),
	] {
		let mut m = machine();
		let seat = assignment(3, Wants::Commit);
		let key = seat.key();
		m.on(seen(10, vec![seat]));
		match event {
			None => m.on(Event::PostedPromptUseless { key }),
			Some(error) => {
				m.on(arrived(3));
				m.on(Event::EngineDone { key, result: Err(error) })
			}
		};
		assert_eq!(says(&m, 3), Some(Statement::Decline(reason)));
	}
}

#[test]
fn a_prompt_for_something_else_changes_nothing() {
	let mut m = machine();
	m.on(seen(10, vec![assignment(3, Wants::Commit)]));
	let Event::PromptArrived { salt, root, bytes, .. } = arrived(5) else { unreachable!() };
	assert!(m.on(Event::PromptArrived { job: 3, salt, root, bytes }).is_empty());
	assert_eq!(m.wants_prompt(9), None);
}

#[test]
fn failed_work_is_tried_again_later_and_never_declined() {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat.clone()]));
	assert!(m.on(Event::EngineDone { key, result: Err(WorkError::Failed) }).is_empty());
	assert!(m.on(seen(11, vec![seat.clone()])).is_empty());
	assert_eq!(m.on(seen(12, vec![seat])), [Command::StartWork(key)]);
	let result = Ok(Output { root: [0; 32], bytes: 1, tokens: 9, exact: None });
	m.on(Event::EngineDone { key, result });
	assert_eq!(m.asked(2, 0), Asked::Working, "more tokens than were asked for is no answer");
}

#[test]
fn demanded_chunks_are_provided() {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat]));
	m.on(done(key, 9));
	let mut demanded = assignment(2, Wants::Output);
	let demand = |chunk| Demand { chunk, open: false };
	demanded.demanded = vec![demand(0), demand(3)];
	let commands = m.on(seen(11, vec![demanded.clone()]));
	let post = |chunk| Command::Submit(Post::Data { key, demand: demand(chunk) });
	assert_eq!(commands, [post(0), post(3)]);
	assert!(m.on(seen(12, vec![demanded])).is_empty());
}

#[test]
fn the_most_urgent_seat_goes_first_and_too_many_take_it_out_of_the_draw() {
	let mut m = machine();
	let mut seats: Vec<Assignment> =
		[2, 4, 6, 8, 12].map(|job| assignment(job, Wants::Commit)).into();
	seats[3].deadline = 20;
	let commands = m.on(seen(10, seats.clone()));
	let started: Vec<&Command> =
		commands.iter().filter(|c| matches!(c, Command::StartWork(_))).collect();
	assert_eq!(started, [&Command::StartWork(seats[3].key())]);
	assert!(commands.contains(&Command::Chill));
	let out = Standing::Chilled { until: 11 };
	assert!(!m.on(shown(11, out, seats[..3].to_vec())).contains(&Command::Activate));
	assert!(m.on(shown(12, out, seats[..2].to_vec())).contains(&Command::Activate));
}

#[test]
fn a_seat_that_is_gone_for_long_is_not_worked_on() {
	let mut m = machine();
	let seat = assignment(2, Wants::Commit);
	let key = seat.key();
	m.on(seen(10, vec![seat.clone()]));
	assert!(m.on(seen(11, vec![])).is_empty());
	assert_eq!(m.asked(2, 0), Asked::Unknown);
	assert!(m.on(seen(11, vec![seat.clone()])).is_empty(), "a short fork does not stop the work");
	m.on(seen(12, vec![]));
	assert_eq!(m.on(seen(14, vec![])), [Command::StopWork(key)]);
	assert_eq!(m.on(seen(15, vec![seat])), [Command::StartWork(key)]);
}

#[test]
fn a_commitment_that_was_carried_over_from_another_fork_is_opened() {
	let mut m = machine();
	let first = assignment(2, Wants::Commit);
	m.on(seen(10, vec![first.clone()]));
	m.on(done(first.key(), 9));
	let committed = commitment(&m, 2);
	// The other fork has other work under the same job number.
	let mut other = assignment(2, Wants::Commit);
	other.generation.max_new_tokens = 7;
	m.on(seen(10, vec![other.clone()]));
	other.wants = Wants::Reveal(committed);
	m.on(seen(11, vec![other.clone()]));
	assert_eq!(m.asked(2, 0), Asked::Working);
	other.draw_is_final = true;
	m.on(Event::Finalised { number: 11 });
	m.on(seen(12, vec![other]));
	let Some(Statement::Reveal { claim, salt }) = says(&m, 2) else { panic!() };
	let opened = payload::answer_commitment(&GENESIS, 2, 0, &[1u8; 32], &claim, &salt);
	assert_eq!(opened, committed);
}
