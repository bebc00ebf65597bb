//! `stoa data deliver`: the owner is online, and seals keys to those who bought.

use super::own::Own;
use crate::{args::OwnArgs, context::Context, fail::Fail};
use futures::StreamExt;
use serde_json::json;
use std::collections::BTreeMap;
use stoa_client::{
	At, Client, Keypair,
	calls::datasets as calls,
	keys,
	types::{DataReleaseDetails, DatasetFilter, LicenseStage},
};
use stoa_data::owner::random;
use stoa_primitives::{DataReleaseId, LicenseId, dataset::seal_envelope};

/// Blocks after which a delivery that is not final is sent again.
const AGAIN: u32 = 10;

/// Runs it.
pub async fn run(context: &Context, args: OwnArgs, once: bool) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let own = Own::of(&args, &client.genesis(), false)?;
	let mine = DatasetFilter {
		owner: Some(keys::account_of(&signer)),
		state: None,
		sold_to: None,
		flagged: true,
	};
	if client.best().await?.datasets(&mine).await?.is_empty() {
		return Err(Fail::refused(
			"no dataset is of the account that signs: publish one with `stoa data publish`, or sign with its owner's key",
		));
	}
	let mut owner = Owner { context, client: &client, signer: &signer, own, sent: BTreeMap::new() };
	if once {
		let at = client.finalised().await?;
		let delivered = owner.look(&at).await?;
		context.print(&json!({ "delivered": delivered }), || {
			format!("{} keys delivered", delivered.len())
		});
		return Ok(());
	}
	context.note("delivering keys until this is stopped (Ctrl-C)");
	// A fork may give a licence's number to another purchase, for whose key this one would be wrong.
	let mut blocks = client.follow_finalised().await?;
	while let Some(block) = blocks.next().await {
		let at = client.at_block(&block?).await?;
		owner.look(&at).await?;
	}
	Ok(())
}

struct Owner<'a> {
	context: &'a Context,
	client: &'a Client,
	signer: &'a Keypair,
	own: Own,
	/// Deliveries that are on their way, and since which block.
	sent: BTreeMap<LicenseId, u32>,
}

impl Owner<'_> {
	/// Delivers what is awaited in a state; to which licences.
	async fn look(&mut self, at: &At) -> Result<Vec<LicenseId>, Fail> {
		let owner = Some(keys::account_of(self.signer));
		let filter = DatasetFilter { owner, state: None, sold_to: None, flagged: true };
		let mut delivered = Vec::new();
		for (dataset, details) in at.datasets(&filter).await? {
			if details.open == 0 {
				continue;
			}
			for (id, release) in at.data_releases_of(dataset).await? {
				if release.open > 0 {
					self.release(at, id, &release, &mut delivered).await?;
				}
			}
		}
		Ok(delivered)
	}

	async fn release(
		&mut self,
		at: &At,
		id: DataReleaseId,
		release: &DataReleaseDetails,
		delivered: &mut Vec<LicenseId>,
	) -> Result<(), Fail> {
		for license in at.licenses_of_release(id).await? {
			let now = at.number();
			if self.sent.get(&license).is_some_and(|since| now < since.saturating_add(AGAIN)) {
				continue;
			}
			let Some(info) = at.license(license).await? else { continue };
			let LicenseStage::Awaiting { one_time_key, .. } = info.details.stage else { continue };
			let key = match self.own.key(id, release) {
				Ok(key) => key,
				// A custodian may have it, and other releases do not suffer.
				Err(fail) => {
					self.context.note(&fail.text);
					return Ok(());
				}
			};
			let Some(envelope) = seal_envelope(&one_time_key, &key, random()?) else { continue };
			self.sent.insert(license, now);
			let call = calls::deliver(license, envelope);
			match self.client.submit(self.signer, &call).await?.in_best_block().await {
				Ok(_) => {
					self.context
						.note(&format!("licence {license}: the key of release {id} is delivered"));
					delivered.push(license);
				}
				// A custodian was quicker, or it is too late.
				Err(error) => self.context.note(&format!("licence {license}: {error}")),
			}
		}
		Ok(())
	}
}
