//! Moves: an answer is executed again with all its cells, and what is due is made from it.
//!
//! An execution takes seconds and tens of megabytes, so the last few are kept and no more.

use super::{
	Move,
	board::{Game, Look, Subject},
	table::Task,
};
use crate::{
	chain::Chain,
	engine::{Engine, exact::Work},
	faults::{Due, Duty},
	machine::{Answered, Machine, Seat},
	state::Core,
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeSet, sync::Arc};
use stoa_client::game::{Doubt, defence};
use stoa_exact::{Blake2, Sampling, game::Node, trace::Execution};
use stoa_primitives::{Digest, GameId, JobId, ReleaseId, SubjectKey};
use tokio::task::spawn_blocking;

/// Executions that are kept for each side.
const KEPT: usize = 2;

/// Something for a claim and the trace that it is about.
pub(super) type Kept<T> = Vec<((SubjectKey, Digest), T)>;

/// Makes moves.
pub struct Player {
	pub(super) core: Arc<Core>,
	pub(super) chain: Arc<dyn Chain>,
	/// Our own answers.
	defences: Kept<Arc<Execution>>,
	/// Answers of others, executed again; none where they are right.
	pub(super) doubts: Kept<Option<Doubt>>,
	/// Claims of which no step can be shown before the defender has shown the way to it.
	pub(super) hidden: BTreeSet<(SubjectKey, Digest)>,
}

impl Player {
	/// A player without executions.
	pub fn new(core: Arc<Core>, chain: Arc<dyn Chain>) -> Self {
		Self { core, chain, defences: Vec::new(), doubts: Vec::new(), hidden: BTreeSet::new() }
	}

	/// Drops the executions that no claim on the board needs.
	pub fn forget(&mut self, look: &Look) {
		let needed =
			|(subject, _): &(SubjectKey, Digest)| look.board.subjects.contains_key(subject);
		self.defences.retain(|(key, _)| needed(key));
		self.doubts.retain(|(key, _)| needed(key));
		self.hidden.retain(needed);
	}

	/// The move that a task asks for; nothing if it cannot be made yet.
	pub async fn prepare(&mut self, task: &Task, look: &Look) -> Result<Option<Move>> {
		let game_of = |id: &GameId| look.board.games.get(id);
		let subject_of = |subject: &SubjectKey| look.board.subjects.get(subject);
		match task {
			Task::Answer { game, .. } => {
				let Some(board) = game_of(game) else { return Ok(None) };
				let Some(subject) = subject_of(&board.subject) else { return Ok(None) };
				self.answer(*game, board, subject).await
			}
			Task::Lead { game, .. } => {
				let Some(board) = game_of(game) else { return Ok(None) };
				let Some(subject) = subject_of(&board.subject) else { return Ok(None) };
				self.lead(*game, board, subject).await
			}
			Task::Timeout { game } => Ok(Some(Move::Timeout { game: *game })),
			Task::Challenge { subject: key } => {
				let Some(subject) = subject_of(key) else { return Ok(None) };
				self.challenge(*key, subject).await
			}
			Task::Show { subject } => self.show(*subject, look).map(Some),
			Task::Open { job } => {
				let Some(subject) = subject_of(&SubjectKey::Job(*job)) else { return Ok(None) };
				let Some(cells) = look.board.asked.get(job) else { return Ok(None) };
				self.open(*job, *cells, subject).await
			}
			Task::Drop { subject, challenger } => {
				Ok(Some(Move::DropCommitment { subject: *subject, challenger: *challenger }))
			}
			// The sampler's.
			Task::Sample(_) => Ok(None),
		}
	}

