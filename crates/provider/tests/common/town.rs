//! A chain with one job of class Exact, its executor, its auditor and a referee: what is sent goes into the next
//! block, and every block is shown to both.

use super::GENESIS;
use anyhow::{Context, Result, bail, ensure};
use async_trait::async_trait;
use std::{
	collections::BTreeMap,
	path::Path,
	sync::{Arc, Mutex, MutexGuard},
};
use stoa_client::game::Shown;
use stoa_exact::{
	Blake2, Claim, Header, Outcome, Shape,
	artefact::Artefact,
	cells::{CellKey, pick, verify},
	game::Standing as Board,
	model::Model,
	recompute::recompute,
	shape::tokens_root,
};
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, ChannelId, Digest, GameId, Generation, JobId, Prompt,
	PromptKind, ReleaseId, STOA, Sampling, SubjectKey, Template, channel::Receipt, payload,
};
use stoa_provider::{
	chain::{Call, Chain, Inclusion, ProviderState, ReleaseState, Snapshot},
	games::{
		Move,
		board::{self, Ended, Game, Hidden, Subject},
	},
	machine::{Assignment, Role, Standing, Wants},
};
use tokio::sync::{mpsc, oneshot};

pub const JOB: JobId = 5;
pub const GAME: GameId = 3;
/// Blocks that each side has for a game, and for what is hidden to be shown.
pub const CLOCK: BlockNumber = 40;
/// Most tokens that are asked for.
pub const MOST: u32 = 6;

/// What the job asks.
pub fn prompt() -> Vec<u32> {
	(0..40).map(|i| (i * 37 + 5) % 256 + 3).collect()
}

/// The tiny model as an artefact of class Exact.
pub fn artefact() -> Arc<Artefact> {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
	let model = Arc::new(Model::open(Path::new(path)).unwrap());
	Arc::new(Artefact::new(model, &[2], [7; 32]).unwrap())
}

/// Token ids as they travel.
pub fn bytes(ids: &[u32]) -> Vec<u8> {
	ids.iter().flat_map(|id| id.to_le_bytes()).collect()
}

/// The cells that the auditor must open.
fn asked(claim: &Claim) -> [(u32, u32); 2] {
	[12_345, 67_891].map(|random| pick(claim.header(), claim.shape(), random))
}

/// What a side has said.
#[derive(Default)]
struct Said {
	sealed: Option<Digest>,
	salt: Digest,
	claim: Option<AnswerClaim>,
}

struct State {
	height: BlockNumber,
	accounts: [[u8; 32]; 2],
	header: Header,
	said: [Said; 2],
	/// The executor's answer: its claim without the trace, and the output.
	answer: Option<AnswerClaim>,
	output: Vec<u8>,
	until: BlockNumber,
	subject: Option<Claim>,
	hidden: Option<Hidden>,
	/// Whether the auditor has opened its cells.
	opened: bool,
	game: Option<Game>,
	shown: Vec<(BlockNumber, Shown)>,
	ended: Option<(BlockNumber, Ended)>,
	waiting: Vec<(usize, Call, oneshot::Sender<Result<()>>)>,
	/// Calls that were made, refused ones included.
	calls: Vec<(usize, &'static str)>,
	snapshots: [Option<mpsc::Sender<Snapshot>>; 2],
}

/// See the module's header.
pub struct Town(Mutex<State>);

/// The chain from the chair of the executor (0) or of the auditor (1).
pub struct Chair {
	pub town: Arc<Town>,
	pub who: usize,
}

impl Town {
	pub fn new(accounts: [[u8; 32]; 2], header: Header) -> Arc<Self> {
		Arc::new(Self(Mutex::new(State {
			height: 100,
			accounts,
			header,
			said: Default::default(),
			answer: None,
			output: Vec::new(),
			until: 0,
			subject: None,
			hidden: None,
			opened: false,
			game: None,
			shown: Vec::new(),
			ended: None,
			waiting: Vec::new(),
			calls: Vec::new(),
			snapshots: [None, None],
		})))
	}

	fn state(&self) -> MutexGuard<'_, State> {
		self.0.lock().unwrap()
	}

	/// How the game ended.
	pub fn ended(&self) -> Option<Ended> {
		self.state().ended.map(|(_, ended)| ended)
	}

