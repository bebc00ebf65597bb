//! Moves: an answer is executed again with all its cells, and what is due is made from it.
//!
//! An execution takes seconds and tens of megabytes, so the last few are kept and no more.

use super::{
	Move,
	board::{Game, Look, Subject},
	records::{Challenge, Stage},
	table::Task,
};
use crate::{
	chain::Chain,
	engine::exact::Work,
	faults::{Due, Duty},
	machine::{Answered, Machine, Seat},
	state::Core,
	units::Amount,
};
use anyhow::{Context, Result, bail, ensure};
use std::{collections::BTreeSet, sync::Arc};
use stoa_client::game::{Doubt, Shown, Turn, defence};
use stoa_exact::{
	Blake2, Sampling,
	game::{Node, Standing},
	shape::tokens_root,
	trace::Execution,
};
use stoa_primitives::{Digest, GameId, JobId, SubjectKey, payload};
use tokio::task::spawn_blocking;

/// Executions that are kept for each side.
const KEPT: usize = 2;

/// Something for a job and the trace that it is about.
type Kept<T> = Vec<((JobId, Digest), T)>;

/// Makes moves.
pub struct Player {
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	/// Our own answers.
	defences: Kept<Arc<Execution>>,
	/// Answers of others, executed again; none where they are right.
	doubts: Kept<Option<Doubt>>,
	/// Claims of which no step can be shown before the defender has shown the way to it.
	hidden: BTreeSet<(JobId, Digest)>,
}

impl Player {
	/// A player without executions.
	pub fn new(core: Arc<Core>, chain: Arc<dyn Chain>) -> Self {
		Self { core, chain, defences: Vec::new(), doubts: Vec::new(), hidden: BTreeSet::new() }
	}

	/// Drops the executions that no claim on the board needs.
	pub fn forget(&mut self, look: &Look) {
		let needed = |(job, _): &(JobId, Digest)| look.board.subjects.contains_key(job);
		self.defences.retain(|(key, _)| needed(key));
		self.doubts.retain(|(key, _)| needed(key));
		self.hidden.retain(needed);
	}

	/// The move that a task asks for; nothing if it cannot be made yet.
	pub async fn prepare(&mut self, task: &Task, look: &Look) -> Result<Option<Move>> {
		let game_of = |id: &GameId| look.board.games.get(id);
		let subject_of = |job: &JobId| look.board.subjects.get(job);
		match task {
			Task::Answer { game, .. } => {
				let Some(board) = game_of(game) else { return Ok(None) };
				let Some(subject) = subject_of(&board.job) else { return Ok(None) };
				self.answer(*game, board, subject).await
			}
			Task::Lead { game, .. } => {
				let Some(board) = game_of(game) else { return Ok(None) };
				let Some(subject) = subject_of(&board.job) else { return Ok(None) };
				self.lead(*game, board, subject).await
			}
			Task::Timeout { game } => Ok(Some(Move::Timeout { game: *game })),
			Task::Challenge { job } => {
				let Some(subject) = subject_of(job) else { return Ok(None) };
				self.challenge(*job, subject).await
			}
			Task::Show { job } => self.show(*job, look).map(Some),
			Task::Open { job } => {
				let Some(subject) = subject_of(job) else { return Ok(None) };
				let Some(cells) = look.board.asked.get(job) else { return Ok(None) };
				self.open(*job, *cells, subject).await
			}
			Task::Drop { job, challenger } => {
				Ok(Some(Move::DropCommitment { job: *job, challenger: *challenger }))
			}
		}
	}

	/// What the defender shows where the game stands.
	async fn answer(&mut self, id: GameId, game: &Game, subject: &Subject) -> Result<Option<Move>> {
		let Some(own) = self.own(game.job, subject).await? else { return Ok(None) };
		if self.is_silent(game.job, game.standing.node())? {
			return Ok(None);
		}
		let (claim, standing) = (subject.claim.clone(), game.standing);
		let shown = spawn_blocking(move || {
			let answer = defence(&own, &standing)?;
			let right = standing.answer::<Blake2>(&claim, &answer).is_ok();
			Some((answer, right))
		});
		let Some((answer, right)) = shown.await? else { return Ok(None) };
		ensure!(right, "executed again, the answer has another trace than was claimed");
		Ok(Some(Move::Answer { game: id, answer }))
	}

