//! The referee as `stoa-client` shows it.

use super::{NodeChain, lock};
use crate::{
	chain::{Chain, Inclusion},
	games::{
		Move,
		board::{Board, Game, Hidden, Subject},
		samples::{Audit, AuditStage, AuditorSeat, PromptDemand, Sample, SampleMove},
	},
	machine::{Assignment, Wants},
};
use anyhow::Result;
use std::collections::BTreeSet;
use stoa_client::{
	AccountId, At,
	calls::{self, channels},
	referee,
	types::{self, GameDetails, GameStage, Opening, SampleOpening, SignedReceipt, Static},
};
use stoa_exact::game::Standing;
use stoa_primitives::{ChannelId, Digest, SubjectKey};

impl NodeChain {
	pub(super) async fn send_move(&self, game: Move) -> Result<Inclusion> {
		match game {
			Move::CommitChallenge { subject, digest } => {
				self.hand_over(calls::referee::commit_challenge(subject, digest)).await
			}
			Move::RevealChallenge { subject, salt } => {
				let call = calls::referee::reveal_challenge(subject, salt, Opening::Trace);
				self.hand_over(call).await
			}
			Move::Answer { game, answer } => {
				self.hand_over(calls::referee::answer(game, answer)).await
			}
			Move::Choose { game, choice, proof } => {
				self.hand_over(calls::referee::choose(game, choice, proof)).await
			}
			Move::Prove { game, proof } => self.hand_over(calls::referee::prove(game, proof)).await,
			Move::Timeout { game } => self.hand_over(calls::referee::timeout(game)).await,
			Move::OpenCells { job, secret, openings } => {
				self.hand_over(calls::open_cells(job, secret, openings)).await
			}
			Move::DropCommitment { subject, challenger } => {
				let challenger = AccountId(challenger);
				self.hand_over(calls::referee::drop_commitment(subject, challenger)).await
			}
			Move::Sample(next) => self.send_sample(*next).await,
		}
	}

	async fn send_sample(&self, next: SampleMove) -> Result<Inclusion> {
		match next {
			SampleMove::Poke { channel } => self.hand_over(channels::poke(channel)).await,
			SampleMove::Open { receipt, signature, amount, path } => {
				let receipt = SignedReceipt { receipt: Static(receipt), signature };
				let path = path.into_iter().map(Static).collect();
				let call = channels::open_sample(SampleOpening { receipt, amount, path });
				self.hand_over(call).await
			}
			SampleMove::ShowTrace { receipt, roots } => {
				self.hand_over(channels::show_trace(receipt, roots)).await
			}
			SampleMove::BringPrompt { channel, sealed } => {
				self.hand_over(channels::provide_prompt(channel, sealed)).await
			}
			SampleMove::DemandPrompt { channel } => {
				self.hand_over(channels::demand_prompt(channel)).await
			}
			SampleMove::Confirm { channel, salt, trace } => {
				self.hand_over(channels::confirm_sample(channel, salt, trace)).await
			}
			SampleMove::Contradict { channel } => {
				self.hand_over(channels::contradict_sample(channel)).await
			}
		}
	}

	/// What the referee shows of our games, of answers that we contradict or of which we must open cells, and of
	/// claims of ours that would be closed if nothing kept them open.
	pub(super) async fn board(&self, best: &At, seats: &[Assignment]) -> Result<Board> {
		let mut board = Board { audits: self.audits(best).await?, ..Board::default() };
		for id in best.games_of(&self.account).await? {
			if let Some(game) = best.game(id).await?.and_then(|details| game(&details)) {
				board.games.insert(id, game);
			}
		}
		let mut subjects: BTreeSet<SubjectKey> =
			board.games.values().map(|game| game.subject).collect();
		subjects.extend(board.audits.iter().filter_map(Audit::disputed));
		subjects.extend(seats.iter().filter_map(|seat| match seat.wants {
			Wants::Challenge | Wants::Opening => Some(SubjectKey::Job(seat.job)),
			Wants::Defence => (best.number() >= seat.deadline).then_some(SubjectKey::Job(seat.job)),
			_ => None,
		}));
		for seat in seats.iter().filter(|seat| seat.wants == Wants::Opening) {
			let asked = best.cells_asked(seat.job).await?.into_iter();
			let mut ours = asked.filter(|asked| asked.seat == seat.seat);
			board.asked.extend(ours.next().map(|asked| (seat.job, asked.cells)));
		}
		for subject in subjects {
			self.put_subject(best, &mut board, subject).await?;
		}
		Ok(board)
	}

