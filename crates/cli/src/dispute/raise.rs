//! `stoa dispute raise`: what it costs and what can come of it, before anything is signed.

use super::{unexpected, words};
use crate::{account, args::RaiseArgs, context::Context, fail::Fail, show};
use serde_json::json;
use stoa_client::{
	AccountId, Amount, At, calls::court, keys, types::CaseSubject, types::ListingState,
};
use stoa_primitives::{Court, ListingFault, ListingId, Ruling, Rulings};

/// What somebody claims.
enum Claim {
	Listing(ListingId, ListingFault),
	Strikes,
}

/// A claim, and what can be ruled about it.
struct Matter {
	claim: Claim,
	subject: CaseSubject,
	rulings: Rulings,
}

impl Matter {
	async fn of(at: &At, who: AccountId, args: &RaiseArgs) -> Result<Self, Fail> {
		let Some(listing) = args.listing else {
			let rulings = Rulings::new(&[Ruling::Restore]);
			let subject = CaseSubject::Strikes(who);
			return Ok(Self { claim: Claim::Strikes, subject, rulings });
		};
		let subject = CaseSubject::ModelListing(listing);
		let fault = args.fault.into();
		let (fault, ruling) = match at.listing_state(listing).await? {
			ListingState::Clean => (fault, Ruling::Revoke),
			// Its owner can say only that what it is flagged for is wrong.
			ListingState::Flagged(flag) => (flag.fault.0, Ruling::Restore),
			ListingState::Challenged(case) => {
				return Err(Fail::refused(format!(
					"case {case} is about this listing: see `stoa dispute show {case}`"
				)));
			}
		};
		let rulings = Rulings::new(&[ruling]);
		Ok(Self { claim: Claim::Listing(listing, fault), subject, rulings })
	}
}

/// Runs it.
pub async fn run(context: &Context, args: RaiseArgs) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let who = keys::account_of(&signer);
	let at = client.best().await?;
	let matter = Matter::of(&at, who, &args).await?;
	let costs = at.case_costs(Court::Models, &who).await?;
	let mut object = json!({
		"about": words::subject(&matter.subject),
		"fee": costs.fee.to_string(),
		"bond": costs.bond.to_string(),
		"rulings": words::effects(&matter.subject, matter.rulings),
	});
	let mut rows = vec![
		("about", words::subject(&matter.subject)),
		(
			"jurors' fee",
			format!("{}; the losing side pays it, as far as it put it up", Amount(costs.fee)),
		),
		("bond", format!("{}; lost if the claim is dismissed", Amount(costs.bond))),
	];
	if let Claim::Listing(_, fault) = &matter.claim {
		rows.push(("claim", words::fault(*fault).to_string()));
	}
	for ruling in words::known(matter.rulings) {
		let effect = words::effect(&matter.subject, ruling);
		rows.push(("can be ruled", format!("{}: {effect}", words::ruling(ruling))));
	}
	context.begin(|| show::rows(&rows));
	if args.quote {
		context.print(&object, String::new);
		return Ok(());
	}
	let needed = costs.fee.saturating_add(costs.bond);
	account::require(&at, &who, needed, "the case").await?;
	let sent = match matter.claim {
		Claim::Listing(listing, fault) => {
			client.submit(&signer, &court::challenge_listing(listing, fault)).await?
		}
		Claim::Strikes => client.submit(&signer, &court::appeal_strikes()).await?,
	};
	let included = sent.in_best_block().await?;
	let case = included.opened_case().ok_or_else(|| unexpected("which case was opened"))?;
	object["case"] = case.into();
	object["block"] = included.block.number.into();
	context.print(&object, || {
		format!(
			"case {case} is open: bring evidence with `stoa dispute evidence {case} FILE --place URL`, \
			 follow it with `stoa dispute show {case}`"
		)
	});
	Ok(())
}
