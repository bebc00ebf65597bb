//! Owners that lie: about the key, about the data, about what they serve.

use crate::{
	buying::rows,
	stage::{REFUNDED, Sold, Stage, ended, ensure_whole},
};
use anyhow::{Context, Result, ensure};
use codec::Encode;
use std::{fs, future::Future, time::Duration};
use stoa_client::{
	calls::datasets::{self as calls, NewDataRelease},
	keys,
	types::{LicenseStage, Perbill},
};
use stoa_primitives::{
	STOA,
	dataset::{
		DataCommitment, DataKey, DataLeaf, DataTree, encrypt_chunk, key_commitment, seal_envelope,
	},
};
use tokio::time::sleep;

const TERMS: &str = "[[term]]\nprice = \"5 STOA\"\ndays = 30\nspdx = \"CC0-1.0\"\n";

/// Delivers `key` to whoever buys, until `until` has happened.
async fn delivering<T>(
	stage: &Stage,
	owner: &str,
	sold: &Sold,
	key: DataKey,
	until: impl Future<Output = T>,
) -> Result<T> {
	let signer = keys::from_uri(owner)?;
	let client = stage.client();
	let delivering = async {
		loop {
			let at = client.finalised().await?;
			for license in at.licenses_of_release(sold.release).await? {
				let Some(info) = at.license(license).await? else { continue };
				if let LicenseStage::Awaiting { one_time_key, .. } = info.details.stage {
					let envelope = seal_envelope(&one_time_key, &key, [3; 32]).context("sealed")?;
					let call = calls::deliver(license, envelope);
					client.submit(&signer, &call).await?.in_best_block().await?;
					return std::future::pending::<Result<T>>().await;
				}
			}
			sleep(Duration::from_secs(1)).await;
		}
	};
	tokio::select! {
		done = until => Ok(done),
		failed = delivering => failed,
	}
}

pub async fn wrong_key(stage: &Stage) -> Result<()> {
	let sold = stage.publish("//Liar", &rows(1_000), TERMS, &[]).await?;
	let buyer = stage.person("//Cheated");
	let (_, before, held) = buyer.wealth().await?;
	let buying = stage.buy("//Cheated", &sold, "cheated.csv");
	let output = delivering(stage, "//Liar", &sold, [66; 32], buying).await??;
	let told = ended(&output, REFUNDED)?;
	ensure!(told["ended"] == "wrong_key", "{told}");
	ensure_whole(&buyer, before, held).await?;
	let shown = buyer.done(&["data", "show", &sold.dataset.to_string()]).await?;
	ensure!(shown["refuted"] == 1, "{shown}");
	let bond: u128 = shown["bond"].as_str().context("a bond")?.parse()?;
	ensure!(bond < 10 * STOA, "the bond is whole: {shown}");
	Ok(())
}

/// A release of which chunk 1 is not what its leaf says.
async fn publish_garbage(stage: &Stage, key: DataKey) -> Result<Sold> {
	let mut sold = stage.publish("//Dustman", &rows(10), TERMS, &[]).await?;
	let mut chunks: Vec<Vec<u8>> = rows(3_000).chunks(16_384).map(<[u8]>::to_vec).collect();
	let leaf = |(index, chunk): (u32, &mut Vec<u8>)| encrypt_chunk(&key, index, chunk);
	let mut leaves: Vec<DataLeaf> = (0..).zip(&mut chunks).map(leaf).collect();
	leaves[1].plaintext[0] ^= 1;
	let mut tree = DataTree::default();
	leaves.iter().for_each(|leaf| tree.push(leaf));
	let content = chunks.concat();
	let root = tree.root().context("a root")?;
	let data = DataCommitment { root, bytes: content.len() as u64, key: key_commitment(&key) };
	let place = |ending: &str| sold.store.join(format!("{}.{ending}", hex::encode(root)));
	fs::write(place("data"), content)?;
	fs::write(place("leaves"), leaves.iter().flat_map(Encode::encode).collect::<Vec<_>>())?;
	let signer = keys::from_uri("//Dustman")?;
	let release = NewDataRelease {
		data,
		custodians: Vec::new(),
		key_split: None,
		split: vec![(keys::account_of(&signer), Perbill(1_000_000_000))],
		parents: Vec::new(),
	};
	let call = calls::add_release(sold.dataset, release);
	let added = stage.client().submit(&signer, &call).await?.finalised().await?;
	sold.release = added.added_data_release().context("a release")?;
	Ok(sold)
}

pub async fn garbage(stage: &Stage) -> Result<()> {
	let key = [77; 32];
	let sold = publish_garbage(stage, key).await?;
	let buyer = stage.person("//Fooled");
	let (_, before, held) = buyer.wealth().await?;
	let buying = stage.buy("//Fooled", &sold, "fooled.csv");
	let output = delivering(stage, "//Dustman", &sold, key, buying).await??;
	let told = ended(&output, REFUNDED)?;
	ensure!(told["ended"] == "garbage", "{told}");
	ensure_whole(&buyer, before, held).await?;
	let shown = buyer.done(&["data", "show", &sold.dataset.to_string()]).await?;
	let state = shown["releases"][1]["state"].as_str().context("a state")?;
	ensure!(state.contains("garbage"), "{shown}");
	ensure!(shown["bond"] == "0", "{shown}");
	Ok(())
}

pub async fn flipped(stage: &Stage) -> Result<()> {
	let sold = stage.publish("//Careful", &rows(5_000), TERMS, &[]).await?;
	let release = sold.release.to_string();
	let from = sold.store.display().to_string();
	let verify = ["data", "verify", &release, "--from", &from];
	stage.person("//Other").done(&verify).await?;
	let data = fs::read_dir(&sold.store)?
		.flatten()
		.map(|entry| entry.path())
		.find(|path| path.extension().is_some_and(|ending| ending == "data"));
	let data = data.context("ciphertext")?;
	let mut bytes = fs::read(&data)?;
	bytes[20_000] ^= 1;
	fs::write(&data, bytes)?;
	let told = ended(&stage.person("//Other").run(&verify).await?, 7)?;
	ensure!(told["good_bytes"] == 16_384, "{told}");
	// Nothing is paid for what cannot be shown to be a lie.
	let buyer = stage.person("//Other");
	let (_, before, held) = buyer.wealth().await?;
	let output = stage.buy("//Other", &sold, "flipped.csv").await?;
	ensure!(!output.status.success());
	let why = String::from_utf8_lossy(&output.stdout);
	ensure!(why.contains("chunk 1 is damaged"), "{why}");
	let (_, now, still) = buyer.wealth().await?;
	ensure!((now, still) == (before, held), "something was paid");
	Ok(())
}
