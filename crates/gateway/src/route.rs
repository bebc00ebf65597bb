//! Which providers are asked, and in which order.

use crate::{
	book::Offer,
	error::ApiError,
	market::{Account, Record},
	question::Question,
};
use axum::http::HeaderMap;
use serde::Deserialize;
use std::{cmp::Ordering, sync::Arc, time::Duration};
use stoa_client::Amount;
use stoa_primitives::{Balance, VerificationClass};

/// What matters most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
	/// Price and time alike, then record.
	#[default]
	Balanced,
	/// The lowest price.
	Price,
	/// The first token soonest.
	Latency,
	/// Most tokens a second.
	Throughput,
	/// The best record on chain.
	Record,
}

/// What a request wants of a provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wants {
	/// What matters most.
	pub policy: Policy,
	/// Most planck per 1,000 input tokens.
	pub max_input_price: Balance,
	/// Most planck per 1,000 output tokens.
	pub max_output_price: Balance,
	/// The class that it must have; any without.
	pub class: Option<VerificationClass>,
	/// The only provider to ask.
	pub provider: Option<Account>,
	/// Ask a second provider if the first has not begun after so long.
	pub hedge_after: Option<Duration>,
	/// Most providers to ask.
	pub attempts: usize,
}

/// Seconds to a first token where nothing was measured.
const UNKNOWN_FIRST: f64 = 0.5;
/// Tokens a second where nothing was measured.
const UNKNOWN_RATE: f64 = 30.0;
/// Tokens written where the client gives no limit.
const UNKNOWN_OUTPUT: u32 = 256;
/// Bytes of a request per token of its prompt.
const BYTES_PER_TOKEN: usize = 4;
/// Longest delay before a hedge.
const MAX_HEDGE: u64 = 60_000;

/// What an answer may cost by an offer, roughly, in planck.
pub fn estimate(offer: &Offer, question: &Question) -> Balance {
	let input = u32::try_from(question.bytes / BYTES_PER_TOKEN).unwrap_or(u32::MAX);
	offer.price.cost(input, question.max_tokens.unwrap_or(UNKNOWN_OUTPUT))
}

/// Class by its name.
pub fn class(name: &str) -> Option<VerificationClass> {
	Some(match name {
		"exact" => VerificationClass::Exact,
		"replicated" => VerificationClass::Replicated,
		"tolerant" => VerificationClass::Tolerant,
		"attested" => VerificationClass::Attested,
		_ => return None,
	})
}

/// The name of a class.
pub fn class_name(class: VerificationClass) -> &'static str {
	match class {
		VerificationClass::Exact => "exact",
		VerificationClass::Replicated => "replicated",
		VerificationClass::Tolerant => "tolerant",
		VerificationClass::Attested => "attested",
	}
}