	/// Opens cells of our own answer to a job, in the tree to which we committed with it.
	async fn open(
		&mut self,
		job: JobId,
		cells: [(u32, u32); 2],
		subject: &Subject,
	) -> Result<Option<Move>> {
		let Some(own) = self.own(job, subject).await? else { return Ok(None) };
		let keys = self.core.read(|machine| machine.cell_keys(job).collect::<Vec<_>>());
		let keys = keys.context("the daemon ends")?;
		let opened = spawn_blocking(move || {
			let mut trees = keys.into_iter().map(|(key, root)| (key, own.cells_tree(&key), root));
			let (key, tree, _) = trees.find(|(_, tree, root)| tree.root() == *root)?;
			Some((key.secret, cells.map(|cell| own.open_cell(&tree, cell))))
		});
		let opened = opened.await?;
		let (secret, openings) = opened.context(
			"executed again, the answer has other cells than were committed to: look at this machine's memory \
			 and processor",
		)?;
		Ok(Some(Move::OpenCells { job, secret, openings }))
	}

	/// Our own answer, executed again; nothing while it has to be computed first.
	async fn own(&mut self, job: JobId, subject: &Subject) -> Result<Option<Arc<Execution>>> {
		let key = (job, *subject.claim.trace());
		if let Some((_, own)) = self.defences.iter().find(|(known, _)| *known == key) {
			return Ok(Some(own.clone()));
		}
		let answers = self.answers(job)?;
		let ours = answers.iter().find(|(_, answered)| answered.claim.trace == Some(key.1));
		let Some((seat, answered)) = ours else {
			ensure!(answers.is_empty(), "no answer that is remembered has the trace of the claim");
			return Ok(None);
		};
		let output = self.output(answered)?;
		let Some(own) = self.execute(job, seat, &output).await? else { return Ok(None) };
		let own = Arc::new(own);
		keep(&mut self.defences, key, own.clone());
		Ok(Some(own))
	}

	/// Makes a challenge, if executing the answer again shows that it is wrong.
	async fn challenge(&mut self, job: JobId, subject: &Subject) -> Result<Option<Move>> {
		let records = self.core.records.clone();
		let made = records.challenges()?.remove(&job);
		let salt = made.map_or_else(|| self.salt(job), |challenge| challenge.salt);
		let mut challenge = Challenge { salt, cell: None, stage: Stage::Made };
		let Some(founded) = self.doubt(job, subject, |doubt| doubt.is_some()).await? else {
			return Ok(None);
		};
		if !founded && !self.challenges_what_is_right(job)? {
			challenge.stage = Stage::Unfounded;
			records.put_challenge(job, &challenge)?;
			tracing::error!(
				job,
				"this auditor said that an answer is wrong, and executed again it is right: the verdict costs \
				 the bond; look at this machine's memory and processor"
			);
			return Ok(None);
		}
		let Some(bond) = self.chain.challenge_bond(job).await? else { return Ok(None) };
		let free = self.chain.free_balance().await?;
		if free < bond {
			bail!(
				"the challenge needs {} beside the bond of the provider, and the account has {}: send funds to \
				 it, or the verdict costs more than that",
				Amount::from(bond),
				Amount::from(free),
			);
		}
		records.put_challenge(job, &challenge)?;
		let digest = self.hidden(job, &challenge);
		Ok(Some(Move::CommitChallenge { job, digest }))
	}

	/// Shows a challenge that is on chain.
	fn show(&self, job: JobId, look: &Look) -> Result<Move> {
		let account = self.core.identity.provider();
		let mut hidden = look.board.hidden.iter();
		let hidden = hidden.find(|hidden| hidden.job == job && hidden.challenger == account);
		let digest = hidden.context("it is not on chain any more")?.digest;
		// A lost disk has lost nothing: the salt follows from the signing key.
		let derived = Challenge { salt: self.salt(job), cell: None, stage: Stage::Made };
		let made = self.core.records.challenges()?.remove(&job);
		let ours = made.into_iter().chain([derived]);
		let ours = ours.into_iter().find(|challenge| self.hidden(job, challenge) == digest);
		let challenge = ours.context("the challenge on chain was not made by this daemon")?;
		ensure!(challenge.cell.is_none(), "only challenges of a whole trace are shown");
		Ok(Move::RevealChallenge { job, salt: challenge.salt })
	}

