//! The contract that does harm with its deliveries.

use crate::stage::{GAS, Stage, TAKING};
use anyhow::{Context, Result, ensure};
use codec::Encode;
use stoa_client::{
	AccountId, Error, Keypair, calls::contracts::call_contract, keys, types::JobEvent,
};
use stoa_primitives::{Assurance, Balance, InlineBytes, JobId, STOA, contract::Gas};

const ASK: [u8; 4] = [0, 0, 0, 1];
const END: [u8; 4] = [0, 0, 0, 3];
const SEEN: [u8; 4] = [0, 0, 0, 4];
const PROMPT: &[u8] = b"Say hello.";
const MAX_NEW_TOKENS: u32 = 4;

/// What it does, by the contract's own numbers.
#[derive(Clone, Copy, Encode)]
pub enum Mode {
	Take,
	Loop,
	Trap,
	Enter,
	Terminate,
	Small,
}

/// What is asked of it.
#[derive(Encode)]
struct Ask {
	release: u32,
	prompt: Vec<u8>,
	max_new_tokens: u32,
	max_fee: Balance,
	executors: u8,
	gas: Gas,
	mode: Mode,
	runtime_call: Vec<u8>,
}

/// One of them, with a job that is ordered.
pub struct Hostile<'a> {
	stage: &'a Stage,
	/// Who made it.
	pub maker: Keypair,
	/// Who delivers.
	pub deliverer: Keypair,
	/// It.
	pub contract: AccountId,
	/// The job.
	pub job: JobId,
}

/// What a delivery came to. Contract and maker together have paid the fee, and nothing else.
#[derive(Debug)]
pub struct Delivered {
	/// Whether the contract took it.
	pub accepted: bool,
	/// What the deliverer got, in planck.
	pub fee: Balance,
	/// Of that, what is left to it beside its transaction.
	pub gain: i128,
	/// What the block spent on it, in picoseconds.
	pub weight: u64,
}

impl<'a> Hostile<'a> {
	/// Makes one, named after its scenario, that orders a job.
	pub async fn ask(stage: &'a Stage, name: &str, mode: Mode) -> Result<Self> {
		let maker = stage.funded(&format!("//{name}//Maker")).await?;
		let deliverer = stage.funded(&format!("//{name}//Deliverer")).await?;
		let contract = stage.make("hostile", &maker, &(), 100 * STOA).await?;
		let client = &stage.market.client;
		let tokens = PROMPT.len() as u32 + 64;
		let assurance = Assurance::Replicated { executors: 3, quorum: 2 };
		let best = client.best().await?;
		let quote = best.quote(stage.release, tokens, MAX_NEW_TOKENS, assurance, None).await?;
		let quote = quote.map_err(|refusal| anyhow::anyhow!("no quote: {refusal:?}"))?;
		let ask = Ask {
			release: stage.release,
			prompt: PROMPT.to_vec(),
			max_new_tokens: MAX_NEW_TOKENS,
			max_fee: quote.fee,
			executors: 3,
			gas: TAKING,
			mode,
			// `inference.deliver(0, no gas, no output)`.
			runtime_call: (42u8, 21u8, 0u64, Gas::default(), 0u8).encode(),
		};
		let call = call_contract(contract, ASK, &ask, 0, GAS);
		let sent = client.submit(&maker, &call).await?.in_best_block().await?;
		let (job, _) = sent.submitted_job().context("the contract ordered nothing")?;
		Ok(Self { stage, maker, deliverer, contract, job })
	}

	/// Waits until the job is final.
	pub async fn answered(&self) -> Result<()> {
		self.stage.market.outcome(self.job, crate::stage::JOB).await?;
		Ok(())
	}

	/// Delivers the job.
	pub async fn deliver(&self) -> Result<Delivered> {
		let client = &self.stage.market.client;
		let account = keys::account_of(&self.deliverer);
		let call = client.delivery(self.job).await?.context("nothing to deliver")?;
		let before = self.stage.money(&account).await?;
		let had = self.money().await?;
		let sent = client.submit(&self.deliverer, &call).await?.in_best_block().await?;
		let gain = self.stage.money(&account).await?.cast_signed() - before.cast_signed();
		let weight = sent.weight().context("it says what it weighed")?.0;
		let told = sent.job_events()?.into_iter().find_map(|event| match event {
			JobEvent::JobDelivered { accepted, fee, .. } => Some((accepted, fee)),
			_ => None,
		});
		let (accepted, fee) = told.context("the delivery is told")?;
		let spent = had.cast_signed() - self.money().await?.cast_signed();
		ensure!(spent == fee.cast_signed(), "{spent} spent for a fee of {fee}");
		Ok(Delivered { accepted, fee, gain, weight })
	}

	/// What contract and maker have together, in planck.
	async fn money(&self) -> Result<Balance> {
		let maker = keys::account_of(&self.maker);
		Ok(self.stage.money(&self.contract).await? + self.stage.money(&maker).await?)
	}

	/// A call with more bytes than the contract reads, and an order whose prompt is too long. Whether each failed.
	pub async fn overload(&self) -> Result<(bool, bool)> {
		let client = &self.stage.market.client;
		let data = call_contract(self.contract, SEEN, &vec![0u8; 16_384], 0, GAS);
		let data = client.submit(&self.maker, &data).await?.in_best_block().await;
		let prompt = vec![b'a'; InlineBytes::bound() + 1];
		let order = call_contract(self.contract, ASK, &(self.stage.release, prompt), 0, GAS);
		let order = client.submit(&self.maker, &order).await?.in_best_block().await;
		Ok((data.is_err(), order.is_err()))
	}

	/// Another delivery of the same job, with these bytes, whatever stands against it.
	pub async fn deliver_again(&self, output: &[u8]) -> Result<(), Error> {
		let output = InlineBytes::try_from(output.to_vec()).ok();
		let call = stoa_client::calls::contracts::deliver(self.job, TAKING, output);
		let sent = self.stage.market.client.submit(&self.deliverer, &call).await?;
		sent.in_best_block().await.map(|_| ())
	}

	/// The maker ends the contract.
	pub async fn end(&self) -> Result<()> {
		let call = call_contract(self.contract, END, &(), 0, GAS);
		self.stage.market.client.submit(&self.maker, &call).await?.in_best_block().await?;
		Ok(())
	}

	/// How many deliveries it took, and the codes with which it was refused.
	pub async fn seen(&self) -> Result<(u32, Vec<u32>)> {
		let from = keys::account_of(&self.maker);
		Ok(self
			.stage
			.market
			.client
			.best()
			.await?
			.ask_contract(from, self.contract, SEEN, &())
			.await?)
	}
}