	/// Where the game stands.
	pub fn standing(&self) -> Option<Board> {
		self.state().game.as_ref().map(|game| game.standing)
	}

	/// Whether both have revealed, and whether they say the same.
	pub fn agreed(&self) -> Option<bool> {
		let state = self.state();
		let [Some(ours), Some(theirs)] = [0, 1].map(|who| state.said[who].claim) else {
			return None;
		};
		Some(ours == theirs)
	}

	/// Whether the auditor has shown that it executed.
	pub fn opened(&self) -> bool {
		self.state().opened
	}

	/// How often one of them made a call.
	pub fn count(&self, who: usize, name: &str) -> usize {
		self.state().calls.iter().filter(|call| **call == (who, name)).count()
	}

	/// Whether somebody follows the chain.
	pub fn is_followed(&self, who: usize) -> bool {
		self.state().snapshots[who].as_ref().is_some_and(|to| !to.is_closed())
	}

	/// Makes a block and shows it.
	pub async fn block(&self) {
		let shown = {
			let mut state = self.state();
			state.height += 1;
			for (who, call, told) in std::mem::take(&mut state.waiting) {
				state.calls.push((who, call.name()));
				let _ = told.send(state.apply(who, call));
			}
			state.open();
			[0, 1].map(|who| state.snapshots[who].clone().map(|to| (to, state.snapshot(who))))
		};
		for (to, snapshot) in shown.into_iter().flatten() {
			let _ = to.send(snapshot).await;
		}
	}
}

impl State {
	fn wants(&self, who: usize) -> Option<Wants> {
		let Said { sealed, claim, .. } = &self.said[who];
		let answered = self.said[0].sealed.is_some();
		let all = answered && self.said[1].sealed.is_some();
		let over = self.ended.is_some_and(|(_, ended)| ended == Ended::Refuted);
		match (sealed, claim) {
			_ if over => None,
			(None, _) if who == 1 && !answered => None,
			(None, _) => Some(Wants::Commit),
			(Some(sealed), None) => Some(if all { Wants::Reveal(*sealed) } else { Wants::Others }),
			_ if self.subject.is_none() => Some(Wants::Output),
			_ if who == 0 => Some(Wants::Defence),
			(_, claim) if *claim == self.said[0].claim => {
				Some(if self.opened { Wants::Settled } else { Wants::Opening })
			}
			_ => Some(Wants::Challenge),
		}
	}

	fn snapshot(&self, who: usize) -> Snapshot {
		let ids = prompt();
		let root = tokens_root::<Blake2>(&ids);
		let seat = self.wants(who).map(|wants| Assignment {
			job: JOB,
			seat: who as u8,
			round: who as u8,
			role: if who == 0 { Role::Executor } else { Role::Auditor },
			release: 0,
			prompt: Prompt {
				kind: PromptKind::TokenIds,
				commitment: payload::prompt_commitment_of(&payload::ZERO_SALT, &root),
				bytes: 4 * ids.len() as u32,
				tokens: ids.len() as u32,
				inline: Some(bytes(&ids).try_into().unwrap()),
			},
			generation: Generation {
				max_new_tokens: MOST,
				sampling: Sampling::Greedy,
				template: Template::Raw,
			},
			reply_key: None,
			draw_is_final: true,
			deadline: if wants == Wants::Defence { self.until } else { 1_000 },
			wants,
			prompt_posted: false,
			demanded: Vec::new(),
		});
		let opens = seat.as_ref().is_some_and(|seat| seat.wants == Wants::Opening);
		let asked = self.subject.as_ref().filter(|_| opens).map(|claim| (JOB, asked(claim)));
		let subject = self.subject.clone().map(|claim| {
			let contested = self.game.is_some();
			(SubjectKey::Job(JOB), Subject { claim, channel: None, until: self.until, contested })
		});
		Snapshot {
			best: self.height,
			finalised: self.height - 1,
			assignments: seat.into_iter().collect(),
			dispatch_keys: Vec::new(),
			bond: 0,
			standing: Standing::Active,
			board: board::Board {
				games: self.game.clone().map(|game| (GAME, game)).into_iter().collect(),
				subjects: subject.into_iter().collect::<BTreeMap<_, _>>(),
				hidden: self.hidden.clone().into_iter().collect(),
				asked: asked.into_iter().collect(),
				audits: Vec::new(),
			},
		}
	}

