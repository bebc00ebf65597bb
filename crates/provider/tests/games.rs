//! Executor and auditor of class Exact against each other: two daemons on one chain, honest ones and liars.

mod common;

use common::{
	GENESIS, identity,
	town::{Chair, GAME, JOB, Town, artefact, prompt},
};
use std::{
	path::Path,
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering},
	},
	time::Duration,
};
use stoa_exact::{artefact::Artefact, game::Node, op::Op, shape::CellLeaf, trace::Meddle};
use stoa_primitives::{SubjectKey, payload};
use stoa_provider::{
	config::Config,
	engine::{Answer, ExactRoots, exact::Exact},
	faults::{Duty, Fault, Faults},
	games::{Move, board::Ended},
	keys::Identity,
	machine::Event,
	shell::{Daemon, Options},
	state::{Core, Gate, Leaving},
	store::Store,
};
use subxt_signer::sr25519::dev;
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle};

const EXECUTOR: usize = 0;
const AUDITOR: usize = 1;

fn identity_of(who: usize) -> Identity {
	match who {
		EXECUTOR => identity(),
		_ => Identity::new(dev::charlie(), [3; 32], [4; 32]).unwrap(),
	}
}

/// A daemon: what it shares, its task, and what would stop it.
type Running = (Arc<Core>, JoinHandle<anyhow::Result<()>>, watch::Sender<bool>);

/// One side: its folder, and its daemon while it runs.
struct Party {
	dir: TempDir,
	options: Options,
	running: Option<Running>,
}

impl Party {
	fn new(options: Options) -> Self {
		let options = Options { serve_http: false, ..options };
		Self { dir: tempfile::tempdir().unwrap(), options, running: None }
	}

	async fn start(&mut self, who: usize, town: &Arc<Town>, artefact: &Arc<Artefact>) {
		let config = config(self.dir.path());
		let daemon = loop {
			let chair = Arc::new(Chair { town: town.clone(), who });
			match Daemon::new(config.clone(), identity_of(who), chair, self.options.clone()) {
				Ok(daemon) => break daemon,
				// The killed one has not let go of the state file yet.
				Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
			}
		};
		let core = daemon.core.clone();
		core.add_engine(0, Arc::new(Exact::new(artefact.clone())));
		core.handle(Event::EnginesReady).unwrap();
		let (stop, stopped) = watch::channel(false);
		self.running = Some((core, tokio::spawn(daemon.run(stopped)), stop));
		while !town.is_followed(who) {
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
	}

	/// As a power cut would.
	async fn kill(&mut self) {
		let (core, task, _) = self.running.take().unwrap();
		task.abort();
		let _ = task.await;
		drop(core);
	}

	fn counted(&self, role: &str, outcome: &str) -> u64 {
		let (core, ..) = self.running.as_ref().unwrap();
		core.metrics.games.with_label_values(&[role, outcome]).get()
	}
}

fn config(dir: &Path) -> Config {
	let text = "node = \"ws://127.0.0.1:1\"\ndata_dir = \"data\"\nlisten = \"127.0.0.1:1\"\n\
		public_endpoint = \"http://127.0.0.1:1\"\nbond = \"1 STOA\"\n\
		[timing]\nself_post_after_blocks = 1\n\
		[[serve]]\nrelease = 0\nprice_in = \"1 planck\"\nprice_out = \"1 planck\"\n\
		engine = { exact = { artefact = \"m\" } }\n";
	let config = Config::parse(text, dir).unwrap();
	std::fs::create_dir_all(&config.data_dir).unwrap();
	config
}

/// A town with both daemons.
struct Stage {
	town: Arc<Town>,
	artefact: Arc<Artefact>,
	parties: [Party; 2],
}

impl Stage {
	async fn new(executor: Options, auditor: Options) -> Self {
		let artefact = artefact();
		let accounts = [EXECUTOR, AUDITOR].map(|who| identity_of(who).provider());
		let town = Town::new(accounts, artefact.header().clone());
		let mut parties = [executor, auditor].map(Party::new);
		for (who, party) in parties.iter_mut().enumerate() {
			party.start(who, &town, &artefact).await;
		}
		Self { town, artefact, parties }
	}