impl Wants {
	/// These wants with what a request's headers say. A header can lower a price limit, not raise it.
	pub fn with_headers(&self, headers: &HeaderMap) -> Result<Self, ApiError> {
		let mut wants = self.clone();
		let text = |name: &'static str, help: &str| match headers.get(name) {
			None => Ok(None),
			Some(value) => {
				value.to_str().map(|text| Some(text.trim())).map_err(|_| bad(name, help))
			}
		};
		let help = "balanced, price, latency, throughput or record";
		if let Some(value) = text("stoa-route", help)? {
			let name = serde_json::Value::String(value.to_ascii_lowercase());
			wants.policy = serde_json::from_value(name).map_err(|_| bad("stoa-route", help))?;
		}
		let help = "exact, replicated, tolerant or attested";
		if let Some(value) = text("stoa-class", help)? {
			let found = class(&value.to_ascii_lowercase());
			wants.class = Some(found.ok_or_else(|| bad("stoa-class", help))?);
		}
		let help = "an account: its SS58 address or 64 hexadecimal digits";
		if let Some(value) = text("stoa-provider", help)? {
			let account = stoa_client::keys::account(value);
			wants.provider = Some(account.map_err(|_| bad("stoa-provider", help))?.0);
		}
		let help = "an amount for 1,000 tokens, such as 0.002 STOA";
		for (name, limit) in [
			("stoa-max-input-price", &mut wants.max_input_price),
			("stoa-max-output-price", &mut wants.max_output_price),
		] {
			if let Some(value) = text(name, help)? {
				let amount: Amount = value.parse().map_err(|_| bad(name, help))?;
				*limit = amount.0.min(*limit);
			}
		}
		let help = "milliseconds to wait before a second provider is asked, 1 to 60000, or off";
		if let Some(value) = text("stoa-hedge", help)? {
			wants.hedge_after = match value.parse::<u64>() {
				_ if value == "off" => None,
				Ok(ms) if (1..=MAX_HEDGE).contains(&ms) => Some(Duration::from_millis(ms)),
				_ => return Err(bad("stoa-hedge", help)),
			};
		}
		Ok(wants)
	}

	fn allows(&self, offer: &Offer) -> bool {
		offer.price.per_1k_input <= self.max_input_price
			&& offer.price.per_1k_output <= self.max_output_price
			&& self.class.is_none_or(|class| class == offer.class)
			&& self.provider.is_none_or(|account| account == offer.account)
	}

	/// The offers to ask, best first. `ready` says how many seconds pass until a lane to the provider is
	/// free. Who rests after failures comes last.
	pub fn rank(
		&self,
		offers: &[Arc<Offer>],
		question: &Question,
		ready: impl Fn(&Offer) -> f64,
	) -> Vec<Arc<Offer>> {
		let output = question.max_tokens.unwrap_or(UNKNOWN_OUTPUT);
		let mut ranked: Vec<(bool, f64, Arc<Offer>)> = offers
			.iter()
			.filter(|offer| self.allows(offer))
			.filter(|offer| question.max_tokens.is_none_or(|most| most <= offer.context))
			.map(|offer| {
				let price = estimate(offer, question);
				let score = self.score(offer, price, output, ready(offer));
				(offer.stats.seen().resting, score, offer.clone())
			})
			.collect();
		ranked.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal)));
		ranked.into_iter().map(|(_, _, offer)| offer).collect()
	}

	/// Lower is better: a weighted sum of the logarithms of price, time and mistrust.
	fn score(&self, offer: &Offer, price: Balance, output: u32, ready: f64) -> f64 {
		let seen = offer.stats.seen();
		let price = price as f64 + 1.0;
		let first = seen.first_token.unwrap_or(UNKNOWN_FIRST) + ready;
		let rest = f64::from(output) / seen.per_second.unwrap_or(UNKNOWN_RATE).max(0.001);
		let trust = (seen.success * record_share(&offer.record)).max(0.001);
		let (of_price, time, of_time, of_trust) = match self.policy {
			Policy::Balanced => (1.0, first + rest, 1.0, 2.0),
			Policy::Price => (8.0, first + rest, 0.5, 1.0),
			Policy::Latency => (0.25, first, 4.0, 1.0),
			Policy::Throughput => (0.25, rest + ready, 4.0, 1.0),
			Policy::Record => (0.25, first + rest, 0.25, 8.0),
		};
		of_price * price.ln() + of_time * time.max(0.001).ln() - of_trust * trust.ln()
	}
}

/// Share of work done as promised, where a strike counts as five faults and a slash as fifty; one who did
/// nothing yet begins at a half.
fn record_share(record: &Record) -> f64 {
	let done = record.done as f64;
	let faults = 5.0 * f64::from(record.strikes) + 50.0 * f64::from(record.slashes);
	(done + 1.0) / (done + faults + 2.0)
}

fn bad(name: &'static str, help: &str) -> ApiError {
	ApiError::invalid(name, format!("the header `{name}` must be {help}"))
}

#[cfg(test)]
mod tests;