	/// Opens the claim for challenges once both have revealed.
	fn open(&mut self) {
		let [Some(claim), Some(_)] = [0, 1].map(|who| self.said[who].claim) else { return };
		if self.subject.is_some() || self.ended.is_some() {
			return;
		}
		let output: Vec<u32> =
			self.output.as_chunks().0.iter().map(|id| u32::from_le_bytes(*id)).collect();
		let prompt = prompt();
		let shape = Shape::new(prompt.len() as u32, claim.tokens, claim.tokens < MOST).unwrap();
		let roots = [tokens_root::<Blake2>(&prompt), tokens_root::<Blake2>(&output)];
		self.until = self.height + 120;
		let greedy = stoa_exact::Sampling::Greedy;
		self.subject = Claim::new(
			self.header.clone(),
			shape,
			greedy,
			roots[0],
			roots[1],
			claim.trace.unwrap(),
		);
	}

	fn apply(&mut self, who: usize, call: Call) -> Result<()> {
		match call {
			Call::Answer { job: JOB, claim, seal, output } => {
				ensure!(who == 0 && claim.trace.is_none() && self.said[0].sealed.is_none());
				(self.said[0].sealed, self.answer, self.output) = (Some(seal), Some(claim), output);
			}
			Call::Commit { job: JOB, commitment } => {
				ensure!(who == 1 && self.said[1].sealed.is_none());
				self.said[1].sealed = Some(commitment);
			}
			Call::RevealTrace { job: JOB, trace, salt } => {
				let bare = self.answer.filter(|_| who == 0).context("no answer of its own")?;
				self.uncover(who, AnswerClaim { trace: Some(trace), ..bare }, salt)?;
			}
			Call::Reveal { job: JOB, claim, salt, output: None } => {
				ensure!(who == 1, "an executor has said the rest");
				self.uncover(who, claim, salt)?;
			}
			Call::Game(next) => self.play(who, next)?,
			other => bail!("{} was not expected", other.name()),
		}
		Ok(())
	}

	/// A side opens what it committed to.
	fn uncover(&mut self, who: usize, claim: AnswerClaim, salt: Digest) -> Result<()> {
		let account = self.accounts[who];
		let opened = payload::answer_commitment(&GENESIS, JOB, who as u8, &account, &claim, &salt);
		ensure!(self.said[who].sealed == Some(opened));
		(self.said[who].claim, self.said[who].salt) = (Some(claim), salt);
		Ok(())
	}

	fn play(&mut self, who: usize, next: Move) -> Result<()> {
		let claim = self.subject.clone().context("no claim")?;
		let account = self.accounts[who];
		match next {
			Move::CommitChallenge { subject, digest } => {
				ensure!(who == 1 && self.hidden.is_none());
				let reveal_by = self.height + CLOCK;
				self.hidden = Some(Hidden { subject, challenger: account, digest, reveal_by });
			}
			Move::RevealChallenge { subject, salt } => {
				let hidden = self.hidden.take().context("nothing is hidden")?;
				let digest =
					payload::challenge_commitment(&GENESIS, &subject, &account, None, &salt);
				ensure!(digest == hidden.digest && self.height <= hidden.reveal_by);
				self.game = Some(Game {
					subject,
					defender: self.accounts[0],
					challenger: account,
					opened_at: self.height,
					whole: true,
					standing: Board::open(&claim),
					since: Some(self.height),
					defender_left: CLOCK,
					challenger_left: CLOCK,
				});
			}
			Move::DropCommitment { .. } => {
				let hidden = self.hidden.take().context("nothing is hidden")?;
				ensure!(self.height > hidden.reveal_by);
			}
			Move::OpenCells { job: JOB, secret, openings } => {
				ensure!(who == 1 && !self.opened);
				let (key, root) = (CellKey { auditor: account, secret }, self.said[1].salt);
				let opens = |(cell, opening): (_, &Vec<u8>)| {
					verify::<Blake2>(&claim, &key, &root, cell, opening)
				};
				ensure!(asked(&claim).into_iter().zip(&openings).all(opens));
				self.opened = true;
			}
			next => self.in_game(who, &claim, next)?,
		}
		Ok(())
	}

