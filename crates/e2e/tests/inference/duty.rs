//! Validators that do not do their duty.

use crate::stage::{JOB, Stage};
use anyhow::{Context, Result, bail, ensure};
use stoa_client::types::JobView;
use stoa_client::{AccountId, JobEvent};
use stoa_e2e::{
	market::Terms,
	network::{Network, ProviderSetup},
};
use stoa_primitives::duty::on_duty;

const VALIDATORS: u32 = 4;
const PROVIDERS: [&str; 3] = ["//Provider1", "//Provider2", "//Provider3"];

/// One of four validators has a dispatcher, and providers post nothing by themselves: whoever is first on
/// duty, every answer comes to the chain through that one.
pub async fn stands_in() -> Result<()> {
	let network = Network::local(&[0, 1, 2]).await?;
	let mut stage = Stage::new(network, 1, &[]).await?;
	let release = stage.releases[0];
	for (name, account) in ["one", "two", "three"].iter().zip(PROVIDERS) {
		let home = stage.network.provider_home(&ProviderSetup {
			name,
			account,
			serves: &[release],
			bond: "1000 STOA",
			relayed_only: true,
			..ProviderSetup::default()
		})?;
		stage.providers.push((stage.network.start_provider(&home)?, home));
	}
	stage.market.wait_for_servers(release, PROVIDERS.len()).await?;
	for _ in 0..8 {
		if somebody_stood_in(&stage).await? {
			return Ok(());
		}
	}
	bail!("the validator with a dispatcher was first on duty eight times")
}

/// Orders an answer; whether a validator without dispatcher was first on duty for it.
async fn somebody_stood_in(stage: &Stage) -> Result<bool> {
	let market = &stage.market;
	let job = market.order(stage.releases[0], "Say hello.", Terms::default()).await?;
	let drawn =
		market.follow(job, JOB, |event| matches!(event, JobEvent::ExecutorsDrawn { .. })).await?;
	let block = &drawn.last().context("drawn")?.block;
	let at = market.client.at_block(block).await?;
	let Some(JobView::Live { details, .. }) = at.job(job).await? else {
		bail!("job {job} is not running")
	};
	let dispatching = stage.network.nodes.last().context("four nodes")?;
	let index = authority_index(&at, "//Dave").await?;
	market.settlement(job, JOB).await?;
	let brought = dispatching.counted("stoa_dispatcher_answers_total", "statement").await?;
	ensure!(brought > 0, "the answers came another way");
	Ok(!on_duty(&details.draw_seed, job, index, VALIDATORS, 0))
}

async fn authority_index(at: &stoa_client::At, uri: &str) -> Result<u32> {
	let AccountId(key) = stoa_client::keys::account(uri)?;
	let keys = at.dispatch_keys().await?;
	let index = keys.iter().position(|other| *other == key).context("no such dispatch key")?;
	Ok(u32::try_from(index)?)
}
