//! Says what is wrong before it costs anything, and what to do about it: all of it at once.

use crate::{
	chain::Chain,
	config::Config,
	engine::Loader,
	follow::NodeChain,
	keys::Identity,
	leases::{hardware::Machine, start},
	onboard,
	units::Amount,
};
use std::{
	collections::BTreeSet,
	net::{IpAddr, Ipv4Addr, Ipv6Addr},
	time::Duration,
};
use stoa_client::AccountId;
use stoa_primitives::{Balance, STOA, wire::About};
use url::Host;

/// What an auditor of class Exact had better have beside its bond.
const FOR_CHALLENGES: Balance = 10 * STOA;

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
	/// As it should be.
	Good(String),
	/// Worth knowing.
	Note(String),
	/// Wrong outside development networks.
	Doubtful(String),
	/// Wrong; says what to do.
	Bad(String),
}

impl std::fmt::Display for Finding {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Finding::Good(text) => write!(f, "ok    {text}"),
			Finding::Note(text) => write!(f, "note  {text}"),
			Finding::Doubtful(text) => write!(f, "WARN  {text}"),
			Finding::Bad(text) => write!(f, "WRONG {text}"),
		}
	}
}

/// Looks at everything that keys, chain, engines and the network can tell. What one of them lacks does not
/// hide what is wrong with the others.
pub async fn check(config: &Config, tell: &mut dyn FnMut(Finding)) {
	let identity = match Identity::load(&config.keys) {
		Ok(identity) => identity,
		Err(error) => {
			tell(Finding::Bad(format!("keys: {error:#}")));
			check_engines(config, None, tell).await;
			return check_address(config, tell);
		}
	};
	tell(Finding::Good(format!("keys of account {}", AccountId(identity.provider()))));
	match NodeChain::connect(config, &identity).await {
		Ok(chain) => {
			tell(Finding::Good(format!("node, of chain 0x{}", hex::encode(chain.genesis()))));
			let exact = check_engines(config, Some(&chain), tell).await;
			check_money(config, &identity, &chain, exact, tell).await;
			check_channels(config, &chain, tell).await;
			check_leases(config, &chain, tell).await;
		}
		Err(error) => {
			tell(Finding::Bad(format!("node: {error:#}")));
			check_engines(config, None, tell).await;
		}
	}
	check_address(config, tell);
	tell(check_endpoint(config, &identity).await);
}

/// Every configured release: its engine, and whether it is what the chain sells. Whether one that can be served
/// is of class Exact.
pub async fn check_engines(
	config: &Config,
	chain: Option<&dyn Chain>,
	tell: &mut dyn FnMut(Finding),
) -> bool {
	let mut loader =
		Loader::new(&config.data_dir, |text| println!("{}", Finding::Note(text.into())));
	let mut exact = false;
	for serve in &config.serve {
		let id = serve.release;
		tell(match chain {
			Some(chain) => match onboard::fit(serve, chain, &mut loader).await {
				Ok(fit) => {
					exact |= fit.engine.exact().is_some();
					fit.retired.map_or_else(
						|| Finding::Good(format!("release {id} can be served")),
						Finding::Bad,
					)
				}
				Err(error) => Finding::Bad(format!("{error:#}")),
			},
			None => match loader.load(serve, None).await {
				Ok(_) => Finding::Note(format!("release {id}: its engine works")),
				Err(error) => Finding::Bad(format!("release {id}: {error:#}")),
			},
		});
	}
	exact
}

/// Whether `host` names this machine or its own network, as far as the name alone tells.
pub fn is_inside(host: &Host<&str>) -> bool {
	match host {
		Host::Domain(name) => {
			let name = name.trim_end_matches('.').to_ascii_lowercase();
			["localhost", "local", "internal", "lan", "home.arpa"]
				.iter()
				.any(|end| name == *end || name.ends_with(&format!(".{end}")))
		}
		Host::Ipv4(address) => is_inside_v4(*address),
		Host::Ipv6(address) => is_inside_v6(*address),
	}
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
	let shared = address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64;
	address.is_loopback()
		|| address.is_private()
		|| address.is_link_local()
		|| address.is_unspecified()
		|| shared
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
	match address.to_canonical() {
		IpAddr::V4(address) => is_inside_v4(address),
		IpAddr::V6(address) => {
			address.is_loopback()
				|| address.is_unspecified()
				|| address.is_unique_local()
				|| address.is_unicast_link_local()
		}
	}
}

fn check_address(config: &Config, tell: &mut dyn FnMut(Finding)) {
	let url = url::Url::parse(&config.public_endpoint).ok();
	if url.as_ref().and_then(|url| url.host()).is_some_and(|host| is_inside(&host)) {
		tell(Finding::Doubtful(format!(
			"public_endpoint {} is an address of this machine or its own network: validators refuse to dial it, \
			 so you would never be asked. Give the address under which the world reaches you; only \
			 development networks allow this one",
			config.public_endpoint
		)));
	}
}

