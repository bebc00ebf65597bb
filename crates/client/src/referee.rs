//! What the referee shows: claims that can be challenged, hidden challenges, games and what happened in them.

use crate::{
	At, Client, Result,
	at::{PAGE, extend},
	chain::stoa,
	game::Shown,
	types::{
		AccountId, Commitment, Failure, GameDetails, RefereeEvent, SubjectDetails, TraceClaim,
	},
};
use std::ops::ControlFlow;
use stoa_exact::{Claim, Header, Sampling, Shape, game::Standing};
use stoa_primitives::{Balance, BlockNumber, GameId, SubjectKey};
use subxt::utils::Static;

/// How a game ended, from the challenger's chair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GameEnd {
	/// The claim was refuted, by this game or another one.
	Won,
	/// The challenge has failed.
	Lost(Failure),
	/// Without anybody's fault.
	Voided,
}

/// What the referee works with; none if the chain speaks of a contract that is not known here.
pub fn claim(parts: &TraceClaim) -> Option<Claim> {
	let header = Header::decode(&parts.header).ok()?;
	let shape = Shape::new(parts.prompt_tokens, parts.output_tokens, parts.ended)?;
	let sampling = Sampling::new(parts.sampling.seeded()).ok()?;
	Claim::new(header, shape, sampling, parts.prompt, parts.output, parts.trace)
}

impl At {
	/// A claim, while it can be challenged or is: a job's answer, or a receipt of a channel.
	pub async fn subject(&self, subject: impl Into<SubjectKey>) -> Result<Option<SubjectDetails>> {
		let subject = Static(subject.into());
		self.view(stoa::view_functions().referee().subject(subject)).await
	}

	/// A game that runs or waits.
	pub async fn game(&self, id: GameId) -> Result<Option<GameDetails>> {
		self.view(stoa::view_functions().referee().game(id)).await
	}

	/// All games in which an account challenges or defends, by id.
	pub async fn games_of(&self, account: &AccountId) -> Result<Vec<GameId>> {
		let mut all: Vec<GameId> = Vec::new();
		loop {
			let after = all.last().copied();
			let page = stoa::view_functions().referee().games_of(*account, after, PAGE);
			if extend(&mut all, self.view(page).await?) {
				break;
			}
		}
		all.sort_unstable();
		Ok(all)
	}

	/// What challenging a claim would put on hold now, in planck; nothing if it cannot be
	/// challenged.
	pub async fn challenge_bond(
		&self,
		subject: impl Into<SubjectKey>,
		challenger: &AccountId,
	) -> Result<Option<Balance>> {
		let subject = Static(subject.into());
		self.view(stoa::view_functions().referee().bond(subject, *challenger)).await
	}

	/// The hidden challenges to a claim, each with who made it, and with the time to show it as it is now.
	pub async fn hidden_challenges(
		&self,
		subject: impl Into<SubjectKey>,
	) -> Result<Vec<(AccountId, Commitment)>> {
		let stood = self.stood_still().await?;
		let storage = self.inner.storage();
		let key = (Static(subject.into()),);
		let mut entries = storage.iter(stoa::storage().referee().commitments(), key).await?;
		let mut hidden = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (_, challenger) = entry.key()?.decode()?;
			let mut made: Commitment = entry.value().decode()?;
			let missed = stood.saturating_sub(made.stood);
			made.reveal_by = made.reveal_by.saturating_add(missed);
			made.stood = stood;
			hidden.push((challenger, made));
		}
		Ok(hidden)
	}

	/// What the referee did in this block, in order.
	pub async fn referee_events(&self) -> Result<Vec<RefereeEvent>> {
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Referee(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}
}

impl Client {
	/// What the defender of a game has shown from block `first` to block `last`, in order.
	pub async fn shown(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Vec<Shown>> {
		let mut all = Vec::new();
		let look = |event: RefereeEvent| {
			if let RefereeEvent::Answered { game: g, answer, standing, .. } = event
				&& g == game && let Some(standing) = Standing::decode(&standing)
			{
				all.push(Shown { standing, answer });
			}
			ControlFlow::<()>::Continue(())
		};
		self.search_referee(first, last, look).await?;
		all.reverse();
		Ok(all)
	}

	/// How a game ended, if it did from block `first` to block `last`.
	pub async fn game_end(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Option<GameEnd>> {
		let look = |event| match event {
			RefereeEvent::GameWon { game: g, .. } if g == game => ControlFlow::Break(GameEnd::Won),
			RefereeEvent::GameLost { game: g, reason, .. } if g == game => {
				ControlFlow::Break(GameEnd::Lost(reason))
			}
			RefereeEvent::GameVoided { game: g, .. } if g == game => {
				ControlFlow::Break(GameEnd::Voided)
			}
			_ => ControlFlow::Continue(()),
		};
		self.search_referee(first, last, look).await
	}

	/// Goes from the last block to the first, and from each block's last event to its first, until `look`
	/// has found something.
	async fn search_referee<T>(
		&self,
		first: BlockNumber,
		last: BlockNumber,
		mut look: impl FnMut(RefereeEvent) -> ControlFlow<T>,
	) -> Result<Option<T>> {
		let mut block = self.block(self.hash_at(last).await?).await?;
		loop {
			for event in self.at_block(&block).await?.referee_events().await?.into_iter().rev() {
				if let ControlFlow::Break(found) = look(event) {
					return Ok(Some(found));
				}
			}
			if block.number <= first {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
	}
}
