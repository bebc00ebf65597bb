//! Says what is wrong before it costs anything, and what to do about it.

use crate::{chain::Chain, config::Config, keys::Identity, onboard, shell::Engines, units::Amount};
use std::time::Duration;
use stoa_client::AccountId;
use stoa_primitives::wire::About;

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
	/// As it should be.
	Good(String),
	/// Worth knowing.
	Note(String),
	/// Wrong; says what to do.
	Bad(String),
}

impl std::fmt::Display for Finding {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Finding::Good(text) => write!(f, "ok    {text}"),
			Finding::Note(text) => write!(f, "note  {text}"),
			Finding::Bad(text) => write!(f, "WRONG {text}"),
		}
	}
}

/// Looks at everything that the chain and the network can tell.
pub async fn check(
	config: &Config,
	identity: &Identity,
	chain: &dyn Chain,
	engines: &Engines,
) -> Vec<Finding> {
	let mut found = vec![Finding::Good(format!(
		"chain 0x{} and account {}",
		hex::encode(chain.genesis()),
		AccountId(identity.provider())
	))];
	let problems = onboard::check_releases(config, chain, engines).await;
	if problems.is_empty() {
		found.push(Finding::Good(format!("{} release(s) can be served", config.serve.len())));
	}
	found.extend(problems.into_iter().map(Finding::Bad));
	check_money(config, identity, chain, &mut found).await;
	found.push(check_endpoint(config, identity).await);
	found
}

async fn check_money(
	config: &Config,
	identity: &Identity,
	chain: &dyn Chain,
	found: &mut Vec<Finding>,
) {
	let (state, free) = match (chain.provider().await, chain.free_balance().await) {
		(Ok(state), Ok(free)) => (state, free),
		(Err(e), _) | (_, Err(e)) => {
			return found.push(Finding::Bad(format!("the node does not answer: {e:#}")));
		}
	};
	let calls = onboard::plan(config, identity, state.as_ref());
	let bond = state.as_ref().map_or(0, |state| state.bond);
	let missing = config.bond.planck().saturating_sub(bond);
	let (free_text, missing_text) = (Amount::from(free), Amount::from(missing));
	found.push(if free <= missing {
		Finding::Bad(format!(
			"balance {free_text}: {missing_text} are missing in the bond, and fees come on top; send funds to \
			 the account or lower `bond`"
		))
	} else {
		Finding::Good(format!("bond {}, balance {free_text}", Amount::from(bond)))
	});
	let names: Vec<&str> = calls.iter().map(|call| call.name()).collect();
	if !names.is_empty() {
		let who = if config.auto_register { "`run` will do" } else { "do by hand" };
		found.push(Finding::Note(format!("{who}: {}", names.join(", "))));
	}
}

/// Whether the world reaches this daemon, if it runs: asks its public address who it is.
async fn check_endpoint(config: &Config, identity: &Identity) -> Finding {
	let url = format!("{}/stoa/v1/about", config.public_endpoint.trim_end_matches('/'));
	let asked = async {
		let client = reqwest::Client::builder()
			.timeout(Duration::from_secs(5))
			.redirect(reqwest::redirect::Policy::none())
			.build()?;
		client.get(&url).send().await?.error_for_status()?.json::<About>().await
	};
	match asked.await {
		Ok(about) if about.provider == hex::encode(identity.provider()) => {
			Finding::Good(format!("{} answers as this provider", config.public_endpoint))
		}
		Ok(_) => Finding::Bad(format!(
			"{} is another provider's daemon; correct `public_endpoint` or your proxy",
			config.public_endpoint
		)),
		Err(error) if error.is_connect() || error.is_timeout() => Finding::Note(format!(
			"{} does not answer from here; fine while the daemon is stopped, else open the port or correct \
			 the proxy",
			config.public_endpoint
		)),
		Err(error) => Finding::Bad(format!(
			"{} answers wrongly ({}); let your proxy pass /stoa/v1 to {}",
			config.public_endpoint,
			error.without_url(),
			config.listen
		)),
	}
}
