//! What an order offers and asks for, and whether it can be had: refused here, it costs nothing.

use crate::{args::SubmitArgs, fail::Fail};
use stoa_client::{
	Amount, At,
	types::{Parameters, Quote, ServerInfo},
};
use stoa_primitives::{Assurance, Balance, BlockNumber, ReleaseId};

/// Without a limit, most that is offered, as a multiple of what the cheapest providers ask: one that asks a
/// fortune must not set the price for everybody.
const DEAREST: Balance = 3;

/// What is offered: no more than every provider accepts, nor than the limit.
pub fn fee(quote: &Quote, limit: Option<Amount>) -> Result<Balance, Fail> {
	let Some(Amount(limit)) = limit else {
		return Ok(quote.fee.min(quote.least_fee.saturating_mul(DEAREST)));
	};
	if limit < quote.least_fee {
		return Err(Fail::refused(format!(
			"the answer costs at least {}, more than --max-fee {}: raise it, or ask for less \
			 (--max-new-tokens, --executors)",
			Amount(quote.least_fee),
			Amount(limit)
		)));
	}
	Ok(limit.min(quote.fee))
}

/// What to say when not every provider accepts what is offered.
pub fn only_the_cheaper(quote: &Quote, max_fee: Balance, limit: Option<Amount>) -> Option<String> {
	if max_fee >= quote.fee {
		return None;
	}
	let why = match limit {
		Some(_) => String::new(),
		None => format!(
			", {DEAREST} times what the cheapest ask; allow more with --max-fee {}",
			Amount(quote.fee).to_string().replace(' ', "")
		),
	};
	Some(format!(
		"providers ask up to {}: only the cheaper ones can be drawn for the {} that are offered{why}",
		Amount(quote.fee),
		Amount(max_fee)
	))
}

/// Refuses what the chain would take and could never answer, or would refuse for a fee.
pub async fn feasible(
	at: &At,
	args: &SubmitArgs,
	release: ReleaseId,
	quote: &Quote,
	assurance: Assurance,
) -> Result<(), Fail> {
	if args.timeout_blocks.is_none() && args.value_at_risk.is_none() {
		return Ok(());
	}
	let parameters = at.parameters().await?;
	if let Some(blocks) = args.timeout_blocks {
		timely(blocks, quote, &parameters)?;
	}
	if let Some(Amount(value)) = args.value_at_risk {
		let servers = at.servers(release).await?;
		let needed = match assurance {
			Assurance::Exact => 1,
			Assurance::Replicated { quorum, .. } => quorum,
		};
		carried(value, quote.exposure, &servers, release, needed)?;
	}
	Ok(())
}

/// The least time is two rounds, and the quoted one is as many as may fill a committee, at least two.
fn timely(blocks: BlockNumber, quote: &Quote, parameters: &Parameters) -> Result<(), Fail> {
	let rounds = parameters.max_rounds.max(2);
	let least = quote.timeout_blocks.saturating_mul(2) / rounds;
	if (least..=parameters.max_timeout).contains(&blocks) {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"a job cannot end within {blocks} blocks: give --timeout-blocks {least} to {}, or leave it out",
		parameters.max_timeout
	)))
}

