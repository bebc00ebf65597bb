//! The contract that sells answers with a margin.

use crate::stage::{GAS, JOB, Stage, TAKING};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use stoa_client::{calls::contracts::call_contract, keys, types::JobEvent};
use stoa_e2e::data::succeeded;
use stoa_primitives::{Balance, JobId, STOA};
use tokio::task::spawn_blocking;

const ASK: [u8; 4] = [0, 0, 0, 1];
const WITHDRAW: [u8; 4] = [0, 0, 0, 4];
const PRICE: [u8; 4] = [0, 0, 0, 5];
/// A tenth.
const MARGIN: u32 = 100;
const DELIVERER: &str = "//Resale//Deliverer";
const PROMPT: &[u8] = b"What is the capital of France?";

/// What a question costs, as the contract says.
#[derive(Decode)]
struct Price {
	total: Balance,
	max_fee: Balance,
	delivery_fee: Balance,
	margin: Balance,
	_deposit: Balance,
}

/// Somebody delivers by the command line, and has the fee.
async fn deliver(stage: &Stage, job: JobId) -> Result<Balance> {
	stage.funded(DELIVERER).await?;
	let mut command = stage.network.stoa(DELIVERER)?;
	command.args(["job", "deliver", &job.to_string()]);
	let said = succeeded(&spawn_blocking(move || command.output()).await??)?;
	ensure!(said["accepted"] == true, "{said}");
	Ok(said["fee"].as_str().context("a fee")?.parse()?)
}

/// Who asks pays what the answer cost and a tenth; the rest comes back; the owner can take the tenth.
pub async fn earns_its_margin(stage: &Stage) -> Result<()> {
	let client = &stage.market.client;
	let owner = stage.funded("//Resale//Owner").await?;
	let asker = stage.funded("//Resale//Asker").await?;
	let terms = (stage.release, MARGIN, 8u32, (3u8, 2u8), TAKING);
	let contract = stage.make("reseller", &owner, &terms, STOA).await?;

	let who = keys::account_of(&asker);
	let bytes = PROMPT.len() as u32;
	let price: Price = client.best().await?.ask_contract(who, contract, PRICE, &bytes).await?;
	ensure!(price.margin == price.max_fee / 1_000 * Balance::from(MARGIN), "a tenth");
	let ask = call_contract(contract, ASK, &PROMPT.to_vec(), price.total + STOA, GAS);
	let sent = client.submit(&asker, &ask).await?.in_best_block().await?;
	let (job, _) = sent.submitted_job().context("the contract ordered nothing")?;
	let (seen, _) = stage.market.outcome(job, JOB).await?;
	let charged = seen.iter().find_map(|update| match update.event {
		JobEvent::JobSettled { charged, .. } => Some(charged),
		_ => None,
	});
	let charged = charged.context("it was answered")?;

	let before = stage.money(&who).await?;
	let held = stage.money(&contract).await?;
	let fee = deliver(stage, job).await?;
	// Between the price and the order fees move with how full the blocks were.
	ensure!(fee.abs_diff(price.delivery_fee) < fee / 20, "{fee} of {}", price.delivery_fee);
	let back = stage.money(&who).await? - before;
	let left = held - stage.money(&contract).await?;
	ensure!(left == back + fee, "{left} left the contract, {back} reached the asker");
	let cost = price.total - price.delivery_fee - back;
	ensure!(cost == charged + price.margin, "{cost} paid, {charged} charged");

	let mine = keys::account_of(&owner);
	let earned: Balance = client.best().await?.ask_contract(mine, contract, WITHDRAW, &()).await?;
	ensure!(earned == price.margin, "{earned} earned");
	let withdraw = call_contract(contract, WITHDRAW, &().encode(), 0, GAS);
	client.submit(&owner, &withdraw).await?.in_best_block().await?;
	Ok(())
}
