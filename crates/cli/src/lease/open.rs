//! `stoa lease open`: what it costs and what each side risks, before anything is signed.

use super::{deliver, kept::Kept, offers, words, workload::Workload};
use crate::{account, args::OpenArgs, context::Context, fail::Fail, show};
use stoa_client::{
	Amount, Client, Keypair,
	calls::leases as calls,
	keys,
	types::{LeaseOrder, LeaseQuote, OfferDetails},
};
use stoa_primitives::{Balance, LeaseId, OfferId};

/// Runs it.
pub async fn run(context: &Context, args: OpenArgs) -> Result<(), Fail> {
	let workload = Workload::read(&args.workload)?;
	let id = args.offer.or(workload.offer).ok_or_else(|| {
		Fail::refused("which offer? give --offer: `stoa lease offers` shows what there is")
	})?;
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.best().await?;
	let (offer, quote) = offers::ask(&at, id, workload.units, workload.blocks).await?;
	workload.fits(&offer.terms.resources, &offer.terms.attributes)?;
	let limit = args.max_price.map_or(quote.price_per_block, |price| price.0);
	let escrow = escrow(args.workload.escrow, &quote)?;
	if quote.price_per_block > limit {
		return Err(Fail::refused(format!(
			"offer {id} asks {} per block, more than --max-price {}",
			Amount(quote.price_per_block),
			Amount(limit)
		)));
	}
	context.begin(|| show::rows(&rows(id, &offer, &quote, &workload, escrow)));
	let needed = escrow.saturating_add(quote.deposit);
	account::require(&at, &keys::account_of(&signer), needed, "the lease").await?;
	let question = format!("Lease it? {} are put on hold.", Amount(needed));
	context.confirm(&question, args.workload.yes, "not leased: nothing was put on hold")?;
	let kept = Kept::new(&client.genesis(), &workload.manifest, workload.image.as_deref())?;
	kept.save()?;
	let order = LeaseOrder {
		units: workload.units,
		blocks: workload.blocks,
		escrow,
		usage_key: kept.public()?,
		manifest: kept.digest()?,
	};
	let lease = match sign(&client, &signer, id, order, limit).await {
		Ok(lease) => lease,
		Err(fail) => {
			// What is not known may still come, and needs its key.
			if fail.code != crate::fail::UNFINISHED {
				kept.forget();
			}
			return Err(fail);
		}
	};
	context.note(&format!("lease {lease} is open; its key is in {}", kept.path().display()));
	let object = offers::terms_json(id, &offer, &quote);
	deliver::run(context, &client, lease, &kept, object, args.workload.keep).await
}

async fn sign(
	client: &Client,
	signer: &Keypair,
	offer: OfferId,
	order: LeaseOrder,
	limit: Balance,
) -> Result<LeaseId, Fail> {
	let sent = client.submit(signer, &calls::open_lease(offer, order, limit)).await?;
	// Its number can be another in another fork.
	let included = sent.finalised().await?;
	included.matched_lease().ok_or_else(|| {
		Fail::new(
			crate::fail::FAILED,
			"the chain does not say which lease was opened: see `stoa lease list`",
		)
	})
}

/// What is paid in advance: all of it, unless something else is wanted.
fn escrow(wanted: Option<Amount>, quote: &LeaseQuote) -> Result<Balance, Fail> {
	let escrow = wanted.map_or(quote.total, |amount| amount.0);
	if escrow < quote.least_escrow {
		return Err(Fail::refused(format!(
			"at least {} must be paid in advance: a period, and the notice if there is one; raise --escrow",
			Amount(quote.least_escrow)
		)));
	}
	Ok(escrow)
}

fn rows(
	id: OfferId,
	offer: &OfferDetails,
	quote: &LeaseQuote,
	workload: &Workload,
	escrow: Balance,
) -> Vec<(&'static str, String)> {
	let mut rows = vec![
		("offer", format!("{id}, {} of its units", workload.units)),
		("for", words::blocks(workload.blocks)),
	];
	rows.extend(offers::terms(offer, quote));
	let paid_for = escrow.checked_div(quote.price_per_block).unwrap_or(0);
	let advance = match escrow >= quote.total {
		true => format!("{}; what is not used comes back", Amount(escrow)),
		false => format!("{}, enough for {paid_for} blocks; then it ends", Amount(escrow)),
	};
	rows.push(("in advance", advance));
	let signs = match workload.keeps {
		true => "this program signs what is used while it runs",
		false => "run `stoa lease keep` when it has started",
	};
	rows.push((
		"signing",
		format!("{signs}; a lease for which nobody signs ends after a period and the grace"),
	));
	rows
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn all_is_paid_in_advance_unless_something_else_is_wanted() {
		let quote = LeaseQuote {
			price_per_block: 10,
			total: 1_000,
			least_escrow: 200,
			risk: 200,
			notice_blocks: 0,
			deposit: 5,
		};
		assert_eq!(escrow(None, &quote), Ok(1_000));
		assert_eq!(escrow(Some(Amount(200)), &quote), Ok(200));
		let refused = escrow(Some(Amount(199)), &quote).unwrap_err();
		assert!(refused.text.contains("--escrow"), "{}", refused.text);
	}
}
