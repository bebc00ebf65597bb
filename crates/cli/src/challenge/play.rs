//! From where a challenge stands on chain to what is done next. All of it is read again before each move, so that
//! neither a crash nor a fork loses the game.

use super::{Doubted, kept::Kept, words};
use crate::{
	fail::{FAILED, Fail, UNFINISHED},
	job::Progress,
};
use futures::StreamExt;
use stoa_client::{
	AccountId, At, Call, Client, Error, Keypair,
	calls::referee,
	game::{Doubt, Shown, Turn},
	keys,
	referee::GameEnd,
	types::{Commitment, GameDetails, GameStage, Opening},
};
use stoa_exact::game::Standing;
use stoa_primitives::{BlockNumber, GameId};

/// Blocks in which nothing that is tried works, before this gives up. The challenge can be resumed.
const PATIENCE: u32 = 20;

/// How it ended.
pub struct Ended {
	/// The verdict.
	pub end: GameEnd,
	/// The game.
	pub game: GameId,
	/// The block at which it was known.
	pub block: BlockNumber,
	/// What happened, in words.
	pub moves: Vec<String>,
}

/// Where a challenge stands.
enum Place {
	/// Nothing is on chain.
	Nowhere,
	/// It is hidden.
	Hidden(Commitment),
	/// It is a game.
	Game(GameId, Box<GameDetails>),
	/// It is over.
	Over(GameId, GameEnd),
	/// It was on chain, and nothing tells what became of it.
	Lost,
}

/// One challenge on its way.
pub struct Play<'a> {
	client: &'a Client,
	signer: &'a Keypair,
	me: AccountId,
	progress: &'a mut Progress,
	doubted: &'a Doubted,
	kept: Kept,
	doubt: Doubt,
	moves: Vec<String>,
	/// Whether it was said that the game waits.
	waits: bool,
}

impl<'a> Play<'a> {
	/// Begins, or goes on.
	pub fn new(
		client: &'a Client,
		signer: &'a Keypair,
		progress: &'a mut Progress,
		doubted: &'a Doubted,
		kept: Kept,
		doubt: Doubt,
	) -> Self {
		let me = keys::account_of(signer);
		let moves = Vec::new();
		Self { client, signer, me, progress, doubted, kept, doubt, moves, waits: false }
	}

	/// Until the verdict. Whatever goes wrong, the challenge can be resumed.
	pub async fn run(mut self) -> Result<Ended, Fail> {
		self.kept.save()?;
		let stop = tokio::signal::ctrl_c();
		tokio::pin!(stop);
		let ended = tokio::select! {
			ended = self.play() => ended,
			_ = &mut stop => Err(Fail::new(FAILED, "stopped")),
		};
		match ended {
			Ok(ended) => {
				self.kept.forget();
				Ok(ended)
			}
			Err(fail) => Err(Fail::new(
				UNFINISHED,
				format!(
					"{}; go on soon with `{} --resume`: time runs",
					fail.text, self.doubted.again
				),
			)),
		}
	}

	async fn play(&mut self) -> Result<Ended, Fail> {
		let mut blocks = self.client.follow_best().await?;
		let mut failed = 0;
		loop {
			match self.step().await {
				Ok(Some(ended)) => return Ok(ended),
				Ok(None) => failed = 0,
				// A fork, or somebody was faster: what stands on chain now decides.
				Err(error) if failed < PATIENCE && !error.is_network() => {
					failed += 1;
					self.progress.step(&error.to_string());
				}
				Err(error) => return Err(error.into()),
			}
			if blocks.next().await.transpose()?.is_none() {
				return Err(Fail::new(FAILED, "the node tells no more blocks"));
			}
		}
	}

	/// Does what is to be done now. The end, if it is that.
	async fn step(&mut self) -> Result<Option<Ended>, Error> {
		let at = self.client.best().await?;
		match self.place(&at).await? {
			Place::Nowhere => self.commit(&at).await?,
			Place::Hidden(hidden) => {
				let closed = at.subject(self.doubted.subject).await?.is_none();
				self.reveal(&at, &hidden).await?;
				// Showing it has then brought the bond back.
				if closed {
					return Ok(Some(self.ended(&at, hidden.game, GameEnd::Voided)));
				}
			}
			Place::Game(id, game) => self.turn(&at, id, &game).await?,
			Place::Over(game, end) => return Ok(Some(self.ended(&at, game, end))),
			Place::Lost => {
				return Err(Error::Failed(
					"the challenge is not on chain any more, and the node does not tell how it ended: see \
					 `stoa balance`"
						.to_string(),
				));
			}
		}
		Ok(None)
	}

	fn ended(&mut self, at: &At, game: GameId, end: GameEnd) -> Ended {
		Ended { end, game, block: at.number(), moves: std::mem::take(&mut self.moves) }
	}