	/// Makes blocks until something holds; at most two hundred.
	async fn until(&self, what: &str, holds: impl Fn(&Town) -> bool) {
		for _ in 0..200 {
			self.town.block().await;
			tokio::time::sleep(Duration::from_millis(60)).await;
			if holds(&self.town) {
				return;
			}
		}
		panic!("it never happened that {what}");
	}

	async fn ended(&self) -> Ended {
		self.until("a game ended", |town| town.ended().is_some()).await;
		// So that the end is final and seen.
		for _ in 0..4 {
			self.town.block().await;
			tokio::time::sleep(Duration::from_millis(30)).await;
		}
		self.town.ended().unwrap()
	}

	async fn restart(&mut self, who: usize) {
		self.parties[who].kill().await;
		self.parties[who].start(who, &self.town, &self.artefact).await;
	}

	fn moves(&self, who: usize, name: &str) -> usize {
		self.town.count(who, name)
	}
}

/// A change of one inner operation, far back.
struct WrongOp;

impl Meddle for WrongOp {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (33, 1, Op::Gated) {
			leaves[0][4] ^= 1;
		}
	}
}

/// A change of a residual.
struct WrongLeaf;

impl Meddle for WrongLeaf {
	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, slot, leaf) == (20, 2, CellLeaf::Residual) {
			bytes[1] ^= 1;
		}
	}
}

/// Other tokens than were chosen.
struct WrongToken;

impl Meddle for WrongToken {
	fn emit(&self, _: u32, token: u32) -> u32 {
		if token == 5 { 6 } else { 5 }
	}
}

/// Computes with `0`, whatever its role.
struct Computing(Arc<dyn Meddle>);

impl Faults for Computing {
	fn computing(&self, _: &Duty) -> Option<Fault> {
		Some(Fault::Meddle(self.0.clone()))
	}
}

/// Claims a trace that is none.
struct Garbage {
	challenges: bool,
}

impl Faults for Garbage {
	fn claiming(&self, _: &Duty, answer: Answer) -> Answer {
		let exact = answer.exact.map(|roots| ExactRoots { trace: [1; 32], ..roots });
		Answer { exact, ..answer }
	}
	fn challenges_what_is_right(&self, _: &Duty) -> bool {
		self.challenges
	}
}

fn honest() -> Options {
	Options::default()
}

fn faulty(faults: impl Faults + 'static) -> Options {
	Options { faults: Some(Arc::new(faults)), ..Options::default() }
}

fn lying(meddle: impl Meddle + 'static) -> Options {
	faulty(Computing(Arc::new(meddle)))
}

