//! The main job on a development chain: blocks, bytes, state.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use stoa_client::{JobUpdate, calls, sealed::OpeningKey, types::Outcome};
use stoa_e2e::{
	bench::{Figure, median},
	market::{Market, Terms},
	network::{Network, start_each},
};
use stoa_primitives::{BlockNumber, JobId, ReleaseId};

const PROVIDERS: [&str; 3] = ["//Provider1", "//Provider2", "//Provider3"];
const JOB: Duration = Duration::from_secs(120);
/// Jobs whose blocks are counted.
const JOBS: usize = 12;
const PROMPT: &str = "What is the capital of France?";

/// Its figures.
pub async fn figures() -> Result<Vec<Figure>> {
	let network = Network::dev().await?;
	let market = Market::new(network.client().await?, "//Alice")?;
	let release = market.publish(1).await?[0];
	let _providers = start_each(&PROVIDERS, release, |_, setup| {
		network.start_provider(&network.provider_home(setup)?)
	})?;
	market.wait_for_servers(release, PROVIDERS.len()).await?;

	let mut blocks = Vec::new();
	let mut jobs = Vec::new();
	for _ in 0..JOBS {
		let job = market.order(release, PROMPT, Terms::default()).await?;
		let (seen, _) = market.settlement(job, JOB).await?;
		blocks.push(seen.last().context("settled")?.block.number - submitted_at(&seen)?);
		jobs.push((job, seen));
	}
	print_distribution(&blocks);

	let (job, seen) = jobs.last().context("a job")?;
	let shown = PROMPT.len() + market.client.output(*job).await?.context("an output")?.len();
	let public = extrinsic_bytes(&network, seen).await? - shown;
	finished(&market, *job).await?;
	let record = market.client.best().await?.stored_bytes(*job).await?;
	let drop = calls::drop_expired(*job);
	market.client.submit(&market.signer, &drop).await?.in_best_block().await?;
	let dropped = market.client.best().await?.stored_bytes(*job).await?;
	let private = private_job(&market, release).await?;
	let private = extrinsic_bytes(&network, &private).await?;

	let bytes = |name: &str, value: usize| Figure::new(name, value as f64, "bytes");
	Ok(vec![
		Figure::new("submission to settlement, median", median(&blocks), "blocks").at_most(8.0),
		bytes("extrinsics of a Replicated 3 job, public", public).at_most(2_048.0),
		bytes("extrinsics of a Replicated 3 job, private", private).at_most(2_048.0),
		bytes("a settled record", record).at_most(128.0),
		bytes("a dropped record", dropped).at_most(0.0),
	])
}

/// Waits until nothing is left of a job but its record.
async fn finished(market: &Market, job: JobId) -> Result<()> {
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "job {job}: {outcome:?} {seen:#?}");
	Ok(())
}

fn submitted_at(seen: &[JobUpdate]) -> Result<BlockNumber> {
	Ok(seen.first().context("submitted")?.block.number)
}

/// A job that only its executors read; its output is fetched from them and acknowledged.
async fn private_job(market: &Market, release: ReleaseId) -> Result<Vec<JobUpdate>> {
	let salt = [5; 32];
	let reply = OpeningKey::generate();
	let terms = Terms { private: Some((salt, reply.public())), ..Terms::default() };
	let job = market.order(release, PROMPT, terms).await?;
	let delivery = stoa_client::delivery::Delivery::new(true)?;
	for uri in PROVIDERS {
		let account = stoa_client::keys::account(uri)?;
		let info = market.client.best().await?.provider(&account).await?.context("registered")?;
		// The daemon may not have seen the draw yet.
		let mut tries = 0;
		while delivery.deliver_prompt(&info, job, &salt, PROMPT.as_bytes()).await.is_err() {
			tries += 1;
			ensure!(tries < 60, "{uri} does not take the prompt");
			tokio::time::sleep(Duration::from_millis(500)).await;
		}
	}
	let awaited = |event: &stoa_client::JobEvent| {
		matches!(event, stoa_client::JobEvent::OutputAwaited { .. })
	};
	market.follow(job, JOB, awaited).await?;
	market.client.submit(&market.signer, &calls::acknowledge(job)).await?.in_best_block().await?;
	Ok(market.settlement(job, JOB).await?.0)
}

/// Bytes of all extrinsics in the blocks of a job, but the inherents: nothing else runs here.
async fn extrinsic_bytes(network: &Network, seen: &[JobUpdate]) -> Result<usize> {
	let (first, last) = (submitted_at(seen)?, seen.last().context("an end")?.block.number);
	let node = &network.nodes[0];
	let mut total = 0;
	for number in first..=last {
		let hash = node.call("chain_getBlockHash", json!([number])).await?;
		let block = node.call("chain_getBlock", json!([hash])).await?;
		let extrinsics = block["block"]["extrinsics"].as_array().context("extrinsics")?;
		total += extrinsics.iter().filter_map(Value::as_str).map(carried_bytes).sum::<usize>();
	}
	ensure!(total > 0, "no extrinsics in blocks {first}..={last}");
	Ok(total)
}

/// The length of an extrinsic; nothing for an inherent, which is bare.
fn carried_bytes(extrinsic: &str) -> usize {
	let digits = extrinsic.trim_start_matches("0x");
	let bytes = digits.len() / 2;
	// The length comes first, in 1, 2 or 4 bytes; then the version, whose upper bits tell the kind.
	let at = match u8::from_str_radix(&digits[..2], 16).unwrap_or_default() & 3 {
		0 => 1,
		1 => 2,
		_ => 4,
	};
	let version = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap_or_default();
	if version & 0b1100_0000 == 0 { 0 } else { bytes }
}

fn print_distribution(blocks: &[BlockNumber]) {
	let mut counts = BTreeMap::new();
	for number in blocks {
		*counts.entry(number).or_insert(0) += 1;
	}
	println!("blocks from submission to settlement, {} jobs:", blocks.len());
	for (number, count) in counts {
		println!("{number:>6}  {}", "#".repeat(count));
	}
}