	async fn place(&mut self, at: &At) -> Result<Place, Error> {
		let subject = self.doubted.subject;
		for id in at.games_of(&self.me).await? {
			if let Some(game) = at.game(id).await?
				&& game.subject.0 == subject
				&& game.challenger == self.me
			{
				self.note(Some(id), at.number());
				return Ok(Place::Game(id, Box::new(game)));
			}
		}
		let hidden = at.hidden_challenges(subject).await?;
		if let Some((_, hidden)) = hidden.into_iter().find(|(who, _)| *who == self.me) {
			self.note(Some(hidden.game), hidden.made_at);
			return Ok(Place::Hidden(hidden));
		}
		let Some((game, since)) = self.kept.game().zip(self.kept.since()) else {
			return Ok(Place::Nowhere);
		};
		match self.client.game_end(game, since, at.number()).await {
			Ok(Some(end)) => Ok(Place::Over(game, end)),
			// It did not end, so a fork took it back.
			Ok(None) if at.subject(subject).await?.is_some() => Ok(Place::Nowhere),
			Ok(None) | Err(Error::StateDiscarded) => Ok(Place::Lost),
			Err(error) => Err(error),
		}
	}

	/// Keeps what is news.
	fn note(&mut self, game: Option<GameId>, since: BlockNumber) {
		if self.kept.note(game, since)
			&& let Err(fail) = self.kept.save()
		{
			self.progress.step(&fail.text);
		}
	}

	async fn commit(&mut self, at: &At) -> Result<(), Error> {
		let subject = self.doubted.subject;
		if at.subject(subject).await?.is_none() {
			let what = format!("{} cannot be challenged any more", self.doubted.name);
			return Err(Error::Failed(what));
		}
		let digest = self.kept.digest(&self.client.genesis(), &subject, &self.me);
		self.send(&referee::commit_challenge(subject, digest), "challenged, hidden").await
	}

	async fn reveal(&mut self, at: &At, hidden: &Commitment) -> Result<(), Error> {
		if at.number() > hidden.reveal_by {
			return Err(Error::Failed(format!(
				"the challenge had to be shown by block {}: its bond is lost",
				hidden.reveal_by
			)));
		}
		let call =
			referee::reveal_challenge(self.doubted.subject, self.kept.salt(), Opening::Trace);
		self.send(&call, "showed the challenge: a game about the whole trace").await
	}

	async fn turn(&mut self, at: &At, id: GameId, game: &GameDetails) -> Result<(), Error> {
		let standing = Standing::decode(&game.standing)
			.ok_or_else(|| Error::Incompatible("a game stands nowhere".to_string()))?;
		if matches!(game.stage, GameStage::Queued) && self.doubt.wrong_token().is_none() {
			if !self.waits {
				self.waits = true;
				self.say(at, "the game waits for others against the same provider");
			}
			return Ok(());
		}
		let shown = match standing.awaits_provider() {
			true => Vec::new(),
			false => self.shown(at, id, game).await?,
		};
		match self.doubt.turn(&shown, &standing) {
			Turn::Wait if late(game, at.number()) => {
				self.send(&referee::timeout(id), "the provider's time is over").await
			}
			Turn::Wait => Ok(()),
			Turn::Choose { choice, proof } => {
				let bytes = shown.last().map_or(0, |shown| shown.answer.len());
				let place = words::place(standing.node());
				let text =
					format!("the provider showed {bytes} bytes below {place}: took child {choice}");
				self.send(&referee::choose(id, choice, proof), &text).await
			}
			Turn::Prove(proof) => {
				let text = format!("showed the step that is wrong: {}", words::step(&proof));
				self.send(&referee::prove(id, proof), &text).await
			}
			Turn::Concede => Err(Error::Failed(
				"the provider has shown nothing wrong: is the artefact the right one?".to_string(),
			)),
			Turn::Missing => {
				Err(Error::Failed("the node does not tell what was shown".to_string()))
			}
		}
	}

	/// What the provider has shown, from the chain, and from the disk what the node tells no more.
	async fn shown(
		&mut self,
		at: &At,
		id: GameId,
		game: &GameDetails,
	) -> Result<Vec<Shown>, Error> {
		let shown = match self.client.shown(id, game.opened_at, at.number()).await {
			Err(Error::StateDiscarded) => {
				let GameStage::Running { since } = game.stage else { return Ok(Vec::new()) };
				with_last(self.kept.shown(), self.client.shown(id, since, at.number()).await?)
			}
			shown => shown?,
		};
		self.kept.note_shown(&shown);
		if let Err(fail) = self.kept.save() {
			self.progress.step(&fail.text);
		}
		Ok(shown)
	}

	async fn send(&mut self, call: &impl Call, done: &str) -> Result<(), Error> {
		let included = self.client.submit(self.signer, call).await?.in_best_block().await?;
		let text = format!("block {:>6}  {done}", included.block.number);
		self.progress.step(&text);
		self.moves.push(text);
		Ok(())
	}

	fn say(&mut self, at: &At, text: &str) {
		self.progress.step(&format!("block {:>6}  {text}", at.number()));
	}
}

/// What was noted, and what came after.
fn with_last(mut noted: Vec<Shown>, last: Vec<Shown>) -> Vec<Shown> {
	for shown in last {
		if !noted.contains(&shown) {
			noted.push(shown);
		}
	}
	noted
}

/// Whether the provider has no time left.
fn late(game: &GameDetails, now: BlockNumber) -> bool {
	match game.stage {
		GameStage::Running { since } => now.saturating_sub(since) > game.clocks.defender,
		GameStage::Queued => false,
	}
}
