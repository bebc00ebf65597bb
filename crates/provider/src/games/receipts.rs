//! Answers of channels before the referee: the own ones from what was kept of them, others' from what was brought
//! for an audit.

use super::{board::Subject, player::Player};
use crate::engine::exact::Work;
use anyhow::{Context, Result, anyhow, ensure};
use stoa_exact::{Blake2, Claim, Sampling, shape::tokens_root, trace::Execution};
use stoa_primitives::{Digest, ReleaseId, channel::Receipt};

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
		let shape = *claim.shape();
		self.as_claimed(release, work.prompt, claim, |written| {
			ensure!(
				written.len() == shape.output() as usize
					&& tokens_root::<Blake2>(&written) == *claim.output(),
				"written again, the answer is another: look at this machine's memory and processor"
			);
			Ok(written)
		})
		.await
	}

	/// The answer of another provider that we contradict, executed again on its prompt.
	pub(super) async fn receipt_again(
		&self,
		receipt: &Digest,
		subject: &Subject,
	) -> Result<Option<Execution>> {
		let brought = self.core.records.brought(receipt)?;
		let brought = brought.context("the prompt that was brought for the audit is not here")?;
		let Receipt { release, .. } = brought.receipt;
		let tokens = subject.claim.shape().output() as usize;
		// What was written by the provider is not known, and need not be: up to its first wrong step both are
		// the same. Beyond the end that should have been, any token is as good.
		let padded = |mut written: Vec<u32>| {
			written.resize(tokens, 0);
			Ok(written)
		};
		self.as_claimed(release, brought.prompt, &subject.claim, padded).await
	}

	/// Executes an answer again in the shape of a claim, with the tokens that `tokens` makes of those that the
	/// model writes.
	async fn as_claimed(
		&self,
		release: ReleaseId,
		prompt: Vec<u32>,
		claim: &Claim,
		tokens: impl FnOnce(Vec<u32>) -> Result<Vec<u32>>,
	) -> Result<Option<Execution>> {
		let Some(engine) = self.engine(release)? else { return Ok(None) };
		let exact = engine.exact().context("the engine plays no games")?;
		let (shape, sampling) = (*claim.shape(), *claim.sampling());
		let again = exact.again(prompt.clone(), shape.output(), shape.ended(), sampling).await?;
		let output = tokens(again.output)?;
		let (most, ended) = (shape.output(), shape.ended());
		tracing::info!(release, positions = prompt.len() + output.len(), "executing again");
		Ok(Some(exact.execute(Work { prompt, output, most, ended, sampling }, None).await?))
	}
}
