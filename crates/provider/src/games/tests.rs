//! What is due, on boards that a test makes up.

use super::{
	board::{Board, Game, Hidden, Look, Side, Subject},
	challenger::path,
	records::{Challenge, Records, Stage},
	samples::{Audit, AuditStage, AuditorSeat, PromptDemand, Sample, SampleTask},
	table::{End, Table, Task},
};
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	sync::{Arc, OnceLock},
};
use stoa_client::game::{Shown, defence};
use stoa_exact::{
	Blake2, Sampling,
	artefact::Artefact,
	game::Standing,
	model::Model,
	trace::{Challenger, Execution, Meddle, Move},
};
use stoa_primitives::{BlockNumber, JobId, SubjectKey, sums::Sum};

const US: [u8; 32] = [1; 32];
const THEM: [u8; 32] = [2; 32];
const JOB: JobId = 7;
const ANSWER: SubjectKey = SubjectKey::Job(JOB);
const GREEDY: Sampling = Sampling::Greedy;

/// An answer to 40 tokens of the tiny model.
fn execution() -> &'static Execution {
	static EXECUTION: OnceLock<Execution> = OnceLock::new();
	EXECUTION.get_or_init(|| run(None))
}

fn run(meddle: Option<Arc<dyn Meddle>>) -> Execution {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
	let model = Arc::new(Model::open(Path::new(path)).unwrap());
	let artefact = Arc::new(Artefact::new(model, &[], [7; 32]).unwrap());
	let prompt: Vec<u32> = (3..43).collect();
	match meddle {
		Some(meddle) => Execution::meddled(artefact, GREEDY, &prompt, 3, meddle).unwrap(),
		None => Execution::run(artefact, GREEDY, &prompt, &[5, 6, 7], false).unwrap(),
	}
}

fn open() -> Standing {
	Standing::open(execution().claim())
}

/// After the first answer.
fn shown() -> Standing {
	let answer = defence(execution(), &open()).unwrap();
	open().answer::<Blake2>(execution().claim(), &answer).unwrap()
}

fn game(defender: [u8; 32], standing: Standing) -> Game {
	let challenger = if defender == US { THEM } else { US };
	Game {
		subject: ANSWER,
		defender,
		challenger,
		opened_at: 90,
		whole: true,
		standing,
		since: Some(100),
		defender_left: 20,
		challenger_left: 30,
	}
}

fn look(best: BlockNumber, game: Option<Game>) -> Look {
	let claim = execution().claim().clone();
	let subject = Subject { claim, channel: None, until: 150, contested: false };
	Look {
		best,
		finalised: best - 2,
		contradicted: BTreeSet::new(),
		board: Board {
			games: game.map(|game| (3, game)).into_iter().collect(),
			subjects: BTreeMap::from([(ANSWER, subject)]),
			hidden: Vec::new(),
			asked: BTreeMap::new(),
			audits: Vec::new(),
		},
	}
}

fn hidden(challenger: [u8; 32]) -> Hidden {
	Hidden { subject: ANSWER, challenger, digest: [9; 32], reveal_by: 120 }
}

fn made(stage: Stage) -> BTreeMap<SubjectKey, Challenge> {
	BTreeMap::from([(ANSWER, Challenge { salt: [4; 16], cell: None, stage })])
}

fn table() -> Table {
	Table::new(US, BTreeSet::new())
}

fn due(look: &Look) -> Vec<Task> {
	table().due(look, &BTreeMap::new())
}

#[test]
fn a_defender_answers_when_it_is_its_turn_and_time_runs() {
	let answer = [Task::Answer { game: 3, standing: open().encode() }];
	assert_eq!(due(&look(101, Some(game(US, open())))), answer);
	// A late answer counts as long as nobody has ended the game.
	assert_eq!(due(&look(140, Some(game(US, open())))), answer);
	assert!(due(&look(101, Some(game(US, shown())))).is_empty(), "not its turn");
	let waits = Game { since: None, ..game(US, open()) };
	assert!(due(&look(101, Some(waits))).is_empty(), "no clock runs");
}

