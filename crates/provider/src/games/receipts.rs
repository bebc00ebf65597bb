//! Answers of channels before the referee: the own ones from what was kept of them, others' from what was brought
//! for an audit.

use super::{board::Subject, player::Player, records::Brought};
use crate::{engine::exact::Work, faults::Fault};
use anyhow::{Context, Result, anyhow, ensure};
use stoa_exact::{Blake2, Sampling, shape::tokens_root, trace::Execution};
use stoa_primitives::{Digest, ReleaseId};

/// How tokens of an answer are chosen.
pub(super) fn sampling_of(asked: &stoa_primitives::Sampling) -> Result<Sampling> {
	Sampling::new(asked.seeded()).map_err(|error| anyhow!("{error}"))
}

impl Player {
	/// Our own answer of which a receipt is before the referee, as far as that goes, executed again; nothing
	/// while its engine is being made ready.
	pub(super) async fn own_receipt(&self, subject: &Subject) -> Result<Option<Execution>> {
		let channel = subject.channel.context("the chain does not say of which channel it is")?;
		let claim = &subject.claim;
		let works = self.core.ledger().works(channel)?.into_iter();
		let mut ours = works.filter(|(_, work)| {
			let sampling = sampling_of(&work.generation.sampling);
			tokens_root::<Blake2>(&work.prompt) == *claim.prompt()
				&& sampling.is_ok_and(|sampling| sampling == *claim.sampling())
		});
		let (release, work) = ours.next().context(
			"nothing is remembered of the answer: was an older or another data folder brought in?",
		)?;
		let Some(engine) = self.engine(release)? else { return Ok(None) };
		let exact = engine.exact().context("the engine plays no games")?;
		let (shape, sampling) = (*claim.shape(), *claim.sampling());
		let (prompt, ended) = (work.prompt, shape.ended());
		let with = self.core.selling(release);
		let again = exact.again(prompt.clone(), shape.output(), ended, sampling, with.clone());
		let again = again.await?;
		let output = again.output;
		ensure!(
			output.len() == shape.output() as usize
				&& tokens_root::<Blake2>(&output) == *claim.output(),
			"written again, the answer is another: look at this machine's memory and processor"
		);
		let work = Work { prompt, output, most: shape.output(), ended, sampling };
		self.execute_receipt(release, work, with.map(Fault::Weights)).await
	}

	/// The answer of another provider that we contradict, executed again from what was brought of it.
	pub(super) async fn receipt_again(
		&self,
		receipt: &Digest,
		subject: &Subject,
	) -> Result<Option<Execution>> {
		let brought = self.core.records.brought(receipt)?;
		let Brought { receipt, prompt, output, .. } =
			brought.context("what was brought for the audit is not here any more")?;
		let claim = &subject.claim;
		let roots = [&prompt, &output].map(|ids| tokens_root::<Blake2>(ids));
		ensure!(roots == [*claim.prompt(), *claim.output()], "something else was claimed");
		let (most, ended) = (receipt.output_tokens, receipt.ended);
		let work = Work { prompt, output, most, ended, sampling: *claim.sampling() };
		self.execute_receipt(receipt.release, work, None).await
	}

	async fn execute_receipt(
		&self,
		release: ReleaseId,
		work: Work,
		fault: Option<Fault>,
	) -> Result<Option<Execution>> {
		let Some(engine) = self.engine(release)? else { return Ok(None) };
		let exact = engine.exact().context("the engine plays no games")?;
		let positions = work.prompt.len() + work.output.len();
		tracing::info!(release, positions, "executing again");
		Ok(Some(exact.execute(work, fault).await?))
	}
}
