//! `stoa data publish`: a file becomes a release that is sold. What is encrypted stays in the store if a later step
//! fails, and each step says how to go on.

use super::{find_own, own::Own, terms::Sale};
use crate::{
	account,
	args::DataPublishArgs,
	context::Context,
	fail::{FAILED, Fail},
	local::unreadable,
	model::hash_file,
	show,
};
use serde_json::json;
use stoa_client::{
	AccountId, Amount, At, Client, Keypair,
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
	check(&args)?;
	let card = match &args.card {
		Some(path) => hash_file(path, true)?.0,
		None => [0; 32],
	};
	let at = client.best().await?;
	let bond = bond(&at, &owner, &args).await?;
	account::require(&at, &owner, bond, "the bond behind the data").await?;
	unregistered(context, &at, &args.custodians).await?;
	if bond > 0 {
		let question = format!("Publish it? {} are put on hold, and deposits.", Amount(bond));
		context.confirm(&question, args.yes, "not published: nothing was put on hold")?;
	}
	let own = Own::of(&args.own, &client.genesis(), true)?;
	let (own, data) = own.add(context, args.file).await?;
	let custodians = args.custodians;
	let entrust = !custodians.is_empty();
	let count = custodians.len();
	let key_split = args.threshold.map(|threshold| own.split(&data, threshold, count));
	let key_split = key_split.transpose()?;
	let dataset = match (args.dataset, args.name) {
		(Some(dataset), _) => {
			if bond > 0 {
				client
					.submit(&signer, &calls::add_bond(dataset, bond))
					.await?
					.in_best_block()
					.await?;
			}
			dataset
		}
		(None, Some(name)) => {
			let uri = args.uri.into_bytes();
			let metadata = DatasetMetadata { name: name.into_bytes(), card, uri };
			new_dataset(&client, &signer, metadata, bond).await?
		}
		(None, None) => return Err(Fail::refused("give --name or --dataset")),
	};
	let release =
		NewDataRelease { data, custodians, key_split, split: Vec::new(), parents: Vec::new() };
	let added = add(&client, &signer, dataset, release, sale).await.map_err(|fail| {
		let text = format!(
			"{}; dataset {dataset} is there, with its bond: go on with --dataset {dataset} instead of --name",
			fail.text
		);
		if args.dataset.is_some() { fail } else { Fail::new(fail.code, text) }
	})?;
	let (release, terms) = added;
	print(context, &own, (dataset, release), &terms, &data, entrust);
	Ok(())
}

/// What can be wrong before anybody is asked.
fn check(args: &DataPublishArgs) -> Result<(), Fail> {
	let found = std::fs::metadata(&args.file).map_err(|error| unreadable(&args.file, &error))?;
	if found.is_dir() {
		return Err(Fail::refused(format!(
			"{} is a folder: publish a file, such as a tar of it",
			args.file.display()
		)));
	}
	if found.len() == 0 {
		return Err(Fail::refused(format!("{} is empty: publish a file", args.file.display())));
	}
	let count = args.custodians.len();
	match args.threshold.map(usize::from) {
		Some(threshold) if !(2..=count).contains(&threshold) => Err(Fail::refused(format!(
			"--threshold {threshold} of {count} custodians: name at least two, and a number from 2 to as many; without it \
			 each of them has the whole key"
		))),
		_ => Ok(()),
	}
}

/// What is put behind the dataset: of one that is there, what is added.
async fn bond(at: &At, owner: &AccountId, args: &DataPublishArgs) -> Result<u128, Fail> {
	if let Some(dataset) = args.dataset {
		find_own(at, dataset, owner).await?;
		return Ok(args.bond.map_or(0, |bond| bond.0));
	}
	let least = at.data_parameters().await?.bond;
	match args.bond {
		Some(bond) if bond.0 < least => Err(Fail::refused(format!(
			"--bond {bond} is too little: nothing is sold with less than {} behind it",
			Amount(least)
		))),
		Some(bond) => Ok(bond.0),
		None => Ok(least),
	}
}

/// Says which custodians are not there yet: a release cannot name others later.
async fn unregistered(context: &Context, at: &At, custodians: &[AccountId]) -> Result<(), Fail> {
	for custodian in custodians {
		if at.provider(custodian).await?.is_none() {
			context.note(&format!(
				"custodian {custodian} is not registered as a provider: it can be handed no key before it is"
			));
		}
	}
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