#[test]
fn whoever_is_late_loses() {
	let end = [Task::Timeout { game: 3 }];
	let (lead, defend) =
		(|n| look(n, Some(game(THEM, open()))), |n| look(n, Some(game(US, shown()))));
	assert!(!due(&lead(120)).contains(&end[0]), "there are 20 blocks");
	assert_eq!(due(&lead(121)), end);
	assert!(due(&defend(130)).is_empty(), "there are 30 blocks");
	assert_eq!(due(&defend(131)), end);
	let mut gone = look(101, Some(game(THEM, shown())));
	gone.board.subjects.clear();
	assert_eq!(due(&gone), end, "nothing is left to play about, and the bond waits");
	gone.board.games.insert(3, game(US, open()));
	assert!(due(&gone).is_empty());
}

#[test]
fn a_task_is_repeated_after_growing_pauses() {
	let mut table = table();
	let at = |n| look(n, Some(game(US, open())));
	let mut tried = Vec::new();
	for n in 101..140 {
		for task in table.due(&at(n), &BTreeMap::new()) {
			table.tried(&task, &at(n));
			tried.push(n);
		}
	}
	assert_eq!(tried, [101, 104, 110, 122]);
	// Where the game stands elsewhere, it is another task.
	let elsewhere = look(123, Some(game(THEM, shown())));
	assert_eq!(table.due(&elsewhere, &BTreeMap::new()).len(), 1);
}

#[test]
fn an_answer_that_a_seat_contradicts_is_challenged_once() {
	let mut table = table();
	let mut at = look(110, None);
	assert!(table.due(&at, &BTreeMap::new()).is_empty(), "nobody contradicts it");
	at.contradicted.insert(ANSWER);
	assert_eq!(table.due(&at, &BTreeMap::new()), [Task::Challenge { subject: ANSWER }]);
	// It was lost on its way.
	assert_eq!(table.due(&at, &made(Stage::Made)), [Task::Challenge { subject: ANSWER }]);
	at.board.hidden = vec![hidden(THEM), hidden(US)];
	assert_eq!(table.due(&at, &made(Stage::Made)), [Task::Show { subject: ANSWER }]);
	at.board.hidden.clear();
	at.board.games.insert(3, game(THEM, open()));
	let lead = Task::Lead { game: 3, standing: open().encode() };
	assert_eq!(table.due(&at, &made(Stage::Made)), [lead]);
	at.board.games.clear();
	assert!(table.due(&at, &made(Stage::Played(3))).is_empty(), "it was played");
	assert!(table.due(&at, &made(Stage::Unfounded)).is_empty());
	at.best = 150;
	assert!(table.due(&at, &BTreeMap::new()).is_empty(), "the window is over");
}

#[test]
fn what_nobody_shows_in_time_is_cleared_away() {
	let mut at = look(120, None);
	at.board.hidden = vec![hidden(THEM)];
	assert!(due(&at).is_empty(), "it can still be shown");
	at.best = 121;
	let drop = |challenger| Task::Drop { subject: ANSWER, challenger };
	assert_eq!(due(&at), [drop(THEM)]);
	// What keeps somebody else's claim open is not our matter, but our own keeps the place of another one.
	at.contradicted.insert(ANSWER);
	assert_eq!(due(&at), [Task::Challenge { subject: ANSWER }]);
	at.board.hidden = vec![hidden(US)];
	assert_eq!(due(&at), [drop(US)]);
}

#[test]
fn the_most_urgent_game_comes_first() {
	let mut at = look(105, Some(game(US, open())));
	at.board.games.insert(1, Game { defender_left: 19, ..game(US, open()) });
	at.board.games.insert(2, Game { since: Some(90), ..game(US, open()) });
	let order: Vec<_> = due(&at)
		.into_iter()
		.map(|task| match task {
			Task::Answer { game, .. } => game,
			other => panic!("{other:?}"),
		})
		.collect();
	assert_eq!(order, [2, 1, 3]);
}

#[test]
fn an_end_is_told_once_and_only_when_it_is_final() {
	let mut table = table();
	let there = |n| look(n, Some(game(US, open())));
	assert_eq!(table.begun(&there(101)), [(3, Side::Defender)]);
	assert!(table.begun(&there(102)).is_empty());
	let gone = |n| look(n, None);
	assert!(table.ended(&gone(103)).is_empty());
	// A fork brings it back.
	assert!(table.begun(&there(104)).is_empty());
	assert!(table.ended(&gone(105)).is_empty());
	assert!(table.ended(&gone(106)).is_empty());
	let end = End { game: 3, side: Side::Defender, first: 105, last: 105 };
	assert_eq!(table.ended(&gone(107)), [end]);
	assert!(table.ended(&gone(108)).is_empty());
	// One from before a restart.
	let mut table = Table::new(US, BTreeSet::from([3]));
	assert!(table.ended(&gone(300)).is_empty());
	let end = End { game: 3, side: Side::Challenger, first: 236, last: 300 };
	assert_eq!(table.ended(&gone(302)), [end]);
}

