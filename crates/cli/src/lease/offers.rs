//! `stoa lease offers` and `quote`.

use super::words;
use crate::{
	args::{NeedsArgs, OffersArgs},
	context::Context,
	fail::Fail,
	show,
};
use serde_json::{Value, json};
use stoa_client::{
	Amount, At,
	types::{LeaseQuote, OfferDetails, OfferFilter, Static},
};
use stoa_primitives::{Attribute, BlockNumber, OfferId, Resources, lease};

/// Prints a page.
pub async fn list(context: &Context, args: OffersArgs) -> Result<(), Fail> {
	let filter = OfferFilter {
		resources: Static(resources(&args.needs)),
		attributes: attributes(&args.needs)?,
		units: args.units,
		blocks: args.blocks,
		price_limit: args.max_price.map(|price| price.0),
	};
	let at = context.client().await?.best().await?;
	let page = at.offers(filter, args.from, args.limit).await?;
	let all: Vec<Value> = page.offers.iter().map(|(id, offer)| as_json(*id, offer)).collect();
	let object = json!({ "block": at.number(), "offers": all, "next": page.next });
	context.print(&object, || {
		let lines: Vec<_> = page.offers.iter().map(|(id, offer)| line(*id, offer)).collect();
		let mut text = match lines.is_empty() {
			true => "no such machines are offered now: ask for bids with `stoa lease request`\n"
				.to_string(),
			false => show::table(
				["OFFER", "MACHINE", "FREE", "UNIT, HOUR", "BLOCKS", "MEASURED", "PROVIDER"],
				&lines,
			),
		};
		if let Some(next) = page.next {
			text += &format!("there may be more: --from {next}");
		}
		text
	});
	Ok(())
}

/// What is asked of each unit.
pub fn resources(needs: &NeedsArgs) -> Resources {
	Resources {
		cpu_cores: needs.cpus,
		memory_mib: needs.memory,
		disk_gib: needs.disk,
		gpus: needs.gpus,
		vram_mib: needs.vram,
	}
}

/// What else is asked of it, in order.
pub fn attributes(needs: &NeedsArgs) -> Result<Vec<Static<Attribute>>, Fail> {
	let wrong = |text: &str| {
		Fail::refused(format!(
			"{text:?} is no attribute: write KEY=VALUE, the key in lower-case letters, digits, `.`, `_` and `-`, \
			 each key once, at most 16"
		))
	};
	let mut all = Vec::new();
	for text in &needs.attributes {
		let (key, value) = text.split_once('=').ok_or_else(|| wrong(text))?;
		let bytes = |text: &str| text.as_bytes().to_vec();
		let key = bytes(key).try_into().map_err(|_| wrong(text))?;
		let value = bytes(value).try_into().map_err(|_| wrong(text))?;
		all.push(Attribute { key, value });
	}
	all.sort_by(|one: &Attribute, two| one.key.cmp(&two.key));
	let all_text = needs.attributes.join(" ");
	if !lease::are_valid(&all) || all.len() > lease::MAX_ATTRIBUTES as usize {
		return Err(wrong(&all_text));
	}
	Ok(all.into_iter().map(Static).collect())
}

fn free(offer: &OfferDetails) -> u32 {
	offer.terms.units.saturating_sub(offer.used)
}

fn as_json(id: OfferId, offer: &OfferDetails) -> Value {
	let terms = &offer.terms;
	let machine = &terms.resources;
	json!({
		"offer": id,
		"provider": offer.provider.to_string(),
		"cpu_cores": machine.cpu_cores,
		"memory_mib": machine.memory_mib,
		"disk_gib": machine.disk_gib,
		"gpus": machine.gpus,
		"vram_mib": machine.vram_mib,
		"attributes": words::attributes(&terms.attributes),
		"units": terms.units,
		"free": free(offer),
		"price_per_block": terms.price_per_block.to_string(),
		"min_blocks": terms.min_blocks,
		"max_blocks": terms.max_blocks,
		"period_blocks": terms.period_blocks,
		"renewals": terms.renewals.as_ref().map(|renewals| json!({
			"price_per_block": renewals.price_per_block.to_string(),
			"times": renewals.times,
		})),
		"expires_at": terms.expires_at,
		"measured": offer.measured.as_ref().map(|measured| json!({
			"block": measured.at,
			"units": measured.units,
			"took_blocks": measured.took_blocks,
		})),
	})
}