/// Keeps some moves in.
fn silent(about: fn(&Move) -> bool, options: Options) -> Options {
	let gate: Gate =
		Arc::new(move |leaving| !matches!(leaving, Leaving::Move(next) if about(next)));
	Options { gate, ..options }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_are_honest_agree_and_nobody_plays() {
	let stage = Stage::new(honest(), honest()).await;
	stage.until("both revealed", |town| town.agreed().is_some()).await;
	assert_eq!(stage.town.agreed(), Some(true));
	for _ in 0..5 {
		stage.town.block().await;
	}
	assert_eq!(stage.moves(AUDITOR, "referee.commit_challenge"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_that_executed_opens_its_cells_once() {
	let stage = Stage::new(honest(), honest()).await;
	stage.until("the cells were opened", Town::opened).await;
	for _ in 0..8 {
		stage.town.block().await;
		tokio::time::sleep(Duration::from_millis(30)).await;
	}
	assert_eq!(stage.moves(AUDITOR, "inference.open_cells"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_are_opened_after_a_restart_and_without_a_disk() {
	let kept_in = || silent(|next| matches!(next, Move::OpenCells { .. }), honest());
	for lost in [false, true] {
		let mut stage = Stage::new(honest(), kept_in()).await;
		stage.until("both revealed", |town| town.agreed() == Some(true)).await;
		for _ in 0..4 {
			stage.town.block().await;
			tokio::time::sleep(Duration::from_millis(30)).await;
		}
		assert!(!stage.town.opened());
		stage.parties[AUDITOR].kill().await;
		match lost {
			true => stage.parties[AUDITOR] = Party::new(honest()),
			false => stage.parties[AUDITOR].options.gate = Options::default().gate,
		}
		let Stage { town, artefact, parties } = &mut stage;
		parties[AUDITOR].start(AUDITOR, town, artefact).await;
		stage.until("the cells were opened", Town::opened).await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_whose_opening_was_lost_are_opened_again() {
	let tries = Arc::new(AtomicUsize::new(0));
	let counted = tries.clone();
	let gate: Gate = Arc::new(move |leaving: Leaving<'_>| match leaving {
		Leaving::Move(Move::OpenCells { .. }) => counted.fetch_add(1, Ordering::Relaxed) > 0,
		_ => true,
	});
	let stage = Stage::new(honest(), Options { gate, ..Options::default() }).await;
	stage.until("the cells were opened", Town::opened).await;
	assert!(tries.load(Ordering::Relaxed) >= 2);
}

/// Confirms what it was told, without executing.
struct Copies;

impl Faults for Copies {
	fn claiming(&self, _: &Duty, answer: Answer) -> Answer {
		let exact = answer.exact.map(|roots| ExactRoots { cells: [1; 32], ..roots });
		Answer { exact, ..answer }
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_that_did_not_execute_has_nothing_to_open() {
	let stage = Stage::new(honest(), faulty(Copies)).await;
	stage.until("both revealed", |town| town.agreed() == Some(true)).await;
	for _ in 0..8 {
		stage.town.block().await;
		tokio::time::sleep(Duration::from_millis(30)).await;
	}
	assert_eq!(stage.moves(AUDITOR, "inference.open_cells"), 0, "nothing that would be refused");
	assert!(!stage.town.opened());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_step_is_led_to_and_refuted() {
	for liar in [lying(WrongOp), lying(WrongLeaf)] {
		let stage = Stage::new(liar, honest()).await;
		assert_eq!(stage.ended().await, Ended::Refuted);
		assert!(stage.moves(EXECUTOR, "referee.answer") >= 3, "it was shown");
		assert_eq!(stage.moves(AUDITOR, "referee.commit_challenge"), 1);
		assert_eq!(stage.moves(AUDITOR, "referee.prove"), 1);
		let [executor, auditor] = &stage.parties;
		assert_eq!(
			(executor.counted("defender", "lost"), executor.counted("defender", "begun")),
			(1, 1)
		);
		assert_eq!(auditor.counted("challenger", "won"), 1);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_not_chosen_needs_no_descent() {
	let stage = Stage::new(lying(WrongToken), honest()).await;
	assert_eq!(stage.ended().await, Ended::Refuted);
	assert_eq!(stage.moves(AUDITOR, "referee.choose"), 0);
	assert_eq!(stage.moves(AUDITOR, "referee.prove"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_executor_wins_against_a_false_challenge() {
	let stage = Stage::new(honest(), lying(WrongOp)).await;
	assert_eq!(stage.ended().await, Ended::Failed);
	let [executor, auditor] = &stage.parties;
	assert_eq!(executor.counted("defender", "won"), 1);
	assert_eq!(auditor.counted("challenger", "lost"), 1);
	assert_eq!(stage.moves(AUDITOR, "referee.commit_challenge"), 1, "it is not made again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_that_finds_itself_wrong_makes_no_challenge() {
	let stage = Stage::new(honest(), faulty(Garbage { challenges: false })).await;
	stage.until("both revealed", |town| town.agreed() == Some(false)).await;
	for _ in 0..10 {
		stage.town.block().await;
		tokio::time::sleep(Duration::from_millis(30)).await;
	}
	assert_eq!(stage.moves(AUDITOR, "referee.commit_challenge"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenger_with_nothing_to_show_is_timed_out() {
	let stage = Stage::new(honest(), faulty(Garbage { challenges: true })).await;
	assert_eq!(stage.ended().await, Ended::Failed);
	assert_eq!(stage.moves(EXECUTOR, "referee.timeout"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_loses() {
	let stalls = silent(|next| matches!(next, Move::Answer { .. }), honest());
	let stage = Stage::new(stalls, lying(WrongOp)).await;
	assert_eq!(stage.ended().await, Ended::Refuted, "being right does not help");
	assert_eq!(stage.moves(AUDITOR, "referee.timeout"), 1);

	let stalls = silent(|next| matches!(next, Move::Choose { .. }), honest());
	let stage = Stage::new(lying(WrongOp), stalls).await;
	assert_eq!(stage.ended().await, Ended::Failed);
	assert_eq!(stage.moves(EXECUTOR, "referee.timeout"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_that_nobody_has_cannot_be_defended() {
	let stage = Stage::new(faulty(Garbage { challenges: false }), honest()).await;
	assert_eq!(stage.ended().await, Ended::Refuted);
	assert_eq!(stage.moves(EXECUTOR, "referee.answer"), 0, "nothing that would be refused is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_killed_at_every_move_and_go_on() {
	let mut stage = Stage::new(lying(WrongOp), honest()).await;
	stage.until("both revealed", |town| town.agreed().is_some()).await;
	let mut stood = None;
	for _ in 0..60 {
		stage.until("it went on", |town| town.standing() != stood || town.ended().is_some()).await;
		if stage.town.ended().is_some() {
			break;
		}
		stood = stage.town.standing();
		stage.restart(EXECUTOR).await;
		stage.restart(AUDITOR).await;
	}
	assert_eq!(stage.town.ended(), Some(Ended::Refuted));
	assert_eq!(stage.moves(AUDITOR, "referee.prove"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_disk_loses_no_game() {
	let mut stage = Stage::new(lying(WrongOp), honest()).await;
	let in_cell = |town: &Town| {
		let standing = town.standing();
		standing.is_some_and(|standing| matches!(standing.node(), Node::Cell { .. }))
	};
	stage.until("the game came to a cell", in_cell).await;
	stage.parties[AUDITOR].kill().await;
	stage.parties[AUDITOR] = Party::new(honest());
	let Stage { town, artefact, parties } = &mut stage;
	parties[AUDITOR].start(AUDITOR, town, artefact).await;
	assert_eq!(stage.ended().await, Ended::Refuted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_challenge_is_shown_although_its_record_is_lost() {
	let mut stage = Stage::new(lying(WrongOp), honest()).await;
	let hidden = |town: &Town| town.count(AUDITOR, "referee.commit_challenge") == 1;
	stage.until("a challenge was made", hidden).await;
	stage.parties[AUDITOR].kill().await;
	stage.parties[AUDITOR] = Party::new(honest());
	let Stage { town, artefact, parties } = &mut stage;
	parties[AUDITOR].start(AUDITOR, town, artefact).await;
	assert_eq!(stage.ended().await, Ended::Refuted);
	assert_eq!(stage.moves(AUDITOR, "referee.commit_challenge"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_remembered_of_a_game_is_forgotten_when_it_is_over() {
	let mut stage = Stage::new(lying(WrongOp), honest()).await;
	let middle = |town: &Town| town.count(AUDITOR, "referee.choose") >= 1;
	stage.until("the game was under way", middle).await;
	let (core, ..) = stage.parties[AUDITOR].running.as_ref().unwrap();
	let challenges = core.records.challenges().unwrap();
	let secret = identity_of(AUDITOR).salt_secret();
	let salt = payload::tagged(b"stoa/chalsalt/v1", (secret, GENESIS, JOB));
	assert_eq!(challenges[&SubjectKey::Job(JOB)].salt, salt[..16]);
	assert!(!core.records.shown(GAME).unwrap().is_empty());
	assert_eq!(stage.ended().await, Ended::Refuted);
	stage.until("it was forgotten", |_| true).await;
	stage.parties[AUDITOR].kill().await;
	let data = stage.parties[AUDITOR].dir.path().join("data");
	let store = loop {
		match Store::open(&data, &GENESIS, &identity_of(AUDITOR).provider()) {
			Ok(store) => break store,
			Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
		}
	};
	assert!(store.records().challenges().unwrap().is_empty());
	assert!(store.records().games().unwrap().is_empty());
	assert!(store.load().unwrap().is_empty());
}

#[test]
fn the_prompt_is_of_several_pages() {
	assert!(prompt().len() > 32);
}
