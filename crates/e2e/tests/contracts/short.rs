//! An escrow with too little money.

use crate::{
	script::{PRICE, QUESTION, WORK},
	stage::{Stage, TAKING},
};
use anyhow::{Result, anyhow, ensure};
use stoa_client::keys;
use stoa_primitives::{Assurance, Balance, STOA};

const SUBMIT: [u8; 4] = [0, 0, 0, 1];
const MAX_NEW_TOKENS: u32 = 8;
/// `Refusal::TooLittle` of the contract.
const TOO_LITTLE: &str = "0x06";

/// It takes no work in if the deposit and having the answer brought would be paid from the price, and does if the
/// seller pays for them.
pub async fn takes_no_work_in(stage: &Stage) -> Result<()> {
	let client = &stage.market.client;
	let buyer = stage.funded("//Short//Buyer").await?;
	let seller = keys::account_of(&stage.funded("//Short//Seller").await?);
	let tokens = (QUESTION.len() + WORK.len()) as u32 + 64;
	let assurance = Assurance::Replicated { executors: 3, quorum: 2 };
	let best = client.best().await?;
	let quote = best.quote(stage.release, tokens, MAX_NEW_TOKENS, assurance, Some(PRICE)).await?;
	let max_fee = quote.map_err(|refusal| anyhow!("no quote: {refusal:?}"))?.fee;
	let agreed = (seller.0, PRICE, stage.release, QUESTION, "Paris", MAX_NEW_TOKENS);
	let asking = (max_fee, (3u8, 2u8), TAKING, None::<Balance>, u32::MAX);
	let escrow = stage.make("escrow", &buyer, &(agreed, asking), PRICE + max_fee).await?;
	let best = client.best().await?;
	let refused = best.contract_gas(seller, escrow, SUBMIT, &WORK, 0).await;
	let as_meant = refused.as_ref().is_err_and(|error| error.to_string().contains(TOO_LITTLE));
	ensure!(as_meant, "{refused:?}");
	best.contract_gas(seller, escrow, SUBMIT, &WORK, STOA).await?;
	Ok(())
}
