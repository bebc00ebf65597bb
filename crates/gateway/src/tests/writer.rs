//! One answer of a provider on loopback, word by word, with its receipts.

use super::{
	market::{BLOCK, HEIGHT, RELEASE},
	provider::{Behaviour, Busy, Fault, Inner, LATE, SALT, WORDS},
};
use crate::lane::{Signed, tests::pair};
use bytes::Bytes;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use stoa_primitives::{
	Balance, ChannelId, Generation, STOA, Sampling, Template, TokenPrice,
	channel::{Anchor, Arithmetic, End, Receipt, receipt_digest},
	merkle,
	payload::{output_commitment, output_salt, prompt_commitment_of},
};
use tokio::{sync::mpsc, time::sleep};

/// One answer being written.
pub struct Writer {
	#[expect(dead_code, reason = "held until the answer ends")]
	pub busy: Busy,
	pub inner: Arc<Inner>,
	pub behaviour: Behaviour,
	pub channel: ChannelId,
	pub sequence: u32,
	pub part: u32,
	pub prompt: [u8; 32],
	pub text: String,
	pub path: String,
	pub out: mpsc::Sender<Bytes>,
}

impl Writer {
	/// Writes until it is whole, broken or nobody listens.
	pub async fn write(mut self) {
		let _ = self.events().await;
	}

	async fn say(&self, data: &str) -> Option<()> {
		self.out.send(format!("data: {data}\n\n").into()).await.ok()
	}

	async fn events(&mut self) -> Option<()> {
		let (fault, chat) = (self.behaviour.fault, self.path.contains("chat"));
		let first = match fault {
			Fault::Silent => Duration::from_secs(3_600),
			_ => self.behaviour.first,
		};
		tokio::select! {
			() = sleep(first) => {},
			() = self.out.closed() => return None,
		}
		if self.path.contains("embeddings") {
			let vector = json!({ "object": "embedding", "index": 0, "embedding": [0.5, -0.5] });
			let usage = json!({ "prompt_tokens": 3, "total_tokens": 3 });
			self.text = json!({ "object": "list", "data": [vector], "usage": usage }).to_string();
			self.say(&self.text).await?;
			self.receipt(0, Some(End::Stop)).await?;
			return self.say("[DONE]").await;
		}
		if chat {
			self.say(r#"{"id":"x","choices":[{"index":0,"delta":{"role":"assistant"}}]}"#).await?;
		}
		for (at, word) in WORDS.iter().enumerate() {
			if fault == Fault::BreaksAfter(at) {
				return None;
			}
			let choice = match chat {
				true => json!({ "index": 0, "delta": { "content": word } }),
				false => json!({ "index": 0, "text": word }),
			};
			self.text.push_str(word);
			self.say(&json!({ "id": "x", "choices": [choice] }).to_string()).await?;
			self.receipt(at as u32 + 1, None).await?;
			sleep(self.behaviour.pause).await;
		}
		let end = r#"{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
		self.say(end).await?;
		let usage = json!({ "prompt_tokens": 3, "completion_tokens": 6, "total_tokens": 9 });
		self.say(&json!({ "id": "x", "choices": [], "usage": usage }).to_string()).await?;
		if fault == Fault::LateLastReceipt {
			sleep(LATE).await;
		}
		if fault != Fault::NoLastReceipt {
			self.receipt(WORDS.len() as u32, Some(End::Stop)).await?;
		}
		self.say("[DONE]").await
	}

	async fn receipt(&mut self, output_tokens: u32, end: Option<End>) -> Option<()> {
		let per_1k = self.behaviour.milli * STOA / 1_000;
		let price = TokenPrice { per_1k_input: per_1k, per_1k_output: per_1k };
		let mut price = price.cost(3, output_tokens);
		let mut text = self.text.as_str();
		match self.behaviour.fault {
			Fault::Overcharges => price += 1,
			Fault::OverchargesAtTheEnd if end.is_some() => price += 1,
			Fault::OtherOutput => text = "something else",
			_ => {}
		}
		let before = self.inner.books.lock().get(&self.channel).and_then(|books| books.receipt);
		let before = before.map(|signed| signed.what);
		let paid = before.filter(|before| before.sequence == self.sequence).map_or(0, |b| b.price);
		let what = Receipt {
			channel: self.channel,
			sequence: self.sequence,
			part: self.part,
			previous: before.map(|before| before.hash()).unwrap_or_default(),
			anchor: Anchor { number: HEIGHT, hash: BLOCK },
			provider: self.inner.account,
			release: RELEASE,
			arithmetic: Arithmetic::Engine,
			generation: Generation {
				max_new_tokens: 100,
				sampling: Sampling::Greedy,
				template: Template::Raw,
			},
			prompt: prompt_commitment_of(&SALT, &self.prompt),
			output: output_commitment(&output_salt(&SALT), &merkle::content_root(text.as_bytes())),
			trace: None,
			prompt_tokens: 3,
			output_tokens,
			ended: end.is_some(),
			price,
			total: before.map_or(0, |before| before.total) + price - paid,
			end,
		};
		self.part += 1;
		let key = if self.behaviour.fault == Fault::OtherKey { 1 } else { self.inner.key };
		let signature = pair(key).sign(&receipt_digest(&super::market::GENESIS, &what.hash())).0;
		let signed = Signed { what, signature };
		self.inner.books.lock().entry(self.channel).or_default().receipt = Some(signed);
		let (receipt, signature) = signed.to_hex();
		let mut event = json!({ "receipt": receipt, "signature": signature });
		if what.part == 0 {
			event["salt"] = format!("0x{}", hex::encode(SALT)).into();
		}
		self.out.send(format!("event: stoa.receipt\ndata: {event}\n\n").into()).await.ok()?;
		self.wait_for_pay(what.total).await
	}

	/// Goes on once what is unpaid is within bounds.
	async fn wait_for_pay(&self, total: Balance) -> Option<()> {
		for _ in 0..1_000 {
			let books = self.inner.books.lock().get(&self.channel).copied().unwrap_or_default();
			let promised = books.voucher.map_or(0, |voucher| voucher.what.amount);
			if total.saturating_sub(promised) <= self.behaviour.max_unpaid {
				return Some(());
			}
			if self.out.is_closed() {
				return None;
			}
			sleep(Duration::from_millis(2)).await;
		}
		None
	}
}
