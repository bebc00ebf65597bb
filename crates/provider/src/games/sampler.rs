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
	engine::exact::Work,
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
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	ChannelId, Digest,
	channel::{Receipt, ReceiptRoots, receipt_digest, trace_commitment, trace_salt},
	payload::{output_commitment, output_salt, prompt_commitment_of},
	sums,
	wire::PromptEnvelope,
};
use tokio::task::spawn_blocking;

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
			SampleTask::Poke(channel) => Some(SampleMove::Poke { channel }),
			SampleTask::Open(channel) => Some(self.open(audit(channel)?)?),
			SampleTask::ShowTrace(channel) => self.show_trace(audit(channel)?).await?,
			SampleTask::BringPrompt(channel, auditor) => {
				self.bring_prompt(audit(channel)?, &auditor).await?
			}
			SampleTask::DemandPrompt(channel) => Some(SampleMove::DemandPrompt { channel }),
			SampleTask::Audit(channel, receipt) => {
				self.audit(channel, receipt, audit(channel)?, look).await?
			}
		};
		Ok(next.map(|next| Move::Sample(Box::new(next))))
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

	/// Computes a sample of ours again: its receipt, what that hides, prompt and output.
	async fn again(&self, audit: &Audit) -> Result<Option<(Receipt, ReceiptRoots, Vec<u32>)>> {
		let ledger = self.core.ledger();
		let receipt = self.sampled(&ledger, audit)?;
		let work = ledger.work(receipt.channel, receipt.sequence)?;
		let work = work.context("the prompt is not remembered")?;
		let Some(engine) = self.core.engine(receipt.release) else {
			return self.wait_for_engine(&receipt).map(|()| None);
		};
		let exact = engine.exact().context("the engine plays no games")?;
		let sampling = sampling_of(&work.generation.sampling)?;
		let (prompt, tokens, ended) = (work.prompt.clone(), receipt.output_tokens, receipt.ended);
		let with = self.core.selling(receipt.release);
		let again = exact.again(prompt, tokens, ended, sampling, with).await?;
		let [prompt, output] = [&work.prompt, &again.output].map(|ids| tokens_root::<Blake2>(ids));
		let roots = ReceiptRoots { salt: work.salt, prompt, output, trace: again.trace };
		ensure!(
			receipt.opens_with(&roots),
			"computed again, the answer is another: look at this machine's memory and processor"
		);
		Ok(Some((receipt, roots, [work.prompt, again.output].concat())))
	}

	/// Shows what a sample hides.
	async fn show_trace(&self, audit: &Audit) -> Result<Option<SampleMove>> {
		let again = self.again(audit).await?;
		Ok(again.map(|(receipt, roots, _)| SampleMove::ShowTrace { receipt, roots }))
	}

	/// Seals prompt and output of a sample to its auditor.
	async fn bring_prompt(&self, audit: &Audit, auditor: &[u8; 32]) -> Result<Option<SampleMove>> {
		let Some((_, roots, tokens)) = self.again(audit).await? else { return Ok(None) };
		let key = self.chain.transport_key(auditor).await?;
		let key = key.context("the auditor is no provider any more")?;
		let content = tokens.iter().flat_map(|id| id.to_le_bytes()).collect();
		let envelope = PromptEnvelope { salt: roots.salt, content };
		let sealed = keys::seal(&key, &envelope.encode())?;
		Ok(Some(SampleMove::BringPrompt { channel: audit.channel, sealed }))
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
		let Brought { receipt, salt, prompt, output } = self.brought(channel, &hash, look).await?;
		let Some(engine) = self.core.engine(receipt.release) else {
			return self.wait_for_engine(&receipt).map(|()| None);
		};
		let exact = engine.exact().context("the engine is not of class Exact")?;
		let work = Work {
			prompt,
			output,
			most: receipt.output_tokens,
			ended: receipt.ended,
			sampling: sampling_of(&receipt.generation.sampling)?,
		};
		let judge = |work: Work| async move {
			let executed = exact.execute(work, None).await?;
			let trace = executed.trace().root();
			// Whether what was written is what is chosen.
			let chosen = spawn_blocking(move || executed.wrong_token().is_none()).await?;
			let salt = trace_salt(&salt);
			let same = chosen && trace_commitment(&salt, &trace) == sample.trace;
			anyhow::Ok(same.then_some((salt, trace)))
		};
		let found = match judge(work.clone()).await? {
			Some((salt, trace)) => SampleMove::Confirm { channel, salt, trace },
			None => {
				// A machine that does not come to the same twice must say nothing.
				ensure!(
					judge(work).await?.is_none(),
					"this machine computes two results: look at its memory and processor"
				);
				SampleMove::Contradict { channel }
			}
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
		let brought = self.core.identity.open(&sealed).and_then(|opened| unpack(receipt, &opened));
		let brought = brought.context(
			"what was brought of the sample is not what its receipt is about: nothing is said about it",
		)?;
		self.core.records.put_brought(&brought)?;
		Ok(brought)
	}

	fn wait_for_engine(&self, receipt: &Receipt) -> Result<()> {
		let loading = self.core.read(Machine::is_ready) != Some(true);
		ensure!(loading, "release {} is not configured here any more", receipt.release);
		Ok(())
	}
}

/// What was brought, if it is what the receipt commits to.
fn unpack(receipt: Receipt, opened: &PromptEnvelope) -> Option<Brought> {
	let PromptEnvelope { salt, content } = opened;
	let (ids, rest) = content.as_chunks();
	let tokens: Vec<u32> = ids.iter().map(|id| u32::from_le_bytes(*id)).collect();
	let (prompt, output) = tokens.split_at_checked(receipt.prompt_tokens as usize)?;
	let roots = [prompt, output].map(tokens_root::<Blake2>);
	let opens = prompt_commitment_of(salt, &roots[0]) == receipt.prompt
		&& output_commitment(&output_salt(salt), &roots[1]) == receipt.output;
	let counts = output.len() == receipt.output_tokens as usize && rest.is_empty();
	let (prompt, output) = (prompt.to_vec(), output.to_vec());
	(opens && counts).then_some(Brought { receipt, salt: *salt, prompt, output })
}
