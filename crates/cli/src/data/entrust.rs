//! `stoa data entrust`: the key of a release, or shares of it, to its custodians.

use super::{find_own, find_release, own::Own};
use crate::{args::OwnArgs, context::Context, fail::Fail, show};
use codec::Encode;
use serde_json::json;
use stoa_client::{AccountId, At, Client, Keypair, keys, sealed};
use stoa_data::{
	custody::{Entrusted, Held},
	peers::Peer,
};
use stoa_primitives::DataReleaseId;

/// Runs it.
pub async fn run(context: &Context, id: DataReleaseId, args: OwnArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.finalised().await?;
	let release = find_release(&at, id).await?;
	find_own(&at, release.dataset, &keys::account_of(&signer)).await?;
	let own = Own::of(&args, &client.genesis(), false)?;
	let key = own.key(id, &release)?;
	let custodians = &release.custodians;
	if custodians.is_empty() {
		return Err(Fail::refused(format!(
			"release {id} names no custodian: publish one with --custodian, or deliver with `stoa data deliver`"
		)));
	}
	let threshold = release.key_split.as_ref().map(|split| split.threshold);
	let held: Vec<Held> = match threshold {
		None => vec![Held::Key(*key); custodians.len()],
		Some(_) => {
			let shares = own.shares(&release.data)?;
			(1u8..).zip(shares).map(|(place, share)| Held::Share { place, share }).collect()
		}
	};
	for (custodian, held) in custodians.iter().zip(held) {
		let (peer, sealed) =
			entrusted(context, &at, &client, &signer, (id, custodian), held).await?;
		peer.put_key(id, sealed).await?;
		context.note(&format!("{custodian} has it"));
	}
	let names: Vec<String> = custodians.iter().map(ToString::to_string).collect();
	context.print(&json!({ "release": id, "custodians": names, "threshold": threshold }), || {
		match threshold {
			None => format!("{} custodians hold the key of release {id}; each of them can read it", names.len()),
			Some(threshold) => format!(
				"{} custodians hold a share each of the key of release {id}: {threshold} of them together can read it",
				names.len()
			),
		}
	});
	Ok(())
}

/// What a custodian gets, sealed, and the way to it.
async fn entrusted(
	context: &Context,
	at: &At,
	client: &Client,
	signer: &Keypair,
	(release, custodian): (DataReleaseId, &AccountId),
	held: Held,
) -> Result<(Peer, Vec<u8>), Fail> {
	let provider = at.provider(custodian).await?.ok_or_else(|| {
		Fail::refused(format!(
			"custodian {custodian} is not registered as a provider: it must start its daemon first"
		))
	})?;
	let address = show::text(&provider.endpoint);
	let peer = Peer::new(&custodian.to_string(), &address, context.private_endpoints())?;
	let mut entrusted = Entrusted {
		genesis: client.genesis(),
		release,
		custodian: custodian.0,
		held,
		signature: [0; 64],
	};
	entrusted.signature = signer.sign(&entrusted.digest()).0;
	let plain = zeroize::Zeroizing::new(entrusted.encode());
	Ok((peer, sealed::seal(&provider.transport_key, &plain)?))
}
