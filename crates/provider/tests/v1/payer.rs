//! Who pays: signs requests, checks every receipt as a gateway does, and promises what is owed.

use crate::{
	common::identity,
	shop::{Shop, genesis, lane},
};
use codec::{Decode, Encode};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use stoa_exact::{Blake2, digest::blake2_256, shape::tokens_root};
use stoa_primitives::{
	Balance, ChannelId, Digest,
	channel::{
		Arithmetic, Receipt, ReceiptRoots, Voucher, receipt_digest, request_digest, voucher_digest,
	},
	merkle::content_root,
};
use stoa_provider::keys::signed_by;
use subxt_signer::sr25519::Keypair;

/// Bytes of `0x…`.
pub fn bytes(hex_text: &Value) -> Vec<u8> {
	hex::decode(hex_text.as_str().unwrap().strip_prefix("0x").unwrap()).unwrap()
}

pub fn digest(hex_text: &Value) -> Digest {
	bytes(hex_text).try_into().unwrap()
}

/// The receipt of an event or of a channel's state, once its signature is checked.
pub fn receipt_of(value: &Value) -> Receipt {
	let receipt = Receipt::decode(&mut bytes(&value["receipt"]).as_slice()).unwrap();
	let signature: [u8; 64] = bytes(&value["signature"]).try_into().unwrap();
	let signed = receipt_digest(&genesis(), &receipt.hash());
	assert!(signed_by(&identity().signing_key(), &signed, &signature), "the receipt is signed");
	receipt
}

pub fn voucher_for(receipt: &Receipt) -> Voucher {
	Voucher { channel: receipt.channel, amount: receipt.total, receipt: receipt.hash() }
}

#[derive(Clone)]
pub struct Payer {
	pub url: String,
	pub channel: ChannelId,
	pub lane: Keypair,
	pub client: Client,
}

impl Payer {
	/// The one of channel 5.
	pub fn of(shop: &Shop) -> Self {
		Self::with(shop, 5)
	}

	pub fn with(shop: &Shop, channel: ChannelId) -> Self {
		let client = Client::builder().no_proxy().build().unwrap();
		Self { url: shop.url.clone(), channel, lane: lane(), client }
	}

	pub fn sign(&self, sequence: u32, body: &[u8]) -> String {
		let digest = request_digest(&genesis(), self.channel, sequence, &blake2_256(body));
		format!("0x{}", hex::encode(self.lane.sign(&digest).0))
	}

	/// Posts a body as it is, under any signature.
	pub async fn post(
		&self,
		path: &str,
		sequence: u32,
		signature: String,
		body: Vec<u8>,
	) -> reqwest::Result<Response> {
		let request = self.client.post(format!("{}/v1/{path}", self.url));
		let request = request
			.header("stoa-channel", self.channel)
			.header("stoa-sequence", sequence)
			.header("stoa-signature", signature);
		request.body(body).send().await
	}

	pub async fn ask(&self, path: &str, sequence: u32, body: &Value) -> Response {
		let body = body.to_string().into_bytes();
		self.post(path, sequence, self.sign(sequence, &body), body).await.unwrap()
	}

	/// The status and the error of a request that is refused.
	pub async fn refused(&self, path: &str, sequence: u32, body: &Value) -> (u16, Value) {
		let response = self.ask(path, sequence, body).await;
		let status = response.status().as_u16();
		(status, response.json().await.unwrap())
	}

	pub async fn stream(&self, path: &str, sequence: u32, body: &Value) -> Stream {
		let response = self.ask(path, sequence, body).await;
		assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
		assert_eq!(response.headers()["content-type"], "text/event-stream");
		Stream::new(response, body.to_string().into_bytes())
	}

	pub async fn state(&self) -> Value {
		let url = format!("{}/v1/stoa/channels/{}", self.url, self.channel);
		let asked = self.client.get(url).header("stoa-signature", self.sign(0, &[]));
		let response = asked.send().await.unwrap();
		assert_eq!(response.status(), 200);
		response.json().await.unwrap()
	}

	/// Sends a voucher under any key.
	pub async fn send(&self, voucher: &Voucher, by: &Keypair) -> (u16, Value) {
		let signature = by.sign(&voucher_digest(&genesis(), voucher)).0;
		let body = json!({
			"voucher": format!("0x{}", hex::encode(voucher.encode())),
			"signature": format!("0x{}", hex::encode(signature)),
		});
		let url = format!("{}/v1/stoa/channels/{}/vouchers", self.url, self.channel);
		let response = self.client.post(url).json(&body).send().await.unwrap();
		let status = response.status().as_u16();
		(status, response.json().await.unwrap_or_default())
	}

	/// Pays for a receipt.
	pub async fn pay(&self, receipt: &Receipt) {
		let (status, error) = self.send(&voucher_for(receipt), &self.lane).await;
		assert_eq!(status, 204, "{error}");
	}

	pub async fn get(&self, path: &str) -> Response {
		self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
	}
}

/// Something that a stream says.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
	/// A piece of an answer.
	Piece(Value),
	/// A receipt that was checked.
	Receipt(Box<Receipt>),
	/// The end as it should be.
	Done,
}

/// An answer as it arrives, checked.
pub struct Stream {
	response: Response,
	body: Vec<u8>,
	buffer: String,
	pub text: String,
	pub ids: Vec<u32>,
	pub prompt: Vec<u32>,
	salt: Digest,
	/// Root of the trace under the last receipt.
	pub trace: Option<Digest>,
	pub last: Option<Receipt>,
	/// Embeddings: the one line.
	line: Option<String>,
}

