//! A licence's key, once it is here, and what it opens. A wrong key and garbage are shown to the chain at once.

use super::{
	accuse,
	buy::{fetched, store},
	find_release, kept, out, words,
};
use crate::{
	args::PlaceArgs,
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	local::busy,
	show,
};
use futures::StreamExt;
use serde_json::json;
use std::path::PathBuf;
use stoa_client::{
	Amount, Client, Keypair,
	calls::datasets as calls,
	keys,
	types::{DataEvent, DeliveredKey, LicenseInfo, LicenseStage},
};
use stoa_data::DataError;
use stoa_primitives::{
	BlockNumber, Digest, LicenseId,
	dataset::{
		DataCommitment, DataKey, SealedShare, combine_shares, key_commitment, open_envelope,
	},
};
use zeroize::Zeroizing;

/// Blocks in which the end of a licence is searched for when nothing else is known.
const SEARCHED: BlockNumber = 200;

/// A licence with the key that was delivered to it.
pub struct Delivered {
	/// The licence.
	pub license: LicenseId,
	/// As it stands.
	pub info: LicenseInfo,
	/// What was delivered.
	pub key: DeliveredKey,
	/// The shares, if the key came in shares.
	pub shares: Vec<SealedShare>,
	/// What the release says of each custodian's share.
	pub promised: Vec<Digest>,
	/// What its release commits to.
	pub data: DataCommitment,
}

impl Delivered {
	/// The data key, if what was delivered holds the one that the release commits to.
	fn key(&self, secret: &[u8; 32]) -> Option<Zeroizing<DataKey>> {
		let key = match &self.key.envelope {
			Some(envelope) => open_envelope(secret, envelope)?,
			None => {
				let open = |sealed: &SealedShare| {
					Some((sealed.place, open_envelope(secret, &sealed.envelope)?))
				};
				let shares: Option<Vec<_>> = self.shares.iter().map(open).collect();
				combine_shares(&shares?)?
			}
		};
		Some(Zeroizing::new(key)).filter(|key| key_commitment(key) == self.data.key)
	}
}

/// Runs `stoa data open`.
pub async fn again(context: &Context, license: LicenseId, place: PlaceArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.best().await?;
	if let Some(info) = at.license(license).await? {
		if info.details.licensee != keys::account_of(&signer) {
			return Err(Fail::refused(format!(
				"licence {license} is {}'s: sign with its key",
				info.details.licensee
			)));
		}
		out::of(place.out.as_ref(), info.details.dataset)?;
		let release = find_release(&at, info.details.release).await?;
		fetched(context, &client, &at, info.details.dataset, &release, &place).await?;
	}
	let from = at.number().saturating_sub(SEARCHED);
	run(context, &client, &signer, (license, from), &place).await
}

/// Waits for the key of a licence whose ciphertext is here, and decrypts. It was bought in block `from` or later.
pub async fn run(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	(license, from): (LicenseId, BlockNumber),
	place: &PlaceArgs,
) -> Result<(), Fail> {
	let delivered = wait(context, client, license, from).await?;
	let secret = kept::secret(&client.genesis(), &delivered.key.one_time_key)?;
	let Some(key) = delivered.key(&secret) else {
		return accuse::wrong_key(context, client, signer, &delivered, &secret, None).await;
	};
	let out = out::of(place.out.as_ref(), delivered.info.details.dataset)?;
	match decrypt(context, client, &delivered.data, *key, out.clone()).await? {
		Ok(()) => done(context, client, signer, &delivered, &out).await,
		Err(DataError::WrongKey { chunk }) => {
			accuse::wrong_key(context, client, signer, &delivered, &secret, Some(chunk)).await
		}
		Err(DataError::Garbage { chunk }) => {
			accuse::garbage(context, client, signer, &delivered, &key, chunk).await
		}
		Err(error) => Err(error.into()),
	}
}