	/// What the defender shows where the game stands.
	async fn answer(&mut self, id: GameId, game: &Game, subject: &Subject) -> Result<Option<Move>> {
		let Some(own) = self.own(game.subject, subject).await? else { return Ok(None) };
		if self.is_silent(game.subject, game.standing.node())? {
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
		let own = self.own(SubjectKey::Job(job), subject).await?;
		let Some(own) = own else { return Ok(None) };
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
	async fn own(&mut self, of: SubjectKey, subject: &Subject) -> Result<Option<Arc<Execution>>> {
		let key = (of, *subject.claim.trace());
		if let Some((_, own)) = self.defences.iter().find(|(known, _)| *known == key) {
			return Ok(Some(own.clone()));
		}
		let own = match of {
			SubjectKey::Job(job) => self.own_answer(job, subject).await?,
			SubjectKey::Receipt(_) => self.own_receipt(subject).await?,
		};
		let Some(own) = own else { return Ok(None) };
		let own = Arc::new(own);
		keep(&mut self.defences, key, own.clone());
		Ok(Some(own))
	}

	/// Our own answer to a job.
	async fn own_answer(&self, job: JobId, subject: &Subject) -> Result<Option<Execution>> {
		let trace = *subject.claim.trace();
		let answers = self.answers(job)?;
		let ours = answers.iter().find(|(_, answered)| answered.claim.trace == Some(trace));
		let Some((seat, answered)) = ours else {
			ensure!(answers.is_empty(), "no answer that is remembered has the trace of the claim");
			return Ok(None);
		};
		let output = self.output(answered)?;
		self.execute(job, seat, &output).await
	}

	/// Executes an answer again; nothing while its engine is being made ready.
	pub(super) async fn execute(
		&self,
		job: JobId,
		seat: &Seat,
		output: &[u32],
	) -> Result<Option<Execution>> {
		let release = seat.release;
		let Some(engine) = self.engine(release)? else { return Ok(None) };
		let exact = engine.exact().context("the engine plays no games")?;
		let prompt = seat.prompt.inline.as_ref().context("the prompt is not inline")?;
		let sampling = Sampling::new(seat.generation.sampling.seeded());
		let sampling = sampling.map_err(|error| anyhow::anyhow!("{error}"))?;
		let work = Work {
			prompt: tokens(prompt),
			output: output.to_vec(),
			most: seat.generation.max_new_tokens,
			ended: (output.len() as u32) < seat.generation.max_new_tokens,
			sampling,
		};
		let faults = self.core.faults.as_ref();
		let fault = faults.and_then(|faults| faults.computing(&Duty::of(job, seat)));
		let positions = work.prompt.len() + output.len();
		tracing::info!(job, release, positions, "executing again");
		Ok(Some(exact.execute(work, fault).await?))
	}

	/// The engine of a release; nothing while it is being made ready.
	pub(super) fn engine(&self, release: ReleaseId) -> Result<Option<Arc<dyn Engine>>> {
		let engine = self.core.engine(release);
		if engine.is_none() {
			let loading = self.core.read(Machine::is_ready) != Some(true);
			ensure!(
				loading,
				"release {release} is not configured here any more: what was answered with it is open"
			);
		}
		Ok(engine)
	}

	/// Our answers of class Exact to a job.
	pub(super) fn answers(&self, job: JobId) -> Result<Vec<(Seat, Answered)>> {
		let answers = self.core.read(|machine| {
			let answers = machine.exact_answers(job);
			answers.map(|(seat, answered)| (seat.clone(), answered.clone())).collect()
		});
		answers.context("the daemon ends")
	}

	/// Whether what is below a node is kept in: never, but in tests of the whole.
	fn is_silent(&self, of: SubjectKey, node: &Node) -> Result<bool> {
		let (Some(faults), Some(job)) = (&self.core.faults, of.job()) else { return Ok(false) };
		let mut duties = self.answers(job)?.into_iter().map(|(seat, _)| Duty::of(job, &seat));
		Ok(duties.any(|duty| faults.is_silent(&duty, Due::Answer(node))))
	}

	pub(super) fn output(&self, answered: &Answered) -> Result<Vec<u32>> {
		let output = self.core.blobs.get(&answered.output_root)?;
		Ok(tokens(&output.context("the output is gone from disk")?))
	}
}

/// Keeps the last few.
pub(super) fn keep<T>(kept: &mut Kept<T>, key: (SubjectKey, Digest), value: T) {
	kept.retain(|(known, _)| *known != key);
	if kept.len() >= KEPT {
		kept.remove(0);
	}
	kept.push((key, value));
}

pub(super) fn tokens(bytes: &[u8]) -> Vec<u32> {
	bytes.as_chunks().0.iter().map(|id| u32::from_le_bytes(*id)).collect()
}
