//! What is said about redemptions: samples are opened from what was kept of channels, and those of others
//! executed again.

use super::{
	Move,
	board::Look,
	receipts::sampling_of,
	records::Brought,
	samples::{Audit, AuditStage, SampleMove, SampleTask},
};
use crate::{
	chain::Chain,
	engine::exact::{Again, Exact, Work},
	keys,
	machine::Machine,
	state::Core,
	v1::{
		lane::{Lane, Promise, Signed},
		ledger::Ledger,
	},
};
use anyhow::{Context, Result, bail, ensure};
use codec::Encode;
use std::{collections::BTreeSet, sync::Arc};
use stoa_exact::{Blake2, Sampling, shape::tokens_root};
use stoa_primitives::{
	ChannelId, Digest,
	channel::{Receipt, ReceiptRoots, receipt_digest, trace_commitment, trace_salt},
	payload::prompt_commitment_of,
	sums,
	wire::PromptEnvelope,
};

/// What an audit has found: the move that says it.
type Verdict = (Digest, SampleMove);

/// Opens samples and audits them.
pub struct Sampler {
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	/// The last one: what was found is said again if it is lost on its way.
	found: Option<Verdict>,
}

impl Sampler {
	/// One that has found nothing yet.
	pub fn new(core: Arc<Core>, chain: Arc<dyn Chain>) -> Self {
		Self { core, chain, found: None }
	}

	/// Forgets the prompts of samples that are decided.
	pub fn forget(&self, look: &Look) -> Result<()> {
		let account = self.core.identity.provider();
		let audits = look.board.audits.iter();
		let needed: BTreeSet<Digest> =
			audits.filter_map(|audit| audit.audited_by(&account)).collect();
		self.core.records.keep_brought(&needed)
	}

	/// The move that a task asks for; nothing if it cannot be made yet.
	pub async fn prepare(&mut self, task: SampleTask, look: &Look) -> Result<Option<Move>> {
		let audit = |channel: ChannelId| {
			let mut audits = look.board.audits.iter();
			audits.find(|audit| audit.channel == channel).context("it is decided")
		};
		let next = match task {
			SampleTask::Poke(channel) => SampleMove::Poke { channel },
			SampleTask::Open(channel) => self.open(audit(channel)?)?,
			SampleTask::ShowTrace(channel) => match self.show_trace(audit(channel)?).await? {
				Some(next) => next,
				None => return Ok(None),
			},
			SampleTask::BringPrompt(channel, auditor) => {
				self.bring_prompt(audit(channel)?, &auditor).await?
			}
			SampleTask::DemandPrompt(channel) => SampleMove::DemandPrompt { channel },
			SampleTask::Audit(channel, receipt) => {
				match self.audit(channel, receipt, audit(channel)?, look).await? {
					Some(next) => next,
					None => return Ok(None),
				}
			}
		};
		Ok(Some(Move::Sample(next)))
	}

	/// Opens the receipt that covers the point which was drawn.
	fn open(&self, audit: &Audit) -> Result<SampleMove> {
		let AuditStage::Opening(point) = audit.stage else { bail!("no sample is asked for") };
		let (channel, ledger) = (audit.channel, self.core.ledger());
		let amount = audit.before.saturating_add(audit.root.amount);
		let promise = ledger.pledge(channel, amount)?;
		let promise = promise.context("what the redemption pays for is not remembered")?;
		let receipts = ledger.receipts(channel)?;
		let (paid, _) = Lane::of(promise)
			.paid_for(audit.before, &receipts)
			.filter(|(_, root)| *root == audit.root)
			.context("what is remembered of the channel is not what was redeemed")?;
		let (leaf, path) = sums::prove(&paid, point).context("the point is not covered")?;
		let leaf = paid.get(leaf).context("the point is not covered")?;
		let Signed { receipt, signature } = self.signed(&receipts, &promise, &leaf.receipt)?;
		Ok(SampleMove::Open { receipt, signature, amount: leaf.amount, path })
	}

	/// A receipt of ours, by its hash.
	fn signed(&self, receipts: &[Signed], promise: &Promise, hash: &Digest) -> Result<Signed> {
		if let Some(signed) = receipts.iter().find(|signed| signed.receipt.hash() == *hash) {
			return Ok(*signed);
		}
		// One in the middle of an answer. Its signature was given away; another one is as good.
		let receipt = promise.receipt;
		ensure!(receipt.hash() == *hash, "the receipt is not remembered");
		let digest = receipt_digest(&self.core.genesis, hash);
		Ok(Signed { receipt, signature: self.core.identity.sign_receipt(&digest) })
	}

	/// The receipt of a sample of ours.
	fn sampled(&self, ledger: &Ledger, audit: &Audit) -> Result<Receipt> {
		let (sample, _) = audit.seated().context("nothing is sampled")?;
		let receipts = ledger.receipts(audit.channel)?.into_iter().map(|signed| signed.receipt);
		let amount = audit.before.saturating_add(audit.root.amount);
		let last = ledger.pledge(audit.channel, amount)?.map(|promise| promise.receipt);
		let mut all = receipts.chain(last);
		let found = all.find(|receipt| receipt.hash() == sample.receipt);
		found.context("the receipt is not remembered")
	}