#[test]
fn what_was_written_down_is_there_after_a_restart_and_gone_when_it_is_over() {
	let dir = tempfile::tempdir().unwrap();
	let database = || Arc::new(redb::Database::create(dir.path().join("x")).unwrap());
	let opened = |database: Arc<redb::Database>| {
		let write = database.begin_write().unwrap();
		Records::create(&write).unwrap();
		write.commit().unwrap();
		Records::new(database)
	};
	let seen = vec![Shown { standing: shown(), answer: vec![1, 2] }];
	let records = opened(database());
	records.put_challenge(ANSWER, &made(Stage::Played(3))[&ANSWER]).unwrap();
	records.put_shown(3, &seen).unwrap();
	drop(records);
	let records = opened(database());
	assert_eq!(records.challenges().unwrap(), made(Stage::Played(3)));
	assert_eq!((records.games().unwrap(), records.shown(3).unwrap()), ([3].into(), seen));
	assert!(records.shown(4).unwrap().is_empty());
	records.forget_challenge(ANSWER).unwrap();
	records.forget_game(3).unwrap();
	assert!(records.challenges().unwrap().is_empty() && records.games().unwrap().is_empty());
}

/// Changes an inner operation of one cell, in one of two ways.
struct Wrong(u8);

impl Meddle for Wrong {
	fn inner(&self, position: u32, slot: u32, op: stoa_exact::op::Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (33, 1, stoa_exact::op::Op::Gated) {
			leaves[0][4] ^= self.0;
		}
	}
}

#[test]
fn the_way_to_a_standing_leaves_out_what_another_fork_showed() {
	// The liar has the same cells twice, and shows other operations on each fork.
	let liar = run(Some(Arc::new(Wrong(1))));
	let claim = liar.claim();
	let output = &liar.tokens()[40..];
	let again =
		Execution::run(liar.artefact().clone(), GREEDY, &liar.tokens()[..40], output, false);
	let mut challenger = Challenger::new(again.unwrap());
	let (mut standing, mut all) = (Standing::open(claim), Vec::new());
	loop {
		let answer = defence(&liar, &standing).unwrap();
		let before = standing;
		standing = standing.answer::<Blake2>(claim, &answer).unwrap();
		if standing.inner().is_some() && all.len() < 4 {
			// On the other fork it showed nonsense as the roots of the operations.
			let other = [vec![5; 32], answer[32..].to_vec()].concat();
			let standing = before.answer::<Blake2>(claim, &other);
			all.extend(standing.map(|standing| Shown { standing, answer: other }));
		}
		all.push(Shown { standing, answer: answer.clone() });
		match challenger.next(&standing, &answer) {
			Move::Choose { choice, proof } => {
				standing = standing.choose::<Blake2>(claim, choice, &proof).unwrap();
			}
			_ => break,
		}
	}
	let forks = all.iter().filter(|shown| shown.answer.starts_with(&[5; 32])).count();
	assert_eq!(forks, 1, "a cell was shown twice");
	let way = path(&all, &standing);
	assert_eq!(way.len() + 1, all.len());
	assert!(way.iter().all(|shown| !shown.answer.starts_with(&[5; 32])));
	// Back on the way, what came later is left out, and what was seen again counts once.
	let middle = all[1].standing;
	let seen_again = [all.clone(), all].concat();
	assert_eq!(path(&seen_again, &middle).len(), 2);
	assert_eq!(path(&seen_again, &standing).len(), way.len());
}

#[test]
fn cells_that_are_asked_for_are_opened_until_nobody_asks() {
	let mut at = look(110, None);
	at.board.asked.insert(JOB, [(1, 1), (2, 2)]);
	let mut table = table();
	let task = Task::Open { job: JOB };
	assert_eq!(table.due(&at, &BTreeMap::new()), std::slice::from_ref(&task));
	table.tried(&task, &at);
	assert_eq!(table.due(&at, &BTreeMap::new()), []);
	// What was lost on its way goes out again.
	at.best += 3;
	assert_eq!(table.due(&at, &BTreeMap::new()), std::slice::from_ref(&task));
	at.board.asked.clear();
	assert!(!table.is_wanted(&task, &at, &BTreeMap::new()));
}

