//! Stores what became of jobs and seats, and counts what grades and series are made of.

use crate::{
	Result,
	facts::BlockFacts,
	happened::{Claim, JobEvent, forfeited, release_of},
	store::{Arg, Columns, Tx, all, one, planck, run},
	tally::{self, Kind},
};
use serde_json::Value;
use stoa_client::events::ChainEvent;
use stoa_primitives::BlockNumber;

/// Stores what an event did.
pub(crate) async fn keep(tx: &mut Tx, facts: &BlockFacts, event: &ChainEvent) -> Result<()> {
	let block = facts.block.number;
	if let Some(release) = forfeited(event) {
		tally::add(tx, Kind::Release, &release.to_string(), block, "bad", 1).await?;
	}
	let Some(event) = JobEvent::of(event)? else { return Ok(()) };
	let at = At { block, facts };
	match event {
		event @ JobEvent::JobSubmitted { .. } => at.submitted(tx, event).await,
		JobEvent::ExecutorsDrawn { job, round, seats } => {
			for (seat, provider, price) in seats {
				let price = (price.per_1k_input, price.per_1k_output);
				at.seated(tx, (job, seat), round, provider, price).await?;
			}
			at.state(tx, job, "computing").await
		}
		JobEvent::AnswerCommitted { job, seat } => at.committed(tx, job, seat).await,
		JobEvent::AnswerGiven { job, seat, claim } => {
			at.committed(tx, job, seat).await?;
			at.answer(tx, job, &claim).await?;
			at.state(tx, job, "answered").await
		}
		JobEvent::AuditDecided { job, auditors } => {
			let sql = "UPDATE jobs SET auditors = $2 WHERE id = $1";
			run(tx, sql, vec![job.into(), auditors.into()]).await.map(|_| ())
		}
		JobEvent::ChallengeWindowOpened { job } => at.state(tx, job, "challengeable").await,
		JobEvent::RevealStarted { job } => at.state(tx, job, "revealing").await,
		JobEvent::AnswerRevealed { job, seat } => {
			let sql = "UPDATE seats SET revealed_at = $3 WHERE job = $1 AND seat = $2";
			run(tx, sql, vec![job.into(), seat.into(), block.into()]).await.map(|_| ())
		}
		JobEvent::SeatVacated { job, seat, provider, reason } => {
			at.vacated(tx, job, seat, &provider, &reason).await
		}
		JobEvent::PromptPosted { job, provider } => {
			let sql = "UPDATE seats SET ready_at = $3 WHERE job = $1 AND provider = $2 \
			           AND committed_at IS NULL";
			run(tx, sql, vec![job.into(), provider.into(), block.into()]).await.map(|_| ())
		}
		JobEvent::CommitteeEnlarged { job } => at.state(tx, job, "enlarging").await,
		JobEvent::JobEscalated { job } => at.state(tx, job, "escalated").await,
		JobEvent::OutputAwaited { job } => at.state(tx, job, "serving").await,
		event @ JobEvent::JobSettled { .. } => at.settled(tx, event).await,
		JobEvent::JobFinalized { job, outcome } => at.ended(tx, job, &outcome).await,
		JobEvent::JobRefunded { job, call_out, burned, treasury, returned, .. }
		| JobEvent::JobCancelled { job, call_out, burned, treasury, returned } => {
			let charged = sum(&[&call_out, &burned, &treasury])?;
			let sql = "UPDATE jobs SET charged = $2, royalty = '0', burned = $3, treasury = $4, \
			           returned = $5 WHERE id = $1";
			let args = vec![
				job.into(),
				charged.to_string().into(),
				burned.into(),
				treasury.into(),
				returned.into(),
			];
			run(tx, sql, args).await.map(|_| ())
		}
	}
}

fn sum(amounts: &[&str]) -> Result<u128> {
	amounts.iter().try_fold(0_u128, |sum, amount| Ok(sum.saturating_add(planck(amount)?)))
}

/// The block in which it happened.
struct At<'a> {
	block: BlockNumber,
	facts: &'a BlockFacts,
}