	fn in_game(&mut self, who: usize, claim: &Claim, next: Move) -> Result<()> {
		let height = self.height;
		let game = self.game.as_mut().context("no game")?;
		let passed = height - game.since.unwrap_or(height);
		let ended = match next {
			Move::Answer { answer, .. } => {
				ensure!(who == 0);
				let standing = game.standing.answer::<Blake2>(claim, &answer);
				game.standing = standing.ok().context("not committed")?;
				game.defender_left = game.defender_left.saturating_sub(passed);
				self.shown.push((height, Shown { standing: game.standing, answer }));
				None
			}
			Move::Choose { choice, proof, .. } => {
				ensure!(who == 1);
				let standing = game.standing.choose::<Blake2>(claim, choice, &proof);
				game.standing = standing.ok().context("not committed")?;
				game.challenger_left = game.challenger_left.saturating_sub(passed);
				None
			}
			Move::Prove { proof, .. } => {
				ensure!(who == 1);
				let inner = game.standing.inner();
				let outcome = recompute::<Blake2>(claim, inner.as_ref(), &proof);
				let lie = outcome == Outcome::Inconsistent;
				Some(if lie { Ended::Refuted } else { Ended::Failed })
			}
			Move::Timeout { .. } => {
				let awaited = game.standing.awaits_provider();
				let left = if awaited { game.defender_left } else { game.challenger_left };
				ensure!(passed > left, "nothing is due");
				Some(if awaited { Ended::Refuted } else { Ended::Failed })
			}
			other => bail!("{} is none in a game", other.name()),
		};
		if let Some(game) = &mut self.game {
			game.since = Some(height);
		}
		if let Some(ended) = ended {
			self.game = None;
			self.ended = Some((height, ended));
			if ended == Ended::Refuted {
				self.subject = None;
			}
		}
		Ok(())
	}
}

#[async_trait]
impl Chain for Chair {
	fn genesis(&self) -> Digest {
		GENESIS
	}
	async fn follow(&self, to: mpsc::Sender<Snapshot>) -> Result<()> {
		self.town.state().snapshots[self.who] = Some(to);
		std::future::pending().await
	}
	async fn send(&self, call: Call) -> Result<Inclusion> {
		let (told, hears) = oneshot::channel();
		self.town.state().waiting.push((self.who, call, told));
		Ok(Box::pin(async { hears.await? }))
	}
	async fn posted_prompt(&self, _: JobId) -> Result<Option<Vec<u8>>> {
		Ok(None)
	}
	async fn provider(&self) -> Result<Option<ProviderState>> {
		Ok(None)
	}
	async fn release(&self, _: ReleaseId) -> Result<Option<ReleaseState>> {
		Ok(None)
	}
	async fn free_balance(&self) -> Result<Balance> {
		Ok(10 * STOA)
	}
	async fn output(&self, _: JobId) -> Result<Option<Vec<u8>>> {
		Ok(Some(self.town.state().output.clone()))
	}
	async fn challenge_bond(&self, _: SubjectKey) -> Result<Option<Balance>> {
		Ok(self.town.state().subject.as_ref().map(|_| STOA))
	}
	async fn transport_key(&self, _: &[u8; 32]) -> Result<Option<[u8; 32]>> {
		Ok(None)
	}
	async fn opened_sample(&self, _: &Digest, _: BlockNumber) -> Result<Option<Receipt>> {
		Ok(None)
	}
	async fn brought_prompt(&self, _: ChannelId, _: BlockNumber) -> Result<Option<Vec<u8>>> {
		Ok(None)
	}
	async fn shown(&self, _: GameId, first: BlockNumber, last: BlockNumber) -> Result<Vec<Shown>> {
		let state = self.town.state();
		let shown = state.shown.iter().filter(|(at, _)| (first..=last).contains(at));
		Ok(shown.map(|(_, shown)| shown.clone()).collect())
	}
	async fn game_end(
		&self,
		_: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Option<Ended>> {
		let ended = self.town.state().ended;
		Ok(ended.filter(|(at, _)| (first..=last).contains(at)).map(|(_, ended)| ended))
	}
}