	/// Shows what a sample hides. Its trace is computed again.
	async fn show_trace(&self, audit: &Audit) -> Result<Option<SampleMove>> {
		let ledger = self.core.ledger();
		let receipt = self.sampled(&ledger, audit)?;
		let work = ledger.work(receipt.channel, receipt.sequence)?;
		let work = work.context("the prompt is not remembered")?;
		let Some(engine) = self.core.engine(receipt.release) else {
			return self.wait_for_engine(&receipt).map(|()| None);
		};
		let exact = engine.exact().context("the engine plays no games")?;
		let sampling = sampling_of(&work.generation.sampling)?;
		let prompt = tokens_root::<Blake2>(&work.prompt);
		let again =
			exact.again(work.prompt, receipt.output_tokens, receipt.ended, sampling).await?;
		let output = tokens_root::<Blake2>(&again.output);
		let roots = ReceiptRoots { salt: work.salt, prompt, output, trace: again.trace };
		ensure!(
			receipt.opens_with(&roots),
			"computed again, the answer is another: look at this machine's memory and processor"
		);
		Ok(Some(SampleMove::ShowTrace { receipt, roots }))
	}

	/// Seals the prompt of a sample to its auditor.
	async fn bring_prompt(&self, audit: &Audit, auditor: &[u8; 32]) -> Result<SampleMove> {
		let ledger = self.core.ledger();
		let receipt = self.sampled(&ledger, audit)?;
		let work = ledger.work(receipt.channel, receipt.sequence)?;
		let work = work.context("the prompt is not remembered")?;
		let key = self.chain.transport_key(auditor).await?;
		let key = key.context("the auditor is no provider any more")?;
		let content = work.prompt.iter().flat_map(|id| id.to_le_bytes()).collect();
		let envelope = PromptEnvelope { salt: work.salt, content };
		let sealed = keys::seal(&key, &envelope.encode())?;
		Ok(SampleMove::BringPrompt { channel: audit.channel, sealed })
	}

	/// Executes a sample again and says what was found; nothing while the engine is being made ready.
	async fn audit(
		&mut self,
		channel: ChannelId,
		hash: Digest,
		audit: &Audit,
		look: &Look,
	) -> Result<Option<SampleMove>> {
		if let Some((_, found)) = self.found.as_ref().filter(|(of, _)| *of == hash) {
			return Ok(Some(found.clone()));
		}
		let (sample, _) = audit.seated().context("nothing is sampled")?;
		let brought = self.brought(channel, &hash, look).await?;
		let Brought { receipt, salt, prompt } = brought;
		let Some(engine) = self.core.engine(receipt.release) else {
			return self.wait_for_engine(&receipt).map(|()| None);
		};
		let exact = engine.exact().context("the engine is not of class Exact")?;
		let sampling = sampling_of(&receipt.generation.sampling)?;
		let (tokens, ended) = (receipt.output_tokens, receipt.ended);
		let again = exact.again(prompt.clone(), tokens, ended, sampling).await?;
		let (salt, trace) = (trace_salt(&salt), again.trace);
		let found = if trace_commitment(&salt, &trace) == sample.trace {
			SampleMove::Confirm { channel, salt, trace }
		} else {
			let most = tokens.saturating_add(ended.into());
			make_sure(exact, again, prompt, most, sampling).await?;
			SampleMove::Contradict { channel }
		};
		tracing::info!(channel, release = receipt.release, found = found.name(), "audited");
		self.found = Some((hash, found.clone()));
		Ok(Some(found))
	}

	/// What was brought for an audit of ours, once it is what the receipt is about.
	async fn brought(&self, channel: ChannelId, hash: &Digest, look: &Look) -> Result<Brought> {
		if let Some(brought) = self.core.records.brought(hash)? {
			return Ok(brought);
		}
		let receipt = self.chain.opened_sample(hash, look.best).await?;
		let receipt = receipt.context(
			"the opened receipt is not found: the node has no state of the block in which that was",
		)?;
		let sealed = self.chain.brought_prompt(channel, look.best).await?;
		let sealed = sealed.context("the prompt that was brought is not found")?;
		let envelope = self.core.identity.open(&sealed);
		let useless = "the prompt that was brought is of no use: nothing is said about the sample";
		let PromptEnvelope { salt, content } = envelope.context(useless)?;
		let (ids, rest) = content.as_chunks();
		let prompt: Vec<u32> = ids.iter().map(|id| u32::from_le_bytes(*id)).collect();
		let root = tokens_root::<Blake2>(&prompt);
		let counts = prompt.len() == receipt.prompt_tokens as usize && rest.is_empty();
		let opens = counts && prompt_commitment_of(&salt, &root) == receipt.prompt;
		ensure!(opens, useless);
		let brought = Brought { receipt, salt, prompt };
		self.core.records.put_brought(&brought)?;
		Ok(brought)
	}

	fn wait_for_engine(&self, receipt: &Receipt) -> Result<()> {
		let loading = self.core.read(Machine::is_ready) != Some(true);
		ensure!(loading, "release {} is not configured here any more", receipt.release);
		Ok(())
	}
}

/// Computes in another way what is about to be contradicted: a machine that does not come to the same must say
/// nothing.
async fn make_sure(
	exact: &Exact,
	again: Again,
	prompt: Vec<u32>,
	most: u32,
	sampling: Sampling,
) -> Result<()> {
	let ended = (again.output.len() as u32) < most;
	let work = Work { prompt, output: again.output, most, ended, sampling };
	let executed = exact.execute(work, None).await?;
	ensure!(
		executed.trace().root() == again.trace,
		"this machine computes two results: look at its memory and processor; nothing is said about the sample"
	);
	Ok(())
}
