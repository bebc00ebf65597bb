//! `[channels]`: what is sold by the token, and at what risk.

use super::Serve;
use crate::{
	units::{Amount, PricePer1k},
	v1::channels::{Allowance, Plan, Terms},
};
use serde::Deserialize;
use std::{collections::BTreeSet, time::Duration};
use stoa_primitives::{BlockNumber, ReleaseId, STOA, TokenPrice, channel::RECEIPT_TOKENS};

/// Selling answers by the token, through payment channels. Nothing is sold so without this table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Channels {
	/// What a payer may owe: the daemon stops there until a voucher comes.
	pub max_unpaid: Amount,
	/// How long it waits for one before it ends the answer.
	pub payment_seconds: u32,
	/// Answers that grow at the same time.
	pub concurrent: u32,
	/// Requests that wait for a place; more are told when to come back.
	pub queue: u32,
	/// Longest body of a request, in bytes.
	pub max_body_bytes: u32,
	/// Longest time for one answer, from the first byte of the request to the last of the answer.
	pub max_answer_seconds: u32,
	/// Tokens of each channel, read and written, that cost nothing.
	pub free_tokens: u32,
	/// How many times its fee a voucher must be worth to be redeemed before its channel ends.
	pub redeem_factor: u32,
	/// Bond that stands behind each channel, and is lost with a lie in it.
	pub collateral: Amount,
	/// Least deposit of a channel.
	pub min_deposit: Amount,
	/// What a payer pays at once for the time that the collateral is reserved.
	pub opening_fee: Amount,
	/// Most channels at once.
	pub max_channels: u32,
	/// Prices by the token that are not those of `[[serve]]`.
	pub prices: Vec<ReleasePrice>,
	/// Plans that payers can subscribe to.
	pub plans: Vec<PlanConfig>,
}

/// A prepaid plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanConfig {
	/// One of those under `[[serve]]`; all of them, if none is named.
	pub release: Option<ReleaseId>,
	/// Answers that a period gives: these, or tokens.
	pub calls: Option<u32>,
	/// Tokens that a period gives, read and written.
	pub tokens: Option<u64>,
	/// Blocks (3 s) of a period.
	pub period_blocks: BlockNumber,
	/// Price of a period.
	pub price: Amount,
}

impl PlanConfig {
	/// As the chain knows it; `None` unless a period gives either calls or tokens.
	fn plan(&self) -> Option<Plan> {
		let allowance = match (self.calls, self.tokens) {
			(Some(calls), None) if calls > 0 => Allowance::Calls(calls),
			(None, Some(tokens)) if tokens > 0 => Allowance::Tokens(tokens),
			_ => return None,
		};
		let (release, period, price) = (self.release, self.period_blocks, self.price.planck());
		Some(Plan { release, allowance, period, price })
	}
}

/// What the tokens of a release cost through channels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePrice {
	/// One of those under `[[serve]]`.
	pub release: ReleaseId,
	/// Price of 1,000 tokens of a prompt.
	pub price_in: PricePer1k,
	/// Price of 1,000 tokens of an answer.
	pub price_out: PricePer1k,
}

impl Default for Channels {
	fn default() -> Self {
		Self {
			max_unpaid: Amount::from(1_000_000_000),
			payment_seconds: 20,
			concurrent: 4,
			queue: 16,
			max_body_bytes: 1 << 20,
			max_answer_seconds: 900,
			free_tokens: 0,
			redeem_factor: 50,
			collateral: Amount::from(5 * STOA),
			min_deposit: Amount::from(STOA / 100),
			opening_fee: Amount::from(STOA / 1_000),
			max_channels: 16,
			prices: Vec::new(),
			plans: Vec::new(),
		}
	}
}

impl Channels {
	/// The price of a served release.
	pub fn price(&self, serve: &Serve) -> TokenPrice {
		let own = self.prices.iter().find(|price| price.release == serve.release);
		let (price_in, price_out) =
			own.map_or((serve.price_in, serve.price_out), |own| (own.price_in, own.price_out));
		TokenPrice { per_1k_input: price_in.planck(), per_1k_output: price_out.planck() }
	}

	/// On what terms channels can be opened.
	pub fn terms(&self) -> Terms {
		Terms {
			collateral: self.collateral.planck(),
			min_deposit: self.min_deposit.planck(),
			opening_fee: self.opening_fee.planck(),
			channels: self.max_channels,
		}
	}

	/// What can be subscribed to.
	pub fn plans(&self) -> BTreeSet<Plan> {
		self.plans.iter().filter_map(PlanConfig::plan).collect()
	}

	/// See [`Self::payment_seconds`].
	pub fn patience(&self) -> Duration {
		Duration::from_secs(self.payment_seconds.into())
	}

	/// See [`Self::max_answer_seconds`].
	pub fn longest(&self) -> Duration {
		Duration::from_secs(self.max_answer_seconds.into())
	}

	pub(super) fn check(&self, serve: &[Serve], problems: &mut Vec<String>) {
		for (name, value, least, most) in [
			("payment_seconds", self.payment_seconds, 1, 600),
			("concurrent", self.concurrent, 1, 256),
			("queue", self.queue, 0, 10_000),
			("max_body_bytes", self.max_body_bytes, 1_024, 16 << 20),
			("redeem_factor", self.redeem_factor, 1, 1_000_000),
			("max_answer_seconds", self.max_answer_seconds, 10, 86_400),
			("max_channels", self.max_channels, 1, 100_000),
		] {
			if !(least..=most).contains(&value) {
				problems.push(format!("channels.{name}: must be {least}..={most}"));
			}
		}
		let mut seen = BTreeSet::new();
		for ReleasePrice { release, .. } in &self.prices {
			if !seen.insert(*release) {
				problems.push(format!("channels.prices: release {release} appears twice"));
			}
			if !serve.iter().any(|serve| serve.release == *release) {
				problems.push(format!(
					"channels.prices: release {release} is not served; add a [[serve]] table or remove the price"
				));
			}
		}
		self.check_plans(serve, problems);
		for serve in serve {
			let price = self.price(serve);
			let chunk = price.cost(RECEIPT_TOKENS, 0).max(price.cost(0, RECEIPT_TOKENS));
			if self.max_unpaid.planck() < chunk {
				problems.push(format!(
					"channels.max_unpaid: must be at least {}, the price of {RECEIPT_TOKENS} tokens of release {}",
					Amount::from(chunk),
					serve.release
				));
			}
		}
	}

	fn check_plans(&self, serve: &[Serve], problems: &mut Vec<String>) {
		let mut seen = BTreeSet::new();
		for plan in &self.plans {
			let unserved =
				|release: &ReleaseId| serve.iter().all(|serve| serve.release != *release);
			if let Some(release) = plan.release.filter(unserved) {
				problems.push(format!(
					"channels.plans: release {release} is not served; add a [[serve]] table or remove the plan"
				));
			}
			if plan.period_blocks == 0 || plan.price.planck() == 0 {
				problems.push("channels.plans: period_blocks and price must be more than 0".into());
			}
			match plan.plan() {
				None => problems.push(
					"channels.plans: give each plan either calls or tokens, more than 0 for a period".into(),
				),
				Some(plan) if !seen.insert(plan) => {
					problems.push("channels.plans: a plan appears twice; remove one".into());
				}
				Some(_) => {}
			}
		}
	}
}