	/// The challenger's next move.
	async fn lead(&mut self, id: GameId, game: &Game, subject: &Subject) -> Result<Option<Move>> {
		ensure!(game.whole, "it was begun elsewhere, at a cell: go on with it there");
		self.note_game(id, game.job)?;
		let key = (game.job, *subject.claim.trace());
		let waits = game.since.is_none() || game.standing.awaits_provider();
		if waits && self.hidden.contains(&key) {
			return Ok(None);
		}
		let shown = self.shown(id, game).await?;
		let mut turn = self.turn(game, subject, &shown).await?;
		if turn == Some(Turn::Missing) {
			// A disk was lost, or blocks were missed.
			let since = game.since.unwrap_or(game.opened_at);
			let shown = self.chain.shown(id, game.opened_at, since).await?;
			self.core.records.put_shown(id, &shown)?;
			turn = self.turn(game, subject, &shown).await?;
		}
		let Some(turn) = turn else { return Ok(None) };
		match turn {
			Turn::Wait => {
				self.hidden.insert(key);
				Ok(None)
			}
			Turn::Choose { choice, proof } => Ok(Some(Move::Choose { game: id, choice, proof })),
			Turn::Prove(proof) => Ok(Some(Move::Prove { game: id, proof })),
			Turn::Concede => bail!("all that was shown is right: the challenge is lost"),
			Turn::Missing => bail!("what the provider has shown is not found"),
		}
	}

	async fn turn(
		&mut self,
		game: &Game,
		subject: &Subject,
		shown: &[Shown],
	) -> Result<Option<Turn>> {
		let (standing, path) = (game.standing, path(shown, &game.standing));
		let turn = move |doubt: &mut Option<Doubt>| {
			doubt.as_mut().map_or(Turn::Concede, |doubt| doubt.turn(&path, &standing))
		};
		self.doubt(game.job, subject, turn).await
	}

	/// A challenge that has become a game is not made again.
	fn note_game(&self, id: GameId, job: JobId) -> Result<()> {
		let records = &self.core.records;
		let made = records.challenges()?.remove(&job);
		let stage = Stage::Played(id);
		if made.is_some_and(|challenge| challenge.stage == stage) {
			return Ok(());
		}
		let derived = Challenge { salt: self.salt(job), cell: None, stage };
		records.put_challenge(job, &Challenge { stage, ..made.unwrap_or(derived) })
	}

	/// What was shown in a game, on disk before a move follows from it.
	async fn shown(&self, id: GameId, game: &Game) -> Result<Vec<Shown>> {
		let records = &self.core.records;
		let mut shown = records.shown(id)?;
		let waits =
			game.standing.awaits_provider() || matches!(game.standing.node(), Node::Proof { .. });
		let known = shown.iter().any(|shown| shown.standing == game.standing);
		let Some(since) = game.since.filter(|_| !waits && !known) else { return Ok(shown) };
		let fresh = self.chain.shown(id, since, since).await?;
		shown.extend(fresh);
		records.put_shown(id, &shown)?;
		Ok(shown)
	}