	/// Puts a claim and the hidden challenges to it on the board, if it can be challenged.
	async fn put_subject(&self, best: &At, board: &mut Board, subject: SubjectKey) -> Result<()> {
		let Some(details) = best.subject(subject).await? else { return Ok(()) };
		let Some(claim) = referee::claim(&details.claim) else {
			tracing::error!(
				?subject,
				"the claim is of a contract that this daemon does not know: update it"
			);
			board.games.retain(|_, game| game.subject != subject);
			return Ok(());
		};
		let channel = match subject {
			SubjectKey::Job(_) => None,
			SubjectKey::Receipt(hash) => best.channel_of_receipt(hash).await?,
		};
		let (until, contested) = (details.until, details.games > 0);
		board.subjects.insert(subject, Subject { claim, channel, until, contested });
		if details.hidden > 0 {
			let hidden = best.hidden_challenges(subject).await?.into_iter();
			board.hidden.extend(hidden.map(|(challenger, hidden)| Hidden {
				subject,
				challenger: challenger.0,
				digest: hidden.digest,
				reveal_by: hidden.reveal_by,
			}));
		}
		Ok(())
	}

	/// Redemptions that are not paid yet, of our channels or with us as auditor.
	async fn audits(&self, best: &At) -> Result<Vec<Audit>> {
		if self.channels.is_none() {
			return Ok(Vec::new());
		}
		let mut ours = Vec::new();
		let all = best.channel_audits().await?;
		lock(&self.owners).retain(|known, _| all.iter().any(|(channel, _)| channel == known));
		self.keep_opened(best, &all).await;
		for (channel, details) in all {
			let owner = self.owner(best, channel).await?;
			let audit = audit(channel, owner == Some(self.account), &details);
			if audit.ours || audit.audited_by(&self.account.0).is_some() {
				ours.push(audit);
			}
		}
		Ok(ours)
	}

	/// Remembers the receipts that were opened for audits of what is served here. An auditor may be drawn when its
	/// node has forgotten the block in which that was: after two others were silent, whose time is counted in hundreds.
	async fn keep_opened(&self, best: &At, all: &[(ChannelId, types::ChannelAudit)]) {
		use types::ChannelAuditStage as Told;
		let samples = all.iter().filter_map(|(_, audit)| match &audit.stage {
			Told::Auditing { sample, .. } | Told::Contradicted { sample, .. } => Some(sample),
			_ => None,
		});
		let ours = samples.filter(|sample| self.served.contains(&sample.release));
		let seen: Vec<Digest> = ours.map(|sample| sample.receipt).collect();
		lock(&self.opened).retain(|known, _| seen.contains(known));
		for receipt in seen {
			if !lock(&self.opened).contains_key(&receipt) {
				// What a node cannot tell now it is asked again when it is needed.
				let found = self.opened_sample(&receipt, best.number()).await.unwrap_or_default();
				lock(&self.opened).insert(receipt, found);
			}
		}
	}

	/// Who answers in a channel.
	async fn owner(&self, best: &At, channel: ChannelId) -> Result<Option<AccountId>> {
		if let Some(owner) = lock(&self.owners).get(&channel) {
			return Ok(Some(*owner));
		}
		let owner = best.channel(channel).await?.map(|details| details.provider);
		if let Some(owner) = owner {
			lock(&self.owners).insert(channel, owner);
		}
		Ok(owner)
	}
}

fn audit(channel: ChannelId, ours: bool, details: &types::ChannelAudit) -> Audit {
	use types::ChannelAuditStage as Told;
	let stage = match &details.stage {
		Told::Drawing { epoch, .. } => AuditStage::Drawing(*epoch),
		Told::Opening { point, .. } => AuditStage::Opening(*point),
		Told::Auditing { sample: of, seat: by } => AuditStage::Auditing(sample(of), seat(by)),
		Told::Contradicted { sample: of, seat: by, until } => {
			AuditStage::Contradicted(sample(of), seat(by), *until)
		}
		Told::Disputed { sample: of, seat: by } => AuditStage::Disputed(sample(of), seat(by)),
	};
	Audit { channel, ours, root: *details.root, before: details.before, stage }
}

fn sample(told: &types::Sample) -> Sample {
	Sample { receipt: told.receipt, trace: told.trace, release: told.release }
}

fn seat(told: &types::AuditorSeat) -> AuditorSeat {
	let prompt = match told.prompt {
		types::PromptDemand::None => PromptDemand::None,
		types::PromptDemand::Asked { until } => PromptDemand::Asked(until),
		types::PromptDemand::Posted => PromptDemand::Brought,
	};
	AuditorSeat { auditor: told.auditor.0, until: told.until, prompt }
}

/// None if its standing is of a contract that is not known here.
fn game(details: &GameDetails) -> Option<Game> {
	Some(Game {
		subject: *details.subject,
		defender: details.defender.0,
		challenger: details.challenger.0,
		opened_at: details.opened_at,
		whole: details.cell.is_none(),
		standing: Standing::decode(&details.standing)?,
		since: match details.stage {
			GameStage::Queued => None,
			GameStage::Running { since } => Some(since),
		},
		defender_left: details.clocks.defender,
		challenger_left: details.clocks.challenger,
	})
}
