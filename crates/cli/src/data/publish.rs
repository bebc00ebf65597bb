//! `stoa data publish`: a file becomes a release that is sold. What is encrypted stays in the store if a later step
//! fails, and each step says how to go on.

use super::{own::Own, terms::Sale};
use crate::{
	account,
	args::DataPublishArgs,
	context::Context,
	fail::{FAILED, Fail},
	model::hash_file,
	show,
};
use serde_json::json;
use stoa_client::{
	Amount, Client, Keypair,
	calls::datasets::{self as calls, NewDataRelease},
	keys,
	types::{DatasetMetadata, ListMode},
};
use stoa_primitives::{DataReleaseId, DatasetId, TermId, dataset::DataCommitment};

/// Runs it.
pub async fn run(context: &Context, args: DataPublishArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let owner = keys::account_of(&signer);
	let sale = Sale::read(args.terms.as_deref(), owner)?;
	let card = match &args.card {
		Some(path) => hash_file(path, true)?.0,
		None => [0; 32],
	};
	let at = client.best().await?;
	let bond = match (args.dataset, args.bond) {
		(Some(_), None) => 0,
		(_, Some(bond)) => bond.0,
		(None, None) => at.data_parameters().await?.bond,
	};
	account::require(&at, &owner, bond, "the bond behind the data").await?;
	if args.dataset.is_none() {
		let question = format!("Publish it? {} are put on hold, and deposits.", Amount(bond));
		context.confirm(&question, args.yes, "not published: nothing was put on hold")?;
	}
	let own = Own::of(&args.own, &client.genesis(), true)?;
	let (own, data) = own.add(context, args.file).await?;
	let dataset = match (args.dataset, args.name) {
		(Some(dataset), _) => dataset,
		(None, Some(name)) => {
			let uri = args.uri.into_bytes();
			let metadata = DatasetMetadata { name: name.into_bytes(), card, uri };
			new_dataset(&client, &signer, metadata, bond).await?
		}
		(None, None) => return Err(Fail::refused("give --name or --dataset")),
	};
	let custodians = args.custodians;
	let entrust = !custodians.is_empty();
	let count = custodians.len();
	let key_split = args.threshold.map(|threshold| own.split(&data, threshold, count));
	let release = NewDataRelease {
		data,
		custodians,
		key_split: key_split.transpose()?,
		split: Vec::new(),
		parents: Vec::new(),
	};
	let added = add(&client, &signer, dataset, release, sale).await.map_err(|fail| {
		let text =
			format!("{}; dataset {dataset} exists: go on with --dataset {dataset}", fail.text);
		Fail::new(fail.code, text)
	})?;
	let (release, terms) = added;
	print(context, &own, (dataset, release), &terms, &data, entrust);
	Ok(())
}

fn print(
	context: &Context,
	own: &Own,
	(dataset, release): (DatasetId, DataReleaseId),
	terms: &[TermId],
	data: &DataCommitment,
	entrust: bool,
) {
	let store = own.store.folder().display().to_string();
	let secret = own.secret.display().to_string();
	let object = json!({
		"dataset": dataset,
		"release": release,
		"terms": terms,
		"root": show::hash(&data.root),
		"bytes": data.bytes,
		"store": store,
		"secret": secret,
	});
	context.print(&object, || {
		let next = match entrust {
			true => format!("`stoa data entrust {release}` hands the key to the custodians"),
			false => "`stoa data deliver` delivers keys to those who buy".to_string(),
		};
		show::rows(&[
			("dataset", dataset.to_string()),
			("release", format!("{release} ({} bytes)", data.bytes)),
			("terms", terms.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")),
			("root", show::hash(&data.root)),
			("to be served", format!("{store}: all of it is public")),
			("secret", format!("{secret}: keep a copy")),
			("next", next),
		])
	});
}

async fn new_dataset(
	client: &Client,
	signer: &Keypair,
	metadata: DatasetMetadata,
	bond: u128,
) -> Result<DatasetId, Fail> {
	let sent = client.submit(signer, &calls::publish(metadata, bond)).await?;
	let published = sent.in_best_block().await?.published_dataset();
	published.ok_or_else(|| Fail::new(FAILED, "the chain did not say which dataset was listed"))
}

/// Adds the list of buyers, the terms and the release, in this order: nothing is sold before all is there.
async fn add(
	client: &Client,
	signer: &Keypair,
	dataset: DatasetId,
	release: NewDataRelease,
	sale: Sale,
) -> Result<(u32, Vec<u32>), Fail> {
	let Sale { terms: offered, split, parents, list } = sale;
	if let Some((mode, accounts)) = list {
		if matches!(mode, ListMode::Only) {
			client.submit(signer, &calls::set_list(dataset, mode)).await?.in_best_block().await?;
		}
		for account in accounts {
			let call = calls::list_account(dataset, account, true);
			client.submit(signer, &call).await?.in_best_block().await?;
		}
	}
	let mut terms = Vec::new();
	for term in offered {
		let sent = client.submit(signer, &calls::add_term(dataset, term)).await?;
		terms.extend(sent.in_best_block().await?.added_term());
	}
	let release = NewDataRelease { split, parents, ..release };
	let sent = client.submit(signer, &calls::add_release(dataset, release)).await?;
	// Its number can be another in another fork, and others are told it.
	let release = sent.finalised().await?.added_data_release();
	let unsaid = || Fail::new(FAILED, "the chain did not say which release was added");
	Ok((release.ok_or_else(unsaid)?, terms))
}