async fn check_money(
	config: &Config,
	identity: &Identity,
	chain: &dyn Chain,
	exact: bool,
	tell: &mut dyn FnMut(Finding),
) {
	let (state, free) = match (chain.provider().await, chain.free_balance().await) {
		(Ok(state), Ok(free)) => (state, free),
		(Err(e), _) | (_, Err(e)) => {
			return tell(Finding::Bad(format!("the node does not answer: {e:#}")));
		}
	};
	let calls = onboard::plan(config, identity, state.as_ref());
	let bond = state.as_ref().map_or(0, |state| state.bond);
	let missing = config.bond.planck().saturating_sub(bond);
	let (free_text, missing_text) = (Amount::from(free), Amount::from(missing));
	tell(if free <= missing {
		Finding::Bad(format!(
			"balance {free_text}: {missing_text} are missing in the bond, and fees come on top; send funds to \
			 the account or lower `bond`"
		))
	} else {
		Finding::Good(format!("bond {}, balance {free_text}", Amount::from(bond)))
	});
	if exact && free < missing.saturating_add(FOR_CHALLENGES) {
		tell(Finding::Note(format!(
			"class Exact: keep {} beside the bond; an auditor that finds an answer wrong has to challenge it, \
			 which puts 1 STOA or more on hold",
			Amount::from(FOR_CHALLENGES)
		)));
	}
	let names: Vec<&str> = calls.iter().map(|call| call.name()).collect();
	if !names.is_empty() {
		let who = if config.auto_register { "`run` will do" } else { "do by hand" };
		tell(Finding::Note(format!("{who}: {}", names.join(", "))));
	}
}

/// What answers are sold on by the token, if they are.
async fn check_leases(config: &Config, chain: &dyn Chain, tell: &mut dyn FnMut(Finding)) {
	let Some(settings) = &config.leases else { return };
	if chain.leases().is_none() {
		tell(Finding::Bad("[leases]: this chain has no such market; remove the table".into()));
	}
	let unit = Machine::detect(&config.data_dir).and_then(|machine| {
		let unit = machine.unit(settings)?;
		if let Some(doubt) = machine.doubt(&unit, settings.units) {
			tell(Finding::Doubtful(doubt));
		}
		Ok(unit)
	});
	tell(match unit {
		Ok(unit) => Finding::Good(format!(
			"[leases]: {} unit(s) of {} cores, {} MiB of memory, {} GiB of disk, {} GPUs",
			settings.units, unit.cpu_cores, unit.memory_mib, unit.disk_gib, unit.gpus
		)),
		Err(error) => Finding::Bad(format!("{error:#}")),
	});
	let works = match start::runner(&config.data_dir, settings).await {
		Ok(runner) => runner.check().await.map_err(anyhow::Error::from),
		Err(error) => Err(error),
	};
	tell(match works {
		Ok(()) => Finding::Good("[leases]: workloads can be run".into()),
		Err(error) => Finding::Bad(format!("[leases]: {error:#}")),
	});
	if settings.address.is_loopback() {
		let text =
			"[leases]: ports are published at a loopback address; only this machine reaches them";
		tell(Finding::Doubtful(text.into()));
	}
}

async fn check_channels(config: &Config, chain: &dyn Chain, tell: &mut dyn FnMut(Finding)) {
	let Some(settings) = &config.channels else { return };
	let Some(channels) = chain.channels() else {
		return tell(Finding::Bad("[channels]: this chain has none; remove the table".into()));
	};
	let wanted = settings.terms();
	tell(match (channels.refusal(&wanted).await, channels.terms().await) {
		(Err(error), _) | (_, Err(error)) => {
			Finding::Bad(format!("the node does not tell of channels: {error:#}"))
		}
		(Ok(Some(why)), _) => Finding::Bad(why),
		(Ok(None), Ok(Some(stand))) if stand == wanted => {
			Finding::Good("channels can be opened on the terms of [channels]".into())
		}
		_ if config.auto_register => {
			Finding::Note("`run` will publish the terms of [channels]".into())
		}
		_ => Finding::Note("do by hand: publish the terms of [channels]".into()),
	});
	let stand = channels.plans().await.unwrap_or_default();
	let stand: BTreeSet<_> = stand.into_iter().map(|(_, plan)| plan).collect();
	if settings.plans() != stand {
		let text = "the plans of [[channels.plans]] differ from those on chain";
		tell(Finding::Note(match config.auto_register {
			true => format!("{text}: `run` will publish and retire what is needed"),
			false => format!("{text}: do by hand: publish_plan, retire_plan"),
		}));
	}
	let carried = config.bond.planck().checked_div(wanted.collateral).unwrap_or(0);
	if carried < wanted.channels.into() {
		let (bond, each) = (Amount::from(config.bond.planck()), Amount::from(wanted.collateral));
		tell(Finding::Note(format!(
			"the bond of {bond} carries {carried} channels of {each} at most, and fewer while jobs reserve parts \
			 of it; channels.max_channels is {}",
			wanted.channels
		)));
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_address_inside_is_told_from_one_outside() {
		let inside = |text: &str| {
			let url = url::Url::parse(&format!("http://{text}")).unwrap();
			is_inside(&url.host().unwrap())
		};
		for host in [
			"127.0.0.1:8090",
			"2130706433",
			"10.1.2.3",
			"192.168.0.9",
			"172.16.0.1",
			"169.254.169.254",
			"100.64.0.1",
			"0.0.0.0",
			"[::1]",
			"[fd00::1]",
			"[fe80::1]",
			"[::ffff:10.0.0.1]",
			"localhost",
			"gpu.localhost",
			"gpu.local",
			"GPU.Internal.",
		] {
			assert!(inside(host), "{host}");
		}
		for host in
			["gpu.example.org", "8.8.8.8", "100.128.0.1", "[2600::1]", "mylocal", "172.32.0.1"]
		{
			assert!(!inside(host), "{host}");
		}
	}
}
