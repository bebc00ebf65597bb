//! Two nodes have the keys of one validator: each slot of that validator has two blocks.

use super::{ALICE, DAVE, seconds};
use crate::{bench::Figure, lab::Lab};
use anyhow::{Context, Result, bail};
use std::time::Duration;
use stoa_client::{Client, events::ChainEvent};
use tokio::time::{Instant, sleep};

/// By when the report must be in a final block.
const REPORTED: Duration = Duration::from_secs(240);

/// Dave's keys are also on another host; the two hear everybody but each other. The others see both blocks of a slot,
/// and one of them reports it.
pub async fn same_keys_twice(lab: &mut Lab) -> Result<Vec<Figure>> {
	let client = Client::connect(&lab.nodes[ALICE].url).await?;
	let mut height = client.finalised().await?.number();
	let twin = lab.add("dave-again", "dave")?;
	lab.switch().cut(DAVE, twin);
	// It may be punished for its votes before it has made a single block.
	let began = Instant::now();
	let mut found = Consequences::default();
	loop {
		let last = client.finalised().await?.number();
		while height < last {
			height += 1;
			let at = client.at_height(height).await?;
			found.note(&at.events_of(&["Offences", "Session", "Staking"]).await?);
		}
		if found.complete() {
			let took = began.elapsed();
			println!("offences: {}; then {}", found.offences.join(", "), found.then.join(", "));
			return Ok(vec![
				seconds("an equivocation is punished in a final block after", took)
					.at_most(REPORTED.as_secs_f64()),
			]);
		}
		if began.elapsed() > REPORTED {
			bail!("not punished within {} s: {found:?}", REPORTED.as_secs());
		}
		sleep(Duration::from_millis(500)).await;
	}
}

/// What the chain wrote down.
#[derive(Default, Debug)]
struct Consequences {
	/// Kinds of offences that were reported.
	offences: Vec<String>,
	/// What followed.
	then: Vec<String>,
}

impl Consequences {
	fn note(&mut self, events: &[ChainEvent]) {
		for event in events {
			match (event.pallet.as_str(), event.name.as_str()) {
				("Offences", "Offence") => {
					let kind = event.data["kind"].as_str().and_then(kind).unwrap_or_default();
					self.offences.push(kind);
				}
				("Session", "ValidatorDisabled") | ("Staking", "SlashReported" | "Slashed") => {
					self.then.push(format!("{}.{}", event.pallet, event.name));
				}
				_ => {}
			}
		}
	}

	/// It was reported, costs stake, and its author makes no more blocks.
	fn complete(&self) -> bool {
		let wanted = ["Session.ValidatorDisabled", "Staking.SlashReported"];
		let followed = |name: &&str| self.then.iter().any(|then| then == name);
		!self.offences.is_empty() && wanted.iter().all(followed)
	}
}

/// The sixteen letters by which a pallet names a kind of offence.
fn kind(hexadecimal: &str) -> Option<String> {
	let bytes = hex::decode(hexadecimal.trim_start_matches("0x")).ok()?;
	String::from_utf8(bytes).context("letters").ok()
}