/// What is due at block `best` about a redemption in channel 9.
fn sampled(best: BlockNumber, ours: bool, stage: AuditStage) -> Option<SampleTask> {
	let mut at = look(best, None);
	at.board.audits = vec![Audit { channel: 9, ours, root: Sum::default(), before: 0, stage }];
	match due(&at).as_slice() {
		[] => None,
		[Task::Sample(task)] => Some(*task),
		other => panic!("{other:?}"),
	}
}

#[test]
fn a_redemption_is_moved_on_when_that_is_due_and_not_before() {
	let poke = Some(SampleTask::Poke(9));
	let at = |best| sampled(best, true, AuditStage::Drawing(6));
	assert_eq!((at(110), at(111)), (None, poke), "the seed is there in block 112");
	let sample = Sample { receipt: [5; 32], trace: [6; 32], release: 0 };
	let seat = |auditor, prompt| AuditorSeat { auditor, until: 120, prompt };
	let auditing = |best, ours, auditor, prompt| {
		sampled(best, ours, AuditStage::Auditing(sample, seat(auditor, prompt)))
	};
	let (none, brought, asked) = (PromptDemand::None, PromptDemand::Brought, PromptDemand::Asked);
	// As provider: it waits for the auditor, and then for nobody.
	assert_eq!((auditing(120, true, THEM, none), auditing(121, true, THEM, none)), (None, poke));
	assert_eq!(auditing(121, true, THEM, brought), poke);
	let bring = Some(SampleTask::BringPrompt(9, THEM));
	assert_eq!(auditing(125, true, THEM, asked(130)), bring, "late is better than never");
	// As auditor.
	assert_eq!(auditing(110, false, US, none), Some(SampleTask::DemandPrompt(9)));
	assert_eq!(auditing(110, false, US, asked(110)), None);
	assert_eq!(auditing(111, false, US, asked(110)), poke, "the provider withholds it");
	assert_eq!(auditing(110, false, US, brought), Some(SampleTask::Audit(9, [5; 32])));
	let doubted = |best, ours, auditor| {
		sampled(best, ours, AuditStage::Contradicted(sample, seat(auditor, brought), 120))
	};
	assert_eq!(doubted(110, true, THEM), Some(SampleTask::ShowTrace(9)));
	assert_eq!((doubted(120, false, US), doubted(121, false, US)), (None, poke));
}

#[test]
fn a_dispute_is_over_when_nobody_can_play_any_more() {
	let sample = Sample { receipt: [5; 32], trace: [6; 32], release: 0 };
	let seat = AuditorSeat { auditor: THEM, until: 120, prompt: PromptDemand::Brought };
	let audit = Audit {
		channel: 9,
		ours: true,
		root: Sum::default(),
		before: 0,
		stage: AuditStage::Disputed(sample, seat),
	};
	let mut at = look(150, None);
	at.board.audits = vec![audit];
	let key = SubjectKey::Receipt([5; 32]);
	let subject = at.board.subjects.remove(&ANSWER).unwrap();
	at.board.subjects.insert(key, subject);
	assert!(due(&at).is_empty(), "it can be challenged in block 150");
	at.best = 151;
	let poke = [Task::Sample(SampleTask::Poke(9))];
	assert_eq!(due(&at), poke);
	at.board.hidden = vec![Hidden { subject: key, reveal_by: 160, ..hidden(THEM) }];
	assert!(due(&at).is_empty(), "somebody may show a challenge");
	at.board.hidden.clear();
	at.board.subjects.get_mut(&key).unwrap().contested = true;
	assert!(due(&at).is_empty(), "a game runs");
	at.board.subjects.clear();
	assert_eq!(due(&at), poke);
}

#[test]
fn a_receipt_that_was_contradicted_is_challenged_once() {
	let key = SubjectKey::Receipt([5; 32]);
	let mut at = look(110, None);
	let subject = at.board.subjects.remove(&ANSWER).unwrap();
	at.board.subjects.insert(key, subject);
	at.contradicted.insert(key);
	assert_eq!(due(&at), [Task::Challenge { subject: key }]);
	let made = |stage| BTreeMap::from([(key, made(stage)[&ANSWER])]);
	assert!(table().due(&at, &made(Stage::Played(4))).is_empty());
	at.board.hidden = vec![Hidden { subject: key, ..hidden(US) }];
	assert_eq!(table().due(&at, &made(Stage::Made)), [Task::Show { subject: key }]);
}