/// The inner error is about the data.
async fn decrypt(
	context: &Context,
	client: &Client,
	data: &DataCommitment,
	key: DataKey,
	out: PathBuf,
) -> Result<Result<(), DataError>, Fail> {
	let (store, data) = (store(client)?, *data);
	let bar = super::bar(context, "decrypting", data.bytes);
	let shown = bar.clone();
	let key = Zeroizing::new(key);
	let went =
		busy(move || Ok(store.decrypt(&data, &key, &out, |done| shown.set_position(done)))).await;
	bar.finish_and_clear();
	went
}

async fn wait(
	context: &Context,
	client: &Client,
	license: LicenseId,
	from: BlockNumber,
) -> Result<Delivered, Fail> {
	let mut blocks = client.follow_best().await?;
	let mut told = false;
	while let Some(block) = blocks.next().await {
		let at = client.at_block(&block?).await?;
		let Some(info) = at.license(license).await? else {
			return Err(ended(context, client, license, (from, at.number())).await?);
		};
		let key = match &info.details.stage {
			LicenseStage::Awaiting { until, .. } => {
				if !told {
					context.note(&format!(
						"the key is due by block {until}; else the money comes back by itself"
					));
				}
				told = true;
				continue;
			}
			LicenseStage::Delivered { key, .. } => key.clone(),
			LicenseStage::Active { key: Some(key), .. } => key.clone(),
			LicenseStage::Active { key: None, .. } => {
				return Err(Fail::refused(format!(
					"no key belongs to licence {license}: run what its owner allows with `stoa data compute {}`",
					info.details.dataset
				)));
			}
		};
		let release = find_release(&at, info.details.release).await?;
		let shares = match key.envelope {
			Some(_) => Vec::new(),
			None => at.license_shares(license).await?,
		};
		let promised = release.key_split.map(|split| split.commitments).unwrap_or_default();
		return Ok(Delivered { license, info, key, shares, promised, data: release.data.0 });
	}
	Err(Fail::new(FAILED, "the node shows no more blocks: try `stoa data open` again"))
}

/// Tells how a licence that is over ended.
pub async fn ended(
	context: &Context,
	client: &Client,
	id: LicenseId,
	(from, to): (BlockNumber, BlockNumber),
) -> Result<Fail, Fail> {
	let found = client.find_data_event(from, to, |event| match event {
		DataEvent::LicenseEnded { license, reason, refunded, .. } if *license == id => {
			Some((reason.clone(), *refunded))
		}
		_ => None,
	});
	let Some((reason, refunded)) = found.await? else {
		return Ok(Fail::refused(format!(
			"licence {id} is over, or there never was one: `stoa data licenses` shows yours"
		)));
	};
	let (word, phrase) = words::end(&reason);
	let text = format!("licence {id}: {phrase} ({} came back)", Amount(refunded));
	context
		.print(&json!({ "license": id, "ended": word, "refunded": refunded.to_string() }), || {
			text.clone()
		});
	Ok(Fail::told(REFUNDED, text))
}

/// All is right: says so, so that the owner need not wait.
async fn done(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	delivered: &Delivered,
	out: &std::path::Path,
) -> Result<(), Fail> {
	let license = delivered.license;
	if matches!(delivered.info.details.stage, LicenseStage::Delivered { .. }) {
		client.submit(signer, &calls::acknowledge(license)).await?.in_best_block().await?;
	}
	let _gone = store(client)?.remove(&delivered.data.root);
	let path = out.display().to_string();
	context.print(
		&json!({
			"license": license,
			"dataset": delivered.info.details.dataset,
			"release": delivered.info.details.release,
			"out": path,
			"bytes": delivered.data.bytes,
			"root": show::hash(&delivered.data.root),
		}),
		|| {
			format!(
				"{path}: {} bytes, all as the release says; licence {license} is in force",
				delivered.data.bytes
			)
		},
	);
	Ok(())
}