/// Each executor has to reserve `exposure` of its bond.
fn carried(
	value: Balance,
	exposure: Balance,
	servers: &[ServerInfo],
	release: ReleaseId,
	needed: u8,
) -> Result<(), Fail> {
	let carries = |server: &&ServerInfo| server.weight > 0 && server.free_bond >= exposure;
	let able = servers.iter().filter(carries).count();
	if able >= needed.into() {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"a value at risk of {} needs {needed} providers of release {release} with {} of free bond, and \
		 {able} have that: lower --value-at-risk, raise --executors, or wait",
		Amount(value),
		Amount(exposure)
	)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::{keys, types::Static};
	use stoa_primitives::{STOA, VerificationClass};

	fn quoted(fee: Balance, least_fee: Balance) -> Quote {
		Quote {
			fee,
			least_fee,
			per_seat: 0,
			royalty: 0,
			network_fee: 0,
			risk_fee: 0,
			exposure: 0,
			record_deposit: 0,
			servers: 3,
			auditors: 0,
			class: Static(VerificationClass::Replicated),
			timeout_blocks: 100,
		}
	}

	#[test]
	fn a_limit_is_never_exceeded() {
		let quote = quoted(4 * STOA, 2 * STOA);
		assert_eq!(fee(&quote, None), Ok(4 * STOA));
		assert_eq!(fee(&quote, Some(Amount(9 * STOA))), Ok(4 * STOA));
		assert_eq!(fee(&quote, Some(Amount(3 * STOA))), Ok(3 * STOA));
		let fail = fee(&quote, Some(Amount(STOA))).unwrap_err();
		assert!(fail.text.contains("at least 2 STOA") && fail.text.contains("--max-fee 1 STOA"));
		assert_eq!(fail.code, crate::fail::REFUSED);
	}

	#[test]
	fn one_dear_provider_does_not_set_the_price() {
		let quote = quoted(900 * STOA, 2 * STOA);
		assert_eq!(fee(&quote, None), Ok(6 * STOA));
		let note = only_the_cheaper(&quote, 6 * STOA, None).unwrap();
		for part in ["900 STOA", "6 STOA", "3 times", "--max-fee 900STOA"] {
			assert!(note.contains(part), "{part} in {note}");
		}
		assert_eq!(fee(&quote, Some(Amount(900 * STOA))), Ok(900 * STOA));
		assert_eq!(only_the_cheaper(&quote, 900 * STOA, None), None);
		let note = only_the_cheaper(&quote, 8 * STOA, Some(Amount(8 * STOA))).unwrap();
		assert!(!note.contains("times"), "{note}");
	}

	fn parameters() -> Parameters {
		Parameters {
			commit_timeout: 40,
			tokens_per_block: 30,
			reveal_timeout: 20,
			serve_window: 100,
			data_timeout: 40,
			prompt_window: 40,
			freeze_window: 200,
			keep_blocks: 1_000,
			max_timeout: 28_800,
			kappa: 300,
			max_rounds: 3,
			enlarged_seats: 9,
			network_fee: 50_000,
			burn_share: 600_000,
			risk_rate: 1_000,
			challenge_window: 200,
			contradict_window: 20,
			audit_floor: 100_000,
			audit_reach: 10,
			audit_share: 800_000,
			opening_rate: 250_000,
			opening_window: 40,
			min_servers: 3,
			bounty: STOA,
			slash_floor: STOA,
			call_out_fee: 1,
			min_fee: 1,
			record_deposit: 1,
			byte_fee: 1,
		}
	}

	#[test]
	fn a_time_that_the_chain_refuses_is_refused_here() {
		let quote = Quote { timeout_blocks: 189, ..quoted(STOA, STOA) };
		for blocks in [126, 189, 28_800] {
			assert_eq!(timely(blocks, &quote, &parameters()), Ok(()));
		}
		for blocks in [1, 125, 28_801] {
			let fail = timely(blocks, &quote, &parameters()).unwrap_err();
			assert!(fail.text.contains("126 to 28800"), "{}", fail.text);
		}
		let one = Parameters { max_rounds: 1, ..parameters() };
		let quote = Quote { timeout_blocks: 126, ..quote };
		assert!(timely(126, &quote, &one).is_ok() && timely(125, &quote, &one).is_err());
	}

	#[test]
	fn a_value_that_nobody_can_answer_for_is_refused() {
		let server = |weight, free_bond| ServerInfo {
			slot: 0,
			account: keys::account("//Bob").unwrap(),
			price: Static(stoa_primitives::TokenPrice { per_1k_input: 0, per_1k_output: 0 }),
			weight,
			free_bond,
		};
		let servers = [server(1, 10 * STOA), server(1, 9 * STOA), server(0, 99 * STOA)];
		let carried = |exposure| carried(exposure, exposure, &servers, 4, 2);
		assert_eq!(carried(9 * STOA), Ok(()));
		let fail = carried(9 * STOA + 1).unwrap_err();
		for part in ["at risk", "release 4", "1 have that", "--value-at-risk"] {
			assert!(fail.text.contains(part), "{part} in {}", fail.text);
		}
		assert!(carried(Balance::MAX).is_err());
	}
}
