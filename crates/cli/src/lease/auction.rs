//! `stoa lease request`, `bids`, `cancel-request`: providers bid, the lowest has the lease.

use super::{deliver, kept::Kept, offers, words, workload::Workload};
use crate::{
	account,
	args::RequestArgs,
	context::Context,
	fail::{FAILED, Fail},
	show,
};
use serde_json::json;
use std::time::Duration;
use stoa_client::{
	Amount, At, Client,
	calls::leases as calls,
	keys,
	types::{AccountId, LeaseNeeds, LeaseOrder, LeaseRequest, Static},
};
use stoa_primitives::{Balance, BlockNumber, LeaseId, RequestId};
use tokio::time::sleep;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(1);

/// Asks for bids.
pub async fn request(context: &Context, args: RequestArgs) -> Result<(), Fail> {
	let workload = Workload::read(&args.workload)?;
	let (signer, client) = (context.signer()?, context.client().await?);
	let at = client.best().await?;
	let limit = args.price_limit.0;
	let most = limit.saturating_mul(workload.blocks.into());
	let escrow = args.workload.escrow.map_or(most, |amount| amount.0);
	let needs = LeaseNeeds {
		resources: Static(offers::resources(&args.needs)),
		attributes: offers::attributes(&args.needs)?,
		period_blocks: args.period,
	};
	context.begin(|| show::rows(&rows(&args, &needs, &workload, escrow)));
	let who = keys::account_of(&signer);
	account::require(&at, &who, escrow, "the request").await?;
	let question = format!("Ask for bids? {} are put on hold, and a deposit.", Amount(escrow));
	context.confirm(&question, args.workload.yes, "not asked: nothing was put on hold")?;
	let kept = Kept::new(&client.genesis(), &workload.manifest, workload.image.as_deref())?;
	kept.save()?;
	let order = LeaseOrder {
		units: workload.units,
		blocks: workload.blocks,
		escrow,
		usage_key: kept.public()?,
		manifest: kept.digest()?,
	};
	let call = calls::request_lease(needs, order, limit, args.bidding_blocks);
	let included = client.submit(&signer, &call).await?.finalised().await?;
	let id = included.requested_lease().ok_or_else(|| {
		Fail::new(FAILED, "the chain does not say which request was made: look again in a while")
	})?;
	let object = json!({ "request": id, "block": included.block.number });
	if !args.wait {
		context.print(&object, || {
			format!(
				"request {id} takes bids: see `stoa lease bids {id}`; when it is decided, hand the winner what is to \
				 run with `stoa lease upload LEASE`"
			)
		});
		return Ok(());
	}
	context.note(&format!("request {id} takes bids"));
	let lease = decided(context, &client, id, &who, &kept).await?;
	deliver::run(context, &client, lease, &kept, object, args.workload.keep).await
}

fn rows(
	args: &RequestArgs,
	needs: &LeaseNeeds,
	workload: &Workload,
	escrow: Balance,
) -> Vec<(&'static str, String)> {
	let limit = args.price_limit;
	let risk = limit.0.saturating_mul(args.period.min(workload.blocks).into());
	vec![
		("machine", format!("{}, {} of them", words::machine(&needs.resources), workload.units)),
		("for", words::blocks(workload.blocks)),
		("price", format!("at most {limit} per block; the lowest bid has it")),
		(
			"bids",
			format!("for {}, longer if there are late ones", words::blocks(args.bidding_blocks)),
		),
		("in advance", format!("{}; what is not used comes back", Amount(escrow))),
		(
			"each side risks",
			format!(
				"at most {}, the price of one period of {}",
				Amount(risk),
				words::blocks(args.period)
			),
		),
	]
}

/// Waits until a request is decided; the lease that it became.
async fn decided(
	context: &Context,
	client: &Client,
	id: RequestId,
	tenant: &AccountId,
	kept: &Kept,
) -> Result<LeaseId, Fail> {
	let mut best: Option<Balance> = None;
	loop {
		let at = client.finalised().await?;
		let Some(request) = at.lease_request(id).await? else {
			if let Some(lease) = lease_of(&at, tenant, &kept.public()?).await? {
				return Ok(lease);
			}
			kept.forget();
			return Err(Fail::new(
				crate::fail::REFUNDED,
				format!(
					"nobody bid for request {id}: everything came back; raise --price-limit, or ask for less"
				),
			));
		};
		let price = request.best.as_ref().map(|bid| bid.price_per_block);
		if price != best {
			best = price;
			if let Some(price) = price {
				context.note(&format!("best bid: {} per block", Amount(price)));
			}
		}
		sleep(LOOK).await;
	}
}

/// The lease with this key.
async fn lease_of(at: &At, tenant: &AccountId, key: &[u8; 32]) -> Result<Option<LeaseId>, Fail> {
	for id in at.leases_of(tenant).await? {
		let info = at.lease(id).await?;
		if info.is_some_and(|info| info.details.usage_key == *key) {
			return Ok(Some(id));
		}
	}
	Ok(None)
}

/// Prints a request and its best bid.
pub async fn bids(context: &Context, id: RequestId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let Some(request) = at.lease_request(id).await? else {
		return Err(Fail::refused(format!(
			"request {id} is decided, or there never was one: `stoa lease list` shows the lease that it became"
		)));
	};
	let best = request.best.as_ref().map(|bid| {
		json!({
			"provider": bid.provider.to_string(),
			"offer": bid.offer,
			"price_per_block": bid.price_per_block.to_string(),
		})
	});
	let object = json!({
		"request": id,
		"block": at.number(),
		"tenant": request.tenant.to_string(),
		"units": request.order.units,
		"blocks": request.order.blocks,
		"price_limit": request.price_limit.to_string(),
		"closes_at": request.closes_at,
		"best": best,
	});
	context.print(&object, || text(id, &request, at.number()));
	Ok(())
}

fn text(id: RequestId, request: &LeaseRequest, now: BlockNumber) -> String {
	let best = match &request.best {
		None => "none yet".to_string(),
		Some(bid) => format!(
			"{} per block by {}, offer {}",
			Amount(bid.price_per_block),
			bid.provider,
			bid.offer
		),
	};
	show::rows(&[
		("request", id.to_string()),
		("tenant", request.tenant.to_string()),
		("machine", words::machine(&request.needs.resources)),
		("for", words::blocks(request.order.blocks)),
		("at most", format!("{} per block", Amount(request.price_limit))),
		("bids until", format!("block {} (now {now})", request.closes_at)),
		("best bid", best),
	])
}

/// Takes a request back.
pub async fn cancel(context: &Context, id: RequestId) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let request = client.best().await?.lease_request(id).await?;
	let sent = client.submit(&signer, &calls::cancel_request(id)).await?;
	let block = sent.in_best_block().await?.block.number;
	if let Some(request) = request
		&& let Some(kept) = Kept::find(&client.genesis(), &request.order.usage_key)
	{
		kept.forget();
	}
	context.print(&json!({ "request": id, "block": block }), || {
		format!("request {id} is taken back: everybody has everything back (block {block})")
	});
	Ok(())
}
