//! From the configuration to leasing: the engine that runs workloads, and the market on chain.

use super::{Leases, keeper::withdraw};
use crate::{
	chain::Chain,
	config::{
		Config,
		leases::{Engine, Leases as Settings},
	},
	state::Core,
};
use anyhow::{Context, Result};
use std::{path::Path, sync::Arc};
use stoa_runner::{Docker, DockerConfig, Embedded, EmbeddedConfig, Runner};

/// First host ids of leases' workloads, and of those that run beside data: two runners of one machine must not give the
/// same ones. Room for 16,384 of each.
pub const LEASE_IDS: u32 = 0x7000_0000;
/// See [`LEASE_IDS`].
pub const CUSTODY_IDS: u32 = 0xb000_0000;

/// What runs workloads, with its files below `data_dir`.
pub async fn runner(data_dir: &Path, settings: &Settings) -> Result<Arc<dyn Runner>> {
	engine(&data_dir.join("runner"), settings.engine, &settings.socket, LEASE_IDS).await
}

/// An engine with its files in `dir`, and host ids from `first_id` on.
pub async fn engine(
	dir: &Path,
	engine: Engine,
	socket: &Path,
	first_id: u32,
) -> Result<Arc<dyn Runner>> {
	Ok(match engine {
		Engine::Embedded => {
			Arc::new(Embedded::open(EmbeddedConfig { first_id, ..EmbeddedConfig::new(dir) })?)
		}
		Engine::Docker => {
			let config = DockerConfig { socket: socket.to_owned(), ..DockerConfig::new(dir) };
			Arc::new(Docker::open(config).await?)
		}
	})
}

/// What leases this machine out, if its owner wants that and the chain has leases. Who does not want it any more
/// has its offer withdrawn.
pub async fn start(
	core: &Arc<Core>,
	chain: &dyn Chain,
	config: &Config,
) -> Result<Option<Arc<Leases>>> {
	let Some(market) = chain.leases() else {
		if config.leases.is_some() {
			tracing::warn!("this chain has no market of machines: nothing is leased");
		}
		return Ok(None);
	};
	let Some(settings) = &config.leases else {
		if config.auto_register
			&& let Err(error) = withdraw(market.as_ref()).await
		{
			tracing::warn!(error = format!("{error:#}"), "offers of machines are not withdrawn");
		}
		return Ok(None);
	};
	let runner = runner(&config.data_dir, settings).await.context("[leases]")?;
	Leases::open(core.clone(), market, runner, config, settings.clone()).map(Some)
}