	/// Asks what executing an answer again says of it, in a thread of its own; nothing while our own answer to
	/// it is not computed.
	async fn doubt<T: Send + 'static>(
		&mut self,
		job: JobId,
		subject: &Subject,
		ask: impl FnOnce(&mut Option<Doubt>) -> T + Send + 'static,
	) -> Result<Option<T>> {
		let key = (job, *subject.claim.trace());
		let known = self.doubts.iter().position(|(known, _)| *known == key);
		let mut doubt = match known {
			Some(at) => self.doubts.remove(at).1,
			None => {
				let Some(again) = self.again(job, subject).await? else { return Ok(None) };
				Doubt::new(again, subject.claim.trace())
			}
		};
		let (doubt, told) = spawn_blocking(move || {
			let told = ask(&mut doubt);
			(doubt, told)
		})
		.await?;
		keep(&mut self.doubts, key, doubt);
		Ok(Some(told))
	}

	/// The answer of a claim that our own contradicts, executed again.
	async fn again(&self, job: JobId, subject: &Subject) -> Result<Option<Execution>> {
		let answers = self.answers(job)?;
		let Some((seat, answered)) = answers.first() else { return Ok(None) };
		let claimed = subject.claim.output();
		let output = match payload::output_commitment(&payload::ZERO_SALT, claimed) {
			same if same == answered.claim.output => self.output(answered)?,
			_ => {
				let output = self.chain.output(job).await?;
				tokens(&output.context("the answer's output is not found on chain")?)
			}
		};
		ensure!(tokens_root::<Blake2>(&output) == *claimed, "another output was claimed");
		let Some(again) = self.execute(job, seat, &output).await? else { return Ok(None) };
		let (ours, theirs) = (again.claim(), &subject.claim);
		ensure!(
			(ours.shape(), ours.sampling(), ours.prompt(), ours.output())
				== (theirs.shape(), theirs.sampling(), theirs.prompt(), theirs.output()),
			"what was executed is not what was claimed"
		);
		Ok(Some(again))
	}

	/// Executes an answer again; nothing while its engine is being made ready.
	async fn execute(&self, job: JobId, seat: &Seat, output: &[u32]) -> Result<Option<Execution>> {
		let release = seat.release;
		let Some(engine) = self.core.engine(release) else {
			let loading = self.core.read(Machine::is_ready) != Some(true);
			ensure!(
				loading,
				"release {release} is not configured here any more: its jobs are open"
			);
			return Ok(None);
		};
		let exact = engine.exact().context("the engine plays no games")?;
		let prompt = seat.prompt.inline.as_ref().context("the prompt is not inline")?;
		let sampling = Sampling::new(seat.generation.sampling.seeded());
		let sampling = sampling.map_err(|error| anyhow::anyhow!("{error}"))?;
		let work = Work {
			prompt: tokens(prompt),
			output: output.to_vec(),
			most: seat.generation.max_new_tokens,
			sampling,
		};
		let faults = self.core.faults.as_ref();
		let fault = faults.and_then(|faults| faults.computing(&Duty::of(job, seat)));
		let positions = work.prompt.len() + output.len();
		tracing::info!(job, release, positions, "executing again");
		Ok(Some(exact.execute(work, fault).await?))
	}

	/// Our answers of class Exact to a job.
	fn answers(&self, job: JobId) -> Result<Vec<(Seat, Answered)>> {
		let answers = self.core.read(|machine| {
			let answers = machine.exact_answers(job);
			answers.map(|(seat, answered)| (seat.clone(), answered.clone())).collect()
		});
		answers.context("the daemon ends")
	}

	/// Whether what is below a node is kept in: never, but in tests of the whole.
	fn is_silent(&self, job: JobId, node: &Node) -> Result<bool> {
		let Some(faults) = &self.core.faults else { return Ok(false) };
		let mut duties = self.answers(job)?.into_iter().map(|(seat, _)| Duty::of(job, &seat));
		Ok(duties.any(|duty| faults.is_silent(&duty, Due::Answer(node))))
	}

	/// Whether an answer is challenged although it is right: never, but in tests of the whole.
	fn challenges_what_is_right(&self, job: JobId) -> Result<bool> {
		let Some(faults) = &self.core.faults else { return Ok(false) };
		let mut duties = self.answers(job)?.into_iter().map(|(seat, _)| Duty::of(job, &seat));
		Ok(duties.any(|duty| faults.challenges_what_is_right(&duty)))
	}

	fn output(&self, answered: &Answered) -> Result<Vec<u32>> {
		let output = self.core.blobs.get(&answered.output_root)?;
		Ok(tokens(&output.context("the output is gone from disk")?))
	}

	fn hidden(&self, job: JobId, challenge: &Challenge) -> Digest {
		let account = self.core.identity.provider();
		let (genesis, Challenge { salt, cell, .. }) = (&self.core.genesis, challenge);
		payload::challenge_commitment(genesis, &SubjectKey::Job(job), &account, *cell, salt)
	}

	/// Nobody else can guess it, and a lost disk does not lose it.
	fn salt(&self, job: JobId) -> [u8; 16] {
		let secret = self.core.identity.salt_secret();
		let digest = payload::tagged(b"stoa/chalsalt/v1", (secret, self.core.genesis, job));
		let mut salt = [0; 16];
		salt.copy_from_slice(digest.split_at(16).0);
		salt
	}
}

/// Keeps the last few.
fn keep<T>(kept: &mut Kept<T>, key: (JobId, Digest), value: T) {
	kept.retain(|(known, _)| *known != key);
	if kept.len() >= KEPT {
		kept.remove(0);
	}
	kept.push((key, value));
}

fn tokens(bytes: &[u8]) -> Vec<u32> {
	bytes.as_chunks().0.iter().map(|id| u32::from_le_bytes(*id)).collect()
}

/// What was shown on the way to where a game stands. A challenger goes the same way on every fork; only what
/// was shown of a cell's operations may differ.
pub(super) fn path(shown: &[Shown], now: &Standing) -> Vec<Shown> {
	let mut path: Vec<Shown> = Vec::new();
	for shown in shown {
		let inner = shown.standing.inner();
		let fits = inner.is_none() || inner == now.inner();
		if fits && path.iter().all(|known| known.standing != shown.standing) {
			path.push(shown.clone());
		}
		if shown.standing == *now {
			break;
		}
	}
	path
}