impl At<'_> {
	async fn state(&self, tx: &mut Tx, job: u64, state: &str) -> Result<()> {
		let sql = "UPDATE jobs SET state = $2, updated_at = $3 WHERE id = $1";
		run(tx, sql, vec![job.into(), state.into(), self.block.into()]).await.map(|_| ())
	}

	async fn submitted(&self, tx: &mut Tx, event: JobEvent) -> Result<()> {
		let JobEvent::JobSubmitted {
			job,
			requester,
			subject,
			assurance,
			max_fee,
			value_at_risk,
			deadline,
		} = event
		else {
			return Ok(());
		};
		let class = match &assurance {
			Value::String(name) => name.clone(),
			Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
			_ => String::new(),
		};
		let order = self.facts.state.orders.get(&job);
		let sql = "INSERT INTO jobs (id, requester, release, subject, assurance, class, max_fee, \
		           value_at_risk, deadline, prompt_tokens, max_new_tokens, submitted_at, state, \
		           auditors, updated_at) VALUES \
		           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'drawing', 0, $12)";
		let args = vec![
			job.into(),
			requester.into(),
			release_of(&subject).into(),
			subject.to_string().into(),
			assurance.to_string().into(),
			class.into(),
			max_fee.into(),
			value_at_risk.into(),
			deadline.into(),
			order.map(|order| order.prompt_tokens).into(),
			order.map(|order| order.max_new_tokens).into(),
			self.block.into(),
		];
		run(tx, sql, args).await.map(|_| ())
	}

	async fn seated(
		&self,
		tx: &mut Tx,
		(job, seat): (u64, u8),
		round: u8,
		provider: String,
		(input, output): (String, String),
	) -> Result<()> {
		let sql = "INSERT INTO seats (job, seat, provider, round, price_input, price_output, \
		           drawn_at, ready_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
		let args = vec![
			job.into(),
			seat.into(),
			provider.into(),
			round.into(),
			input.into(),
			output.into(),
			self.block.into(),
		];
		run(tx, sql, args).await.map(|_| ())
	}

	/// A seat has committed, or answered at once: how long it took counts, once.
	async fn committed(&self, tx: &mut Tx, job: u64, seat: u8) -> Result<()> {
		let sql = "SELECT provider, ready_at FROM seats WHERE job = $1 AND seat = $2 \
		           AND committed_at IS NULL";
		let Some(row) = one(tx, sql, vec![job.into(), seat.into()]).await? else { return Ok(()) };
		let sql = "UPDATE seats SET committed_at = $3 WHERE job = $1 AND seat = $2";
		run(tx, sql, vec![job.into(), seat.into(), self.block.into()]).await?;
		let provider = row.text("provider")?;
		let score = crate::grades::promptness(row.small("ready_at")?, self.block);
		tally::add(tx, Kind::Provider, &provider, self.block, "committed", 1).await?;
		tally::add(tx, Kind::Provider, &provider, self.block, "promptness", score).await
	}

	async fn answer(&self, tx: &mut Tx, job: u64, claim: &Claim) -> Result<()> {
		let sql =
			"UPDATE jobs SET output = $2, output_tokens = $3, output_bytes = $4 WHERE id = $1";
		let args: Vec<Arg> =
			vec![job.into(), (&claim.output).into(), claim.tokens.into(), claim.bytes.into()];
		run(tx, sql, args).await.map(|_| ())
	}

	async fn vacated(
		&self,
		tx: &mut Tx,
		job: u64,
		seat: u8,
		provider: &str,
		reason: &Value,
	) -> Result<()> {
		let sql = "UPDATE seats SET vacated_at = $3, reason = $4 WHERE job = $1 AND seat = $2";
		let args = vec![job.into(), seat.into(), self.block.into(), reason.to_string().into()];
		run(tx, sql, args).await?;
		match crate::grades::fault(reason) {
			Some(fault) => tally::add(tx, Kind::Provider, provider, self.block, fault, 1).await,
			None => Ok(()),
		}
	}

	async fn settled(&self, tx: &mut Tx, event: JobEvent) -> Result<()> {
		let JobEvent::JobSettled {
			job,
			claim,
			backers,
			losing_percent,
			charged,
			royalty,
			burned,
			treasury,
			returned,
		} = event
		else {
			return Ok(());
		};
		self.answer(tx, job, &claim).await?;
		for (provider, paid) in backers {
			// A provider has one seat in a job.
			let sql = "UPDATE seats SET paid = $3 WHERE job = $1 AND provider = $2";
			run(tx, sql, vec![job.into(), provider.into(), paid.into()]).await?;
		}
		let sql = "UPDATE jobs SET state = 'settled', losing_percent = $2, charged = $3, \
		           royalty = $4, burned = $5, treasury = $6, returned = $7, settled_at = $8, \
		           updated_at = $8 WHERE id = $1";
		let args = vec![
			job.into(),
			losing_percent.into(),
			(&charged).into(),
			(&royalty).into(),
			burned.into(),
			treasury.into(),
			returned.into(),
			self.block.into(),
		];
		run(tx, sql, args).await?;
		let Some(release) = release_of_job(tx, job).await? else { return Ok(()) };
		let agreement = i64::from(100_u8.saturating_sub(losing_percent));
		let name = release.to_string();
		tally::add(tx, Kind::Release, &name, self.block, "settled", 1).await?;
		tally::add(tx, Kind::Release, &name, self.block, "agreement", agreement).await?;
		let paid = (planck(&charged)?, planck(&royalty)?);
		tally::add_volume(tx, release, self.block, claim.tokens, paid).await
	}

	async fn ended(&self, tx: &mut Tx, job: u64, outcome: &Value) -> Result<()> {
		let state = match outcome {
			Value::String(name) => name.to_lowercase(),
			Value::Object(fields) => {
				fields.keys().next().cloned().unwrap_or_default().to_lowercase()
			}
			_ => String::new(),
		};
		let sql = "UPDATE jobs SET state = $2, outcome = $3, ended_at = $4, updated_at = $4 \
		           WHERE id = $1";
		let args = vec![job.into(), (&state).into(), outcome.to_string().into(), self.block.into()];
		run(tx, sql, args).await?;
		if state == "final" {
			let sql = "SELECT provider FROM seats WHERE job = $1 AND paid IS NOT NULL \
			           AND vacated_at IS NULL ORDER BY seat";
			for row in all(tx, sql, vec![job.into()]).await? {
				let provider = row.text("provider")?;
				tally::add(tx, Kind::Provider, &provider, self.block, "good", 1).await?;
			}
		}
		let Some(release) = release_of_job(tx, job).await? else { return Ok(()) };
		match crate::grades::outcome(outcome) {
			Some(name) => {
				let release = release.to_string();
				tally::add(tx, Kind::Release, &release, self.block, name, 1).await
			}
			None => Ok(()),
		}
	}
}

/// What a job runs, if that is a release and the index saw it submitted.
async fn release_of_job(tx: &mut Tx, job: u64) -> Result<Option<u32>> {
	let row = one(tx, "SELECT release FROM jobs WHERE id = $1", vec![job.into()]).await?;
	row.map_or(Ok(None), |row| row.maybe_small("release"))
}
