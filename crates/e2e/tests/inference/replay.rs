//! What was said of one job, said again.

use crate::stage::{HONEST, JOB, Stage};
use anyhow::{Context, Result, bail, ensure};
use codec::{Decode, DecodeAll, Encode};
use serde_json::{Value, json};
use stoa_client::{AccountId, JobEvent, JobUpdate, keys, types::JobView};
use stoa_e2e::{
	market::{Terms, happened},
	node::Node,
};
use stoa_primitives::{SeatIndex, payload, wire::SeatStatement};

/// Of `inference` in the runtime, and of `relay` in it.
const RELAY: [u8; 2] = [42, 5];

/// What a validator brings, as PROTOCOL.md lays it out.
#[derive(Clone, Encode, Decode)]
struct Batch {
	block: u32,
	authority: u32,
	statements: Vec<SeatStatement>,
}

/// An extrinsic that carries a batch.
struct Relayed {
	/// All that stands before the call.
	head: Vec<u8>,
	batch: Batch,
	whole: String,
}

impl Relayed {
	fn read(whole: &str) -> Option<Self> {
		let bytes = unhex(whole)?;
		let at = (0..bytes.len()).find(|at| {
			bytes[*at..].starts_with(&RELAY)
				&& <(Batch, [u8; 64])>::decode_all(&mut &bytes[at + 2..]).is_ok()
		})?;
		let (batch, _) = <(Batch, [u8; 64])>::decode_all(&mut &bytes[at + 2..]).ok()?;
		// The length comes first.
		let mut rest = bytes.as_slice();
		codec::Compact::<u32>::decode(&mut rest).ok()?;
		let head = rest[..rest.len() - (bytes.len() - at)].to_vec();
		Some(Self { head, batch, whole: whole.to_owned() })
	}

	/// The same extrinsic around another batch, which the validator's own key signs.
	fn with(&self, genesis: &[u8; 32], batch: Batch) -> Result<String> {
		let digest = payload::tagged(payload::domain::RELAY, (genesis, &batch));
		let signature = keys::from_uri("//Alice")?.sign(&digest).0;
		let mut body = self.head.clone();
		body.extend_from_slice(&RELAY);
		body.extend_from_slice(&(batch, signature).encode());
		let extrinsic = body.encode();
		Ok(extrinsic.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}")))
	}
}

fn unhex(text: &str) -> Option<Vec<u8>> {
	let digits = text.strip_prefix("0x")?;
	(0..digits.len() / 2)
		.map(|i| u8::from_str_radix(digits.get(2 * i..2 * i + 2)?, 16).ok())
		.collect()
}

/// Sends what was said of one job again, then as if it had been said of the next, signed by the validator.
pub async fn on_the_next_job(stage: &Stage) -> Result<()> {
	let (market, node) = (&stage.market, &stage.network.nodes[0]);
	let release = stage.releases[HONEST];
	let first = market.order(release, "Say hello.", Terms::default()).await?;
	let (seen, _) = market.settlement(first, JOB).await?;
	let relayed = commitments(node, &seen).await?;
	refused(node, &relayed.whole, "outdated").await?;

	// Long enough to be at work while its seats are forged.
	let terms = Terms { max_new_tokens: 80, ..Terms::default() };
	let second = market.order(release, "Tell me a long story.", terms).await?;
	market.follow(second, JOB, |event| matches!(event, JobEvent::ExecutorsDrawn { .. })).await?;
	let at = market.client.best().await?;
	let Some(JobView::Live { details, .. }) = at.job(second).await? else { bail!("not running") };
	let said = relayed.batch.statements.first().context("a statement")?;
	let speaker = speaker(&seen, said.seat)?;
	let seat = details.seats.iter().position(|seat| seat.provider == speaker);
	let seat = SeatIndex::try_from(seat.context("three providers, three seats")?)?;
	let forged = SeatStatement { job: second, seat, ..said.clone() };
	let batch = Batch { block: at.number(), authority: 0, statements: vec![forged] };
	refused(node, &relayed.with(&market.client.genesis(), batch)?, "bad signature").await?;

	let (seen, _) = market.settlement(second, JOB).await?;
	ensure!(!happened(&seen, |event| matches!(event, JobEvent::ProviderStruck { .. })), "struck");
	Ok(())
}

/// An extrinsic in which a validator brought a commitment of the job that `seen` is about. When all are busy, a provider
/// may have posted its own first.
async fn commitments(node: &Node, seen: &[JobUpdate]) -> Result<Relayed> {
	for update in seen.iter().filter(|u| matches!(u.event, JobEvent::AnswerCommitted { .. })) {
		let hash = update.block.hash;
		let hash = hash.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}"));
		let block = node.call("chain_getBlock", json!([hash])).await?;
		let extrinsics = block["block"]["extrinsics"].as_array().context("extrinsics")?;
		let read = |extrinsic: &Value| Relayed::read(extrinsic.as_str()?);
		if let Some(relayed) = extrinsics.iter().find_map(read) {
			return Ok(relayed);
		}
	}
	bail!("no commitment came in a relayed batch")
}

/// Who was drawn for `seat`.
fn speaker(seen: &[JobUpdate], seat: SeatIndex) -> Result<AccountId> {
	let drawn = seen.iter().find_map(|update| match &update.event {
		JobEvent::ExecutorsDrawn { seats, .. } => {
			seats.iter().find(|(index, ..)| *index == seat).map(|(_, provider, _)| *provider)
		}
		_ => None,
	});
	drawn.context("the executors of the first draw")
}

async fn refused(node: &Node, extrinsic: &str, why: &str) -> Result<()> {
	match node.call("author_submitExtrinsic", json!([extrinsic])).await {
		Ok(hash) => bail!("taken into the pool: {hash}"),
		Err(error) => ensure!(format!("{error:#}").contains(why), "{error:#}, not {why:?}"),
	}
	Ok(())
}
