//! A publisher whose artefact is not what the chain names: nobody serves it, and whoever tries is told why.

use crate::{
	cast::Scenario,
	stage::{Stage, said},
};
use anyhow::{Result, ensure};
use std::path::Path;
use stoa_client::keys;
use stoa_e2e::{network::ProviderSetup, process::program};
use stoa_exact::{Blake2, Header};
use stoa_primitives::ReleaseId;

/// Weights that a release does not name, a header that is not the artefact's, and an artefact that has the
/// release's header before other weights.
pub async fn refused(stage: &Stage) -> Result<()> {
	let (tiny, flipped) = (stage.file("tiny"), stage.file("flipped"));
	let header = stage.tiny.header();
	let named = stage.release(&Scenario::Gang);
	let why = "is of another model";
	told(stage, "other-weights", named, &flipped, why).await?;

	let (config, storage) = (header.config().clone(), header.storage().clone());
	let forged = Header::new(config, storage, header.ends(), *header.tokenizer(), [1; 32]);
	let forged = forged.map_err(|why| anyhow::anyhow!("the chain would refuse it: {why}"))?;
	ensure!(forged.root::<Blake2>() != stage.tiny.root(), "another root");
	let release = stage.market.publish_header(&tiny, &forged, 1).await?[0];
	told(stage, "other-header", release, &tiny, why).await?;

	let mut bytes = std::fs::read(&tiny)?;
	let last = bytes.len() - 9;
	bytes[last] ^= 0x40;
	let disguised = stage.file("disguised");
	std::fs::write(&disguised, bytes)?;
	let why = "not those that its header names";
	told(stage, "disguised", named, &disguised, why).await
}

/// Neither `check` nor `run` accept an artefact for a release, and both say why.
async fn told(
	stage: &Stage,
	name: &str,
	release: ReleaseId,
	artefact: &Path,
	why: &str,
) -> Result<()> {
	let home = stage.network.provider_home(&ProviderSetup {
		name,
		account: "//Ferdie",
		serves: &[release],
		bond: "100 STOA",
		engine: &format!("exact = {{ artefact = \"{}\" }}", artefact.display()),
		..ProviderSetup::default()
	})?;
	for what in ["check", "run"] {
		let mut command = program("stoa-provider")?;
		command.arg(what).arg("--config").arg(home.config());
		let (code, text) = said(command).await?;
		ensure!(code == Some(1) && text.contains(why), "{what} {name}: {code:?} {text}");
	}
	let (best, who) = (stage.market.client.best().await?, keys::account("//Ferdie")?);
	ensure!(best.provider(&who).await?.is_none(), "it has registered");
	Ok(())
}
