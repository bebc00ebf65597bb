//! Paying by the token: what the gateway adds to a call beside what LiteLLM adds, in one run on one machine; and
//! what redeeming costs the chain.

mod load;
mod read;
mod redeem;
mod shop;
mod stand_in;
mod wallet;

use anyhow::{Context, Result, ensure};
use load::{RATE, Seen, Target, Way};
use shop::{CHANNELS, Shop};
use std::path::Path;
use stoa_e2e::bench::Figure;

/// Each is asked in turn so often, so that what else the machine does hits all of them.
const ROUNDS: usize = 3;
/// Those that are compared.
const DIRECT: usize = 0;
const LITELLM: usize = 1;
const PROVIDER: usize = 2;
const GATEWAY: usize = 3;

/// Its figures.
pub async fn figures(optimised: &Path, litellm: &Path, seconds: u32) -> Result<Vec<Figure>> {
	let mut figures = latency(optimised, litellm, seconds).await?;
	figures.extend(redeem::figures().await?);
	Ok(figures)
}

async fn latency(optimised: &Path, litellm: &Path, seconds: u32) -> Result<Vec<Figure>> {
	let upstream = stand_in::start().await?;
	let shop = Shop::open(optimised, &upstream).await?;
	let folder = tempfile::tempdir()?;
	let (_litellm, litellm) = shop::litellm(litellm, folder.path(), &upstream).await?;
	let release = format!("release-{}", shop.release);
	let targets = [
		Target::new("direct", upstream, stand_in::MODEL)?,
		Target::new("LiteLLM", format!("{litellm}/v1"), stand_in::MODEL)?,
		Target::new("provider", shop.provider_url.clone(), &release)?
			.paid_from(shop.wallet().await?),
		Target::new("gateway", format!("{}/v1", shop.url), &release)?,
	];
	warm_up(&targets, &shop).await?;
	let mut figures = Vec::new();
	for (way, called) in [(Way::Whole, "whole answer"), (Way::Streamed, "first token")] {
		let before = shop.before().await?;
		let seen = measure(&targets, way, seconds).await?;
		let after = shop.before().await?;
		figures.extend(compared(&targets, &seen, called));
		let mean = 1e3 * (after.1 - before.1) / (after.0 - before.0);
		let name = format!("{called}, gateway until it asks, mean");
		figures.push(Figure::new(name, mean, "ms"));
	}
	Ok(figures)
}

/// Opens connections and channels, and lets everybody fill their caches.
async fn warm_up(targets: &[Target], shop: &Shop) -> Result<()> {
	for target in targets {
		target.warm_up(CHANNELS, Way::Whole).await.context("warming up")?;
		for way in [Way::Whole, Way::Streamed] {
			target.load(way, 3, &mut Seen::default()).await?;
		}
	}
	let open = shop.channels().await?;
	// Fewer would do, but then one of them could be opened while it is measured.
	ensure!(open >= CHANNELS as u64 / 2, "only {open} channels were opened");
	eprintln!("{open} channels are open; {RATE} requests a second, {ROUNDS} rounds");
	Ok(())
}

async fn measure(targets: &[Target; 4], way: Way, seconds: u32) -> Result<[Seen; 4]> {
	let mut seen: [Seen; 4] = Default::default();
	for _ in 0..ROUNDS {
		for (target, seen) in targets.iter().zip(&mut seen) {
			target.load(way, seconds, seen).await?;
		}
	}
	Ok(seen)
}

fn compared(targets: &[Target; 4], seen: &[Seen; 4], called: &str) -> Vec<Figure> {
	let figure = |name: String, value| Figure::new(format!("{called}, {name}"), value, "ms");
	let mut figures = Vec::new();
	for (Target { name, .. }, seen) in targets.iter().zip(seen) {
		figures.push(figure(format!("{name}, median"), seen.quantile(0.5)));
		figures.push(figure(format!("{name}, p99"), seen.quantile(0.99)));
		let failed = format!("{called}, {name}, failed");
		figures.push(Figure::new(failed, seen.failed as f64, "requests").at_most(0.0));
		if let Some(why) = &seen.why {
			eprintln!("{called}, {name}: {why}");
		}
	}
	let quantile = |who: usize, part| seen[who].quantile(part);
	let added = |who: usize, to: usize, part| quantile(who, part) - quantile(to, part);
	// The gateway's upstream is a provider; LiteLLM's is what the provider asks.
	let (ours, theirs) = (added(GATEWAY, PROVIDER, 0.99), added(LITELLM, DIRECT, 0.99));
	figures.extend([
		figure("added by the gateway, median".into(), added(GATEWAY, PROVIDER, 0.5)).at_most(1.0),
		figure("added by the gateway, p99".into(), ours).at_most(5.0),
		figure("added by gateway and provider, median".into(), added(GATEWAY, DIRECT, 0.5)),
		figure("added by gateway and provider, p99".into(), added(GATEWAY, DIRECT, 0.99)),
		figure("added by LiteLLM, median".into(), added(LITELLM, DIRECT, 0.5)),
		figure("added by LiteLLM, p99".into(), theirs),
		Figure::new(
			format!("{called}, added p99, LiteLLM / gateway and provider"),
			theirs / added(GATEWAY, DIRECT, 0.99),
			"times",
		)
		.at_least(10.0),
	]);
	figures
}
