//! Paying by the token: what the gateway adds to a call beside what LiteLLM adds, in one run on one machine; and
//! what redeeming costs the chain.

mod load;
mod redeem;
mod shop;
mod stand_in;

use anyhow::{Result, ensure};
use load::{RATE, Seen, Target, Way};
use shop::{CHANNELS, Shop};
use std::path::Path;
use stoa_e2e::bench::Figure;

/// Each is asked in turn so often, so that what else the machine does hits all of them.
const ROUNDS: usize = 3;
/// Those that are compared.
const DIRECT: usize = 0;
const LITELLM: usize = 1;
const STOA: usize = 2;

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
		Target::new("gateway and provider", format!("{}/v1", shop.url), &release)?,
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
		target.warm_up(CHANNELS, Way::Whole).await?;
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

async fn measure(targets: &[Target; 3], way: Way, seconds: u32) -> Result<[Seen; 3]> {
	let mut seen: [Seen; 3] = Default::default();
	for _ in 0..ROUNDS {
		for (target, seen) in targets.iter().zip(&mut seen) {
			target.load(way, seconds, seen).await?;
		}
	}
	Ok(seen)
}

fn compared(targets: &[Target; 3], seen: &[Seen; 3], called: &str) -> Vec<Figure> {
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
	let added = |who: usize, part| seen[who].quantile(part) - seen[DIRECT].quantile(part);
	let (ours, theirs) = (added(STOA, 0.99), added(LITELLM, 0.99));
	figures.extend([
		figure("added by gateway and provider, median".into(), added(STOA, 0.5)).at_most(1.0),
		figure("added by gateway and provider, p99".into(), ours).at_most(5.0),
		figure("added by LiteLLM, median".into(), added(LITELLM, 0.5)),
		figure("added by LiteLLM, p99".into(), theirs),
		Figure::new(format!("{called}, added p99, LiteLLM / ours"), theirs / ours, "times")
			.at_least(10.0),
	]);
	figures
}
