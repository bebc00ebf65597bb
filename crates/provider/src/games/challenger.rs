//! The challenger's side: challenges, and games that are led to the step that does not follow.

use super::{
	Move,
	board::{Game, Look, Subject},
	player::{Player, keep, tokens},
	records::{Challenge, Stage},
};
use crate::{faults::Duty, units::Amount};
use anyhow::{Context, Result, bail, ensure};
use stoa_client::game::{Doubt, Shown, Turn};
use stoa_exact::{
	Blake2,
	game::{Node, Standing},
	shape::tokens_root,
	trace::Execution,
};
use stoa_primitives::{Digest, GameId, JobId, SubjectKey, payload};
use tokio::task::spawn_blocking;

/// Tag of the salts of challenges.
const SALT: &[u8; 16] = b"stoa/chalsalt/v1";

impl Player {
	/// Makes a challenge, if executing the answer again shows that it is wrong.
	pub(super) async fn challenge(
		&mut self,
		of: SubjectKey,
		subject: &Subject,
	) -> Result<Option<Move>> {
		let records = self.core.records.clone();
		let made = records.challenges()?.remove(&of);
		let salt = made.map_or_else(|| self.salt(&of), |challenge| challenge.salt);
		let mut challenge = Challenge { salt, cell: None, stage: Stage::Made };
		let Some(founded) = self.doubt(of, subject, |doubt| doubt.is_some()).await? else {
			return Ok(None);
		};
		if !founded && !self.challenges_what_is_right(of)? {
			challenge.stage = Stage::Unfounded;
			records.put_challenge(of, &challenge)?;
			tracing::error!(
				claim = ?of,
				"this auditor said that an answer is wrong, and executed again it is right: the verdict costs \
				 the bond; look at this machine's memory and processor"
			);
			return Ok(None);
		}
		let Some(bond) = self.chain.challenge_bond(of).await? else { return Ok(None) };
		let free = self.chain.free_balance().await?;
		if free < bond {
			bail!(
				"the challenge needs {} beside the bond of the provider, and the account has {}: send funds to \
				 it, or the verdict costs more than that",
				Amount::from(bond),
				Amount::from(free),
			);
		}
		records.put_challenge(of, &challenge)?;
		let digest = self.hidden(&of, &challenge);
		Ok(Some(Move::CommitChallenge { subject: of, digest }))
	}

	/// Shows a challenge that is on chain.
	pub(super) fn show(&self, of: SubjectKey, look: &Look) -> Result<Move> {
		let account = self.core.identity.provider();
		let mut hidden = look.board.hidden.iter();
		let hidden = hidden.find(|hidden| hidden.subject == of && hidden.challenger == account);
		let digest = hidden.context("it is not on chain any more")?.digest;
		// A lost disk has lost nothing: the salt follows from the signing key.
		let derived = Challenge { salt: self.salt(&of), cell: None, stage: Stage::Made };
		let made = self.core.records.challenges()?.remove(&of);
		let ours = made.into_iter().chain([derived]);
		let ours = ours.into_iter().find(|challenge| self.hidden(&of, challenge) == digest);
		let challenge = ours.context("the challenge on chain was not made by this daemon")?;
		ensure!(challenge.cell.is_none(), "only challenges of a whole trace are shown");
		Ok(Move::RevealChallenge { subject: of, salt: challenge.salt })
	}

	/// The challenger's next move.
	pub(super) async fn lead(
		&mut self,
		id: GameId,
		game: &Game,
		subject: &Subject,
	) -> Result<Option<Move>> {
		ensure!(game.whole, "it was begun elsewhere, at a cell: go on with it there");
		self.note_game(id, game.subject)?;
		let key = (game.subject, *subject.claim.trace());
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
		self.doubt(game.subject, subject, turn).await
	}

	/// A challenge that has become a game is not made again.
	fn note_game(&self, id: GameId, of: SubjectKey) -> Result<()> {
		let records = &self.core.records;
		let made = records.challenges()?.remove(&of);
		let stage = Stage::Played(id);
		if made.is_some_and(|challenge| challenge.stage == stage) {
			return Ok(());
		}
		let derived = Challenge { salt: self.salt(&of), cell: None, stage };
		records.put_challenge(of, &Challenge { stage, ..made.unwrap_or(derived) })
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
		of: SubjectKey,
		subject: &Subject,
		ask: impl FnOnce(&mut Option<Doubt>) -> T + Send + 'static,
	) -> Result<Option<T>> {
		let key = (of, *subject.claim.trace());
		let known = self.doubts.iter().position(|(known, _)| *known == key);
		let mut doubt = match known {
			Some(at) => self.doubts.remove(at).1,
			None => {
				let again = match of {
					SubjectKey::Job(job) => self.again(job, subject).await?,
					SubjectKey::Receipt(hash) => self.receipt_again(&hash, subject).await?,
				};
				let Some(again) = again else { return Ok(None) };
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

	/// Whether an answer is challenged although it is right: never, but in tests of the whole.
	fn challenges_what_is_right(&self, of: SubjectKey) -> Result<bool> {
		let (Some(faults), Some(job)) = (&self.core.faults, of.job()) else { return Ok(false) };
		let mut duties = self.answers(job)?.into_iter().map(|(seat, _)| Duty::of(job, &seat));
		Ok(duties.any(|duty| faults.challenges_what_is_right(&duty)))
	}

	fn hidden(&self, of: &SubjectKey, challenge: &Challenge) -> Digest {
		let account = self.core.identity.provider();
		let (genesis, Challenge { salt, cell, .. }) = (&self.core.genesis, challenge);
		payload::challenge_commitment(genesis, of, &account, *cell, salt)
	}

	/// Nobody else can guess it, and a lost disk does not lose it.
	fn salt(&self, of: &SubjectKey) -> [u8; 16] {
		let secret = self.core.identity.salt_secret();
		let genesis = self.core.genesis;
		let digest = match of {
			SubjectKey::Job(job) => payload::tagged(SALT, (secret, genesis, job)),
			SubjectKey::Receipt(hash) => payload::tagged(SALT, (secret, genesis, hash)),
		};
		let mut salt = [0; 16];
		salt.copy_from_slice(digest.split_at(16).0);
		salt
	}
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
