//! Wrong keys and garbage, shown to the chain. Each proof is checked here first: a false one would cost the deposit
//! and show the key to all.

use super::{buy::store, open::Delivered, words};
use crate::{
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
};
use serde_json::json;
use std::fs::File;
use stoa_client::{
	Amount, Call, Client, Keypair,
	calls::datasets as calls,
	types::{DataEvent, LicenseStage},
};
use stoa_data::{
	store::Part,
	unpack::{chunk_at, opening},
};
use stoa_primitives::dataset::{self, DataKey, DataOpening, chunk_key};

/// Shows that the envelope of a licence does not hold the key; that of `chunk`, if one is named.
pub async fn wrong_key(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	delivered: &Delivered,
	secret: &[u8; 32],
	chunk: Option<u32>,
) -> Result<(), Fail> {
	if !matches!(delivered.info.details.stage, LicenseStage::Delivered { .. }) {
		return Err(Fail::refused(format!(
			"the key of licence {} is wrong, but the time to show it is over: bring it before the court",
			delivered.license
		)));
	}
	let opening = chunk.map(|chunk| opened(client, delivered, chunk)).transpose()?;
	let Delivered { data, key, shares, promised, .. } = delivered;
	let public = &key.one_time_key;
	let shown = match &key.envelope {
		Some(envelope) => dataset::wrong_key(data, public, secret, envelope, opening.as_ref()),
		None => dataset::wrong_shares(data, promised, public, secret, shares, opening.as_ref()),
	};
	if shown != Ok(true) {
		return Err(Fail::new(
			FAILED,
			"the key does not open the data, and that cannot be shown: `stoa data open` tries again",
		));
	}
	context.note("the key is wrong: showing it to the chain");
	let call = calls::prove_wrong_key(delivered.license, *secret, opening);
	prove(context, client, signer, delivered, &call).await
}

/// Shows that a chunk is garbage.
pub async fn garbage(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	delivered: &Delivered,
	key: &DataKey,
	chunk: u32,
) -> Result<(), Fail> {
	let opening = opened(client, delivered, chunk)?;
	let path = store(client)?.path(&delivered.data.root, Part::Data);
	let file =
		File::open(&path).map_err(|e| Fail::new(FAILED, format!("{}: {e}", path.display())))?;
	let bytes = chunk_at(file, &delivered.data, chunk)?;
	let own = chunk_key(key, chunk);
	if dataset::garbage(&delivered.data, &opening, &own, &bytes) != Ok(true) {
		return Err(Fail::new(
			FAILED,
			format!(
				"chunk {chunk} does not decrypt, and that cannot be shown: `stoa data open` tries again"
			),
		));
	}
	context.note(&format!("chunk {chunk} is garbage: showing it to the chain"));
	let call = calls::prove_garbage(delivered.license, opening, own, bytes);
	prove(context, client, signer, delivered, &call).await
}

fn opened(client: &Client, delivered: &Delivered, chunk: u32) -> Result<DataOpening, Fail> {
	let leaves = store(client)?.leaves(&delivered.data.root)?;
	Ok(opening(leaves, &delivered.data, chunk)?)
}

async fn prove(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	delivered: &Delivered,
	call: &impl Call,
) -> Result<(), Fail> {
	let included = client.submit(signer, call).await?.in_best_block().await?;
	let ended = included.data_events()?.into_iter().find_map(|event| match event {
		DataEvent::LicenseEnded { reason, refunded, .. } => Some((reason, refunded)),
		_ => None,
	});
	let unsaid = || Fail::new(FAILED, "the chain did not take the proof: see `stoa data licenses`");
	let (reason, refunded) = ended.ok_or_else(unsaid)?;
	let (word, phrase) = words::end(&reason);
	let text = format!("licence {}: {phrase} ({} came back)", delivered.license, Amount(refunded));
	context.print(
		&json!({ "license": delivered.license, "ended": word, "refunded": refunded.to_string() }),
		|| text.clone(),
	);
	Err(Fail::told(REFUNDED, text))
}