fn line(id: OfferId, offer: &OfferDetails) -> [String; 7] {
	let terms = &offer.terms;
	let measured = match &offer.measured {
		None => "never".to_string(),
		Some(measured) => match measured.took_blocks {
			Some(_) => format!("as claimed, at block {}", measured.at),
			None => format!("not as claimed, at block {}", measured.at),
		},
	};
	let extra = words::attributes(&terms.attributes);
	let machine = words::machine(&terms.resources);
	[
		id.to_string(),
		if extra.is_empty() { machine } else { format!("{machine}, {extra}") },
		format!("{} of {}", free(offer), terms.units),
		Amount(terms.price_per_block.saturating_mul(words::HOUR.into())).to_string(),
		format!("{} to {}", terms.min_blocks, terms.max_blocks),
		measured,
		offer.provider.to_string(),
	]
}

/// What an offer asks, or why it cannot be had.
pub async fn ask(
	at: &At,
	id: OfferId,
	units: u32,
	blocks: BlockNumber,
) -> Result<(OfferDetails, LeaseQuote), Fail> {
	let offer = at
		.offer(id)
		.await?
		.ok_or_else(|| Fail::refused(format!("there is no offer {id}: see `stoa lease offers`")))?;
	if let Some(quote) = at.lease_quote(id, units, blocks).await? {
		return Ok((offer, quote));
	}
	let terms = &offer.terms;
	Err(Fail::refused(if blocks < terms.min_blocks || blocks > terms.max_blocks {
		format!(
			"offer {id} is for {} to {} blocks: change --blocks",
			terms.min_blocks, terms.max_blocks
		)
	} else if units == 0 || units > free(&offer) {
		format!("offer {id} has {} units free: change --units", free(&offer))
	} else {
		format!("offer {id} takes no leases now: see `stoa lease offers`")
	}))
}

/// What is said before anybody signs.
pub fn terms(offer: &OfferDetails, quote: &LeaseQuote) -> Vec<(&'static str, String)> {
	let period = offer.terms.period_blocks;
	let mut rows = vec![
		("machine", words::machine(&offer.terms.resources)),
		("provider", offer.provider.to_string()),
		(
			"price",
			format!("{} per block, {} in all", Amount(quote.price_per_block), Amount(quote.total)),
		),
		("deposit", format!("{} while the lease is stored; it comes back", Amount(quote.deposit))),
		(
			"each side risks",
			format!(
				"{}, the price of one period of {}: what is not signed then is not owed",
				Amount(quote.risk),
				words::blocks(period)
			),
		),
	];
	if quote.notice_blocks > 0 {
		rows.push((
			"notice",
			format!("{}, which are paid even if you leave", words::blocks(quote.notice_blocks)),
		));
	}
	rows
}

/// The same for scripts.
pub fn terms_json(id: OfferId, offer: &OfferDetails, quote: &LeaseQuote) -> Value {
	json!({
		"offer": id,
		"provider": offer.provider.to_string(),
		"price_per_block": quote.price_per_block.to_string(),
		"total": quote.total.to_string(),
		"least_escrow": quote.least_escrow.to_string(),
		"risk": quote.risk.to_string(),
		"deposit": quote.deposit.to_string(),
		"period_blocks": offer.terms.period_blocks,
		"notice_blocks": quote.notice_blocks,
	})
}

/// Prints what it would cost.
pub async fn quote(
	context: &Context,
	id: OfferId,
	units: u32,
	blocks: BlockNumber,
) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let (offer, quote) = ask(&at, id, units, blocks).await?;
	context.print(&terms_json(id, &offer, &quote), || {
		let mut rows = terms(&offer, &quote);
		let least = format!("at least {}", Amount(quote.least_escrow));
		rows.push(("in advance", least));
		show::rows(&rows)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn needs(attributes: &[&str]) -> NeedsArgs {
		let attributes = attributes.iter().map(ToString::to_string).collect();
		NeedsArgs { attributes, ..NeedsArgs::default() }
	}

	#[test]
	fn attributes_are_read_in_any_order_and_refused_twice() {
		let read = attributes(&needs(&["region=eu-north", "gpu=RTX 4090"])).unwrap();
		assert_eq!(words::attributes(&read), "gpu=RTX 4090, region=eu-north");
		for wrong in [&["gpu"][..], &["GPU=x"], &["gpu=x", "gpu=y"], &["gpu=a\nb"]] {
			let text = attributes(&needs(wrong)).unwrap_err().text;
			assert!(text.contains("KEY=VALUE"), "{text}");
		}
	}
}