impl Stream {
	fn new(response: Response, body: Vec<u8>) -> Self {
		Self {
			response,
			body,
			buffer: String::new(),
			text: String::new(),
			ids: Vec::new(),
			prompt: Vec::new(),
			salt: [0; 32],
			trace: None,
			last: None,
			line: None,
		}
	}

	/// Goes on from a receipt of an earlier answer.
	pub fn after(mut self, last: &Receipt) -> Self {
		self.last = Some(*last);
		self
	}

	async fn event(&mut self) -> Option<(String, String)> {
		loop {
			if let Some((event, rest)) = self.buffer.split_once("\n\n") {
				let event = event.to_owned();
				self.buffer = rest.to_owned();
				let name = event.lines().find_map(|line| line.strip_prefix("event: "));
				let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
				return Some((name.unwrap_or_default().to_owned(), data.to_owned()));
			}
			let bytes = self.response.chunk().await.ok()??;
			self.buffer.push_str(std::str::from_utf8(&bytes).unwrap());
		}
	}

	/// What it says next.
	pub async fn next(&mut self) -> Option<Heard> {
		let (name, data) = self.event().await?;
		if data == "[DONE]" {
			return Some(Heard::Done);
		}
		let value: Value = serde_json::from_str(&data).unwrap();
		if name == "stoa.receipt" {
			return Some(Heard::Receipt(Box::new(self.check(&value))));
		}
		let choice = &value["choices"][0];
		let text = choice["delta"]["content"].as_str().or(choice["text"].as_str());
		self.text.push_str(text.unwrap_or_default());
		if let Some(ids) = value["stoa"]["tokens"].as_array() {
			self.ids.extend(ids.iter().map(|id| id.as_u64().unwrap() as u32));
		}
		if value["object"] == "list" {
			self.line = Some(data);
		}
		Some(Heard::Piece(value))
	}

	fn check(&mut self, value: &Value) -> Receipt {
		let receipt = receipt_of(value);
		assert_eq!(
			receipt.follows(self.last.as_ref()),
			Ok(()),
			"{receipt:?} after {:?}",
			self.last
		);
		if value.get("salt").is_some() {
			self.salt = digest(&value["salt"]);
		}
		if let Some(prompt) = value["promptTokens"].as_array() {
			self.prompt = prompt.iter().map(|id| id.as_u64().unwrap() as u32).collect();
		}
		self.trace = value.get("trace").map(digest);
		let (prompt, output) = match receipt.arithmetic {
			Arithmetic::X1 => {
				(tokens_root::<Blake2>(&self.prompt), tokens_root::<Blake2>(&self.ids))
			}
			Arithmetic::Engine => {
				let text = self.line.as_ref().unwrap_or(&self.text);
				(content_root(&self.body), content_root(text.as_bytes()))
			}
		};
		let trace = self.trace.unwrap_or_default();
		let roots = ReceiptRoots { salt: self.salt, prompt, output, trace };
		assert!(receipt.opens_with(&roots), "{receipt:?}");
		let traced = receipt.arithmetic == Arithmetic::X1 && receipt.output_tokens > 0;
		assert_eq!(receipt.trace.is_some(), traced);
		if receipt.arithmetic == Arithmetic::X1 {
			assert_eq!(receipt.output_tokens as usize, self.ids.len());
		}
		self.last = Some(receipt);
		receipt
	}

	/// The next receipt.
	pub async fn receipt(&mut self) -> Receipt {
		loop {
			match self.next().await.expect("it goes on") {
				Heard::Receipt(receipt) => return *receipt,
				Heard::Piece(piece) => assert!(piece.get("error").is_none(), "{piece}"),
				Heard::Done => panic!("it has ended"),
			}
		}
	}

	/// Hears all of it, and pays for each receipt; the pieces, and whether it ended as it should.
	pub async fn paid_by(&mut self, payer: &Payer) -> (Vec<Value>, bool) {
		let mut pieces = Vec::new();
		loop {
			match self.next().await {
				Some(Heard::Receipt(receipt)) => payer.pay(&receipt).await,
				Some(Heard::Piece(piece)) => pieces.push(piece),
				Some(Heard::Done) => return (pieces, true),
				None => return (pieces, false),
			}
		}
	}

	/// Hears all of it, and pays for nothing.
	pub async fn unpaid(&mut self) -> (Vec<Value>, Vec<Receipt>) {
		let (mut pieces, mut receipts) = (Vec::new(), Vec::new());
		while let Some(heard) = self.next().await {
			match heard {
				Heard::Receipt(receipt) => receipts.push(*receipt),
				Heard::Piece(piece) => pieces.push(piece),
				Heard::Done => break,
			}
		}
		(pieces, receipts)
	}
}

/// What tokens cost here.
pub fn cost(prompt: u32, output: u32) -> Balance {
	let (each_in, each_out) = crate::shop::PRICES;
	each_in * Balance::from(prompt) + each_out * Balance::from(output)
}

/// A conversation of one message.
pub fn chat(text: &str, most: u32) -> Value {
	json!({
		"model": "release-0",
		"messages": [{ "role": "user", "content": text }],
		"max_tokens": most,
		"temperature": 0,
		"stream": true,
	})
}
