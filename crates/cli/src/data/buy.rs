//! `stoa data buy`: what it costs and who can read it, before anything is signed; then all in one go.

use super::{find, kept, open, out, own::folder, sold, words};
use crate::{
	account,
	args::{DataBuyArgs, PlaceArgs},
	context::Context,
	dispute::words as court,
	fail::{FAILED, Fail},
	show,
};
use serde_json::json;
use stoa_client::{
	AccountId, Amount, At, Client,
	calls::datasets as calls,
	keys,
	types::{DataQuote, DataReleaseDetails, DataTerm, DatasetState},
};
use stoa_data::{
	fetch::{Source, fetch},
	store::Store,
};
use stoa_primitives::{DatasetId, TermId, dataset::DataCommitment};

/// Path at which a custodian's daemon serves releases.
const SERVED: &str = "stoa/v1/data";

/// Runs it.
pub async fn run(context: &Context, args: DataBuyArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let buyer = keys::account_of(&signer);
	let at = client.best().await?;
	let (id, release) = sold(&at, args.dataset, args.release).await?;
	let term = term(&at, args.dataset, args.term).await?;
	let Some(quote) = at.data_quote(id, args.term, &buyer).await? else {
		return Err(refusal(&at, args.dataset, (&release, &term), &buyer).await?);
	};
	if quote.price > args.price_limit.0 {
		return Err(Fail::refused(format!(
			"it costs {}, more than --price-limit {}",
			Amount(quote.price),
			args.price_limit
		)));
	}
	let mut rows = rows(&quote, &term, &release);
	let against = court::against(&at.dataset_state(args.dataset).await?);
	rows.extend(against.map(|against| ("court", against)));
	context.begin(|| show::rows(&rows));
	let needed = quote.price.saturating_add(quote.deposit);
	account::require(&at, &buyer, needed, "the licence").await?;
	let question = format!("Buy it? {} are put on hold. It cannot be cancelled.", Amount(needed));
	context.confirm(&question, args.yes, "not bought: nothing was put on hold")?;
	let key = match term.compute_only {
		true => None,
		false => {
			out::of(args.place.out.as_ref(), args.dataset)?;
			// Whoever does not serve what it sells cannot be shown to be a liar: not paid for before it is here.
			fetched(context, &client, &at, args.dataset, &release, &args.place).await?;
			Some(kept::new(&client.genesis())?)
		}
	};
	let call = calls::buy(id, args.term, args.price_limit.0, key);
	let included = client.submit(&signer, &call).await?.finalised().await?;
	let license = included.bought_license();
	let unsaid = || {
		Fail::new(
			FAILED,
			"the chain does not say which licence was bought: see `stoa data licenses`",
		)
	};
	let license = license.ok_or_else(unsaid)?;
	if key.is_some() {
		context.note(&format!("licence {license} is bought; waiting for its key"));
		return open::run(context, &client, &signer, (license, included.block.number), &args.place)
			.await;
	}
	context.print(
		&json!({ "license": license, "release": id, "dataset": args.dataset, "price": quote.price.to_string() }),
		|| format!("licence {license} is bought: `stoa data compute {}` runs what its owner allows", args.dataset),
	);
	Ok(())
}

fn rows(
	quote: &DataQuote,
	term: &DataTerm,
	release: &DataReleaseDetails,
) -> Vec<(&'static str, String)> {
	let custodians = match quote.custodians {
		0 => "its owner alone".to_string(),
		1 => "its owner and one custodian".to_string(),
		count if quote.threshold > 1 => {
			format!("its owner, and {} of {count} custodians together", quote.threshold)
		}
		count => format!("its owner and {count} custodians"),
	};
	let mut rows = vec![
		("price", words::price(quote.price)),
		("deposit", format!("{}; back at the end", Amount(quote.deposit))),
		("for", words::term(term)),
		("licence", words::licence(&term.text)),
		("bytes", release.data.bytes.to_string()),
		("can read it", custodians),
	];
	if !term.compute_only {
		let key = format!("within {} blocks, or the money is back", quote.delivery_blocks);
		rows.extend([("key", key), ("to check it", format!("{} blocks", quote.check_blocks))]);
	}
	rows
}

/// Why the chain does not sell a licence to somebody.
async fn refusal(
	at: &At,
	id: DatasetId,
	(release, term): (&DataReleaseDetails, &DataTerm),
	buyer: &AccountId,
) -> Result<Fail, Fail> {
	let dataset = find(at, id).await?;
	let bond = at.data_parameters().await?.bond;
	let why = if dataset.owner == *buyer {
		"it is yours: buy with another account".to_string()
	} else if !matches!(dataset.state, DatasetState::Active) {
		format!("it is {}, and sells nothing", words::state(&dataset.state))
	} else if dataset.bond < bond {
		format!(
			"only {} are behind its keys, and the chain asks for {}: its owner has to add to that",
			Amount(dataset.bond),
			Amount(bond)
		)
	} else if term.compute_only && release.custodians.is_empty() {
		"this term lets programs run beside the data, and the release names no custodians to run them: take another \
		 --release or --term"
			.to_string()
	} else {
		format!("its owner does not sell to {buyer}: ask the owner")
	};
	Ok(Fail::refused(format!("dataset {id}: {why} (`stoa data show {id}`)")))
}

async fn term(at: &At, dataset: DatasetId, wanted: TermId) -> Result<DataTerm, Fail> {
	let terms = at.data_terms(dataset).await?;
	let found = terms.into_iter().find(|(id, _)| *id == wanted).map(|(_, term)| term);
	found.ok_or_else(|| {
		Fail::refused(format!(
			"dataset {dataset} has no term {wanted}: see `stoa data show {dataset}`"
		))
	})
}

/// The user's own copy of ciphertext.
pub fn store(client: &Client) -> Result<Store, Fail> {
	Ok(Store::open(&folder(&client.genesis()).join("fetched"))?)
}

/// Brings all ciphertext of a release here, checked, from the first who has it: a folder that was named, the
/// dataset's address, its custodians.
pub async fn fetched(
	context: &Context,
	client: &Client,
	at: &At,
	dataset: DatasetId,
	release: &DataReleaseDetails,
	place: &PlaceArgs,
) -> Result<DataCommitment, Fail> {
	let mut sources: Vec<Source> = place.from.iter().cloned().map(Source::Folder).collect();
	let private = context.private_endpoints();
	let mut urls = Vec::new();
	if let Some(details) = at.dataset(dataset).await? {
		urls.push(show::text(&details.metadata.uri));
	}
	for custodian in &release.custodians {
		urls.extend(served_at(at, custodian).await?);
	}
	// An address that is none is as good as none.
	sources.extend(urls.iter().filter_map(|url| Source::web(url, private).ok()));
	let data = release.data.0;
	let bar = super::bar(context, "fetching", data.bytes);
	let went = fetch(&sources, &data, &store(client)?, |done| bar.set_position(done)).await;
	bar.finish_and_clear();
	went?;
	Ok(data)
}

/// Where a custodian's daemon serves releases, if it is registered.
pub async fn served_at(at: &At, custodian: &AccountId) -> Result<Option<String>, Fail> {
	let provider = at.provider(custodian).await?;
	Ok(provider.map(|provider| {
		let base = show::text(&provider.endpoint);
		format!("{}/{SERVED}", base.trim_end_matches('/'))
	}))
}
